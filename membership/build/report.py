"""The build: notebooks and tables in, figures and pages out, all of it or nothing.

Everything is made in a folder of its own and proofread there; only then does it change places with
what a reader may be looking at.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from membership.build import freshness
from membership.build.inventory import Inventory, take_inventory
from membership.build.layout import (
    FIGURES,
    FOLDERS,
    MANIFEST,
    PAGES,
    BuildError,
    Say,
    numbered,
    refuse_links,
    refuse_to_overwrite,
    timed,
)
from membership.english import counted

TakeInventory = Callable[[Path | None, str | None], Inventory]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@dataclass(frozen=True)
class Result:
    """What a build made: files by their path below the output folder; `new` is False if nothing was to do."""

    files: tuple[str, ...]
    new: bool


def run(*, out: Path | None, check: bool, **asked: Any) -> int:
    """Build the project's own report, or if `check` name what of it is stale; return an exit code.

    What else may be asked is that of `build`.
    """
    if not NOTEBOOKS.is_dir():
        absent = "the report is built from its notebooks, which an installed package does not hold"
        print(f"{absent}; clone the project and call `make report` there", file=sys.stderr)
        return 2
    asked |= {"notebooks": NOTEBOOKS, "inventory": take_inventory, "say": partial(print, flush=True)}
    try:
        with _stoppable():
            made = (stale if check else build)(out=out or NOTEBOOKS.parent, **asked)
    except BuildError as error:
        untouched = "" if check else "; what was there is untouched"
        print(*error.faults, f"the report was not built{untouched}", sep="\n", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; what is there is whole", file=sys.stderr)
        return 130
    if isinstance(made, Result):
        return 0
    for fault in made:
        print(fault)
    print(f"{len(made)} stale" if made else "up to date: the report is what the data gives")
    return 1 if made else 0


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let a request to terminate, or a closed terminal, end a build as Ctrl-C does: no kernel is left."""
    numbers = [signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    asked = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    try:
        for number in asked:
            signal.signal(number, signal.default_int_handler)
        yield
    finally:
        for number in asked:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def _in_words() -> Iterator[None]:
    """Tell of a file that cannot be read or written as of any other fault."""
    os.umask(mask := os.umask(0))
    if mask & 0o700:
        raise BuildError([f"umask {mask:04o} would keep you from what is made: call umask 022 first"])
    try:
        yield
    except OSError as error:
        lost = "the folder that this was started in" if isinstance(error, FileNotFoundError) else "the output"
        place = f"{error.filename or lost}: "
        raise BuildError([f"{place}{error.strerror or error}"]) from error


@_in_words()
def build(*, out: Path, say: Say = print, **asked: Any) -> Result:
    """Execute the notebooks and put ``figures``, ``notebooks/html`` and ``notebooks/executed`` in place.

    What is asked is what a `Source` is made of. If a table, a notebook or a page has a fault, that is a
    BuildError, and the old output is untouched.
    """
    begun = time.perf_counter()
    source = Source(**asked)
    if source.gave(out):
        return _nothing_to_do(out, say)
    refuse_links(out)

    from membership.build import swap
    from membership.site.sitemap import page_file

    pages = (f"{PAGES}/{page_file(path.name)}" for path in numbered(source.notebooks))
    # Before anything runs, of what every build makes; and once it is known what else this one made.
    refuse_to_overwrite(out, [f"{FIGURES}/README.md", MANIFEST, *pages], freshness.made(out))
    with swap.workshop(out, say) as work:
        # While this build waited, another may have done its work, and somebody may have edited a table.
        source = Source(**asked)
        if source.gave(out):
            return _nothing_to_do(out, say)
        files = source.made(work, say)
        before = freshness.made(out)
        refuse_to_overwrite(out, files, before)
        if aside := swap.set_aside(out, work, before, files):
            say(f"not as a build made them, hence kept in {out}: {', '.join(aside)}")
        places = ", ".join(f"{folder}/" for folder in FOLDERS)
        with timed(say, f"putting {places} in place, {counted(len(files), 'file')}"):
            swap.carry_over(out, work, FOLDERS, but=before)
            swap.put_in_place(work, out, FOLDERS)
        freshness.write_stamp(out, source.inputs, files)
    say(f"done in {time.perf_counter() - begun:.1f} s: {out / PAGES / 'index.html'}")
    return Result(tuple(files), new=True)


def _nothing_to_do(out: Path, say: Say) -> Result:
    say("nothing to do: the report is what the data gives")
    return Result(tuple(sorted(freshness.made(out))), new=False)


@_in_words()
def stale(*, out: Path, say: Say = print, **asked: Any) -> list[str]:
    """Return what in `out` is not what `build` would make there, one line each; nothing is written there."""
    source = Source(**asked)
    if freshness.interrupted(out):
        return [f"{out}: a build was interrupted while it put its files in place; build again to finish it"]
    now = freshness.promised(out, source.inputs)
    if now is None:
        from membership.build.surroundings import scratch

        with scratch() as work:
            files = source.made(work / "report", say)
            now = freshness.outputs(work / "report", files)
    before = freshness.outputs(out, now)
    told = {name: "is not what the data gives" if before[name] else "is missing" for name in now}
    told = {name: why for name, why in told.items() if now[name] != before[name]}
    left_over = freshness.outputs(out, freshness.made(out).keys() - now.keys())
    told |= {name: "is no longer part of the report" for name, there in left_over.items() if there}
    return [f"{name} {why}" for name, why in sorted(told.items())]


@dataclass(frozen=True)
class Source:
    """What a report is made from: tables (``data`` beside the notebooks unless told), cut at the day `as_of`.

    It is about the organization told, or that of the notebooks, or else the first in the tables. `inventory`
    is called with `data` and `as_of` before anything runs. A notebook may take `timeout` seconds. With
    `outlines` each figure is also written with its letters as outlines.
    """

    data: Path | None
    notebooks: Path
    as_of: str | None
    organization: str | None = None
    inventory: TakeInventory | None = None
    timeout: float = 600
    outlines: bool = False

    @property
    def folder(self) -> Path:
        """The folder of tables."""
        return (self.data or self.notebooks.parent / "data").resolve()

    @cached_property
    def inputs(self) -> str:
        """The hash of everything that the report is made from, as it was when first asked."""
        asked = {"organization": self.organization, "as_of": self.as_of, "outlines": self.outlines}
        return freshness.inputs(self.folder, self.notebooks, asked)

    def gave(self, out: Path) -> bool:
        """Return whether what is in `out` was made from this, and whole."""
        return not freshness.interrupted(out) and freshness.is_fresh(out, self.inputs)

    def made(self, work: Path, say: Say) -> list[str]:
        """Make the report in an empty folder and return its files."""
        from membership.build.surroundings import own_surroundings

        stock, usual = Inventory(), self.folder == (self.notebooks.parent / "data").resolve()
        if self.inventory is not None:
            with timed(say, "checking the tables"):
                stock = self.inventory(None if usual else self.data, self.as_of)
        if stock.faults:
            raise BuildError(stock.faults)
        for note in stock.notes:
            say(note)
        # Only what differs from the defaults is set in a notebook: the plain report runs as it stands.
        given = {"organization": self.organization, "as_of": self.as_of}
        given |= {"data": None if usual else str(self.folder)}
        fingerprint = freshness.data_fingerprint(self.folder)
        with own_surroundings() as scratch:
            from membership.build.assembly import assemble

            notebooks = self.notebooks.resolve()
            files = assemble(
                *(notebooks, work, scratch, say),
                parameters={name: value for name, value in given.items() if value is not None},
                inventory=stock,
                fingerprint=fingerprint,
                private=[str(self.folder), str(notebooks)],
                outlines=self.outlines,
                timeout=self.timeout,
            )
        if freshness.data_fingerprint(self.folder) != fingerprint:
            raise BuildError(["a table was changed while the report was made from it; build again"])
        return files

"""Where the parts of the report lie, and how a build tells what it does and what stopped it."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

FOLDERS = FIGURES, PAGES, EXECUTED = "figures", "notebooks/html", "notebooks/executed"
MANIFEST = f"{FIGURES}/manifest.json"
NUMBERED = re.compile(r"\d+_[\w-]+\.ipynb")

Say = Callable[[str], None]


class BuildError(Exception):
    """The report cannot be built; `faults` says why, one message each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def numbered(notebooks: Path) -> list[Path]:
    """Return the notebooks of the report in its order: by their number, so that 10 comes after 9."""
    found = [path for path in notebooks.glob("*.ipynb") if NUMBERED.fullmatch(path.name)]
    return sorted(found, key=lambda path: (int(path.name.partition("_")[0]), path.name))


@contextmanager
def timed(say: Say, what: str) -> Iterator[None]:
    """Say what was done and how long it took."""
    begun = time.perf_counter()
    yield
    say(f"{what}: {time.perf_counter() - begun:.1f} s")


def refuse_links(out: Path) -> None:
    """Raise BuildError if `out` is no folder, or if one in it that a build replaces is a link or a file."""
    there = next(path for path in (out, *out.absolute().parents) if path.exists())
    if not there.is_dir():
        raise BuildError([f"{there} is a file; name a folder for the report to be written to"])
    for place in (out / folder for folder in FOLDERS):
        if place.is_symlink() or (place.exists() and not place.is_dir()):
            raise BuildError([f"{place} is not a plain folder; a build replaces it whole: move it away"])


def refuse_to_overwrite(out: Path, names: Iterable[str], made: Collection[str]) -> None:
    """Raise BuildError if a file or folder of somebody's is where a first build would put a file."""
    there = [out / name for name in sorted(names) if os.path.lexists(out / name) and not made]
    if there:
        what = "is there, and no build made it: move it away, or build elsewhere"
        raise BuildError([f"{place} {what}" for place in there])

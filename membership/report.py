"""The build: notebooks and tables in, figures and pages out, all of it or nothing.

Everything is made in a folder of its own and proofread there; only then does it change places with
what a reader may be looking at.
"""

from __future__ import annotations

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from membership import freshness
from membership.freshness import FIGURES, PAGES, timed

Say = Callable[[str], None]
CheckTables = Callable[[Path, str | None], Iterable[str]]
FOLDERS = (FIGURES, PAGES)
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


class BuildError(Exception):
    """The report cannot be built; `faults` says why, one message each."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


@dataclass(frozen=True)
class Result:
    """What a build made: files by their path below the output folder; `new` is False if nothing was to do."""

    files: tuple[str, ...]
    new: bool


def run(*, data: Path | None, out: Path | None, as_of: str | None, check: bool) -> int:
    """Build the project's own report, or check that it is up to date, and return an exit code.

    Parameters
    ----------
    data, out : Path or None
        The folder of tables and the output folder; the project's own unless told.
    as_of : str or None
        A day, YYYY-MM-DD, to build the report as it would have read then.
    check : bool
        Write nothing; name each file that is not what the data gives.
    """
    out = out or NOTEBOOKS.parent
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if not check:
            build(data=data, out=out, as_of=as_of, notebooks=NOTEBOOKS, check_tables=_sound)
            return 0
        stale_files = stale(data=data, out=out, as_of=as_of, notebooks=NOTEBOOKS, check_tables=_sound)
    except BuildError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        print("the report was not built; what was there is untouched", file=sys.stderr)
        return 1
    for fault in stale_files:
        print(fault)
    print(f"{len(stale_files)} stale" if stale_files else "up to date: the report is what the data gives")
    return 1 if stale_files else 0


def build(
    *,
    data: Path | None,
    out: Path,
    as_of: str | None,
    notebooks: Path,
    organization: str | None = None,
    check_tables: CheckTables | None = None,
    say: Say = print,
) -> Result:
    """Execute the notebooks and put ``out/figures`` and ``out/notebooks/html`` in place.

    Parameters
    ----------
    data : Path or None
        The folder of tables; ``data`` beside the notebooks unless told.
    out : Path
        The output folder.
    as_of : str or None
        The day at which the report is cut.
    notebooks : Path
        The folder of the numbered notebooks.
    organization : str, optional
        Whom the report is about; as the notebooks say unless told.
    check_tables : callable, optional
        Called with the folder and the day before anything runs; returns faults.
    say : callable, optional
        Told what is done and how long it took.

    Returns
    -------
    Result

    Raises
    ------
    BuildError
        If a table, a notebook or a page has a fault. The old output is then untouched.
    """
    begun = time.perf_counter()
    order = _Order(data, notebooks, as_of, organization)
    if not freshness.interrupted(out) and freshness.is_fresh(out, order.inputs):
        say("nothing to do: the report is what the data gives")
        return Result(tuple(sorted(freshness.made(out))), new=False)
    _refuse_links(out)
    _check_tables(order, check_tables, say)

    from membership import swap

    with swap.workshop(out, say) as work:
        files = _made(order, work, say)
        with timed(say, f"putting {FIGURES}/ and {PAGES}/ in place, {len(files)} files"):
            _carry_over(out, work, freshness.made(out))
            try:
                swap.put_in_place(work, out, FOLDERS)
            except OSError as error:
                raise BuildError([f"cannot put the new files in place: {error}"]) from error
        freshness.write_stamp(out, order.inputs, files)
    say(f"done in {time.perf_counter() - begun:.1f} s: {out / PAGES / 'index.html'}")
    return Result(tuple(files), new=True)


def stale(
    *,
    data: Path | None,
    out: Path,
    as_of: str | None,
    notebooks: Path,
    organization: str | None = None,
    check_tables: CheckTables | None = None,
    say: Say = print,
) -> list[str]:
    """Return what in `out` is not what a build would make there, one line each; nothing is written there.

    The parameters are those of `build`.

    Raises
    ------
    BuildError
        If the report cannot be built.
    """
    order = _Order(data, notebooks, as_of, organization)
    if freshness.interrupted(out):
        return [f"{out}: a build was interrupted while it put its files in place; build again to finish it"]
    if freshness.is_fresh(out, order.inputs):
        return []
    _check_tables(order, check_tables, say)
    with tempfile.TemporaryDirectory(prefix="report-") as folder:
        files = _made(order, Path(folder), say)
        now, before = freshness.outputs(Path(folder), files), freshness.outputs(out, files)
    told = {name: "is not what the data gives" if before[name] else "is missing" for name in files}
    told = {name: why for name, why in told.items() if now[name] != before[name]}
    left_over = freshness.outputs(out, freshness.made(out) - set(files))
    told |= {name: "is no longer part of the report" for name, there in left_over.items() if there}
    return [f"{name} {why}" for name, why in sorted(told.items())]


class _Order:
    """What is to be built, from what."""

    def __init__(
        self, data: Path | None, notebooks: Path, as_of: str | None, organization: str | None
    ) -> None:
        self.data = (data or notebooks.parent / "data").resolve()
        self.notebooks = notebooks.resolve()
        self.as_of = as_of
        # Only what differs from the defaults is set in a notebook: the plain report runs as it stands.
        given = {"organization": organization, "as_of": as_of, "data": str(self.data) if data else None}
        self.parameters = {name: value for name, value in given.items() if value is not None}
        about = {"organization": organization, "as_of": as_of}
        self.inputs = freshness.inputs(self.data, self.notebooks, about)


def _made(order: _Order, work: Path, say: Say) -> list[str]:
    from membership.assembly import assemble

    files, faults = assemble(
        notebooks=order.notebooks,
        parameters=order.parameters,
        fingerprint=freshness.data_fingerprint(order.data),
        as_of=order.as_of,
        private=[str(order.data), str(order.notebooks), str(work)],
        work=work,
        say=say,
    )
    if faults:
        raise BuildError(faults)
    return files


def _check_tables(order: _Order, check: CheckTables | None, say: Say) -> None:
    if check is not None:
        with timed(say, "checking the tables"):
            faults = list(check(order.data, order.as_of))
        if faults:
            raise BuildError(faults)


def _carry_over(out: Path, work: Path, ours: set[str]) -> None:
    """Copy into the new folders the files that people put beside what the last build made."""
    for folder in FOLDERS:
        for path in sorted((out / folder).rglob("*")):
            name = path.relative_to(out)
            if name.as_posix() not in ours and (path.is_symlink() or path.is_file()) and not (work / name).exists():
                (work / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, work / name, follow_symlinks=False)


def _refuse_links(out: Path) -> None:
    for folder in FOLDERS:
        if (out / folder).is_symlink() or ((out / folder).exists() and not (out / folder).is_dir()):
            raise BuildError([f"{out / folder} is not a plain folder; a build replaces it whole: move it away"])


def _sound(data: Path, as_of: str | None) -> list[str]:
    """Return the faults of the tables, and of the day, that forbid a build."""
    from membership.dates import is_date
    from membership.tables import check

    day = [] if as_of is None or (is_date(as_of) and len(as_of) == 10) else [f"--as-of {as_of!r} is not a day; expected YYYY-MM-DD"]
    return day + [str(fault) for fault in check(data) if not fault.warning]

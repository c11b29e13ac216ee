"""The command `report`: of which organizations, and from which tables."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from membership.build.report import run
from membership.build.surroundings import scratch
from membership.intervals.dates import is_date

_COMPARED = 8  # so many organizations are compared without being asked for


def report(options: argparse.Namespace) -> int:
    """Build the report, of the organizations asked for, and return the exit code of the build."""
    if options.as_of is not None and not (is_date(options.as_of) and len(options.as_of) == 10):
        raise ValueError(f"--as-of {options.as_of!r} is not a day; expected YYYY-MM-DD")
    with ExitStack() as stack:
        data, organization = options.data, None
        # Nothing is checked yet: a folder of many lines may hold more organizations than are compared.
        path = data / "organizations.csv" if data else None
        many = path is not None and path.is_file() and path.read_bytes().count(b"\n") > _COMPARED + 1
        if options.organization or many:
            data, organization = _chosen(options, stack)
        told = {name: getattr(options, name) for name in ("out", "as_of", "check", "timeout", "outlines")}
        return run(data=data, organization=organization, **told)


def _chosen(options: argparse.Namespace, stack: ExitStack) -> tuple[Path | None, str]:
    """Return the folder to build from, and whom the report is about."""
    from membership.tables.loading import load
    from membership.tables.selection import files_of, selected

    tables = load(options.data)
    known = tables.organizations["organization"].to_list()
    wanted = list(dict.fromkeys(options.organization or known[:1]))
    some = selected(tables, wanted)
    if len(wanted) == 1 and len(known) <= _COMPARED:
        return options.data, wanted[0]
    if not options.organization:
        print(f"the report is about {wanted[0]}, the first of {len(known)}; --organization ID names others")
    folder = stack.enter_context(scratch()) / "tables"
    write_files(folder, files_of(some))
    return folder, wanted[0]


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts to a folder by their names, and make the folder where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")

"""The commands that take what people bring: `import` and `check --fix`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from membership.cli.reporting import write_files
from membership.english import counted
from membership.intervals.dates import is_date
from membership.tables.faults import told
from membership.tables.importing import read_spells
from membership.tables.loading import MENDED, NAMES, own_data, schemas
from membership.tables.mending import mended
from membership.tables.spell_rows import rows_of_file

# Problems of which `fix` may mend some.
OF_FORM = {
    *("ends a line", "is a byte order mark", "is the encoding of this file", "is the only column"),
    *("is not UTF-8", "is not a date", "is a blank line", "begins or ends with a space"),
    *("is not a column of this table", "is a column without a name"),
}


def import_spells(options: argparse.Namespace) -> int:
    """Write the folder of tables that a table of memberships amounts to, and say what was read as what."""
    folder = free_folder(options.folder)
    verified_to = options.verified_to or date.today().isoformat()
    if not (is_date(verified_to) and len(verified_to) == 10):
        raise ValueError(f"--verified-to {verified_to!r} is not a day; expected YYYY-MM-DD")
    columns = _pairs(options.column)
    imported = read_spells(
        rows_of_file(options.file.read_bytes(), str(options.file)),
        organization=options.organization or "",
        ends=options.ends,
        order=options.order,
        columns=columns,
        verified_to=verified_to,
    )
    for line in told(imported.faults):
        print(f"not placed: {line}", file=sys.stderr)
    for line in imported.said:
        print(line)
    if any("--order" in fault.remedy for fault in imported.faults):
        print(f"{folder} was not written: import again with the --order of its dates", file=sys.stderr)
        return 1
    if imported.tables.membership.empty:
        print(f"nothing could be placed; {folder} was not written", file=sys.stderr)
        return 1
    write_files(folder, imported.files)
    known = "" if options.verified_to else "; --verified-to DAY says otherwise"
    print(f"{folder}: {counted(len(imported.files), 'file')}, taken as verified to {verified_to}{known}")
    print(f"for its full name, and 'the' in sentences: name and in_text in {folder}/organizations.csv")
    print(f"next: python -m membership check --data {folder}")
    return 1 if imported.faults else 0


def fix(data: Path | None) -> None:
    """Write beside each table that can be mended the mended one, and say so."""
    written = list(mended_tables(data))
    for path, text in written:
        beside = path.with_name(f"{path.stem}{MENDED}")
        beside.write_text(text, encoding="utf-8", newline="\n")
        print(f"{beside}: mended; look it over, then put it in the place of {path.name}")
    if not written:
        print("nothing that can be mended without you")


def mended_tables(data: Path | None) -> Iterator[tuple[Path, str]]:
    """Yield each table that can be mended, with its mended text."""
    for name in NAMES:
        path = (data or own_data()) / f"{name}.csv"
        if path.is_file() and (text := mended(path.read_bytes(), path.name, schemas()[name])) is not None:
            yield path, text


def free_folder(folder: Path) -> Path:
    """Return `folder`, which does not exist yet or is empty; an error if it is a file, or holds something."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        found = "not empty" if folder.is_dir() else "a file"
        raise ValueError(f"{folder} is {found}; name a folder that does not exist yet, or an empty one")
    return folder


def _pairs(texts: Iterable[str]) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for text in texts:
        name, sign, column = text.partition("=")
        if not sign:
            raise ValueError(f"--column {text!r} is not of the form NAME=COLUMN, such as member='Team name'")
        if pairs.setdefault(name, column) != column:
            raise ValueError(f"--column {name} is given twice, as {pairs[name]} and as {column}")
    return pairs

"""One table as rows that remember where they stood, or as faults that say where.

Works on bytes and records; opening and reading CSV files is the business of `tables`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from membership.dates import hint, is_date
from membership.faults import Fault, near

FORMULA = tuple("=+-@\t\r")


@dataclass(frozen=True)
class Sheet:
    """A table as it was written: its file, its columns, its rows and their line numbers."""

    file: str
    columns: tuple[str, ...]
    rows: tuple[dict[str, str], ...] = ()
    lines: tuple[int, ...] = field(default=())

    def fault(self, row: int, column: str, problem: str, remedy: str = "", *, warning: bool = False) -> Fault:
        """Return a fault at `column` of the row with index `row`."""
        place = self.columns.index(column) + 1
        return Fault(self.file, self.lines[row], place, self.rows[row][column], problem, remedy, warning)


def sheet_of(
    records: Iterable[tuple[list[str], int]], file: str, schema: Mapping[str, Any]
) -> tuple[Sheet, list[Fault]]:
    """Return the records of a file as a sheet, and every fault of its header and cells.

    Parameters
    ----------
    records : iterable of (list of str, int)
        The cells of each record, the header first, and the number of its first line.
    file : str
        What to call it in a fault.
    schema : mapping
        Its Table Schema (``fields`` with ``name`` and ``constraints``), in Frictionless form.
    """
    fields = {entry["name"]: entry for entry in schema["fields"]}
    remaining, rows, lines = iter(records), [], []
    header = next(remaining, ([], 0))[0]
    faults = _header(header, file, fields)
    # Under a wrong header every cell would be a fault; the header's own say enough.
    broken = any(not fault.warning for fault in faults)
    for cells, line in remaining:
        if len(cells) != len(header):
            faults.append(_length(cells, header, file, line))
        elif not broken:
            row = dict(zip(header, cells, strict=True))
            rows.append(row)
            lines.append(line)
            faults += _cells(row, fields, file, line)
    return Sheet(file, tuple(header), tuple(rows), tuple(lines)), faults


def decode(content: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the text of a file, with LF line ends, and every fault of its encoding."""
    faults = []
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        faults.append(Fault(file, 1, 1, "UTF-16", "is the encoding of this file", "save it as UTF-8"))
        return content.decode("utf-16", errors="replace"), faults
    if content.startswith(b"\xef\xbb\xbf"):
        faults.append(
            Fault(file, 1, 1, "\ufeff", "is a byte order mark", "save the file as UTF-8 without BOM")
        )
        content = content[3:]
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line, column, cell = _place(content, error.start)
        remedy = "expected UTF-8; the file looks like Windows-1252: save it as UTF-8"
        faults.append(Fault(file, line, column, cell, "is not UTF-8", remedy))
        text = content.decode("cp1252", errors="replace")
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        faults.append(Fault(file, line, 1, "\r", "ends a line", "expected lines that end in LF alone"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        line, column, cell = _place(text.encode(), text.encode().index(0))
        faults.append(Fault(file, line, column, cell, "has a NUL character", "delete it"))
        text = text.replace("\0", "")
    return text, faults


def _place(content: bytes, at: int) -> tuple[int, int, str]:
    start = content.rfind(b"\n", 0, at) + 1
    end = content.find(b"\n", at)
    row = content[start : end if end >= 0 else None]
    column = row[: at - start].count(b",")
    return (
        content[:at].count(b"\n") + 1,
        column + 1,
        row.split(b",")[column].decode("cp1252", errors="replace"),
    )


def _header(header: list[str], file: str, fields: Mapping) -> list[Fault]:
    expected = ", ".join(fields)
    if not header:
        return [Fault(file, 1, 1, "", "is an empty file", f"expected a header row: {expected}")]
    if len(header) == 1 and len(fields) > 1:
        for sign, name in ((";", "semicolon"), ("\t", "tab"), ("|", "vertical bar")):
            if sign in header[0]:
                remedy = f"the delimiter is a {name}; save the file with commas"
                return [Fault(file, 1, 1, header[0], "is one column", remedy)]
    faults = []
    absent = [name for name in fields if name not in header]
    for place, name in enumerate(header, start=1):
        if name in header[: place - 1]:
            faults.append(Fault(file, 1, place, name, "is a column twice", "keep one of them"))
        elif name not in fields and (guess := near(name, absent)):
            faults.append(Fault(file, 1, place, name, "is not a column of this table", guess))
            absent = [other for other in absent if repr(other) not in guess]
        elif name not in fields:
            problem = "is a column that the codebook does not know; it is kept and not used"
            faults.append(Fault(file, 1, place, name, problem, warning=True))
    for name in absent:
        if not fields[name].get("optional"):
            faults.append(
                Fault(file, 1, len(header), name, "is a column that is missing", f"expected: {expected}")
            )
    return faults


def _length(cells: list[str], header: list[str], file: str, line: int) -> Fault:
    more = len(cells) > len(header)
    problem = f"makes {len(cells)} cells, and the header has {len(header)} columns"
    remedy = (
        "a cell with a comma in it stands in double quotes" if more else "an empty cell still has its comma"
    )
    return Fault(file, line, min(len(cells), len(header)) + more, cells[-1], problem, remedy)


def _cells(row: Mapping[str, str], fields: Mapping, file: str, line: int) -> Iterator[Fault]:
    for place, (name, value) in enumerate(row.items(), start=1):
        entry = fields.get(name, {})
        limits = entry.get("constraints", {})
        problem, remedy = "", ""
        if value != value.strip():
            problem, remedy = "begins or ends with a space", "delete it"
        elif value.startswith(FORMULA):
            problem, remedy = "begins like a spreadsheet formula", "no cell may start with = + - @"
        elif not value and limits.get("required"):
            problem, remedy = f"is empty, and {name} is required", entry.get("description", "")
        elif value and entry.get("dateFormat") == "reduced-date" and not is_date(value):
            problem, remedy = (
                "is not a date",
                "; ".join(part for part in ("expected YYYY, YYYY-MM or YYYY-MM-DD", hint(value)) if part),
            )
        elif value and not re.fullmatch(limits.get("pattern", ".*"), value, re.DOTALL):
            problem, remedy = f"is not of the form of {name}", f"expected {limits['pattern']}"
        elif value and "enum" in limits and value not in limits["enum"]:
            allowed = ", ".join(word for word in limits["enum"] if word)
            problem = f"is not a value of {name}"
            remedy = "; ".join(
                part for part in (f"expected one of: {allowed}", near(value, limits["enum"])) if part
            )
        if problem:
            yield Fault(file, line, place, value, problem, remedy)

"""One table as rows that remember where they stood, and every fault of its form.

Works on text and records; opening and reading CSV files is the business of `tables`.
A slip is read as what it most likely means (a misspelt column, a cell with a space too many),
so that it gives one fault and hides no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from membership.intervals.dates import is_date
from membership.intervals.reading import hint
from membership.tables.decoding import Record, readable
from membership.tables.faults import SHOWN, Fault, near, nearest

FORMULA = tuple("=+-@")
FORMS = {  # how the patterns of the schema read in words
    "^[A-Za-z0-9-]+$": "letters A to Z, digits and hyphens, without spaces",
    "^[0-9]+$": "digits",
    r"^https?://[^\s]+$": "an http(s) address without spaces, or an empty cell",
}
# Control signs, and those that turn the direction of writing: a reader would see another text.
_UNSEEN = re.compile(r"[\x01-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")
_PROSE = {"note", "excerpt", "why", "meaning", "paraphrase", "fragment"}  # these may have several lines
_DELIMITERS = {";": "semicolon", "\t": "tab", "|": "vertical bar"}


@dataclass(frozen=True)
class Sheet:
    """A table as it was written: its file, its columns, its rows and their line numbers.

    Without `legible`, its columns are not those of the schema and no rule can read it.
    `torn` are the lines of the rows that could not be read whole.
    """

    file: str
    columns: tuple[str, ...] = ()
    rows: tuple[dict[str, str], ...] = ()
    lines: tuple[int, ...] = ()
    legible: bool = True
    torn: frozenset[int] = frozenset()

    def fault(self, row: int, column: str, problem: str, remedy: str = "", *, warning: bool = False) -> Fault:
        """Return a fault at `column` of the row with index `row`."""
        place = self.columns.index(column) + 1
        return Fault(self.file, self.lines[row], place, self.rows[row][column], problem, remedy, warning)


Sheets: TypeAlias = Mapping[str, Sheet]


def sheet_of(records: Iterable[Record], file: str, schema: Mapping[str, Any]) -> tuple[Sheet, list[Fault]]:
    """Return the records of a file as a sheet, and every fault of its header and cells.

    Parameters
    ----------
    records : iterable of Record
        The header first.
    file : str
        What to call it in a fault.
    schema : mapping
        Its Table Schema (``fields`` with ``name`` and ``constraints``), in Frictionless form.
    """
    fields = {entry["name"]: entry for entry in schema["fields"]}
    columns: tuple[str, ...] = ()
    rows, lines, torn, foreign = [], [], set(), []
    faults: list[Fault] = []
    legible, bad_quotes = False, 0
    slips: dict[tuple[str, str], list[tuple[str, str, str]]] = {}  # cells repeat: each is tried once
    for record in records:
        line, cells = record.line, [readable(cell) for cell in record.cells]
        foreign += [
            Fault(file, line, place, cell, "is not UTF-8")
            for place, (cell, raw) in enumerate(zip(cells, record.cells, strict=True), start=1)
            if cell is not raw
        ]
        fault = record.fault
        bad_quotes += fault is not None
        if fault is None and not any(cell.strip() for cell in cells):
            faults.append(Fault(file, line, 1, ",".join(cells), "is a blank line", "delete the line"))
            continue
        if not columns:
            columns, found, legible = _header(cells, file, line, fields)
            faults += [fault] if fault else found
            legible = legible and not fault
            if fault or len(columns) == 1:
                break
            continue
        fault = fault or _length(cells, columns, file, line)
        cells = [*cells, *[""] * len(columns)][: len(columns)]
        found = []
        for place, named in enumerate(zip(columns, cells, strict=True), start=1):
            if named not in slips:
                slips[named] = list(_slips(*named, fields.get(named[0], {})))
            if slips[named]:
                found += [Fault(file, line, place, *slip) for slip in slips[named]]
        if fault:
            faults.append(fault)
            # Cells that pass stand where they belong; if one does not, they may all be in the wrong place.
            torn |= {line} if found else set()
        else:
            faults += found
        rows.append(dict(zip(columns, map(str.strip, cells), strict=True)))
        lines.append(line)
        if bad_quotes == SHOWN:
            problem = f"is the {SHOWN}th row whose quotes are wrong; nothing after it is read"
            faults.append(Fault(file, line, 1, cells[0], problem, "mend the quotes of this file first"))
            legible = False
            break
    if not columns:
        expected = f"expected a header row: {', '.join(fields)}"
        faults.append(Fault(file, 1, 1, "", "is an empty file", expected))
    if foreign:
        faults.append(_encoding(foreign))
    return Sheet(file, columns, tuple(rows), tuple(lines), legible, frozenset(torn)), faults


def _encoding(foreign: Sequence[Fault]) -> Fault:
    first, more = foreign[0], len(foreign) - 1
    others = f", nor {'is' if more == 1 else 'are'} {more} more cell{'s' * (more != 1)}" if more else ""
    remedy = "expected UTF-8; the file looks like Windows-1252: save it as UTF-8"
    return Fault(first.file, first.line, first.column, first.value, first.problem + others, remedy)


def _header(
    header: Sequence[str], file: str, line: int, fields: Mapping[str, Mapping]
) -> tuple[tuple[str, ...], list[Fault], bool]:
    """Return the columns as they were meant, what is wrong with them, and whether they are all there."""
    if len(header) == 1:
        sign = next((sign for sign in _DELIMITERS if sign in header[0]), "")
        remedy = f"the delimiter is a {_DELIMITERS[sign]}; save the file with commas" if sign else ""
        remedy = remedy or f"expected a header row: {', '.join(fields)}"
        return tuple(header), [Fault(file, line, 1, header[0], "is the only column", remedy)], False
    faults: list[Fault] = []
    columns: list[str] = []
    absent = [name for name in fields if name not in header]
    twice = False
    for place, name in enumerate(header, start=1):
        if not name.strip():
            remedy = "delete it, with its comma in every line"
            faults.append(Fault(file, line, place, name, "is a column without a name", remedy))
        elif name in columns:
            twice = True
            faults.append(Fault(file, line, place, name, "is a column twice", "keep one of them"))
        elif name not in fields and (guess := nearest(name, absent)):
            problem = "is not a column of this table"
            faults.append(Fault(file, line, place, name, problem, near(name, absent)))
            absent.remove(guess)
            name = guess
        elif name not in fields:
            problem = "is a column that the codebook does not know; it is kept and not used"
            faults.append(Fault(file, line, place, name, problem, warning=True))
        columns.append(name)
    missing = [name for name in absent if not fields[name].get("optional")]
    for name in missing:
        expected = f"expected: {', '.join(fields)}"
        faults.append(Fault(file, line, len(header), name, "is a column that is missing", expected))
    return tuple(columns), faults, not (missing or twice)


def _length(cells: Sequence[str], columns: Sequence[str], file: str, line: int) -> Fault | None:
    surplus = len(cells) - len(columns)
    if not surplus:
        return None
    counted = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
    problem = f"stands in a row of {counted}, and the header has {len(columns)} columns"
    if surplus > 0:
        remedy = "a cell with a comma in it stands in double quotes"
        return Fault(file, line, len(columns) + 1, cells[len(columns)], problem, remedy)
    remedy = "an empty cell still has its comma"
    if any("\n" in cell for cell in cells):
        remedy += "; one of its quoted cells runs over several lines: is its quote closed?"
    return Fault(file, line, len(cells), cells[-1], problem, remedy)


def _slips(name: str, raw: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield value, problem and remedy of what is wrong with a cell."""
    cell = raw.strip()
    if cell != raw:
        yield raw, "begins or ends with a space", "delete it"
    if "\0" in cell:
        yield raw, "has a NUL character", "delete it"
    elif signs := _UNSEEN.findall(cell):
        yield raw, f"has a sign that is not seen, U+{ord(signs[0]):04X}", "delete it"
    elif "\n" in cell and name not in _PROSE:
        yield raw, "has a line break", "write it in one line"
    elif wrong := wrong_cell(name, cell, entry):
        yield cell, *wrong[1:]


# What a field may ask of its cells: the name of the rule, and what it promises.
CELL_RULES = {
    "no formulas": "No cell begins like a spreadsheet formula.",
    "nothing missing": "No cell is empty that must be filled.",
    "real dates": "Every date is a day, month or year of the calendar.",
    "written forms": "Every id, code and address has its form.",
    "known words": "Every cell that takes its words from a list has one of them.",
}


def wrong_cell(name: str, cell: str, entry: Mapping[str, Any]) -> tuple[str, str, str] | None:
    """Return the name of the rule that a cell breaks, the problem and the remedy; None for a sound one."""
    limits = entry.get("constraints", {})
    dated = entry.get("dateFormat") == "reduced-date"
    if cell.startswith(FORMULA) and not (dated and cell[1:2].isdecimal()):
        return "no formulas", "begins like a spreadsheet formula", "no cell may start with = + - @"
    if not cell:
        problem, remedy = f"is empty, and {name} is required", entry.get("description", "")
        return ("nothing missing", problem, remedy) if limits.get("required") else None
    if dated and (not is_date(cell) or cell == date.max.isoformat()):
        expected = "expected YYYY, YYYY-MM or YYYY-MM-DD"
        return "real dates", "is not a date", _told(expected, hint(cell))
    if (form := limits.get("pattern")) and not re.fullmatch(form, cell):
        return "written forms", f"is not of the form of {name}", f"expected {FORMS.get(form, form)}"
    if "enum" in limits and cell not in limits["enum"]:
        expected = f"expected one of: {', '.join(limits['enum'])}"
        return "known words", f"is not a value of {name}", _told(expected, near(cell, limits["enum"]))
    return None


def _told(*parts: str) -> str:
    return "; ".join(part for part in parts if part)

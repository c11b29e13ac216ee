"""From the bytes of a file to a table whose rows remember where they stood, and every fault of its form.

A slip is read as what it most likely means (an encoding, a misspelt column, a cell with a space too many),
so that it gives one fault and hides no other.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from typing import Any, NamedTuple, TypeAlias

from membership.intervals.dates import is_date
from membership.intervals.reading import hint
from membership.tables.faults import SHOWN, Fault, Words, near, nearest

FORMULA = tuple("=+-@")
FORMS = {  # how the patterns of the schema read in words
    "^[A-Za-z0-9-]+$": "letters A to Z, digits and hyphens, without spaces",
    "^[0-9]+$": "digits",
    r"^https?://[^\s]+$": "an http(s) address without spaces, or an empty cell",
}
# Control signs, and those that turn the direction of writing: a reader would see another text.
_UNSEEN = re.compile(r"[\x01-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]")
# One cell as RFC 4180 has it: in quotes, with those inside it doubled, or without; "," is any delimiter.
_CELL = r'(?:"(?:[^"]|"")*"|[^",\n][^,\n]*|)(?=[,\n]|\Z)'
# So many such letters in a row are of another alphabet, in an encoding that its bytes do not tell.
OTHER_LETTERS = re.compile(r"[\u00c0-\u00ff]{4}")
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

    def words(self, column: str) -> Words:
        """Return what stands in a column."""
        return Words(row.get(column, "") for row in self.rows)

    def each(self) -> Iterator[tuple[dict[str, str], At]]:
        """Yield each row, with what tells its faults."""
        for number, row in enumerate(self.rows):
            yield row, partial(self.fault, number)


Sheets: TypeAlias = Mapping[str, Sheet]
Search: TypeAlias = Callable[[Sheets], Iterator[Fault]]
At: TypeAlias = Callable[..., Fault]  # what makes a fault of a cell of one row: column, problem, remedy


class Rule(NamedTuple):
    """A rule of the checker: what it promises, the tables that it reads, and those whose rows it tries."""

    name: str
    promise: str
    find: Search
    reads: tuple[str, ...]
    tries: tuple[str, ...]


def rule(name: str, *, reads: str, tries: str) -> Callable[[Search], Rule]:
    """Make a rule of a function that yields what breaks it; its docstring is what the rule promises."""
    return lambda find: Rule(name, str(find.__doc__), find, tuple(reads.split()), tuple(tries.split()))


def each(sheets: Sheets, *names: str) -> Iterator[tuple[dict[str, str], At]]:
    """Yield each row of the tables of these names, as far as they are there, with what tells its faults."""
    return chain.from_iterable(sheets[name].each() for name in names if name in sheets)


def strangers(row: Mapping[str, str], at: At, column: str, known: Words, where: str) -> Iterator[Fault]:
    """Yield a fault for each word of a cell that is not `known`: one that is not `where` it should be."""
    for word in row.get(column, "").split():
        if word not in known:
            remedy = near(word, known) or "ids are separated by spaces"
            yield at(column, f"names {word!r}, which is not {where}", remedy)


class Record(NamedTuple):
    """One record of a file: its cells and the number of its first line.

    `fault` is what kept it from being read whole; then only its first cells are there.
    """

    cells: Sequence[str]
    line: int
    fault: Fault | None = None


def decode(content: bytes, file: str) -> tuple[str, list[Fault]]:
    """Return the text of a file, with LF line ends, and what is wrong with the file as a whole.

    Bytes that are not UTF-8 stay as lone surrogates; `sheet_of` finds the cells that hold them.
    """
    at, faults = partial(Fault, file), []
    wide = content[:2] in (b"\xff\xfe", b"\xfe\xff")
    if content[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        faults.append(Fault(file, 1, 1, "UTF-32", "is the encoding of this file", "save it as UTF-8"))
        text = content.decode("utf-32", errors="replace")
    elif wide or b"\0" in content[:2]:
        faults.append(at(1, 1, "UTF-16", "is the encoding of this file", "save it as UTF-8"))
        codec = "utf-16" if wide else "utf-16-be" if content[:1] == b"\0" else "utf-16-le"
        text = content.decode(codec, errors="replace")
    else:
        text = content.decode("utf-8", errors="surrogateescape")
        if text.startswith("\ufeff"):
            text = text[1:]
            faults.append(at(1, 1, "\ufeff", "is a byte order mark", "save the file as UTF-8 without BOM"))
        if "\r" in text:
            line = text[: text.index("\r")].count("\n") + 1
            faults.append(at(line, 1, "\r", "ends a line", "expected lines that end in LF alone"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), faults


def records(text: str, file: str, delimiter: str = ",") -> Iterator[Record]:
    r"""Yield each record of a file with LF line ends; after a bad quote, go on with the next line.

    Examples
    --------
    >>> for record in records('AAA,"Aland,\nBBB,"Borduria"\n', "states.csv"):
    ...     print(record.line, record.cells, record.fault and record.fault.problem)
    1 ('AAA',) opens a quote that is not closed
    2 ['BBB', 'Borduria'] None
    """
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    line = 1
    while line <= len(starts):
        first, rest = line, text[starts[line - 1] :]
        reader = csv.reader(io.StringIO(rest, newline=""), delimiter=delimiter, strict=True)
        try:
            for cells in reader:
                yield Record(cells, line)
                line = first + reader.line_num
            return
        except csv.Error:
            torn, fault = _torn(text[starts[line - 1] :], line, file, delimiter)
            yield Record(torn, line, fault)
            line = fault.line + 1


def _torn(text: str, line: int, file: str, delimiter: str) -> tuple[tuple[str, ...], Fault]:
    """Return the cells that can be read of a record whose quotes are wrong, which begins `text`, and why."""
    cells, at = [], 0
    cell_form = re.compile(_CELL.replace(",", re.escape(delimiter)))
    while (match := cell_form.match(text, at)) and match.end() < len(text):
        cell, at = match[0], match.end() + 1
        cells.append(cell[1:-1].replace('""', '"') if cell.startswith('"') else cell)
    culprit = text[at:].split("\n", 1)[0]
    closed = re.match(r'"(?:[^"]|"")*"', culprit)
    problem = "goes on after its closing quote" if closed else "opens a quote that is not closed"
    remedy = 'a quoted cell ends with ", and a quote inside it is written twice'
    there = line + text[:at].count("\n")
    return tuple(cells), Fault(file, there, len(cells) + 1, culprit, problem, remedy)


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as the text of a CSV file, lines ending in LF."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def readable(cell: str) -> str:
    """Return `cell` with the bytes that are not UTF-8 read as Windows-1252, the likeliest encoding."""
    if cell.isascii() or not any("\udc80" <= letter <= "\udcff" for letter in cell):
        return cell
    return cell.encode("utf-8", errors="surrogateescape").decode("cp1252", errors="replace")


def sheet_of(records: Iterable[Record], file: str, schema: Mapping[str, Any]) -> tuple[Sheet, list[Fault]]:
    """Return the records of a file, the header first, as a sheet, and every fault of its header and cells.

    `file` is what a fault calls it, `schema` its Table Schema in Frictionless form.
    """
    fields = {entry["name"]: entry for entry in schema["fields"]}
    columns: tuple[str, ...] = ()
    rows, lines, torn, legible, bad_quotes = [], [], set(), False, 0
    faults: list[Fault] = []
    foreign: list[Fault] = []
    slips: dict[tuple[str, str], list[tuple[str, str, str]]] = {}  # cells repeat: each is tried once
    for raw, line, fault in records:
        cells = [readable(cell) for cell in raw]
        for place, cell in enumerate(cells):
            if cell is not raw[place]:
                foreign.append(Fault(file, line, place + 1, cell, "is not UTF-8"))
        bad_quotes += fault is not None
        if fault is None and not any(cell.strip() for cell in cells):
            faults.append(Fault(file, line, 1, ",".join(cells), "is a blank line", "delete the line"))
            continue
        if not columns:
            columns, found, legible = _header(cells, partial(Fault, file, line), fields)
            faults += [fault] if fault else found
            legible = legible and not fault
            if fault or len(columns) == 1:
                break
            continue
        fault = fault or _length(cells, len(columns), partial(Fault, file, line))
        cells = [*cells, *[""] * len(columns)][: len(columns)]
        found = []
        for place, named in enumerate(zip(columns, cells, strict=True), start=1):
            if named not in slips:
                slips[named] = list(_slips(*named, fields.get(named[0], {})))
            found += [Fault(file, line, place, *slip) for slip in slips[named]]
        faults += [fault] if fault else found
        if fault and found:
            # Cells that pass stand where they belong; if one does not, they may all be in the wrong place.
            torn.add(line)
        rows.append(dict(zip(columns, map(str.strip, cells), strict=True)))
        lines.append(line)
        if bad_quotes == SHOWN:
            problem = f"is the {SHOWN}th row whose quotes are wrong; nothing after it is read"
            faults.append(Fault(file, line, 1, cells[0], problem, "mend the quotes of this file first"))
            legible = False
            break
    if not columns:
        faults.append(Fault(file, 1, 1, "", "is an empty file", _expected(fields)))
    if foreign:
        more = len(foreign) - 1
        others = f", nor {'is' if more == 1 else 'are'} {more} more cell{'s' * (more != 1)}" if more else ""
        remedy = "expected UTF-8; the file looks like Windows-1252: save it as UTF-8"
        if any(OTHER_LETTERS.search(fault.value) for fault in foreign):
            remedy = "expected UTF-8: save it so where its letters are read rightly"
        faults.append(replace(foreign[0], problem=f"is not UTF-8{others}", remedy=remedy))
    return Sheet(file, columns, tuple(rows), tuple(lines), legible, frozenset(torn)), faults


def _expected(fields: Iterable[str]) -> str:
    return f"expected a header row: {', '.join(fields)}"


def _header(
    header: Sequence[str], at: At, fields: Mapping[str, Mapping]
) -> tuple[tuple[str, ...], list[Fault], bool]:
    """Return the columns as they were meant, what is wrong with them, and whether they are all there."""
    if len(header) == 1:
        name = next((name for sign, name in _DELIMITERS.items() if sign in header[0]), "")
        remedy = f"the delimiter is a {name}; save the file with commas" if name else _expected(fields)
        return tuple(header), [at(1, header[0], "is the only column", remedy)], False
    faults: list[Fault] = []
    columns: list[str] = []
    absent = [name for name in fields if name not in header]
    twice = False
    for place, name in enumerate(header, start=1):
        guess = "" if name in fields else nearest(name, absent)
        if not name.strip():
            remedy = "delete it, with its comma in every line"
            faults.append(at(place, name, "is a column without a name", remedy))
        elif name in columns:
            twice = True
            faults.append(at(place, name, "is a column twice", "keep one of them"))
        elif guess:
            faults.append(at(place, name, "is not a column of this table", near(name, absent)))
            absent.remove(guess)
        elif name not in fields:
            problem = "is a column that the codebook does not know; it is kept and not used"
            faults.append(at(place, name, problem, warning=True))
        columns.append(guess or name)
    missing = [name for name in absent if not fields[name].get("optional")]
    expected = f"expected: {', '.join(fields)}"
    faults += [at(len(header), name, "is a column that is missing", expected) for name in missing]
    return tuple(columns), faults, not (missing or twice)


def _length(cells: Sequence[str], columns: int, at: At) -> Fault | None:
    """Return what is wrong with a row that has not as many cells as there are columns."""
    if len(cells) == columns:
        return None
    counted = f"{len(cells)} cell{'s' * (len(cells) != 1)}"
    problem = f"stands in a row of {counted}, and the header has {columns} columns"
    if len(cells) > columns:
        return at(columns + 1, cells[columns], problem, "a cell with a comma in it stands in double quotes")
    remedy = "an empty cell still has its comma"
    if any("\n" in cell for cell in cells):
        remedy += "; one of its quoted cells runs over several lines: is its quote closed?"
    return at(len(cells), cells[-1], problem, remedy)


def _slips(name: str, raw: str, entry: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield value, problem and remedy of what is wrong with a cell."""
    cell = raw.strip()
    if cell != raw:
        yield raw, "begins or ends with a space", "delete it"
    if "\0" in cell:
        yield raw, "has a NUL character", "delete it"
    elif sign := _UNSEEN.search(cell):
        yield raw, f"has a sign that is not seen, U+{ord(sign[0]):04X}", "delete it"
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
        told = filter(None, ("expected YYYY, YYYY-MM or YYYY-MM-DD", hint(cell)))
        return "real dates", "is not a date", "; ".join(told)
    if (form := limits.get("pattern")) and not re.fullmatch(form, cell):
        return "written forms", f"is not of the form of {name}", f"expected {FORMS.get(form, form)}"
    if "enum" in limits and cell not in limits["enum"]:
        told = filter(None, (f"expected one of: {', '.join(limits['enum'])}", near(cell, limits["enum"])))
        return "known words", f"is not a value of {name}", "; ".join(told)
    return None

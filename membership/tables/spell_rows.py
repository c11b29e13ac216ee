"""The rows of a table of memberships that somebody brings: how they are found, and what each says."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from membership.english import counted, listed
from membership.intervals.dates import earliest, latest
from membership.intervals.reading import UNKNOWN, Order, day_order, hint, holds_nothing, is_open, read
from membership.tables.faults import SHOWN, Fault, Words, near
from membership.tables.rules import names_other_files
from membership.tables.sheets import FORMULA, OTHER_LETTERS, decode, readable, records
from membership.tables.spell_columns import COLUMNS, Columns

_STATUS = (  # what a status says, and how to mend the row
    (
        r".*\b(?:observer|associated?|candidate|applicant|partner|guest|affiliate|non-?member|invited"
        r"|prospective|potential|not a member)\b.*",
        ("is not a membership", "only members are imported"),
    ),
    (
        r".*\bsuspended\b.*",
        ("does not say whether it was still a member", "write 'member', or end the membership"),
    ),
)
_OVER = re.compile(
    r"no|0|false|.*\b(?:former|ex|withdrawn|withdrew|expelled|left|ended|past|inactive|dissolved)\b.*"
)
_FOOTNOTES = re.compile(
    r"(?<=\S)(?:\s*\[(?:\d{1,3}|[a-z]{1,2}|(?:note|nb|n|ref)\.?\s*\d+|citation needed)\]"
    r"|\s*[*\u2020\u2021]|(?<=\d{4})\s+(?:a|d|s|p|AA?))+$"
)
_EXPECTED = "expected one such as 2020-07-31, 31 July 2020, July 2020 or 2020"
_PLAIN = str.maketrans({"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "ı": "i"})
_NO_LATER = re.compile(r"(?:\.\.|)/\s*(.*\d.*)")  # EDTF's interval with a start that is open or unknown
_LONGEST = 20  # letters of an id: it labels rows, files and columns
Slip: TypeAlias = tuple[int, str, str]  # the place of the column, the problem, the remedy


class Spell(NamedTuple):
    """What one row says: dates as the tables have them, ids in place of names.

    An open end is empty, and so is a start that nobody knows; with `by`, it is known to be no later.
    """

    line: int
    called: str  # the organization
    organization: str
    member: str
    name: str
    start: str
    by: bool
    end: str
    note: str


class Rows(NamedTuple):
    """A table as it was brought: its name, its columns, its cells as text with the lines they stand in.

    `faults` are the rows that could not be read, `remark` says what was made of the file as a whole.
    """

    file: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    faults: tuple[Fault, ...] = ()
    remark: str = ""


def rows_of_file(content: bytes, file: str) -> Rows:
    r"""Return the rows of a CSV file, whatever its encoding, its line ends and its delimiter.

    A spreadsheet's own file, and one that holds no table, are a ValueError.

    Examples
    --------
    >>> rows_of_file(b"\xef\xbb\xbfstate;start\r\nAland;1990\r\n", "spells.csv")[1:4]
    (('state', 'start'), (('Aland', '1990'),), (2,))
    """
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise ValueError(f"{file} is a spreadsheet's own file; save it as CSV (UTF-8), and import that")
    text, _ = decode(content, file)
    heads = (
        max(",;\t|", key=line.count) for line in text.split("\n") if any(sign in line for sign in ",;\t|")
    )
    header: tuple[str, ...] = ()
    cells, lines, faults, foreign = [], [], [], False
    for record in records(text, file, next(heads, ",")):
        filled = tuple(readable(cell).strip() for cell in record.cells)
        foreign = foreign or any(one != cell.strip() for one, cell in zip(filled, record.cells, strict=True))
        if record.fault:
            faults.append(record.fault)
            if len(faults) == SHOWN:
                raise ValueError(
                    f"{record.fault}; it is the {SHOWN}th such row, and nothing after it is read"
                )
        elif header and any(filled):
            beyond = filled[len(header) :] if any(filled[len(header) :]) else ()
            cells.append((*filled, *[""] * len(header))[: len(header)] + beyond)
            lines.append(record.line)
        elif sum(map(bool, filled)) > 1:  # what stands alone above it is a title
            header = filled
    if not cells:
        raise ValueError(f"{file} holds no table; expected a header row, and a row for each membership")
    if foreign and any(OTHER_LETTERS.search(cell) for row in (header, *cells) for cell in row):
        raise ValueError(f"{file} is not UTF-8; save it so where its letters are read rightly")
    remark = "it is not UTF-8, and was read as Windows-1252; if its letters are wrong, save it as UTF-8"
    return Rows(file, header, tuple(cells), tuple(lines), tuple(faults), remark if foreign else "")


def rows_of_frame(frame: pd.DataFrame) -> Rows:
    """Return the rows of a data frame, numbered from 1; a missing cell is empty, a timestamp its day."""
    levels = [name for name in frame.index.names if name is not None and name not in frame]
    frame = frame.reset_index(level=levels) if levels else frame
    filled = frame.astype(object).where(frame.notna(), "")
    cells = tuple(tuple(map(_written, row)) for row in filled.itertuples(index=False, name=None))
    return Rows("frame", tuple(map(str, frame.columns)), cells, tuple(range(1, len(cells) + 1)))


def _written(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value).strip()


class Reader:
    """Reads the rows of a table one by one; `faults` has those that cannot be placed."""

    def __init__(self, rows: Rows, columns: Columns, organization: str, order: Order, known_to: str) -> None:
        found = columns.places
        self.rows, self.found, self.organization, self._known_to = rows, found, organization, known_to
        self._parts, self._again = columns.parts, sorted(columns.again)
        self.faults: list[Fault] = list(rows.faults)
        self.dropped = 0
        self._footnotes = False
        members = [row[found["member"]] for row in rows.cells]
        # NA is a code among codes: of Namibia, or on an exchange.
        self._codes = all(len(member) < 6 and member == member.upper() for member in members)
        dated = [found[name] for name in ("start", "end") if name in found]
        self.order: Order = order or day_order(row[place] for place in dated for row in rows.cells)
        self._members, self._organizations = _Ids("M"), _Ids("O", names_other_files)

    def spells(self) -> list[Spell]:
        """Return the spells of the rows that can be read, each once."""
        spells: dict[Any, Spell] = {}
        if self.organization and "organization" in self.found:
            known = Words(filter(None, (row[self.found["organization"]] for row in self.rows.cells)))
            if self.organization not in known:
                expected = near(self.organization, known) or f"expected one of {', '.join(sorted(known)[:8])}"
                column = self.rows.columns[self.found["organization"]]
                raise ValueError(f"{self.organization!r} is in no row of {column!r}; {expected}")
        for line, cells in zip(self.rows.lines, self.rows.cells, strict=True):
            spell, slips = self._spell(line, cells)
            for place, problem, remedy in slips:
                self.faults.append(Fault(self.rows.file, line, place + 1, cells[place], problem, remedy))
            if spell and spell[1:] in spells:
                self.dropped += 1
            elif spell and not slips:
                spells[spell[1:]] = spell
        return list(spells.values())

    def said(self) -> list[str]:
        """Return in sentences what was read as what."""
        named = sorted(self.found.items(), key=lambda one: list(COLUMNS).index(one[0]))
        columns, used = [], {*self.found.values()}
        for name, place in named:
            places = (place, *self._parts.get(name, ()))
            columns.append(f"{listed([repr(self.rows.columns[one]) for one in places])} as the {name}")
            used |= {*places}
        said = [f"read {listed(columns)}"]
        unused = [repr(c) for place, c in enumerate(self.rows.columns) if c and place not in used]
        if unused:
            said.append(f"not used: {', '.join(unused)}")
        said += [self.rows.remark] if self.rows.remark else []
        unused_dates = (
            [] if "end" in self.found else [p for p in range(len(self.rows.columns)) if self._dates(p)]
        )
        if unused_dates:
            dates = listed([repr(self.rows.columns[place]) for place in unused_dates])
            said.append(
                f"no column is known to hold the end, so nobody left (--column end=...); dates: {dates}"
            )
        said += ["marks of footnotes, such as [1], were left out"] if self._footnotes else []
        if self.order:
            said.append(f"in dates of three numbers the {self.order.split()[0]} comes first")
        if self.dropped:
            said.append(f"left out {counted(self.dropped, 'row')} that said the same as another")
        return said

    def _dates(self, place: int) -> bool:
        """Return whether a column that is not used holds dates, and not just years."""
        cells = [row[place] for row in self.rows.cells if not holds_nothing(row[place])]
        used = place in self.found.values()
        return bool(cells) and not used and all(len(cell) > 4 and read(cell) for cell in cells)

    def _spell(self, line: int, cells: Sequence[str]) -> tuple[Spell | None, list[Slip]]:
        """Return the spell of a row, and what keeps it from being placed: column, problem and remedy."""
        get = {name: self._bare(cells[place]) for name, place in self.found.items()}
        organization = get.get("organization", self.organization)
        if self.organization and organization != self.organization:
            return None, []
        for side, parts in self._parts.items():
            get[side] = _dated(get[side], [cells[place] for place in parts])
        slips: list[Slip] = []
        if len(cells) > len(self.rows.columns):
            problem = "stands in a row of more cells than the header"
            slips.append((len(self.rows.columns), problem, "quote a cell with commas"))
        for name in ("member", "organization"):
            cell = get.get(name, "-" if name == "member" else organization)
            is_code = name == "member" and self._codes and cell.isalpha()
            if name in get and holds_nothing(cell) and not is_code:
                problem = f"{'stands for nothing' if cell else 'is empty'}, and every row needs its {name}"
                slips.append((self.found[name], problem, "fill it in"))
        if sum(map(bool, cells)) == 1 and not slips:
            remedy = "a member needs a start (? where nobody knows it); delete what is no member"
            slips.append((cells.index(next(filter(None, cells))), "stands alone in its row", remedy))
        status = get.get("status", "").casefold()
        slips += [(self.found["status"], *told) for form, told in _STATUS if re.fullmatch(form, status)]
        if _OVER.fullmatch(status) and holds_nothing(get.get("end", "")):
            told = "says that it is no member now, and no end is given", "write the end"
            slips.append((self.found["status"], *told))
        for place in self._again:
            if read(cells[place], self.order):
                remedy = f"give it a row of its own, with {get['member']!r} as its member"
                slips.append((place, "is of a second membership", remedy))
        by = _NO_LATER.fullmatch(get["start"])
        dates, notes = {}, [get.get("note", "")]
        for side in ("start", "end"):
            limit = by if side == "start" else None
            dates[side], exact, problem, remedy = self._date(side, limit[1] if limit else get.get(side, ""))
            if problem:
                slips.append((self.found[side], problem, remedy))
            elif limit or not exact:
                notes.append(f"{side} written {get[side]!r}")
        start, end = dates.values()
        if start and end and latest(end) < earliest(start):
            told = f"is before the start, {start}", "are the two the wrong way round?"
            slips.append((self.found["end"], *told))
        if not (start or end or slips or self._known_to):
            told = "is a date that nobody knows", "give a day to which the table knows"
            slips.append((self.found["start"], *told))
        spell = Spell(
            line=line,
            called=organization,
            start=start,
            by=bool(by),
            end=end,
            organization=self._organizations.of(organization),
            member=self._members.of(get["member"]),
            name=one_line(get.get("name", "")) or one_line(get["member"]),
            note=one_line("; ".join(filter(None, notes))),
        )
        return spell, slips

    def _bare(self, cell: str) -> str:
        """Return a cell without marks of footnotes, and a number without the zeros that a program gave it."""
        bare = _FOOTNOTES.sub("", cell)
        self._footnotes = self._footnotes or bare != cell
        return re.sub(r"(\d+)\.0+", r"\1", bare) if re.fullmatch(r"\d+\.0+", bare) else " ".join(bare.split())

    def _date(self, side: str, cell: str) -> tuple[str, bool, str, str]:
        """Return a date of the tables or "", whether it says all of the cell, a problem and a remedy."""
        plain = cell.casefold()
        if holds_nothing(cell) or (side == "end" and is_open(cell)):
            return "", True, "", ""
        if side == "start" and plain in UNKNOWN | {".."}:
            return "", False, "", ""
        readings = read(cell, self.order)
        endless = readings and side == "start" and readings[0].latest == date.max
        if plain in UNKNOWN or is_open(cell) or endless:
            return "", False, "is a date that nobody knows", "give the year, or take the row out"
        if not readings:
            return "", False, "is not a date", hint(cell) or _EXPECTED
        if len(readings) > 1:
            remedy = f"it is {' or '.join(reading.text for reading in readings)}: write the one that is meant"
            if len(read(cell, "day first")) == 1:
                remedy = f"{remedy}, or say which comes first, --order 'day first' or --order 'month first'"
            return "", False, "has more than one reading", remedy
        (reading,) = readings
        if not reading.text:
            remedy = f"it can be any day from {reading.earliest} to {reading.latest}: give a year or a month"
            return "", False, "is wider than a year", remedy
        if reading.latest == date.max:  # how others write what has no end
            return "", True, "", ""
        if self._known_to and reading.earliest > latest(self._known_to):
            if side == "end":  # what is only planned
                return "", False, "", ""
            remedy = "leave it out, or say with --verified-to to which day the table knows"
            return "", False, f"is after {self._known_to}, the day to which the table knows", remedy
        return reading.text, reading.exact, "", ""


def _dated(year: str, parts: Sequence[str]) -> str:
    """Return a date whose year, month and day stand in cells of their own; 0 and less stand for nothing."""
    filled = []
    for part in (year, *parts):
        number = re.sub(r"\.0+$", "", part)
        if holds_nothing(number) or re.fullmatch(r"0+|-\d+", number):
            break
        filled.append(number)
    return ("-" if all(map(str.isdecimal, filled)) else " ").join(filled)


class _Ids:
    """Ids of letters, digits and hyphens for whatever things are called; no two differ by case alone."""

    def __init__(self, letter: str, reserved: Callable[[str], bool] = lambda _: False) -> None:
        self._letter, self._reserved = letter, reserved
        self._ids: dict[str, str] = {}
        self._taken: set[str] = set()
        self._numbers: Counter[str] = Counter()  # where to look on for a free one, by the stem

    def of(self, called: str) -> str:
        """Return the id of a thing: what it is called, as far as an id can say it."""
        if called not in self._ids:
            folded = unicodedata.normalize("NFKD", called.translate(_PLAIN)).encode("ascii", "ignore")
            plain = re.sub(r"[^A-Za-z0-9]+", "-", folded.decode()).strip("-")[:_LONGEST].strip("-")
            new = stem = plain or f"{self._letter}{len(self._ids) + 1}"
            while new.casefold() in self._taken or self._reserved(new):
                self._numbers[stem.casefold()] += 1
                new = f"{stem}-{self._numbers[stem.casefold()] + 1}"
            self._taken.add(new.casefold())
            self._ids[called] = new
        return self._ids[called]


def one_line(text: str) -> str:
    """Return `text` without line breaks, control signs and signs that turn the direction of writing."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    plain = " ".join(kept.split())
    return f"'{plain}" if plain.startswith(FORMULA) else plain

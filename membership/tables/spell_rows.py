"""The rows of a table of memberships that somebody brings: which column is which, what each row says."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import pandas as pd

from membership.english import counted, listed
from membership.intervals.dates import latest
from membership.intervals.reading import EMPTY, OPEN, UNKNOWN, Order, day_order, hint, read
from membership.tables.faults import Fault
from membership.tables.sheets import FORMULA, decode, readable

# What a column is called by those who make such tables, the likeliest first; compared without case and signs.
_CALLED = {
    "member": """
        state member membercode memberid code statecode countrycode iso3 iso2 iso ccode cowcode cow gwno gw
        stateabb ticker symbol country party nation person player club team company city name membername
        statename countryname partyname participant entity security
    """,
    "name": """
        name statename membername countryname country partyname fullname statenme player company security
    """,
    "start": """
        start from joined since begin began entry entered startdate startyear datefrom fromdate datejoined
        joindate dateadded added membersince begindate accession accessiondate acceded admitted admission
        signed styear validfrom
    """,
    "end": """
        end to until till left exit exited enddate endyear dateto todate dateleft leavedate dateremoved
        removed withdrawal withdrew endeddate ended finish validto validuntil
    """,
    "organization": """
        organization organisation org orgcode igo ioname alliance bloc treaty organizationname
        organisationname union league group body index squad club team
    """,
    "status": "status membership membershiptype membershipstatus",
    "note": "note notes remark remarks comment comments",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in _CALLED.items()}
NEEDED = ("member", "start")
_OTHERS = {
    *("observer", "associate", "associate member", "candidate", "applicant", "partner"),
    *("dialogue partner", "guest", "affiliate", "non-member", "not a member", "no", "0"),
}
_EXPECTED = "expected one such as 2020-07-31, 31 July 2020, July 2020 or 2020"
_PLAIN = str.maketrans({"Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "ı": "i"})
_NO_LATER = re.compile(r"(?:\.\.|)/\s*(.*\d.*)")  # EDTF's interval with a start that is open or unknown
_LONGEST = 20  # letters of an id: it labels rows, files and columns
Slip: TypeAlias = tuple[str, str, str]


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
    """A table as it was brought: its name, its columns, its cells as text with the lines they stand in."""

    file: str
    columns: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]


def rows_of_file(content: bytes, file: str) -> Rows:
    r"""Return the rows of a CSV file, whatever its encoding, its line ends and its delimiter.

    Raises
    ------
    ValueError
        If it is a spreadsheet's own file, or holds no table.

    Examples
    --------
    >>> rows_of_file(b"\xef\xbb\xbfstate;start\r\nAland;1990\r\n", "spells.csv")[1:]
    (('state', 'start'), (('Aland', '1990'),), (2,))
    """
    if content[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise ValueError(f"{file} is a spreadsheet's own file; save it as CSV (UTF-8), and import that")
    text, _ = decode(content, file)
    delimiter = max(",;\t|", key=text.split("\n", 1)[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    cells, lines, line = [], [], 1
    for row in reader:
        filled = tuple(readable(cell).strip() for cell in row)
        if any(filled) and header:
            cells.append((*filled, *[""] * len(header))[: max(len(header), len(filled))])
            lines.append(line)
        elif any(filled):
            header = filled
        line = reader.line_num + 1
    if not cells:
        raise ValueError(f"{file} holds no table; expected a header row, and a row for each membership")
    return Rows(file, header, tuple(cells), tuple(lines))


def rows_of_frame(frame: pd.DataFrame) -> Rows:
    """Return the rows of a data frame, numbered from 1; a missing cell is empty, a timestamp its day."""
    cells = tuple(
        tuple("" if missing else _written(value) for value, missing in zip(row, absent, strict=True))
        for row, absent in zip(
            frame.itertuples(index=False, name=None), frame.isna().to_numpy().tolist(), strict=True
        )
    )
    return Rows("frame", tuple(map(str, frame.columns)), cells, tuple(range(1, len(cells) + 1)))


def _written(value: Any) -> str:
    return str(value.isoformat() if hasattr(value, "isoformat") else value).strip()


def columns_of(rows: Rows, told: Mapping[str, str]) -> dict[str, int]:
    """Return the place of each column that is understood."""
    for name, column in told.items():
        if name not in COLUMNS:
            raise ValueError(f"columns: {name!r} is not known; expected {', '.join(COLUMNS)}")
        if column not in rows.columns:
            raise ValueError(f"{rows.file} has no column {column!r}; it has {', '.join(rows.columns)}")
    plain = [re.sub(r"[^a-z0-9]", "", column.casefold()) for column in rows.columns]
    found = {name: rows.columns.index(column) for name, column in told.items()}
    for name, words in COLUMNS.items():
        if name not in found:
            free = (plain.index(word) for word in words if word in plain)
            place = next((place for place in free if place not in found.values()), None)
            if place is not None:
                found[name] = place
    for name in ("member", "start", "end"):
        if name not in found:
            places = [
                p for p, column in enumerate(rows.columns) if p not in found.values() and _says(column, name)
            ]
            if len(places) == 1:
                found[name] = places[0]
    if missing := [name for name in NEEDED if name not in found]:
        raise ValueError(
            f"{rows.file} has no column that is known to hold the {missing[0]}; it has "
            f"{', '.join(rows.columns)}; say which it is, for example columns={{{missing[0]!r}: ...}} "
            f"(--column {missing[0]}=...)"
        )
    return found


def _says(column: str, name: str) -> bool:
    """Return whether a word of a column's name is one for `name`: "Member state", "Contract end"."""
    words = re.findall(r"[a-z]{3,}", column.casefold())
    return any(word in COLUMNS[name] for word in words)


class Reader:
    """Reads the rows of a table one by one; `faults` has those that cannot be placed."""

    def __init__(
        self, rows: Rows, found: Mapping[str, int], organization: str, order: Order, known_to: str
    ) -> None:
        self.rows, self.found, self.organization, self._known_to = rows, found, organization, known_to
        self.faults: list[Fault] = []
        self.dropped = 0
        dated = [found[name] for name in ("start", "end") if name in found]
        self.order: Order = order or day_order(row[place] for place in dated for row in rows.cells)
        self._members, self._organizations = _Ids("M"), _Ids("O")

    def spells(self) -> list[Spell]:
        """Return the spells of the rows that can be read, each once."""
        spells: dict[Any, Spell] = {}
        for number, cells in enumerate(self.rows.cells):
            spell, slips = self._spell(number, cells)
            for name, problem, remedy in slips:
                place = self.found.get(name, 0)
                where = self.rows.file, self.rows.lines[number], place + 1
                self.faults.append(Fault(*where, cells[place], problem, remedy))
            if spell and spell[1:] in spells:
                self.dropped += 1
            elif spell and not slips:
                spells[spell[1:]] = spell
        return list(spells.values())

    def said(self) -> list[str]:
        """Return in sentences what was read as what."""
        named = sorted(self.found.items(), key=lambda one: list(COLUMNS).index(one[0]))
        columns = [f"{self.rows.columns[place]!r} as the {name}" for name, place in named]
        said = [f"read {listed(columns)}"]
        unused = [repr(c) for place, c in enumerate(self.rows.columns) if place not in self.found.values()]
        if unused:
            said.append(f"not used: {', '.join(unused)}")
        if self.order:
            said.append(f"in dates of three numbers the {self.order.split()[0]} comes first")
        if self.dropped:
            said.append(f"left out {counted(self.dropped, 'row')} that said the same as another")
        return said

    def _spell(self, number: int, cells: Sequence[str]) -> tuple[Spell | None, list[Slip]]:
        """Return the spell of a row, and what keeps it from being placed: column, problem and remedy."""
        get = {name: cells[place] for name, place in self.found.items()}
        organization = get.get("organization", self.organization)
        if self.organization and organization != self.organization:
            return None, []
        slips = []
        if len(cells) > len(self.rows.columns):
            problem = "stands in a row of more cells than the header"
            slips.append(("member", problem, "quote a cell with commas"))
        for name in ("member", "organization"):
            if name in get and one_line(get[name]).casefold() in EMPTY:
                slips.append((name, f"is empty, and every row needs its {name}", "fill it in"))
        if get.get("status", "").casefold() in _OTHERS:
            slips.append(("status", "is not a membership", "only members are imported"))
        written = {side: get.get(side, "") for side in ("start", "end")}
        by = _NO_LATER.fullmatch(written["start"])
        if by:
            get["start"] = by[1]
        dates: dict[str, str] = {}
        notes = [get.get("note", "")]
        for side, cell in written.items():
            dates[side], exact, problem, remedy = self._date(side, get.get(side, ""))
            slips += [(side, problem, remedy)] if problem else []
            exact = exact and not (side == "start" and by)
            notes += [] if exact or problem else [f"{side} written {cell!r}"]
        if not (any(dates.values()) or slips or self._known_to):
            slips.append(("start", "is a date that nobody knows", "give a day to which the table knows"))
        spell = Spell(
            self.rows.lines[number],
            organization,
            self._organizations.of(organization),
            self._members.of(get["member"]),
            one_line(get.get("name", "")) or one_line(get["member"]),
            dates["start"],
            bool(by),
            dates["end"],
            one_line("; ".join(filter(None, notes))),
        )
        return spell, slips

    def _date(self, side: str, cell: str) -> tuple[str, bool, str, str]:
        """Return a date of the tables or "", whether it says all of the cell, a problem and a remedy."""
        plain = cell.casefold()
        if plain in EMPTY or (side == "end" and plain in OPEN):
            return "", True, "", ""
        if side == "start" and plain in UNKNOWN | {".."}:
            return "", False, "", ""
        readings = read(cell, self.order)
        if plain in UNKNOWN | OPEN or (readings and side == "start" and readings[0].latest == date.max):
            return "", False, "is a date that nobody knows", "give the year, or take the row out"
        if not readings:
            return "", False, "is not a date", hint(cell) or _EXPECTED
        if len(readings) > 1:
            either = " or ".join(reading.text for reading in readings)
            remedy = f"it is {either}: say which comes first, --order 'day first' or --order 'month first'"
            return "", False, "has more than one reading", remedy
        (reading,) = readings
        if not reading.text:
            remedy = f"it can be any day from {reading.earliest} to {reading.latest}: give a year or a month"
            return "", False, "is wider than a year", remedy
        if reading.latest == date.max:  # how others write what has no end
            return "", True, "", ""
        if side == "end" and self._known_to and reading.earliest > latest(self._known_to):
            return "", False, "", ""  # what is only planned
        return reading.text, reading.exact, "", ""


class _Ids:
    """Ids of letters, digits and hyphens for whatever things are called; no two differ by case alone."""

    def __init__(self, letter: str) -> None:
        self._letter = letter
        self._ids: dict[str, str] = {}
        self._taken: set[str] = set()
        self._numbers: Counter[str] = Counter()  # where to look on for a free one, by the stem

    def of(self, called: str) -> str:
        """Return the id of a thing: what it is called, as far as an id can say it."""
        if called not in self._ids:
            folded = unicodedata.normalize("NFKD", called.translate(_PLAIN)).encode("ascii", "ignore")
            plain = re.sub(r"[^A-Za-z0-9]+", "-", folded.decode()).strip("-")[:_LONGEST].strip("-")
            stem = plain or f"{self._letter}{len(self._ids) + 1}"
            new, key = stem, stem.casefold()
            while new.casefold() in self._taken:
                self._numbers[key] += 1
                new = f"{stem}-{self._numbers[key] + 1}"
            self._taken.add(new.casefold())
            self._ids[called] = new
        return self._ids[called]


def one_line(text: str) -> str:
    """Return `text` without line breaks, control signs and signs that turn the direction of writing."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Zl", "Zp") else sign for sign in text)
    plain = " ".join(kept.split())
    return f"'{plain}" if plain.startswith(FORMULA) else plain

"""A table of memberships that somebody else made, as a sound folder of tables.

Each row of such a table is a spell: a member, a start, an end. `read_spells` finds which column is which,
reads its dates, and writes a dated action for each start and each end; a row that it cannot place is a fault
that says why. The checker's own rules have the last word.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from membership.english import counted, listed
from membership.intervals.dates import earliest, latest
from membership.intervals.frames import as_frame
from membership.intervals.reading import Order
from membership.tables.decoding import Record
from membership.tables.faults import Fault, TableError
from membership.tables.loading import NAMES, Tables, frame_of, schemas
from membership.tables.rules import broken
from membership.tables.sheets import Sheet, sheet_of
from membership.tables.spell_rows import Reader, Rows, Spell, columns_of, one_line, rows_of_frame

Ends: TypeAlias = Literal["first day out", "last day"]

_ACTIONS = (
    ("joined", "Becomes a member.", "opens"),
    ("left", "Is no longer a member; the date is the first day out.", "closes"),
    ("left after", "Is no longer a member; the date is the last day in.", "closes after"),
)
_TABLES = ("organizations", "states", "actions", "membership", "sources")


@dataclass(frozen=True)
class Imported:
    """What became of a table of spells.

    `files` are the tables, as text by the name of the file; `tables` the same for Python; `said` what was
    read as what, in sentences; `faults` the rows that could not be placed.
    """

    files: Mapping[str, str]
    tables: Tables
    said: tuple[str, ...]
    faults: tuple[Fault, ...]


def from_spells(
    frame: Any,
    *,
    organization: str = "",
    ends: Ends = "first day out",
    order: Order = "",
    columns: Mapping[str, str] | None = None,
    verified_to: str = "",
    skip: bool = False,
) -> Tables:
    """Return the tables that a frame of memberships amounts to.

    Parameters
    ----------
    frame : DataFrame
        Of pandas, polars, pyarrow or DuckDB, or a dict of lists. A row for each spell of membership: a member
        (a state, person, club, company ...), a start, and, as far as there are any, an end, an organization,
        a status, a name, a note. Columns go by their usual names.
    organization : str, optional
        The organization, where no column names it; where one does, the only one to take.
    ends : {"first day out", "last day"}
        What the date of an end is.
    order : {"", "day first", "month first"}
        What comes first in 05/04/1992; found from the other dates unless told.
    columns : mapping, optional
        Which column is which, where the names do not say it: `{"member": "Team", "start": "Signed on"}`.
    verified_to : str, optional
        The day to which the frame knows; the latest date in it unless told.
    skip : bool, default False
        Leave out the rows that cannot be placed.

    Returns
    -------
    Tables
        As `load` gives them: the actions are `joined`, and `left` or `left after`.

    Raises
    ------
    TableError
        If a row cannot be placed; it lists every one.
    ValueError
        If no column holds the members or the starts, or an argument is none of those expected.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"club": ["Rovers"], "joined": ["8 April 1994"], "left": ["May 1999"]})
    >>> tables = from_spells(frame, organization="LEAGUE")
    >>> tables.membership[["state", "action", "date"]].to_numpy().tolist()
    [['Rovers', 'joined', '1994-04-08'], ['Rovers', 'left', '1999-05']]
    """
    imported = read_spells(
        rows_of_frame(as_frame(frame, what="spells")),
        organization=organization,
        ends=ends,
        order=order,
        columns=columns,
        verified_to=verified_to,
    )
    if imported.faults and not skip:
        raise TableError(imported.faults)
    return imported.tables


def read_spells(
    rows: Rows,
    *,
    organization: str = "",
    ends: Ends = "first day out",
    order: Order = "",
    columns: Mapping[str, str] | None = None,
    verified_to: str = "",
) -> Imported:
    """Return what a table of spells amounts to; the parameters are those of `from_spells`.

    Raises
    ------
    ValueError
        If no column holds the members or the starts, or an argument is none of those expected.
    """
    if ends not in ("first day out", "last day"):
        raise ValueError(f"ends: {ends!r} is not known; expected 'first day out' or 'last day'")
    if order not in ("", "day first", "month first"):
        raise ValueError(f"order: {order!r} is not known; expected 'day first' or 'month first'")
    found = columns_of(rows, columns or {})
    if "organization" not in found and not organization:
        raise ValueError(
            f"{rows.file} has no column for the organization; name it, for example organization='PACT' "
            "(--organization PACT), or say which column it is"
        )
    reader = Reader(rows, found, organization, order, verified_to)
    spells = reader.spells()
    files, faults, placed = _sound(spells, ends, verified_to, rows)
    faults = [*reader.faults, *faults]
    tables = Tables(
        **{
            name: frame_of(_sheet(files[f"{name}.csv"], name) if f"{name}.csv" in files else None, name)
            for name in NAMES
        }
    )
    said = [*reader.said(), _placed(rows, tables, placed, ends, any(spell.end for spell in spells))]
    return Imported(files, tables, tuple(said), tuple(sorted(faults)))


def _sound(
    spells: Sequence[Spell], ends: Ends, verified_to: str, rows: Rows
) -> tuple[dict[str, str], list[Fault], int]:
    """Return the files of the spells that fit together, why the others do not, and how many fit."""
    faults: list[Fault] = []
    kept = []
    for spell in spells:
        if spell.end and ends == "first day out" and spell.start == spell.end and len(spell.start) == 10:
            remedy = "if ends are last days in, say so: --ends 'last day'"
            faults.append(_unplaced(rows, spell, f"is over on the day it begins, {spell.start}", remedy))
        else:
            kept.append(spell)
    while True:
        files, lines = _files(kept, ends, verified_to, rows.file)
        sheets = {name: _sheet(files[f"{name}.csv"], name) for name in _TABLES}
        wrong = [fault for fault in broken(sheets, schemas()) if not fault.warning]
        bad = {lines[fault.line - 2]: fault for fault in wrong if fault.file == "membership.csv"}
        if other := [fault for fault in wrong if fault.file != "membership.csv"]:
            raise TableError(other)
        if not bad:
            return files, faults, len(kept)
        faults += [
            _unplaced(rows, spell, bad[spell.line].problem, "two rows of one member may not overlap")
            for spell in kept
            if spell.line in bad
        ]
        kept = [spell for spell in kept if spell.line not in bad]


def _unplaced(rows: Rows, spell: Spell, problem: str, remedy: str) -> Fault:
    return Fault(rows.file, spell.line, 1, spell.name, problem, remedy)


def _files(
    spells: Sequence[Spell], ends: Ends, verified_to: str, file: str
) -> tuple[dict[str, str], list[int]]:
    """Return the files of a folder of tables, and the line that each row of membership comes from."""
    last = verified_to or max((latest(s.end or s.start).isoformat() for s in spells), default="")
    closing = "left after" if ends == "last day" else "left"
    numbers: Counter[tuple[str, str, str]] = Counter()
    actions = []
    for spell in spells:
        for action, date in (("joined", spell.start), (closing, spell.end)):
            if date:
                numbers[spell.organization, spell.member, action] += 1
                count = numbers[spell.organization, spell.member, action]
                fact = "-".join([spell.organization, spell.member, action.replace(" ", "-"), str(count)])
                note = spell.note if action == "joined" else ""
                row = (fact.removesuffix("-1"), spell.organization, spell.member, action, date, "", note)
                actions.append((row[1:3], date, row[0], spell.line, row))
    actions.sort()
    first: dict[str, str] = {}
    for spell in spells:
        own = first.setdefault(spell.organization, spell.start)
        first[spell.organization] = min(own, spell.start, key=earliest)
    names = {spell.organization: one_line(spell.called) for spell in spells}
    source = re.sub(r"[^A-Za-z0-9]+", "-", file.replace("\\", "/").rsplit("/", 1)[-1]).strip("-") or "table"
    content: dict[str, Iterable[tuple[str, ...]]] = {
        "organizations": (
            (one, names[one], day, day, "", last, "", "") for one, day in sorted(first.items())
        ),
        "states": sorted({spell.member: (spell.member, spell.name, "") for spell in spells}.values()),
        "actions": ((name, meaning, effect, "", "", "") for name, meaning, effect in _ACTIONS),
        "membership": (row for *_, row in actions),
        "sources": [(source, "The table that was imported", "", "", "", "reference", "full", "")],
    }
    return {f"{name}.csv": _text(name, lines) for name, lines in content.items()}, [a[3] for a in actions]


def _text(table: str, rows: Iterable[tuple[str, ...]]) -> str:
    columns = [entry["name"] for entry in schemas()[table]["fields"] if not entry.get("optional")]
    columns += ["in_text"] if table == "organizations" else []  # for its article, which no table brings
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\n").writerows([columns, *rows])
    return stream.getvalue()


def _sheet(text: str, table: str) -> Sheet:
    records = [Record(tuple(row), line) for line, row in enumerate(csv.reader(io.StringIO(text)), start=1)]
    sheet, faults = sheet_of(records, f"{table}.csv", schemas()[table])
    if faults:
        raise TableError(faults)
    return sheet


def _placed(rows: Rows, tables: Tables, placed: int, ends: Ends, ended: bool) -> str:
    what = [counted(len(tables.organizations), "organization"), counted(len(tables.states), "member")]
    told = f"placed {placed} of {len(rows.cells)} rows: {listed(what)}"
    other = "last day" if ends == "first day out" else "first day out"
    asked = f"; an end is read as the {ends} (the other way: --ends '{other}')" if ended else ""
    return told + asked

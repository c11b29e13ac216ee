"""A table of memberships that somebody else made, as a sound folder of tables.

Each row of such a table is a spell: a member, a start, an end. `read_spells` finds which column is which,
reads its dates, and writes a dated action for each start and each end; a row that it cannot place is a fault
that says why. The checker's own rules have the last word.
"""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeAlias

from membership.english import counted, listed
from membership.intervals.bounds import Ends
from membership.intervals.dates import earliest, is_date, latest
from membership.intervals.frames import as_frame, quoted, written
from membership.intervals.reading import Order
from membership.tables.faults import Fault, TableError
from membership.tables.loading import Tables, schemas, tables_of
from membership.tables.rules import broken
from membership.tables.sheets import Record, Sheet, csv_text, sheet_of
from membership.tables.spell_columns import columns_of
from membership.tables.spell_rows import Reader, Rows, Spell, one_line, rows_of_frame

_JOINED, _IN_BY, _UNKNOWN = "joined", "in by", "start unknown"
_ACTIONS = {
    _JOINED: ("Becomes a member.", "opens"),
    _IN_BY: ("Is a member by the date; since when is not known.", "opens"),
    _UNKNOWN: ("Is a member, or was one until the date; since when is not known, so no day counts.", ""),
    "left": ("Is no longer a member; the date is the first day out.", "closes"),
    "left after": ("Is no longer a member; the date is the last day in.", "closes after"),
}
_SHOWN = 8
Row: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class Imported:
    """What became of a table of spells.

    `files` are the tables, as text by the name of the file; `tables` the same for Python; `said` what was
    read as what, in sentences, `uncounted` one of them or ""; `faults` the rows that could not be placed.
    """

    files: Mapping[str, str]
    tables: Tables
    said: tuple[str, ...]
    uncounted: str
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
        (a state, person, club ...), a start, and, as far as there are any, an end, an organization, a status,
        a name, a note, in columns under their usual names.
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
        Leave out the rows that cannot be placed; else they are a TableError that lists every one.

    Returns
    -------
    Tables
        As `load` gives them: the actions are `joined`, and `left` or `left after`; `in by` for a start
        written `../1992`. Where nobody knows the start (it is empty, or "?") the row is recorded as
        `start unknown` and counts on no day, and a warning names the member.

    Raises
    ------
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
        verified_to=written(verified_to),
    )
    if imported.faults and not skip:
        raise TableError(imported.faults)
    if imported.uncounted:
        warnings.warn(imported.uncounted, stacklevel=2)
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
    """Return what a table of spells amounts to; parameters and ValueErrors are those of `from_spells`."""
    if not isinstance(organization, str):
        raise TypeError(f"organization: {quoted(organization)} is not text")
    if verified_to and not is_date(verified_to):
        raise ValueError(f"verified_to: {verified_to!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    if ends not in ("first day out", "last day"):
        raise ValueError(f"ends: {ends!r} is not known; expected 'first day out' or 'last day'")
    if order not in ("", "day first", "month first"):
        raise ValueError(f"order: {order!r} is not known; expected 'day first' or 'month first'")
    found = columns_of(rows.file, rows.columns, rows.cells, columns or {})
    if "organization" not in found.places and not organization:
        raise ValueError(
            f"{rows.file} has no column for the organization; name it, for example organization='PACT' "
            "(--organization PACT), or say which column it is"
        )
    reader = Reader(rows, found, organization, order, verified_to)
    spells, faults = reader.spells(), reader.faults
    remedy = "if ends are last days in, say so: --ends 'last day'"
    wrong = {
        one.line: (f"is over on the day it begins, {one.start}", remedy)
        for one in spells
        if ends == "first day out" and one.start == one.end and len(one.start) == 10
    }
    wrong = _overlapping(spells) | wrong
    while True:
        faults += [Fault(rows.file, s.line, 1, s.name, *wrong[s.line]) for s in spells if s.line in wrong]
        spells = [spell for spell in spells if spell.line not in wrong]
        contents, lines = _contents(spells, ends, verified_to, rows.file)
        sheets: dict[str, Sheet] = {}
        for name, content in contents.items():
            records = map(Record, content, count(1))
            sheets[name], slips = sheet_of(records, f"{name}.csv", schemas()[name])
            if slips:
                raise TableError(slips)
        misfits = [fault for fault in broken(sheets, schemas()) if not fault.warning]
        if other := [fault for fault in misfits if fault.file != "membership.csv"]:
            raise TableError(other)
        if not misfits:
            break
        remedy = "two rows of one member may not overlap"
        wrong = {lines[fault.line - 2]: (fault.problem, remedy) for fault in misfits}
    tables = tables_of(sheets)
    what = [counted(len(tables.organizations), "organization"), counted(len(tables.states), "member")]
    placed = f"placed {len(spells)} of {len(rows.cells)} rows: {listed(what)}"
    if any(spell.end for spell in spells):
        other_way = "last day" if ends == "first day out" else "first day out"
        placed += f"; an end is read as the {ends} (the other way: --ends '{other_way}')"
    uncounted = _uncounted(spells)
    said = filter(None, [*reader.said(), placed, uncounted])
    files = {f"{name}.csv": csv_text(content) for name, content in contents.items()}
    return Imported(files, tables, tuple(said), uncounted, tuple(sorted(faults)))


def _overlapping(spells: Sequence[Spell]) -> dict[int, tuple[str, str]]:
    """Return what is wrong with each row whose membership surely begins before an earlier one ends."""
    wrong = {}
    last: dict[tuple[str, str], Spell] = {}
    for spell in sorted((one for one in spells if one.start), key=lambda one: earliest(one.start)):
        before = last.get(key := (spell.organization, spell.member))
        if before and (not before.end or latest(spell.start) < earliest(before.end)):
            span = f"from {before.start} to {before.end}" if before.end else f"open since {before.start}"
            problem = f"overlaps the membership in line {before.line}, {span}"
            wrong[spell.line] = problem, "end that one, or take out one of the two"
        else:
            last[key] = spell
    return wrong


def _contents(
    spells: Sequence[Spell], ends: Ends, verified_to: str, file: str
) -> tuple[dict[str, list[Row]], list[int]]:
    """Return the rows of each table, its header first, and the line that each of membership comes from."""
    last = verified_to or max((latest(s.end or s.start).isoformat() for s in spells), default="")
    closing = "left after" if ends == "last day" else "left"
    numbers: Counter[Row] = Counter()
    dated = []
    first: dict[str, str] = {}
    for spell in spells:
        day = spell.start or spell.end or last
        first[spell.organization] = min(first.get(spell.organization, day), day, key=earliest)
        begins = _UNKNOWN if not spell.start else _IN_BY if spell.by else _JOINED
        closes = [(closing, spell.end, "")] if spell.start and spell.end else []
        for action, date, note in [(begins, day, spell.note), *closes]:
            key = spell.organization, spell.member, action
            numbers[key] += 1
            fact = "-".join([*key[:2], action.replace(" ", "-"), str(numbers[key])]).removesuffix("-1")
            dated.append((key[:2], date, fact, spell.line, (fact, *key, date, "", note)))
    dated.sort()
    names = {spell.organization: one_line(spell.called) for spell in spells}
    source = re.sub(r"[^A-Za-z0-9]+", "-", file.replace("\\", "/").rsplit("/", 1)[-1]).strip("-") or "table"
    used = {_JOINED, "left", "left after", *(action for _, _, action in numbers)}
    contents: dict[str, list[Row]] = {
        "organizations": [
            (one, names[one], day, day, "", last, "", "") for one, day in sorted(first.items())
        ],
        "states": sorted({spell.member: (spell.member, spell.name, "") for spell in spells}.values()),
        "actions": [(name, *told, "", "", "") for name, told in _ACTIONS.items() if name in used],
        "membership": [row for *_, row in dated],
        "sources": [(source, "The table that was imported", "", "", "", "reference", "full", "")],
    }
    for name, rows in contents.items():
        columns = [entry["name"] for entry in schemas()[name]["fields"] if not entry.get("optional")]
        columns += ["in_text"] if name == "organizations" else []  # for its article, which no table brings
        rows.insert(0, tuple(columns))
    return contents, [line for *_, line, _ in dated]


def _uncounted(spells: Sequence[Spell]) -> str:
    """Return in a sentence whose membership counts on no day, or ""."""
    names = list(dict.fromkeys(spell.name for spell in spells if not spell.start))
    if not names:
        return ""
    shown = names if len(names) <= _SHOWN else [*names[:_SHOWN], f"{len(names) - _SHOWN} more"]
    return f"since when is not known, so it is recorded and counts on no day: {listed(shown)}"

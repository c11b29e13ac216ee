"""A small, sound set of tables to start from: placeholders to replace, and how, in ten minutes."""

from __future__ import annotations

import pandas as pd

from membership.intervals.chronology import CLOSES, CLOSES_AFTER, OPENS, PAUSES, RESUMES
from membership.tables.loading import schemas
from membership.tables.rules import UNVERIFIED
from membership.tables.sheets import Record, sheet_of

TABLES = ("organizations", "states", "actions", "membership", "sources")
_PLACEHOLDER = "Placeholder: replace this row."
_TITLE = "Title of a page that gives these dates"

# Invented, and meant to look it: codes that ISO 3166 leaves to its users, a round first day.
_STATES = {"XXA": "First state", "XXB": "Second state", "XXC": "Third state"}
_FIRST_DAY = "2000-01-01"
_STEPS = (
    ("XXA", "signed", "signature", _FIRST_DAY, ""),
    ("XXA", "in-force", "entry into force", "2000-07-01", ""),
    ("XXB", "signed", "signature", _FIRST_DAY, ""),
    ("XXB", "in-force", "entry into force", "2000-07-01", ""),
    ("XXB", "left", "withdrawal", "2005-06", "Only the month is known, so the date stops there."),
    ("XXB", "returned", "accession", "2010-03-15", "A state that comes back has a second spell."),
    ("XXC", "acceded", "accession", "2003", "Only the year is known."),
)


def starter(organization: str, name: str, vocabulary: pd.DataFrame, today: str) -> dict[str, str]:
    """Return the files of a folder of tables to start from, by their names.

    `vocabulary` is the table of actions, taken over whole; `today` the day to which the placeholders count as
    verified. An id or a name that no table can hold is a ValueError.

    Examples
    --------
    >>> import membership as m
    >>> sorted(starter("PACT", "The Pact", m.load().actions, "2020-12-31"))
    ['README.md', 'actions.csv', 'membership.csv', 'organizations.csv', 'sources.csv', 'states.csv']
    """
    full, note = name or f"Full name of {organization}", _PLACEHOLDER
    rows: dict[str, list[tuple[str, ...]]] = {
        "organizations": [(organization, full, _FIRST_DAY, _FIRST_DAY, "", today, note)],
        "states": [(code, called, note) for code, called in _STATES.items()],
        "membership": [
            (f"{organization}-{state}-{step}", organization, state, action, date, "", remark)
            for state, step, action, date, remark in _STEPS
        ],
        "sources": [
            ("first-source", _TITLE, "", "", "https://www.example.org/", "press", "not opened", note)
        ],
    }
    frames = {table: _frame(table, rows[table]) for table in rows} | {"actions": vocabulary}
    _require_sound(frames["organizations"])
    files = {f"{table}.csv": frames[table].to_csv(index=False, lineterminator="\n") for table in TABLES}
    return files | {"README.md": _readme(organization, vocabulary)}


def _frame(table: str, rows: list[tuple[str, ...]]) -> pd.DataFrame:
    columns = [entry["name"] for entry in schemas()[table]["fields"]]
    return pd.DataFrame(rows, columns=columns[: len(rows[0])]).reindex(columns=columns, fill_value="")


def _require_sound(frame: pd.DataFrame) -> None:
    records = [Record(tuple(frame.columns), 1), *(Record(row, 2) for row in frame.itertuples(index=False))]
    _, faults = sheet_of(records, "organizations.csv", schemas()["organizations"])
    if faults:
        raise ValueError("; ".join(f"{f.value!r} {f.problem}; {f.remedy}" for f in faults))


def _readme(organization: str, vocabulary: pd.DataFrame) -> str:
    return _README.format(
        organization=organization,
        ask=_FIRST_DAY,
        placeholders=", ".join(f"`{code}`" for code in _STATES),
        effects="\n".join(_effects(vocabulary)),
        tables="\n\n".join(_columns(table) for table in TABLES),
        evidence=",".join(entry["name"] for entry in schemas()["evidence"]["fields"][:5]),
        fact=f"{organization}-XXB-returned,first-source,dates,2010-03-15,at most 25 of its words",
        unverified=UNVERIFIED,
    )


def _effects(vocabulary: pd.DataFrame) -> list[str]:
    """Return the actions by what they do to a membership, and to a member's own part in it."""
    what = {CLOSES_AFTER: "closes a membership at the end of the day given"}
    what |= {effect: f"{effect} a membership" for effect in (OPENS, CLOSES)}
    what |= {effect: f"{effect} a member's own part" for effect in (PAUSES, RESUMES)}
    return [
        f"- {what[effect]}: {', '.join(f'`{action}`' for action in actions)}"
        for column in ("signed", "participating")
        for effect, actions in vocabulary.groupby(column, sort=False)["action"]
        if effect
    ]


def _columns(table: str) -> str:
    told = [f"### {table}.csv", ""]
    for entry in schemas()[table]["fields"]:
        limits = entry.get("constraints", {})
        words = ", ".join(f"`{word}`" for word in limits.get("enum", ()))
        more = (f" One of {words}." if words else "") + ("" if limits.get("required") else " May be empty.")
        told.append(f"- `{entry['name']}`: {entry['description']}{more}")
    return "\n".join(told)


_README = """# Membership tables of {organization}

A small set of tables that passes every check, to edit until it says what happened. Every fact in it is
invented: the states {placeholders}, the dates, the source. Nothing else in a report is typed by
hand: charts, counts and sentences follow from these rows.

## Ten minutes

Run the commands in this folder.

1. `organizations.csv`: give the full name, the day of the founding treaty, and in `verified_to` the last day
   up to which you have looked. Open memberships are drawn to that day, and nothing may be dated after it.
2. `states.csv`: one row per state, with its ISO 3166-1 alpha-3 code. Delete {placeholders}.
3. `membership.csv`: one row per thing that a state did, with an id of its own. Write a date as precisely as
   your source does, and no more: `2005-06-30`, `2005-06` or `2005`. A state that left and came back has
   one row for each step.
4. `python -m membership check --data .` lists every fault at once.
5. `python -m membership members {organization} {ask} --data .` says who was in on a day.
6. `python -m membership report --data . --out report` builds charts and pages below `report/`.

## How to read a fault

`membership.csv:6:5: '30.06.2005' is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD; write 2005-06-30`
is the file, the line, the column (the number of the cell in its row), what stands there, what is wrong
with it, and how to mend it. From a spreadsheet, save as CSV with commas, in UTF-8.

## What an action does

Who was a member is derived from the actions. `actions.csv` says what each of them means and does, under four
definitions of membership; most need only these:

{effects}

To add an action of your own, add a row there.

## Say who says so

A table `evidence.csv` is not needed to begin with. Once there is one, every fact needs a row in it that gives
its date, and the report shows what each source says and where sources disagree:

```
{evidence}
{fact}
```

For a date that you could not verify, cite the source `{unverified}` (kind `none`); it needs a row in
`sources.csv` too.

## The columns

{tables}
"""

"""A small, sound set of tables to start from: placeholders to replace, and how, in ten minutes."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pandas as pd

from membership.intervals.chronology import CLOSES, CLOSES_AFTER, OPENS, PAUSES, RESUMES
from membership.tables.loading import schemas
from membership.tables.rules import UNVERIFIED
from membership.tables.sheets import Record, csv_text, sheet_of

TABLES = ("organizations", "states", "actions", "membership", "sources")
_NOTE = "Placeholder: replace this row."
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
_DOES = {
    **{effect: f"{effect} a membership" for effect in (OPENS, CLOSES)},
    CLOSES_AFTER: "closes a membership at the end of the day given",
    **{effect: f"{effect} a member's own part" for effect in (PAUSES, RESUMES)},
}


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
    full = name or f"Full name of {organization}"
    rows: dict[str, list[tuple[str, ...]]] = {
        "organizations": [(organization, full, _FIRST_DAY, _FIRST_DAY, "", today, _NOTE)],
        "states": [(code, called, _NOTE) for code, called in _STATES.items()],
        "membership": [
            (f"{organization}-{state}-{step}", organization, state, action, date, "", remark)
            for state, step, action, date, remark in _STEPS
        ],
        "sources": [
            ("first-source", _TITLE, "", "", "https://www.example.org/", "press", "not opened", _NOTE)
        ],
    }
    files = {"actions.csv": vocabulary.to_csv(index=False, lineterminator="\n")}
    for table, own in rows.items():
        columns = [entry["name"] for entry in schemas()[table]["fields"]]
        content = [columns, *([*row, *[""] * (len(columns) - len(row))] for row in own)]
        _, faults = sheet_of(map(Record, content, count(1)), f"{table}.csv", schemas()[table])
        if faults:
            raise ValueError("; ".join(f"{f.value!r} {f.problem}; {f.remedy}" for f in faults))
        files[f"{table}.csv"] = csv_text(content)
    files["README.md"] = (
        Path(__file__)
        .with_name("starter.md")
        .read_text(encoding="utf-8")
        .format(
            organization=organization,
            ask=_FIRST_DAY,
            placeholders=", ".join(f"`{code}`" for code in _STATES),
            effects="\n".join(
                f"- {_DOES[effect]}: {', '.join(f'`{action}`' for action in actions)}"
                for column in ("signed", "participating")
                for effect, actions in vocabulary.groupby(column, sort=False)["action"]
                if effect
            ),
            tables="\n\n".join(map(_columns, TABLES)),
            evidence=",".join(entry["name"] for entry in schemas()["evidence"]["fields"][:5]),
            fact=f"{organization}-XXB-returned,first-source,dates,2010-03-15,at most 25 of its words",
            unverified=UNVERIFIED,
        )
    )
    return files


def _columns(table: str) -> str:
    """Return what each column of a table holds."""
    told = [f"### {table}.csv\n"]
    for entry in schemas()[table]["fields"]:
        limits = entry["constraints"]
        words = f" One of {', '.join(f'`{word}`' for word in limits['enum'])}." if "enum" in limits else ""
        more = "" if limits["required"] else " May be empty."
        told.append(f"- `{entry['name']}`: {entry['description']}{words}{more}")
    return "\n".join(told)

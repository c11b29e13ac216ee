"""Who was a member is counted a second time, from the files alone and without the package's own code."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest

import membership as m
from tests.conftest import ROOT


def rows_of(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ORGANIZATIONS = rows_of("organizations")[:5]
EFFECTS = {row["action"]: row["signed"] for row in rows_of("actions")}


def naive(organization: str, day: str) -> set[str] | None:
    """Return the states in on a day, by the last act of each; None where a date is vague."""
    found: dict[str, bool] = {}
    for row in sorted(rows_of("membership"), key=lambda row: row["date"]):
        effect = EFFECTS[row["action"]]
        if row["organization"] != organization or not effect:
            continue
        if len(row["date"]) < 10 and day.startswith(row["date"]):
            return None
        first = row["date"]
        if effect == "closes after" and len(first) == 10:
            first = (date.fromisoformat(first) + timedelta(days=1)).isoformat()
        if first <= day:
            found[row["state"]] = effect == "opens"
    return {state for state, is_in in found.items() if is_in}


@pytest.mark.parametrize("bloc", ORGANIZATIONS, ids=lambda bloc: bloc["organization"])
def test_a_second_naive_counting_finds_the_same_members(bloc):
    spells, last = m.spells(m.load(), bloc["organization"]), bloc["dissolved"] or bloc["verified_to"]
    turns = {cell for cell in (*spells["start"], *spells["end"]) if len(cell) == 10}
    eves = {(date.fromisoformat(day) - timedelta(days=1)).isoformat() for day in turns}
    compared = 0
    for day in sorted(turns | eves):
        expected = naive(bloc["organization"], day) if day <= last else None
        if expected is not None:
            assert set(m.members_on(spells, day)["state"]) == expected, day
            compared += 1
    assert compared > len(turns)

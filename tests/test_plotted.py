"""The rows that a figure gives away: what its marks are drawn from, and the facts behind a step."""

from __future__ import annotations

import pandas as pd
import pytest

import membership as m
from membership import bloc_figures, figures
from membership.bounds import bounded
from membership.evidence import facts
from membership.step_facts import with_facts

ENDS = ["start_disputed", "end_disputed", "start_others", "end_others"]


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.mark.parametrize("organization", ["CSTO", "CIS", "NATO", "SCO", "WTO"])
def test_brackets_and_question_marks_stand_in_the_rows_of_a_timeline(tables, organization):
    rows = figures.membership_timeline(tables, organization).rows
    for what, frame in {
        "member": m.spells(tables, organization),
        "paused": m.pauses(tables, organization),
    }.items():
        own = rows[rows["what"] == what]
        assert own[ENDS].to_numpy().tolist() == frame[ENDS].to_numpy().tolist()


def test_brackets_and_question_marks_stand_in_the_rows_of_the_definitions(tables):
    rows = figures.membership_definitions(tables, "CSTO").rows
    chartered = rows.loc[rows["definition"] == "Chartered", ENDS]
    assert chartered.to_numpy().tolist() == m.spells(tables, "CSTO", "chartered")[ENDS].to_numpy().tolist()


def test_a_step_names_the_facts_that_make_it():
    spells = pd.DataFrame(
        {
            "organization": "PACT",
            "state": ["A", "B", "C"],
            "start": ["1992-05-15", "1992-05-15", "2004"],
            "end": ["1999-04-21", "", ""],
            "start_fact": ["a-in", "b-in", "c-in"],
            "end_fact": ["a-out", "", ""],
        }
    )

    frame = bounded(spells)
    steps = with_facts(m.member_range(frame), frame)
    assert [(str(day.date()), cell) for day, cell in steps["facts"].items()] == [
        ("1992-05-15", "a-in;b-in"),
        ("1999-04-21", "a-out"),
        ("2004-01-01", "c-in"),
        ("2004-12-31", "c-in"),
    ]


def test_every_step_of_the_counts_has_facts_and_only_such_as_end_or_start_a_spell_of_its_own(tables):
    known = set(facts(tables)["fact"])
    for rows in (figures.membership_count(tables, "CSTO").rows, bloc_figures.bloc_counts(tables).rows):
        for organization, own in rows.groupby("organization"):
            frame = m.spells(tables, organization)
            named = [fact for cell in own["facts"] for fact in cell.split(";")]
            assert set(named) <= known & {*frame["start_fact"], *frame["end_fact"]}
            if frame["until"].max() >= frame[["start_latest", "end_latest"]].max().max():
                assert set(named) == {*frame["start_fact"], *frame["end_fact"]} - {""}

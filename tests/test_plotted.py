"""The rows that a figure gives away: what its marks are drawn from, and the facts behind a step."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from membership.figures.evidence_figures import codings_compared, evidence_by_kind

import membership as m
from membership.charts.kit.reading_notes import marks
from membership.derive.evidence import facts
from membership.derive.step_facts import with_facts
from membership.figures import bloc_figures
from membership.figures import membership_figures as figures
from membership.figures.exhibit import LONGEST_ALT
from membership.intervals.bounds import bounded

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
            own_facts = {*frame["start_fact"], *frame["end_fact"], *frame["doubt_fact"]}
            assert set(named) <= known & own_facts
            if frame["until"].max() >= frame[["start_latest", "end_latest"]].max().max():
                assert set(named) == own_facts - {""}


@pytest.mark.parametrize("organization", ["CSTO", "CIS", "NATO", "SCO", "WTO"])
def test_the_alt_texts_of_the_evidence_begin_with_the_finding(tables, organization):
    for made in (evidence_by_kind(tables), codings_compared(tables, organization)):
        assert made.alt.startswith(f"{made.title}. "), made.alt
        assert len(made.title) + 12 < len(made.alt) <= LONGEST_ALT
        assert not made.alt.endswith("…")


OFF, POINTED, UNDRAWN = "off the axis", "Pointed end", "Pauses are not drawn here."


def noted(exhibit) -> str:
    """Return the small print of a figure, its words on one line."""
    return " ".join(" ".join(text.get_text() for text in exhibit.draw(False).texts).split())


def test_a_chart_says_what_its_arrows_and_pointed_ends_are_if_it_has_any(tables):
    said = {OFF: [], POINTED: []}
    for one in ("CSTO", "CIS", "NATO", "SCO", "WTO"):
        figure = figures.membership_timeline(tables, one).draw(False)
        note = " ".join(" ".join(text.get_text() for text in figure.texts).split())
        heads = [line for axes in figure.axes for line in axes.lines if line.get_marker() in "<>"]
        assert bool(heads) == (OFF in note), one
        for words, found in said.items():
            found.extend([one] * (words in note))
    assert said == {OFF: ["SCO"], POINTED: ["CIS"]}


@pytest.mark.parametrize(
    ("others", "off"),
    [
        ("1991-12-31", True),
        ("1992", False),
        ("1992-01-01", False),
        ("2021", True),
        ("2020-12-31", False),
        ("", False),
    ],
)
def test_a_date_is_off_the_axis_before_its_first_year_or_after_its_last_day(others, off):
    spells = pd.DataFrame(
        {"state": ["A"], "start": ["1992-05-15"], "end": [""], "start_others": [others], "end_others": [""]}
    )
    frame = spells.assign(start_disputed=bool(others), end_disputed=False)
    assert (OFF in marks(frame, name="the pact", until="2020-12-31")) == off


def test_a_chart_without_hatching_says_so_where_a_state_it_draws_has_paused(tables):
    overlaps = noted(bloc_figures.bloc_overlaps(tables, "CSTO"))
    assert UNDRAWN in overlaps
    assert POINTED in overlaps
    assert [
        one
        for one in ("CSTO", "CIS", "NATO", "SCO", "WTO")
        if UNDRAWN in noted(codings_compared(tables, one))
    ] == [
        "CSTO",
        "CIS",
        "WTO",
    ]
    unpaused = tables.actions.assign(participating=tables.actions["participating"].replace("pauses", ""))
    assert UNDRAWN not in noted(bloc_figures.bloc_overlaps(replace(tables, actions=unpaused), "CSTO"))

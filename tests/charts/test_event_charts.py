"""The charts of events, asked through their artists: what stands where and leads where."""

from __future__ import annotations

from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.text import Text

import membership as m
from tests.charts.artists import (
    bars,
    day,
    each_layout,
    each_palette,
    links,
    marks,
    polygons,
    reach,
    text,
    texts,
)

APPEAL = "The member appeals for help under the fourth article of the treaty"
EVENTS = pd.DataFrame(
    [
        ("2020-09-27", "A war begins", "Causes", False, True, ""),
        ("2022-09-13", APPEAL, "Appeals", False, True, "#a"),
        ("2022-09-14", "A mission is announced", "Answers", False, True, "#b"),
        ("2023-05", "It may leave", "Words", False, True, ""),
        ("2024-02-22", "It freezes its part", "Freeze", True, True, "#c"),
        ("2024-03-01", "Somebody says otherwise", "Words", False, False, ""),
    ],
    columns=["date", "label", "lane", "first", "sure", "url"],
)


@each_palette
@each_layout
def test_events_stand_in_their_order_under_their_years(narrow, palette):
    axes = m.chronology_chart(EVENTS.iloc[::-1], narrow=narrow, palette=palette, title="Step by step")
    assert m.lint(axes) == []
    order = ["2020", "27 Sep 2020", "2022", "13 Sep 2022", "14 Sep 2022", "2023", "May 2023", "22 Feb 2024"]
    heights = [text(axes, said).get_position()[1] for said in order]
    assert heights == sorted(heights)
    faces = [to_hex(mark.get_markerfacecolor()) for mark in marks(axes)]
    assert [face == palette.paper for face in faces] == [False, False, False, True, False, True]
    assert [face == palette.member for face in faces] == [False, False, False, False, True, False]
    assert links(axes) == {"step-4": "#a", "step-3": "#b", "step-1": "#c"}


def test_a_lane_is_a_column_on_a_page_and_a_word_on_a_phone():
    wide = m.chronology_chart(EVENTS)
    lanes = [text(wide, lane).get_position()[0] for lane in EVENTS["lane"].unique()]
    assert lanes == sorted(lanes)
    assert texts(wide).count("Words") == 1
    phone = m.chronology_chart(EVENTS, narrow=True)
    assert texts(phone).count("Words") == EVENTS["lane"].eq("Words").sum()
    assert "All" not in texts(m.chronology_chart(EVENTS.assign(lane="All"), narrow=True))
    labels = EVENTS["label"].drop(1)  # that one takes several lines
    assert len({text(phone, label).get_position()[0] for label in labels}) == 1


DAYS = st.dates(date(2019, 1, 1), date(2021, 12, 31))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(DAYS, st.integers(0, 3)), min_size=1, max_size=9), st.booleans())
def test_no_two_words_meet_however_crowded_the_days(found, narrow):
    frame = pd.DataFrame(
        [(day.isoformat(), "something of some length happens", f"Lane {lane}") for day, lane in found],
        columns=["date", "label", "lane"],
    )
    try:
        assert m.lint(m.chronology_chart(frame, narrow=narrow)) == []
    finally:
        pyplot.close("all")


TERMS = pd.DataFrame(
    {"start": ["2017-01-01", "2021"], "end": ["2020-12-31", ""], "label": ["One", "Two"], "lane": "Heads"}
).assign(until="2024-06-01", start_url="#s", end_url=["#e", ""])


@each_layout
def test_milestones_have_a_lane_for_each_kind_and_links(narrow):
    axes = m.milestones_chart(EVENTS, terms=TERMS, narrow=narrow)
    assert m.lint(axes) == []
    said = [text.get_text() for text in axes.figure.findobj(Text)]
    assert {"Causes", "Appeals", "Answers", "Words", "Freeze", "Heads"} <= set(said)
    assert ("22 Feb 2024  It freezes its part" in said) is not narrow
    assert "14 Sep 2022  A mission is announced" not in said, "those of the first rank alone are named"
    assert ("22 Feb 2024: It freezes its part" in said) is narrow, "the key to the numbers"
    assert "2" not in said, "one event is of the first rank"
    hollow = [dot for dot in marks(axes) if to_hex(dot.get_markerfacecolor()) == m.LIGHT.paper]
    days = {round(float(dot.get_xdata()[0])) for dot in hollow}
    assert days == {day("2023-05-16"), day("2024-03-01")}, "known to the month, and not sure"
    terms = [("2017-01-01", "2020-12-31"), ("2021-01-01", "2024-06-01")]
    assert list(map(reach, bars(axes))) == [tuple(map(day, term)) for term in terms]
    assert [reach(arrow)[0] for arrow in polygons(axes)] == [day("2024-06-01")], "of the one that lasts"
    assert links(axes) == {
        **{"milestone-1": "#a", "milestone-2": "#b", "milestone-4": "#c"},
        **{"term-start-0": "#s", "term-end-0": "#e", "term-start-1": "#s"},
    }


def test_marks_of_a_crowd_do_not_lie_on_each_other():
    days = [f"2022-09-{day:02}" for day in range(1, 29)]
    axes = m.milestones_chart({"date": days, "label": ["something"] * 28, "lane": ["All"] * 28})
    assert len({tuple(mark.get_xydata()[0]) for mark in marks(axes)}) == 28
    assert m.lint(axes) == []

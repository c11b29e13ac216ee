"""The chart of two alliances, asked through its artists: lines, what is written on them, and where."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex

import membership as m
from membership.charts.kit.callouts import Box, Callout, place_callouts
from tests.charts.artists import UNTIL, day, each_layout, each_palette, marks, named, text, texts

SPELLS = pd.DataFrame(
    [
        *[("X", f"X{n}", "1990-01-01", "1999-04-21" if n > 4 else "") for n in range(7)],
        *[("Y", f"Y{n}", f"{1985 + 2 * n}-03-01", "") for n in range(14)],
        ("Z", "Z0", "1995-01-01", ""),
        ("OLD", "O0", "1950-01-01", "1970-01-01"),
    ],
    columns=["organization", "state", "start", "end"],
)
PAUSES = pd.DataFrame({"organization": ["X"], "state": ["X0"], "start": ["2015-06-01"], "end": [""]})
EVENTS = pd.DataFrame(
    [("1999-04-21", "Two let it lapse", "X"), ("2011-03-01", "One more joins, the last but one", "Y")],
    columns=["date", "label", "organization"],
)


def chart(**more):
    words = {"pauses": PAUSES, "events": EVENTS, "since": "1992-01-01", "until": UNTIL}
    return m.lead_chart(SPELLS, ["X", "Y"], **words | more)


@each_layout
@each_palette
def test_lines_are_solid_named_and_the_hero_the_heaviest(narrow, palette):
    axes = chart(narrow=narrow, palette=palette)
    assert m.lint(axes) == []
    drawn = named(axes)
    assert set(drawn) == {"X", "Y", "X taking part"} | (set() if narrow else {"Z"})
    assert {line.get_linestyle() for line in drawn.values()} == {"-"}
    weights = {name: line.get_linewidth() for name, line in drawn.items()}
    assert weights["X"] > weights["Y"] > weights.get("Z", 0)
    assert to_hex(drawn["X"].get_color()) == palette.member
    assert list(drawn["X"].get_ydata()) == [7, 5, 5]
    assert {"X 5", "Y 14", "4 taking part"} <= set(texts(axes))
    stands_before_the_split = text(axes, "X 5").get_position()[0] < day("2015-06-01")
    assert bool(stands_before_the_split) is narrow
    assert axes.get_ylim()[0] == 0
    assert axes.get_xlim() == (day("1992-01-01"), day(UNTIL))
    assert named(chart(since="1991-03-01"))["Y"].get_ydata()[0] == 4, "with the one that joins on that day"


def test_members_part_from_those_taking_part_while_a_pause_lasts():
    two = pd.concat([PAUSES, PAUSES.assign(state="X1", start="2018-01-01")])
    part = named(chart(pauses=two))["X taking part"]
    assert list(part.get_xdata()) == [day("2015-06-01"), day("2018-01-01"), day(UNTIL)]
    assert list(part.get_ydata()) == [4, 3, 3]
    vague = chart(pauses=PAUSES.assign(start="2015"))  # a band, for four or five took part in that year
    assert len(vague.collections) == len(chart().collections) + 1
    ended = PAUSES.assign(end="2017-01-01")
    assert "X taking part" not in named(chart(pauses=ended))


def test_a_year_leaves_a_band_in_that_year_alone():
    vague = pd.DataFrame([("X", "X7", "2002", "")], columns=list(SPELLS))
    axes = m.lead_chart(pd.concat([SPELLS, vague]), ["X", "Y"], since="1992-01-01", until=UNTIL)
    (band,) = axes.collections[0].get_paths()
    inside = [band.contains_point((day(when), 5.5)) for when in ("2001-06-01", "2002-06-01", "2003-06-01")]
    assert inside == [False, True, False]


@each_layout
def test_a_turning_point_is_a_dot_on_its_line_with_its_words(narrow):
    axes = chart(narrow=narrow)
    assert {tuple(mark.get_xydata()[0].round(3)) for mark in marks(axes)} == {
        (day("1999-04-21"), 5),
        (day("2011-03-01"), 14),
    }
    said = " ".join(texts(axes))
    assert "21 Apr 1999" in said
    assert all(word in said for word in " ".join(EVENTS["label"]).split())
    early = EVENTS.assign(date=["1991-01-01", "2011-03-01"])
    assert "1 Jan 1991" not in texts(chart(events=early, narrow=narrow))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"events": EVENTS.drop(columns="organization")}, "no column 'organization'"),
        ({"events": EVENTS.assign(organization="Z")}, "'Z' is not in lead"),
        ({"events": EVENTS.assign(date="1999-02-30")}, "1999-02-30"),
        ({"pauses": PAUSES.assign(state="no one")}, "no one"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(more, message):
    with pytest.raises(ValueError, match=message):
        chart(**more)
    with pytest.raises(ValueError, match="no spell is of 'W'"):
        m.lead_chart(SPELLS, ["W"], until=UNTIL)


@each_layout
def test_an_organization_that_had_ended_by_then_has_no_line(narrow):
    events = EVENTS.assign(organization=["X", "OLD"])
    axes = m.lead_chart(SPELLS, ["X", "OLD"], events=events, since="1992-01-01", until=UNTIL, narrow=narrow)
    assert "OLD" not in " ".join(texts(axes))
    with pytest.raises(ValueError, match="since: no spell lasts to 1992-01-01"):
        m.lead_chart(SPELLS[SPELLS["organization"] == "OLD"], ["OLD"], since="1992-01-01")


def laid_out(callouts, lines=(), **more):
    return place_callouts(callouts, width=4, height=3, size=9, lines=lines, **more)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 4), st.floats(0, 3), st.sampled_from(["joins", "leaves again"])), max_size=6
    )
)
def test_words_never_lie_on_lines_on_each_other_or_on_leaders(points):
    lines = [Box(0, 0.98, 4, 1.02), Box(2, 1, 2.04, 2.5)]
    placed = [p for p in laid_out([Callout(x, y, "1999", said) for x, y, said in points], lines) if p]
    for one in placed:
        assert not any(one.box.meets(line) for line in lines)
        assert -0.02 <= one.box.left <= one.box.right <= 4.02
        assert 0 <= one.box.low <= one.box.high <= 3
        for other in placed:
            assert one is other or not (one.box.meets(other.box) or one.box.meets(other.leader))


def test_words_make_room_for_those_that_have_no_other_place():
    low = [Box(0, 0.9, 4, 3)]  # room above the two points, but for one line of words, is taken
    first, second = Callout(1.0, 0.4, "1999", "joins"), Callout(1.1, 0.4, "2004", "leaves")
    both = laid_out([first, second], taken=low)
    assert all(laid_out([first], taken=low) + both)
    assert not both[0].box.meets(both[1].box)


def test_no_word_of_a_turning_point_is_broken():
    wall = [Box(0, 0, 1, 3), Box(1.55, 0, 4, 3)]  # leaves half an inch
    assert laid_out([Callout(1.3, 1, "1999", "Uzbekistan")], wall) == [None]

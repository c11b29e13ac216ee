"""A file of spells that somebody else made: `state,start,end` is all that a question or a chart needs."""

import io
import re
import sys

import pandas as pd
import pytest

import membership as m
from tests.charts.artists import day, each_chart, texts

PLAIN = """state,start,end
AAA,1992-05-15,
BBB,1992-05-15,1999-04-21
CCC,1993-12,2001
BBB,2006-08-16,2012-12-19
"""
each_question = pytest.mark.parametrize("ask", [m.member_count, m.change_points, m.timeline, m.count_chart])


def read(text, **options):
    return pd.read_csv(io.StringIO(text), **options)


def years(ends):
    return pd.DataFrame({"state": ["Belgium", "Greece"], "start": [1958, 1981], "end": ends})


@pytest.mark.parametrize(
    "options",
    [{}, {"dtype": "str", "keep_default_na": False}, {"dtype": "str"}, {"dtype_backend": "numpy_nullable"}],
)
def test_members_and_counts_come_from_a_plain_file_however_pandas_reads_it(options):
    frame = read(PLAIN, **options)
    assert m.members_on(frame, "1999-04-20")["state"].tolist() == ["AAA", "BBB", "CCC"]
    assert m.members_on(frame, "1999-04-21")["state"].tolist() == ["AAA", "CCC"]
    assert m.member_count(frame).asof(pd.Timestamp("2012-12-18")) == 2
    assert m.member_range(frame).loc["1993-12-01"].to_dict() == {"lowest": 2, "highest": 3}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("country,from,to\nAAA,1992,\n", "no column 'start'; it needs state (or name), start, end"),
        ("state;start;end\nAAA;1992;\n", "no column 'start'; it needs state (or name), start, end"),
        ("start,end\n1992,\n", "neither a column 'state' nor 'name'"),
        (
            "state,start,end\nAAA,1992-05-15,present\n",
            "row 0: 'present' is not a date; expected YYYY, YYYY-MM",
        ),
        ("state,start,end\nAAA,1992-02-30,\n", "row 0: '1992-02-30' is not a date"),
        ("state,start,end\nAAA,1999,1992\n", "row 0: AAA ends (1992) before it starts (1999)"),
        ("state,start,end\nAAA,1999.5,\n", "row 0: '1999.5' is not a date; expected YYYY"),
        ("state,start,end\nAAA,1992,\n,1992,\n", "row 1: the state is empty"),
        ("name,start,end\nAAA,1992,\n,1992,\n", "row 1: the name is empty"),
        ("organization,state,start,end\n,AAA,1992,\n", "row 0: the organization is empty"),
    ],
)
@each_question
def test_a_frame_that_cannot_be_read_says_what_is_wrong(text, said, ask):
    with pytest.raises(ValueError, match=re.escape(said)):
        ask(read(text))


@each_question
def test_what_is_no_frame_is_refused(ask):
    for given, kind in ((None, "NoneType"), ("spells.csv", "str"), (7, "int"), ([1, 2], "list")):
        with pytest.raises(TypeError, match=rf"data: expected a DataFrame .*, not an? {kind}"):
            ask(given)
    days = pd.to_datetime(pd.Series(["1992-05-15"]))
    for other, said in (
        (days.dt.tz_localize("UTC"), "'start' has a time zone; convert it with .dt.tz_localize(None)"),
        (days.dt.to_period("M"), "'start' holds periods; convert it with .astype(str)"),
    ):
        with pytest.raises(ValueError, match=re.escape(said)):
            ask(pd.DataFrame({"state": ["A"], "start": other, "end": [""]}))


@pytest.mark.parametrize(
    ("ends", "labels"),
    [
        ([2020, 2021], ["1958 – 2020", "1981 – 2021"]),
        ([2020, None], ["1958 – 2020", "since 1981"]),  # floats, as pandas makes them of an empty cell
        (pd.array([2020, None], dtype="Int64"), ["1958 – 2020", "since 1981"]),
        ([2020, "2021-05"], ["1958 – 2020", "1981 – May 2021"]),
    ],
)
def test_years_that_are_numbers_are_written_as_years(ends, labels):
    events = pd.DataFrame({"date": [1990], "label": ["A turn"]})
    said = texts(m.timeline(years(ends), events=events, narrow=True))
    assert sorted(said) == sorted(["1990  A turn", "Belgium", "Greece", *labels])


@each_chart
@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("1980-12-31", "row 1: Greece starts (1981) after `until` (1980-12-31); leave the row out"),
        ("2019-12-30", "row 0: Belgium ends (2020) after `until` (2019-12-30); empty the end"),
    ],
)
def test_a_frame_that_knows_more_than_until_is_not_drawn_wrong(chart, until, said):
    with pytest.raises(ValueError, match=re.escape(said)):
        chart(years(["2020", "2021"]), until=until)
    on_the_day_after = years(["2020-12-31", ""]).assign(start=["1958", "2019"])
    drawn = chart(on_the_day_after, until="2020-12-30")
    assert drawn.has_data()
    assert all(line.get_xdata()[-1] == day("2020-12-30") for line in drawn.get_lines())


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"state": "Greese"},
            "row 0: 'Greese' has no row in the frame; write it as there, or leave the pause out",
        ),
        ({"start": "soon"}, "row 0: 'soon' is not a date"),
        ({"end": "2023"}, "row 0: Greece ends (2023) after `until`"),
        ({"organization": "Y"}, "row 0: 'Greece' of 'Y' has no row"),
    ],
)
def test_a_pause_that_cannot_be_drawn_is_named(more, said):
    pause = pd.DataFrame([{"state": "Greece", "start": "1990", "end": "1995"} | more])
    with pytest.raises(ValueError, match=re.escape(f"pauses: {said}")):
        m.timeline(years([2020, 2021]).assign(organization="X"), pauses=pause, until="2022-01-01")


@each_chart
@pytest.mark.parametrize(
    ("options", "kind", "said"),
    [
        ({"title": 7}, TypeError, "title: 7 is not text"),
        ({"locale": None}, TypeError, "locale: None is not text"),
        ({"locale": "xx"}, ValueError, "babel knows no language 'xx'; expected one such as 'fr' or 'pt_BR'"),
        ({"palette": "red"}, TypeError, "expected a Palette such as membership.LIGHT, not 'red'"),
        ({"narrow": "yes"}, TypeError, "narrow: 'yes' is not True or False"),
        ({"figsize": 7}, ValueError, "figsize: 7 is not a width and a height in inches"),
        ({"ax": [1, 2]}, TypeError, "ax: expected an Axes of matplotlib, not 'list'; take one of them"),
        ({"headings": "X"}, TypeError, "headings: expected a mapping such as a dict, not 'X'"),
        ({"hue": "status"}, TypeError, "has no argument 'hue'"),
    ],
)
def test_an_argument_that_is_none_is_named(chart, options, kind, said):
    with pytest.raises(kind, match=re.escape(said)):
        chart(years([2020, 2021]), **options)


def test_without_babel_another_language_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(ModuleNotFoundError, match="locale 'fr' needs babel: pip install babel"):
        m.timeline(years([2020, 2021]), locale="fr")
    assert m.timeline(years([2020, 2021]), locale="en_GB")


def test_events_without_a_column_are_refused_in_words():
    events = pd.DataFrame({"day": ["1990"], "label": ["A turn"]})
    with pytest.raises(ValueError, match=r"events has no column 'date'; it needs date, label"):
        m.timeline(years([2020, 2021]), events=events)

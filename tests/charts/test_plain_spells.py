"""A file of spells that somebody else made: `state,start,end` is all that a question needs."""

import io
import re
import sys

import pandas as pd
import pytest

import membership as m

PLAIN = """state,start,end
AAA,1992-05-15,
BBB,1992-05-15,1999-04-21
CCC,1993-12,2001
BBB,2006-08-16,2012-12-19
"""


def read(text, **options):
    return pd.read_csv(io.StringIO(text), **options)


def test_members_and_counts_come_from_a_plain_file():
    frame = read(PLAIN)
    assert m.members_on(frame, "1999-04-20")["state"].tolist() == ["AAA", "BBB", "CCC"]
    assert m.members_on(frame, "1999-04-21")["state"].tolist() == ["AAA", "CCC"]
    assert m.member_count(frame).asof(pd.Timestamp("2012-12-18")) == 2
    assert m.member_range(frame).loc["1993-12-01"].to_dict() == {"lowest": 2, "highest": 3}


@pytest.mark.parametrize(
    "options",
    [{"dtype": "str", "keep_default_na": False}, {"dtype": "str"}, {"dtype_backend": "numpy_nullable"}],
)
def test_it_does_not_matter_how_pandas_reads_it(options):
    assert m.member_count(read(PLAIN, **options)).equals(m.member_count(read(PLAIN)))


@pytest.mark.parametrize(
    ("text", "counts"),
    [
        ("state,start,end\nAAA,1992-05-15,\nBBB,1993-01-01,\n", [1, 2]),  # no end at all
        ("name,start,end\nAland,1992-05-15,\nBorduria,1992-05-15,1999-01-01\n", [2, 1]),
        ("state,start,end\nAAA,1992,1999\n", [0, 1, 0, 0]),  # years, which pandas takes for numbers
        ("state,start,end\n", []),
    ],
)
def test_what_pandas_makes_of_a_column_is_read_as_meant(text, counts):
    assert m.member_count(read(text)).tolist() == counts


def test_dates_that_pandas_has_parsed_are_read_too():
    text = "state,start,end\nAAA,1992-05-15,\nBBB,1992-05-15,1999-04-21\n"
    parsed = read(text, parse_dates=["start", "end"])
    assert m.member_count(parsed).equals(m.member_count(read(text)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("country,from,to\nAAA,1992,\n", "no column 'start'; it needs state (or name), start, end"),
        ("state;start;end\nAAA;1992;\n", "no column 'start'; it needs state (or name), start, end"),
        ("state,start\nAAA,1992\n", "no column 'end'"),
        ("start,end\n1992,\n", "neither a column 'state' nor a column 'name'"),
        (
            "state,start,end\nAAA,1992-05-15,\nBBB,15.05.1992,\n",
            "row 1: '15.05.1992' is not a date; expected",
        ),
        (
            "state,start,end\nAAA,1992-05-15,present\n",
            "row 0: 'present' is not a date; expected YYYY, YYYY-MM",
        ),
        ("state,start,end\nAAA,1992-02-30,\n", "row 0: '1992-02-30' is not a date"),
        ("state,start,end\nAAA,1999,1992\n", "row 0: AAA ends (1992) before it starts (1999)"),
    ],
)
@pytest.mark.parametrize("ask", [lambda frame: m.members_on(frame, "1995-01-01"), m.member_count])
def test_a_frame_that_cannot_be_read_says_what_is_wrong(text, said, ask):
    with pytest.raises(ValueError, match=re.escape(said)):
        ask(read(text))


@pytest.mark.parametrize("day", ["1995", "1995-02-30", "01.01.1995", ""])
def test_a_day_that_is_none_is_named(day):
    with pytest.raises(ValueError, match=f"{day!r} is not a day; expected YYYY-MM-DD"):
        m.members_on(read(PLAIN), day)


def years(ends):
    return pd.DataFrame({"state": ["Belgium", "Greece"], "start": [1958, 1981], "end": ends})


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
    said = [text.get_text() for text in m.timeline(years(ends), narrow=True).texts]
    assert sorted(said) == sorted(["Belgium", "Greece", *labels])


def test_a_number_that_is_no_year_is_no_date():
    with pytest.raises(ValueError, match=re.escape("row 0: '2000.5' is not a date; expected YYYY")):
        m.member_count(years([2000.5, 2001.0]))


def test_the_date_of_an_event_may_be_a_year_too():
    events = pd.DataFrame({"date": [1990], "label": ["A turn"]})
    assert "1990  A turn" in [
        text.get_text() for text in m.timeline(years([2020, 2021]), events=events).texts
    ]


QUESTIONS = [
    lambda frame: m.members_on(frame, "1995-01-01"),
    m.member_count,
    m.member_range,
    m.change_points,
    m.timeline,
    m.count_chart,
]
each_question = pytest.mark.parametrize("ask", QUESTIONS)


@each_question
@pytest.mark.parametrize("column", ["state", "name", "organization"])
@pytest.mark.parametrize("empty", [None, "", float("nan")])
def test_a_row_without_a_state_is_named(ask, column, empty):
    frame = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15"] * 2, "end": [""] * 2})
    if column == "name":
        frame = frame.rename(columns={"state": "name"})
    frame[column] = ["A", empty]
    with pytest.raises(ValueError, match=f"row 1: the {column} is empty"):
        ask(frame)


@pytest.mark.parametrize("chart", [m.timeline, m.count_chart])
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


@pytest.mark.parametrize("until", ["2020-12-31", "2021-06-01"])
def test_a_spell_may_end_on_the_day_after_until_and_a_date_be_known_to_the_year(until):
    frame = pd.DataFrame({"state": ["A", "B"], "start": ["1958", "2020"], "end": ["2021-01-01", ""]})
    assert m.timeline(frame, until=until).patches


@pytest.mark.parametrize("day", [1995, 1995.0])
def test_a_year_is_no_day(day):
    with pytest.raises(ValueError, match=f"{day} is not a day; expected YYYY-MM-DD"):
        m.members_on(read(PLAIN), day)


@each_question
def test_what_is_no_frame_is_refused(ask):
    for given, kind in ((None, "NoneType"), ("spells.csv", "str"), (7, "int"), ([1, 2], "list")):
        with pytest.raises(TypeError, match=rf"data: expected a DataFrame .*, not an? {kind}"):
            ask(given)


@each_question
@pytest.mark.parametrize(
    ("make", "said"),
    [
        (
            lambda days: days.dt.tz_localize("UTC"),
            "'start' has a time zone; convert it with .dt.tz_localize(None)",
        ),
        (lambda days: days.dt.to_period("M"), "'start' holds periods; convert it with .astype(str)"),
    ],
)
def test_dates_of_another_kind_are_refused_with_a_remedy(ask, make, said):
    days = make(pd.to_datetime(pd.Series(["1992-05-15"])))
    with pytest.raises(ValueError, match=re.escape(said)):
        ask(pd.DataFrame({"state": ["A"], "start": days, "end": [""]}))


PAUSE = {"state": ["Greese"], "start": ["1990"], "end": ["1995"]}


@pytest.mark.parametrize(
    ("pause", "said"),
    [
        (PAUSE, "pauses: row 0: 'Greese' has no row in the frame; write it as there, or leave the pause out"),
        (PAUSE | {"state": ["Greece"], "start": ["soon"]}, "pauses: row 0: 'soon' is not a date"),
        (PAUSE | {"state": ["Greece"], "end": ["2023"]}, "pauses: row 0: Greece ends (2023) after `until`"),
        (PAUSE | {"state": ["Greece"], "organization": ["Y"]}, "pauses: row 0: 'Greece' of 'Y' has no row"),
    ],
)
def test_a_pause_that_cannot_be_drawn_is_named(pause, said):
    frame = years([2020, 2021]).assign(organization="X")
    with pytest.raises(ValueError, match=re.escape(said)):
        m.timeline(frame, pauses=pd.DataFrame(pause), until="2022-01-01")


@pytest.mark.parametrize(
    ("options", "kind", "said"),
    [
        ({"palette": "red"}, TypeError, "expected a Palette such as membership.LIGHT, not 'red'"),
        ({"locale": "xx"}, ValueError, "babel knows no language 'xx'; expected one such as 'fr' or 'pt_BR'"),
        ({"locale": ""}, ValueError, "babel knows no language ''"),
    ],
)
@pytest.mark.parametrize("chart", [m.timeline, m.count_chart])
def test_an_option_that_a_chart_cannot_follow_is_named(chart, options, kind, said):
    with pytest.raises(kind, match=re.escape(said)):
        chart(years([2020, 2021]), **options)


def test_a_language_may_be_written_with_a_hyphen():
    axes = m.timeline(years([2020, 2021]), locale="pt-BR", narrow=True)
    assert "1958 – 2020" in [text.get_text() for text in axes.texts]


@pytest.mark.parametrize("chart", [m.timeline, m.count_chart])
def test_without_babel_another_language_says_what_to_install(chart, monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(ModuleNotFoundError, match="locale 'fr' needs babel: pip install babel"):
        chart(years([2020, 2021]), locale="fr")
    assert chart(years([2020, 2021]), locale="en_GB")


def test_events_without_a_column_are_refused_in_words():
    events = pd.DataFrame({"day": ["1990"], "label": ["A turn"]})
    with pytest.raises(ValueError, match=r"events has no column 'date'; it needs date, label"):
        m.timeline(years([2020, 2021]), events=events)

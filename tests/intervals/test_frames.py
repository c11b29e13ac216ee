"""Tables of any library, under any names, with what people and programs leave in their cells."""

from __future__ import annotations

import re
import warnings
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import membership as m
from membership.intervals.bounds import bounded

ROWS = {"state": ["A", "B"], "start": ["1990-01-01", "1992"], "end": ["", "1999-04-21"]}


def exchanged(**options):
    """Give what the interchange of frames asks for."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pd.DataFrame(ROWS).__dataframe__(**options)


# The last four stand in for tables of pyarrow, polars, DuckDB, and of any other library.
GIVEN = {
    "dict": ROWS,
    "rows": pd.DataFrame(ROWS).to_dict("records"),
    "index": pd.DataFrame(ROWS).set_index("state"),
    "categories": pd.DataFrame(ROWS).astype("category"),
    "arrow": SimpleNamespace(to_pydict=lambda: ROWS),
    "polars": SimpleNamespace(get_columns=list, to_dict=lambda *, as_series: None if as_series else ROWS),
    "duck": SimpleNamespace(columns=tuple(ROWS), fetchall=lambda: list(zip(*ROWS.values(), strict=True))),
    "interchange": SimpleNamespace(__dataframe__=exchanged),
}


@pytest.mark.parametrize("given", GIVEN.values(), ids=GIVEN)
def test_any_table_is_read_alike(given):
    assert m.member_count(given).equals(m.member_count(pd.DataFrame(ROWS)))
    assert m.members_on(given, "1995-01-01")["state"].tolist() == ["A", "B"]


@pytest.mark.parametrize("library", ["polars", "pyarrow", "duckdb"])
def test_tables_of_other_libraries_are_read_where_they_are_installed(library):
    found = pytest.importorskip(library)
    days = ROWS | {"start": [date(1990, 1, 1), date(1992, 1, 1)], "end": [None, date(1999, 4, 21)]}
    if library == "polars":
        given = [found.DataFrame(days), found.LazyFrame(days)]
    elif library == "pyarrow":
        given = [found.table(days), found.RecordBatch.from_pydict(days)]
    else:
        given = [found.sql("select 'A' as state, date '1990-01-01' as start, null::date as end")]
    for table in given:
        assert m.members_on(table, "1995-01-01")["state"].tolist()[0] == "A"


def test_columns_may_have_other_names():
    frame = pd.DataFrame(ROWS).rename(columns={"state": "country", "start": "from"})
    said = m.members_on(frame, "1995-01-01", state="country", start="from")
    assert said["state"].tolist() == ["A", "B"]
    other = frame.assign(state="of another kind")
    assert m.members_on(other, "1995-01-01", state="country", start="from").equals(said)
    with pytest.raises(ValueError, match=r"no column 'land' \(state='land'\); it has country, from, end"):
        m.member_count(frame, state="land")
    with pytest.raises(TypeError, match=r"member_count\(\) has no argument 'stat'.*state="):
        m.member_count(frame, stat="country")
    with pytest.raises(TypeError, match=r"state: 7 is not the name of a column"):
        m.member_count(frame, state=7)


def test_an_end_may_be_the_last_day_in():
    frame = {"state": ["B", "C", "D"], "start": ["1918-12-01", "2006-06-04", "2000"]}
    frame["end"] = ["2006-06-04", "2006-06-04", "2003-05"]
    assert m.members_on(frame, "2006-06-04", ends="last day")["state"].tolist() == ["B", "C"]
    assert m.members_on(frame, "2006-06-05", ends="last day").empty
    assert m.members_on(frame, "2003-05-31", ends="last day")["certain"].tolist() == [True, False]
    with pytest.warns(UserWarning, match=r"row 1: C starts and ends on 2006-06-04, .*\n.*ends='last day'"):
        assert m.members_on(frame, "2006-06-04").empty
    with pytest.raises(ValueError, match="ends: 'inclusive' is not known; expected 'first day out' or"):
        m.member_count(frame, ends="inclusive")


def test_a_start_that_nobody_knows_leaves_the_member_possible():
    frame = {"state": ["A", "B", "C"], "start": ["", "1990", None], "end": ["2011-09", "", ""]}
    said = m.members_on(frame, "2005-01-01").set_index("state")["certain"]
    assert said.to_dict() == {"A": False, "B": True, "C": False}
    assert m.members_on(frame, "2012-01-01")["state"].tolist() == ["B", "C"]
    span = m.member_range(frame)
    assert span.iloc[0].to_dict() == {"lowest": 0, "highest": 3}
    assert span.index[0] == pd.Timestamp("1990-01-01"), "nothing is known before"
    assert span.iloc[-1].to_dict() == {"lowest": 1, "highest": 2}


@pytest.mark.parametrize("end", ["9999-12-31", pd.Timestamp("9999-12-31"), date(9999, 12, 31), "9999"])
def test_the_last_day_of_the_calendar_means_open(end):
    frame = {"state": ["A", "B"], "start": ["0001-01-01", "1990"], "end": [end, "2000"]}
    assert m.members_on(frame, "9999-12-31")[["state", "certain"]].to_numpy().tolist() == [["A", True]]
    assert bounded(frame)["end"].tolist() == ["", "2000"]
    assert m.timeline(frame).patches


@pytest.mark.parametrize("hour", ["01:00", "23:59"])
def test_a_time_with_a_zone_is_of_the_day_that_is_written(hour):
    frame = {"state": ["A"], "start": ["1992-05-15"], "end": ["1999-04-21"]}
    assert m.members_on(frame, pd.Timestamp(f"1999-04-21 {hour}", tz="Asia/Yerevan")).empty
    assert len(m.members_on(frame, pd.Timestamp(f"1999-04-20 {hour}", tz="America/New_York")))


def test_every_row_with_a_wrong_date_is_named_with_what_it_may_mean():
    frame = {"state": list("ABC"), "start": ["23/11/1998", "1990", "8 April 1994"], "end": ["", "", "now"]}
    said = (
        "row 0: '23/11/1998' is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD; write 1998-11-23\n"
        "row 2: '8 April 1994' is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD; write 1994-04-08"
    )
    with pytest.raises(ValueError, match=re.escape(said)):
        m.member_count(frame)
    with pytest.raises(ValueError, match=r"\nand 92 more$"):
        m.member_count({"state": ["A"] * 100, "start": ["soon"] * 100, "end": [""] * 100})


TWO = pd.DataFrame([["A", "1990", "1991", ""]], columns=["state", "start", "start", "end"])
LEVELS = pd.concat({"x": pd.DataFrame(ROWS)}, axis=1)
QUARTER = [pd.Period("1992Q2"), pd.Timestamp("1992-05-15")]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (TWO, "data: two columns are called 'start'; expected one"),
        (LEVELS, "data: the names of its columns have 2 levels, not one"),
        (ROWS | {"state": [["A"], "B"]}, "row 0: the state is ['A']; expected text or a number"),
        (ROWS | {"start": [["1990"], "1992"]}, "row 0: \"['1990']\" is not a date"),
        (ROWS | {"start": [True, "1992"]}, "row 0: 'True' is not a date"),
        (ROWS | {"start": ["\ud800", "1992"]}, "row 0: '\\ud800' is not a date"),
        (ROWS | {"start": QUARTER}, "row 0: '1992Q2' is not a date"),
        ({"state": ["A", "B"], "start": ["1990"], "end": [""]}, "data: a dict does not make a table ("),
        ({}, "the frame has no column 'start'"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_words(given, said):
    for ask in (m.member_count, m.change_points, m.timeline, m.count_chart):
        with pytest.raises(ValueError, match=re.escape(said)):
            ask(given)


@pytest.mark.parametrize(
    "day", [[], None, pd.NaT, np.datetime64("NaT"), {}, "", 1995, "1999-04", np.datetime64(10**9, "D")]
)
def test_what_is_no_day_is_named(day):
    with pytest.raises(ValueError, match="is not a day; expected YYYY-MM-DD"):
        m.members_on(ROWS, day)
    if day is not None:
        with pytest.raises(ValueError, match=r"until: .* is not a day; expected YYYY-MM-DD"):
            m.timeline(ROWS, until=day)


def test_cells_of_several_kinds_are_read_together():
    frame = pd.DataFrame(
        {
            "state": [1, "A", 2.5, "A"],
            "start": [1990, pd.Timestamp("1992-05-15"), pd.Period("1993-04"), np.datetime64("1994-01-01")],
            "end": [None, date(1993, 1, 1), "", float("nan")],
        },
        index=[7, 7, 7, 7],
    )
    assert m.members_on(frame, "2000-01-01")["state"].tolist() == ["1", "2.5", "A"]
    assert m.member_count(frame).iloc[-1] == 3
    assert m.timeline(frame).patches


def test_a_table_without_rows_has_no_members():
    frame = pd.DataFrame(columns=["state", "start", "end"])
    assert m.members_on(frame, "2000-01-01").empty
    assert m.member_range(frame).empty
    assert m.change_points(frame) == []
    with pytest.raises(ValueError, match="no rows, so there is nothing to draw"):
        m.timeline(frame)

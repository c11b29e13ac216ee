"""The step functions, on hand-written frames."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import membership as m
from membership.intervals.bounds import bounded, readings
from membership.intervals.dates import earliest, is_date, latest
from membership.intervals.periods import united

FRAME = pd.DataFrame(
    {
        "state": ["A", "B", "C", "B"],
        "start": ["1992-05-15", "1992-05-15", "1993-12", "2006-08-16"],
        "end": ["", "1999-04-21", "2001", ""],
    }
)


@pytest.mark.parametrize(
    ("day", "members"),
    [
        ("1992-05-14", {}),
        ("1999-04-20", {"A": True, "B": True, "C": True}),
        ("1999-04-21", {"A": True, "C": True}),  # the first day is in, and that of the end out
        ("1993-12-15", {"A": True, "B": True, "C": False}),  # a month leaves it open
        ("1993-12-31", {"A": True, "B": True, "C": True}),
        ("2001-06-01", {"A": True, "C": False}),
    ],
)
def test_who_is_in_on_a_day_and_whether_for_certain(day, members):
    assert m.members_on(FRAME, day).set_index("state")["certain"].to_dict() == members


def test_count_and_range_are_right_continuous_steps():
    count = m.member_count(FRAME)
    assert count.asof(pd.Timestamp("1992-05-15")) == 2
    assert count.asof(pd.Timestamp("1999-04-21")) == 2
    span = m.member_range(FRAME)
    assert span.loc["1993-12-01"].to_dict() == {"lowest": 2, "highest": 3}
    assert span.loc["2001-01-01"].to_dict() == {"lowest": 1, "highest": 2}
    assert span.iloc[-1].to_dict() == {"lowest": 2, "highest": 2}


def test_a_state_in_two_overlapping_spells_counts_once():
    frame = pd.DataFrame(
        {"name": ["A", "A"], "start": ["2000-01-01", "2001-01-01"], "end": ["2005-01-01", "2003-01-01"]}
    )
    assert m.member_count(frame).to_dict() == {pd.Timestamp("2000-01-01"): 1, pd.Timestamp("2005-01-01"): 0}


def test_datetimes_and_text_give_the_same_answer():
    text = FRAME.iloc[[0, 1, 3]]
    times = text.assign(start=pd.to_datetime(text["start"]), end=pd.to_datetime(text["end"]))
    assert m.member_count(text).equals(m.member_count(times))


def test_until_is_the_latest_date_unless_told():
    assert bounded(FRAME)["until"].eq(pd.Timestamp("2006-08-16")).all()
    assert bounded(FRAME, until="2010-01-01")["until"].eq(pd.Timestamp("2010-01-01")).all()


def test_an_end_before_the_start_is_refused_with_the_row():
    with pytest.raises(ValueError, match=r"row 0: A ends \(1998-01-01\) before it starts \(1999-01-01\)"):
        bounded({"state": ["A"], "start": ["1999-01-01"], "end": ["1998-01-01"]})


# What numpy reads as a day, or nearly, and what is none here.
NO_DATES = """
0000 0000-01-01 1900-02-29 1992-13 1992-5-1 +123-05 +123-05-01 -199-05 1992-04-31 1992-00-01 1992-05-00
1992-05-99 1234567 1234567890 NaT today 1992-W01-1 19920515 1992/05/15 1992-05-1T １９９２ 199²
"""


@pytest.mark.parametrize("text", [*NO_DATES.split(), " 1992", "1992\x00", "1992\n1993", "\n"])
def test_what_is_no_date_is_refused_among_many(text):
    assert not is_date(text)
    with pytest.raises(ValueError, match=r"(?i)date|year|month|day"):
        readings(["1992-05-15", text, ""])


@settings(max_examples=60, deadline=None)
@given(st.lists(st.builds(lambda day, n: day.isoformat()[:n], st.dates(), st.sampled_from([10, 7, 4]))))
def test_many_dates_are_read_as_each_alone(texts):
    first, last = (days.astype("datetime64[D]").tolist() for days in readings([*texts, ""]))
    assert first == [*map(earliest, texts), None]
    assert last == [*map(latest, texts), None]


def test_spaces_about_a_date_mean_nothing():
    assert bounded(FRAME.assign(start=" " + FRAME["start"])).equals(
        bounded(FRAME).assign(start=" " + FRAME["start"])
    )


def _texts():
    days = st.dates(min_value=date(1990, 1, 1), max_value=date(1992, 12, 31))
    return st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([10, 10, 7, 4]))


def _frames():
    row = st.tuples(st.sampled_from("ABC"), _texts(), st.one_of(st.just(""), _texts()))
    return st.lists(
        row.filter(lambda r: not r[2] or latest(r[2]) >= earliest(r[1])), min_size=1, max_size=4
    ).map(lambda rows: pd.DataFrame(rows, columns=["state", "start", "end"]))


@pytest.mark.filterwarnings("ignore:row")
@settings(max_examples=30, deadline=None)
@given(_frames(), st.dates(min_value=date(1989, 12, 1), max_value=date(1993, 2, 1)))
def test_count_is_the_number_of_certain_members_on_any_day(frame, day):
    counts, ranges = m.member_count(frame), m.member_range(frame)
    for moment in [pd.Timestamp(day), *m.change_points(frame)]:
        members = m.members_on(frame, moment)
        assert counts.loc[:moment].iloc[-1:].sum() == members["certain"].sum()
        assert ranges["highest"].loc[:moment].iloc[-1:].sum() == len(members)


def test_intervals_that_touch_are_one():
    one = united(np.array([0, 0, 1]), np.array([1, 5, 5]), np.array([5, 9, 9]))
    assert [each.tolist() for each in one] == [[0, 1], [1, 5], [9, 9]]

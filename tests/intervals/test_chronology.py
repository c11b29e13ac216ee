"""The order of actions and what they do."""

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from membership.intervals.chronology import (
    CLOSES,
    EFFECTS,
    OPENS,
    STATES,
    Turn,
    courses,
    runs,
    superseded,
    walk,
)


def _told(*turns):
    return [
        (turn.fact, after)
        for turn, _, after in walk([Turn.of(f, "", effect, date) for f, effect, date in turns])
    ]


def test_a_turn_that_closes_after_its_date_takes_effect_the_day_after():
    turn = Turn.of("x", "expiry", "closes after", "1999-04-20")
    assert (turn.text, turn.earliest.isoformat()) == ("1999-04-21", "1999-04-21")


def test_a_month_keeps_its_precision_when_it_closes_after():
    turn = Turn.of("x", "expiry", "closes after", "1999-04")
    assert turn.text == "1999-04"
    assert (turn.earliest.isoformat(), turn.latest.isoformat()) == ("1999-04-02", "1999-05-01")


@pytest.mark.parametrize(
    ("opened", "closed"), [("2004", "2004-06"), ("2004-06", "2004")], ids=["close in it", "open in it"]
)
def test_overlapping_dates_take_the_order_that_fits(opened, closed):
    assert _told(("a", "opens", opened), ("b", "closes", closed)) == [("a", "in"), ("b", "out")]


def test_of_acts_on_one_day_the_one_that_fits_comes_first():
    rows = ("a", "opens", "2000"), ("b", "opens", "2004-06-01"), ("c", "closes", "2004-06-01")
    assert _told(*rows) == [("a", "in"), ("c", "out"), ("b", "in")]


def test_what_does_not_fit_changes_nothing():
    told = _told(
        ("a", "closes", "2000"), ("b", "opens", "2001"), ("c", "opens", "2002"), ("d", "resumes", "2003")
    )
    assert told == [("a", None), ("b", "in"), ("c", None), ("d", None)]


def test_a_pause_ends_with_the_membership():
    assert _told(("a", "opens", "2000"), ("b", "pauses", "2001"), ("c", "closes", "2002"))[-1] == ("c", "out")


def _turns():
    texts = st.builds(
        lambda day, length: day.isoformat()[:length],
        # Some on one day, some with a year between them.
        st.one_of(
            st.dates(date(1992, 5, 1), date(1992, 5, 5)), st.dates(date(1990, 1, 1), date(1993, 12, 31))
        ),
        st.sampled_from([10, 10, 10, 7, 4]),
    )
    rows = st.lists(st.tuples(st.integers(0, 3), st.sampled_from(EFFECTS), texts), max_size=14)
    return rows.map(_numbered)


def _numbered(rows):
    return [(member, Turn.of(f"{len(rows) - n}", "", *rest)) for n, (member, *rest) in enumerate(rows)]


def _course(turns):
    days = np.array([(turn.earliest, turn.latest) for _, turn in turns], dtype="datetime64[D]").reshape(-1, 2)
    told = [(member, EFFECTS.index(turn.effect)) for member, turn in turns]
    numbers = np.array(told, dtype=int).reshape(-1, 2)
    facts = np.array([turn.fact for _, turn in turns], dtype=object)
    return courses(numbers[:, 0], facts, numbers[:, 1], *days.T)


@settings(max_examples=100, deadline=None)
@given(_turns())
@example(_numbered([(0, "opens", "1992"), (0, "closes", "1992"), (0, "opens", "1992")]))
@example(_numbered([(0, effect, "1992-05-15") for effect in ("opens", "closes", "opens")]))
def test_many_members_walk_as_each_alone(turns):
    course = _course(turns)
    found = [
        (
            turns[place][0],
            turns[place][1]._replace(earliest=first, latest=last),
            STATES[before],
            STATES[after],
        )
        for place, before, after, first, last in zip(*(told.tolist() for told in course), strict=True)
    ]
    alone = [
        (member, *step)
        for member in range(4)
        for step in walk(turn for owner, turn in turns if owner == member)
    ]
    assert found == [step for step in alone if step[-1]]


@settings(max_examples=50, deadline=None)
@given(_turns(), st.sampled_from([{"in"}, {"paused"}, {"in", "paused"}]))
def test_a_run_lasts_from_the_turn_into_the_wanted_states_to_the_turn_out_of_them(turns, wanted):
    course = _course(turns)
    expected = []
    for place, turn in enumerate(course.turn):
        into = [STATES[state[place]] in wanted for state in (course.before, course.after)]
        if into == [False, True]:
            expected.append((turns[turn][0], place, -1))
        elif into == [True, False]:
            expected[-1] = (turns[turn][0], expected[-1][1], place)
    found = zip(*(ends.tolist() for ends in runs(course, wanted)), strict=True)
    assert [(turns[course.turn[opening]][0], opening, closing) for opening, closing in found] == expected


def test_acts_that_fit_no_order_are_told_so_however_many_they_are():
    told = _told(*((f"f{number}", "opens", "1990") for number in range(60)))
    assert [after for _, after in told] == ["in", *[None] * 59]
    for count in (45, 1500):
        mixed = [(f"f{number}", ("opens", "closes", "pauses")[number % 3], "1990") for number in range(count)]
        assert len(_told(*mixed)) == count


def test_alike_acts_are_taken_in_turn():
    told = _told(*((f"f{number:02}", "opens" if number < 20 else "closes", "1990") for number in range(40)))
    assert [after for _, after in told] == ["in", "out"] * 20


def test_the_last_day_of_the_calendar_has_none_after_it():
    assert Turn.of("x", "expiry", "closes after", "9999-12-31").text == "9999-12-31"
    assert Turn.of("x", "expiry", "closes after", "9999").latest == date.max


def test_a_turn_is_not_before_the_one_that_it_follows():
    joined, left = Turn.of("a", "signature", OPENS, "1992-06-01"), Turn.of("b", "withdrawal", CLOSES, "1992")
    first, second = (turn for turn, _, _ in walk([joined, left]))
    assert first.latest == second.earliest == date(1992, 6, 1)
    assert second.latest == date(1992, 12, 31)


def test_nothing_stands_for_an_opening_without_an_entry_into_force():
    turns = Turn.of("a", "accession", OPENS, "1992"), Turn.of("b", "approval", OPENS, "1993")
    assert superseded(turns) == set()

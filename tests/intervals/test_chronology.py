"""The order of actions and what they do."""

from datetime import date

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from membership.intervals.chronology import (
    CLOSES,
    CLOSES_AFTER,
    EFFECTS,
    ENTRY,
    OPENS,
    STATES,
    Turn,
    courses,
    runs,
    superseded,
    walk,
)
from membership.intervals.dates import earliest


def _told(*turns):
    found = walk([Turn.of(fact, "", effect, date) for fact, effect, date in turns])
    return [(turn.fact, after) for turn, _, after in found]


@pytest.mark.parametrize(
    ("date", "text", "first", "last"),
    [
        ("1999-04-20", "1999-04-21", "1999-04-21", "1999-04-21"),
        ("1999-04", "1999-04", "1999-04-02", "1999-05-01"),  # a month keeps its precision
        ("9999-12-31", "9999-12-31", "9999-12-31", "9999-12-31"),  # the calendar has no day after it
        ("9999", "9999", "9999-01-02", "9999-12-31"),
    ],
)
def test_a_turn_that_closes_after_its_date_takes_effect_the_day_after(date, text, first, last):
    assert Turn.of("x", "expiry", "closes after", date)[3:] == (text, *map(earliest, (first, last)))


@pytest.mark.parametrize(
    ("turns", "told"),
    [
        # Overlapping dates take the order that fits.
        ([("a", "opens", "2004"), ("b", "closes", "2004-06")], [("a", "in"), ("b", "out")]),
        ([("a", "opens", "2004-06"), ("b", "closes", "2004")], [("a", "in"), ("b", "out")]),
        # Of acts on one day the one that fits comes first.
        (
            [("a", "opens", "2000"), ("b", "opens", "2004-06-01"), ("c", "closes", "2004-06-01")],
            [("a", "in"), ("c", "out"), ("b", "in")],
        ),
        # What does not fit changes nothing.
        (
            [
                ("a", "closes", "2000"),
                ("b", "opens", "2001"),
                ("c", "opens", "2002"),
                ("d", "resumes", "2003"),
            ],
            [("a", None), ("b", "in"), ("c", None), ("d", None)],
        ),
        # A pause ends with the membership.
        (
            [("a", "opens", "2000"), ("b", "pauses", "2001"), ("c", "closes", "2002")],
            [("a", "in"), ("b", "paused"), ("c", "out")],
        ),
    ],
)
def test_what_each_turn_leads_to(turns, told):
    assert _told(*turns) == told


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
    found = []
    for place, before, after, first, last in zip(*(told.tolist() for told in course), strict=True):
        member, turn = turns[place]
        found.append((member, turn._replace(earliest=first, latest=last), STATES[before], STATES[after]))
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


def test_acts_are_told_however_many_fit_no_order_or_are_alike():
    told = _told(*((f"f{number}", "opens", "1990") for number in range(60)))
    assert [after for _, after in told] == ["in", *[None] * 59]
    for count in (45, 1500):
        mixed = [(f"f{number}", ("opens", "closes", "pauses")[number % 3], "1990") for number in range(count)]
        assert len(_told(*mixed)) == count
    told = _told(*((f"f{number:02}", "opens" if number < 20 else "closes", "1990") for number in range(40)))
    assert [after for _, after in told] == ["in", "out"] * 20


def test_a_turn_is_not_before_the_one_that_it_follows():
    joined, left = Turn.of("a", "signature", OPENS, "1992-06-01"), Turn.of("b", "withdrawal", CLOSES, "1992")
    first, second = (turn for turn, _, _ in walk([joined, left]))
    assert first.latest == second.earliest == date(1992, 6, 1)
    assert second.latest == date(1992, 12, 31)


@pytest.mark.parametrize("closes", [CLOSES, CLOSES_AFTER])
def test_an_entry_into_force_stands_for_no_opening_of_another_run(closes):
    turns = Turn.of("a", "accession", OPENS, "1992"), Turn.of("b", "approval", OPENS, "1993")
    entry, expiry = Turn.of("c", ENTRY, OPENS, "1985"), Turn.of("d", "expiry", closes, "1990")
    assert superseded(turns) == superseded([entry, expiry, *turns]) == set()
    assert superseded([entry, *turns]) == set(turns)

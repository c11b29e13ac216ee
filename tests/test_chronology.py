"""The order of actions and what they do."""

from membership.chronology import Turn, walk


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


def test_overlapping_dates_take_the_order_that_fits():
    assert _told(("open", "opens", "2004"), ("close", "closes", "2004-06")) == [
        ("open", "in"),
        ("close", "out"),
    ]
    assert _told(("open", "opens", "2004-06"), ("close", "closes", "2004")) == [
        ("open", "in"),
        ("close", "out"),
    ]
    assert _told(("a", "opens", "2000"), ("b", "opens", "2004-06-01"), ("c", "closes", "2004-06-01")) == [
        ("a", "in"),
        ("c", "out"),
        ("b", "in"),
    ]


def test_what_does_not_fit_changes_nothing():
    told = _told(
        ("a", "closes", "2000"), ("b", "opens", "2001"), ("c", "opens", "2002"), ("d", "resumes", "2003")
    )
    assert told == [("a", None), ("b", "in"), ("c", None), ("d", None)]


def test_a_pause_ends_with_the_membership():
    assert _told(("a", "opens", "2000"), ("b", "pauses", "2001"), ("c", "closes", "2002"))[-1] == ("c", "out")

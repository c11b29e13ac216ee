"""How data sets code the same memberships: phases joined, ends read alike, every difference in days."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

import membership as m
from membership.charts.codings import codings_chart
from membership.derive.codings import days_apart, differences, joined

TODAY = "2020-01-01"


def coded(*rows: tuple[str, ...], status: str = "member") -> pd.DataFrame:
    """Return spells (state, start, end) as the data set D codes them, to 2016."""
    frame = pd.DataFrame(rows, columns=["state", "start", "end"])
    return joined(frame.assign(dataset="D", status=status, cut_off="2016", note="", name=frame["state"]))


def ours(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return spells (state, start, first day out) of ours."""
    return pd.DataFrame(rows, columns=["state", "start", "end"])


def found(theirs: pd.DataFrame, mine: pd.DataFrame) -> list[tuple]:
    frame = differences(theirs, mine, TODAY)
    return list(
        frame[["state", "what", "theirs", "ours", "least", "most"]].itertuples(index=False, name=None)
    )


def test_adjoining_phases_are_one_spell_and_a_gap_of_two_days_is_none():
    rows = coded(
        ("A", "1992-05-15", "2002-10-07"), ("A", "2002-10-07", ""), ("B", "1992", "1999"), ("B", "2000", "")
    )
    assert rows[["state", "start", "end", "rows"]].to_numpy().tolist() == [
        ["A", "1992-05-15", "", 2],
        ["B", "1992", "", 2],
    ]
    assert len(coded(("A", "1992", "1999-04-20"), ("A", "1999-04-21", ""))) == 1
    assert len(coded(("A", "1992", "1999-04-20"), ("A", "1999-04-22", ""))) == 2


def test_a_state_that_becomes_an_associate_does_not_go_on_as_a_member():
    member, associate = (
        coded(("A", *days), status=s)
        for s, days in (("member", ("1991", "2004")), ("associate", ("2005", "")))
    )
    assert len(joined(pd.concat([member, associate]).drop(columns=["end_note", "rows"]))) == 2


def test_the_last_day_of_a_term_is_no_difference_from_the_first_day_after_it():
    mine = ours(("A", "1992-05-15", "1999-04-21"))
    assert found(coded(("A", "1992-05-15", "1999-04-20")), mine) == []
    assert found(coded(("A", "1992-05-15", "1999-04-02")), mine) == [
        ("A", "end", "1999-04-02", "1999-04-20", -18, -18)
    ]


def test_a_year_agrees_with_any_day_in_it_and_differs_by_a_range_from_others():
    mine = ours(("A", "1992-05-15", "2012-12-19"))
    assert found(coded(("A", "1992", "2012")), mine) == []
    assert found(coded(("A", "1993", "2011")), mine) == [
        ("A", "start", "1993", "1992-05-15", 231, 595),
        ("A", "end", "2011", "2012-12-18", -353, -717),
    ]


def test_a_spell_open_at_the_cut_off_agrees_with_one_that_ends_later_and_not_with_one_that_ended_before():
    assert found(coded(("A", "2000", "")), ours(("A", "2000-01-01", "2018-01-01"))) == []
    assert found(coded(("A", "2000", "")), ours(("A", "2000-01-01", "2016-12-21"))) == [
        ("A", "end", "", "2016-12-20", 11, 11)
    ]
    assert found(coded(("A", "2000", "2016-12-21")), ours(("A", "2000-01-01", ""))) == [
        ("A", "end", "2016-12-21", "", -10, -10)
    ]


def test_two_spells_coded_as_one_give_a_gap_and_one_coded_as_two_a_break():
    twice = (("A", "2000-01-01", "2001-01-01"), ("A", "2001-01-11", ""))
    assert found(coded(("A", "2000-01-01", "")), ours(*twice)) == [
        ("A", "gap", "", "2001-01-01/2001-01-10", 10, 10)
    ]
    once = ours(("A", "2000-01-01", ""))
    split = coded(("A", "2000-01-01", "2000-12-31"), ("A", "2001-01-11", ""))
    assert found(split, once) == [("A", "break", "2001-01-01/2001-01-10", "", 10, 10)]


def test_spells_that_only_one_side_has_are_extra_or_missing():
    mine = ours(("A", "2000-01-01", "2000-01-11"), ("A", "2005-01-01", ""))
    assert found(coded(("A", "2005-01-01", "")), mine) == [
        ("A", "missing", "", "2000-01-01/2000-01-10", 10, 10)
    ]
    never = coded(("B", "1960-01-01", "1960-01-10"), ("A", "2000-01-01", ""))
    assert found(never, ours(("A", "2000-01-01", "")))[0] == (
        "B",
        "extra",
        "1960-01-01/1960-01-10",
        "",
        10,
        10,
    )


def test_a_spell_that_starts_after_the_cut_off_is_not_missing_but_makes_an_early_start():
    mine = ours(("A", "2000-01-01", "2001-01-01"), ("A", "2018-01-01", ""))
    assert found(coded(("A", "2000", "2000-12-31")), mine) == []
    late = ours(("A", "2017-06-05", ""))
    assert found(coded(("A", "2016-05-19", "")), late) == [
        ("A", "start", "2016-05-19", "2017-06-05", -382, -382)
    ]


def test_a_state_without_a_row_is_told_apart_from_one_that_is_coded_wrongly():
    both = ours(("A", "2000-01-01", ""), ("B", "2000-01-01", ""))
    assert found(coded(("A", "2000", "")), both) == []


def test_days_apart_count_only_what_is_certain():
    mine = ours(("A", "2000-01-11", "2001-01-01"), ("B", "2000-01-01", ""))
    frame = days_apart(coded(("A", "2000-01-01", "2000-12-31"), ("B", "2000", "2015-12-31")), mine, TODAY)
    year = 366  # 2016, in which only ours has B
    assert frame[["dataset", "days"]].to_numpy().tolist() == [["D", 10 + year]]
    assert frame["of"][0] == 366 + (pd.Timestamp("2017-01-01") - pd.Timestamp("2000-01-01")).days


@pytest.fixture(scope="module")
def tables():
    return m.load()


def test_the_rows_of_an_exact_data_set_add_up_to_the_days_apart():
    exact = coded(
        *(("A", "1999-12-01", "2001-01-05"), ("A", "2001-02-01", "2002-05-05"), ("A", "2010-01-01", "")),
        *(("B", "2000-01-01", "2012-06-28"), ("C", "2001-01-01", "2002-01-01"), ("D", "2016-05-19", "")),
    )
    mine = ours(
        *(("A", "2000-01-01", "2002-05-06"), ("A", "2005-01-01", "2006-01-01"), ("A", "2009-12-30", "")),
        *(("B", "2000-01-02", "2005-01-01"), ("B", "2006-01-01", "2012-12-19"), ("D", "2017-06-05", "")),
    )
    rows = differences(exact, mine, TODAY)
    assert set(rows["what"]) == {"start", "end", "gap", "break", "missing", "extra"}
    assert rows["covered"].sum() == days_apart(exact, mine, TODAY)["days"].sum()


def test_what_only_they_have_is_hatched_and_what_only_we_have_is_dotted():
    theirs = coded(*((state, "2000-01-01", "2004-12-31") for state in "ABC"))
    mine = ours(("A", "2000-01-01", "2003-01-01"), ("B", "1999-01-01", "2005-01-01"), ("C", "2000-01-01", ""))
    axes = codings_chart(mine, theirs, until=TODAY)
    hatched = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    dotted = [line for line in axes.lines if line.get_linestyle() == "--" or line.is_dashed()]
    assert [round(patch.get_width()) for patch in hatched] == [731]
    assert [round(line.get_xdata()[1] - line.get_xdata()[0]) for line in dotted] == [
        365,
        (pd.Timestamp("2016-12-31") - pd.Timestamp("2005-01-01")).days,  # no longer than they code anything
    ]

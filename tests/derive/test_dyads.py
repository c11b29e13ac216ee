"""Pairs of states: by spell, year and month, what a person with a calendar counts, and others code."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations, pairwise

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import membership as m
from membership.derive.export import export_dyads
from membership.intervals.bounds import BOUNDS
from membership.intervals.periods import by_period

DAYS = st.integers(0, 900).map(lambda number: date(1999, 7, 1) + timedelta(days=number))


@st.composite
def memberships(draw):
    """Spells of three states, whole days, up to two each that do not meet, known to one day."""
    rows = []
    for state in "ABC":
        days = sorted(draw(st.lists(DAYS, min_size=2, max_size=4, unique=True)))
        rows += [(state, str(one), str(other)) for one, other in list(pairwise(days))[::2]]
    return pd.DataFrame(rows, columns=["state", "start", "end"])


@given(memberships())
@settings(max_examples=25, deadline=None)
def test_days_are_those_on_which_both_are_members(spells):
    both, rows = {}, list(spells.itertuples(index=False, name=None))
    for number in range(902):
        day = date(1999, 7, 1) + timedelta(days=number)
        members = sorted({state for state, start, end in rows if start <= str(day) < end})
        for pair in combinations(members, 2):
            both[*pair, day.year] = both.get((*pair, day.year), 0) + 1
    frame = m.dyads(spells, "year")
    assert frame.set_index(["state1", "state2", "year"])["days"].to_dict() == both
    assert (frame["days"] == frame["days_possible"]).all()
    for unit in ("spell", "month"):
        assert m.dyads(spells, unit)["days"].sum() == sum(both.values())


def test_an_imprecise_start_leaves_days_possible(small):
    frame = m.dyads(m.spells(small, "PACT"), "year").set_index(["state1", "state2", "year"])
    row = frame.loc[("AAA", "CCC", 2002)]
    assert (row["days"], row["days_possible"], row["first_day"], row["last_day"]) == (1, 365, 0, 1)
    assert ("BBB", "CCC", 2006) not in frame.index


def test_what_is_not_verified_to_its_end_is_not_complete(small):
    spells = m.spells(small, "PACT").assign(until=pd.Timestamp("2020-06-30"))
    frame = m.dyads(spells, "year").set_index(["state1", "state2", "year"])
    assert frame.loc[("AAA", "BBB", 2020), ["days", "complete"]].to_list() == [182, 0]
    assert frame.loc[("AAA", "BBB", 2019), "complete"] == 1
    assert frame.index.get_level_values("year").max() == 2020
    spelled = m.dyads(spells).set_index(["state1", "state2", "start_earliest"])["complete"]
    assert spelled.loc[("AAA", "BBB")].to_list() == [1, 0]
    # What is verified to the last day in, reaches the end.
    known = m.dyads(spells.assign(until=pd.Timestamp("2005-01-10"))).set_index(["state1", "state2"])
    assert known.loc[("AAA", "BBB"), "complete"] == 1


def test_a_spell_of_a_pair_is_what_two_spells_share(small):
    frame = m.dyads(m.spells(small, "PACT"))
    row = frame[(frame["state1"] == "BBB") & (frame["state2"] == "CCC")].iloc[0]
    assert " ".join(str(row[name].date()) for name in BOUNDS) == "2002-01-01 2002-12-31 2005-01-11 2005-01-11"
    assert (row["days"], row["days_possible"]) == (742, 1106)


@pytest.mark.parametrize("unit", ["spell", "year", "month"])
def test_directed_gives_each_pair_both_ways(ours, unit):
    spells = m.spells(ours)
    once, twice = m.dyads(spells, unit), m.dyads(spells, unit, directed=True)
    assert (once["state1"] < once["state2"]).all()
    swapped = once.rename(
        columns={"state1": "state2", "state2": "state1", "name1": "name2", "name2": "name1"}
    )
    order = list(twice.columns)
    both = pd.concat([once, swapped[order]]).sort_values(order, ignore_index=True)
    pd.testing.assert_frame_equal(both, twice.sort_values(order, ignore_index=True))


def test_days_of_pairs_add_up_to_those_of_the_count(ours):
    for organization in ours.organizations["organization"]:
        spells = m.spells(ours, organization)
        days = pd.date_range(spells["start_earliest"].min(), spells["until"].iloc[0])
        count = m.member_range(spells).reindex(days, method="ffill")
        frame = m.dyads(spells, "month")
        for bound, column in (("lowest", "days"), ("highest", "days_possible")):
            assert frame[column].sum() == (count[bound] * (count[bound] - 1) // 2).sum(), organization


def test_two_intervals_that_share_days_count_them_once():
    days = pd.to_datetime(["2000-01-01", "2000-01-20", "2000-02-10"]).to_numpy().astype("datetime64[D]")
    found = by_period(pd.array([0, 0]).to_numpy(dtype=int), days[:2], days[[2, 2]], "month")
    assert found.days.tolist() == [31, 9]


def test_a_plain_frame_pairs_without_organization():
    frame = m.dyads(pd.DataFrame({"name": ["A", "B"], "start": [1990, 1995], "end": ["", ""]}), "year")
    assert "organization" not in frame
    assert frame.loc[0, ["name1", "name2", "year"]].to_list() == ["A", "B", 1995]
    assert m.dyads(pd.DataFrame({"state": ["A"], "start": ["1990"], "end": [""]})).empty
    with pytest.raises(ValueError, match="'week' is not a unit; expected one of spell, year, month"):
        m.dyads(frame, "week")


def test_the_file_has_the_codes_of_both_states(ours):
    codes = ours.states.set_index("state")
    frame = export_dyads(ours, "CSTO")
    for side in "12":
        for code in ("cow", "gw"):
            assert (frame[code + side] == frame["state" + side].map(codes[code])).all()
    assert set(frame["end_latest"].str.len()) <= {0, 10}
    assert set(frame["definition"]) == {"signed"}


def test_one_pair_is_coded_later_and_one_without_its_break(small):
    columns = ["dataset", "organization", "state", "start", "end", "status", "note", "source", "cut_off"]
    rows = [
        ("D", "PACT", "AAA", "2000-01-10", "", "member", "", "paper", "2010"),
        ("D", "PACT", "BBB", "2001-01-03", "", "member", "Knows no break.", "paper", "2010"),
        ("D", "PACT", "CCC", "2002", "2009", "observer", "", "paper", "2010"),
    ]
    known = replace(small, codings=pd.DataFrame(rows, columns=columns, dtype="str"))
    frame = m.dyad_differences(known, "PACT", "D")
    assert frame[["state1", "state2", "first_year", "last_year", "whose"]].to_numpy().tolist() == [
        ["AAA", "BBB", 2000, 2000, "ours"],
        ["AAA", "BBB", 2006, 2007, "theirs"],
    ]
    assert frame["why"].str.contains("Knows no break").all()
    # Whether the treaty was in force for BBB before 2005 nobody knows: that is no difference.
    bound = m.dyad_differences(known, "PACT", "D", "in_force")
    assert bound[["first_year", "last_year", "whose"]].to_numpy().tolist() == [[2006, 2007, "theirs"]]
    with pytest.raises(ValueError, match="no codings of PACT by 'E'; expected one of D"):
        m.dyad_differences(known, "PACT", "E")


# Read off ATOP 4.01's member file and ATOP 5.1's dyads with Russia; cited in codings.csv.
def test_the_treaty_s_pairs_differ_from_atop_where_its_codings_say_why(ours):
    members = m.dyad_differences(ours, "CSTO", "ATOP 4.01")
    assert set(members["whose"]) == {"ours"}
    assert (members[["state1", "state2"]] == "BLR").any(axis=1).all()
    assert members["why"].str.contains("1994-01-03").all()
    pooled = m.dyad_differences(ours, "CSTO", "ATOP 5.1", partner="RUS")
    assert pooled[["state1", "state2", "first_year", "last_year"]].to_numpy().tolist() == [
        ["AZE", "RUS", 2000, 2018],
        ["GEO", "RUS", 2000, 2008],
        ["RUS", "UZB", 2000, 2005],
        ["RUS", "UZB", 2013, 2018],
    ]
    assert pooled["why"].str.contains("all treaties pooled").all()

"""How data sets code the same memberships: phases joined, ends read alike, every difference, and why."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

import membership as m
from membership.derive.codings import days_apart, differences, joined
from tests.small import write

TODAY = "2020-01-01"
HEADER = (
    "dataset",
    "organization",
    "state",
    "start",
    "end",
    "status",
    "note",
    "source",
    "cut_off",
    "definition",
)


def coded(*rows: tuple[str, ...], status: str = "member") -> pd.DataFrame:
    """Return spells (state, start, end) as the data set D codes them, to 2016."""
    frame = pd.DataFrame(rows, columns=["state", "start", "end"])
    return joined(frame.assign(dataset="D", status=status, cut_off="2016", note="", name=frame["state"]))


def derived(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return spells (state, start, first day out) of ours."""
    return pd.DataFrame(rows, columns=["state", "start", "end"])


@pytest.mark.parametrize(
    ("phases", "starts"),
    [
        ([("A", "1992-05-15", "2002-10-07"), ("A", "2002-10-07", "")], ["1992-05-15"]),
        ([("A", "1992", "1999"), ("A", "2000", "")], ["1992"]),
        ([("A", "1992", "1999-04-20"), ("A", "1999-04-21", "")], ["1992"]),
        ([("A", "1992", "1999-04-20"), ("A", "1999-04-22", "")], ["1992", "1999-04-22"]),
    ],
)
def test_adjoining_phases_are_one_spell_and_a_gap_of_two_days_parts_them(phases, starts):
    rows = coded(*phases)
    assert (rows["start"].to_list(), rows["end"].iloc[-1], rows["rows"].sum()) == (starts, "", 2)


def test_a_state_that_becomes_an_associate_does_not_go_on_as_a_member():
    member, associate = coded(("A", "1991", "2004")), coded(("A", "2005", ""), status="associate")
    assert len(joined(pd.concat([member, associate]).drop(columns=["end_note", "rows"]))) == 2


OPEN = ("A", "2000-01-01", "")
CASES = {
    "the last day of a term, beside the first day after it": (
        [("A", "1992-05-15", "1999-04-20")],
        [("A", "1992-05-15", "1999-04-21")],
        [],
    ),
    "another end": (
        [("A", "1992-05-15", "1999-04-02")],
        [("A", "1992-05-15", "1999-04-21")],
        [("end", "1999-04-02", "1999-04-20", -18, -18)],
    ),
    "a year, beside a day in it": ([("A", "1992", "2012")], [("A", "1992-05-15", "2012-12-19")], []),
    "a year, beside a day in another": (
        [("A", "1993", "2011")],
        [("A", "1992-05-15", "2012-12-19")],
        [("start", "1993", "1992-05-15", 231, 595), ("end", "2011", "2012-12-18", -353, -717)],
    ),
    "open at the cut-off, beside a later end": ([("A", "2000", "")], [("A", "2000-01-01", "2018-01-01")], []),
    "open at the cut-off, beside an end before it": (
        [("A", "2000", "")],
        [("A", "2000-01-01", "2016-12-21")],
        [("end", "", "2016-12-20", 11, 11)],
    ),
    "an end before the cut-off, beside an open one": (
        [("A", "2000", "2016-12-21")],
        [OPEN],
        [("end", "2016-12-21", "", -10, -10)],
    ),
    "two spells coded as one": (
        [OPEN],
        [("A", "2000-01-01", "2001-01-01"), ("A", "2001-01-11", "")],
        [("gap", "", "2001-01-01/2001-01-10", 10, 10)],
    ),
    "one spell coded as two": (
        [("A", "2000-01-01", "2000-12-31"), ("A", "2001-01-11", "")],
        [OPEN],
        [("break", "2001-01-01/2001-01-10", "", 10, 10)],
    ),
    "a spell that is not coded": (
        [("A", "2005-01-01", "")],
        [("A", "2000-01-01", "2000-01-11"), ("A", "2005-01-01", "")],
        [("missing", "", "2000-01-01/2000-01-10", 10, 10)],
    ),
    "a spell of a state that never was in": (
        [("B", "1960-01-01", "1960-01-10"), OPEN],
        [OPEN],
        [("extra", "1960-01-01/1960-01-10", "", 10, 10)],
    ),
    "a spell of ours after the cut-off": (
        [("A", "2000", "2000-12-31")],
        [("A", "2000-01-01", "2001-01-01"), ("A", "2018-01-01", "")],
        [],
    ),
    "an early start of a spell of ours after the cut-off": (
        [("A", "2016-05-19", "")],
        [("A", "2017-06-05", "")],
        [("start", "2016-05-19", "2017-06-05", -382, -382)],
    ),
    "a state that is not coded at all": ([("A", "2000", "")], [OPEN, ("B", "2000-01-01", "")], []),
}


@pytest.mark.parametrize(("theirs", "mine", "expected"), CASES.values(), ids=CASES)
def test_what_is_a_difference_and_how_many_days(theirs, mine, expected):
    frame = differences(coded(*theirs), derived(*mine), TODAY)[["what", "theirs", "ours", "least", "most"]]
    assert list(frame.itertuples(index=False, name=None)) == expected


def test_days_apart_count_only_what_is_certain():
    mine = derived(("A", "2000-01-11", "2001-01-01"), ("B", "2000-01-01", ""))
    frame = days_apart(coded(("A", "2000-01-01", "2000-12-31"), ("B", "2000", "2015-12-31")), mine, TODAY)
    year = 366  # 2016, in which only ours has B
    assert frame[["dataset", "days"]].to_numpy().tolist() == [["D", 10 + year]]
    assert frame["of"][0] == 366 + (pd.Timestamp("2017-01-01") - pd.Timestamp("2000-01-01")).days
    # No day after the last one known is counted, though an end known to the year may be later.
    known = days_apart(coded(("A", "2000", "2016")), derived(OPEN), "2016-06-30")
    assert known["of"][0] == (pd.Timestamp("2016-07-01") - pd.Timestamp("2000-01-01")).days


def test_the_rows_of_an_exact_data_set_add_up_to_the_days_apart():
    exact = coded(
        *(("A", "1999-12-01", "2001-01-05"), ("A", "2001-02-01", "2002-05-05"), ("A", "2010-01-01", "")),
        *(("B", "2000-01-01", "2012-06-28"), ("C", "2001-01-01", "2002-01-01"), ("D", "2016-05-19", "")),
    )
    mine = derived(
        *(("A", "2000-01-01", "2002-05-06"), ("A", "2005-01-01", "2006-01-01"), ("A", "2009-12-30", "")),
        *(("B", "2000-01-02", "2005-01-01"), ("B", "2006-01-01", "2012-12-19"), ("D", "2017-06-05", "")),
    )
    rows = differences(exact, mine, TODAY)
    assert set(rows["what"]) == {"start", "end", "gap", "break", "missing", "extra"}
    assert rows["covered"].sum() == days_apart(exact, mine, TODAY)["days"].sum()


def test_what_only_they_have_is_hatched_and_what_only_we_have_is_dotted():
    theirs = coded(*((state, "2000-01-01", "2004-12-31") for state in "ABC"))
    mine = derived(
        ("A", "2000-01-01", "2003-01-01"), ("B", "1999-01-01", "2005-01-01"), ("C", "2000-01-01", "")
    )
    axes = m.codings_chart(mine, theirs, until=TODAY)
    hatched = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    dotted = [line for line in axes.lines if line.is_dashed()]
    assert [round(patch.get_width()) for patch in hatched] == [731]
    assert [round(line.get_xdata()[1] - line.get_xdata()[0]) for line in dotted] == [
        365,
        (pd.Timestamp("2016-12-31") - pd.Timestamp("2005-01-01")).days,  # no longer than they code anything
    ]


@pytest.mark.parametrize(
    ("definition", "starts"), [("", {"BBB": "1 day later", "AAA": "416 days later"}), ("in_force", {})]
)
def test_ours_are_the_spells_of_the_definition_that_a_data_set_codes_by(tmp_path, definition, starts):
    rows = [
        ("D", "PACT", "AAA", "2001-03-01", "", "member", "", "", "2010", definition),
        ("D", "PACT", "BBB", "2000-01-11", "2005-01-10", "member", "", "", "2005-01-10", definition),
        ("D", "PACT", "CCC", "2002", "2010", "observer", "", "", "2010", definition),
    ]
    frame = m.coding_differences(m.load(write(tmp_path, codings=[HEADER, *rows])), "PACT").set_index("state")
    assert frame.loc[frame["what"] == "start", "days"].to_dict() == starts
    assert not frame["why"].str.contains("lie before").any()
    assert ("BBB" in frame.index[frame["what"] == "a spell that is none here"]) is (definition == "in_force")


def test_of_a_start_after_the_cut_off_the_days_up_to_it_are_told(tmp_path):
    rows = [("D", "PACT", "AAA", "1999-12-31", "", "member", "As told.", "", "2000-01-04", "")]
    frame = m.coding_differences(m.load(write(tmp_path, codings=[HEADER, *rows])), "PACT")
    assert frame[["days", "why"]].to_numpy().tolist() == [
        [
            "10 days earlier",
            "No act on record here has that date. 5 of these days lie before its cut-off. As told.",
        ]
    ]


@pytest.mark.parametrize(
    ("first", "why"),
    [("2000-01-10", "Coded at another time only."), ("2006", "It codes no member of PACT before 2006.")],
)
def test_a_spell_is_missing_for_a_reason_if_it_ended_before_anything_is_coded(tmp_path, first, why):
    starts = {"AAA": first, "BBB": "2008-12"}
    rows = [("D", "PACT", state, day, "", "member", "", "", "2010", "") for state, day in starts.items()]
    frame = m.coding_differences(m.load(write(tmp_path, codings=[HEADER, *rows])), "PACT")
    missing = frame[frame["what"] == "a spell not coded"]
    assert missing[["state", "why"]].to_numpy().tolist() == [["BBB", why]]


def test_a_definition_of_a_coding_is_one_that_a_membership_has(tmp_path):
    row = ("D", "PACT", "AAA", "2001", "", "member", "", "", "2010", "participating")
    (fault,) = m.check(write(tmp_path, codings=[HEADER, row]))
    assert fault.problem == "is not a value of definition"


def test_what_codes_the_organization_is_not_blamed_for_the_treaty_before_it(ours):
    frame = m.coding_differences(ours, "CSTO").query("dataset == 'COW IGO 3'")
    assert not set(frame["state"]) & {"AZE", "GEO"}
    assert "a spell not coded" not in set(frame["what"])


def test_the_alliance_that_counts_from_1995_is_on_record_for_all_its_states(ours):
    alliance = m.coded_members(ours, "CSTO").query("dataset == 'COW Alliances 4.1 (349)'")
    assert (alliance["start"] == "1995-02-10").sum() == 9
    assert {"ARM", "KAZ", "KGZ", "RUS", "TJK", "UZB"} <= set(alliance["state"])


def test_east_germany_leaves_where_atop_has_it_leave(ours):
    assert m.spells(ours, "WTO").set_index("state").loc["DDR", "end"] == "1990-10-03"
    frame = m.coding_differences(ours, "WTO").query("dataset == 'ATOP 4.01' and state == 'DDR'")
    assert set(frame["days"]) <= {"1 day later"}


def test_the_charters_days_in_atop_dispute_no_membership_of_the_agreement(ours):
    """Neither the evidence of the admissions nor that of the acts they were part of has it as a dispute."""
    admissions = {"CIS-GEO-admitted", "CIS-georgia-joined", "CIS-AZE-admitted", "CIS-azerbaijan-admitted"}
    said = ours.evidence[ours.evidence["fact"].isin(admissions) & ours.evidence["source"].eq("atop-4-01")]
    assert len(said)
    assert "denies" not in set(said["says"])
    assert not [row for row in said.itertuples() if row.says == "dates" and row.date != "1993-09-24"]

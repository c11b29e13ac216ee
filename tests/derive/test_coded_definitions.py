"""A data set is held against the definition that it codes by."""

from __future__ import annotations

import pytest

import membership as m
from tests.small import write

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


@pytest.fixture(scope="module")
def ours():
    return m.load()


@pytest.mark.parametrize(("definition", "differs"), [("", ["BBB", "AAA"]), ("in_force", ["BBB"])])
def test_ours_are_the_spells_of_that_definition(tmp_path, definition, differs):
    coded = [
        ("D", "PACT", "AAA", "2001-03-01", "", "member", "", "", "2010", definition),
        ("D", "PACT", "BBB", "2000-01-11", "2005-01-10", "member", "", "", "2005-01-10", definition),
    ]
    tables = m.load(write(tmp_path, codings=[HEADER, *coded]))
    frame = m.coding_differences(tables, "PACT")
    assert sorted(set(frame.loc[frame["what"].isin(["start", "a spell that is none here"]), "state"])) == (
        sorted(differs)
    )


def test_a_definition_of_a_coding_is_one_that_a_membership_has(tmp_path):
    row = ("D", "PACT", "AAA", "2001", "", "member", "", "", "2010", "participating")
    (fault,) = m.check(write(tmp_path, codings=[HEADER, row]))
    assert fault.problem == "is not a value of definition"


def test_what_codes_the_organization_is_not_blamed_for_the_treaty_before_it(ours):
    frame = m.coding_differences(ours, "CSTO").query("dataset == 'COW IGO 3'")
    assert not set(frame["state"]) & {"AZE", "GEO"}
    assert "a spell not coded" not in set(frame["what"])


def test_the_alliance_that_counts_from_1995_is_on_record_for_all_its_states(ours):
    coded = m.coded_members(ours, "CSTO").query("dataset == 'COW Alliances 4.1 (349)'")
    assert (coded["start"] == "1995-02-10").sum() == 9
    assert {"ARM", "KAZ", "KGZ", "RUS", "TJK", "UZB"} <= set(coded["state"])


def test_east_germany_leaves_where_atop_has_it_leave(ours):
    assert m.spells(ours, "WTO").set_index("state").loc["DDR", "end"] == "1990-10-03"
    frame = m.coding_differences(ours, "WTO").query("dataset == 'ATOP 4.01' and state == 'DDR'")
    assert set(frame["days"]) <= {"1 day later"}


def test_the_charters_days_in_atop_dispute_no_membership_of_the_agreement(ours):
    """Neither the evidence of the admissions nor that of the acts they were part of has it as a dispute."""
    joined = {"CIS-GEO-admitted", "CIS-georgia-joined", "CIS-AZE-admitted", "CIS-azerbaijan-admitted"}
    said = ours.evidence[ours.evidence["fact"].isin(joined) & ours.evidence["source"].eq("atop-4-01")]
    assert len(said)
    assert not set(said["says"]) & {"denies"}
    assert not [row for row in said.itertuples() if row.says == "dates" and row.date != "1993-09-24"]

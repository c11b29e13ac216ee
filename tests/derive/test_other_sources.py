"""If another source were right: each alternative put in place of ours, and what changes."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

import membership as m
from membership.derive.claims import checked_claims
from membership.derive.other_sources import worlds
from membership.derive.page_records import lab_record
from membership.intervals.dates import agree
from tests.small import CLAIM_COLUMNS, TABLES, acted, write

SPELL = ["state", "start", "end"]
SAID = [
    ("PACT-CCC-left", "gazette", "denies", "", "", ""),  # it stayed
    ("PACT-treaty", "paper", "dates", "2000-01-12", "", ""),  # two days later, for both founders
    ("PACT-AAA-in-force", "paper", "dates", "2001-03", "", ""),  # no other date: ours is in it
    ("PACT-BBB-signed", "paper", "denies", "", "", ""),
]


def claim(name, **cells):
    cells = {"claim": name, "organization": "PACT", "definition": "signed", "judged": "supported"} | cells
    return tuple(({"paraphrase": "So it is said."} | cells).get(column, "") for column in CLAIM_COLUMNS)


CLAIMS = [
    claim("C1", check="count", **{"from": "2015-01-01", "stated": "2"}),
    claim("C2", check="date", organization="", definition="", about="PACT-treaty", stated="2000-01-10"),
    claim("C3", check="count", **{"from": "2003-01-01", "stated": "3"}),
    claim("C4", paraphrase="It is loved."),
]


@pytest.fixture
def tables(tmp_path):
    evidence = [TABLES["evidence"][0], *sorted([*TABLES["evidence"][1:], *SAID])]
    return m.load(write(tmp_path, evidence=evidence, claims=[CLAIM_COLUMNS, *CLAIMS]))


def row(frame, fact, theirs=""):
    (found,) = frame[(frame["fact"] == fact) & (frame["theirs"] == theirs)].to_dict("records")
    return found


def test_each_other_date_and_each_denial_is_tried_once(tables):
    frame = m.alternatives(tables)
    assert frame[["fact", "kind", "source", "ours", "theirs"]].to_numpy().tolist() == [
        ["PACT-BBB-expired", "date", "paper", "2005-01-10", "2004-12-31"],
        ["PACT-BBB-signed", "denial", "paper", "2000-01-10", ""],
        ["PACT-CCC-left", "denial", "gazette", "2010-07-01", ""],
        ["PACT-treaty", "date", "paper", "2000-01-10", "2000-01-12"],
    ]


def test_a_date_moves_days_of_the_count_and_nothing_else(tables):
    found = row(m.alternatives(tables), "PACT-BBB-expired", "2004-12-31")
    assert (found["states"], found["definitions"]) == ("BBB", "signed;in_force;participating")
    assert (found["days"], found["now"], found["claims"]) == (10, "", "")


def test_the_days_are_those_of_the_definition_that_it_changes_most(tmp_path):
    frozen = ("PACT-BBB-frozen", "PACT", "BBB", "freeze", "2010-01-01", "", "")
    thawed = ("PACT-BBB-thawed", "PACT", "BBB", "thaw", "2012-01-01", "", "")
    changes = acted(frozen, thawed)
    changes["evidence"] += [("PACT-BBB-returned", "gazette", "dates", "2013-01-01", "", "")]
    found = row(m.alternatives(m.load(write(tmp_path, **changes))), "PACT-BBB-returned", "2013-01-01")
    assert found["definitions"] == "signed;participating"
    # Under `participating` there are two years less, in which it had stopped taking part.
    assert found["days"] == (pd.Timestamp("2013-01-01") - pd.Timestamp("2008-12-01")).days


def test_who_held_an_office_rests_on_the_days_of_its_terms(tmp_path):
    term = ("PACT-Ada", "PACT", "term begins", "2004-01-01", "Ada", "", "Ada becomes Secretary", "")
    days = {"gazette": "2004-01-01", "paper": "2004-03-01"}
    said = [("PACT-Ada", source, "dates", day, "", "") for source, day in days.items()]
    office = claim("C1", check="holder", about="Secretary", **{"from": "2004-02-01", "stated": "Ada"})
    changes = {"dates": [*TABLES["dates"], term], "evidence": [*TABLES["evidence"], *said]}
    tables = m.load(write(tmp_path, **changes, claims=[CLAIM_COLUMNS, office]))
    found = row(m.alternatives(tables), "PACT-Ada", "2004-03-01")
    assert found["claims"] == "C1 not decided instead of supported"


def test_a_denied_end_leaves_the_state_in_to_this_day(tables):
    found = row(m.alternatives(tables), "PACT-CCC-left")
    assert found["now"].startswith("3 instead of 2 (signed)")
    assert found["claims"] == "C1 contradicted instead of supported"
    assert found["days"] == (pd.Timestamp("2021-01-01") - pd.Timestamp("2010-07-01")).days
    assert all(word in found["changes"] for word in ("CCC", "3 instead of 2", "C1"))


def test_what_states_did_by_an_act_moves_with_it(tables):
    found = row(m.alternatives(tables), "PACT-treaty", "2000-01-12")
    assert found["moves"] == "PACT-treaty;PACT-AAA-signed;PACT-BBB-signed"
    assert (found["states"], found["days"]) == ("AAA;BBB", 2)
    assert found["claims"] == "C2 contradicted instead of supported"
    # What a state did on another day than the act stays.
    rows = tables.membership.copy()
    rows.loc[rows["fact"] == "PACT-BBB-signed", "date"] = "2000-02-01"
    found = row(m.alternatives(replace(tables, membership=rows)), "PACT-treaty", "2000-01-12")
    assert found["moves"] == "PACT-treaty;PACT-AAA-signed"


@pytest.mark.parametrize("says", ["omits", "other act", "confirms"])
def test_what_says_nothing_against_our_date_is_no_alternative(tables, says):
    evidence = tables.evidence.copy()
    evidence.loc[evidence["says"].eq("denies"), "says"] = says
    evidence.loc[evidence["date"].eq("2004-12-31"), "says"] = says
    assert m.alternatives(replace(tables, evidence=evidence))["fact"].to_list() == ["PACT-treaty"]
    bare = replace(tables, evidence=evidence.iloc[:0])
    assert m.alternatives(bare).empty
    assert m.plateaus(bare, "PACT")["stands"].all()


def test_the_lab_is_given_the_other_dates_and_the_denials(tables):
    held = {row["fact"]: (row["others"], row["denied"]) for row in lab_record(tables)["disputes"]}
    assert held["PACT-CCC-left"] == ([], True)
    assert held["PACT-BBB-expired"] == (list(m.disputes(tables)["PACT-BBB-expired"].others), False)
    assert "PACT-AAA-frozen" not in held


def test_the_tables_given_are_not_changed(tables):
    before = tables.membership.copy(), m.spells(tables)
    frame = m.alternatives(tables)
    frame["fact"] = "gone"
    pd.testing.assert_frame_equal(tables.membership, before[0])
    pd.testing.assert_frame_equal(m.spells(tables), before[1])
    assert "gone" not in set(m.alternatives(tables)["fact"])


def plain(tables):
    """Return everything that could change, worked out from start to end."""
    told = {
        (organization, definition): m.spells(tables, organization, definition)[SPELL].to_numpy().tolist()
        for organization in tables.organizations["organization"]
        for definition in m.offered(tables, organization)
    }
    return told, dict(checked_claims(tables)[["claim", "computed"]].to_numpy().tolist())


def test_what_changes_is_what_all_tables_worked_out_again_give(tables, ours):
    for known, every in ((tables, 1), (ours, 37)):
        told, judged = plain(known)
        for world in worlds(known)[::every]:
            one = world.alternative
            again, overturned = plain(m.suppose(known, one.fact, one.theirs or None))
            changed = {key for key in told if told[key] != again.get(key, [])}
            assert changed == world.courses.keys(), one
            assert {name for name in judged if judged[name] != overturned[name]} == world.claims.keys(), one


def test_every_dispute_is_an_alternative_of_its_fact_or_its_act(ours):
    tried = {(fact, one.theirs) for one, *_ in worlds(ours) for fact in one.moves}
    given = ours.evidence[ours.evidence["says"] == "dates"]
    dates = dict(zip(ours.membership["fact"], ours.membership["date"], strict=True))
    for fact, date in given[["fact", "date"]].itertuples(index=False):
        if fact in dates and not agree(date, dates[fact]):
            assert (fact, date) in tried


def test_the_band_holds_ours_and_every_alternative_and_no_more(ours):
    for organization in ours.organizations["organization"]:
        for definition in m.offered(ours, organization):
            band = m.source_range(ours, organization, definition)
            counts = [m.member_range(m.spells(ours, organization, definition))]
            counts += [
                world.courses[organization, definition][1].steps
                for world in worlds(ours)
                if (organization, definition) in world.courses
            ]
            for steps in counts:
                both = band.join(steps.add_prefix("one_"), how="outer").ffill().fillna(0)
                assert (both["lowest"] <= both["one_lowest"]).all()
                assert (both["highest"] >= both["one_highest"]).all()
            if len(counts) == 1:
                assert band.equals(counts[0][(counts[0] != counts[0].shift()).any(axis=1)])


def test_two_doubts_on_one_day_add_up(tables):
    band = m.source_range(tables, "PACT")
    # BBB may never have signed; CCC may never have left, and signed on some day of 2002.
    assert band.loc[:"2001-06-01"].iloc[-1].to_list() == [1, 2]
    assert band.loc[:"2012-06-01"].iloc[-1].to_list() == [2, 3]


def test_a_plateau_says_which_facts_it_hangs_on(tables):
    frame = m.plateaus(tables, "PACT").set_index("first_day")
    now = frame.iloc[-1]
    assert (now["members"], now["lowest"], now["highest"], now["stands"]) == (2, 2, 3, False)
    assert (now["facts"], now["last_day"]) == ("PACT-CCC-left", pd.Timestamp("2020-12-31"))
    assert frame["days"].sum() == (pd.Timestamp("2021-01-01") - pd.Timestamp("2000-01-10")).days
    charter = m.plateaus(tables, "PACT", "chartered")
    assert charter.empty
    assert "stands" in charter

    # One that only an imprecise date leaves open stands.
    bare = replace(tables, evidence=tables.evidence[tables.evidence["fact"] == "PACT-treaty"])
    frame = m.plateaus(bare, "PACT").set_index("first_day")
    assert frame.loc["2002-01-01", ["members", "possible", "stands"]].to_list() == [2, 3, True]


def test_a_plateau_is_doubted_by_some_fact_or_stands(ours):
    for organization in ours.organizations["organization"]:
        frame = m.plateaus(ours, organization)
        assert ((frame["doubted"] > 0) == (frame["facts"] != "")).all()


def test_suppose_leaves_a_fact_out_with_what_was_done_by_it(tables):
    without = m.suppose(tables, "PACT-treaty", None)
    assert set(m.spells(without)["state"]) == {"BBB", "CCC"}
    assert not without.evidence["fact"].isin(["PACT-treaty", "PACT-AAA-signed"]).any()


@pytest.mark.parametrize(
    ("fact", "date", "said"),
    [
        ("PACT-DDD-signed", "2000", "'PACT-DDD-signed' is not a fact"),
        ("PACT-AAA-signed", "10 May", "'10 May' is not a date; expected YYYY"),
        ("PACT-AAA-signed", "", "'' is not a date"),
    ],
)
def test_suppose_refuses_what_it_cannot_suppose(tables, fact, date, said):
    with pytest.raises(ValueError, match=said):
        m.suppose(tables, fact, date)
    with pytest.raises(TypeError, match="pass membership"):
        m.suppose("data", fact, date)

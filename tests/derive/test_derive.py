"""From actions to spells, on the small tables."""

import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import membership as m
from membership.derive.answers import verified_on
from membership.derive.evidence import deciding_sources
from membership.derive.page_records import day_record, tile_record
from tests.small import TABLES, acted, with_row, write


def told(frame):
    return list(frame[["state", "start", "end"]].itertuples(index=False, name=None))


def test_signed_opens_at_signature_and_closes_after_the_last_day(small):
    assert told(m.spells(small, "PACT")) == [
        ("AAA", "2000-01-10", ""),
        ("BBB", "2000-01-10", "2005-01-11"),
        ("CCC", "2002", "2010-07-01"),
        ("BBB", "2008-12", ""),
    ]


def test_each_definition_reads_its_own_column(small):
    frame = m.spells(small, "PACT", "in_force")
    assert told(frame[frame["start"] != ""]) == [("AAA", "2001-03-01", "")]
    assert m.spells(small, "PACT", "chartered").empty


def test_an_entry_into_force_stands_for_the_accession_that_it_brings_into_force(tmp_path):
    acceded = ("PACT-CCC-signed", "PACT", "CCC", "accession", "2002", "", "")
    changes = acted(("PACT-CCC-in-force", "PACT", "CCC", "entry into force", "2003-02-01", "", ""))
    changes["membership"] = [acceded if row[0] == acceded[0] else row for row in changes["membership"]]
    changes["actions"] = [*TABLES["actions"], ("accession", "accedes", "opens", "opens", "", "")]
    frame = m.spells(m.load(write(tmp_path, **changes)), "PACT", "in_force").set_index("state")
    assert frame.loc["CCC", "start"] == "2003-02-01"


def test_participating_is_signed_less_the_pauses(small):
    assert told(m.spells(small, "PACT", "participating"))[0] == ("AAA", "2000-01-10", "2015-06-01")
    assert told(m.pauses(small, "PACT")) == [("AAA", "2015-06-01", "")]


def test_a_dated_disagreement_makes_the_end_disputed(small):
    spell = m.spells(small, "PACT").set_index("end").loc["2005-01-11"]
    assert (spell["start_disputed"], spell["end_disputed"], spell["disputed"]) == (False, True, True)
    assert spell["end_others"] == "2005-01-01"


def test_a_year_that_holds_the_day_of_the_treaty_means_the_days_from_then_on(tmp_path):
    row = ("PACT-CCC-signed", "PACT", "CCC", "signature", "2000", "", "")
    tables = m.load(write(tmp_path, membership=with_row("membership", "PACT-CCC-signed", row)))
    spell = m.spells(tables, "PACT").set_index("state").loc["CCC"]
    days = [str(spell[bound].date()) for bound in ("start_earliest", "start_latest")]
    assert (spell["start"], *days) == ("2000", "2000-01-10", "2000-12-31")
    assert "CCC" not in set(m.members_on(m.spells(tables, "PACT"), "2000-01-09")["state"])


def test_as_of_leaves_out_what_came_later(tmp_path):
    tables = m.load(write(tmp_path), as_of="2004-06-30")
    frame = m.spells(tables, "PACT")
    assert told(frame) == [("AAA", "2000-01-10", ""), ("BBB", "2000-01-10", ""), ("CCC", "2002", "")]
    assert frame["until"].astype(str).unique().tolist() == ["2004-06-30"]
    assert set(tables.evidence["fact"]) <= set(tables.membership["fact"]) | set(tables.dates["fact"])
    assert "planned" not in set(m.load(tmp_path, as_of="2021-06-01").dates["kind"])
    # What is known to the year is known from its first day.
    assert m.load(tmp_path, as_of="2001-12-31").membership["state"].isin(["AAA", "BBB"]).all()
    assert "PACT-CCC-signed" in set(m.load(tmp_path, as_of="2002-06-30").membership["fact"])


@pytest.mark.parametrize(
    "day",
    [date(2004, 6, 30), datetime(2004, 6, 30, 9), pd.Timestamp("2004-06-30"), np.datetime64("2004-06-30")],
)
def test_as_of_may_be_a_date_of_any_kind(tmp_path, day):
    told_by_text = m.load(write(tmp_path), as_of="2004-06-30")
    tables = m.load(tmp_path, as_of=day)
    assert tables.as_of == "2004-06-30"
    assert tables.membership.equals(told_by_text.membership)


@pytest.mark.parametrize("day", [2004, "2004-06", "30.6.2004", True, pd.NaT, ["2004-06-30"]])
def test_as_of_that_is_no_day_is_refused_in_a_sentence(tmp_path, day):
    with pytest.raises(ValueError, match=r"is not a day; expected YYYY-MM-DD"):
        m.load(write(tmp_path), as_of=day)


def test_tables_show_their_rows_and_how_far_they_are_verified(tmp_path):
    rows = TABLES["organizations"]
    many = [(f"BLOC{n}", f"Bloc {n}", *rows[-1][2:]) for n in range(300)]
    tables = m.load(write(tmp_path, organizations=[*rows, *many]), as_of="2004-06-30")
    for shown in (repr(tables), tables._repr_html_()):
        assert "PACT" in shown
        assert "2004-06-30" in shown
        assert str(len(tables.membership)) in shown
        assert len(shown) < 3000
    assert "289 more" in repr(tables)


def test_the_deciding_source_is_the_best_that_gives_our_date(tmp_path):
    own = ("PACT-AAA-signed", "unverified", "dates", "2000-01-10", "", "")
    deciding = deciding_sources(m.load(write(tmp_path, evidence=[*TABLES["evidence"], own])))
    assert deciding["PACT-BBB-expired"] == "gazette"
    assert deciding["PACT-AAA-signed"] == "gazette"
    assert "PACT-CCC-signed" not in deciding  # that no source was found is no source


@pytest.mark.parametrize(
    ("organization", "definition", "message"),
    [
        ("PAKT", "signed", "'PAKT' is not an organization of these tables; did you mean 'PACT'"),
        ("PACT", "joined", "'joined' is not a definition; expected one of signed"),
    ],
)
def test_a_wrong_question_is_answered_in_words(small, organization, definition, message):
    with pytest.raises(ValueError, match=message):
        m.spells(small, organization, definition)


def test_an_organization_without_charter_does_not_offer_chartered(tmp_path):
    row = ("PACT", "The Pact", "2000-01-10", "2000-01-10", "", "2020-12-31", "", "Pact treaty", "")
    ratified = ("PACT-AAA-ratified", "PACT", "AAA", "charter ratification", "2003-05-01", "", "")
    changed = acted(ratified)
    assert "chartered" in m.offered(m.load(write(tmp_path, **changed)), "PACT")
    changed["organizations"] = with_row("organizations", "PACT", row)
    tables = m.load(write(tmp_path, **changed))
    with pytest.raises(ValueError, match="no charter apart from its founding treaty"):
        m.spells(tables, "PACT", "chartered")
    assert m.offered(tables, "PACT") == ("signed", "in_force", "participating")


def test_an_empty_answer_has_the_columns_and_types_of_a_full_one(small):
    full, empty = m.spells(small, "PACT"), m.spells(small, "PACT", "chartered")
    assert len(full)
    assert empty.empty
    assert empty.dtypes.equals(full.dtypes)


@pytest.mark.parametrize(
    "ask", [m.spells, m.pauses, lambda it: m.offered(it, "PACT"), m.disputes, lambda it: m.diff(it, it)]
)
@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("data", "expected tables, not a path; pass membership.load('data')"),
        (Path("data"), "; pass membership.load('data')"),
        (17, "expected tables, not int; pass what membership.load gives"),
    ],
)
def test_what_is_no_tables_is_refused_with_a_remedy(ask, given, said):
    with pytest.raises(TypeError, match=re.escape(said)):
        ask(given)


def test_the_first_turning_points_are_those_that_moved_most_members():
    bloc = m.organization(m.load(), "NATO")
    points = bloc.turning_points
    began = bloc.spells["start"].value_counts()
    moved = [int(began.get(date, 0)) for date in points["date"]]
    assert moved == sorted(moved, reverse=True)
    csto = m.organization(m.load(), "CSTO").turning_points
    # After those that moved members comes the one by which a member still stands aside, then the rest.
    assert "CSTO-armenia-freeze" in set(csto["fact"][1:5])
    assert "CSTO-treaty-in-force" not in set(csto["fact"].head(5))


def test_the_tallies_count_every_exit_and_every_return(tmp_path):
    again = ("PACT-CCC-returned", "PACT", "CCC", "signature", "2012-01-01", "", "")
    row = m.tallies(m.load(write(tmp_path, **acted(again)))).loc["PACT"]
    assert row[["states", "spells", "exits", "returns", "ended", "members"]].to_list() == [3, 5, 2, 2, 0, 3]
    assert (row["most"], row["most_from"]) == (3, pd.Timestamp("2002-12-31"))


def test_a_spell_lasts_as_long_as_its_dates_allow_and_no_longer(small):
    frame = m.tenures(small).set_index("start_fact")
    with pytest.raises(TypeError, match="tenures: expected a DataFrame"):
        m.survival(small)
    assert frame.loc["PACT-BBB-signed", "years"] == pytest.approx(5, abs=0.01)
    left = frame.loc["PACT-CCC-signed"]
    assert (left["outcome"], frame.loc["PACT-AAA-signed", "outcome"]) == ("left", "open")
    assert left["years"] == pytest.approx(7.5, abs=0.01)  # from the last day of 2002
    until = replace(small, organizations=small.organizations.assign(verified_to="2010-07-01"))
    assert m.tenures(until).set_index("start_fact").loc["PACT-CCC-signed", "outcome"] == "left"
    assert left["most_years"] == pytest.approx(8.5, abs=0.01)


def test_who_came_and_who_left_is_told_by_the_day(small):
    frame = m.changes(m.spells(small, "PACT")).set_index("date")
    assert frame.loc["2000-01-10", ["joined", "left", "lowest"]].to_list() == [("Aland", "Borduria"), (), 2]
    assert frame.loc["2005-01-11", ["joined", "left", "lowest"]].to_list() == [(), ("Borduria",), 2]
    assert frame.loc["2002", ["joined", "lowest", "fact"]].to_list() == [("Carpania",), 3, "PACT-CCC-signed"]
    spell = m.spells(small, "PACT").iloc[:1].assign(end="2000-01-10", end_fact="PACT-AAA-left")
    assert m.changes(spell.assign(**dict.fromkeys(["end_earliest", "end_latest"], spell["start_latest"])))[
        ["joined", "left", "lowest"]
    ].to_numpy().tolist() == [[("Aland",), ("Aland",), 0]]


OVER = acted(
    *((f"PACT-{state}-over", "PACT", state, "dissolution", "2018-06-01", "", "") for state in ("AAA", "BBB")),
    source="gazette",
)
PACT = TABLES["organizations"][1]
DISSOLVED = OVER | {
    "organizations": with_row("organizations", "PACT", (*PACT[:4], "2018-06-01", *PACT[5:])),
    "actions": [*TABLES["actions"], ("dissolution", "it ends", "closes", "closes", "closes", "")],
    "dates": [row for row in TABLES["dates"] if row[2] != "planned"],
    "evidence": [row for row in OVER["evidence"] if row[0] != "PACT-summit-planned"],
}


def test_a_dissolved_body_is_counted_on_the_eve_and_not_on_the_day(tmp_path):
    tables = m.load(write(tmp_path, **DISSOLVED))
    bloc = m.organization(tables, "PACT")
    assert (bloc.counting_day, bloc.last_day) == ("2018-05-31", "2018-06-01")
    assert m.count_on(bloc.spells, bloc.counting_day) == 2
    assert m.count_on(bloc.spells, bloc.last_day) == 0
    assert set(m.standing(tables, "PACT", "2018-05-31")["standing"]) == {"member", "not a member"}
    assert set(m.standing(tables, "PACT", "2018-06-01")["standing"]) == {"dissolved"}
    assert m.organization(m.load(tmp_path, as_of="2015-06-30"), "PACT").dissolved == ""
    assert m.common_day(tables) == "2018-05-31"
    assert m.belonging(tables, "2018-05-31")["state"].to_list() == ["AAA", "BBB"]
    assert m.belonging(tables, "2018-06-01").empty
    # Of a body that is no more every later day is known.
    assert tile_record(tables, "2022-01-01")["blocs"] == [{"label": "PACT", "members": 0}]
    assert (verified_on(tables, "2018-05-31"), verified_on(tables, "2018-06-01")) == (["PACT"], [])
    assert m.tallies(tables).loc["PACT", ["exits", "ended"]].to_list() == [2, 2]
    assert "2018-05-31" not in str(m.tenures(tables)["end"].to_list())


HELD = [
    ("PACT-Ada", "term begins", "2004-01-01", "Ada"),
    ("PACT-Cid-ends", "term ends", "2005-12-31", "Cid"),
    ("PACT-Ada-ends", "term ends", "2006-12-31", "Ada"),
    ("PACT-Ada-until", "planned", "2022-12-31", "Ada"),
    ("PACT-Bob", "term begins", "2007-01-01", "Bob"),
    ("PACT-Bob-until", "planned", "2023-12-31", "Bob"),
    ("PACT-sent", "deployment", "2010-06-02", "Carpania"),
    ("PACT-back", "deployment", "2010-07-02", "Carpania"),
]


def test_terms_and_deployments_run_from_their_first_to_their_last_day(tmp_path):
    dates = [(fact, "PACT", kind, day, about, "", fact, "") for fact, kind, day, about in HELD]
    proofs = [(fact, "paper", "dates", day, "", "") for fact, _, day, _ in HELD]
    changed = {"dates": [*TABLES["dates"], *dates], "evidence": [*TABLES["evidence"], *proofs]}
    tables = m.load(write(tmp_path, **changed))
    assert m.terms(tables, "PACT")[["name", "start", "end", "planned"]].to_numpy().tolist() == [
        ["Ada", "2004-01-01", "2006-12-31", ""],
        ["Bob", "2007-01-01", "", "2023-12-31"],
    ]
    assert m.deployments(tables, "PACT")[["about", "start", "end"]].to_numpy().tolist() == [
        ["Carpania", "2010-06-02", "2010-07-02"]
    ]


def test_what_only_a_source_that_nobody_opened_says_is_not_verified(tmp_path):
    def unverified(tables):
        known = m.known_facts(tables)
        return set(known.loc[known["unverified"], "fact"])

    assert unverified(m.load(write(tmp_path))) == {"PACT-CCC-signed"}
    row = ("paper", "A newspaper", "Paper", "2010", "https://paper.example/2", "press", "not opened", "")
    unread = unverified(m.load(write(tmp_path, sources=with_row("sources", "paper", row))))
    assert {"PACT-BBB-returned", "PACT-CCC-left"} < unread
    assert "PACT-BBB-expired" not in unread


def test_a_reference_to_a_table_that_is_not_there_is_not_tried(ours):
    rules = m.promises(replace(ours, instruments=ours.instruments[:0])).set_index("rule")
    assert rules.loc["references resolve", "broken"] == 0


def test_a_body_that_ended_in_a_month_can_be_asked_about_to_its_last_day(small):
    vague = replace(small, organizations=small.organizations.assign(dissolved="2018-06"))
    assert day_record(vague, "PACT")["last"] == "2018-06-30"

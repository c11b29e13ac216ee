"""What is not known never reads as no: members, others, and those of whom no source says."""

from __future__ import annotations

import json
from dataclasses import replace

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import membership as m
from membership.derive.answers import who_was_in
from membership.derive.evidence import deciding_sources, gives_date, naming_sources
from membership.derive.export import export_panel
from tests.cli.test_commands import run
from tests.small import TABLES, acted, with_row, write


def stands(tables, organization, day, definition="signed"):
    """Return how each state stands, and by which fact."""
    frame = m.standing(tables, organization, day, definition)
    return dict(zip(frame["state"], zip(frame["standing"], frame["fact"], strict=True), strict=True))


# A signatory whose ratification nobody records.


def test_a_signatory_for_which_no_entry_into_force_is_recorded_is_not_known(small):
    assert stands(small, "PACT", "2004-01-01", "in_force") == {
        "AAA": ("member", "PACT-AAA-in-force"),
        "BBB": ("not known", "PACT-BBB-signed"),
        "CCC": ("not known", "PACT-CCC-signed"),
    }
    # Before a recorded entry into force it is known to be out, and after it left whether or not it ratified.
    assert stands(small, "PACT", "2001-02-28", "in_force")["AAA"] == ("not a member", "PACT-AAA-in-force")
    assert stands(small, "PACT", "2011-01-01", "in_force")["CCC"] == ("not a member", "PACT-CCC-left")


def test_a_refusal_to_ratify_says_that_it_never_was_in_force(tmp_path):
    actions = [*TABLES["actions"], ("refusal", "refuses to ratify", "closes", "", "", "")]
    refused = ("PACT-CCC-left", "PACT", "CCC", "refusal", "2010-07-01", "", "")
    tables = m.load(
        write(tmp_path, actions=actions, membership=with_row("membership", "PACT-CCC-left", refused))
    )
    assert stands(tables, "PACT", "2004-01-01", "in_force")["CCC"] == ("not a member", "PACT-CCC-left")
    assert "CCC" not in set(m.spells(tables, "PACT", "in_force")["state"])


def test_members_on_shows_whom_nobody_knows_and_counts_them_in_the_higher_number_alone(small):
    frame = m.spells(small, "PACT", "in_force")
    found = m.members_on(frame, "2004-01-01").set_index("state")
    assert found["certain"].to_dict() == {"AAA": True, "BBB": False, "CCC": False}
    assert found.loc["BBB", ["start", "doubt_fact"]].to_list() == ["", "PACT-BBB-signed"]
    assert not frame.loc[frame["start"] == "", "start_disputed"].any()
    assert m.member_range(frame).loc[:"2004-01-01"].iloc[-1].to_list() == [1, 3]
    assert m.member_count(frame).loc[:"2004-01-01"].iloc[-1] == 1


def test_a_panel_has_possible_days_and_no_certain_ones_of_what_is_not_known(small):
    panel = export_panel(small, "PACT", "in_force").set_index(["state", "year"])
    assert panel.loc[("BBB", 2003), ["days", "days_possible"]].to_list() == [0, 365]
    pair = m.dyads(m.spells(small, "PACT", "in_force"), "year").set_index(["state1", "state2", "year"])
    assert pair.loc[("AAA", "BBB", 2003), ["days", "days_possible"]].to_list() == [0, 365]


def test_what_is_not_known_is_a_dashed_outline(small):
    axes = m.timeline(m.spells(small, "PACT", "in_force"))
    dashed = [patch for patch in axes.patches if patch.get_linestyle() not in ("-", "solid")]
    assert len(dashed) == 3  # Borduria twice, Carpania
    assert not m.lint(axes)
    plt.close(axes.figure)


# A member that stopped taking part in what no charter binds it to.

HALF_IN = [
    ("PACT-BBB-chartered", "PACT", "BBB", "charter ratification", "2009-01-01", "", ""),
    ("PACT-BBB-frozen", "PACT", "BBB", "freeze", "2016-01-01", "", ""),
]


@pytest.fixture
def half_in(tmp_path):
    """AAA stops taking part; BBB does, and is under the charter; CCC left before."""
    return m.load(write(tmp_path, **acted(*HALF_IN)))


def test_who_stops_taking_part_and_never_was_under_the_charter_if_there_is_one_may_have_left(small, half_in):
    assert stands(small, "PACT", "2017-01-01")["AAA"] == ("member", "PACT-AAA-signed")
    frame = m.spells(half_in, "PACT")
    assert stands(half_in, "PACT", "2017-01-01") == {
        "AAA": ("not known", "PACT-AAA-frozen"),
        "BBB": ("member", "PACT-BBB-returned"),
        "CCC": ("not a member", "PACT-CCC-left"),
    }
    assert m.member_range(frame).iloc[-1].to_list() == [1, 2]
    assert m.steps(frame).set_index("date").loc["2015-06-01", "facts"] == "PACT-AAA-frozen"
    assert frame.set_index("start_fact").loc["PACT-AAA-signed", "end"] == ""
    assert stands(half_in, "PACT", "2017-01-01", "participating")["AAA"] == ("paused", "PACT-AAA-frozen")


def test_who_takes_part_again_is_in_and_an_act_ends_the_doubt(tmp_path):
    back = ("PACT-AAA-thawed", "PACT", "AAA", "thaw", "2018-03-01", "", "")
    gone = ("PACT-AAA-gone", "PACT", "AAA", "withdrawal", "2019-01-01", "", "")
    for extra, day, expected in (
        (back, "2017-01-01", "member"),
        (gone, "2017-01-01", "not known"),
        (gone, "2019-01-01", "not a member"),
    ):
        tables = m.load(write(tmp_path / f"{extra[0]}-{day}", **acted(*HALF_IN, extra)))
        assert stands(tables, "PACT", day)["AAA"][0] == expected


# Organizations that do not exist on a day, and definitions that nothing opens.


def test_a_body_that_is_not_there_has_no_standing_to_tell(small, half_in):
    assert set(stands(half_in, "PACT", "2002-01-01", "chartered").values()) == {("not yet founded", "")}
    assert set(stands(small, "PACT", "1999-12-31").values()) == {("not yet founded", "PACT-treaty")}
    assert set(stands(small, "PACT", "2004-01-01", "chartered").values()) == {("not offered", "")}
    assert m.standing(small, "PACT", "2022-01-01")["verified"].eq(False).all()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("PAKT", "2004-01-01", "signed"), "'PAKT' is not an organization"),
        (("PACT", "2004", "signed"), "'2004' is not a day"),
        (("PACT", "2004-01-01", "joined"), "'joined' is not a definition"),
    ],
)
def test_standing_refuses_what_is_none(small, asked, message):
    with pytest.raises(ValueError, match=message):
        m.standing(small, *asked)


# Evidence: silence, other acts, sources that name nobody, and no sources.


def evidence(*rows):
    header = (*TABLES["evidence"][0], "note", "names")
    padded = [(*row, *("",) * (len(header) - len(row))) for row in (*TABLES["evidence"][1:], *rows)]
    return [header, *padded]


@pytest.mark.parametrize(
    ("says", "date", "disputed"),
    [
        ("dates", "2011-01-01", True),
        ("dates", "2010", False),  # a coarser date is no other
        ("denies", "", True),
        ("omits", "", False),
        ("other act", "2011-01-01", False),
        ("other act", "", False),
        ("confirms", "", False),
    ],
)
def test_only_another_date_and_a_denial_dispute_a_fact(tmp_path, says, date, disputed):
    tables = m.load(write(tmp_path, evidence=evidence(("PACT-CCC-left", "gazette", says, date))))
    assert ("PACT-CCC-left" in m.disputes(tables)) is disputed


def test_a_dispute_about_an_act_is_one_however_many_took_part(tmp_path):
    tables = m.load(write(tmp_path, evidence=evidence(("PACT-treaty", "paper", "dates", "2000-02"))))
    found = m.disputes(tables)
    assert {found[fact].of for fact in ("PACT-treaty", "PACT-AAA-signed", "PACT-BBB-signed")} == {
        "PACT-treaty"
    }


def test_the_source_that_decides_names_the_state_where_one_does(tmp_path):
    named = ("PACT-treaty", "paper", "dates", "2000-01-10", "", "", "", "AAA")
    tables = m.load(write(tmp_path, evidence=evidence(named)))
    deciding, naming = deciding_sources(tables), naming_sources(tables)
    assert deciding["PACT-treaty"] == "gazette"
    assert (deciding["PACT-AAA-signed"], naming["PACT-AAA-signed"]) == ("paper", "paper")
    assert deciding["PACT-BBB-signed"] == "gazette"
    assert "PACT-BBB-signed" not in naming
    record = who_was_in(tables, "PACT", "signed", "2001-01-01")[1]
    assert (record["source"], record["named_by"]) == ("gazette", "")
    # The day and the list of those who took part may stand in two sources.
    said = ("PACT-BBB-signed", "paper", "confirms"), ("PACT-BBB-returned", "gazette", "confirms")
    listing = m.load(write(tmp_path, evidence=evidence(*said)))
    assert deciding_sources(listing)["PACT-BBB-signed"] == "gazette"
    assert naming_sources(listing)["PACT-BBB-signed"] == "paper"
    # Where the one that gives the day names the state too, it is taken before a better one that does not.
    assert (
        naming_sources(listing)["PACT-BBB-returned"]
        == deciding_sources(listing)["PACT-BBB-returned"]
        == "paper"
    )


@pytest.mark.parametrize(
    ("excerpt", "date", "given"),
    [
        ("adopted on 12 August 2008", "2008-08-12", True),
        ("On August 12 the president said", "2008-08-12", True),
        ("подписан 15 мая", "1992-05-15", True),
        ("am 13. September 1968", "1968-09-13", True),
        ("21 ديسمبر 1991", "1991-12-21", True),
        ("by 12 votes", "2008-08-12", False),
        ("in August 2008", "2008-08-12", False),
        ("on 112 August 2008", "2008-08-12", False),
        ("signed a bill Wednesday", "2006-12-13", False),
        ("in December 2003", "2003-12", True),
        ("in 2003", "2003-12", False),
        ("12/2003", "2003-12", True),
        ("12/2004", "2003-12", False),
        ("since 2004", "2004", True),
        ("", "2004", False),
    ],
)
def test_words_that_give_a_date_give_it_as_far_as_it_is_known(excerpt, date, given):
    assert gives_date(excerpt, date) is given


# Statuses beside membership.

STATUS = [
    (*TABLES["actions"][0], "status", "status_effect"),
    *((*row, "", "") for row in TABLES["actions"][1:]),
    ("watch", "observes", "", "", "", "", "observer", "begins"),
    ("watch over", "observes no more", "", "", "", "", "observer", "ends"),
]


def watched(*rows):
    return {"actions": STATUS, **acted(*rows)}


def step(state, action, date):
    return (f"PACT-{state}-{action.replace(' ', '-')}-{date}", "PACT", state, action, date, "", "")


def test_a_status_lasts_until_it_ends_or_the_state_becomes_a_member(small, tmp_path):
    rows = [
        step("BBB", "watch", "2006"),
        step("CCC", "watch", "2001-05-01"),
        step("AAA", "watch", "1999-01-01"),
        step("AAA", "watch over", "1999-06-01"),
    ]
    tables = m.load(write(tmp_path, **watched(*rows)))
    frame = m.statuses(tables, "PACT")
    assert frame[["state", "status", "start", "end", "end_fact"]].to_numpy().tolist() == [
        ["AAA", "observer", "1999-01-01", "1999-06-01", "PACT-AAA-watch-over-1999-06-01"],
        ["CCC", "observer", "2001-05-01", "2002", "PACT-CCC-signed"],
        ["BBB", "observer", "2006", "2008-12", "PACT-BBB-returned"],
    ]
    assert frame["start_latest"].iloc[2] == pd.Timestamp("2006-12-31")
    assert m.member_range(m.spells(tables, "PACT")).equals(m.member_range(m.spells(small, "PACT")))
    axes = m.timeline(frame, title="Observers")
    assert not m.lint(axes)
    plt.close(axes.figure)


def test_a_status_ends_with_the_organization(tmp_path):
    tables = m.load(write(tmp_path, **watched(step("CCC", "watch", "2012-01-01"))))
    over = replace(tables, organizations=tables.organizations.assign(dissolved="2018-06"))
    ends = m.statuses(over, "PACT").iloc[-1][["end", "end_fact", "end_earliest", "end_latest"]]
    assert ends.to_list() == ["2018-06", "", pd.Timestamp("2018-06-01"), pd.Timestamp("2018-06-30")]


# Who is bound by what.

INSTRUMENTS = [
    ("instrument", "organization", "name", "label", "act", "note"),
    ("pact-2000", "PACT", "Pact treaty", "Treaty", "PACT-treaty", ""),
    ("pact-guard", "PACT", "Agreement on guards", "Guards", "", ""),
]
BINDINGS = [
    ("instrument", "state", "step", "fact", "source", "note"),
    ("pact-2000", "AAA", "signed", "PACT-AAA-signed", "", ""),
    ("pact-2000", "AAA", "in force", "PACT-AAA-in-force", "", ""),
    ("pact-2000", "BBB", "signed", "PACT-treaty", "paper", ""),
    ("pact-2000", "BBB", "ended", "PACT-BBB-expired", "", ""),
    ("pact-2000", "BBB", "signed", "PACT-BBB-returned", "", ""),
    ("pact-guard", "CCC", "not signed", "PACT-CCC-left", "", ""),
]

BOUND = {"instruments": INSTRUMENTS, "bindings": BINDINGS}


def test_a_matrix_tells_how_far_each_state_has_come(tmp_path):
    tables = m.load(write(tmp_path, **BOUND))
    assert m.bindings(tables, "PACT").to_dict("index") == {
        "AAA": {"name": "Aland", "pact-2000": "in force", "pact-guard": "not known"},
        "BBB": {"name": "Borduria", "pact-2000": "signed", "pact-guard": "not known"},
        "CCC": {"name": "Carpania", "pact-2000": "not known", "pact-guard": "not signed"},
    }
    then = m.bindings(tables, day="2006-01-01")
    assert then["pact-2000"].to_dict() == {"AAA": "in force", "BBB": "ended", "CCC": "not known"}
    steps = m.binding_steps(tables)
    assert steps.loc[steps["fact"] == "PACT-treaty", ["state", "date", "source"]].to_numpy().tolist() == [
        ["BBB", "2000-01-10", "paper"]
    ]


def test_what_was_signed_later_is_left_out_of_earlier_knowledge(tmp_path):
    tables = m.load(write(tmp_path, **BOUND), as_of="2000-12-31")
    assert set(tables.bindings["fact"]) == {"PACT-AAA-signed", "PACT-treaty"}
    assert list(tables.instruments["instrument"]) == ["pact-2000"]


def bound(*row):
    return BOUND | {"bindings": [*BINDINGS, row]}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        (
            {"evidence": evidence(("PACT-treaty", "paper", "confirms", *[""] * 4, "AAB"))},
            "names 'AAB', which is not in",
        ),
        (
            {"evidence": evidence(("PACT-BBB-signed", "paper", "confirms", *[""] * 4, "BBB"))},
            "is the fact of one state",
        ),
        (watched(step("BBB", "watch", "2006"), step("BBB", "watch", "2007")), "which has begun already"),
        (watched(step("BBB", "watch over", "2006")), "which has not begun"),
        ({"actions": [*STATUS[:-1], (*STATUS[-1][:-1], "")]}, "is empty, and status is given"),
        (
            bound("pact-2000", "CCC", "signed", "PACT-CCC-sighed", "", ""),
            "is not a fact of membership or dates",
        ),
        (
            bound("pact-2000", "CCC", "signed", "PACT-AAA-signed", "", ""),
            "is a fact of AAA, and the row is about",
        ),
        (bound("pact-200", "CCC", "signed", "PACT-CCC-signed", "", ""), "is not in"),
        (bound("pact-2000", "CCC", "approved", "PACT-CCC-signed", "", ""), "is not a value of step"),
    ],
)
def test_who_is_named_what_a_status_does_and_who_is_bound_must_be_sound(tmp_path, changes, problem):
    (fault,) = m.check(write(tmp_path, **changes))
    assert problem in fault.problem


# The commands.


def test_members_tells_those_not_known_from_members(capsys, tmp_path):
    asked = ("members", "PACT", "2004-01-01", "--definition", "in_force", "--data", write(tmp_path))
    code, out, _ = run(capsys, *asked)
    assert (code, out.splitlines()) == (
        0,
        [
            "PACT on 2004-01-01 (in_force): 1 member, or 3 with Borduria and Carpania",
            "AAA  Aland     since 2001-03-01  PACT-AAA-in-force  [gazette]",
            "not known whether a member:",
            "BBB  Borduria  since ?           PACT-BBB-signed  [gazette]",
            "CCC  Carpania  since ?           PACT-CCC-signed",
        ],
    )
    records = json.loads(run(capsys, *asked, "--json")[1])
    assert [record["standing"] for record in records] == ["member", "not known", "not known"]


def test_members_does_not_answer_under_a_definition_that_nothing_opens(capsys, tmp_path):
    asked = ("members", "PACT", "2004-01-01", "--definition", "chartered", "--data", write(tmp_path))
    code, out, err = run(capsys, *asked)
    assert (code, out) == (2, "")
    assert "'chartered' is not offered for PACT: no action in the tables opens it" in err


def test_check_says_how_many_facts_are_proven_in_words(capsys, tmp_path):
    rows = [
        (*row[:4], "in December 2008", *row[5:]) if row[0] == "PACT-BBB-returned" else row
        for row in TABLES["evidence"]
    ]
    folder = write(tmp_path, evidence=rows)
    code, out, _ = run(capsys, "check", "--summary", "--data", folder)
    assert code == 0
    assert out.splitlines()[-1].split() == ["all", "1", "of", "10", "10%"]
    assert "of" not in run(capsys, "check", "--data", folder)[1].split()


def test_sources_lists_the_pages_to_save_those_first_on_which_most_rests(capsys, tmp_path):
    rows = [(*row, "", "") for row in TABLES["sources"]]
    rows[0] = (*TABLES["sources"][0], "archived", "archived_on")
    folder = write(tmp_path, sources=rows)
    assert run(capsys, "sources", "--unarchived", "--data", folder)[1].splitlines() == [
        "https://gazette.example/1  gazette  5 facts",
        "https://paper.example/2  paper  4 facts",
        "2 sources not archived",
    ]
    rows[1] = (*TABLES["sources"][1], "https://archive.example/1", "")
    folder = write(tmp_path, sources=rows)
    found = json.loads(run(capsys, "sources", "--unarchived", "--json", "--data", folder)[1])
    assert [row["source"] for row in found] == ["paper"]
    assert len(json.loads(run(capsys, "sources", "--json", "--data", folder)[1])) == 2


# The project's own tables.


@pytest.mark.parametrize(
    ("organization", "day", "first"),
    [
        ("WTO", "2025-01-01", "dissolved on 1991-07-01"),
        ("CSTO", "1985-01-01", "not yet founded: it begins with the treaty of 1992-05-15"),
        ("CIS", "2026-01-01", "9 members, or 10 with Ukraine"),
    ],
)
def test_the_command_tells_the_reasons_apart(capsys, organization, day, first):
    code, out, err = run(capsys, "members", organization, day)
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == f"{organization} on {day} (signed): {first}"


def test_of_no_member_of_the_cis_is_it_unknown_whether_the_agreement_binds_it(ours):
    found = stands(ours, "CIS", "2026-03-20", "in_force")
    assert found["UKR"] == ("member", "CIS-UKR-agreement-ratified")
    assert found["AZE"] == ("member", "CIS-AZE-agreement-ratified")
    assert stands(ours, "CIS", "1992-01-15", "in_force")["AZE"] == ("not a member", "CIS-AZE-refused")


def test_sources_are_counted_once_and_without_those_that_are_none(ours):
    kinds = ours.sources.set_index("source")["kind"]
    assert kinds["unverified"] == kinds["secondary-accounts"] == "none"
    assert not set(m.sources_in_use(ours)["source"]) & {"unverified", "secondary-accounts"}
    assert not set(deciding_sources(ours).values()) & {"unverified", "secondary-accounts"}


def test_statuses_are_never_counted(ours):
    for row in m.statuses(ours).itertuples():
        inside = m.members_on(m.spells(ours, row.organization), row.start_latest)
        assert row.state not in set(inside.loc[inside["certain"], "state"]), row


def test_the_summary_counts_every_fact_once(ours):
    frame = m.provability(ours)
    assert frame["facts"].sum() == len(ours.membership) + len(ours.dates)
    assert (frame["linked"] <= frame["in_words"]).all()


# A count in a sentence.


@pytest.mark.parametrize(
    ("form", "said"), [(":words", "nine, or ten with Ukraine"), ("", "9, or 10 with Ukraine")]
)
def test_a_count_reads_as_the_number_and_the_one_with_those_of_whom_it_is_not_known(ours, form, said):
    number = m.count_on(m.spells(ours, "CIS"), "2026-03-20")
    assert (number, number.highest, number.doubtful) == (9, 10, ("Ukraine",))
    assert m.prose(f"{{n{form}}}", n=number) == said
    assert m.prose("{n:words}", n=m.count_on(m.spells(ours, "CSTO"), "2026-01-28")) == "six"
    assert m.prose("{n}", n=2.5) == "2.5"
    # The tallies leave out whose membership is open to doubt.
    assert m.tallies(ours).loc["CIS", ["members", "members_most"]].to_list() == [9, 10]
    assert m.tenures(ours).set_index("start_fact").loc["CIS-UKR-signed", "outcome"] == "open"

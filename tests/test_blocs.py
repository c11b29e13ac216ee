"""The blocs compared: tenure, overlaps, and the sentences, tables and figures made of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from membership.words import bloc_limits, bloc_overlaps, bloc_tenure, blocs
from membership.words.standing import pending_exits

import membership as m
from membership.derive.overlaps import belonging, common_day, joint_spells, verified_on
from membership.derive.tenure import survival, tallies, tenures
from membership.figures import bloc_figures
from membership.figures.exhibit import Exhibit
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_range
from membership.site.reading import Reading
from tests.small import TABLES, write

ORGANIZATIONS = [
    TABLES["organizations"][0],
    ("BAND", "The Band", "1990-01-01", "1990-01-01", "2010-01-01", "2010-01-01", "", "", ""),
    ("CLUB", "The Club", "2001-01-01", "2001-01-01", "", "2015-06-30", "", "", ""),
    ("PACT", "The Pact", "2000-01-10", "2000-01-10", "", "2020-12-31", "", "", ""),
]
MEMBERSHIP = [
    TABLES["membership"][0],
    ("b1", "BAND", "AAA", "signature", "1990-01-01", "", ""),
    ("b2", "BAND", "AAA", "withdrawal", "2010-01-01", "", ""),
    ("b3", "BAND", "BBB", "signature", "1990-01-01", "", ""),
    ("b4", "BAND", "BBB", "withdrawal", "1995-01-01", "", ""),
    ("c1", "CLUB", "AAA", "signature", "2001-01-01", "", ""),
    ("c2", "CLUB", "CCC", "signature", "2011", "", ""),
    ("p1", "PACT", "AAA", "signature", "2000-01-10", "", ""),
    ("p2", "PACT", "CCC", "signature", "2000-01-10", "", ""),
    ("p3", "PACT", "CCC", "withdrawal", "2011-07-01", "", ""),
    ("p4", "PACT", "CCC", "signature", "2016-01-01", "", ""),
]


@pytest.fixture(scope="module")
def ours():
    return m.load()


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Three small blocs: one dissolved, one verified less far than the other."""
    rows = [(row[0], "gazette", "dates", row[4], "", "") for row in MEMBERSHIP[1:]]
    folder = write(
        tmp_path_factory.mktemp("three"),
        organizations=ORGANIZATIONS,
        membership=MEMBERSHIP,
        dates=TABLES["dates"][:1],
        evidence=[TABLES["evidence"][0], *rows],
    )
    return m.load(folder)


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    return m.load(write(tmp_path_factory.mktemp("alone")))


def said(html) -> str:
    """Return the text of a piece of a page."""
    return " ".join("".join(Reading(f"<main>{html}</main>").texts[:1]).split())


# Tenure


def test_what_became_of_a_spell_tells_leaving_from_dissolution(three):
    frame = tenures(three).set_index(["organization", "state", "start"])["outcome"]
    assert frame["BAND", "AAA", "1990-01-01"] == "dissolved"
    assert frame["BAND", "BBB", "1990-01-01"] == "left"
    assert frame["PACT", "CCC", "2000-01-10"] == "left"
    assert frame["PACT", "CCC", "2016-01-01"] == "open"


def test_a_spell_known_to_the_year_is_measured_from_its_last_day_and_from_its_first(three):
    row = tenures(three).set_index(["organization", "state"]).loc[("CLUB", "CCC")]
    until = pd.Timestamp("2015-06-30")
    assert row["years"] == pytest.approx((until - pd.Timestamp("2011-12-31")).days / 365.25)
    assert row["most_years"] == pytest.approx((until - pd.Timestamp("2011-01-01")).days / 365.25)


def test_totals_of_an_organization_add_up(three):
    row = tallies(three).loc["PACT"]
    assert row[["states", "spells", "exits", "returns", "ended", "members", "most"]].tolist() == [
        2,
        3,
        1,
        1,
        0,
        2,
        2,
    ]
    days = (pd.Timestamp("2020-12-31") - pd.Timestamp("2000-01-10")).days
    days += (pd.Timestamp("2011-07-01") - pd.Timestamp("2000-01-10")).days
    days += (pd.Timestamp("2020-12-31") - pd.Timestamp("2016-01-01")).days
    assert row["years"] == pytest.approx(days / 365.25)


def test_the_dissolved_had_members_at_the_end_and_nobody_left_it_then(three):
    assert tallies(three).loc["BAND", ["exits", "ended", "members"]].tolist() == [1, 1, 1]


def test_survival_is_the_estimate_of_kaplan_and_meier():
    known = [(2.0, "left"), (3.0, "open"), (4.0, "left"), (4.0, "open"), (6.0, "dissolved")]
    frame = pd.DataFrame(known, columns=["years", "outcome"]).assign(organization="X")
    curve = survival(frame).set_index("years")
    assert curve["at_risk"].to_dict() == {0.0: 5, 2.0: 5, 3.0: 4, 4.0: 3, 6.0: 1}
    assert curve["share"].to_dict() == pytest.approx(
        {0.0: 1, 2.0: 4 / 5, 3.0: 4 / 5, 4.0: 4 / 5 * 2 / 3, 6.0: 4 / 5 * 2 / 3}
    )
    assert curve["censored"].sum() + curve["left"].sum() == len(known)


# The exits on record: the extension of 1999 and the suspension of 2012 (CSTO); the refusal of 1992, 2005 and
# 2009 (CIS); 1968 and 1990 (WTO). Cited in evidence.csv.
@pytest.mark.parametrize(
    ("organization", "exits", "returns", "share"),
    [
        ("CIS", 3, 1, 10 / 13),
        ("CSTO", 4, 1, 6 / 10),
        ("NATO", 0, 0, 1),
        ("SCO", 0, 0, 1),
        ("WTO", 2, 0, 6 / 8),
    ],
)
def test_exits_returns_and_the_end_of_each_line(ours, organization, exits, returns, share):
    row = tallies(ours).loc[organization]
    assert (row["exits"], row["returns"]) == (exits, returns)
    curve = survival(tenures(ours))
    # No membership was censored before the last exit, so the estimate is the plain share.
    assert curve[curve["organization"] == organization]["share"].iloc[-1] == pytest.approx(share)


def test_one_exit_more_takes_its_part_of_what_was_left_rounded_half_up():
    known = [(1.0, "open"), (2.0, "left"), *[(9.0, "open")] * 6]
    frame = pd.DataFrame(known, columns=["years", "outcome"]).assign(organization="X")
    # One of eight at first; at the end one of six, of the six sevenths that were left: a seventh.
    assert bloc_tenure._step_of_one(survival(frame), "X") == (13, 14)


def test_the_caveat_gives_the_range_of_lines_that_can_still_fall(ours, three):
    told = said(bloc_tenure.caveats(ours))
    assert "the CSTO by about 10 to 12 percentage points, that of NATO by about 3 to 8" in told
    assert "took effect on one day, 21 April 1999, the first day out" in told
    told = said(bloc_tenure.caveats(three))
    assert "the line of CLUB by about 50 to 100 percentage points, that of PACT by about 33 to 50:" in told


def test_the_last_day_in_is_said_to_be_one(ours):
    assert said(bloc_tenure.exits_list(ours)).count("20 April 1999, last day in (expiry)") == 3
    assert "18 August 2009 (withdrawal)" in said(bloc_tenure.exits_list(ours))
    assert "20 April 1999, last day in" in said(bloc_tenure.spells_table(ours, "CSTO"))


# What stands beside a membership

NOTICE = ("exit announced", "says that it will leave", "", "", "", "")


@pytest.fixture(scope="module")
def leaving(tmp_path_factory):
    """The pact, in which AAA has frozen its part and said it will leave, and CCC said so before it left."""
    membership = [
        *TABLES["membership"],
        ("PACT-AAA-notice", "PACT", "AAA", "exit announced", "2019-05", "", ""),
        ("PACT-BBB-notice", "PACT", "BBB", "exit announced", "2004-01-01", "", ""),
        ("PACT-CCC-notice", "PACT", "CCC", "exit announced", "2009-01-01", "", ""),
    ]
    dates = [
        *TABLES["dates"],
        ("PACT-vote", "PACT", "decision", "2020-01-01", "Aland", "", "A vote in Aland", ""),
        ("PACT-old", "PACT", "decision", "2018-01-01", "Aland", "", "An older vote in Aland", ""),
        ("PACT-exit", "PACT", "planned", "2021", "Aland and Borduria", "", "Aland's exit", ""),
    ]
    rows = [
        (row[0], "unverified", "dates", row[4 if len(row) == 7 else 3], "", "")
        for row in (*membership[-3:], *dates[-3:])
    ]
    folder = write(
        tmp_path_factory.mktemp("leaving"),
        actions=[*TABLES["actions"], NOTICE],
        membership=[membership[0], *sorted(membership[1:], key=lambda row: (*row[1:3], row[4], row[0]))],
        dates=[dates[0], *sorted(dates[1:], key=lambda row: (row[1], row[3], row[0]))],
        evidence=[TABLES["evidence"][0], *sorted([*TABLES["evidence"][1:], *rows])],
    )
    return m.load(folder)


def test_an_exit_is_pending_where_it_was_announced_of_a_membership_that_is_still_open(leaving):
    rows = pending_exits(leaving)
    assert rows["fact"].tolist() == ["PACT-AAA-notice", "PACT-vote", "PACT-exit"]
    assert rows["is_notice"].tolist() == [True, False, False]


def test_the_table_says_what_stands_beside_a_membership(leaving, ours):
    told = said(bloc_tenure.spells_table(leaving, "PACT"))
    assert "still a member by this definition; freeze 1 June 2015; exit announced May 2019" in told
    assert told.count("exit announced") == 1
    told = said(bloc_tenure.spells_table(ours, "CIS"))
    assert "still a member; exit announced 19 January 2026" in told
    assert "still a member by this definition; participation ended 19 May 2018, disputed" in told
    told = said(bloc_tenure.spells_table(ours, "WTO"))
    assert "withdrawal; participation ended 1 February 1962, disputed" in told


def test_a_pause_that_ended_before_the_membership_has_its_own_end(leaving):
    thawed = pd.DataFrame(
        [("PACT-AAA-thawed", "PACT", "AAA", "thaw", "2016-01-01", "", "", "")],
        columns=leaving.membership.columns,
    )
    rows = pd.concat([leaving.membership, thawed], ignore_index=True)
    told = said(bloc_tenure.spells_table(replace(leaving, membership=rows), "PACT"))
    assert "freeze 1 June 2015 to 1 January 2016" in told


def test_the_page_names_who_is_leaving_with_each_step_and_who_makes_the_difference(ours, leaving):
    shown = bloc_limits.not_known(ours)
    for fact in ("CIS-MDA-exit-announced", "CIS-moldova-first-reading", "CIS-moldova-exit-planned"):
        assert f'href="#fact-{fact}"' in shown
    assert "the first or the last day of" in shown
    told = said(bloc_limits.definitions_matter(ours))
    assert "nine under its charter (without Ukraine)" in told
    assert "five that take part (without Armenia)" in told
    told = said(bloc_limits.definitions_matter(leaving))
    assert "two members, but one for which" in told
    assert "one that take part (without Aland)" in told


def test_an_id_that_misleads_is_replaced_by_its_label(ours, exhibits):
    shown = [
        blocs.steps_table(ours),
        blocs.dates_table(ours, "CSTO"),
        bloc_tenure.shares_table(ours),
        bloc_tenure.exits_list(ours),
        bloc_tenure.summary_table(ours),
        bloc_overlaps.pairs_table(ours),
        bloc_overlaps.belonging_table(ours, "CSTO"),
    ]
    assert all("WTO" not in said(html) for html in shown)
    assert all("Warsaw Treaty" in said(html) for html in shown[:5])
    for stem in ("bloc-counts", "bloc-survival", "bloc-overlaps"):
        exhibit = exhibits[stem]
        drawn = [text.get_text() for text in exhibit.draw(False).axes[0].texts]
        assert any("Warsaw Treaty" in text for text in drawn)
        assert not any("WTO" in text for text in [*drawn, exhibit.alt, exhibit.description])
        assert "WTO" in set(exhibit.rows["organization"])


# Overlaps


@pytest.mark.parametrize(
    ("day", "state", "blocs_"),
    [
        ("1992-05-14", "ARM", ("CIS",)),
        ("1992-05-15", "ARM", ("CIS", "CSTO")),
        ("1999-04-20", "GEO", ("CIS", "CSTO")),
        ("1999-04-21", "GEO", ("CIS",)),
        ("2001-06-15", "UZB", ("CIS", "SCO")),
        ("2006-08-16", "UZB", ("CIS", "CSTO", "SCO")),
        ("2024-07-04", "BLR", ("CIS", "CSTO", "SCO")),
        ("1990-01-01", "POL", ("WTO",)),
        ("1999-03-12", "POL", ("NATO",)),
    ],
)
def test_who_belonged_to_which(ours, day, state, blocs_):
    assert belonging(ours, day).set_index("state").loc[state, "organizations"] == blocs_


def test_a_day_in_a_vague_month_leaves_a_state_uncertain(ours):
    members = belonging(ours, "1992-10-15").set_index("state")
    assert not members.loc["AZE", "certain"]
    assert members.drop("AZE")["certain"].all()


def test_an_organization_counts_only_while_it_exists_and_is_verified(three):
    assert verified_on(three, "2009-12-31") == ["BAND", "CLUB", "PACT"]
    assert verified_on(three, "2010-01-01") == ["CLUB", "PACT"]
    assert verified_on(three, "2015-07-01") == ["PACT"]
    assert common_day(three) == "2015-06-30"
    assert set(belonging(three, "2016-01-01").explode("organizations")["organizations"]) == {"PACT"}


def test_two_spells_meet_from_the_later_start_to_the_earlier_end(three):
    joint = joint_spells(three).set_index(["organization", "other", "state"]).sort_index()
    row = joint.loc[[("CLUB", "PACT", "CCC")]].iloc[0]
    days = {bound: str(row[bound].date()) for bound in BOUNDS}
    assert days == {
        "start_earliest": "2011-01-01",
        "start_latest": "2011-12-31",
        "end_earliest": "2011-07-01",
        "end_latest": "2011-07-01",
    }
    assert joint.loc[("BAND", "PACT", "AAA"), "end_latest"] == pd.Timestamp("2010-01-01")
    assert ("BAND", "PACT", "BBB") not in joint.index


def test_what_begins_after_one_of_two_was_last_verified_is_not_counted(three):
    joint = joint_spells(three).set_index(["organization", "other", "state"]).sort_index()
    assert len(joint.loc[[("CLUB", "PACT", "CCC")]]) == 1


def test_pairs_over_time_are_counted_like_members(ours):
    joint = joint_spells(ours)
    pair = joint[(joint["organization"] == "CIS") & (joint["other"] == "CSTO")]
    counts = member_range(pair)["lowest"]
    assert counts.asof(pd.Timestamp("1999-04-20")) == 9
    assert counts.asof(pd.Timestamp("1999-04-21")) == 6
    shared = set(zip(joint["organization"], joint["other"], strict=True))
    assert not shared & {("NATO", "WTO"), ("CSTO", "NATO")}


def test_only_the_spells_that_meet_are_counted_of_a_state_that_was_in_twice(ours):
    joint = joint_spells(ours)
    both = joint[(joint["organization"] == "CSTO") & (joint["other"] == "SCO") & (joint["state"] == "UZB")]
    assert both["start_earliest"].tolist() == [pd.Timestamp("2006-08-16")]


# Sentences and tables


def test_sizes_put_the_largest_first_and_the_dissolved_last(three):
    assert blocs.sizes(three) == "CLUB and PACT have two members each; BAND had one member at the end"


def test_the_day_a_term_ran_out_and_the_day_after_are_rows_of_their_own(ours):
    days = blocs.days_that_matter(ours, "CSTO").set_index("date")
    assert days.loc["1999-04-21", "title"] == "The day after"
    rows = [text for _, text in Reading(blocs.dates_table(ours, "CSTO")).every("tr")]
    count = {row[: row.index("999") + 3]: row for row in rows if "April 1999" in row}
    assert "12919" in count["20 April 1999"]
    assert "12619" in count["21 April 1999"]


@pytest.mark.parametrize(
    ("organization", "date", "expected"),
    [
        ("SCO", "2001-06-14", "–"),
        ("SCO", "2001-06-15", "6"),
        ("SCO", "2026-01-01", "not verified"),
        ("WTO", "1991-06-30", "6"),
        ("WTO", "1991-07-01", "dissolved"),
        ("CIS", "1992-10", "10 to 11"),
        ("NATO", "2004-03", "19 to 26"),
    ],
)
def test_a_count_says_when_there_is_none_or_a_range(ours, organization, date, expected):
    assert blocs.count_in(ours, m.spells(ours, organization), organization, date) == expected


def test_an_edited_copy_moves_numbers_titles_and_alt_text(data_copy):
    def without(table, *facts):
        path = data_copy / f"{table}.csv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(facts)), encoding="utf-8")

    before, after = m.load(), None
    facts = tuple(
        f"{fact},"
        for fact in before.membership.loc[
            (before.membership["organization"] == "NATO") & (before.membership["state"] == "SWE"), "fact"
        ]
    )
    without("membership", *facts)
    without("evidence", *facts)
    after = m.load(data_copy)
    assert "NATO has 32 members" in said(blocs.opening(before, "CSTO"))
    assert "NATO has 31 members" in said(blocs.opening(after, "CSTO"))
    old, new = bloc_figures.bloc_counts(before), bloc_figures.bloc_counts(after)
    assert ("NATO 32" in old.alt, "NATO 31" in new.alt) == (True, True)
    assert old.title.replace("32", "31") == new.title
    assert len(new.rows) == len(old.rows) - 1
    row = tallies(after).loc["NATO"]
    assert f"{row['years']:,.0f}" in said(bloc_tenure.summary_table(after))
    assert f"{tallies(before).loc['NATO', 'years']:,.0f}" not in said(bloc_tenure.summary_table(after))


def test_a_report_of_an_earlier_day_knows_nothing_later():
    then = m.load(as_of="1999-04-20")
    told = said(blocs.opening(then, "CSTO"))
    assert "the CSTO nine" in told
    assert "SCO" not in told
    assert "nobody has left" in bloc_tenure.staying_finding(then, "CSTO")


def test_one_organization_is_said_to_be_alone_and_no_other_is_named(alone):
    parts = [
        blocs.headline(alone),
        blocs.opening(alone, "PACT"),
        bloc_figures.bloc_counts(alone),
        bloc_figures.timelines(alone, "PACT"),
        bloc_figures.bloc_overlaps(alone, "PACT"),
        bloc_overlaps.together_now(alone),
        bloc_overlaps.belonging_table(alone, "PACT"),
        bloc_overlaps.pairs_table(alone),
        bloc_overlaps.never_together(alone),
        blocs.steps_table(alone),
        blocs.dates_table(alone, "PACT"),
        bloc_limits.definitions_matter(alone),
        bloc_tenure.summary_table(alone),
        bloc_tenure.shares_table(alone),
        bloc_tenure.exits_list(alone),
        bloc_tenure.caveats(alone),
        bloc_limits.not_known(alone),
    ]
    page = "".join(map(str, parts))
    assert page.count("nothing to compare it with") == 7
    assert not re.search(r"CSTO|NATO|CIS|SCO|Eurasian", page)
    assert (
        bloc_figures.bloc_survival(alone, "PACT").title == "Two of the four memberships in PACT ended in exit"
    )


def test_text_of_the_tables_is_escaped(three):
    states = three.states.assign(name="<i>A</i>")
    hostile = type(three)(**{**vars(three), "states": states})
    for html in (
        bloc_tenure.exits_list(hostile),
        bloc_tenure.spells_table(hostile, "PACT"),
        bloc_overlaps.together_now(hostile),
        bloc_overlaps.belonging_table(hostile, "PACT"),
        bloc_overlaps.never_together(hostile),
    ):
        assert "<i>" not in html


# Figures


@pytest.fixture(scope="module")
def exhibits(ours) -> dict[str, Exhibit]:
    made = [
        bloc_figures.bloc_counts(ours),
        *bloc_figures.bloc_timelines(ours, "CSTO"),
        bloc_figures.bloc_survival(ours, "CSTO"),
        bloc_figures.bloc_overlaps(ours, "CSTO"),
    ]
    return {exhibit.stem: exhibit for exhibit in made}


STEMS = [
    *("bloc-counts", "bloc-survival", "bloc-overlaps"),
    *("membership-cis", "membership-nato", "membership-sco", "membership-wto"),
]


def test_every_other_organization_has_its_figure(exhibits):
    assert set(exhibits) == set(STEMS)


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
@pytest.mark.parametrize("stem", STEMS)
def test_a_figure_is_tidy_and_its_links_have_names(exhibits, stem, narrow):
    exhibit = exhibits[stem]
    figure = exhibit.draw(narrow)
    assert m.lint(figure) == []
    linked = {artist.get_gid() for artist in figure.findobj() if artist.get_url()}
    assert linked <= set(exhibit.links)
    if stem.startswith("membership"):
        assert linked == set(exhibit.links)


@pytest.mark.parametrize("stem", STEMS)
def test_a_figure_has_its_words_rows_and_sources(exhibits, stem):
    exhibit = exhibits[stem]
    assert len(exhibit.rows)
    assert exhibit.sources
    assert exhibit.source_line.startswith("Sources: ")
    assert not exhibit.title.endswith(".")


def test_a_line_ends_on_the_last_verified_day_whatever_takes_effect_after_it():
    then = m.load(as_of="1999-04-20")
    words = [text.get_text() for text in bloc_figures.bloc_counts(then).draw(False).axes[0].texts]
    assert "CSTO 9" in words


def test_the_count_chart_says_how_far_each_line_is_known(ours, exhibits):
    words = [text.get_text() for text in exhibits["bloc-counts"].draw(False).axes[0].texts]
    for row in ours.organizations.itertuples():
        day = pd.Timestamp(row.dissolved or row.verified_to)
        assert f"(to {day.day} {day:%b %Y})" in words, row.organization

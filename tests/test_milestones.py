"""From treaty to organization: events in lanes, terms in pairs, and every mark a link to its proof."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from membership.words import narrative

import membership as m
from membership.charts.kit.lanes import Entry, in_rows, link_id
from membership.charts.milestones import milestones
from membership.derive.events import BEGINS, ENDS, chronicle, deployments, terms
from membership.derive.evidence import deciding_sources, facts
from membership.english import cardinal, counted
from membership.figures import milestone_figures
from membership.html import text
from membership.tables.loading import schemas
from tests.small import TABLES, write

SIZE = 7.4


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.fixture(scope="module")
def made(tables):
    return milestone_figures.milestones(tables, "CSTO")


def events(*rows: tuple[str, str, str]) -> pd.DataFrame:
    """Return events: date, label, lane."""
    return pd.DataFrame(rows, columns=["date", "label", "lane"])


def test_every_kind_of_event_has_a_lane_and_only_one():
    field = next(entry for entry in schemas()["dates"]["fields"] if entry["name"] == "kind")
    lanes = [kind for kinds in milestone_figures.LANES.values() for kind in kinds]
    assert sorted(lanes) == sorted({*field["constraints"]["enum"], ""} - {BEGINS, ENDS})


def test_a_request_is_not_filed_under_help():
    lane = next(lane for lane, kinds in milestone_figures.LANES.items() if "appeal" in kinds)
    assert "requests" in lane.lower()
    assert "help" not in lane


@pytest.mark.parametrize("organization", ["CSTO", "CIS", "NATO", "SCO", "WTO"])
def test_the_words_count_the_rows_and_the_lanes_that_are_drawn(tables, organization):
    made = milestone_figures.milestones(tables, organization)
    lanes = made.rows["lane"].value_counts(sort=False)
    headings = [text.get_text() for text in made.draw(False).axes[0].texts if text.get_weight() == "bold"]
    assert set(lanes.index) <= set(headings)
    for lane, number in lanes.items():
        assert f"{lane}: {number}" in made.description
    assert f"{len(made.rows)} marks" in made.description.replace(
        cardinal(len(made.rows)), str(len(made.rows))
    )
    assert f"in {counted(len(lanes), 'lane')}" in made.alt
    said = re.findall(r"(\S+) (?:events?|planned|terms? of office|deployments?)(?=[,.])", made.alt)
    assert sum(map(NUMBERS.get, said)) == len(made.rows)
    assert made.alt.startswith(made.title)
    assert len(made.alt) <= 150


NUMBERS = {cardinal(number): number for number in range(1000)}


def test_the_ends_of_terms_and_deployments_have_their_facts_and_credit_their_sources(tables, made):
    bars = pd.concat([terms(tables, "CSTO"), deployments(tables, "CSTO")])
    ends = set(bars["start_fact"]) | set(bars["end_fact"]) - {""}
    assert ends <= {*made.rows["fact"], *made.rows["end_fact"]}
    deciding = deciding_sources(tables)
    assert {deciding[fact] for fact in ends if fact in deciding} <= set(made.sources)


def test_an_event_takes_the_highest_row_that_is_free():
    crowd = [Entry(1.0, 1.0, "a long label"), Entry(1.2, 1.2, "another"), Entry(5.0, 5.0, "far away")]
    assert [(mark.row, mark.side) for mark in in_rows(crowd, 8.0, SIZE)] == [
        (0, "right"),
        (1, "right"),
        (0, "right"),
    ]


def test_labels_at_the_right_edge_turn_left_and_step_down_in_order():
    crowd = [
        Entry(7.8 + 0.02 * n, 7.8 + 0.02 * n, label) for n, label in enumerate(["a longer one", "b", "c"])
    ]
    assert [(mark.row, mark.side) for mark in in_rows(crowd, 8.0, SIZE)] == [
        (0, "left"),
        (1, "left"),
        (2, "left"),
    ]


def test_a_short_label_does_not_climb_over_a_longer_one_before_it():
    old, late = Entry(0.5, 0.5, "an old event " * 5), Entry(7.9, 7.9, "a late event " * 7)
    assert [mark.row for mark in in_rows([old, late, Entry(7.95, 7.95, "b")], 8.0, SIZE)] == [0, 1, 2]


def test_a_label_too_long_for_either_side_goes_below_its_bar_and_takes_two_rows():
    long, short = Entry(0.5, 2.8, "a long label indeed", is_span=True), Entry(0.6, 0.6, "x")
    marks = in_rows([long, short], 3.0, SIZE)
    assert [(mark.row, mark.rows, mark.side) for mark in marks] == [(0, 2, "below"), (2, 3, "right")]


@pytest.mark.parametrize("narrow", [False, True])
def test_forty_events_within_a_month_do_not_collide(narrow):
    month = [
        (f"2024-05-{1 + n % 28:02}", f"Event number {n}, of some length", "Statements") for n in range(40)
    ]
    old = [("1992-05-15", "Long ago", "Statements"), ("1992", "Longer ago", "Law")]
    data = events(*month, *old).assign(first=[n % 5 == 0 for n in range(42)])
    assert m.lint(milestones(data, narrow=narrow, title="A crowd")) == []


@pytest.mark.parametrize("narrow", [False, True])
def test_the_milestones_are_legible_in_either_layout(made, narrow):
    assert m.lint(made.draw(narrow)) == []


def test_wide_every_event_is_named_and_on_a_phone_the_first_are_numbered(made):
    wide, narrow = _texts(made.draw(False)), _texts(made.draw(True))
    for label in made.rows["label"]:
        assert any(label in said for said in wide), label
    key = {said for said in narrow if said.isdigit() and len(said) < 3}
    assert {"1", "2"} <= key
    assert any("Collective Security Treaty signed" in said for said in narrow)


def _texts(figure) -> list[str]:
    texts = [*figure.texts, *(each for axes in figure.axes for each in axes.texts)]
    return [each.get_text() for each in texts]


def test_every_mark_leads_to_a_fact_and_says_where(tables, made):
    known = {f"#fact-{fact}" for fact in facts(tables)["fact"]}
    for narrow in (False, True):
        targets = {p.get_gid(): p.get_url() for p in made.draw(narrow).axes[0].patches if p.get_url()}
        assert set(targets.values()) <= known
        assert targets.keys() == made.links.keys()
    own = chronicle(tables, "CSTO")
    missing = known & {f"#fact-{fact}" for fact in own["fact"]} - set(targets.values())
    # The end of a term that is still to come has no mark: the bar goes on.
    assert missing == {"#fact-CSTO-SG-Masadykov-planned-end"}
    assert made.links[link_id(0)] == "15 May 1992: Collective Security Treaty signed in Tashkent"


def test_every_dated_event_and_act_of_a_single_state_stands_in_the_table_with_its_proof(tables):
    table = narrative.milestone_table(tables, "CSTO")
    own = pd.concat(
        [
            tables.dates[tables.dates["organization"] == "CSTO"][["fact"]],
            tables.membership[tables.membership["organization"].eq("CSTO") & tables.membership["act"].eq("")][
                ["fact"]
            ],
        ]
    )
    assert sorted(re.findall(r'#fact-([^"]+)"', table)) == sorted(own["fact"])
    for title in tables.dates.loc[tables.dates["organization"] == "CSTO", "title"]:
        assert text(title) in table


def test_terms_are_pairs_and_who_held_the_office_twice_stands_twice(tables):
    held = terms(tables, "CSTO")
    twice = held[held["name"] == "Valery Semerikov"]
    assert twice[["start", "end"]].to_numpy().tolist() == [
        ["2017-01-01", "2017-05-01"],
        ["2018-11-02", "2019-12-31"],
    ]
    assert held["end"].eq("").tolist() == [False] * 6 + [True]
    assert held["planned"].iloc[-1] == "2028-12-31"


def dated(*rows: tuple[str, ...]) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Return the small tables of dates and of evidence with more rows: fact, kind, date, about."""
    more = [(fact, "PACT", kind, date, about, "", fact, "") for fact, kind, date, about in rows]
    evidence = [(fact, "unverified", "dates", date, "", "") for fact, _, date, _ in rows]
    return [*TABLES["dates"], *more], [*TABLES["evidence"], *evidence]


def test_a_term_ends_with_its_own_end_and_not_with_one_of_another(tmp_path):
    dates, evidence = dated(
        ("P-1", "term begins", "2004-01-01", "Ann"),
        ("P-2", "term ends", "2005-12-31", "Ann"),
        ("P-3", "term begins", "2006-01-01", "Ben"),
        ("P-4", "term begins", "2008-01-01", "Ann"),
        ("P-5", "term ends", "2009-12-31", "Ann"),
    )
    held = terms(m.load(write(tmp_path, dates=dates, evidence=evidence)), "PACT")
    assert held[["name", "start_fact", "end_fact"]].to_numpy().tolist() == [
        ["Ann", "P-1", "P-2"],
        ["Ben", "P-3", ""],
        ["Ann", "P-4", "P-5"],
    ]


def test_a_deployment_runs_from_its_first_to_its_last_step(tables):
    sent = deployments(tables, "CSTO")
    assert sent[["about", "start", "end"]].to_numpy().tolist() == [["Kazakhstan", "2022-01-06", "2022-01-19"]]


def test_the_time_of_a_deployment_is_drawn_as_its_two_days_and_told_as_what_lies_between(tables, made):
    assert "6 Jan 2022 – 19 Jan 2022  Force in Kazakhstan" in _texts(made.draw(False))
    assert "the last of it left 13 days later" in narrative.narrative(tables, "CSTO")


def test_what_is_not_known_to_the_day_or_confirmed_by_nobody_is_hollow():
    data = events(("1992-05-15", "Day", "Law"), ("2003-12", "Month", "Law"), ("2009-01-15", "Unsure", "Law"))
    axes = milestones(data.assign(sure=[True, True, False]))
    dots = [line for line in axes.lines if line.get_marker() == "o"]
    full = [line.get_markerfacecolor() == line.get_markeredgecolor() for line in dots]
    assert full == [True, False, False]


def test_a_year_is_drawn_as_long_as_it_is():
    axes = milestones(events(("1992", "Year", "Law"), ("2003-12-01", "Day", "Law")))
    spans = [
        line.get_xdata() for line in axes.lines if line.get_marker() != "o" and len(line.get_xdata()) == 2
    ]
    assert [round(x[1] - x[0]) for x in spans if x[1] - x[0] > 1] == [365]


def test_the_story_names_signatories_lapse_charter_and_leaders(tables):
    told = narrative.narrative(tables, "CSTO")
    for said in (
        "by six states: Armenia, Kazakhstan, Kyrgyzstan, Russia, Tajikistan and Uzbekistan",
        "1 year 11 months later",
        "For Azerbaijan, Georgia and Uzbekistan it ran out on 20 April 1999.",
        "On 2 April 1999 six states signed a further protocol",
        "10 years 4 months after the treaty: six states signed it in Chisinau on 7 October 2002",
        "Six people have led its secretariat in seven terms",
        "A force was sent to Kazakhstan on 6 January 2022, and the last of it left 13 days later.",
    ):
        assert said in told, said
    assert told.count("signed a further protocol") == 1, (
        "a later one has no part in the way from treaty to organization"
    )


def test_the_story_of_an_organization_with_few_events_is_short_and_whole(tmp_path):
    told = narrative.narrative(m.load(write(tmp_path)), "PACT")
    assert (
        told
        == "<p>The Pact treaty was signed in Szohod on 10 January 2000 by two states: Aland and Borduria.</p>"
    )


@pytest.mark.parametrize("organization", ["CIS", "NATO", "SCO", "WTO"])
def test_other_organizations_have_milestones_too(tables, organization):
    other = milestone_figures.milestones(tables, organization)
    assert len(other.rows) == len(chronicle(tables, organization))
    assert narrative.milestones_finding(tables, organization) in other.title
    assert narrative.terms_table(tables, organization).startswith("<p>No term of office")

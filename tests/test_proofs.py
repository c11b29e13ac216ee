"""How we know: one entry for each fact, one place for each source, and both sides of each dispute."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from pathlib import Path

import pytest
from membership.figures.evidence_figures import evidence_by_kind
from membership.words import doubts, proofs, summaries

import membership as m
from membership.__main__ import main
from membership.charts.kinds import kinds_chart
from membership.derive.evidence import disputes, evidence_of, facts, unverified_facts
from membership.english import cardinal
from membership.intervals.dates import words
from tests.small import TABLES, with_row, write

HEAVIEST = 390_000  # a page of facts, less what the template puts around it

# What the record and what other sources give: every conflict that the research found about the CSTO.
CONFLICTS = [
    ("CSTO-GEO-signed", "9 December 1993", "9 September 1993"),
    ("CSTO-BLR-signed", "31 December 1993", "15 May 1992"),
    ("CSTO-AZE-signed", "24 September 1993", "15 May 1992"),
    ("CSTO-GEO-signed", "9 December 1993", "15 May 1992"),
    ("CSTO-AZE-in-force", "20 April 1994", "Not so: Jamestown Foundation"),
    ("CSTO-KAZ-ratified", "23 December 1992", "1994: RFE/RL"),
    ("CSTO-extension-in-force", "22 March 2000", "2 April 1999"),
    ("CSTO-extension-in-force", "22 March 2000", "20 April 1999"),
    ("CSTO-AZE-expired", "20 April 1999", "2 April 1999"),
    ("CSTO-GEO-expired", "20 April 1999", "2 April 1999"),
    ("CSTO-UZB-expired", "20 April 1999", "2 April 1999"),
    ("CSTO-UZB-expired", "20 April 1999", "1998: Lenta.ru"),
    ("CSTO-UZB-returned", "16 August 2006", "23 June 2006"),
    ("CSTO-UZB-returned", "16 August 2006", "13 December 2006"),
    ("CSTO-UZB-returned", "16 August 2006", "28 March 2008"),
    ("CSTO-UZB-returned", "16 August 2006", "2005: Kazinform"),
    ("CSTO-UZB-suspended", "19 December 2012", "28 June 2012"),
    ("CSTO-charter-signed", "7 October 2002", "6 October 2002"),
    ("CSTO-charter-signed", "7 October 2002", "Places the signing in Tashkent"),
    ("CSTO-UZB-signed", "15 May 1992", "Lists the founders of 1992 with Belarus and without Uzbekistan"),
    ("CSTO-un-resolution-2010", "2 March 2010", "1 March 2010"),
    ("CSTO-kazakhstan-decision", "6 January 2022", "5 January 2022"),
    ("CSTO-kazakhstan-withdrawal-announced", "11 January 2022", "12 January 2022"),
    ("CSTO-armenia-freeze", "22 February 2024", "23 February 2024"),
    ("CSTO-armenia-no-return", "4 December 2024", "December 2025"),
    ("CSTO-armenia-no-return", "4 December 2024", "September 2024"),
    ("CSTO-armenia-budget", "8 May 2024", "March 2025"),
    ("CSTO-SG-Semerikov-2-begins", "2 November 2018", "one acting term, not two"),
    ("CSTO-SG-Khachaturov-begins", "2 May 2017", "April 2017"),
    ("CSTO-pa-observer-serbia", "April 2013", "Codes Serbia as an observer of the CSTO itself"),
    ("CSTO-pa-observer-afghanistan", "2013", "Codes Afghanistan as an observer of the CSTO itself"),
]


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.fixture(scope="module")
def page(tables):
    """The facts page: the entries of every organization, and the sources."""
    first = tables.organizations["organization"].iloc[0]
    return proofs.entries(tables, first) + proofs.other_entries(tables, first) + proofs.source_list(tables)


def entry(page: str, fact: str) -> str:
    """Return the text of an entry, as a reader sees it."""
    found = re.search(rf'<div id="fact-{re.escape(fact)}">(.*?)</div>', page)
    assert found, fact
    return plain(found[1])


def plain(html: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", html.replace("</dd>", "\n").replace("<br>", "\n")))


def row_of(table: str, fact: str) -> str:
    """Return the cells of the row of a table that leads to a fact."""
    rows = [row for row in table.split("<tr>") if f'href="#fact-{fact}"' in row]
    assert len(rows) == 1, f"{fact} stands in {len(rows)} rows"
    return plain(rows[0])


def test_every_fact_has_one_entry_and_every_entry_is_a_fact(tables, page):
    assert sorted(re.findall(r'id="fact-([^"]+)"', page)) == sorted(facts(tables)["fact"])


def test_on_an_early_day_every_fact_has_its_entry_too():
    early = m.load(as_of="1999-04-20")
    made = proofs.entries(early, "CSTO") + proofs.other_entries(early, "CSTO")
    assert sorted(re.findall(r'id="fact-([^"]+)"', made)) == sorted(facts(early)["fact"])
    assert set(facts(early)["organization"]) - {"", *early.organizations["organization"]} == {"SCO"}


def test_every_source_stands_once_and_every_link_to_one_arrives(tables, page):
    listed = re.findall(r'id="source-([^"]+)"', page)
    assert sorted(listed) == sorted(tables.sources["source"])
    assert set(re.findall(r'href="#source-([^"]+)"', page)) <= set(listed)


def test_an_entry_gives_its_date_and_all_that_its_own_sources_say(tables, page):
    dates = facts(tables).set_index("fact")["date"]
    for piece in tables.evidence.to_dict("records"):
        said = entry(page, piece["fact"])
        assert said.startswith(words(dates[piece["fact"]])), piece["fact"]
        assert f"“{piece['excerpt']}”" in said or piece["excerpt"] in said
        assert piece["says"] != "dates" or f"gives {words(piece['date'])}" in said


def test_a_fact_that_was_part_of_an_act_shows_its_best_source_and_leads_to_the_rest(tables, page):
    inherited = tables.membership[tables.membership["act"] != ""]
    assert len(inherited) > 100
    for row in inherited.to_dict("records"):
        assert "Part of: " in entry(page, row["fact"]), row["fact"]
    assert "Adilet" in entry(page, "CSTO-ARM-signed")


def test_an_entry_says_whether_sources_disagree_and_why_ours_stands(tables, page):
    disputed = disputes(tables)
    for fact in facts(tables)["fact"]:
        assert ("disputed" in entry(page, fact).split("\n")[0]) == (fact in disputed), fact
        assert ("Sources disagree: " in entry(page, fact)) == (fact in disputed), fact
    assert "we follow the source nearest to the event (primary)" in entry(page, "CSTO-extension-in-force")
    assert "we follow the greater number" in entry(page, "CSTO-armenia-freeze")
    assert "the choice is ours" in entry(page, "CSTO-UZB-returned")


def test_a_month_and_a_date_without_a_source_are_called_so(page):
    assert entry(page, "CSTO-charter-registered").startswith("December 2003 (day not known): ")
    assert "unverified" in entry(page, "CSTO-uzb-note-dated").split("\n")[0]
    assert "unverified" not in entry(page, "CSTO-uzb-note").split("\n")[0]


def test_an_event_is_not_given_the_meaning_of_an_action_of_the_same_name(page):
    assert "begins to bind the state" not in entry(page, "CSTO-treaty-in-force")
    assert "begins to bind the state" in entry(page, "CSTO-ARM-in-force")


def test_the_entries_and_the_sources_fit_on_a_page(page):
    assert len(page.encode()) < HEAVIEST


@pytest.fixture(scope="module")
def table(tables):
    return doubts.dispute_table(tables, "CSTO")


@pytest.mark.parametrize(("fact", "ours", "theirs"), CONFLICTS)
def test_both_sides_of_a_conflict_stand_on_the_page(table, fact, ours, theirs):
    row = row_of(table, fact)
    assert ours in row
    assert theirs in row


def test_every_dispute_of_every_organization_stands_in_its_table(tables):
    tables_of = {name: doubts.dispute_table(tables, name) for name in tables.organizations["organization"]}
    owners = facts(tables).set_index("fact")["organization"]
    disputed, evidence = disputes(tables), evidence_of(tables)
    told = 0
    for fact, dispute in disputed.items():
        own = [p["date"] for p in evidence[fact] if p["fact"] == fact and p["date"] in dispute.others]
        if own and owners[fact]:
            row = row_of(tables_of[owners[fact]], fact)
            assert all(words(date) in row for date in own), fact
            told += 1
    assert told > 40


def test_each_note_of_a_dispute_stands_behind_its_own_sources(tmp_path):
    sources = [
        *TABLES["sources"],
        *((name, f"Book {name}", owner, "", "", "press", "full", "") for name, owner in PUBLISHERS.items()),
    ]
    notes = {"a": "In May.", "b": "In May.", "c": "In June.", "d": "", "e": "By hearsay."}
    head = (*TABLES["evidence"][0], "note")
    rows = [(*row, "") for row in TABLES["evidence"][1:]]
    rows += [("PACT-CCC-left", name, "dates", "2011", "", "", note) for name, note in notes.items()]
    table = doubts.dispute_table(m.load(write(tmp_path, sources=sources, evidence=[head, *rows])), "PACT")
    said = "2011: Ann and Ben (In May); Twin, Book c (In June); Twin, Book d; Eve (By hearsay)"
    assert said in plain(row_of(table, "PACT-CCC-left"))


PUBLISHERS = {"a": "Ann", "b": "Ben", "c": "Twin", "d": "Twin", "e": "Eve"}


def test_a_dispute_about_an_act_stands_at_the_act_and_states_told_alike_share_a_row(table):
    assert "#fact-CSTO-ARM-charter-signed" not in table
    assert row_of(table, "CSTO-AZE-expired") == row_of(table, "CSTO-GEO-expired")
    assert row_of(table, "CSTO-UZB-expired") != row_of(table, "CSTO-GEO-expired")


def test_what_nobody_confirms_is_listed_and_what_is_confirmed_is_not(tables):
    listed = doubts.unverified_list(tables)
    assert "#fact-CSTO-uzb-note-dated" in listed
    assert "#fact-CSTO-peacekeeping-in-force" in listed
    assert "#fact-CSTO-uzb-note" not in re.findall(r'href="([^"]+)"', listed)
    assert 'href="#fact-CSTO-charter-registered"' in doubts.vague_list(tables)


def test_a_source_nobody_opened_confirms_nothing(tmp_path):
    unread = (
        "gazette",
        "The gazette",
        "Gazette",
        "",
        "https://gazette.example/1",
        "primary",
        "not opened",
        "",
    )
    data = write(tmp_path, sources=with_row("sources", "gazette", unread))
    assert "PACT-treaty" in unverified_facts(m.load(data))
    assert unverified_facts(m.load(write(tmp_path))) == {"PACT-CCC-signed"}


def test_a_single_organization_is_not_told_of_others(tmp_path):
    small = m.load(write(tmp_path))
    assert doubts.other_disputes(small, "PACT") == "<p>These tables hold no other organization.</p>"
    assert "The facts are verified to 31 December 2020." in doubts.opening(small)
    assert "a day of its own" not in doubts.opening(small)


def test_a_single_dispute_and_a_single_unverified_date_are_told_of_as_one(tmp_path):
    told = summaries.unknowns(m.load(write(tmp_path)), "PACT")
    assert "Whether one date is right: no source that we could read confirms it." in told
    assert "One act of members on which sources disagree: it is shown with what the sources say." in told


def test_tables_without_evidence_call_no_date_unverified(tmp_path):
    (write(tmp_path) / "evidence.csv").unlink()
    bare = m.load(tmp_path)
    assert unverified_facts(bare) == frozenset()
    assert "right" not in summaries.unknowns(bare, "PACT")


def test_one_number_of_unverified_dates_stands_on_every_page(tables):
    unverified, known = unverified_facts(tables), facts(tables)
    counted_by_kind = doubts.strength(tables).query("kind == 'none'").set_index("organization")["decided"]
    reach = plain(doubts.doubts_by_organization(tables).replace("</td>", "|").replace("</th>", "|"))
    for row in tables.organizations.to_dict("records"):
        name = row["organization"]
        number = int(known.loc[known["organization"] == name, "fact"].isin(unverified).sum())
        assert counted_by_kind[name] == number > 0
        assert re.search(rf"{row['name']}\|[^|]+\|\d+\|\d+\|{number}\|", reach)
        said = f"Whether {cardinal(number)} date{'s are' if number > 1 else ' is'} right"
        assert said in summaries.unknowns(tables, name)
    assert set(re.findall(r'"#fact-([^"]+)"', doubts.unverified_list(tables))) == unverified


def test_every_date_is_decided_by_one_kind_or_by_none(tables):
    by = doubts.strength(tables).groupby("organization")
    assert (by["decided"].sum() == by["total"].first()).all()


def test_how_strong_the_evidence_is_adds_up(tmp_path):
    frame = doubts.strength(m.load(write(tmp_path))).set_index("kind")
    # The gazette dates the treaty, two signatures as part of it, an entry into force and an expiry.
    assert frame.loc["primary", ["facts", "decided", "total"]].tolist() == [5, 5, 10]
    assert frame.loc["press", ["facts", "decided"]].tolist() == [5, 4]
    assert frame.loc["none", ["facts", "decided"]].tolist() == [1, 1]


def test_how_far_the_facts_reach_is_counted_for_each_organization(tmp_path):
    table = plain(
        doubts.doubts_by_organization(m.load(write(tmp_path))).replace("</td>", "|").replace("</th>", "|")
    )
    # Ten facts: one with another date in a newspaper, one without a source, two known to a month or a year.
    assert "The Pact|31 December 2020|10|1|1|2|unknown, not ruled out|" in table


def test_the_marker_for_no_source_is_no_kind_of_source(tables):
    assert "No source" not in doubts.kinds_list(tables)
    assert "Press (" in doubts.kinds_list(tables)


def test_markup_in_a_source_is_shown_as_text(tmp_path):
    row = (
        "gazette",
        "<script>x</script>",
        "<b>G</b>",
        "",
        "https://gazette.example/1",
        "primary",
        "full",
        "",
    )
    tables = m.load(write(tmp_path, sources=with_row("sources", "gazette", row)))
    made = proofs.entries(tables, "PACT") + proofs.source_list(tables) + doubts.dispute_table(tables, "PACT")
    assert "<script>" not in made
    assert "&lt;script&gt;" in made
    assert "<b>G" not in made


def test_tables_without_a_dispute_say_so(tmp_path):
    pieces = [
        row for row in TABLES["evidence"] if row[1:3] != ("paper", "dates") or row[0] != "PACT-BBB-expired"
    ]
    tables = m.load(write(tmp_path, evidence=pieces))
    assert doubts.dispute_table(tables, "PACT") == "<p>No source disagrees about a fact of PACT.</p>"


@pytest.mark.parametrize("fact", ["CSTO-AZE-exit-announced", "CSTO-SG-Bordyuzha-ends", "CSTO-BLR-approved"])
def test_without_its_evidence_the_checker_names_the_fact(data_copy: Path, capsys, fact):
    path = data_copy / "evidence.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(row for row in rows if row[0] != fact)
    assert main(["check", "--data", str(data_copy)]) == 1
    said = [line for line in capsys.readouterr().out.splitlines() if fact in line]
    assert len(said) == 1
    assert "has no evidence" in said[0]


def test_each_member_is_named_with_the_fact_and_the_source_that_decide_it(capsys):
    assert main(["members", "CSTO", "2010-03-18", "--json"]) == 0
    members = json.loads(capsys.readouterr().out)
    decided = {row["state"]: row["fact"] for row in members}
    assert decided["UZB"] == "CSTO-UZB-returned"
    assert decided == {
        state: f"CSTO-{state}-{'returned' if state == 'UZB' else 'signed'}"
        for state in ("ARM", "BLR", "KAZ", "KGZ", "RUS", "TJK", "UZB")
    }
    assert all(row["source"] and row["source_title"] and row["url"] for row in members)


def test_the_grid_of_kinds_says_every_number_in_either_layout(tables):
    frame = doubts.strength(tables).rename(
        columns={"organization": "group", "facts": "count", "decided": "part"}
    )
    for narrow in (False, True):
        axes = kinds_chart(frame[frame["group"] != ""], narrow=narrow, title="What the dates rest on")
        said = [text.get_text() for text in axes.texts]
        shown = frame[(frame["group"] != "") & (frame["count"] > 0)]
        assert sum(" of " in text for text in said) == len(shown)
        assert m.lint(axes) == []


@pytest.mark.parametrize("narrow", [False, True])
def test_a_bar_is_as_long_as_the_share_of_its_rows_facts(tables, narrow):
    figure = evidence_by_kind(tables).draw(narrow)
    frame = doubts.strength(tables)
    shares = sorted((frame["facts"] / frame["total"])[frame["facts"] > 0])
    widths = sorted(patch.get_width() for patch in figure.axes[0].patches if patch.get_width())
    assert max(widths) / max(shares) == pytest.approx(_full(figure, frame), rel=1e-6)
    said = " ".join(text.get_text() for text in figure.texts)
    assert "A full bar would be all facts of the organization" in " ".join(said.split())


def _full(figure, frame) -> float:
    """Return how long a full bar is, by the longest solid one."""
    solid = max(frame["decided"] / frame["total"])
    colours = [patch.get_facecolor() for patch in figure.axes[0].patches]
    return max(p.get_width() for p in figure.axes[0].patches if p.get_facecolor() == colours[1]) / solid

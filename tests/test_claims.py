"""The article's claims: the two verdicts, what each kind of check decides, and how the page shows it."""

import re
from dataclasses import replace

import pandas as pd
import pytest
from membership.figures.verdict_figures import claim_verdicts
from membership.words import factcheck, omissions

import membership as m
from membership.charts import lint
from membership.charts.verdicts import verdict_chart
from membership.derive.claim_checks import check
from membership.derive.claims import command, last_reported, tally, verdicts
from membership.derive.verdict_words import CHECKS, COMPUTED, LIMITS, VERDICTS
from membership.tables.loading import schemas
from tests.small import TABLES, write

JUDGED = {
    "supported": 37,
    "imprecise": 17,
    "incomplete": 4,
    "contradicted": 4,
    "unverified": 8,
    "opinion": 20,
}
EXPECTED = {
    "C11": "supported",
    "C12": "contradicted",
    "C13": "supported",
    "C14": "supported",
    "C15": "supported",
    "C16": "supported",
    "C18": "supported",
    "C19": "supported",
    "C20": "supported",
    "C21": "supported",
    "C24": "supported",
    "C25": "incomplete",
    "C28": "supported",
    "C29": "supported",
    "C47": "contradicted",
    "C64": "supported",
    "C67": "supported",
    "C69": "supported",
    "C88": "supported",
}


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.fixture(scope="module")
def rated(tables):
    return verdicts(tables).set_index("claim", drop=False)


def test_the_claims_stand_in_the_order_of_the_article(tables):
    article = [claim for claim in tables.claims["claim"] if claim <= "C80"]
    assert article == [f"C{number:02}" for number in range(1, 81)]
    paragraphs = tables.claims["paragraph"].drop_duplicates().tolist()
    assert paragraphs == ["T", "S", *map(str, range(1, 25))]


def test_the_ledgers_verdicts_are_kept_unsoftened(tables):
    assert tables.claims["judged"].value_counts().to_dict() == JUDGED


def test_every_claim_quotes_at_most_fifteen_words_and_gives_a_reason(tables):
    assert tables.claims["fragment"].str.split().str.len().between(1, 15).all()
    assert tables.claims[["paraphrase", "why"]].ne("").all(axis=None)


def test_a_claim_that_is_rated_by_a_source_cites_one(tables):
    rated = tables.claims[tables.claims["judged"] != "opinion"]
    assert rated["sources"].ne("").all()


def test_the_tables_decide_these_claims_and_no_others(rated):
    assert rated.loc[rated["computed"] != "", "computed"].to_dict() == EXPECTED


def test_every_verdict_names_facts_that_are_there(rated, tables):
    known = set(tables.membership["fact"]) | set(tables.dates["fact"])
    assert all(set(row.facts) <= known and row.facts for row in rated.itertuples() if row.computed)


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        ("C12", "Charter signed in Chisinau: 7 October 2002"),
        ("C12", "What happened on 15 May 1992: Collective Security Treaty signed in Tashkent"),
        ("C21", "six calendar years on, 5 years 3 months apart"),
        ("C24", "not named by the article: Uzbekistan"),
        ("C25", "Missing from the article: out from 21 April 1999 and in from 16 August 2006"),
        ("C47", "8 March 2022"),
        ("C64", "members on 15 May 1992: 16; members on 16 May 2022: 30"),
        ("C69", "Secretary-General on 9 February 2022: Stanislav Zas"),
    ],
)
def test_a_finding_says_what_decided_it(rated, claim, told):
    assert told in rated.loc[claim, "found"]


@pytest.mark.parametrize(
    ("fact", "date", "changed"),
    [
        ("CSTO-charter-signed", "2002-10-08", {"C18": "contradicted"}),
        ("CSTO-un-observer", "2005-12-02", {"C20": "contradicted", "C21": "contradicted"}),
        ("CSTO-GEO-expired", "2000-04-20", {"C24": "contradicted"}),
        ("CSTO-BLR-signed", "1994-01-03", {"C15": "contradicted"}),
        ("CSTO-UZB-expired", "1998-04-20", {}),
        ("CSTO-UZB-suspended", "2013-01-19", {"C25": "contradicted"}),
        ("US-nuland-testimony", "2022-03-09", {"C47": "supported"}),
        ("CSTO-charter-registered", "2003", {"C19": ""}),
    ],
)
def test_a_corrected_fact_changes_the_verdicts_that_rest_on_it_and_no_others(
    rated, data_copy, fact, date, changed
):
    table = "membership" if fact in set(m.load().membership["fact"]) else "dates"
    place = schemas()[table]["fields"].index(
        next(f for f in schemas()[table]["fields"] if f["name"] == "date")
    )
    path = data_copy / f"{table}.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    row = next(number for number, line in enumerate(lines) if line.startswith(f"{fact},"))
    cells = lines[row].split(",", place + 1)
    lines[row] = ",".join([*cells[:place], date, *cells[place + 1 :]])
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    with (data_copy / "evidence.csv").open("a", encoding="utf-8", newline="") as evidence:
        evidence.write(f"{fact},unverified,dates,{date},,,,\n")
    after = verdicts(m.load(data_copy)).set_index("claim")["computed"]
    assert after[after != rated["computed"]].to_dict() == changed


@pytest.mark.parametrize(
    ("day", "known"),
    [
        ("1995-01-01", "C13 C14 C15"),
        ("2002-12-31", "C13 C14 C15 C16 C18 C24"),
        ("2005-01-01", "C12 C13 C14 C15 C16 C18 C19 C20 C24"),
    ],
)
def test_a_check_is_silent_about_days_that_are_not_known_yet(day, known):
    rated = verdicts(m.load(as_of=day))
    assert " ".join(rated.loc[rated["computed"] != "", "claim"]) == known


# An invented pact: AAA and BBB found it on 2000-01-10, CCC joins some time in 2002. BBB's term expires on
# 2005-01-10, its last day; it returns in December 2008. CCC leaves on 2010-07-01. Known to 2020-12-31.
EVENTS = [
    ("PACT-talks", "PACT", "decision", "1999-06-01", "", "", "Talks begin", ""),
    ("PACT-charter", "PACT", "charter", "2003-05", "", "", "Charter signed", ""),
    ("PACT-hall", "PACT", "decision", "2003-05-20", "", "Klow", "Hall opened", ""),
    ("PACT-Ada", "PACT", "term begins", "2004-01-01", "Ada", "", "Ada becomes Secretary", ""),
    ("PACT-Ada-ends", "PACT", "term ends", "2006-12-31", "Ada", "", "Ada's term ends", ""),
    ("PACT-Bob", "PACT", "term begins", "2007-01-01", "Bob", "", "Bob becomes Secretary", ""),
    (
        "PACT-clash",
        "PACT",
        "statement",
        "2003-06-01",
        "Aland and Borduria",
        "",
        "Clash at the ford",
        "Two dead.",
    ),
    ("PACT-late-clash", "PACT", "statement", "2006-06-01", "Aland and Borduria", "", "Clash again", ""),
    ("PACT-appeal", "PACT", "appeal", "2004-06-01", "Carpania", "", "Carpania asks for help", ""),
    ("PACT-sent", "PACT", "deployment", "2004-06-02", "Carpania", "", "A force is sent", ""),
]


@pytest.fixture(scope="module")
def pact(tmp_path_factory):
    proofs = [(row[0], "unverified", "dates", row[3], "", "") for row in EVENTS]
    folder = write(
        tmp_path_factory.mktemp("pact"),
        dates=[*TABLES["dates"], *EVENTS],
        evidence=[*TABLES["evidence"], *proofs],
    )
    return m.load(folder)


def claim(kind, about="", stated="", start="", end="", organization="PACT", **more):
    """Return a claim as the table has it."""
    return {
        "claim": "X",
        "check": kind,
        "organization": organization,
        "definition": "signed",
        "about": about,
        "from": start,
        "to": end,
        "stated": stated,
        **more,
    }


CASES = [
    (claim(""), ""),
    (claim("date", "PACT-treaty", "2000-01-10"), "supported"),
    (claim("date", "PACT-treaty", "2000"), "supported"),
    (claim("date", "PACT-treaty", "2000-01-10 szohod"), "supported"),
    (claim("date", "PACT-treaty", "2000-01-10 Klow"), "contradicted"),
    (claim("date", "PACT-treaty", "2001-01-10", organization=""), "contradicted"),
    (claim("date", "PACT-treaty PACT-hall", "2003-05-20"), "supported"),
    (claim("date", "PACT-treaty PACT-hall", "2003-05-21"), "contradicted"),
    (claim("date", "PACT-charter", "2003"), "supported"),
    (claim("date", "PACT-charter", "2003-05-02"), ""),
    (claim("date", "PACT-charter", "2003-05 Klow"), ""),
    (claim("date", "PACT-nothing", "2003"), ""),
    (claim("members", stated="AAA BBB", start="2000-01-10"), "supported"),
    (claim("members", stated="AAA", start="2000-01-10"), "incomplete"),
    (claim("members", stated="AAA CCC", start="2000-01-10"), "contradicted"),
    (claim("members", stated="AAA BBB", start="2002-06-01"), ""),
    (claim("members", stated="AAA BBB CCC", start="2002-06-01"), ""),
    (claim("members", stated="AAA BBB CCC", start="2003-06-01"), "supported"),
    (claim("members", stated="AAA BBB", start="2021-06-01"), ""),
    (claim("members", stated="AAA BBB", start="2000-01-10", organization="NONE"), ""),
    (claim("joined", stated="AAA", start="2000", end="2000"), "supported"),
    (claim("joined", stated="CCC", start="2002", end="2002"), "supported"),
    (claim("joined", stated="CCC", start="2002-01", end="2002-06"), ""),
    (claim("joined", stated="CCC", start="2000", end="2000"), "contradicted"),
    (claim("left", stated="BBB", start="2005", end="2005"), "supported"),
    (claim("left", stated="BBB", start="2005-01-10", end="2005-01-10"), "contradicted"),
    (claim("left", stated="AAA", start="2010", end="2010"), "contradicted"),
    (claim("left", stated="AAA", start="2021", end="2021"), ""),
    (claim("count", stated="2", start="2001-06-01"), "supported"),
    (claim("count", stated="3", start="2001-06-01"), "contradicted"),
    (claim("count", stated="0", start="1999-06-01"), "supported"),
    (claim("count", stated="3", start="2002-06-01"), ""),
    (claim("count", stated="4", start="2002-06-01"), "contradicted"),
    (claim("count", stated="rises", start="2000-01-10", end="2003-01-01"), "supported"),
    (claim("count", stated="falls", start="2000-01-10", end="2003-01-01"), "contradicted"),
    (claim("count", stated="stays", start="2003-01-01", end="2004-01-01"), "supported"),
    (claim("count", stated="rises", start="2000-01-10", end="2002-06-01"), ""),
    (claim("spells", "CCC", "2002/2010"), "supported"),
    (claim("spells", "CCC", "2002/2011"), "contradicted"),
    (claim("spells", "CCC", "2002/"), "incomplete"),
    (claim("spells", "BBB", "2000/2005"), "incomplete"),
    (claim("spells", "BBB", "2000/2005-01-11 2008/"), "supported"),
    (claim("spells", "BBB", "2000/2005 2008/2021"), ""),
    (claim("order", "PACT-treaty PACT-charter"), "supported"),
    (claim("order", "PACT-charter PACT-treaty"), "contradicted"),
    (claim("order", "PACT-charter PACT-hall"), ""),
    (claim("interval", "PACT-treaty PACT-charter", "3 years"), "supported"),
    (claim("interval", "PACT-treaty PACT-charter", "4 years"), "contradicted"),
    (claim("interval", "PACT-treaty PACT-charter", "3 years", start="2001"), "contradicted"),
    (claim("interval", "PACT-treaty PACT-charter", "3 years", end="2003-05-02"), ""),
    (claim("holder", "secretary", "Ada", start="2006-12-31"), "supported"),
    (claim("holder", "secretary", "Ada", start="2007-01-01"), "contradicted"),
    (claim("holder", "secretary", "Ada", start="2003-01-01"), ""),
    (claim("holder", "secretary", "Bob", start="2021-01-01"), ""),
]


@pytest.mark.parametrize(
    ("said", "verdict"),
    CASES,
    ids=lambda value: (
        " ".join(filter(None, value.values())) if isinstance(value, dict) else value or "silent"
    ),
)
def test_each_kind_of_check_decides_only_what_the_tables_know(pact, said, verdict):
    found = check(pact, said)
    assert found.verdict == verdict
    assert bool(found.why) == bool(said["check"])


def test_every_kind_of_check_is_tried_here():
    assert {said["check"] for said, _ in CASES} - {""} == set(CHECKS)


def test_every_verdict_and_every_check_is_defined_once():
    fields = {field["name"]: field["constraints"].get("enum", []) for field in schemas()["claims"]["fields"]}
    assert set(VERDICTS) == set(fields["judged"])
    assert set(CHECKS) == set(fields["check"])
    assert set(COMPUTED) < set(VERDICTS)
    assert len(set(factcheck.SYMBOLS.values())) == len(VERDICTS) == len(set(VERDICTS.values()))


def test_the_tally_counts_both_ways_apart(tables):
    counts = tally(tables).set_index("verdict")
    assert counts["judged"].to_dict() == JUDGED
    assert counts["computed"].dropna().to_dict() == {"supported": 16, "incomplete": 1, "contradicted": 2}


def test_the_command_gives_a_line_and_a_record_for_each_claim(tables):
    told, records = command(tables)
    assert len(told.splitlines()) == len(records) + 1 == len(tables.claims) + 1
    line = next(line for line in told.splitlines() if line.startswith("C25"))
    assert line.split()[:4] == ["C25", "spells", "incomplete", "incomplete"]
    assert {"claim", "check", "computed", "judged"} <= set(records[0])


@pytest.fixture(scope="module")
def page(tables):
    articles = factcheck.claim_articles(tables)
    return dict(re.findall(r'<article class="claim" id="claim-(\w+)">(.*?)</article>', articles, re.DOTALL))


def test_the_page_has_every_claim_with_its_words_its_verdict_and_why(page, tables):
    assert list(page) == tables.claims["claim"].tolist()
    for row in tables.claims.itertuples():
        assert f"<q>{factcheck.text(row.fragment)}</q>" in page[row.claim]
        assert f"Judged: {factcheck.sign(row.judged)}. {factcheck.text(row.why)}" in page[row.claim]


def test_both_verdicts_are_shown_and_where_they_differ_it_is_said_why(page, rated):
    for row in rated.itertuples():
        shown = re.findall(r'class="verdict (\w+)"', page[row.claim])
        assert shown == [row.judged, *([row.computed] if row.computed else [])]
        differs = bool(row.computed) and row.computed != row.judged
        assert ("a narrower question than the reader" in page[row.claim]) == differs


def test_the_page_names_the_claims_on_which_the_two_differ(tables):
    assert re.findall(r"#claim-(\w+)", factcheck.comparison(tables)) == ["C15", "C16", "C19", "C21", "C47"]


def test_every_proof_leads_to_a_fact_of_the_tables(page, tables):
    known = set(tables.membership["fact"]) | set(tables.dates["fact"])
    linked = {fact for body in page.values() for fact in re.findall(r'href="#fact-([^"]+)"', body)}
    assert linked
    assert linked <= known


def test_a_verdict_is_a_word_and_its_symbol_is_not_read_aloud():
    for word in VERDICTS:
        assert re.fullmatch(
            rf'<strong class="verdict {word}"><span aria-hidden="true">.</span> {word}</strong>',
            factcheck.sign(word),
        )


def test_markup_in_a_claim_is_shown_as_text(tables):
    evil = tables.claims.assign(paraphrase="<img src=x>", fragment="<u>", why="<script>")
    shown = factcheck.claim_articles(replace(tables, claims=evil))
    assert not re.search("<img|<u>|<script", shown)


def test_the_opening_counts_what_was_found(tables):
    said = factcheck.opening(tables)
    assert "37 are supported, 17 imprecise, 4 incomplete, 4 contradicted and 8 unverified" in said
    assert "the other 20 are opinions" in said.casefold()


def test_article_four_is_shown_as_quoted_as_signed_and_as_amended(tables):
    shown = omissions.wordings(tables, "C61", "Article 4")
    for words in (
        "aggression by any state or group of states, then this will be considered",
        *("подвергнется агрессии", "агрессия против всех государств", "su sua richiesta"),
        *("an armed attack threatening security", "at the request of the member state"),
    ):
        assert words in shown
    assert all(len(quote.split()) <= 25 for quote in re.findall("<q>(.*?)</q>", shown))


def rows(html):
    """Return the rows of a table as lists of plain cells."""
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall(r"<tr>(.*?)</tr>", html)
    ][1:]


def test_the_two_alliances_are_counted_on_the_articles_days(tables):
    counts = {row[0]: row[2:] for row in rows(omissions.alliances(tables, "CSTO"))}
    expected = {
        "15 May 1992": ["6", "16"],
        "31 December 1993": ["9", "16"],
        "21 April 1999": ["6", "19"],
        "14 May 2002": ["6", "19"],
        "December 2003": ["6", "19"],
        "2 December 2004": ["6", "26"],
        "18 March 2010": ["7", "28"],
        "19 December 2012": ["6", "28"],
        "28 November 2019": ["6", "29"],
        "16 May 2022": ["6", "30"],
    }
    assert {day: counts[day] for day in expected} == expected


def test_of_uzbekistans_path_the_article_tells_the_first_and_the_last_turn(tables):
    path = rows(omissions.history(tables, "C25"))
    assert [row[1] for row in path if row[2]] == ["signature", "expiry", "restoration protocol", "suspension"]
    assert [row[1] for row in path if row[3]] == ["signature", "suspension"]


def told(pact, **changes):
    """Return the pact with one claim, about the treaty of 2000 unless told."""
    said = claim(
        "date", "PACT-treaty", "2000-01-10", paragraph="1", fragment="f", paraphrase="p", judged="supported"
    )
    row = dict.fromkeys(pact.claims.columns, "") | said | changes
    return replace(pact, claims=pd.DataFrame([row], dtype="str"))


def test_what_came_after_the_last_event_told_is_marked_as_later(pact):
    pact = told(pact, about="PACT-hall", stated="2003-05-20")
    assert last_reported(pact) == "2003-05-20"
    asked = omissions.help_asked(pact, "PACT")
    assert "had been sent to nobody" in asked
    assert asked.count("<b>later</b>") == 2
    on_the_day = omissions.help_asked(told(pact, about="PACT-appeal", stated="2004-06-01"), "PACT")
    assert on_the_day.count("<b>later</b>") == 1
    assert "had been sent to Carpania" in omissions.help_asked(told(pact, about="PACT-late-clash"), "PACT")


def test_the_mark_of_what_came_later_stands_in_brackets_on_every_list(page, tables):
    assert "Bishkek summit, Armenia absent (<b>later</b>)" in omissions.beside(tables, "C26")
    for claim, later, in_time in (
        ("C26", "CSTO-bishkek-summit-2025", ""),
        ("C62", "CSTO-armenia-aid-appeal", "CSTO-karabakh-2020"),
        ("C09", "NATO-finland-sweden-apply", ""),
        ("C22", "", "CSTO-un-declaration"),
    ):
        marks = dict(re.findall(r'href="#fact-([\w-]+)">[^<]*</a>[^<;(]*(\(<b>later</b>\))?', page[claim]))
        assert not later or marks[later] == "(<b>later</b>)"
        assert not in_time or marks[in_time] == ""


def test_where_a_check_leaves_something_open_that_the_claim_says_the_page_says_so(page, rated):
    assert set(LIMITS) < set(CHECKS)
    for row in rated[rated["computed"] != ""].itertuples():
        said = [kind for kind, words in LIMITS.items() if words in page[row.claim]]
        assert said == ([row.check] if row.check in LIMITS else [])


def test_a_reason_uses_no_word_of_a_verdict_in_another_sense(tables):
    verdict = re.compile(r"\b(?:incomplete|imprecise|unverified|contradicted)\b", re.IGNORECASE)
    assert not [why for why in tables.claims["why"] if verdict.search(why)]


def test_only_events_between_states_that_were_both_members_are_shown(pact):
    shown = omissions.among_members(told(pact), "PACT")
    assert "Clash at the ford" in shown
    assert "Clash again" not in shown


def test_a_month_in_which_the_number_changes_is_counted_as_a_range(pact):
    shown = omissions.alliances(told(pact, about="PACT-charter", stated="2003-05"), "PACT")
    counts = {row[0]: row[2] for row in rows(shown)}
    assert counts["May 2003"] == "3"
    assert counts["2002"] == "2 to 3"
    before = omissions.alliances(told(pact, about="PACT-talks", stated="1999"), "PACT")
    assert {row[0]: row[2] for row in rows(before)}["1 June 1999"] == "0"


def test_tables_without_claims_make_a_page_that_says_so(pact):
    assert "no claims" in factcheck.opening(pact)
    assert "no claims" in claim_verdicts(pact)
    for empty in (
        factcheck.claim_articles(pact),
        omissions.history(pact, "C25"),
        omissions.beside(pact, "C25"),
        omissions.wordings(pact, "C25", "Article 4"),
        omissions.help_asked(pact, "PACT"),
    ):
        assert empty == ""


COUNTS = pd.DataFrame(
    {
        "verdict": ["right", "wrong", "open"],
        "judged": [12, 3, 1],
        "computed": pd.array([5, 0, None], dtype="Int64"),
    }
)


@pytest.mark.parametrize("narrow", [False, True])
def test_the_chart_draws_and_labels_each_number_once(narrow):
    axes = verdict_chart(COUNTS, title="T", subtitle="S", source="Source: P.", narrow=narrow)
    assert [float(bar.get_width()) for bar in axes.patches] == [12, 3, 1]
    assert [text.get_text() for text in axes.texts] == ["12", "3", "1"]
    assert len({bar.get_facecolor() for bar in axes.patches}) == 3
    assert lint(axes) == []


def test_the_chart_can_be_drawn_on_axes_of_the_callers():
    from matplotlib.figure import Figure

    axes = Figure().subplots()
    assert verdict_chart(COUNTS, ax=axes, title="Mine") is axes
    assert axes.get_title(loc="left") == "Mine"


def test_the_chart_refuses_a_frame_it_cannot_draw():
    with pytest.raises(ValueError, match="no column 'judged'"):
        verdict_chart(COUNTS.drop(columns="judged"))
    with pytest.raises(ValueError, match="no rows"):
        verdict_chart(COUNTS.iloc[:0])


@pytest.mark.parametrize("narrow", [False, True])
def test_the_figure_of_the_verdicts_is_legible_in_both_layouts(tables, narrow):
    figure = claim_verdicts(tables).draw(narrow)
    assert lint(figure) == []
    assert (
        any("Of 70 claims that can be rated, 37 are supported" in text.get_text() for text in figure.texts)
        or narrow
    )

"""The article's claims: the two verdicts, what each kind of check decides, and how the page shows it."""

import re
from dataclasses import replace

import pytest

import membership as m
from membership.derive.claims import CHECKS, check, checked_claims, tally
from tests.small import TABLES, write

JUDGED = {
    "supported": 37,
    "imprecise": 17,
    "incomplete": 4,
    "contradicted": 4,
    "unverified": 8,
    "opinion": 20,
}
COMPUTED = {
    "supported": "C11 C13 C14 C15 C16 C18 C19 C20 C21 C24 C28 C29 C64 C67 C69 C88",
    "incomplete": "C25",
    "contradicted": "C12 C47",
}


@pytest.fixture(scope="module")
def rated(ours):
    return checked_claims(ours).set_index("claim", drop=False)


def test_the_claims_stand_in_the_order_of_the_article(ours):
    article = [claim for claim in ours.claims["claim"] if claim <= "C80"]
    assert article == [f"C{number:02}" for number in range(1, 81)]
    paragraphs = ours.claims["paragraph"].drop_duplicates().tolist()
    assert paragraphs == ["T", "S", *map(str, range(1, 25))]


def test_every_claim_quotes_at_most_fifteen_words_gives_a_reason_and_cites_what_it_was_rated_by(ours):
    assert ours.claims["fragment"].str.split().str.len().between(1, 15).all()
    assert ours.claims[["paraphrase", "why"]].ne("").all(axis=None)
    assert ours.claims.loc[ours.claims["judged"] != "opinion", "sources"].ne("").all()
    verdict = re.compile(r"\b(?:incomplete|imprecise|unverified|contradicted)\b", re.IGNORECASE)
    assert not [why for why in ours.claims["why"] if verdict.search(why)], "it has another sense there"


def test_the_tables_decide_these_claims_and_no_others_and_the_ledgers_verdicts_are_kept(ours, rated):
    decided = rated[rated["computed"] != ""].groupby("computed")["claim"].agg(" ".join)
    assert decided.to_dict() == COMPUTED
    counts = tally(ours).set_index("verdict")
    assert counts["judged"].to_dict() == JUDGED
    assert counts["computed"].dropna().to_dict() == {word: len(COMPUTED[word].split()) for word in COMPUTED}


def test_every_verdict_names_facts_that_are_there(rated, ours):
    known = set(ours.membership["fact"]) | set(ours.dates["fact"])
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
    ours, rated, fact, date, changed
):
    changes = {
        table: frame.assign(date=frame["date"].mask(frame["fact"] == fact, date))
        for table, frame in (("membership", ours.membership), ("dates", ours.dates))
    }
    after = checked_claims(replace(ours, **changes)).set_index("claim")["computed"]
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
    rated = checked_claims(m.load(as_of=day))
    assert " ".join(rated.loc[rated["computed"] != "", "claim"]) == known


# An invented pact: AAA and BBB found it on 2000-01-10, CCC joins some time in 2002. BBB's term expires on
# 2005-01-10, its last day; it returns in December 2008. CCC leaves on 2010-07-01. Known to 2020-12-31.
EVENTS = [
    ("PACT-talks", "PACT", "decision", "1999-06-01", "", "", "Talks begin", ""),
    ("PACT-charter", "PACT", "charter", "2003-05", "", "", "Charter signed", ""),
    ("PACT-hall", "PACT", "decision", "2003-05-20", "", "Klow", "Hall opened", ""),
    ("elsewhere", "", "statement", "2003-05-21", "", "", "Said elsewhere", ""),
    ("PACT-Ada", "PACT", "term begins", "2004-01-01", "Ada", "", "Ada becomes Secretary", ""),
    ("PACT-Ada-ends", "PACT", "term ends", "2006-12-31", "Ada", "", "Ada's term ends", ""),
    ("PACT-Bob", "PACT", "term begins", "2007-01-01", "Bob", "", "Bob becomes Secretary", ""),
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


def claim(kind, about="", stated="", start="", end="", organization="PACT"):
    """Return a claim as the table has it."""
    told = {"check": kind, "organization": organization, "definition": "signed", "about": about}
    return told | {"from": start, "to": end, "stated": stated}


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
    (claim("count", stated="2", start="2002-06-01"), ""),
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
    ("said", "verdict"), CASES, ids=lambda it: it if isinstance(it, str) else " ".join(it.values())
)
def test_each_kind_of_check_decides_only_what_the_tables_know(pact, said, verdict):
    found = check(pact, said)
    assert found.verdict == verdict
    assert bool(found.why) == bool(said["check"])


def test_only_between_two_days_is_a_length_told_to_the_day(pact):
    vague = check(pact, claim("interval", "PACT-treaty PACT-charter", "3 years")).why
    exact = check(pact, claim("interval", "PACT-treaty PACT-hall", "3 years")).why
    assert ("apart" in vague, "apart" in exact) == (False, True)


def test_only_what_happened_to_the_organization_is_told_of_another_day(pact):
    for organization in ("PACT", ""):
        said = claim("date", "PACT-treaty PACT-hall", "2003-05-21", organization=organization)
        assert "elsewhere" not in check(pact, said).why


def test_of_a_dissolved_organization_every_later_day_is_known(pact):
    over = replace(pact, organizations=pact.organizations.assign(dissolved="2020-12-31"))
    said = claim("count", stated="2", start="2021-06-01")
    assert [bool(check(tables, said).verdict) for tables in (pact, over)] == [False, True]


def test_every_kind_of_check_is_tried_here():
    assert {said["check"] for said, _ in CASES} - {""} == set(CHECKS)

"""The project's own evidence: what it proves, and what it holds against what."""

import pytest

import membership as m


def test_the_dates_of_most_facts_are_given_in_words(ours):
    told = m.provability(ours)
    assert told["in_words"].sum() / told["facts"].sum() > 0.88


def test_two_dates_alone_have_no_source(ours):
    assert ours.evidence.loc[ours.evidence["source"] == "unverified", "fact"].tolist() == [
        "CSTO-peacekeeping-in-force",
        "EAEU-IRN-observer",
    ]


def test_what_is_disputed_is_told_of_each_organization(ours):
    every = m.disputed_facts(ours)
    for organization in ("CIS", "CSTO"):
        own = every[every["organization"] == organization].reset_index(drop=True)
        assert len(own) > 1
        assert m.disputed_facts(ours, organization).equals(own)
    facts = m.known_facts(ours).set_index("fact").loc[every["fact"]]
    assert facts["disputed"].all()
    assert (every["other"] != every["date"]).all()


def test_no_accession_to_nato_is_disputed_by_a_protocol(ours):
    protocols = ours.dates[ours.dates["fact"].str.startswith("NATO-protocol-")]
    disputed = {date for fact, one in m.disputes(ours).items() if "NATO" in fact for date in one.others}
    assert not disputed & set(protocols["date"])


@pytest.mark.parametrize("source", ["24kg-100583", "news-az-2024", "pecat-2013-04", "tass-728988"])
def test_a_list_that_still_has_uzbekistan_omits_its_suspension_and_does_not_deny_it(ours, source):
    own = ours.evidence[ours.evidence["source"] == source]
    assert own.loc[own["fact"] == "CSTO-UZB-suspended", "says"].tolist() == ["omits"]


def test_the_quotation_on_suspension_stands_under_the_report_that_prints_it(ours):
    quoted = ours.evidence[ours.evidence["excerpt"].str.contains("only possible by decision")]
    assert quoted["source"].tolist() == ["tass-687141"]


@pytest.mark.parametrize("state", ["AZE", "BLR", "GEO"])
def test_a_treaty_in_force_for_one_that_joined_later_rests_on_a_source_that_names_it(ours, state):
    own = ours.evidence[ours.evidence["fact"] == f"CSTO-{state}-in-force"]
    assert "1994-04-20" in set(own["date"])


def test_a_request_a_receipt_and_an_appeal_to_others_are_told_apart(ours):
    kinds = ours.dates.set_index("fact")["kind"]
    assert kinds["CSTO-uzb-note-dated"] == "request"
    assert kinds["CSTO-uzb-note"] == "statement"
    assert (
        kinds["CSTO-kyrgyzstan-request-2010"]
        == kinds["CSTO-armenia-appeal-russia-2021"]
        == "appeal elsewhere"
    )
    assert sorted(kinds[kinds == "appeal"].index) == [
        "CSTO-armenia-aid-appeal",
        "CSTO-armenia-article-2-letters",
        "CSTO-kazakhstan-request",
    ]


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        # Article 4 as signed (pavlodar.com) and as amended (zakonpravo.kz), NATO's Article 5 (Spain's
        # Foreign Ministry), the Warsaw Treaty's Article 4 (Milestone Documents).
        ("CSTO-treaty-signed", "агрессия против всех государств"),
        ("CSTO-amending-protocols-2010", "an armed attack threatening security"),
        ("NATO-treaty-signed", "shall be considered an attack against them"),
        ("WTO-treaty-signed", "come to the assistance of the state or states attacked"),
    ],
)
def test_the_pledges_can_be_read_in_their_own_words(ours, fact, words):
    own = ours.evidence[ours.evidence["fact"] == fact]
    assert own["excerpt"].str.contains(words, regex=False).any()

"""The EAEU, GUAM and the Union State: who was in on the days on which that changed."""

import pytest

import membership as m


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.mark.parametrize(
    ("organization", "day", "definition", "expected"),
    [
        # The Treaty signed by three (TASS), in force on 1 January 2015; Armenia a day later (ragmamoul.net),
        # Kyrgyzstan on 12 August (Sputnik, and the parties of trade treaties in manytreaties).
        ("EAEU", "2014-05-28", "signed", ""),
        ("EAEU", "2014-05-29", "signed", "BLR KAZ RUS"),
        ("EAEU", "2014-12-31", "in_force", ""),
        ("EAEU", "2015-01-01", "in_force", "BLR KAZ RUS"),
        ("EAEU", "2015-01-01", "signed", "BLR KAZ RUS"),
        ("EAEU", "2015-01-02", "signed", "ARM BLR KAZ RUS"),
        ("EAEU", "2015-08-11", "signed", "ARM BLR KAZ RUS"),
        ("EAEU", "2015-08-12", "signed", "ARM BLR KAZ KGZ RUS"),
        ("EAEU", "2026-01-01", "in_force", "ARM BLR KAZ KGZ RUS"),
        # Four at Strasbourg (GUAM); Uzbekistan came in 1999 (Jamestown Foundation) and left in 2005 (RFE/RL).
        ("GUAM", "1997-10-09", "signed", ""),
        ("GUAM", "1997-10-10", "signed", "AZE GEO MDA UKR"),
        ("GUAM", "1999-04-23", "signed", "AZE GEO MDA UKR"),
        ("GUAM", "1999-04-24", "signed", "AZE GEO MDA UKR UZB"),
        ("GUAM", "2005-05-04", "signed", "AZE GEO MDA UKR UZB"),
        ("GUAM", "2005-05-05", "signed", "AZE GEO MDA UKR"),
        ("GUAM", "2006-05-22", "chartered", ""),
        ("GUAM", "2006-05-23", "chartered", "AZE GEO MDA UKR"),
        # Signed on 8 December 1999 (president.gov.by), in force on 26 January 2000 (souzveche.ru).
        ("UNION", "1999-12-07", "signed", ""),
        ("UNION", "1999-12-08", "signed", "BLR RUS"),
        ("UNION", "2000-01-25", "in_force", ""),
        ("UNION", "2000-01-26", "in_force", "BLR RUS"),
    ],
)
def test_who_was_in(tables, organization, day, definition, expected):
    found = m.members_on(m.spells(tables, organization, definition), day)
    assert found["certain"].all()
    assert " ".join(sorted(found["state"])) == expected


def test_kyrgyzstans_day_in_the_eaeu_is_disputed_by_the_day_announced(tables):
    assert m.disputes(tables)["EAEU-KGZ-acceded"].others == ("2015-08-06",)


def test_an_observer_of_the_eaeu_is_no_member(tables):
    assert not {"CUB", "IRN", "MDA", "UZB"} & set(m.spells(tables, "EAEU")["state"])


def test_the_three_that_left_in_1999_went_to_guam(tables):
    left = {"AZE", "GEO", "UZB"}
    assert left < set(m.members_on(m.spells(tables, "GUAM"), "1999-04-24")["state"])
    assert not left & set(m.members_on(m.spells(tables, "CSTO"), "1999-04-24")["state"])


@pytest.mark.parametrize(
    ("instrument", "step", "states"),
    [
        # mfa.gov.by and kremlin.ru name who signed and who did not.
        ("CSTO-extension", "signed", "ARM BLR KAZ KGZ RUS TJK"),
        ("CSTO-extension", "not signed", "AZE GEO UZB"),
        ("CSTO-crrf", "not signed", "UZB"),
        ("CSTO-forces", "not signed", "UZB"),
        ("CSTO-treaty", "ended", "AZE GEO UZB"),
        ("CSTO-peacekeeping-protocol", "ratified", "BLR KAZ RUS TJK"),
    ],
)
def test_who_took_which_step_towards_an_instrument(tables, instrument, step, states):
    own = tables.bindings[tables.bindings["instrument"].eq(instrument) & tables.bindings["step"].eq(step)]
    assert " ".join(sorted(own["state"])) == states

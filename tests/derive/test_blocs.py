"""Who was in which bloc in the project's own tables, on the days on which that changed, as sources tell."""

import pytest

import membership as m

CIS_FOUNDERS = "BLR RUS UKR"
CIS_ELEVEN = "ARM AZE BLR KAZ KGZ MDA RUS TJK TKM UKR UZB"
CIS_TWELVE = "ARM AZE BLR GEO KAZ KGZ MDA RUS TJK TKM UKR UZB"
CIS_TODAY = "ARM AZE BLR KAZ KGZ MDA RUS TJK UKR UZB"
SCO_SIX = "CHN KAZ KGZ RUS TJK UZB"
SCO_EIGHT = "CHN IND KAZ KGZ PAK RUS TJK UZB"
SCO_NINE = "CHN IND IRN KAZ KGZ PAK RUS TJK UZB"
SCO_TEN = "BLR CHN IND IRN KAZ KGZ PAK RUS TJK UZB"


@pytest.fixture(scope="module")
def tables():
    return m.load()


def members(tables, organization, day, definition):
    found = m.members_on(m.spells(tables, organization, definition), day)
    assert found["certain"].all()
    return " ".join(sorted(found["state"]))


def without(states, *gone):
    return " ".join(state for state in states.split() if state not in gone)


@pytest.mark.parametrize(
    ("organization", "day", "definition", "expected"),
    [
        # Three states on 8 December 1991, eleven on the 21st: the glossary of the Kremlin site.
        ("CIS", "1991-12-07", "signed", ""),
        ("CIS", "1991-12-10", "signed", CIS_FOUNDERS),
        ("CIS", "1991-12-20", "signed", CIS_FOUNDERS),
        ("CIS", "1991-12-21", "signed", CIS_ELEVEN),
        # Refused by Azerbaijan's parliament in October 1992 (allrefer.com), admitted in 1993 (azerbaijan.az).
        ("CIS", "1993-01-01", "signed", without(CIS_ELEVEN, "AZE")),
        ("CIS", "1993-09-23", "signed", without(CIS_ELEVEN, "AZE")),
        ("CIS", "1993-09-24", "signed", CIS_ELEVEN),
        # Georgia from 3 December 1993 (Russian Wikipedia) until 18 August 2009 (Civil Georgia).
        ("CIS", "1993-12-02", "signed", CIS_ELEVEN),
        ("CIS", "1994-06-01", "signed", CIS_TWELVE),
        # Turkmenistan an associate from the Kazan summit (RIA Novosti).
        ("CIS", "2005-08-25", "signed", CIS_TWELVE),
        ("CIS", "2005-08-26", "signed", without(CIS_TWELVE, "TKM")),
        ("CIS", "2009-08-17", "signed", without(CIS_TWELVE, "TKM")),
        ("CIS", "2009-08-18", "signed", CIS_TODAY),
        ("CIS", "2018-05-18", "signed", CIS_TODAY),
        # Ukraine's decree of 2018 pauses its part (uanews.lviv.ua).
        ("CIS", "2018-05-18", "participating", CIS_TODAY),
        ("CIS", "2018-05-19", "participating", without(CIS_TODAY, "UKR")),
        # The Charter binds those who had ratified it from 22 January 1994 (Wikipedia), the others from
        # their ratifications, Moldova last (table of members, Wikipedia).
        ("CIS", "1994-01-21", "chartered", ""),
        ("CIS", "1994-01-22", "chartered", "AZE BLR RUS TJK"),
        ("CIS", "1994-06-26", "chartered", "ARM AZE BLR GEO KAZ KGZ RUS TJK UZB"),
        ("CIS", "1994-06-27", "chartered", "ARM AZE BLR GEO KAZ KGZ MDA RUS TJK UZB"),
        # The founding agreement binds each state from its own ratification (the same table); Ukraine from
        # 10 December 1991 (LIGA:ZAKON), Azerbaijan from 24 September 1993 (flags-db.blogspot.com).
        ("CIS", "1991-12-09", "in_force", ""),
        ("CIS", "1991-12-10", "in_force", "BLR UKR"),
        ("CIS", "1991-12-31", "in_force", "BLR KAZ RUS TKM UKR"),
        ("CIS", "1993-09-23", "in_force", "ARM BLR KAZ KGZ RUS TJK TKM UKR UZB"),
        ("CIS", "1993-09-24", "in_force", "ARM AZE BLR KAZ KGZ RUS TJK TKM UKR UZB"),
        ("CIS", "1994-04-08", "in_force", CIS_TWELVE),
        ("CIS", "2026-03-20", "in_force", CIS_TODAY),
        # Six founding members, two admitted on 9 June 2017 (Institute of Strategic Studies Islamabad).
        ("SCO", "2001-06-14", "signed", ""),
        ("SCO", "2001-06-15", "signed", SCO_SIX),
        ("SCO", "2017-06-08", "signed", SCO_SIX),
        ("SCO", "2017-06-09", "signed", SCO_EIGHT),
        # Iran (head-post.com), Belarus (News.az).
        ("SCO", "2023-07-03", "signed", SCO_EIGHT),
        ("SCO", "2023-07-04", "signed", SCO_NINE),
        ("SCO", "2024-07-03", "signed", SCO_NINE),
        ("SCO", "2024-07-04", "signed", SCO_TEN),
        # Ten in the list of Prensa Latina, 31 August 2025.
        ("SCO", "2025-08-31", "signed", SCO_TEN),
        # The Charter from 19 September 2003 (Mehr News); whoever is admitted later is admitted under it.
        ("SCO", "2003-09-18", "chartered", ""),
        ("SCO", "2003-09-19", "chartered", SCO_SIX),
        ("SCO", "2017-06-09", "chartered", SCO_EIGHT),
        ("SCO", "2024-07-04", "chartered", SCO_TEN),
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
    assert members(tables, organization, day, definition) == expected


def test_the_cis_has_nine_members_or_ten_with_ukraine(tables):
    """Nobody left in law after 2009, and Moldova's exit is pending; Ukraine stopped taking part."""
    frame = m.spells(tables, "CIS")
    found = m.members_on(frame, "2026-03-20")
    assert found.loc[~found["certain"], ["state", "doubt_fact"]].to_numpy().tolist() == [
        ["UKR", "CIS-UKR-participation-ended"]
    ]
    assert " ".join(found["state"]) == CIS_TODAY
    assert m.member_range(frame).iloc[-1].to_list() == [9, 10]
    assert m.member_range(frame).loc["2018-05-19"].to_list() == [9, 10]
    assert m.member_count(frame).iloc[-1] == 9


def test_turkmenistan_whose_change_of_status_is_an_act_is_out(tables):
    found = m.standing(tables, "CIS", "2026-03-20").set_index("state")
    assert found.loc["TKM", ["standing", "fact"]].to_list() == ["not a member", "CIS-TKM-associate"]
    assert found.loc["UKR", ["standing", "fact"]].to_list() == ["not known", "CIS-UKR-participation-ended"]


def test_ukraine_and_turkmenistan_never_were_in_the_chartered_cis(tables):
    assert not set(m.spells(tables, "CIS", "chartered")["state"]) & {"TKM", "UKR"}


def test_azerbaijan_was_in_the_cis_twice_and_the_first_end_is_a_month(tables):
    frame = m.spells(tables, "CIS").set_index("state").loc["AZE"]
    assert frame[["start", "end"]].to_numpy().tolist() == [["1991-12-21", "1992-10"], ["1993-09-24", ""]]


def test_a_day_in_the_month_of_azerbaijans_refusal_is_uncertain_for_azerbaijan_alone(tables):
    found = m.members_on(m.spells(tables, "CIS"), "1992-10-15")
    assert found.loc[~found["certain"], "state"].tolist() == ["AZE"]


def test_moldovas_exit_is_announced_and_its_membership_open(tables):
    spell = m.spells(tables, "CIS").set_index("state").loc["MDA"]
    assert spell["end"] == ""
    known = tables.membership[tables.membership["organization"] == "CIS"].set_index("state").loc["MDA"]
    assert known["action"].tolist()[-1] == "exit announced"


@pytest.mark.parametrize(
    ("fact", "others"),
    [
        ("CIS-GEO-admitted", "1993-10-23 1993-12-09 1994 1995"),
        ("CIS-GEO-withdrawn", "2007"),
        ("SCO-BLR-admitted", "2024-08-08"),
        ("SCO-ufa-decision", "2015-06-10"),
    ],
)
def test_the_dates_in_circulation_are_kept_as_a_dispute(tables, fact, others):
    assert " ".join(m.disputes(tables)[fact].others) == others


@pytest.mark.parametrize(
    ("fact", "dates"),
    [
        # The announcement, the vote and the note are acts of their own; so are the Five, and what came before
        # an admission.
        ("CIS-GEO-withdrawn", "2008-08-12 2008-08-14 2008-08-18"),
        ("SCO-CHN-signed", "1996 1996-04-26"),
        ("SCO-IND-admitted", "2015-06-10 2015-07-10 2016-06-24"),
    ],
)
def test_another_act_of_the_same_history_is_no_dispute(tables, fact, dates):
    own = tables.evidence[tables.evidence["fact"] == fact]
    assert " ".join(sorted(set(own.loc[own["says"] == "other act", "date"]))) == dates
    dispute = m.disputes(tables).get(fact)
    assert not dispute or not set(dates.split()) & set(dispute.others)


def test_ukraine_in_the_cis_is_disputed_and_turkmenistan_an_associate(tables):
    frame = m.spells(tables, "CIS").set_index("state")
    assert frame.loc["UKR", "disputed"]
    assert frame.loc["UKR", "end"] == ""
    assert frame.loc["TKM", "end"] == "2005-08-26"
    assert "tass-1005227" in m.disputes(tables)["CIS-UKR-signed"].denied_by


def test_observers_are_recorded_and_are_no_members(tables):
    rows = tables.membership[tables.membership["action"] == "observer status"]
    observers = rows[rows["organization"] == "SCO"]
    assert sorted(observers["state"]) == ["AFG", "BLR", "IND", "IRN", "MNG", "PAK"]
    assert "MNG" not in set(m.spells(tables)["state"])


# NATO: nato.int and the news of each deposit. WTO: Britannica (1955 to 1991), prlib.ru (in force), bpb.de
# (Albania dormant 1962, out 1968), the protocol's Article 1 (East Germany). Cited in evidence.csv.
@pytest.mark.parametrize(
    ("organization", "definition", "day", "count"),
    [
        ("NATO", "signed", "1949-04-03", 0),
        ("NATO", "signed", "1949-04-04", 12),
        ("NATO", "signed", "1951-10-22", 12),
        ("NATO", "signed", "1952-02-18", 14),
        ("NATO", "signed", "1955-05-05", 14),
        ("NATO", "signed", "1955-05-06", 15),
        ("NATO", "signed", "1982-05-30", 16),
        ("NATO", "signed", "1990-10-03", 16),
        ("NATO", "signed", "1999-03-12", 19),
        ("NATO", "signed", "2004-03-29", 26),
        ("NATO", "signed", "2009-04-01", 28),
        ("NATO", "signed", "2017-06-05", 29),
        ("NATO", "signed", "2020-03-27", 30),
        ("NATO", "signed", "2023-04-04", 31),
        ("NATO", "signed", "2024-03-06", 31),
        ("NATO", "signed", "2024-03-07", 32),
        ("NATO", "in_force", "1949-06-01", 0),
        ("NATO", "in_force", "1949-08-24", 12),
        ("NATO", "in_force", "2024-03-07", 32),
        ("NATO", "participating", "1970-01-01", 15),
        ("WTO", "signed", "1955-05-14", 8),
        ("WTO", "signed", "1968-09-12", 8),
        ("WTO", "signed", "1968-09-13", 7),
        ("WTO", "signed", "1990-10-02", 7),
        ("WTO", "signed", "1990-10-03", 6),
        ("WTO", "signed", "1991-06-30", 6),
        ("WTO", "signed", "1991-07-01", 0),
        ("WTO", "signed", "1992-01-01", 0),
        ("WTO", "in_force", "1955-06-04", 0),
        ("WTO", "in_force", "1955-06-05", 8),
        ("WTO", "participating", "1962-02-01", 7),
    ],
)
def test_how_many_were_in(tables, organization, definition, day, count):
    found = m.members_on(m.spells(tables, organization, definition), day)
    assert found["certain"].all()
    assert len(found) == count


@pytest.mark.parametrize("organization", ["NATO", "WTO"])
def test_neither_offers_chartered(tables, organization):
    assert "chartered" not in m.offered(tables, organization)


def test_a_name_that_has_changed_is_kept_with_the_accession(tables):
    rows = tables.membership[tables.membership["organization"] == "NATO"]
    named = rows[rows["known_as"] != ""]
    assert dict(zip(named["fact"], named["known_as"], strict=True)) == {
        "NATO-CZE-acceded": "Czech Republic",
        "NATO-DEU-acceded": "West Germany",
        "NATO-TUR-acceded": "Turkey",
    }


def test_a_data_set_codes_ghana_and_no_definition_does(tables):
    coded = tables.codings[tables.codings["organization"] == "WTO"]
    assert "GHA" in set(coded["state"])
    assert not any("GHA" in set(m.spells(tables, "WTO", d)["state"]) for d in m.offered(tables, "WTO"))


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

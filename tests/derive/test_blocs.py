"""Who was in which bloc in the project's own tables, on the days on which that changed, as sources tell."""

from datetime import date, timedelta

import pytest

import membership as m

# Who came and who went on a day, and nobody between that and the day above; by the day, where it says "by".
HISTORIES = [
    # Three states on 8 December 1991, eleven on the 21st: the glossary of the Kremlin site. Azerbaijan was
    # refused by its parliament in October 1992 (allrefer.com), admitted in 1993 (azerbaijan.az); Georgia from
    # 3 December 1993 (Russian Wikipedia) until 18 August 2009 (Civil Georgia); Turkmenistan an associate from
    # the Kazan summit (RIA Novosti). Ukraine's decree of 2018 pauses its part (uanews.lviv.ua).
    (
        "CIS signed",
        "1991-12-08 BLR RUS UKR; 1991-12-21 ARM AZE KAZ KGZ MDA TJK TKM UZB; by 1993-01-01 -AZE;"
        "1993-09-24 AZE; 1993-12-03 GEO; 2005-08-26 -TKM; 2009-08-18 -GEO; by 2018-05-18",
    ),
    (
        "CIS participating",
        "by 2018-05-18 ARM AZE BLR KAZ KGZ MDA RUS TJK UKR UZB; 2018-05-19 -UKR",
    ),
    # The Charter binds those who had ratified it from 22 January 1994 (Wikipedia), the others from their
    # ratifications, Moldova last (table of members, Wikipedia).
    ("CIS chartered", "1994-01-22 AZE BLR RUS TJK; by 1994-06-26 ARM GEO KAZ KGZ UZB; 1994-06-27 MDA"),
    # The founding agreement binds each state from its own ratification (the same table); Ukraine from
    # 10 December 1991 (LIGA:ZAKON), Azerbaijan from 24 September 1993 (flags-db.blogspot.com).
    (
        "CIS in_force",
        "1991-12-10 BLR UKR; by 1991-12-31 KAZ RUS TKM; by 1993-09-23 ARM KGZ TJK UZB; 1993-09-24 AZE;"
        "by 1994-04-08 GEO MDA; by 2026-03-20 -GEO -TKM",
    ),
    # Six founding members, two admitted on 9 June 2017 (Institute of Strategic Studies Islamabad), Iran
    # (head-post.com), Belarus (News.az); ten in the list of Prensa Latina, 31 August 2025. The Charter from
    # 19 September 2003 (Mehr News); whoever is admitted later is admitted under it.
    ("SCO signed", "2001-06-15 CHN KAZ KGZ RUS TJK UZB; 2017-06-09 IND PAK; 2023-07-04 IRN; 2024-07-04 BLR"),
    ("SCO chartered", "2003-09-19 CHN KAZ KGZ RUS TJK UZB; 2017-06-09 IND PAK; by 2024-07-04 BLR IRN"),
    # The Treaty signed by three (TASS), in force on 1 January 2015; Armenia a day later (ragmamoul.net),
    # Kyrgyzstan on 12 August (Sputnik, and the parties of trade treaties in manytreaties).
    ("EAEU signed", "2014-05-29 BLR KAZ RUS; 2015-01-02 ARM; 2015-08-12 KGZ"),
    ("EAEU in_force", "2015-01-01 BLR KAZ RUS; by 2026-01-01 ARM KGZ"),
    # Four at Strasbourg (GUAM); Uzbekistan came in 1999 (Jamestown Foundation) and left in 2005 (RFE/RL).
    ("GUAM signed", "1997-10-10 AZE GEO MDA UKR; 1999-04-24 UZB; 2005-05-05 -UZB"),
    ("GUAM chartered", "2006-05-23 AZE GEO MDA UKR"),
    # Signed on 8 December 1999 (president.gov.by), in force on 26 January 2000 (souzveche.ru).
    ("UNION signed", "1999-12-08 BLR RUS"),
    ("UNION in_force", "2000-01-26 BLR RUS"),
]


def members(tables, history, day):
    """Return who was a member on a day, all of them for certain."""
    found = m.members_on(m.spells(tables, *history.split()), day)
    assert found["certain"].all()
    return set(found["state"])


def eve(day):
    return str(date.fromisoformat(day) - timedelta(days=1))


@pytest.mark.parametrize(("history", "lines"), HISTORIES, ids=[name for name, _ in HISTORIES])
def test_who_was_in(ours, history, lines):
    states = set()
    for line in lines.split(";"):
        day, *moved = line.removeprefix(" ").removeprefix("by ").split()
        assert "by " in line or members(ours, history, eve(day)) == states, f"the eve of {day}"
        assert all((state[0] == "-") == (state.lstrip("-") in states) for state in moved), day
        states ^= {state.lstrip("-") for state in moved}
        assert members(ours, history, day) == states, day


def test_the_cis_has_nine_members_or_ten_with_ukraine(ours):
    """Nobody left in law after 2009, and Moldova's exit is pending; Ukraine stopped taking part."""
    frame = m.spells(ours, "CIS")
    found = m.members_on(frame, "2026-03-20")
    assert found.loc[~found["certain"], ["state", "doubt_fact"]].to_numpy().tolist() == [
        ["UKR", "CIS-UKR-participation-ended"]
    ]
    assert " ".join(found["state"]) == "ARM AZE BLR KAZ KGZ MDA RUS TJK UKR UZB"
    assert m.member_range(frame).loc["2018-05-19":].to_numpy().tolist() == [[9, 10]]
    spells = frame.set_index("state")
    assert spells.loc[["UKR", "MDA"], "end"].to_list() == ["", ""]
    assert spells.loc["UKR", "disputed"]
    assert "tass-1005227" in m.disputes(ours)["CIS-UKR-signed"].denied_by
    known = ours.membership[ours.membership["fact"].str.startswith("CIS-MDA")]
    assert known["action"].iloc[-1] == "exit announced"


def test_turkmenistan_whose_change_of_status_is_an_act_is_out(ours):
    found = m.standing(ours, "CIS", "2026-03-20").set_index("state")
    assert found.loc["TKM", ["standing", "fact"]].to_list() == ["not a member", "CIS-TKM-associate"]
    assert found.loc["UKR", ["standing", "fact"]].to_list() == ["not known", "CIS-UKR-participation-ended"]
    assert not set(m.spells(ours, "CIS", "chartered")["state"]) & {"TKM", "UKR"}


def test_azerbaijan_was_in_the_cis_twice_and_the_first_end_is_a_month(ours):
    frame = m.spells(ours, "CIS").set_index("state").loc["AZE"]
    assert frame[["start", "end"]].to_numpy().tolist() == [["1991-12-21", "1992-10"], ["1993-09-24", ""]]
    found = m.members_on(m.spells(ours, "CIS"), "1992-10-15")
    assert found.loc[~found["certain"], "state"].tolist() == ["AZE"]


@pytest.mark.parametrize(
    ("fact", "others", "other_acts"),
    [
        ("CIS-GEO-admitted", "1993-10-23 1993-12-09 1994 1995", ""),
        # The announcement, the vote and the note are acts of their own; so are the Five, and what came before
        # an admission.
        ("CIS-GEO-withdrawn", "2007", "2008-08-12 2008-08-14 2008-08-18"),
        ("SCO-CHN-signed", "", "1996 1996-04-26"),
        ("SCO-IND-admitted", "", "2015-06-10 2015-07-10 2016-06-24"),
        ("SCO-BLR-admitted", "2024-08-08", ""),
        ("SCO-ufa-decision", "2015-06-10", ""),
        ("EAEU-KGZ-acceded", "2015-08-06", ""),
    ],
)
def test_the_dates_in_circulation_are_a_dispute_and_those_of_other_acts_are_none(
    ours, fact, others, other_acts
):
    dispute = m.disputes(ours).get(fact)
    assert " ".join(dispute.others if dispute else ()) == others
    own = ours.evidence[ours.evidence["fact"].eq(fact) & ours.evidence["says"].eq("other act")]
    assert not other_acts or " ".join(sorted(set(own["date"]))) == other_acts


def test_observers_are_recorded_and_are_no_members(ours):
    rows = ours.membership[ours.membership["action"] == "observer status"]
    assert sorted(rows.loc[rows["organization"] == "SCO", "state"]) == [
        "AFG",
        "BLR",
        "IND",
        "IRN",
        "MNG",
        "PAK",
    ]
    assert "MNG" not in set(m.spells(ours)["state"])
    assert not {"CUB", "IRN", "MDA", "UZB"} & set(m.spells(ours, "EAEU")["state"])


# NATO: nato.int and the news of each deposit. WTO: Britannica (1955 to 1991), prlib.ru (in force), bpb.de
# (Albania dormant 1962, out 1968), the protocol's Article 1 (East Germany). Cited in evidence.csv.
COUNTS = [
    (
        "NATO signed",
        "1949-04-04 12; 1952-02-18 14; 1955-05-06 15; 1982-05-30 16; 1999-03-12 19; 2004-03-29 26;"
        "2009-04-01 28; 2017-06-05 29; 2020-03-27 30; 2023-04-04 31; 2024-03-07 32",
    ),
    ("NATO in_force", "1949-08-24 12; by 2024-03-07 32"),
    ("NATO participating", "by 1970-01-01 15"),
    ("WTO signed", "1955-05-14 8; 1968-09-13 7; 1990-10-03 6; 1991-07-01 0; by 1992-01-01 0"),
    ("WTO in_force", "1955-06-05 8"),
    ("WTO participating", "by 1962-02-01 7"),
]


@pytest.mark.parametrize(("history", "lines"), COUNTS, ids=[name for name, _ in COUNTS])
def test_how_many_were_in(ours, history, lines):
    number = 0
    for line in lines.split(";"):
        day, then = line.removeprefix(" ").removeprefix("by ").split()
        assert "by " in line or len(members(ours, history, eve(day))) == number, f"the eve of {day}"
        number = int(then)
        assert len(members(ours, history, day)) == number, day


def test_a_name_that_has_changed_is_kept_with_the_accession(ours):
    rows = ours.membership[ours.membership["organization"] == "NATO"]
    named = rows[rows["known_as"] != ""]
    assert dict(zip(named["fact"], named["known_as"], strict=True)) == {
        "NATO-CZE-acceded": "Czech Republic",
        "NATO-DEU-acceded": "West Germany",
        "NATO-TUR-acceded": "Turkey",
    }


def test_a_data_set_codes_ghana_and_no_definition_does(ours):
    coded = ours.codings[ours.codings["organization"] == "WTO"]
    assert "GHA" in set(coded["state"])
    assert not any("GHA" in set(m.spells(ours, "WTO", d)["state"]) for d in m.offered(ours, "WTO"))


def test_the_three_that_left_in_1999_went_to_guam(ours):
    left = {"AZE", "GEO", "UZB"}
    assert left < set(m.members_on(m.spells(ours, "GUAM"), "1999-04-24")["state"])
    assert not left & set(m.members_on(m.spells(ours, "CSTO"), "1999-04-24")["state"])


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
def test_who_took_which_step_towards_an_instrument(ours, instrument, step, states):
    own = ours.bindings[ours.bindings["instrument"].eq(instrument) & ours.bindings["step"].eq(step)]
    assert " ".join(sorted(own["state"])) == states

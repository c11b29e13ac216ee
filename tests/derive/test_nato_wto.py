"""NATO and the Warsaw Treaty Organization: counts on the days on which memberships changed."""

import pytest

import membership as m


@pytest.fixture(scope="module")
def tables():
    return m.load()


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

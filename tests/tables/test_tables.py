"""The project's own tables: counts and histories that sources outside give."""

import pandas as pd
import pytest

import membership as m
from membership.tables.loading import NAMES, schemas
from tests.conftest import ROOT
from tests.small import spoil

FOUNDERS = "ARM KAZ KGZ RUS TJK UZB"
SIX = "ARM BLR KAZ KGZ RUS TJK"
NINE = "ARM AZE BLR GEO KAZ KGZ RUS TJK UZB"
SEVEN = f"{SIX} UZB"


@pytest.fixture(scope="module")
def tables():
    return m.load()


def members(tables, organization, day, definition):
    found = m.members_on(m.spells(tables, organization, definition), day)
    assert found["certain"].all()
    return " ".join(found["state"])


IN = {
    "signed": (
        ("1992-05-14", ""),
        ("1992-05-15", FOUNDERS),
        ("1993-12-31 1999-04-20", NINE),
        ("1999-04-21 2002-10-07 2006-08-15 2012-12-19 2022-05-16 2024-03-01", SIX),
        ("2006-08-16 2012-12-18", SEVEN),
    ),
    "in_force": (("1993-12-31", ""), ("1994-04-20", NINE), ("2007-01-01", SIX), ("2008-03-28", SEVEN)),
    "chartered": (("2002-10-06", ""), ("2003-12-31", SIX), ("2008-03-28", SEVEN)),
    "participating": (("2012-07-01 2024-02-21", SIX), ("2024-03-01", "BLR KAZ KGZ RUS TJK")),
}
DAYS = [
    (day, definition, expected)
    for definition, told in IN.items()
    for days, expected in told
    for day in days.split()
]


@pytest.mark.parametrize(("day", "definition", "expected"), DAYS)
def test_who_was_in_the_csto(tables, day, definition, expected):
    assert members(tables, "CSTO", day, definition) == expected


def test_the_tables_are_sound_and_every_source_is_cited():
    assert m.check() == []
    chartered = set(m.spells(m.load(), "CSTO", "chartered")["state"])
    assert not chartered & {"AZE", "GEO"}


def test_schema_and_codebook_name_the_same_columns():
    codebook = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    for name in NAMES:
        section = codebook.split(f"### {name}.csv\n", 1)[1].split("\n### ", 1)[0]
        assert [
            entry["name"] for entry in schemas()[name]["fields"] if f"`{entry['name']}`" not in section
        ] == []


def test_the_tables_are_sorted_as_the_codebook_says(tables):
    keys = {
        "organizations": ["organization"],
        "states": ["state"],
        "membership": ["organization", "state", "date", "fact"],
        "dates": ["organization", "date", "fact"],
        "sources": ["source"],
        "evidence": ["fact", "source", "date"],
        "codings": ["dataset", "organization", "state", "start"],
    }
    for name, columns in keys.items():
        rows = getattr(tables, name)[columns].to_numpy().tolist()
        assert rows == sorted(rows), name


def test_excerpts_have_at_most_25_words(tables):
    assert tables.evidence["excerpt"].str.split().str.len().max() <= 25


def test_no_date_is_finer_than_a_source_gives_it(tables):
    given = tables.evidence[tables.evidence["says"] == "dates"].groupby("fact")["date"].agg(set).to_dict()
    acts = dict(zip(tables.membership["fact"], tables.membership["act"], strict=True))
    for row in pd.concat([tables.membership, tables.dates]).itertuples():
        assert row.date in given.get(row.fact, set()) | given.get(acts.get(row.fact, ""), set()), row.fact


def test_moving_uzbekistans_return_moves_everything_and_keeps_the_old_date_as_evidence(data_copy):
    protocol = "restoration protocol,"
    tables = m.load(spoil(data_copy, "membership", f"{protocol}2006-08-16", f"{protocol}2006-06-23"))
    spell = m.spells(tables, "CSTO").set_index("start_fact").loc["CSTO-UZB-returned"]
    assert spell["start"] == "2006-06-23"
    assert "2006-08-16" in spell["start_others"].split(";")
    assert members(tables, "CSTO", "2006-07-01", "signed") == SEVEN


def test_as_of_leaves_out_the_instruments_that_came_later(tables):
    then = m.load(as_of="1999-04-20")
    assert 0 < len(then.instruments) < len(tables.instruments)
    assert set(then.instruments["act"]) <= {*then.dates["fact"], *then.membership["fact"]}


def test_tables_show_the_first_dozen_organizations_and_how_many_more_there_are():
    frame = {"organization": [f"O{number:02}" for number in range(14)], "state": "A", "start": "1990"}
    shown = repr(m.from_spells(pd.DataFrame(frame), verified_to="2000-01-01"))
    assert "O11 2000-01-01, and 2 more" in " ".join(shown.split())

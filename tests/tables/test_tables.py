"""The project's own tables: counts and histories that sources outside give."""

import pandas as pd
import pytest

import membership as m
from membership.tables.loading import NAMES, schemas
from tests.conftest import ROOT

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


@pytest.mark.parametrize(
    ("day", "definition", "expected"),
    [
        ("1992-05-14", "signed", ""),
        ("1992-05-15", "signed", FOUNDERS),
        ("1993-12-31", "signed", NINE),
        ("1999-04-20", "signed", NINE),
        ("1999-04-21", "signed", SIX),
        ("2002-10-07", "signed", SIX),
        ("2006-08-15", "signed", SIX),
        ("2006-08-16", "signed", SEVEN),
        ("2012-12-18", "signed", SEVEN),
        ("2012-12-19", "signed", SIX),
        ("2022-05-16", "signed", SIX),
        ("1993-12-31", "in_force", ""),
        ("1994-04-20", "in_force", NINE),
        ("2007-01-01", "in_force", SIX),
        ("2008-03-28", "in_force", SEVEN),
        ("2002-10-06", "chartered", ""),
        ("2003-12-31", "chartered", SIX),
        ("2008-03-28", "chartered", SEVEN),
        ("2012-07-01", "participating", SIX),
        ("2024-02-21", "participating", SIX),
        ("2024-03-01", "participating", "BLR KAZ KGZ RUS TJK"),
        ("2024-03-01", "signed", SIX),
    ],
)
def test_who_was_in_the_csto(tables, day, definition, expected):
    assert members(tables, "CSTO", day, definition) == expected


def test_azerbaijan_and_georgia_never_were_in_the_chartered_organization(tables):
    assert not set(m.spells(tables, "CSTO", "chartered")["state"]) & {"AZE", "GEO"}


def test_the_tables_are_sound_and_every_source_is_cited():
    assert m.check() == []


@pytest.mark.parametrize("name", NAMES)
def test_schema_and_codebook_name_the_same_columns(name):
    fields = [entry["name"] for entry in schemas()[name]["fields"]]
    codebook = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    section = codebook.split(f"### {name}.csv\n", 1)[1].split("\n### ", 1)[0]
    for column in fields:
        assert f"`{column}`" in section


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
        frame = getattr(tables, name)
        assert frame[columns].to_records(index=False).tolist() == sorted(
            frame[columns].itertuples(index=False, name=None)
        ), name


def test_excerpts_have_at_most_25_words(tables):
    assert tables.evidence["excerpt"].str.split().str.len().max() <= 25


def test_no_date_is_finer_than_a_source_gives_it(tables):
    given = tables.evidence[tables.evidence["says"] == "dates"].groupby("fact")["date"].agg(set).to_dict()
    acts = dict(zip(tables.membership["fact"], tables.membership["act"], strict=True))
    for row in pd.concat([tables.membership, tables.dates]).itertuples():
        assert row.date in given.get(row.fact, set()) | given.get(acts.get(row.fact, ""), set()), row.fact


def test_moving_uzbekistans_return_moves_everything_and_keeps_the_old_date_as_evidence(data_copy):
    path = data_copy / "membership.csv"
    text = path.read_text(encoding="utf-8")
    moved = text.replace("restoration protocol,2006-08-16", "restoration protocol,2006-06-23")
    assert moved != text
    path.write_text(moved, encoding="utf-8")
    tables = m.load(data_copy)
    spell = m.spells(tables, "CSTO").set_index("start_fact").loc["CSTO-UZB-returned"]
    assert spell["start"] == "2006-06-23"
    assert "2006-08-16" in spell["start_others"].split(";")
    assert members(tables, "CSTO", "2006-07-01", "signed") == SEVEN

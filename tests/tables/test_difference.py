"""What changed between two folders: one sentence per change, none for what only moved."""

import random

import pytest

import membership as m
from tests.small import CLAIM_COLUMNS, TABLES, write

CODINGS = [
    ("dataset", "organization", "state", "start", "end", "status", "note"),
    ("ATOP", "PACT", "AAA", "2000", "", "member", ""),
]
CLAIMS = [
    CLAIM_COLUMNS,
    ("C1", "1", "", "Three states signed.", "", "", "", "", "", "", "", "opinion", "", ""),
]
INSTRUMENTS = [
    ("instrument", "organization", "name", "label", "act", "note"),
    ("treaty", "PACT", "The treaty", "Treaty", "", ""),
]
BINDINGS = [("instrument", "state", "step", "fact", "source", "note")]
BASE = {"codings": CODINGS, "claims": CLAIMS, "instruments": INSTRUMENTS, "bindings": BINDINGS}


# What is done to the tables (~ cells of a row, + a row, - a row), and the sentences that tell of it.
CHANGES = """
~ organizations PACT; verified_to=2020-11-30; charter=
  PACT: verified to 30 November 2020, was 31 December 2020
  PACT: charter 'Pact charter' (removed)

+ organizations BLOC,The Bloc,2001,2001,,2020-12-31,,,
  BLOC: The Bloc (added)

~ states AAA; name=Alandia
  state AAA: name 'Alandia', was 'Aland'

+ states DDD,Dalmatia,
  state DDD: Dalmatia (added)

~ actions speech; participating=pauses
  action speech: under participating it pauses, was nothing

~ actions speech; meaning=talks
  action speech: meaning 'talks', was 'says something'

+ actions song,sings,,,,
  action song: sings (added)

- membership PACT-AAA-frozen
- evidence PACT-AAA-frozen
  Aland, PACT: freeze from 1 June 2015 (removed)
  Aland, PACT: freeze; paper gives 1 June 2015 (removed)

+ membership PACT-AAA-thawed,PACT,AAA,thaw,2018-03,,
+ evidence PACT-AAA-thawed,paper,dates,2018-03,,
  Aland, PACT: thaw from March 2018 (added)
  Aland, PACT: thaw; paper gives March 2018 (added)

+ membership PACT-CCC-back,PACT,CCC,signature,2012-03,,
+ evidence PACT-CCC-back,unverified,dates,2012-03,,
  Carpania, PACT: signature in March 2012 (added)
  Carpania, PACT: signature; unverified gives March 2012 (added)

~ membership PACT-BBB-returned; date=2008-12-05
~ evidence PACT-BBB-returned; date=2008-12-05; excerpt=is back
  Borduria, PACT: signature, re-dated from December 2008 to 5 December 2008
  Borduria, PACT: signature; paper: date 5 December 2008, was December 2008
  Borduria, PACT: signature; paper: excerpt 'is back' (added)

~ membership PACT-CCC-left; note=By letter.
  Carpania, PACT: withdrawal: note 'By letter.' (added)

~ dates PACT-summit-planned; place=
  PACT: Summit planned: place 'Szohod' (removed)

+ dates PACT-visit,PACT,summit,2012,,Szohod,A visit,
+ evidence PACT-visit,paper,dates,2012,,
  PACT: A visit, 2012 (added)
  PACT: A visit; paper gives 2012 (added)

+ evidence PACT-treaty,paper,denies,,,
  PACT: Treaty signed; paper denies it (added)

~ sources paper; kind=weak; url=
  source paper: url 'https://paper.example/2' (removed)
  source paper: kind 'weak', was 'press'

~ codings ATOP; start=2000-01-10; end=2018
  Aland, PACT, in ATOP: start 10 January 2000, was 2000
  Aland, PACT, in ATOP: end 2018 (added)

+ codings ATOP,PACT,AAA,1999,2000,member,
  Aland, PACT, in ATOP: member from 1999 to 2000 (added)

+ codings COW,PACT,BBB,2000,2005-01,member,
  Borduria, PACT, in COW: member from 2000 to January 2005 (added)

+ bindings treaty,AAA,signed,PACT-AAA-signed,,
  Aland, treaty: signed, by PACT-AAA-signed (added)

~ claims C1; judged=supported
  claim C1: judged 'supported', was 'opinion'

- claims C1
  claim C1: Three states signed. (removed)
"""


def done(steps):
    """Return the tables that are replaced when these steps are taken."""
    tables = {}
    for step in steps:
        sign, name, what = step.split(" ", 2)
        key, *cells = what.split("; ")
        rows = tables.get(name) or (TABLES | BASE)[name]
        told = dict(cell.split("=", 1) for cell in cells)
        if sign == "~":
            rows = [
                tuple(told.get(column, cell) for column, cell in zip(rows[0], row, strict=True))
                if row[0] == key
                else row
                for row in rows
            ]
        else:
            rows = [*rows, tuple(what.split(","))] if sign == "+" else [row for row in rows if row[0] != key]
        tables[name] = rows
    return tables


@pytest.fixture
def loaded(tmp_path):
    """Return a function that gives the tables of a folder in which these are replaced."""
    return lambda name, **tables: m.load(write(tmp_path / name, **(BASE | tables)))


@pytest.mark.parametrize("case", CHANGES.strip().split("\n\n"))
def test_each_change_is_one_sentence(loaded, case):
    lines = case.splitlines()
    old, new = loaded("old"), loaded("new", **done([line for line in lines if line[0] != " "]))
    assert [str(change) for change in m.diff(old, new)] == [line[2:] for line in lines if line[0] == " "]
    assert len(m.diff(new, old)) == len(m.diff(old, new))


def test_nothing_is_said_of_rows_or_columns_that_moved(loaded):
    shuffled = {}
    for name, rows in (TABLES | BASE).items():
        body, places = list(rows[1:]), list(range(len(rows[0])))
        random.Random(1).shuffle(body)
        random.Random(2).shuffle(places)
        shuffled[name] = [tuple(row[place] for place in places) for row in [rows[0], *body]]
    assert m.diff(loaded("old"), loaded("new", **shuffled)) == []


ATOP = [("ATOP", "PACT", "AAA", start, "", "member", "") for start in ("2000", "2010")]
LATER = [(*row[:4], "2019" if row is ATOP[1] else "2009", *row[5:]) for row in ATOP]
COW = {"state": "cow", "AAA": "600"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        # A row that stands twice and then once has gone once.
        (
            {"evidence": [*TABLES["evidence"], TABLES["evidence"][-1]]},
            {},
            ["PACT: Treaty signed; gazette gives 10 January 2000 (removed)"],
        ),
        # Rows of one key find their successors in any order.
        (
            {"codings": [CODINGS[0], *ATOP]},
            {"codings": [CODINGS[0], *reversed(LATER)]},
            [f"Aland, PACT, in ATOP: end {year} (added)" for year in ("2009", "2019")],
        ),
        # A column that one side lacks is empty there.
        (
            {},
            {"states": [(*row, COW.get(row[0], "")) for row in TABLES["states"]]},
            ["state AAA: cow '600' (added)"],
        ),
    ],
)
def test_rows_are_matched_as_they_stand(loaded, before, after, said):
    assert [str(change) for change in m.diff(loaded("old", **before), loaded("new", **after))] == said


def test_a_change_holds_what_a_machine_needs(loaded):
    new = loaded("new", **done(["~ states AAA; name=Alandia", "+ states DDD,Dalmatia,"]))
    changed, added = m.diff(loaded("old"), new)
    assert (changed.table, changed.id, changed.change) == ("states", "AAA", "changed")
    assert (changed.before, changed.after) == ({"name": "Aland"}, {"name": "Alandia"})
    assert (added.id, added.change, added.before, added.after["name"]) == ("DDD", "added", {}, "Dalmatia")


def test_a_later_day_of_the_projects_own_tables_adds_what_happened_since():
    said = [str(change) for change in m.diff(m.load(as_of="2024-02-21"), m.load(as_of="2024-02-22"))]
    assert "CSTO: verified to 22 February 2024, was 21 February 2024" in said
    assert "Armenia, CSTO: participation frozen from 22 February 2024 (added)" in said

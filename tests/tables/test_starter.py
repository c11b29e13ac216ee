"""The tables to start from: sound as they come, and sound after a stranger has edited them."""

import re

import pandas as pd
import pytest

import membership as m
from membership.derive.answers import who_was_in
from membership.tables.loading import schemas
from membership.tables.starter import TABLES, starter

TODAY = "2020-12-31"


@pytest.fixture(scope="module")
def vocabulary():
    return m.load().actions


@pytest.fixture
def folder(tmp_path, vocabulary):
    for name, text in starter("ASEAN", "", vocabulary, TODAY).items():
        (tmp_path / name).write_text(text, encoding="utf-8", newline="\n")
    return tmp_path


def edit(folder, table, *lines):
    """Replace the rows of a table, as somebody with a text editor does."""
    path = folder / f"{table}.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0]
    rows = [line + "," * (header.count(",") - line.count(",")) for line in lines]
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")


def test_as_it_comes_it_is_sound_shows_what_can_happen_and_is_plainly_invented(folder, vocabulary):
    assert m.check(folder) == []
    tables = m.load(folder)
    frame = m.spells(tables, "ASEAN")
    assert frame["state"].value_counts().to_dict() == {"XXA": 1, "XXB": 2, "XXC": 1}
    assert set(frame["start"].str.len()) | set(frame["end"].str.len()) == {0, 4, 7, 10}
    assert frame["until"].astype(str).unique().tolist() == [TODAY]
    assert m.offered(tables, "ASEAN") == ("signed", "in_force", "participating")
    # ISO 3166 leaves XAA to XZZ to its users: no state has or will have such a code.
    assert tables.states["state"].str.fullmatch("X[A-Z]{2}").all()
    for rows in (tables.organizations, tables.states, tables.sources):
        assert rows["note"].str.startswith("Placeholder").all()
    assert tables.actions.equals(vocabulary)


def test_after_a_strangers_edit_everything_follows(folder):
    edit(folder, "organizations", "ASEAN,League of Three,1950-04,1950-04,,2019-12-31,,")
    edit(folder, "states", "AND,Andorra", "MCO,Monaco", "SMR,San Marino")
    edit(
        folder,
        "membership",
        "A1,ASEAN,AND,signature,1950-04",
        "M1,ASEAN,MCO,signature,1950-04",
        "M2,ASEAN,MCO,withdrawal,1971-07",
    )
    assert m.check(folder) == []
    frame = m.spells(m.load(folder), "ASEAN")
    assert frame[["state", "start", "end"]].to_numpy().tolist() == [
        ["AND", "1950-04", ""],
        ["MCO", "1950-04", "1971-07"],
    ]


def test_the_evidence_that_the_readme_shows_fits(folder):
    shown = re.search(r"```\n(fact,.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)[1]
    (folder / "evidence.csv").write_text(shown, encoding="utf-8")
    proven = shown.splitlines()[1].split(",")[0]
    unproven = {fault.value for fault in m.check(folder)}
    assert unproven == set(pd.read_csv(folder / "membership.csv")["fact"]) - {proven}
    assert {fault.problem for fault in m.check(folder)} == {"has no evidence"}


def test_the_readme_explains_every_column_and_action_and_asks_what_works(folder, vocabulary):
    readme = (folder / "README.md").read_text(encoding="utf-8")
    for table in TABLES:
        section = readme.split(f"### {table}.csv\n", 1)[1].split("\n### ", 1)[0]
        for entry in schemas()[table]["fields"]:
            (line,) = (row for row in section.splitlines() if row.startswith(f"- `{entry['name']}`: "))
            assert entry["description"] in line
            assert ("May be empty." in line) is not entry["constraints"]["required"]
            assert all(f"`{word}`" in line for word in entry["constraints"].get("enum", ()))
    for column in ("signed", "participating"):
        for action in vocabulary.loc[vocabulary[column] != "", "action"]:
            assert f"`{action}`" in readme
    organization, day = re.search(r"membership members (\S+) (\S+) --data \.", readme).groups()
    assert who_was_in(m.load(folder), organization, "signed", day)
    line, column = map(int, re.search(r"membership\.csv:(\d+):(\d+):", readme).groups())
    rows = (folder / "membership.csv").read_text(encoding="utf-8").splitlines()
    assert rows[line - 1].split(",")[column - 1] == "2005-06"


@pytest.mark.parametrize(
    ("organization", "name", "said"),
    [
        ("A SEAN", "", "'A SEAN' is not of the form of organization; expected letters A to Z, digits"),
        ("", "", "organization is required"),
        ("ASEAN", "=1+1", "begins like a spreadsheet formula"),
        ("ASEAN", " padded", "begins or ends with a space"),
    ],
)
def test_what_no_table_can_hold_is_refused(vocabulary, organization, name, said):
    with pytest.raises(ValueError, match=said):
        starter(organization, name, vocabulary, TODAY)

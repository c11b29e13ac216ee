"""Some organizations out of many: sound tables of their own, and what the report is asked to build."""

import pandas as pd
import pytest

import membership as m
from membership.__main__ import main
from membership.cli import reporting
from membership.tables.selection import files_of, selected
from tests.small import TABLES, write


@pytest.fixture(scope="module")
def tables():
    return m.load()


@pytest.mark.parametrize("organizations", [["NATO"], ["CSTO"], ["WTO", "CIS"]], ids=" ".join)
def test_a_selection_is_sound_and_says_the_same(tables, organizations, tmp_path):
    for name, text in files_of(selected(tables, organizations)).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert m.check(tmp_path) == []
    some = m.load(tmp_path)
    assert some.organizations["organization"].tolist() == organizations
    assert set(some.states["state"]) < set(tables.states["state"])
    for one in organizations:
        pd.testing.assert_frame_equal(m.spells(some, one), m.spells(tables, one))


def test_what_needs_something_that_is_left_out_is_left_out_too(tmp_path):
    header, pact = TABLES["organizations"]
    instruments = [("instrument", "organization", "name", "label", "act", "note")]
    bindings = [("instrument", "state", "step", "fact", "source", "note")]
    for one in ("PACT", "BLOC"):
        instruments.append((f"{one}-treaty", one, "A treaty", "Treaty", "", ""))
        bindings.append((f"{one}-treaty", "AAA", "signed", "PACT-AAA-signed", "", ""))
    bloc = ("BLOC", "The Bloc", *pact[2:7], "", "")
    # An act of nobody's own is that of those whose states took it.
    dates = [(*row[:1], "", *row[2:]) if row[0] == "PACT-treaty" else row for row in TABLES["dates"]]
    own = {"organizations": [header, pact, bloc], "instruments": instruments, "bindings": bindings}
    tables = m.load(write(tmp_path, **own, dates=dates))
    some = selected(tables, ["PACT"])
    assert some.bindings["instrument"].tolist() == ["PACT-treaty"]
    assert some.dates["fact"].tolist() == ["PACT-treaty", "PACT-summit-planned"]
    assert selected(tables, ["BLOC"]).dates.empty


def test_an_unknown_organization_is_told_with_the_one_that_was_meant(tables):
    with pytest.raises(ValueError, match="did you mean 'NATO'"):
        selected(tables, ["nato"])


@pytest.mark.parametrize(
    ("count", "asked", "about", "compared"),
    [
        (3, [], None, 3),
        (3, ["O002"], "O002", 3),
        (3, ["O002", "O001"], "O002", 2),
        (20, [], "O000", 1),
        (20, ["O007"], "O007", 1),
        (20, ["O007", "O003", "O001"], "O007", 3),
    ],
)
def test_of_many_organizations_only_those_asked_for_are_compared(
    monkeypatch, tmp_path, count, asked, about, compared
):
    rows = "".join(f"O{number:03},State {one},1990\n" for number in range(count) for one in "AB")
    (tmp_path / "many.csv").write_text(f"organization,state,start\n{rows}")
    main(["import", str(tmp_path / "many.csv"), str(tmp_path / "many")])
    built = []

    def build(**given):
        built.append((given["organization"], len(m.load(given["data"]).organizations)))
        return 0

    monkeypatch.setattr(reporting, "run", build)
    named = ["--organization", *asked] if asked else []
    assert main(["report", "--data", str(tmp_path / "many"), "--out", str(tmp_path / "out"), *named]) == 0
    assert built == [(about, compared)]

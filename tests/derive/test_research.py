"""What a researcher asks is answered in the README, and the answers are what the tables give."""

from __future__ import annotations

import csv
import re
from itertools import combinations

import pandas as pd
import pytest

import membership as m
from membership.derive.export import export_spells
from tests.cli.test_commands import run
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## For R, Stata and spreadsheets")[1].split("\n## ")[0]


def test_the_allied_dyad_years_are_those_of_a_count_by_hand_and_of_the_file(ours, capsys, tmp_path):
    stated = map(int, re.search(r"By signature (\d+), in force (\d+)", SECTION).groups())
    for definition, number in zip(("signed", "in_force"), stated, strict=True):
        spells = m.spells(ours, "CSTO", definition)
        # Between two of these days nothing changes.
        turns = {*m.change_points(spells), *pd.date_range("1992-01-01", "2025-01-01", freq="YS")}
        together = set()
        for day in turns:
            members = m.members_on(spells, day)
            pairs = combinations(sorted(members.loc[members["certain"], "state"]), 2)
            together |= {(day.year, *pair) for pair in pairs if 1992 <= day.year <= 2025}
        assert len(together) == number
        file = tmp_path / f"{definition}.csv"
        asked = ("--organization", "CSTO", "--definition", definition, "--unit", "year", "--out", file)
        assert run(capsys, "export", "dyads", *asked)[0] == 0
        rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
        assert sum(1992 <= int(row["year"]) <= 2025 and int(row["days"]) > 0 for row in rows) == number


def test_nine_until_1999_hangs_on_as_many_days_as_it_says(ours):
    doubted, days = re.search(
        r"on (\d+) of its ([\d,]+) days a source gives another number", SECTION
    ).groups()
    frame, band = m.spells(ours, "CSTO"), m.source_range(ours, "CSTO")
    days_of_term = pd.date_range(frame["start_earliest"].min(), "1999-04-20")
    count = m.member_count(frame).reindex(days_of_term, method="ffill")
    nine = count.index[count == 9]
    assert len(nine) == int(days.replace(",", ""))
    assert (band.reindex(nine, method="ffill") != 9).any(axis=1).sum() == int(doubted)
    assert m.plateaus(ours, "CSTO").set_index("last_day").loc["1999-04-20", "members"] == 9


def test_its_edtf_is_what_the_export_gives(ours):
    spells = export_spells(ours, definition="signed", dates="edtf")["dates"].to_list()
    for text in re.findall(r"`(\d{4}[\d-]*/[\d.-]+)`", SECTION):
        assert text in spells


@pytest.mark.parametrize("name", re.findall(r"^\| `(?!python)(\w+)", SECTION, re.MULTILINE))
def test_every_export_of_the_table_is_there(capsys, name):
    assert run(capsys, "export", name, "--help")[0] == 0

"""The flat files: what a person counting days by hand would get, in a form that R and Stata open."""

import csv
import io
import re

import pandas as pd
import pytest

import membership as m
from membership.derive.export import export_panel, export_spells
from membership.intervals.bounds import BOUNDS
from membership.intervals.periods import UNITS
from tests.small import TABLES, write

# Words that Stata does not take as the name of a variable.
RESERVED = {"byte", "double", "float", "if", "in", "int", "long", "using", "with"}


def test_every_definition_that_is_offered_has_its_spells(small):
    frame = export_spells(small)
    assert frame.groupby("definition", sort=False).size().to_dict() == {
        "signed": 4,
        "in_force": 4,
        "participating": 4,
    }
    assert ",".join(map(str, frame.iloc[1])) == (
        "PACT,BBB,Borduria,,,signed,2000-01-10,2005-01-11,2000-01-10,2000-01-10,2005-01-11,2005-01-11,"
        "PACT-BBB-signed,PACT-BBB-expired,1,2020-12-31,"
    )
    assert list(frame.columns) == [
        *("organization", "state", "name", "cow", "gw", "definition", "start", "end", *BOUNDS),
        *("start_fact", "end_fact", "disputed", "verified_to", "doubt_fact"),
    ]


def test_what_is_not_offered_by_all_is_left_out_unless_asked_for(small):
    assert set(export_spells(small, definition="in_force")["organization"]) == {"PACT"}
    assert export_spells(small, definition="chartered").empty
    with pytest.raises(ValueError, match="'PAKT' is not an organization"):
        export_spells(small, "PAKT")


def told(panel, state, **period):
    rows = panel[panel["state"] == state]
    for name, value in period.items():
        rows = rows[rows[name] == value]
    (row,) = rows[["days", "days_possible", "first_day", "last_day", "complete"]].itertuples(index=False)
    return tuple(row)


def test_a_year_and_a_month_count_by_their_days(small):
    panel = export_panel(small, "PACT")
    assert told(panel, "BBB", year=2000) == (357, 357, 0, 1, 1)
    assert told(panel, "BBB", year=2005) == (10, 10, 1, 0, 1)
    assert told(panel, "CCC", year=2002) == (1, 365, 0, 1, 1)  # some day in 2002
    assert told(panel, "AAA", year=2020) == (366, 366, 1, 1, 1)
    assert not ((panel["state"] == "BBB") & panel["year"].isin([2006, 2007])).any()
    panel = export_panel(small, "PACT", unit="month")
    assert told(panel, "BBB", year=2008, month=12) == (1, 31, 0, 1, 1)
    assert told(panel, "CCC", year=2010, month=6) == (30, 30, 1, 1, 1)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("definition", ["signed", "participating"])
def test_days_are_those_on_which_members_are_counted(small, unit, definition):
    panel = export_panel(small, "PACT", definition, unit)
    spells = m.spells(small, "PACT", definition)
    days = pd.date_range("2000-01-01", "2020-12-31", freq="D")
    counts = m.member_range(spells).reindex(days, method="ffill").fillna(0)
    assert panel["days"].sum() == counts["lowest"].sum()
    assert panel["days_possible"].sum() == counts["highest"].sum()


def test_nothing_in_is_a_header_out(small):
    for export in (export_panel, export_spells):
        assert export(small, definition="chartered").to_csv(index=False).count("\n") == 1


@pytest.mark.parametrize("frame", [export_spells, export_panel])
def test_the_file_opens_in_r_and_stata(frame):
    text = frame(m.load()).to_csv(index=False, lineterminator="\n")
    assert "\r" not in text
    assert text.endswith("\n")
    header, *rows = csv.reader(io.StringIO(text), strict=True)
    assert {len(row) for row in rows} == {len(header)}
    for name in header:
        assert re.fullmatch(r"[a-z][a-z0-9_]{0,31}", name), name
        assert name not in RESERVED | {"NA", "NULL"}
    assert not {"NA", "NaN", "NaT", "nan", "None", "<NA>"} & {cell for row in rows for cell in row}


EDTF = re.compile(r"\d{4}(-\d\d(-\d\d)?)?/(\d{4}(-\d\d(-\d\d)?)?|\.\.)")


def test_edtf_gives_the_last_day_in_and_an_open_end(small):
    frame = export_spells(small, "PACT", "signed", dates="edtf")
    assert dict(zip(frame["start_fact"], frame["dates"], strict=True)) == {
        "PACT-AAA-signed": "2000-01-10/..",
        "PACT-BBB-signed": "2000-01-10/2005-01-10",
        "PACT-CCC-signed": "2002/2010-06-30",
        "PACT-BBB-returned": "2008-12/..",
    }
    assert not {"start", "end", "end_latest"} & set(frame)


def test_edtf_says_of_every_spell_what_its_ends_say(ours):
    plain, frame = export_spells(ours), export_spells(ours, dates="edtf")
    for (start, end), text in zip(
        plain[["start", "end"]].itertuples(index=False), frame["dates"], strict=True
    ):
        assert EDTF.fullmatch(text)
        first, last = text.split("/")
        assert (first, last == "..") == (start, end == "")
        if len(end) == 10:
            assert pd.Timestamp(last) + pd.Timedelta(days=1) == pd.Timestamp(end)


def test_edtf_leaves_out_a_spell_without_a_day(tmp_path):
    rows = [(*row[:4], "2002-01-01", *row[5:]) if row[2] == "CCC" else row for row in TABLES["membership"]]
    proof = [row for row in TABLES["evidence"] if "-CCC-" not in row[0]]
    proof += [(row[0], "unverified", "dates", row[4], "", "") for row in rows if row[2] == "CCC"]
    tables = m.load(write(tmp_path, membership=rows, evidence=proof))
    assert "CCC" in set(export_spells(tables, "PACT", "signed")["state"])
    assert "CCC" not in set(export_spells(tables, "PACT", "signed", dates="edtf")["state"])
    with pytest.raises(ValueError, match="'excel' is not a form of dates; expected one of iso, edtf"):
        export_spells(tables, dates="excel")

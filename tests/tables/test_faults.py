"""How a fault reads, and what a slip is taken for."""

import pytest

import membership as m
from membership.tables import faults
from membership.tables.faults import SHOWN, Fault, Words, near, nearest, told


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            Fault("data/x.csv", 17, 5, "1992-02-30", "is not a date", "expected YYYY-MM-DD"),
            "data/x.csv:17:5: '1992-02-30' is not a date; expected YYYY-MM-DD",
        ),
        (Fault("x.csv", 1, 2, "", "is empty"), "x.csv:1:2: '' is empty"),
        (Fault("x.csv", 1, 2, "a", "is spare", warning=True), "x.csv:1:2: warning: 'a' is spare"),
        # A value is shown so that it can be seen and harms no terminal.
        (Fault("x.csv", 1, 1, "\x1b[31mr\u202e\n", "is odd"), "x.csv:1:1: '\\x1b[31mr\\u202e\\n' is odd"),
        (Fault("x.csv", 1, 1, "x" * 80, "is long"), f"x.csv:1:1: '{'x' * 80}' is long"),
        (Fault("x.csv", 1, 1, "x" * 200, "is long"), f"x.csv:1:1: '{'x' * 77}...' is long"),
    ],
)
def test_every_fault_reads_place_value_problem_remedy(fault, said):
    assert str(fault) == said


def test_faults_sort_by_file_then_line_then_column_as_numbers():
    places = [("b.csv", 1, 1), ("a.csv", 10, 1), ("a.csv", 9, 12), ("a.csv", 9, 2)]
    faults = sorted(Fault(*place, "", "") for place in places)
    assert [(f.file, f.line, f.column) for f in faults] == sorted(places)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GOE", "GEO"),
        ("uzb", "UZB"),
        ("naem", "name"),
        ("organisation", "organization"),
        ("ratifcation", "ratification"),
        ("CSTO-UZB-suspnded", "CSTO-UZB-suspended"),
        ("Verified_to", "verified_to"),
        ("XQZ", ""),
        ("us", ""),
        ("CSTO-AZE-signed", ""),  # an id of its own, not a slip for Georgia's
        ("membership", ""),
        ("", ""),
    ],
)
def test_a_slip_is_taken_for_the_word_it_resembles(written, meant):
    known = ["GEO", "UZB", "name", "organization", "ratification", "verified_to", "CSTO-UZB-suspended"]
    known += ["CSTO-GEO-signed"]
    assert nearest(written, known) == meant
    assert near(written, known) == (f"did you mean {meant!r}?" if meant else "")


def test_of_many_faults_the_first_are_told_and_the_others_counted_by_kind():
    faults = [Fault("x.csv", line, 2, str(line), "is not a date") for line in range(2, 1002)]
    faults += [Fault("y.csv", 1, 1, "", "is empty")]
    *single, dates, empty = told(faults)
    assert single == [str(fault) for fault in faults[:SHOWN]]
    assert dates == f"x.csv: {1000 - SHOWN} more of the kind: column 2 is not a date"
    assert empty == "y.csv: 1 more of the kind: column 1 is empty"
    error = m.TableError(iter(faults))
    assert error.faults == tuple(faults)
    assert str(error).splitlines() == [*single, dates, empty]
    assert isinstance(error, ValueError)


@pytest.mark.parametrize(
    "slip", ["O123AB-joined", "O123-AA-joined", "O123-AB-jioned", "O123-AB-joinedd", "o123-ab-joined"]
)
def test_one_slip_is_forgiven_among_many_words(slip, monkeypatch):
    monkeypatch.setattr(faults, "get_close_matches", None)  # which would compare each with each
    known = Words(f"O{number}-AB-joined" for number in range(100, 200))
    assert known.nearest(slip).startswith("O12")
    assert known.nearest("O123-XY-joined") == ""

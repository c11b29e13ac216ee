"""Faults of form: each with file, line, column and value, none with a follow-on, never a traceback."""

from pathlib import Path

import pytest

import membership as m
from tests.small import write

HEADER = "state,name,note\n"
ROWS = "AAA,Aland,\nBBB,Borduria,\nCCC,Carpania,\n"
SOUND = HEADER + ROWS


def told(folder):
    """Return every fault of a folder: file, line, column, value."""
    return [(Path(f.file).name, f.line, f.column, f.value) for f in m.check(folder)]


def in_states(tmp_path, content):
    """Return the faults of the small tables with another states.csv."""
    folder = write(tmp_path)
    (folder / "states.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    return m.check(folder)


of = SOUND.replace
FOREIGN = of("land", "länd").replace("dur", "dür").encode("cp1252")
FAULTS = (
    ("", (1, 1), "", "is an empty file; expected a header row: state, name"),
    (of(",", ";"), (1, 1), "state;name;note", "semicolon; save"),
    (of(",", "\t"), (1, 1), "state\tname\tnote", "is a tab; save"),
    (of(",", "|"), (1, 1), "state|name|note", "vertical bar"),
    ("state\nAAA\nBBB\nCCC\n", (1, 1), "state", "is the only column"),
    ("state,note\nAAA,\n", (1, 2), "name", "is a column that is missing"),
    (of("name", "naem", 1), (1, 2), "naem", "did you mean 'name'?"),
    (of("name", " name", 1), (1, 2), " name", "did you mean 'name'?"),
    (of("state", "State", 1), (1, 1), "State", "did you mean 'state'?"),
    (of(",note", ",note,note").replace(",\n", ",,\n"), (1, 4), "note", "twice"),
    (of("\n", ",\n"), (1, 4), "", "without a name"),
    ("\ufeff" + SOUND, (1, 1), "\ufeff", "save the file as UTF-8 without BOM"),
    (of("\n", "\r\n"), (1, 1), "\r", "LF alone"),
    (of("\n", "\r"), (1, 1), "\r", "LF alone"),
    (of("Aland,\n", 'Aland,"Two\nlines"\r\n'), (3, 1), "\r", "LF alone"),
    (SOUND.encode("utf-16"), (1, 1), "UTF-16", "save it as UTF-8"),
    (SOUND.encode("utf-16-le"), (1, 1), "UTF-16", "save it as UTF-8"),
    (SOUND.encode("utf-16-be"), (1, 1), "UTF-16", "save it as UTF-8"),
    (of("\n", "\r\n").encode("utf-16"), (1, 1), "UTF-16", "save it"),
    (of("AAA,Aland,", 'AAA,"A, a",Åland').encode("cp1252"), (2, 3), "Åland", "not UTF-8; expected UTF-8"),
    (FOREIGN, (2, 2), "Aländ", "is not UTF-8, nor is 1 more cell"),
    (FOREIGN.replace(b"pan", b"p\xe4n"), (2, 2), "Aländ", "nor are 2 more cells; expected"),
    (of("Aland", "5 €").encode("cp1252"), (2, 2), "5 €", "Windows-1252"),  # the lowest byte
    (of("Aland", "ÿ").encode("cp1252"), (2, 2), "ÿ", "Windows-1252"),  # the highest
    (of("Aland", "Al\0and"), (2, 2), "Al\0and", "NUL"),
    (of(",Aland", ',"Aland'), (2, 2), '"Aland,', "not closed"),
    (of("Carp", '"Carp'), (4, 2), '"Carpania,', "not closed"),
    (of("Aland", '"Al"and'), (2, 2), '"Al"and,', "after its closing quote"),
    (of("Aland,", '"two\nlines","x" y'), (3, 3), '"x" y', "after its closing quote"),
    (of("BBB", "\nBBB"), (3, 1), "", "is a blank line; delete"),
    ("\n" + SOUND, (1, 1), "", "is a blank line"),
    (SOUND + "\n", (5, 1), "", "is a blank line"),
    (SOUND + "  \n", (5, 1), "  ", "is a blank line"),
    (SOUND + ",,\n", (5, 1), ",,", "is a blank line"),
    (of("d,", "d,,x"), (2, 4), "x", "4 cells, and the header has 3"),
    (
        of("d,", "d"),
        (2, 2),
        "Aland",
        "2 cells, and the header has 3 columns; an empty cell still has its comma",
    ),
    (SOUND + 'DDD,"x\nEEE,"\n', (5, 2), "x\nEEE,", "is its quote closed?"),
    (SOUND + "AAA,Aland,\n", (5, 1), "AAA", "line 2 already; state must be"),
    (of("Aland", "Aland "), (2, 2), "Aland ", "with a space; delete it"),
    (of("AAA", "\tAAA"), (2, 1), "\tAAA", "with a space"),
    (of("AAA", "\xa0AAA"), (2, 1), "\xa0AAA", "with a space"),
    *(
        (of("Aland", cell), (2, 2), cell, "spreadsheet formula; no cell")
        for cell in ("=1+1", "@x", "+x", "-x")
    ),
    (of("Aland", ""), (2, 2), "", "name is required; Name in English"),
    (SOUND + "D.d,D,\n", (5, 1), "D.d", "expected letters A to Z, digits"),
    *(
        (of("Aland", f"Al{sign}and"), (2, 2), f"Al{sign}and", f"a sign that is not seen, U+{ord(sign):04X}")
        for sign in "\u202e\u2066\t\x1b"
    ),
    (of("Aland", '"Al\nand"'), (2, 2), "Al\nand", "has a line break"),
)


@pytest.mark.parametrize(("content", "place", "value", "said"), FAULTS)
def test_a_fault_of_form_names_its_place_and_nothing_else_is_said(tmp_path, content, place, value, said):
    (fault,) = in_states(tmp_path, content)
    assert (Path(fault.file).name, fault.line, fault.column, fault.value) == ("states.csv", *place, value)
    assert said in str(fault)
    assert ("quote closed" in str(fault)) is ("\nEEE" in value)
    assert not fault.warning


def test_a_column_that_the_codebook_does_not_know_is_a_warning(tmp_path):
    (fault,) = in_states(tmp_path, SOUND.replace("note\n", "note,flag\n").replace(",\n", ",,\n"))
    assert (fault.line, fault.column, fault.value, fault.warning) == (1, 4, "flag", True)
    assert m.load(tmp_path).states["flag"].tolist() == ["", "", ""]


def test_what_a_spreadsheet_saves_is_told_fault_by_fault(tmp_path):
    content = ("\ufeff" + SOUND.replace(",", ";").replace("\n", "\r\n")).encode()
    assert [(fault.line, fault.column, fault.value) for fault in in_states(tmp_path, content)] == [
        (1, 1, "\r"),
        (1, 1, "state;name;note"),
        (1, 1, "\ufeff"),
    ]


def test_one_cell_may_have_two_faults(tmp_path):
    folder = write(tmp_path)
    path = folder / "organizations.csv"
    path.write_text(path.read_text().replace("2000-01-10", " 10.01.2000"))
    found = [(fault.line, fault.column, fault.value) for fault in m.check(folder)]
    assert found == [(2, 3, " 10.01.2000"), (2, 3, "10.01.2000")]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.01.2000", "; write 2000-01-15"),
        ("01/15/2000", "; write 2000-01-15"),
        ("15.05.1992", "; write 1992-05-15"),
        ("05/15/1992", "; write 1992-05-15"),
        ("10/01/2000", "; write 2000-01-10 or 2000-10-01, whichever is meant"),
        ("2000/1/10", "; write 2000-01-10"),
        ("2000-1-10", "; write 2000-01-10"),
        ("2000-13-01", "; a month is 01 to 12"),
        ("2001-02-29", "; February 2001 has 28 days"),
        ("0000-01-01", "where these tables begin: write it in the note"),
        ("30.02.2000", "YYYY-MM-DD"),
        ("yesterday", "YYYY-MM-DD"),
    ],
)
def test_a_date_in_another_format_says_which_is_meant_if_it_can_be_one(tmp_path, written, meant):
    folder = write(tmp_path)
    path = folder / "membership.csv"
    row = "PACT-AAA-signed,PACT,AAA,signature,"
    path.write_text(path.read_text().replace(f"{row}2000-01-10", row + written))
    (fault,) = m.check(folder)
    assert (Path(fault.file).name, fault.line, fault.column, fault.value) == ("membership.csv", 2, 5, written)
    assert fault.problem == "is not a date"
    assert f"{fault.remedy};".startswith("expected YYYY, YYYY-MM or YYYY-MM-DD;")
    assert fault.remedy.endswith(meant)


def test_a_missing_table_says_nothing_of_what_refers_to_it(tmp_path):
    folder = write(tmp_path)
    (folder / "states.csv").unlink()
    assert told(folder) == [("states.csv", 1, 1, "states.csv")]


def test_a_misspelt_file_name_is_noticed(tmp_path):
    folder = write(tmp_path)
    (folder / "evidence.csv").rename(folder / "evidense.csv")
    (fault,) = m.check(folder)
    assert (Path(fault.file).name, fault.value, fault.warning) == ("evidense.csv", "evidense.csv", True)
    assert fault.remedy == "did you mean 'evidence.csv'?"


def test_a_folder_in_the_place_of_a_table(tmp_path):
    folder = write(tmp_path)
    (folder / "evidence.csv").unlink()
    (folder / "evidence.csv").mkdir()
    (fault,) = m.check(folder)
    assert str(fault) == f"{folder}/evidence.csv:1:1: 'evidence.csv' is a directory; expected a CSV file"


def test_a_table_that_cannot_be_read_says_why(tmp_path, monkeypatch):
    folder, read = write(tmp_path), Path.read_bytes

    def refuse(path):
        if path.name == "sources.csv":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (fault,) = m.check(folder)
    assert (Path(fault.file).name, fault.value) == ("sources.csv", "sources.csv")
    assert fault.problem == "cannot be read (Permission denied)"


@pytest.mark.parametrize(("name", "problem"), [("nowhere", "does not exist"), ("states.csv", "is a file")])
def test_a_folder_that_is_none(tmp_path, name, problem):
    (fault,) = m.check(write(tmp_path) / name)
    assert fault.value == str(tmp_path / name)
    assert str(fault).startswith(f"{tmp_path / name}: ")  # which has no lines
    assert problem in fault.problem


def test_lines_stay_right_after_cells_with_line_breaks(tmp_path):
    content = HEADER + 'AAA,Aland,"two\nlines"\nBBB,Borduria,"three\n\nlines"\nCCC ,Carpania,\n'
    assert [(fault.line, fault.column, fault.value) for fault in in_states(tmp_path, content)] == [
        (7, 1, "CCC ")
    ]


def test_a_cell_may_be_very_long(tmp_path):
    assert in_states(tmp_path, SOUND.replace("Aland", "Aland " + "x" * 200_000)) == []


def test_rows_after_a_bad_quote_are_checked_too(tmp_path):
    content = HEADER + 'AAA,"Aland,\nBBB,"Borduria,\nCCC,Carpania ,\nDDD,,\n'
    assert [(fault.line, fault.column, fault.value) for fault in in_states(tmp_path, content)] == [
        (2, 2, '"Aland,'),
        (3, 2, '"Borduria,'),
        (4, 2, "Carpania "),
        (5, 2, ""),
    ]


def test_a_row_with_cells_out_of_place_is_told_once(tmp_path):
    folder = write(tmp_path)
    path = folder / "membership.csv"
    path.write_text(path.read_text().replace("PACT,CCC,signature,2002", "PACT,CCC,2002"))
    assert told(folder) == [("membership.csv", 8, 6, "")]


def test_a_row_that_lacks_its_last_commas_still_counts(tmp_path):
    folder = write(tmp_path)
    path = folder / "membership.csv"
    path.write_text(path.read_text() + "PACT-CCC-gone,PACT,CCC,withdrawal,2011\n")
    assert told(folder) == [
        ("membership.csv", 10, 1, "PACT-CCC-gone"),  # no evidence
        ("membership.csv", 10, 4, "withdrawal"),  # closes what is closed
        ("membership.csv", 10, 5, "2011"),  # two commas too few
    ]


def test_an_optional_column_may_be_left_out(tmp_path):
    row = ("ATOP", "PACT", "AAA", "2000", "", "member", "")
    header = ("dataset", "organization", "state", "start", "end", "status", "note")
    assert m.check(write(tmp_path, codings=[header, row])) == []


def test_faults_come_sorted_and_only_once(tmp_path):
    found = in_states(tmp_path, "state,name,note\nAAA ,Aland,\nBBB, Borduria,\nCCC,Carpania,\n")
    assert [(fault.line, fault.column) for fault in found] == [(2, 1), (3, 2)]
    assert found == sorted(set(found))


def test_a_file_full_of_wrong_quotes_is_given_up_and_nothing_is_said_of_the_rest(tmp_path):
    folder = write(tmp_path)
    path = folder / "membership.csv"
    header = path.read_text().splitlines()[0]
    path.write_text(
        "\n".join([header, *(f'F{number},PACT,AAA,"signature"x,2000,,' for number in range(5000))])
    )
    faults = m.check(folder)
    assert 250 < len(faults) < 400
    assert "nothing after it is read" in faults[-1].problem + faults[-2].problem

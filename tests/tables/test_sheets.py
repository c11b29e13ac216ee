"""Faults of form: each with file, line, column and value, none with a follow-on, never a traceback."""

from pathlib import Path

import pytest

import membership as m
from tests.small import places, spoil, write

HEADER = "state,name,note\n"
ROWS = "AAA,Aland,\nBBB,Borduria,\nCCC,Carpania,\n"
SOUND = HEADER + ROWS


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
    ("state,name,note,state\nAAA,A,,X\nBBB,B,,Y\nCCC,C,,Z\n", (1, 4), "state", "twice"),
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
    (of("d,", "d"), (2, 2), "Aland", "has 3 columns; an empty cell still has its comma"),
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


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (
            "\ufeff" + SOUND.replace(",", ";").replace("\n", "\r\n"),
            [(1, 1, "\r"), (1, 1, "state;name;note"), (1, 1, "\ufeff")],
        ),
        # Lines stay right after cells with line breaks.
        (HEADER + 'AAA,Aland,"two\nlines"\nBBB,Borduria,"a\n\nb"\nCCC ,Carpania,\n', [(7, 1, "CCC ")]),
        # Rows after a bad quote are checked too.
        (
            HEADER + 'AAA,"Aland,\nBBB,"Borduria,\nCCC,Carpania ,\nDDD,,\n',
            [(2, 2, '"Aland,'), (3, 2, '"Borduria,'), (4, 2, "Carpania "), (5, 2, "")],
        ),
        (HEADER + "AAA ,Aland,\nBBB, Borduria,\nCCC,Carpania,\n", [(2, 1, "AAA "), (3, 2, " Borduria")]),
        (SOUND.replace("Aland", "Aland " + "x" * 200_000), []),
    ],
    ids=["a spreadsheet's", "line breaks", "quotes", "spaces", "a long cell"],
)
def test_faults_are_told_one_by_one_in_their_order(tmp_path, content, found):
    assert [(fault.line, fault.column, fault.value) for fault in in_states(tmp_path, content)] == found


@pytest.mark.parametrize(
    ("table", "old", "new", "found"),
    [
        # One cell may have two faults.
        ("organizations", "2000-01-10", " 10.01.2000", [(2, 3, " 10.01.2000"), (2, 3, "10.01.2000")]),
        # Cells out of place are told once; a row that lacks its last commas still counts.
        ("membership", "CCC,signature,2002", "CCC,2002", [(8, 6, "")]),
        (
            "membership",
            "2010-07-01,,\n",
            "2010-07-01,,\nPACT-CCC-gone,PACT,CCC,withdrawal,2011\n",
            [(10, 1, "PACT-CCC-gone"), (10, 4, "withdrawal"), (10, 5, "2011")],
        ),
    ],
)
def test_what_a_slip_hides_and_what_not(tmp_path, table, old, new, found):
    assert places(spoil(write(tmp_path), table, old, new)) == [(f"{table}.csv", *place) for place in found]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.01.2000", "; write 2000-01-15"),
        ("10/01/2000", "; write 2000-01-10 or 2000-10-01, whichever is meant"),
        ("2000-13-01", "; a month is 01 to 12"),
        ("0000-01-01", "where these tables begin: write it in the note"),
        ("yesterday", "YYYY-MM-DD"),
    ],
)
def test_a_date_in_another_format_says_which_is_meant_if_it_can_be_one(tmp_path, written, meant):
    row = "PACT-AAA-signed,PACT,AAA,signature,"
    (fault,) = m.check(spoil(write(tmp_path), "membership", f"{row}2000-01-10", row + written))
    assert (Path(fault.file).name, fault.line, fault.column, fault.value) == ("membership.csv", 2, 5, written)
    assert fault.problem == "is not a date"
    assert f"{fault.remedy};".startswith("expected YYYY, YYYY-MM or YYYY-MM-DD;")
    assert fault.remedy.endswith(meant)


@pytest.mark.parametrize(
    ("name", "what", "said"),
    [
        ("states", Path.unlink, "states.csv:1:1: 'states.csv' is a table that is missing; expected a CSV"),
        (
            "evidence",
            lambda path: path.rename(path.with_name("evidense.csv")),
            "evidense.csv:1:1: warning: 'evidense.csv' is not a table of the codebook; it is not read; "
            "did you mean 'evidence.csv'?",
        ),
        (
            "evidence",
            lambda path: (path.unlink(), path.mkdir()),
            "evidence.csv:1:1: 'evidence.csv' is a directory; expected a CSV file",
        ),
    ],
    ids=["missing", "misspelt", "a folder"],
)
def test_a_table_that_is_not_there_is_told_and_nothing_of_what_refers_to_it(tmp_path, name, what, said):
    folder = write(tmp_path)
    what(folder / f"{name}.csv")
    (fault,) = m.check(folder)
    assert str(fault).startswith(f"{folder}/{said}")


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


def test_a_file_full_of_wrong_quotes_is_given_up_and_nothing_is_said_of_the_rest(tmp_path):
    rows = "".join(f'F{number},PACT,AAA,"signature"x,2000,,\n' for number in range(5000))
    faults = m.check(spoil(write(tmp_path), "membership", "act,note\n", f"act,note\n{rows}"))
    assert 250 < len(faults) < 400
    assert "nothing after it is read" in faults[-1].problem + faults[-2].problem

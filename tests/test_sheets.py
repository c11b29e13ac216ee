"""Faults of form: each with file, line, column and value, and never a traceback."""

import pytest

import membership as m
from tests.small import write

HEADER = "state,name,note\n"


def found(folder, table="states"):
    return [
        (fault.line, fault.column, fault.value, fault.problem, fault.remedy)
        for fault in m.check(folder)
        if fault.file.endswith(f"{table}.csv")
    ]


@pytest.mark.parametrize(
    ("content", "line", "column", "value", "said"),
    [
        (b"", 1, 1, "", "empty file"),
        (b"state;name;note\nAAA;Aland;\n", 1, 1, "state;name;note", "semicolon"),
        (b"state\tname\tnote\nAAA\tAland\t\n", 1, 1, "state\tname\tnote", "tab"),
        (b"state,note\nAAA,\n", 1, 2, "name", "missing"),
        (b"state,naem,note\nAAA,Aland,\n", 1, 2, "naem", "did you mean 'name'?"),
        (b"state,name,note,note\nAAA,Aland,,\n", 1, 4, "note", "twice"),
        (b"state,name,note,flag\nAAA,Aland,,\n", 1, 4, "flag", "does not know"),
        (b"\xef\xbb\xbfstate,name,note\nAAA,Aland,\n", 1, 1, "\ufeff", "without BOM"),
        (b"state,name,note\r\nAAA,Aland,\r\n", 1, 1, "\r", "LF alone"),
        (HEADER.encode() + b"AAA,\xc5land,\n", 2, 2, "Åland", "Windows-1252"),
        ((HEADER + "AAA,Aland,\n").encode("utf-16"), 1, 1, "UTF-16", "save it as UTF-8"),
        (HEADER.encode() + b'AAA,"Aland,\n', 2, 1, 'AAA,"Aland,', "quote"),
        (HEADER.encode() + b"\nAAA,Aland,\n", 2, 1, "", "blank line"),
        (HEADER.encode() + b"AAA,Al\0and,\n", 2, 2, "Al\0and", "NUL"),
        (HEADER.encode() + b"AAA,Aland,,\n", 2, 4, "", "4 cells"),
        (HEADER.encode() + b"AAA,Aland\n", 2, 2, "Aland", "2 cells"),
        (HEADER.encode() + b"AAA,Aland,\nAAA,Aland,\n", 3, 1, "AAA", "line 2 already"),
        (HEADER.encode() + b"AAA,Aland ,\n", 2, 2, "Aland ", "space"),
        (HEADER.encode() + b"AAA,@Aland,\n", 2, 2, "@Aland", "formula"),
        (HEADER.encode() + b"AAA,,\n", 2, 2, "", "required"),
    ],
)
def test_a_fault_of_form_names_its_place(tmp_path, content, line, column, value, said):
    folder = write(tmp_path)
    (folder / "states.csv").write_bytes(content)
    assert any(
        fault[:3] == (line, column, value) and said in f"{fault[3]}; {fault[4]}" for fault in found(folder)
    )


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("15.01.2000", "write 2000-01-15"),
        ("01/15/2000", "write 2000-01-15"),
        ("10/01/2000", "write 2000-01-10 or 2000-10-01"),
        ("2000/1/10", "write 2000-01-10"),
        ("2000-13-01", "a month is 01 to 12"),
        ("2001-02-29", "February 2001 has 28 days"),
        ("yesterday", "expected YYYY, YYYY-MM or YYYY-MM-DD"),
    ],
)
def test_a_date_in_another_format_says_which_is_meant_if_it_can_be_one(tmp_path, written, meant):
    folder = write(tmp_path)
    path = folder / "membership.csv"
    path.write_text(
        path.read_text().replace(
            "PACT-AAA-signed,PACT,AAA,signature,2000-01-10", f"PACT-AAA-signed,PACT,AAA,signature,{written}"
        )
    )
    (fault,) = [fault for fault in found(folder, "membership") if fault[2] == written]
    assert fault[:2] == (2, 5)
    assert meant in fault[4]


def test_a_missing_table_a_folder_in_its_place_and_a_missing_folder(tmp_path):
    folder = write(tmp_path)
    (folder / "states.csv").unlink()
    assert [fault[3] for fault in found(folder)] == ["is a table that is missing"]
    (folder / "states.csv").mkdir()
    assert [fault[3] for fault in found(folder)] == ["is a directory"]
    (fault,) = m.check(tmp_path / "nowhere")
    assert "does not exist" in fault.problem


def test_a_quoted_cell_with_a_line_break_keeps_the_line_numbers_right(tmp_path):
    folder = write(tmp_path)
    (folder / "states.csv").write_text(HEADER + 'AAA,Aland,"two\nlines"\nBBB,Borduria,\nCCC ,Carpania,\n')
    assert found(folder)[0][:3] == (4, 1, "CCC ") or found(folder)[-1][:3] == (5, 1, "CCC ")


def test_faults_come_sorted_and_only_once(tmp_path):
    folder = write(tmp_path)
    (folder / "states.csv").write_bytes(HEADER.encode() + b"AAA ,Aland,\nBBB, Borduria,\nCCC,Carpania,\n")
    faults = m.check(folder)
    assert faults == sorted(set(faults))

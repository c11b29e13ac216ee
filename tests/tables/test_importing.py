"""Tables of memberships that people bring: each becomes a sound folder, or each row that cannot is told."""

import csv
import io
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import membership as m
from membership.__main__ import main
from membership.tables.importing import read_spells
from membership.tables.spell_rows import _Ids, rows_of_file, rows_of_frame

PLAIN = "state,start,end\nAland,1990-02-01,\nBorduria,1990-02,1998-07-31\nBorduria,2004,\n"


def brought(text, **options):
    content = text if isinstance(text, bytes) else text.encode()
    return read_spells(rows_of_file(content, "spells.csv"), **({"organization": "PACT"} | options))


def facts(imported):
    """Return what became of the rows: state, action and date of each fact."""
    rows = imported.tables.membership[["state", "action", "date"]].to_numpy().tolist()
    return "; ".join(map(" ".join, rows))


def refused(text, **options):
    """Return which cells could not be placed: line, column and value of each fault."""
    return " ".join(f"{f.line}:{f.column}:{f.value}" for f in brought(text, **options).faults)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(PLAIN.encode(), id="plain"),
        pytest.param(b"\xef\xbb\xbf" + PLAIN.replace("\n", "\r\n").encode(), id="a spreadsheet's UTF-8"),
        pytest.param(PLAIN.replace(",", ";").encode(), id="semicolons"),
        pytest.param(PLAIN.replace(",", "\t").encode("utf-16"), id="a spreadsheet's Unicode text"),
        pytest.param(PLAIN.replace("state,start", "Country,Date joined").encode(), id="other names"),
        pytest.param(PLAIN.replace("end", "left").replace("-02-01", " Feb 01").encode(), id="words"),
        pytest.param(PLAIN.replace("1990-02-01,", "1990-02-01T00:00:00Z,9999-12-31").encode(), id="open"),
        pytest.param(PLAIN.replace("1998-07-31", "36007").encode(), id="a spreadsheet's number"),
    ],
)
def test_a_table_is_read_however_it_was_saved(content):
    told = "Aland joined 1990-02-01; Borduria joined 1990-02; Borduria left 1998-07-31; Borduria joined 2004"
    assert facts(brought(content)) == told


def test_an_end_is_the_first_day_out_or_the_last_day_in_as_told():
    for ends, left in (("first day out", "1998-07-31"), ("last day", "1998-08-01")):
        spells = m.spells(brought(PLAIN, ends=ends).tables, "PACT")
        assert sorted(spells["end"]) == ["", "", left]


def test_the_order_of_day_and_month_is_found_in_the_whole_table():
    rows = "state,start,end\nA,05/04/1992,\n"
    assert facts(brought(f"{rows}B,23/11/1998,\n")) == "A joined 1992-04-05; B joined 1998-11-23"
    assert refused(rows) == "2:2:05/04/1992"
    assert facts(brought(rows, order="month first")) == "A joined 1992-05-04"


def test_every_row_that_cannot_be_placed_is_told_and_the_others_are_kept():
    rows = (
        "state,start,end\nA,1990,\n,1991,\nB,soon,1992-02-30\nC,199X,\nD,?,1995\nE,1995,1990\n"
        "F,1990,1999\nF,1995,2000\nG,1990-01-01,1990-01-01\n"
    )
    assert refused(rows) == "3:1: 4:2:soon 4:3:1992-02-30 5:2:199X 7:3:1990 9:1:F 10:1:G"
    imported = brought(rows)
    assert facts(imported) == "A joined 1990; D start unknown 1995; F joined 1990; F left 1999"
    assert "expected one such as 2020-07-31" in str(imported.faults[1])


def test_what_an_exact_date_cannot_say_stands_in_the_note():
    rows = "state,start,end,notes\nA,c. 1992,[1998-09..1998-10],A remark\n"
    imported = brought(rows, verified_to="2000-01-01")
    assert facts(imported) == "A joined 1992; A left 1998"
    note = imported.tables.membership["note"][0]
    assert note == "A remark; start written 'c. 1992'; end written '[1998-09..1998-10]'"


def test_a_start_that_nobody_knows_is_recorded_and_counts_on_no_day():
    rows = "state,start,end\nA,../1992,2001-05\nB,,1995-06-01\nC,?,\nD,1990,\nE,/1992-05-15,1992-05-15\n"
    imported = brought(rows, verified_to="2020-01-01")
    known = "A in by 1992; A left 2001-05; B start unknown 1995-06-01; C start unknown 2020-01-01"
    assert facts(imported) == f"{known}; D joined 1990"
    notes = imported.tables.membership["note"].tolist()[::3]
    assert notes == ["start written '../1992'", "start written '?'"]
    uncounted = "since when is not known, so it is recorded and counts on no day: B and C"
    assert imported.said[-1] == imported.uncounted == uncounted
    (fault,) = imported.faults
    assert (fault.line, fault.problem) == (6, "is over on the day it begins, 1992-05-15")
    frame = {"club": ["A", "B"], "start": [None, "1990"], "end": ["1995", ""]}
    with pytest.warns(UserWarning, match="counts on no day: A"):
        tables = m.from_spells(frame, organization="LEAGUE")
    assert m.spells(tables, "LEAGUE")["state"].tolist() == ["B"]
    with pytest.raises(m.TableError, match="'\\?' is a date that nobody knows"):
        m.from_spells({"club": ["A"], "start": ["?"]}, organization="LEAGUE")


def test_an_end_that_is_only_planned_is_open():
    text = "player,joined,contract until\nAnna,2020,2030\n"
    imported = brought(text, columns={"end": "contract until"}, verified_to="2025-01-01")
    assert facts(imported) == "Anna joined 2020"
    assert "2030" in imported.tables.membership["note"][0]


def test_members_and_organizations_may_be_anything():
    rows = (
        "index,ticker,company,date added\nS&P 500,BRK.B,Berkshire,1990\nS&P 500,brk b,Other,1991\n"
        "S&P 500,255,Number,1992\nÅrhus & Co,中文,Chinese,1993\nS&P 500,A very long name of it,Long,1994\n"
    )
    imported = read_spells(rows_of_file(rows.encode(), "index.csv"))
    assert imported.faults == ()
    tables = imported.tables
    assert tables.organizations[["organization", "name"]].to_numpy().tolist() == [
        ["Arhus-Co", "Århus & Co"],
        ["S-P-500", "S&P 500"],
    ]
    assert sorted(tables.states["state"]) == ["255", "A-very-long-name-of", "BRK-B", "M4", "brk-b-2"]
    assert set(tables.states["name"]) == {"Berkshire", "Other", "Number", "Chinese", "Long"}


def test_an_organization_s_id_leaves_the_names_of_other_files_alone():
    imported = read_spells(rows_of_file(b"league,state,start\nCount,A,1990\nX narrow,B,1990\n", "x.csv"))
    assert imported.tables.organizations["organization"].tolist() == ["Count-2", "X-narrow-2"]


def test_many_members_are_many_ids():
    # Those that differ, and those that one id would do for: linear, or it takes minutes.
    calls = [*(f"S{number}" for number in range(30_000)), *("Ä" * number for number in range(20, 2_000))]
    ids = _Ids("M")
    assert len({ids.of(called).casefold() for called in calls}) == len(calls)


def test_only_members_are_imported():
    assert refused("state,start,status\nA,1990,full member\nB,1991,Observer\n") == "3:3:Observer"


def test_names_that_would_be_formulas_or_turn_a_line_are_tamed():
    imported = brought('state,start\n=1+1,1990\n"Two\nlines",1991\na\u202eb,1992\n')
    assert set(imported.tables.states["name"]) == {"'=1+1", "Two lines", "a b"}


def test_what_a_column_was_read_as_is_said_and_can_be_told():
    rows = "Team,First,Final game,Goals\nRovers,1990,1995,7\n"
    with pytest.raises(ValueError, match="known to hold the start"):
        brought(rows)
    imported = brought(rows, columns={"start": "First", "end": "Final game"})
    assert imported.said[0] == "read 'Team' as the member, 'First' as the start and 'Final game' as the end"
    assert imported.said[1] == "not used: 'Goals'"
    with pytest.raises(ValueError, match="has no column 'Nothing'"):
        brought(rows, columns={"start": "Nothing"})


def test_a_column_is_known_by_a_word_of_its_name():
    imported = brought("Member state,Date of accession,Contract end,No\nRovers,1990,1995,7\n")
    assert facts(imported) == "Rovers joined 1990; Rovers left 1995"
    assert imported.said[1] == "not used: 'No'"
    with pytest.raises(ValueError, match="known to hold the start"):
        brought("state,start of play,start of season\nA,1990,1991\n")


HEAD = "state,start,end\n"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        pytest.param("Pays,Adhésion,Sortie\nA,1990,aujourd'hui\n", "A 1990", id="another language"),
        pytest.param("Страна;Дата вступления\nA;15.05.1992\n", "A 1992-05-15", id="another alphabet"),
        pytest.param("Pays,Date d'adhésion\nA,1990\n", "A 1990", id="words of another language"),
        pytest.param("Country,Debut year\nA,1990\n", "A 1990", id="a debut"),
        pytest.param(
            "ccode,styear,stmonth,stday,endyear,endmonth,endday\n2.0,1990,5,15,0,-9,\n",
            "2 1990-05-15",
            id="three columns",
        ),
        pytest.param("Nation,Player,From\nNorway,A,1990\nNorway,B,1990\n", "A 1990 B 1990", id="players"),
        pytest.param("Name,Country,From\nA,Norway,1990\nB,Norway,1990\n", "A 1990 B 1990", id="people"),
        pytest.param("Country[1],Joined[2]\nA[a],1990 [note 3]\nB*,May 1991[1][2]\n", "A 1990 B 1991-05"),
        pytest.param("sep=;\nstate;start\nA;1990\n", "A 1990", id="a spreadsheet's first line"),
        pytest.param("Table 1: The members,,\n,,\nstate,start,end\nA,1990,\n", "A 1990", id="a title"),
        pytest.param("state,start,end\nA,1990,,,\n", "A 1990", id="empty cells beyond the header"),
        pytest.param("symbol,added\nNA,1990\nBRK,1991\n", "BRK 1991 NA 1990", id="NA among codes"),
        pytest.param("state,start\nUpper  A,1990\nUpper\xa0A,1990\n", "Upper-A 1990", id="spaces"),
        pytest.param(
            "state,start,end\nA,1990,1996-05\nA,1996-05-20,\n",
            "A 1990 A 1996-05 A 1996-05-20",
            id="back soon",
        ),
        pytest.param("name,party,from\nA,Left,1990\n", "A 1990", id="of a party"),
        pytest.param("Members,Date joined\nA,1990\n", "A 1990", id="a plural"),
        pytest.param("memberState,startDate\nA,1990\n", "A 1990", id="words run together"),
        pytest.param("state,active,from,to\nA,no,1990,1995\n", "A 1990 A 1995", id="a member once"),
        pytest.param("Participant,Accession\nA,8 Aug 1956 a\n", "A 1956-08-08", id="how it acceded"),
        *(
            (f"state,start,end\nA,1990,{end}\n", "A 1990")
            for end in ("(present)", "to date", "--", "\u2026", "n.a.", "(null)")
        ),
    ],
)
def test_what_people_bring_is_read(text, read):
    imported = brought(text)
    assert imported.faults == ()
    rows = imported.tables.membership[["state", "date"]].to_numpy().tolist()
    assert " ".join(map(" ".join, sorted(rows))) == read


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("state,joined,left,rejoined\nA,1962,2009,2016\n", "2:4: '2016' is of a second membership"),
        ("state,start,start\nA,1962,2016\n", "2:3: '2016' is of a second membership"),
        ("state,start,end,status\nA,1990,,Former member\n", "2:4: 'Former member' says that it is"),
        ("state,start,status\nA,1990,suspended\n", "2:3: 'suspended' does not say whether it was still"),
        ("state,member,start\nA,no,1990\n", "2:2: 'no' says that it is no member now"),
        (HEAD + "A,#####,\n", "2:2: '#####' is not a date"),
        (HEAD + "Source: a list,,\n", "2:1: 'Source: a list' stands alone in its row"),
        (HEAD + 'A,1990,\n"B,1991,\nC,1992,\n', "3:1: '\"B,1991,' opens a quote that is not closed"),
        (HEAD + "A,1990,1991,1992\n", "2:4: '1992' stands in a row of more cells"),
        (HEAD + "A,1995,1990\n", "2:3: '1990' is before the start, 1995"),
        (HEAD + "A,1990,1996\nA,1995,\n", "3:1: 'A' overlaps the membership in line 2, from 1990 to 1996"),
        (HEAD + "A,2030,\n", "2:2: '2030' is after 2024-12-31, the day to which the table knows"),
        (HEAD + "A,1999-12-31T20:00:00Z,\n", "it is 1999-12-31 or 2000-01-01: write the one that is meant"),
        (HEAD + "A,1992-93,\n", "2:2: '1992-93' is not a date; it is a season"),
        (HEAD + "A,1990\u2013present,\n", "it says from when to when"),
        (HEAD + "A,1990,2014 (suspended)\n", "write 2014, and the rest in the note"),
        (HEAD + "A,1990,-9\n", "where it stands for nothing, empty the cell"),
    ],
)
def test_what_cannot_be_placed_is_told_where_it_stands(row, said):
    assert said in "\n".join(map(str, brought(row, verified_to="2024-12-31").faults))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("state,1990,1991\nA,1,1\n", "its columns are years"),
        ("last_name,first_name,state,start\nA,B,OH,1990\n", "names of its members in several columns"),
        ("state,year\nA,1990\n", "it has a row for each year"),
        ("state,date,event\nA,1990,joined\n", "it has a row for each event"),
        ("Name,Years active\nA,1990-1995\n", "'Years active' says from when to when in one cell"),
        ("State,Membership,\n,Start,End\nA,1990,\n", "its header takes two lines"),
        ("organization,state,start\nThe Pact,A,1990\n", "'PACT' is in no row of 'organization'; did"),
    ],
)
def test_a_table_of_another_shape_is_refused_with_its_shape(text, said):
    with pytest.raises(ValueError, match=said):
        brought(text)


def test_an_encoding_that_cannot_be_told_is_not_guessed():
    with pytest.raises(ValueError, match="is not UTF-8"):
        brought("state,start\nРоссия,1990\n".encode("cp1251"))


def test_dates_of_a_column_that_may_hold_the_ends_are_said():
    imported = brought("state,start,gone\nA,1990,1995-01-01\nB,1990,\n")
    assert "no column is known to hold the end, so nobody left" in imported.said[2]
    assert "'gone'" in imported.said[2]


def test_a_guessed_encoding_is_said():
    imported = brought("state,start\nÖland,1990\n".encode("latin-1"))
    assert "was read as Windows-1252" in " ".join(imported.said)


def test_the_same_row_twice_counts_once():
    imported = brought("state,start\nA,1990\nA,1990\n")
    assert facts(imported) == "A joined 1990"
    assert imported.tables.actions["action"].tolist() == ["joined", "left", "left after"]
    assert "left out one row" in " ".join(imported.said)


def test_a_frame_goes_the_same_way_as_a_file():
    frame = pd.DataFrame(
        {
            "club": ["Rovers", "United", "City"],
            "joined": [pd.Timestamp("1990-02-01"), pd.Timestamp("1991-03-01"), pd.Timestamp("1992-01-01")],
            "left": [1999.0, float("nan"), None],
        }
    )
    tables = m.from_spells(frame, organization="LEAGUE")
    assert m.members_on(m.spells(tables, "LEAGUE"), "2000-01-01")["state"].tolist() == ["City", "United"]
    frame["left"] = ["soon", "", "later"]
    with pytest.raises(m.TableError) as caught:
        m.from_spells(frame, organization="LEAGUE")
    assert [fault.value for fault in caught.value.faults] == ["soon", "later"]
    assert len(m.from_spells(frame, organization="LEAGUE", skip=True).membership) == 1
    assert rows_of_frame(frame).cells[0] == ("Rovers", "1990-02-01T00:00:00", "soon")


def test_a_named_index_is_a_column():
    frame = pd.DataFrame({"country": ["A"], "joined": ["1990"]}).set_index("country")
    assert m.from_spells(frame, organization="PACT").states["state"].tolist() == ["A"]


@pytest.mark.parametrize(
    ("frame", "options", "said"),
    [
        (pd.DataFrame(), {}, "has no column that is known to hold the member; it has none"),
        (pd.Series([1]), {}, "not a Series"),
        ({"state": ["A"], "start": [1990.5]}, {}, "'1990.5' is not a date"),
        ({"state": ["A"], "start": [1990]}, {"organization": 5}, "organization: 5 is not text"),
        ({"state": ["A"], "start": [1990]}, {"columns": "state"}, "columns: 'state' is not a mapping"),
        ({"state": ["A"], "start": [1990]}, {"verified_to": "soon"}, "verified_to: 'soon' is not a date"),
    ],
)
def test_a_wrong_call_is_told_what_was_expected(frame, options, said):
    with pytest.raises((TypeError, ValueError), match=said):
        m.from_spells(frame, **({"organization": "PACT"} | options))


def test_a_spreadsheet_s_own_file_is_refused_in_words():
    with pytest.raises(ValueError, match="save it as CSV"):
        rows_of_file(b"PK\x03\x04...", "spells.xlsx")


def test_the_command_writes_a_sound_folder(tmp_path, capsys):
    file, folder = tmp_path / "spells.csv", tmp_path / "pact"
    file.write_text(PLAIN)
    call = ["import", str(file), str(folder), "--organization", "PACT", "--verified-to", "2020-01-01"]
    assert main(call) == 0
    assert "placed 3 of 3 rows" in capsys.readouterr().out
    assert m.check(folder) == []
    assert main(call) == 2
    assert "is not empty" in capsys.readouterr().err
    file.write_text("state,start\nA,23/11/1998\nB,11/23/1998\nC,05/04/1992\n")
    assert main([*call[:2], str(tmp_path / "asked"), *call[3:]]) == 1
    assert "--order" in capsys.readouterr().err
    assert not (tmp_path / "asked").exists()  # another import finds its place free
    file.write_text(PLAIN + "Cordia,soon,\n")
    assert main([*call[:2], str(tmp_path / "other"), *call[3:]]) == 1
    assert "not placed:" in capsys.readouterr().err


_WRITTEN = "|1990|1990-05|8 April 1994|9999-12-31|0001|?|..|c. 1992|199X|33739|2030|x|../1992|/2000-01-01"
_CELLS = st.sampled_from(_WRITTEN.split("|")) | st.text(max_size=6)
_ROWS = st.lists(
    st.tuples(st.text(max_size=5) | st.sampled_from(["A", "a", "Å", "中"]), _CELLS, _CELLS), max_size=8
)


@settings(max_examples=60, deadline=None)
@given(_ROWS, st.sampled_from(["first day out", "last day"]))
def test_whatever_is_brought_becomes_sound_tables_or_is_told(rows, ends):
    stream = io.StringIO()
    csv.writer(stream).writerows([("member", "start", "end"), ("Zed", "1990", ""), *rows])
    content = stream.getvalue().encode("utf-8", "surrogatepass")
    imported = read_spells(rows_of_file(content, "x.csv"), organization="PACT", ends=ends)
    told = {fault.line for fault in imported.faults}
    assert all(str(fault) for fault in imported.faults)
    assert imported.tables.membership["state"].nunique() >= 1
    assert len(told) <= len(rows)
    with tempfile.TemporaryDirectory() as folder:
        for name, text in imported.files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
        assert [fault for fault in m.check(folder) if not fault.warning] == []

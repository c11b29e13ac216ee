"""The commands as a person calls them."""

import json

import pytest

from membership.__main__ import main
from tests.small import with_row, write


def run(capsys, *arguments):
    code = main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_members_names_the_deciding_fact_and_its_source(capsys, tmp_path):
    code, out, _ = run(capsys, "members", "PACT", "2004-01-01", "--data", write(tmp_path))
    assert code == 0
    assert out.splitlines() == [
        "PACT on 2004-01-01 (signed): 3 members",
        "AAA  Aland          since 2000-01-10  PACT-AAA-signed  [gazette]",
        "BBB  Borduria       since 2000-01-10  PACT-BBB-signed  [gazette]",
        "CCC  Carpania       since 2002        PACT-CCC-signed  [unverified]",
    ]


def test_members_as_json_is_a_list_of_objects(capsys, tmp_path):
    _, out, _ = run(capsys, "members", "PACT", "2002-06-01", "--data", write(tmp_path), "--json")
    records = json.loads(out)
    assert [(r["state"], r["certain"], r["fact"], r["source"]) for r in records] == [
        ("AAA", True, "PACT-AAA-signed", "gazette"),
        ("BBB", True, "PACT-BBB-signed", "gazette"),
        ("CCC", False, "PACT-CCC-signed", "unverified"),
    ]


def test_members_says_where_knowledge_ends(capsys, tmp_path):
    code, _, err = run(capsys, "members", "PACT", "2022-01-01", "--data", write(tmp_path))
    assert code == 0
    assert "verified to 2020-12-31" in err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("PAKT", "2004-01-01"), "'PAKT' is not an organization"),
        (("PACT", "2004"), "'2004' is not a day"),
        (("PACT", "01.01.2004"), "'01.01.2004' is not a day"),
        (("PACT", "2004-01-01", "--definition", "joined"), "'joined' is not a definition"),
    ],
)
def test_a_wrong_question_is_answered_in_words(capsys, tmp_path, arguments, said):
    code, out, err = run(capsys, "members", *arguments, "--data", write(tmp_path))
    assert (code, out) == (2, "")
    assert said in err


def test_check_is_quiet_about_sound_tables_and_lists_all_faults(capsys, tmp_path):
    assert run(capsys, "check", "--data", write(tmp_path / "sound"))[0] == 0
    broken = write(
        tmp_path / "broken",
        membership=with_row(
            "membership",
            "PACT-CCC-left",
            ("PACT-CCC-left", "PACT", "CCX", "withdrawal", "1992-02-30", "", ""),
        ),
        sources=with_row("sources", "gazette", None),
    )
    code, out, _ = run(capsys, "check", "--data", broken)
    assert code == 1
    assert f"{broken}/membership.csv:9:3: 'CCX' is not in" in out
    assert f"{broken}/membership.csv:9:5: '1992-02-30' is not a date" in out
    assert out.count("'gazette' is not in") == 3


def test_four_faults_at_once_in_a_copy_of_the_data(capsys, data_copy):
    membership, sources = data_copy / "membership.csv", data_copy / "sources.csv"
    rows = membership.read_text(encoding="utf-8").splitlines()
    rows = [row.replace("CSTO-GEO-signed,CSTO,GEO", "CSTO-GEO-signed,CSTO,GOE") for row in rows]
    rows = [row.replace("exit announced,1999-02-05", "exit announced,1992-02-30") for row in rows]
    rows.append("CSTO-UZB-left-again,CSTO,UZB,suspension,2013-01-01,CSTO-suspension-decision,")
    membership.write_text("\n".join(rows) + "\n", encoding="utf-8")
    kept = [
        row for row in sources.read_text(encoding="utf-8").splitlines() if not row.startswith("mfa-gov-by,")
    ]
    sources.write_text("\n".join(kept) + "\n", encoding="utf-8")
    code, out, _ = run(capsys, "check", "--data", data_copy)
    assert code == 1
    for value in ("'mfa-gov-by'", "'GOE'", "'1992-02-30'", "'suspension'"):
        assert any(value in line and line.split(":")[1].isdigit() for line in out.splitlines()), value

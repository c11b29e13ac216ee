"""The commands as a person calls them."""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys

import pytest

import membership as m
from membership.__main__ import main
from membership.derive.answers import who_was_in
from tests.conftest import ROOT
from tests.small import CLAIM_COLUMNS, TABLES, acted, with_row, write


def run(capsys, *arguments):
    """Run a command and return its exit code and what it printed, to whom."""
    try:
        code = main([str(argument) for argument in arguments])
    except SystemExit as stopped:
        code = stopped.code
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def told(capsys, *arguments):
    """Return the lines that a command prints."""
    return run(capsys, *arguments)[1].splitlines()


@pytest.fixture
def folder(tmp_path):
    """The small tables."""
    return write(tmp_path / "data")


@pytest.fixture
def thawed(tmp_path):
    """A folder in which AAA has taken part again."""
    row = ("PACT-AAA-thawed", "PACT", "AAA", "thaw", "2018-03-01", "", "")
    return write(tmp_path / "thawed", **acted(row))


def test_members_names_the_deciding_fact_and_its_source(capsys, folder):
    asked = ("members", "PACT", "2004-01-01", "--data", folder)
    lines = [
        "PACT on 2004-01-01 (signed): 3 members",
        "AAA  Aland     since 2000-01-10  PACT-AAA-signed  [gazette]",
        "BBB  Borduria  since 2000-01-10  PACT-BBB-signed  [gazette]",
        "CCC  Carpania  since 2002        PACT-CCC-signed",
    ]
    assert run(capsys, *asked) == (0, "\n".join([*lines, ""]), "")
    write(folder, evidence=[*TABLES["evidence"], ("PACT-AAA-signed", "paper", "denies", "", "", "")])
    assert told(capsys, *asked)[1:] == [f"{lines[1]}  disputed", *lines[2:]]
    (folder / "evidence.csv").unlink()
    assert told(capsys, *asked)[1] == lines[1].removesuffix("  [gazette]")


def test_members_as_json_is_a_list_of_objects(capsys, folder):
    records = json.loads(run(capsys, "members", "PACT", "2002-06-01", "--data", folder, "--json")[1])
    assert [(r["state"], r["certain"], r["fact"], r["source"]) for r in records] == [
        ("AAA", True, "PACT-AAA-signed", "gazette"),
        ("BBB", True, "PACT-BBB-signed", "gazette"),
        ("CCC", False, "PACT-CCC-signed", ""),
    ]
    about = {"organization": "PACT", "definition": "signed", "state": "AAA", "name": "Aland", "known_as": ""}
    about |= {"certain": True, "standing": "member", "since": "2000-01-10"}
    fact = {"fact": "PACT-AAA-signed", "action": "signature", "date": "2000-01-10", "disputed": False}
    fact |= {"source": "gazette", "source_title": "The gazette", "url": "https://gazette.example/1"}
    fact |= {"named_by": ""}
    assert records[0] == about | fact | {"facts": [fact]}


@pytest.mark.parametrize(
    ("day", "lines"),
    [
        (
            "2016-01-01",
            [
                "PACT on 2016-01-01 (participating): 1 member",
                "BBB  Borduria  since 2008-12     PACT-BBB-returned  [paper]",
                "members that had stopped taking part:",
                "AAA  Aland     since 2015-06-01  PACT-AAA-frozen  [paper]",
                "                                 PACT-AAA-signed  [gazette]",
            ],
        ),
        (
            "2019-01-01",
            [
                "PACT on 2019-01-01 (participating): 2 members",
                "AAA  Aland     since 2018-03-01  PACT-AAA-thawed  [paper]",
                "                                 PACT-AAA-signed  [gazette]",
                "BBB  Borduria  since 2008-12     PACT-BBB-returned  [paper]",
            ],
        ),
    ],
)
def test_who_takes_part_and_who_has_stopped_is_named_with_all_that_decides(capsys, thawed, day, lines):
    asked = ("members", "PACT", day, "--definition", "participating", "--data", thawed)
    assert told(capsys, *asked) == lines


def test_an_end_on_an_unknown_day_is_among_what_decides(capsys, tmp_path):
    row = ("PACT-CCC-left", "PACT", "CCC", "withdrawal", "2010", "", "")
    proof = ("PACT-CCC-left", "unverified", "dates", "2010", "", "")
    tables = {"membership": with_row("membership", row[0], row)}
    folder = write(tmp_path, **tables, evidence=with_row("evidence", row[0], proof))
    record = json.loads(run(capsys, "members", "PACT", "2010-05-05", "--data", folder, "--json")[1])[-1]
    assert (record["state"], record["certain"]) == ("CCC", False)
    assert [fact["fact"] for fact in record["facts"]] == ["PACT-CCC-signed", "PACT-CCC-left"]
    heading, line = told(capsys, "members", "PACT", "2010-05-05", "--data", folder)[3:5]
    assert (heading, line[:3]) == ("not known whether a member:", "CCC")


def test_nobody_was_in_is_an_answer(capsys, tmp_path):
    organization = (*TABLES["organizations"][1][:2], "1999-01-01", *TABLES["organizations"][1][3:])
    folder = write(tmp_path, organizations=[TABLES["organizations"][0], organization])
    asked = ("members", "PACT", "1999-01-01", "--data", folder)
    assert run(capsys, *asked)[:2] == (0, "PACT on 1999-01-01 (signed): no members\n")
    assert run(capsys, *asked, "--json")[:2] == (0, "[]\n")
    said = "note: PACT on 1998-01-01: not yet founded: it begins with the treaty of 1999-01-01\n"
    assert run(capsys, "members", "PACT", "1998-01-01", *asked[3:], "--json") == (0, "[]\n", said)


def test_every_member_of_the_projects_organizations_has_a_fact_and_a_source():
    tables = m.load()
    for organization, day in tables.organizations[["organization", "verified_to"]].itertuples(index=False):
        for definition in m.offered(tables, organization):
            for record in who_was_in(tables, organization, definition, day):
                assert all(fact["fact"] for fact in record["facts"])
                assert record["source"], record


def test_members_says_where_knowledge_ends(capsys, folder):
    code, _, err = run(capsys, "members", "PACT", "2022-01-01", "--data", folder)
    beyond = "for 2022-01-01 later changes are unknown, not ruled out"
    assert (code, err) == (0, f"note: PACT is verified to 2020-12-31; {beyond}\n")
    assert run(capsys, "members", "PACT", "2020-12-31", "--data", folder)[2] == ""


WRONG = """
members PAKT 2004-01-01 > members: 'PAKT' is not an organization of these tables; did you mean 'PACT'?
members pact 2004-01-01 > did you mean 'PACT'?
members XYZQ 2004-01-01 > is not an organization of these tables; expected one of PACT
members PACT 2004 > members: '2004' is not a day; expected YYYY-MM-DD
members PACT 2004-02-30 > members: '2004-02-30' is not a day
members PACT 2004-01-01 --definition joined > members: 'joined' is not a definition; expected one
members PACT > the following arguments are required: DATE
export panel --unit week > export: 'week' is not a unit; expected one of year, month
export spells --organization PAKT > export: 'PAKT' is not an organization
export spells --unit year > unrecognized arguments: --unit year
export > the following arguments are required: what
check --data= > is empty; give a name, or leave it out
report --out= > is empty; give a name, or leave it out
check --data one --data other > argument --data: is given twice, as one and as other
import a.csv b --organization A --organization B > is given twice, as A and as B
import a.csv b --column start=A --column start=B > --column start is given twice
import nowhere.csv there > import: nowhere.csv: No such file or directory
report --as-of 2004 > report: --as-of '2004' is not a day; expected YYYY-MM-DD
report --timeout=0 > '0' is not a number of seconds above 0
report --timeout=nan > 'nan' is not a number of seconds above 0
report --timeout=inf > 'inf' is not a number of seconds above 0
report --timeout=soon > 'soon' is not a number of seconds above 0
lists > invalid choice: 'lists'
 > the following arguments are required: command
new mine > the following arguments are required: --organization
new mine --organization A/SEAN > new: 'A/SEAN' is not of the form of organization; expected letters
new mine --organization= > is empty; give a name, or leave it out
new mine --organization ASEAN --name==1+1 > new: '=1+1' begins like a spreadsheet formula
"""


@pytest.mark.parametrize("case", WRONG.strip("\n").splitlines())
def test_a_wrong_call_is_answered_in_one_sentence(capsys, tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    arguments, said = case.split(" > ")
    data = ("--data", write(tmp_path / "data")) if arguments[:7] in ("members", "export ") else ()
    code, out, err = run(capsys, *arguments.split(), *data)
    assert (code, out) == (2, "")
    assert said in err
    assert err.count("\n") == 1
    assert not (tmp_path / "mine").exists()


def test_check_says_that_sound_tables_are_and_a_warning_forbids_nothing(capsys, folder):
    sound = f"{folder}: the tables are sound\n"
    assert run(capsys, "check", "--data", folder) == (0, sound, "")
    write(folder, sources=[*TABLES["sources"], ("spare", "Spare", "", "", "", "press", "excerpt", "")])
    code, out, _ = run(capsys, "check", "--data", folder)
    assert (code, out.endswith(f"\n{sound}")) == (0, True)
    assert "warning: 'spare'" in out


def test_check_can_sum_up_how_much_is_proven(capsys):
    lines = told(capsys, "check", "--summary")[2:]
    *each, total = (re.fullmatch(r"(.*\S) +(\d+) of +(\d+) .*", line) for line in lines)
    assert (len(each), total[1]) == (len(m.provability(m.load())), "all")
    for place in (2, 3):
        assert sum(int(line[place]) for line in each) == int(total[place]) > 0


def test_check_lists_all_faults_and_how_many_there_are(capsys, tmp_path):
    row = ("PACT-CCC-left", "PACT", "CCX", "withdrawal", "1992-02-30", "", "")
    tables = {
        "membership": with_row("membership", row[0], row),
        "sources": with_row("sources", "gazette", None),
    }
    folder = write(tmp_path, **tables)
    code, out, err = run(capsys, "check", "--data", folder)
    assert (code, err) == (1, "")
    assert f"{folder}/membership.csv:9:3: 'CCX' is not in {folder}/states.csv; did you mean 'CCC'?" in out
    assert f"{folder}/membership.csv:9:5: '1992-02-30' is not a date" in out
    assert out.count("'gazette' is not in") == 3
    assert out.splitlines()[-1] == "five faults in two files"


@pytest.mark.parametrize(
    "command", ["members PACT 2004-01-01", "claims", "export spells", "export panel", "report --out out"]
)
def test_no_command_answers_from_broken_tables_and_what_is_there_stays(
    capsys, tmp_path, monkeypatch, command
):
    monkeypatch.chdir(tmp_path)
    folder = write(tmp_path / "data", sources=with_row("sources", "gazette", None))
    page = tmp_path / "out" / "index.html"
    page.parent.mkdir()
    page.write_text("what was there")
    code, out, err = run(capsys, *command.split(), "--data", folder)
    assert (code, re.sub(r"checking the tables: .* s\n", "", out)) == (1, "")
    assert err.count(f"{folder}/evidence.csv:") == err.count("'gazette' is not in") == 3
    kept = [path for path in page.parent.rglob("*") if path.is_file() and ".build" not in path.parts]
    assert [path.read_text() for path in kept] == ["what was there"]


def test_sources_are_told_with_the_facts_that_rest_on_them(capsys, folder):
    asked = ("sources", "--data", write(folder, sources=with_row("sources", "paper", PAPER)))
    gazette, paper = "https://gazette.example/1  gazette  5 facts", "(no address)  paper  4 facts"
    assert told(capsys, *asked) == [gazette, paper, "2 sources"]
    assert told(capsys, *asked, "--unarchived") == [gazette, "1 source not archived"]


PAPER = ("paper", "A newspaper", "Paper", "2010", "", "press", "excerpt", "")


STATED = ("2000-01-10", "", "AAA BBB", "supported", "", "gazette")
CLAIMS = [
    CLAIM_COLUMNS,
    ("C1", "1", "", "Two signed in 2000.", "members", "PACT", "signed", "", *STATED),
    ("C2", "2", "", "It is a fine pact.", "", "", "", "", "", "", "", "opinion", "", ""),
]


def test_claims_are_shown_with_both_verdicts(capsys, tmp_path):
    folder = write(tmp_path, claims=CLAIMS)
    code, out, _ = run(capsys, "claims", "--data", folder)
    assert code == 0
    assert [line.split()[:4] for line in out.splitlines()[1:]] == [
        ["C1", "members", "supported", "supported"],
        ["C2", "-", "-", "opinion"],
    ]
    records = json.loads(run(capsys, "claims", "--data", folder, "--json")[1])
    assert [record["computed"] for record in records] == ["supported", ""]
    assert records[0]["facts"] == ["PACT-AAA-signed", "PACT-BBB-signed"]


def test_tables_without_claims_say_so(capsys, folder):
    assert run(capsys, "claims", "--data", folder)[1].startswith("no claims")
    assert run(capsys, "claims", "--data", folder, "--json")[1] == "[]\n"


def test_an_export_is_printed_or_written(capsys, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked, path = ("export", "panel", "--data", folder), tmp_path / "panel.csv"
    code, out, _ = run(capsys, *asked, "--out", path)
    assert (code, out) == (0, f"{path}: {path.read_text().count(chr(10)) - 1} rows\n")
    assert b"\r" not in path.read_bytes()
    assert run(capsys, *asked, "-o", "-")[1] == path.read_text()
    assert not (tmp_path / "-").exists()


@pytest.mark.parametrize("place", ["no such folder/x.csv", "data"])
def test_a_file_that_cannot_be_written_is_told_in_words(capsys, folder, tmp_path, place):
    code, out, err = run(capsys, "export", "spells", "--data", folder, "--out", tmp_path / place)
    assert (code, out) == (2, "")
    assert err.startswith(f"export: {tmp_path / place}: ")
    assert err.count("\n") == 1


def test_diff_tells_each_change_in_a_sentence(capsys, tmp_path):
    old, new = write(tmp_path / "old"), write(tmp_path / "new", states=[*TABLES["states"], ("DDD", "D", "")])
    code, out, _ = run(capsys, "diff", old, new)
    assert (code, out) == (0, f"state DDD: D (added)\none change from {old} to {new}\n")
    assert run(capsys, "diff", old, old)[1] == f"no changes from {old} to {old}\n"
    (record,) = json.loads(run(capsys, "diff", old, new, "--json")[1])
    after = dict.fromkeys(m.load(new).states.columns, "") | {"state": "DDD", "name": "D"}
    what = {"table": "states", "id": "DDD", "change": "added", "text": "state DDD: D (added)"}
    assert record == {**what, "before": {}, "after": after}


def test_new_writes_tables_that_are_sound(capsys, tmp_path):
    folder = tmp_path / "deep" / "mine"
    code, out, _ = run(capsys, "new", folder, "--organization", "ASEAN", "--name", "Association, of Nations")
    assert code == 0
    assert f"python -m membership check --data {folder}" in out
    assert run(capsys, "check", "--data", folder)[:2] == (0, f"{folder}: the tables are sound\n")
    assert m.load(folder).organizations["name"].tolist() == ["Association, of Nations"]


def test_new_never_overwrites(capsys, folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for place, said in ((folder, "is not empty"), (folder / "states.csv", "is a file")):
        code, out, err = run(capsys, "new", place, "--organization", "ASEAN")
        assert (code, out) == (2, "")
        assert err.startswith(f"new: {place} {said}; name a folder")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def in_shell(command, folder):
    """Run a command line of a shell, in which M is ours, and return its exit code and what it printed."""
    text = command.replace("M ", f"{shlex.quote(sys.executable)} -m membership ")
    given = {"cwd": folder, "env": os.environ | {"PYTHONPATH": str(ROOT)}}
    ran = subprocess.run(["bash", "-c", text], capture_output=True, text=True, **given)
    return ran.returncode, ran.stdout, ran.stderr


def test_a_reader_who_has_seen_enough_is_no_error():
    command = "M export panel --organization NATO | true; echo ${PIPESTATUS[0]}"
    assert in_shell(command, ROOT) == (0, "0\n", "")


def test_names_are_printed_as_utf8_wherever_it_runs(tmp_path):
    write(tmp_path, states=with_row("states", "AAA", ("AAA", "Åland Ελλάς", "")))
    command = "PYTHONUTF8=0 LC_ALL=C PYTHONIOENCODING=ascii M members PACT 2004-01-01 --data ."
    assert "Åland Ελλάς" in in_shell(command, tmp_path)[1]


@pytest.mark.parametrize("options", [["spells"], ["panel", "--unit", "month"]], ids=["spells", "panel"])
def test_the_help_of_an_export_tells_its_rows_and_that_an_end_is_the_first_day_out(options, capsys):
    told = " ".join(run(capsys, "export", options[0], "--help")[1].split())
    assert "One row per organization, state and" in told
    assert "is the first day out" in told
    header = run(capsys, "export", *options, "--organization", "CSTO")[1].split("\n")[0]
    untold = {column for column in header.split(",") if column not in told}
    assert untold <= {"start_latest", "end_earliest", "start_fact", "end_fact"}  # told in words


@pytest.mark.parametrize("command", ["members CSTO 2003-06-01", "report --out here"])
def test_a_closed_standard_output_is_told_in_a_line_before_anything_is_done(tmp_path, command):
    said = "standard output is closed: send it to a file, or to /dev/null\n"
    assert in_shell(f"M {command} >&-", tmp_path) == (2, "", said)
    assert list(tmp_path.iterdir()) == []


def test_python_that_would_stay_keeps_the_exit_code(tmp_path):
    assert in_shell("PYTHONINSPECT=1 M check </dev/null", tmp_path)[::2] == (0, "")
    assert in_shell("PYTHONINSPECT=1 M check --data absent </dev/null", tmp_path)[0] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are text elsewhere")
def test_a_path_that_is_no_text_is_a_path_like_another(tmp_path):
    begun = in_shell(r"M new $'p\xff' --organization PACT && M check --data $'p\xff'", tmp_path)
    assert begun[0] == 0, begun
    assert begun[1].endswith("p\\udcff: the tables are sound\n")
    absent = in_shell(r"M check --data $'n\xff'", tmp_path)
    assert absent[0] == 1
    assert absent[1].startswith("n\\udcff: 'n\\udcff' is a folder that does not exist")


def test_the_version_is_told(capsys):
    assert run(capsys, "--version") == (0, f"membership {m.__version__}\n", "")


@pytest.mark.parametrize(
    ("arguments", "first"),
    [
        ("dyads --organization PACT", "PACT,AAA,BBB,Aland,Borduria,,,,,signed,2000-01-10"),
        ("dyads --unit year --directed", "PACT,AAA,BBB,Aland,Borduria,,,,,signed,2000,357"),
        ("spells --dates edtf", "PACT,AAA,Aland,,,signed,2000-01-10/..,PACT-AAA-signed,,0,2020-12-31"),
        ("alternatives", "PACT-BBB-expired,date,paper,2005-01-10,2004-12-31"),
        ("counts --organization PACT", "2000-01-10,2001-12-31,2,2,2,2,722,0,1,"),
        ("promises", "no formulas,No cell begins like a spreadsheet formula."),
    ],
)
def test_each_export_is_a_table(capsys, folder, arguments, first):
    code, out, _ = run(capsys, "export", *arguments.split(), "--data", folder)
    header, *rows = csv.reader(io.StringIO(out))
    assert (code, {len(row) for row in rows}) == (0, {len(header)})
    assert out.splitlines()[1].startswith(first)


def test_a_member_that_changed_its_name_is_called_by_the_one_it_had(capsys, tmp_path):
    header, *rows = TABLES["membership"]
    named = [(*row, "Old Aland" if row[0] == "PACT-AAA-signed" else "") for row in rows]
    named += [
        ("PACT-AAA-renamed", "PACT", "AAA", "renaming", "2004-05-01", "", "", "Middle Aland"),
        ("PACT-AAA-renamed-again", "PACT", "AAA", "renaming", "2008-05-01", "", "", ""),
    ]
    actions = [*TABLES["actions"], ("renaming", "changes its name", "", "", "", "")]
    folder = write(tmp_path, actions=actions, membership=[(*header, "known_as"), *named])
    (folder / "evidence.csv").unlink()
    days = {"2004-04-30": "Aland (then Old Aland)", "2004-05-01": "Aland (then Middle Aland)"}
    for day, called in {**days, "2009-01-01": "Aland  "}.items():
        assert told(capsys, "members", "PACT", day, "--data", folder)[1].startswith(f"AAA  {called}")


def test_to_say_that_nothing_is_to_do_takes_no_pandas():
    asked = (
        "import sys, membership.cli.reporting; print(*{'pandas', 'matplotlib', 'nbclient'} & {*sys.modules})"
    )
    assert subprocess.run([sys.executable, "-c", asked], capture_output=True, check=True).stdout == b"\n"

"""A build gives all of the report or none of it, the same each time, and says what it does."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from membership.__main__ import main
from membership.build import report
from membership.build.inventory import Inventory, take_inventory
from membership.build.layout import MANIFEST, BuildError, numbered
from membership.site.pages import known_scripts
from membership.site.proofreading import proofread
from tests.conftest import ROOT
from tests.small import TABLES, write
from tests.toy import PARAMETERS, SHORTCUTS, Toy, cell, overview, prose, second, tree
from tests.toy import notebook as notebook_of

OWN = (".gitignore", "README.txt", "building")
KINDS = ("old", "new")
ROWS = {"old": ("ARM", "KAZ"), "new": ("ARM", "KAZ", "RUS")}


@pytest.fixture(autouse=True, scope="module")
def _shortcuts():
    with pytest.MonkeyPatch.context() as patch:
        for shortcut in SHORTCUTS:
            patch.setattr(*shortcut)
        yield


@pytest.fixture(scope="module")
def built(tmp_path_factory, _shortcuts):
    """A toy of two pages, built once in this process."""
    toy = Toy(tmp_path_factory.mktemp("built"), n0_overview=overview(), n1_second=second())
    toy.result = toy.build()
    return toy


def command(toy: Toy, **options) -> subprocess.Popen[str]:
    """Start a build of the toy in a process of its own."""
    run = [sys.executable, "-m", "tests.toy", str(toy.notebooks), str(toy.out)]
    given = {"cwd": ROOT, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(run, **(given | options))


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    """Wait for a process; return its exit code and what it said."""
    out, err = process.communicate()
    return process.returncode, out, err


def faulty(toy: Toy, **options) -> tuple[str, ...]:
    """Return the faults for which a build of the toy is refused; it leaves what was there."""
    before = toy.tree()
    with pytest.raises(BuildError) as refused:
        toy.build(**options)
    assert toy.tree() == before
    return refused.value.faults


def test_a_build_writes_figures_and_pages_and_lists_them(built):
    files = ["figures/README.md", "figures/manifest.json", "figures/members.csv", "figures/members.svg"]
    files += ["notebooks/executed/0_overview.ipynb", "notebooks/executed/1_second.ipynb"]
    files += ["notebooks/html/1_second.html", "notebooks/html/index.html"]
    assert built.result.new
    assert list(built.result.files) == files == sorted(built.tree())
    manifest = json.loads((built.out / "figures" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["organization"], manifest["as_of"]) == ("CSTO", "2026-01-28")
    assert [entry["stem"] for entry in manifest["figures"]] == ["members"]
    assert manifest["files"] == {name: built.tree()[name] for name in files if name != MANIFEST}
    assert manifest["data_sha256"][:16] in built.page()


def test_a_build_says_what_it_does_and_how_long_each_step_took(built):
    said = "\n".join(built.said)
    for step in (
        "running two notebooks",
        "0_overview.ipynb ran in",
        "proofreading two pages: ",
        "in place, eight files: ",
    ):
        assert step in said
    assert built.said[-1].startswith("done in ")


def test_nothing_is_done_where_nothing_is_to_do(built):
    said = []
    result = built.build(say=said.append)
    assert not result.new
    assert result.files == built.result.files
    assert said == ["nothing to do: the report is what the data gives"]
    assert report.stale(data=None, out=built.out, as_of=None, notebooks=built.notebooks) == []


def test_another_folder_zone_locale_and_seed_give_the_same_bytes(built, tmp_path):
    far = tmp_path / "Ödön's clone"
    shutil.copytree(built.folder, far, ignore=shutil.ignore_patterns("out"))
    toy = object.__new__(Toy)
    toy.notebooks, toy.out = far / "notebooks", far / "out"
    there = {"TZ": "Asia/Bishkek", "LC_ALL": "C", "PYTHONHASHSEED": "4", "PYTHONPATH": str(ROOT)}
    code, out, err = finish(command(toy, cwd=tmp_path, env=os.environ | there))
    assert code == 0, out + err
    assert tree(toy.out) == built.tree()


def test_a_build_killed_at_any_moment_leaves_all_of_the_old_or_all_of_the_new(tmp_path):
    """Five times, at random; where it would be killed between two folders, see test_swap."""
    toy, trees = Toy(tmp_path), {}
    for kind in KINDS[::-1]:
        toy.write_table("CSTO", *ROWS[kind])
        begun = time.perf_counter()
        assert finish(command(toy))[0] == 0
        taken = time.perf_counter() - begun
        trees[kind] = toy.tree()
    assert trees["old"] != trees["new"]
    chance, there = random.Random(1992), "old"
    for _ in range(5):
        wanted = KINDS[KINDS.index(there) - 1]
        toy.write_table("CSTO", *ROWS[wanted])
        process = command(toy)
        time.sleep(chance.uniform(0, 1.1 * taken))
        process.kill()
        finish(process)
        (there,) = [kind for kind in KINDS if toy.tree() == trees[kind]]
    wanted = KINDS[KINDS.index(there) - 1]
    toy.write_table("CSTO", *ROWS[wanted])
    assert finish(command(toy))[0] == 0
    assert toy.tree() == trees[wanted]
    assert {path.name for path in (toy.out / ".build").iterdir()} == {*OWN, "stamp.json"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_build_that_is_asked_to_stop_stops_and_leaves_no_kernel(tmp_path, number):
    waits = cell("import pathlib, os, time\npathlib.Path('pid').write_text(str(os.getpid()))\ntime.sleep(60)")
    toy = Toy(tmp_path, n0_overview=notebook_of(prose("# Slow"), waits))
    process = command(toy)
    pid = toy.notebooks / "pid"
    while not (pid.exists() and pid.read_text(encoding="utf-8")):
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    assert finish(process)[::2] == (130, "stopped; what is there is whole\n")
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text(encoding="utf-8")), 0)
    assert tree(toy.out) == {}
    assert {path.name for path in (toy.out / ".build").iterdir()} == {*OWN}


def test_two_builds_at_once_wait_for_each_other_and_the_second_has_nothing_to_do(tmp_path):
    toy = Toy(tmp_path)
    both = [command(toy), command(toy)]
    first, later = sorted(map(finish, both), key=lambda ran: "waiting" in ran[1])
    assert (first[0], later[0]) == (0, 0)
    assert "done in" in first[1]
    assert "is at work in" in later[1]
    assert "nothing to do" in later[1]
    assert "running" not in later[1]


def test_a_fault_leaves_the_old_output_whole(built):
    name = "1_second.ipynb"
    kept = (built.notebooks / name).read_bytes()
    built.write("1_second", second(cell("import warnings\nwarnings.warn('old habit')", name="habit")))
    (fault,) = faulty(built)
    assert fault.startswith(f"{name}, cell 'habit': warned")
    (built.notebooks / name).write_bytes(kept)
    assert not built.build().new, "the old output still stands, and is what the old notebook gives"


def test_a_fault_of_a_page_is_told_and_the_old_output_stands(built):
    kept = (built.notebooks / "1_second.ipynb").read_bytes()
    page = notebook_of(prose("# Second\n\n[gone](2_gone.ipynb), <script>alert(1)</script>"))
    built.write("1_second", page)
    unknown, dead = sorted(faulty(built), reverse=True)[::-1]
    assert "has a script that is not the package's own" in unknown
    assert "links to '2_gone.html', which is not in the report" in dead
    (built.notebooks / "1_second.ipynb").write_bytes(kept)


@pytest.mark.parametrize(
    ("notebook", "source", "fault"),
    [
        ("0_overview", "del made['members.csv']", "members.csv is missing: members was to be written as it"),
        (
            "1_other",
            "made['members.csv'] = ''",
            "1_other.ipynb draws a members.csv that differs",
        ),
        (
            "0_overview",
            "display({'application/x-own': str(Path().resolve())}, raw=True)",
            "notebooks/executed/0_overview.ipynb shows a place on this machine",
        ),
    ],
)
def test_a_fault_of_what_a_notebook_made_is_told(tmp_path, notebook, source, fault):
    (told,) = faulty(Toy(tmp_path, **{"n0_overview": overview(), f"n{notebook}": overview(cell(source))}))
    assert fault in told


def test_figures_are_listed_in_the_order_in_which_the_pages_show_them(tmp_path):
    alpha = (
        'other = svg.replace("\'t", "\'tt").replace("d\'", "dd\'")\n'
        "said = {'stem': 'alpha', 'title': 'Alpha', 'files': ['alpha.svg']}\n"
        "made |= {'alpha.svg': other, 'alpha.json': json.dumps(said)}\n"
        "Part(part='figure', stem='alpha', pictures={'wide': other}, files={'alpha.svg': 'SVG'}, alt='Six.')"
    )
    toy = Toy(tmp_path, n0_overview=overview(cell(alpha)))
    toy.build()
    listed = (toy.out / "figures" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r'<a id="(\w+)">', listed) == ["members", "alpha"]


@pytest.mark.parametrize("stamp", ["as in a fresh clone, without a stamp", "with one"])
def test_check_names_each_file_that_is_not_what_the_data_gives(tmp_path, stamp):
    toy = Toy(tmp_path)
    toy.build()
    before, html = toy.tree(), toy.out / "notebooks" / "html"
    if "without" in stamp:
        (toy.out / ".build" / "stamp.json").unlink()
    manifest = toy.out / "figures" / "manifest.json"
    listed = json.loads(manifest.read_text(encoding="utf-8"))
    listed["files"]["figures/older.svg"] = ""
    manifest.write_text(json.dumps(listed), encoding="utf-8")
    for name in ("members.svg", "older.svg", "mine.txt"):
        (toy.out / "figures" / name).write_text("by hand", encoding="utf-8")
    (html / "index.html").unlink()
    touched = tree(toy.folder)
    toy.said.clear()
    given = {"data": None, "out": toy.out, "as_of": None, "notebooks": toy.notebooks}
    assert report.stale(**given, say=toy.said.append) == [
        "figures/manifest.json is not what the data gives",
        "figures/members.svg is not what the data gives",
        "figures/older.svg is no longer part of the report",
        "notebooks/html/index.html is missing",
    ]
    assert tree(toy.folder) == touched, "checking writes nothing"
    assert bool(toy.said) == ("without" in stamp), "nothing runs where a stamp tells"
    toy.build()
    assert toy.tree() == before | {"figures/mine.txt": touched["out/figures/mine.txt"]}


def test_outlines_are_written_only_where_asked_for(tmp_path, monkeypatch, capsys):
    toy = Toy(tmp_path)
    monkeypatch.setattr(report, "NOTEBOOKS", toy.notebooks)
    monkeypatch.setattr(report, "take_inventory", lambda data, as_of: Inventory())
    outlines = toy.out / "figures" / "members-outlines.svg"
    for asked, there in (([], False), (["--outlines"], True), ([], False)):
        assert main(["report", "--out", str(toy.out), *asked]) == 0
        assert outlines.is_file() == there
        assert main(["report", "--out", str(toy.out), "--check", *asked]) == 0
    capsys.readouterr()


def test_own_tables_in_a_folder_with_any_name_an_absent_output_and_a_day(tmp_path, monkeypatch):
    toy = Toy(tmp_path)
    own = tmp_path / "my tables" / "Ödön & 'Söhne' $a$"
    own.mkdir(parents=True)
    toy.write_table("PACT", "AAA", "<b>", folder=own)
    rows = {"PACT": {"treaty": "2000-01-10", "verified_to": "2020-12-31", "dissolved": ""}}
    monkeypatch.chdir(tmp_path)
    out = Path("not yet/there")
    stock = Inventory((), rows)
    for day in ("2021-05-01", "2004-05-01"):
        toy.said.clear()
        toy.build(data=own.relative_to(tmp_path), out=out, as_of=day, inventory=lambda data, day: stock)
        assert any("PACT is verified to 2020-12-31" in line for line in toy.said) == (day > "2020-12-31")
    page = (out / "notebooks" / "html" / "index.html").read_text(encoding="utf-8")
    assert ">AAA</th>" in page
    assert ">&lt;b&gt;</th>" in page
    assert "as the report would have read on 2004-05-01" in page
    assert (out / "figures" / "members.svg").exists()
    manifest = json.loads((out / "figures" / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["organization"], manifest["as_of"]) == ("PACT", "2004-05-01")
    assert "the report is about PACT, the first organization of these tables" in toy.said


def test_pages_whose_tables_are_absent_are_left_out_and_named(tmp_path):
    needy = notebook_of(prose("# Claims"), cell("1 / 0"), needs=["claims", "evidence"])
    front = overview(prose("## Pages\n\n<div data-pages></div>\n\nSee [claims](1_claims.ipynb#top)."))
    toy = Toy(tmp_path, n0_overview=front, n1_claims=needy)
    stock = Inventory(tables={"membership": 3, "claims": 0, "evidence": 0})
    toy.build(inventory=lambda data, day: stock)
    assert "leaving out 1_claims.ipynb: it needs claims.csv, evidence.csv" in toy.said
    assert sorted(path.name for path in (toy.out / "notebooks" / "html").iterdir()) == ["index.html"]
    assert "See <a>claims</a>." in toy.page()
    assert '<ul class="cards"></ul>' in toy.page()
    assert "Not in this report: 1_claims (needs claims.csv, evidence.csv)." in toy.page()
    page = {"notebooks/html/index.html": toy.page()}
    assert proofread(page, ["figures/members.svg"], known_scripts=known_scripts()) == []


@pytest.mark.parametrize(
    ("notebooks", "given", "fault"),
    [
        ({"n1_only": overview()}, {}, "no notebook is numbered 0"),
        ({"n0_a": overview(), "n00_b": overview()}, {}, "00_b.ipynb and 0_a.ipynb are both numbered 0"),
        ({"n0_a": notebook_of(needs=["claims"])}, {}, "becomes the front page and needs claims.csv"),
        ({"n0_a": overview(), "n1_b": notebook_of(needs=["claim"])}, {}, "needs claim, which is no table"),
        ({"n0_a": notebook_of(cell("1"))}, {"as_of": "2004-05-01"}, "no code cell tagged 'parameters'"),
        ({"n0_a": overview()}, {"organization": "PAKT"}, "'PAKT' is not an organization of these tables"),
        (
            {"n0_a": overview()},
            {"as_of": "1992-05-14"},
            "is before CSTO began: its treaty is of 1992-05-15",
        ),
    ],
)
def test_what_cannot_be_built_is_told_before_a_kernel_starts(tmp_path, notebooks, given, fault):
    toy = Toy(tmp_path, **notebooks)
    known = {"CSTO": {"treaty": "1992-05-15", "verified_to": "2026-01-28"}}
    stock = Inventory(organizations=known, tables={"claims": 0, "membership": 3})
    (told,) = faulty(toy, inventory=lambda data, day: stock, **given)
    assert fault in told
    both = ("data/a.csv:1:1: this", "data/b.csv:2:1: that")
    assert faulty(toy, inventory=lambda data, day: Inventory(both)) == both, "those of the tables first"
    assert not any("running" in line for line in toy.said)


def test_a_umask_that_would_lock_its_owner_out_is_told_in_a_line(tmp_path):
    toy, usual = Toy(tmp_path), os.umask(0o777)
    try:
        (told,) = faulty(toy)
    finally:
        os.umask(usual)
    assert told == "umask 0777 would keep you from what is made: call umask 022 first"


@pytest.mark.parametrize("folder", ["figures", "notebooks/html"])
@pytest.mark.parametrize("what", ["a link", "a file"])
def test_what_is_no_plain_folder_is_not_replaced(tmp_path, folder, what):
    toy = Toy(tmp_path)
    (toy.out / folder).parent.mkdir(parents=True)
    if what == "a link":
        (toy.out / folder).symlink_to(toy.data)
    else:
        (toy.out / folder).write_text("mine", encoding="utf-8")
    (told,) = faulty(toy)
    assert "is not a plain folder; a build replaces it whole: move it away" in told


@pytest.mark.parametrize("name", ["figures/README.md", "notebooks/html/index.html", "figures/members.svg"])
def test_a_first_build_refuses_to_overwrite_what_no_build_made(tmp_path, name):
    toy = Toy(tmp_path)
    for mine in (name, "figures/photo.jpg"):
        (toy.out / mine).parent.mkdir(parents=True, exist_ok=True)
        (toy.out / mine).write_text("mine", encoding="utf-8")
    (told,) = faulty(toy)
    assert told == f"{toy.out / name} is there, and no build made it: move it away, or build elsewhere"
    assert any("running" in line for line in toy.said) == name.endswith(".svg"), "if it can, before it runs"
    (toy.out / name).unlink()
    toy.build()
    assert (toy.out / "figures" / "photo.jpg").read_text(encoding="utf-8") == "mine"


def test_an_edited_file_is_replaced_with_a_word_and_kept(tmp_path):
    toy = Toy(tmp_path)
    toy.build()
    (toy.out / "figures" / "README.md").write_text("mine", encoding="utf-8")
    toy.build()
    (said,) = [line for line in toy.said if "not as a build made them" in line]
    kept = toy.out / said.rpartition(": ")[2]
    assert kept.name == "README.md"
    assert kept.read_text(encoding="utf-8") == "mine"


def test_the_tables_that_a_beginner_starts_from_can_be_cut_at_a_day(tmp_path):
    assert main(["new", str(tmp_path / "pact"), "--organization", "PACT"]) == 0
    stock = take_inventory(tmp_path / "pact", "2012-01-01")
    assert stock.faults == ()
    assert (stock.tables["dates"], stock.tables["membership"] > 0) == (0, True)


def test_a_table_that_changes_during_the_build_is_told(tmp_path):
    writes = cell("import pathlib\npathlib.Path('../data/late.csv').write_text('late')")
    toy = Toy(tmp_path, n0_overview=notebook_of(prose("# Late"), cell(PARAMETERS, "parameters"), writes))
    (told,) = faulty(toy)
    assert "a table was changed while the report was made" in told


def test_an_inventory_tells_the_organizations_and_which_tables_have_rows(tmp_path):
    stock = take_inventory(write(tmp_path), "2004-05-01")
    assert stock.faults == ()
    assert list(stock.organizations) == ["PACT"]
    assert stock.organizations["PACT"]["treaty"] == "2000-01-10"
    assert stock.tables["membership"] > 0
    assert stock.tables["claims"] == stock.tables["codings"] == 0
    assert (stock.empty, take_inventory(tmp_path, "1999-12-31").empty) == (set(), {"PACT"})
    assert take_inventory(tmp_path / "none", None).faults


def test_a_membership_of_no_day_is_nobodys(tmp_path):
    one_day = [
        TABLES["membership"][0],
        ("PACT-AAA-signed", "PACT", "AAA", "signature", "2000-01-10", "", ""),
        ("PACT-AAA-left", "PACT", "AAA", "withdrawal", "2000-01-10", "", ""),
    ]
    write(tmp_path, membership=one_day)
    for name in ("evidence", "dates"):
        (tmp_path / f"{name}.csv").unlink()
    (fault,) = take_inventory(tmp_path, None).faults
    assert "nothing to report" in fault


def test_the_command_tells_faults_and_gives_an_exit_code(capsys, tmp_path):
    (tmp_path / "broken").mkdir()
    for check in (False, True):
        code = report.run(data=tmp_path / "broken", out=tmp_path / "out", as_of=None, check=check)
        said = capsys.readouterr().err
        assert code == 1
        assert "membership.csv" in said
        assert "the report was not built" in said
    assert report.run(data=None, out=tmp_path / "out", as_of="2004", check=False) == 1
    assert "as-of '2004' is not a day; expected YYYY-MM-DD" in capsys.readouterr().err
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_an_installed_package_says_that_it_cannot_build(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(report, "NOTEBOOKS", tmp_path / "notebooks")
    assert report.run(data=None, out=tmp_path / "out", as_of=None, check=False) == 2
    assert "clone the project and call `make report` there" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_notebooks_are_in_the_order_of_their_numbers(tmp_path):
    for name in ("10_last", "2_second", "0_first", "draft"):
        (tmp_path / f"{name}.ipynb").write_text("{}")
    assert [path.stem for path in numbered(tmp_path)] == ["0_first", "2_second", "10_last"]

"""Whether the output is what the inputs give is told from hashes, and nothing that matters is left out."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest

from membership.build import freshness
from membership.build.layout import MANIFEST
from tests.conftest import ROOT
from tests.toy import Toy, prose
from tests.toy import notebook as notebook_of

MADE = ["figures/a.svg", "notebooks/html/index.html"]


@pytest.fixture
def toy(tmp_path):
    return Toy(tmp_path)


@pytest.fixture
def out(tmp_path):
    """An output with its manifest and its stamp, as a build with the inputs "in" leaves it."""
    out = tmp_path / "out"
    for name in MADE:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(name, encoding="utf-8")
    (out / MANIFEST).write_text(json.dumps({"files": dict.fromkeys(MADE, "")}), encoding="utf-8")
    (out / ".build").mkdir()
    freshness.write_stamp(out, "in", [*MADE, MANIFEST])
    return out


def inputs(toy, **parameters):
    return freshness.inputs(toy.data, toy.notebooks, parameters)


def test_the_same_inputs_have_the_same_hash_wherever_they_lie(toy, tmp_path):
    other = Toy(tmp_path / "elsewhere")
    assert inputs(toy) == inputs(other)


def test_every_table_notebook_and_parameter_counts_and_nothing_else(toy):
    hashes = [inputs(toy), inputs(toy, as_of=None), inputs(toy, as_of="2004-01-01")]
    for change in (
        lambda: toy.write_table("CSTO", "ARM"),
        lambda: (toy.data / "claims.csv").write_text("claim\n", encoding="utf-8"),
        lambda: toy.write("0_overview", notebook_of(prose("# Another"))),
        lambda: toy.write("1_second", notebook_of(prose("# Another"))),
    ):
        change()
        hashes.append(inputs(toy))
    assert len(set(hashes)) == len(hashes)
    toy.write("scratch", notebook_of(prose("# Mine")))
    (toy.data / "notes.txt").write_text("mine", encoding="utf-8")
    assert inputs(toy) == hashes[-1], "a notebook without a number is nobody's business"


def test_the_package_its_template_and_the_schema_count(toy, tmp_path, monkeypatch):
    clone = tmp_path / "clone"
    for name in ("membership", "data"):
        shutil.copytree(ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(freshness, "PACKAGE", clone / "membership")
    hashes = [inputs(toy)]
    for name in (
        "membership/site/pages.py",
        "membership/charts/timelines.py",
        "membership/site/template/report.css",
        "data/datapackage.json",
    ):
        with (clone / name).open("a", encoding="utf-8") as file:
            file.write("\n")
        hashes.append(inputs(toy))
    assert len(set(hashes)) == len(hashes)
    for name in ("__pycache__/pages.pyc", ".pages.py.swp", "pages.py~"):
        (clone / "membership" / name).parent.mkdir(exist_ok=True)
        (clone / "membership" / name).write_text("", encoding="utf-8")
    assert inputs(toy) == hashes[-1]


def test_an_installed_distribution_counts(toy, monkeypatch):
    before = inputs(toy)
    monkeypatch.setattr(freshness, "_installed", lambda: ["matplotlib-0.1.dist-info"])
    assert inputs(toy) != before


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum here")
def test_the_fingerprint_is_what_the_page_says_it_is(root):
    command = "LC_ALL=C; export LC_ALL; sha256sum *.csv | sha256sum"
    told = subprocess.run(command, shell=True, cwd=root / "data", capture_output=True, check=True, text=True)
    assert freshness.data_fingerprint(root / "data") == told.stdout.split()[0]


def test_an_untouched_output_is_fresh_for_its_inputs_and_no_others(out):
    assert freshness.is_fresh(out, "in")
    assert not freshness.is_fresh(out, "others")
    assert freshness.made(out) == dict.fromkeys([*MADE, MANIFEST], "")


@pytest.mark.parametrize("name", [*MADE, "figures/manifest.json", ".build/stamp.json"])
@pytest.mark.parametrize("how", ["edited", "deleted"])
def test_a_touched_output_is_not(out, name, how):
    (out / name).write_text("[1]", encoding="utf-8") if how == "edited" else (out / name).unlink()
    assert not freshness.is_fresh(out, "in")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"files": 1}', '"text"'])
def test_a_manifest_that_is_none_lists_nothing(out, content):
    (out / MANIFEST).write_text(content, encoding="utf-8")
    assert freshness.made(out).keys() == {*MADE, MANIFEST}, "the stamp still tells"
    freshness.stamp_path(out).unlink()
    assert freshness.made(out) == {}


def test_an_absent_output_is_neither_fresh_nor_interrupted(tmp_path):
    assert not freshness.is_fresh(tmp_path / "none", "in")
    assert not freshness.interrupted(tmp_path / "none")
    assert freshness.made(tmp_path / "none") == {}


def test_saying_that_there_is_nothing_to_do_imports_nothing_heavy(toy):
    code = (
        "import sys\nfrom pathlib import Path\nfrom membership.build import freshness, report\n"
        "notebooks, out = map(Path, sys.argv[1:])\n"
        "given = {'data': None, 'notebooks': notebooks, 'as_of': None}\n"
        "(out / '.build').mkdir(parents=True)\n"
        "freshness.write_stamp(out, report.Source(**given).inputs, [])\n"
        "made = report.build(out=out, **given)\n"
        "assert not made.new\nprint(*sorted(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(toy.notebooks), str(toy.out)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    said, modules = ran.stdout.splitlines()
    assert said.startswith("nothing to do")
    heavy = {"IPython", "jinja2", "jupyter_client", "matplotlib", "nbclient", "nbconvert", "numpy", "pandas"}
    assert not heavy & set(modules.split())

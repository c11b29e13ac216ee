"""What is published: one version, locked requirements, licences, nothing of the machine it was made on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import membership
from tests.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.txt", *sorted(path.name for path in ROOT.glob("requirements-*.txt")))

# What is used without being imported, and where that shows.
USED_OTHERWISE = {
    "cyclonedx-bom": ("Makefile", "cyclonedx-py"),
    "editables": ("pyproject.toml", "dev-mode-dirs"),
    "hatchling": ("pyproject.toml", "hatchling.build"),
    "ipykernel": ("notebooks", '"name": "python3"'),
    "jupyter": ("Makefile", "jupyterlab"),
    "mypy": ("Makefile", "mypy"),
    "nbstripout": (".pre-commit-config.yaml", "nbstripout"),
    "pip-audit": ("Makefile", "pip-audit"),
    "pre-commit": (".pre-commit-config.yaml", "repos:"),
    "ruff": ("Makefile", "ruff"),
    "uv": ("Makefile", "uv pip"),
}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def distribution(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0].lower().replace("_", "-")


def pins(lock: str) -> dict[str, str]:
    """Return the version of every distribution in a lock file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", read(lock), re.MULTILINE))


def declared() -> dict[str, list[str]]:
    """Return the direct requirements by who needs them."""
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    wanted = {"package": project["dependencies"], **project["optional-dependencies"], **groups}
    return {who: [distribution(requirement) for requirement in list_] for who, list_ in wanted.items()}


def tracked() -> list[Path]:
    """Return the files that are or would be committed."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git clone")
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def test_one_version_everywhere_and_each_told_by_data_charts_and_code():
    newest = re.search(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[1]
    cited = re.search(r"^version: (\S+)$", read("CITATION.cff"), re.MULTILINE)[1]
    assert PROJECT["project"]["version"] == newest == cited == membership.__version__
    for entry in re.split(r"^## ", read("CHANGELOG.md"), flags=re.MULTILINE)[1:]:
        headings = re.findall(r"^### (.*)$", entry, re.MULTILINE)
        assert headings
        assert set(headings) <= {"Data", "Charts", "Code"}


def test_the_licences_are_there_and_say_what_they_are():
    said = {
        "LICENSE": "MIT License",
        "LICENSE-DATA": "https://creativecommons.org/licenses/by/4.0/",
        "membership/charts/kit/typeface/OFL.txt": "SIL Open Font License, Version 1.1",
    }
    assert PROJECT["project"]["license-files"] == list(said)
    assert all(words in read(name) for name, words in said.items())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_by_hash_and_names_no_place(lock):
    text = read(lock)
    stanzas = re.split(r"\n(?=\w)", text)[1:]
    assert stanzas
    for stanza in stanzas:
        assert re.match(r"[\w.-]+==\S+", stanza), stanza
        assert "--hash=sha256:" in stanza, stanza
    assert "://" not in text
    assert "index-url" not in text
    assert "make lock" in text.splitlines()[1]


def test_the_locks_hold_what_is_declared_and_agree():
    wanted, main, build = declared(), pins("requirements.txt"), pins("requirements-build.txt")
    needed = {*wanted["package"], *wanted["report"], *wanted["build"]}
    assert needed <= build.keys()
    assert needed | {*wanted["lab"]} <= main.keys()
    assert build.items() < main.items()
    assert "jupyterlab" not in build
    assert set(wanted["installer"]) <= pins("requirements-uv.txt").keys()
    for group in ("audit", "test", "bench"):
        added = pins(f"requirements-{group}.txt")
        assert set(wanted[group]) <= added.keys()
        shared = main.keys() & added.keys()
        assert {name: main[name] for name in shared} == {name: added[name] for name in shared}


def test_every_direct_requirement_is_used():
    sources = [path for room in ("membership", "tests") for path in (ROOT / room).rglob("*.py")]
    imports = re.compile(r"^\s*(?:from|import) (\w+)", re.MULTILINE)
    names = {name.lower() for path in sources for name in imports.findall(path.read_text(encoding="utf-8"))}
    called = {"pil": "pillow", "bs4": "beautifulsoup4"}
    imported = {called.get(name, name).replace("_", "-") for name in names}
    assert not {name for names in declared().values() for name in names} - imported - USED_OTHERWISE.keys()
    for name, (where, sign) in USED_OTHERWISE.items():
        files = sorted((ROOT / where).glob("*.ipynb")) if where == "notebooks" else [ROOT / where]
        assert files
        assert all(sign in file.read_text(encoding="utf-8") for file in files), name


def test_no_file_is_rubbish_or_names_a_folder_of_somebodys_machine():
    names = {part for path in tracked() for part in path.relative_to(ROOT).parts}
    assert not names & {".venv", ".build", "__pycache__", ".ipynb_checkpoints", ".DS_Store", "Thumbs.db"}
    folders = "|".join(["work", "tmp", "root", "home", "Users"])
    machine = re.compile(rf"(?<![\w.:/~-])/({folders})/\w".encode())
    assert [path for path in tracked() if machine.search(path.read_bytes())] == []


def test_the_readme_names_only_commands_that_exist():
    readme, makefile = read("README.md"), read("Makefile")
    named = set(re.findall(r"(?:`|\$ )make ([a-z]+)", readme))
    assert {"report", "test", "lab"} <= named <= set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    command = [sys.executable, "-m", "membership", "--help"]
    known = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    for name in set(re.findall(r"python -m membership ([a-z]+)", readme)):
        assert re.search(rf"^\s+{name}\b", known, re.MULTILINE), name


def test_the_hooks_for_commits_are_valid():
    command = [sys.executable, "-m", "pre_commit", "validate-config"]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)

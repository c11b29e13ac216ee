"""The wheel by itself: in an empty environment with pandas and matplotlib alone, it loads, asks and draws."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from tests.conftest import ROOT
from tests.test_readme import EXAMPLES

BUILD = ("nbconvert", "nbclient", "nbformat", "ipykernel", "jupyter_client", "IPython", "babel")
TABLES = """
import membership as m
from membership.tables.loading import own_data
spells = m.spells(m.load(), organization="CSTO")
assert len(m.members_on(spells, "1992-05-15")) == m.member_count(spells).iloc[0]
print(own_data().resolve())
"""


def needed(name: str, found: set[str]) -> set[str]:
    """Return the distributions that one requires, itself among them, without extras."""
    if name not in found:
        found.add(name)
        wanted = map(Requirement, distribution(name).requires or ())
        for requirement in wanted:
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                needed(requirement.name, found)
    return found


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from what a clone of the project holds."""
    folder = tmp_path_factory.mktemp("wheel")
    (clone := folder / "clone").mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "membership", "data"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, clone / name)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=clone, capture_output=True, check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def python(wheel: Path) -> Path:
    """The interpreter of a new environment that holds the wheel and what it requires, and nothing else."""
    empty = wheel.with_name("empty")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(empty)], check=True)
    interpreter = empty / "bin" / "python"
    install = ["install", "--quiet", "--no-index", "--no-deps", str(wheel)]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(interpreter)]
    subprocess.run([*pip, *install], capture_output=True, check=True)
    # What it requires is not downloaded again but linked from where the tests run.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(empty)}))
    for name in needed("alliance-membership", set()) - {"alliance-membership"}:
        held = distribution(name)
        for top in {path.parts[0] for path in held.files or ()} - {"..", "__pycache__"}:
            (packages / top).symlink_to(Path(str(held.locate_file(top))))
    return interpreter


def run(interpreter: Path | str, folder: Path, *asked: str) -> str:
    """Run Python in a folder, as a stranger would: with none of this environment's paths."""
    command = [str(interpreter), "-I", *asked]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_it_carries_the_package_and_the_tables_and_nothing_else(wheel):
    held = set(zipfile.ZipFile(wheel).namelist())
    assert {f"membership/data/{path.name}" for path in (ROOT / "data").iterdir()} <= held
    package = {str(path.relative_to(ROOT)) for path in (ROOT / "membership").rglob("*") if path.is_file()}
    assert {name for name in package if "__pycache__" not in name} <= held
    assert not {name for name in held if name.startswith(("tests/", "notebooks/", "figures/"))}


def test_inside_an_archive_it_says_that_it_is_to_be_unpacked(wheel, tmp_path):
    call = [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, {str(wheel)!r}); import membership"]
    told = subprocess.run(call, cwd=tmp_path, capture_output=True, text=True, check=False).stderr
    assert "cannot run from inside an archive" in told.splitlines()[-1]


def test_the_environment_has_nothing_of_the_build(python, tmp_path):
    code = f"import importlib.util as u; print([n for n in {BUILD} if u.find_spec(n)])"
    assert run(sys.executable, tmp_path, "-c", code) != "[]", "the question would find them"
    assert run(python, tmp_path, "-c", code) == "[]"


def test_it_draws_a_frame_of_the_callers_own(python, tmp_path):
    assert "m.load" not in EXAMPLES[0]
    run(python, tmp_path, "-c", EXAMPLES[0])
    assert re.search("Borduria", (tmp_path / "timeline.svg").read_text(encoding="utf-8"))


def test_its_own_tables_come_with_it_and_to_ask_them_loads_nothing_that_draws(python, tmp_path):
    code = f"{TABLES}\nimport sys; print('matplotlib' in sys.modules)"
    place, draws = run(python, tmp_path, "-c", code).splitlines()
    assert Path(place).is_relative_to(python.parents[1])
    assert {path.name: path.read_bytes() for path in Path(place).iterdir()} == {
        path.name: path.read_bytes() for path in (ROOT / "data").iterdir()
    }
    assert draws == "False"
    assert "Armenia" in run(python, tmp_path, "-m", "membership", "members", "CSTO", "1999-04-21")


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_in_a_clone_the_tables_are_those_beside_the_package(folder):
    assert Path(run(sys.executable, ROOT / folder, "-c", TABLES)) == ROOT / "data"

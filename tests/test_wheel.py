"""The wheel by itself: in an empty environment with pandas and matplotlib alone, it loads, asks and draws."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
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
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment that holds the wheel and what it requires, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    clone, empty = folder / "clone", folder / "empty"
    clone.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "LICENSE-DATA", "membership", "data"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
        copy(ROOT / name, clone / name)
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=clone, capture_output=True, check=True)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(empty)], check=True)
    interpreter = empty / "bin" / "python"
    install = ["install", "--quiet", "--no-index", "--no-deps", *map(str, folder.glob("*.whl"))]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(interpreter)]
    subprocess.run([*pip, *install], capture_output=True, check=True)
    # What it requires is not downloaded again but linked from where the tests run.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(empty)}))
    for name in needed("alliance-membership", set()) - {"alliance-membership"}:
        held = distribution(name)
        for top in {path.parts[0] for path in held.files or ()} - {"..", "__pycache__"}:
            (packages / top).symlink_to(Path(str(held.locate_file(top))))
    return interpreter


def run(interpreter: Path | str, code: str, folder: Path) -> str:
    """Run code in a folder, as a stranger would: with none of this environment's paths."""
    command = [str(interpreter), "-I", "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_environment_has_nothing_of_the_build(python, tmp_path):
    code = f"import importlib.util as u; print([n for n in {BUILD} if u.find_spec(n)])"
    assert run(sys.executable, code, tmp_path) != "[]", "the question would find them"
    assert run(python, code, tmp_path) == "[]"


def test_it_draws_a_frame_of_the_callers_own(python, tmp_path):
    example = EXAMPLES[0]
    assert "m.load" not in example
    run(python, example, tmp_path)
    assert re.search("Borduria", (tmp_path / "timeline.svg").read_text(encoding="utf-8"))


def test_its_own_tables_come_with_it(python, tmp_path):
    found = Path(run(python, TABLES, tmp_path))
    assert found.is_relative_to(python.parents[1])
    assert {path.name: path.read_bytes() for path in found.iterdir()} == {
        path.name: path.read_bytes() for path in (ROOT / "data").iterdir()
    }


def test_its_commands_for_tables_need_no_notebooks(python, tmp_path):
    command = [str(python), "-I", "-m", "membership", "members", "CSTO", "1999-04-21"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Armenia" in done.stdout


@pytest.mark.parametrize("folder", [".", "notebooks"])
def test_in_a_clone_the_tables_are_those_beside_the_package(folder):
    assert Path(run(sys.executable, TABLES, ROOT / folder)) == ROOT / "data"


def test_asking_who_was_a_member_loads_nothing_that_draws(python, tmp_path):
    code = f"{TABLES}\nimport sys; print('matplotlib' in sys.modules)"
    assert run(python, code, tmp_path).endswith("False")

"""What the project depends on: named, with its licence, as the installed packages say themselves."""

from __future__ import annotations

import re
from importlib.metadata import Distribution, PackageNotFoundError, distribution, distributions

import pytest

from tests.conftest import ROOT
from tests.test_packaging import declared

LINES = (ROOT / "DEPENDENCIES.md").read_text(encoding="utf-8").splitlines()
ROWS = [
    tuple(cell.strip() for cell in line.strip("|").split("|"))
    for line in LINES
    if line.startswith("| ") and line.count("|") == 5
][1:]
PERMISSIVE = {
    *("0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "MIT", "MIT-CMU", "PSF-2.0", "Zlib")
}
# Used unchanged and never passed on, so that what they ask of changed copies does not arise.
ONLY_FOR_TESTS = {"MPL-2.0"}

# How distributions without a licence expression name theirs: a field, a classifier, the head of a file.
OLDER_NAMES = {
    "BSD": "BSD-3-Clause",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
}

# These name none in what is installed; the head of the LICENSE in their repository does.
SAID_ELSEWHERE = {"mlcroissant": "Apache-2.0"}


def licence(held: Distribution) -> str:
    """Return what an installed distribution says that its licence is."""
    said = held.metadata
    classifiers = [name.split(" :: ")[-1] for name in said.get_all("Classifier", []) if "License ::" in name]
    files = [path for path in held.files or () if re.fullmatch(r"LICEN[CS]E(\.\w+)?", path.name)]
    heads = [str(path.locate().read_text(encoding="utf-8")).strip().splitlines()[0] for path in files]
    ways = (said.get("License-Expression"), *classifiers, said.get("License"), *heads)
    found = next(filter(None, ways), SAID_ELSEWHERE.get(held.name, ""))
    return OLDER_NAMES.get(found, found)


def test_every_direct_dependency_is_in_the_table_and_nothing_else():
    wanted = [(group, name) for group, names in declared().items() for name in names]
    assert [(group, name) for group, name, _, _ in ROWS] == wanted


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_its_licence_goes_with_ours_and_is_the_one_that_it_names_itself(row):
    group, name, purpose, stated = row
    assert purpose
    allowed = PERMISSIVE | (ONLY_FOR_TESTS if group == "test" else set())
    assert any(set(choice.split(" AND ")) <= allowed for choice in stated.split(" OR ")), stated
    try:
        held = distribution(name)
    except PackageNotFoundError:
        assert group in ("audit", "bench", "lab"), "what the tests and the build need is installed"
        pytest.skip("not installed for the tests")
    assert licence(held) == stated


def test_nothing_installed_is_under_a_licence_that_takes_ours_over():
    assert licence(distribution("pytest")) == "MIT"
    found = {held.name: licence(held) for held in distributions()}
    assert {name: said for name, said in found.items() if re.search(r"GPL|GNU", said)} == {}

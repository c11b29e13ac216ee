"""The shape of the code: who may import whom, what a module and a notebook may hold."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

import membership
from tests.conftest import ROOT

PACKAGE = ROOT / "membership"

# A module may import those before it, never those after it: facts first, the build last.
# A new module gets its place here.
ORDER = [
    *("imprint", "markup", "dates", "wording", "faults", "bounds", "intervals", "chronology"),
    *("decoding", "sheets", "sequence", "ledger", "rules", "tables", "evidence", "derive"),
    *("labels", "tenure", "overlaps", "export", "answers", "difference", "starter", "inventory"),
    *("step_facts", "marks"),
    *("palette", "charts"),
    *("describe", "alternatives", "proofs", "bar_ends", "profiles", "summaries", "on_a_day"),
    *("dated", "narrative", "doubts", "aligned", "comparison", "concordance"),
    *("vocabulary", "checks", "claims", "factcheck", "omissions"),
    *("standing", "blocs", "bloc_tenure", "bloc_overlaps", "bloc_limits"),
    *("thinning", "vector", "renditions", "exhibit", "gallery", "verdict_figures", "figures"),
    *("bloc_figures", "milestone_figures", "evidence_figures"),
    *("layout", "swap", "freshness", "parameters", "kernels", "execution"),
    *("reading", "proofreading", "sitemap", "pages", "assembly", "report"),
    *("commands",),
]
CHARTS_MAY_IMPORT = {"dates", "bounds", "intervals", "markup", "palette", "charts"}
DOORS = {"__init__", "__main__"}  # these only pass on, and may import anything
BUILD = set(ORDER[ORDER.index("layout") :])

# Who alone may import what.
RESERVED = {
    "csv": {"tables"},
    "jupyter_client": BUILD,
    "matplotlib": {"charts", "exhibit", "figures", "renditions"},
    "nbclient": BUILD,
    "nbconvert": BUILD,
    "nbformat": BUILD,
    "notebooks": set(),
    "tests": set(),
}
VAGUE = {"base", "common", "core", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}
LONGEST = 250

MODULES = sorted(PACKAGE.rglob("*.py"))
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def place(path: Path) -> str:
    """Return the name under which ORDER knows the module: its own, or its folder's."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imported(source: str, package: str) -> set[str]:
    """Return the dotted names that a module in `package` imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: -(node.level - 1) or None] if node.level else []
            origin = ".".join([*above, *filter(None, [node.module])])
            names |= {f"{origin}.{alias.name}" for alias in node.names}
    return names


def imports_of(path: Path) -> set[str]:
    package = ".".join(path.relative_to(ROOT).parent.parts)
    return imported(path.read_text(encoding="utf-8"), package)


def neighbours(path: Path) -> set[str]:
    """Return the places in ORDER that the module imports from."""
    return {name.split(".")[1] for name in imports_of(path) if name.startswith("membership.")}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import csv, a.b", {"csv", "a.b"}),
        ("def f():\n    from membership.dates import words", {"membership.dates.words"}),
        ("from membership import dates", {"membership.dates"}),
        ("from . import canvas", {"membership.charts.canvas"}),
        ("from .canvas import INK", {"membership.charts.canvas.INK"}),
        ("from ..dates import words", {"membership.dates.words"}),
    ],
)
def test_every_form_of_import_is_seen(source, names):
    assert imported(source, "membership.charts") == names


@each_module
def test_imports_point_one_way(path):
    here = place(path)
    if here in DOORS:
        return
    assert here in ORDER, f"{here} is new: give it its place in ORDER"
    allowed = CHARTS_MAY_IMPORT if here == "charts" else set(ORDER[: ORDER.index(here)])
    assert neighbours(path) <= allowed, "it imports what comes after it (or, in charts, our files and rules)"


@each_module
def test_a_library_is_imported_only_where_it_belongs(path):
    libraries = {name.split(".")[0] for name in imports_of(path)}
    for library in libraries & RESERVED.keys():
        assert place(path) in RESERVED[library], f"{library} is imported here"


@each_module
def test_only_sheets_reads_csv_and_pandas_never_does(path):
    assert "read_csv" not in path.read_text(encoding="utf-8")


@each_module
def test_a_module_is_short_and_its_name_says_what_it_holds(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST
    assert path.stem not in VAGUE


def test_no_module_shares_its_name_with_a_public_one():
    modules = {path.stem for path in MODULES if path.parent == PACKAGE} | {"charts"}
    assert not modules & set(membership.__all__)


def test_every_place_is_taken():
    assert set(ORDER) == {place(path) for path in MODULES} - DOORS, "ORDER names a module that is not there"


def cells(path: Path, kind: str) -> list[dict]:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_there_are_notebooks():
    assert NOTEBOOKS


@each_notebook
def test_a_notebook_is_kept_without_outputs(path):
    for cell in cells(path, "code"):
        assert cell["outputs"] == [], cell["id"]
        assert cell["execution_count"] is None, cell["id"]


@each_notebook
def test_cell_ids_are_words_and_unique(path):
    ids = [cell["id"] for cell in cells(path, "code") + cells(path, "markdown")]
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name), name
        assert not re.fullmatch(r"[0-9a-f]{8}|[0-9a-f-]{36}", name), f"{name} looks made by a program"


@each_notebook
def test_a_notebook_calls_and_defines_nothing(path):
    for cell in cells(path, "code"):
        source = "".join(cell["source"])
        tree = ast.parse(source)
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert not any(isinstance(node, definitions) for node in ast.walk(tree)), cell["id"]
        assert not re.search(r"read_csv|sys\.path", source), cell["id"]


@each_notebook
def test_the_first_code_cell_holds_the_parameters(path):
    tags = [cell["metadata"].get("tags", []) for cell in cells(path, "code")]
    assert [("parameters" in each) for each in tags] == [True] + [False] * (len(tags) - 1)


@each_notebook
def test_prose_types_no_year(path):
    for cell in cells(path, "markdown"):
        source = "".join(cell["source"])
        assert not re.search(r"\b(18|19|20)\d\d\b", source), f"{cell['id']}: let the tables say it"

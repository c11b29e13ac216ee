"""The shape of the code: who may import whom, and what a module may hold."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import membership
from tests.conftest import ROOT

PACKAGE = ROOT / "membership"

# What each room may import from; a room that is not named here is new, and needs its place.
GROUND = {"english", "mime"}
ROOMS = {
    "intervals": set(),
    "tables": GROUND | {"intervals"},
    "derive": GROUND | {"intervals", "tables"},
    "charts/kit": {"intervals"},
    "charts": {"intervals", "charts/kit"},
    "figures": GROUND | {"intervals", "tables", "derive", "charts", "charts/kit"},
    "outputs": GROUND | {"intervals", "tables", "derive", "figures"},
    "site": GROUND | {"intervals", "tables", "derive", "charts/kit", "figures"},
    "build": GROUND | {"tables", "figures", "site"},
}
DOORS = {"", "cli"}  # these may use everything

# Who alone may import what.
RESERVED = {
    "csv": {"tables"},
    "jupyter_client": {"build"},
    "matplotlib": {"charts", "charts/kit", "figures"},
    "nbclient": {"build"},
    "nbconvert": {"site"},
    "nbformat": {"build", "site"},
    "notebooks": set(),
    "tests": set(),
}
VAGUE = {"base", "common", "core", "helper", "helpers", "manager", "misc", "tools", "util", "utils"}
LONGEST = 400

MODULES = sorted(PACKAGE.rglob("*.py"))
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))


def room_of(dotted: str) -> str:
    """Return the room of a dotted name: "" for the top level, but "english" and "mime" by name."""
    parts = dotted.split(".")[1:]
    if parts[:2] == ["charts", "kit"]:
        return "charts/kit"
    return parts[0] if parts and (parts[0] in ROOMS or parts[0] in {*GROUND, "cli"}) else ""


def place(path: Path) -> str:
    """Return the room that a module lives in."""
    return room_of(".".join(path.relative_to(ROOT).with_suffix("").parts))


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
    """Return the other rooms that the module imports from."""
    return {room_of(name) for name in imports_of(path) if name.startswith("membership.")} - {place(path)}


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("import csv, a.b", {"csv", "a.b"}),
        ("def f():\n    from membership.intervals.dates import words", {"membership.intervals.dates.words"}),
        ("from membership.intervals import dates", {"membership.intervals.dates"}),
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
    if here not in DOORS:
        may = ROOMS.get(here, set())  # what lies under all rooms uses none
        assert neighbours(path) <= may, f"{here} imports what it may not use"


def test_no_two_rooms_lean_on_each_other_and_the_folders_of_tests_follow_them():
    assert list(TopologicalSorter(ROOMS).static_order())  # an error where arrows run in a circle
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")}
    assert folders <= {*ROOMS, "cli"}


@pytest.mark.parametrize("name", membership.__all__)
def test_a_public_name_is_documented_and_its_own(name):
    thing = getattr(membership, name)
    assert not callable(thing) or thing.__doc__
    assert not name.startswith("_")


def test_every_room_says_what_lives_there():
    rooms = {place(path) for path in MODULES if path.parent != PACKAGE}
    assert rooms == {*ROOMS, "cli"}
    for room in rooms:
        said = ast.get_docstring(ast.parse((PACKAGE / room / "__init__.py").read_text(encoding="utf-8")))
        assert said.count(".") >= 2, room


@each_module
def test_a_module_is_short_named_for_what_it_holds_and_imports_libraries_only_where_they_belong(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= LONGEST
    assert path.stem not in VAGUE
    assert "read_csv" not in text, "pandas never reads a table"
    libraries = {name.split(".")[0] for name in imports_of(path)}
    for library in libraries & RESERVED.keys():
        assert place(path) in RESERVED[library], f"{library} is imported here"


def test_no_module_shares_its_name_with_a_public_one():
    modules = {path.stem for path in MODULES} | {path.parent.name for path in MODULES}
    assert not modules & set(membership.__all__)

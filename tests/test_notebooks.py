"""The notebooks as they are written, and the copies that a build makes of them: read as files, not run."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from membership.mime import PRIVATE
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def code(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def executed(path: Path) -> Path:
    return path.parent / "executed" / path.name


def outputs(path: Path) -> list[dict[str, Any]]:
    """Return the outputs of the executed copy of a notebook."""
    return [output for cell in code(executed(path)) for output in cell.outputs]


@each_notebook
def test_a_notebook_that_draws_has_a_cell_to_change(path):
    cells = code(path)
    if any("_chart(" in cell.source or "m.timeline(" in cell.source for cell in cells):
        (change,) = [cell for cell in cells if cell.id == "change-it"]
        assert change.source.startswith("# Change it: ")


@each_notebook
def test_a_notebook_shows_the_rows_it_works_with(path):
    shown = [output.get("data", {}).get("text/html", "") for output in outputs(path)]
    assert any('class="dataframe"' in html for html in shown)


@each_notebook
def test_an_executed_copy_is_the_notebook_with_outputs(path):
    pairs = [(cell.id, cell.source) for cell in nbformat.read(path, as_version=4).cells]
    assert [(cell.id, cell.source) for cell in nbformat.read(executed(path), as_version=4).cells] == pairs
    listed = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))["files"]
    name = executed(path).relative_to(ROOT).as_posix()
    assert hashlib.sha256(executed(path).read_bytes()).hexdigest() == listed[name]


@each_notebook
def test_an_executed_copy_holds_nothing_for_the_page_alone(path):
    assert PRIVATE not in executed(path).read_text(encoding="utf-8")

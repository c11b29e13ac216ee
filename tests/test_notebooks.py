"""The notebooks as they are written, and the copies that a build makes of them: read as files, not run."""

from __future__ import annotations

import ast
import hashlib
import itertools
import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbconvert.exporters import ScriptExporter

import membership
from membership.mime import PRIVATE
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def cells(path: Path, kind: str = "") -> list[nbformat.NotebookNode]:
    """Return the cells of a notebook, of one kind or all."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if kind in ("", cell.cell_type)]


def executed(path: Path) -> Path:
    return path.parent / "executed" / path.name


def outputs(path: Path) -> list[dict[str, Any]]:
    """Return the outputs of the executed copy of a notebook."""
    return [output for cell in cells(executed(path), "code") for output in cell.outputs]


@each_notebook
def test_a_notebook_is_kept_without_outputs_and_its_ids_are_words(path):
    ids = [cell.id for cell in cells(path)]
    assert len(set(ids)) == len(ids)
    for name in ids:
        assert re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name), name
        assert not re.fullmatch(r"[0-9a-f]{8}|[0-9a-f-]{36}", name), f"{name} looks made by a program"
    for cell in cells(path, "code"):
        assert (cell.outputs, cell.execution_count) == ([], None), cell.id


@each_notebook
def test_a_notebook_uses_public_names_alone_and_defines_nothing(path):
    for cell in cells(path, "code"):
        nodes = list(ast.walk(ast.parse(cell.source)))
        named = {ast.unparse(node) for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)}
        assert {name for name in named if "membership" in name} <= {"import membership as m"}, cell.id
        asked = {
            node.attr for node in nodes if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "m"
        }
        assert asked <= set(membership.__all__), cell.id
        definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        assert not any(isinstance(node, definitions) for node in nodes), cell.id
        assert not re.search(r"read_csv|sys\.path", cell.source), cell.id


@each_notebook
def test_the_first_code_cell_holds_the_parameters_and_one_is_there_to_change(path):
    code = cells(path, "code")
    tags = ["parameters" in cell.metadata.get("tags", []) for cell in code]
    assert tags == [True] + [False] * (len(tags) - 1)
    if any("_chart(" in cell.source or "m.timeline(" in cell.source for cell in code):
        (change,) = [cell for cell in code if cell.id == "change-it"]
        assert change.source.startswith("# Change it: ")


@each_notebook
def test_prose_types_no_year(path):
    for cell in cells(path, "markdown"):
        assert not re.search(r"\b(18|19|20)\d\d\b", cell.source), f"{cell.id}: let the tables say it"


@each_notebook
def test_each_chart_stands_on_a_slide_with_its_heading(path):
    told = [cell.metadata.get("slideshow", {}).get("slide_type", "") for cell in cells(path)]
    assert set(told) <= {"slide", "-", "skip"}, "a cell lacks metadata: slideshow, slide_type"
    shown = [(cell, kind) for cell, kind in zip(cells(path), told, strict=True) if kind != "skip"]
    assert [kind for _, kind in shown[:1]] in ([], ["slide"])
    for (before, _), (cell, kind) in itertools.pairwise(shown):
        if "m.figure(" in before.source:
            assert kind == "slide", f"{cell.id} stands below the chart of {before.id}"


@each_notebook
def test_a_notebook_names_its_language_so_that_it_converts_to_a_script(path):
    body, about = ScriptExporter().from_filename(str(path))
    assert about["output_extension"] == ".py"
    ast.parse(body)


@each_notebook
def test_an_executed_copy_is_the_notebook_with_outputs(path):
    pairs = [(cell.id, cell.source) for cell in cells(path)]
    assert [(cell.id, cell.source) for cell in cells(executed(path))] == pairs
    listed = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))["files"]
    name = executed(path).relative_to(ROOT).as_posix()
    assert hashlib.sha256(executed(path).read_bytes()).hexdigest() == listed[name]
    assert PRIVATE not in executed(path).read_text(encoding="utf-8"), "what the page alone can use"


@each_notebook
def test_an_executed_copy_shows_the_rows_it_works_with_and_needs_no_page_around_it(path):
    shown = [output.get("data", {}).get("text/html", "") for output in outputs(path)]
    assert any('class="dataframe"' in html for html in shown)
    for output, html in zip(outputs(path), shown, strict=True):
        assert output["output_type"] in ("display_data", "execute_result")
        assert not re.search(r"<(script|svg|iframe)|href=.#|\bon\w+=", html)
        if "image/png" in output["data"]:
            told = [output["metadata"][kind]["alt"] for kind in ("image/png", "image/svg+xml")]
            assert told == [output["data"]["text/plain"]] * 2
            assert told[0]

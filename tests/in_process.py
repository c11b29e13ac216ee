"""Run notebooks in this process and make their pages, without the cost of a kernel."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import nbformat

from membership.figures.exhibit import Exhibit
from membership.site import pages, parameters
from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def shown(notebook: Path, **given: object) -> str:
    """Return the page of a notebook, run with these parameters in place of its own."""
    return next(iter(report([notebook], **given).values()))


def report(notebooks: list[Path], **given: object) -> dict[str, str]:
    """Return the pages of these notebooks by their file, as a report that leaves out the others."""
    ran = {}
    for path in notebooks:
        try:
            ran[path] = executed(path, **given)
        except Exception as error:
            error.add_note(f"in {path.name}, with {given}")
            raise
    others = {path.name: path.stem for path in NOTEBOOKS if path not in notebooks}
    return pages.export(ran, fingerprint="0" * 64, parameters=given, left_out=others)


def executed(notebook: Path, **given: object) -> nbformat.NotebookNode:
    """Return a notebook with its outputs, run with these parameters in place of its own."""
    content = parameters.read(notebook)
    names: dict[str, Any] = {}
    for cell in (cell for cell in content.cells if cell.cell_type == "code"):
        cell.outputs = outputs(cell.source, names)
        if "parameters" in cell.metadata.get("tags", []):
            names.update(given)
    return content


def outputs(source: str, names: dict[str, Any]) -> list[nbformat.NotebookNode]:
    """Run the code of a cell among `names`, and return what it shows."""
    things: list[object] = []
    names["display"] = lambda *more: things.extend(more)
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None
    return [_output(thing) for thing in [*things, *([] if value is None else [value])]]


def _output(thing: Any) -> nbformat.NotebookNode:
    if isinstance(thing, Exhibit):
        vars(thing)["png"] = b""  # no page shows it, and to draw it takes a while
    bundle = thing._repr_mimebundle_() if hasattr(thing, "_repr_mimebundle_") else {"text/plain": repr(thing)}
    data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
    return nbformat.v4.new_output("display_data", data=data, metadata=metadata)

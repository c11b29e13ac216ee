"""Run a notebook's cells in this process: what it shows, without the cost of a kernel."""

from __future__ import annotations

import ast
import json
from html import escape
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


def shown(notebook: Path, **parameters: object) -> str:
    """Return the HTML of everything that the code cells of a notebook show, with `parameters` set."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    names: dict[str, Any] = {}
    pieces = []
    for cell in (cell for cell in cells if cell["cell_type"] == "code"):
        value = _run("".join(cell["source"]), names)
        if "parameters" in cell["metadata"].get("tags", []):
            names.update(parameters)
        if value is not None:
            markup = getattr(value, "_repr_html_", None)
            pieces.append(markup() if markup else f"<pre>{escape(repr(value))}</pre>")
    return "\n".join(pieces)


def _run(source: str, names: dict[str, Any]) -> object:
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None

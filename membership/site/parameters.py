"""Notebooks before they run: read, without outputs, with the parameters of a build set in them."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from pathlib import Path

import nbformat

PARAMETERS, INJECTED = "parameters", "injected-parameters"


def read(path: Path) -> nbformat.NotebookNode:
    """Return the notebook in `path`, without outputs.

    Raises
    ------
    ValueError
        If it is not a notebook.
    """
    try:
        # The second call gives ids to the cells of an older format.
        notebook = nbformat.v4.upgrade(nbformat.read(path, as_version=4))  # type: ignore[no-untyped-call]
    except (OSError, ValueError, AttributeError, KeyError, TypeError, nbformat.ValidationError) as error:
        said = (str(error).splitlines() or [type(error).__name__])[0]
        raise ValueError(f"is not a notebook that can be read: {said}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return notebook


def needs(notebook: nbformat.NotebookNode) -> dict[str, int]:
    """Return the tables that a notebook cannot do without, and how many rows each must have at least.

    They are its metadata's ``needs``: "claims" for any row, "organizations 2" for two.
    """
    words = (entry.split() for entry in notebook.metadata.get("needs", ()))
    return {name: int(least[0]) if least else 1 for name, *least in words}


def defaults(notebook: nbformat.NotebookNode) -> dict[str, object]:
    """Return the parameters of a notebook: the plain values that its cell tagged ``parameters`` assigns."""
    place = _tagged(notebook, PARAMETERS)
    values: dict[str, object] = {}
    for node in ast.parse(notebook.cells[place].source).body if place is not None else ():
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            values |= {target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)}
    return values


def set_parameters(notebook: nbformat.NotebookNode, parameters: Mapping[str, object]) -> None:
    """Set `parameters` in a notebook as papermill sets them: in a cell after the one with the defaults.

    Raises
    ------
    ValueError
        If no cell is tagged ``parameters``.
    """
    place = _tagged(notebook, PARAMETERS)
    if place is None:
        raise ValueError("has no code cell tagged 'parameters'; tag the cell with the defaults")
    lines = [f"{name} = {value!r}" for name, value in parameters.items()]
    injected = nbformat.v4.new_code_cell(  # type: ignore[no-untyped-call]
        "\n".join(["# Parameters", *lines]), id=INJECTED, metadata={"tags": [INJECTED]}
    )
    notebook.cells.insert(place + 1, injected)


def _tagged(notebook: nbformat.NotebookNode, tag: str) -> int | None:
    cells: Sequence[nbformat.NotebookNode] = notebook.cells
    found = (i for i, c in enumerate(cells) if c.cell_type == "code" and tag in c.metadata.get("tags", []))
    return next(found, None)

"""The notebooks with their outputs, for viewers that run nothing and trust nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping

from nbformat import NotebookNode

from membership.mime import PRIVATE
from membership.site.pages import without_paths


def executed_copy(notebook: NotebookNode, parameters: Mapping[str, object]) -> str:
    """Return an executed notebook as the text of its file, without what only our pages can show.

    Parameters
    ----------
    notebook : notebook
        As it has run.
    parameters : mapping
        Those that it ran with, if they differ from its own.
    """
    copy = without_paths(notebook, parameters)
    number = 0
    for cell in copy.cells:
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
        for output in cell.get("outputs", []):
            output.get("data", {}).pop(PRIVATE, None)
            if output.output_type == "execute_result":
                output.execution_count = number
    return json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True) + "\n"

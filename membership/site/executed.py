"""The notebooks with their outputs, for viewers that run nothing and trust nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from nbformat import NotebookNode

from membership.mime import PRIVATE
from membership.site.pages import without_paths


def executed_copy(notebook: NotebookNode, parameters: Mapping[str, object]) -> str:
    """Return an executed notebook as the text of its file, without what only our pages can show.

    `parameters` are those that it ran with, if they differ from its own.
    """
    copy = without_paths(notebook, parameters)
    number = 0
    for cell in copy.cells:
        if cell.cell_type == "code":
            number += 1
            cell.execution_count = number
        else:
            cell.source = _from_below(cell.source)
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            data.pop(PRIVATE, None)
            data |= {kind: _from_below(data[kind]) for kind in ("text/html", "text/markdown") if kind in data}
            if output.output_type == "execute_result":
                output.execution_count = number
    return json.dumps(copy, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _from_below(text: str) -> str:
    """Return HTML or Markdown with its links to pages as they are from a folder below the notebooks'."""
    return _LINK_TO_PAGE.sub(r"\1../", text)


_LINK_TO_PAGE = re.compile(r'(href="|\]\()(?=html/)')

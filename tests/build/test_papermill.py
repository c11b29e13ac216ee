"""Each notebook is a report of any organization and any day, with papermill and no code edited."""

from __future__ import annotations

from pathlib import Path

import nbformat
import papermill
import pytest

from tests.conftest import ROOT

KINDS = ("text/markdown", "text/html", "image/svg+xml")


def run(tmp_path: Path, **parameters: str) -> str:
    """Return what the membership notebook shows when papermill runs it with `parameters`."""
    target = tmp_path / "out.ipynb"
    papermill.execute_notebook(
        ROOT / "notebooks" / "1_membership.ipynb",
        target,
        parameters=parameters,
        cwd=ROOT / "notebooks",
        progress_bar=False,
        log_output=False,
    )
    cells = nbformat.read(target, as_version=4).cells
    ran = [cell for cell in cells if cell.cell_type == "code"]
    outputs = [output for cell in ran for output in cell.outputs]
    assert [output for output in outputs if output.output_type in ("error", "stream")] == []
    # The control of the day tells of all organizations, whichever is asked about.
    outputs = [output for cell in ran if cell.id != "day" for output in cell.outputs]
    return "".join(output.get("data", {}).get(kind, "") for output in outputs for kind in KINDS)


@pytest.mark.filterwarnings("ignore")
def test_nato_as_it_stood_in_april_1999(tmp_path):
    shown = run(tmp_path, organization="NATO", as_of="1999-04-01")
    assert "# Who belonged to NATO, since when, until when" in shown
    assert "Members on 1 April 1999: 19." in shown
    assert "Sweden" not in shown
    assert "CSTO" not in shown

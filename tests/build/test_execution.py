"""A notebook runs as it stands, in the same surroundings everywhere, and a slip in it is told in words."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import nbclient
import nbformat
import pytest

from membership.build import execution, surroundings
from membership.site import parameters
from tests.toy import PARAMETERS, Toy, cell, overview, prose
from tests.toy import notebook as notebook_of

# Each breaks in its own way; they run together, since what runs them takes a while to start.
BROKEN = {
    "0_fails": cell("def half(n):\n    return n / 0\n\nhalf(7)", name="division"),
    "1_warns": cell("import warnings\nwarnings.warn('an old habit')", name="warning"),
    "2_stderr": cell("import sys\nprint('psst', file=sys.stderr)", name="whisper"),
    "3_dies": cell("import os\nos._exit(3)", name="last-words"),
    "4_child": cell("import os\nassert os.system('echo from a child >&2') == 0", name="child"),
    "6_object": cell("object()", name="object"),
    "7_excused": cell("1 / 0", "raises-exception", name="excuse"),
    "8_syntax": cell("members = 6)", name="syntax"),
    "9_shown": cell(
        "class Chart:\n    __repr__ = lambda self: 'chart'\n    def _repr_html_(self):\n"
        "        raise ValueError('no rows to draw')\nChart()",
        name="shown",
    ),
}
SETTING = """
import json, os, sys, time
names = ("TZ", "LC_ALL", "PYTHONHASHSEED", "PYTHONWARNINGS", "COLUMNS", "LANGUAGE", "MPLBACKEND")
print(json.dumps({
    "environment": {name: os.environ.get(name) for name in names},
    "folder": os.path.basename(os.getcwd()),
    "interpreter": sys.executable,
    "hash": hash("CSTO"),
    "zone": time.tzname[0],
}))
"""


def run(folder, timeout=60, **notebooks):
    """Run notebooks of one cell each; return them by name, the faults, and what was said."""
    toy = Toy(
        folder, **{name: one if "cells" in one else notebook_of(one) for name, one in notebooks.items()}
    )
    paths = sorted(toy.notebooks.glob("*.ipynb"))
    loaded = {path: parameters.read(path) for path in paths}
    before = {path: path.read_bytes() for path in paths}
    with surroundings.own_surroundings() as scratch:
        faults = execution.execute(loaded, toy.said.append, scratch, timeout)
    assert {path: path.read_bytes() for path in paths} == before, "the notebook on disk is only read"
    return {path.stem: notebook for path, notebook in loaded.items()}, faults, toy.said


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("broken")
    return run(folder / "toy", **BROKEN)


def told(broken, name):
    return [fault for fault in broken[1] if fault.startswith(f"{name}.ipynb")]


@pytest.mark.parametrize(
    ("name", "faults"),
    [
        ("0_fails", ["cell 'division': ZeroDivisionError: division by zero\n    in: half(7)"]),
        ("1_warns", ["cell 'warning': warned or wrote to stderr: ", "UserWarning: an old habit"]),
        ("2_stderr", ["cell 'whisper': warned or wrote to stderr: psst"]),
        ("3_dies", ["cell 'last-words': its process died"]),
        ("4_child", ["something that it ran wrote to stderr: from a child"]),
        ("7_excused", ["cell 'excuse': ZeroDivisionError"]),
        ("8_syntax", ["cell 'syntax': ", "SyntaxError: unmatched ')'"]),
        ("9_shown", ["cell 'shown': ValueError: no rows to draw"]),
    ],
)
def test_a_slip_in_a_notebook_is_told_once_with_its_cell(broken, name, faults):
    (said,) = told(broken, name)
    for fault in faults:
        assert fault in said


def test_a_notebook_that_does_not_end_is_stopped_and_named_with_its_cell(tmp_path):
    hangs = cell("while True:\n    pass", name="endless")
    _, (fault,), said = run(tmp_path / "toy", timeout=6, **{"0_hangs": hangs})
    assert fault.startswith("0_hangs.ipynb, cell 'endless': did not finish in 6 s and was stopped")
    assert said == [line for line in said if "failed after" in line]


ORPHANS = """
import os, pathlib, signal, subprocess
child = subprocess.Popen(["sleep", "90"])
pathlib.Path("pids").write_text(f"{os.getpid()} {child.pid}")
"""


def ended(pid):
    """Return whether a process is gone, or a zombie that nobody has asked for."""
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("last", ["", "os.kill(os.getppid(), signal.SIGKILL); child.wait()"])
def test_what_a_notebook_started_ends_with_it_and_it_with_what_runs_it(tmp_path, last):
    begun = time.monotonic()
    _, faults, _ = run(tmp_path / "toy", **{"0_starts": cell(ORPHANS + last)})
    assert time.monotonic() - begun < 90, "it waited for what was left"
    assert faults == (["0_starts.ipynb: what runs the notebooks died"] if last else [])
    pids = (tmp_path / "toy" / "notebooks" / "pids").read_text().split()
    deadline = time.monotonic() + 9
    while not all(map(ended, pids)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert all(map(ended, pids))


def test_the_longest_notebook_is_not_left_to_the_end(tmp_path):
    when = "import time\ntime.sleep(0.3)\nprint(time.monotonic())"
    sources = {"0_short": when, "1_short": when, "2_long": f"{when}\n# {'long ' * 9}"}
    notebooks, *_ = run(tmp_path / "toy", **{name: cell(source) for name, source in sources.items()})
    begun = {name: float(one.cells[0].outputs[0].text) for name, one in notebooks.items()}
    assert max(begun, key=begun.__getitem__) != "2_long"


def test_an_address_that_changes_from_build_to_build_is_told(broken):
    (address,) = told(broken, "6_object")
    assert "cell 'object': shows <object at 0x" in address
    assert "differs from build to build" in address


def test_every_notebook_is_heard_of_in_the_order_of_the_report(broken):
    _, faults, said = broken
    names = [fault.split(".ipynb")[0] for fault in faults]
    assert names == sorted(names)
    assert set(names) == set(BROKEN)
    assert all(" s" in line and "failed after" in line for line in said)


def test_the_surroundings_are_the_same_wherever_a_build_is_started(tmp_path, monkeypatch):
    far = tmp_path / ("a temporary folder whose name no socket could bear " * 2)
    far.mkdir()
    personal = {"TZ": "Asia/Bishkek", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONWARNINGS": "error"}
    for name, value in {**personal, "COLUMNS": "20", "LANGUAGE": "ru", "MPLBACKEND": "no such"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TMPDIR", str(far))
    monkeypatch.setattr("tempfile.tempdir", None)
    monkeypatch.chdir(tmp_path)
    notebooks, faults, _ = run(tmp_path / "toy", **{"0_setting": cell(SETTING, name="setting")})
    assert faults == []
    seen = json.loads(notebooks["0_setting"].cells[0].outputs[0].text)
    assert seen["environment"] == {
        "TZ": "UTC",
        "LC_ALL": "C.UTF-8",
        "PYTHONHASHSEED": "0",
        "PYTHONWARNINGS": surroundings.environment({}, tmp_path)["PYTHONWARNINGS"],
        "COLUMNS": None,
        "LANGUAGE": None,
        "MPLBACKEND": "agg",
    }
    assert (seen["folder"], seen["interpreter"], seen["zone"]) == ("notebooks", sys.executable, "UTC")


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '"text"', '{"cells": 1, "nbformat": 4}', "\xff"])
def test_a_file_that_is_no_notebook_is_told(tmp_path, content):
    path = tmp_path / "0_overview.ipynb"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(ValueError, match="is not a notebook that can be read"):
        parameters.read(path)


def test_outputs_that_somebody_saved_are_dropped(tmp_path):
    saved = cell("6")
    saved["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "stale"}]
    toy = Toy(tmp_path, n0_overview=notebook_of(saved))
    assert parameters.read(toy.notebooks / "0_overview.ipynb").cells[0].outputs == []


def test_parameters_are_set_after_their_defaults_as_papermill_does(tmp_path):
    path = Toy(tmp_path, n0_overview=overview()).notebooks / "0_overview.ipynb"
    notebook = parameters.read(path)
    assert parameters.defaults(notebook) == {"organization": "CSTO", "as_of": None, "data": None}
    parameters.set_parameters(notebook, {"as_of": "1999-04-20", "data": "a 'folder' of Ödön"})
    default, injected = notebook.cells[1:3]
    assert (default.source, injected.metadata.tags) == (PARAMETERS, ["injected-parameters"])
    values: dict[str, object] = {}
    exec(default.source + "\n" + injected.source, values)
    assert (values["organization"], values["as_of"]) == ("CSTO", "1999-04-20")
    assert values["data"] == "a 'folder' of Ödön"


def test_a_notebook_without_defaults_cannot_be_set(tmp_path):
    notebook = parameters.read(Toy(tmp_path, n0_x=notebook_of(prose("# X"))).notebooks / "0_x.ipynb")
    with pytest.raises(ValueError, match="no code cell tagged 'parameters'"):
        parameters.set_parameters(notebook, {"as_of": "1999-04-20"})


TALKATIVE = """
import asyncio, sys
from IPython.display import HTML, clear_output, display, update_display
print("one"); print("two", end="")
display(HTML("<b>six</b>"), display_id="n")
print("three"); await asyncio.sleep(0)
update_display(HTML("<b>seven</b>"), display_id="n")
6; display({"image/png": b"png", "text/plain": "seven"}, raw=True)
%pwd
"""


def test_a_notebook_shows_what_it_shows_in_a_kernel(tmp_path):
    cells = [
        cell(TALKATIVE),
        cell("print(1); clear_output(); print(2); _"),
        cell("import pandas\npandas.DataFrame({'n': [6]})"),
        cell("%matplotlib inline\nfrom matplotlib import pyplot\npyplot.plot([6])\npyplot.show()"),
    ]
    notebooks, faults, _ = run(tmp_path / "toy", **{"0_talks": notebook_of(*cells)})
    (ours,) = notebooks.values()
    theirs = nbformat.v4.upgrade(nbformat.from_dict(notebook_of(*cells)))
    nbclient.execute(theirs, cwd=str(tmp_path / "toy" / "notebooks"), record_timing=False)
    assert faults == []
    assert ours == theirs

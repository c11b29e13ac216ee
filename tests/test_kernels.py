"""Kernels are forked from a process that has imported what the notebooks import, and end with the build."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from membership.build import kernels
from tests.conftest import ROOT
from tests.test_execution import run
from tests.toy import Toy, cell, prose
from tests.toy import notebook as notebook_of

pytestmark = pytest.mark.skipif(not kernels.can_fork(), reason="kernels are forked on Linux alone")

LOOKS = """
import json, os, sys, threading
print(json.dumps({
    "loaded": "colorsys" in sys.modules,
    "changed": hasattr(json, "changed"),
    "arguments": sys.argv[1:2],
    "child": os.system("true"),
    "own session": os.getsid(0) == os.getpid(),
    "parent": os.getppid(),
}))
json.changed = True
"""


def parents(notebooks, *names):
    """Return the processes that started the kernels of these notebooks."""
    return {json.loads(notebooks[name].cells[0].outputs[0].text)["parent"] for name in names}


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    """Return what three notebooks saw, of which one imports modules that the others do not."""
    folder = tmp_path_factory.mktemp("three")
    (folder / "noisy.py").write_text("import sys\nprint('a leftover', file=sys.stderr)\n", encoding="utf-8")
    slow = cell("import colorsys, noisy, nowhere_to_be_found", name="absent")
    cells = {"0_looks": cell(LOOKS, name="looks"), "1_looks": cell(LOOKS, name="looks"), "2_slow": slow}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(folder))
        notebooks, faults, _ = run(folder / "toy", folder, **cells)
    seen = [json.loads(notebooks[name].cells[0].outputs[0].text) for name in ("0_looks", "1_looks")]
    return seen, faults


def test_a_kernel_begins_with_what_any_notebook_imports_and_with_nothing_that_another_did(three):
    for seen in three[0]:
        assert seen["loaded"]
        assert not seen["changed"]


def test_a_forked_kernel_is_a_process_like_another(three):
    first, second = three[0]
    assert (first["arguments"], first["child"], first["own session"]) == (["-f"], 0, True)
    assert first["parent"] == second["parent"] != os.getpid()


def test_a_module_that_is_not_there_is_told_by_the_notebook_that_wants_it(three):
    assert three[1][0].startswith(
        "2_slow.ipynb, cell 'absent': ModuleNotFoundError: No module named 'nowhere_to_be_found'"
    )


def test_what_a_module_writes_to_stderr_when_it_is_imported_is_told(three):
    assert three[1][1:] == ["what the notebooks import wrote to stderr: a leftover"]


SPOILS = {
    "ends the process": "os._exit(1)",
    "starts a thread": "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()",
}


@pytest.mark.parametrize("spoils", SPOILS.values(), ids=SPOILS)
def test_where_forking_is_spoilt_only_the_notebook_that_spoils_it_can_tell(tmp_path, monkeypatch, spoils):
    (tmp_path / "spoils.py").write_text(f"import os, threading, time\n{spoils}\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    others = {f"{number}_looks": cell(LOOKS, name="looks") for number in range(2)}
    notebooks, faults, _ = run(
        tmp_path / "toy", tmp_path, **others, **{"2_spoils": cell("import spoils", name="end")}
    )
    assert parents(notebooks, *others) == {os.getpid()}
    dies = ["2_spoils.ipynb, cell 'end': the kernel died or did not answer"] if "exit" in spoils else []
    assert faults == dies


@pytest.mark.parametrize("lacks", [AttributeError("no such function"), OSError("no such call")])
def test_an_older_linux_or_python_cannot_fork_kernels(monkeypatch, lacks):
    def pidfd_open(pid):
        raise lacks

    monkeypatch.setattr(os, "pidfd_open", pidfd_open)
    assert not kernels.can_fork()
    with kernels.prepare(list((ROOT / "notebooks").glob("*.ipynb"))) as server:
        assert server is None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_kernel_outlives_the_build(tmp_path, number):
    waits = cell("import os, pathlib, time\npathlib.Path(f'{os.getpid()}.pid').touch()\ntime.sleep(60)")
    toy = Toy(tmp_path, **{f"n{place}_slow": notebook_of(prose("# Slow"), waits) for place in range(3)})
    command = [sys.executable, "-m", "tests.toy", str(toy.notebooks), str(toy.out)]
    build = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while len(running := list(toy.notebooks.glob("*.pid"))) < kernels.AT_ONCE:
        assert build.poll() is None
        time.sleep(0.02)
    build.send_signal(number)
    build.wait()
    deadline = time.monotonic() + 10
    while any(_alive(int(path.stem)) for path in running):
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True

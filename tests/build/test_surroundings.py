"""A build does not depend on who starts it, nor where, and leaves nothing behind, even when it is killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from membership.build import surroundings
from membership.build.layout import BuildError
from tests.conftest import ROOT
from tests.toy import Toy, cell, overview, prose, second
from tests.toy import notebook as notebook_of

DRAWS = "from matplotlib import pyplot\nround(pyplot.rcParams['font.size'])"
LOOPS = '{"base_template": "base"}'
# What a person may have in a home or elsewhere; each of these files spoils what reads it.
PERSONAL = {
    "ipython/profile_default/startup/00.py": "raise SystemExit",
    "ipython/profile_default/ipython_kernel_config.py": "raise SystemExit",
    "jupyter/jupyter_config.py": "raise SystemExit",
    "jupyter/jupyter_config.json": "{",
    "jupyter/kernels/python3/kernel.json": '{"argv": ["false"], "display_name": "", "language": "python"}',
    "jupyter/nbconvert/templates/base/conf.json": LOOPS,
    "jupyter/nbconvert/templates/base/display_priority.j2": "mine",
    "jupyter/nbconvert/templates/template/conf.json": '{"base_template": "template"}',
    "jupyter/nbconvert/templates/template/index.html.j2": "mine",
    "matplotlib/matplotlibrc": "font.size: 99",
    "startup.py": "raise SystemExit",
}
HOMES = {
    ".ipython": "ipython",
    ".jupyter": "jupyter",
    ".local/share/jupyter": "jupyter",
    ".config/matplotlib": "matplotlib",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with what a person has set for their own sessions, and with a home full of it."""
    folder = tmp_path_factory.mktemp("personal")
    for name, text in PERSONAL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name, copied in HOMES.items():
        shutil.copytree(folder / copied, folder / "home" / name)
    return folder


@pytest.fixture
def temporary():
    """A temporary folder for builds to leave things in."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    """A toy of two pages, the second with a cell that draws, built once in surroundings as they are."""
    toy = Toy(tmp_path_factory.mktemp("toy"), n0_overview=overview(), n1_second=second(cell(DRAWS)))
    build(toy)
    toy.usual = toy.tree()
    return toy


def build(toy: Toy, **environment: str | None) -> str:
    """Build the toy in a process of its own, in an environment so changed; return what it said."""
    run = "import sys\nfrom tests import toy\nsys.exit(toy.main(sys.argv[1:]))"
    given = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    shutil.rmtree(toy.out, ignore_errors=True)
    ran = subprocess.run(
        [sys.executable, "-c", run, str(toy.notebooks), str(toy.out)],
        env={name: value for name, value in given.items() if value is not None},
        capture_output=True,
        text=True,
        errors="replace",
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return ran.stdout


def test_nothing_that_a_person_has_set_reaches_a_build(toy, folder):
    jupyter = ("JUPYTER_PATH", "JUPYTER_DATA_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_CONFIG_PATH")
    given = dict.fromkeys(("PYTHONVERBOSE", "PYTHONPROFILEIMPORTTIME", "PYTHONDEVMODE"), "1")
    given |= {"PYTHONWARNINGS": "error", "PYTHONOPTIMIZE": "2", "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    given |= {"PYTHONSTARTUP": str(folder / "startup.py"), "PYTHONBREAKPOINT": "nowhere.at_all"}
    given |= {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "JUPYTER_PREFER_ENV_PATH": "0"}
    given |= dict.fromkeys(jupyter, str(folder / "jupyter")) | {"JUPYTER_RUNTIME_DIR": os.devnull}
    given |= {"IPYTHONDIR": str(folder / "ipython"), "HOME": str(folder / "home")}
    build(toy, **given, **dict.fromkeys(("MPLCONFIGDIR", "MATPLOTLIBRC"), str(folder / "matplotlib")))
    assert toy.tree() == toy.usual


@pytest.mark.parametrize("home", ["full of settings", "cannot be written", None])
def test_any_home_will_do(toy, folder, home):
    there = {"full of settings": str(folder / "home"), "cannot be written": "/proc"}.get(home)
    build(toy, HOME=there, XDG_CACHE_HOME=there and "/proc", XDG_CONFIG_HOME=there and "/proc", PATH=None)
    assert toy.tree() == toy.usual


def test_a_folder_that_is_gone_is_told(tmp_path, monkeypatch):
    toy = Toy(tmp_path / "toy")
    (gone := tmp_path / "gone").mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    with pytest.raises(BuildError, match="the folder that this was started in: No such file"):
        toy.build(out=Path("out"))


# Windows has none of these, and neither lets a process ask for the C library without naming it.
WINDOWS = """
import ctypes, os, signal, sys, types
# Others' code, which knows Windows, before what it wants of Linux is hidden.
import ipykernel.zmqshell, multiprocessing.popen_spawn_posix, nbclient, nbconvert, matplotlib.pyplot, pandas
locks = {}
def locking(number, mode, count):
    held = os.fstat(number).st_ino
    if held in locks:
        raise PermissionError(13, "Permission denied")
    locks[held] = True
sys.modules |= {"fcntl": None, "resource": None, "pwd": None, "grp": None, "termios": None}
sys.modules["msvcrt"] = types.SimpleNamespace(LK_NBLCK=2, locking=locking)
for name in ("SIGHUP", "SIGUSR1", "SIGUSR2", "SIGALRM", "pthread_sigmask", "sigwait"):
    delattr(signal, name)
for name in ("fork", "setsid", "getuid", "geteuid", "killpg", "getpgid", "pidfd_open", "mkfifo", "chown"):
    delattr(os, name)
def library(name, load=ctypes.CDLL):
    if name is None:
        raise TypeError("argument of type 'NoneType' is not iterable")
    return load(name)
ctypes.CDLL = library
"""


def test_a_build_calls_nothing_that_windows_lacks(toy, temporary):
    (temporary / "windows").mkdir()
    (temporary / "windows" / "sitecustomize.py").write_text(
        WINDOWS, encoding="utf-8"
    )  # for all its processes
    own = {"PYTHONPATH": os.pathsep.join([str(temporary / "windows"), str(ROOT)])}
    said = build(toy, TMPDIR=str(temporary), **own)  # where no build sees that the locks are not real
    assert toy.tree() == toy.usual
    assert "waiting" not in said


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_no_notebook_outlives_the_build_and_the_next_clears_what_a_killed_one_left(
    tmp_path, temporary, number
):
    waits = cell("import os, pathlib, time\npathlib.Path(f'{os.getpid()}.pid').touch()\ntime.sleep(60)")
    slow = {f"n{place}_slow": notebook_of(prose("# Slow"), waits) for place in range(3)}
    toy = Toy(tmp_path / "toy", **slow)
    command = [sys.executable, "-m", "tests.toy", str(toy.notebooks), str(toy.out)]
    given = os.environ | {"TMPDIR": str(temporary)}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, cwd=ROOT, env=given, **quiet)
    while len(running := list(toy.notebooks.glob("*.pid"))) < 2:
        assert process.poll() is None
        time.sleep(0.02)
    process.send_signal(number)
    process.wait()
    while any(alive(int(path.stem)) for path in running):
        time.sleep(0.02)
    assert bool(list(temporary.iterdir())) == (number == signal.SIGKILL)
    for path in toy.notebooks.iterdir():
        path.unlink()
    toy.write("0_overview", overview())
    build(toy, TMPDIR=str(temporary))
    assert list(temporary.iterdir()) == []


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_a_build_at_work_has_in_the_temporary_folder_is_left_to_it(temporary, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(temporary))
    with surroundings.own_surroundings() as first:
        with surroundings.own_surroundings() as later:
            assert first.parent == later.parent == temporary
            assert first.is_dir()
        assert first.is_dir()
    assert list(temporary.iterdir()) == []


def test_only_what_the_system_needs_of_an_environment_is_kept(tmp_path):
    kept = surroundings.environment({"PATH": "/bin", "SECRET": "mine", "PYTHONVERBOSE": "1"}, tmp_path)
    assert kept["PATH"] == "/bin"
    assert kept["HOME"] == str(tmp_path)
    assert not {"SECRET", "PYTHONVERBOSE"} & kept.keys()

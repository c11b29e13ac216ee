"""Kernels that start at once: forked from one process that has imported what the notebooks import.

To start an interpreter, ipykernel, pandas and matplotlib takes longer than many a notebook runs. Done once
for all of them, it is done in a process that runs no cell: each kernel has its own copy of it.
"""

from __future__ import annotations

import ast
import gc
import json
import os
import select
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from importlib import import_module
from pathlib import Path
from typing import IO

AT_ONCE = 2


def prepare(notebooks: Sequence[Path]) -> AbstractContextManager[ForkServer | None]:
    """Begin to import what notebooks import, so that it is there when their kernels are wanted.

    Parameters
    ----------
    notebooks : sequence of Path
        Files; what cannot be read is passed over.

    Returns
    -------
    context manager
        Gives what kernels can be forked from; None where they are better started one by one.
    """
    if len(notebooks) <= AT_ONCE or not can_fork():
        return nullcontext()
    sources: list[str] = []
    for path in notebooks:
        with suppress(OSError, ValueError, TypeError, KeyError):
            cells = json.loads(path.read_bytes())["cells"]
            sources += ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return ForkServer(imported(sources))


def can_fork() -> bool:
    """Return whether kernels can be forked here: on Linux, if it lets one process wait for another's child.

    Elsewhere, what numpy brings does not survive it.
    """
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return sys.platform == "linux"


def imported(sources: Iterable[str]) -> list[str]:
    r"""Return the modules that cells import, each once; a cell with magics is passed over.

    Examples
    --------
    >>> imported(["import pandas as pd", "%time", "import pandas, os.path\nfrom membership import load"])
    ['pandas', 'os.path', 'membership', 'membership.load']
    """
    return list(dict.fromkeys(name for source in sources for name in _named(source)))


def _named(source: str) -> Iterator[str]:
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return
    for statement in statements:
        if isinstance(statement, ast.Import):
            yield from (alias.name for alias in statement.names)
        elif isinstance(statement, ast.ImportFrom) and statement.module and not statement.level:
            yield statement.module
            yield from (f"{statement.module}.{alias.name}" for alias in statement.names)


class ForkServer:
    """A process that has imported modules, from which kernels are forked; it and they end with the context.

    Parameters
    ----------
    modules : sequence of str
        Imported as far as they can be: a notebook that wants one that cannot be says so itself.

    Attributes
    ----------
    folder : Path
        Where it was started; its file ``stderr`` holds what was written there while modules were imported.
    """

    def __init__(self, modules: Sequence[str]) -> None:
        self._turn, self._forked = threading.Lock(), False
        self._place = tempfile.TemporaryDirectory(prefix="report-")
        self.folder = Path(self._place.name)
        with (self.folder / "stderr").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, *modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=self.folder,
                # Numpy would start threads to reckon with.
                env={**environment(), "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
                text=True,
            )

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *raised: object) -> None:
        if not self._forked:
            self._process.kill()  # it may still be importing
        self._process.communicate()
        self._place.cleanup()

    def fork(self, **wanted: object) -> int | None:
        """Start a kernel and return the number of its process; None if the server has ended."""
        with self._turn, suppress(BrokenPipeError):
            pipes: tuple[IO[str], IO[str]] = (self._process.stdin, self._process.stdout)  # type: ignore[assignment]
            print(json.dumps(wanted), file=pipes[0], flush=True)
            if answer := pipes[1].readline():
                self._forked = True
                return int(answer)
        return None


class Forked:
    """What a provisioner asks of a `subprocess.Popen`, of a process that is no child of this one."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        """Return None while it runs."""
        return self._ended(0)

    def wait(self) -> int | None:
        """Wait for its end."""
        ended = self._ended(None)
        os.close(self._handle)
        return ended

    def _ended(self, seconds: float | None) -> int | None:
        # How it ended is known to its parent alone; whether, to anybody.
        return 0 if select.select([self._handle], [], [], seconds)[0] else None

    def send_signal(self, number: int) -> None:
        """Send it a signal."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def environment(**own: str) -> dict[str, str]:
    """Return the environment of a kernel: the same wherever a build is started, and what is its own."""
    kept = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
    fixed = {
        "LC_ALL": "C.UTF-8",
        "MATPLOTLIBRC": _PLAIN_STYLE,
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }
    package = Path(__file__).parents[2]
    if str(package) not in sysconfig.get_paths().values():
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, [str(package), kept.get("PYTHONPATH")]))
    return kept | fixed | own


# What a person may have set for their own sessions and would change what a notebook prints or draws.
_PERSONAL = {
    *("COLUMNS", "LANGUAGE", "LINES", "SOURCE_DATE_EPOCH"),
    *("PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS"),
}
_PLAIN_STYLE = str(Path(sysconfig.get_path("platlib")) / "matplotlib" / "mpl-data" / "matplotlibrc")


def _serve(modules: Sequence[str]) -> None:
    """Fork a kernel for every line read, until there are no more or whoever writes them is gone."""
    del sys.path[0]  # the folder that this was started in, which is not the notebook's
    os.environ["JPY_PARENT_PID"] = str(os.getpid())
    for name in ("ipykernel.kernelapp", *modules):
        with suppress(Exception):
            import_module(name)
    if len(list(Path("/proc/self/task").iterdir())) > 1:
        return  # a thread would not be there after a fork, nor let go of what it holds
    gc.freeze()
    kernels = []
    while line := sys.stdin.readline():
        if not (kernel := os.fork()):
            _become(**json.loads(line))
            return
        kernels.append(kernel)
    for kernel in kernels:
        with suppress(ProcessLookupError):
            os.killpg(kernel, signal.SIGKILL)
        os.waitpid(kernel, 0)


def _become(argv: list[str], cwd: str, env: dict[str, str], streams: list[str]) -> None:
    """Be a kernel: in its own session and folder, with its own environment and files."""
    os.setsid()
    print(os.getpid(), flush=True)
    for number, path in enumerate([os.devnull, *streams]):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(env | {"JPY_PARENT_PID": str(os.getppid())})
    sys.argv[1:] = argv
    import_module("ipykernel.kernelapp").launch_new_instance()


if __name__ == "__main__":
    _serve(sys.argv[1:])

"""Kernels that start at once: forked from one process that has imported what the notebooks import.

To start an interpreter, ipykernel, pandas and matplotlib takes longer than many a notebook runs. Done once
for all of them, it is done in a process that runs no cell: each kernel has its own copy of it.
"""

from __future__ import annotations

import ast
import asyncio
import gc
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

LAUNCHER = ("-m", "ipykernel_launcher")


def can_fork() -> bool:
    """Return whether kernels can be forked here: elsewhere, what numpy brings does not survive it."""
    return sys.platform == "linux"


def imported(sources: Iterable[str]) -> list[str]:
    r"""Return the modules that cells import, each once; a cell with magics is passed over.

    Examples
    --------
    >>> imported(["import pandas as pd", "%time", "import pandas, os.path\nfrom membership import blocs"])
    ['pandas', 'os.path', 'membership', 'membership.blocs']
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
    environment : mapping of str to str
        That of the kernels, as far as it is the same for all.
    scratch : Path
        A folder to start in; what the process writes to stderr is in its ``stderr``.
    """

    def __init__(self, modules: Sequence[str], environment: Mapping[str, str], scratch: Path) -> None:
        self._turn = threading.Lock()
        with (scratch / "stderr").open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, *modules],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                cwd=scratch,
                # Numpy would start threads to reckon with.
                env={**environment, "OPENBLAS_NUM_THREADS": "1"},
                start_new_session=True,
                text=True,
            )

    def __enter__(self) -> ForkServer:
        return self

    def __exit__(self, *raised: object) -> None:
        self._process.communicate()

    def for_kernel(self, manager: KernelManager) -> LocalProvisioner:
        """Return what starts the kernel of a manager, to be set as its ``provisioner``."""
        forking = _Forking(parent=manager, kernel_spec=manager.kernel_spec)
        forking.server = self
        return forking

    def fork(self, **wanted: object) -> int | None:
        """Start a kernel and return the number of its process; None if the server has ended."""
        with self._turn, suppress(BrokenPipeError):
            pipes: tuple[IO[str], IO[str]] = (self._process.stdin, self._process.stdout)  # type: ignore[assignment]
            print(json.dumps(wanted), file=pipes[0], flush=True)
            if answer := pipes[1].readline():
                return int(answer)
        return None


class _Forking(LocalProvisioner):
    server: ForkServer

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Have a kernel forked that writes to the files which a new process would have been given."""
        pid = await asyncio.to_thread(
            self.server.fork,
            argv=cmd[1 + len(LAUNCHER) :],
            cwd=str(options["cwd"]),
            env=options["env"],
            streams=[options["stdout"].name, options["stderr"].name],
        )
        if pid is None:
            # Whatever the server could not bear is for the notebook that wants it to meet.
            return await super().launch_kernel(cmd, **options)
        self.process = _Process(pid)  # type: ignore[assignment]
        self.pid = self.pgid = pid
        return self.connection_info


class _Process:
    """What a provisioner asks of a `subprocess.Popen`, of a process that is no child of this one."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._handle = os.pidfd_open(pid)

    def poll(self) -> int | None:
        return self._ended(0)

    def wait(self) -> int | None:
        ended = self._ended(None)
        os.close(self._handle)
        return ended

    def _ended(self, seconds: float | None) -> int | None:
        # How it ended is known to its parent alone; whether, to anybody.
        return 0 if select.select([self._handle], [], [], seconds)[0] else None

    def send_signal(self, number: int) -> None:
        signal.pidfd_send_signal(self._handle, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


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

"""Run the notebooks, two kernels at once, each in the same surroundings wherever the build is started.

A notebook that fails, warns or writes to stderr is a fault told in words; the file on disk is only read.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from membership.build.kernels import AT_ONCE, Forked, ForkServer, environment
from membership.site.parameters import without_grammar

CELL_SECONDS = 600
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Warning): .*$", re.MULTILINE)
_LAUNCHER = ("-m", "ipykernel_launcher")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

with without_grammar():
    import nbformat
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def execute(
    notebooks: Mapping[Path, nbformat.NotebookNode],
    say: Callable[[str], None],
    server: ForkServer | None = None,
) -> list[str]:
    """Run every notebook in place and return what went wrong, in words.

    Parameters
    ----------
    notebooks : mapping of Path to notebook
        By the file each was read from; it runs in that file's folder.
    say : callable
        Told how long each notebook took.
    server : ForkServer, optional
        What kernels are forked from; without it, each is started on its own.
    """
    # Those with the most cells first, so that none is left to run by itself at the end.
    paths = sorted(notebooks, key=lambda path: -len(notebooks[path].cells))
    with tempfile.TemporaryDirectory(prefix="report-", dir=_short()) as scratch:

        async def run_all() -> list[list[str]]:
            free = asyncio.Semaphore(AT_ONCE)

            async def run_one(number: int, path: Path) -> list[str]:
                async with free:
                    begun = time.perf_counter()
                    place = Path(scratch) / str(number)
                    place.mkdir()
                    faults = await _run(notebooks[path], path, place, server)
                    if (task := asyncio.current_task()) and task.cancelling():
                        raise asyncio.CancelledError  # nbclient took Ctrl-C for the death of a kernel
                    seconds = time.perf_counter() - begun
                    say(f"  {path.name} {'failed after' if faults else 'ran in'} {seconds:.1f} s")
                    return faults

            return await asyncio.gather(*(run_one(*numbered) for numbered in enumerate(paths)))

        told = dict(zip(paths, asyncio.run(run_all()), strict=True))
    faults = [fault for path in notebooks for fault in told[path]]
    return faults + (_written(server.folder, "what the notebooks import") if server else [])


def _short() -> str:
    # The name of a socket may not be longer than about a hundred bytes, and some set a longer TMPDIR.
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= 70 else "/tmp"


async def _run(
    notebook: nbformat.NotebookNode, path: Path, scratch: Path, server: ForkServer | None
) -> list[str]:
    manager = AsyncKernelManager(
        kernel_spec_manager=_OwnInterpreter(),
        connection_file=str(scratch / "k.json"),
        # Sockets in our own folder: no port to collide on, and none open to other users of the machine.
        transport="ipc",
    )
    if server:
        manager.provisioner = _Forking(parent=manager, kernel_spec=manager.kernel_spec)
        manager.provisioner.server = server
    client = _Client(notebook, km=manager, timeout=CELL_SECONDS, record_timing=False, force_raise_errors=True)
    begun: list[str] = []
    client.on_cell_execute = lambda cell, cell_index: begun.append(cell.id)
    told: list[str] = []
    own = environment(IPYTHONDIR=str(scratch / "ipython"))
    with (scratch / "stdout").open("wb") as output, (scratch / "stderr").open("wb") as errors:
        try:
            await client.async_execute(cwd=str(path.parent), env=own, stdout=output, stderr=errors)
        except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
            told = [_told(path, begun, error)]
    told += [fault for cell in notebook.cells for fault in _unwanted(path, cell)]
    # What did not go through Python: from a library of C, or a program that the notebook started.
    return told + _written(scratch, f"{path.name}: something that it ran")


def _written(scratch: Path, by: str) -> list[str]:
    written = (scratch / "stderr").read_text(encoding="utf-8", errors="replace").strip()
    return [f"{by} wrote to stderr: {_first_lines(written)}"] if written else []


class _OwnInterpreter(KernelSpecManager):
    """Give the interpreter that builds, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        options = ["--HistoryManager.enabled=False", "--IPKernelApp.capture_fd_output=False"]
        command = [sys.executable, *_LAUNCHER, "-f", "{connection_file}", *options]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


class _Forking(LocalProvisioner):
    server: ForkServer

    async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
        """Have a kernel forked that writes to the files which a new process would have been given."""
        pid = await asyncio.to_thread(
            self.server.fork,
            argv=cmd[1 + len(_LAUNCHER) :],
            cwd=str(options["cwd"]),
            env=options["env"],
            streams=[options["stdout"].name, options["stderr"].name],
        )
        if pid is None:
            # Whatever the server could not bear is for the notebook that wants it to meet.
            return await super().launch_kernel(cmd, **options)
        self.process = Forked(pid)  # type: ignore[assignment]
        self.pid = self.pgid = pid
        return self.connection_info


class _Client(NotebookClient):
    @asynccontextmanager
    async def async_setup_kernel(self, **options: Any) -> Any:
        """Start a kernel and stop it, leaving signals to the event loop, which has two kernels to stop."""
        self.shutdown_kernel = "immediate"
        try:
            await self.async_start_new_kernel(**options)
            await self.async_start_new_kernel_client()
            yield
        finally:
            if self.km is not None:
                await self._async_cleanup_kernel()


def _told(path: Path, begun: Sequence[str], error: Exception) -> str:
    where = f"{path.name}, cell '{begun[-1]}': " if begun else f"{path.name}: "
    if isinstance(error, CellExecutionError):
        trace = _ANSI.sub("", error.traceback)
        line = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
        at = f"\n    in: {line[1].strip()}" if line else ""
        said = f"{error.ename}: {error.evalue}"
        if error.ename == "NoneType":  # raised while a result was shown: only the traceback knows what
            said = next(iter(reversed(_RAISED.findall(trace))), said)
        return f"{where}{_first_lines(said)}{at}"
    if isinstance(error, CellTimeoutError):
        return f"{where}did not finish in {CELL_SECONDS} s"
    return f"{where}the kernel died or did not answer"


def _unwanted(path: Path, cell: nbformat.NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stderr":
            yield f"{path.name}, cell '{cell.id}': warned or wrote to stderr: {_first_lines(output.text)}"
        # What a page does not show by a part of its own it shows as text, in how it was made.
        text = output.get("data", {}).get("text/plain", "") or output.get("text", "")
        if address := _ADDRESS.search(text):
            yield f"{path.name}, cell '{cell.id}': shows {address[0]}, which differs from build to build"


_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")


def _first_lines(message: str, count: int = 12) -> str:
    lines = [line.rstrip() for line in _ANSI.sub("", message).strip().splitlines()]
    more = [f"(and {len(lines) - count} more lines)"] if len(lines) > count else []
    return "\n    ".join(lines[:count] + more)

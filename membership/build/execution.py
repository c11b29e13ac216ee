"""Run the notebooks, two kernels at once, each in the surroundings of the build.

A notebook that fails, warns, writes to stderr or does not end is a fault told in words; the file on disk is
only read.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, DeadKernelError

AT_ONCE = 2
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Warning): .*$", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LINES = 12  # of an error that are shown


def execute(
    notebooks: Mapping[Path, nbformat.NotebookNode],
    say: Callable[[str], None],
    scratch: Path,
    timeout: float,
) -> list[str]:
    """Run every notebook in place and return what went wrong, in words.

    Parameters
    ----------
    notebooks : mapping of Path to notebook
        By the file each was read from; it runs in that file's folder.
    say : callable
        Told how long each notebook took.
    scratch : Path
        A folder with a short name, for the sockets of the kernels and what they leave.
    timeout : float
        The seconds that a notebook may take; after them its kernel is ended.
    """
    # Those with the most cells first, so that none is left to run by itself at the end.
    paths = sorted(notebooks, key=lambda path: -len(notebooks[path].cells))

    async def run_all() -> list[list[str]]:
        free = asyncio.Semaphore(AT_ONCE)

        async def run_one(number: int, path: Path) -> list[str]:
            async with free:
                begun = time.perf_counter()
                place = scratch / str(number)
                place.mkdir()
                faults = await _run(notebooks[path], path, place, timeout)
                if (task := asyncio.current_task()) and task.cancelling():
                    raise asyncio.CancelledError  # nbclient took Ctrl-C for the death of a kernel
                seconds = time.perf_counter() - begun
                say(f"  {path.name} {'failed after' if faults else 'ran in'} {seconds:.1f} s")
                return faults

        return await asyncio.gather(*(run_one(*numbered) for numbered in enumerate(paths)))

    # The usual loop of Windows cannot wait for the sockets of a kernel.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        told = dict(zip(paths, runner.run(run_all()), strict=True))
    return [fault for path in notebooks for fault in told[path]]


async def _run(notebook: nbformat.NotebookNode, path: Path, scratch: Path, timeout: float) -> list[str]:
    manager = AsyncKernelManager(
        kernel_spec_manager=_OwnInterpreter(),
        connection_file=str(scratch / "k.json"),
        # Sockets in our own folder: no port to collide on, and none open to other users of the machine.
        transport="tcp" if sys.platform == "win32" else "ipc",
    )
    client = _Client(notebook, km=manager, timeout=None, record_timing=False, force_raise_errors=True)
    begun: list[str] = []
    errors, told, ready = scratch / "stderr", [], 0

    def begin(cell: nbformat.NotebookNode, cell_index: int) -> None:
        nonlocal ready
        # What a kernel says before it runs a cell is not the notebook's: of its sockets, say.
        ready = ready if begun else errors.stat().st_size
        begun.append(cell.id)

    client.on_cell_execute = begin
    own = os.environ | {"IPYTHONDIR": str(scratch / "ipython")}
    with (scratch / "stdout").open("wb") as stdout, errors.open("wb") as stderr:
        try:
            async with asyncio.timeout(timeout) as limit:
                await client.async_execute(cwd=str(path.parent), env=own, stdout=stdout, stderr=stderr)
        except (TimeoutError, CellExecutionError, DeadKernelError, RuntimeError) as error:
            told = [_told(path, begun, error, timeout if limit.expired() else None)]
    told += [fault for cell in notebook.cells for fault in _unwanted(path, cell)]
    # What did not go through Python: from a library of C, or a program that the notebook started.
    if written := errors.read_bytes()[ready:].decode("utf-8", errors="replace").strip():
        told.append(f"{path.name}: something that it ran wrote to stderr: {_first_lines(written)}")
    return told


class _OwnInterpreter(KernelSpecManager):
    """Give the interpreter that builds, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        options = ["--HistoryManager.enabled=False", "--IPKernelApp.capture_fd_output=False"]
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}", *options]
        return KernelSpec(argv=command, display_name="Python 3", language="python")


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


def _told(path: Path, begun: Sequence[str], error: Exception, over: float | None) -> str:
    where = f"{path.name}, cell '{begun[-1]}': " if begun else f"{path.name}: "
    if over is not None:
        return f"{where}did not finish in {over:g} s and was stopped; --timeout allows the notebook more"
    if isinstance(error, CellExecutionError):
        trace = _ANSI.sub("", error.traceback)
        line = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
        at = f"\n    in: {line[1].strip()}" if line else ""
        said = f"{error.ename}: {error.evalue}"
        if error.ename == "NoneType":  # raised while a result was shown: only the traceback knows what
            said = next(iter(reversed(_RAISED.findall(trace))), said)
        return f"{where}{_first_lines(said)}{at}"
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


def _first_lines(message: str) -> str:
    lines = [line.rstrip() for line in _ANSI.sub("", message).strip().splitlines()]
    more = [f"(and {len(lines) - _LINES} more lines)"] if len(lines) > _LINES else []
    return "\n    ".join(lines[:_LINES] + more)

"""Run the notebooks, two kernels at once, each in the same surroundings wherever the build is started.

A notebook that fails, warns or writes to stderr is a fault told in words; the file on disk is only read.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

from membership.kernels import LAUNCHER, ForkServer, can_fork, imported
from membership.parameters import without_grammar

AT_ONCE = 2
CELL_SECONDS = 600
_RAISED = re.compile(r"^(?:\w+\.)*\w*(?:Error|Exception|Warning): .*$", re.MULTILINE)
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")

with without_grammar():
    import nbformat
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def execute(
    notebooks: Mapping[Path, nbformat.NotebookNode], figures: Mapping[Path, Path], say: Callable[[str], None]
) -> list[str]:
    """Run every notebook in place and return what went wrong, in words.

    Parameters
    ----------
    notebooks : mapping of Path to notebook
        By the file each was read from; it runs in that file's folder.
    figures : mapping of Path to Path
        The folder to which each notebook's figures are written.
    say : callable
        Told how long each notebook took.
    """
    with tempfile.TemporaryDirectory(prefix="report-", dir=_short()) as scratch, ExitStack() as until_run:
        server = None
        if len(notebooks) > AT_ONCE and can_fork():
            server = until_run.enter_context(_fork_server(notebooks.values(), Path(scratch)))

        # The longest first, so that none is left to run by itself at the end.
        paths = sorted(notebooks, key=lambda path: -len(_code(notebooks[path])))

        async def run_all() -> list[list[str]]:
            free = asyncio.Semaphore(AT_ONCE)

            async def run_one(number: int, path: Path) -> list[str]:
                async with free:
                    begun = time.perf_counter()
                    place = Path(scratch) / str(number)
                    place.mkdir()
                    faults = await _run(notebooks[path], path, figures[path], place, server)
                    if (task := asyncio.current_task()) and task.cancelling():
                        raise asyncio.CancelledError  # nbclient took Ctrl-C for the death of a kernel
                    seconds = time.perf_counter() - begun
                    say(f"  {path.name} {'failed after' if faults else 'ran in'} {seconds:.1f} s")
                    return faults

            return await asyncio.gather(*(run_one(*numbered) for numbered in enumerate(paths)))

        told = dict(zip(paths, asyncio.run(run_all()), strict=True))
        faults = [fault for path in notebooks for fault in told[path]]
        return faults + (_written(Path(scratch), "what the notebooks import") if server else [])


def _code(notebook: nbformat.NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def _fork_server(notebooks: Iterable[nbformat.NotebookNode], scratch: Path) -> ForkServer:
    """Return a process that imports what the notebooks import, of which their kernels are forked."""
    modules = imported(source for notebook in notebooks for source in _code(notebook))
    return ForkServer(modules, _environment(scratch, scratch), scratch)


def _short() -> str:
    # The name of a socket may not be longer than about a hundred bytes, and some set a longer TMPDIR.
    usual = tempfile.gettempdir()
    return usual if len(os.fsencode(usual)) <= 70 else "/tmp"


async def _run(
    notebook: nbformat.NotebookNode, path: Path, figures: Path, scratch: Path, server: ForkServer | None
) -> list[str]:
    manager = AsyncKernelManager(
        kernel_spec_manager=_OwnInterpreter(),
        connection_file=str(scratch / "k.json"),
        # Sockets in our own folder: no port to collide on, and none open to other users of the machine.
        transport="ipc",
    )
    if server:
        manager.provisioner = server.for_kernel(manager)
    client = _Client(notebook, km=manager, timeout=CELL_SECONDS, record_timing=False, force_raise_errors=True)
    begun: list[str] = []
    client.on_cell_execute = lambda cell, cell_index: begun.append(cell.id)
    told: list[str] = []
    with (scratch / "stdout").open("wb") as output, (scratch / "stderr").open("wb") as errors:
        try:
            await client.async_execute(
                cwd=str(path.parent), env=_environment(figures, scratch), stdout=output, stderr=errors
            )
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
        command = [sys.executable, *LAUNCHER, "-f", "{connection_file}", *options]
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


def _environment(figures: Path, scratch: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _PERSONAL}
    fixed = {
        "IPYTHONDIR": str(scratch / "ipython"),
        "LC_ALL": "C.UTF-8",
        "MATPLOTLIBRC": _PLAIN_STYLE,
        "MEMBERSHIP_FIGURES": str(figures),
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }
    package = Path(__file__).parents[1]
    if str(package) not in sysconfig.get_paths().values():
        fixed["PYTHONPATH"] = os.pathsep.join(filter(None, [str(package), kept.get("PYTHONPATH")]))
    return kept | fixed


# What a person may have set for their own sessions and would change what a notebook prints or draws.
_PERSONAL = {
    *("COLUMNS", "LANGUAGE", "LINES", "SOURCE_DATE_EPOCH"),
    *("PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS"),
}
_PLAIN_STYLE = str(Path(sysconfig.get_path("platlib")) / "matplotlib" / "mpl-data" / "matplotlibrc")


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
        kinds = set(output.get("data", ()))
        if kinds & _SHOWN:
            continue
        if unknown := kinds - {"text/plain"}:
            yield (
                f"{path.name}, cell '{cell.id}': shows {', '.join(sorted(unknown))}, which a page cannot "
                "show safely; show text through membership.markup"
            )
        elif kinds and (address := _ADDRESS.search(output.data["text/plain"])):
            yield f"{path.name}, cell '{cell.id}': shows {address[0]}, which differs from build to build"


_SHOWN = {"text/html", "image/svg+xml", "image/png", "image/jpeg"}
_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")


def _first_lines(message: str, count: int = 12) -> str:
    lines = [line.rstrip() for line in _ANSI.sub("", message).strip().splitlines()]
    more = [f"(and {len(lines) - count} more lines)"] if len(lines) > count else []
    return "\n    ".join(lines[:count] + more)

"""Run the notebooks, two kernels at once, each in the same surroundings wherever the build is started.

A notebook that fails, warns or writes to stderr is a fault told in words; the file on disk is only read.
"""

from __future__ import annotations

import ast
import asyncio
import os
import re
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

AT_ONCE = 2
CELL_SECONDS = 600
PARAMETERS, INJECTED = "parameters", "injected-parameters"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@contextmanager
def _without_grammar() -> Iterator[None]:
    # With the `jupyter` metapackage installed, jsonschema builds a grammar for one address format when
    # it is imported: 0.7 s for nothing that a notebook needs. A blocked name makes it go without.
    blocked = "rfc3987_syntax" not in sys.modules
    if blocked:
        sys.modules["rfc3987_syntax"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if blocked:
            del sys.modules["rfc3987_syntax"]


with _without_grammar():
    import nbformat
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError


def read(path: Path, parameters: Mapping[str, object]) -> nbformat.NotebookNode:
    """Return the notebook in `path`, without outputs, with `parameters` set as papermill sets them.

    Raises
    ------
    ValueError
        If it is not a notebook, or has no cell tagged ``parameters`` to set any after.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.ValidationError) as error:
        raise ValueError(f"is not a notebook that can be read: {str(error).splitlines()[0]}") from error
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if parameters:
        place = _tagged(notebook, PARAMETERS)
        if place is None:
            raise ValueError("has no code cell tagged 'parameters'; tag the cell with the defaults")
        lines = [f"{name} = {value!r}" for name, value in parameters.items()]
        injected = nbformat.v4.new_code_cell(
            "\n".join(["# Parameters", *lines]),
            id=INJECTED,
            metadata={"tags": [INJECTED]},
        )
        notebook.cells.insert(place + 1, injected)
    return notebook


def defaults(notebook: nbformat.NotebookNode) -> dict[str, object]:
    """Return the parameters of a notebook: the plain values that its cells for them assign."""
    values: dict[str, object] = {}
    for tag in (PARAMETERS, INJECTED):
        place = _tagged(notebook, tag)
        for node in ast.parse(notebook.cells[place].source).body if place is not None else ():
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                values |= {
                    target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)
                }
    return values


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
    with tempfile.TemporaryDirectory(prefix="report-") as scratch:

        async def run_all() -> list[list[str]]:
            free = asyncio.Semaphore(AT_ONCE)

            async def run_one(path: Path) -> list[str]:
                async with free:
                    begun = time.perf_counter()
                    faults = await _run(notebooks[path], path, figures[path], Path(scratch))
                    if (task := asyncio.current_task()) and task.cancelling():
                        raise asyncio.CancelledError  # nbclient took Ctrl-C for the death of a kernel
                    say(
                        f"  {path.name} {'failed after' if faults else 'ran in'} {time.perf_counter() - begun:.1f} s"
                    )
                    return faults

            return await asyncio.gather(*map(run_one, notebooks))

        return [fault for faults in asyncio.run(run_all()) for fault in faults]


async def _run(notebook: nbformat.NotebookNode, path: Path, figures: Path, scratch: Path) -> list[str]:
    log = scratch / f"{path.stem}.log"
    manager = AsyncKernelManager(
        kernel_spec_manager=_OwnInterpreter(),
        connection_file=str(scratch / f"{path.stem[:20]}.json"),
        # Sockets in our own folder: no port to collide on, and none open to other users of the machine.
        transport="ipc",
    )
    client = _Client(notebook, km=manager, timeout=CELL_SECONDS, record_timing=False, force_raise_errors=True)
    problem: list[str] = []
    with log.open("wb") as stream:
        try:
            await client.async_execute(
                cwd=str(path.parent), env=_environment(figures, scratch), stdout=stream, stderr=stream
            )
        except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
            problem = [_told(path, notebook, error, log)]
    return problem + [fault for cell in notebook.cells for fault in _unwanted(path, cell)]


class _OwnInterpreter(KernelSpecManager):
    """Give the interpreter that builds, whatever kernels are installed on the machine."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        arguments = ["-m", "ipykernel_launcher", "-f", "{connection_file}", "--HistoryManager.enabled=False"]
        return KernelSpec(argv=[sys.executable, *arguments], display_name="Python 3", language="python")


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
_PERSONAL = {"LANGUAGE", "PYTHONOPTIMIZE", "PYTHONSTARTUP", "PYTHONWARNINGS", "SOURCE_DATE_EPOCH"}


def _told(path: Path, notebook: nbformat.NotebookNode, error: Exception, log: Path) -> str:
    started = [cell for cell in notebook.cells if cell.get("execution_count") is not None]
    where = f"{path.name}, cell '{started[-1].id}': " if started else f"{path.name}: "
    if isinstance(error, CellExecutionError):
        trace = _ANSI.sub("", error.traceback)
        line = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
        at = f"\n    in: {line[1].strip()}" if line else ""
        return f"{where}{_first_lines(f'{error.ename}: {error.evalue}')}{at}"
    if isinstance(error, CellTimeoutError):
        return f"{where}did not finish in {CELL_SECONDS} s"
    written = _first_lines(log.read_text(encoding="utf-8", errors="replace"))
    return f"{where}the kernel died" + (f": {written}" if written else "")


def _unwanted(path: Path, cell: nbformat.NotebookNode) -> Iterator[str]:
    for output in cell.get("outputs", ()):
        if output.output_type == "stream" and output.name == "stderr":
            yield f"{path.name}, cell '{cell.id}': warned or wrote to stderr: {_first_lines(output.text)}"
        kinds = set(output.get("data", ())) - _SHOWN
        if kinds and not set(output.data) & (_SHOWN - {"text/plain"}):
            yield (
                f"{path.name}, cell '{cell.id}': shows {', '.join(sorted(kinds))}, which a page cannot show safely; "
                "show text through membership.markup"
            )


_SHOWN = {"text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain"}


def _first_lines(message: str, count: int = 12) -> str:
    lines = [line.rstrip() for line in _ANSI.sub("", message).strip().splitlines()]
    more = [f"(and {len(lines) - count} more lines)"] if len(lines) > count else []
    return "\n    ".join(lines[:count] + more)


def _tagged(notebook: nbformat.NotebookNode, tag: str) -> int | None:
    cells: Sequence[nbformat.NotebookNode] = notebook.cells
    found = (i for i, c in enumerate(cells) if c.cell_type == "code" and tag in c.metadata.get("tags", []))
    return next(found, None)

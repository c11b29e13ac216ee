"""Have the notebooks run in a process of the build's own, and tell in words what went wrong.

A notebook that fails, warns, writes to stderr or does not end is a fault; the file on disk is only read.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import nbformat

# What a notebook leaves: the cell that it began last, what it has shown, what it wrote past Python.
CELL, RAN, STDERR = "cell", "ran.json", "stderr"
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_LINES = 12  # of an error that are shown


def execute(
    notebooks: Mapping[Path, nbformat.NotebookNode],
    say: Callable[[str], None],
    scratch: Path,
    timeout: float,
) -> list[str]:
    """Run every notebook in place, each in the folder of its file; return what went wrong, in words.

    `say` is told how long each took. What they leave is left in `scratch`; one that takes longer than
    `timeout` seconds is ended.
    """
    # Those with the most in them first, so that none is left to run by itself at the end.
    paths = sorted(notebooks, key=lambda path: -sum(len(cell.source) for cell in notebooks[path].cells))
    places = {path: scratch / str(number) for number, path in enumerate(paths)}
    for place in places.values():
        place.mkdir()
    wanted = [
        {
            "cells": [(cell.id, cell.source) for cell in notebooks[path].cells if cell.cell_type == "code"],
            "folder": str(path.parent),
            "place": str(place),
        }
        for path, place in places.items()
    ]
    told: dict[Path, list[str]] = {}
    with (scratch / STDERR).open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "membership.build.runner"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            cwd=scratch,
            # Two notebooks run at once, and none computes with matrices.
            env=os.environ | {"IPYTHONDIR": str(scratch / "ipython"), "OPENBLAS_NUM_THREADS": "1"},
            start_new_session=True,  # Ctrl-C is for the build alone, which then ends it
            text=True,
        )
        try:
            print(json.dumps({"timeout": timeout, "notebooks": wanted}), file=process.stdin, flush=True)
            for line in process.stdout or ():
                number, seconds, how = json.loads(line)
                path = paths[number]
                over = timeout if how == "stopped" else None
                told[path] = list(_taken(notebooks[path], path, places[path], over))
                say(f"  {path.name} {'failed after' if told[path] else 'ran in'} {seconds:.1f} s")
        finally:
            process.communicate()  # without its input it ends, and so does what it runs
    died = "what runs the notebooks died"
    faults = [fault for path in notebooks for fault in told.get(path, [f"{path.name}: {died}"])]
    return faults + list(_written(scratch, "what the notebooks import"))


def _taken(notebook: nbformat.NotebookNode, path: Path, place: Path, over: float | None) -> Iterator[str]:
    """Take over what a notebook has shown; yield what was wrong with it."""
    begun = (place / CELL).read_text(encoding="utf-8") if (place / CELL).exists() else ""
    where = f"{path.name}, cell '{begun}': " if begun else f"{path.name}: "
    if over is not None:
        yield f"{where}did not finish in {over:g} s and was stopped; --timeout allows the notebook more"
    elif not (place / RAN).exists():
        yield f"{where}its process died"
    else:
        ran = json.loads((place / RAN).read_text(encoding="utf-8"))
        notebook.metadata["language_info"] = nbformat.from_dict(ran["language"])  # type: ignore[no-untyped-call]
        shown = iter(ran["cells"])
        for cell in (cell for cell in notebook.cells if cell.cell_type == "code"):
            made = nbformat.from_dict(next(shown))  # type: ignore[no-untyped-call]
            cell.execution_count, cell.outputs = made.execution_count, made.outputs
            yield from _unwanted(path, cell)
    yield from _written(place, f"{path.name}: something that it ran")


def _unwanted(path: Path, cell: nbformat.NotebookNode) -> Iterator[str]:
    where = f"{path.name}, cell '{cell.id}': "
    for output in cell.outputs:
        if output.output_type == "error":
            trace = _ANSI.sub("", "\n".join(output.traceback))
            line = re.search(r"^-+> *\d+ (.*)$", trace, re.MULTILINE)
            at = f"\n    in: {line[1].strip()}" if line else ""
            yield f"{where}{_first_lines(f'{output.ename}: {output.evalue}')}{at}"
        elif output.output_type == "stream" and output.name == "stderr":
            yield f"{where}warned or wrote to stderr: {_first_lines(output.text)}"
        # What a page does not show by a part of its own it shows as text, in how it was made.
        text = output.get("data", {}).get("text/plain", "") or output.get("text", "")
        if address := _ADDRESS.search(text):
            yield f"{where}shows {address[0]}, which differs from build to build"


_ADDRESS = re.compile(r"<[^<>]* at 0x[0-9a-f]+>")


def _written(place: Path, who: str) -> Iterator[str]:
    """Yield what did not go through Python: from a library of C, or a program that a notebook started."""
    path = place / STDERR
    text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
    if text.strip():
        yield f"{who} wrote to stderr: {_first_lines(text)}"


def _first_lines(message: str) -> str:
    lines = [line.rstrip() for line in _ANSI.sub("", message).strip().splitlines()]
    more = [f"(and {len(lines) - _LINES} more lines)"] if len(lines) > _LINES else []
    return "\n    ".join(lines[:_LINES] + more)

"""The process that runs the notebooks, two at a time, each in a process of its own.

What runs a cell there is the shell of Jupyter's kernel, and what takes down what the cell shows is Jupyter's
client; only the sockets between the two are left out.

Standard input brings the job, a line of JSON, and ends when whoever gave it is gone. Standard output is told
of each notebook that has ended its number, the seconds it took, and whether it was stopped.
"""

from __future__ import annotations

import gc
import json
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from io import TextIOBase
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.session import Session
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook
from traitlets.config import Config

from membership.build.execution import CELL, RAN, STDERR

AT_ONCE = 2


def main() -> None:
    """Run the notebooks of the job, two at a time."""
    job = json.loads(sys.stdin.readline() or '{"notebooks": []}')
    sys.path[0] = ""  # the folder that each notebook is in, as in a kernel
    context: Any = multiprocessing.get_context("spawn")
    waiting, running = list(enumerate(job["notebooks"])), dict[int, _Running]()
    # Windows waits for no pipe: there a notebook ends before it is noticed that nobody wants it any more.
    gone = [] if sys.platform == "win32" else [sys.stdin.fileno()]
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                number, one = waiting.pop(0)
                process = context.Process(target=run, kwargs=one)
                process.start()
                running[process.sentinel] = _Running(number, process, job["timeout"])
            soonest = min(one.deadline for one in running.values())
            for ended in wait([*running, *gone], max(0, soonest - time.monotonic())):
                if ended not in running:
                    return
                running.pop(ended).kill().told("ended")
            for late in [key for key, one in running.items() if one.deadline <= time.monotonic()]:
                running.pop(late).kill().told("stopped")
    finally:
        for left in running.values():
            left.kill()


class _Running:
    """A notebook at work, and until when it may be."""

    def __init__(self, number: int, process: BaseProcess, timeout: float) -> None:
        self.number, self.process, self.begun = number, process, time.monotonic()
        self.deadline = self.begun + timeout

    def kill(self) -> _Running:
        """End the process, and what it has started."""
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid or 0, signal.SIGKILL)
        self.process.kill()
        return self

    def told(self, how: str) -> None:
        self.process.join()
        print(json.dumps([self.number, time.monotonic() - self.begun, how]), flush=True)


def run(cells: Sequence[tuple[str, str]], folder: str, place: str) -> None:
    """Run cells, each an id and its source, in a folder; write what they show to a file in `place`."""
    # Charts are many objects, none of which is garbage yet: to look for it takes a fifth of the time.
    gc.set_threshold(100_000, 20, 50)
    if hasattr(os, "setsid"):
        os.setsid()
        threading.Thread(target=_end_with_parent, daemon=True).start()
    for number, name in enumerate((Path(os.devnull), Path(place, "stdout"), Path(place, STDERR))):
        opened = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    os.chdir(folder)
    notebook = new_notebook(cells=[new_code_cell(source, id=name) for name, source in cells])  # type: ignore[no-untyped-call]
    client = NotebookClient(notebook)
    client.reset_execution_trackers()
    at = 0
    shell: Any = _ZMQShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    session = _Session()
    session.take = lambda message: client.process_message(message, notebook.cells[at], at)
    shell.displayhook.session = shell.display_pub.session = session
    streams = sys.stdout, sys.stderr = _Stream("stdout", session), _Stream("stderr", session)
    try:
        for at, cell in enumerate(notebook.cells):  # noqa: B007 (what the shell says is of the cell at this place)
            Path(place, CELL).write_text(cell.id, encoding="utf-8")
            client.clear_before_next_output = False
            ran = shell.run_cell(cell.source, store_history=True)
            for stream in streams:
                stream.flush()
            cell.execution_count = shell.execution_count - 1
            failed = any(output.output_type == "error" for output in cell.outputs)
            if not (ran.success or failed):  # how it failed could not be shown
                raise ran.error_before_exec or ran.error_in_exec
            if failed:
                break
    finally:  # what goes wrong in the running itself is written where the build reads it
        sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    told = {"language": IPythonKernel.language_info, "cells": notebook.cells}
    Path(place, RAN).write_text(json.dumps(told), encoding="utf-8")
    os._exit(0)  # whatever threads there are, as a kernel is ended


def _end_with_parent() -> None:
    """End this process, and what it has started, should what runs the notebooks be killed."""
    if parent := multiprocessing.parent_process():
        parent.join()
        os.killpg(0, signal.SIGKILL)


class _ZMQShell(ZMQInteractiveShell):
    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: ``%matplotlib inline`` asks a kernel for its loop, and there is none."""


class _Session(Session):
    """Where a shell sends what a cell shows: it is taken straight away."""

    take: Callable[[dict[str, Any]], object]

    def send(self, stream: Any, msg_or_type: Any, content: Any = None, parent: Any = None, **_: Any) -> None:  # type: ignore[override]
        told = msg_or_type if isinstance(msg_or_type, dict) else self.msg(msg_or_type, content, parent)
        self.take(self.unpack(self.pack(told)))  # as it would be on the wire


class _Stream(TextIOBase):
    """What a cell prints, told in one piece where something else is shown after it."""

    encoding = "utf-8"

    def __init__(self, name: str, session: _Session) -> None:
        self.name, self._session, self._pieces = name, session, list[str]()

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._pieces.append(text)
        return len(text)

    def flush(self) -> None:
        text = "".join(self._pieces).encode(errors="backslashreplace").decode()
        self._pieces.clear()
        if text:
            self._session.send(None, "stream", {"name": self.name, "text": text})


if __name__ == "__main__":
    main()

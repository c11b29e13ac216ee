"""Run commands in turn, each in a process of its own, and note what each costs.

Standard library only: a process that is started has, for the kernel's books, the peak memory of the one that
starts it, so this one stays small.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Case:
    """A command to run from a folder, and what to do before each run, outside the time."""

    command: Sequence[str]
    before: Callable[[], object] = lambda: None
    folder: Path = ROOT


@dataclass(frozen=True)
class Cost:
    """Seconds that passed, seconds of all processors with those of its children, peak MiB of one process."""

    wall: float
    cpu: float
    peak: float


def run(case: Case) -> Cost:
    """Run a command once; what it prints is shown only if it fails."""
    case.before()
    with tempfile.TemporaryFile() as said:
        begun = time.perf_counter()
        process = subprocess.Popen(case.command, cwd=case.folder, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            sys.exit(f"{' '.join(case.command)}\nfailed:\n{said.read().decode(errors='replace')}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def in_turn(cases: Mapping[str, Case], rounds: int, *, warm: bool = True) -> dict[str, list[Cost]]:
    """Run all cases `rounds` times in turn, if `warm` after a round for the cache that is not counted."""
    costs: dict[str, list[Cost]] = {name: [] for name in cases}
    for number in range(0 if warm else 1, rounds + 1):
        for name, case in cases.items():
            cost = run(case)
            if number:
                costs[name].append(cost)
    return costs


def median(costs: Sequence[Cost], what: str = "wall") -> float:
    """Return the median of one kind of cost."""
    return statistics.median(getattr(cost, what) for cost in costs)


def spread(costs: Sequence[Cost]) -> str:
    """Return the median time with the shortest and the longest."""
    walls = [cost.wall for cost in costs]
    return f"{seconds(statistics.median(walls))} ({seconds(min(walls))} to {seconds(max(walls))})"


def seconds(time_: float) -> str:
    """Return seconds with as many digits as mean something."""
    return f"{time_:.1f}" if time_ >= 10 else f"{time_:.2f}" if time_ >= 0.1 else f"{time_:.4f}"


def verdict(value: float, aim: float, told: str) -> str:
    """Return the aim, that a value is no more than one, in words, and whether it is met."""
    return f"{told}: {'met' if value <= aim else '**missed**'}"


def table(*rows: Sequence[str]) -> str:
    """Return rows as a Markdown table; the first is the head."""
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join(f"| {' | '.join(row)} |" for row in lines)

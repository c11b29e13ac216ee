"""`make bench`: measure everything side by side in one run, print it, and write it down in README.md."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.metadata import version
from pathlib import Path

from tests.benchmarks import bench_imports, bench_report
from tests.benchmarks.bench_runs import ROOT, seconds, table

README = Path(__file__).parent / "README.md"
COLLECTIONS = "tests.benchmarks.bench_collections"
SIZES = 20_000, 100_000
OURS, STAIRCASE, LOOP = "membership", "staircase", "loop"
HEAD = """\
# Benchmarks

Written by `make bench`, which measures all of this in one run; every number here is one that the run found.
Times are medians, with the shortest and the longest in brackets; what is compared takes turns. Ratios carry
over to other machines better than seconds do."""
LARGE = """\
## Large collections

Invented collections of dated actions, with the shape of real ones. Before anything is timed, all answers are
found equal. Seconds of this package; for the others, how many times as long they take. Growth is the time
for the larger collection by that for the smaller, by the ratio of their sizes: 1 is linear.

The loop that derives spells knows one definition, whole days and no evidence; staircase derives none, and
does not say who. From text, this package checks each date, and reads months and years too."""
PEAKS = """\
Peak memory for the most demanding question that each can answer, beside the collection itself:"""
REPEAT = """\
## To repeat

`make bench` in a clone, on a machine with nothing else to do. This run took {minutes:.0f} minutes."""
PACKAGES = (
    *("pandas", "numpy", "matplotlib", "staircase"),
    *("nbclient", "nbconvert", "ipykernel", "jupyter-client"),
)


def machine() -> str:
    """Return what this was measured on and with."""
    info = Path("/proc/cpuinfo")
    names = [line for line in info.read_text().splitlines() if "model name" in line] if info.exists() else []
    processor = names[0].partition(":")[2].strip() if names else platform.processor() or platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        "## Machine and versions\n\n"
        f"{os.cpu_count()} processors ({processor}), {memory:.0f} GiB; {platform.system()} "
        f"{platform.machine()}, Python {platform.python_version()}; {versions}. "
        f"Load before the run: {os.getloadavg()[0]:.1f}."
    )


def asked(size: int, *way: str) -> str:
    """Run the questions to a collection in a process of their own, and return what it prints."""
    command = [sys.executable, "-m", COLLECTIONS, str(size), *way]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def collections() -> list[str]:
    """Measure the questions to large collections, and return what was found as Markdown."""
    small, large = (json.loads(asked(size)) for size in SIZES)
    rows = [["question", "spells", OURS, STAIRCASE, "plain loop", "aim: ahead of both", "growth"]]
    for question, ways in large.items():
        growth = ways[OURS] / small[question][OURS] / (SIZES[1] / SIZES[0])
        for size, taken in zip(SIZES, (small[question], ways), strict=True):
            best = min(taken[way] for way in taken if way != OURS)
            others = [_beside(taken, way) for way in (STAIRCASE, LOOP)]
            told = "met" if taken[OURS] <= best else "**missed**"
            grown = f"{growth:.2f}" if size == SIZES[1] else ""
            rows.append([question, f"{size:,}", seconds(taken[OURS]), *others, told, grown])
    peaks = [["way", *(f"MiB for {size:,} spells" for size in SIZES)]]
    for way in (OURS, STAIRCASE, LOOP):
        peaks.append([way, *(f"{json.loads(asked(size, way)):.0f}" for size in SIZES)])
    return [f"{LARGE}\n\n{table(*rows)}", f"{PEAKS}\n\n{table(*peaks)}"]


def _beside(taken: dict[str, float], way: str) -> str:
    return f"{taken[way] / taken[OURS]:.2f}" if way in taken else "cannot"


def main() -> None:
    """Measure, print and write."""
    begun = time.perf_counter()
    parts = [HEAD, machine()]
    print("\n\n".join(parts), flush=True)
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        for measure in (lambda: bench_report.sections(Path(scratch)), bench_imports.sections, collections):
            found = measure()
            parts += found
            print("", *found, sep="\n\n", flush=True)
    parts.append(REPEAT.format(minutes=(time.perf_counter() - begun) / 60))
    README.write_text("\n\n".join(parts) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()

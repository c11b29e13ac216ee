"""The whole report beside its floor and beside plain nbconvert; one fact changed; and nothing to do."""

from __future__ import annotations

import ast
import asyncio
import csv
import json
import shutil
import sys
from datetime import date, timedelta
from pathlib import Path

from tests.benchmarks.bench_runs import ROOT, Case, in_turn, median, run, seconds, spread, table, verdict

ROUNDS, SHORT_ROUNDS = 3, 9
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
DATED = ("membership", "dates", "evidence")
WHOLE = """\
## The whole report

{notebooks} notebooks, {files} files of figures. The report starts from nothing and writes everything. Plain
nbconvert runs the same notebooks and writes its own pages, but no figures. The floor runs as many notebooks,
each of which imports what ours imports (and matplotlib, if ours draws) and does nothing else, with nbclient,
two kernels at once, and exports them in one process. One fact changed: the report is there, the day of the
newest accession is moved by one, and the report is made again. Peak memory is that of the largest process,
and never shown below that of the one that measures; two notebooks run at once."""
NOTHING = """\
## Nothing to do

The report is there and its inputs have not changed. Checked at every run: no kernel machinery, no pandas and
no matplotlib is loaded."""
REPORT, FLOOR, PLAIN, CHANGED = (
    "the report",
    "floor: only the imports",
    "`jupyter nbconvert`",
    "one fact changed",
)


def sections(scratch: Path) -> list[str]:
    """Measure, and return what was found as Markdown."""
    clone, built, plain = scratch / "clone", scratch / "built", scratch / "plain"
    for name in ("membership", "data", "notebooks"):
        shutil.copytree(
            ROOT / name, clone / name, ignore=shutil.ignore_patterns("__pycache__", "html", "executed")
        )
    own = [sys.executable, "-m", "membership", "report", "--out"]
    cases = {
        REPORT: Case([*own, str(built)], before=lambda: shutil.rmtree(built, ignore_errors=True)),
        CHANGED: Case([*own, str(clone)], before=lambda: move_a_day(clone / "data"), folder=clone),
        FLOOR: Case([sys.executable, "-m", "tests.benchmarks.bench_report"]),
        PLAIN: Case(
            [
                *(str(Path(sys.executable).parent / "jupyter"), "nbconvert", "--execute", "--to", "html"),
                *("--output-dir", str(plain), *map(str, NOTEBOOKS)),
            ],
            before=lambda: shutil.rmtree(plain, ignore_errors=True),
        ),
    }
    run(cases[CHANGED])  # it finds a report there, and all find the disk's cache warm
    costs = in_turn(cases, ROUNDS, warm=False)
    whole = {what: median(costs[REPORT], what) for what in ("wall", "cpu")}
    aims = {
        CHANGED: ("wall", 3.0, "at least 3", False),
        FLOOR: ("cpu", 1.3, "processor time at most 1.3", True),
        PLAIN: ("wall", 0.25, "at most 0.25", True),
    }
    rows = [
        ["what", "seconds", "processor seconds", "the report by this", "of processor time", "aim", "peak MiB"]
    ]
    for name, found in costs.items():
        ratio = {what: whole[what] / median(found, what) for what in whole}
        told = ""
        if name in aims:
            what, aim, words, at_most = aims[name]
            told = verdict(ratio[what], aim, words) if at_most else verdict(-ratio[what], -aim, words)
        cells = [
            name,
            spread(found),
            seconds(median(found, "cpu")),
            f"{ratio['wall']:.2f}",
            f"{ratio['cpu']:.2f}",
        ]
        rows.append([*cells, told, f"{median(found, 'peak'):.0f}"])
    files = sum(path.is_file() for path in (built / "figures").iterdir())
    report = f"{WHOLE.format(notebooks=len(NOTEBOOKS), files=files)}\n\n{table(*rows)}"
    return [report, _nothing_to_do(built)]


def move_a_day(data: Path) -> None:
    """Move the newest accession by a day, in every table that dates it: to and fro from call to call."""
    day, usual = (_newest(folder / "membership.csv") for folder in (data, ROOT / "data"))
    other = str(date.fromisoformat(usual) + timedelta(days=1)) if day == usual else usual
    for name in DATED:
        path = data / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").replace(day, other), encoding="utf-8", newline="\n")


def _newest(table: Path) -> str:
    with table.open(encoding="utf-8", newline="") as lines:
        return max(row["date"] for row in csv.DictReader(lines) if row["action"] == "accession")


def _nothing_to_do(built: Path) -> str:
    program = (
        "import sys; from membership.__main__ import main; "
        f"code = main(['report', '--out', {str(built)!r}]); "
        "sys.exit(code or bool({'pandas', 'matplotlib', 'nbclient', 'jupyter_client'} & set(sys.modules)))"
    )
    nothing, python = "`membership report`, nothing to do", "`python -c pass`"
    cases = {nothing: Case([sys.executable, "-c", program]), python: Case([sys.executable, "-c", "pass"])}
    costs = in_turn(cases, SHORT_ROUNDS)
    rows = [["what", "seconds", "aim", "peak MiB"]]
    for name, found in costs.items():
        told = verdict(median(found), 0.5, "at most 0.5 s") if name == nothing else ""
        rows.append([name, spread(found), told, f"{median(found, 'peak'):.0f}"])
    return f"{NOTHING}\n\n{table(*rows)}"


def imports(notebook: Path) -> str:
    """Return the imports of a notebook, and matplotlib's if it draws."""
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    found = [
        node
        for one in sources
        for node in ast.parse(one).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    draws = any("m.figure(" in one for one in sources)
    # Our own package is what is measured; what it needs of others is not its choice.
    kept = [ast.unparse(node) for node in found if "membership" not in ast.unparse(node)]
    return "\n".join(["import pandas", *kept, *(["import matplotlib.pyplot"] if draws else [])])


def floor() -> None:
    """Execute as many notebooks as the report has, each with the imports alone, and export each to HTML."""
    import nbformat.v4 as v4
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    notebooks = [v4.new_notebook(cells=[v4.new_code_cell(imports(path))]) for path in NOTEBOOKS]

    async def run_all() -> None:
        free = asyncio.Semaphore(2)

        async def run_one(notebook: object) -> None:
            async with free:
                await NotebookClient(notebook, kernel_name="python3").async_execute()

        await asyncio.gather(*map(run_one, notebooks))

    asyncio.run(run_all())
    exporter = HTMLExporter()
    for notebook in notebooks:
        exporter.from_notebook_node(notebook)


if __name__ == "__main__":
    floor()

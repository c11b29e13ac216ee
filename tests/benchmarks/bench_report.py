"""The whole report beside its floor and beside plain nbconvert; and the report when nothing is to do."""

from __future__ import annotations

import asyncio
import shutil
import sys
from pathlib import Path

from tests.benchmarks.bench_runs import ROOT, Case, in_turn, median, run, seconds, spread, table, verdict

ROUNDS, SHORT_ROUNDS = 5, 9
NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
# What a kernel of the report cannot do without, though the notebook is otherwise empty.
IMPORTS = "import pandas\nimport matplotlib.pyplot"
WHOLE = """\
## The whole report

{notebooks} notebooks, {files} files of figures. All start from nothing and write everything; plain nbconvert
runs the same notebooks and writes its own pages, but no figures. The floor runs as many notebooks without
a cell, two kernels at once, and exports them in one process; at times nbclient waits for a kernel that it
has asked to stop before it was ready, hence its spread. The line below it adds what any notebook with a
chart has to import. Peak memory is that of the largest process, and never shown below that of the one that
measures; two kernels run at once."""
NOTHING = """\
## Nothing to do

The report is there and its inputs have not changed. Checked at every run: no kernel machinery, no pandas and
no matplotlib is loaded."""


def sections(scratch: Path) -> list[str]:
    """Measure, and return what was found as Markdown."""
    built, plain = scratch / "built", scratch / "plain"
    jupyter = str(Path(sys.executable).parent / "jupyter")
    own = [sys.executable, "-m", "membership", "report", "--out", str(built)]
    converted = [jupyter, "nbconvert", "--execute", "--to", "html", "--output-dir", str(plain)]
    empty = [sys.executable, "-m", "tests.benchmarks.bench_report"]
    cases = {
        "the report": Case(own, before=lambda: shutil.rmtree(built, ignore_errors=True)),
        "floor: empty notebooks": Case([*empty, ""]),
        "empty but for the imports": Case([*empty, IMPORTS]),
        "`jupyter nbconvert`": Case(
            [*converted, *map(str, NOTEBOOKS)],
            before=lambda: shutil.rmtree(plain, ignore_errors=True),
        ),
    }
    costs = in_turn(cases, ROUNDS)
    ours = median(costs["the report"])
    aims = {
        "floor: empty notebooks": (2.0, "the report at most twice the floor"),
        "`jupyter nbconvert`": (0.5, "the report at least twice as fast"),
    }
    rows = [["what", "seconds", "processor seconds", "the report by this", "aim", "peak MiB"]]
    for name, own_costs in costs.items():
        ratio = ours / median(own_costs)
        rows.append(
            [
                name,
                spread(own_costs),
                seconds(median(own_costs, "cpu")),
                f"{ratio:.2f}",
                verdict(ratio, *aims[name]) if name in aims else "",
                f"{median(own_costs, 'peak'):.0f}",
            ]
        )
    files = sum(path.is_file() for path in (built / "figures").iterdir())
    report = f"{WHOLE.format(notebooks=len(NOTEBOOKS), files=files)}\n\n{table(*rows)}"
    return [report, _nothing_to_do(built)]


def _nothing_to_do(built: Path) -> str:
    program = (
        "import sys; from membership.__main__ import main; "
        f"code = main(['report', '--out', {str(built)!r}]); "
        "sys.exit(code or bool({'pandas', 'matplotlib', 'nbclient', 'jupyter_client'} & set(sys.modules)))"
    )
    run(Case([sys.executable, "-m", "membership", "report", "--out", str(built)]))
    costs = in_turn(
        {
            "nothing to do": Case([sys.executable, "-c", program]),
            "Python itself": Case([sys.executable, "-c", "pass"]),
        },
        SHORT_ROUNDS,
    )
    nothing = costs["nothing to do"]
    rows = [
        ["what", "seconds", "aim", "peak MiB"],
        [
            "`membership report`, nothing to do",
            spread(nothing),
            verdict(median(nothing), 0.5, "at most 0.5 s"),
            f"{median(nothing, 'peak'):.0f}",
        ],
        [
            "`python -c pass`",
            spread(costs["Python itself"]),
            "",
            f"{median(costs['Python itself'], 'peak'):.0f}",
        ],
    ]
    return f"{NOTHING}\n\n{table(*rows)}"


def floor(source: str, count: int) -> None:
    """Execute `count` notebooks of one cell, or of none, two kernels at once, and export each to HTML."""
    import nbformat.v4 as v4
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    cells = [v4.new_code_cell(source)] if source else []
    notebooks = [v4.new_notebook(cells=cells) for _ in range(count)]

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
    floor(sys.argv[1], len(NOTEBOOKS))

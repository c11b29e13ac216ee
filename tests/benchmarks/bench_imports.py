"""What importing the package costs, beside pandas, which it needs, and matplotlib, which only charts need."""

from __future__ import annotations

import sys

from tests.benchmarks.bench_runs import Case, in_turn, median, run, spread, table, verdict

ROUNDS = 7
NAMES = "m.load, m.spells, m.members_on, m.member_count"
CASES = {
    "pass": "pass",
    "import pandas": "import pandas",
    "import membership": "import membership",
    "import membership as m, and names that ask": f"import membership as m; {NAMES}",
    "import membership as m, and a name that draws": "import membership as m; m.timeline",
}
USED = (
    "import sys, membership as m; s = m.spells(m.load()); m.members_on(s, '1999-04-21'); m.member_count(s); "
    "sys.exit('matplotlib' in sys.modules)"
)


def sections() -> list[str]:
    """Measure, and return what was found as Markdown."""
    run(Case([sys.executable, "-c", USED]))
    costs = in_turn({name: Case([sys.executable, "-c", code]) for name, code in CASES.items()}, ROUNDS)
    pandas = median(costs["import pandas"])
    rows = [["what", "seconds", "times as long as pandas", "aim", "peak MiB"]]
    for name, own in costs.items():
        ratio = median(own) / pandas
        aim = (
            verdict(ratio, 1.2, "at most 1.2")
            if name.startswith("import membership") and "draws" not in name
            else ""
        )
        rows.append([f"`{name}`", spread(own), f"{ratio:.2f}", aim, f"{median(own, 'peak'):.0f}"])
    return [
        "## Importing\n\nNames are fetched when first used. Checked: tables can be loaded and asked without "
        f"matplotlib. The names that ask are `{NAMES}`.\n\n{table(*rows)}"
    ]

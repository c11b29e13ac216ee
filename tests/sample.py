"""A small invented chart with what real ones have: bars, ends that are links, a pause, labels, a grid."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib import pyplot
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from membership.charts.kit.canvas import style
from membership.charts.kit.palette import LIGHT
from membership.figures.exhibit import Exhibit

STATES = (
    "Aland",
    "Borduria",
    "Carpania",
    "Drusselstein",
    "Elbonia",
    "Freedonia",
    "Graustark",
    "Hav",
    "Illyria",
)
LINKS = {f"{state}-{what}": f"{state} {what}" for state in STATES for what in ("joined", "left")}
HOSTILE = (
    "</title><script>alert(1)</script> $a$ b $c$ \"quoted\" & 'so' {{on}} | [x](javascript:alert(1)) `y` *z*"
)


def bars(narrow: bool, *, title: str = "Three of nine have left", linked: bool = True) -> Figure:
    """Return a timeline of nine bars; each end is a link unless told otherwise."""
    with style():
        return _bars(narrow, title, linked)


def _bars(narrow: bool, title: str, linked: bool) -> Figure:
    figure = pyplot.figure(figsize=(3.5, 5.2) if narrow else (10, 5.2), facecolor=LIGHT.paper)
    axes = figure.add_axes((0.3, 0.1, 0.65, 0.75))
    axes.set_facecolor("none")
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row, state in enumerate(STATES):
        start, end = 1992 + row / 3, 2026 if row % 3 else 1999 + row
        axes.barh(row, end - start, left=start, height=0.5, color=LIGHT.member)
        axes.text(start + 0.3, row, str(int(start)), color=LIGHT.on_member, va="center", size=8)
        for year, what in ((start, "joined"), (end, "left")) if linked else ():
            target = Rectangle((year - 1, row - 0.3), 2, 0.6, facecolor=LIGHT.ink, alpha=0)
            target.set(gid=f"{state}-{what}", url=f"#fact-{state}-{what}", label=f"_{state} {what}")
            axes.add_patch(target)
    axes.barh(4, 3, left=2020, height=0.5, color=LIGHT.paper, edgecolor=LIGHT.ink, hatch="//////", lw=0.8)
    axes.plot([1995, 2000], [8.6, 8.6], marker="o", color=LIGHT.dispute)
    axes.set_yticks(range(len(STATES)), STATES)
    axes.grid(axis="x", color=LIGHT.grid, lw=0.8)
    axes.tick_params(length=0, labelcolor=LIGHT.soft, labelsize=8)
    figure.text(0.02, 0.93, title, size=14, weight="bold", color=LIGHT.ink)
    return figure


def exhibit(**changes: Any) -> Exhibit:
    """Return an exhibit of the bars, with some of its fields changed."""
    title = changes.get("title", "Three of nine have left")
    fields: dict[str, Any] = {
        "stem": "bars",
        "title": title,
        "subtitle": "One bar per spell",
        "alt": "Bar chart of nine states: three bars have ended.",
        "description": "Nine bars. Aland, Drusselstein and Graustark have left. “Freedonia” stays – so far.",
        "source_line": "Sources: Gazette; Žurnal.",
        "as_of": "2020-12-31",
        "sources": ("gazette", "zurnal"),
        "rows": pd.DataFrame({"state": STATES, "start_fact": [f"{state}-joined" for state in STATES]}),
        "layouts": {
            layout: bars(layout == "narrow", title=title, linked=layout == "wide")
            for layout in ("wide", "narrow")
        },
    }
    return Exhibit(**fields | changes)

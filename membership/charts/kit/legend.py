"""What the marks of a chart of spells mean: each mark that it has, drawn small, with its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from membership.charts.kit.canvas import extent, sheet
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import HATCH, Palette

_MARK, _GAP, _APART = 0.24, 0.06, 0.2
MEANINGS = {
    "hatch": "stopped taking part",
    "taper": "known to the month or year",
    "bracket": "other dates in sources",
    "?": "a source denies it",
    "arrow": "still a member",
}


@dataclass(frozen=True)
class Legend:
    """The marks of a legend in rows, each with its place; lengths are in inches."""

    marks: tuple[tuple[str, float, int], ...]
    size: float

    @property
    def height(self) -> float:
        """Room that it needs under the axis."""
        return (self.marks[-1][2] + 1) * line_height(self.size) * 1.15 + 0.1 if self.marks else 0.0


def marks_of(frame: pd.DataFrame, stops: pd.DataFrame | None) -> list[str]:
    """Return the marks that a chart of bounded spells and pauses has, as keys of `MEANINGS`."""
    both = frame if stops is None else pd.concat([frame, stops])
    found = []
    if stops is not None and len(stops):
        found.append("hatch")
    if (both["start_earliest"] < both["start_latest"]).any() or (
        both["end_earliest"] < both["end_latest"]
    ).any():
        found.append("taper")
    others = [_text(both, f"{end}_others") for end in ("start", "end")]
    if any(each.ne("").any() for each in others):
        found.append("bracket")
    denied = [_text(both, f"{end}_disputed").isin(["True"]) for end in ("start", "end")]
    if any((no & each.eq("")).any() for no, each in zip(denied, others, strict=True)):
        found.append("?")
    if frame["end_latest"].isna().any():
        found.append("arrow")
    return found


def _text(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series("", index=frame.index)
    return frame[column].map(lambda value: "" if pd.isna(value) else str(value))


def lay_out_legend(marks: Sequence[str], width: float, size: float) -> Legend:
    """Return the marks in as many rows as they need.

    Examples
    --------
    >>> [(mark, row) for mark, _, row in lay_out_legend(["hatch", "arrow"], 2.0, 9).marks]
    [('hatch', 0), ('arrow', 1)]
    """
    x, row, placed = 0.0, 0, []
    for mark in marks:
        wide = _MARK + _GAP + width_of(MEANINGS[mark], size)
        if x and x + wide > width:
            x, row = 0.0, row + 1
        placed.append((mark, x, row))
        x += wide + _APART
    return Legend(tuple(placed), size)


def draw_legend(axes: Axes, legend: Legend, below: float, palette: Palette) -> None:
    """Draw a legend so many inches below the axes, on axes of its own in inches."""
    if not legend.marks:
        return
    box, (across, up) = axes.get_position(), sheet(axes).get_size_inches()
    width, tall = extent(axes)[0], legend.height
    own = sheet(axes).add_axes((box.x0, box.y0 - (below + tall) / up, width / across, tall / up))
    own.set(xlim=(0, width), ylim=(tall, 0))
    own.set_axis_off()
    pitch = line_height(legend.size) * 1.15
    for mark, x, row in legend.marks:
        y = 0.1 + (row + 0.5) * pitch
        _draw(own, mark, x, y, legend.size, palette)
        own.text(
            x + _MARK + _GAP, y, MEANINGS[mark], size=legend.size, color=palette.soft, va="center_baseline"
        )


def _draw(axes: Axes, mark: str, x: float, y: float, size: float, palette: Palette) -> None:
    low, high, end = y - 0.05, y + 0.05, x + _MARK
    edge: dict[str, Any] = {"edgecolor": palette.member, "linewidth": 0.8}
    quiet: dict[str, Any] = {"color": palette.dispute, "linewidth": 1.2}
    if mark == "hatch":
        axes.add_patch(Rectangle((x, low), _MARK, 0.1, facecolor=palette.paper, hatch=HATCH, **edge))
    elif mark == "taper":
        axes.add_patch(Polygon([(x, y), (end, low), (end, high)], facecolor=palette.early, **edge))
    elif mark == "bracket":
        axes.plot([x, end, float("nan"), end, end], [y, y, y, y - 0.03, y + 0.03], **quiet)
    elif mark == "?":
        middle: dict[str, Any] = {"ha": "center", "va": "center_baseline", "weight": "bold", "size": size}
        axes.text(x + _MARK / 2, y, "?", color=palette.dispute, **middle)
    else:
        tip = [(x, low), (end - 0.07, low), (end, y), (end - 0.07, high), (x, high)]
        axes.add_patch(Polygon(tip, facecolor=palette.member, **edge))

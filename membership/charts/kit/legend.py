"""What marks and colours of a chart of spells mean, written under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.textpath import TextPath

from membership.charts.kit.bars import Scale
from membership.charts.kit.canvas import extent
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import HATCH, Palette, series_colours
from membership.intervals.frames import quoted, written

MEANINGS = {
    "hatch": "stopped taking part",
    "taper": "known to the month or year",
    "bracket": "other dates in sources",
    "?": "a source denies it",
    "arrow": "still a member",
}
_MARK = 0.45  # inches of a mark and the room around it
_LINE = 1.35
_UNSAID = "not given"


@dataclass(frozen=True)
class Legend:
    """The entries of a legend: colours by their names, then marks as keys of `MEANINGS`."""

    colours: Mapping[str, str]
    marks: Sequence[str]

    @property
    def names(self) -> list[str]:
        """What is written, in order."""
        return [*self.colours, *(MEANINGS[mark] for mark in self.marks)]

    def columns(self, width: float, size: float) -> int:
        """Return in how many columns the entries stand."""
        widest = max((width_of(name, size) for name in self.names), default=0.0) + _MARK
        return max(1, min(len(self.names), int(width / widest)))

    def height(self, width: float, size: float) -> float:
        """Return the room that they need under the plot, in inches."""
        rows = -(-len(self.names) // self.columns(width, size))
        return rows * line_height(size) * _LINE + 0.1 if rows else 0.0


def marks_of(frame: pd.DataFrame, stops: pd.DataFrame | None) -> list[str]:
    """Return the marks that a chart of bounded spells and pauses has, as keys of `MEANINGS`."""
    both = frame if stops is None else pd.concat([frame, stops])
    vague = [(both[f"{end}_earliest"] < both[f"{end}_latest"]).any() for end in ("start", "end")]
    others = [_said(both, f"{end}_others") for end in ("start", "end")]
    denied = [_said(both, f"{end}_disputed") for end in ("start", "end")]
    found = {
        "hatch": stops is not None and len(stops) > 0,
        "taper": any(vague),
        "bracket": any(each.any() for each in others),
        "?": any((no & ~other).any() for no, other in zip(denied, others, strict=True)),
        "arrow": frame["end_latest"].isna().any(),
    }
    return [mark for mark, is_there in found.items() if is_there]


def _said(frame: pd.DataFrame, column: str) -> pd.Series:
    if column not in frame:
        return pd.Series(False, index=frame.index)
    return frame[column].map(lambda value: value is True or written(value) not in ("", "False"))


def colours_of(frame: pd.DataFrame, column: str | None, palette: Palette) -> dict[str, str]:
    """Return the colour of each value of a column, which the frame must have; none without a column.

    Examples
    --------
    >>> from membership.charts.kit.palette import LIGHT
    >>> list(colours_of(pd.DataFrame({"status": ["full", "", "full"]}), "status", LIGHT))
    ['full', 'not given']
    """
    if column is not None and column not in frame:
        names = ", ".join(map(str, frame.columns))
        raise ValueError(f"color: the frame has no column {quoted(column)}; it has {names}")
    values = [] if column is None else [written(value) or _UNSAID for value in frame[column]]
    return series_colours(list(dict.fromkeys(values)), palette)


def painted(frame: pd.DataFrame, column: str | None, palette: Palette) -> dict[int, Palette]:
    """Return the palette of each row that is coloured by a column, by its number."""
    colours = colours_of(frame, column, palette)
    values = [] if column is None else [written(value) or _UNSAID for value in frame[column]]
    plain = replace(palette, early=palette.paper, on_early=palette.ink)
    return {number: replace(plain, member=colours[value]) for number, value in enumerate(values)}


def draw_legend(scale: Scale, legend: Legend, below: float, width: float, size: float) -> None:
    """Draw a legend so many inches below the axes."""
    if not legend.names:
        return
    handles = [Patch(facecolor=colour) for colour in legend.colours.values()]
    scale.axes.legend(
        handles=[*handles, *(_handle(mark, scale.palette) for mark in legend.marks)],
        labels=legend.names,
        loc="upper left",
        bbox_to_anchor=(0, -below / extent(scale.axes)[1]),
        borderaxespad=0,
        borderpad=0.2,
        ncols=legend.columns(width, size),
        frameon=False,
        handlelength=1.2,
        handleheight=0.8,
        labelcolor=scale.palette.ink,
        labelspacing=0.35,
        columnspacing=1.2,
        fontsize=size,
    )


def _handle(mark: str, palette: Palette) -> Artist:
    if mark == "hatch":
        return Patch(facecolor=palette.paper, edgecolor=palette.member, linewidth=0.8, hatch=HATCH)
    if mark == "bracket":
        return Line2D([], [], color=palette.dispute, linewidth=1.2, marker="|", markersize=5)
    sign, face, edge = {
        "taper": ("<", palette.early, palette.member),
        "?": (TextPath((-3, -4), "?"), palette.dispute, palette.dispute),
        "arrow": (">", palette.member, palette.member),
    }[mark]
    look: dict[str, Any] = {"marker": sign, "markerfacecolor": face, "markeredgecolor": edge}
    return Line2D([], [], linestyle="none", markersize=8, markeredgewidth=0.8, **look)

"""Bars coloured by what a column says of them, and the names of the colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from membership.charts.kit.canvas import extent
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import Palette, series_colours
from membership.intervals.frames import quoted, written

_MARK = 0.45  # inches of a colour and the room around it
_LINE = 1.35
_UNSAID = "not given"


@dataclass(frozen=True)
class Kinds:
    """The colour of each value of a column, and the palette of each row by its number."""

    colours: Mapping[str, str]
    paints: Mapping[int, Palette]

    def columns(self, width: float, size: float) -> int:
        """Return in how many columns the names stand."""
        widest = max((width_of(name, size) for name in self.colours), default=0.0) + _MARK
        return max(1, min(len(self.colours), int(width / widest)))

    def height(self, width: float, size: float) -> float:
        """Return the room that the names need under the plot, in inches."""
        rows = -(-len(self.colours) // self.columns(width, size))
        return rows * line_height(size) * _LINE + 0.1 if rows else 0.0


def kinds_of(frame: pd.DataFrame, column: str | None, palette: Palette) -> Kinds:
    """Return how the rows of a frame are coloured; not at all without a column.

    Raises
    ------
    ValueError
        If the frame has no such column.

    Examples
    --------
    >>> from membership.charts.kit.palette import LIGHT
    >>> list(kinds_of(pd.DataFrame({"status": ["full", "", "full"]}), "status", LIGHT).colours)
    ['full', 'not given']
    """
    if column is None:
        return Kinds({}, {})
    if column not in frame:
        names = ", ".join(map(str, frame.columns))
        raise ValueError(f"color: the frame has no column {quoted(column)}; it has {names}")
    values = [written(value) or _UNSAID for value in frame[column]]
    colours = series_colours(list(dict.fromkeys(values)), palette)
    paints = {
        number: replace(palette, member=colours[value], early=palette.paper, on_early=palette.ink)
        for number, value in enumerate(values)
    }
    return Kinds(colours, paints)


def draw_kinds(axes: Axes, kinds: Kinds, below: float, size: float, palette: Palette) -> None:
    """Write what the colours mean, so many inches below the axes."""
    if not kinds.colours:
        return
    width, height = extent(axes)
    axes.legend(
        handles=[Patch(facecolor=colour, label=name) for name, colour in kinds.colours.items()],
        loc="upper left",
        bbox_to_anchor=(0, -below / height),
        borderaxespad=0,
        borderpad=0.2,
        ncols=kinds.columns(width, size),
        frameon=False,
        handlelength=1.2,
        handleheight=0.8,
        labelcolor=palette.ink,
        labelspacing=0.35,
        columnspacing=1.2,
        fontsize=size,
    )

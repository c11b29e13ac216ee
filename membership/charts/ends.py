"""What lines are, written where each of them ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from membership.charts.canvas import extent, width_of
from membership.charts.labels import backed
from membership.charts.palette import Palette

_GAP = 0.06


@dataclass(frozen=True)
class End:
    """The end of a line: its name, a remark, where it is, and whether other lines run on long after it."""

    label: str
    note: str
    place: float
    number: float
    is_early: bool

    def width(self, size: float) -> float:
        """Return the width of what is written, in inches."""
        return width_of(self.label, size, bold=True) + (width_of(f" {self.note}", size) if self.note else 0)


def write_ends(
    axes: Axes, ends: Mapping[str, End], colours: Mapping[str, str], size: float, palette: Palette
) -> None:
    """Write at the end of each line what it is: right of the plot, or over a line that ended early.

    Parameters
    ----------
    axes : Axes
        With a line for each end; its label is the key of `ends`.
    ends : mapping of str to End
    colours : mapping of str to str
    size : float
        Of the text.
    palette : Palette
    """
    width, height = extent(axes)
    low, high = axes.get_xlim()
    per_inch, up = (high - low) / width, axes.get_ylim()[1] / height
    late = sorted((end.number, owner) for owner, end in ends.items() if not end.is_early)
    heights = _apart([number for number, _ in late], size * 1.3 / 72 * up)
    places = {owner: (high + _GAP * per_inch, y) for (_, owner), y in zip(late, heights, strict=True)}
    for owner, end in ends.items():
        if end.is_early:
            begin = max(end.place - (end.width(size) + _GAP) * per_inch, low)
            places[owner] = begin, _highest(axes, owner, begin) + (_GAP + size * 0.6 / 72) * up
        x, y = places[owner]
        words: dict[str, Any] = {"size": size, "va": "center", "clip_on": False, "bbox": backed(palette)}
        axes.text(x, y, end.label, color=colours[owner], weight="bold", **words)
        if end.note:
            beside = x + width_of(f"{end.label} ", size, bold=True) * per_inch
            axes.text(beside, y, end.note, color=palette.soft, **words)


def _highest(axes: Axes, owner: str, begin: float) -> float:
    """Return the highest number on a line from the step that holds at `begin` on."""
    line = next(line for line in axes.get_lines() if line.get_label() == owner)
    days, numbers = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
    first = max(int(np.searchsorted(days, begin, side="right")) - 1, 0)
    return float(numbers[first:].max())


def _apart(values: list[float], need: float) -> list[float]:
    """Return rising values moved as little as it takes for each to be `need` above the one before.

    Examples
    --------
    >>> _apart([6, 10, 10], 2)
    [6.0, 9.0, 11.0]
    """
    groups: list[list[float]] = []
    for value in values:
        groups.append([value])
        while len(groups) > 1 and _first(groups[-1], need) < _first(groups[-2], need) + need * len(
            groups[-2]
        ):
            groups[-2:] = [groups[-2] + groups[-1]]
    return [_first(group, need) + need * place for group in groups for place in range(len(group))]


def _first(group: list[float], need: float) -> float:
    """Return where the first of a group stands whose members are `need` apart around their mean."""
    return sum(group) / len(group) - need * (len(group) - 1) / 2

"""What lines are, written where each of them ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from membership.charts.kit.canvas import extent, sheet
from membership.charts.kit.labels import backed
from membership.charts.kit.lettering import width_of
from membership.charts.kit.palette import Palette

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
        note = _GAP + width_of(self.note, size) if self.note else 0
        return width_of(self.label, size, bold=True) + note


def write_ends(
    axes: Axes,
    ends: Mapping[str, End],
    colours: Mapping[str, str],
    size: float,
    palette: Palette,
    last: float | None = None,
) -> None:
    """Write at the end of each line what it is: right of the plot; beside or over a line that ends early.

    Parameters
    ----------
    axes : Axes
        With a line for each end; its label is the key of `ends`.
    ends : mapping of str to End
    colours : mapping of str to str
    size : float
        Of the text.
    palette : Palette
    last : float, optional
        Where the names of lines that do not end early stand; by default right of the plot.
    """
    plot = _Plot.of(axes, size)
    ends = {owner: plot.fitted(end) for owner, end in ends.items()}
    late = [owner for owner in ends if not ends[owner].is_early]
    right = (axes.get_xlim()[1] if last is None else last) + _GAP * plot.per_inch
    places = {owner: (right, y) for owner, y in plot.apart(late, ends)}
    taken = [y for _, y in places.values()]
    places |= plot.early({owner: end for owner, end in ends.items() if end.is_early}, taken)
    for owner, end in ends.items():
        x, y = places[owner]
        words: dict[str, Any] = {"size": size, "va": "center", "clip_on": False, "zorder": 6}
        words["bbox"] = backed(palette)
        axes.text(x, y, end.label, color=colours[owner], weight="bold", **words)
        if end.note:
            beside = x + (width_of(end.label, size, bold=True) + _GAP) * plot.per_inch
            axes.text(beside, y, end.note, color=palette.soft, **words)


@dataclass(frozen=True)
class _Plot:
    """The lines of a plot, and how much an inch of it is across and up."""

    axes: Axes
    size: float
    per_inch: float
    up: float

    @classmethod
    def of(cls, axes: Axes, size: float) -> _Plot:
        width, height = extent(axes)
        low, high = axes.get_xlim()
        return cls(axes, size, (high - low) / width, axes.get_ylim()[1] / height)

    @property
    def line(self) -> float:
        """The height of a line of text."""
        return self.size * 1.3 / 72 * self.up

    @property
    def margin(self) -> float:
        """The place of the right edge of the figure."""
        beyond = (1 - self.axes.get_position().x1) * sheet(self.axes).get_figwidth()
        return float(self.axes.get_xlim()[1] + beyond * self.per_inch)

    def apart(self, owners: Iterable[str], ends: Mapping[str, End]) -> list[tuple[str, float]]:
        """Return the heights of texts below each other, each as near to the end of its line as may be."""
        ordered = sorted(owners, key=lambda owner: (ends[owner].number, owner))
        heights = spread([ends[owner].number for owner in ordered], [self.line] * len(ordered))
        highest = self.axes.get_ylim()[1] - self.line / 2
        for place in reversed(range(len(heights))):  # none stands higher than the plot
            heights[place] = min(heights[place], highest)
            highest = heights[place] - self.line
        return list(zip(ordered, heights, strict=True))

    def fitted(self, end: End) -> End:
        """Return an end without its remark where that has no room on either side of it."""
        low, high = self.axes.get_xlim()
        need = (end.width(self.size) + _GAP) * self.per_inch
        return (
            replace(end, note="") if end.is_early and need > max(end.place - low, high - end.place) else end
        )

    def early(self, ends: Mapping[str, End], taken: list[float]) -> dict[str, tuple[float, float]]:
        """Return where the names of lines that end early stand: to their right, else over them.

        One may run out of the plot into the margin where no name at a height of `taken` stands there.
        """
        placed: dict[str, tuple[float, float]] = {}
        for owner, y in self.apart(ends, ends):
            begin = ends[owner].place + _GAP * self.per_inch
            stop = begin + ends[owner].width(self.size) * self.per_inch
            is_free = all(abs(y - other) >= self.line for other in taken)
            edge = self.margin if is_free else self.axes.get_xlim()[1]
            if stop <= edge and not self._crossed(owner, begin, stop, y):
                placed[owner] = begin, y
        for owner, end in sorted(ends.items(), key=lambda item: item[1].number):
            if owner not in placed:
                placed[owner] = self._over(owner, end, {ends[other]: placed[other] for other in placed})
        return placed

    def _over(self, owner: str, end: End, placed: Mapping[End, tuple[float, float]]) -> tuple[float, float]:
        """Return the nearest place over or under a line through which no other runs, else one over it."""
        width = (end.width(self.size) + _GAP) * self.per_inch
        low, high = self.axes.get_xlim()
        begins = [max(end.place - width * part, low) for part in (1, 0.75, 0.5)]
        places = [(x, y) for x in begins for y in self._heights(owner, end, x, width, placed)]
        free = [
            (x, y)
            for x, y in places
            if x + width <= high and y > self.line / 2 and not self._crossed(owner, x, x + width, y)
        ]
        return min(free, key=lambda place: abs(place[1] - end.number), default=places[0])

    def _heights(
        self, owner: str, end: End, begin: float, width: float, placed: Mapping[End, tuple[float, float]]
    ) -> tuple[float, float]:
        """Return how high a text is just over a line, and just under it, clear of those that are placed."""
        numbers, off = self._numbers(owner, begin, end.place), (_GAP + self.size * 0.6 / 72) * self.up
        # A line without length takes no number before its end.
        over, under = numbers.max(initial=end.number) + off, numbers.min(initial=end.number) - off
        near = [
            taken
            for other, (x, taken) in placed.items()
            if x < begin + width and begin < x + (other.width(self.size) + _GAP) * self.per_inch
        ]
        for taken in sorted(near):
            over = taken + self.line if abs(taken - over) < self.line else over
        for taken in sorted(near, reverse=True):
            under = taken - self.line if abs(taken - under) < self.line else under
        return over, under

    def _crossed(self, owner: str, begin: float, stop: float, y: float) -> bool:
        """Return whether a line other than that of `owner` runs through a text."""
        low, high = y - self.line / 2, y + self.line / 2
        others = (str(line.get_label()) for line in self.axes.get_lines() if line.get_label() != owner)
        runs = [run for other in others if len(run := self._numbers(other, begin, stop))]
        return any(run.min() < high and run.max() > low for run in runs)

    def _numbers(self, owner: str, begin: float, stop: float) -> Any:
        """Return the numbers that a line takes between two places, its steps holding until the next."""
        line = next(line for line in self.axes.get_lines() if line.get_label() == owner)
        days, numbers = np.asarray(line.get_xdata(), float), np.asarray(line.get_ydata(), float)
        first = max(int(np.searchsorted(days, begin, side="right")) - 1, 0)
        return (
            numbers[first : int(np.searchsorted(days, stop, side="right"))]
            if days[-1] > begin
            else numbers[:0]
        )


def spread(values: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return rising middles moved as little as it takes for things of these heights not to overlap.

    Examples
    --------
    >>> spread([6, 10, 10], [2, 2, 2])
    [6.0, 9.0, 11.0]
    """
    groups: list[list[int]] = []

    def begin(group: list[int]) -> float:
        """Return where a group stacked around the mean of its values starts."""
        mean = sum(values[place] for place in group) / len(group)
        return mean - sum(heights[place] for place in group) / 2

    for place in range(len(values)):
        group = [place]
        while groups and begin(group) < begin(groups[-1]) + sum(heights[each] for each in groups[-1]):
            group = groups.pop() + group
        groups.append(group)
    middles = []
    for group in groups:
        low = begin(group)
        for place in group:
            middles.append(low + heights[place] / 2)
            low += heights[place]
    return middles

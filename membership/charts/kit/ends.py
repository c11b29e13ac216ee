"""What lines are, written where each of them ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from membership.charts.kit.callouts import Box
from membership.charts.kit.canvas import extent, sheet
from membership.charts.kit.labels import backed
from membership.charts.kit.lettering import width_of
from membership.charts.kit.palette import Palette

_GAP = 0.06
_STEP, _FARTHEST = 0.02, 1.0  # of the name of a line from it


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

    The label of each line is its key in `ends`. Names of lines that do not end early stand at `last`; by
    default right of the plot.
    """
    (width, height), (low, high), top = extent(axes), axes.get_xlim(), axes.get_ylim()[1]
    tall = size * 1.3 / 72

    def at(x: float, y: float) -> tuple[float, float]:
        return (x - low) / (high - low) * width, y / top * height

    late, early = (
        sorted(
            (one for one in ends if ends[one].is_early == is_early), key=lambda one: (ends[one].number, one)
        )
        for is_early in (False, True)
    )
    x = at(high if last is None else last, 0)[0] + _GAP
    middles = spread([at(0, ends[one].number)[1] for one in late], [tall] * len(late))
    for place, middle in reversed(list(enumerate(middles))):  # none stands higher than the plot
        middles[place] = min(
            middle, (middles[place + 1] if place + 1 < len(late) else height + tall / 2) - tall
        )
    boxes = {
        one: Box(x, y - tall / 2, x + ends[one].width(size), y + tall / 2)
        for one, y in zip(late, middles, strict=True)
    }
    edge = width + (1 - axes.get_position().x1) * sheet(axes).get_figwidth()
    strokes = [box for line in axes.get_lines() if line.get_label() in ends for box in _strokes(line, at)]
    noted = {**ends}
    for one in early:
        x, y = at(ends[one].place, ends[one].number)
        if ends[one].width(size) + _GAP > max(x, width - x):
            noted[one] = replace(ends[one], note="")
        taken = [*strokes, *boxes.values()]
        boxes[one] = _placed(x, y, noted[one].width(size), tall, (width, edge), taken)
    for one, end in noted.items():
        x = low + boxes[one].left / width * (high - low)
        y = (boxes[one].low + tall / 2) / height * top
        words: dict[str, Any] = {"size": size, "va": "center", "clip_on": False, "zorder": 6}
        words["bbox"] = backed(palette)
        axes.text(x, y, end.label, color=colours[one], weight="bold", **words)
        if end.note:
            beside = x + (width_of(end.label, size, bold=True) + _GAP) / width * (high - low)
            axes.text(beside, y, end.note, color=palette.soft, **words)


def _placed(
    x: float, y: float, wide: float, tall: float, edges: tuple[float, float], taken: Sequence[Box]
) -> Box:
    """Return the nearest free place beside, over or under the end of a line; over it if there is none."""
    inner, outer = edges
    beside = Box(x + _GAP, y - tall / 2, x + _GAP + wide, y + tall / 2)
    around = [beside] if beside.right <= outer else []
    lefts = [max(x - wide * part - _GAP, 0.0) for part in (1, 0.75, 0.5)]
    # Farther away a name stands under its line alone: over it, it would be taken for that of the next line.
    for step in range(int(_FARTHEST / _STEP)):
        over, under = y + _GAP + step * _STEP, y - _GAP - step * _STEP - tall
        for low in (over, under) if step < 3 else (under,):
            boxes = [Box(left, low, left + wide, low + tall) for left in lefts]
            around += [box for box in boxes if box.right <= inner and low > 0]
    free = (box for box in around if not any(box.meets(other) for other in taken))
    return next(free, Box(lefts[0], y + _GAP, lefts[0] + wide, y + _GAP + tall))


def _strokes(line: Line2D, at: Callable[[float, float], tuple[float, float]]) -> Iterator[Box]:
    """Yield the flat and the upright strokes of a line of steps, in inches."""
    xs, ys = (list(map(float, data)) for data in (line.get_xdata(), line.get_ydata()))  # type: ignore[arg-type]
    for (x, y), (after, then) in pairwise(at(*point) for point in zip(xs, ys, strict=True)):
        yield Box(x, y, after, y).grown(0.02)
        yield Box(after, min(y, then), after, max(y, then)).grown(0.02)


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

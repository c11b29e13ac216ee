"""Words at the lines of a plot of step functions: their names where they end, their numbers, callouts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from membership.charts.kit.callouts import Box, Written
from membership.charts.kit.canvas import backed, day_number, extent, room_of
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import Palette

GAP = 0.1
_NEAR = 0.06
_STEP, _FARTHEST = 0.02, 1.0  # of the name of a line from it, where it stands among other lines
_FAR = 0.05  # so many inches, and up to ten times as many, do large words stand from the end of their line


def written_range(row: Any) -> str:
    """Return a number of members, or the lowest and the highest that it may be."""
    low, high = int(row["lowest"]), int(row["highest"])
    return str(low) if low == high else f"{low}–{high}"


class Plan:
    """A plot whose axes have their limits, in inches from its lower left corner."""

    def __init__(self, axes: Axes, palette: Palette) -> None:
        self.axes, self.palette = axes, palette
        self.width, self.height = extent(axes)
        (self.low, self.high), (_, self.top) = axes.get_xlim(), axes.get_ylim()

    def x(self, place: float | pd.Timestamp) -> float:
        """Return where a place on the axis, or a day, is."""
        place = day_number(place) if isinstance(place, pd.Timestamp) else place
        return (place - self.low) / (self.high - self.low) * self.width

    def y(self, number: float) -> float:
        """Return where a number is."""
        return number / self.top * self.height

    def data(self, x: float, y: float) -> tuple[float, float]:
        """Return the place on the axis and the number at a place."""
        return self.low + x / self.width * (self.high - self.low), y / self.height * self.top

    def boxes(self, steps: pd.DataFrame) -> list[Box]:
        """Return the flat and the upright strokes of a step function."""
        days, highest = [self.x(day) for day in steps.index], [self.y(n) for n in steps["highest"]]
        strokes = list(zip(days, [self.y(n) for n in steps["lowest"]], highest, strict=True))
        found = []
        for (x, low, high), (after, _, then) in pairwise(strokes):
            found.append(Box(x, low - 0.02, after, high + 0.02))
            found.append(Box(after - 0.02, min(high, then), after + 0.02, max(high, then)))
        return found

    def strokes(self, line: Line2D) -> Iterator[Box]:
        """Yield the flat and the upright strokes of a line of steps."""
        points = ((self.x(x), self.y(y)) for x, y in np.asarray(line.get_xydata()).tolist())
        for (x, y), (after, then) in pairwise(points):
            yield Box(x, y, after, y).grown(0.02)
            yield Box(after, min(y, then), after, max(y, then)).grown(0.02)


def write_numbers(
    plan: Plan, steps: pd.DataFrame, lines: Sequence[Box], size: float, colour: str
) -> list[Box]:
    """Write the number over, or else under, each flat stroke that has room for it; return what is taken."""
    taken = []
    for (day, row), (after, _) in pairwise(list(steps.iterrows())[:-1]):
        text = written_range(row)
        wide, high, x = width_of(text, size, bold=True), line_height(size), plan.x(day) + 0.06
        if plan.x(after) - plan.x(day) <= wide + 0.12:
            continue
        places = (plan.y(row["highest"]) + 0.04, plan.y(row["lowest"]) - 0.08 - high)
        boxes = (Box(x, low, x + wide, low + high) for low in places)
        if box := next((box for box in boxes if not any(box.meets(line) for line in lines)), None):
            at = plan.data(x, box.low + 0.03)
            plan.axes.text(*at, text, size=size, weight="bold", color=colour, va="bottom", zorder=6)
            taken.append(box)
    return taken


def write_callout(plan: Plan, place: Written, size: float, colour: str) -> None:
    """Write a callout, its first line in a colour, and its leader."""
    x, low = plan.data(place.callout.x, place.leader.low)
    _, high = plan.data(0, place.leader.high)
    plan.axes.plot([x, x], [low, high], color=plan.palette.soft, linewidth=0.7, zorder=3)
    box = place.box
    x = {"left": box.left, "right": box.right, "center": (box.left + box.right) / 2}[place.align]
    for number, line in enumerate(place.lines):
        at = plan.data(x, box.high - (number + 0.78) * line_height(size))
        look: dict[str, Any] = {"color": plan.palette.ink} if number else {"color": colour, "weight": "bold"}
        plan.axes.text(*at, line, size=size, ha=place.align, va="baseline", zorder=6, **look)


@dataclass(frozen=True)
class LineEnd:
    """What is written at the end of a line, at which number, and from when on the line is split."""

    lines: tuple[tuple[str, float, str, bool], ...]
    number: float
    split: pd.Timestamp | None = None

    @property
    def width(self) -> float:
        """The width of what is written."""
        return max(width_of(text, size, bold) for text, size, _, bold in self.lines)

    @property
    def height(self) -> float:
        """The height of what is written."""
        return sum(line_height(size) for _, size, _, _ in self.lines)

    def write(self, plan: Plan, x: float, y: float, **more: Any) -> None:
        """Write it below a height."""
        for text, size, colour, bold in self.lines:
            y -= line_height(size)
            at = plan.data(x, y + line_height(size) * 0.24)
            look: dict[str, Any] = {"color": colour, "weight": "bold" if bold else "normal", **more}
            plan.axes.text(*at, text, size=size, va="baseline", clip_on=False, zorder=6, **look)


def write_ends(plan: Plan, ends: Sequence[LineEnd], x: float) -> None:
    """Write what lines are to the right of where they end, so many inches from the left of the plot."""
    ordered = sorted(ends, key=lambda end: end.number)
    middles = spread([plan.y(end.number) for end in ordered], [end.height + GAP / 2 for end in ordered])
    for end, middle in zip(ordered, middles, strict=True):
        end.write(plan, x + GAP, middle + end.height / 2, ha="left")


def write_ends_inside(plan: Plan, ends: Sequence[LineEnd], lines: Sequence[Box]) -> list[Box]:
    """Write over or under the ends of lines what they are, before a split; return what is taken."""
    taken: list[Box] = []
    for end in ends:
        x = plan.width if end.split is None else plan.x(end.split) - GAP / 2
        x, y = x if x > end.width else plan.width, plan.y(end.number)
        spots = (
            Box(x - end.width, low, x, low + end.height)
            for away in (_FAR * step for step in range(1, 11))
            for low in (y + away, y - away - end.height)
            if low > 0
        )
        if box := next((spot for spot in spots if not any(map(spot.meets, (*lines, *taken)))), None):
            end.write(plan, box.right, box.high, ha="right", bbox=backed(plan.palette))
            taken.append(box)
    return taken


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
        note = _NEAR + width_of(self.note, size) if self.note else 0
        return width_of(self.label, size, bold=True) + note


def name_lines(
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
    plan, tall = Plan(axes, palette), size * 1.3 / 72
    ordered = sorted(ends, key=lambda one: (ends[one].number, one))
    late, early = ([one for one in ordered if ends[one].is_early == is_early] for is_early in (False, True))
    middles = spread([plan.y(ends[one].number) for one in late], [tall] * len(late))
    ceiling = plan.height + tall / 2
    for place in reversed(range(len(late))):  # none stands higher than the plot
        ceiling = middles[place] = min(middles[place], ceiling - tall)
    x = plan.x(plan.high if last is None else last) + _NEAR
    boxes = {
        one: Box(x, y - tall / 2, x + ends[one].width(size), y + tall / 2)
        for one, y in zip(late, middles, strict=True)
    }
    edge = plan.width + (1 - axes.get_position().x1) * room_of(axes)[0]
    strokes = [box for line in axes.get_lines() if line.get_label() in ends for box in plan.strokes(line)]
    noted = {**ends}
    for one in early:
        x, y = plan.x(ends[one].place), plan.y(ends[one].number)
        if ends[one].width(size) + _NEAR > max(x, plan.width - x):
            noted[one] = replace(ends[one], note="")
        taken = [*strokes, *boxes.values()]
        boxes[one] = _placed(x, y, noted[one].width(size), tall, (plan.width, edge), taken)
    words: dict[str, Any] = {"size": size, "va": "center", "clip_on": False, "zorder": 6}
    words["bbox"] = backed(palette)
    for one, end in noted.items():
        left, middle = boxes[one].left, boxes[one].low + tall / 2
        axes.text(*plan.data(left, middle), end.label, color=colours[one], weight="bold", **words)
        if end.note:
            beside = left + width_of(end.label, size, bold=True) + _NEAR
            axes.text(*plan.data(beside, middle), end.note, color=palette.soft, **words)


def _placed(
    x: float, y: float, wide: float, tall: float, edges: tuple[float, float], taken: Sequence[Box]
) -> Box:
    """Return the nearest free place beside, over or under the end of a line; over it if there is none."""
    inner, outer = edges
    beside = Box(x + _NEAR, y - tall / 2, x + _NEAR + wide, y + tall / 2)
    around = [beside] if beside.right <= outer else []
    lefts = [max(x - wide * part - _NEAR, 0.0) for part in (1, 0.75, 0.5)]
    # Farther away a name stands under its line alone: over it, it would be taken for that of the next line.
    for step in range(int(_FARTHEST / _STEP)):
        over, under = y + _NEAR + step * _STEP, y - _NEAR - step * _STEP - tall
        for low in (over, under) if step < 3 else (under,):
            boxes = [Box(left, low, left + wide, low + tall) for left in lefts]
            around += [box for box in boxes if box.right <= inner and low > 0]
    free = (box for box in around if not any(box.meets(other) for other in taken))
    return next(free, Box(lefts[0], y + _NEAR, lefts[0] + wide, y + _NEAR + tall))


def spread(values: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return rising middles moved as little as it takes for things of these heights not to overlap.

    Examples
    --------
    >>> spread([6, 10, 10], [2, 2, 2])
    [6.0, 9.0, 11.0]
    """
    offsets = [sum(heights[:place]) + height / 2 for place, height in enumerate(heights)]
    groups: list[list[float]] = []
    for value, offset in zip(values, offsets, strict=True):
        group = [value - offset]
        while groups and fmean(group) < fmean(groups[-1]):
            group = groups.pop() + group
        groups.append(group)
    moved = [fmean(group) for group in groups for _ in group]
    return [start + offset for start, offset in zip(moved, offsets, strict=True)]

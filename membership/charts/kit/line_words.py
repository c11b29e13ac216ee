"""Words at the lines of a plot of step functions: their names where they end, their numbers, callouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.callouts import Box, Written
from membership.charts.kit.canvas import day_number
from membership.charts.kit.ends import spread
from membership.charts.kit.labels import backed
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import Palette

GAP = 0.1
_FARTHEST = 0.5  # of the words from the end of their line


def written_range(row: Any) -> str:
    """Return a number of members, or the lowest and the highest that it may be."""
    low, high = int(row["lowest"]), int(row["highest"])
    return str(low) if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Plan:
    """The plot in inches from its lower left corner."""

    axes: Axes
    width: float
    height: float
    top: float
    palette: Palette

    def x(self, day: pd.Timestamp) -> float:
        """Return where a day is."""
        low, high = self.axes.get_xlim()
        return (day_number(day) - low) / (high - low) * self.width

    def y(self, number: float) -> float:
        """Return where a number is."""
        return number / self.top * self.height

    def data(self, x: float, y: float) -> tuple[float, float]:
        """Return the day and the number at a place."""
        low, high = self.axes.get_xlim()
        return low + x / self.width * (high - low), y / self.height * self.top

    def boxes(self, steps: pd.DataFrame) -> list[Box]:
        """Return the flat and the upright strokes of a step function."""
        days, numbers = [self.x(day) for day in steps.index], [self.y(n) for n in steps["highest"]]
        low = [self.y(n) for n in steps["lowest"]]
        found = []
        for place in range(len(days) - 1):
            found.append(Box(days[place], low[place] - 0.02, days[place + 1], numbers[place] + 0.02))
            ends = sorted((numbers[place], numbers[place + 1]))
            found.append(Box(days[place + 1] - 0.02, ends[0], days[place + 1] + 0.02, ends[1]))
        return found


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


def write_numbers(
    plan: Plan, steps: pd.DataFrame, lines: Sequence[Box], size: float, colour: str
) -> list[Box]:
    """Write the number over each flat stroke that has room for it; return what is taken."""
    taken = []
    for place in range(len(steps) - 2):
        text = written_range(steps.iloc[place])
        wide, tall = width_of(text, size, bold=True), line_height(size)
        begin, stop = plan.x(steps.index[place]), plan.x(steps.index[place + 1])
        low = plan.y(steps.iloc[place]["highest"]) + 0.04
        x = begin + 0.06
        box = Box(x, low, x + wide, low + tall)
        if stop - begin > wide + 0.12 and not any(box.meets(line) for line in lines):
            at = plan.data(x, low + 0.03)
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


def write_ends(plan: Plan, ends: Sequence[LineEnd]) -> None:
    """Write to the right of the plot what its lines are."""
    ordered = sorted(ends, key=lambda end: end.number)
    middles = spread([plan.y(end.number) for end in ordered], [end.height + GAP / 2 for end in ordered])
    for end, middle in zip(ordered, middles, strict=True):
        _write_end(plan, end, plan.width + GAP, middle + end.height / 2, "left")


def write_ends_inside(plan: Plan, ends: Sequence[LineEnd], lines: Sequence[Box]) -> list[Box]:
    """Write over or under the ends of lines what they are, before a split; return what is taken."""
    taken: list[Box] = []
    for end in ends:
        x = plan.width if end.split is None else plan.x(end.split) - GAP / 2
        x = x if x > end.width else plan.width
        box = _beside(x, plan.y(end.number), end.width, end.height, [*lines, *taken])
        if box:
            _write_end(plan, end, box.right, box.high, "right", bbox=backed(plan.palette))
            taken.append(box)
    return taken


def _beside(x: float, y: float, width: float, height: float, lines: Sequence[Box]) -> Box | None:
    """Return the nearest free box that ends at `x`, over or under `y`."""
    away = 0.05
    while away <= _FARTHEST:
        for low in (y + away, y - away - height):
            box = Box(x - width, low, x, low + height)
            if low > 0 and not any(box.meets(each) for each in lines):
                return box
        away += 0.05
    return None


def _write_end(plan: Plan, end: LineEnd, x: float, y: float, align: str, **more: Any) -> None:
    for text, size, colour, bold in end.lines:
        y -= line_height(size)
        look: dict[str, Any] = {"color": colour, "weight": "bold" if bold else "normal", "ha": align, **more}
        at = plan.data(x, y + line_height(size) * 0.24)
        plan.axes.text(*at, text, size=size, va="baseline", clip_on=False, zorder=6, **look)

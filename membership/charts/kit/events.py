"""Turning points over a chart, a few with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import pandas as pd

from membership.charts.kit.bars import Scale
from membership.charts.kit.canvas import backed, day_number
from membership.charts.kit.language import date_label
from membership.charts.kit.lettering import line_height, width_of, wrapped
from membership.intervals.dates import earliest
from membership.intervals.frames import written

MOST = 5
_GAP = 0.045
_LEAST = 0.3  # of the plot: what a label needs beside its line
# Of the plot: the longest line of a label, and shorter ones where labels cover each other's lines.
_WIDEST = (0.62, 0.45, 0.34, 0.26, 0.2)
_NEVER = 99


@dataclass(frozen=True)
class Event:
    """A turning point: its place on the axis, also in inches, and its words; then how they are laid out.

    Rows are counted from the plot up; `row` is that of the last line.
    """

    place: float
    x: float
    date: str
    label: str
    lines: tuple[str, ...] = ()
    width: float = 0.0
    to_left: bool = False
    row: int = 0

    @property
    def top(self) -> int:
        """The row of its first line."""
        return self.row + len(self.lines) - 1

    @property
    def span(self) -> tuple[float, float]:
        """From where to where its label is, in inches."""
        return (self.x - self.width, self.x) if self.to_left else (self.x, self.x + self.width)

    def beside(self, to_left: bool, widest: float, plot: float, size: float) -> Event:
        """Return it with its label on a side of its line, no line of the label longer than `widest`."""
        room = min((self.x if to_left else plot - self.x) - 3 * _GAP, widest)
        whole = f"{self.date}  {self.label}"
        fits = width_of(whole, size) <= room
        lines = (whole,) if fits else (self.date, *wrapped(self.label, room, size))
        width = max(width_of(line, size) for line in lines) + 3 * _GAP
        return replace(self, lines=lines, width=width, to_left=to_left)


def lay_out_events(
    events: pd.DataFrame | None, low: float, per_inch: float, width: float, size: float, locale: str
) -> list[Event]:
    """Return the first `MOST` of a frame with columns `date` and `label`, laid out.

    `low` and `per_inch` are where the axis starts and how many of its units an inch is, `width` is that of
    the plot in inches. Each label has a side of its line and a row, so that neither it nor any line runs
    through another; the choice of sides with the fewest rows is kept.
    """
    if events is None or events.empty:
        return []
    shown = events.head(MOST)
    ordered = shown.assign(date=shown["date"].map(written)).sort_values("date", kind="stable")
    found = []
    for date, label in zip(ordered["date"], ordered["label"], strict=True):
        place = day_number(earliest(date))
        found.append(Event(place, (place - low) / per_inch, date_label(date, locale), label))
    sides = [_sides(event, width, size) for event in found]
    laid: list[Event] = []
    for share in _WIDEST:
        choices = (
            [one.beside(side, share * width, width, size) for one, side in zip(found, choice, strict=True)]
            for choice in product(*sides)
        )
        laid = min(map(_in_rows, choices), key=_rank)
        if _rank(laid)[0] < _NEVER:
            break
    return laid


def _sides(event: Event, plot: float, size: float) -> list[bool]:
    """Return whether a label may stand to the left of its line: on each side that has room for its words."""
    whole = f"{event.date}  {event.label}"
    longest = max(width_of(word, size) for word in whole.split()) + 3 * _GAP
    wanted = max(longest, min(width_of(whole, size), _LEAST * plot))
    sides = [side for side, room in ((False, plot - event.x), (True, event.x)) if room >= wanted]
    return sides or [event.x > plot / 2]


def _rank(events: Sequence[Event]) -> tuple[int, int, int]:
    """Return by what the best layout is found: the fewest rows, the fewest labels to the left."""
    top = max(event.top for event in events)
    return top, sum(event.to_left for event in events), sum(event.row for event in events)


def _in_rows(events: Sequence[Event]) -> list[Event]:
    """Return each in its lowest row, in the row `_NEVER` where two labels cover each other's lines.

    A line runs up to its own label, so an event whose label covers the lines of others stands above those.
    """
    count = range(len(events))
    covered = [
        [j for j in count if events[j].x != one.x and one.span[0] <= events[j].x <= one.span[1]]
        for one in events
    ]
    rows: dict[int, int] = {}

    def row(i: int, above: tuple[int, ...]) -> int:
        if i in above:
            return _NEVER
        if i not in rows:
            (left, right), height = events[i].span, len(events[i].lines)
            lowest = max((row(j, (*above, i)) + len(events[j].lines) for j in covered[i]), default=0)
            met = {
                taken
                for j in rows
                if events[j].span[0] < right and left < events[j].span[1]
                for taken in range(rows[j] - height + 1, rows[j] + len(events[j].lines))
            }
            rows[i] = next(free for free in range(lowest, lowest + 400) if free not in met)
        return rows[i]

    # From the last to the first, since labels stand to the right of their lines unless there is no room.
    for i in reversed(count):
        row(i, ())
    return [replace(event, row=rows[i]) for i, event in enumerate(events)]


def events_height(events: Sequence[Event], size: float) -> float:
    """Return the room that the labels need above the plot, in inches."""
    return (max(event.top for event in events) + 1) * line_height(size) + 0.06 if events else 0.0


def draw_events(scale: Scale, events: Sequence[Event], size: float, lift: float, bottom: float) -> None:
    """Draw a line for each event, from its label, `lift` inches over the plot, down to `bottom`."""
    pitch, axes, soft = line_height(size), scale.axes, scale.palette.soft
    look: dict[str, Any] = {"size": size, "color": soft, "va": "baseline", "bbox": backed(scale.palette)}
    for event in events:
        top = -lift - event.top * pitch - 0.06
        axes.plot([event.place] * 2, [top - pitch * 0.75, bottom], color=soft, linewidth=0.6, zorder=1)
        shift, align = (-_GAP, "right") if event.to_left else (_GAP, "left")
        for number, line in enumerate(event.lines):
            x, y = event.place + shift * scale.per_inch, top + number * pitch
            axes.text(x, y, line, ha=align, zorder=1.5, **look)

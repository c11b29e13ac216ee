"""Turning points over a chart, a few with their labels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

import pandas as pd

from membership.charts.kit.bars import Scale
from membership.charts.kit.canvas import day_number
from membership.charts.kit.labels import backed
from membership.charts.kit.language import date_label
from membership.charts.kit.lettering import line_height, width_of, wrapped
from membership.intervals.dates import earliest
from membership.intervals.frames import written

MOST = 5
_GAP = 0.045
_SPACE = "  "
_LEAST = 0.3  # of the plot: what a label needs beside its line
# Of the plot: the longest line of a label, and shorter ones where labels cover each other's lines.
_WIDEST = (0.62, 0.45, 0.34, 0.26, 0.2)
_NEVER = 99


@dataclass(frozen=True)
class Event:
    """A turning point: its place on the axis, what is written at its line, and in which rows."""

    place: float
    lines: tuple[str, ...]
    row: int
    to_left: bool

    @property
    def top(self) -> int:
        """The row of its first line, counted from the plot up."""
        return self.row + len(self.lines) - 1


@dataclass(frozen=True)
class Annotations:
    """The events of a chart, laid out, and the size of their text."""

    events: tuple[Event, ...]
    size: float

    @property
    def height(self) -> float:
        """Room that the labels need above the plot, in inches."""
        rows = max((event.top + 1 for event in self.events), default=0)
        return rows * line_height(self.size) + 0.06 if rows else 0.0


def lay_out_events(
    events: pd.DataFrame | None, low: float, per_inch: float, width: float, size: float, locale: str
) -> Annotations:
    """Return the layout of the first `MOST` of a frame with columns `date` and `label`.

    `low` and `per_inch` are where the axis starts and how many of its units an inch is, `width` is that of
    the plot in inches.
    """
    if events is None or events.empty:
        return Annotations((), size)
    shown = events.head(MOST)
    ordered = shown.assign(date=shown["date"].map(written)).sort_values("date", kind="stable")
    places = [day_number(pd.Timestamp(earliest(text))) for text in ordered["date"]]
    said = zip(ordered["date"], ordered["label"], strict=True)
    labels = [f"{date_label(date, locale)}{_SPACE}{label}" for date, label in said]
    return Annotations(_stacked(places, labels, low, per_inch, width, size), size)


def _stacked(
    places: Sequence[float], labels: Sequence[str], low: float, per_inch: float, width: float, size: float
) -> tuple[Event, ...]:
    """Give each label a side of its line and a row, so that neither it nor any line runs through another.

    A line runs up to its own label, so an event whose label covers the lines of others stands above
    those. The choice of sides with the fewest rows is kept.
    """
    inches = [(place - low) / per_inch for place in places]
    sides = [_sides(*each, width, size) for each in zip(inches, labels, strict=True)]
    every = list(product(*sides))
    best: list[Event] = []
    for share in _WIDEST:
        best = min(
            (_laid(places, labels, inches, choice, share * width, width, size) for choice in every), key=_rank
        )
        if _rank(best)[0] < _NEVER:
            break
    return tuple(best)


def _laid(
    places: Sequence[float],
    labels: Sequence[str],
    inches: Sequence[float],
    to_left: Sequence[bool],
    widest: float,
    width: float,
    size: float,
) -> list[Event]:
    """Return the labels on these sides of their lines, no line of theirs longer than `widest`."""
    texts = [
        _broken(label, min((x if left else width - x) - 3 * _GAP, widest), size)
        for x, label, left in zip(inches, labels, to_left, strict=True)
    ]
    widths = [max(width_of(line, size) for line in text) + 3 * _GAP for text in texts]
    rows = _rows(inches, widths, [len(text) for text in texts], to_left)
    return [Event(*each) for each in zip(places, texts, rows, to_left, strict=True)]


def _rank(events: Sequence[Event]) -> tuple[int, int, int]:
    """Return by what the best layout is found: the fewest rows, the fewest labels to the left."""
    top = max((event.top for event in events), default=0)
    return top, sum(event.to_left for event in events), sum(event.row for event in events)


def _broken(label: str, room: float, size: float) -> tuple[str, ...]:
    """Return the lines of a label: one, or where that is too wide its date and under it the words."""
    if width_of(label, size) <= room:
        return (label,)
    date, _, words = label.rpartition(_SPACE)
    return (*filter(None, [date]), *wrapped(words, room, size))


def _sides(x: float, label: str, width: float, size: float) -> list[bool]:
    """Return whether a label may stand to the left of its line: on each side that has room for its words."""
    longest = max(width_of(word, size) for word in label.split()) + 3 * _GAP
    wanted = max(longest, min(width_of(label, size), _LEAST * width))
    sides = [side for side, room in ((False, width - x), (True, x)) if room >= wanted]
    return sides or [x > width / 2]


def _rows(
    inches: Sequence[float], widths: Sequence[float], heights: Sequence[int], to_left: Sequence[bool]
) -> list[int]:
    """Return the lowest row for each label; the row `_NEVER` where two labels cover each other's lines."""
    spans = [(x - w, x) if left else (x, x + w) for x, w, left in zip(inches, widths, to_left, strict=True)]
    count = range(len(inches))
    covered = [
        [j for j in count if inches[j] != inches[i] and spans[i][0] <= inches[j] <= spans[i][1]]
        for i in count
    ]
    rows: dict[int, int] = {}

    def row(i: int, above: tuple[int, ...]) -> int:
        if i in above:
            return _NEVER
        if i not in rows:
            lowest = max((row(j, (*above, i)) + heights[j] for j in covered[i]), default=0)
            met = {
                taken
                for j in rows
                if spans[j][0] < spans[i][1] and spans[i][0] < spans[j][1]
                for taken in range(rows[j] - heights[i] + 1, rows[j] + heights[j])
            }
            rows[i] = next(free for free in range(lowest, lowest + 400) if free not in met)
        return rows[i]

    # From the last to the first, since labels stand to the right of their lines unless there is no room.
    for i in reversed(count):
        row(i, ())
    return [rows[i] for i in count]


def draw_events(scale: Scale, notes: Annotations, lift: float, bottom: float) -> None:
    """Draw a line for each event, from its label, `lift` inches over the plot, down to `bottom`."""
    pitch, axes = line_height(notes.size), scale.axes
    soft, box = scale.palette.soft, backed(scale.palette)
    for event in notes.events:
        top = -lift - event.top * pitch - 0.06
        axes.plot([event.place] * 2, [top - pitch * 0.75, bottom], color=soft, linewidth=0.6, zorder=1)
        shift, align = (-_GAP, "right") if event.to_left else (_GAP, "left")
        look: dict[str, Any] = {"size": notes.size, "color": soft, "ha": align, "va": "baseline", "bbox": box}
        for number, line in enumerate(event.lines):
            axes.text(event.place + shift * scale.per_inch, top + number * pitch, line, zorder=1.5, **look)

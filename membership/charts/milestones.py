"""Milestones along the years: a lane for each kind of event, those of the first rank named beside them.

No label covers another or a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from membership.charts.kit.bars import lay_link
from membership.charts.kit.canvas import ARROW, AXIS, Canvas, backed, day_number, sheet, years_down
from membership.charts.kit.composition import is_guest, shared_span
from membership.charts.kit.language import date_label
from membership.charts.kit.lettering import filled, fitted, line_height, width_of
from membership.charts.kit.request import chart
from membership.intervals.dates import earliest, latest, precision, words

_NUMBER = 0.25
_DOT, _GAP, _BESIDE, _SHORTEST = 0.035, 0.05, 0.08, 0.03
_APART, _BAR, _DOTS = 0.1, 0.085, 0.165
_BAR_COLUMNS = ("start", "end", "label", "lane")


@dataclass(frozen=True)
class _Entry:
    """An event or a span of time; lengths are in inches from the left of the plot.

    `known` is whether an event's day is known for sure; `proofs` are its links: id, address and name. Once
    it has a place, `row` counts from the top of the lane, and its label is to the `side`: right, left, below.
    """

    start: float
    end: float
    label: str
    bold: bool = False
    is_span: bool = False
    is_open: bool = False
    known: bool = True
    proofs: tuple[tuple[str, str, str], ...] = ()
    row: int = 0
    side: str = "right"

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where its mark goes."""
        if self.is_span:
            return self.start, max(self.end, self.start + _SHORTEST)
        middle = (self.start + self.end) / 2
        return min(self.start, middle - _DOT), max(self.end, middle + _DOT)

    @property
    def rows(self) -> int:
        """How many rows it needs from the top of the lane on."""
        return self.row + (2 if self.side == "below" else 1)


@chart(data=("date", "label", "lane"), terms=_BAR_COLUMNS, spans=_BAR_COLUMNS)
def milestones_chart(on: Canvas, data: Any, *, terms: Any = None, spans: Any = None) -> Axes:
    """Draw dated events in lanes, with terms of office and other spans of time as bars among them.

    Parameters
    ----------
    data : DataFrame
        date (ISO text at the precision known), label, lane (what its lane is headed by; lanes stand in the
        order in which they first occur), and if there are any, first (bool: of the first rank; these alone
        are named, on a phone by a number; without the column all are, but on a phone none), sure (bool: its
        mark is hollow where it is not, or where the day is not known) and url or fact (where its proof is,
        or its fact).
    terms, spans : DataFrame, optional
        start, end (ISO text, the last day; empty while it lasts), label, lane, and if there are any, brief
        (a label for a phone), until (where an open one stops), start_url, end_url, start_fact, end_fact.

    Returns
    -------
    Axes
        In years across, and down in inches.

    Examples
    --------
    >>> days, labels = ["1992-05-15", "2002-10"], ["Signed", "Founded"]
    >>> data = pd.DataFrame({"date": days, "label": labels, "lane": "Law"})
    >>> [text.get_text() for text in milestones_chart(data).texts]
    ['Law', '15 May 1992  Signed', 'Oct 2002  Founded']
    """
    size, label = on.type_.small, on.type_.label
    bars = {kind: frame for kind, frame in (("term", terms), ("span", spans)) if frame is not None}
    # Where each stops, or to which day it is known.
    bars = {
        kind: frame.assign(stop=frame["end"].where(frame["end"] != "", frame.get("until", "")))
        for kind, frame in bars.items()
    }
    width = on.room()
    low, high = shared_span(on.ax, *_days(data, bars.values()))
    per_inch = (high - low) / width
    lanes: dict[str, list[_Entry]] = {lane: [] for frame in (data, *bars.values()) for lane in frame["lane"]}
    for lane, entry in _entries(on, data, bars, lambda day: (day_number(day) - low) / per_inch):
        lanes[lane].append(entry)
    lanes = {lane: _in_rows(entries, width, size) for lane, entries in lanes.items()}
    head, pitch, heights = line_height(label) + 0.05, {}, {}
    for lane, entries in lanes.items():
        is_tight = on.narrow and not any(entry.is_span for entry in entries)
        pitch[lane] = _DOTS if is_tight else line_height(size)
        heights[lane] = head + max(entry.rows for entry in entries) * pitch[lane] + _APART
    height = sum(heights.values())
    key = _key(data, on, width)
    below = len(key) * line_height(size) + 0.1 if key else 0.0
    axes = on.axes(above=0 if on.narrow else AXIS, plot=height, below=AXIS + below)
    years_down(axes, on, (low, high), height, width)
    axes.tick_params(axis="x", labeltop=not on.narrow)
    _write_key(axes, key, on)
    y = 0.0
    for lane, entries in lanes.items():
        axes.axhline(y, color=on.palette.grid, linewidth=0.8, zorder=1)
        _write(on, axes, lane, low, y + head / 2, size=label, weight="bold")
        for entry in entries:
            _draw(on, axes, per_inch, entry, y + head + (entry.row + 0.5) * pitch[lane], pitch[lane])
        y += heights[lane]
    return axes


def _days(data: pd.DataFrame, bars: Iterable[pd.DataFrame]) -> tuple[float, float]:
    """Return the days that the axis runs from and to."""
    columns = [frame[column] for frame in bars for column in ("start", "stop")]
    dates = [date for date in pd.concat([data["date"], *columns]) if date]
    low = day_number(pd.Timestamp(min(map(earliest, dates)).year, 1, 1))
    high = max(day_number(max(map(latest, dates))), low + 30)
    return low, high + (high - low) * 0.012


def _key(data: pd.DataFrame, on: Canvas, width: float) -> list[tuple[str, str]]:
    """Return the lines of the key to the numbers of a phone, each after its number; elsewhere it is empty."""
    if not on.narrow or "first" not in data or is_guest(on.ax):
        return []
    lines: list[tuple[str, str]] = []
    firsts = data[data["first"]].sort_values("date", kind="stable")
    for number, (day, label) in enumerate(zip(firsts["date"], firsts["label"], strict=True), start=1):
        said = filled(f"{date_label(day, on.locale)}: {label}", width - _NUMBER, on.type_.small)
        lines += zip([str(number), *[""] * len(said)], said, strict=False)
    return lines


def _write_key(axes: Axes, key: Sequence[tuple[str, str]], on: Canvas) -> None:
    """Write the key under the years."""
    figure, size = sheet(axes), on.type_.small
    width, height = figure.get_size_inches()
    x, y = on.type_.margin, axes.get_position().y0 * height - AXIS - 0.02
    look: dict[str, Any] = {"size": size, "color": on.palette.soft, "va": "baseline"}
    for number, line in key:
        y -= line_height(size)
        if number:
            figure.text(x / width, y / height, number, **look)
        figure.text((x + _NUMBER) / width, y / height, line, **look)


def _entries(
    on: Canvas, data: pd.DataFrame, bars: Mapping[str, pd.DataFrame], inches: Callable[[date], float]
) -> Iterator[tuple[str, _Entry]]:
    """Yield each event, and each of the spans by the kind of their links, with its lane."""
    firsts, all_named = 0, "first" not in data
    for number, cells in data.sort_values("date", kind="stable").to_dict("index").items():
        label, first, day = cells["label"], bool(cells.get("first", False)), cells["date"]
        firsts += first
        named = str(firsts) if on.narrow else f"{date_label(day, on.locale)}  {label}"
        url = proof_of(cells)
        entry = _Entry(
            start=inches(earliest(day)),
            end=inches(latest(day)),
            label=named if first or (all_named and not on.narrow) else "",
            bold=first,
            known=is_sure(cells),
            proofs=((f"milestone-{number}", url, f"{words(day)}: {label}"),) if url else (),
        )
        yield cells["lane"], entry
    for kind, frame in bars.items():
        for number, cells in frame.to_dict("index").items():
            label, start, end = cells["label"], cells["start"], cells["end"]
            days = " – ".join(date_label(day, on.locale) for day in (start, end) if day)
            proofs = [
                (f"{kind}-{which}-{number}", proof_of(cells, which), f"{label}, {said} {words(cells[which])}")
                for which, said in (("start", "from"), ("end", "to"))
                if cells[which] and proof_of(cells, which)
            ]
            entry = _Entry(
                start=inches(earliest(start)),
                end=inches(latest(cells["stop"] or start)),
                label=cells.get("brief", label) if on.narrow else f"{days}  {label}",
                is_span=True,
                is_open=not end,
                proofs=tuple(proofs),
            )
            yield cells["lane"], entry


def is_sure(cells: Mapping[str, Any]) -> bool:
    """Return whether the day of an event is known for sure."""
    return precision(cells["date"]) == "day" and bool(cells.get("sure", True))


def proof_of(cells: Mapping[str, Any], end: str = "") -> str:
    """Return where the proof of an event is, or that of an end of a span of time; "" without one."""
    url, fact = (cells.get(f"{end}_{what}" if end else what) for what in ("url", "fact"))
    return url or (f"#fact-{fact}" if fact else "")


def _in_rows(entries: Sequence[_Entry], width: float, size: float) -> list[_Entry]:
    """Return the entries of a lane, earliest first, each in the highest row that has room for it.

    A label stands to the right of its mark, to the left where the plot ends too soon, or below where both
    sides are too short; those to the left go down from one to the next, so that a crowd reads in order.

    Examples
    --------
    >>> crowd = [_Entry(3.9, 3.9, "three"), _Entry(1.0, 1.0, "one"), _Entry(1.1, 1.1, "two")]
    >>> [(entry.label, entry.row, entry.side) for entry in _in_rows(crowd, 4.0, 8)]
    [('one', 0, 'right'), ('two', 1, 'right'), ('three', 0, 'left')]
    """
    taken: list[list[tuple[float, float]]] = []
    placed: list[_Entry] = []
    lowest = 0
    for entry in sorted(entries, key=lambda entry: entry.start):
        # Bold letters are wider than those that `fitted` measures.
        label = fitted(entry.label, width * (0.85 if entry.bold else 1) - 0.2, size)
        first, last = entry.reach
        room = width_of(label, size, entry.bold) + _GAP + _BESIDE if label else 0.02
        side = "right" if last + room <= width else "left" if first >= room else "below"
        start = first - room if side == "left" else first - 0.02
        end = last + room if side == "right" else last + 0.02
        row, deep = lowest if side == "left" else 0, 1
        if side == "below":
            start, deep = min(start, max(width - room, 0)), 2
            end = max(end, min(first, max(width - room, 0)) + room)
        while any(start < b and a < end for spans in taken[row : row + deep] for a, b in spans):
            row += 1
        taken += [[] for _ in range(row + deep - len(taken))]
        for spans in taken[row : row + deep]:
            spans.append((start, end))
        lowest = row if side == "left" else lowest
        placed.append(replace(entry, label=label, row=row, side=side))
    return placed


def _write(on: Canvas, axes: Axes, text: str, x: float, y: float, **look: Any) -> None:
    """Write a text on paper, so that no line of the grid runs through it."""
    on.write(axes, text, x, y, bbox=backed(on.palette), zorder=4, **look)


def _draw(on: Canvas, axes: Axes, per_inch: float, entry: _Entry, y: float, pitch: float) -> None:
    """Draw an entry with its label and, where it has addresses, its links, each as tall as a row."""
    (low, high), (first, last), colour = axes.get_xlim(), entry.reach, on.palette.member
    middle = (first + last) / 2

    def day(inches: float) -> float:
        return low + inches * per_inch

    if entry.is_span:
        top, bottom, start, end = y - _BAR / 2, y + _BAR / 2, day(first), day(last)
        axes.add_patch(Rectangle((start, top), end - start, _BAR, facecolor=colour, zorder=5))
        if entry.is_open:
            tip = [(end, top), (day(last + ARROW), y), (end, bottom)]
            axes.add_patch(Polygon(tip, facecolor=colour, linewidth=0, zorder=5))
    else:
        if last - first > 2.5 * _DOT:
            axes.plot([day(first), day(last)], [y, y], color=colour, linewidth=1, zorder=5)
        face = colour if entry.known else on.palette.paper
        dot: dict[str, Any] = {"markersize": _DOT * 2 * 72 * 0.85, "markeredgewidth": 1, "zorder": 6}
        axes.plot([day(middle)], [y], marker="o", markerfacecolor=face, markeredgecolor=colour, **dot)
    if entry.label:
        room = (high - low) / per_inch
        below = min(first, max(room - width_of(entry.label, on.type_.small, entry.bold) - _GAP, 0))
        place = {"right": last + _GAP, "left": first - _GAP, "below": below}[entry.side]
        align, weight = "right" if entry.side == "left" else "left", "bold" if entry.bold else "normal"
        down = pitch * (entry.side == "below")
        _write(on, axes, entry.label, day(place), y + down, ha=align, weight=weight)
    halves = [(first, last)] if len(entry.proofs) < 2 else [(first, middle), (middle, last)]
    for (gid, url, name), (left, right) in zip(entry.proofs, halves, strict=False):
        start, end = day(left - _GAP), day(right + _GAP)
        lay_link(axes, (start, y - pitch / 2), end - start, pitch, url=url, gid=gid, name=name)

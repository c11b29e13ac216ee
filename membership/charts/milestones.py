"""Milestones along the years: a lane for each kind of event, those of the first rank named beside them.

No label covers another or a mark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
from membership.charts.kit.palette import Palette
from membership.charts.kit.request import chart
from membership.intervals.dates import earliest, latest, precision, words
from membership.intervals.frames import written

_NUMBER = 0.25
_DOT, _GAP, _BESIDE, _SHORTEST = 0.035, 0.05, 0.08, 0.03
_APART, _BAR, _DOTS = 0.1, 0.085, 0.165
_BAR_COLUMNS = ("start", "end", "label", "lane")


@chart(data=("date", "label", "lane"), terms=_BAR_COLUMNS, spans=_BAR_COLUMNS)
def milestones_chart(
    on: Canvas,
    data: Any,
    *,
    terms: Any = None,
    spans: Any = None,
) -> Axes:
    """Draw dated events in lanes, with terms of office and other spans of time as bars among them.

    Parameters
    ----------
    data : DataFrame
        date (ISO text at the precision known), label, lane (what its lane is headed by), and if there are
        any, first (bool: of the first rank; these alone are named, on a phone by a number; without the column
        all are), sure (bool: its mark is hollow where it is not, or where the day is not known) and url or
        fact (where its proof is, or its fact).
    terms, spans : DataFrame, optional
        start, end (ISO text, the last day; empty while it lasts), label, lane, and if there are any, brief
        (a label for a phone), until (where an open one _stops), start_url, end_url.
    **columns : str
        What a column is called where it has another name: ``date="day"``.
    title, subtitle, source, palette, locale, narrow, figsize, ax
        As for `timeline`.

    Returns
    -------
    Axes
        With a lane for each value of `lane`, in the order in which `data`, `terms` and `spans` have them.

    Raises
    ------
    ValueError
        If `data` has no rows.

    Examples
    --------
    >>> days, labels = ["1992-05-15", "2002-10"], ["Signed", "Founded"]
    >>> data = pd.DataFrame({"date": days, "label": labels, "lane": "Law"})
    >>> [text.get_text() for text in milestones_chart(data).texts]
    ['Law', '15 May 1992  Signed', 'Oct 2002  Founded']
    """
    size = on.type_.small
    bars = {kind: frame for kind, frame in (("term", terms), ("span", spans)) if frame is not None}
    width = on.room()
    low, high = shared_span(on.ax, *_days(data, bars))
    ruler = _Ruler(low, (high - low) / width, on.locale, on.narrow)
    key = _key(data, on, width)
    lanes = _entries_by_lane(data, bars, ruler)
    laid = {lane: _in_rows(entries, width, size) for lane, entries in lanes.items()}
    head, full = line_height(on.type_.label) + 0.05, line_height(size)
    pitch, heights = {}, {}
    for lane, marks in laid.items():
        pitch[lane] = _DOTS if on.narrow and not any(mark.entry.is_span for mark in marks) else full
        heights[lane] = head + max(mark.rows for mark in marks) * pitch[lane] + _APART
    height = sum(heights.values())
    below = len(key) * line_height(size) + 0.1 if key else 0.0
    axes = on.axes(above=0 if on.narrow else AXIS, plot=height, below=AXIS + below)
    years_down(axes, on, (low, high), height, width)
    axes.tick_params(axis="x", labeltop=not on.narrow)
    if not is_guest(on.ax):
        _write_key(axes, key, on)
    pen = _Pen(axes, ruler, size, on.palette)
    y = 0.0
    for lane, marks in laid.items():
        axes.axhline(y, color=on.palette.grid, linewidth=0.8, zorder=1)
        pen.write(lane, 0, y + head / 2, size=on.type_.label, weight="bold")
        for mark in marks:
            pen.draw(mark, y + head + (mark.row + 0.5) * pitch[lane], pitch[lane])
        y += heights[lane]
    return axes


def _days(data: pd.DataFrame, bars: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Return the days that the axis runs from and to."""
    rows = [cells for frame in bars.values() for cells in frame.to_dict("records")]
    dates = [*data["date"], *(cells["start"] for cells in rows), *filter(None, map(_stops, rows))]
    low = day_number(pd.Timestamp(min(map(earliest, dates)).year, 1, 1))
    high = max(day_number(pd.Timestamp(max(map(latest, dates)))), low + 30)
    return low, high + (high - low) * 0.012


def _key(data: pd.DataFrame, on: Canvas, width: float) -> list[tuple[str, str]]:
    """Return the lines of the key to the numbers of a phone, each after its number; elsewhere it is empty."""
    if not (on.narrow and "first" in data):
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


@dataclass(frozen=True)
class _Entry:
    """An event or a span of time before it has its row; lengths are in inches from the left of the plot.

    `known` is whether an event's day is known for sure; `proofs` are its links: id, address and name.
    """

    start: float
    end: float
    label: str
    bold: bool = False
    is_span: bool = False
    is_open: bool = False
    known: bool = True
    proofs: tuple[tuple[str, str, str], ...] = ()

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where its mark goes."""
        if self.is_span:
            return self.start, max(self.end, self.start + _SHORTEST)
        middle = (self.start + self.end) / 2
        return min(self.start, middle - _DOT), max(self.end, middle + _DOT)


@dataclass(frozen=True)
class _Mark:
    """An entry with its row, counted from the top of the lane, and its label's side: right, left or below."""

    entry: _Entry
    row: int
    side: str

    @property
    def rows(self) -> int:
        """How many rows it needs from the top of the lane on."""
        return self.row + (2 if self.side == "below" else 1)


@dataclass(frozen=True)
class _Ruler:
    """The axis of time: its first day, how many days an inch is, and how dates are written."""

    low: float
    per_inch: float
    locale: str
    narrow: bool

    def inches(self, day: date) -> float:
        """Return how far a day is from the left."""
        return (day_number(pd.Timestamp(day)) - self.low) / self.per_inch

    def dated(self, text: str) -> str:
        """Return a date in words."""
        return date_label(text, self.locale)


def _in_rows(entries: Sequence[_Entry], width: float, size: float) -> list[_Mark]:
    """Return the entries of a lane, earliest first, each in the highest row that has room for it.

    A label stands to the right of its mark, to the left where the plot ends too soon, or below where both
    sides are too short; those to the left go down from one to the next, so that a crowd reads in order.

    Examples
    --------
    >>> crowd = [_Entry(1.0, 1.0, "one"), _Entry(1.1, 1.1, "two"), _Entry(3.9, 3.9, "three")]
    >>> [(mark.row, mark.side) for mark in _in_rows(crowd, 4.0, 8)]
    [(0, 'right'), (1, 'right'), (0, 'left')]
    """
    taken: list[list[tuple[float, float]]] = []
    marks: list[_Mark] = []
    lowest = 0
    for each in entries:
        # Bold letters are wider than those that `fitted` measures.
        label = fitted(each.label, width * (0.85 if each.bold else 1) - 0.2, size)
        entry = replace(each, label=label) if each.label else each
        first, last = entry.reach
        room = width_of(entry.label, size, entry.bold) + _GAP + _BESIDE if entry.label else 0.02
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
        marks.append(_Mark(entry, row, side))
    return marks


def _entries_by_lane(
    data: pd.DataFrame, bars: Mapping[str, pd.DataFrame], ruler: _Ruler
) -> dict[str, list[_Entry]]:
    """Return the entries of each lane in order of time.

    `data` are events as `milestones_chart` takes them, `bars` its spans by the kind of their links.
    """
    lanes: dict[str, list[_Entry]] = {lane: [] for frame in (data, *bars.values()) for lane in frame["lane"]}
    for lane, entry in _events(data, ruler):
        lanes[lane].append(entry)
    for kind, frame in bars.items():
        for number, cells in enumerate(frame.to_dict("records")):
            lanes[cells["lane"]].append(_bar(cells, number, kind, ruler))
    return {lane: sorted(entries, key=lambda entry: entry.start) for lane, entries in lanes.items()}


def _events(data: pd.DataFrame, ruler: _Ruler) -> Iterator[tuple[str, _Entry]]:
    firsts, all_named = 0, "first" not in data
    ordered = data.reset_index(drop=True).sort_values("date", kind="stable")
    for number, cells in ordered.to_dict("index").items():
        first = bool(cells.get("first", False))
        firsts += first
        named = str(firsts) if ruler.narrow else f"{ruler.dated(cells['date'])}  {cells['label']}"
        yield (
            cells["lane"],
            _Entry(
                start=ruler.inches(earliest(cells["date"])),
                end=ruler.inches(latest(cells["date"])),
                label=named if first or (all_named and not ruler.narrow) else "",
                bold=first,
                known=precision(cells["date"]) == "day" and bool(cells.get("sure", True)),
                proofs=_proofs(
                    cells, [("", f"milestone-{number}", f"{words(cells['date'])}: {cells['label']}")]
                ),
            ),
        )


def _bar(cells: Mapping[str, Any], number: int, kind: str, ruler: _Ruler) -> _Entry:
    last = written(cells["end"])
    days = " – ".join(ruler.dated(text) for text in (cells["start"], last) if text)
    brief = cells.get("brief", cells["label"])
    stop = _stops(cells) or cells["start"]
    links = [
        (f"{end}_", f"{kind}-{end}-{number}", f"{cells['label']}, {said} {words(written(cells[end]))}")
        for end, said in (("start", "from"), ("end", "to"))
        if written(cells[end])
    ]
    return _Entry(
        start=ruler.inches(earliest(cells["start"])),
        end=ruler.inches(latest(stop)),
        label=brief if ruler.narrow else f"{days}  {cells['label']}",
        is_span=True,
        is_open=not last,
        proofs=_proofs(cells, links),
    )


def _stops(cells: Mapping[str, Any]) -> str:
    """Return the day on which a span of time stops, or to which it is known."""
    return written(cells["end"]) or written(cells.get("until", ""))


def _proofs(
    cells: Mapping[str, Any], links: Sequence[tuple[str, str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Return those links that have an address: that in a column ``url``, or else of the fact in ``fact``."""
    known = [(gid, cells.get(f"{of}url"), cells.get(f"{of}fact"), name) for of, gid, name in links]
    return tuple((gid, url or f"#fact-{fact}", name) for gid, url, fact, name in known if url or fact)


class _Pen:
    """Draws marks; places are inches from the left of the plot, and heights inches from its top."""

    def __init__(self, axes: Axes, ruler: _Ruler, size: float, palette: Palette) -> None:
        self.axes, self.ruler, self.size, self.palette = axes, ruler, size, palette

    def write(self, text: str, x: float, y: float, **words: Any) -> None:
        """Write a text on paper, so that no line of the grid runs through it."""
        look: dict[str, Any] = {"size": self.size, "color": self.palette.ink, "va": "center_baseline"}
        self.axes.text(self._day(x), y, text, bbox=backed(self.palette), zorder=4, **(look | words))

    def draw(self, mark: _Mark, y: float, pitch: float) -> None:
        """Draw a mark with its label and, where it has addresses, its links, each as tall as a row."""
        entry = mark.entry
        first, last = entry.reach
        if entry.is_span:
            self._bar(first, last, y, is_open=entry.is_open)
        else:
            self._dot(first, last, y, known=entry.known)
        if entry.label:
            room = (self.axes.get_xlim()[1] - self.ruler.low) / self.ruler.per_inch
            below = min(first, max(room - width_of(entry.label, self.size, entry.bold) - _GAP, 0))
            place = {"right": last + _GAP, "left": first - _GAP, "below": below}[mark.side]
            align, weight = "right" if mark.side == "left" else "left", "bold" if entry.bold else "normal"
            self.write(entry.label, place, y + pitch * (mark.side == "below"), ha=align, weight=weight)
        middle = (first + last) / 2
        halves = [(first, last)] if len(entry.proofs) < 2 else [(first, middle), (middle, last)]
        for (gid, url, name), (left, right) in zip(entry.proofs, halves, strict=False):
            start, end = self._day(left - _GAP), self._day(right + _GAP)
            lay_link(self.axes, (start, y - pitch / 2), end - start, pitch, url=url, gid=gid, name=name)

    def _dot(self, first: float, last: float, y: float, *, known: bool) -> None:
        middle = (first + last) / 2
        if last - first > 2.5 * _DOT:
            span = [self._day(first), self._day(last)]
            self.axes.plot(span, [y, y], color=self.palette.member, linewidth=1, zorder=5)
        face = self.palette.member if known else self.palette.paper
        dot: dict[str, Any] = {"markerfacecolor": face, "markeredgecolor": self.palette.member}
        dot |= {"marker": "o", "markersize": _DOT * 2 * 72 * 0.85, "markeredgewidth": 1}
        self.axes.plot([self._day(middle)], [y], zorder=6, **dot)

    def _bar(self, first: float, last: float, y: float, *, is_open: bool) -> None:
        low, high = y - _BAR / 2, y + _BAR / 2
        start, end = self._day(first), self._day(last)
        bar = Rectangle((start, low), end - start, _BAR, facecolor=self.palette.member, zorder=5)
        self.axes.add_patch(bar)
        if is_open:
            tip = [(end, low), (self._day(last + ARROW), y), (end, high)]
            self.axes.add_patch(Polygon(tip, facecolor=self.palette.member, linewidth=0, zorder=5))

    def _day(self, inches: float) -> float:
        return self.ruler.low + inches * self.ruler.per_inch

"""Milestones along the years: a lane for each kind of event, each event named beside its mark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from membership.charts.kit.arguments import Size
from membership.charts.kit.bars import ARROW
from membership.charts.kit.canvas import NARROW, WIDE, bare, day_number, day_of, extent, page, sheet, style
from membership.charts.kit.composition import is_guest, shared_span
from membership.charts.kit.events import Annotations, lay_out_events, write_key
from membership.charts.kit.labels import backed
from membership.charts.kit.lanes import DOT, GAP, Mark, Ruler, entries_by_lane, in_rows, stops
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import LIGHT, Palette
from membership.charts.kit.request import chart
from membership.charts.kit.rows import years_axis
from membership.intervals.dates import earliest, latest

_AXIS = 0.26
_APART, _BAR = 0.1, 0.085
_DOTS = 0.165
_BAR_COLUMNS = ("start", "end", "label", "lane")


@chart(data=("date", "label", "lane"), terms=_BAR_COLUMNS, spans=_BAR_COLUMNS)
def milestones_chart(
    data: Any,
    *,
    terms: Any = None,
    spans: Any = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    palette: Palette = LIGHT,
    locale: str = "en",
    narrow: bool = False,
    figsize: Size | None = None,
    ax: Axes | None = None,
    **columns: str,
) -> Axes:
    """Draw dated events in lanes, with terms of office and other spans of time as bars among them.

    Parameters
    ----------
    data : DataFrame
        date (ISO text at the precision known), label, lane (what its lane is headed by), and if there are
        any, first (bool: of the first rank; bold, and numbered on a phone), sure (bool: its mark is hollow
        where it is not, or where the day is not known) and url or fact (where its proof is, or its fact).
    terms, spans : DataFrame, optional
        start, end (ISO text, the last day; empty while it lasts), label, lane, and if there are any, brief
        (a label for a phone), until (where an open one stops), start_url, end_url.
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
    type_ = NARROW if narrow else WIDE
    size = type_.small
    bars = {kind: frame for kind, frame in (("term", terms), ("span", spans)) if frame is not None}
    with style():
        width = extent(ax)[0] if ax else type_.width - 2 * type_.margin
        low, high = shared_span(ax, *_days(data, bars))
        ruler = Ruler(low, (high - low) / width, locale, narrow)
        key = _key(data, ruler, width, size)
        laid = {
            lane: in_rows(entries, width, size)
            for lane, entries in entries_by_lane(data, bars, ruler).items()
        }
        head, full = line_height(type_.label) + 0.05, line_height(size)
        pitch = {
            lane: _DOTS if narrow and not any(mark.entry.is_span for mark in marks) else full
            for lane, marks in laid.items()
        }
        heights = {
            lane: head + max(mark.rows for mark in marks) * pitch[lane] + _APART
            for lane, marks in laid.items()
        }
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=type_.margin,
            right=type_.margin,
            above=0 if narrow else _AXIS,
            plot=sum(heights.values()),
            below=_AXIS + key.key_height,
        )
        axes.set_xlim(low, high)
        axes.set_ylim(sum(heights.values()), 0)
        bare(axes, palette, type_.small)
        axes.set_yticks([])
        years_axis(axes, day_of(low), day_of(high), width, palette, type_.small)
        axes.tick_params(axis="x", labeltop=not narrow)
        if key.key and not is_guest(ax):
            bottom = axes.get_position().y0 * sheet(axes).get_size_inches()[1]
            write_key(axes, key, type_.margin, bottom - _AXIS - 0.02, palette)
        pen = _Pen(axes, ruler, size, palette)
        y = 0.0
        for lane, marks in laid.items():
            axes.axhline(y, color=palette.grid, linewidth=0.8, zorder=1)
            pen.write(lane, 0, y + head / 2, size=type_.label, weight="bold")
            for mark in marks:
                pen.draw(mark, y + head + (mark.row + 0.5) * pitch[lane], pitch[lane])
            y += heights[lane]
    return axes


def _days(data: pd.DataFrame, bars: Mapping[str, pd.DataFrame]) -> tuple[float, float]:
    """Return the days that the axis runs from and to."""
    rows = [cells for frame in bars.values() for cells in frame.to_dict("records")]
    dates = [*data["date"], *(cells["start"] for cells in rows), *filter(None, map(stops, rows))]
    low = day_number(pd.Timestamp(min(map(earliest, dates)).year, 1, 1))
    high = max(day_number(pd.Timestamp(max(map(latest, dates)))), low + 30)
    return low, high + (high - low) * 0.012


def _key(data: pd.DataFrame, ruler: Ruler, width: float, size: float) -> Annotations:
    """Return the key to the numbers of a phone; elsewhere it is empty."""
    return lay_out_events(
        data[data["first"]] if ruler.narrow and "first" in data else None,
        low=ruler.low,
        per_inch=ruler.per_inch,
        width=width,
        size=size,
        numbered=True,
        locale=ruler.locale,
    )


class _Pen:
    """Draws marks; places are inches from the left of the plot, and heights inches from its top."""

    def __init__(self, axes: Axes, ruler: Ruler, size: float, palette: Palette) -> None:
        self.axes, self.ruler, self.size, self.palette = axes, ruler, size, palette

    def write(self, text: str, x: float, y: float, **words: Any) -> None:
        """Write a text on paper, so that no line of the grid runs through it."""
        look: dict[str, Any] = {"size": self.size, "color": self.palette.ink, "va": "center_baseline"}
        self.axes.text(self._day(x), y, text, bbox=backed(self.palette), zorder=4, **(look | words))

    def draw(self, mark: Mark, y: float, pitch: float) -> None:
        """Draw a mark with its label and, where it has addresses, its links, each as tall as a row."""
        entry = mark.entry
        first, last = entry.reach
        if entry.is_span:
            self._bar(first, last, y, is_open=entry.is_open)
        else:
            self._dot(first, last, y, known=entry.known)
        if entry.label:
            room = (self.axes.get_xlim()[1] - self.ruler.low) / self.ruler.per_inch
            below = min(first, max(room - width_of(entry.label, self.size, entry.bold) - GAP, 0))
            place = {"right": last + GAP, "left": first - GAP, "below": below}[mark.side]
            align, weight = "right" if mark.side == "left" else "left", "bold" if entry.bold else "normal"
            self.write(entry.label, place, y + pitch * (mark.side == "below"), ha=align, weight=weight)
        middle = (first + last) / 2
        halves = [(first, last)] if len(entry.proofs) < 2 else [(first, middle), (middle, last)]
        for (gid, url, name), (left, right) in zip(entry.proofs, halves, strict=False):
            start, end = self._day(left - GAP), self._day(right + GAP)
            look: dict[str, Any] = {"facecolor": "#000000", "alpha": 0, "zorder": 9}
            target = look | {"url": url, "gid": gid, "label": f"_{name}"}
            self.axes.add_patch(Rectangle((start, y - pitch / 2), end - start, pitch, **target))

    def _dot(self, first: float, last: float, y: float, *, known: bool) -> None:
        middle = (first + last) / 2
        if last - first > 2.5 * DOT:
            self.axes.plot(
                [self._day(first), self._day(last)], [y, y], color=self.palette.member, linewidth=1, zorder=5
            )
        face = self.palette.member if known else self.palette.paper
        self.axes.plot(
            [self._day(middle)],
            [y],
            marker="o",
            markersize=DOT * 2 * 72 * 0.85,
            markerfacecolor=face,
            markeredgecolor=self.palette.member,
            markeredgewidth=1,
            zorder=6,
        )

    def _bar(self, first: float, last: float, y: float, *, is_open: bool) -> None:
        low, high = y - _BAR / 2, y + _BAR / 2
        start, end = self._day(first), self._day(last)
        self.axes.add_patch(
            Rectangle((start, low), end - start, _BAR, facecolor=self.palette.member, zorder=5)
        )
        if is_open:
            tip = [(end, low), (self._day(last + ARROW), y), (end, high)]
            self.axes.add_patch(Polygon(tip, facecolor=self.palette.member, linewidth=0, zorder=5))

    def _day(self, inches: float) -> float:
        return self.ruler.low + inches * self.ruler.per_inch

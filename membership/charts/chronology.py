"""Events in their order, down the page: a column for each kind, so that who answers whom can be followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.bars import lay_link
from membership.charts.kit.canvas import Canvas
from membership.charts.kit.language import date_label
from membership.charts.kit.lettering import filled, line_height, width_of
from membership.charts.kit.request import chart
from membership.intervals.dates import earliest, precision
from membership.intervals.frames import written

_DOT, _INDENT = 0.045, 0.16
_APART, _STEP, _YEAR = 0.1, 0.19, 0.16
_GUTTER, _BETWEEN, _LEAST = 0.5, 0.16, 1.15


@dataclass(frozen=True)
class _Step:
    """An event in its place: its column and the top of its words, in inches."""

    number: int
    column: int
    top: float
    date: str
    lines: tuple[str, ...]
    lane: str
    is_first: bool
    is_known: bool
    url: str

    def bottom(self, size: float) -> float:
        """Return where its words end."""
        return self.top + line_height(size) * (1 + len(self.lines))


@chart(data=("date", "label", "lane"))
def chronology_chart(
    on: Canvas,
    data: Any,
) -> Axes:
    """Draw dated events one below the other, each in the column of its lane.

    Parameters
    ----------
    data : DataFrame
        date (ISO text at the precision known), label, lane (what its column is headed by; columns stand in
        the order in which the lanes first occur), and if there are any, first (bool: of the first rank, in
        bold and the hero's colour), sure (bool: its mark is hollow where it is not, or where the day is not
        known) and url or fact (where its proof is, or its fact).
    narrow : bool, default False
        Laid out for a phone: one column, the lane named over an event where it changes.
    **columns : str
        What a column is called where it has another name: ``date="day"``.
    title, subtitle, source, palette, locale, figsize, ax
        As for `timeline`.

    Returns
    -------
    Axes
        In inches from its upper left corner. Time runs down; heights keep the order, not the intervals.

    Raises
    ------
    ValueError
        If `data` has no rows, lacks a column, or has a date that is none.

    Examples
    --------
    >>> data = pd.DataFrame({"date": ["2022-09-13", "2022-09-14"], "label": ["It asks", "It gets a mission"],
    ...                      "lane": ["Appeals", "Answers"]})
    >>> [text.get_text() for text in chronology_chart(data).texts]
    ['Appeals', 'Answers', '2022', '13 Sep 2022', 'It asks', '14 Sep 2022', 'It gets a mission']
    """
    rows = data.reset_index(drop=True).assign(date=data["date"].map(written).to_list())
    rows = rows.assign(day=rows["date"].map(earliest)).sort_values("day", kind="stable")
    lanes = list(dict.fromkeys(data["lane"]))
    type_, palette, narrow = on.type_, on.palette, on.narrow
    room = on.room()
    lefts, widths = ([0.0], [room]) if narrow else _columns(rows, lanes, room, type_.label)
    head = 0.0 if narrow else line_height(type_.label) + 0.04
    steps, years, height = _lay_out(rows, lanes, widths, head, on)
    axes = on.inches(height)
    heading: dict[str, Any] = {"size": type_.label, "weight": "bold"}
    for lane, left in zip(lanes, lefts, strict=False) if not narrow else ():
        on.write(axes, lane, left, head / 2, **heading)
        axes.plot([left + _DOT] * 2, [head, height], color=palette.grid, linewidth=1, zorder=1)
    for year, y in years:
        axes.plot([0, room], [y, y], color=palette.grid, linewidth=1, zorder=1)
        on.write(axes, year, 0, y + _YEAR / 2 + line_height(type_.small) / 2 - 0.06, **heading)
    for step in steps:
        _draw(axes, on, step, lefts[step.column], widths[step.column])
    return axes


def _columns(
    rows: pd.DataFrame, lanes: Sequence[str], room: float, size: float
) -> tuple[list[float], list[float]]:
    """Return where columns begin and how wide they are: as their headings, and wider the more is said."""
    least = [max(_LEAST, width_of(lane, size, bold=True)) for lane in lanes]
    free = room - _GUTTER - _BETWEEN * (len(lanes) - 1) - sum(least)
    said = rows.groupby("lane", sort=False)["label"].apply(lambda own: own.str.len().sum())
    widths = [max(own + free * said[lane] / said.sum(), 0.5) for lane, own in zip(lanes, least, strict=True)]
    lefts = [_GUTTER + sum(widths[:place]) + _BETWEEN * place for place in range(len(lanes))]
    return lefts, widths


def _lay_out(
    rows: pd.DataFrame, lanes: Sequence[str], widths: Sequence[float], head: float, on: Canvas
) -> tuple[list[_Step], list[tuple[str, float]], float]:
    """Return the events in their places, the years with the heights of their rules, and the height of all."""
    size, is_narrow = on.type_.small, on.narrow
    bottoms, y, before = [head] * len(widths), head, ""
    steps: list[_Step] = []
    years: list[tuple[str, float]] = []
    for number, cells in rows.to_dict("index").items():
        if not years or years[-1][0] != str(cells["day"].year):
            y = max(bottoms) + (_APART if years else 0.0)
            years.append((str(cells["day"].year), y))
            y += _YEAR * (1.6 if is_narrow else 0.4)
            bottoms = [y] * len(widths)
        column = 0 if is_narrow else lanes.index(cells["lane"])
        y = max(y, bottoms[column])
        is_first = bool(cells.get("first", False))
        wide = (widths[column] - _INDENT) * (0.93 if is_first else 1)
        step = _Step(
            number=int(number),
            column=column,
            top=y,
            date=date_label(cells["date"], on.locale),
            lines=tuple(filled(str(cells["label"]), wide, size)),
            lane=str(cells["lane"]) if is_narrow and cells["lane"] != before else "",
            is_first=is_first,
            is_known=precision(cells["date"]) == "day" and bool(cells.get("sure", True)),
            url=cells.get("url") or (f"#fact-{fact}" if (fact := cells.get("fact")) else ""),
        )
        steps.append(step)
        before = cells["lane"]
        bottoms[column] = step.bottom(size) + _APART
        y += _STEP
    return steps, years, max(bottoms)


def _draw(axes: Axes, on: Canvas, step: _Step, left: float, width: float) -> None:
    palette, size = on.palette, on.type_.small
    colour = palette.member if step.is_first else palette.others[1]
    pitch, y, x = line_height(size), step.top, left + _INDENT
    dot: dict[str, Any] = {"marker": "o", "markersize": _DOT * 2 * 72, "markeredgewidth": 1.2}
    dot |= {"markerfacecolor": colour if step.is_known else palette.paper, "markeredgecolor": colour}
    axes.plot([left + _DOT], [y + pitch / 2], zorder=5, **dot)
    on.write(axes, step.date, x, y + pitch / 2, color=colour, weight="bold")
    if step.lane:
        beside = x + width_of(f"{step.date}n", size, bold=True)
        on.write(axes, step.lane, beside, y + pitch / 2, color=palette.soft)
    for place, line in enumerate(step.lines, start=1):
        weight = "bold" if step.is_first else "normal"
        on.write(axes, line, x, y + (place + 0.5) * pitch, weight=weight)
    if step.url:
        tall, gid = pitch * (1 + len(step.lines)), f"step-{step.number}"
        name = f"{step.date}: {' '.join(step.lines)}"
        lay_link(axes, (left, y), width, tall, url=step.url, gid=gid, name=name)

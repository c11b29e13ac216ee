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
from membership.charts.kit.lettering import line_height, width_of, wrapped
from membership.charts.kit.request import chart
from membership.charts.milestones import is_sure, proof_of
from membership.intervals.dates import earliest

_DOT, _INDENT = 0.045, 0.16
_APART, _STEP, _YEAR = 0.1, 0.19, 0.16
_GUTTER, _BETWEEN, _LEAST = 0.5, 0.16, 1.15


@dataclass(frozen=True)
class _Step:
    """An event in its place: its cells, its column, the top of its words in inches, and these."""

    number: int
    cells: dict[str, Any]
    column: int
    top: float
    lines: list[str]
    lane: str


@chart(data=("date", "label", "lane"))
def chronology_chart(on: Canvas, data: Any) -> Axes:
    """Draw dated events one below the other, each in the column of its lane.

    Parameters
    ----------
    data : DataFrame
        Events as for `milestones_chart`; a lane is a column, or on a phone a word beside the date.
        One of the first rank is in bold and in the hero's colour.

    Returns
    -------
    Axes
        In inches from its upper left corner. Time runs down; heights keep the order, not the intervals.

    Examples
    --------
    >>> data = pd.DataFrame({"date": ["2022-09-13", "2022-09-14"], "label": ["It asks", "It gets a mission"],
    ...                      "lane": ["Appeals", "Answers"]})
    >>> [text.get_text() for text in chronology_chart(data).texts]
    ['Appeals', 'Answers', '2022', '13 Sep 2022', 'It asks', '14 Sep 2022', 'It gets a mission']
    """
    rows = data.assign(day=data["date"].map(earliest)).sort_values("day", kind="stable")
    lanes = list(dict.fromkeys(data["lane"]))
    type_, grid, narrow = on.type_, on.palette.grid, on.narrow
    room = on.room()
    lefts, widths = ([0.0], [room]) if narrow else _columns(rows, lanes, room, type_.label)
    head = 0.0 if narrow else line_height(type_.label) + 0.04
    steps, years, height = _lay_out(rows, lanes, widths, head, on)
    axes = on.inches(height)
    heading: dict[str, Any] = {"size": type_.label, "weight": "bold"}
    for lane, left in zip(lanes, lefts, strict=True) if not narrow else ():
        on.write(axes, lane, left, head / 2, **heading)
        axes.plot([left + _DOT] * 2, [head, height], color=grid, linewidth=1, zorder=1)
    for year, y in years.items():
        axes.plot([0, room], [y, y], color=grid, linewidth=1, zorder=1)
        on.write(axes, str(year), 0, y + _YEAR / 2 + line_height(type_.small) / 2 - 0.06, **heading)
    for step in steps:
        _draw(axes, on, step, lefts[step.column], widths[step.column])
    return axes


def _columns(
    rows: pd.DataFrame, lanes: Sequence[str], room: float, size: float
) -> tuple[list[float], list[float]]:
    """Return where columns begin and how wide they are: as their headings, and wider the more is said."""
    least = [max(_LEAST, width_of(lane, size, bold=True)) for lane in lanes]
    free = room - _GUTTER - _BETWEEN * (len(lanes) - 1) - sum(least)
    said = rows["label"].str.len().groupby(rows["lane"]).sum()
    widths = [max(own + free * said[lane] / said.sum(), 0.5) for lane, own in zip(lanes, least, strict=True)]
    lefts = [_GUTTER + sum(widths[:place]) + _BETWEEN * place for place in range(len(lanes))]
    return lefts, widths


def _lay_out(
    rows: pd.DataFrame, lanes: Sequence[str], widths: Sequence[float], head: float, on: Canvas
) -> tuple[list[_Step], dict[int, float], float]:
    """Return the events in their places, the years with the heights of their rules, and the height of all."""
    size, bottoms, y = on.type_.small, [head] * len(widths), head
    steps: list[_Step] = []
    years: dict[int, float] = {}
    for number, cells in rows.to_dict("index").items():
        lane, year = cells["lane"], cells["day"].year
        if year not in years:
            y = years[year] = max(bottoms) + (_APART if years else 0.0)
            y += _YEAR * (1.6 if on.narrow else 0.4)
            bottoms = [y] * len(widths)
        column = 0 if on.narrow else lanes.index(lane)
        y = max(y, bottoms[column])
        room = (widths[column] - _INDENT) * (0.93 if cells.get("first") else 1)
        lines = wrapped(cells["label"], room, size)
        steps.append(_Step(number, cells, column, y, lines, lane if on.narrow and len(lanes) > 1 else ""))
        bottoms[column] = y + line_height(size) * (1 + len(lines)) + _APART
        y += _STEP
    return steps, years, max(bottoms)


def _draw(axes: Axes, on: Canvas, step: _Step, left: float, width: float) -> None:
    palette, cells, is_first = on.palette, step.cells, bool(step.cells.get("first"))
    colour, weight = (palette.member, "bold") if is_first else (palette.others[1], "normal")
    date, is_known = date_label(cells["date"], on.locale), is_sure(cells)
    pitch, y, x = line_height(on.type_.small), step.top, left + _INDENT
    dot: dict[str, Any] = {"marker": "o", "markersize": _DOT * 2 * 72, "markeredgewidth": 1.2}
    dot |= {"markerfacecolor": colour if is_known else palette.paper, "markeredgecolor": colour}
    axes.plot([left + _DOT], [y + pitch / 2], zorder=5, **dot)
    on.write(axes, date, x, y + pitch / 2, color=colour, weight="bold")
    if step.lane:
        beside = x + width_of(f"{date}n", on.type_.small, bold=True)
        on.write(axes, step.lane, beside, y + pitch / 2, color=palette.soft)
    for place, line in enumerate(step.lines, start=1):
        on.write(axes, line, x, y + (place + 0.5) * pitch, weight=weight)
    if url := proof_of(cells):
        tall, name = pitch * (1 + len(step.lines)), f"{date}: {' '.join(step.lines)}"
        lay_link(axes, (left, y), width, tall, url=url, gid=f"step-{step.number}", name=name)

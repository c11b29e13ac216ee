"""How much of each group rests on each kind of thing: bars in a grid, with their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.arguments import Size
from membership.charts.kit.canvas import NARROW, WIDE, Type, extent, page, style
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import LIGHT, Palette
from membership.charts.kit.request import chart

_ROW, _BAR, _APART, _SIDE = 0.3, 0.15, 0.12, 0.16


@chart(data=("group", "kind", "count", "part", "total"))
def kinds_chart(
    data: Any,
    *,
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
    """Draw a grid of bars: a row for each group, a column for each kind, a part of each bar solid.

    Parameters
    ----------
    data : DataFrame
        group, kind, count, part (int: how much of `count` is drawn solid), total (int: what a full bar
        stands for); groups and kinds in the order of their first rows.
    **columns : str
        What a column is called where it has another name: ``group="where"``.
    title, subtitle, source, palette, locale, narrow, figsize, ax
        As for `timeline`.

    Raises
    ------
    ValueError
        If the frame has no rows.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["A"], "kind": ["press"], "count": [3], "part": [2], "total": [4]})
    >>> [text.get_text() for text in kinds_chart(data).texts]
    ['press', 'A', '2 of 3']
    """
    type_ = NARROW if narrow else WIDE
    kinds, groups = list(dict.fromkeys(data["kind"])), list(dict.fromkeys(data["group"]))
    with style():
        head = line_height(type_.label)
        each = head + len(kinds) * line_height(type_.small) * 1.15 + _APART
        height = len(groups) * each if narrow else head + 0.08 + len(groups) * _ROW
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=type_.margin,
            right=type_.margin,
            above=0,
            plot=height,
            below=0.06,
        )
        width = extent(axes)[0]
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        axes.set_axis_off()
        grid = _Grid(axes, type_, palette, width)
        cells = _cells(data, groups, kinds)
        if narrow:
            _stack(grid, cells, groups, kinds, each, head)
        else:
            _spread(grid, cells, groups, kinds, head)
    return axes


def _cells(data: pd.DataFrame, groups: list[str], kinds: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return the row of each group and kind; one that the frame lacks counts nothing."""
    if (twice := data.duplicated(["group", "kind"])).any():
        row = data.loc[twice.idxmax()]
        raise ValueError(
            f"data: two rows are of group {row['group']!r} and kind {row['kind']!r}; expected one"
        )
    nothing = {"count": 0, "part": 0, "total": 1}
    found = {(row["group"], row["kind"]): row for row in data.to_dict("records")}
    return {(group, kind): found.get((group, kind), nothing) for group in groups for kind in kinds}


class _Grid:
    """Writes and draws in inches from the upper left corner."""

    def __init__(self, axes: Axes, type_: Type, palette: Palette, width: float) -> None:
        self.axes, self.type_, self.palette, self.width = axes, type_, palette, width

    def write(self, text: str, x: float, y: float, **words: Any) -> None:
        words = dict[str, Any](size=self.type_.small, color=self.palette.ink, va="center_baseline") | words
        self.axes.text(x, y, text, **words)

    def bar(self, cell: Mapping[str, Any], x: float, y: float, full: float, height: float) -> None:
        """Draw a cell: its count pale, its part solid, and both as numbers after the bar."""
        whole = max(cell["total"], cell["count"], 1)
        reach = full * cell["count"] / whole
        for length, colour in (
            (reach, self.palette.early),
            (full * cell["part"] / whole, self.palette.member),
        ):
            self.axes.add_patch(
                Rectangle((x, y - height / 2), length, height, facecolor=colour, linewidth=0, zorder=3)
            )
        self.axes.plot(
            [x, x], [y - height / 2 - 0.02, y + height / 2 + 0.02], color=self.palette.soft, linewidth=0.8
        )
        said = f"{cell['part']} of {cell['count']}" if cell["count"] else "0"
        self.write(said, x + reach + 0.05, y, color=self.palette.soft)


def _numbers(cells: Mapping[Any, Mapping[str, Any]]) -> Iterator[str]:
    return (f"{cell['part']} of {cell['count']}" for cell in cells.values())


def _spread(grid: _Grid, cells: Mapping[Any, Any], groups: list[str], kinds: list[str], head: float) -> None:
    size = grid.type_.label
    called = {group: fitted(group, grid.width / 4, size) for group in groups}
    names = max(width_of(name, size, bold=True) for name in called.values()) + _SIDE
    column = (grid.width - names) / len(kinds)
    full = column - max(width_of(text, grid.type_.small) for text in _numbers(cells)) - _SIDE
    full = max(full, 0.1)
    for place, kind in enumerate(kinds):
        grid.write(kind, names + place * column, head / 2, color=grid.palette.soft, size=grid.type_.subtitle)
    for row, group in enumerate(groups):
        y = head + 0.08 + (row + 0.5) * _ROW
        grid.write(called[group], 0, y, size=size, weight="bold")
        for place, kind in enumerate(kinds):
            grid.bar(cells[group, kind], names + place * column, y, full, _BAR)


def _stack(
    grid: _Grid, cells: Mapping[Any, Any], groups: list[str], kinds: list[str], each: float, head: float
) -> None:
    size = grid.type_.small
    names = max(width_of(kind, size) for kind in kinds) + 0.1
    full = grid.width - names - max(width_of(text, size) for text in _numbers(cells)) - 0.1
    full = max(full, 0.1)
    pitch = line_height(size) * 1.15
    for place, group in enumerate(groups):
        top = place * each
        name = fitted(group, grid.width * 0.9, grid.type_.label)  # bold letters are wider
        grid.write(name, 0, top + head / 2, size=grid.type_.label, weight="bold")
        for row, kind in enumerate(kinds):
            y = top + head + (row + 0.5) * pitch
            grid.write(kind, 0, y, color=grid.palette.soft)
            grid.bar(cells[group, kind], names, y, full, pitch * 0.55)

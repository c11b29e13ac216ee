"""How much of each group rests on each kind of thing: bars in a grid, with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.canvas import Canvas, extent
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import Palette
from membership.charts.kit.request import chart

_ROW, _BAR, _APART, _SIDE = 0.3, 0.15, 0.12, 0.16


@chart(data=("group", "kind", "count", "part", "total"))
def kinds_chart(
    on: Canvas,
    data: Any,
    *,
    highlight: str | None = None,
) -> Axes:
    """Draw a grid of bars: a row for each group, a column for each kind, a part of each bar solid.

    Parameters
    ----------
    data : DataFrame
        group, kind, count, part (int: how much of `count` is drawn solid), total (int: what a full bar
        stands for); groups and kinds in the order of their first rows.
    highlight : str, optional
        The group in the hero's colour; the others are grey.
    **columns : str
        What a column is called where it has another name: ``group="where"``.
    title, subtitle, source, palette, locale, narrow, figsize, ax
        As for `timeline`.

    Returns
    -------
    Axes
        In inches from its upper left corner. On a phone kinds that count nothing are left out of a group.

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
    type_, palette, narrow = on.type_, on.palette, on.narrow
    cells = _cells(data)
    looks = {g: palette if highlight in (None, g) else palette.beside() for g in cells}
    head, size = line_height(type_.label), type_.small
    pitch = line_height(size) * 1.15
    said = {group: [kind for kind, cell in own.items() if cell["count"]] for group, own in cells.items()}
    height = (
        sum(head + len(own) * pitch + _APART for own in said.values())
        if narrow
        else head + 0.08 + len(cells) * _ROW
    )
    axes = on.inches(height)
    width = extent(axes)[0]
    kinds = list(dict.fromkeys(data["kind"]))
    names = [
        fitted(group, width * (0.9 if narrow else 0.25), type_.label) for group in cells
    ]  # bold is wider
    beside = kinds if narrow else names
    left = max(width_of(name, size if narrow else type_.label, bold=not narrow) for name in beside)
    left += 0.1 if narrow else _SIDE
    column = (width - left) / (1 if narrow else len(kinds))
    longest = max(width_of(_numbers(cell), size) for own in cells.values() for cell in own.values())
    full = max(column - longest - (0.1 if narrow else _SIDE), 0.1)
    for place, kind in enumerate(kinds if not narrow else ()):
        on.write(axes, kind, left + place * column, head / 2, color=palette.soft, size=type_.subtitle)
    y = 0.0 if narrow else head + 0.08
    for (group, own), name in zip(cells.items(), names, strict=True):
        middle = y + (head if narrow else _ROW) / 2
        on.write(axes, name, 0, middle, size=type_.label, weight="bold")
        for place, kind in enumerate(said[group] if narrow else kinds):
            if narrow:
                middle = y + head + (place + 0.5) * pitch
                on.write(axes, kind, 0, middle, color=palette.soft)
            x, tall = (left, pitch * 0.55) if narrow else (left + place * column, _BAR)
            _draw(axes, on, own[kind], x, middle, full, tall, looks[group])
        y += head + len(said[group]) * pitch + _APART if narrow else _ROW
    return axes


def _cells(data: pd.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the row of each kind of each group; one that the frame lacks counts nothing."""
    if (twice := data.duplicated(["group", "kind"])).any():
        row = data.loc[twice.idxmax()]
        raise ValueError(
            f"data: two rows are of group {row['group']!r} and kind {row['kind']!r}; expected one"
        )
    found = {(row["group"], row["kind"]): row for row in data.to_dict("records")}
    nothing = {"count": 0, "part": 0, "total": 1}
    kinds, groups = data["kind"].unique(), data["group"].unique()
    return {group: {kind: found.get((group, kind), nothing) for kind in kinds} for group in groups}


def _numbers(cell: Mapping[str, Any]) -> str:
    return f"{cell['part']} of {cell['count']}" if cell["count"] else "0"


def _draw(
    axes: Axes,
    on: Canvas,
    cell: Mapping[str, Any],
    x: float,
    y: float,
    full: float,
    height: float,
    look: Palette,
) -> None:
    """Draw a cell: its count pale, its part solid, and both as numbers after the bar."""
    low, whole = y - height / 2, max(cell["total"], cell["count"], 1)
    for number, colour in ((cell["count"], look.early), (cell["part"], look.member)):
        bar = Rectangle((x, low), full * number / whole, height, facecolor=colour, linewidth=0, zorder=3)
        axes.add_patch(bar)
    axes.plot([x, x], [low - 0.02, low + height + 0.02], color=on.palette.soft, linewidth=0.8)
    on.write(axes, _numbers(cell), x + full * cell["count"] / whole + 0.05, y, color=on.palette.soft)

"""How much of each group rests on each kind of thing: bars in a grid, with their numbers."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.canvas import Canvas, extent
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.request import chart

_ROW, _BAR, _APART, _SIDE = 0.3, 0.15, 0.12, 0.16


@chart(data=("group", "kind", "count", "part", "total"))
def kinds_chart(on: Canvas, data: Any, *, highlight: str | None = None) -> Axes:
    """Draw a grid of bars: a row for each group, a column for each kind, a part of each bar solid.

    Parameters
    ----------
    data : DataFrame
        group, kind (str, in the order of their first rows), count, part (int: how much of `count` is drawn
        solid), total (int: what a full bar stands for).
    highlight : str, optional
        The group in the hero's colour; the others are grey.

    Returns
    -------
    Axes
        In inches from its upper left corner. On a phone kinds that count nothing are left out of a group.

    Raises
    ------
    ValueError
        If two rows are of one group and kind.

    Examples
    --------
    >>> data = pd.DataFrame({"group": ["A"], "kind": ["press"], "count": [3], "part": [2], "total": [4]})
    >>> [text.get_text() for text in kinds_chart(data).texts]
    ['press', 'A', '2 of 3']
    """
    type_, palette, narrow, size = on.type_, on.palette, on.narrow, on.type_.small
    cells = _cells(data)
    shown = {
        group: {kind: cell for kind, cell in own.items() if cell["count"] or not narrow}
        for group, own in cells.items()
    }
    head, pitch = line_height(type_.label), line_height(size) * 1.15
    heights = [head + len(own) * pitch + _APART if narrow else _ROW for own in shown.values()]
    y = 0.0 if narrow else head + 0.08
    axes = on.inches(y + sum(heights))
    width, kinds = extent(axes)[0], list(dict.fromkeys(data["kind"]))
    share, side = (0.9, 0.1) if narrow else (0.25, _SIDE)
    names = [fitted(group, width * share, type_.label) for group in cells]  # bold is wider
    beside, tall = (kinds, size) if narrow else (names, type_.label)
    left = max(width_of(word, tall, bold=not narrow) for word in beside) + side
    column = (width - left) / (1 if narrow else len(kinds))
    longest = max(width_of(_numbers(cell), size) for own in cells.values() for cell in own.values())
    full = max(column - longest - side, 0.1)
    for place, kind in enumerate(() if narrow else kinds):
        on.write(axes, kind, left + place * column, head / 2, color=palette.soft, size=type_.subtitle)
    for (group, own), name, height in zip(shown.items(), names, heights, strict=True):
        middle = y + (head if narrow else _ROW) / 2
        on.write(axes, name, 0, middle, size=type_.label, weight="bold")
        look = palette if highlight in (None, group) else palette.beside()
        for place, (kind, cell) in enumerate(own.items()):
            x, bar = left + place * column, _BAR
            if narrow:
                x, bar, middle = left, pitch * 0.55, y + head + (place + 0.5) * pitch
                on.write(axes, kind, 0, middle, color=palette.soft)
            low, whole = middle - bar / 2, max(cell["total"], cell["count"], 1)
            for number, colour in ((cell["count"], look.early), (cell["part"], look.member)):
                part = Rectangle(
                    (x, low), full * number / whole, bar, facecolor=colour, linewidth=0, zorder=3
                )
                axes.add_patch(part)
            axes.plot([x, x], [low - 0.02, low + bar + 0.02], color=palette.soft, linewidth=0.8)
            end = x + full * cell["count"] / whole
            on.write(axes, _numbers(cell), end + 0.05, middle, color=palette.soft)
        y += height
    return axes


def _cells(data: pd.DataFrame) -> dict[str, dict[str, dict[str, Any]]]:
    """Return the row of each kind of each group; one that the frame lacks counts nothing."""
    if (twice := data.duplicated(["group", "kind"])).any():
        row = data.loc[twice.idxmax()]
        raise ValueError(
            f"data: two rows are of group {row['group']!r} and kind {row['kind']!r}; expected one"
        )
    found = data.set_index(["group", "kind"]).to_dict("index")
    nothing = {"count": 0, "part": 0, "total": 1}
    kinds, groups = data["kind"].unique(), data["group"].unique()
    return {group: {kind: found.get((group, kind), nothing) for kind in kinds} for group in groups}


def _numbers(cell: dict[str, Any]) -> str:
    return f"{cell['part']} of {cell['count']}" if cell["count"] else "0"

"""How many statements have each verdict: a bar for each, in the colour of the verdict."""

from __future__ import annotations

from typing import Any

from matplotlib.axes import Axes

from membership.charts.kit.canvas import Canvas, bare, extent
from membership.charts.kit.lettering import fitted, width_of
from membership.charts.kit.request import chart

_ROW, _BAR, _GAP = 0.34, 0.62, 0.07
_NAME = 0.4  # of the page; longer names are cut off


@chart(counts=("verdict", "judged"))
def verdict_chart(
    on: Canvas,
    counts: Any,
) -> Axes:
    """Draw a bar for each verdict, with its number at its end.

    Parameters
    ----------
    counts : DataFrame
        Columns `verdict` and `judged` (numbers), drawn from the top, each in the next colour of the
        palette's verdicts.
    **columns : str
        What a column is called where it has another name: ``verdict="result"``.
    title, subtitle, source, palette, locale, narrow, figsize, ax
        As for `timeline`.

    Returns
    -------
    Axes
        Lengths start at zero.

    Raises
    ------
    ValueError
        If the frame has no rows or lacks a column.

    Examples
    --------
    >>> counts = {"verdict": ["right", "wrong"], "judged": [3, 1]}
    >>> [float(bar.get_width()) for bar in verdict_chart(counts).patches]
    [3.0, 1.0]
    """
    type_, palette = on.type_, on.palette
    numbers = [int(number) for number in counts["judged"]]
    names = [fitted(word, type_.width * _NAME, type_.label) for word in counts["verdict"]]
    left = max(width_of(name, type_.label) for name in names) + 0.1
    axes = on.axes(
        left=left,
        right=width_of(str(max(numbers)), type_.label, bold=True) + _GAP,
        above=0.05,
        plot=_ROW * len(counts),
        below=0.08,
    )
    most = max(1, *numbers)
    axes.set_xlim(0, most)
    axes.set_ylim(len(counts) - 0.5, -0.5)
    for row, number in enumerate(numbers):
        colour = palette.verdicts[row % len(palette.verdicts)]
        axes.barh(row, number, height=_BAR, facecolor=colour, linewidth=0)
        x = number + _GAP * most / extent(axes)[0]
        words: dict[str, Any] = {"size": type_.label, "weight": "bold", "color": palette.ink}
        axes.text(x, row, str(number), va="center_baseline", clip_on=False, **words)
    bare(axes, on)
    axes.set_xticks([])
    axes.set_yticks(range(len(counts)), names, size=type_.label)
    axes.tick_params(labelcolor=palette.ink)
    axes.axvline(0, color=palette.soft, linewidth=1)
    return axes

"""How many statements have each verdict: a bar for each, in the colour of the verdict."""

from __future__ import annotations

from itertools import cycle
from typing import Any

from matplotlib.axes import Axes

from membership.charts.kit.canvas import Canvas, bare, extent
from membership.charts.kit.lettering import fitted, width_of
from membership.charts.kit.request import chart

_ROW, _BAR, _GAP = 0.34, 0.62, 0.07
_NAME = 0.4  # of the page; longer names are cut off


@chart(counts=("verdict", "judged"))
def verdict_chart(on: Canvas, counts: Any) -> Axes:
    """Draw a bar for each verdict, from the top down, with its number at its end.

    Parameters
    ----------
    counts : DataFrame
        verdict (str), judged (int); each row has the next colour of the palette's verdicts.

    Returns
    -------
    Axes
        Lengths start at zero.

    Examples
    --------
    >>> counts = {"verdict": ["right", "wrong"], "judged": [3, 1]}
    >>> [float(bar.get_width()) for bar in verdict_chart(counts).patches]
    [3.0, 1.0]
    """
    type_, palette = on.type_, on.palette
    numbers = [int(number) for number in counts["judged"]]
    names = [fitted(word, type_.width * _NAME, type_.label) for word in counts["verdict"]]
    axes = on.axes(
        left=max(width_of(name, type_.label) for name in names) + 0.1,
        right=width_of(str(max(numbers)), type_.label, bold=True) + _GAP,
        above=0.05,
        plot=_ROW * len(counts),
        below=0.08,
    )
    most = max(1, *numbers)
    axes.set(xlim=(0, most), ylim=(len(counts) - 0.5, -0.5))
    for row, (number, colour) in enumerate(zip(numbers, cycle(palette.verdicts), strict=False)):
        axes.barh(row, number, height=_BAR, facecolor=colour, linewidth=0)
        x = number + _GAP * most / extent(axes)[0]
        on.write(axes, str(number), x, row, size=type_.label, weight="bold")
    bare(axes, on)
    axes.set_xticks([])
    axes.set_yticks(range(len(counts)), names, size=type_.label)
    axes.tick_params(labelcolor=palette.ink)
    axes.axvline(0, color=palette.soft, linewidth=1)
    return axes

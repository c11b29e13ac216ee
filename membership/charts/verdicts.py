"""How many statements have each verdict: a bar for each, in the colour of the verdict."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.canvas import NARROW, WIDE, bare, extent, page, style
from membership.charts.kit.lettering import width_of
from membership.charts.kit.palette import LIGHT, Palette
from membership.charts.kit.redrawing import redrawable

_ROW, _BAR, _GAP = 0.34, 0.62, 0.07


@redrawable
def verdict_chart(
    counts: pd.DataFrame,
    *,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    palette: Palette = LIGHT,
    narrow: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw a bar for each verdict, with its number at its end.

    Parameters
    ----------
    counts : DataFrame
        Columns `verdict` and `judged` (numbers), drawn from the top, each in the next colour of the
        palette's verdicts.
    title, subtitle, source : str, optional
        The finding, what is drawn, and where it comes from. With `ax` only the title is drawn.
    palette : Palette, optional
    narrow : bool, default False
        Laid out for a phone.
    ax : Axes, optional
        Drawn on instead of a new figure.

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
    >>> counts = pd.DataFrame({"verdict": ["right", "wrong"], "judged": [3, 1]})
    >>> [float(bar.get_width()) for bar in verdict_chart(counts).patches]
    [3.0, 1.0]
    """
    if missing := [name for name in ("verdict", "judged") if name not in counts]:
        raise ValueError(f"the frame has no column {missing[0]!r}")
    if counts.empty:
        raise ValueError("the frame has no rows, so there is nothing to draw")
    type_ = NARROW if narrow else WIDE
    numbers = [int(number) for number in counts["judged"]]
    with style():
        left = max(width_of(word, type_.label) for word in counts["verdict"]) + type_.margin + 0.1
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=left,
            right=width_of(str(max(numbers)), type_.label, bold=True) + type_.margin + _GAP,
            above=0.05,
            plot=_ROW * len(counts),
            below=0.08,
        )
        if ax and title:
            axes.set_title(title, loc="left", color=palette.ink, weight="bold")
        most = max(1, *numbers)
        axes.set_xlim(0, most)
        axes.set_ylim(len(counts) - 0.5, -0.5)
        for row, number in enumerate(numbers):
            colour = palette.verdicts[row % len(palette.verdicts)]
            axes.barh(row, number, height=_BAR, facecolor=colour, linewidth=0)
            x = number + _GAP * most / extent(axes)[0]
            words: dict[str, Any] = {"size": type_.label, "weight": "bold", "color": palette.ink}
            axes.text(x, row, str(number), va="center_baseline", clip_on=False, **words)
        bare(axes, palette, type_.small)
        axes.set_xticks([])
        axes.set_yticks(range(len(counts)), counts["verdict"], size=type_.label)
        axes.tick_params(labelcolor=palette.ink)
        axes.axvline(0, color=palette.soft, linewidth=1)
    return axes

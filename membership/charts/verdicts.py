"""How many statements have each verdict: judged by a reader, and computed from tables, side by side."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.canvas import NARROW, WIDE, bare, extent, page, style
from membership.charts.kit.lettering import width_of
from membership.charts.kit.palette import HATCH, LIGHT, Palette
from membership.charts.kit.redrawing import redrawable

_ROW = 0.52
_BAR = 0.18
_GAP = 0.06
_WAYS = ("judged", "computed")
_OFFSET = {way: side * (_BAR / 2 + 0.02) / _ROW for way, side in zip(_WAYS, (-1, 1), strict=True)}


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
    """Draw a bar for each verdict and way of reaching it, with its number at its end.

    Parameters
    ----------
    counts : DataFrame
        Columns `verdict`, `judged` and `computed` (numbers), drawn from the top; a missing number has no bar.
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
        Judged bars are solid, computed ones hatched; lengths start at zero.

    Raises
    ------
    ValueError
        If the frame has no rows or lacks a column.

    Examples
    --------
    >>> counts = pd.DataFrame({"verdict": ["right", "wrong"], "judged": [3, 1], "computed": [2, None]})
    >>> [float(bar.get_width()) for bar in verdict_chart(counts).patches]
    [3.0, 2.0, 1.0]
    """
    if missing := [name for name in ("verdict", *_WAYS) if name not in counts]:
        raise ValueError(f"the frame has no column {missing[0]!r}")
    if counts.empty:
        raise ValueError("the frame has no rows, so there is nothing to draw")
    type_ = NARROW if narrow else WIDE
    labels = {
        (row, way): f"{int(counts[way].iloc[row])} {way}"
        for row in range(len(counts))
        for way in _WAYS
        if not pd.isna(counts[way].iloc[row])
    }
    with style():
        left = max(width_of(word, type_.label, bold=True) for word in counts["verdict"]) + type_.margin + 0.1
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=left,
            right=max(width_of(label, type_.small) for label in labels.values()) + type_.margin + _GAP,
            above=0.05,
            plot=_ROW * len(counts),
            below=0.08,
        )
        if ax and title:
            axes.set_title(title, loc="left", color=palette.ink, weight="bold")
        most = max(1.0, *(float(counts[way].fillna(0).max()) for way in _WAYS))
        axes.set_xlim(0, most)
        axes.set_ylim(len(counts) - 0.5, -0.5)
        per_inch = most / extent(axes)[0]
        for (row, way), label in labels.items():
            number = float(counts[way].iloc[row])
            paired = all((row, each) in labels for each in _WAYS)
            y = row + (_OFFSET[way] if paired else 0)
            _bar(axes, y, number, palette, solid=way == "judged")
            x = number + _GAP * per_inch
            axes.text(x, y, label, size=type_.small, color=palette.ink, va="center_baseline", clip_on=False)
        bare(axes, palette, type_.small)
        axes.set_xticks([])
        axes.set_yticks(range(len(counts)), counts["verdict"], size=type_.label, weight="bold")
        axes.tick_params(labelcolor=palette.ink)
        axes.axvline(0, color=palette.soft, linewidth=1)
    return axes


def _bar(axes: Axes, y: float, number: float, palette: Palette, *, solid: bool) -> None:
    axes.barh(
        y,
        number,
        height=_BAR / _ROW,
        facecolor=palette.member if solid else palette.paper,
        edgecolor=palette.member,
        hatch="" if solid else HATCH,
        linewidth=0.8,
    )

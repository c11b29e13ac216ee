"""How many memberships are still held so many years after joining, as survival curves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from membership.charts.kit.canvas import Canvas, bare, extent
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.line_words import End, name_lines
from membership.charts.kit.palette import series_colours
from membership.charts.kit.request import chart

_AXIS = 0.42
_NAME = 0.4  # of the page; longer names are cut off
_EARLY = 0.12  # of the axis


@chart(data=("organization", "years", "share", "left", "censored"))
def survival_chart(
    on: Canvas,
    data: Any,
    *,
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
) -> Axes:
    """Draw, for each organization, the share of memberships still held so many years after joining.

    Parameters
    ----------
    data : DataFrame
        organization (str), years, share (float, 0 to 1, holding from then on), left and censored (int: how
        many ended, or are known no further, at that length), each organization's rows from 0 years on.

    Returns
    -------
    Axes
        A step line for each organization, with a tick wherever a membership is known no further.

    Examples
    --------
    >>> known = {"organization": "A", "years": [0.0, 7.0, 9.0], "share": [1.0, 0.5, 0.5]}
    >>> ax = survival_chart(pd.DataFrame(known).assign(left=[0, 1, 0], censored=[0, 0, 1]))
    >>> [text.get_text() for text in ax.texts]
    ['A 50%', '(1 exit, 2 joins)']
    """
    type_, palette, size = on.type_, on.palette, on.type_.small
    curves = {str(owner): own for owner, own in data.groupby("organization", sort=False)}
    longest = float(data["years"].max()) or 1.0
    widest = type_.width * _NAME
    names = {owner: fitted((headings or {}).get(owner, owner), widest, size) for owner in curves}
    ends = _ends(curves, names, longest, narrow=on.narrow)
    right = max((end.width(size) for end in ends.values() if not end.is_early), default=0)
    axes = on.axes(
        left=width_of("100%", size) + 0.08,
        right=right + 0.2 - type_.margin,
        above=0.1,
        plot=max(2.9 if on.narrow else 3.3, len(curves) * line_height(size) * 1.1),
        below=_AXIS,
    )
    axes.set(xlim=(0, longest), ylim=(0, 1.15))
    bare(axes, on)
    axes.xaxis.set_major_locator(MaxNLocator(nbins=4 if on.narrow else 8, steps=[1, 2, 5, 10], integer=True))
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1])
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(color=palette.grid, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines["bottom"].set(visible=True, color=palette.soft)
    axes.tick_params(axis="x", pad=7)  # clear of the 0%
    axes.set_xlabel("years since joining", size=size, color=palette.soft, loc="left", labelpad=2)
    by_size = sorted(curves, key=lambda owner: -_joined(curves[owner])) if highlight else list(curves)
    colours = series_colours(by_size, palette, highlight)
    height = 0.05 / extent(axes)[1] * 1.15
    for owner, own in curves.items():
        weight, order = (3.4, 5) if owner == highlight else (2, 4)
        line: dict[str, Any] = {"color": colours[owner], "linewidth": weight, "label": owner, "zorder": order}
        axes.plot(own["years"], own["share"], drawstyle="steps-post", **line)
        known = own[own["censored"] > 0]
        low, high = known["share"] - height, known["share"] + height
        axes.vlines(known["years"], low, high, color=colours[owner], linewidth=1.1, zorder=5)
    name_lines(axes, ends, colours, size, palette)
    return axes


def _joined(own: pd.DataFrame) -> int:
    return int(own[["left", "censored"]].to_numpy().sum())


def _ends(
    curves: Mapping[str, pd.DataFrame], names: Mapping[str, str], longest: float, *, narrow: bool
) -> dict[str, End]:
    """Return what is written at the end of each curve: its share, and if there is room of how many.

    Those that never step down share one label.
    """
    ends = {}
    for owner, own in curves.items():
        counted = ((int(own["left"].sum()), "exit"), (_joined(own), "join"))
        exits, joins = (f"{number or 'no'} {noun}{'s' * (number != 1)}" for number, noun in counted)
        years, share = (float(own[column].iloc[-1]) for column in ("years", "share"))
        note, is_early = "" if narrow else f"({exits}, {joins})", years < longest * (1 - _EARLY)
        ends[owner] = End(f"{names[owner]} {share:.0%}", note, years, share, is_early)
    whole = [owner for owner, end in ends.items() if end.number == 1]
    if len(whole) > 1:
        last = max(whole, key=lambda owner: ends[owner].place)
        label = f"{', '.join(names[owner] for owner in whole)} 100%"
        shared = End(label, "", ends[last].place, 1.0, is_early=True)
        ends = {owner: end for owner, end in ends.items() if owner not in whole} | {last: shared}
    return ends

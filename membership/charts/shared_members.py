"""States that belonged to several organizations: one row per state, in it one thin bar per membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import zip_longest
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.bars import Scale, Spell, draw_bar, draw_proofs, spells_of
from membership.charts.kit.canvas import ARROW, AXIS, WIDE, Canvas, backed, extent, years_down, years_span
from membership.charts.kit.composition import shared_span
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import series_colours
from membership.charts.kit.request import SPELLS, chart
from membership.intervals.bounds import Day, Ends

_LANE, _BAR, _APART, _GAP = 0.185, 0.165, 0.13, 0.05
_RAISED = 0.014  # matplotlib centres a line with the room for its accents: in a thin bar capitals stand low


@chart(data=SPELLS)
def belonging_chart(
    on: Canvas,
    data: Any,
    *,
    until: Day | None = None,
    ends: Ends = "first day out",
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
) -> Axes:
    """Draw the spells of every state that was in two organizations or more, at once or in turn.

    Parameters
    ----------
    data : DataFrame
        Columns as for `timeline`, with `organization`. Spells of states in one organization are left out.

    Returns
    -------
    Axes
        In years across, and down in inches; states of most organizations stand first.

    Raises
    ------
    ValueError
        If no state was in two organizations.

    Examples
    --------
    >>> spells = pd.DataFrame({"organization": ["X", "Y"], "state": ["A", "A"], "start": ["1990", "1995"],
    ...                        "end": ["", ""]})
    >>> [text.get_text() for text in belonging_chart(spells, until="2000-01-01").texts]
    ['X 1990–', 'Y 1995–']
    """
    if "organization" not in data:
        raise ValueError(
            "the frame has no column 'organization'; add one, or say what it is called: organization=..."
        )
    shared = data[data.groupby("state")["organization"].transform("nunique") > 1]
    if shared.empty:
        raise ValueError("no state was in two organizations, so there is nothing to draw")
    order, label = list(data["organization"].unique()), on.type_.label
    sizes = data.groupby("organization")["state"].nunique()
    by_size = sorted(order, key=lambda one: -sizes[one]) if highlight else order
    colours = series_colours(by_size, on.palette, highlight)
    names = state_names(shared, on.locale)
    rows = _rows(shared, names, order)
    said = {state: fitted(names[state], 2.6 if on.narrow else 3.0, WIDE.label) for state in rows}
    tops, y = [], _APART / 2
    lead = line_height(label) if on.narrow else 0.0
    for organizations in rows.values():
        tops.append(y + lead)
        y += lead + _LANE * len(organizations) + _APART
    height = tops[-1] + _LANE * len(organizations) + _APART / 2
    names_width = 0.0 if on.narrow else max(width_of(name, label) for name in said.values()) + 0.1
    axes = on.axes(left=names_width, plot=height, below=AXIS)
    width = extent(axes)[0]
    low, high = shared_span(on.ax, *years_span(shared, width, tip=ARROW))
    years_down(axes, on, (low, high), height, width)
    middles = [top + _LANE * len(own) / 2 for top, own in zip(tops, rows.values(), strict=True)]
    axes.set_yticks(*([], []) if on.narrow else (middles, list(said.values())))
    axes.tick_params(axis="y", labelsize=label, labelcolor=on.palette.ink, pad=5)
    for name, top in zip(said.values(), tops, strict=True) if on.narrow else ():
        on.write(axes, name, low, top - 0.04, size=label, va="baseline", bbox=backed(on.palette))
    for (state, organizations), top in zip(rows.items(), tops, strict=True):
        for lane, organization in enumerate(organizations):
            own = shared[(shared["state"] == state) & (shared["organization"] == organization)]
            paint = replace(on.palette, member=colours[organization], early=on.palette.paper)
            scale = Scale(axes, (high - low) / width, paint, on.locale)
            _draw(
                on, scale, own, top + _LANE * (lane + 0.5), (headings or {}).get(organization, organization)
            )
    return axes


def _rows(shared: pd.DataFrame, names: Mapping[Any, str], order: list[str]) -> dict[Any, list[str]]:
    """Return the organizations of each state as it joined them, states of most of them first."""
    ranked = shared.assign(rank=shared["organization"].map(order.index))
    joined = ranked.sort_values(["start_earliest", "rank"]).groupby("state")["organization"].unique()

    def precedence(state: Any) -> tuple[int, list[int], str]:
        return -len(joined[state]), sorted(map(order.index, joined[state])), names[state]

    return {state: list(joined[state]) for state in sorted(names, key=precedence)}


def _draw(on: Canvas, scale: Scale, own: pd.DataFrame, middle: float, name: str) -> None:
    """Draw the bars of a state in an organization, and write in or beside each what it is and when."""
    taken, high = scale.axes.get_xlim()
    spells = sorted(spells_of(own, on.locale), key=lambda spell: spell.first)
    for spell, after in zip_longest(spells, spells[1:]):
        draw_bar(scale, spell, middle, _BAR)
        if not on.narrow:
            draw_proofs(scale, spell, middle, _BAR, kind="belonging")
        free = taken, after.first if after else high
        taken = max(spell.last, _write(on, scale, spell, middle, free, name))


def _write(
    on: Canvas, scale: Scale, spell: Spell, middle: float, free: tuple[float, float], name: str
) -> float:
    """Write what fits in the bar, after it or before it; return where it ends."""
    gap, palette = _GAP * scale.per_inch, scale.palette
    after = spell.last + (ARROW * scale.per_inch if spell.is_open else 0)
    places = (
        (spell.start + gap, "left", spell.end - spell.start, palette.on_member),
        (after + gap, "left", free[1] - after, palette.member),
        (spell.first - gap, "right", spell.first - free[0], palette.member),
    )
    for text in (f"{name} {'–'.join(spell.years)}", name):
        need = width_of(text, on.type_.small) * scale.per_inch + 2 * gap
        for x, align, room, colour in places:
            if need <= room:
                on.write(scale.axes, text, x, middle - _RAISED, color=colour, ha=align, zorder=6)
                return x + need
    return spell.last

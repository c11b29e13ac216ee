"""States that belonged to several organizations: one row per state, in it one thin bar per membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
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

KIND = "belonging"
_LANE = 0.185
_BAR = 0.165
_APART = 0.13
_GAP = 0.05


@dataclass(frozen=True)
class _Row:
    """A state, its organizations, one below the other, and where the first is, in inches from the top."""

    state: object
    name: str
    organizations: tuple[str, ...]
    top: float


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
    highlight : str, optional
        The organization in the hero's colour; the others are grey.
    until, ends, headings, title, subtitle, source, palette, locale, narrow, figsize, ax, **columns
        As for `timeline`.

    Raises
    ------
    ValueError
        If no state was in two organizations, or the frame lacks a column or has a date that is none.

    Examples
    --------
    >>> spells = pd.DataFrame({"organization": ["X", "Y"], "state": ["A", "A"], "start": ["1990", "1995"],
    ...                        "end": ["", ""]})
    >>> [text.get_text() for text in belonging_chart(spells, until="2000-01-01").texts]
    ['X 1990–', 'Y 1995–']
    """
    if "organization" not in data:
        raise ValueError("the frame has no column 'organization'")
    shared = data.groupby("state")["organization"].transform("nunique") > 1
    if not shared.any():
        raise ValueError("no state was in two organizations, so there is nothing to draw")
    order = list(data["organization"].unique())
    sizes = data.groupby("organization")["state"].nunique()
    by_size = sorted(order, key=lambda name: -sizes[name]) if highlight else order
    colours = series_colours(by_size, on.palette, highlight)
    label = on.type_.label
    lead = line_height(label) if on.narrow else 0.0
    rows = _rows(data[shared], order, lead, 2.6 if on.narrow else 3.0, on.locale)
    height = rows[-1].top + _LANE * len(rows[-1].organizations) + _APART / 2
    names_width = 0.0 if on.narrow else max(width_of(row.name, label) for row in rows) + 0.1
    axes = on.axes(left=names_width, plot=height, below=AXIS)
    width = extent(axes)[0]
    low, high = shared_span(on.ax, *years_span(data[shared], width, tip=ARROW))
    years_down(axes, on, (low, high), height, width)
    _write_names(axes, rows, label, on)
    scale = Scale(axes, (high - low) / width, on.palette, on.locale)
    for row in rows:
        for lane, organization in enumerate(row.organizations):
            own = data[(data["state"] == row.state) & (data["organization"] == organization)]
            paint = replace(on.palette, member=colours[organization], early=on.palette.paper)
            name, middle = (headings or {}).get(organization, organization), row.top + _LANE * (lane + 0.5)
            kind = "" if on.narrow else KIND
            _draw(replace(scale, palette=paint), own, middle, name, kind)
    return axes


def _rows(frame: pd.DataFrame, order: list[str], lead: float, room: float, locale: str) -> list[_Row]:
    """Return the rows: states of most organizations first, those of the same ones together.

    A name that is wider than `room` is cut off.
    """
    found, names = [], state_names(frame, locale)
    for state, own in frame.groupby("state", sort=False):
        joined = own.groupby("organization")["start_earliest"].min()
        organizations = tuple(sorted(joined.index, key=lambda one: (joined[one], order.index(one))))
        together = tuple(sorted(map(order.index, organizations)))
        found.append((-len(organizations), together, names[state], state, organizations))
    rows, top = [], _APART / 2
    for _, _, name, state, organizations in sorted(found, key=lambda item: item[:3]):
        rows.append(_Row(state, fitted(name, room, WIDE.label), organizations, top + lead))
        top += lead + _LANE * len(organizations) + _APART
    return rows


def _write_names(axes: Axes, rows: list[_Row], size: float, on: Canvas) -> None:
    middles = [row.top + _LANE * len(row.organizations) / 2 for row in rows]
    axes.set_yticks([] if on.narrow else middles, [] if on.narrow else [row.name for row in rows])
    axes.tick_params(axis="y", labelsize=size, labelcolor=on.palette.ink, pad=5)
    look: dict[str, Any] = {"size": size, "color": on.palette.ink, "bbox": backed(on.palette)}
    for row in rows if on.narrow else ():
        axes.text(axes.get_xlim()[0], row.top - 0.04, row.name, **look)


def _draw(scale: Scale, own: pd.DataFrame, middle: float, name: str, kind: str) -> None:
    """Draw the bars of a state in an organization, and write in or beside each what it is and when."""
    taken, high = scale.axes.get_xlim()
    spells = sorted(spells_of(own, scale.locale), key=lambda spell: spell.first)
    for spell, after in zip_longest(spells, spells[1:]):
        draw_bar(scale, spell, middle, _BAR)
        if kind:
            draw_proofs(scale, spell, middle, _BAR, kind=kind)
        free = taken, after.first if after else high
        taken = max(spell.last, _write(scale, spell, middle, free, name))


def _write(scale: Scale, spell: Spell, middle: float, free: tuple[float, float], name: str) -> float:
    """Write what fits in the bar, after it or before it; return where it ends."""
    gap, palette = _GAP * scale.per_inch, scale.palette
    after = spell.last + (ARROW * scale.per_inch if spell.is_open else 0)
    places = (
        (spell.start + gap, "left", spell.end - spell.start, palette.on_member),
        (after + gap, "left", free[1] - after, palette.member),
        (spell.first - gap, "right", spell.first - free[0], palette.member),
    )
    for text in (f"{name} {'–'.join(spell.years)}", name):
        need = width_of(text, WIDE.small) * scale.per_inch + 2 * gap
        for x, align, room, colour in places:
            if need <= room:
                words: dict[str, Any] = {"size": WIDE.small, "color": colour, "zorder": 6}
                scale.axes.text(x, middle, text, ha=align, va="center_baseline", **words)
                return x + need
    return spell.last

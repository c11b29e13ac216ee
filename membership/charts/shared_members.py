"""States that belonged to several organizations: one row per state, in it one thin bar per membership."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.arguments import Size
from membership.charts.kit.bars import ARROW, Scale, Spell, draw_bar, draw_proofs
from membership.charts.kit.canvas import NARROW, WIDE, bare, day_number, day_of, extent, page, style
from membership.charts.kit.composition import shared_span
from membership.charts.kit.fonts import legible
from membership.charts.kit.labels import backed
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import LIGHT, Palette, series_colours
from membership.charts.kit.request import SPELLS, chart
from membership.charts.kit.rows import years_axis
from membership.intervals.bounds import Day, Ends

KIND = "belonging"
_AXIS = 0.26
_LANE = 0.185
_BAR = 0.165
_APART = 0.13
_GAP = 0.05
_SIZE = WIDE.small


@dataclass(frozen=True)
class _Row:
    """A state, its organizations, one below the other, and where the first is, in inches from the top."""

    state: object
    name: str
    organizations: tuple[str, ...]
    top: float


@chart(data=SPELLS)
def belonging_chart(
    data: Any,
    *,
    until: Day | None = None,
    ends: Ends = "first day out",
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
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
    """Draw the spells of every state that was in two organizations or more, at once or in turn.

    Parameters
    ----------
    data : DataFrame
        Columns as for `timeline`, with `organization`. Spells of states in one organization are left out.
    until : day, optional
        Where open bars stop; by default the frame's own `until`, or its latest date.
        The frame may know of no start after it, and of no end after the day that follows it.
    highlight : str, optional
        The organization in the hero's colour; the others are grey.
    ends, headings, title, subtitle, source, palette, locale, narrow, figsize, ax, **columns
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
    frame = data
    if "organization" not in frame:
        raise ValueError("the frame has no column 'organization'")
    several = frame.groupby("state")["organization"].transform("nunique") > 1
    if not several.any():
        raise ValueError("no state was in two organizations, so there is nothing to draw")
    type_ = NARROW if narrow else WIDE
    order = list(frame["organization"].unique())
    sizes = frame.groupby("organization")["state"].nunique()
    by_size = sorted(order, key=lambda name: -sizes[name]) if highlight else order
    colours = series_colours(by_size, palette, highlight)
    lead = line_height(type_.label) if narrow else 0.0
    rows = _rows(frame[several], order, lead, 2.6 if narrow else 3.0, locale)
    height = rows[-1].top + _LANE * len(rows[-1].organizations) + _APART / 2
    with style():
        names_width = 0.0 if narrow else max(width_of(row.name, type_.label) for row in rows) + 0.1
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=type_.margin + names_width,
            right=type_.margin,
            above=0,
            plot=height,
            below=_AXIS,
        )
        width = extent(axes)[0]
        low = day_number(pd.Timestamp(frame.loc[several, "start_earliest"].min().year, 1, 1))
        last = day_number(frame.loc[several, ["end_latest", "until"]].max().max())
        low, high = shared_span(ax, low, low + (last - low) * width / (width - ARROW))
        axes.set_xlim(low, high)
        axes.set_ylim(height, 0)
        bare(axes, palette, type_.small)
        years_axis(axes, day_of(low), day_of(high), width, palette, type_.small)
        _write_names(axes, rows, low, type_.label, palette, over=narrow)
        scale = Scale(axes, (high - low) / width)
        for row in rows:
            for lane, organization in enumerate(row.organizations):
                own = ((frame["state"] == row.state) & (frame["organization"] == organization)).to_numpy()
                paint = replace(palette, member=colours[organization], early=palette.paper)
                name = (headings or {}).get(organization, organization)
                middle = row.top + _LANE * (lane + 0.5)
                _draw(scale, frame, own.nonzero()[0], middle, name, paint, locale, linked=not narrow)
    return legible(axes)


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


def _write_names(
    axes: Axes, rows: list[_Row], low: float, size: float, palette: Palette, *, over: bool
) -> None:
    middles = [row.top + _LANE * len(row.organizations) / 2 for row in rows]
    axes.set_yticks([] if over else middles, [] if over else [row.name for row in rows])
    axes.tick_params(axis="y", labelsize=size, labelcolor=palette.ink, pad=5)
    for row in rows if over else ():
        axes.text(low, row.top - 0.04, row.name, size=size, color=palette.ink, bbox=backed(palette))


def _draw(
    scale: Scale,
    frame: pd.DataFrame,
    numbers: list[int],
    middle: float,
    name: str,
    palette: Palette,
    locale: str,
    *,
    linked: bool,
) -> None:
    """Draw the bars of a state in an organization, and write in or beside each what it is and when."""
    low, high = scale.axes.get_xlim()
    spells = [(int(number), Spell.of(frame.iloc[int(number)], locale)) for number in numbers]
    spells.sort(key=lambda pair: pair[1].first)
    taken = low
    for place, (number, spell) in enumerate(spells):
        draw_bar(scale, spell, middle, _BAR, boundary=None, palette=palette)
        if linked:
            draw_proofs(scale, frame.iloc[number], number, spell, middle, _BAR, kind=KIND)
        free = (taken, spells[place + 1][1].first if place + 1 < len(spells) else high)
        wordings = (f"{name} {'–'.join(spell.years)}", name)
        taken = max(spell.last, _write(scale, spell, middle, free, wordings, palette))


def _write(
    scale: Scale,
    spell: Spell,
    middle: float,
    free: tuple[float, float],
    wordings: tuple[str, str],
    palette: Palette,
) -> float:
    """Write the first wording that fits in the bar, after it or before it; return where it ends."""
    gap = _GAP * scale.per_inch
    after = spell.last + (ARROW * scale.per_inch if spell.is_open else 0)
    places = (
        (spell.start + gap, "left", spell.end - spell.start, palette.on_member),
        (after + gap, "left", free[1] - after, palette.member),
        (spell.first - gap, "right", spell.first - free[0], palette.member),
    )
    for text in wordings:
        need = width_of(text, _SIZE) * scale.per_inch + 2 * gap
        for x, align, room, colour in places:
            if need <= room:
                words: dict[str, Any] = {"size": _SIZE, "color": colour, "zorder": 6}
                scale.axes.text(x, middle, text, ha=align, va="center_baseline", **words)
                return x + need
    return spell.last

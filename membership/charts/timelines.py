"""The membership-over-time chart: one bar per spell, one row per state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from math import inf
from typing import Any

from matplotlib.axes import Axes

from membership.charts.kit.bars import Scale, spells_of
from membership.charts.kit.canvas import (
    AXIS,
    Canvas,
    backed,
    bare,
    day_number,
    extent,
    years_axis,
    years_span,
)
from membership.charts.kit.composition import is_guest, room_before, shared_rows, shared_span
from membership.charts.kit.events import draw_events, events_height, lay_out_events
from membership.charts.kit.language import state_names
from membership.charts.kit.legend import Legend, colours_of, marks_of
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.request import SPELLS, chart, pauses_to_draw
from membership.charts.kit.rows import arrange, draw_row, write_headings
from membership.intervals.bounds import Day, Ends
from membership.intervals.dates import earliest

_TALL = 8.0  # inches from which on the years stand over the plot too


@chart(data=SPELLS, events=("date", "label"))
def timeline(
    on: Canvas,
    data: Any,
    *,
    pauses: Any = None,
    until: Day | None = None,
    ends: Ends = "first day out",
    phases: Sequence[tuple[str, str]] = (),
    events: Any = None,
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
    order: Sequence[Any] | None = None,
    color: str | None = None,
    legend: bool | None = None,
) -> Axes:
    """Draw who was a member from when until when: a bar for each spell, a row for each state.

    Parameters
    ----------
    data : DataFrame
        From `membership.spells`, or any frame with `state` or `name`, `start`, `end` (datetimes, ISO text
        at day, month or year precision, or years as numbers; an empty end is open). Optional columns:
        `organization` (several are set apart), `start_shown`, `end_shown` (a date to write in place of
        `start`, `end`), `end_note` (what ended it), `known_as` (what the state was called then),
        `start_others`, `end_others` (other dates that sources give, separated by ";", drawn as a bracket
        under the bar), `start_disputed`, `end_disputed` (True where a source denies it; without another
        date it is a "?" there), `start_url`, `end_url` (where the proof is; the end becomes a link). Rows
        of one state that overlap are one bar. Where `what` says "paused", as in the files of the figures,
        the row is a pause.
    phases : sequence of (str, str), optional
        Two periods, each its name and the date it begins; the first is drawn open-faced.
    events : DataFrame, optional
        Turning points, columns `date` and `label`; the first five are written over the plot.
    order : sequence, optional
        States, by code or name, that stand before the others, in this order.
    color : str, optional
        A column whose values tell the bars' colours, each named under the plot.
    legend : bool, optional
        Whether the marks are explained under the plot; by default where nothing else says what they are,
        which is a chart without `source` and without `ax`.

    Returns
    -------
    Axes
        In years across, and down in inches from the top of the first row.

    Examples
    --------
    >>> spells = {"state": ["Aland", "Borduria"], "start": ["1990", "2004-05"], "end": ["", ""]}
    >>> [label.get_text() for label in timeline(spells, until="2020-01-01").get_yticklabels()]
    ['Aland', 'Borduria']
    """
    stops = pauses_to_draw(pauses, data, until)
    size, palette = on.type_.small, on.palette
    spells = spells_of(data, on.locale)
    paused = spells_of(stops, on.locale)
    wanted: dict[str, Any] = {"headings": headings or {}, "narrow": on.narrow, "order": order or ()}
    arranged = partial(arrange, spells, paused, state_names(data, on.locale), **wanted)
    plan = arranged()
    width = on.room(plan.names_width)
    low, high = shared_span(on.ax, *years_span(data, width))
    per_inch = (high - low) / width
    notes = lay_out_events(events, low, per_inch, width, size, on.locale)
    explained = not on.source and not is_guest(on.ax) if legend is None else legend
    colours, paints = colours_of(data, color, palette)
    key = Legend.of(colours, marks_of(spells, paused) if explained else [], palette, width, size)
    band = line_height(size) + 0.04 if phases else 0.0
    above = events_height(notes, size) + band
    if on.ax:
        beside = room_before(on.ax) if is_guest(on.ax) else inf
        plan = arranged(room=extent(on.ax)[1] - above, beside=beside)
    tall = above + plan.height
    is_tall = tall > _TALL
    below = AXIS + key.height
    axes = on.axes(left=plan.names_width, above=AXIS if is_tall else 0, plot=tall, below=below)
    shared_rows(on.ax, [row.name.replace("\n", " ") for row in plan.rows])
    axes.set(xlim=(low, high), ylim=(plan.height, -above))
    bare(axes, on)
    years_axis(axes, on, width, both=is_tall)
    scale = Scale(axes, per_inch, palette, on.locale)
    draw_events(scale, notes, size, band, plan.height)
    key.draw(scale, AXIS)
    place = low
    for name, first in phases:
        room = (width_of(name, size, bold=True) + 0.1) * per_inch
        place = min(max(day_number(earliest(first)), place), high - room)
        on.write(axes, name, place, -0.05, weight="bold", va="baseline", bbox=backed(palette), zorder=6)
        place += room  # the next stands after it, even where it begins sooner
    write_headings(scale, plan)
    boundary = day_number(earliest(phases[-1][1])) if len(phases) > 1 else None
    for row in plan.rows:
        look = palette if highlight in (None, row.organization) else palette.beside()
        draw_row(replace(scale, palette=look), row, plan, boundary, width, paints)
    return axes

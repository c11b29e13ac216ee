"""The rows of the timeline: a state's name, and the bars of its spells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.bars import (
    Scale,
    Spell,
    cell,
    draw_bar,
    draw_claims,
    draw_pause,
    draw_proofs,
    tagged,
)
from membership.charts.kit.labels import backed, dates_of, pause_label, write_dates, write_pause
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import Palette
from membership.charts.kit.rows import Arrangement, Row

_CLEAR = 3.0  # points between a name over its bar and the line of an event


def write_names(
    axes: Axes,
    plan: Arrangement,
    frame: pd.DataFrame,
    palette: Palette,
    looks: Sequence[Palette],
    width: float,
    low: float,
    per_inch: float,
    locale: str,
    stops: pd.DataFrame | None = None,
) -> None:
    """Write the name of each state at its row, with its dates where the names stand over the bars."""
    for text, y in plan.headings:
        axes.text(
            low, y, text, size=plan.name_size + 1, color=palette.ink, weight="bold", va="center", zorder=6
        )
    if not plan.names_above:
        axes.set_yticks([row.middle for row in plan.rows], [row.name for row in plan.rows])
        axes.tick_params(axis="y", labelsize=plan.name_size, labelcolor=palette.ink, pad=5)
        for label in axes.get_yticklabels():
            label.set_multialignment("right")
        return
    axes.set_yticks([])
    for row, look in zip(plan.rows, looks, strict=True):
        y = row.middle - plan.bar / 2 - 0.035
        for number, line in enumerate(reversed(row.lines)):
            axes.text(
                low,
                y - number * line_height(plan.name_size),
                line,
                size=plan.name_size,
                color=palette.ink,
                va="baseline",
                bbox=backed(palette, _CLEAR),
                zorder=2,
            )
        spells = [Spell.of(each, locale) for each in frame.iloc[list(row.spells)].itertuples()]
        free = width - width_of(row.lines[-1], plan.name_size) - 0.1
        paused = _spells(stops, _own(stops, row), locale) if stops is not None else []
        pauses = [(pause_label(cells), pause) for _, cells, pause in paused if pause.is_open]
        wordings = dates_of(spells, locale, pauses)
        shown = next((text for text in wordings if width_of(text, plan.date_size) <= free), "")
        axes.text(
            low + width * per_inch,
            y,
            shown,
            size=plan.date_size,
            color=look.member if pauses else palette.soft,
            ha="right",
            va="baseline",
            bbox=backed(palette, _CLEAR),
            zorder=2,
        )


def draw_row(
    scale: Scale,
    frame: pd.DataFrame,
    stops: pd.DataFrame | None,
    row: Row,
    plan: Arrangement,
    boundary: float | None,
    palette: Palette,
    locale: str,
    paints: Mapping[int, Palette],
) -> None:
    """Draw the spells of a state, those in `paints` in colours of their own, and the pauses in them."""
    drawn = _spells(frame, row.spells, locale)
    paused = _spells(stops, _own(stops, row), locale) if stops is not None else []
    breaks = [pause.first for _, _, pause in paused] + ([boundary] if boundary else [])
    low, high = scale.axes.get_xlim()
    taken = low
    for place, (number, cells, spell) in enumerate(drawn):
        stopped = any(pause.is_open for _, _, pause in paused)
        paint = paints.get(number, palette)
        with tagged(scale.axes, f"spell-{number}", row.name):
            draw_bar(scale, spell, row.middle, plan.bar, boundary=boundary, palette=paint, paused=stopped)
        draw_claims(scale, spell, row.middle, plan.bar, palette)
        draw_proofs(scale, cells, number, spell, row.middle, plan.bar)
        if not plan.names_above:
            free = (taken, drawn[place + 1][2].first if place + 1 < len(drawn) else high)
            size = plan.date_size
            taken = write_dates(
                scale, spell, row.middle, size, free=free, breaks=breaks, boundary=boundary, palette=paint
            )
    for number, cells, pause in paused:
        with tagged(scale.axes, f"pause-{number}", row.name):
            draw_pause(scale, pause, row.middle, plan.bar, palette)
        draw_claims(scale, pause, row.middle, plan.bar, palette)
        # Where a pause ends with the membership, the end of the spell leads to the one proof.
        ends = [cell(own, "end_fact") for _, own, _ in drawn]
        draw_proofs(scale, cells, number, pause, row.middle, plan.bar, kind="pause", without=ends)
        if not plan.names_above:
            write_pause(scale, cells, pause, [s for _, _, s in drawn], row.middle, plan.date_size, palette)


def _spells(frame: pd.DataFrame, numbers: Sequence[int], locale: str) -> list[tuple[int, Any, Spell]]:
    """Return the rows of these numbers, each with its spell, in order of time."""
    found = [(number, frame.iloc[number]) for number in numbers]
    return sorted(((n, cells, Spell.of(cells, locale)) for n, cells in found), key=lambda item: item[2].first)


def _own(stops: pd.DataFrame, row: Row) -> Sequence[int]:
    own = stops["state"] == row.state
    if "organization" in stops and row.organization:
        own &= stops["organization"] == row.organization
    return [int(number) for number in np.flatnonzero(own)]

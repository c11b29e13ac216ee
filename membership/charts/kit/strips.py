"""The rows of the timeline: a state's name, and the bars of its spells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

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


def write_headings(scale: Scale, plan: Arrangement) -> None:
    """Write the names of organizations over their rows, and those of states beside theirs."""
    axes, ink = scale.axes, scale.palette.ink
    look: dict[str, Any] = {"size": plan.name_size + 1, "color": ink, "weight": "bold", "va": "center"}
    for text, y in plan.headings:
        axes.text(axes.get_xlim()[0], y, text, zorder=6, **look)
    if plan.names_above:
        axes.set_yticks([])
        return
    axes.set_yticks([row.middle for row in plan.rows], [row.name for row in plan.rows])
    axes.tick_params(axis="y", labelsize=plan.name_size, labelcolor=ink, pad=5)
    for label in axes.get_yticklabels():
        label.set_multialignment("right")


def draw_row(
    scale: Scale,
    frame: pd.DataFrame,
    stops: pd.DataFrame | None,
    row: Row,
    plan: Arrangement,
    boundary: float | None,
    width: float,
    paints: Mapping[int, Palette],
) -> None:
    """Draw the spells of a state, those in `paints` in colours of their own, and the pauses in them."""
    drawn = _spells(frame, row.spells, scale.locale)
    paused = _spells(stops, _own(stops, row), scale.locale) if stops is not None else []
    if plan.names_above:
        _write_name(scale, row, plan, width, [s for _, _, s in drawn], paused)
    breaks = [pause.first for _, _, pause in paused] + ([boundary] if boundary else [])
    stopped = any(pause.is_open for _, _, pause in paused)
    taken, high = scale.axes.get_xlim()
    for place, (number, cells, spell) in enumerate(drawn):
        painted = replace(scale, palette=paints.get(number, scale.palette))
        with tagged(scale.axes, f"spell-{number}", row.name):
            draw_bar(painted, spell, row.middle, plan.bar, boundary=boundary, paused=stopped)
        draw_claims(scale, spell, row.middle, plan.bar)
        draw_proofs(scale, cells, number, spell, row.middle, plan.bar)
        if not plan.names_above:
            free = (taken, drawn[place + 1][2].first if place + 1 < len(drawn) else high)
            taken = write_dates(painted, spell, row.middle, plan.date_size, free, breaks, boundary)
    for number, cells, pause in paused:
        with tagged(scale.axes, f"pause-{number}", row.name):
            draw_pause(scale, pause, row.middle, plan.bar)
        draw_claims(scale, pause, row.middle, plan.bar)
        # Where a pause ends with the membership, the end of the spell leads to the one proof.
        ends = [cell(own, "end_fact") for _, own, _ in drawn]
        draw_proofs(scale, cells, number, pause, row.middle, plan.bar, kind="pause", without=ends)
        if not plan.names_above:
            write_pause(scale, cells, pause, [s for _, _, s in drawn], row.middle, plan.date_size)


def _write_name(
    scale: Scale,
    row: Row,
    plan: Arrangement,
    width: float,
    spells: Sequence[Spell],
    paused: Sequence[tuple[int, Any, Spell]],
) -> None:
    """Write the name of a state over its bars, and at the other end of the plot its dates."""
    (low, high), y = scale.axes.get_xlim(), row.middle - plan.bar / 2 - 0.035
    look: dict[str, Any] = {"va": "baseline", "bbox": backed(scale.palette, _CLEAR), "zorder": 2}
    for number, line in enumerate(reversed(row.lines)):
        above = y - number * line_height(plan.name_size)
        scale.axes.text(low, above, line, size=plan.name_size, color=scale.palette.ink, **look)
    free = width - width_of(row.lines[-1], plan.name_size) - 0.1
    pauses = [(pause_label(cells), pause) for _, cells, pause in paused if pause.is_open]
    wordings = dates_of(spells, scale.locale, pauses)
    shown = next((text for text in wordings if width_of(text, plan.date_size) <= free), "")
    colour = scale.palette.member if pauses else scale.palette.soft
    scale.axes.text(high, y, shown, size=plan.date_size, color=colour, ha="right", **look)


def _spells(frame: pd.DataFrame, numbers: Sequence[int], locale: str) -> list[tuple[int, Any, Spell]]:
    """Return the rows of these numbers, each with its spell, in order of time."""
    found = [(number, frame.iloc[number]) for number in numbers]
    return sorted(((n, cells, Spell.of(cells, locale)) for n, cells in found), key=lambda item: item[2].first)


def _own(stops: pd.DataFrame, row: Row) -> Sequence[int]:
    own = stops["state"] == row.state
    if "organization" in stops and row.organization:
        own &= stops["organization"] == row.organization
    return [int(number) for number in np.flatnonzero(own)]

"""The rows of the timeline: which a state stands in, how high they are, its name, the bars of its spells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
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
from membership.charts.kit.canvas import NARROW
from membership.charts.kit.labels import backed, dates_of, pause_label, write_dates, write_pause
from membership.charts.kit.lettering import filled, fitted, line_height, width_of
from membership.charts.kit.palette import Palette

# Rows of up to so many states: their pitch in inches, the size of names, and the size of dates.
_DENSITY = (
    (12, 0.40, 10.5, 9.5),
    (24, 0.32, 10, 9.2),
    (48, 0.26, 9.5, 9),
    (110, 0.2, 9, 9),
    (10**6, 0.17, 9, 9),
)
_BAR = 0.6
_WIDE_NAME, _NARROW_NAME = 3.0, 2.6  # longer names are cut off
_FOOT = 0.07  # for a bracket under the last bar
_CLEAR = 3.0  # points between a name over its bar and the line of an event


@dataclass(frozen=True)
class _Row:
    """A state's row: where its middle is, in inches below the top of the plot, and its spells."""

    organization: str
    state: Any
    name: str
    middle: float
    spells: tuple[int, ...]

    @property
    def lines(self) -> list[str]:
        """The lines of its name."""
        return self.name.split("\n")


@dataclass(frozen=True)
class Arrangement:
    """All rows of a chart, with the measures that fit their number. Lengths are in inches."""

    rows: tuple[_Row, ...]
    headings: tuple[tuple[str, float], ...]
    height: float
    bar: float
    name_size: float
    date_size: float
    names_above: bool

    @property
    def names_width(self) -> float:
        """Room that the names need to the left of the plot."""
        if self.names_above:
            return 0.0
        return max(width_of(line, self.name_size) for row in self.rows for line in row.lines) + 0.1


def arrange(
    frame: pd.DataFrame,
    names: Mapping[Any, str],
    *,
    headings: Mapping[str, str],
    narrow: bool,
    room: float | None = None,
    order: Sequence[Any] = (),
) -> Arrangement:
    """Return the rows of a bounded frame: states still in, by the day they joined; then those that left.

    Several organizations are set apart, each under its name in `headings`. A name that is too wide for a
    line stands in several; on a phone (`narrow`) names stand over their bars. `room` is the height in inches
    that the rows must do with. States in `order`, by code or name, stand first; one that the frame lacks is
    refused.
    """
    groups = _groups(frame, _places(order, names))
    count = sum(len(states) for _, states in groups)
    _, pitch, name_size, date_size = next(step for step in _DENSITY if count <= step[0])
    lead = foot = 0.0
    if narrow:
        name_size, date_size = min(name_size, NARROW.label), min(date_size, NARROW.small)
        lead = line_height(name_size)
        foot = _foot(frame)
        pitch = lead + max(pitch * 0.55, 0.1) + foot
    heading = 0.34 if len(groups) > 1 else 0.0
    widest = _NARROW_NAME if narrow else _WIDE_NAME
    broken = {state: _lines(name, widest, name_size) for state, name in names.items()}
    if room is not None:
        pitch = min(pitch, max(room - heading * len(groups), 0.05) / max(count, 1))
        if not narrow:  # names and dates fit into the rows that there is room for
            most = max(map(len, broken.values()))
            name_size, date_size = (min(size, pitch / 1.32 / most * 72) for size in (name_size, date_size))
    rows, titles, y = [], [], 0.0
    for organization, states in groups:
        if heading:
            titles.append((headings.get(organization, organization), y + heading * 0.62))
            y += heading
        for state, spells in states:
            more = (len(broken[state]) - 1) * line_height(name_size) if room is None or narrow else 0.0
            above = lead + more if narrow else more / 2
            middle = y + above + (pitch - lead - foot) / 2
            rows.append(_Row(organization, state, "\n".join(broken[state]), middle, spells))
            y += pitch + more
    bar = (pitch - lead - foot) * (_BAR if not narrow else 0.72)
    return Arrangement(tuple(rows), tuple(titles), y + _FOOT, bar, name_size, date_size, narrow)


def _foot(frame: pd.DataFrame) -> float:
    """Return the room that marks of dispute need under a bar: none, for a bracket, or for a "?"."""
    nothing = pd.Series("", index=frame.index)
    bracketed, asked = nothing.ne(""), nothing.ne("")
    for end in ("start", "end"):
        others, disputed = (
            ~frame.get(f"{end}_{what}", nothing).isin(["", False, None]) for what in ("others", "disputed")
        )
        bracketed, asked = bracketed | others, asked | (disputed & ~others)
    return _FOOT + 0.06 if asked.any() else _FOOT if bracketed.any() else 0.0


def _lines(name: str, width: float, size: float) -> list[str]:
    """Return a name in lines of a width; a word that is wider is cut off."""
    return [fitted(line, width, size) for line in filled(name, width, size)] or [""]


def _places(order: Sequence[Any], names: Mapping[Any, str]) -> dict[Any, int]:
    known = {name: state for state, name in names.items()} | {str(state): state for state in names}
    if strange := [one for one in order if str(one) not in known]:
        raise ValueError(
            f"order: {strange[0]!r} is no state of the frame; it has {', '.join(names.values())}"
        )
    return {known[str(one)]: place for place, one in enumerate(order)}


def _groups(
    frame: pd.DataFrame, places: Mapping[Any, int]
) -> list[tuple[str, list[tuple[Any, tuple[int, ...]]]]]:
    owner = frame["organization"] if "organization" in frame else pd.Series("", index=frame.index)
    groups = []
    for organization in owner.unique():
        own = np.flatnonzero((owner == organization).to_numpy())
        by_state = pd.Series(own).groupby(frame["state"].to_numpy()[own], sort=False).apply(tuple)
        ordered = sorted(
            by_state.items(),
            key=lambda item: (places.get(item[0], len(places)), _precedence(frame, item[1])),
        )
        groups.append((str(organization), ordered))
    return groups


def _precedence(frame: pd.DataFrame, spells: tuple[int, ...]) -> tuple[Any, ...]:
    own = frame.iloc[list(spells)]
    joined, name = own["start_earliest"].min(), str(own["name"].iloc[0])
    if own["end_latest"].isna().any():
        return (0, 0, joined, name)
    return (1, -own["end_latest"].max().asm8.astype("int64"), joined, name)


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
    row: _Row,
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
    row: _Row,
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


def _own(stops: pd.DataFrame, row: _Row) -> Sequence[int]:
    own = stops["state"] == row.state
    if "organization" in stops and row.organization:
        own &= stops["organization"] == row.organization
    return [int(number) for number in np.flatnonzero(own)]

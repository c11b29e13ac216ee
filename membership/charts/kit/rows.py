"""Which row a state stands in, how high the rows are, and which years the axis names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.canvas import NARROW, day_number, sheet
from membership.charts.kit.lettering import fitted, line_height, width_of
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


@dataclass(frozen=True)
class Row:
    """A state's row: where its middle is, in inches below the top of the plot, and its spells."""

    organization: str
    state: Any
    name: str
    middle: float
    spells: tuple[int, ...]


@dataclass(frozen=True)
class Arrangement:
    """All rows of a chart, with the measures that fit their number. Lengths are in inches."""

    rows: tuple[Row, ...]
    headings: tuple[tuple[str, float], ...]
    height: float
    bar: float
    name_size: float
    date_size: float
    names_above: bool

    @property
    def names_width(self) -> float:
        """Room that the names need to the left of the plot."""
        return 0.0 if self.names_above else max(width_of(row.name, self.name_size) for row in self.rows) + 0.1


def arrange(
    frame: pd.DataFrame,
    names: Mapping[Any, str],
    *,
    headings: Mapping[str, str],
    narrow: bool,
    room: float | None = None,
) -> Arrangement:
    """Return the rows of `frame`: states still in first, by the day they joined; then those that left.

    Parameters
    ----------
    frame : DataFrame
        From `membership.intervals.bounds.bounded`; several organizations are set apart.
    names : mapping
        What each state is called.
    headings : mapping of str to str
        What each organization is headed by, where there are several.
    narrow : bool
        Names above their bars instead of to the left of them.
    room : float, optional
        Inches that the rows must do with.
    """
    groups = _groups(frame)
    count = sum(len(states) for _, states in groups)
    _, pitch, name_size, date_size = next(step for step in _DENSITY if count <= step[0])
    lead = foot = 0.0
    if narrow:
        name_size, date_size = min(name_size, NARROW.label), min(date_size, NARROW.small)
        lead = line_height(name_size)
        foot = _foot(frame)
        pitch = lead + max(pitch * 0.55, 0.1) + foot
    heading = 0.34 if len(groups) > 1 else 0.0
    if room is not None:
        pitch = min(pitch, max(room - heading * len(groups), 0.05) / max(count, 1))
    rows, titles, y = [], [], 0.0
    for organization, states in groups:
        if heading:
            titles.append((headings.get(organization, organization), y + heading * 0.62))
            y += heading
        for state, spells in states:
            middle = y + lead + (pitch - lead - foot) / 2
            name = fitted(names[state], _NARROW_NAME if narrow else _WIDE_NAME, name_size)
            rows.append(Row(organization, state, name, middle, spells))
            y += pitch
    bar = (pitch - lead - foot) * (_BAR if not narrow else 0.72)
    return Arrangement(tuple(rows), tuple(titles), y + _FOOT, bar, name_size, date_size, narrow)


def _foot(frame: pd.DataFrame) -> float:
    """Return the room that marks of dispute need under a bar: none, for a bracket, or for a "?"."""

    def said(column: str) -> pd.Series:
        told = frame[column] if column in frame else pd.Series("", index=frame.index)
        return ~told.isin(["", False, None])

    others, disputed = (
        said("start_others") | said("end_others"),
        said("start_disputed") | said("end_disputed"),
    )
    if (disputed & ~(said("start_others") & said("end_others"))).any():
        return _FOOT + 0.06
    return _FOOT if (others | disputed).any() else 0.0


def _groups(frame: pd.DataFrame) -> list[tuple[str, list[tuple[Any, tuple[int, ...]]]]]:
    owner = frame["organization"] if "organization" in frame else pd.Series("", index=frame.index)
    groups = []
    for organization in owner.unique():
        own = np.flatnonzero((owner == organization).to_numpy())
        by_state = pd.Series(own).groupby(frame["state"].to_numpy()[own], sort=False).apply(tuple)
        groups.append(
            (str(organization), sorted(by_state.items(), key=lambda item: _precedence(frame, item[1])))
        )
    return groups


def _precedence(frame: pd.DataFrame, spells: tuple[int, ...]) -> tuple[Any, ...]:
    own = frame.iloc[list(spells)]
    joined, name = own["start_earliest"].min(), str(own["name"].iloc[0])
    if own["end_latest"].isna().any():
        return (0, 0, joined, name)
    return (1, -own["end_latest"].max().value, joined, name)


def years_axis(
    axes: Axes, first: pd.Timestamp, last: pd.Timestamp, width: float, palette: Palette, size: float
) -> None:
    """Rule the axes by years, as many as have room for their numbers, from `first` to `last`."""
    span = (last - first).days / 365.25
    each = width_of("2000", size) + 0.28
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100) if span / s * each <= width), 200)
    years = range(-(-first.year // step) * step, last.year + 1, step)
    places = [day_number(pd.Timestamp(year, 1, 1)) for year in years]
    kept = [
        (place, year)
        for place, year in zip(places, years, strict=True)
        if day_number(first) <= place <= day_number(last)
    ]
    axes.set_xticks([place for place, _ in kept], [str(year) for _, year in kept])
    _keep_on_page(axes, [place for place, _ in kept], width, size)
    axes.set_label("time")
    axes.grid(axis="x", color=palette.grid, linewidth=0.8)
    axes.set_axisbelow(True)


def _keep_on_page(axes: Axes, places: list[float], width: float, size: float) -> None:
    """Move the number of a year that would leave the page to the inner side of its line."""
    low, high = axes.get_xlim()
    page = sheet(axes).get_size_inches()[0]
    half, left = width_of("2000", size) / 2, axes.get_position().x0 * page
    for place, label in zip(places, axes.get_xticklabels(), strict=True):
        x = left + (place - low) / (high - low) * width
        label.set_horizontalalignment("left" if x < half else "right" if x > page - half else "center")

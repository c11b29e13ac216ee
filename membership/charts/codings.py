"""Our spells over those of several data sets, state by state: what they share, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.bars import Scale, draw_bar, draw_proofs, spells_of
from membership.charts.kit.canvas import ARROW, AXIS, Canvas, day_number, years_down, years_span
from membership.charts.kit.composition import shared_span
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import HATCH
from membership.charts.kit.request import SPELLS, chart, spells_to_draw
from membership.intervals.bounds import Day, as_day
from membership.intervals.dates import day_after, latest

_ROW, _APART, _OURS, _THEIRS = 0.15, 0.1, 0.12, 0.075
_NAME = 1.9  # longer names are cut off; bold ones are wider than measured
_LETTERS = [*ascii_lowercase, *(f"{one}{two}" for one in ascii_lowercase for two in ascii_lowercase)]


@chart(ours=SPELLS, coded=("dataset", "state", "start", "end", "cut_off"))
def codings_chart(on: Canvas, ours: Any, coded: Any, *, until: Day | None = None, here: str = "here") -> Axes:
    """Draw each state's spells as a bar, and under it a line for each data set that codes the state.

    Where a data set has a member and we have none, its line is hatched; where we have one and it has
    none, dotted.

    Parameters
    ----------
    ours : DataFrame
        Columns as for `timeline`.
    coded : DataFrame
        dataset, state, name, start, end (last day or year; empty while open at the cut-off), cut_off, and
        if there is one, status, which is written where it is not the data set's usual one.
    here : str, default "here"
        What our own bars are called.

    Returns
    -------
    Axes
        In years across, and down in inches.

    Examples
    --------
    >>> ours = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": ["1999-04-21"]})
    >>> coded = pd.DataFrame({"dataset": ["D"], "state": ["A"], "name": ["A"], "start": ["1992"], "end": [""],
    ...                       "cut_off": ["2016"]})
    >>> [text.get_text() for text in codings_chart(ours, coded, until="2020-01-01").texts]
    ['A', 'here', 'D']
    """
    if coded.empty:
        raise ValueError("coded: the frame has no rows, so there is nothing to compare")
    theirs, type_ = _spells(coded, ours["until"].max()), on.type_
    datasets = list(dict.fromkeys(coded["dataset"]))
    short = _LETTERS if on.narrow else [fitted(name, _NAME, type_.small) for name in datasets]
    labels = dict(zip(datasets, short, strict=False))
    both = pd.concat([ours.sort_values(["start_earliest", "name"]), theirs.sort_values("name")])
    called = state_names(both, on.locale).items()
    states = {state: fitted(name, _NAME, type_.label * 1.15) for state, name in called}
    left = 0.1 + max(width_of(word, type_.small) for word in (here, *labels.values()))
    lead = 0.0
    if on.narrow:
        lead = line_height(type_.label)
        key = "; ".join(f"{label}: {name}" for name, label in labels.items())
        on = replace(on, subtitle=". ".join(filter(None, [on.subtitle, key])))
    else:
        left += 0.15 + max(width_of(name, type_.label, bold=True) for name in states.values())
    width = on.room(left)
    low, high = shared_span(on.ax, *years_span(both, width))
    codings = dict(iter(theirs.groupby(["state", "dataset"])))
    lines = {state: [name for name in datasets if (state, name) in codings] for state in states}
    height = sum(lead + _ROW * (1 + len(names)) + _APART for names in lines.values())
    axes = on.axes(left=left, plot=height, below=AXIS)
    years_down(axes, on, (low, high), height, width)
    ledger = _Ledger(on, Scale(axes, (high - low) / width, on.palette, on.locale))
    y = 0.0
    for state, name in states.items():
        ledger.write(name, -left, y + (lead or _ROW) * 0.5, size=type_.label, weight="bold")
        y += lead
        own = ours[ours["state"] == state]
        ledger.bars(own, here, y + _ROW / 2)
        for place, dataset in enumerate(lines[state], start=1):
            ledger.line(codings[state, dataset], own, labels[dataset], y + (place + 0.5) * _ROW)
        y += _ROW * (1 + len(lines[state])) + _APART
    return axes


def _spells(coded: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return the spells of the data sets; `aside` is a status that is not what a data set mostly codes."""
    stops = [as_day(latest(text)) if text else until for text in coded["cut_off"]]
    first_out = [day_after(end) if end else "" for end in coded["end"]]
    # Overlapping rows are one bar if they are of one data set; a data set has but one definition.
    apart = coded.assign(organization=coded["dataset"], end=first_out, until=stops)
    spells = spells_to_draw(apart.drop(columns="definition", errors="ignore"), None)
    status = spells.get("status", pd.Series("", index=spells.index))
    usual = status.groupby(spells["dataset"]).transform(lambda own: own.mode().iloc[0])
    return spells.assign(aside=status.where(status != usual, ""))


@dataclass(frozen=True)
class _Ledger:
    """Draws the rows of a state."""

    on: Canvas
    scale: Scale

    def bars(self, own: pd.DataFrame, label: str, y: float) -> None:
        """Draw our spells, each end a link to its proof if the frame has its address."""
        self.write(label, -0.06, y, ha="right")
        if own.empty:
            self.write("none", 0.06, y)
        for spell in spells_of(own, self.on.locale):
            draw_bar(self.scale, spell, y, _OURS)
            draw_proofs(self.scale, spell, y, _OURS)

    def line(self, coded: pd.DataFrame, own: pd.DataFrame, label: str, y: float) -> None:
        """Draw the spells of a data set, and where they part from ours."""
        axes, palette = self.scale.axes, self.on.palette
        self.write(label, -0.06, y, ha="right", color=palette.soft)
        grey = replace(self.scale, palette=replace(palette, member=palette.soft, early=palette.grid))
        theirs, ours = (spells_of(frame, self.on.locale) for frame in (coded, own))
        aside: dict[str, Any] = {"facecolor": palette.paper, "edgecolor": palette.dispute, "hatch": HATCH}
        for spell, status in zip(theirs, coded["aside"], strict=True):
            if status:
                x = (spell.last - axes.get_xlim()[0]) / self.scale.per_inch + ARROW + 0.04
                self.write(status, x, y, color=palette.soft)
            draw_bar(grey, spell, y, _THEIRS)
            for start, end in _without((spell.start, spell.end), [(o.first, o.last) for o in ours]):
                part = (start, y - _THEIRS / 2), end - start, _THEIRS
                axes.add_patch(Rectangle(*part, linewidth=0.8, zorder=4, **aside))
        limit = day_number(coded["until"].max())
        dotted: dict[str, Any] = {"color": palette.dispute, "linewidth": 1.3, "linestyle": (0, (1, 1.2))}
        for spell in ours:
            run = spell.start, min(spell.end, limit)
            for start, end in _without(run, [(t.first, t.last) for t in theirs]):
                axes.plot([start, end], [y, y], zorder=3, **dotted)

    def write(self, text: str, inches: float, y: float, **look: Any) -> None:
        """Write so many inches from the axis."""
        axes = self.scale.axes
        self.on.write(axes, text, axes.get_xlim()[0] + inches * self.scale.per_inch, y, **look)


def _without(
    run: tuple[float, float], others: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    """Yield the parts of a run that none of the others covers."""
    start, end = run
    for first, last in sorted(others):
        if start < min(first, end):
            yield start, min(first, end)
        start = max(start, last)
    if start < end:
        yield start, end

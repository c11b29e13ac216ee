"""Our spells over those of several data sets, state by state: what they share, and where they part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from string import ascii_lowercase
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.arguments import Size
from membership.charts.kit.bars import ARROW, Scale, Spell, draw_bar, draw_proofs
from membership.charts.kit.canvas import NARROW, WIDE, Type, bare, day_number, day_of, extent, page, style
from membership.charts.kit.composition import shared_span
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import HATCH, LIGHT, Palette
from membership.charts.kit.request import SPELLS, chart, spells_to_draw
from membership.charts.kit.rows import years_axis
from membership.intervals.bounds import Day, as_day
from membership.intervals.dates import day_after, latest

_AXIS = 0.26
_ROW, _APART, _OURS, _THEIRS = 0.15, 0.1, 0.12, 0.075
_NAME = 1.9  # longer names are cut off; bold ones are wider than measured


@chart(ours=SPELLS, coded=("dataset", "state", "start", "end", "cut_off"))
def codings_chart(
    ours: Any,
    coded: Any,
    *,
    until: Day | None = None,
    here: str = "here",
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
    until : day, optional
        Where our open bars stop.
    here : str, default "here"
        What our own bars are called.
    title, subtitle, source, palette, locale, narrow, figsize, ax, **columns
        As for `timeline`.

    Raises
    ------
    ValueError
        If either frame has no rows.

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
    mine = ours
    stops = [as_day(latest(text)) if text else mine["until"].max() for text in coded["cut_off"]]
    first_out = [day_after(end) if end else "" for end in coded["end"]]
    theirs = spells_to_draw(coded.assign(end=first_out, until=stops), None, palette)
    theirs["aside"] = _asides(theirs)
    datasets = list(dict.fromkeys(coded["dataset"]))
    short = [fitted(name, _NAME, WIDE.small) for name in datasets]
    labels = dict(zip(datasets, _letters(len(datasets)) if narrow else short, strict=True))
    type_ = NARROW if narrow else WIDE
    states = {
        state: fitted(name, _NAME, type_.label * 1.15)
        for state, name in _states(mine, theirs, locale).items()
    }
    with style():
        left = type_.margin + 0.1 + max(width_of(word, type_.small) for word in (here, *labels.values()))
        if not narrow:
            left += 0.15 + max(width_of(name, type_.label, bold=True) for name in states.values())
        width = extent(ax)[0] if ax else type_.width - left - type_.margin
        first = min(mine["start_earliest"].min(), theirs["start_earliest"].min())
        low = day_number(pd.Timestamp(first.year, 1, 1))
        span = day_number(max(mine["until"].max(), theirs["until"].max())) - low
        low, high = shared_span(ax, low, low + span * width / (width - ARROW - 0.01))
        key = "; ".join(f"{labels[name]}: {name}" for name in datasets) if narrow else ""
        rows = {state: [name for name in datasets if _own(theirs, state, name).any()] for state in states}
        lead = line_height(type_.label) if narrow else 0.0
        height = sum(lead + _ROW * (1 + len(names)) + _APART for names in rows.values())
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=". ".join(filter(None, [subtitle, key])),
            source=source,
            left=left,
            right=type_.margin,
            above=0,
            plot=height,
            below=_AXIS,
        )
        axes.set_xlim(low, high)
        axes.set_ylim(height, 0)
        bare(axes, palette, type_.small)
        axes.set_yticks([])
        years_axis(axes, day_of(low), day_of(high), width, palette, type_.small)
        ledger = _Ledger(Scale(axes, (high - low) / width), type_, palette, type_.margin - left, locale)
        y = 0.0
        for state, name in states.items():
            ledger.head(name, y + (lead or _ROW) * 0.5)
            y += lead
            own = mine[mine["state"] == state]
            ledger.bars(own, here, y + _ROW / 2)
            for place, dataset in enumerate(rows[state], start=1):
                ledger.line(
                    theirs[_own(theirs, state, dataset)], own, labels[dataset], y + (place + 0.5) * _ROW
                )
            y += _ROW * (1 + len(rows[state])) + _APART
    return axes


def _letters(count: int) -> list[str]:
    """Return a, b, c and so on, and after z aa, ab, ac.

    Examples
    --------
    >>> _letters(28)[-2:]
    ['aa', 'ab']
    """
    tens = ["", *ascii_lowercase]
    return [f"{tens[number // 26]}{ascii_lowercase[number % 26]}" for number in range(count)]


def _asides(theirs: pd.DataFrame) -> pd.Series:
    """Return the status of each spell that is not what its data set mostly codes, "" for the others."""
    if "status" not in theirs:
        return pd.Series("", index=theirs.index)
    usual = theirs.groupby("dataset")["status"].transform(lambda status: status.mode().iloc[0])
    return theirs["status"].where(theirs["status"] != usual, "")


def _own(theirs: pd.DataFrame, state: Any, dataset: str) -> pd.Series:
    return (theirs["state"] == state) & (theirs["dataset"] == dataset)


def _states(mine: pd.DataFrame, theirs: pd.DataFrame, locale: str) -> dict[Any, str]:
    """Return the names of the states that we have, by their first day, and then of those we have not."""
    ordered = [mine.sort_values(["start_earliest", "name"]), theirs.sort_values("name")]
    return {state: name for frame in ordered for state, name in state_names(frame, locale).items()}


@dataclass(frozen=True)
class _Ledger:
    """Draws the rows of a state; `edge` is where its name stands, in inches from the axis."""

    scale: Scale
    type_: Type
    palette: Palette
    edge: float
    locale: str

    def head(self, name: str, y: float) -> None:
        """Write the name of a state."""
        self._write(name, self.edge, y, self.type_.label, self.palette.ink, weight="bold", ha="left")

    def bars(self, own: pd.DataFrame, label: str, y: float) -> None:
        """Draw our spells, each end a link to its proof if the frame has its address."""
        self._write(label, -0.06, y, self.type_.small, self.palette.ink, ha="right")
        if own.empty:
            self._write("none", 0.06, y, self.type_.small, self.palette.ink, ha="left")
        for row in own.itertuples():
            spell = Spell.of(row, self.locale)
            draw_bar(self.scale, spell, y, _OURS, boundary=None, palette=self.palette)
            draw_proofs(self.scale, row, int(row.Index), spell, y, _OURS)

    def line(self, coded: pd.DataFrame, own: pd.DataFrame, label: str, y: float) -> None:
        """Draw the spells of a data set, and where they part from ours."""
        self._write(label, -0.06, y, self.type_.small, self.palette.soft, ha="right")
        grey = replace(self.palette, member=self.palette.soft, early=self.palette.grid)
        theirs = [Spell.of(row, self.locale) for row in coded.itertuples()]
        limit = day_number(coded["until"].max())
        ours = [Spell.of(row, self.locale) for row in own.itertuples()]
        for spell, aside in zip(theirs, coded["aside"], strict=True):
            if aside:
                x = (spell.last - self.scale.axes.get_xlim()[0]) / self.scale.per_inch + ARROW + 0.04
                self._write(aside, x, y, self.type_.small, self.palette.soft, ha="left")
            draw_bar(self.scale, spell, y, _THEIRS, boundary=None, palette=grey)
            for start, end in _without((spell.start, spell.end), [(o.first, o.last) for o in ours]):
                self.scale.axes.add_patch(
                    Rectangle(
                        (start, y - _THEIRS / 2),
                        end - start,
                        _THEIRS,
                        facecolor=self.palette.paper,
                        edgecolor=self.palette.dispute,
                        linewidth=0.8,
                        hatch=HATCH,
                        zorder=4,
                    )
                )
        for spell in ours:
            for start, end in _without(
                (spell.start, min(spell.end, limit)), [(t.first, t.last) for t in theirs]
            ):
                self.scale.axes.plot(
                    [start, end],
                    [y, y],
                    color=self.palette.dispute,
                    linewidth=1.3,
                    linestyle=(0, (1, 1.2)),
                    zorder=3,
                )

    def _write(self, text: str, inches: float, y: float, size: float, colour: str, **words: Any) -> None:
        low = self.scale.axes.get_xlim()[0]
        x = low + inches * self.scale.per_inch
        self.scale.axes.text(x, y, text, size=size, color=colour, va="center_baseline", **words)


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

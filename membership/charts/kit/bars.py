"""One spell as a bar: its phases, its soft and disputed ends, its pauses and its proofs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from math import nan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch, Polygon, Rectangle

from membership.charts.kit.canvas import ARROW, day_number
from membership.charts.kit.language import date_label
from membership.charts.kit.palette import HATCH, Palette
from membership.intervals.dates import earliest, latest, words
from membership.intervals.frames import written

_TARGET = 0.13
_ASKED = 9
_CAPS_APART = 0.04
_SHORTEST = 0.05  # a bracket that is shorter would be a blot
_LIFT = (nan, nan)  # the pen, between two strokes of one line


@dataclass(frozen=True)
class Scale:
    """The axes that bars are drawn on, how many of its units (days) an inch is, the colours, the language."""

    axes: Axes
    per_inch: float
    palette: Palette
    locale: str


@dataclass(frozen=True)
class Spell:
    """A row of a bounded frame in the units of the axes: what is certain of it, what is possible, its words.

    From `in_doubt` on, if that is a day, nobody knows whether it has begun, or whether it is over.
    """

    row: Any
    first: float
    start: float
    end: float
    last: float
    in_doubt: float
    is_open: bool
    begins: str
    ends: str
    years: tuple[str, str]
    known_as: str
    others: tuple[float, ...]
    doubted: tuple[float, ...]

    @classmethod
    def of(cls, row: Any, locale: str) -> Spell:
        """Return the spell of a row, as `itertuples` gives it."""
        first, start, end, last = row.start_earliest, row.start_latest, row.end_earliest, row.end_latest
        if is_open := pd.isna(last):
            # What is known ends there, even where the caller's frame knows of nothing later than a start.
            last = max(row.until, first if pd.isna(start) else start)
            end = last if pd.isna(end) else end
        in_doubt = day_number(end) if is_open and end < last else nan
        if pd.isna(start):
            start = end = first
            in_doubt = day_number(first)
        begins, ends = (_cell(row, f"{name}_shown") or _cell(row, name) for name in ("start", "end"))
        bounds = (("start", first), ("end", end))
        return cls(
            row=row,
            first=day_number(first),
            start=day_number(start),
            end=day_number(end),
            last=day_number(last),
            in_doubt=in_doubt,
            is_open=is_open,
            begins=date_label(begins, locale) if begins else "?",
            ends=date_label(ends, locale) if ends else "",
            years=(begins[:4] or "?", ends[:4]),
            known_as=_cell(row, "known_as") if locale.startswith("en") else "",
            others=tuple(day for name, ours in bounds for day in _claims(_cell(row, f"{name}_others"), ours)),
            doubted=tuple(
                day_number(day)
                for name, day in bounds
                if getattr(row, f"{name}_disputed", False) and not _cell(row, f"{name}_others")
            ),
        )

    @property
    def label(self) -> str:
        """What a pause is called: its ``label``, or else the action that began it."""
        return self.cell("label") or self.cell("start_action")

    def cell(self, column: str) -> str:
        """Return the text in a column that the frame may lack, "" where it is missing or the column is."""
        return _cell(self.row, column)


def spells_of(frame: pd.DataFrame, locale: str) -> list[Spell]:
    """Return the spells of a bounded frame, one a row."""
    return [Spell.of(row, locale) for row in frame.itertuples()]


def _cell(row: Any, column: str) -> str:
    return written(getattr(row, column, ""))


def _claims(others: str, ours: pd.Timestamp) -> Iterator[float]:
    """Yield the other dates claimed, each read as far from ours as it allows."""
    for text in filter(None, others.split(";")):
        reading = earliest(text) if pd.Timestamp(earliest(text)) < ours else latest(text)
        yield day_number(reading)


def draw_bar(
    scale: Scale,
    spell: Spell,
    middle: float,
    height: float,
    *,
    boundary: float | None = None,
    paused: bool = False,
    label: str = "",
) -> None:
    """Draw a spell: what is certain as a block, what is possible as a taper, an arrow while it is open.

    What is in doubt is a dashed outline: no day of it is likelier than another. With a `label` its parts are
    found in an SVG and by `findobj`: the first has the id "spell-" and its number, the next "-1" after that.
    """
    for place, patch in enumerate(_parts(scale, spell, middle, height, boundary, paused)):
        if label:
            patch.set(label=label, gid=f"spell-{spell.row.Index}{f'-{place}' if place else ''}")
        scale.axes.add_patch(patch)


def _parts(
    scale: Scale, spell: Spell, middle: float, height: float, boundary: float | None, paused: bool
) -> Iterator[Patch]:
    low, high, palette = middle - height / 2, middle + height / 2, scale.palette
    look: dict[str, Any] = {"edgecolor": palette.member, "linewidth": 0.8, "zorder": 3}
    if spell.in_doubt < spell.last:
        span = (spell.in_doubt, low), spell.last - spell.in_doubt, height
        yield Rectangle(*span, facecolor=palette.paper, linestyle=(0, (2, 2)), **look)
        if spell.in_doubt <= spell.start:
            return
        spell = replace(spell, last=spell.end, is_open=False)
    if spell.start >= spell.end:
        peak = (min(spell.start, spell.last) + max(spell.end, spell.first)) / 2
        corners = [(spell.first, middle), (peak, low), (spell.last, middle), (peak, high)]
        yield Polygon(corners, facecolor=palette.early, **look)
        return
    turn = spell.start if boundary is None else min(max(boundary, spell.start), spell.end)
    for first, last, colour in ((spell.start, turn, palette.early), (turn, spell.end, palette.member)):
        if first < last:
            yield Rectangle((first, low), last - first, height, facecolor=colour, **look)
    for tip, base in ((spell.first, spell.start), (spell.last, spell.end)):
        if tip != base:
            yield Polygon([(tip, middle), (base, low), (base, high)], facecolor=palette.early, **look)
    if spell.is_open:
        arrow = [(spell.end, low), (spell.end + ARROW * scale.per_inch, middle), (spell.end, high)]
        yield Polygon(arrow, facecolor=palette.paper if paused else palette.member, **look)


def draw_pause(scale: Scale, pause: Spell, middle: float, height: float, label: str) -> None:
    """Hatch the part of a bar in which the member had stopped taking part."""
    span = (pause.first, middle - height / 2), pause.last - pause.first, height
    look: dict[str, Any] = {"facecolor": scale.palette.paper, "edgecolor": scale.palette.member}
    look |= {"gid": f"pause-{pause.row.Index}", "label": label}
    scale.axes.add_patch(Rectangle(*span, linewidth=0.8, hatch=HATCH, zorder=4, **look))


def draw_claims(scale: Scale, spell: Spell, middle: float, height: float) -> None:
    """Draw, under the bar, a bracket from a disputed end to the other dates given, or a "?" if none is.

    A date beyond the axis is an arrow at its edge; of caps that would run into each other one is drawn, and
    of a bracket that would be a blot, none.
    """
    y, cap, axes, colour = middle + height / 2 + 0.04, 0.025, scale.axes, scale.palette.dispute
    line: dict[str, Any] = {"color": colour, "linewidth": 1.2, "zorder": 5}
    strokes: list[tuple[float, float]] = []
    capped: list[float] = []
    low, high = axes.get_xlim()
    for other in spell.others:
        nearer_start = abs(other - spell.start) <= abs(other - spell.end)
        ours = spell.start if spell.is_open or nearer_start else spell.end
        if abs(other - ours) < _SHORTEST * scale.per_inch:
            continue
        reach = min(max(other, low), high)
        strokes += [(ours, y), (reach, y), _LIFT]
        if reach != other:
            axes.plot([reach], [y], marker="<" if other < reach else ">", markersize=4, **line, clip_on=False)
        elif all(abs(other - place) >= _CAPS_APART * scale.per_inch for place in capped):
            strokes += [(other, y - cap), (other, y + cap), _LIFT]
            capped.append(other)
    if strokes:
        axes.plot(*zip(*strokes, strict=True), **line, solid_capstyle="butt")
    mark: dict[str, Any] = {"size": _ASKED, "weight": "bold", "ha": "center", "va": "center", "zorder": 6}
    for place in spell.doubted:
        axes.text(place, y + 0.04, "?", color=colour, **mark)


def draw_proofs(
    scale: Scale,
    spell: Spell,
    middle: float,
    height: float,
    kind: str = "spell",
    without: Collection[str] = (),
) -> None:
    """Lay an invisible link over each end whose proof is known, but for the facts in `without`.

    The proof is the address in a column ``start_url`` or ``end_url``, or else ``#fact-ID`` for the fact in
    ``start_fact`` or ``end_fact``. Its label says whose end it is, what happened and when.
    """
    across = _TARGET * scale.per_inch
    reach = min(across, max((spell.last - spell.first) / 2, 0.02 * scale.per_inch))
    who = ", ".join(filter(None, (spell.cell("name") or spell.cell("state"), spell.cell("organization"))))
    for end, left in (("start", spell.first - across), ("end", spell.last - reach)):
        fact = spell.cell(f"{end}_fact")
        address = spell.cell(f"{end}_url") or (f"#fact-{fact}" if fact and fact not in without else "")
        if address:
            date = spell.cell(f"{end}_shown") or spell.cell(end)
            name = f"{who}: {spell.cell(f'{end}_action') or end} {words(date) if date else ''}".rstrip()
            corner, gid = (left, middle - height / 2 - 0.02), f"{kind}-{spell.row.Index}-{end}"
            lay_link(scale.axes, corner, across + reach, height + 0.04, url=address, gid=gid, name=name)


def lay_link(
    axes: Axes, corner: tuple[float, float], width: float, height: float, *, url: str, gid: str, name: str
) -> None:
    """Lay what takes the pointer and is not seen; its label, which no legend lists, says where it leads."""
    look: dict[str, Any] = {"facecolor": "#000000", "alpha": 0, "zorder": 9}
    axes.add_patch(Rectangle(corner, width, height, url=url, gid=gid, label=f"_{name}", **look))

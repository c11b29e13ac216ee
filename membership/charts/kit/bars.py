"""One spell as a bar: its phases, its soft and disputed ends, its pauses and its proofs."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle

from membership.charts.kit.canvas import ARROW, day_number
from membership.charts.kit.language import date_label
from membership.charts.kit.palette import HATCH, Palette
from membership.intervals.dates import earliest, latest, words
from membership.intervals.frames import written

_TARGET = 0.13
_ASKED = 9
_CAPS_APART = 0.04
_SHORTEST = 0.05  # a bracket that is shorter would be a blot
_LIFT = (float("nan"), float("nan"))  # the pen, between two strokes of one line


@dataclass(frozen=True)
class Scale:
    """The axes that bars are drawn on, how many of its units (days) an inch is, the colours, the language."""

    axes: Axes
    per_inch: float
    palette: Palette
    locale: str


@dataclass(frozen=True)
class Spell:
    """A spell in the units of the axes: what is certain of it, what is possible, and its words.

    From `in_doubt` on, if that is a day, nobody knows whether it has begun, or whether it is over.
    """

    first: float
    start: float
    end: float
    last: float
    in_doubt: float
    is_open: bool
    begins: str
    ends: str
    years: tuple[str, str]
    note: str
    known_as: str
    others: tuple[float, ...]
    doubted: tuple[float, ...]

    @classmethod
    def of(cls, row: Any, locale: str) -> Spell:
        """Return the spell of a row of a bounded frame."""
        is_open = pd.isna(row.end_latest)
        bounds = [row.start_earliest, row.start_latest, row.end_earliest, row.end_latest]
        if is_open:
            # What is known ends there, even where the caller's frame knows of nothing later than a start.
            stop = max(row.until, row.start_earliest if pd.isna(row.start_latest) else row.start_latest)
            bounds[2:] = [stop if pd.isna(row.end_earliest) else row.end_earliest, stop]
        in_doubt = bounds[2] if is_open and bounds[2] < bounds[3] else pd.NaT
        if pd.isna(row.start_latest):
            bounds[1:3] = [in_doubt := bounds[0]] * 2
        shown = {name: cell(row, f"{name}_shown") or written(getattr(row, name)) for name in ("start", "end")}
        return cls(
            first=day_number(bounds[0]),
            start=day_number(bounds[1]),
            end=day_number(bounds[2]),
            last=day_number(bounds[3]),
            in_doubt=float("nan") if pd.isna(in_doubt) else day_number(in_doubt),
            is_open=is_open,
            begins=date_label(shown["start"], locale) if shown["start"] else "?",
            ends=date_label(shown["end"], locale) if shown["end"] else "",
            years=(shown["start"][:4] or "?", shown["end"][:4]),
            note=cell(row, "end_note") or cell(row, "end_action"),
            known_as=cell(row, "known_as") if locale.startswith("en") else "",
            others=tuple(_claims(cell(row, "start_others"), bounds[0]))
            + tuple(_claims(cell(row, "end_others"), bounds[2])),
            doubted=tuple(
                day_number(bounds[place]) for name, place in (("start", 0), ("end", 2)) if _denied(row, name)
            ),
        )


def cell(row: Any, column: str) -> str:
    """Return the text in a column that a frame may lack, "" where it is missing or the column is."""
    # A Series has a name of its own, which is not the cell in its column "name".
    return written(row.get(column, "") if isinstance(row, pd.Series) else getattr(row, column, ""))


def _denied(row: Any, end: str) -> bool:
    """Return whether a source disputes an end without giving another date for it."""
    return bool(getattr(row, f"{end}_disputed", False)) and not cell(row, f"{end}_others")


def _claims(others: str, ours: pd.Timestamp) -> Iterator[float]:
    """Yield the other dates claimed, each read as far from ours as it allows."""
    for text in filter(None, others.split(";")):
        reading = earliest(text) if pd.Timestamp(earliest(text)) < ours else latest(text)
        yield day_number(pd.Timestamp(reading))


def draw_bar(
    scale: Scale,
    spell: Spell,
    middle: float,
    height: float,
    *,
    boundary: float | None = None,
    paused: bool = False,
) -> None:
    """Draw a spell: what is certain as a block, what is possible as a taper, an arrow while it is open.

    What is in doubt is a dashed outline: no day of it is likelier than another.
    """
    low, high, axes, palette = middle - height / 2, middle + height / 2, scale.axes, scale.palette
    full = palette.member
    edge: dict[str, Any] = {"edgecolor": full, "linewidth": 0.8}
    if spell.in_doubt < spell.last:
        span = (spell.in_doubt, low), spell.last - spell.in_doubt, height
        axes.add_patch(Rectangle(*span, facecolor=palette.paper, **edge, linestyle=(0, (2, 2)), zorder=3))
        if spell.in_doubt <= spell.start:
            return
        spell = replace(spell, last=spell.end, is_open=False)
    if spell.start >= spell.end:
        peak = (min(spell.start, spell.last) + max(spell.end, spell.first)) / 2
        corners = [(spell.first, middle), (peak, low), (spell.last, middle), (peak, high)]
        axes.add_patch(Polygon(corners, facecolor=palette.early, **edge, zorder=3))
        return
    for first, last, colour in _phases(spell.start, spell.end, boundary, palette.early, full):
        axes.add_patch(Rectangle((first, low), last - first, height, facecolor=colour, **edge, zorder=3))
    for tip, base in ((spell.first, spell.start), (spell.last, spell.end)):
        if tip != base:
            taper = [(tip, middle), (base, low), (base, high)]
            axes.add_patch(Polygon(taper, facecolor=palette.early, **edge, zorder=3))
    if spell.is_open:
        arrow = [(spell.end, low), (spell.end + ARROW * scale.per_inch, middle), (spell.end, high)]
        axes.add_patch(Polygon(arrow, facecolor=palette.paper if paused else full, **edge, zorder=3))


def _phases(
    start: float, end: float, boundary: float | None, early: str, full: str
) -> Iterator[tuple[float, float, str]]:
    if boundary is None or boundary <= start:
        yield start, end, full
    elif boundary >= end:
        yield start, end, early
    else:
        yield start, boundary, early
        yield boundary, end, full


def draw_pause(scale: Scale, pause: Spell, middle: float, height: float) -> None:
    """Hatch the part of a bar in which the member had stopped taking part."""
    look: dict[str, Any] = {"facecolor": scale.palette.paper, "edgecolor": scale.palette.member}
    span = (pause.first, middle - height / 2), pause.last - pause.first, height
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
    for other in spell.others:
        ours = (
            spell.start if abs(other - spell.start) <= abs(other - spell.end) or spell.is_open else spell.end
        )
        reach = min(max(other, axes.get_xlim()[0]), axes.get_xlim()[1])
        if abs(other - ours) < _SHORTEST * scale.per_inch:
            continue
        strokes += [(ours, y), (reach, y), _LIFT]
        if reach != other:
            axes.plot([reach], [y], marker="<" if other < reach else ">", markersize=4, **line, clip_on=False)
        elif all(abs(other - place) >= _CAPS_APART * scale.per_inch for place in capped):
            strokes += [(other, y - cap), (other, y + cap), _LIFT]
            capped.append(other)
    if strokes:
        axes.plot(*zip(*strokes, strict=True), **line, solid_capstyle="butt")
    for place in spell.doubted:
        mark: dict[str, Any] = {"size": _ASKED, "weight": "bold", "ha": "center", "va": "center", "zorder": 6}
        axes.text(place, y + 0.04, "?", color=colour, **mark)


def draw_proofs(
    scale: Scale,
    row: Any,
    number: int,
    spell: Spell,
    middle: float,
    height: float,
    kind: str = "spell",
    without: Collection[str] = (),
) -> None:
    """Lay an invisible link over each end whose proof is known, but for the facts in `without`.

    The proof is the address in a column ``start_url`` or ``end_url``, or else ``#fact-ID`` for the fact in
    ``start_fact`` or ``end_fact``.
    """
    reach = min(_TARGET * scale.per_inch, max((spell.last - spell.first) / 2, 0.02 * scale.per_inch))
    for end, place in (("start", spell.first), ("end", spell.last)):
        fact = cell(row, f"{end}_fact")
        address = cell(row, f"{end}_url") or (f"#fact-{fact}" if fact and fact not in without else "")
        if address:
            across = _TARGET * scale.per_inch
            corner = place - (across if end == "start" else reach), middle - height / 2 - 0.02
            gid, name = end_id(number, end, kind), _end_named(row, end)
            lay_link(scale.axes, corner, across + reach, height + 0.04, url=address, gid=gid, name=name)


def lay_link(
    axes: Axes, corner: tuple[float, float], width: float, height: float, *, url: str, gid: str, name: str
) -> None:
    """Lay what takes the pointer and is not seen; its label, which no legend lists, says where it leads."""
    look: dict[str, Any] = {"facecolor": "#000000", "alpha": 0, "zorder": 9}
    axes.add_patch(Rectangle(corner, width, height, url=url, gid=gid, label=f"_{name}", **look))


@contextmanager
def tagged(axes: Axes, gid: str, label: str) -> Iterator[None]:
    """Give what is drawn in between the label, and ids by which it is found in an SVG and by `findobj`.

    The first has `gid` itself, those that follow it "-1", "-2" and so on after it.
    """
    before = len(axes.patches)
    yield
    for number, patch in enumerate(axes.patches[before:]):
        patch.set_label(label)
        patch.set_gid(patch.get_gid() or (f"{gid}-{number}" if number else gid))


def _end_named(row: Any, end: str) -> str:
    """Return whose end it is, what happened and when, as far as the row says."""
    who = ", ".join(filter(None, (cell(row, "name") or cell(row, "state"), cell(row, "organization"))))
    date = cell(row, f"{end}_shown") or cell(row, end)
    return f"{who}: {cell(row, f'{end}_action') or end} {words(date) if date else ''}".rstrip()


def end_id(number: int, end: str, kind: str = "spell") -> str:
    """Return the id in the SVG of the end of the bar in row `number` of the frame.

    Examples
    --------
    >>> end_id(3, "start")
    'spell-3-start'
    """
    return f"{kind}-{number}-{end}"

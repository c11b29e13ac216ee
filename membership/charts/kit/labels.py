"""The dates of a spell, written in its bar or beside it, wherever there is room.

Wide, they are worded by `_wordings`, which leave room for a pause; on a phone by `dates_of`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from membership.charts.kit.bars import Scale, Spell, cell
from membership.charts.kit.canvas import ARROW
from membership.charts.kit.language import since
from membership.charts.kit.lettering import width_of
from membership.charts.kit.palette import Palette

_GAP = 0.05


def write_dates(
    scale: Scale,
    spell: Spell,
    middle: float,
    size: float,
    free: tuple[float, float],
    breaks: Sequence[float],
    boundary: float | None,
) -> float:
    """Write the dates of a spell where there is room, and return how far to the right the row is now taken.

    They stand in the bar, after it, before it, or not at all. The row is `free` around the bar from one
    place to another; `breaks` are places in the bar that text must not cross: a change of colour at
    `boundary`, where the early phase ends, or a pause.
    """
    palette = scale.palette
    inside = min([place for place in breaks if place > spell.start] + [spell.end]) - spell.start
    early = boundary is not None and spell.start < boundary
    ink = palette.on_early if early else palette.on_member

    def fits(text: str, room: float) -> bool:
        return width_of(text, size) + 2 * _GAP <= room / scale.per_inch

    def put(text: str, place: str) -> None:
        x, align, colour = {
            "inside": (spell.start + _GAP * scale.per_inch, "left", ink),
            "after": (spell.last + _GAP * scale.per_inch, "left", palette.soft),
            "before": (spell.first - _GAP * scale.per_inch, "right", palette.soft),
        }[place]
        backing = None if place == "inside" else backed(palette)
        look: dict[str, Any] = {"size": size, "color": colour, "ha": align, "bbox": backing}
        scale.axes.text(x, middle, text, va="center_baseline", zorder=6, **look)

    arrow = ARROW * scale.per_inch if spell.is_open else 0
    room = {"inside": inside, "after": free[1] - spell.last - arrow, "before": spell.first - free[0]}
    for pieces in _wordings(spell):
        if all(fits(text, room[place]) for text, place in pieces):
            for text, place in pieces:
                put(text, place)
            trailing = [width_of(text, size) + 2 * _GAP for text, place in pieces if place == "after"]
            return spell.last + sum(trailing) * scale.per_inch
    return spell.last


def backed(palette: Palette, pad: float = 0.8) -> dict[str, Any]:
    """Return the box that keeps lines so many points away from text."""
    return {"facecolor": palette.paper, "edgecolor": "none", "pad": pad}


def pause_label(cells: Any) -> str:
    """Return what a pause is called: its ``label``, or else the action that began it."""
    return cell(cells, "label") or cell(cells, "start_action")


def write_pause(
    scale: Scale,
    cells: Any,
    pause: Spell,
    spells: Sequence[Spell],
    middle: float,
    size: float,
) -> None:
    """Write what a pause is in the bar before it, if there is room."""
    spell = next((one for one in spells if one.first <= pause.first <= one.last), None)
    label = pause_label(cells)
    if not label or spell is None:
        return
    taken = spell.start + (width_of(spell.begins, size) + 4 * _GAP) * scale.per_inch
    room = (pause.first - taken) / scale.per_inch - 2 * _GAP
    text = next((said for said in (f"{label} {pause.begins}", label) if width_of(said, size) <= room), "")
    look: dict[str, Any] = {"size": size, "color": scale.palette.on_member, "ha": "right", "zorder": 6}
    scale.axes.text(pause.first - _GAP * scale.per_inch, middle, text, va="center_baseline", **look)


def dates_of(spells: Sequence[Spell], locale: str, pauses: Sequence[tuple[str, Spell]] = ()) -> Iterator[str]:
    """Yield ways to write the dates of all of a state's spells in one line, the fullest first.

    Where a pause with a label lasts, that it does comes first.
    """
    said = [f"{s.begins} – {s.ends}" if s.ends else since(s.begins, locale) for s in spells]
    years = ", ".join("–".join(spell.years) for spell in spells)
    for label, pause in pauses:
        if label:
            yield f"{since(spells[0].years[0], locale)}, {label} {pause.begins}"
            yield f"{label} {pause.begins}"
            yield f"{label} {pause.years[0]}"
    yield "; ".join(
        f"{text} as {spell.known_as}" if spell.known_as else text
        for text, spell in zip(said, spells, strict=True)
    )
    yield "; ".join(said)
    yield years


def _wordings(spell: Spell) -> Iterator[list[tuple[str, str]]]:
    """Yield ways to write a spell's dates, the fullest first: what is written where."""
    named = f"{spell.begins} as {spell.known_as}" if spell.known_as else spell.begins
    if spell.is_open:
        yield [(named, "inside")]
        yield [(named, "before")]
        yield [(spell.begins, "inside")]
        yield [(spell.begins, "before")]
        yield [(spell.years[0], "inside")]
        return
    both, years = f"{spell.begins} – {spell.ends}", "–".join(spell.years)
    noted = f"{spell.ends}: {spell.note}" if spell.note else spell.ends
    yield [(named, "inside"), (noted, "after")]
    yield [(f"{both} as {spell.known_as}" if spell.known_as else both, "inside")]
    yield [(both, "inside")]
    yield [(spell.begins, "inside"), (spell.ends, "after")]
    yield [(both, "after")]
    yield [(both, "before")]
    yield [(years, "inside")]
    yield [(years, "after")]
    yield [(years, "before")]

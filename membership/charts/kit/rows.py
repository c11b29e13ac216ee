"""The rows of the timeline: which a state stands in, its name, the bars of its spells and their dates."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from math import inf
from typing import Any

from membership.charts.kit.bars import Scale, Spell, draw_bar, draw_claims, draw_pause, draw_proofs
from membership.charts.kit.canvas import ARROW, NARROW, backed
from membership.charts.kit.language import since
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
_WIDE_NAME, _NARROW_NAME = 3.0, 2.6  # longer names are cut off
_PAD = 0.1  # inches between a name and the plot
_LEAST = 6.0  # points that a name must have
_FOOT = 0.07  # for a bracket under the last bar
_CLEAR = 3.0  # points between a name over its bar and the line of an event
_GAP = 0.05  # between dates and the end of their bar


@dataclass(frozen=True)
class Row:
    """A state's row: its name in lines, where its middle is, in inches from the top of the plot, its bars."""

    organization: str
    name: str
    middle: float
    spells: tuple[Spell, ...]
    pauses: tuple[Spell, ...]


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
        if self.names_above:
            return 0.0
        lines = (line for row in self.rows for line in row.name.split("\n"))
        return max(width_of(line, self.name_size) for line in lines) + _PAD


def arrange(
    spells: Sequence[Spell],
    pauses: Sequence[Spell],
    names: Mapping[Any, str],
    *,
    headings: Mapping[str, str],
    narrow: bool,
    room: float | None = None,
    beside: float = inf,
    order: Sequence[Any] = (),
) -> Arrangement:
    """Return the rows of all spells: states still in, by the day they joined; then those that left.

    Several organizations are set apart, each under its name in `headings`. A name that is too wide for a
    line stands in several; on a phone (`narrow`) names stand over their bars. `room` is the height in inches
    that the rows must do with, `beside` the width that names must. States in `order`, by code or name,
    stand first; one that is in no spell is refused.
    """
    groups = _groups(spells, _places(order, names))
    count = sum(map(len, groups.values()))
    _, pitch, name_size, date_size = next(step for step in _DENSITY if count <= step[0])
    lead = foot = 0.0
    if narrow:
        name_size, date_size = min(name_size, NARROW.label), min(date_size, NARROW.small)
        lead = line_height(name_size)
        marked = (*spells, *pauses)
        if any(one.doubted for one in marked):
            foot = _FOOT + 0.06
        elif any(one.others for one in marked):
            foot = _FOOT
        pitch = lead + max(pitch * 0.55, 0.1) + foot
    heading = 0.34 if len(groups) > 1 else 0.0
    widest = _NARROW_NAME if narrow else min(_WIDE_NAME, beside - _PAD)
    if beside < inf and not narrow:  # then no word is wider, as far as letters can still be read
        longest = max(width_of(word, name_size) for name in names.values() for word in name.split() or ["-"])
        smaller = max(min(widest / longest, 1), _LEAST / name_size)
        name_size, widest = name_size * smaller, max(widest, longest * smaller + 0.01)
    # A word that is wider than a line is cut off.
    broken = {
        state: [fitted(line, widest, name_size) for line in filled(name, widest, name_size)] or [""]
        for state, name in names.items()
    }
    if room is not None:
        pitch = min(pitch, max(room - heading * len(groups), 0.05) / max(count, 1))
        if not narrow:  # names and dates fit into the rows that there is room for
            most = max(map(len, broken.values()))
            name_size = min(name_size, pitch / 1.32 / most * 72)
            date_size = min(date_size, pitch / 1.32 * 72)
    rows, titles, y = [], [], 0.0
    for organization, states in groups.items():
        if heading:
            titles.append((headings.get(organization, organization), y + heading * 0.62))
            y += heading
        for state, own in states.items():
            more = (len(broken[state]) - 1) * line_height(name_size) if room is None or narrow else 0.0
            above = lead + more if narrow else more / 2
            middle = y + above + (pitch - lead - foot) / 2
            stops = [
                pause
                for pause in pauses
                if pause.row.state == state
                and (not organization or pause.cell("organization") in ("", organization))
            ]
            in_time = (tuple(sorted(each, key=lambda spell: spell.first)) for each in (own, stops))
            rows.append(Row(organization, "\n".join(broken[state]), middle, *in_time))
            y += pitch + more
    bar = (pitch - lead - foot) * (0.72 if narrow else 0.6)
    return Arrangement(tuple(rows), tuple(titles), y + _FOOT, bar, name_size, date_size, narrow)


def _places(order: Sequence[Any], names: Mapping[Any, str]) -> dict[Any, int]:
    known = {name: state for state, name in names.items()} | {str(state): state for state in names}
    if strange := [one for one in order if str(one) not in known]:
        raise ValueError(
            f"order: {strange[0]!r} is no state of the frame; it has {', '.join(names.values())}"
        )
    return {known[str(one)]: place for place, one in enumerate(order)}


def _groups(spells: Sequence[Spell], places: Mapping[Any, int]) -> dict[str, dict[Any, list[Spell]]]:
    """Return the spells of each state of each organization, the states in the order of their rows."""
    groups: dict[str, dict[Any, list[Spell]]] = {}
    for spell in spells:
        groups.setdefault(spell.cell("organization"), {}).setdefault(spell.row.state, []).append(spell)

    def precedence(item: tuple[Any, list[Spell]]) -> tuple[Any, ...]:
        state, own = item
        is_in = any(spell.is_open for spell in own)
        left = 0.0 if is_in else max(spell.last for spell in own)
        joined = min(spell.first for spell in own)
        return places.get(state, len(places)), not is_in, -left, joined, str(own[0].row.name)

    return {owner: dict(sorted(states.items(), key=precedence)) for owner, states in groups.items()}


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
    row: Row,
    plan: Arrangement,
    boundary: float | None,
    width: float,
    paints: Mapping[int, Palette],
) -> None:
    """Draw the spells of a state, those in `paints` in colours of their own, and the pauses in them."""
    y, bar = row.middle, plan.bar
    if plan.names_above:
        _write_name(scale, row, plan, width)
    breaks = [pause.first for pause in row.pauses] + ([boundary] if boundary else [])
    stopped = any(pause.is_open for pause in row.pauses)
    taken, high = scale.axes.get_xlim()
    for spell, after in zip_longest(row.spells, row.spells[1:]):
        painted = replace(scale, palette=paints.get(spell.row.Index, scale.palette))
        draw_bar(painted, spell, y, bar, boundary=boundary, paused=stopped, label=row.name)
        draw_claims(scale, spell, y, bar)
        draw_proofs(scale, spell, y, bar)
        if not plan.names_above:
            free = taken, after.first if after else high
            taken = _write_dates(painted, spell, y, plan.date_size, free, breaks, boundary)
    for pause in row.pauses:
        draw_pause(scale, pause, y, bar, row.name)
        draw_claims(scale, pause, y, bar)
        # Where a pause ends with the membership, the end of the spell leads to the one proof.
        ends = [spell.cell("end_fact") for spell in row.spells]
        draw_proofs(scale, pause, y, bar, kind="pause", without=ends)
        if not plan.names_above:
            _write_pause(scale, pause, row, plan.date_size)


def _write_name(scale: Scale, row: Row, plan: Arrangement, width: float) -> None:
    """Write the name of a state over its bars, and at the other end of the plot its dates."""
    (low, high), y = scale.axes.get_xlim(), row.middle - plan.bar / 2 - 0.035
    look: dict[str, Any] = {"va": "baseline", "bbox": backed(scale.palette, _CLEAR), "zorder": 2}
    lines = row.name.split("\n")
    for number, line in enumerate(reversed(lines)):
        above = y - number * line_height(plan.name_size)
        scale.axes.text(low, above, line, size=plan.name_size, color=scale.palette.ink, **look)
    free = width - width_of(lines[-1], plan.name_size) - 0.1
    wordings = _dates_of(row, scale.locale)
    shown = next((text for text in wordings if width_of(text, plan.date_size) <= free), "")
    stopped = any(pause.is_open for pause in row.pauses)
    colour = scale.palette.member if stopped else scale.palette.soft
    scale.axes.text(high, y, shown, size=plan.date_size, color=colour, ha="right", **look)


def _dates_of(row: Row, locale: str) -> Iterator[str]:
    """Yield ways to write the dates of all of a state's spells in one line, the fullest first.

    Where a pause with a label lasts, that it does comes first.
    """
    for pause in row.pauses:
        if pause.is_open and pause.label:
            yield f"{since(row.spells[0].years[0], locale)}, {pause.label} {pause.begins}"
            yield f"{pause.label} {pause.begins}"
            yield f"{pause.label} {pause.years[0]}"
    said = [f"{s.begins} – {s.ends}" if s.ends else since(s.begins, locale) for s in row.spells]
    named = zip(said, (f" as {s.known_as}" if s.known_as else "" for s in row.spells), strict=True)
    yield "; ".join(map("".join, named))
    yield "; ".join(said)
    yield ", ".join("–".join(spell.years) for spell in row.spells)


def _write_dates(
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
    palette, gap = scale.palette, _GAP * scale.per_inch
    inside = min([place for place in breaks if place > spell.start] + [spell.end]) - spell.start
    arrow = ARROW * scale.per_inch if spell.is_open else 0
    early = boundary is not None and spell.start < boundary
    ink = palette.on_early if early else palette.on_member
    # Of each place, the room, where the text begins or ends there, and its colour.
    places = {
        "inside": (inside, spell.start + gap, "left", ink),
        "after": (free[1] - spell.last - arrow, spell.last + arrow + gap, "left", palette.soft),
        "before": (spell.first - free[0], spell.first - gap, "right", palette.soft),
    }
    for pieces in _wordings(spell):
        widths = {place: width_of(text, size) + 2 * _GAP for text, place in pieces}
        if all(width <= places[place][0] / scale.per_inch for place, width in widths.items()):
            for text, place in pieces:
                _, x, align, colour = places[place]
                look: dict[str, Any] = {"size": size, "color": colour, "ha": align, "zorder": 6}
                look["bbox"] = None if place == "inside" else backed(palette)
                scale.axes.text(x, middle, text, va="center_baseline", **look)
            return spell.last + widths.get("after", 0) * scale.per_inch
    return spell.last


def _wordings(spell: Spell) -> Iterator[list[tuple[str, str]]]:
    """Yield ways to write a spell's dates, the fullest first: what is written where."""
    begins, years = spell.begins, "–".join(spell.years)
    known_as = f" as {spell.known_as}" if spell.known_as else ""
    if spell.is_open:
        for text in (begins + known_as, begins):
            yield [(text, "inside")]
            yield [(text, "before")]
        yield [(begins, "after")]
        yield [(spell.years[0], "inside")]
        return
    both, note = f"{begins} – {spell.ends}", spell.cell("end_note") or spell.cell("end_action")
    yield [(begins + known_as, "inside"), (f"{spell.ends}: {note}" if note else spell.ends, "after")]
    yield [(both + known_as, "inside")]
    yield [(both, "inside")]
    yield [(begins, "inside"), (spell.ends, "after")]
    yield [(both, "after")]
    yield [(both, "before")]
    for place in ("inside", "after", "before"):
        yield [(years, place)]


def _write_pause(scale: Scale, pause: Spell, row: Row, size: float) -> None:
    """Write what a pause is in the bar before it, if there is room."""
    spell = next((one for one in row.spells if one.first <= pause.first <= one.last), None)
    if not pause.label or spell is None:
        return
    taken = spell.start + (width_of(spell.begins, size) + 4 * _GAP) * scale.per_inch
    room = (pause.first - taken) / scale.per_inch - 2 * _GAP
    said = f"{pause.label} {pause.begins}", pause.label
    text = next((text for text in said if width_of(text, size) <= room), "")
    look: dict[str, Any] = {"size": size, "color": scale.palette.on_member, "ha": "right", "zorder": 6}
    scale.axes.text(pause.first - _GAP * scale.per_inch, row.middle, text, va="center_baseline", **look)

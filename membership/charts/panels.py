"""Small multiples: the same states under each definition of membership."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.bars import Scale, Spell, draw_bar, draw_claims, draw_proofs
from membership.charts.kit.canvas import NARROW, WIDE, bare, day_number, day_of, page, sheet, style
from membership.charts.kit.fonts import legible
from membership.charts.kit.labels import backed
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import LIGHT, Palette
from membership.charts.kit.redrawing import redrawable
from membership.charts.kit.rows import years_axis
from membership.intervals.bounds import Day, bounded

_AXIS = 0.26
_APART = 0.22
_ARROW = 0.1


@redrawable
def definition_panels(
    frames: Mapping[str, pd.DataFrame],
    *,
    until: Day | None = None,
    notes: Mapping[str, str] | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    palette: Palette = LIGHT,
    narrow: bool = False,
) -> Axes:
    """Draw the spells of several frames as small multiples with the same rows and the same years.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What each panel is called, and its spells (columns as for `timeline`).
    until : day, optional
        Where open bars stop.
    notes : mapping of str to str, optional
        A few words under the name of a panel.
    title, subtitle, source : str, optional
    palette : Palette, optional
    narrow : bool, default False
        Panels below each other in place of side by side.

    Returns
    -------
    Axes
        Of the first panel; `Axes.figure.axes` has all of them.

    Raises
    ------
    ValueError
        If no frame has rows.

    Examples
    --------
    >>> frame = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": [""]})
    >>> len(definition_panels({"signed": frame, "in force": frame}, until="2000-01-01").figure.axes)
    2
    """
    known = {name: bounded(frame, until) for name, frame in frames.items() if len(frame)}
    if not known:
        raise ValueError("no frame has rows, so there is nothing to draw")
    type_ = NARROW if narrow else WIDE
    with style():
        longest = 1.4 if narrow else 2.2
        names = {state: fitted(name, longest, type_.small) for state, name in _names(known).items()}
        pitch = 0.205 if narrow else 0.26
        head = line_height(type_.label) + (line_height(type_.small) if notes else 0) + 0.06
        gutter = max(width_of(name, type_.small) for name in names.values()) + 0.1
        room = type_.width - 2 * type_.margin - gutter
        count = len(frames)
        width = room if narrow else (room - _APART * (count - 1)) / count
        each = pitch * len(names)
        stacked = (each + head + 0.1) * count - 0.1 - head if narrow else each
        first = page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=type_.margin + gutter,
            right=type_.margin,
            above=head,
            plot=stacked,
            below=_AXIS,
        )
        figure, box = sheet(first), first.get_position()
        inch_x, inch_y = 1 / type_.width, 1 / figure.get_size_inches()[1]
        low, high = _span(known, width)
        for place, panel in enumerate(frames):
            axes = first if place == 0 else figure.add_axes((0, 0, 1, 1))
            across, down = (0, place * (each + head + 0.1)) if narrow else (place * (width + _APART), 0)
            axes.set_position(
                (box.x0 + across * inch_x, box.y1 - (down + each) * inch_y, width * inch_x, each * inch_y)
            )
            axes.set_facecolor("none")
            axes.set_xlim(low, high)
            axes.set_ylim(each, 0)
            bare(axes, palette, type_.small)
            years_axis(axes, day_of(low), day_of(high), width, palette, type_.small)
            if narrow and place < count - 1:
                axes.set_xticklabels([])
            first_column = narrow or place == 0
            axes.set_yticks(
                [(row + 0.5) * pitch for row in range(len(names))],
                list(names.values()) if first_column else [""] * len(names),
            )
            axes.tick_params(axis="y", labelsize=type_.small, labelcolor=palette.ink)
            y = -0.07 - (line_height(type_.small) if notes else 0)
            axes.text(low, y, panel, size=type_.label, color=palette.ink, weight="bold", va="baseline")
            if notes:
                axes.text(
                    low, -0.07, notes.get(panel, ""), size=type_.small, color=palette.soft, va="baseline"
                )
            _write_never(axes, known.get(panel), names, pitch, low, type_.small, palette)
            if panel in known:
                _draw(Scale(axes, (high - low) / width), known[panel], list(names), pitch, place, palette)
            legible(axes)
    return first


def _names(frames: Mapping[str, pd.DataFrame]) -> dict[object, str]:
    """Return the states in the order of the first frame that has them, and what they are called."""
    found: dict[object, str] = {}
    for frame in frames.values():
        ordered = frame.assign(
            gone=frame.groupby("state")["end_latest"].transform(lambda ends: ends.notna().all())
        )
        ordered = ordered.sort_values(["gone", "start_earliest", "name"], kind="stable")
        for state, name in zip(ordered["state"], ordered["name"], strict=True):
            found.setdefault(state, str(name))
    return found


def _span(frames: Mapping[str, pd.DataFrame], width: float) -> tuple[float, float]:
    first = min(frame["start_earliest"].min() for frame in frames.values())
    last = max(frame[["end_latest", "until"]].max().max() for frame in frames.values())
    low = day_number(pd.Timestamp(first.year, 1, 1))
    return low, low + (day_number(last) - low) * width / (width - _ARROW)


def _draw(
    scale: Scale, frame: pd.DataFrame, states: list[object], pitch: float, panel: int, palette: Palette
) -> None:
    for number in range(len(frame)):
        cells = frame.iloc[number]
        spell, middle = Spell.of(cells, "en"), (states.index(cells.state) + 0.5) * pitch
        draw_bar(scale, spell, middle, pitch * 0.58, boundary=None, palette=palette)
        draw_claims(scale, spell, middle, pitch * 0.58, palette)
        draw_proofs(scale, cells, number, spell, middle, pitch * 0.58, kind=panel_kind(panel))


def _write_never(
    axes: Axes,
    frame: pd.DataFrame | None,
    names: Mapping[object, str],
    pitch: float,
    low: float,
    size: float,
    palette: Palette,
) -> None:
    """Say of each state that has no spell in a panel that none is on record there."""
    members = set(frame["state"]) if frame is not None else set()
    for place, state in enumerate(names):
        if state not in members:
            y = (place + 0.5) * pitch
            quiet: dict[str, Any] = {"size": size, "color": palette.soft, "bbox": backed(palette)}
            axes.text(low, y, "none recorded", va="center_baseline", **quiet)


def panel_kind(place: int) -> str:
    """Return what the ends of bars in the panel at `place` are called, for `end_id`.

    Examples
    --------
    >>> panel_kind(2)
    'panel-2'
    """
    return f"panel-{place}"

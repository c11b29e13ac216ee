"""Small multiples: the same states under each definition of membership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.arguments import Size
from membership.charts.kit.bars import Scale, Spell, draw_bar, draw_claims, draw_proofs
from membership.charts.kit.canvas import NARROW, WIDE, bare, day_number, day_of, extent, page, sheet, style
from membership.charts.kit.composition import is_guest
from membership.charts.kit.fonts import legible
from membership.charts.kit.labels import backed
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.palette import LIGHT, Palette
from membership.charts.kit.request import PANELS, chart
from membership.charts.kit.rows import years_axis
from membership.intervals.bounds import Day, Ends

_AXIS = 0.26
_APART = 0.22
_ARROW = 0.1
_BETWEEN = 0.1


@chart(frames=PANELS)
def definition_panels(
    frames: Mapping[str, Any],
    *,
    until: Day | None = None,
    ends: Ends = "first day out",
    notes: Mapping[str, str] | None = None,
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
    """Draw the spells of several frames as small multiples with the same rows and the same years.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What each panel is called, and its spells (columns as for `timeline`).
    until : day, optional
        Where open bars stop.
    notes : mapping of str to str, optional
        A few words under the name of a panel.
    ax : Axes, optional
        Drawn on instead of a new figure; the panels stand in it.
    ends, title, subtitle, source, palette, locale, narrow, figsize, **columns
        As for `timeline`.

    Returns
    -------
    Axes
        Of the first panel; `Axes.figure.axes` has all of them. With `ax` it is that, and its `child_axes` are
        the panels.

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
    known = {name: frame for name, frame in frames.items() if frame is not None}
    type_ = NARROW if narrow else WIDE
    with style():
        longest = 1.4 if narrow else 2.2
        names = {state: fitted(name, longest, type_.small) for state, name in _names(known, locale).items()}
        head = line_height(type_.label) + (line_height(type_.small) if notes else 0) + 0.06
        gutter = max(width_of(name, type_.small) for name in names.values()) + 0.1
        count, own = len(frames), (0.205 if narrow else 0.26) * len(names)
        first = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=type_.margin + gutter,
            right=type_.margin,
            above=head,
            plot=(own + head + _BETWEEN) * count - _BETWEEN - head if narrow else own,
            below=_AXIS,
        )
        room, tall = extent(first)
        inset = (gutter, head) if is_guest(ax) else (0.0, 0.0)
        width, each = room - inset[0], tall - inset[1]
        if narrow:
            each = (each + head + _BETWEEN) / count - head - _BETWEEN
        else:
            width = (width - _APART * (count - 1)) / count
        pitch = each / len(names)
        low, high = _span(known, width)
        places = [
            (inset[0], inset[1] + place * (each + head + _BETWEEN))
            if narrow
            else (inset[0] + place * (width + _APART), inset[1])
            for place in range(count)
        ]
        panels = _panels(first, [(x, y, width, each) for x, y in places], is_guest(ax))
        for place, (panel, axes) in enumerate(zip(frames, panels, strict=True)):
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
                _draw(
                    Scale(axes, (high - low) / width),
                    known[panel],
                    list(names),
                    pitch,
                    place,
                    palette,
                    locale,
                )
            legible(axes)
    return first


def _panels(host: Axes, boxes: Sequence[tuple[float, float, float, float]], is_guest: bool) -> list[Axes]:
    """Return axes in boxes (left, top, width and height in inches from the upper left corner of the host).

    On a page of its own the host is the first of them; on somebody's axes all stand in those.
    """
    across, down = extent(host)
    parts = [(x / across, 1 - (y + tall) / down, width / across, tall / down) for x, y, width, tall in boxes]
    if is_guest:
        host.set_axis_off()
        return [host.inset_axes(part) for part in parts]
    box = host.get_position()
    figure = sheet(host)
    placed = [host, *(figure.add_axes((0, 0, 1, 1)) for _ in parts[1:])]
    for axes, (x, y, width, tall) in zip(placed, parts, strict=True):
        axes.set_position(
            (box.x0 + x * box.width, box.y0 + y * box.height, width * box.width, tall * box.height)
        )
    return placed


def _names(frames: Mapping[str, pd.DataFrame], locale: str) -> dict[object, str]:
    """Return the states in the order of the first frame that has them, and what they are called."""
    found: dict[object, str] = {}
    for frame in frames.values():
        ordered = frame.assign(
            gone=frame.groupby("state")["end_latest"].transform(lambda ends: ends.notna().all())
        )
        ordered = ordered.sort_values(["gone", "start_earliest", "name"], kind="stable")
        for state, name in state_names(ordered, locale).items():
            found.setdefault(state, name)
    return found


def _span(frames: Mapping[str, pd.DataFrame], width: float) -> tuple[float, float]:
    first = min(frame["start_earliest"].min() for frame in frames.values())
    last = max(frame[["end_latest", "until"]].max().max() for frame in frames.values())
    low = day_number(pd.Timestamp(first.year, 1, 1))
    return low, low + max(day_number(last) - low, 1) * width / (width - _ARROW)


def _draw(
    scale: Scale,
    frame: pd.DataFrame,
    states: list[object],
    pitch: float,
    panel: int,
    palette: Palette,
    locale: str,
) -> None:
    for number in range(len(frame)):
        cells = frame.iloc[number]
        spell, middle = Spell.of(cells, locale), (states.index(cells.state) + 0.5) * pitch
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

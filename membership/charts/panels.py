"""Small multiples: the same states under each definition of membership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.bars import Scale, draw_bar, draw_claims, draw_proofs, spells_of
from membership.charts.kit.canvas import AXIS, Canvas, backed, extent, sheet, years_down, years_span
from membership.charts.kit.composition import is_guest
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.request import PANELS, chart
from membership.intervals.bounds import Day, Ends

_APART, _BETWEEN, _BAR = 0.22, 0.1, 0.58


@chart(frames=PANELS)
def definition_panels(
    on: Canvas, frames: Mapping[str, Any], *, until: Day | None = None, ends: Ends = "first day out"
) -> Axes:
    """Draw the spells of several frames as small multiples with the same rows and the same years.

    Parameters
    ----------
    frames : mapping of str to DataFrame
        What each panel is called, and its spells (columns as for `timeline`).
    ax : Axes, optional
        Drawn on instead of a new figure; the panels stand in it.

    Returns
    -------
    Axes
        Of the first panel; `Axes.figure.axes` has all of them. With `ax` it is that, and its `child_axes` are
        the panels.

    Examples
    --------
    >>> frame = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": [""]})
    >>> len(definition_panels({"signed": frame, "in force": frame}, until="2000-01-01").figure.axes)
    2
    """
    known = {name: frame for name, frame in frames.items() if frame is not None}
    size, label, count = on.type_.small, on.type_.label, len(frames)
    longest, pitch = (1.4, 0.205) if on.narrow else (2.2, 0.26)
    names = {state: fitted(name, longest, size) for state, name in _names(known, on.locale).items()}
    head = line_height(label) + 0.06
    gutter = max(width_of(name, size) for name in names.values()) + 0.1
    own = pitch * len(names)
    whole = (own + head + _BETWEEN) * count - _BETWEEN - head if on.narrow else own
    first = on.axes(left=gutter, above=head, plot=whole, below=AXIS)
    left, top = (gutter, head) if is_guest(on.ax) else (0.0, 0.0)
    width, each = extent(first)[0] - left, extent(first)[1] - top
    if on.narrow:
        each = (each + head + _BETWEEN) / count - head - _BETWEEN
        corners = [(left, top + place * (each + head + _BETWEEN)) for place in range(count)]
    else:
        width = (width - _APART * (count - 1)) / count
        corners = [(left + place * (width + _APART), top) for place in range(count)]
    span = years_span(pd.concat(list(known.values())), width)
    panels = _panels(first, [(*corner, width, each) for corner in corners], is_guest(on.ax))
    middles = {state: (row + 0.5) * each / len(names) for row, state in enumerate(names)}
    for place, (panel, axes) in enumerate(zip(frames, panels, strict=True)):
        axes.set_facecolor("none")
        years_down(axes, on, span, each, width)
        if on.narrow and place < count - 1:
            axes.set_xticklabels([])
        is_named = on.narrow or place == 0
        axes.set_yticks(list(middles.values()), list(names.values()) if is_named else [""] * len(names))
        axes.tick_params(axis="y", labelsize=size, labelcolor=on.palette.ink)
        on.write(axes, panel, span[0], -0.07, size=label, weight="bold", va="baseline")
        scale = Scale(axes, (span[1] - span[0]) / width, on.palette, on.locale)
        frame = known.get(panel, pd.DataFrame(columns=["state"]))
        for state, middle in middles.items():
            if not (frame["state"] == state).any():
                quiet = {"color": on.palette.soft, "bbox": backed(on.palette)}
                on.write(axes, "none recorded", span[0], middle, **quiet)
        height = each / len(names) * _BAR
        for spell in spells_of(frame, on.locale):
            middle = middles[spell.row.state]
            draw_bar(scale, spell, middle, height)
            draw_claims(scale, spell, middle, height)
            draw_proofs(scale, spell, middle, height, kind=f"panel-{place}")
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
    placed = [host, *(sheet(host).add_axes((0, 0, 1, 1)) for _ in parts[1:])]
    for axes, (x, y, width, tall) in zip(placed, parts, strict=True):
        corner = box.x0 + x * box.width, box.y0 + y * box.height
        axes.set_position((*corner, width * box.width, tall * box.height))
    return placed


def _names(frames: Mapping[str, pd.DataFrame], locale: str) -> dict[object, str]:
    """Return the states in the order of the first frame that has them, and what they are called."""
    found: dict[object, str] = {}
    for frame in frames.values():
        gone = frame.groupby("state")["end_latest"].transform(lambda ends: ends.notna().all())
        ordered = frame.assign(gone=gone).sort_values(["gone", "start_earliest", "name"], kind="stable")
        for state, name in state_names(ordered, locale).items():
            found.setdefault(state, name)
    return found

"""A chart among others on one figure: the room that it has, and what it shares.

Charts are laid out in inches: one that is given another size, or shares more years, is drawn again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import inf
from typing import Any
from weakref import WeakKeyDictionary

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from membership.charts.kit.canvas import NARROW, extent, page_of, room_of, sheet, style
from membership.charts.kit.lettering import wrapped
from membership.charts.kit.palette import Palette

_SLACK = 0.01  # a change in size that no layout notices
_LEAST = 0.3  # inches that a chart needs to be laid out in

_spans: WeakKeyDictionary[Axes, tuple[float, float]] = WeakKeyDictionary()
_rows: WeakKeyDictionary[Axes, tuple[str, ...]] = WeakKeyDictionary()
_tops: WeakKeyDictionary[Axes, float] = WeakKeyDictionary()


def composed(
    draw: Callable[[Axes | None], Axes],
    title: str,
    palette: Palette,
    figsize: tuple[float, float] | None,
    ax: Axes | None,
) -> Axes:
    """Draw a chart on a page of its own or on given axes, and see to it that it fits them from then on."""
    if ax is not None and figsize is not None:
        raise ValueError("figsize: the axes of `ax` have a size; give one or the other")
    before = _artists(ax) if ax is not None else []
    axes = draw(ax)
    layout = _Layout(axes, draw, [one for one in _artists(axes) if one not in before])
    axes.set_axes_locator(layout)  # type: ignore[arg-type]
    if ax is not None and title:
        with style():
            lines = wrapped(title, max(extent(axes)[0], 1.0), NARROW.title, bold=True)
            words: dict[str, Any] = {"size": NARROW.title, "color": palette.ink, "weight": "bold"}
            axes.set_title("\n".join(lines), loc="left", **words)
    if figsize is not None:
        sheet(axes).set_size_inches(figsize)
        layout.fit()
    return axes


def is_guest(axes: Axes | None) -> bool:
    """Return whether a chart is drawn on somebody's axes, and has no page of its own."""
    return axes is not None and page_of(axes) is None


def shared_span(axes: Axes | None, low: float, high: float) -> tuple[float, float]:
    """Return from when to when a chart runs: as long as those that share its axis of time."""
    if axes is None:
        return low, high
    _spans[axes] = low, high
    return _joint(axes)


def shared_rows(axes: Axes | None, names: Sequence[str]) -> None:
    """Refuse rows other than those of a chart that shares them, whose names would stand at the wrong bars."""
    if axes is None:
        return
    others = [one for one in axes.get_shared_y_axes().get_siblings(axes) if one is not axes]
    if any(one in _tops or _rows.get(one, tuple(names)) != tuple(names) for one in others):
        raise ValueError(
            "ax: it shares its rows with a chart that has other ones; leave out sharey, or give both charts "
            "the same states in the same `order`"
        )
    _rows[axes] = tuple(names)


def shared_top(axes: Axes | None, top: float) -> float:
    """Return how high a chart of numbers reaches: as high as those that share its axis; rows are refused."""
    if axes is None:
        return top
    siblings = axes.get_shared_y_axes().get_siblings(axes)
    if any(one in _rows for one in siblings):
        raise ValueError("ax: it shares its numbers with a chart that has rows there; leave out sharey")
    _tops[axes] = top
    return max(_tops[one] for one in siblings if one in _tops)


def room_beside(axes: Axes) -> float:
    """Return how many inches are free to the right of axes, up to the next ones or the edge of the figure."""
    box, others = axes.get_position(), _level_with(axes)
    return (min((one.x0 for one in others if one.x0 >= box.x1), default=1.0) - box.x1) * room_of(axes)[0]


def span_with_names(axes: Axes, low: float, high: float, need: float) -> tuple[float, float]:
    """Return the span of guest axes, longer by so much that names of `need` inches stand in the plot."""
    return shared_span(axes, low, high + (high - low) * need / max(extent(axes)[0] - need, need))


def room_before(axes: Axes) -> float:
    """Return how many inches are free to the left of axes, or of those that share the rows with them.

    They are as many as are asked for where a layout of the caller's makes room.
    """
    if sheet(axes).get_layout_engine() is not None:
        return inf
    free = []
    for one in axes.get_shared_y_axes().get_siblings(axes):
        left = one.get_position().x0
        free.append(left - max((other.x1 for other in _level_with(one) if other.x1 <= left), default=0.0))
    return max(free) * room_of(axes)[0]


def _level_with(axes: Axes) -> list[Bbox]:
    """Return the places of the other axes that some of the height of these is level with."""
    box = axes.get_position()
    others = [one.get_position() for one in axes.figure.axes if one is not axes]
    return [one for one in others if one.y0 < box.y1 and box.y0 < one.y1]


def _joint(axes: Axes) -> tuple[float, float]:
    siblings = axes.get_shared_x_axes().get_siblings(axes)
    spans = [_spans[one] for one in siblings if one in _spans]
    spans += [tuple(one.dataLim.intervalx) for one in siblings if one not in _spans and one.has_data()]
    return min(low for low, _ in spans), max(high for _, high in spans)


def _artists(axes: Axes) -> list[Artist]:
    own = [*axes.texts, *axes.lines, *axes.patches, *axes.collections, *axes.child_axes]
    figure = sheet(axes)
    return own if is_guest(axes) else [*own, *figure.texts, *(one for one in figure.axes if one is not axes)]


def _measures(axes: Axes) -> tuple[tuple[float, float], tuple[float, float] | None]:
    """Return the size that a chart is laid out for, and the years if it has such an axis."""
    return extent(axes), _joint(axes) if axes in _spans else None


@dataclass(eq=False)
class _Layout:
    """Where the axes of a chart are, as matplotlib asks before it draws them; then it is fitted to them."""

    axes: Axes
    draw: Callable[[Axes | None], Axes]
    artists: list[Artist]

    def __post_init__(self) -> None:
        self.known = _measures(self.axes)

    def __call__(self, axes: Axes, renderer: object) -> Bbox:
        self.fit()
        return axes.get_position(original=True).frozen()

    def get_subplotspec(self) -> Any:
        """Return the place in the grid, which `tight_layout` asks for."""
        return self.axes.get_subplotspec()

    def fit(self) -> None:
        """Draw the chart again if it has another size, or other years."""
        if page := page_of(self.axes):
            page.fit(self.axes)
        (before, span_before), (size, span) = self.known, _measures(self.axes)
        same = all(abs(a - b) <= _SLACK * b for a, b in zip(size, before, strict=True))
        if (same and span == span_before) or min(size) < _LEAST:
            return
        for artist in self.artists:
            with suppress(ValueError, NotImplementedError):  # the caller has taken it away already
                artist.remove()
        others = _artists(self.axes)
        self.draw(self.axes)
        self.artists = [one for one in _artists(self.axes) if one not in others]
        self.known = _measures(self.axes)

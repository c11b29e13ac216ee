"""The arguments that charts have: what each must be, and in which words another thing is refused."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from math import nan
from typing import Any, TypeAlias

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgba

from membership.charts.kit.canvas import sheet
from membership.charts.kit.palette import DARK, LIGHT, Palette
from membership.intervals.bounds import as_day
from membership.intervals.dates import is_date
from membership.intervals.frames import quoted, written

Size: TypeAlias = tuple[float, float]


def palette_on(ax: Axes | None) -> Palette:
    """Return the palette that stands out on the caller's paper."""
    layers = [to_rgba("white"), to_rgba(rcParams["figure.facecolor"])]
    if ax is not None:
        layers[1:] = [to_rgba(sheet(ax).get_facecolor())]
        layers += [to_rgba(ax.get_facecolor())] if ax.patch.get_visible() else []
    paper = np.zeros(3)
    for *colour, alpha in layers:
        paper = np.multiply(colour, alpha) + paper * (1 - alpha)
    base = LIGHT if paper @ (0.299, 0.587, 0.114) > 0.5 else DARK
    return base if ax is None else replace(base, paper=to_hex((paper[0], paper[1], paper[2])))


def _must_be(kind: type | tuple[type, ...], said: str) -> Callable[[str, Any], Any]:
    """Return what refuses a value that is not of a kind, in these words."""

    def checked(argument: str, value: Any) -> Any:
        if not isinstance(value, kind):
            raise TypeError(f"{argument}: {said.format(quoted(value))}")
        return value

    return checked


def _axes(argument: str, value: object) -> Axes:
    if not isinstance(value, Axes):
        several = "; take one of them" if isinstance(value, (np.ndarray, list, tuple)) else ""
        kind = quoted(type(value).__name__)
        raise TypeError(f"{argument}: expected an Axes of matplotlib, not {kind}{several}")
    return value


def _size(argument: str, value: Any) -> Size:
    try:
        width, height = map(float, value)
    except (TypeError, ValueError):
        width = height = nan
    if not (1 <= width <= 200 and 1 <= height <= 500):
        raise ValueError(f"{argument}: {quoted(value)} is not a width and a height in inches")
    return width, height


def _mapping(argument: str, value: Any) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{argument}: expected a mapping such as a dict, not {quoted(value)}")
    return {str(key): str(text) for key, text in value.items()}


def _list(argument: str, value: Any) -> list[Any]:
    if isinstance(value, (str, Mapping)) or not hasattr(value, "__iter__"):
        raise TypeError(f"{argument}: expected a list, not {quoted(value)}")
    return list(value)


def _phases(argument: str, value: Any) -> list[tuple[str, str]]:
    phases = _list(argument, value)
    for phase in phases:
        pair = isinstance(phase, (tuple, list)) and len(phase) == 2 and is_date(written(phase[1]))
        if not pair:
            raise ValueError(f"{argument}: {quoted(phase)} is not a name and the date it begins")
    return sorted(((str(name), written(day)) for name, day in phases), key=lambda phase: phase[1])


_CHECKS: dict[str, Callable[[str, Any], Any]] = {
    **dict.fromkeys(("title", "subtitle", "source", "locale", "here"), _must_be(str, "{} is not text")),
    "headings": _mapping,
    **dict.fromkeys(("until", "since"), lambda argument, value: as_day(value, argument)),
    "order": _list,
    "color": _must_be(str, "{} is not the name of a column; expected text"),
    "phases": _phases,
    "palette": _must_be(Palette, "expected a Palette such as membership.LIGHT, not {}"),
    "narrow": _must_be((bool, np.bool_), "{} is not True or False"),
    "figsize": _size,
    "ax": _axes,
}
_IF_NONE: dict[str, Any] = {
    "headings": {},
    **dict.fromkeys(("order", "phases"), ()),
    **dict.fromkeys(("until", "since", "color", "figsize", "ax")),
}


def checked(argument: str, value: Any) -> Any:
    """Return an argument as charts use it, refuse one that is not what it must be."""
    if value is None and argument in _IF_NONE:
        return _IF_NONE[argument]
    return _CHECKS[argument](argument, value) if argument in _CHECKS else value

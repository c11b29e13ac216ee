"""A chart remembers how it was asked for, so that another layout of it can be drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, ParamSpec

from matplotlib.axes import Axes

from membership.charts.kit.canvas import sheet

_P = ParamSpec("_P")
_ATTRIBUTE = "membership_request"


@dataclass(frozen=True)
class Request:
    """The chart function, what it was called with, and the words that it was given."""

    chart: Callable[..., Axes]
    arguments: tuple[Any, ...]
    options: dict[str, Any]

    def said(self, name: str) -> str:
        """Return the `title`, `subtitle` or `source` that was asked for, "" where none was."""
        return str(self.options.get(name) or "")

    def drawn_again(self, **options: Any) -> Axes:
        """Return the chart drawn anew, with other options."""
        return self.chart(*self.arguments, **self.options | options)


def redrawable(chart: Callable[_P, Axes]) -> Callable[_P, Axes]:
    """Return a chart function whose figures of its own remember the call; see `request_of`."""

    @wraps(chart)
    def draw(*arguments: _P.args, **options: _P.kwargs) -> Axes:
        axes = chart(*arguments, **options)
        if options.get("ax") is None:
            setattr(sheet(axes), _ATTRIBUTE, Request(chart, arguments, dict(options)))
        return axes

    return draw


def request_of(axes: Axes) -> Request | None:
    """Return how the chart on `axes` was asked for; None where it was drawn on somebody else's figure."""
    found = getattr(sheet(axes), _ATTRIBUTE, None)
    return found if isinstance(found, Request) else None

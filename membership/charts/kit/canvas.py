"""The sheet a chart is drawn on: its type, and a page with room measured for its words.

Lengths are in inches, text sizes in points. Text is measured with the font that the package
brings along, so a layout is the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
from matplotlib import pyplot, rc_context
from matplotlib.axes import Axes
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure

from membership.charts.kit.fonts import FONTS, require_signs
from membership.charts.kit.lettering import filled, line_height, wrapped
from membership.charts.kit.palette import Palette


@dataclass(frozen=True)
class Type:
    """The sizes of text of a layout, and the width of its page.

    A page is as wide as a screen shows it (96 pixels are an inch): on a desktop 902 pixels, on a phone of
    360 pixels the 326 between its margins. So 9 points, the smallest size here, are read at 12 pixels.
    """

    width: float
    margin: float
    title: float
    subtitle: float
    label: float
    small: float


WIDE = Type(width=9.4, margin=0.1, title=15, subtitle=10.5, label=10, small=9)
NARROW = Type(width=3.4, margin=0.04, title=13, subtitle=9.6, label=9.6, small=9)


@contextmanager
def style() -> Iterator[None]:
    """Draw with the project's type, whatever the caller has set, and leave their settings alone."""
    settings: dict[str, Any] = {
        "font.family": [*FONTS, "sans-serif"],
        "font.sans-serif": FONTS,
        "text.parse_math": False,
        "text.usetex": False,
        # Letters fitted to pixels would stand up to a tenth wider than they are measured.
        "text.hinting": "none",
        "axes.unicode_minus": False,
        "hatch.linewidth": 1.6,
    }
    with rc_context(settings):  # type: ignore[arg-type]
        yield


def day_number(day: pd.Timestamp | date) -> float:
    """Return a day as the number that the axis of time gives it."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def day_of(number: float) -> pd.Timestamp:
    """Return the day of a number on the axis of time.

    Examples
    --------
    >>> day_of(day_number(pd.Timestamp("1992-05-15")))
    Timestamp('1992-05-15 00:00:00')
    """
    return pd.Timestamp(num2date(number)).tz_localize(None).normalize()  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Block:
    """A paragraph of the page: its lines, size and colour."""

    lines: list[str]
    size: float
    colour: str
    bold: bool = False

    @property
    def height(self) -> float:
        """The height of the paragraph in inches."""
        return len(self.lines) * line_height(self.size)


def page(
    *,
    type_: Type,
    palette: Palette,
    title: str,
    subtitle: str,
    source: str,
    left: float,
    right: float,
    above: float,
    plot: float,
    below: float,
) -> Axes:
    """Return axes on a new figure just large enough for the plot and the words around it.

    Parameters
    ----------
    type_ : Type
    palette : Palette
    title, subtitle, source : str
        Wrapped to the page; each may be empty.
    left, right, above, below : float
        Room beside the plot for labels, in inches.
    plot : float
        Height of the plot itself, in inches.
    """
    room = type_.width - 2 * type_.margin
    head = [
        Block(wrapped(title, room, type_.title, bold=True), type_.title, palette.ink, bold=True),
        Block(filled(subtitle, room, type_.subtitle), type_.subtitle, palette.soft),
    ]
    foot = Block(filled(source, room, type_.small), type_.small, palette.soft)
    gap = 0.06
    top = type_.margin + sum(block.height + gap for block in head if block.lines) + (0.06 if title else 0)
    bottom = type_.margin + (foot.height + gap if foot.lines else 0)
    height = top + above + plot + below + bottom
    figure = pyplot.figure(figsize=(type_.width, height), facecolor=palette.paper)
    axes = figure.add_axes(
        (
            left / type_.width,
            (bottom + below) / height,
            (type_.width - left - right) / type_.width,
            plot / height,
        )
    )
    axes.set_facecolor("none")
    y = height - type_.margin
    for block in head:
        for line in block.lines:
            y -= line_height(block.size)
            _write(axes, line, y / height, block, type_)
        y -= gap if block.lines else 0
    y = type_.margin + foot.height
    for line in foot.lines:
        y -= line_height(foot.size)
        _write(axes, line, y / height, foot, type_)
    return axes


def _write(axes: Axes, line: str, y: float, block: Block, type_: Type) -> None:
    require_signs(line)
    weight = "bold" if block.bold else "normal"
    descent = block.size * 0.3 / 72 / sheet(axes).get_size_inches()[1]
    sheet(axes).text(
        type_.margin / type_.width,
        y + descent,
        line,
        size=block.size,
        color=block.colour,
        weight=weight,
        va="baseline",
    )


def sheet(axes: Axes) -> Figure:
    """Return the whole figure that the axes are on."""
    return axes.get_figure(root=True)  # type: ignore[return-value]


def extent(axes: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in inches."""
    box = axes.get_position()
    width, height = sheet(axes).get_size_inches()
    return box.width * width, box.height * height


def bare(axes: Axes, palette: Palette, size: float) -> None:
    """Take away the frame of the axes and make its labels quiet."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=size, labelcolor=palette.soft, pad=4)

"""The sheet a chart is drawn on: its type, and a page with room measured for its words.

Lengths are in inches, text sizes in points. Text is measured with the font that the package
brings along, so a layout is the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd
from matplotlib import pyplot, rc_context
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.text import Text

from membership.charts.kit.fonts import FONTS, warn_of_signs
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
NARROW = Type(width=3.39, margin=0.04, title=13, subtitle=9.6, label=9.6, small=9)

_GAP = 0.06
_LATER = 0.3
_PAGE = "membership_page"


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
    """Return the day of a number on the axis of time; beside the calendar, the nearest day in it.

    Examples
    --------
    >>> day_of(day_number(pd.Timestamp("1992-05-15")))
    Timestamp('1992-05-15 00:00:00')
    """
    number = min(max(number, day_number(date.min)), day_number(date.max))
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
    made = Page(type_, palette, title, subtitle, source, left, right, above, below)
    top, bottom = made.around(type_.width)
    height = top + above + plot + below + bottom
    figure = pyplot.figure(FigureClass=Sheet, figsize=(type_.width, height), facecolor=palette.paper)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_facecolor("none")
    made.fit(axes)
    vars(axes)[_PAGE] = made
    return axes


class Sheet(Figure):
    """A figure whose charts are fitted to its size before it is drawn."""

    def draw(self, renderer: RendererBase) -> None:
        """Draw the figure; what a chart adds to it is there by then."""
        for axes in self.axes:
            if fit := getattr(axes.get_axes_locator(), "fit", None):
                fit()
        super().draw(renderer)


@dataclass(eq=False)
class Page:
    """The words around a plot, and how they and the plot share a figure."""

    type_: Type
    palette: Palette
    title: str
    subtitle: str
    source: str
    left: float
    right: float
    above: float
    below: float
    written: list[Text] = field(default_factory=list)

    def fit(self, axes: Axes) -> None:
        """Write the words, and place the plot, as the figure has room for them."""
        for text in self.written:
            if text in sheet(axes).texts:
                text.remove()
        width, height = sheet(axes).get_size_inches()
        top, bottom = self.around(width)
        plot = max(height - top - self.above - self.below - bottom, 0.1)
        box = (
            self.left / width,
            (bottom + self.below) / height,
            max(width - self.left - self.right, 0.1) / width,
            plot / height,
        )
        axes.set_position(box)
        *head, foot = self._blocks(width)
        self.written = []
        y = height - self.type_.margin
        for block in head:
            for line in block.lines:
                y -= line_height(block.size)
                self.written.append(_write(axes, line, y / height, block, self.type_, width))
            y -= _GAP if block.lines else 0
        y = self.type_.margin + foot.height
        for line in foot.lines:
            y -= line_height(foot.size)
            self.written.append(_write(axes, line, y / height, foot, self.type_, width))

    def around(self, width: float) -> tuple[float, float]:
        """Return the room that the words over and under the plot need on a page of this width."""
        *head, foot = self._blocks(width)
        top = self.type_.margin + sum(block.height + _GAP for block in head if block.lines)
        top += 0.06 if self.title else 0
        # Where nothing is written over the plot, the caller may yet: `Axes.set_title` has its place.
        top += 0 if self.title or self.subtitle else _LATER
        return top, self.type_.margin + (foot.height + _GAP if foot.lines else 0)

    def _blocks(self, width: float) -> list[Block]:
        type_, palette = self.type_, self.palette
        room = width - 2 * type_.margin
        return [
            Block(wrapped(self.title, room, type_.title, bold=True), type_.title, palette.ink, bold=True),
            Block(filled(self.subtitle, room, type_.subtitle), type_.subtitle, palette.soft),
            Block(filled(self.source, room, type_.small), type_.small, palette.soft),
        ]


def page_of(axes: Axes) -> Page | None:
    """Return the page that a chart made for itself, None where it is drawn on somebody's axes."""
    return vars(axes).get(_PAGE)


def _write(axes: Axes, line: str, y: float, block: Block, type_: Type, width: float) -> Text:
    warn_of_signs(line)
    weight = "bold" if block.bold else "normal"
    descent = block.size * 0.3 / 72 / sheet(axes).get_size_inches()[1]
    return sheet(axes).text(
        type_.margin / width,
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

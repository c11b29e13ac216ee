"""The sheet a chart is drawn on: its type, and a page with room measured for its words.

Lengths are in inches, text sizes in points.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import pyplot, rc_context
from matplotlib.axes import Axes
from matplotlib.backend_bases import RendererBase
from matplotlib.dates import date2num, num2date
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from membership.charts.kit.lettering import FONTS, filled, line_height, width_of, wrapped
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

ARROW = 0.09  # inches that an open bar goes on beyond the last day
AXIS = 0.26  # room under the plot for the numbers of years
_GAP = 0.06
_LATER = 0.3
_PAGE = "membership_page"


def style() -> AbstractContextManager[None]:
    """Draw with the project's type, whatever the caller has set, and leave their settings alone."""
    families = ("sans-serif", "serif", "cursive", "fantasy", "monospace")
    settings: dict[Any, Any] = {
        "font.family": [*FONTS, "sans-serif"],
        # Most are not asked for; but their long lists are looked through for every text.
        **{f"font.{family}": FONTS for family in families},
        "text.parse_math": False,
        "text.usetex": False,
        # Letters fitted to pixels would stand up to a tenth wider than they are measured.
        "text.hinting": "none",
        "axes.unicode_minus": False,
        "hatch.linewidth": 1.6,
    }
    return rc_context(settings)


def day_number(day: pd.Timestamp | date) -> float:
    """Return a day as the number that the axis of time gives it."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


@dataclass(frozen=True)
class Canvas:
    """What a chart is drawn on: its layout, words, colours and language, and the caller's axes, if any."""

    title: str
    subtitle: str
    source: str
    palette: Palette
    locale: str
    narrow: bool
    ax: Axes | None

    @property
    def type_(self) -> Type:
        """The sizes of text of the layout."""
        return NARROW if self.narrow else WIDE

    def room(self, left: float = 0.0) -> float:
        """Return how wide a plot will be that stands so far from the margin."""
        return extent(self.ax)[0] if self.ax else self.type_.width - 2 * self.type_.margin - left

    def axes(
        self, *, plot: float, left: float = 0.0, right: float = 0.0, above: float = 0.0, below: float = 0.0
    ) -> Axes:
        """Return the caller's axes, or axes on a new figure just large enough for the plot and its words.

        `plot` is its height in inches, the others are the room between it and the margins or the words.
        """
        if self.ax is not None:
            return self.ax
        margin = self.type_.margin
        page = Page(self, margin + left, margin + right, above, below)
        top, bottom = page.around(self.type_.width)
        size = self.type_.width, top + above + plot + below + bottom
        paper = self.palette.paper
        figure = pyplot.figure(FigureClass=Sheet, figsize=size, facecolor=paper, layout="none")
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_facecolor("none")
        page.fit(axes)
        vars(axes)[_PAGE] = page
        return axes

    def write(self, axes: Axes, text: str, x: float, y: float, **look: Any) -> None:
        """Write small text in ink, or as it is told to look, its middle at a height."""
        usual: dict[str, Any] = {"size": self.type_.small, "color": self.palette.ink, "va": "center_baseline"}
        axes.text(x, y, text, **(usual | look))

    def inches(self, height: float) -> Axes:
        """Return axes of this height that measure inches from their upper left corner, nothing drawn."""
        axes = self.axes(plot=height, below=0.06)
        axes.set(xlim=(0, extent(axes)[0]), ylim=(height, 0))
        axes.set_axis_off()
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

    on: Canvas
    left: float
    right: float
    above: float
    below: float
    written: list[Text] = field(default_factory=list)
    size: tuple[float, ...] = ()

    def fit(self, axes: Axes) -> None:
        """Write the words, and place the plot, as the figure has room for them, if its size is another."""
        figure, margin = sheet(axes), self.on.type_.margin
        width, height = figure.get_size_inches()
        if self.size == (width, height):
            return
        self.size = width, height
        for text in self.written:
            if text in figure.texts:
                text.remove()
        top, bottom = self.around(width)
        tall = max(height - top - self.above - self.below - bottom, 0.1)
        wide = max(width - self.left - self.right, 0.1)
        axes.set_position((self.left / width, (bottom + self.below) / height, wide / width, tall / height))
        self.written, y = [], height - margin
        for words, (lines, size, look) in self._blocks(width).items():
            pitch = line_height(size)
            y = margin + len(lines) * pitch if words == "source" else y
            for place, line in enumerate(lines, start=1):
                base = (y - place * pitch + size * 0.3 / 72) / height
                self.written.append(figure.text(margin / width, base, line, size=size, va="baseline", **look))
            y -= len(lines) * pitch + _GAP if lines else 0

    def around(self, width: float) -> tuple[float, float]:
        """Return the room that the words over and under the plot need on a page of this width."""
        blocks, margin = self._blocks(width), self.on.type_.margin
        title, subtitle, source = (len(lines) * line_height(size) for lines, size, _ in blocks.values())
        # Where nothing is written over the plot, the caller may yet: `Axes.set_title` has its place.
        least = 0 if title or subtitle else _LATER
        over = sum(tall + _GAP for tall in (title, subtitle) if tall) + (0.06 if title else 0) + least
        return margin + over, margin + (source + _GAP if source else 0)

    def _blocks(self, width: float) -> dict[str, tuple[list[str], float, dict[str, Any]]]:
        """Return of title, subtitle and source their lines, the size of these, and how they look."""
        on, soft = self.on, {"color": self.on.palette.soft}
        type_, room = on.type_, width - 2 * on.type_.margin
        heading = {"color": on.palette.ink, "weight": "bold"}
        return {
            "title": (wrapped(on.title, room, type_.title, bold=True), type_.title, heading),
            "subtitle": (filled(on.subtitle, room, type_.subtitle), type_.subtitle, soft),
            "source": (filled(on.source, room, type_.small), type_.small, soft),
        }


def page_of(axes: Axes) -> Page | None:
    """Return the page that a chart made for itself, None where it is drawn on somebody's axes."""
    return vars(axes).get(_PAGE)


def sheet(axes: Axes) -> Figure:
    """Return the whole figure that the axes are on."""
    return axes.get_figure(root=True)  # type: ignore[return-value]


def extent(axes: Axes) -> tuple[float, float]:
    """Return the width and height of the axes in inches."""
    box = axes.get_position()
    width, height = room_of(axes)
    return box.width * width, box.height * height


def backed(palette: Palette, pad: float = 0.8) -> dict[str, Any]:
    """Return the box that keeps lines so many points away from text."""
    return {"facecolor": palette.paper, "edgecolor": "none", "pad": pad}


def room_of(axes: Axes) -> tuple[float, float]:
    """Return the width and height in inches of the figure, or the subfigure, that the axes are in."""
    part = axes.figure
    return part.bbox.width / part.dpi, part.bbox.height / part.dpi


def bare(axes: Axes, on: Canvas) -> None:
    """Take away the frame of the axes and make its labels quiet."""
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.tick_params(length=0, labelsize=on.type_.small, labelcolor=on.palette.soft, pad=4)


def numbered(axes: Axes, on: Canvas) -> None:
    """Rule the axes by whole numbers, over a line at zero."""
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True))
    axes.grid(axis="y", color=on.palette.grid, linewidth=0.8)
    axes.spines["bottom"].set(visible=True, color=on.palette.soft)
    axes.tick_params(axis="x", pad=7)  # clear of the 0


def years_span(frame: pd.DataFrame, width: float, tip: float = ARROW + 0.01) -> tuple[float, float]:
    """Return the days that the axis of some spells runs from and to, with room for the arrow of open ones."""
    last = max(frame[["end_latest", "until"]].max().max(), frame["start_latest"].max())
    low = day_number(pd.Timestamp(frame["start_earliest"].min().year, 1, 1))
    return low, low + max(day_number(last) - low, 366) * width / (width - tip)


def years_down(axes: Axes, on: Canvas, span: tuple[float, float], height: float, width: float) -> None:
    """Rule the axes by years; down they measure inches from the top."""
    axes.set_xlim(*span)
    axes.set_ylim(height, 0)
    bare(axes, on)
    axes.set_yticks([])
    years_axis(axes, on, width)


def years_axis(
    axes: Axes, on: Canvas, width: float, *, until: pd.Timestamp | None = None, both: bool = False
) -> None:
    """Rule the axes by years, as many as have room for their numbers, with `both` over the plot too."""
    size, (low, high) = on.type_.small, axes.get_xlim()
    within = day_number(date.min), day_number(date.max)
    ends = (low, high if until is None else day_number(until))
    first, last = (num2date(np.clip(end, *within)) for end in ends)  # type: ignore[no-untyped-call]
    span = (last - first).days / 365.25
    each = width_of("2000", size) + 0.28
    step = next((s for s in (1, 2, 5, 10, 20, 25, 50, 100) if span / s * each <= width), 200)
    years = range(-(-first.year // step) * step, last.year + 1, step)
    places = {day_number(pd.Timestamp(year, 1, 1)): str(year) for year in years}
    places = {place: year for place, year in places.items() if place >= low}
    axes.set_xticks(list(places), list(places.values()))
    # The number of a year that would leave the page stands on the inner side of its line.
    page = room_of(axes)[0]
    half, left = width_of("2000", size) / 2, axes.get_position().x0 * page
    for place, tick in zip(places, axes.xaxis.get_major_ticks(len(places)), strict=True):
        x = left + (place - low) / (high - low) * width
        for label in (tick.label1, tick.label2):
            label.set_horizontalalignment("left" if x < half else "right" if x > page - half else "center")
    if both:
        axes.tick_params(axis="x", labeltop=True)
    axes.set_label("time")
    axes.grid(axis="x", color=on.palette.grid, linewidth=0.8)
    axes.set_axisbelow(True)

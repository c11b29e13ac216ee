"""Look a finished figure over for what a reader would trip on: words cut off, words on words, small print."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from membership.charts.kit.canvas import sheet

# Measured finely, because on a coarse grid letters are fitted to pixels and lines run up to a tenth wider.
_DPI = 300
_TOLERANCE = 3.0
# The smallest text in pixels, of which 96 are an inch; a page shows our figures at that size.
_SMALLEST = 12.0


def lint(chart: Axes | Figure) -> list[str]:
    """Return what is wrong with the layout of a chart, in words.

    Returns
    -------
    list of str
        One line for each text that leaves the canvas or is smaller than 12 pixels (9 points), and for each
        pair of texts that overlap.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> figure = Figure()
    >>> _ = figure.text(0.5, 0.5, "six"), figure.text(0.5, 0.5, "nine", size=6)
    >>> lint(figure)
    ["'nine' is 8 pixels high, less than 12", "'six' and 'nine' overlap"]
    """
    figure = sheet(chart) if isinstance(chart, Axes) else chart
    if not isinstance(figure, Figure):
        raise TypeError(f"expected an Axes or a Figure of matplotlib, not {type(chart).__name__}")
    usual = figure.dpi
    figure.set_dpi(_DPI)
    try:
        figure.draw_without_rendering()
        boxes = [(text, text.get_window_extent()) for text in _shown(figure)]
        canvas = figure.bbox.padded(_TOLERANCE).frozen()
    finally:
        figure.set_dpi(usual)
    told = [
        f"{text.get_text()!r} leaves the canvas"
        for text, box in boxes
        if box.x0 < canvas.x0 or box.y0 < canvas.y0 or box.x1 > canvas.x1 or box.y1 > canvas.y1
    ]
    for text, _ in boxes:
        if (pixels := float(text.get_fontsize()) / 72 * 96) < _SMALLEST - 0.01:
            told.append(f"{text.get_text()!r} is {pixels:.3g} pixels high, less than {_SMALLEST:.0f}")
    ordered = sorted(boxes, key=lambda pair: pair[1].y0)
    for place, (one, box) in enumerate(ordered):
        for other, other_box in ordered[place + 1 :]:
            if other_box.y0 >= box.y1:
                break
            across = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
            if min(across, min(box.y1, other_box.y1) - other_box.y0) > _TOLERANCE:
                told.append(f"{one.get_text()!r} and {other.get_text()!r} overlap")
    return told


def _shown(figure: Figure) -> list[Text]:
    """Return the texts that a reader sees: not the empty ones, not the labels of ticks out of view."""
    hidden = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        slack = (high - low) * 1e-6
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            in_view = low - slack <= tick.get_loc() <= high + slack
            if not (axis.get_visible() and tick.get_visible() and in_view):
                hidden |= {tick.label1, tick.label2}
    found = [text for text in figure.findobj(Text) if text.get_visible() and text not in hidden]
    return [text for text in dict.fromkeys(found) if text.get_text().strip()]

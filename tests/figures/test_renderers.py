"""A figure drawn for a file looks as matplotlib draws it, and is left as it was."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from membership.charts.kit.canvas import style
from membership.figures.imprint import Imprint
from membership.figures.renderers import drawn_as_pdf, drawn_as_pixels, drawn_as_svg
from membership.figures.renditions import pdf

DPI = 200


def ink(pixels):
    """Return the first and last row and column that something dark is in."""
    rows, columns = np.nonzero(pixels[..., 0] < 128)
    return np.array([rows.min(), rows.max(), columns.min(), columns.max()])


@pytest.mark.parametrize("turned", [0, 30, 90, 180])
@pytest.mark.parametrize("words", ["Ågy", "Two\nlines", "$a_b$"])
def test_a_text_stands_where_matplotlib_puts_it(turned, words):
    with style():
        figure = Figure(figsize=(3, 2))
        figure.text(0.5, 0.5, words, rotation=turned, size=20, ha="center", va="baseline", parse_math=True)
        ours = drawn_as_pixels(figure, DPI)
        figure.dpi = DPI
        FigureCanvasAgg(figure)
        figure.canvas.draw()
    theirs = np.asarray(figure.canvas.buffer_rgba())
    assert ours.shape == theirs.shape
    assert np.abs(ink(ours) - ink(theirs)).max() <= 2


def test_no_text_of_a_pdf_is_a_link():
    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "Six", url="#fact-six")
    assert b"/URI" not in pdf(figure, Imprint("six", "Six", "", "", ""))


def test_a_drawn_figure_has_the_size_that_it_had():
    figure = Figure(figsize=(3, 2), dpi=77)
    figure.text(0.5, 0.5, "Six")
    assert drawn_as_pixels(figure, 100).shape == (200, 300, 4)
    assert 'viewBox="0 0 216 144"' in drawn_as_svg(figure)
    assert b"/MediaBox [ 0 0 216 144 ]" in drawn_as_pdf(figure, {})
    assert figure.dpi == 77

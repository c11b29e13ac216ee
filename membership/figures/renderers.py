"""Draw a figure with matplotlib's renderers, its texts as large on one as on the other and measured once."""

# mypy: disable-error-code="no-untyped-call,no-untyped-def"
from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO, StringIO
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import RendererAgg, get_hinting_flag
from matplotlib.backends.backend_pdf import PdfFile, RendererPdf
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

_POINTS = 72  # of an inch


def drawn_as_svg(figure: Figure) -> str:
    """Return a figure as SVG, without the day on which it was drawn."""
    stream = StringIO()
    with _at(figure, _POINTS) as (width, height):
        page = _Svg(width, height, stream, image_dpi=_POINTS, metadata={"Date": None})
        figure.draw(page)
        page.finalize()
    return stream.getvalue()


def drawn_as_pdf(figure: Figure, metadata: Mapping[str, Any]) -> bytes:
    """Return a figure as PDF that says of itself what the metadata say."""
    stream = BytesIO()
    file = PdfFile(stream, metadata=dict(metadata))
    with _at(figure, _POINTS):
        width, height = figure.get_size_inches()
        file.newPage(width, height)
        page = _Pdf(file, _POINTS, height, width)
        figure.draw(page)
        page.finalize()
    file.finalize()
    return stream.getvalue()


def drawn_as_pixels(figure: Figure, dpi: float) -> npt.NDArray[np.uint8]:
    """Return the pixels of a figure: height by width by red, green, blue and opacity."""
    with _at(figure, dpi) as (width, height):
        page = _Pixels(int(width), int(height), dpi)
        figure.draw(page)
    return np.asarray(page.buffer_rgba())


@contextmanager
def _at(figure: Figure, dpi: float) -> Iterator[tuple[float, float]]:
    """Give a figure so many pixels an inch; yield its width and height in pixels."""
    before = figure.dpi
    figure.dpi = dpi
    try:
        yield figure.bbox.width, figure.bbox.height
    finally:
        figure.dpi = before


@lru_cache(1 << 14)
def _size_of(text: str, font: FontProperties) -> tuple[float, ...]:
    """Return the width, height and descent of a text in points."""
    return text_to_path.get_text_width_height_descent(text, font, False)


class _Measured:
    """A renderer that asks for the size of a text once: that takes as long as to draw it."""

    def get_text_width_height_descent(self: Any, s: str, prop: FontProperties, ismath: Any) -> Any:
        if ismath:
            return super().get_text_width_height_descent(s, prop, ismath)  # type: ignore[misc]
        return tuple(self.points_to_pixels(size) for size in _size_of(s, prop.copy()))


class _Svg(_Measured, RendererSVG): ...


class _Pdf(_Measured, RendererPdf): ...


class _Pixels(_Measured, RendererAgg):
    def draw_text(self, gc, x, y, s, prop, angle, ismath=False, mtext=None):
        """Draw a text in one piece: letter by letter, each between pixels, takes twice as long."""
        if ismath or angle:
            return super().draw_text(gc, x, y, s, prop, angle, ismath, mtext)
        font = self._prepare_font(prop)
        font.set_text(s, 0, flags=get_hinting_flag())
        font.draw_glyphs_to_bitmap()
        left, bottom = font.get_bitmap_offset()
        x, y = round(x + left / 64), round(y + (bottom + font.get_descent()) / 64)
        self._renderer.draw_text_image(font, x, y + 1, 0, gc)

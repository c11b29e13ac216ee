"""Text as it will be set: how wide it is, how it breaks into lines, where it is cut off.

Widths are in inches, sizes in points.
"""

from __future__ import annotations

from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from membership.charts.fonts import FONTS, require_signs


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in inches.

    Raises
    ------
    ValueError
        If none of the fonts has one of its signs.

    Examples
    --------
    >>> width_of("wide", 10) < width_of("wide", 10, bold=True)
    True
    """
    return _width(text, size, bold, tuple(FONTS))


@cache
def _width(text: str, size: float, bold: bool, fonts: tuple[str, ...]) -> float:
    require_signs(text)
    font = FontProperties(family=list(fonts), size=size, weight="bold" if bold else "normal")
    # Rendered text is up to 4 % wider than its outlines, where glyphs are fitted to pixels.
    return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0]) / 72 * 1.04


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` broken between words into as few lines as fit in `width` inches, of even length.

    Examples
    --------
    >>> wrapped("one two three four", 1.0, 10)
    ['one two', 'three four']
    """
    lines = filled(text, width, size, bold)
    while len(lines) > 1:
        narrower = width * 0.97
        if len(filled(text, narrower, size, bold)) > len(lines) or narrower < 0.5:
            break
        lines, width = filled(text, narrower, size, bold), narrower
    return lines


def filled(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` broken between words into lines as full as `width` inches allow."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] = f"{lines[-1]} {word}"
        else:
            lines.append(word)
    return lines


def fitted(text: str, width: float, size: float) -> str:
    """Return one line of text, its end cut off with an ellipsis where it is wider than `width` inches.

    Examples
    --------
    >>> fitted("Borduria", 5, 10), fitted("Borduria", 0.4, 10)
    ('Borduria', 'Bor…')
    """
    if width_of(text, size) <= width:
        return text
    kept = next((end for end in range(len(text), 0, -1) if width_of(f"{text[:end]}…", size) <= width), 0)
    return f"{text[:kept].rstrip()}…"


def line_height(size: float) -> float:
    """Return the distance between two lines of text, in inches."""
    return size * 1.32 / 72

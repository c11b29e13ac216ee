"""Text as it will be set: how wide it is, how it breaks into lines, where it is cut off.

Widths are in inches, sizes in points.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from itertools import chain

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath

from membership.charts.kit.fonts import FONTS, warn_of_signs

_MEASURED = 100.0


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in inches.

    Warns
    -----
    UserWarning
        If none of the fonts has one of its signs.

    Examples
    --------
    >>> width_of("wide", 10) < width_of("wide", 10, bold=True)
    True
    """
    # Rendered text is up to 4 % wider than its outlines, where glyphs are fitted to pixels.
    return _width(text, bold, tuple(FONTS)) * (size / _MEASURED) / 72 * 1.04


@cache
def _width(text: str, bold: bool, fonts: tuple[str, ...]) -> float:
    """Return the width of the outlines of a text at one size; at another they are wider in proportion."""
    warn_of_signs(text)
    font = FontProperties(family=list(fonts), size=_MEASURED, weight="bold" if bold else "normal")
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph")  # matplotlib says it too
        return float(TextToPath().get_text_width_height_descent(text, font, ismath=False)[0])


def wrapped(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` broken between words into as few lines as fit in `width` inches, of even length.

    Examples
    --------
    >>> wrapped("one two three four", 1.0, 10)
    ['one two', 'three four']
    """
    lines = filled(text, width, size, bold)
    while len(lines) > 1:
        closer = filled(text, width * 0.97, size, bold)
        # Evened out no further than to where there would be more lines, or a word of them would be broken.
        if len(closer) > len(lines) or width * 0.97 < 0.5 or " ".join(closer) != " ".join(lines):
            break
        lines, width = closer, width * 0.97
    return lines


def filled(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` broken between words into lines as full as `width` inches allow; wider words within."""
    # Fonts set letters closer within a word, not across a space: a line is as wide as its words and spaces.
    space = width_of("n n", size, bold) - 2 * width_of("n", size, bold)
    lines: list[str] = []
    taken = 0.0
    for word in chain.from_iterable(_pieces(word, width, size, bold) for word in text.split()):
        longer = taken + space + (own := width_of(word, size, bold))
        if lines and longer <= width:
            lines[-1], taken = f"{lines[-1]} {word}", longer
        else:
            lines.append(word)
            taken = own
    return lines


def _pieces(word: str, width: float, size: float, bold: bool) -> Iterator[str]:
    """Yield a word, in as many pieces as its width takes."""
    while len(word) > 1 and width_of(word, size, bold) > width:
        ends = range(1, len(word))
        end = max(bisect_right(ends, width, key=lambda end: width_of(word[:end], size, bold)), 1)
        yield word[:end]
        word = word[end:]
    yield word


def fitted(text: str, width: float, size: float) -> str:
    """Return one line of text, its end cut off with an ellipsis where it is wider than `width` inches.

    Examples
    --------
    >>> fitted("Borduria", 5, 10), fitted("Borduria", 0.4, 10)
    ('Borduria', 'Bor…')
    """
    if width_of(text, size) <= width:
        return text
    kept = bisect_right(range(1, len(text)), width, key=lambda end: width_of(f"{text[:end]}…", size))
    return f"{text[:kept].rstrip()}…"


def line_height(size: float) -> float:
    """Return the distance between two lines of text, in inches."""
    return size * 1.32 / 72

"""Text as it will be set: in which fonts, how wide, how it breaks into lines, where it is cut off.

Widths are in inches, sizes in points. Libre Franklin lies beside this file, so that a chart looks the same
wherever it is drawn.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.font_manager import FontProperties, findfont, fontManager, get_font
from matplotlib.textpath import TextToPath

TYPEFACE = Path(__file__).with_name("typeface")
# A machine's list of fonts may have lost those that come with matplotlib: it is kept from one day to another.
_DEJAVU = [Path(mpl.get_data_path(), "fonts/ttf", name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
for _file in [*sorted(TYPEFACE.glob("*.ttf")), *_DEJAVU]:
    fontManager.addfont(_file)

# A sign that the first lacks is taken from the next that has it.
FONTS = ["Libre Franklin", "DejaVu Sans"]
_MEASURED = 100.0


def unknown_sign(text: str) -> str:
    """Return in a sentence the first sign of a text that no font of the charts has, or ""."""
    drawn = _signs(tuple(FONTS))
    for sign in text:
        if ord(sign) not in drawn and sign != "\n":
            return (
                f"no font of the charts ({', '.join(FONTS)}) has the sign {sign!r} (U+{ord(sign):04X}) of "
                f"{text!r}: a box stands for it in PNG and PDF, and in SVG what the reader's machine has; "
                'add a font that has it: membership.FONTS.append("Noto Sans CJK JP")'
            )
    return ""


@cache
def _signs(fonts: tuple[str, ...]) -> frozenset[int]:
    files = [findfont(font, fallback_to_default=False) for font in fonts]
    return frozenset(sign for file in files for sign in get_font(file).get_charmap())


def warn_of_signs(text: str) -> None:
    """Warn of a text that is drawn with a box for want of a sign in the fonts, refuse what is no text."""
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError(f"{text!r} holds half a sign (a lone surrogate), which no file can hold")
    if said := unknown_sign(text):
        warnings.warn(said, stacklevel=2)


def width_of(text: str, size: float, bold: bool = False) -> float:
    """Return the width of one line of text in inches; warn of a sign that no font has."""
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
    while len(lines) > 1 and (width := width * 0.97) >= 0.5:
        closer = filled(text, width, size, bold)
        # Evened out no further than to where there would be more lines, or a word of them would be broken.
        if len(closer) > len(lines) or " ".join(closer) != " ".join(lines):
            break
        lines = closer
    return lines


def filled(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Return `text` broken between words into lines as full as `width` inches allow; wider words within."""
    # Fonts set letters closer within a word, not across a space: a line is as wide as its words and spaces.
    space = width_of("n n", size, bold) - 2 * width_of("n", size, bold)
    lines: list[str] = []
    taken = 0.0
    for piece in (piece for word in text.split() for piece in _pieces(word, width, size, bold)):
        own = width_of(piece, size, bold)
        if lines and taken + space + own <= width:
            lines[-1] += f" {piece}"
            taken += space + own
        else:
            lines.append(piece)
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

"""The fonts of the charts, and the signs that they have.

Libre Franklin lies beside this file, so that a chart looks the same wherever it is drawn.
"""

from __future__ import annotations

import warnings
from functools import cache
from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, fontManager, get_font
from matplotlib.text import Text

TYPEFACE = Path(__file__).with_name("typeface")
# A machine's list of fonts may have lost those that come with matplotlib: it is kept from one day to another.
_DEJAVU = [Path(mpl.get_data_path(), "fonts/ttf", name) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf")]
for _file in [*sorted(TYPEFACE.glob("*.ttf")), *_DEJAVU]:
    fontManager.addfont(_file)

# A sign that the first lacks is taken from the next that has it.
FONTS = ["Libre Franklin", "DejaVu Sans"]


def unknown_sign(text: str) -> str:
    """Return in a sentence the first sign of a text that no font of the charts has, or "".

    Examples
    --------
    >>> unknown_sign("Қазақстан")
    ''
    """
    drawn = _signs(tuple(FONTS))
    for sign in text:
        if ord(sign) not in drawn and sign != "\n":
            return (
                f"no font of the charts ({', '.join(FONTS)}) has the sign {sign!r} (U+{ord(sign):04X}) "
                f"of {text!r}: "
                "a box stands for it in PNG and PDF, and in SVG what the reader's machine has; "
                'add a font that has it: membership.charts.FONTS.append("Noto Sans CJK JP")'
            )
    return ""


def warn_of_signs(text: str) -> None:
    """Warn of a text that is drawn with a box for want of a sign in the fonts, refuse what is no text."""
    if not text.isascii() and any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ValueError(f"{text!r} holds half a sign (a lone surrogate), which no file can hold")
    if said := unknown_sign(text):
        warnings.warn(said, stacklevel=2)


@cache
def _signs(fonts: tuple[str, ...]) -> frozenset[int]:
    files = [findfont(font, fallback_to_default=False) for font in fonts]
    return frozenset(sign for file in files for sign in get_font(file).get_charmap())


def legible(axes: Axes) -> Axes:
    """Return the axes, with a warning for every text on them that has a sign that no font has."""
    for text in axes.findobj(Text):
        warn_of_signs(text.get_text())
    return axes

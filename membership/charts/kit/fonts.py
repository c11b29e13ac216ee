"""The fonts of the charts, and the signs that they have.

Libre Franklin lies beside this file, so that a chart looks the same wherever it is drawn.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, fontManager, get_font
from matplotlib.text import Text

TYPEFACE = Path(__file__).with_name("typeface")
for _file in sorted(TYPEFACE.glob("*.ttf")):
    fontManager.addfont(_file)

# A sign that the first lacks is taken from the next that has it.
FONTS = ["Libre Franklin", "DejaVu Sans"]


def require_signs(text: str) -> None:
    """Refuse text that would be drawn with an empty box for want of a sign in the fonts.

    Raises
    ------
    ValueError
        It names the sign, and says how to choose another font.

    Examples
    --------
    >>> require_signs("Қазақстан")
    """
    drawn = _signs(tuple(FONTS))
    for sign in text:
        if ord(sign) not in drawn and sign != "\n":
            raise ValueError(
                f"no font of the charts ({', '.join(FONTS)}) has the sign {sign!r} (U+{ord(sign):04X}) "
                f"of {text!r}; add one that has it: "
                'membership.charts.FONTS.append("Noto Sans CJK JP")'
            )


@cache
def _signs(fonts: tuple[str, ...]) -> frozenset[int]:
    files = [findfont(font, fallback_to_default=False) for font in fonts]
    return frozenset(sign for file in files for sign in get_font(file).get_charmap())


def legible(axes: Axes) -> Axes:
    """Return the axes, once every sign of the texts on them is known to be in a font.

    Raises
    ------
    ValueError
        As `require_signs`.
    """
    for text in axes.findobj(Text):
        require_signs(text.get_text())
    return axes

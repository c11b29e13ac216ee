"""The typeface of the charts for a page: cut down to Latin letters, and put into its style."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from io import BytesIO

from fontTools.subset import Options, Subsetter  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from membership.charts.kit.fonts import FONTS, TYPEFACE

# Latin with its accents, and the signs of printed text; what else a page says, a font of the reader's sets.
_SIGNS = (*range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2010, 0x2027), 0x2032, 0x2033, 0x20AC, 0x2212)
_WEIGHTS = {"Regular": 400, "Bold": 700}


@cache
def font_faces(signs: frozenset[str] = frozenset()) -> str:
    """Return the rules of CSS that bring the typeface of the charts along, regular and bold.

    Parameters
    ----------
    signs : frozenset of str, optional
        The letters that are needed, where they are known; all of Latin unless told.

    Examples
    --------
    >>> font_faces().count("@font-face"), "url(data:font/woff;base64," in font_faces()
    (2, True)
    """
    rules = []
    for name, weight in _WEIGHTS.items():
        font = TTFont(TYPEFACE / f"{FONTS[0].replace(' ', '')}-{name}.ttf", recalcTimestamp=False)
        cut = Subsetter(Options(hinting=False, layout_features=["kern", "mark", "tnum"]))
        cut.populate(unicodes=[ord(sign) for sign in signs] or _SIGNS)
        cut.subset(font)
        font.flavor = "woff"
        stream = BytesIO()
        font.save(stream)
        source = f"url(data:font/woff;base64,{b64encode(stream.getvalue()).decode()})"
        rules.append(
            f'@font-face{{font-family:"{FONTS[0]}";font-weight:{weight};font-display:block;src:{source}}}\n'
        )
    return "".join(rules)

"""The typeface of the charts for a page: its Latin letters, put into the style.

The WOFF files are cut from the fonts beside them, which `DEPENDENCIES.md` tells how.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache

from membership.charts.kit.lettering import FONTS, TYPEFACE

_WEIGHTS = {"Regular": 400, "Bold": 700}


@cache
def font_faces() -> str:
    """Return the rules of CSS that bring the typeface of the charts along, regular and bold."""
    rules = []
    for name, weight in _WEIGHTS.items():
        font = (TYPEFACE / f"{FONTS[0].replace(' ', '')}-{name}.woff").read_bytes()
        source = f"url(data:font/woff;base64,{b64encode(font).decode()})"
        rules.append(
            f'@font-face{{font-family:"{FONTS[0]}";font-weight:{weight};font-display:block;src:{source}}}\n'
        )
    return "".join(rules)

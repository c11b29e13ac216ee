"""The typeface that a page brings along is that of the charts."""

from __future__ import annotations

from base64 import b64encode

import pytest
from fontTools.ttLib import TTFont

from membership.charts.kit.lettering import TYPEFACE
from membership.figures.webfont import font_faces


@pytest.mark.parametrize("path", sorted(TYPEFACE.glob("*.woff")), ids=lambda path: path.stem)
def test_a_letter_on_a_page_is_as_wide_as_on_a_chart(path):
    with TTFont(path) as cut, TTFont(path.with_suffix(".ttf")) as whole:
        letters, known = cut.getBestCmap(), whole.getBestCmap()
        assert {ord(sign) for sign in "azAZ09ŠšĐİ–’"} <= letters.keys()
        rule = f"font-weight:{cut['OS/2'].usWeightClass};font-display:block;src:url(data:font/woff;base64,"
        assert f"{rule}{b64encode(path.read_bytes()).decode()})" in font_faces()
        for sign, name in letters.items():
            assert cut["hmtx"][name][0] == whole["hmtx"][known[sign]][0]

"""The typeface that a page brings along is that of the charts."""

from __future__ import annotations

import pytest
from fontTools.ttLib import TTFont

from membership.charts.kit.lettering import TYPEFACE


@pytest.mark.parametrize("path", sorted(TYPEFACE.glob("*.woff")), ids=lambda path: path.stem)
def test_a_letter_on_a_page_is_as_wide_as_on_a_chart(path):
    with TTFont(path) as cut, TTFont(path.with_suffix(".ttf")) as whole:
        letters, known = cut.getBestCmap(), whole.getBestCmap()
        assert {ord(sign) for sign in "azAZ09ŠšĐİ–’"} <= letters.keys()
        for sign, name in letters.items():
            assert cut["hmtx"][name][0] == whole["hmtx"][known[sign]][0]

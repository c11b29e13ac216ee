"""SVG files that are handed on: several of them stand in one page, and no library's hash is in them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from matplotlib import pyplot, rc_context
from matplotlib.backends.backend_svg import RendererSVG

import membership as m
from membership.figures.imprint import Imprint
from membership.figures.renditions import standalone, svg

IMPRINT = Imprint("pact", "A title", "A description", "2020-12-31", "Sources: the Gazette.")
VARIANTS = ("", "-narrow", "-dark", "-narrow-dark")
SPELLS = {"state": ["Aland"], "start": ["1992-05-15"], "end": [""]}
PAUSES = {"state": ["Aland"], "start": ["2000"], "end": ["2004-05-01"]}


def made(variant):
    with rc_context({"svg.hashsalt": "pact"}):
        axes = m.timeline(SPELLS, pauses=PAUSES, until="2020-12-31", narrow="narrow" in variant)
        text = svg(axes.figure)
        pyplot.close(axes.figure)
    colours = {m.LIGHT.paper: m.DARK.paper, m.LIGHT.member: m.DARK.member}
    return standalone(text, IMPRINT, variant, colours if "dark" in variant else None).decode()


def test_all_files_of_a_figure_can_be_put_into_one_page():
    texts = [made(variant) for variant in VARIANTS]
    assert max(Counter(re.findall(r'\sid="([^"]+)"', "".join(texts))).values()) == 1
    assert "<style" not in "".join(texts), "its rules would hold for the page around it"
    for text in texts:
        own = set(re.findall(r'\sid="([^"]+)"', text))
        used = re.findall(r'url\(#([^)]+)\)|xlink:href="#([^"]+)"', text)
        assert used, "a pause is hatched"
        assert {"".join(found) for found in used} <= own


@pytest.mark.parametrize("variant", VARIANTS)
def test_no_id_hangs_on_a_hash_of_the_libraries(variant, monkeypatch):
    usual = RendererSVG._make_id
    before = made(variant)
    monkeypatch.setattr(RendererSVG, "_make_id", lambda *given: f"{usual(*given)}other")
    assert made(variant) == before


def test_a_dark_file_has_the_dark_colours():
    dark = made("-dark")
    assert m.LIGHT.member not in dark
    assert m.DARK.member in dark
    assert m.DARK.paper in dark

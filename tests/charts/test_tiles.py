"""The map of tiles, asked through its artists: which square is where, and how it is filled."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

import membership as m
from tests.charts.artists import each_layout, face, text, texts

SPELLS = pd.DataFrame(
    [
        ("X", "AAA", "Aland", "1990-01-01", ""),
        ("X", "BBB", "Borduria", "1990-01-01", ""),
        ("X", "CCC", "Carpania", "2000", ""),
        ("Y", "BBB", "Borduria", "1995-01-01", ""),
        ("Z", "BBB", "Borduria", "1995-01-01", ""),
        *[("Z", f"ZZ{letter}", f"Zed {letter}", "1980-01-01", "") for letter in "ABCDE"],
    ],
    columns=["organization", "state", "name", "start", "end"],
)
TILES = pd.DataFrame(
    [("AAA", 1, 1), ("BBB", 2, 1), ("CCC", 2, 3), ("DDD", 1, 3), ("EEE", 9, 9), ("ZZA", 3, 1)],
    columns=["state", "tile_column", "tile_row"],
)
PAUSES = pd.DataFrame(
    {"organization": ["X"], "state": ["AAA"], "name": "Aland", "start": ["1999-01-01"], "end": [""]}
)


def chart(day="2000-06-01", **more):
    return m.tile_map(SPELLS, day, TILES, pauses=PAUSES, until="2010-01-01", highlight="X", **more)


def stripes(axes, code: str) -> list[Rectangle]:
    """Return the stripes under the letters of a tile."""
    at = text(axes, code).get_position()
    tile = next(bar for bar in axes.patches if face(bar) == m.LIGHT.grid and held(bar, *at))
    others = [bar for bar in axes.patches if bar is not tile]
    return [bar for bar in others if held(tile, bar.get_x() + 0.01, bar.get_y() + 0.01)]


def held(bar: Rectangle, x: float, y: float) -> bool:
    """Return whether a place is in a rectangle."""
    return 0 <= x - bar.get_x() <= bar.get_width() and 0 <= y - bar.get_y() <= bar.get_height()


@each_layout
def test_a_tile_has_a_stripe_for_each_organization_and_the_key_names_its_members(narrow):
    axes = chart(narrow=narrow)
    assert m.lint(axes) == []
    said = texts(axes)
    assert {"X 3", "Y 1", "Z 6", "of them not taking part", "Without a square"} <= set(said)
    assert "Aland, Borduria, Carpania" in said
    assert "EEE" not in said  # nobody in its row or its column was a member
    (frozen,) = stripes(axes, "AAA")
    assert (face(frozen), to_hex(frozen.get_edgecolor())) == (m.LIGHT.paper, m.LIGHT.member)
    assert frozen.get_hatch()
    looks = [(face(bar), bar.get_hatch()) for bar in stripes(axes, "BBB")]
    assert looks[0] == (m.LIGHT.member, ""), "the hero's first"
    assert {colour for colour, _ in looks[1:]} <= set(m.LIGHT.others)
    assert " ".join(said).endswith("Without a square Zed B, Zed C, Zed D, Zed E")


def test_a_member_that_an_imprecise_date_leaves_open_is_questioned():
    assert "CCC?" in texts(chart())
    assert "CCC" in texts(chart("2001-01-01"))


@pytest.mark.parametrize(
    ("day", "tiles", "message"),
    [
        ("2000-01-01", TILES.drop(columns="tile_row"), "no column 'tile_row'"),
        ("2000-01-01", TILES.assign(tile_column="1", tile_row="1"), "AAA and BBB are in one place"),
        ("1970-01-01", TILES, "no state of tiles was a member on 1970-01-01"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(day, tiles, message):
    with pytest.raises(ValueError, match=message):
        m.tile_map(SPELLS, day, tiles, until="2010-01-01")


def test_every_state_with_a_membership_has_a_place_in_our_table():
    tables = m.load()
    placed = set(tables.states.loc[tables.states["tile_column"].ne(""), "state"])
    assert set(m.spells(tables)["state"]) <= placed

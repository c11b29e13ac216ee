"""What the tests draw, and how they ask for what was drawn."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.patches import Polygon, Rectangle

import membership as m

UNTIL = "2020-01-01"
SPELLS = pd.DataFrame(
    [
        ("AAA", "Aland", "1992-05-15", "1999-04-21"),
        ("AAA", "Aland", "2006-08-16", "2012-12-19"),
        ("BBB", "Borduria", "1992-05-15", ""),
        ("CCC", "Carpania", "1993-12-09", "1999-04-21"),
        ("DDD", "Drusselstein", "1993-09-24", ""),
    ],
    columns=["state", "name", "start", "end"],
)
each_layout = pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
each_chart = pytest.mark.parametrize("chart", [m.timeline, m.count_chart])
each_palette = pytest.mark.parametrize("palette", [m.LIGHT, m.DARK], ids=["light", "dark"])


def spell(start: str, end: str = "", **more: object) -> pd.DataFrame:
    return pd.DataFrame([{"state": "AAA", "name": "Aland", "start": start, "end": end} | more])


def day(text: str) -> float:
    return float(date2num(pd.Timestamp(text)))


def bars(axes) -> list[Rectangle]:
    """Return the drawn bars, without the links that lie over their ends."""
    return [patch for patch in axes.patches if isinstance(patch, Rectangle) and not patch.get_url()]


def polygons(axes) -> list[Polygon]:
    return [patch for patch in axes.patches if isinstance(patch, Polygon)]


def reach(patch) -> tuple[float, float]:
    """Return from where to where a patch goes on the axis of time."""
    x = patch.get_path().transformed(patch.get_patch_transform()).vertices[:, 0]
    return round(float(x.min()), 3), round(float(x.max()), 3)


def face(patch) -> str:
    return to_hex(patch.get_facecolor())


def lines(axes, colour: str) -> list:
    return [line for line in axes.get_lines() if to_hex(line.get_color()) == colour]


def named(axes) -> dict:
    """Return the lines that a chart gives a label, by it."""
    return {line.get_label(): line for line in axes.get_lines() if not line.get_label().startswith("_")}


def marks(axes) -> list:
    return [line for line in axes.get_lines() if line.get_marker() == "o"]


def links(axes) -> dict[str, str]:
    return {patch.get_gid(): patch.get_url() for patch in axes.patches if patch.get_url()}


def legend(axes) -> list[str]:
    return [text.get_text() for text in axes.get_legend().get_texts()]


def texts(axes) -> list[str]:
    return [text.get_text() for text in axes.texts]


def text(axes, said: str):
    """Return the one text on the axes that says so."""
    (found,) = [text for text in axes.texts if text.get_text() == said]
    return found

"""A map without a map: a square for each state, laid out by region, filled by its blocs on a day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import cycle
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.canvas import Canvas
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import filled, fitted, line_height
from membership.charts.kit.palette import HATCH, Palette, series_colours
from membership.charts.kit.request import SPELLS, chart, pauses_to_draw
from membership.intervals.bounds import Day, Ends
from membership.intervals.counting import members_on
from membership.intervals.frames import written

# Width and height of a tile, with the space to the next; on a phone as wide as there is room for.
_TILE, _NARROW_TILE, _BETWEEN = (0.52, 0.52), (0.4, 0.4), 0.02
_CODE = 0.185  # the strip of a tile that its letters stand on
_SWATCH, _APART = 0.26, 0.14
_HATCHES = ("", "", "////", "\\\\\\\\", "....", "xxxx", "----")  # the first two are far apart in lightness


@chart(data=SPELLS, tiles=("state", "tile_column", "tile_row"))
def tile_map(
    on: Canvas,
    data: Any,
    day: Day,
    tiles: Any,
    *,
    pauses: Any = None,
    until: Day | None = None,
    ends: Ends = "first day out",
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
) -> Axes:
    """Draw a square for each state, in it a stripe for each organization that it was in on a day.

    Grey organizations are told apart by their hatching; the stripe of a member that takes no part is paper.

    Parameters
    ----------
    data : DataFrame
        Spells as for `timeline`, with `organization`.
    day : day
        The day whose members are drawn.
    tiles : DataFrame
        state, tile_column, tile_row (counted from 1, from the upper left; a state without both has no
        square): the table of states has them. Rows and columns in which nobody was a member are left out.

    Returns
    -------
    Axes
        With a key: each organization, how many members it had and which. A member that an imprecise date
        leaves open has a "?" after its letters; one without a square is named in the key.

    Raises
    ------
    ValueError
        If `tiles` has two states in one place, or none that was a member on `day`.

    Examples
    --------
    >>> spells = pd.DataFrame({"organization": ["X", "Y"], "state": ["AAA", "AAA"], "start": ["1990", "1995"],
    ...                        "end": ["", ""]})
    >>> tiles = pd.DataFrame({"state": ["AAA", "BBB"], "tile_column": [1, 2], "tile_row": [1, 1]})
    >>> ax = tile_map(spells, "2000-01-01", tiles, until="2001-01-01")
    >>> [text.get_text() for text in ax.texts]
    ['AAA', 'X 1', 'AAA', 'Y 1', 'AAA']
    """
    frame = data if "organization" in data else data.assign(organization="")
    places, stops = _places(tiles), pauses_to_draw(pauses, frame, until)
    names = state_names(frame, on.locale)
    inside, paused = (
        members_on(each, day).assign(name=lambda rows: rows["state"].map(names)) for each in (frame, stops)
    )
    placed = places["state"].isin(inside["state"])
    if not placed.any():
        raise ValueError(f"no state of tiles was a member on {written(day)}, so there is nothing to draw")
    sizes = frame.groupby("organization", sort=False)["state"].nunique()
    order = sorted(sizes.index, key=lambda name: (name != highlight, -sizes[name]))
    colours = series_colours(order, on.palette, highlight)
    looks = {name: _Look(colours[name], hatch) for name, hatch in zip(order, cycle(_HATCHES), strict=False)}
    abreast, ranks = (sorted(set(places.loc[placed, axis])) for axis in ("column", "row"))
    shown = places[places["column"].isin(abreast) & places["row"].isin(ranks)]
    room, type_ = on.room(), on.type_
    across, down = _NARROW_TILE if on.narrow else _TILE
    across = min(across, room / len(abreast))
    width, height = across * len(abreast), down * len(ranks)
    left = 0.0 if on.narrow else width + 0.4
    inner = room - left - _SWATCH - 0.06
    lost = inside[~inside["state"].isin(shown["state"])]
    key = _key(on, inside, paused, lost, looks, headings or {}, inner)
    head, line = line_height(type_.label), line_height(type_.small)
    talls = [head + len(lines) * line + _APART for _, _, lines in key]
    axes = on.inches(height + _APART + sum(talls) if on.narrow else max(height, sum(talls)))
    joined, halted = (
        set(each[["organization", "state"]].itertuples(index=False, name=None)) for each in (inside, paused)
    )
    open_to_doubt = set(inside.loc[~inside["certain"], "state"])
    for state, column, row in shown[["state", "column", "row"]].itertuples(index=False, name=None):
        x, y = abreast.index(column) * across, ranks.index(row) * down
        own = [name for name in order if (name, state) in joined]
        stripes = [replace(looks[name], is_paused=(name, state) in halted) for name in own]
        code = f"{state}?" if state in open_to_doubt else state
        _draw_tile(on, axes, code, x, y, across - _BETWEEN, down - _BETWEEN, stripes)
    y = height + _APART if on.narrow else 0.0
    for (look, name, lines), tall in zip(key, talls, strict=True):
        x, middle = left + _SWATCH + 0.06, y + head / 2
        if look:
            _draw_stripe(axes, on.palette, look, left, middle - 0.07, _SWATCH - 0.04, 0.14)
        on.write(axes, name, x, middle, size=type_.label, weight="bold")
        for place, text in enumerate(lines):
            on.write(axes, text, x, y + head + (place + 0.5) * line, color=on.palette.soft)
        y += tall
    return axes


def _places(tiles: pd.DataFrame) -> pd.DataFrame:
    """Return the states that have a place, with `column` and `row` as numbers."""
    text = (
        tiles[["state", "tile_column", "tile_row"]].map(written).set_axis(["state", "column", "row"], axis=1)
    )
    known = text[text["column"].ne("") & text["row"].ne("")].astype({"column": int, "row": int})
    if (twice := known[known.duplicated(["column", "row"], keep=False)]).size:
        raise ValueError(f"tiles: {' and '.join(twice['state'][:2])} are in one place; give each its own")
    return known


@dataclass(frozen=True)
class _Look:
    """How the stripe of an organization looks."""

    colour: str
    hatch: str
    is_paused: bool = False


def _key(
    on: Canvas,
    inside: pd.DataFrame,
    paused: pd.DataFrame,
    lost: pd.DataFrame,
    looks: Mapping[str, _Look],
    headings: Mapping[str, str],
    width: float,
) -> list[tuple[_Look | None, str, list[str]]]:
    """Return the key: each stripe, what it stands for, and in lines who that is; then who has no square."""

    def entry(look: _Look | None, head: str, own: pd.DataFrame) -> tuple[_Look | None, str, list[str]]:
        return look, head, filled(", ".join(sorted(set(own["name"]))), width, on.type_.small)

    found = []
    for name, look in looks.items():
        own, halted = (each[each["organization"] == name] for each in (inside, paused))
        if len(own):
            called = fitted(headings.get(name, name), width * 0.8, on.type_.label)  # bold letters are wider
            found.append(entry(look, f"{called} {len(own)}".strip(), own))
        if len(halted):
            found.append(entry(replace(look, is_paused=True), "of them not taking part", halted))
    return [*found, entry(None, "Without a square", lost)] if len(lost) else found


def _draw_tile(
    on: Canvas, axes: Axes, code: str, x: float, y: float, width: float, height: float, stripes: list[_Look]
) -> None:
    """Draw a square: its letters, and below them a stripe for each organization."""
    axes.add_patch(Rectangle((x, y), width, height, facecolor=on.palette.grid, linewidth=0))
    middle = y + (_CODE / 2 if stripes else height / 2)
    colour = on.palette.ink if stripes else on.palette.soft
    said = fitted(code, width + _BETWEEN, on.type_.small)
    on.write(axes, said, x + width / 2, middle, color=colour, ha="center")
    each = width / max(len(stripes), 1)
    for place, look in enumerate(stripes):
        _draw_stripe(axes, on.palette, look, x + place * each, y + _CODE, each, height - _CODE)


def _draw_stripe(
    axes: Axes, palette: Palette, look: _Look, x: float, y: float, width: float, height: float
) -> None:
    plain: dict[str, Any] = {"facecolor": look.colour, "edgecolor": palette.paper, "hatch": look.hatch}
    if look.is_paused:
        plain = {"facecolor": palette.paper, "edgecolor": look.colour, "hatch": HATCH}
    axes.add_patch(Rectangle((x, y), width, height, linewidth=0.6, **plain))

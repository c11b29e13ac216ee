"""A map without a map: a square for each state, laid out by region, filled by its blocs on a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from membership.charts.kit.canvas import Canvas, Type
from membership.charts.kit.language import state_names
from membership.charts.kit.lettering import filled, fitted, line_height
from membership.charts.kit.palette import HATCH, series_colours
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

    Parameters
    ----------
    data : DataFrame
        Spells as for `timeline`, with `organization`.
    day : day
        The day whose members are drawn.
    tiles : DataFrame
        state, tile_column, tile_row (counted from 1, from the upper left; a state without both has no
        square): the table of states has them. Rows and columns in which nobody was a member are left out.
    pauses : DataFrame, optional
        Spells during which members had stopped taking part; their stripes are hatched on paper.
    until, ends : optional
        As for `timeline`.
    highlight : str, optional
        The organization in the hero's colour; the others are grey, told apart by their hatching.
    locale : str, default "en"
        Language of the names of states; any but English needs babel (`pip install babel`).
    headings, title, subtitle, source, palette, narrow, figsize, ax, **columns
        As for `timeline`.

    Returns
    -------
    Axes
        With a key: each organization, how many members it had and which. A member that an imprecise date
        leaves open has a "?" after its letters; one without a square is named in the key.

    Raises
    ------
    ValueError
        If `tiles` lacks a column, has two states in one place, or none that was a member on `day`, or the
        frames are refused as by `timeline`.

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
        members_on(each, day).assign(name=lambda rows: rows["state"].map(names))
        for each in (frame, frame[:0] if stops is None else stops)
    )
    sizes = frame.groupby("organization", sort=False)["state"].nunique()
    order = sorted(sizes.index, key=lambda name: (name != highlight, -sizes[name]))
    colours = series_colours(order, on.palette, highlight)
    looks = {name: _Look(colours[name], _HATCHES[place % len(_HATCHES)]) for place, name in enumerate(order)}
    placed = places["state"].isin(inside["state"])
    if not placed.any():
        raise ValueError(f"no state of tiles was a member on {written(day)}, so there is nothing to draw")
    abreast, ranks = (sorted(set(places.loc[placed, axis])) for axis in ("column", "row"))
    shown = places[places["column"].isin(abreast) & places["row"].isin(ranks)]
    room, type_ = on.room(), on.type_
    across, down = _NARROW_TILE if on.narrow else _TILE
    across = min(across, room / len(abreast))
    width, height = across * len(abreast), down * len(ranks)
    left = 0.0 if on.narrow else width + 0.4
    in_sight, inner = set(shown["state"]), room - left - _SWATCH - 0.06
    key = _key(inside, paused, order, headings or {}, in_sight, inner, type_)
    tall = sum(entry.height(type_) for entry in key)
    axes = on.inches(height + _APART + tall if on.narrow else max(height, tall))
    pen = _Pen(axes, on)
    member = {state: list(own["organization"]) for state, own in inside.groupby("state")}
    open_to_doubt = set(inside.loc[~inside["certain"], "state"])
    halted = set(paused[["organization", "state"]].itertuples(index=False, name=None))
    for state, column, row in shown[["state", "column", "row"]].itertuples(index=False, name=None):
        own = [name for name in order if name in member.get(state, ())]
        stripes = [replace(looks[name], is_paused=(name, state) in halted) for name in own]
        mark = "?" if state in open_to_doubt else ""
        corner = abreast.index(column) * across, ranks.index(row) * down
        pen.tile(f"{state}{mark}", *corner, across - _BETWEEN, down - _BETWEEN, stripes)
    y = height + _APART if on.narrow else 0.0
    for entry in key:
        look = looks.get(entry.owner)
        pen.entry(entry, replace(look, is_paused=entry.is_paused) if look else None, left, y)
        y += entry.height(type_)
    return axes


def _places(tiles: pd.DataFrame) -> pd.DataFrame:
    """Return the states that have a place, with `column` and `row` as numbers."""
    text = tiles[["state", "tile_column", "tile_row"]].map(written)
    known = text[text["tile_column"].ne("") & text["tile_row"].ne("")]
    columns = {"tile_column": "column", "tile_row": "row"}
    found = known.rename(columns=columns).astype(dict.fromkeys(columns.values(), int))
    if (twice := found[found.duplicated(["column", "row"], keep=False)]).size:
        raise ValueError(f"tiles: {' and '.join(twice['state'][:2])} are in one place; give each its own")
    return found


@dataclass(frozen=True)
class _Look:
    """How the stripe of an organization looks."""

    colour: str
    hatch: str
    is_paused: bool = False


@dataclass(frozen=True)
class _Entry:
    """An entry of the key: an organization, what it is called, and lines that name its members."""

    owner: str
    head: str
    lines: tuple[str, ...]
    is_paused: bool = False

    def height(self, type_: Type) -> float:
        """Return the height of the entry, in inches."""
        return line_height(type_.label) + len(self.lines) * line_height(type_.small) + _APART


def _key(
    inside: pd.DataFrame,
    paused: pd.DataFrame,
    order: Sequence[str],
    headings: Mapping[str, str],
    shown: set[str],
    width: float,
    type_: Type,
) -> list[_Entry]:
    """Return an entry for the members of each organization, for those aside, for those without a square."""

    def entry(owner: str, head: str, own: pd.DataFrame, *, is_paused: bool = False) -> _Entry:
        said = filled(", ".join(sorted(set(own["name"]))), width, type_.small)
        return _Entry(owner, head, tuple(said), is_paused)

    found = []
    for name in order:
        own, halted = (each[each["organization"] == name] for each in (inside, paused))
        if len(own):
            called = fitted(headings.get(name, name), width * 0.8, type_.label)  # bold letters are wider
            found.append(entry(name, f"{called} {len(own)}".strip(), own))
        if len(halted):
            found.append(entry(name, "of them not taking part", halted, is_paused=True))
    lost = inside[~inside["state"].isin(shown)]
    return [*found, entry("", "Without a square", lost)] if len(lost) else found


class _Pen:
    """Draws in inches from the upper left corner."""

    def __init__(self, axes: Axes, on: Canvas) -> None:
        self.axes, self.on, self.palette = axes, on, on.palette

    def tile(
        self, code: str, x: float, y: float, width: float, height: float, stripes: Sequence[_Look]
    ) -> None:
        """Draw a square: its letters, and below them a stripe for each organization."""
        ground: dict[str, Any] = {"facecolor": self.palette.grid, "linewidth": 0}
        self.axes.add_patch(Rectangle((x, y), width, height, **ground))
        middle = y + (_CODE / 2 if stripes else height / 2)
        colour = self.palette.ink if stripes else self.palette.soft
        said = fitted(code, width + _BETWEEN, self.on.type_.small)
        self.on.write(self.axes, said, x + width / 2, middle, color=colour, ha="center")
        each = width / max(len(stripes), 1)
        for place, look in enumerate(stripes):
            self._stripe(look, x + place * each, y + _CODE, each, height - _CODE)

    def entry(self, entry: _Entry, look: _Look | None, x: float, y: float) -> None:
        """Draw an entry of the key."""
        type_, left = self.on.type_, x + _SWATCH + 0.06
        head, line = line_height(type_.label), line_height(type_.small)
        if look:
            self._stripe(look, x, y + head / 2 - 0.07, _SWATCH - 0.04, 0.14)
        self.on.write(self.axes, entry.head, left, y + head / 2, size=type_.label, weight="bold")
        for place, text in enumerate(entry.lines):
            self.on.write(self.axes, text, left, y + head + (place + 0.5) * line, color=self.palette.soft)

    def _stripe(self, look: _Look, x: float, y: float, width: float, height: float) -> None:
        paper = self.palette.paper
        face, edge = (paper, look.colour) if look.is_paused else (look.colour, paper)
        plain: dict[str, Any] = {"facecolor": face, "edgecolor": edge, "linewidth": 0.6}
        hatch = HATCH if look.is_paused else look.hatch
        self.axes.add_patch(Rectangle((x, y), width, height, hatch=hatch, **plain))

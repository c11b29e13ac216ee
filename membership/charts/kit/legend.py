"""What marks and colours of a chart of spells mean, written under it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isnan
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.textpath import TextPath

from membership.charts.kit.bars import Scale, Spell
from membership.charts.kit.canvas import extent
from membership.charts.kit.lettering import line_height, width_of
from membership.charts.kit.palette import HATCH, Palette, series_colours
from membership.intervals.frames import quoted, written

MEANINGS = {
    "hatch": "stopped taking part",
    "taper": "known to the month or year",
    "bracket": "other dates in sources",
    "?": "a source denies it",
    "arrow": "still a member",
}
_MARK = 0.45  # inches of a mark and the room around it
_LINE = 1.35
_UNSAID = "not given"


@dataclass(frozen=True)
class Legend:
    """What is written, with its mark, in so many columns, and the room that this needs under the plot."""

    entries: list[tuple[str, Artist]]
    columns: int
    height: float
    size: float

    @classmethod
    def of(
        cls, colours: Mapping[str, str], marks: Sequence[str], palette: Palette, width: float, size: float
    ) -> Legend:
        """Return the legend of colours by their names, then marks as keys of `MEANINGS`, on such a width."""
        entries: list[tuple[str, Artist]] = [(name, Patch(facecolor=own)) for name, own in colours.items()]
        entries += [(MEANINGS[mark], _handle(mark, palette)) for mark in marks]
        widest = max((width_of(name, size) for name, _ in entries), default=0.0) + _MARK
        columns = max(1, min(len(entries), int(width / widest)))
        rows = -(-len(entries) // columns)
        return cls(entries, columns, rows * line_height(size) * _LINE + 0.1 if rows else 0.0, size)

    def draw(self, scale: Scale, below: float) -> None:
        """Draw it so many inches below the axes."""
        if not self.entries:
            return
        labels, handles = zip(*self.entries, strict=True)
        scale.axes.legend(
            handles=handles,
            labels=labels,
            loc="upper left",
            bbox_to_anchor=(0, -below / extent(scale.axes)[1]),
            borderaxespad=0,
            borderpad=0.2,
            ncols=self.columns,
            frameon=False,
            handlelength=1.2,
            handleheight=0.8,
            labelcolor=scale.palette.ink,
            labelspacing=0.35,
            columnspacing=1.2,
            fontsize=self.size,
        )


def marks_of(spells: Sequence[Spell], pauses: Sequence[Spell]) -> list[str]:
    """Return the marks that a chart of spells and pauses has, as keys of `MEANINGS`."""
    every = [*spells, *pauses]
    found = {
        "hatch": bool(pauses),
        "taper": any(s.first < s.start or (s.end < s.last and isnan(s.in_doubt)) for s in every),
        "bracket": any(spell.others for spell in every),
        "?": any(spell.doubted for spell in every),
        "arrow": any(spell.is_open for spell in spells),
    }
    return [mark for mark, is_there in found.items() if is_there]


def colours_of(
    frame: pd.DataFrame, column: str | None, palette: Palette
) -> tuple[dict[str, str], dict[int, Palette]]:
    """Return the colour of each value of a column, and the palette of each row; none without a column."""
    if column is None:
        return {}, {}
    if column not in frame:
        names = ", ".join(map(str, frame.columns))
        raise ValueError(f"color: the frame has no column {quoted(column)}; it has {names}")
    values = [written(value) or _UNSAID for value in frame[column]]
    colours = series_colours(list(dict.fromkeys(values)), palette)
    plain = replace(palette, early=palette.paper, on_early=palette.ink)
    return colours, {number: replace(plain, member=colours[value]) for number, value in enumerate(values)}


def _handle(mark: str, palette: Palette) -> Artist:
    if mark == "hatch":
        return Patch(facecolor=palette.paper, edgecolor=palette.member, linewidth=0.8, hatch=HATCH)
    if mark == "bracket":
        return Line2D([], [], color=palette.dispute, linewidth=1.2, marker="|", markersize=5)
    sign, face, edge = {
        "taper": ("<", palette.early, palette.member),
        "?": (TextPath((-3, -4), "?"), palette.dispute, palette.dispute),
        "arrow": (">", palette.member, palette.member),
    }[mark]
    look: dict[str, Any] = {"marker": sign, "markerfacecolor": face, "markeredgecolor": edge}
    return Line2D([], [], linestyle="none", markersize=8, markeredgewidth=0.8, **look)

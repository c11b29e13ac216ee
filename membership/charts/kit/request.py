"""What a caller asks to be drawn, checked before anything is: spells, their pauses, and the palette."""

from __future__ import annotations

import pandas as pd

from membership.charts.kit.palette import Palette
from membership.intervals.bounds import Day, bounded


def spells_to_draw(data: pd.DataFrame, until: Day | None, palette: Palette) -> pd.DataFrame:
    """Return the spells with their bounds.

    Raises
    ------
    ValueError
        If the frame has no rows, or `bounded` refuses it.
    TypeError
        If `data` is no DataFrame or `palette` no Palette.
    """
    if not isinstance(palette, Palette):
        raise TypeError(f"expected a Palette such as membership.LIGHT, not {palette!r}")
    frame = bounded(data, until)
    if frame.empty:
        raise ValueError("the frame has no rows, so there is nothing to draw")
    return frame


def pauses_to_draw(
    pauses: pd.DataFrame | None, spells: pd.DataFrame, until: Day | None
) -> pd.DataFrame | None:
    """Return the pauses with their bounds, None where there are none.

    Raises
    ------
    ValueError
        If a pause is of a state (or of its organization, where both frames have it) without a spell, or
        `bounded` refuses the frame.
    """
    if pauses is None or not len(pauses):
        return None
    try:
        found = bounded(pauses, until)
    except ValueError as error:
        raise ValueError(f"pauses: {error}") from None
    keys = [key for key in ("state", "organization") if key in spells and key in found]
    known = set(spells[keys].itertuples(index=False, name=None))
    for row, whose in zip(found.index, found[keys].itertuples(index=False, name=None), strict=True):
        if whose not in known:
            raise ValueError(
                f"pauses: row {row}: {' of '.join(map(repr, whose))} has no row in the frame; "
                "write it as there, or leave the pause out"
            )
    return found

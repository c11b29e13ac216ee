"""Spells by calendar year or month: days of certain and of possible membership, none counted twice."""

from __future__ import annotations

import numpy as np
import pandas as pd

from membership.intervals.periods import UNITS, by_period

_DAY = np.timedelta64(1, "D")


def covered(spells: pd.DataFrame, owner: np.ndarray, unit: str) -> pd.DataFrame:
    """Return the years or months in which spells are, or may be, under way, by their owner.

    Parameters
    ----------
    spells : DataFrame
        `start_earliest` to `end_latest` and `until`, the last day known; no later day is counted.
    owner : array of int
        Whose spell each row is: a number from 0 on.
    unit : {"year", "month"}

    Returns
    -------
    DataFrame
        By owner and period: `owner`, `year` (and `month`), `days`, `days_possible`, `first_day` and
        `last_day` (0 or 1: surely under way on the first, the last day of the period), `complete` (0 where
        the period goes beyond the last day known); all int.

    Raises
    ------
    ValueError
        If `unit` is neither "year" nor "month".
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(UNITS)}")
    bounds = {
        name: spells[name].to_numpy(dtype="datetime64[D]")
        for name in ("start_earliest", "start_latest", "end_earliest", "end_latest")
    }
    horizon = spells["until"].to_numpy(dtype="datetime64[D]") + _DAY
    # Of what may never have begun no day is sure. Fmin passes over the missing end of an open spell.
    begun = np.where(np.isnat(bounds["start_latest"]), horizon, bounds["start_latest"])
    sure = by_period(owner, begun, np.fmin(bounds["end_earliest"], horizon), unit)
    possible = by_period(owner, bounds["start_earliest"], np.fmin(bounds["end_latest"], horizon), unit)
    frame = pd.DataFrame({"owner": possible.owner, "year": possible.begin.astype("M8[Y]").astype(int) + 1970})
    if unit == "month":
        frame["month"] = possible.period % 12 + 1
    # What is sure is possible, so each of its periods has a row.
    apart = possible.period.max(initial=0) - possible.period.min(initial=0) + 1
    low = possible.period.min(initial=0)
    place = np.searchsorted(
        possible.owner * apart + possible.period - low, sure.owner * apart + sure.period - low
    )
    for name, values in (("days", sure.days), ("first_day", sure.first), ("last_day", sure.last)):
        column = np.zeros(len(frame), dtype=int)
        column[place] = values
        frame[name] = column
    frame.insert(frame.columns.get_loc("days") + 1, "days_possible", possible.days)
    ends = np.full(owner.max(initial=-1) + 1, horizon.max(initial=np.datetime64(0, "D")))
    np.minimum.at(ends, owner, horizon)
    return frame.assign(complete=(possible.stop <= ends[possible.owner]).astype(int))

"""Who was in on a day, and how many: for any frame of membership spells.

A spell is half-open, ``[start, end)``: a state is a member on the day a spell starts and no longer on the day
it ends. An open spell has an empty end. Where a date is known only to the month or the year, the spell has an
earliest and a latest reading, and an answer that depends on the reading is given as such: a member who is not
certain, a count that is a range.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self

import numpy as np
import pandas as pd

from membership.intervals.bounds import BOUNDS, Day, Ends, as_day, with_bounds
from membership.intervals.frames import column_names
from membership.intervals.periods import united

_EVER, _FOREVER = np.datetime64("0001-01-01", "us"), np.datetime64("10000-01-01", "us")


class Count(int):
    """A number of members, the certain ones; `doubtful` has the names of the others that may have been."""

    doubtful: tuple[str, ...]

    def __new__(cls, certain: int, doubtful: Iterable[str] = ()) -> Self:
        """Return the count of so many certain members, and of those named who may have been."""
        made = super().__new__(cls, certain)
        made.doubtful = tuple(doubtful)
        return made

    @property
    def highest(self) -> int:
        """The number with all of whom it is not known."""
        return self + len(self.doubtful)


def count_on(spells: Any, day: Day, *, ends: Ends = "first day out", **columns: str) -> Count:
    """Return how many members there were on `day`, of one organization; arguments as of `members_on`.

    Returns
    -------
    Count
        An `int`, the members who are certain; `doubtful` names the others that may have been, by name, and
        `highest` counts both. In `membership.prose` it reads "nine, or ten with Ukraine".

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992", "1991"], "end": ["", ""]})
    >>> number = count_on(spells, "1992-05-15")
    >>> number == 1, number.highest, number.doubtful
    (True, 2, ('A',))
    """
    found = members_on(spells, day, ends=ends, **column_names("count_on", columns))
    return Count(int(found["certain"].sum()), sorted(found.loc[~found["certain"], "name"]))


def members_on(spells: Any, day: Day, *, ends: Ends = "first day out", **columns: str) -> pd.DataFrame:
    """Return the spells that cover `day`, one row per state.

    Parameters
    ----------
    spells : DataFrame
        From `membership.spells`, or any table with `state` or `name`, `start` and `end` (of pandas, polars,
        pyarrow or DuckDB, a dict of columns, a list of rows): dates are datetimes, ISO text at day, month or
        year precision, or years as numbers. An empty start is one that nobody knows, an empty end one that
        has not come.
    day : str, date or Timestamp
        Of a time with a zone, the day that is written there.
    ends : {"first day out", "last day"}
        What `end` is: the first day on which a state was out, or the last on which it was in.
    **columns : str
        What a column is called where it has another name: ``state="country"``.

    Returns
    -------
    DataFrame
        The rows of `spells` in order of `state`, with `certain` (bool): False where an imprecise date leaves
        the membership on that day open, or no source says when it began, or whether it is over. A state that
        a second spell makes certain is certain. One without a row is known to be out, as far as spells go.

    Raises
    ------
    ValueError
        If the table lacks a column, has a row without a state, or a date that is none; or `day` is no day.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992", "2000-01-01"], "end": ["", ""]})
    >>> members_on(spells, "1992-05-15")[["state", "certain"]].to_dict("list")
    {'state': ['A'], 'certain': [False]}
    """
    frame = with_bounds(spells, ends=ends, columns=column_names("members_on", columns))
    moment = as_day(day).to_datetime64().astype("datetime64[us]")
    start_first, start_last, end_first, end_last = _arrays(frame)
    possible = (start_first <= moment) & (moment < end_last)
    result = frame.loc[possible].copy()
    result["certain"] = ((start_last <= moment) & (moment < end_first))[possible]
    keys = [key for key in ("organization", "state") if key in result]
    result = result.sort_values([*keys, "certain"], ascending=[True] * len(keys) + [False], kind="stable")
    return result.drop_duplicates(keys).reset_index(drop=True)


def member_count(spells: Any, *, ends: Ends = "first day out", **columns: str) -> pd.Series:
    """Return the number of certain members of one organization over time; arguments as of `members_on`.

    Returns
    -------
    Series of int
        Indexed by the days on which the number changes (or may change), in order; each value holds from its
        day until the next (right-continuous). Before the first day it is 0.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15"] * 2, "end": ["", "1999-04-21"]})
    >>> member_count(spells).to_list()
    [2, 1]
    """
    names = column_names("member_count", columns)
    return member_range(spells, ends=ends, **names)["lowest"].rename("members")


def member_range(spells: Any, *, ends: Ends = "first day out", **columns: str) -> pd.DataFrame:
    """Return the lowest and the highest number of members that the dates allow, over time.

    It is of one organization; arguments as of `members_on`.

    Returns
    -------
    DataFrame
        Integer columns `lowest` and `highest`, indexed like `member_count`. They differ only where a date is
        known to the month or the year, or a membership is open to doubt.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A"], "start": ["2004"], "end": [""]})
    >>> member_range(spells)["highest"].to_dict()
    {Timestamp('2004-01-01 00:00:00'): 1, Timestamp('2004-12-31 00:00:00'): 1}
    """
    frame = with_bounds(spells, ends=ends, columns=column_names("member_range", columns))
    start_first, start_last, end_first, end_last = map(_numbers, _arrays(frame))
    # A start that nobody knows may lie before any day: it is counted from the first day that is known.
    known = np.concatenate([start_first, end_first])
    between = (known > _numbers(_EVER)) & (known < _numbers(_FOREVER))
    start_first = np.maximum(start_first, known[between].min(initial=int(_numbers(_FOREVER))))
    state = pd.factorize(frame["state"])[0]
    lowest = _blocks(state, start_last, end_first)
    exact = np.array_equal(start_first, start_last) and np.array_equal(end_first, end_last)
    highest = lowest if exact else _blocks(state, start_first, end_last)
    day, last = (bound(np.concatenate([*lowest, *highest]), initial=0) for bound in (np.min, np.max))
    steps = [
        np.bincount(starts - day, minlength=last - day + 1)
        - np.bincount(ends - day, minlength=last - day + 1)
        for starts, ends in ([lowest] if exact else [lowest, highest])
    ]
    changes = np.flatnonzero(np.any(steps, axis=0))
    return pd.DataFrame(
        {"lowest": steps[0][changes].cumsum(), "highest": steps[-1][changes].cumsum()},
        index=pd.DatetimeIndex((day + changes).astype("datetime64[D]").astype("datetime64[us]"), name="date"),
    )


def change_points(spells: Any, *, ends: Ends = "first day out", **columns: str) -> list[pd.Timestamp]:
    """Return every day on which the set of members changes or may change; arguments as of `members_on`.

    Returns
    -------
    list of Timestamp
        The earliest and the latest reading of every start and end, in order.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": ["1999-04-21"]})
    >>> [str(day.date()) for day in change_points(spells)]
    ['1992-05-15', '1999-04-21']
    """
    frame = with_bounds(spells, ends=ends, columns=column_names("change_points", columns))
    return sorted(pd.concat([frame[column] for column in BOUNDS]).dropna().unique())


def _blocks(state: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the days on which states come and go, a state in two overlapping spells counted once."""
    real = start < end
    state, start, end = state[real], start[real], end[real]
    several = np.bincount(state, minlength=1)[state] > 1
    single = start[~several], end[~several]
    _, *joined = united(state[several], start[several], end[several])
    starts, ends = (np.concatenate(days) for days in zip(single, joined, strict=True))
    return starts, ends[ends != _numbers(_FOREVER)]


def _numbers(days: Any) -> np.ndarray:
    """Return days as numbers, which are counted from 1970."""
    return days.astype("datetime64[D]").astype(int)


def _arrays(frame: pd.DataFrame) -> list[np.ndarray]:
    """Return the bounds; NaT compares false with everything, so an open spell would vanish with it."""
    days = [frame[column].to_numpy(dtype="datetime64[us]") for column in BOUNDS]
    unsaid = (_EVER, _FOREVER, _FOREVER, _FOREVER)
    return [np.where(np.isnat(day), one, day) for day, one in zip(days, unsaid, strict=True)]

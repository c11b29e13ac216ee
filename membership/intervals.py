"""Who was in on a day, and how many: for any frame of membership spells.

A spell is half-open, ``[start, end)``: a state is a member on the day a spell starts
and no longer on the day it ends. An open spell has an empty end. Where a date is known
only to the month or the year, the spell has an earliest and a latest reading, and an
answer that depends on the reading is given as such: a member who is not certain, a
count that is a range.
"""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

import numpy as np
import pandas as pd

from membership.dates import earliest, is_date, latest

BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")
_FOREVER = np.datetime64("9999-12-31", "us")

Day: TypeAlias = str | date | pd.Timestamp | np.datetime64


def as_day(value: Day) -> pd.Timestamp:
    """Return `value` as a day.

    Raises
    ------
    ValueError
        If `value` is text that is not a day written YYYY-MM-DD.

    Examples
    --------
    >>> as_day("1999-04-21")
    Timestamp('1999-04-21 00:00:00')
    """
    if isinstance(value, str) and not (is_date(value) and len(value) == 10):
        raise ValueError(f"{value!r} is not a day; expected YYYY-MM-DD")
    return pd.Timestamp(value).normalize()


def bounded(frame: pd.DataFrame, until: Day | None = None) -> pd.DataFrame:
    """Return `frame` with the earliest and latest reading of every start and end.

    Parameters
    ----------
    frame : DataFrame
        Columns `state` or `name`, `start`, `end`; dates are datetimes or ISO text at day,
        month or year precision; an end is empty (or missing) while the spell is open.
    until : day, optional
        How far open spells are known to run; by default the frame's own `until` column,
        else the latest date in the frame.

    Returns
    -------
    DataFrame
        All columns and rows of `frame` in their order, and `state`, `name`, `start_earliest`,
        `start_latest`, `end_earliest`, `end_latest`, `until` (datetime64; NaT ends are open).

    Raises
    ------
    ValueError
        If a column is missing, a start is empty, a date is none, or a spell ends before it starts.

    Examples
    --------
    >>> frame = pd.DataFrame({"state": ["A"], "start": ["2003-12"], "end": [""]})
    >>> str(bounded(frame).start_latest[0].date())
    '2003-12-31'
    """
    if missing := [column for column in ("start", "end") if column not in frame]:
        raise ValueError(f"the frame has no column {missing[0]!r}; it needs state (or name), start, end")
    if "state" not in frame and "name" not in frame:
        raise ValueError("the frame has neither a column 'state' nor a column 'name'")
    result = frame.copy()
    result["state"] = frame["state"] if "state" in frame else frame["name"]
    result["name"] = frame["name"] if "name" in frame else frame["state"]
    if not set(BOUNDS) <= set(frame.columns):
        for column in ("start", "end"):
            result[f"{column}_earliest"], result[f"{column}_latest"] = _readings(frame[column], column)
        _require_order(result)
    if until is not None:
        result["until"] = as_day(until)
    elif "until" not in frame:
        known = result[list(BOUNDS)].max()
        result["until"] = known.max() if known.notna().any() else pd.NaT
    result["until"] = result["until"].astype("datetime64[us]")
    return result


def members_on(spells: pd.DataFrame, day: Day) -> pd.DataFrame:
    """Return the spells that cover `day`, one row per state.

    Parameters
    ----------
    spells : DataFrame
        From `membership.spells`, or any frame that `bounded` takes.
    day : str, date or Timestamp

    Returns
    -------
    DataFrame
        The rows of `spells` in order of `state`, with `certain` (bool): False where an
        imprecise date leaves the membership on that day open. A state that a second spell
        makes certain is certain.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992", "2000-01-01"], "end": ["", ""]})
    >>> members_on(spells, "1992-05-15")[["state", "certain"]].to_dict("list")
    {'state': ['A'], 'certain': [False]}
    """
    frame = spells if set(BOUNDS) <= set(spells.columns) else bounded(spells)
    moment = as_day(day).to_datetime64().astype("datetime64[us]")
    start_first, start_last, end_first, end_last = _arrays(frame)
    possible = (start_first <= moment) & (moment < end_last)
    result = frame.loc[possible].copy()
    result["certain"] = ((start_last <= moment) & (moment < end_first))[possible]
    keys = [key for key in ("organization", "state") if key in result]
    result = result.sort_values([*keys, "certain"], ascending=[True] * len(keys) + [False], kind="stable")
    return result.drop_duplicates(keys).reset_index(drop=True)


def member_count(spells: pd.DataFrame) -> pd.Series:
    """Return the number of certain members over time, as a step function.

    Parameters
    ----------
    spells : DataFrame
        Spells of one organization, or any frame that `bounded` takes.

    Returns
    -------
    Series of int
        Indexed by the days on which the number changes (or may change), in order; each value holds
        from its day until the next (right-continuous). Before the first day it is 0.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15"] * 2, "end": ["", "1999-04-21"]})
    >>> member_count(spells).to_list()
    [2, 1]
    """
    return member_range(spells)["lowest"].rename("members")


def member_range(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest and the highest number of members that the dates allow, over time.

    Parameters
    ----------
    spells : DataFrame
        Spells of one organization, or any frame that `bounded` takes.

    Returns
    -------
    DataFrame
        Integer columns `lowest` and `highest`, indexed like `member_count`. They differ only
        where a date is known to the month or the year.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A"], "start": ["2004"], "end": [""]})
    >>> member_range(spells)["highest"].to_dict()
    {Timestamp('2004-01-01 00:00:00'): 1, Timestamp('2004-12-31 00:00:00'): 1}
    """
    frame = spells if set(BOUNDS) <= set(spells.columns) else bounded(spells)
    start_first, start_last, end_first, end_last = _arrays(frame)
    state = pd.factorize(frame["state"])[0]
    lowest = _changes(state, start_last, end_first)
    highest = _changes(state, start_first, end_last)
    days = np.union1d(lowest[0], highest[0])
    columns = {
        name: np.concatenate([[0], np.cumsum(steps)])[np.searchsorted(at, days, side="right")]
        for name, (at, steps) in (("lowest", lowest), ("highest", highest))
    }
    index = pd.DatetimeIndex(days, name="date")
    result = pd.DataFrame(columns, index=index, dtype="int64")
    return result.loc[(result.diff().fillna(1) != 0).any(axis=1)]


def change_points(spells: pd.DataFrame) -> list[pd.Timestamp]:
    """Return every day on which the set of members changes or may change, in order.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": ["1999-04-21"]})
    >>> [str(day.date()) for day in change_points(spells)]
    ['1992-05-15', '1999-04-21']
    """
    frame = spells if set(BOUNDS) <= set(spells.columns) else bounded(spells)
    days = pd.concat([frame[column] for column in BOUNDS]).dropna().drop_duplicates()
    return sorted(days)


def _changes(state: np.ndarray, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return days and steps of the count, a state in two overlapping spells counted once."""
    real = start < end
    state, start, end = state[real], start[real], end[real]
    order = np.lexsort((start, state))
    state, start, end = state[order], start[order], end[order]
    # Within a state, ends are made to run on to the furthest end so far; a spell that starts
    # by then continues the block before it.
    reach = pd.Series(end).groupby(state).cummax().to_numpy(dtype="datetime64[us]")
    opens = np.ones(len(start), dtype=bool)
    opens[1:] = (state[1:] != state[:-1]) | (start[1:] > reach[:-1])
    closes = np.append(opens[1:], True) if len(start) else opens
    at = np.concatenate([start[opens], reach[closes]])
    steps = np.concatenate([np.ones(opens.sum(), dtype=int), np.full(closes.sum(), -1)])
    known = at != _FOREVER
    days, where = np.unique(at[known], return_inverse=True)
    return days, np.bincount(where, weights=steps[known], minlength=len(days)).astype(int)


def _arrays(frame: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    starts = [frame[column].to_numpy(dtype="datetime64[us]") for column in BOUNDS[:2]]
    ends = [frame[column].to_numpy(dtype="datetime64[us]") for column in BOUNDS[2:]]
    # NaT compares false with everything, so an open spell would vanish.
    ends = [np.where(np.isnat(end), _FOREVER, end) for end in ends]
    return starts[0], starts[1], ends[0], ends[1]


def _readings(column: pd.Series, name: str) -> tuple[pd.Series, pd.Series]:
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.normalize().astype("datetime64[us]")
        if name == "start" and days.isna().any():
            raise ValueError(f"row {days.isna().idxmax()}: the start is empty")
        return days, days
    values = column.astype(object).where(column.notna(), "").map(_iso)
    if name == "start" and (values == "").any():
        raise ValueError(f"row {(values == '').idxmax()}: the start is empty")
    distinct = {value: value for value in values.unique() if value}
    for value in distinct:
        if not is_date(value):
            row = (values == value).idxmax()
            raise ValueError(f"row {row}: {value!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    return tuple(
        pd.to_datetime(values.map({v: reading(v) for v in distinct})).astype("datetime64[us]")
        for reading in (earliest, latest)
    )


def _iso(value: object) -> str:
    if isinstance(value, (date, np.datetime64)):
        return pd.Timestamp(value).date().isoformat()
    return str(value).strip()


def _require_order(frame: pd.DataFrame) -> None:
    wrong = frame["end_latest"] < frame["start_earliest"]
    if wrong.any():
        row = wrong.idxmax()
        raise ValueError(
            f"row {row}: {frame['name'][row]} ends ({frame['end'][row]}) "
            f"before it starts ({frame['start'][row]})"
        )

"""What the dates of a frame can mean: the earliest and the latest reading of each start and end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from membership.intervals.dates import is_date

BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")

_LENGTHS: Mapping[Literal["Y", "M", "D"], int] = {"Y": 4, "M": 7, "D": 10}

Day: TypeAlias = str | date | pd.Timestamp | np.datetime64


def as_day(value: Day) -> pd.Timestamp:
    """Return `value` as a day.

    Raises
    ------
    ValueError
        If `value` is a number, or text that is not a day written YYYY-MM-DD.

    Examples
    --------
    >>> as_day("1999-04-21")
    Timestamp('1999-04-21 00:00:00')
    """
    # A number would be taken for nanoseconds since 1970.
    is_number = isinstance(value, (int, float, np.number))
    if is_number or (isinstance(value, str) and not (is_date(value) and len(value) == 10)):
        raise ValueError(f"{value!r} is not a day; expected YYYY-MM-DD")
    return pd.Timestamp(value).normalize()


def written(value: object) -> str:
    """Return a cell that is not missing as ISO text: a date at its day, a whole number as a year.

    Pandas makes numbers of years, and floats of them where a cell is empty.

    Examples
    --------
    >>> written("2003-12"), written(pd.Timestamp("1992-05-15")), written(1999), written(1999.0)
    ('2003-12', '1992-05-15', '1999', '1999')
    """
    if isinstance(value, (date, np.datetime64)):
        return pd.Timestamp(value).date().isoformat()
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return f"{int(value):04}" if 1 <= value < 10000 and value % 1 == 0 else str(value)
    return str(value).strip()


def bounded(frame: pd.DataFrame, until: Day | None = None) -> pd.DataFrame:
    """Return `frame` with the earliest and latest reading of every start and end.

    Parameters
    ----------
    frame : DataFrame
        Columns `state` or `name`, `start`, `end`; dates are datetimes, ISO text at day,
        month or year precision, or years as numbers; an end is empty (or missing) while the spell is open.
    until : day, optional
        How far open spells are known to run; by default the frame's own `until` column,
        else the latest date in the frame. No spell may start after it, or end after the next day.

    Returns
    -------
    DataFrame
        All columns and rows of `frame` in their order, and `state`, `name`, `start_earliest`,
        `start_latest`, `end_earliest`, `end_latest`, `until` (datetime64; NaT ends are open).

    Raises
    ------
    ValueError
        If a column is missing, a state or a start is empty, a date is none or in a column of periods or
        of times with a zone, a spell ends before it starts, or the frame knows of more than `until`.
    TypeError
        If `frame` is no DataFrame.

    Examples
    --------
    >>> frame = pd.DataFrame({"state": ["A"], "start": ["2003-12"], "end": [""]})
    >>> str(bounded(frame).start_latest[0].date())
    '2003-12-31'
    """
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(f"expected a DataFrame of spells, not a {type(frame).__name__}")
    if missing := [column for column in ("start", "end") if column not in frame]:
        raise ValueError(f"the frame has no column {missing[0]!r}; it needs state (or name), start, end")
    if "state" not in frame and "name" not in frame:
        raise ValueError("the frame has neither a column 'state' nor a column 'name'")
    result = frame.copy(deep=False)
    result["state"] = frame["state"] if "state" in frame else frame["name"]
    result["name"] = frame["name"] if "name" in frame else frame["state"]
    if not set(BOUNDS) <= set(frame.columns):
        for column in ("state" if "state" in frame else "name", "organization"):
            if column in frame and (empty := frame[column].isna() | frame[column].isin([""])).any():
                raise ValueError(f"row {empty.idxmax()}: the {column} is empty")
        for column in ("start", "end"):
            result[f"{column}_earliest"], result[f"{column}_latest"] = _read(frame[column], column)
        _require_order(result)
    if until is not None:
        result["until"] = as_day(until)
        _require_known(result, as_day(until))
    elif "until" not in frame:
        result["until"] = pd.Series([result[column].max() for column in BOUNDS]).max()
    result["until"] = result["until"].astype("datetime64[us]")
    return result


def with_bounds(spells: pd.DataFrame) -> pd.DataFrame:
    """Return `spells` as they are if they have their bounds, as those of `membership.spells` do."""
    return spells if set(BOUNDS) <= set(getattr(spells, "columns", ())) else bounded(spells)


def readings(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last day that each text can mean.

    As `membership.intervals.dates.earliest` and `latest`, for a hundred thousand texts at once.

    Parameters
    ----------
    texts : sequence of str
        Dates at day, month or year precision; "" for none.

    Returns
    -------
    first, last : arrays of datetime64[us]
        NaT where the text is empty.

    Raises
    ------
    ValueError
        If a text is not a date; the message does not say which.

    Examples
    --------
    >>> [str(days[0].astype("datetime64[D]")) for days in readings(["2003-12"])]
    ['2003-12-01', '2003-12-31']
    """
    signs = np.frombuffer("\n".join([*texts, ""]).encode(), dtype=np.uint8)
    stops = np.flatnonzero(signs == ord("\n"))
    length = np.diff(stops, prepend=-1) - 1
    if len(stops) != len(texts) or not np.isin(length, (0, *_LENGTHS.values())).all():
        raise ValueError("a text has the length of no date")
    first = np.full(len(texts), "NaT", dtype="datetime64[D]")
    last = first.copy()
    for unit, size in _LENGTHS.items():
        at = np.flatnonzero(length == size)
        first[at] = days = _days(signs[stops[at] - size + np.arange(size)[:, np.newaxis]])
        following = (days.astype(f"datetime64[{unit}]") + np.timedelta64(1, unit)).astype("datetime64[D]")
        last[at] = following - np.timedelta64(1, "D")
    return first.astype("datetime64[us]"), last.astype("datetime64[us]")


def _days(signs: np.ndarray) -> np.ndarray:
    """Return the first day of dates of one length, a column of signs for each."""
    if (signs[4::3] != ord("-")).any():
        raise ValueError("a text is not a date")
    year, month, day = (
        _number(part) if len(part) else np.ones(part.shape[1], dtype=int)
        for part in (signs[:4], signs[5:7], signs[8:])
    )
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (day - 1).astype("timedelta64[D]")
    real = (year >= 1) & (month >= 1) & (month <= 12) & (days.astype("datetime64[M]") == months)
    if not real.all():
        raise ValueError("there is no such day, month or year")
    return days


def _number(signs: np.ndarray) -> np.ndarray:
    figures = signs - np.uint8(ord("0"))  # what is below "0" wraps to above 9
    if (figures > 9).any():
        raise ValueError("a text is not a date")
    return 10 ** np.arange(len(figures))[::-1] @ figures.astype(int)


def _read(column: pd.Series, name: str) -> tuple[pd.Series, pd.Series]:
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise ValueError(f"column {name!r} has a time zone; convert it with .dt.tz_localize(None)")
    if isinstance(column.dtype, pd.PeriodDtype):
        raise ValueError(f"column {name!r} holds periods; convert it with .astype(str)")
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.normalize().astype("datetime64[us]")
        if name == "start" and days.isna().any():
            raise ValueError(f"row {days.isna().idxmax()}: the start is empty")
        return days, days
    with suppress(TypeError, ValueError):
        first, last = readings(column.to_list())
        if name == "end" or not np.isnat(first).any():
            return pd.Series(first, column.index), pd.Series(last, column.index)
    # The long way: some cell is not plain text, or it is to be named. Dates repeat, so each is read once.
    places, distinct = pd.factorize(column)
    texts = ["", *map(written, distinct.to_list())]
    empty = np.array([not text for text in texts])[places + 1]
    if name == "start" and empty.any():
        raise ValueError(f"row {column.index[empty.argmax()]}: the start is empty")
    try:
        first, last = readings(texts)
    except ValueError:
        rows = zip(column.index, (texts[place + 1] for place in places), strict=True)
        row, value = next((row, value) for row, value in rows if value and not is_date(value))
        raise ValueError(
            f"row {row}: {value!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD"
        ) from None
    return pd.Series(first[places + 1], column.index), pd.Series(last[places + 1], column.index)


def _require_order(frame: pd.DataFrame) -> None:
    wrong = frame["end_latest"] < frame["start_earliest"]
    if wrong.any():
        row = wrong.idxmax()
        raise ValueError(
            f"row {row}: {frame['name'][row]} ends ({frame['end'][row]}) "
            f"before it starts ({frame['start'][row]})"
        )


def _require_known(frame: pd.DataFrame, until: pd.Timestamp) -> None:
    """Require that no spell is known to start after `until`, or to have its first day out after the next."""
    remedies = {"start": "leave the row out", "end": "empty the end"}
    for bound, last in (("start", until), ("end", until + pd.Timedelta(days=1))):
        beyond = (frame[f"{bound}_earliest"] > last).to_numpy()
        if beyond.any():
            row = beyond.argmax()
            raise ValueError(
                f"row {frame.index[row]}: {frame['name'].iloc[row]} {bound}s ({frame[bound].iloc[row]}) "
                f"after `until` ({until.date()}); {remedies[bound]}, or give a later `until`"
            )

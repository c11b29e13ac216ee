"""What the dates of a frame can mean: the earliest and the latest reading of each start and end."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime
from typing import Any, Literal, TypeAlias

import numpy as np
import pandas as pd

from membership.intervals.dates import is_date
from membership.intervals.frames import as_frame, is_missing, quoted, written
from membership.intervals.reading import hint

BOUNDS = ("start_earliest", "start_latest", "end_earliest", "end_latest")

_DATES = re.compile(r"(?>(?:\d{4}(?>-\d{2}){0,2})?\n)*+", re.ASCII)
_NEVER = np.datetime64("9999-12-31", "us")  # how other tables write that an end has not come
_DAY = np.timedelta64(1, "D")
_SHOWN = 8  # so many faults are printed in full

Day: TypeAlias = str | date | pd.Timestamp | np.datetime64
Ends: TypeAlias = Literal["first day out", "last day"]


def as_day(value: Day, argument: str = "") -> pd.Timestamp:
    """Return `value` as a day, of a time with a zone the one written there; an error names `argument`.

    >>> as_day("1999-04-21")
    Timestamp('1999-04-21 00:00:00')
    """
    text = written(value) if isinstance(value, (str, date, np.datetime64)) else ""
    if not (is_date(text) and len(text) == 10):
        lead = f"{argument}: " if argument else ""
        raise ValueError(f"{lead}{quoted(value)} is not a day; expected YYYY-MM-DD")
    return pd.Timestamp(datetime.fromisoformat(text)).as_unit("us")


def bounded(
    data: Any,
    until: Day | None = None,
    *,
    ends: Ends = "first day out",
    columns: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Return a frame of spells with the earliest and latest reading of every start and end.

    `data`, `ends` and `columns` are as for `membership.members_on`; an end of 9999-12-31 is open. `until` is
    how far open spells are known to run: by default the frame's own `until` (or `verified_to`), else the
    latest date in it. No spell may start after it, or end after the next day.

    All columns and rows stay in their order; added are `state`, `name`, `BOUNDS`, `until` (datetime64). The
    end is the first day out; NaT ends are open, NaT starts unknown.

    A ValueError says that the frame cannot be read (all rows with a date that is none are named), a spell
    ends before it starts, or the frame knows of more than `until`. A spell that has no day is a warning.

    >>> frame = pd.DataFrame({"state": ["A"], "start": ["2003-12"], "end": [""]})
    >>> str(bounded(frame).start_latest[0].date())
    '2003-12-31'
    """
    if ends not in ("first day out", "last day"):
        raise ValueError(f"ends: {quoted(ends)} is not known; expected 'first day out' or 'last day'")
    given = as_frame(data, columns=columns)
    if missing := [column for column in ("start", "end") if column not in given]:
        has = ", ".join(map(str, given.columns)) or "none"
        raise ValueError(
            f"the frame has no column {missing[0]!r}; it needs state (or name), start, end; it has "
            f"{has}. Another name is told so: {missing[0]}='its name'"
        )
    if "state" not in given and "name" not in given:
        raise ValueError(
            "the frame has neither a column 'state' nor 'name'; say which it is: state='its name'"
        )
    result = _named(given)
    if not _has_bounds(given):
        result[list(BOUNDS)] = _bounds(result, ends)
        never = result["end_latest"].isna() & ~given["end"].map(is_missing).astype(bool)
        if never.any():
            result["end"] = given["end"].astype(object).mask(never, "")
        _require_order(result)
    if until is not None:
        _require_known(result, as_day(until, "until"))
    result["until"] = _until(result) if until is None else as_day(until, "until")
    result["until"] = result["until"].astype("datetime64[us]")
    return result


def with_bounds(
    spells: Any, *, ends: Ends = "first day out", columns: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return `spells` as they are if they have their bounds, as those of `membership.spells` do."""
    return spells if _has_bounds(spells) else bounded(spells, ends=ends, columns=columns)


def _has_bounds(frame: Any) -> bool:
    return isinstance(frame, pd.DataFrame) and all(
        column in frame and pd.api.types.is_datetime64_dtype(frame.dtypes[column]) for column in BOUNDS
    )


def _named(given: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with a state, a name and an organization in every row, of one kind in a column."""
    result = given.copy(deep=False)
    for column in ("state", "organization", "name"):
        if column in given:
            result[column] = _labels(given[column], column, required=column != "name" or "state" not in given)
    if "state" not in given:
        result["state"] = result["name"]
    name = result["name"] if "name" in given else result["state"]
    result["name"] = name.where([not is_missing(one) for one in name], result["state"])
    return result


def _labels(column: pd.Series, name: str, *, required: bool) -> pd.Series:
    kinds = set(map(type, column))
    if kinds <= {str} and not (required and (column.to_numpy() == "").any()):
        return column
    for row, value in zip(column.index, column, strict=True):
        if required and is_missing(value):
            raise ValueError(f"row {row}: the {name} is empty")
        if not (np.isscalar(value) or is_missing(value) or isinstance(value, date)):
            raise ValueError(f"row {row}: the {name} is {quoted(value)}; expected text or a number")
    if len(kinds) == 1:
        return column
    # What cannot be put in order with the others is told by its text.
    return column.map(lambda value: None if is_missing(value) else str(value))


def _bounds(frame: pd.DataFrame, ends: Ends) -> pd.DataFrame:
    first, last = _read(frame["start"], "start")
    out, gone = _read(frame["end"], "end")
    never = gone == _NEVER
    out[never] = gone[never] = np.datetime64("NaT")
    if ends == "last day":
        out, gone = out + _DAY, gone + _DAY
    days = dict(zip(BOUNDS, (first, last, out, gone), strict=True))
    return pd.DataFrame(days, index=frame.index).astype("datetime64[us]")


def _until(frame: pd.DataFrame) -> Any:
    latest = pd.Series([frame[column].max() for column in BOUNDS]).max()
    known = next((column for column in ("until", "verified_to") if column in frame), None)
    if known is None:
        return latest
    if pd.api.types.is_datetime64_dtype(frame.dtypes[known]):
        return frame[known].fillna(latest)
    return pd.Series(_read(frame[known], known)[1], frame.index).fillna(latest)


def readings(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last day that each text can mean, NaT for "", for a hundred thousand at once.

    The ValueError where one is no date does not say which.

    >>> [str(days[0].astype("datetime64[D]")) for days in readings(["2003-12"])]
    ['2003-12-01', '2003-12-31']
    """
    if not _DATES.fullmatch("\n".join([*texts, ""])):
        raise ValueError("a text is not of the form of a date")
    first = np.array(texts, dtype="datetime64[D]")
    if (first < np.datetime64("0001-01-01")).any():
        raise ValueError("the calendar has no year 0")
    last, length = first.copy(), np.fromiter(map(len, texts), dtype=int, count=len(texts))
    for unit, size in (("Y", 4), ("M", 7)):
        whole = length == size
        following = first[whole].astype(f"datetime64[{unit}]") + 1
        last[whole] = following.astype("datetime64[D]") - 1
    return first.astype("datetime64[us]"), last.astype("datetime64[us]")


def _read(column: pd.Series, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the first and the last day that each cell of a column can mean, NaT where it is empty."""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        raise ValueError(f"column {name!r} has a time zone; convert it with .dt.tz_localize(None)")
    if isinstance(column.dtype, pd.PeriodDtype):
        raise ValueError(f"column {name!r} holds periods; convert it with .astype(str)")
    if pd.api.types.is_datetime64_any_dtype(column):
        days = column.dt.normalize().to_numpy(dtype="datetime64[us]")
        return days.copy(), days.copy()
    with suppress(TypeError, ValueError):
        return readings(column.to_list())
    # The long way: some cell is not plain text, or it is to be named.
    texts = [written(value) for value in column]
    try:
        return readings(texts)
    except ValueError:
        faults = [
            f"row {row}: {quoted(text)} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD"
            + (f"; {remedy}" if isinstance(value, str) and (remedy := hint(text)) else "")
            for row, value, text in zip(column.index, column, texts, strict=True)
            if text and not is_date(text)
        ]
        others = any("; write " in fault for fault in faults)
        told = "\nmembership.from_spells reads dates in many other forms" if others else ""
        raise ValueError(f"{_listed(faults)}{told}") from None


def _listed(faults: Iterable[str]) -> str:
    """Return faults a line each, of very many the first and the number of the others."""
    told = list(faults)
    more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
    return "\n".join([*told[:_SHOWN], *more])


def _require_order(frame: pd.DataFrame) -> None:
    """Require that no spell ends before it starts, and warn of those that have no day."""
    wrong = frame[frame["end_latest"] < frame["start_earliest"]]
    if len(wrong):
        raise ValueError(_listed(map("row {0}: {1} ends ({3}) before it starts ({2})".format, *_told(wrong))))
    empty = frame[frame["end_latest"] == frame["start_earliest"]]
    if len(empty):
        said = _listed(map("row {}: {} starts and ends on {}, and so has no day".format, *_told(empty)))
        warnings.warn(f"{said}\nIf ends are last days in, say ends='last day'.", stacklevel=4)


def _told(frame: pd.DataFrame) -> tuple[Iterable[object], ...]:
    return frame.index, frame["name"], frame["start"].map(written), frame["end"].map(written)


def _require_known(frame: pd.DataFrame, until: pd.Timestamp) -> None:
    """Require that no spell is known to start after `until`, or to have its first day out after the next."""
    remedies = {"start": "leave the row out", "end": "empty the end"}
    known = until.to_datetime64().astype("datetime64[us]")
    for bound, last in (("start", known), ("end", known + _DAY)):
        beyond = (frame[f"{bound}_earliest"] > last).to_numpy()
        if beyond.any():
            row = beyond.argmax()
            raise ValueError(
                f"row {frame.index[row]}: {frame['name'].iloc[row]} {bound}s "
                f"({written(frame[bound].iloc[row])}) after `until` ({until.date()}); "
                f"{remedies[bound]}, or give a later `until`"
            )

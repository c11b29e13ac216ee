"""Frames as people bring them: of any library, under their own names, with what a file makes of a cell."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

EXPECTED = "a DataFrame (of pandas, polars, pyarrow, DuckDB), a dict of columns or a list of rows"
SPELL_COLUMNS = ("state", "name", "organization", "start", "end", "until")


def is_missing(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, NaT, NA or blank text.

    >>> is_missing(float("nan")), is_missing(" "), is_missing([]), is_missing("NA")
    (True, True, False, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def written(value: object) -> str:
    """Return a cell as ISO text: a date at its day, a whole number (or float) as a year, "" for none.

    >>> written("2003-12"), written(pd.Timestamp("1992-05-15")), written(1999), written(1999.0), written(None)
    ('2003-12', '1992-05-15', '1999', '1999', '')
    """
    if is_missing(value):
        return ""
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[D]"))
    if isinstance(value, date):  # and so datetimes, and those of pandas
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return f"{int(value):04}" if 1 <= value < 10000 and value % 1 == 0 else str(value)
    return str(value).strip()


def written_days(days: pd.Series) -> pd.Series:
    """Return a column of days as ISO text, "" where there is none; `strftime` drops the zeros of a year.

    >>> written_days(pd.Series([pd.Timestamp("0430-01-02"), pd.NaT])).to_list()
    ['0430-01-02', '']
    """
    told = np.datetime_as_string(days.to_numpy(dtype="datetime64[D]"))
    return pd.Series(told, index=days.index, dtype="str").replace("NaT", "")


def quoted(value: object) -> str:
    """Return a value as an error message shows it: on one line, cut off where it is long.

    >>> quoted("Aland"), quoted("x" * 99)[-5:]
    ("'Aland'", 'xx...')
    """
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57].rstrip()}..."


def as_frame(
    data: Any,
    *,
    needs: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    what: str = "data",
) -> pd.DataFrame:
    """Return a table of any library as a DataFrame of pandas, its columns under our names.

    `columns` says what ours are called in it (``{"state": "country"}``), `needs` which it must have, `what`
    how an error calls it: a TypeError if it is no table, a ValueError if a column is missing or there twice.
    Categories become their values, an index that is named as a column of spells becomes one.

    >>> as_frame({"country": ["A"], "start": [1990]}, columns={"state": "country"}).columns.to_list()
    ['state', 'start']
    """
    frame, columns = _converted(data, what), columns or {}
    if frame.columns.nlevels > 1:
        raise ValueError(f"{what}: the names of its columns have {frame.columns.nlevels} levels, not one")
    if not frame.columns.is_unique:
        twice = frame.columns[frame.columns.duplicated()].unique()
        if wrong := [name for name in twice if name in {*needs, *SPELL_COLUMNS, *columns.values()}]:
            raise ValueError(f"{what}: two columns are called {quoted(wrong[0])}; expected one")
        frame = frame.loc[:, ~frame.columns.duplicated()]
    read = {*SPELL_COLUMNS, *(columns or {}).values()}
    if named := [name for name in frame.index.names if name in read and name not in frame]:
        frame = frame.reset_index(level=named)
    for ours, theirs in columns.items():
        if theirs not in frame:
            raise ValueError(
                f"{what} has no column {quoted(theirs)} ({ours}={quoted(theirs)}); it has {_names(frame)}"
            )
    given = dict(zip(columns.values(), columns, strict=True))
    hidden = [ours for ours in columns if ours in frame and ours not in given]
    frame = frame.drop(columns=hidden).rename(columns=given) if given else frame
    if missing := [name for name in needs if name not in frame]:
        raise ValueError(
            f"the {what if what != 'data' else 'frame'} has no column {missing[0]!r}; it needs "
            f"{', '.join(needs)} (it has {_names(frame)})"
        )
    kinds = [name for name, kind in frame.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
    return frame.astype(dict.fromkeys(kinds, object)) if kinds else frame


def column_names(
    function: str, given: Mapping[str, Any], allowed: Sequence[str] = SPELL_COLUMNS
) -> dict[str, str]:
    """Return what a caller says that our columns are called; TypeError if `function` has no such argument.

    >>> column_names("timeline", {"state": "country"})
    {'state': 'country'}
    """
    for name, value in given.items():
        if name not in allowed:
            raise TypeError(
                f"{function}() has no argument {name!r}; a column under another name is told by one of "
                f"{', '.join(f'{one}=' for one in allowed)}"
            )
        if not isinstance(value, str):
            raise TypeError(f"{name}: {quoted(value)} is not the name of a column; expected text")
    return dict(given)


def _names(frame: pd.DataFrame) -> str:
    names = [str(name) for name in frame.columns]
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "") if names else "none"


def _converted(data: Any, what: str) -> pd.DataFrame:
    if isinstance(data, pd.DataFrame):
        return data
    refused = f"{what}: expected {EXPECTED}, not {_kind(data)}"
    try:
        found = _foreign(data)
    except ImportError as error:
        raise TypeError(f"{refused}; to read it needs {error.name or 'pyarrow'}") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{what}: {_kind(data)} does not make a table ({error})") from None
    if not isinstance(found, pd.DataFrame):
        raise TypeError(refused)
    return found


def _foreign(data: Any) -> pd.DataFrame | None:
    """Return the table that a stranger's object holds, None if it is none."""
    if isinstance(data, pd.Series):
        return None
    if isinstance(data, Mapping):
        return pd.DataFrame(dict(data))
    if isinstance(data, (list, tuple)):
        return pd.DataFrame(list(data)) if all(isinstance(row, Mapping) for row in data) else None
    if hasattr(data, "collect") and hasattr(data, "lazy"):  # polars, not computed yet
        data = data.collect()
    if hasattr(data, "to_pydict"):  # pyarrow
        return pd.DataFrame(data.to_pydict())
    if hasattr(data, "to_dict") and hasattr(data, "get_columns"):  # polars
        return pd.DataFrame(data.to_dict(as_series=False))
    if hasattr(data, "fetchall") and hasattr(data, "columns"):  # DuckDB
        return pd.DataFrame(data.fetchall(), columns=list(data.columns))
    if hasattr(data, "__dataframe__"):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return pd.api.interchange.from_dataframe(data)
    if hasattr(data, "__arrow_c_stream__"):
        return pd.DataFrame.from_arrow(data)
    return None


def _kind(data: object) -> str:
    name = type(data).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"

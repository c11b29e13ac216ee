"""Calendar dates at the precision known: a day, a month or a year.

A date is ISO 8601 text, ``1992-05-15``, ``2003-12`` or ``2004``. Its precision is its length, so nothing here
adds a day or a month that no source gave. What the text can mean is its extent: its first and its last day.
"""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from functools import lru_cache

DAY = timedelta(days=1)
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)
_MONTHS = tuple(calendar.month_name)  # the first is ""


def is_date(text: str) -> bool:
    """Return whether `text` is a real date written YYYY, YYYY-MM or YYYY-MM-DD.

    >>> is_date("1992-02-29"), is_date("1992-02-30"), is_date("2003-12"), is_date("15.05.1992")
    (True, False, True, False)
    """
    return _read(text) is not None


def precision(text: str) -> str:
    """Return "day", "month" or "year"."""
    _, month, day = _parts(text)
    return "day" if day else "month" if month else "year"


@lru_cache(maxsize=2**17)
def earliest(text: str) -> date:
    """Return the first day that `text` can mean; a ValueError if it is no date."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=2**17)
def latest(text: str) -> date:
    """Return the last day that `text` can mean; a ValueError if it is no date."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def extent(text: str) -> tuple[date, date]:
    """Return the first and the last day that `text` can mean; a ValueError if it is no date.

    >>> extent("2003-12")
    (datetime.date(2003, 12, 1), datetime.date(2003, 12, 31))
    """
    return earliest(text), latest(text)


def day_after(text: str) -> str:
    """Return the day after `text`; a month, a year or the last day of the calendar stays as it is.

    >>> day_after("1999-04-20"), day_after("1999-04")
    ('1999-04-21', '1999-04')
    """
    is_last = precision(text) != "day" or earliest(text) == date.max
    return text if is_last else (earliest(text) + DAY).isoformat()


def day_before(text: str) -> str:
    """Return the day before `text`; a month or a year has no known day before and stays as it is.

    >>> day_before("2012-12-19"), day_before("1992-10")
    ('2012-12-18', '1992-10')
    """
    return (earliest(text) - DAY).isoformat() if precision(text) == "day" else text


def agree(one: str, other: str) -> bool:
    """Return whether two dates can mean the same day: one of them contains the other.

    >>> agree("1999", "1999-04-20"), agree("1999-04-02", "1999-04-20")
    (True, False)
    """
    return one.startswith(other) or other.startswith(one)


def words(text: str) -> str:
    """Return `text` in words, at its precision.

    >>> words("1992-05-15"), words("2003-12"), words("2004")
    ('15 May 1992', 'December 2003', '2004')
    """
    year, month, day = _parts(text)
    return " ".join(filter(None, (str(day or ""), _MONTHS[month], str(year))))


def when(text: str) -> str:
    """Return `text` as an adverbial: "on" a day, "in" a month or a year.

    >>> when("1992-05-15"), when("2003-12")
    ('on 15 May 1992', 'in December 2003')
    """
    return f"{'on' if precision(text) == 'day' else 'in'} {words(text)}"


# Dates repeat, and the checker asks the same ones many times.
@lru_cache(maxsize=2**17)
def _read(text: str) -> tuple[int, int, int] | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    real = year >= 1 and (month or 1) <= 12 and (match[2] is None or month)
    if not real or not (match[3] is None or 1 <= day <= calendar.monthrange(year, month)[1]):
        return None
    return year, month, day


def _parts(text: str) -> tuple[int, int, int]:
    parts = _read(text)
    if parts is None:
        raise ValueError(f"{text!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    return parts

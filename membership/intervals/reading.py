"""Dates as people and programs write them, and what each can mean.

The tables hold ISO 8601 at a reduced precision (see `dates`). What is brought to them is written otherwise;
`read` gives every way to read it, and never more precisely than it stands there:

=============================================== ==================================================
written                                         read as
=============================================== ==================================================
``1992-05-15``, ``1992-5-15``, ``1992/05/15``   1992-05-15
``19920515``, ``1992-05``, ``199205``           1992-05-15, 1992-05, 1992-05
``8 April 1994``, ``April 8th, 1994``           1994-04-08
``15-May-92``, ``May-92``                       1992-05-15, 1992-05: two figures are 1930 to 2029
``23/11/1998``, ``5.1992``                      1998-11-23, 1992-05
``05/04/1992``                                  1992-04-05 or 1992-05-04, unless the order is told
``1990-01-01T00:00:00Z``, ``... 12:00:00 AM``   1990-01-01: the day that is written
``1990-01-01T20:00:00Z``                        1990-01-01 or 1990-01-02: elsewhere it is the next day
``33739``, ``33739.0``                          1992-05-15: a spreadsheet's number of five figures
``1992.0``, ``1992-00-00``                      1992: a year that passed through a float, a database
``early 1992``, ``around 1992``, ``c. 1992``    the date, approximate
``1992?``, ``1992~``, ``1992-05%``              the date, uncertain, approximate or both
``1992-XX``, ``1992-05-XX``                     1992, 1992-05
``199X``, ``1992-21``, ``[1981-09..1981-10]``   the days that it can mean; `text` is the narrowest date
                                                of the tables that holds them all: none, 1992, 1981
=============================================== ==================================================

The last four lines are EDTF (ISO 8601-2), level 1, with the sets of level 2. Whether a day or a month comes
first is found by `day_order` from a whole column. A year before 1 has no reading.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from membership.intervals.dates import earliest, is_date, latest

Order: TypeAlias = Literal["day first", "month first", ""]

# How an end is written that has not come, and how a cell that holds nothing.
_OPEN = re.compile(
    r"\.\.|9999(?:-12-31)?|(?:(?:un)?til |to )?(?:the )?(?:present(?: day)?|now|today|date)"
    r"|current(?:ly)?(?: member)?|ongoing|open|still(?: a member)?|active|incumbent"
    r"|heute|aujourd'hui|actualidad|по настоящее время|н\. ?в\."
)
_NOTHING = frozenset(
    (".", "...", "nan", "nat", "none", "null", "n/a", "n.a.", "na", "<na>", "#n/a", "0000-00-00")
)
UNKNOWN = frozenset(("?", "unknown", "not known", "unclear", "n.d."))

_NAMES = tuple(name.casefold() for name in month_name)
_DOUBTS = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
_SEASONS = {"21": (3, 3), "22": (6, 3), "23": (9, 3), "24": (12, 3)}
_FIRST_SERIAL = date(1899, 12, 30)
_CENTURY = 30  # two figures from here on are of 19xx, as spreadsheets read them

_DAY, _MONTH, _YEAR = r"(\d{1,2})(?:st|nd|rd|th|\.)?", r"([a-z]{3,9})\.?", r"'?(\d{4}|\d{2})"
_GAP = r"[\s,./-]*"
_TIME = re.compile(
    r"(?P<head>.*\d)(?:T|\s+)(?P<hour>\d{1,2}):(?P<rest>\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<half>[ap]m)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)
_ABOUT = re.compile(
    r"(?:~|(?:c\.|ca\.?|c|circa|about|around|approx\.?)\s*(?=\d)|(?:early|mid|late)[ -](?:in )?)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+", re.IGNORECASE)
_SPAN = re.compile(r"(\d{4})\s*[-/\u2013\u2014]\s*(\d{4}|\d\d|[^\W\d][^\d]*|)", re.ASCII)
_UNSPECIFIED = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX)(?:-XX|-00)?)?", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,4})\s*([./-])\s*(\d{1,2})(?:\s*[./-]\s*(\d{1,4}))?\.?", re.ASCII)
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)


class Reading(NamedTuple):
    """One way to read a date: the narrowest date of the tables that holds it (or ""), and its days.

    `doubt` is "", "uncertain", "approximate" or "uncertain and approximate", as whoever wrote it says.
    """

    text: str
    earliest: date
    latest: date
    doubt: str = ""

    @property
    def exact(self) -> bool:
        """Whether `text` says just what was written."""
        return bool(self.text) and not self.doubt and _span(self.text) == (self.earliest, self.latest)


def read(written: str, order: Order = "") -> tuple[Reading, ...]:
    """Return every way to read `written`, the earliest first; none where it is no date.

    `order` says what comes first in a date of three numbers that ends in the year; else both are tried.

    Examples
    --------
    >>> [reading.text for reading in read("8 April 1994")], [reading.text for reading in read("05/04/1992")]
    (['1994-04-08'], ['1992-04-05', '1992-05-04'])
    >>> read("[1981-09..1981-10]")[0][:3]
    ('1981', datetime.date(1981, 9, 1), datetime.date(1981, 10, 31))
    """
    text = _WEEKDAY.sub("", _plain(written), count=1)
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    doubt = _DOUBTS.get(text[-1:], "")
    text = text[:-1].rstrip() if doubt else text
    if about := _ABOUT.match(text):
        text, doubt = text[about.end() :], doubt or _DOUBTS["~"]
    return tuple(
        Reading(_narrowest(first, last), first, last, doubt) for first, last in sorted(_spans(text, order))
    )


def day_order(texts: Iterable[str]) -> Order:
    """Return what comes first in the dates of a column, as those that leave no choice say; "" if unclear.

    Examples
    --------
    >>> day_order(["05/04/1992", "23/11/1998"]), day_order(["05/04/1992"])
    ('day first', '')
    """
    found: set[Order] = set()
    for text in texts:
        head = _TIME.fullmatch(_plain(text))
        match = _NUMBERS.fullmatch(head["head"].rstrip() if head else _plain(text))
        if match and match[4] and len(match[1]) <= 2:
            one, other = int(match[1]), int(match[3])
            found |= {"day first"} if 12 < one <= 31 and other <= 12 else set()
            found |= {"month first"} if 12 < other <= 31 and one <= 12 else set()
    return found.pop() if len(found) == 1 else ""


def hint(text: str) -> str:
    """Return how to mend a value that is not a date, with the ISO date if it has one reading, or "".

    Examples
    --------
    >>> hint("15.05.1992"), hint("05/04/1992")
    ('write 1992-05-15', 'write 1992-04-05 or 1992-05-04, whichever is meant')
    >>> hint("1992-02-30"), hint("199X")
    ('February 1992 has 29 days', 'no date of the tables is that wide')
    """
    if re.fullmatch(r"-\d{1,3}", text):
        return "where it stands for nothing, empty the cell; no date of these tables is before the year 1"
    if re.fullmatch(r"-\d{1,4}(?:-\d\d){0,2}|0000(?:-\d\d){0,2}|\d{1,4}\s*B\.?C\.?(?:E\.?)?", text):
        return "it is a date before the year 1, where these tables begin: write it in the note"
    if is_open(text) or holds_nothing(text):
        return "what has not happened yet has no row, and an open end an empty cell"
    if text.casefold() in UNKNOWN:
        return "write the narrowest month or year that it can be, and say so in the note"
    readings = read(text)
    if not readings and (span := _SPAN.fullmatch(text)):
        if span[2][-2:] == f"{(int(span[1]) + 1) % 100:02}":
            return "it is a season: write the year that is meant, or the day"
        if len(span[2]) != 2:
            return "it says from when to when: write the start and the end in cells of their own"
    if not readings and read(bare := re.sub(r"\s*\([^()]*\)", "", text)):
        return f"{hint(bare) or f'write {bare}'}, and the rest in the note"
    if not readings:
        return _no_such_day(text)
    told = list(dict.fromkeys(reading.text for reading in readings))
    if not all(told):
        return "no date of the tables is that wide"
    if len(told) > 1:
        return f"write {' or '.join(told)}, whichever is meant"
    return f"write {told[0]}" + ("" if readings[0].exact else f", and {text!r} in the note")


def is_open(text: str) -> bool:
    """Return whether an end is written as one that has not come.

    Examples
    --------
    >>> is_open("(present)"), is_open("to date"), is_open("1992")
    (True, True, False)
    """
    return bool(_OPEN.fullmatch(text.casefold().strip("() ")))


def holds_nothing(text: str) -> bool:
    """Return whether a cell is empty, or has what people and programs write in its place.

    Examples
    --------
    >>> holds_nothing(" \u2014 "), holds_nothing("n/a"), holds_nothing("?")
    (True, True, False)
    """
    text = text.strip().casefold()
    return text in _NOTHING or not any(sign.isalnum() or sign in "?." for sign in text)


def _plain(text: str) -> str:
    """Return `text` with plain spaces and hyphens, without the mark by which a spreadsheet knows text."""
    text = re.sub(r"[\u2010\u2011\u2212]", "-", re.sub(r"\s+", " ", text.strip()))
    text = re.sub(r"^'(?=\d{4})", "", text)
    # Two years with a dash between them are a span, a full date has two.
    return text.replace("\u2013", "-") if text.count("\u2013") == 2 else text


def _spans(text: str, order: Order) -> set[tuple[date, date]]:
    """Return the first and the last day of each reading."""
    if time := _TIME.fullmatch(text):
        days = _spans(time["head"].strip(), order)
        zulu = (time["zone"] or "").upper() in ("Z", "UTC", "GMT", "+00", "+0000", "+00:00")
        late = zulu and int(time["hour"]) >= 10
        # Midnight east of Greenwich is told as an hour of the day before.
        return days | {(_next(first), _next(last)) for first, last in days} if late else days
    found = {_span(text)} if is_date(text) else {*map(_span, filter(is_date, _candidates(text, order)))}
    text = f"{text[:3]}X" if re.fullmatch(r"\d{3}0s", text, re.ASCII) else text
    if match := _UNSPECIFIED.fullmatch(text):
        found |= _unspecified(*match.groups())
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        day = _FIRST_SERIAL + timedelta(days=int(text[:5]))
        found.add((day, day))
    return found


def _candidates(text: str, order: Order) -> Iterator[str]:
    """Yield dates of the tables that `text` may mean; some are not real."""
    if match := re.fullmatch(r"(\d{4,8})\.0+", text, re.ASCII):
        text = match[1]
        yield text
    if re.fullmatch(r"\d{8}|\d{6}", text, re.ASCII):
        yield "-".join(filter(None, (text[:4], text[4:6], text[6:])))
    if match := _MONTH_YEAR.fullmatch(text):
        yield f"{match[2]}-{match[1]:0>2}"
    if match := _NUMBERS.fullmatch(text):
        yield from _of_numbers(match[1], match[3], match[4], match[2], order)
    yield from _of_words(text.casefold())


def _of_numbers(one: str, two: str, three: str | None, sign: str, order: Order) -> Iterator[str]:
    if len(one) == 4 and not three and sign == ".":
        return  # 1992.05 may be a fraction of the year
    if len(one) == 4:
        yield f"{one}-{two:0>2}" + (f"-{three:0>2}" if three else "")
    elif three:
        year = _full(three)
        if order != "month first":
            yield f"{year}-{two:0>2}-{one:0>2}"
        if order != "day first":
            yield f"{year}-{one:0>2}-{two:0>2}"
        if len(one) == len(three) == 2 and sign == "-" and not order:
            yield f"{_full(one)}-{two:0>2}-{three:0>2}"


def _of_words(text: str) -> Iterator[str]:
    """Yield what a text that names its month may mean."""
    text = re.sub(r"^the | of(?= )", "", text)
    for form, (year, month, day) in (
        (_DAY + _GAP + _MONTH + _GAP + _YEAR, (3, 2, 1)),
        (_MONTH + _GAP + _DAY + r"(?:,\s*|\s+|[/-])" + r"(\d{4})", (3, 1, 2)),
        (r"(\d{4})" + _GAP + _MONTH + _GAP + _DAY, (1, 2, 3)),
        (_MONTH + _GAP + _YEAR, (2, 1, 0)),
        (r"(\d{4})" + _GAP + _MONTH, (1, 2, 0)),
    ):
        if (match := re.fullmatch(form, text, re.ASCII)) and (number := _number(match[month])):
            tail = f"-{match[day]:0>2}" if day else ""
            yield f"{_full(match[year])}-{number:02}{tail}"
            return


def _number(name: str) -> int:
    """Return the number of a month by its English name, or at least three letters of it; 0 for none."""
    return next((number for number, full in enumerate(_NAMES) if number and full.startswith(name)), 0)


def _full(year: str) -> str:
    return year if len(year) == 4 else f"{'19' if int(year) >= _CENTURY else '20'}{year}"


def _unspecified(year: str, month: str | None) -> set[tuple[date, date]]:
    """Return the days of a date some of whose figures are X, or of a season."""
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    if month in _SEASONS:
        start, months = _SEASONS[month]
        begin, beyond = _month(first, start), _month(last, start + months)
    elif month in (None, "XX", "00"):
        begin, beyond = _month(first, 1), _month(last + 1, 1)
    elif first == last and 1 <= int(month or 0) <= 12:
        begin, beyond = _month(first, int(month or 0)), _month(last, int(month or 0) + 1)
    else:
        return set()
    return {(begin, beyond - timedelta(days=1))} if begin and beyond else set()


def _month(year: int, month: int) -> date | None:
    """Return the first day of a month, counted on into the next year; None outside the calendar."""
    year, month = (year + 1, month - 12) if month > 12 else (year, month)
    return date(year, month, 1) if 1 <= year <= 9999 else None


def _one_of(inside: str) -> tuple[Reading, ...]:
    """Return what a set says, [1981-09..1981-10] or [1992,1994]: one date, not known better."""
    days: list[date] = []
    for part in inside.split(","):
        ends = [read(end) for end in part.strip().split("..")]
        if len(ends) > 2 or not all(len(readings) == 1 for readings in ends):
            return ()
        days += [ends[0][0].earliest, ends[-1][0].latest]
    first, last = min(days), max(days)
    return (Reading(_narrowest(first, last), first, last),)


def _narrowest(first: date, last: date) -> str:
    """Return the narrowest date of the tables that holds both days, or ""."""
    if first.year != last.year:
        return ""
    return first.isoformat()[: 10 if first == last else 7 if first.month == last.month else 4]


def _no_such_day(text: str) -> str:
    match = re.fullmatch(r"(\d{4})-(\d{2})(?:-(\d{2}))?", text, re.ASCII)
    if match and not 1 <= int(match[2]) <= 12:
        return "a month is 01 to 12"
    if match:
        year, month = int(match[1]), int(match[2])
        return f"{month_name[month]} {year} has {monthrange(year, month)[1]} days"
    return ""


def _span(text: str) -> tuple[date, date]:
    return earliest(text), latest(text)


def _next(day: date) -> date:
    return min(day, date.max - timedelta(days=1)) + timedelta(days=1)

"""Dates as people and programs write them, and what each can mean.

The tables hold ISO 8601 at a reduced precision (see `dates`). What is brought to them is written otherwise;
`read` gives every way to read it, never more precisely than it stands there:

- ``1992-5-15``, ``1992/05/15``, ``19920515``, ``8 April 1994``, ``April 8th, 1994``, ``23/11/1998``,
  ``May-92`` (two figures are 1930 to 2029), ``5.1992``; ``05/04/1992`` either way, unless the order is told;
- a time: the day that is written there, of ``1990-01-01T20:00:00Z`` also the next, which it is elsewhere;
- a spreadsheet's ``33739`` and ``33739.0`` (15 May 1992); ``1992.0``, a year that passed through a float, and
  ``1992-00-00``, one that passed through a database;
- ``1992?``, ``1992~``, ``c. 1992``, ``early 1992``, ``1992-05%``: the date, uncertain, approximate or both;
- ``1992-XX``, ``199X``, ``1992-21``, ``[1981-09..1981-10]``: the days that it can mean; `text` is the
  narrowest of our dates that holds them all, or "".

The last two are EDTF (ISO 8601-2), level 1, with the sets of level 2. `day_order` finds from a whole column
whether a day or a month comes first. A year before 1 has no reading.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Literal, NamedTuple, TypeAlias

from membership.intervals.dates import DAY, extent, is_date

Order: TypeAlias = Literal["day first", "month first", ""]

# How an end is written that has not come, and how a cell that holds nothing.
_OPEN = re.compile(
    r"\.\.|9999(?:-12-31)?|(?:(?:un)?til |to )?(?:the )?(?:present(?: day)?|now|today|date)"
    r"|current(?:ly)?(?: member)?|ongoing|open|still(?: a member)?|active|incumbent"
    r"|heute|aujourd'hui|actualidad|по настоящее время|н\. ?в\."
)
_NOTHING = {
    ".",
    "...",
    "nan",
    "nat",
    "none",
    "null",
    "n/a",
    "n.a.",
    "na",
    "<na>",
    "#n/a",
    "(null)",
    "\\n",
    "0000-00-00",
}
UNKNOWN = {"?", "unknown", "not known", "unclear", "n.d."}

_NAMES = tuple(name.casefold() for name in month_name)
_DOUBTS = {"?": "uncertain", "~": "approximate", "%": "uncertain and approximate"}
# What stands for a month: the first that it means, and how many they are.
_YEAR = (1, 12)
_PARTS = {None: _YEAR, "XX": _YEAR, "00": _YEAR, "21": (3, 3), "22": (6, 3), "23": (9, 3), "24": (12, 3)}
_FIRST_SERIAL = date(1899, 12, 30)
_CENTURY = 30  # two figures from here on are of 19xx, as spreadsheets read them

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
_THREE_NUMBERS = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*\d{1,4}\.?", re.ASCII)

_SIGN, _GAP = r"\s*[./-]\s*", r"[\s,./-]*"
_Y, _YY, _M, _D = r"(?P<y>\d{4})", r"(?P<y>\d{4}|\d{2})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_DTH, _NAME = rf"{_D}(?:st|nd|rd|th|\.)?", r"(?P<name>[a-z]{3,9})\.?"
# What comes first in a date of this form, where others are written with the same figures; and the form.
_FORMS = [
    (first, re.compile(form, re.ASCII))
    for first, form in (
        ("", r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})?"),
        ("", rf"{_Y}{_SIGN}{_M}{_SIGN}{_D}\.?"),
        ("", rf"{_Y}\s*[/-]\s*{_M}\.?"),  # 1992.05 may be a fraction of the year
        ("", rf"{_M}{_SIGN}{_Y}"),
        ("day first", rf"{_D}{_SIGN}{_M}{_SIGN}{_YY}\.?"),
        ("month first", rf"{_M}{_SIGN}{_D}{_SIGN}{_YY}\.?"),
        ("year first", rf"(?P<y>\d{{2}})\s*-\s*{_M}{_SIGN}(?P<d>\d{{2}})\.?"),
        ("", rf"{_DTH}{_GAP}{_NAME}{_GAP}'?{_YY}"),
        ("", rf"{_NAME}{_GAP}{_DTH}(?:,\s*|\s+|[/-]){_Y}"),
        ("", rf"{_Y}{_GAP}{_NAME}{_GAP}{_DTH}"),
        ("", rf"{_NAME}{_GAP}'?{_YY}"),
        ("", rf"{_Y}{_GAP}{_NAME}"),
    )
]


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
        return bool(self.text) and not self.doubt and extent(self.text) == (self.earliest, self.latest)


def read(written: str, order: Order = "") -> tuple[Reading, ...]:
    """Return every way to read `written`, the earliest first; none where it is no date.

    `order` says what comes first in a date of three numbers that ends in the year; else both are tried.

    >>> [reading.text for reading in read("8 April 1994")], [reading.text for reading in read("05/04/1992")]
    (['1994-04-08'], ['1992-04-05', '1992-05-04'])
    >>> read("[1981-09..1981-10]")[0][:3]
    ('1981', datetime.date(1981, 9, 1), datetime.date(1981, 10, 31))
    """
    text = _WEEKDAY.sub("", _plain(written), count=1)
    if text.startswith("[") and text.endswith("]"):
        return _one_of(text[1:-1])
    if "/" in text and (span := _SPAN.fullmatch(text)) and _is_season(span):
        return ()  # 2010/11 is as likely a season as a month
    doubt = _DOUBTS.get(text[-1:], "")
    text = text[:-1].rstrip() if doubt else text
    if about := _ABOUT.match(text):
        text, doubt = text[about.end() :], doubt or _DOUBTS["~"]
    return tuple(
        Reading(_narrowest(first, last), first, last, doubt) for first, last in sorted(_spans(text, order))
    )


def day_order(texts: Iterable[str]) -> Order:
    """Return what comes first in the dates of a column, as those that leave no choice say; "" if unclear.

    >>> day_order(["05/04/1992", "23/11/1998"]), day_order(["05/04/1992"])
    ('day first', '')
    """
    found: set[Order] = set()
    for text in texts:
        head = _TIME.fullmatch(_plain(text))
        match = _THREE_NUMBERS.fullmatch(head["head"].rstrip() if head else _plain(text))
        if match:
            one, other = map(int, match.groups())
            found |= {"day first"} if 12 < one <= 31 and other <= 12 else set()
            found |= {"month first"} if 12 < other <= 31 and one <= 12 else set()
    return found.pop() if len(found) == 1 else ""


def hint(text: str) -> str:
    """Return how to mend a value that is not a date, with the ISO date if it has one reading, or "".

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
        if _is_season(span):
            return "it is a season: write the year that is meant, or the day"
        if len(span[2]) != 2:
            return "it says from when to when: write the start and the end in cells of their own"
    if not readings and read(bare := re.sub(r"\s*(?:\([^()]*\)|\[[^\[\]]*\])", "", text)):
        return f"{hint(bare) or f'write {bare}'}, and the rest in the note"
    if not readings:
        return _no_such_day(text)
    told = list(dict.fromkeys(reading.text for reading in readings))
    if not all(told):
        return "no date of the tables is that wide"
    if len(told) > 1:
        return f"write {' or '.join(told)}, whichever is meant"
    return f"write {told[0]}" + ("" if readings[0].exact else f", and {text!r} in the note")


def _is_season(span: re.Match[str]) -> bool:
    """Return whether two years that a dash or a stroke joins are a season, such as 2010/11."""
    return span[2][-2:] == f"{(int(span[1]) + 1) % 100:02}"


def is_open(text: str) -> bool:
    """Return whether an end is written as one that has not come.

    >>> is_open("(present)"), is_open("to date"), is_open("1992")
    (True, True, False)
    """
    return bool(_OPEN.fullmatch(text.casefold().strip("() ")))


def holds_nothing(text: str) -> bool:
    """Return whether a cell is empty, or has what people and programs write in its place.

    >>> holds_nothing(" \u2014 "), holds_nothing("n/a"), holds_nothing("?")
    (True, True, False)
    """
    text = text.strip().casefold()
    return text in _NOTHING or not any(sign.isalnum() or sign in "?.#" for sign in text)


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
    text = re.sub(r"^(\d{4,8})\.0+$", r"\1", text, flags=re.ASCII)
    found = {extent(text)} if is_date(text) else {*map(extent, filter(is_date, _candidates(text, order)))}
    text = f"{text[:3]}X" if re.fullmatch(r"\d{3}0s", text, re.ASCII) else text
    if match := _UNSPECIFIED.fullmatch(text):
        found |= _unspecified(*match.groups())
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text, re.ASCII):
        day = _FIRST_SERIAL + timedelta(days=int(text[:5]))
        found.add((day, day))
    return found


def _candidates(text: str, order: Order) -> Iterator[str]:
    """Yield dates of the tables that `text` may mean; some are not real."""
    text = re.sub(r"^the | of(?= )", "", text.casefold())
    for first, form in _FORMS:
        if (not first or order in ("", first)) and (match := form.fullmatch(text)):
            told = match.groupdict()
            year, day = told["y"], told.get("d")
            century = "" if len(year) == 4 else "19" if int(year) >= _CENTURY else "20"
            month = told.get("m") or _number(told["name"])
            yield f"{century}{year}-{month:0>2}" + (f"-{day:0>2}" if day else "")


def _number(name: str) -> int:
    """Return the number of a month by its English name, or at least three letters of it; 0 for none."""
    return next((number for number, full in enumerate(_NAMES) if number and full.startswith(name)), 0)


def _unspecified(year: str, month: str | None) -> set[tuple[date, date]]:
    """Return the days of a date some of whose figures are X, or of a season."""
    first, last = int(year.replace("X", "0")), int(year.replace("X", "9"))
    start, length = _PARTS.get(month) or (int(month or 0), 1)
    # Months are counted from the year 0.
    begin, beyond = 12 * first + start - 1, 12 * last + start - 1 + length
    if not 1 <= start <= 12 or (length == 1 and first != last) or begin < 12 or beyond >= 12 * 10_000:
        return set()
    return {(date(begin // 12, begin % 12 + 1, 1), date(beyond // 12, beyond % 12 + 1, 1) - DAY)}


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


def _next(day: date) -> date:
    return min(day, date.max - DAY) + DAY

"""Small words for computed sentences: numbers, lists, lengths of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

_NUMBERS = (
    *("no", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
NAMED = 3  # so many of whom something is not known are named


def cardinal(number: int) -> str:
    """Return `number` in words up to twelve, in figures beyond.

    >>> cardinal(6), cardinal(32)
    ('six', '32')
    """
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else str(number)


def figures(number: float) -> str:
    """Return `number` in figures, with a comma from five digits on: four may be a year.

    Examples
    --------
    >>> figures(2674), figures(12522)
    ('2674', '12,522')
    """
    return f"{number:,}" if abs(number) >= 10_000 else str(number)


def counted(number: int, singular: str) -> str:
    """Return a number with its noun.

    >>> counted(1, "state"), counted(3, "spell"), counted(0, "exit")
    ('one state', 'three spells', 'no exits')
    """
    return f"{cardinal(number)} {singular}{'s' * (number != 1)}"


def with_doubtful(low: str, high: str, doubtful: Sequence[str], noun: str = "") -> str:
    """Return a number with its noun, and what it is with those of whom it is not known; their names if few.

    >>> with_doubtful("nine", "ten", ["Ukraine"]), with_doubtful("one", "six", list("ABCDE"))
    ('nine, or ten with Ukraine', 'one to six')
    """
    if not doubtful:
        return f"{low}{noun}"
    named = len(doubtful) <= NAMED
    return f"{low}{noun}, or {high} with {listed(doubtful)}" if named else f"{low} to {high}{noun}"


def listed(words: Iterable[str]) -> str:
    """Return words as a list in a sentence; one of them with a comma in it sets all apart by semicolons.

    >>> listed(["Azerbaijan", "Georgia", "Uzbekistan"])
    'Azerbaijan, Georgia and Uzbekistan'
    >>> listed(["9, or 10 with Ukraine, in the CIS", "6 in the CSTO"])
    '9, or 10 with Ukraine, in the CIS; and 6 in the CSTO'
    """
    words = list(words)
    if len(words) > 1 and any(", " in word for word in words):
        return f"{'; '.join(words[:-1])}; and {words[-1]}"
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def span(start: date, end: date) -> str:
    """Return the length of time between two days in whole years and months.

    >>> span(date(1992, 5, 15), date(1999, 4, 21)), span(date(2024, 2, 22), date(2024, 3, 1))
    ('6 years 11 months', '8 days')
    """
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)
    years, months = divmod(months, 12)
    parts = [f"{n} {unit}{'s' * (n != 1)}" for n, unit in ((years, "year"), (months, "month")) if n]
    days = (end - start).days
    return " ".join(parts) or f"{days} day{'s' * (days != 1)}"


def clipped(text: str, characters: int) -> str:
    """Return `text`, cut between words with an ellipsis where it is longer than so many characters.

    >>> clipped("one two three", 9), clipped("one", 9)
    ('one two…', 'one')
    """
    return text if len(text) <= characters else f"{text[: characters - 1].rsplit(' ', 1)[0].rstrip(',;:')}…"

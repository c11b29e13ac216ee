"""Dates and names of states as a chart shows them, in English or, through babel, in another language."""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.intervals.dates import earliest, precision

_SHORT = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_SKELETONS = {"day": "yMMMd", "month": "yMMM", "year": "y"}


def known_locale(locale: str) -> str:
    """Return `locale` as babel writes it, or refuse a language it does not know; English needs no babel.

    Examples
    --------
    >>> known_locale("en"), known_locale("pt-BR")
    ('en', 'pt_BR')
    """
    if locale.startswith("en"):
        return locale
    try:
        from babel import Locale, UnknownLocaleError
    except ModuleNotFoundError:
        raise ModuleNotFoundError(f"locale {locale!r} needs babel: pip install babel") from None
    try:
        return str(Locale.parse(locale, sep="-" if "-" in locale else "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError(
            f"babel knows no language {locale!r}; expected one such as 'fr' or 'pt_BR'"
        ) from None


def date_label(text: str, locale: str = "en") -> str:
    """Return a date at its precision, months abbreviated.

    Examples
    --------
    >>> date_label("1992-05-15"), date_label("2003-12"), date_label("2004")
    ('15 May 1992', 'Dec 2003', '2004')
    >>> date_label("1992-05-15", "fr")
    '15 mai 1992'
    """
    known, day = precision(text), earliest(text)
    if not locale.startswith("en"):
        from babel.dates import format_skeleton

        return str(format_skeleton(_SKELETONS[known], day, locale=locale)).replace("\u202f", "\u00a0")
    month = f"{_SHORT[day.month - 1]} {day.year}"
    return {"day": f"{day.day} {month}", "month": month, "year": str(day.year)}[known]


def since(day: str, locale: str = "en") -> str:
    """Return the dates of a spell that is open, from the label of its first day."""
    return f"since {day}" if locale.startswith("en") else f"{day} –"


def state_names(frame: pd.DataFrame, locale: str = "en") -> dict[Any, str]:
    """Return what each state of `frame` is called: its `name`, or in another language CLDR's.

    A state whose code CLDR does not know keeps its `name`.

    Examples
    --------
    >>> state_names(pd.DataFrame({"state": ["KAZ", "XXA"], "name": ["Kazakhstan", "Aland"]}), "ru")
    {'KAZ': 'Казахстан', 'XXA': 'Aland'}
    """
    own = {state: str(name) for state, name in zip(frame["state"], frame["name"], strict=True)}
    if locale.startswith("en"):
        return own
    from babel import Locale
    from babel.core import get_global

    territories, aliases = Locale.parse(locale).territories, get_global("territory_aliases")
    return {state: territories.get((aliases.get(state) or [""])[0], name) for state, name in own.items()}

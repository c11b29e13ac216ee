"""Sentences written in a notebook, with values from the tables slotted in, and addresses to lead on.

An address works from the folder of the notebooks; the export makes it work from a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from string import Formatter
from typing import Any

import pandas as pd

from membership.english import cardinal, figures, listed, with_doubtful
from membership.intervals.counting import Count
from membership.intervals.dates import is_date, when, words
from membership.mime import bundle

_MARKS = re.compile(r"[&<>*`\[\]\\|~$]|(?<!\w)_|_(?!\w)|^(?:[-+#=>]|\d+[.)])")
_FORMS = "words, Words, date, when, year, list, or forms for none, one and many such as 'state|states'"
_ENDS_LINK = re.compile(r"[()<>\"'\\`]")


class Address(str):
    """A relative path or an http(s) address, with what could end a link in Markdown written as ``%28``."""

    def __new__(cls, target: str) -> Address:
        """Return `target`; one that is empty, has a space in it or another scheme is refused."""
        scheme = target.split("/", 1)[0].split("#", 1)[0].split("?", 1)[0]
        if ":" in scheme and scheme.lower() not in ("http:", "https:"):
            raise ValueError(f"{target!r} is neither a relative path nor an http(s) address")
        if not target or any(map(str.isspace, target)):
            raise ValueError(f"{target!r} cannot stand in a link: it is empty, or has a space in it")
        return super().__new__(cls, _ENDS_LINK.sub(lambda mark: f"%{ord(mark[0]):02X}", target))


def proof(fact: str) -> Address:
    """Return where the proof of a fact is, as a path from the folder of the notebooks.

    Examples
    --------
    >>> proof("CSTO-UZB-suspended")
    'html/6_facts.html#fact-CSTO-UZB-suspended'
    """
    return Address(f"html/6_facts.html#fact-{fact}")


def stem(name: str) -> str:
    """Return a name as part of a file's: small letters, digits and hyphens.

    Examples
    --------
    >>> stem("EU (27)")
    'eu-27'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


class Prose(str):
    """A text with Markdown in it: what it says as `str`, with its values escaped as Markdown."""

    markdown: str

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {"text/markdown": self.markdown, "text/plain": str(self)}
        return bundle("prose", {"markdown": self.markdown}, shown)


def prose(text: str, **values: Any) -> Prose:
    """Return `text` with `values` in the places named for them.

    Parameters
    ----------
    text : str
        Markdown. ``{name}`` is replaced by the value of that name: a number in figures, a list of words as a
        sentence has it, a day in words. ``{name:form}`` asks for a form: ``words`` or ``Words`` (a number up
        to twelve in words; "none" before "of"), ``date`` ("15 May 1992", at the precision known), ``when``
        ("on 15 May 1992", "in 2004"), ``year``, ``list``; forms separated by ``|`` choose by number or length
        and print nothing else: ``{n:is|are}`` for one and for more, ``{n:none|one is|more are}`` also for
        none. A number from `count_on` tells of whom it is not known: "nine, or ten with Ukraine".
    **values
        One for each name, and no other. Each is escaped: what a table holds is shown, never run.

    Returns
    -------
    Prose
        A `str` that a notebook shows as Markdown; it can be a chart's title or alt text too.

    Raises
    ------
    ValueError
        If a name has no value, a value has no place, or a form does not fit its value.

    Examples
    --------
    >>> prose("{n:Words} {n:state is|states are} in: {who}.", n=2, who=["Armenia", "Belarus"])
    'Two states are in: Armenia and Belarus.'
    >>> prose("Signed {day:when}.", day="1992-05-15")
    'Signed on 15 May 1992.'
    """
    parts = [(before, name, form or "") for before, name, form, _ in Formatter().parse(text)]
    named = {name for _, name, _ in parts if name is not None}
    if missing := sorted(named - values.keys()):
        raise ValueError(f"the prose has no value for {_all(missing)}: {text[:60]!r}")
    if unused := sorted(values.keys() - named):
        raise ValueError(f"the prose has no place for {_all(unused)}: {text[:60]!r}")
    plain, marked = [], []
    after = [before for before, *_ in parts[1:]] + [""]
    for (before, name, form), following in zip(parts, after, strict=True):
        said = "" if name is None else _said(name, values[name], form)
        if said in ("no", "No") and following.startswith(" of "):
            said = f"{said}ne"
        plain += [before, said]
        marked += [before, "" if name is None else _marked(values[name], said)]
    made = Prose("".join(plain))
    made.markdown = "".join(marked)
    return made


def escaped(text: str) -> str:
    """Return `text` for Markdown, with every mark that would mean something as an entity."""
    return _MARKS.sub(lambda mark: "".join(f"&#{ord(c)};" for c in mark[0]), text)


def _marked(value: Any, said: str) -> str:
    """Return what was said of a value as Markdown: an address as it stands, prose with its own marks."""
    if isinstance(value, Prose):
        return value.markdown
    return said if isinstance(value, Address) else escaped(said)


def _all(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _said(name: str, value: Any, form: str) -> str:
    if isinstance(value, Prose | str):
        return _dated(name, value, form) if form else str(value)
    if isinstance(value, date | pd.Timestamp):
        return _dated(name, value.isoformat()[:10], form or "date")
    is_number = hasattr(value, "__index__") or isinstance(value, float)
    if not is_number:
        value = [str(each) for each in value]
    if "|" in form:
        return _chosen(name, value if is_number else len(value), form.split("|"))
    if not is_number and form in ("", "list"):
        return listed(value)
    if is_number and form in ("", "words", "Words"):
        said = _number(value, form)
        if isinstance(value, Count):
            said = said if value or not form else "none"  # it stands by itself, and not before a noun
            said = with_doubtful(said, _number(value.highest, form), value.doubtful)
        return said[:1].upper() + said[1:] if form == "Words" else said
    raise ValueError(f"{{{name}:{form}}} does not fit {value!r}; expected {_FORMS}")


def _number(number: float, form: str) -> str:
    return cardinal(int(number)) if form and float(number).is_integer() else figures(number)


def _dated(name: str, text: str, form: str) -> str:
    forms: dict[str, Callable[[str], str]] = {"date": words, "when": when, "year": lambda day: day[:4]}
    if form not in forms or not is_date(text):
        raise ValueError(f"{{{name}:{form}}} does not fit {text!r}; expected {_FORMS}")
    return forms[form](text)


def _chosen(name: str, number: float, forms: list[str]) -> str:
    if len(forms) not in (2, 3):
        raise ValueError(f"{{{name}:{'|'.join(forms)}}} has {len(forms)} forms; expected two or three")
    if len(forms) == 3 and number == 0:
        return forms[0]
    return forms[-2] if number == 1 else forms[-1]

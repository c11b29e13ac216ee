"""What the docstrings of charts have in common: the parameters of several, and what is refused."""

from __future__ import annotations

import re
from collections.abc import Container
from inspect import cleandoc

_SHARED = """
pauses : DataFrame, optional
    Spells, of states in `data`, during which a member had stopped taking part, columns as there; they are
    hatched, and called by their `label` or else their `start_action`, where they have one.
until : day, optional
    Where open bars and lines stop; by default the frame's own `until`, or its latest date. The frame may
    know of no start after it, and of no end after the day that follows it: to show how it was on an earlier
    day, first leave out the spells that had not begun and empty the ends to come.
ends : {"first day out", "last day"}
    What `end` is: the first day on which a state was out, or the last on which it was in.
headings : mapping of str to str, optional
    What to call each organization.
highlight : str, optional
    The organization in the hero's colour; the others are grey.
title, subtitle, source : str, optional
    The finding, what is drawn, and where it comes from. With `ax` only the title is drawn.
palette : Palette, optional
    By default the one that stands out on the paper: that of `ax`, or of the caller's style.
locale : str, default "en"
    Language of dates and of the names of states known by their ISO 3166-1 alpha-3 code; any but English
    needs babel (`pip install babel`).
narrow : bool, default False
    Laid out for a phone.
figsize : (float, float), optional
    Width and height of the figure in inches; by default what the chart needs.
ax : Axes, optional
    Drawn on instead of a new figure.
**columns : str
    What a column is called where it has another name: ``state="country"``.
"""
_REFUSED = """
ValueError
    If a frame has no rows, lacks a column, or has a date that is none; if spells lack a state or a start or
    know of more than `until`; if a pause is of a state without a spell, or babel does not know the language.
TypeError
    If an argument is not what it must be.
ModuleNotFoundError
    If another language is asked for without babel.
"""


def described(own: str, parameters: Container[str]) -> str:
    """Return the docstring of a chart with the shared parameters that it has and does not describe itself."""
    before, returns, after = cleandoc(own).partition("\n\nReturns\n")
    after, examples, example = after.partition("\n\nExamples\n")
    shared = ""
    for entry, names in re.findall(r"^((\S+?)(?:, .*)? : .*\n(?: {4}.*\n)+)", _SHARED, re.M):
        if names.strip("*") in parameters and f"\n{names} : " not in before:
            shared += f"\n{entry.rstrip()}"
    raises = "" if "\nRaises\n" in after else "\n\nRaises\n------"
    return "".join((before, shared, returns, after, raises, _REFUSED.rstrip(), examples, example))

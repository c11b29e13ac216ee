"""What must hold of names: files and charts told apart, and states on the territory of a former state."""

from __future__ import annotations

import re
from collections.abc import Iterator

from membership.tables.faults import Fault, Words, near
from membership.tables.sheets import Sheets

# What an id becomes part of the name of a file beside these, and what no file of Windows may be called.
_TAKEN = {"count", "definitions", "timeline", "", "con", "prn", "aux", "nul"}
_TAKEN |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_VARIANTS = {"narrow", "dark", "outlines", "wide"}


def names_apart(sheets: Sheets) -> Iterator[Fault]:
    """Yield organizations whose figures would have the names of other files, and those called alike."""
    yield from _called_apart(sheets)
    seen: dict[str, str] = {}
    for number, row in enumerate(sheets["organizations"].rows):
        name = re.sub("-+", "-", row["organization"].casefold()).strip("-")
        ending = name.rsplit("-", 1)[-1]
        if name in _TAKEN or ending in _VARIANTS:
            problem = f"is {'' if name in _TAKEN else 'at its end '}a word that names other files"
            yield sheets["organizations"].fault(number, "organization", problem, "expected another id")
        elif name in seen and seen[name].casefold() != row["organization"].casefold():
            problem = f"would give its files the names of those of {seen[name]}"
            yield sheets["organizations"].fault(number, "organization", problem, "expected another id")
        seen.setdefault(name, row["organization"])


def _called_apart(sheets: Sheets) -> Iterator[Fault]:
    """Yield organizations that headings or charts would call as they call another."""
    seen: dict[tuple[bool, str], str] = {}
    for number, row in enumerate(sheets["organizations"].rows):
        for column in ("name", "label" if row.get("label") else "organization"):
            other = seen.setdefault((column == "name", row[column]), row["organization"])
            if other.casefold() != row["organization"].casefold():
                problem = f"is what {other} is called too"
                yield sheets["organizations"].fault(number, column, problem, f"expected another {column}")


def territories(sheets: Sheets) -> Iterator[Fault]:
    """Yield former states on whose territory the table puts what is no state, or the state itself."""
    sheet = sheets["states"]
    states = Words(row["state"] for row in sheet.rows)
    for number, row in enumerate(sheet.rows):
        for word in row.get("territory_now", "").split():
            if word == row["state"] or word not in states:
                problem = f"names {word!r}, which is not another state of {sheet.file}"
                remedy = near(word, states) or "ids are separated by spaces"
                yield sheet.fault(number, "territory_now", problem, remedy)

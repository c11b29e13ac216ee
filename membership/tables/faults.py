"""A fault in a table, said so that the person who made it can mend it.

Every fault reads the same way: ``file:line:column: 'value' problem; remedy``. The line is the one
in the file (a cell may hold line breaks, so a row may take several), the column is the number of the
cell in its row. What is wrong with a whole line or file is told at its first cell; a folder has no lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong at one place.

    `line` and `column` count from 1, and are 0 for a folder; a column is a field of the row, not a character.
    `remedy` says what was expected and how to mend it. A `warning` does not stop a build.
    """

    file: str
    line: int
    column: int
    value: str
    problem: str
    remedy: str = ""
    warning: bool = False

    def __str__(self) -> str:
        """Return ``file:line:column: 'value' problem; remedy``."""
        shown = repr(self.value if len(self.value) <= 80 else self.value[:77] + "...")
        sign = "warning: " if self.warning else ""
        remedy = f"; {self.remedy}" if self.remedy else ""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {sign}{shown} {self.problem}{remedy}"


class TableError(ValueError):
    """The tables have faults; `faults` lists every one, and so does the message."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def nearest(value: str, known: Iterable[str]) -> str:
    """Return the known word that `value` was most likely meant to be, or "".

    The longer the word, the more of it must agree: ids that share their beginning are not near.

    Examples
    --------
    >>> nearest("UZV", ["UZB", "RUS"]), nearest("CSTO-GEO-signed", ["CSTO-AZE-signed"])
    ('UZB', '')
    """
    by_fold = {word.casefold(): word for word in known}
    likeness = max(0.6, 1 - 1.5 / max(len(value), 1))
    match = get_close_matches(value.casefold(), by_fold, n=1, cutoff=likeness)
    return by_fold[match[0]] if match else ""


def near(value: str, known: Iterable[str]) -> str:
    """Return "did you mean 'X'?" for the known word nearest to `value`, or "".

    Examples
    --------
    >>> near("UZV", ["UZB", "RUS"])
    "did you mean 'UZB'?"
    """
    word = nearest(value, known)
    return f"did you mean {word!r}?" if word else ""

"""A fault in a table, said so that the person who made it can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong at one place.

    `line` and `column` count from 1; a column is a field of the row, not a character.
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
        return f"{self.file}:{self.line}:{self.column}: {sign}{shown} {self.problem}{remedy}"


class TableError(ValueError):
    """The tables have faults; `faults` lists every one, and so does the message."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def near(value: str, known: Iterable[str]) -> str:
    """Return "did you mean 'X'?" for the known word nearest to `value`, or "".

    Examples
    --------
    >>> near("UZV", ["UZB", "RUS"])
    "did you mean 'UZB'?"
    """
    by_fold = {word.casefold(): word for word in known}
    match = get_close_matches(value.casefold(), by_fold, n=1, cutoff=0.6)
    return f"did you mean {by_fold[match[0]]!r}?" if match else ""

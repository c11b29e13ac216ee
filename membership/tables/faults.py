"""A fault in a table, said so that the person who made it can mend it.

Every fault reads the same way: ``file:line:column: 'value' problem; remedy``. The line is the one
in the file (a cell may hold line breaks, so a row may take several), the column is the number of the
cell in its row. What is wrong with a whole line or file is told at its first cell; a folder has no lines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

SHOWN = 300  # faults that are told one by one; of more, their number by kind says as much
_FEW = 50  # known words that are compared one by one with a misspelt one


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
    """The tables have faults: `faults` has every one, the message names them as `told` does."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(told(self.faults)))


def told(faults: Sequence[Fault]) -> Iterator[str]:
    """Yield each fault in a line, after the first few hundred how many more there are of each kind.

    Examples
    --------
    >>> faults = [Fault("x.csv", line, 3, "?", "is not a date") for line in range(2, 500)]
    >>> list(told(faults))[-1]
    'x.csv: 198 more of the kind: column 3 is not a date'
    """
    yield from map(str, faults[:SHOWN])
    kinds = ((fault.file, fault.column, " ".join(fault.problem.split()[:4])) for fault in faults[SHOWN:])
    for (file, column, problem), count in Counter(kinds).items():
        yield f"{file}: {count} more of the kind: column {column} {problem}"


class Words(frozenset[str]):
    """The words that are known, and which of them a misspelt one was most likely meant to be.

    Each word is looked for once. Among more than a few, only one slip is forgiven: a letter wrong, missing,
    too many, or two that changed places.
    """

    @cached_property
    def _meant(self) -> dict[str, str]:
        return {}

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {word.casefold(): word for word in sorted(self, reverse=True)}

    @cached_property
    def _by_rest(self) -> dict[str, str]:
        """The words by what is left of them without one letter; of several, the first."""
        folded = reversed(self._by_fold.items())
        return {rest: word for fold, word in folded for rest in _rests(fold)}

    def nearest(self, value: str) -> str:
        """Return the known word that `value` was most likely meant to be, or ""."""
        if value not in self._meant:
            self._meant[value] = self._look_for(value.casefold())
        return self._meant[value]

    def _look_for(self, fold: str) -> str:
        if fold in self._by_fold:
            return self._by_fold[fold]
        if len(self) > _FEW:
            return next(filter(None, map(self._by_rest.get, _rests(fold))), "")
        likeness = max(0.6, 1 - 1.5 / max(len(fold), 1))
        match = get_close_matches(fold, self._by_fold, n=1, cutoff=likeness)
        return self._by_fold[match[0]] if match else ""


def _rests(word: str) -> Iterator[str]:
    """Yield a word, and what is left of it without each of its letters; a long one has no near match."""
    yield word
    if 2 < len(word) <= 60:
        yield from (word[:place] + word[place + 1 :] for place in range(len(word)))


def nearest(value: str, known: Iterable[str]) -> str:
    """Return the known word that `value` was most likely meant to be, or "".

    The longer the word, the more of it must agree: ids that share their beginning are not near.

    Examples
    --------
    >>> nearest("UZV", ["UZB", "RUS"]), nearest("CSTO-GEO-signed", ["CSTO-AZE-signed"])
    ('UZB', '')
    """
    return (known if isinstance(known, Words) else Words(known)).nearest(value)


def near(value: str, known: Iterable[str]) -> str:
    """Return "did you mean 'X'?" for the known word nearest to `value`, or ""."""
    word = nearest(value, known)
    return f"did you mean {word!r}?" if word else ""

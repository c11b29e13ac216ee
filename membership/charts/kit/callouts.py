"""Words written on a plot where something happens, each in the free place that is nearest to it.

Lengths are in inches from the lower left corner of the plot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from membership.charts.kit.lettering import line_height, width_of, wrapped

_WIDTHS = (2.3, 1.8, 1.45, 1.2, 1.0, 0.85)
_STEP = 0.05
_APART = 0.05
_CROSSED = 0.5


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    left: float
    low: float
    right: float
    high: float

    def meets(self, other: Box) -> bool:
        """Return whether the two share ground."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.low < other.high
            and other.low < self.high
        )

    def grown(self, by: float) -> Box:
        """Return the rectangle with a margin."""
        return Box(self.left - by, self.low - by, self.right + by, self.high + by)


@dataclass(frozen=True)
class Callout:
    """What is to be written about a point: a bold first line, words below it, what no leader may cross."""

    x: float
    y: float
    head: str
    words: str
    barred: tuple[Box, ...] = ()


@dataclass(frozen=True)
class Written:
    """A callout in its place: its lines, how they are aligned, and the leader that joins it to its point."""

    callout: Callout
    box: Box
    lines: tuple[str, ...]
    align: str
    leader: Box
    cost: float


def place_callouts(
    callouts: Sequence[Callout],
    *,
    width: float,
    height: float,
    size: float,
    lines: Sequence[Box],
    taken: Sequence[Box] = (),
) -> list[Written | None]:
    """Return where each callout is written, None where the plot has no room for it.

    Words never lie on `lines` or what is `taken`, on each other or on a leader; a leader may cross lines.
    The first callouts have the first choice. `width` and `height` are those of the plot.

    Examples
    --------
    >>> [found] = place_callouts([Callout(1, 1, "1999", "One left")], width=4, height=2, size=9, lines=[])
    >>> found.lines, found.align
    (('1999', 'One left'), 'left')
    """
    choices = [
        sorted(_choices(callout, width, height, size, lines, taken), key=lambda choice: choice.cost)
        for callout in callouts
    ]
    placed: list[Written | None] = [None] * len(callouts)
    for place in range(len(callouts)):
        _place(place, choices, placed)
    return placed


def _place(place: int, choices: Sequence[Sequence[Written]], placed: list[Written | None]) -> None:
    """Put a callout where it meets none of those in their places, or else where those can make room."""
    others = {number: each for number, each in enumerate(placed) if each}
    met = [[n for n, each in others.items() if _clash(choice, each)] for choice in choices[place]]
    for choice, in_the_way in sorted(zip(choices[place], met, strict=True), key=lambda pair: len(pair[1])):
        found = {number: each for number, each in others.items() if number not in in_the_way} | {
            place: choice
        }
        for number in in_the_way:
            free = (each for each in choices[number] if not any(_clash(each, one) for one in found.values()))
            if (moved := next(free, None)) is None:
                break
            found[number] = moved
        else:
            placed[:] = [found.get(number) for number in range(len(placed))]
            return


def _choices(
    callout: Callout,
    width: float,
    height: float,
    size: float,
    lines: Sequence[Box],
    taken: Sequence[Box],
) -> Iterator[Written]:
    """Yield the places that a callout may have, whatever the others do."""
    x, y = callout.x, callout.y
    for text in _wordings(callout, size):
        wide = max(width_of(line, size, bold=place == 0) for place, line in enumerate(text))
        tall = len(text) * line_height(size)
        for align, above in product(("left", "right", "center"), (True, False)):
            left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            if left < -0.01 or left + wide > width + 0.01:
                continue
            away = 0.075
            while away < height:
                low = y + away if above else y - away - tall
                box = Box(left, low, left + wide, low + tall)
                if box.low < 0 or box.high > height:
                    break
                leader = Box(x - 0.01, y if above else box.high, x + 0.01, box.low if above else y)
                if not any(box.grown(0.02).meets(each) for each in (*lines, *taken)) and not any(
                    leader.meets(each) for each in (*taken, *callout.barred)
                ):
                    crossed = sum(leader.meets(line) for line in lines)
                    cost = away + 0.03 * len(text) ** 1.5 + _CROSSED * crossed + 0.1 * (align == "center")
                    yield Written(callout, box, text, align, leader, cost)
                away += _STEP


def _wordings(callout: Callout, size: float) -> Iterator[tuple[str, ...]]:
    """Yield the lines of a callout, wide ones first; no word is broken."""
    whole = " ".join(callout.words.split())
    texts = [wrapped(whole, width, size) for width in _WIDTHS]
    for text in dict.fromkeys(tuple(lines) for lines in texts if " ".join(lines) == whole):
        yield (callout.head, *text)


def _clash(one: Written, other: Written) -> bool:
    box = one.box.grown(_APART)
    return (
        box.meets(other.box)
        or box.meets(other.leader)
        or other.box.grown(_APART).meets(one.leader)
        or one.leader.meets(other.leader)
    )

"""Words written on a plot where something happens, each in the free place that is nearest to it.

Lengths are in inches from the lower left corner of the plot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, product

from membership.charts.kit.lettering import line_height, width_of, wrapped

_WIDTHS = (2.3, 1.8, 1.45, 1.2, 1.0, 0.85)
_NEAREST, _STEP = 0.075, 0.05
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

    def clashes(self, other: Written) -> bool:
        """Return whether words or leaders of two callouts meet or nearly do."""
        mine, theirs = self.box.grown(_APART), other.box.grown(_APART)
        leaders = self.leader.meets(other.leader)
        return leaders or mine.meets(other.box) or mine.meets(other.leader) or theirs.meets(self.leader)


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
    """
    found = (_choices(callout, width, height, size, lines, taken) for callout in callouts)
    choices = [sorted(each, key=lambda choice: choice.cost) for each in found]
    placed: dict[int, Written] = {}
    for number in range(len(callouts)):
        placed = _with(number, choices, placed)
    return [placed.get(number) for number in range(len(callouts))]


def _with(
    number: int, choices: Sequence[Sequence[Written]], placed: dict[int, Written]
) -> dict[int, Written]:
    """Return what is placed and one callout more, where it meets none, or those that it meets make room."""
    met = [[n for n, each in placed.items() if choice.clashes(each)] for choice in choices[number]]
    for choice, in_the_way in sorted(zip(choices[number], met, strict=True), key=lambda pair: len(pair[1])):
        found = {n: each for n, each in placed.items() if n not in in_the_way} | {number: choice}
        for other in in_the_way:
            free = (each for each in choices[other] if not any(map(each.clashes, found.values())))
            if (moved := next(free, None)) is None:
                break
            found[other] = moved
        else:
            return dict(sorted(found.items()))
    return placed


def _choices(
    callout: Callout, width: float, height: float, size: float, lines: Sequence[Box], taken: Sequence[Box]
) -> Iterator[Written]:
    """Yield the places that a callout may have, whatever the others do, in wide lines and in narrow ones."""
    x, y, whole = callout.x, callout.y, " ".join(callout.words.split())
    broken = (tuple(wrapped(whole, widest, size)) for widest in _WIDTHS)
    for words in dict.fromkeys(words for words in broken if " ".join(words) == whole):  # no word is cut
        text = (callout.head, *words)
        wide = max(width_of(line, size, bold=place == 0) for place, line in enumerate(text))
        tall = len(text) * line_height(size)
        for align, above in product(("left", "right", "center"), (True, False)):
            left = x - wide * {"left": 0.0, "center": 0.5, "right": 1.0}[align]
            if left < -0.01 or left + wide > width + 0.01:
                continue
            for away in count(_NEAREST, _STEP):
                low = y + away if above else y - away - tall
                box = Box(left, low, left + wide, low + tall)
                if box.low < 0 or box.high > height:
                    break
                leader = Box(x - 0.01, y if above else box.high, x + 0.01, box.low if above else y)
                on_lines = any(map(box.grown(0.02).meets, (*lines, *taken)))
                if not on_lines and not any(map(leader.meets, (*taken, *callout.barred))):
                    crossed = sum(map(leader.meets, lines))
                    cost = away + 0.03 * len(text) ** 1.5 + _CROSSED * crossed + 0.1 * (align == "center")
                    yield Written(callout, box, text, align, leader, cost)

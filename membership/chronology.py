"""The order of a state's actions, and what each does to its membership.

A state is out, in, or paused. An action opens, closes, pauses or resumes. Where two
dates overlap (a month and a day in it) their order is not known; then the action that
fits what went before comes first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from membership.dates import day_after, earliest, latest

OPENS, CLOSES, CLOSES_AFTER, PAUSES, RESUMES = "opens", "closes", "closes after", "pauses", "resumes"
_NEXT = {
    ("out", OPENS): "in",
    ("in", CLOSES): "out",
    ("in", CLOSES_AFTER): "out",
    ("in", PAUSES): "paused",
    ("paused", RESUMES): "in",
    ("paused", CLOSES): "out",
    ("paused", CLOSES_AFTER): "out",
}
_DAY = timedelta(days=1)
_BY_DAY = attrgetter("earliest", "latest", "fact")


class Turn(NamedTuple):
    """One action as a turn in a state's membership: the first day of the new state of things.

    `text` is that day at the precision known; `earliest` and `latest` are what it can mean.
    A turn that closes *after* its date takes effect the day after.
    """

    fact: str
    action: str
    effect: str
    text: str
    earliest: date
    latest: date

    @classmethod
    def of(cls, fact: str, action: str, effect: str, text: str) -> Turn:
        """Return the turn that `effect` makes of an action dated `text`."""
        return cls.within(fact, action, effect, text, earliest(text), latest(text))

    @classmethod
    def within(cls, fact: str, action: str, effect: str, text: str, first: date, last: date) -> Turn:
        """Return the same turn where the first and the last day that `text` can mean are known."""
        if effect == CLOSES_AFTER:
            text, first, last = day_after(text), first + _DAY, last + _DAY
        return cls(fact, action, effect, text, first, last)


_Step: TypeAlias = tuple[Turn, str, str | None]


def walk(turns: Iterable[Turn]) -> Iterator[tuple[Turn, str, str | None]]:
    """Yield each turn in order with the state before it and after it.

    A turn is not before the one it follows, nor after the one that follows it: where dates overlap, what
    each can mean is narrowed by its neighbours.

    Yields
    ------
    turn, before, after
        `after` is None where the turn does not fit: it closes what is not open, opens what is
        open, or pauses outside a membership. Such a turn changes nothing.

    Examples
    --------
    >>> turns = [Turn.of("a", "signature", "opens", "1992"), Turn.of("b", "withdrawal", "closes", "1992-03")]
    >>> [(turn.fact, before, after) for turn, before, after in walk(turns)]
    [('a', 'out', 'in'), ('b', 'in', 'out')]
    """
    waiting = sorted(turns, key=_BY_DAY)
    if all(turn.latest < following.earliest for turn, following in pairwise(waiting)):
        yield from _as_they_come(waiting)
        return
    steps = list(_as_far_as_it_goes(list(waiting)))
    if any(after is None for _, _, after in steps):
        steps = _fitting(tuple(waiting), "out", set()) or steps
    firsts = accumulate((turn.earliest if after else date.min for turn, _, after in steps), max)
    lasts = accumulate((turn.latest if after else date.max for turn, _, after in reversed(steps)), min)
    for (turn, before, after), first, last in zip(steps, firsts, reversed(list(lasts)), strict=True):
        yield turn._replace(earliest=first, latest=last) if after else turn, before, after


def _as_they_come(turns: Iterable[Turn]) -> Iterator[_Step]:
    """Yield the turns in the order given, which no dates that overlap leave open."""
    state = "out"
    for turn in turns:
        after = _NEXT.get((state, turn.effect))
        yield turn, state, after
        state = after or state


def _as_far_as_it_goes(waiting: list[Turn]) -> Iterator[_Step]:
    """Yield the turns by their days; of those that may come next, the first that fits."""
    state = "out"
    while waiting:
        horizon = min(turn.latest for turn in waiting)
        possible = [turn for turn in waiting if turn.earliest <= horizon]
        turn = next((turn for turn in possible if (state, turn.effect) in _NEXT), possible[0])
        waiting.remove(turn)
        after = _NEXT.get((state, turn.effect))
        yield turn, state, after
        state = after or state


def _fitting(
    waiting: tuple[Turn, ...], state: str, dead: set[tuple[tuple[Turn, ...], str]]
) -> list[_Step] | None:
    """Return an order in which every turn fits, if the dates leave one; `dead` ends are not tried twice."""
    if not waiting:
        return []
    if (waiting, state) in dead:
        return None
    horizon = min(turn.latest for turn in waiting)
    for place, turn in enumerate(waiting):
        after = _NEXT.get((state, turn.effect))
        if after and turn.earliest <= horizon:
            rest = _fitting(waiting[:place] + waiting[place + 1 :], after, dead)
            if rest is not None:
                return [(turn, state, after), *rest]
    dead.add((waiting, state))
    return None

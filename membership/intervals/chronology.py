"""The order of a state's actions, and what each does to its membership.

A state is out, in, or paused. An action opens, closes, pauses or resumes. Where two dates overlap (a month
and a day in it) their order is not known; then the action that fits what went before comes first.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from datetime import date
from itertools import accumulate, groupby, pairwise
from operator import attrgetter, itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np

from membership.intervals.dates import DAY, day_after, extent

OPENS, CLOSES, CLOSES_AFTER, PAUSES, RESUMES = "opens", "closes", "closes after", "pauses", "resumes"
# The words that stand for the numbers with which `courses` reckons.
EFFECTS = (OPENS, CLOSES, CLOSES_AFTER, PAUSES, RESUMES)
STATES = ("out", "in", "paused")
ENTRY = "entry into force"  # the action
_NEXT = {
    ("out", OPENS): "in",
    ("in", CLOSES): "out",
    ("in", CLOSES_AFTER): "out",
    ("in", PAUSES): "paused",
    ("paused", RESUMES): "in",
    ("paused", CLOSES): "out",
    ("paused", CLOSES_AFTER): "out",
}
_FITS = np.array([[(state, effect) in _NEXT for effect in EFFECTS] for state in STATES])
_LEADS_TO = {effect: after for (_, effect), after in _NEXT.items()}  # whatever the state before
# So many turns of a member whose dates leave their order open are put in order; so many dead ends are tried.
_MOST, _TRIES = 300, 2_000
_EVE = date.max - DAY
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
        first, last = extent(text)
        if effect == CLOSES_AFTER:
            text, first, last = day_after(text), *(min(day, _EVE) + DAY for day in (first, last))
        return cls(fact, action, effect, text, first, last)


_Step: TypeAlias = tuple[Turn, str, str | None]


def superseded(turns: Iterable[Turn]) -> set[Turn]:
    """Return the openings of a member that an entry into force in the same run of time stands for.

    An instrument (an accession, a ratification) opens what is in force, unless the entry into force is dated
    by itself, after it or before it.

    >>> turns = [Turn.of("a", "accession", "opens", "1975-04"), Turn.of("b", ENTRY, "opens", "1975-07")]
    >>> [turn.fact for turn in superseded(turns)]
    ['a']
    """
    runs: list[list[Turn]] = [[]]
    for turn in sorted(turns, key=_BY_DAY):
        if turn.effect == OPENS:
            runs[-1].append(turn)
        elif turn.effect in (CLOSES, CLOSES_AFTER):
            runs.append([])
    entered = [run for run in runs if any(turn.action == ENTRY for turn in run)]
    return {turn for run in entered for turn in run if turn.action != ENTRY}


def walk(turns: Iterable[Turn]) -> Iterator[_Step]:
    """Yield each turn in order with the state before it and after it.

    `after` is None where the turn does not fit (it closes what is not open, opens what is open, or pauses
    outside a membership) and changes nothing. What overlapping dates can mean is narrowed: a turn is not
    before the one it follows.

    >>> turns = [Turn.of("a", "signature", "opens", "1992"), Turn.of("b", "withdrawal", "closes", "1992-03")]
    >>> [(turn.fact, before, after) for turn, before, after in walk(turns)]
    [('a', 'out', 'in'), ('b', 'in', 'out')]
    """
    waiting = sorted(turns, key=_BY_DAY)
    told = all(turn.latest < following.earliest for turn, following in pairwise(waiting))
    if told or len(waiting) > _MOST:
        yield from _as_they_come(waiting)
        return
    steps = list(_as_far_as_it_goes(list(waiting)))
    if any(after is None for _, _, after in steps):
        steps = _in_order(waiting) or steps
    firsts = accumulate((turn.earliest if after else date.min for turn, _, after in steps), max)
    lasts = accumulate((turn.latest if after else date.max for turn, _, after in reversed(steps)), min)
    for (turn, before, after), first, last in zip(steps, firsts, reversed(list(lasts)), strict=True):
        yield turn._replace(earliest=first, latest=last) if after else turn, before, after


class Course(NamedTuple):
    """The turns that fit, of many members, each member's in order: an array for each thing told of a turn.

    `turn` is its place among the turns given, `before` and `after` are places in `STATES`.
    """

    turn: np.ndarray
    before: np.ndarray
    after: np.ndarray
    earliest: np.ndarray
    latest: np.ndarray


def courses(
    member: np.ndarray, fact: np.ndarray, effect: np.ndarray, earliest: np.ndarray, latest: np.ndarray
) -> Course:
    """Return what `walk` yields for each member, less what does not fit, for a hundred thousand at once.

    `member` are numbers from 0 on, the others the fields of a `Turn`, no two of which have both fact and
    effect in common; `effect` is a place in `EFFECTS`, the days are datetime64[D].

    >>> days = np.array(["1999", "1994", "1994"], dtype="datetime64[D]")
    >>> course = courses(np.array([0, 0, 1]), np.array(["b", "a", "c"]), np.array([1, 0, 0]), days, days)
    >>> course.turn.tolist(), [STATES[state] for state in course.after]
    ([1, 0, 2], ['in', 'out', 'in'])
    """
    order = np.lexsort((latest, earliest, member))
    member, effect, earliest, latest = (told[order] for told in (member, effect, earliest, latest))
    begins = np.diff(member, prepend=-1) != 0
    after = np.array([STATES.index(_LEADS_TO[word]) for word in EFFECTS])[effect]
    before = np.where(begins, STATES.index("out"), np.roll(after, 1))
    overlaps = ~begins & (np.roll(latest, 1) >= earliest)
    # So much is right of a member whose turns come one after the other and all fit. The others are walked.
    slow = np.flatnonzero(np.isin(member, member[overlaps | ~_FITS[before, effect]]))
    columns = (fact[order[slow]], effect[slow], earliest[slow], latest[slow], member[slow])
    turns = [
        (Turn(name, "", EFFECTS[does], "", first, last), owner)
        for name, does, first, last, owner in zip(*(column.tolist() for column in columns), strict=True)
    ]
    steps = [step for _, own in groupby(turns, itemgetter(1)) for step in walk(turn for turn, _ in own)]
    places = {(turn.fact, turn.effect): place for (turn, _), place in zip(turns, order[slow], strict=True)}
    order[slow] = [places[turn.fact, turn.effect] for turn, _, _ in steps]
    before[slow] = [STATES.index(state) for _, state, _ in steps]
    after[slow] = [STATES.index(state) if state else -1 for _, _, state in steps]
    earliest[slow] = [turn.earliest for turn, _, _ in steps]
    latest[slow] = [turn.latest for turn, _, _ in steps]
    fits = after >= 0
    return Course(order[fits], before[fits], after[fits], earliest[fits], latest[fits])


def runs(course: Course, wanted: Container[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return the turns that open and close the members' runs of time in the wanted states.

    They are places in the course; a closing is -1 where nothing has closed the run.
    """
    into = np.array([state in wanted for state in STATES])
    edge = np.flatnonzero(into[course.before] != into[course.after])
    opens = into[course.after[edge]]
    # Next after an opening is its closing, or else the opening of another member.
    return edge[opens], np.where(np.roll(opens, -1), -1, np.roll(edge, -1))[opens]


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


def _in_order(waiting: Iterable[Turn]) -> list[_Step] | None:
    """Return the turns in an order in which every one fits; None if there is none, or it is not found soon.

    Turns that do the same and can mean the same days are alike, so only how many of them are left counts.
    """
    groups: dict[tuple[str, date, date], list[Turn]] = defaultdict(list)
    for turn in waiting:
        groups[turn.effect, turn.earliest, turn.latest].append(turn)
    alike, dead = list(groups.values()), set[tuple[tuple[int, ...], str]]()

    def rest(taken: tuple[int, ...], state: str) -> list[_Step] | None:
        counts = enumerate(zip(alike, taken, strict=True))
        left = [(turns[count], place) for place, (turns, count) in counts if count < len(turns)]
        if not left or (taken, state) in dead:
            return None if left else []
        horizon = min(turn.latest for turn, _ in left)
        for turn, place in sorted(left, key=lambda one: _BY_DAY(one[0])):
            after = _NEXT.get((state, turn.effect))
            if after and turn.earliest <= horizon and len(dead) < _TRIES:
                steps = rest((*taken[:place], taken[place] + 1, *taken[place + 1 :]), after)
                if steps is not None:
                    return [(turn, state, after), *steps]
        dead.add((taken, state))
        return None

    return rest((0,) * len(alike), "out")

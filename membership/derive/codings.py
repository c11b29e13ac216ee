"""Membership as others code it against ours: every difference, and how many days there are of it.

Dates at different precision agree where one can mean the other: a coded "1992" is no difference
from 15 May 1992. An end is the last day in, theirs and ours, so that a last day is never held against a first
day out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import pandas as pd

from membership.derive.coded_spells import Run, Spell, day_before, pairs
from membership.intervals.dates import day_after

COLUMNS = ("dataset", "state", "what", "theirs", "ours", "least", "most", "covered", "note")


def differences(coded: pd.DataFrame, ours: pd.DataFrame, until: str) -> pd.DataFrame:
    """Return every difference between coded spells and ours, for the states that a data set codes.

    Parameters
    ----------
    coded, ours, until
        As for `membership.derive.coded_spells.pairs`.

    Returns
    -------
    DataFrame
        dataset, state, what, theirs, ours (text; "first/last day" for a period), least, most (int: days
        between the two, as far as they are known; negative where theirs is the earlier), covered (int: how
        many of these days surely lie before the cut-off), note. `what` is "start", "end", "gap" (they code
        through a time in which the state was out), "break" (the opposite), "missing" (no coded spell) or
        "extra" (no spell of ours). Where every date is a day, `covered` adds up to `days_apart`.

    Examples
    --------
    >>> from membership.derive.coded_spells import joined
    >>> row = {"dataset": "D", "state": "A", "status": "member", "cut_off": "2016", "note": ""}
    >>> coded = pd.DataFrame([row | {"start": "1992", "end": "1999-04-20"}])
    >>> ours = pd.DataFrame([{"state": "A", "start": "1992-05-15", "end": "1999-04-21"}])
    >>> differences(joined(coded), ours, "2020-01-01").empty
    True
    """
    records = [
        {"dataset": dataset, "state": state} | found
        for dataset, state, theirs, mine in pairs(coded, ours, until)
        for found in _differing([spell for spell in theirs if not spell.beyond], mine)
    ]
    return pd.DataFrame(records, columns=list(COLUMNS))


def days_apart(coded: pd.DataFrame, ours: pd.DataFrame, until: str) -> pd.DataFrame:
    """Return on how many days of membership each data set surely differs from ours.

    Parameters
    ----------
    coded, ours, until
        As for `membership.derive.coded_spells.pairs`.

    Returns
    -------
    DataFrame
        dataset, days (int: days of membership that one surely has and the other surely has not), of (int:
        days that either may have, up to the cut-off), over the states that the data set codes; the nearest
        first.
    """
    records = [
        (
            dataset,
            _uncovered(theirs, mine) + _uncovered(mine, theirs),
            _length([spell.possible for spell in (*theirs, *mine)]),
        )
        for dataset, _, theirs, every in pairs(coded, ours, until)
        for mine in [[spell for spell in every if not spell.beyond]]
    ]
    frame = pd.DataFrame(records, columns=["dataset", "days", "of"])
    return frame.groupby("dataset", as_index=False).sum().sort_values(["days", "dataset"], ignore_index=True)


def _differing(theirs: Sequence[Spell], every: Sequence[Spell]) -> Iterator[dict]:
    """Yield the differences of one state; spells that share a day are compared with each other."""
    ours = [spell for spell in every if not spell.beyond]
    later = next((spell for spell in every if spell.beyond), None)
    met: list[Spell] = []
    for group in _together(theirs, ours):
        mine = [spell for spell in ours if any(_share(spell, one) for one in group)]
        met += mine
        first, last = group[0], group[-1]
        if mine:
            yield from _apart("start", first.start, mine[0].start, first.began, mine[0].began, first.note)
            yield from _apart("end", last.end, mine[-1].end, last.ended, mine[-1].ended, last.end_note)
            yield from _gaps("gap", mine, group, first.note)
            yield from _gaps("break", group, mine, first.note)
        elif later and not last.end:
            covered = sum(_days(one.certain, one.certain) for one in group)
            for found in _apart("start", first.start, later.start, first.began, later.began, first.note):
                yield found | {"covered": covered}
        else:
            days = sum(_days(one.certain, one.certain) for one in group)
            yield _found("extra", _period(first.start, last.end), "", days, days, first.note)
    for spell in ours:
        if spell not in met:
            days = _days(spell.certain, spell.certain)
            yield _found("missing", "", _period(spell.start, spell.end), days, days, "")


def _together(theirs: Sequence[Spell], ours: Sequence[Spell]) -> list[list[Spell]]:
    """Return coded spells in groups: two belong together if the same spell of ours meets both."""
    groups: list[list[Spell]] = []
    for one in theirs:
        if groups and any(_share(spell, one) and _share(spell, groups[-1][-1]) for spell in ours):
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _gaps(what: str, spells: Sequence[Spell], against: Sequence[Spell], note: str) -> Iterator[dict]:
    """Yield the times between `spells` that `against` covers."""
    for before, after in pairwise(spells):
        gap = before.possible[1], after.possible[0]
        days = sum(_days(gap, one.certain) for one in against)
        if days:
            period = _period(day_after(before.end) if before.end else "", day_before(after.start))
            yield _found(what, *(("", period) if what == "gap" else (period, "")), days, days, note)


def _apart(what: str, theirs: str, ours: str, span: Run, own: Run, note: str) -> Iterator[dict]:
    least, most = sorted(((span[0] - own[1]).days, (span[1] - own[0]).days), key=abs)
    if (theirs or ours) and least * most > 0:
        yield _found(what, theirs, ours, least, most, note)


def _found(what: str, theirs: str, ours: str, least: int, most: int, note: str) -> dict:
    days = {"least": least, "most": most, "covered": abs(least)}
    return {"what": what, "theirs": theirs, "ours": ours, **days, "note": note}


def _period(start: str, end: str) -> str:
    return f"{start}/{end}"


def _days(one: Run, other: Run) -> int:
    return max((min(one[1], other[1]) - max(one[0], other[0])).days, 0)


def _share(one: Spell, other: Spell) -> bool:
    return _days(one.possible, other.possible) > 0


def _uncovered(spells: Sequence[Spell], others: Sequence[Spell]) -> int:
    """Return the days that `spells` surely cover and `others` surely do not."""
    rest = [spell.possible for spell in others]
    return _length([*(spell.certain for spell in spells), *rest]) - _length(rest)


def _length(runs: Sequence[Run]) -> int:
    """Return the number of days that at least one of the runs covers."""
    days, reached = 0, date.min
    for start, end in sorted(runs):
        days += max((end - max(start, reached)).days, 0)
        reached = max(reached, end)
    return days

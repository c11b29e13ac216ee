"""Membership as others code it beside ours: phases joined, ends read alike, every difference and its days.

A coded spell ends on its last day or year, or is open at the data set's cut-off; ours, which are half-open,
end beside theirs on the last day in. Dates at different precision agree where one can mean the other: a coded
"1992" is no difference from 15 May 1992.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import pandas as pd

from membership.intervals.dates import DAY, day_after, day_before, earliest, extent, latest

COLUMNS = ("dataset", "state", "what", "theirs", "ours", "least", "most", "covered", "note")
Run = tuple[date, date]  # a first and a last day, or the first day after


def joined(codings: pd.DataFrame) -> pd.DataFrame:
    """Return coded spells, adjoining rows of the same state and status made into one.

    The columns are those of `codings`, from the first row of each spell, `end_note`, that of the last, and
    `rows` (int), how many were joined.

    >>> same = {"dataset": "D", "state": "A", "status": "member", "cut_off": "2016", "note": ""}
    >>> phases = [same | {"start": "1992", "end": "2002-10-07"}, same | {"start": "2002-10-07", "end": ""}]
    >>> joined(pd.DataFrame(phases))[["start", "end", "rows"]].values.tolist()
    [['1992', '', 2]]
    """
    found: list[dict] = []
    ordered = codings.assign(first=codings["start"].map(earliest))
    for row in ordered.sort_values(["dataset", "state", "first"]).drop(columns="first").to_dict("records"):
        last = found[-1] if found else {}
        same = all(last.get(name) == row[name] for name in ("dataset", "state", "status"))
        if same and last["end"] and earliest(row["start"]) <= latest(last["end"]) + DAY:
            last |= {"end": row["end"], "end_note": row["note"], "rows": last["rows"] + 1}
        else:
            found.append(row | {"end_note": row["note"], "rows": 1})
    return pd.DataFrame(found, columns=[*codings.columns, "end_note", "rows"])


@dataclass(frozen=True)
class Spell:
    """A spell, theirs or ours: its first and its last day in as text, and what they can mean.

    `began` and `ended` hold the first and the last day that these can mean, `certain` and `possible` the
    days that the spell surely and perhaps covers, half-open. A spell `beyond` starts after the cut-off.
    """

    start: str
    end: str
    began: Run
    ended: Run
    certain: Run
    possible: Run
    beyond: bool = False
    note: str = ""
    end_note: str = ""

    @classmethod
    def coded(cls, row: Mapping[str, str], limit: date) -> Spell:
        """Return a spell of theirs, whose end is the last day in, up to the cut-off."""
        end = row["end"] if row["end"] and earliest(row["end"]) <= limit else ""
        began, ended = extent(row["start"]), extent(end) if end else (limit, limit)
        certain = began[1], max(ended[0], began[1]) + DAY
        possible = began[0], min(ended[1], limit) + DAY
        notes = row["note"], row["end_note"]
        return cls(row["start"], end, began, ended, certain, possible, began[0] > limit, *notes)

    @classmethod
    def derived(cls, row: Mapping[str, str], limit: date) -> Spell:
        """Return a spell of ours, whose end is the first day out, up to the cut-off."""
        end = row["end"] if row["end"] and earliest(row["end"]) <= limit else ""
        began, out = extent(row["start"]), extent(end) if end else (limit + DAY, limit + DAY)
        ended = out[0] - DAY, out[1] - DAY
        certain, possible = (began[1], max(out[0], began[1])), (began[0], out[1])
        last = day_before(end) if end else ""
        return cls(row["start"], last, began, ended, certain, possible, began[0] > limit)

    @property
    def days(self) -> int:
        """How many days it surely covers."""
        return _days(self.certain, self.certain)

    @property
    def period(self) -> str:
        """Its first and its last day in."""
        return f"{self.start}/{self.end}"

    def meets(self, other: Spell) -> bool:
        """Return whether the two may share a day."""
        return _days(self.possible, other.possible) > 0


def _pairs(
    coded: pd.DataFrame, ours: pd.DataFrame, until: str
) -> Iterator[tuple[str, str, list[Spell], list[Spell]]]:
    """Yield each data set and state that it codes, with its spells and ours, as far as both reach.

    `coded` is from `joined`; `ours` has state, start, end (first day out); `until` is the last day known.
    """
    mine: dict[str, list[dict]] = defaultdict(list)
    for row in ours[ours["start"] != ""].to_dict("records"):  # those of which it is known when they began
        mine[row["state"]].append(row)
    for (dataset, state), own in coded.groupby(["dataset", "state"]):
        limit = min(latest(own["cut_off"].max() or until), latest(until))
        theirs = [Spell.coded(row, limit) for row in own.to_dict("records")]
        yield str(dataset), str(state), theirs, [Spell.derived(row, limit) for row in mine[state]]


def differences(coded: pd.DataFrame, ours: pd.DataFrame, until: str) -> pd.DataFrame:
    """Return every difference between coded spells and ours, for the states that a data set codes.

    Its columns: dataset, state, what, theirs, ours (text; "first/last day" for a period), least, most (int:
    days between the two, as far as they are known; negative where theirs is the earlier), covered (int: how
    many of these days surely lie before the cut-off), note. `what` is "start", "end", "gap" (they code
    through a time in which the state was out), "break" (the opposite), "missing" (no coded spell) or "extra"
    (no spell of ours). Where every date is a day, `covered` adds up to `days_apart`.
    """
    records = [
        {"dataset": dataset, "state": state} | found
        for dataset, state, theirs, mine in _pairs(coded, ours, until)
        for found in _differing(_within(theirs), mine)
    ]
    return pd.DataFrame(records, columns=list(COLUMNS))


def days_apart(coded: pd.DataFrame, ours: pd.DataFrame, until: str) -> pd.DataFrame:
    """Return on how many days of membership each data set surely differs from ours, the nearest first.

    `days` (int) are those that one surely has and the other surely has not, `of` those that either may have
    up to the cut-off, over the states that the data set codes.
    """
    records = []
    for dataset, _, theirs, every in _pairs(coded, ours, until):
        mine = _within(every)
        apart = _uncovered(theirs, mine) + _uncovered(mine, theirs)
        records.append((dataset, apart, _length([spell.possible for spell in (*theirs, *mine)])))
    frame = pd.DataFrame(records, columns=["dataset", "days", "of"])
    return frame.groupby("dataset", as_index=False).sum().sort_values(["days", "dataset"], ignore_index=True)


def _differing(theirs: Sequence[Spell], every: Sequence[Spell]) -> Iterator[dict]:
    """Yield the differences of one state; spells that share a day are compared with each other."""
    ours = _within(every)
    later = next((spell for spell in every if spell.beyond), None)
    met: list[Spell] = []
    for group in _together(theirs, ours):
        mine = [spell for spell in ours if any(spell.meets(one) for one in group)]
        met += mine
        first, last = group[0], group[-1]
        days = sum(one.days for one in group)
        if mine:
            yield from _apart("start", first.start, mine[0].start, first.began, mine[0].began, first.note)
            yield from _apart("end", last.end, mine[-1].end, last.ended, mine[-1].ended, last.end_note)
            yield from _gaps("gap", mine, group, first.note)
            yield from _gaps("break", group, mine, first.note)
        elif later and not last.end:
            for found in _apart("start", first.start, later.start, first.began, later.began, first.note):
                yield found | {"covered": days}
        else:
            yield _found("extra", f"{first.start}/{last.end}", "", days, days, first.note)
    for spell in ours:
        if spell not in met:
            yield _found("missing", "", spell.period, spell.days, spell.days, "")


def _within(spells: Sequence[Spell]) -> list[Spell]:
    """Return the spells that begin before the cut-off."""
    return [spell for spell in spells if not spell.beyond]


def _together(theirs: Sequence[Spell], ours: Sequence[Spell]) -> list[list[Spell]]:
    """Return coded spells in groups: two belong together if the same spell of ours meets both."""
    groups: list[list[Spell]] = []
    for one in theirs:
        if groups and any(spell.meets(one) and spell.meets(groups[-1][-1]) for spell in ours):
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
            period = f"{day_after(before.end) if before.end else ''}/{day_before(after.start)}"
            yield _found(what, *(("", period) if what == "gap" else (period, "")), days, days, note)


def _apart(what: str, theirs: str, ours: str, span: Run, own: Run, note: str) -> Iterator[dict]:
    least, most = sorted(((span[0] - own[1]).days, (span[1] - own[0]).days), key=abs)
    if (theirs or ours) and least * most > 0:
        yield _found(what, theirs, ours, least, most, note)


def _found(what: str, theirs: str, ours: str, least: int, most: int, note: str) -> dict:
    days = {"least": least, "most": most, "covered": abs(least)}
    return {"what": what, "theirs": theirs, "ours": ours, **days, "note": note}


def _days(one: Run, other: Run) -> int:
    return max((min(one[1], other[1]) - max(one[0], other[0])).days, 0)


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

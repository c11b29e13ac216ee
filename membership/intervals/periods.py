"""Intervals of days, joined where they meet, and by calendar year or month, for a million at once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

UNITS = {"year": "Y", "month": "M"}


class Periods(NamedTuple):
    """Each owner's periods in order: an array for each thing told of one.

    `period` counts years or months from 1970; `begin` and `stop` are its first day and the first day after
    it; `days` how many of its days are covered; `first` and `last` whether its first and its last day is.
    """

    owner: np.ndarray
    period: np.ndarray
    begin: np.ndarray
    stop: np.ndarray
    days: np.ndarray
    first: np.ndarray
    last: np.ndarray


def united(
    owner: np.ndarray, start: np.ndarray, stop: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the intervals of each owner in order, those that overlap or touch made one, empty ones left out.

    An owner is a number from 0 on; `start` and `stop` are days as numbers, half-open.

    >>> [each.tolist() for each in united(np.array([0, 0, 1]), np.array([5, 1, 3]), np.array([9, 6, 4]))]
    [[0, 1], [1, 3], [9, 4]]
    """
    real = start < stop
    owner, start, stop = owner[real], start[real], stop[real]
    order = np.lexsort((start, owner))
    owner, start, stop = owner[order], start[order], stop[order]
    # An owner's stops are made to run on to the furthest so far. Owners are set apart, so that none reaches
    # into the next.
    apart = owner * (stop.max(initial=0) - stop.min(initial=0) + 1)
    reach = np.maximum.accumulate(stop + apart) - apart
    opens = np.ones(len(owner), dtype=bool)
    opens[1:] = (owner[1:] != owner[:-1]) | (start[1:] > reach[:-1])
    closes = np.append(opens[1:], True) if len(owner) else opens
    return owner[opens], start[opens], reach[closes]


def by_period(owner: np.ndarray, start: np.ndarray, stop: np.ndarray, unit: str) -> Periods:
    """Return the years or months (`unit`) that intervals of each owner touch, and what they cover of each.

    `start` and `stop` are datetime64[D], half-open; days that two intervals of an owner share count once.

    >>> one = np.array([0]), np.array(["1999-12-31"], "M8[D]"), np.array(["2000-01-11"], "M8[D]")
    >>> found = by_period(*one, "year")
    >>> found.days.tolist(), found.last.tolist()
    ([1, 10], [True, False])
    """
    owner, *joined = united(owner, start.astype(int), stop.astype(int))
    start, stop = (days.astype("datetime64[D]") for days in joined)
    name = f"datetime64[{UNITS[unit]}]"
    low, high = (days.astype(name).astype(int) for days in (start, stop - np.timedelta64(1, "D")))
    count = high - low + 1
    of = np.repeat(np.arange(len(owner)), count)
    period = low[of] + np.arange(len(of)) - np.repeat(np.cumsum(count) - count, count)
    # Two intervals of one owner may lie in the same period.
    new = np.ones(len(of), dtype=bool)
    new[1:] = (owner[of][1:] != owner[of][:-1]) | (period[1:] != period[:-1])
    place = np.cumsum(new) - 1
    begin, following = (number.astype(name).astype("datetime64[D]") for number in (period, period + 1))
    covered = np.minimum(stop[of], following) - np.maximum(start[of], begin)
    total = int(new.sum())
    return Periods(
        owner[of][new],
        period[new],
        begin[new],
        following[new],
        np.bincount(place, covered.astype(int), total).astype(int),
        np.bincount(place, start[of] <= begin, total) > 0,
        np.bincount(place, stop[of] >= following, total) > 0,
    )

"""The membership as flat CSV for R, Stata and spreadsheets: spells, and panels by year or month."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from membership.derive.memberships import offered, spells
from membership.intervals.bounds import BOUNDS
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

UNITS = ("year", "month")
_WHO = ("organization", "state", "name", "cow", "gw")
_SPELL = (*_WHO, "definition", "start", "end", *BOUNDS, "start_fact", "end_fact", "disputed", "verified_to")
_Interval = tuple[pd.Timestamp, pd.Timestamp]


def export_spells(
    tables: Tables, organization: str | None = None, definition: str | None = None
) -> pd.DataFrame:
    """Return every spell with its codes, ready to write as CSV.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations unless told.
    definition : str, optional
        One definition; all that are offered unless told.

    Returns
    -------
    DataFrame
        organization, state (ISO 3166-1 alpha-3), name, cow, gw, definition, start, end (as known, "" while
        open), the four bounds (YYYY-MM-DD), start_fact, end_fact, disputed (0 or 1), verified_to.

    Raises
    ------
    ValueError
        If the organization or the definition is unknown, or the organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> export_spells(m.load(), "CSTO", "signed")["verified_to"].nunique()
    1
    """
    ways: tuple[str, ...] = DEFINITIONS if organization is None else offered(tables, organization)
    if definition is not None:
        ways = (definition,)
    frames = [spells(tables, organization, word).assign(definition=word) for word in ways]
    frame = _coded(pd.concat(frames, ignore_index=True), tables)
    for column in (*BOUNDS, "until"):
        frame[column] = frame[column].dt.strftime("%Y-%m-%d").fillna("")
    frame["disputed"] = frame["disputed"].astype("int64")
    # Stable, so within an organization the definitions stay in their order.
    frame = frame.sort_values("organization", kind="stable", ignore_index=True)
    return frame.rename(columns={"until": "verified_to"})[list(_SPELL)]


def export_panel(
    tables: Tables, organization: str | None = None, definition: str = "signed", unit: str = "year"
) -> pd.DataFrame:
    """Return one row per state and year (or month) in which the state was, or may have been, a member.

    A period counts by its days, so the user decides whether one day makes a member-year. No day after
    the one to which the organization is verified is counted.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations that offer the definition unless told.
    definition : str, default "signed"
    unit : {"year", "month"}

    Returns
    -------
    DataFrame
        organization, state, name, cow, gw, definition, year (and month), `days` (days of certain
        membership in the period), `days_possible` (days that imprecise dates allow), `first_day` and
        `last_day` (0 or 1: certainly in on the first, the last day of the period), `complete` (0 where
        the organization is not verified to the end of the period).

    Raises
    ------
    ValueError
        If `unit` is neither "year" nor "month", the organization or the definition is unknown, or the
        organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> panel = export_panel(m.load(), "CSTO")
    >>> bool((panel["days"] <= panel["days_possible"]).all())
    True
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(UNITS)}")
    frame = _coded(spells(tables, organization, definition).assign(definition=definition), tables)
    period = ["year", "month"] if unit == "month" else ["year"]
    columns = [*_WHO, "definition", *period, "days", "days_possible", "first_day", "last_day", "complete"]
    rows = [
        dict(zip((*_WHO, "definition"), keys, strict=True)) | row
        for keys, own in frame.groupby([*_WHO, "definition"])
        for row in _periods(own, unit)
    ]
    return pd.DataFrame(rows, columns=columns)


def _periods(own: pd.DataFrame, unit: str) -> Iterator[dict[str, int]]:
    """Yield the years or months of one state's spells, first to last."""
    horizon = own["until"].iloc[0] + pd.Timedelta(days=1)
    ends = own[["end_earliest", "end_latest"]].fillna(horizon).clip(upper=horizon)
    sure = list(zip(own["start_latest"], ends["end_earliest"], strict=True))
    # Where both an end and the next start are imprecise, their days overlap: each counts once.
    possible = list(_joined(zip(own["start_earliest"], ends["end_latest"], strict=True)))
    periods = {
        period
        for first, last in possible
        for period in pd.period_range(first, last - pd.Timedelta(days=1), freq=unit[0].upper())
    }
    for period in sorted(periods):
        begin, end = period.start_time, (period + 1).start_time
        last = end - pd.Timedelta(days=1)
        yield {
            "year": period.year,
            "month": period.month,
            "days": _days(sure, begin, end),
            "days_possible": _days(possible, begin, end),
            "first_day": int(any(start <= begin < stop for start, stop in sure)),
            "last_day": int(any(start <= last < stop for start, stop in sure)),
            "complete": int(end <= horizon),
        }


def _joined(intervals: Iterable[_Interval]) -> Iterator[_Interval]:
    """Yield the intervals in order, those that overlap or touch made one."""
    first = last = None
    for start, stop in sorted(intervals):
        if last is None or start > last:
            if last is not None:
                yield first, last
            first, last = start, stop
        else:
            last = max(last, stop)
    if last is not None:
        yield first, last


def _days(intervals: Iterable[_Interval], begin: pd.Timestamp, end: pd.Timestamp) -> int:
    return sum(max((min(stop, end) - max(start, begin)).days, 0) for start, stop in intervals)


def _coded(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return frame.merge(tables.states[["state", "cow", "gw"]], on="state", how="left")

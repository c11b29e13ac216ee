"""Spells as a data set codes them, beside ours: phases joined, ends read alike, cut at the cut-off.

A coded spell ends on its last day or year, or is open at the data set's cut-off. Ours are half-open;
beside theirs they end on the last day in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from membership.intervals.dates import earliest, latest, precision

DAY = timedelta(days=1)
Run = tuple[date, date]


def joined(codings: pd.DataFrame) -> pd.DataFrame:
    """Return coded spells with adjoining rows of the same state and status made into one.

    Parameters
    ----------
    codings : DataFrame
        dataset, state, status, start, end, cut_off (ISO text; an empty end is open at the cut-off), and
        note; other columns are kept from the first row of each spell.

    Returns
    -------
    DataFrame
        The same columns, and `end_note`, the note of the last row, and `rows` (int), how many were joined.

    Examples
    --------
    >>> same = {"dataset": "D", "state": "A", "status": "member", "cut_off": "2016", "note": ""}
    >>> phases = [same | {"start": "1992", "end": "2002-10-07"}, same | {"start": "2002-10-07", "end": ""}]
    >>> joined(pd.DataFrame(phases))[["start", "end", "rows"]].values.tolist()
    [['1992', '', 2]]
    """
    spells: list[dict] = []
    ordered = codings.assign(first=codings["start"].map(earliest))
    for row in ordered.sort_values(["dataset", "state", "first"]).drop(columns="first").to_dict("records"):
        last = spells[-1] if spells else {}
        same = all(last.get(name) == row[name] for name in ("dataset", "state", "status"))
        if same and last["end"] and earliest(row["start"]) <= latest(last["end"]) + DAY:
            last |= {"end": row["end"], "end_note": row["note"], "rows": last["rows"] + 1}
        else:
            spells.append(row | {"end_note": row["note"], "rows": 1})
    return pd.DataFrame(spells, columns=[*codings.columns, "end_note", "rows"])


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


def pairs(
    coded: pd.DataFrame, ours: pd.DataFrame, until: str
) -> Iterator[tuple[str, str, list[Spell], list[Spell]]]:
    """Yield each data set and state that it codes, with its spells and ours, as far as both reach.

    Parameters
    ----------
    coded : DataFrame
        From `joined`.
    ours : DataFrame
        state, start, end (first day out; empty while open).
    until : str
        The last day for which ours are known.
    """
    mine: dict[str, list[dict]] = defaultdict(list)
    for row in ours[ours["start"] != ""].to_dict("records"):  # those of which it is known when they began
        mine[row["state"]].append(row)
    for (dataset, state), own in coded.groupby(["dataset", "state"]):
        limit = min(latest(own["cut_off"].max() or until), latest(until))
        theirs = [_coded(row, limit) for row in own.to_dict("records")]
        yield str(dataset), str(state), theirs, [_ours(row, limit) for row in mine[state]]


def _coded(row: Mapping[str, str], limit: date) -> Spell:
    end = row["end"] if row["end"] and earliest(row["end"]) <= limit else ""
    began, ended = span(row["start"]), span(end) if end else (limit, limit)
    certain = began[1], max(ended[0], began[1]) + DAY
    possible = began[0], min(ended[1], limit) + DAY
    beyond = began[0] > limit
    return Spell(row["start"], end, began, ended, certain, possible, beyond, row["note"], row["end_note"])


def _ours(row: Mapping[str, str], limit: date) -> Spell:
    end = row["end"] if row["end"] and earliest(row["end"]) <= limit else ""
    began, out = span(row["start"]), span(end) if end else (limit + DAY, limit + DAY)
    ended = out[0] - DAY, out[1] - DAY
    certain, possible = (began[1], max(out[0], began[1])), (began[0], out[1])
    last = day_before(end) if end else ""
    return Spell(row["start"], last, began, ended, certain, possible, began[0] > limit)


def day_before(text: str) -> str:
    """Return the day before `text`; a month or a year has no known day before and stays as it is.

    Examples
    --------
    >>> day_before("2012-12-19"), day_before("1992-10")
    ('2012-12-18', '1992-10')
    """
    return (earliest(text) - DAY).isoformat() if precision(text) == "day" else text


def span(text: str) -> Run:
    """Return the first and the last day that a date can mean."""
    return earliest(text), latest(text)

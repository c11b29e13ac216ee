"""What a chart shows, mark by mark: what a page says of a bar, an event or a step that is pointed at."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from membership.derive.evidence import deciding_sources, disputes, facts
from membership.derive.memberships import pauses
from membership.intervals.bounds import readings
from membership.tables.loading import Tables

Mark: TypeAlias = dict[str, Any]


def marks(rows: pd.DataFrame, tables: Tables) -> list[Mark]:
    """Return the marks of a chart, from the rows that it plots.

    Rows with a start and a `start_fact` are spans, rows with a date and `facts` steps of a count, rows with a
    `fact` events; others have no marks. Each mark is what JSON can hold: its kind; `of`, the organization,
    definition or data set that tells panels apart; `days`, the first day and the first no longer in it, since
    1970-01-01 and at their widest, None while open; `start`, what begins it: its fact, what, date, source
    (who published the one that decides its date), disputed (None, or the other dates given, none where it is
    denied). A span also has state, name, `end` (None while it is open) and `paused` (pairs of facts), a step
    its lowest and highest number.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> marks(m.spells(tables, "CSTO"), tables)[0]["start"]["fact"]
    'CSTO-ARM-signed'
    """
    told = _facts(tables)
    if {"start", "start_fact"} <= set(rows):
        stopped = pauses(tables).to_dict("records")
        spans = [row for row in rows.to_dict("records") if row["start"] and told(row["start_fact"])]
        return [_span(row, stopped, told) for row in spans]
    if {"lowest", "highest", "facts"} <= set(rows):
        own = [group for _, group in rows.groupby(rows.get("organization", ""), sort=False)]
        return [step for group in own for step in _steps(group, told)]
    return [{"kind": "event", "start": told(fact)} for fact in rows.get("fact", ()) if told(fact)]


def _span(row: dict[str, Any], stopped: list[dict[str, Any]], told: Callable[[str], Any]) -> Mark:
    said = {name: row[name] if isinstance(row.get(name), str) else "" for name in _TOLD}
    own = [
        (told(one["start_fact"]), told(one["end_fact"]))
        for one in stopped
        if (one["organization"], one["state"]) == (said["organization"], said["state"])
        and said["start"] <= one["start"] < (said["end"] or "9999-12-31")
    ]
    return {
        "kind": "span",
        "state": said["state"],
        "name": said["name"],
        "of": said["definition"] or said["dataset"] or said["organization"],
        "days": [_day(said["start"], 0), _day(said["end"], 1)],
        "start": told(said["start_fact"]),
        "end": told(said["end_fact"]),
        "paused": own,
    }


_TOLD = ("state", "name", "start", "end", "definition", "dataset", "organization", "start_fact", "end_fact")


def _steps(rows: pd.DataFrame, told: Callable[[str], Any]) -> list[Mark]:
    steps = rows.to_dict("records")
    turns = [*(_day(str(row["date"])[:10], 0) for row in steps), None]
    return [
        {
            "kind": "step",
            "of": row.get("organization", ""),
            "days": list(days),
            "start": told(row["facts"].partition(";")[0]),
            "date": str(row["date"])[:10],
            "lowest": int(row["lowest"]),
            "highest": int(row["highest"]),
        }
        for row, days in zip(steps, pairwise(turns), strict=True)
    ]


def _day(text: str, side: int) -> int | None:
    return None if not text else int(readings([text])[side][0].astype("datetime64[D]").astype(np.int64))


def _facts(tables: Tables) -> Callable[[str], Mark | None]:
    """Return what gives of a fact its id, what it was, its date, the publisher of its source, its dispute."""
    publishers = {
        row["source"]: row["publisher"] or row["title"] for row in tables.sources.to_dict("records")
    }
    deciding, against = deciding_sources(tables), disputes(tables)
    known = {row["fact"]: row for row in facts(tables).to_dict("records")}

    def told(fact: str) -> Mark | None:
        if fact not in known:
            return None
        row = known[fact]
        what = row.get("title") or row["kind"]
        source = publishers[deciding[fact]] if fact in deciding else ""
        others = list(against[fact].others) if fact in against else None
        return {"fact": fact, "what": what, "date": row["date"], "source": source, "disputed": others}

    return told

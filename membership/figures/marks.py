"""What a chart shows, mark by mark: what a page says of a bar, an event or a step that is pointed at."""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.derive.evidence import deciding_sources
from membership.tables.loading import Tables


def marks(rows: pd.DataFrame, tables: Tables) -> dict[str, Any]:
    """Return the marks of a chart, from the rows that it plots.

    Parameters
    ----------
    rows : DataFrame
        As in the CSV of the figure. Rows with a start and a `start_fact` are spans, rows with a date and
        `facts` are steps of a count; others have no marks.
    tables : Tables
        Where the sources of the facts are looked up.

    Returns
    -------
    dict
        What JSON can hold. `spans`: state, name, of (the organization, definition or data set that tells
        panels apart), start, end, begun and ended (facts), others (dates, separated by ";"), disputed.
        `steps`: organization, date, lowest, highest, facts. `sources`: for each fact the publisher of the
        source that decides its date.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> marks(m.spells(tables, "CSTO"), tables)["spans"][0]["begun"]
    'CSTO-ARM-signed'
    """
    spans = []
    if {"start", "start_fact"} <= set(rows):
        spans = [_span(row) for row in rows.to_dict("records") if row["start"]]
    steps = []
    if {"lowest", "highest", "facts"} <= set(rows):
        steps = [
            [
                row.get("organization", ""),
                str(row["date"])[:10],
                int(row["lowest"]),
                int(row["highest"]),
                row["facts"],
            ]
            for row in rows.to_dict("records")
        ]
    facts = {span[side] for span in spans for side in ("begun", "ended")} | set(rows.get("fact", ()))
    return {"spans": spans, "steps": steps, "sources": _publishers(tables, facts)}


def _span(row: dict[str, Any]) -> dict[str, Any]:
    told = {name: row[name] if isinstance(row.get(name), str) else "" for name in _TOLD}
    others = [told.pop(f"{side}_others") for side in ("start", "end")]
    return {name: told[name] for name in ("state", "name", "start", "end")} | {
        "of": told["definition"] or told["dataset"] or told["organization"],
        "begun": told["start_fact"],
        "ended": told["end_fact"],
        "others": ";".join(filter(None, others)),
        "disputed": bool(row.get("disputed", False)),
    }


_TOLD = (
    *("state", "name", "start", "end", "definition", "dataset", "organization"),
    *("start_fact", "end_fact", "start_others", "end_others"),
)


def _publishers(tables: Tables, facts: set[str]) -> dict[str, str]:
    names = {row["source"]: row["publisher"] or row["title"] for row in tables.sources.to_dict("records")}
    deciding = deciding_sources(tables)
    return {fact: names[deciding[fact]] for fact in sorted(facts) if fact in deciding}

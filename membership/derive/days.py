"""What a page answers from when it is asked about a day: every spell, pause and status, with its facts."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import pandas as pd

from membership.derive.beside import statuses
from membership.derive.evidence import disputes
from membership.derive.labels import labels
from membership.derive.memberships import offered, pauses, spells
from membership.intervals.bounds import BOUNDS, readings
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

_EPOCH = pd.Timestamp("1970-01-01")


def day_record(tables: Tables, organization: str) -> dict[str, Any]:
    """Return who stood where in every organization, from when until when, and by which facts.

    Parameters
    ----------
    tables : Tables
    organization : str
        The id of the one that is asked about first.

    Returns
    -------
    dict
        What JSON can hold; days are numbers since 1970-01-01. `low` and `high` are the first and last of
        them, `first` and `last` the same as ISO text. `states`: names by id. `blocs`: of each organization
        id, label, the days `since` (its treaty), `founded`, `until` (verified) and `dissolved` (or None),
        and `spells` by definition, `pauses` and `beside` (statuses that are no membership): state, the four
        bounds (None where there is none), the places in `facts` of what begins it, what ends it and what
        leaves it open to doubt, and its status. `facts`: id, state, action, date, the act that it was part
        of, and whether it is disputed. `acts`: titles by fact.

    Examples
    --------
    >>> import membership as m
    >>> day_record(m.load(), "CSTO")["blocs"][0]["label"]
    'CSTO'
    """
    shown = labels(tables)
    every = {one: spells(tables, definition=one) for one in DEFINITIONS}
    stopped, beside = pauses(tables), statuses(tables)
    frames = [*every.values(), stopped, beside]
    facts = _facts(tables, {fact for frame in frames for side in _DECIDING for fact in frame.get(side, ())})
    place = {fact[0]: number for number, fact in enumerate(facts)}
    blocs = []
    for row in tables.organizations.to_dict("records"):
        one = row["organization"]
        blocs.append(
            {
                "id": one,
                "label": shown[one],
                "since": _first(row["treaty"]),
                "founded": _first(row["founded"]),
                "until": _last(row["dissolved"] or row["verified_to"]),
                "dissolved": _first(row["dissolved"]) if row["dissolved"] else None,
                "spells": {word: _spans(every[word], one, place) for word in offered(tables, one)},
                "pauses": _spans(stopped, one, place),
                "beside": _spans(beside, one, place),
            }
        )
    blocs.sort(key=lambda bloc: bloc["id"] != organization)
    states, acts = {fact[1] for fact in facts}, {fact[4] for fact in facts}
    low, high = min(bloc["since"] for bloc in blocs), max(bloc["until"] for bloc in blocs)
    return {
        "low": low,
        "high": high,
        "first": _iso(low),
        "last": _iso(high),
        "states": {
            state: name
            for state, name in zip(tables.states["state"], tables.states["name"], strict=True)
            if state in states
        },
        "blocs": blocs,
        "facts": facts,
        "acts": {
            fact: title
            for fact, title in zip(tables.dates["fact"], tables.dates["title"], strict=True)
            if fact in acts
        },
    }


_DECIDING = ("start_fact", "end_fact", "doubt_fact")


def _spans(frame: pd.DataFrame, organization: str, place: Mapping[str, int]) -> list[list[Any]]:
    own = frame[frame["organization"] == organization]
    return [
        [
            row["state"],
            *(None if pd.isna(row[bound]) else _number(row[bound]) for bound in BOUNDS),
            *(place.get(row.get(side, "")) for side in _DECIDING),
            *([row["status"]] if "status" in row else []),
        ]
        for row in own.to_dict("records")
    ]


def _facts(tables: Tables, used: Container[str]) -> list[list[Any]]:
    against = disputes(tables)
    return [
        [*(row[name] for name in ("fact", "state", "action", "date", "act")), row["fact"] in against]
        for row in tables.membership.to_dict("records")
        if row["fact"] in used
    ]


def _first(text: str) -> int:
    return _number(pd.Timestamp(readings([text])[0][0]))


def _last(text: str) -> int:
    return _number(pd.Timestamp(readings([text])[1][0]))


def _number(day: pd.Timestamp) -> int:
    return int((day - _EPOCH).days)


def _iso(number: int) -> str:
    return (_EPOCH + pd.Timedelta(days=number)).date().isoformat()

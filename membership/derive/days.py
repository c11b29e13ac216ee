"""What a page answers from when it is asked about a day: every spell, pause and status, with its facts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        them, `first` and `last` the same as ISO text. `acts`: the facts that spans refer to as what an action
        was part of, each with its title. `blocs`: of each organization id, label, the days `since` (its
        treaty), `founded`, `until` (verified) and `dissolved` (or None), the definitions `offered`, and
        `spans` by kind: "member", "part paused", or a status that is no membership. A span has state, name,
        `under` (its definitions), `days` (its four bounds, None where there is none), and `start`, `end` and
        `doubt` (what leaves it open): fact, action, date, act (a place in `acts`, None where there is none)
        and disputed, or None.

    Examples
    --------
    >>> import membership as m
    >>> day_record(m.load(), "CSTO")["blocs"][0]["label"]
    'CSTO'
    """
    shown, names = labels(tables), dict(tables.states[["state", "name"]].to_numpy().tolist())
    every = {one: spells(tables, definition=one) for one in DEFINITIONS}
    stopped, beside = pauses(tables), statuses(tables)
    titles = dict(tables.dates[["fact", "title"]].to_numpy().tolist())
    acts = [one for one in dict.fromkeys(tables.membership["act"]) if one in titles]
    facts = _facts(tables, acts)
    blocs = []
    for row in tables.organizations.to_dict("records"):
        one = row["organization"]
        definitions = offered(tables, one)
        kinds = {"member": [(word, every[word]) for word in definitions]}
        kinds["part paused"] = [(word, stopped) for word in definitions]
        for status, frame in beside.groupby("status"):
            kinds[str(status)] = [(word, frame) for word in definitions]
        spans = {kind: _spans(frames, one, names, facts) for kind, frames in kinds.items()}
        blocs.append(
            {
                "id": one,
                "label": shown[one],
                "since": _first(row["treaty"]),
                "founded": _first(row["founded"]),
                "until": _last(row["dissolved"] or row["verified_to"]),
                "dissolved": _first(row["dissolved"]) if row["dissolved"] else None,
                "offered": list(definitions),
                "spans": {kind: found for kind, found in spans.items() if found},
            }
        )
    blocs.sort(key=lambda bloc: bloc["id"] != organization)
    low, high = min(bloc["since"] for bloc in blocs), max(bloc["until"] for bloc in blocs)
    return {
        "low": low,
        "high": high,
        "first": _iso(low),
        "last": _iso(high),
        "acts": [{"fact": fact, "title": titles[fact]} for fact in acts],
        "blocs": blocs,
    }


_DECIDING = ("start", "end", "doubt")


def _spans(
    frames: Sequence[tuple[str, pd.DataFrame]],
    organization: str,
    names: Mapping[str, str],
    facts: Mapping[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the spans of an organization by name and time, those of several definitions once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for word, frame in frames:
        for row in frame[frame["organization"] == organization].to_dict("records"):
            days = [None if pd.isna(row[bound]) else _number(row[bound]) for bound in BOUNDS]
            ends = {side: facts.get(row.get(f"{side}_fact", "")) for side in _DECIDING}
            told = {"state": row["state"], "name": names[row["state"]], "under": [], "days": days} | ends
            key = (row["state"], *days, *(end and end["fact"] for end in ends.values()))
            found.setdefault(key, told)["under"].append(word)
    return sorted(found.values(), key=lambda span: (span["name"], span["days"][0]))


def _facts(tables: Tables, acts: Sequence[str]) -> dict[str, dict[str, Any]]:
    against, place = disputes(tables), {act: number for number, act in enumerate(acts)}
    return {
        row["fact"]: {
            "fact": row["fact"],
            "action": row["action"],
            "date": row["date"],
            "act": place.get(row["act"]),
            "disputed": row["fact"] in against,
        }
        for row in tables.membership.to_dict("records")
    }


def _first(text: str) -> int:
    return _number(pd.Timestamp(readings([text])[0][0]))


def _last(text: str) -> int:
    return _number(pd.Timestamp(readings([text])[1][0]))


def _number(day: pd.Timestamp) -> int:
    return int((day - _EPOCH).days)


def _iso(number: int) -> str:
    return (_EPOCH + pd.Timedelta(days=number)).date().isoformat()

"""What the parts of a page answer from, as JSON can hold it: a day, a definition, a state, a map of tiles."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from membership.derive.evidence import disputes, known_facts
from membership.derive.memberships import offered, pauses, spells, superseded_facts
from membership.derive.organizations import labels, statuses
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import members_on
from membership.intervals.dates import earliest, latest
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

PLACE = ("tile_column", "tile_row")
_EPOCH = date(1970, 1, 1)


def day_record(tables: Tables, organization: str) -> dict[str, Any]:
    """Return who stood where in every organization, the one asked about first, and by which facts.

    Days are numbers since 1970-01-01. `low` and `high` are the first and last of them, `first` and `last`
    the same as ISO text. `acts`: the facts that actions were part of, with their titles. `blocs`: of each
    organization id, label, the days `since` (its treaty), `founded`, `until` (verified) and `dissolved` (or
    None), the definitions `offered`, and `spans` by kind: "member", "part paused", or a status that is no
    membership. A span has state, name, `under` (its definitions), `days` (its four bounds, None for none)
    and `start`, `end` and `doubt` (what leaves it open): fact, action, date, act (a place in `acts`, None
    where there is none) and disputed, or None.
    """
    shown, names = labels(tables), dict(tables.states[["state", "name"]].to_numpy().tolist())
    every = {one: spells(tables, definition=one) for one in DEFINITIONS}
    beside = {"part paused": pauses(tables)}
    beside |= {str(status): frame for status, frame in statuses(tables).groupby("status")}
    acts = tables.dates.loc[tables.dates["fact"].isin(tables.membership["act"]), ["fact", "title"]]
    place, against = {act: number for number, act in enumerate(acts["fact"])}, disputes(tables)
    facts = {
        row["fact"]: {name: row[name] for name in ("fact", "action", "date")}
        | {"act": place.get(row["act"]), "disputed": row["fact"] in against}
        for row in tables.membership.to_dict("records")
    }
    blocs = []
    for row in tables.organizations.to_dict("records"):
        words = offered(tables, one := row["organization"])
        kinds = {"member": {word: every[word] for word in words}}
        kinds |= {kind: dict.fromkeys(words, frame) for kind, frame in beside.items()}
        spans = {kind: _spans(frames, one, names, facts) for kind, frames in kinds.items()}
        blocs.append(
            {
                "id": one,
                "label": shown[one],
                "since": _number(earliest(row["treaty"])),
                "founded": _number(earliest(row["founded"])),
                "until": _number(latest(row["dissolved"] or row["verified_to"])),
                "dissolved": _number(earliest(row["dissolved"])) if row["dissolved"] else None,
                "offered": list(words),
                "spans": {kind: found for kind, found in spans.items() if found},
            }
        )
    blocs.sort(key=lambda bloc: bloc["id"] != organization)
    low, high = min(bloc["since"] for bloc in blocs), max(bloc["until"] for bloc in blocs)
    return {
        "low": low,
        "high": high,
        "first": str(_EPOCH + timedelta(low)),
        "last": str(_EPOCH + timedelta(high)),
        "acts": acts.to_dict("records"),
        "blocs": blocs,
    }


def _spans(
    frames: Mapping[str, pd.DataFrame],
    organization: str,
    names: Mapping[str, str],
    facts: Mapping[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    """Return the spans of an organization by name and time, those of several definitions once."""
    found: dict[tuple[Any, ...], dict[str, Any]] = {}
    for word, frame in frames.items():
        for row in frame[frame["organization"] == organization].to_dict("records"):
            days = [None if pd.isna(row[bound]) else _number(row[bound].date()) for bound in BOUNDS]
            ends = {side: facts.get(row.get(f"{side}_fact", "")) for side in ("start", "end", "doubt")}
            told = {"state": row["state"], "name": names[row["state"]], "under": [], "days": days} | ends
            key = (row["state"], *days, *(end and end["fact"] for end in ends.values()))
            found.setdefault(key, told)["under"].append(word)
    return sorted(found.values(), key=lambda span: (span["name"], span["days"][0]))


def _number(day: date) -> int:
    return (day - _EPOCH).days


def lab_record(tables: Tables, organization: str | None = None) -> dict[str, Any]:
    """Return what a reader can try definitions and dates on, the organization asked about first.

    `organizations`: id, label, called, treaty, until and dissolved (ISO text, "" while it exists) and the
    definitions offered; `actions`: the effect of each under each definition, and under the reader's `own`,
    which begins as signed; `states`: names by id; `disputes`: fact, name of the state, action, date, the
    other dates that sources give, and whether a source denies the fact. `rows`: organization, state,
    action, date, fact, and what the tables know of it: "superseded" (an entry into force stands for what it
    brought into force), "unknown" (nobody records when what it opened came into force), "doubted" (it
    leaves open whether the state is still a member) or "".
    """
    against, shown = disputes(tables), labels(tables)
    forced = spells(tables, definition="in_force")
    known = dict.fromkeys(forced.loc[forced["start"] == "", "start_fact"], "unknown")
    known |= dict.fromkeys(spells(tables)["doubt_fact"], "doubted")
    known |= dict.fromkeys(superseded_facts(tables.membership, tables.actions), "superseded")
    acts = tables.membership.to_dict("records")
    acting_states = tables.states[tables.states["state"].isin(tables.membership["state"])]
    states = dict(acting_states[["state", "name"]].to_numpy().tolist())
    organizations = [
        {
            "id": row["organization"],
            "label": shown[row["organization"]],
            "called": row["in_text"] or row["organization"],
            "treaty": row["treaty"],
            "until": row["dissolved"] or row["verified_to"],
            "dissolved": row["dissolved"],
            "offered": list(offered(tables, row["organization"])),
        }
        for row in tables.organizations.to_dict("records")
    ]
    organizations.sort(key=lambda row: row["id"] != organization)
    acting = tables.actions[tables.actions["action"].isin(tables.membership["action"])]
    effects = acting.assign(own=acting["signed"]).set_index("action")[[*DEFINITIONS, "own"]]
    return {
        "organizations": organizations,
        "actions": effects.to_dict("index"),
        "states": states,
        "disputes": [
            {name: row[name] for name in ("fact", "action", "date")}
            | {"name": states[row["state"]], "others": list(held.others), "denied": bool(held.denied_by)}
            for row in acts
            if (held := against.get(row["fact"]))
        ],
        "rows": [
            [*map(row.get, ("organization", "state", "action", "date", "fact")), known.get(row["fact"], "")]
            for row in acts
        ],
    }


def state_histories(tables: Tables) -> list[dict[str, Any]]:
    """Return every state that ever belonged to an organization or stood beside one, by name.

    Each with state, name, note, and `spans` in order of time: organization (its label), what ("member",
    "part paused" or a status), start, end, start_action, end_action, start_fact, end_fact, start_disputed and
    end_disputed (None, or the other dates that sources give, none where one denies it), start_unverified and
    end_unverified, doubt_fact (what leaves it open to doubt, "" for nothing), and until, to which an open
    span is verified. Dates are ISO text; `end` is the last day in where the source gives that, "" while the
    span is open.
    """
    shown = labels(tables)
    actions = dict(tables.membership[["fact", "action"]].to_numpy().tolist())
    blocs = tables.organizations.set_index("organization")
    until = blocs["dissolved"].where(blocs["dissolved"] != "", blocs["verified_to"])
    beside = statuses(tables).rename(columns={"status": "what"})
    beside = beside.assign(doubt_fact="", end_shown=beside["end"])
    frames = [spells(tables).assign(what="member"), pauses(tables).assign(what="part paused"), beside]
    every = pd.concat(frames, ignore_index=True)
    every = every.sort_values(["start_earliest", "organization"], kind="stable")
    against = {fact: list(held.others) for fact, held in disputes(tables).items()}
    unread = set(known_facts(tables).query("unverified")["fact"])
    found: dict[str, list[dict[str, Any]]] = {}
    for row in every.to_dict("records"):
        found.setdefault(row["state"], []).append(
            {
                **{name: row[name] for name in ("what", "start", "start_fact", "end_fact")},
                "doubt_fact": row["doubt_fact"],
                "end": row["end_shown"],
                "organization": shown[row["organization"]],
                "start_action": actions[row["start_fact"]],
                "end_action": actions.get(row["end_fact"], ""),
                "start_disputed": against.get(row["start_fact"]),
                "end_disputed": against.get(row["end_fact"]),
                "start_unverified": row["start_fact"] in unread,
                "end_unverified": row["end_fact"] in unread,
                "until": until[row["organization"]],
            }
        )
    return [
        {"state": row["state"], "name": row["name"], "note": row["note"], "spans": found[row["state"]]}
        for row in tables.states.sort_values("name").to_dict("records")
        if row["state"] in found
    ]


def tile_record(tables: Tables, day: str) -> dict[str, Any]:
    """Return the tiles of the states that have a place, and which blocs each surely was in on a day.

    `day`; `blocs`: the label of each organization, in the order of their table, and how many states surely
    were in it, None where it is not verified to that day; `tiles`: state, name, column, row (from 1), and the
    places in `blocs` of those it was in, then (`blocs`) and ever (`ever`). Without places in the table of
    states there are no tiles.
    """
    every = spells(tables)
    members = members_on(every, day)
    joined, inside = (
        frame.groupby("organization")["state"].agg(set).to_dict()
        for frame in (every, members[members["certain"]])
    )
    blocs = tables.organizations.to_dict("records")
    ever = [joined.get(row["organization"], set()) for row in blocs]
    known = [
        inside.get(row["organization"], set()) if row["dissolved"] or day <= row["verified_to"] else None
        for row in blocs
    ]
    return {
        "day": day,
        "blocs": [
            {"label": label, "members": None if states is None else len(states)}
            for label, states in zip(labels(tables).values(), known, strict=True)
        ],
        "tiles": [
            {
                "state": row["state"],
                "name": row["name"],
                "column": int(row[PLACE[0]]),
                "row": int(row[PLACE[1]]),
                "blocs": [place for place, states in enumerate(known) if states and row["state"] in states],
                "ever": [place for place, states in enumerate(ever) if row["state"] in states],
            }
            for row in tables.states.to_dict("records")
            if row.get(PLACE[0])
        ],
    }

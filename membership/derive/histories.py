"""Each state with all that it belonged to: its memberships and pauses, and the statuses beside them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.derive.beside import statuses
from membership.derive.labels import labels
from membership.derive.memberships import pauses, spells
from membership.tables.loading import Tables

_TOLD = ("what", "start", "start_fact", "end_fact", "disputed", "doubt_fact")


def state_histories(tables: Tables) -> list[dict[str, Any]]:
    """Return every state that ever belonged to an organization or stood beside one, with what it was in.

    Returns
    -------
    list of dict
        By name: state, name, note, and `spans` in order of time, each with organization (its label), what
        ("member", "part paused" or a status), start, end, start_action, end_action, start_fact, end_fact,
        disputed, others (the other dates that sources give), doubt_fact (what leaves it open to doubt, ""
        for nothing), and until, to which an open span is verified. Dates are ISO text; `end` is the last
        day in where the source gives that, "" while the span is open.

    Examples
    --------
    >>> import membership as m
    >>> armenia = next(one for one in state_histories(m.load()) if one["state"] == "ARM")
    >>> {span["what"] for span in armenia["spans"]} >= {"member", "part paused"}
    True
    """
    shown, actions = (
        labels(tables),
        dict(zip(tables.membership["fact"], tables.membership["action"], strict=True)),
    )
    until = {
        row["organization"]: row["dissolved"] or row["verified_to"]
        for row in tables.organizations.to_dict("records")
    }
    frames = [
        spells(tables).assign(what="member"),
        pauses(tables).assign(what="part paused"),
        statuses(tables)
        .rename(columns={"status": "what"})
        .assign(doubt_fact="", start_others="", end_others="", end_shown=lambda rows: rows["end"]),
    ]
    every = pd.concat(frames, ignore_index=True).sort_values(
        ["start_earliest", "organization"], kind="stable"
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for row in every.to_dict("records"):
        found.setdefault(row["state"], []).append(
            {name: row[name] for name in _TOLD}
            | {"end": row["end_shown"]}
            | {
                "organization": shown[row["organization"]],
                "start_action": actions[row["start_fact"]],
                "end_action": actions.get(row["end_fact"], ""),
                "others": [date for date in f"{row['start_others']};{row['end_others']}".split(";") if date],
                "until": until[row["organization"]],
            }
        )
    return [
        {"state": row["state"], "name": row["name"], "note": row["note"], "spans": found[row["state"]]}
        for row in tables.states.sort_values("name").to_dict("records")
        if row["state"] in found
    ]

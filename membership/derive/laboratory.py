"""What the definition lab works with: every dated action of a state, what it does, and its other dates."""

from __future__ import annotations

from typing import Any

from membership.derive.evidence import Dispute, disputes
from membership.derive.labels import labels
from membership.derive.memberships import offered
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

_TOLD = ("organization", "state", "action", "date", "fact")


def lab_record(tables: Tables, organization: str | None = None) -> dict[str, Any]:
    """Return what a reader can try definitions and dates on.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        The id of the one that is shown first; the first of the table unless told.

    Returns
    -------
    dict
        What JSON can hold. `organizations`: id, label, called, until and dissolved (ISO text, "" while it
        exists) and the definitions offered; `actions`: for each its effect under each definition; `states`:
        names by id; `rows`: organization, state, action, date, fact, the other dates that sources give, and
        whether a source denies the fact.

    Examples
    --------
    >>> import membership as m
    >>> lab_record(m.load(), "NATO")["organizations"][0]["id"]
    'NATO'
    """
    against, shown = disputes(tables), labels(tables)
    rows = [
        [*(row[name] for name in _TOLD), *_doubts(against.get(row["fact"]))]
        for row in tables.membership.to_dict("records")
    ]
    organizations = [
        {
            "id": row["organization"],
            "label": shown[row["organization"]],
            "called": row["in_text"] or row["organization"],
            "until": row["dissolved"] or row["verified_to"],
            "dissolved": row["dissolved"],
            "offered": list(offered(tables, row["organization"])),
        }
        for row in tables.organizations.to_dict("records")
    ]
    organizations.sort(key=lambda row: row["id"] != organization)
    states = {row[1] for row in rows}
    effects = tables.actions.set_index("action")[list(DEFINITIONS)].to_dict("index")
    acted = set(tables.membership["action"])
    return {
        "organizations": organizations,
        "actions": {action: effect for action, effect in effects.items() if action in acted},
        "states": {
            state: name
            for state, name in zip(tables.states["state"], tables.states["name"], strict=True)
            if state in states
        },
        "rows": rows,
    }


def _doubts(dispute: Dispute | None) -> tuple[list[str], bool]:
    """Return the other dates of a fact, and whether a source denies it."""
    return (list(dispute.others), bool(dispute.denied_by)) if dispute else ([], False)

"""What the definition lab works with: every dated action of a state, what it does, and its other dates."""

from __future__ import annotations

from typing import Any

from membership.derive.evidence import disputes
from membership.derive.labels import labels
from membership.derive.memberships import offered, spells, superseded_facts
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
        What JSON can hold. `organizations`: id, label, called, treaty, until, dissolved (ISO text, "" while
        it exists) and the definitions offered; `actions`: for each its effect under each definition,
        and under the reader's `own`, which begins as signed;
        `states`: names by id; `disputes`: fact, name of the state, action, date, the other dates that sources
        give, and whether a source denies the fact. `rows`: organization, state, action, date, fact, and what
        the tables know of it: "superseded" (an entry into force stands for what it brought into force),
        "unknown" (nobody records when what it opened came into force), "doubted" (it leaves open whether the
        state is still a member) or "".

    Examples
    --------
    >>> import membership as m
    >>> lab_record(m.load(), "NATO")["organizations"][0]["id"]
    'NATO'
    """
    against, shown = disputes(tables), labels(tables)
    known, names = _marks(tables), dict(tables.states[["state", "name"]].to_numpy().tolist())
    acts = tables.membership.to_dict("records")
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
    effects = tables.actions.set_index("action")[list(DEFINITIONS)].to_dict("index")
    acted = set(tables.membership["action"])
    return {
        "organizations": organizations,
        "actions": {
            action: effect | {"own": effect["signed"]}
            for action, effect in effects.items()
            if action in acted
        },
        "states": {row["state"]: names[row["state"]] for row in acts},
        "disputes": [
            {
                "fact": row["fact"],
                "name": names[row["state"]],
                "action": row["action"],
                "date": row["date"],
                "others": list(against[row["fact"]].others),
                "denied": bool(against[row["fact"]].denied_by),
            }
            for row in acts
            if row["fact"] in against
        ],
        "rows": [[*(row[name] for name in _TOLD), known.get(row["fact"], "")] for row in acts],
    }


def _marks(tables: Tables) -> dict[str, str]:
    """Return what the tables know of a fact beyond its action and its date, by its id."""
    forced = spells(tables, definition="in_force")
    unknown = dict.fromkeys(forced.loc[forced["start"] == "", "start_fact"], "unknown")
    doubted = dict.fromkeys(spells(tables)["doubt_fact"], "doubted")
    superseded = dict.fromkeys(superseded_facts(tables.membership, tables.actions), "superseded")
    return unknown | doubted | superseded

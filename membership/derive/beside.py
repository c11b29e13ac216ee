"""What states are to an organization without being members: observers, partners, associates."""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.derive.evidence import disputes
from membership.derive.memberships import organizations_asked
from membership.intervals.bounds import BOUNDS
from membership.intervals.chronology import walk
from membership.intervals.dates import earliest, latest
from membership.tables.loading import Tables, require_tables
from membership.tables.order_rules import status_turns

_TYPES = {
    **dict.fromkeys(("organization", "state", "name", "status"), "str"),
    **dict.fromkeys(("start", "end", "start_fact", "end_fact"), "str"),
    "disputed": "bool",
    **dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"),
}


def statuses(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return who had a status beside membership, from when until when; nobody is counted for it.

    A status lasts until the action that ends it, or until the state becomes a member, or the organization
    is dissolved.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations unless told.

    Returns
    -------
    DataFrame
        One row per spell of a status, ordered by organization, status, start and state: organization, state,
        name, status (such as "observer"), start, end, start_fact, end_fact, disputed, the four bounds and
        until, as in `spells`. `end` is "" while the status lasts.

    Raises
    ------
    ValueError
        If the organization is unknown.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.statuses(m.load(), "SCO")
    >>> frame.loc[frame["state"] == "IND", ["status", "start", "end"]].to_numpy().tolist()
    [['observer', '2005-07-05', '2017-06-09']]
    """
    require_tables(tables)
    asked, blocs = organizations_asked(tables, organization), tables.organizations.set_index("organization")
    names, against = tables.states.set_index("state")["name"], disputes(tables)
    own = tables.membership[tables.membership["organization"].isin(list(asked))]
    actions = tables.actions.set_index("action").to_dict("index")
    rows: list[dict[str, Any]] = []
    for (bloc, state, status), turns in status_turns(own.to_dict("records"), actions).items():
        told = {"organization": bloc, "state": state, "name": names[state], "status": status}
        until, over = (blocs.loc[bloc, column] for column in ("verified_to", "dissolved"))
        spell: dict[str, Any] = {}
        for turn, _, after in walk(turns):
            side = {"in": "start", "out": "end"}.get(after or "", "")
            if side == "start":
                spell = told | {"until": until, "disputed": False, "end": over, "end_fact": ""}
                ended = (earliest(over), latest(over)) if over else (None, None)
                spell |= dict(zip(BOUNDS[2:], ended, strict=True))
                rows.append(spell)
            if side:
                spell |= {side: turn.text, f"{side}_fact": turn.fact}
                spell |= {f"{side}_earliest": turn.earliest, f"{side}_latest": turn.latest}
                spell["disputed"] |= turn.fact in against
    frame = pd.DataFrame(rows, columns=list(_TYPES))
    order = ["organization", "status", "start_earliest", "state"]
    return frame.astype(_TYPES).sort_values(order, kind="stable", ignore_index=True)

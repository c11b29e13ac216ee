"""Which states belong to which organizations at once: on a day, and over time."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from membership.derive.memberships import spells
from membership.intervals.bounds import Day, as_day
from membership.intervals.counting import members_on
from membership.intervals.dates import earliest
from membership.tables.loading import Tables


def verified_on(tables: Tables, day: Day) -> list[str]:
    """Return the organizations that existed on `day` and are verified to it, in the order of their table.

    Examples
    --------
    >>> import membership as m
    >>> verified_on(m.load(), "1900-01-01")
    []
    """
    moment = as_day(day).date()
    return [
        row["organization"]
        for row in tables.organizations.to_dict("records")
        if earliest(row["treaty"]) <= moment <= earliest(row["verified_to"])
        and not (row["dissolved"] and earliest(row["dissolved"]) <= moment)
    ]


def common_day(tables: Tables) -> str:
    """Return the last day to which every organization that still exists is verified.

    Where none does, the eve of the last dissolution.
    """
    rows = tables.organizations
    alive = rows.loc[rows["dissolved"] == "", "verified_to"]
    if len(alive):
        return str(alive.min())
    return str(max(map(earliest, rows["dissolved"])) - timedelta(days=1))


def belonging(tables: Tables, day: Day) -> pd.DataFrame:
    """Return every state that belonged to an organization on `day`, and to which.

    Organizations that are not verified to that day are left out.

    Returns
    -------
    DataFrame
        `state`, `name`, `organizations` (tuple of str, in alphabetical order), `certain` (bool: False where
        an imprecise date leaves one of them open); those in most organizations first, then by name.

    Examples
    --------
    >>> import membership as m
    >>> frame = belonging(m.load(), "1992-05-15").set_index("state")
    >>> frame.loc["ARM", "organizations"]
    ('CIS', 'CSTO')
    """
    frame = spells(tables)
    members = members_on(frame[frame["organization"].isin(verified_on(tables, day))], day)
    rows = [
        (state, name, tuple(own["organization"]), bool(own["certain"].all()))
        for (state, name), own in members.groupby(["state", "name"])
    ]
    rows.sort(key=lambda row: (-len(row[2]), row[2], row[1]))
    return pd.DataFrame(rows, columns=["state", "name", "organizations", "certain"])

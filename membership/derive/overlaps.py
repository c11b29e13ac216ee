"""Which states belong to which organizations at once: on a day, and over time."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pandas as pd

from membership.derive.memberships import spells
from membership.intervals.bounds import BOUNDS, Day, as_day
from membership.intervals.counting import members_on
from membership.tables.loading import Tables


def verified_on(tables: Tables, day: Day) -> list[str]:
    """Return the organizations that existed on `day` and are verified to it, in the order of their table.

    Examples
    --------
    >>> import membership as m
    >>> verified_on(m.load(), "1900-01-01")
    []
    """
    moment, rows = as_day(day), tables.organizations
    known = pd.to_datetime(rows["verified_to"]) >= moment
    begun = pd.to_datetime(rows["treaty"]) <= moment
    not_over = (rows["dissolved"] == "") | (pd.to_datetime(rows["dissolved"]) > moment)
    return list(rows.loc[known & begun & not_over, "organization"])


def common_day(tables: Tables) -> str:
    """Return the last day to which every organization that still exists is verified.

    Where none does, the eve of the last dissolution.
    """
    rows = tables.organizations
    alive = rows.loc[rows["dissolved"] == "", "verified_to"]
    if len(alive):
        return str(alive.min())
    return str((pd.Timestamp(rows["dissolved"].max()) - pd.Timedelta(days=1)).date())


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


def joint_spells(tables: Tables) -> pd.DataFrame:
    """Return when states belonged to two organizations at once.

    Returns
    -------
    DataFrame
        One row per state, pair of organizations and time in both: `organization`, `other`, `state`, `name`,
        `start_earliest` to `end_latest` (NaT while open) and `until`, the day to which both are verified.
        `membership.member_range` counts the rows of a pair over time.

    Examples
    --------
    >>> import membership as m
    >>> pairs = joint_spells(m.load())
    >>> bool((pairs["organization"] < pairs["other"]).all())
    True
    """
    frame = spells(tables).sort_values(["state", "organization", "start_earliest"], kind="stable")
    rows = []
    for (state, name), own in frame.groupby(["state", "name"]):
        for one, other in combinations(own.to_dict("records"), 2):
            if one["organization"] != other["organization"]:
                joint = _joint(one, other)
                apart = joint["start_earliest"] >= joint["end_latest"]
                if not apart and joint["start_earliest"] <= joint["until"]:
                    pair = {"organization": one["organization"], "other": other["organization"]}
                    rows.append({**pair, "state": state, "name": name, **joint})
    columns = ["organization", "other", "state", "name", *BOUNDS, "until"]
    result = pd.DataFrame(rows, columns=columns).astype(dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"))
    return result.sort_values(["organization", "other", "start_earliest", "state"], ignore_index=True)


def _joint(one: dict, other: dict) -> dict[str, Any]:
    """Return the time that two spells have in common; NaT, an open end, is later than any day."""
    starts = {bound: max(one[bound], other[bound]) for bound in BOUNDS[:2]}
    ends = {
        bound: min((spell[bound] for spell in (one, other) if pd.notna(spell[bound])), default=pd.NaT)
        for bound in BOUNDS[2:]
    }
    return {**starts, **ends, "until": min(one["until"], other["until"])}

"""A map without a map: a square for each state, laid out by region, with the blocs it was in on a day."""

from __future__ import annotations

from typing import Any

from membership.derive.labels import labels
from membership.derive.memberships import spells
from membership.intervals.counting import members_on
from membership.tables.loading import Tables

PLACE = ("tile_column", "tile_row")


def tile_record(tables: Tables, day: str) -> dict[str, Any]:
    """Return the tiles of the states that have a place, and which blocs each surely was in on a day.

    Parameters
    ----------
    tables : Tables
    day : str
        YYYY-MM-DD.

    Returns
    -------
    dict
        What JSON can hold. `day`; `blocs`: the label of each organization, in the order of their table, and
        how many states surely were in it, None where it is not verified to that day; `tiles`: state, name,
        column, row (from 1), and the places in `blocs` of those it was in, then (`blocs`) and ever (`ever`).
        Without places in the table of states there are no tiles.

    Examples
    --------
    >>> import membership as m
    >>> tile_record(m.load(), "1992-05-15")["day"]
    '1992-05-15'
    """
    shown, every = labels(tables), spells(tables)
    joined = {organization: set(own["state"]) for organization, own in every.groupby("organization")}
    inside = {
        organization: set(own.loc[own["certain"], "state"])
        for organization, own in members_on(every, day).groupby("organization")
    }
    blocs = tables.organizations.to_dict("records")
    known = {
        row["organization"]: inside.get(row["organization"], set())
        for row in blocs
        if row["dissolved"] or day <= row["verified_to"]
    }
    placed = set(PLACE) <= set(tables.states)
    tiles = [
        {
            "state": row["state"],
            "name": row["name"],
            "column": int(row[PLACE[0]]),
            "row": int(row[PLACE[1]]),
            **{
                when: [
                    place
                    for place, one in enumerate(blocs)
                    if row["state"] in who.get(one["organization"], ())
                ]
                for when, who in (("blocs", known), ("ever", joined))
            },
        }
        for row in tables.states.to_dict("records")
        if placed and row[PLACE[0]]
    ]
    return {
        "day": day,
        "blocs": [
            {"label": shown[one], "members": len(known[one]) if one in known else None}
            for one in (row["organization"] for row in blocs)
        ],
        "tiles": tiles,
    }

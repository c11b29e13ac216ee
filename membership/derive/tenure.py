"""How long memberships last: each spell with what became of it, totals, and who remains after so many years.

A spell that is still open has not been seen to the end, and one that ended because the whole
organization did says nothing about leaving: both are censored, known to have lasted at least so long.
"""

from __future__ import annotations

import pandas as pd

from membership.derive.memberships import spells
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_count
from membership.intervals.frames import as_frame
from membership.tables.loading import Tables

LEFT, OPEN, DISSOLVED = "left", "open", "dissolved"
_YEAR = 365.25


def tenures(tables: Tables) -> pd.DataFrame:
    """Return every spell of membership, under `signed`, with its length and what became of it.

    Returns
    -------
    DataFrame
        The columns of `spells`, and `outcome`: "left", "open" on the last day verified, or "dissolved",
        where it ended with the organization; `years` and `most_years` (float), the shortest and the longest
        that the dates allow.

    Examples
    --------
    >>> import membership as m
    >>> frame = tenures(m.load())
    >>> sorted(frame["outcome"].unique())
    ['dissolved', 'left', 'open']
    """
    frame = spells(tables)
    dissolved = tables.organizations.set_index("organization")["dissolved"]
    with_the_bloc = (frame["end"] != "") & (frame["end"] == frame["organization"].map(dissolved))
    # An end that takes effect the day after the last verified one has not come yet.
    is_open = (frame["end"] == "") | ~(frame["end_earliest"] <= frame["until"])
    outcome = pd.Series(LEFT, index=frame.index).mask(is_open, OPEN).mask(with_the_bloc, DISSOLVED)
    ends = {end: frame[end].where(frame[end] <= frame["until"], frame["until"]) for end in BOUNDS[2:]}
    return frame.assign(
        outcome=outcome,
        years=_years(ends["end_earliest"] - frame["start_latest"]),
        most_years=_years(ends["end_latest"] - frame["start_earliest"]),
    )


def _years(lengths: pd.Series) -> pd.Series:
    return (lengths.dt.days / _YEAR).clip(lower=0)


def tallies(tables: Tables) -> pd.DataFrame:
    """Return what the spells of each organization add up to.

    Returns
    -------
    DataFrame
        Indexed by `organization`. Integers: `states` that ever joined, `spells`, `exits`, `returns` (joins of
        a state that had left), `ended` (spells that ended with the organization), `members` on its last day,
        `members_most` (with those open to doubt), `most` (the highest number of certain members), `disputed`
        spells. `most_from`: the first day of that number. `years` and `most_years` (float): member-years, the
        fewest and the most that the dates allow.

    Examples
    --------
    >>> import membership as m
    >>> row = tallies(m.load()).loc["CSTO"]
    >>> bool(row["spells"] - row["states"] == row["returns"])
    True
    """
    frame = tenures(tables)
    rows = []
    for organization, own in frame.groupby("organization", sort=False):
        count = member_count(own).loc[: own["until"].iloc[0]]
        outcomes = own["outcome"].value_counts()
        states, staying = own["state"].nunique(), own[own["outcome"] != LEFT]
        rows.append(
            {
                "organization": organization,
                "states": states,
                "spells": len(own),
                "exits": int(outcomes.get(LEFT, 0)),
                "returns": len(own) - states,
                "ended": int(outcomes.get(DISSOLVED, 0)),
                "members": staying.loc[staying["doubt_fact"] == "", "state"].nunique(),
                "members_most": staying["state"].nunique(),
                "most": int(count.max()),
                "most_from": count.idxmax(),
                "disputed": int(own["disputed"].sum()),
                "years": float(own["years"].sum()),
                "most_years": float(own["most_years"].sum()),
            }
        )
    return pd.DataFrame(rows).set_index("organization")


def survival(tenures: pd.DataFrame) -> pd.DataFrame:
    """Return the share of memberships still held so many years after joining (Kaplan and Meier's estimate).

    Returns
    -------
    DataFrame
        For each `organization`, from 0 to its longest spell, a row for each length (`years`) at which a
        spell ended or is known no further: `at_risk`, how many lasted so long; `left` and `censored`, how
        many ended or are known no further then; `share` (float), still held after that.

    Examples
    --------
    >>> known = {"organization": ["A", "A"], "outcome": ["left", "open"], "years": [7.0, 9.0]}
    >>> survival(pd.DataFrame(known))[["years", "at_risk", "censored", "share"]].to_numpy().tolist()
    [[0.0, 2.0, 0.0, 1.0], [7.0, 2.0, 0.0, 0.5], [9.0, 1.0, 1.0, 0.5]]
    """
    needs = ("organization", "outcome", "years")
    curves = []
    for organization, own in as_frame(tenures, needs=needs, what="tenures").groupby(
        "organization", sort=False
    ):
        left = own["outcome"] == LEFT
        curve = pd.DataFrame({"organization": organization, "years": sorted({0.0, *own["years"]})})
        curve["at_risk"] = [int((own["years"] >= length).sum()) for length in curve["years"]]
        for name, some in (("left", own[left]), ("censored", own[~left])):
            curve[name] = curve["years"].map(some["years"].value_counts()).fillna(0).astype(int)
        curves.append(curve.assign(share=(1 - curve["left"] / curve["at_risk"]).cumprod()))
    return pd.concat(curves, ignore_index=True)

"""Dyads: pairs of states that are members of the same organization, by spell, year or month."""

from __future__ import annotations

import numpy as np
import pandas as pd

from membership.derive.panels import covered
from membership.intervals.bounds import bounded

UNITS = ("spell", "year", "month")
_WHO = ("organization", "state1", "state2")
_NAMES = ("name1", "name2")
_DAY = pd.Timedelta(days=1)


def dyads(spells: pd.DataFrame, unit: str = "spell", *, directed: bool = False) -> pd.DataFrame:
    """Return the pairs of states that were members of the same organization at the same time.

    Parameters
    ----------
    spells : DataFrame
        From `membership.spells`, or any frame with `state` or `name`, `start` and `end`, and `organization`
        if there are several.
    unit : {"spell", "year", "month"}
        What a row is: a time in which both were in, or a calendar year or month of it.
    directed : bool, default False
        Give each pair in both orders; else once, the states in the order of their ids.

    Returns
    -------
    DataFrame
        In order: organization (if given), state1, state2, name1, name2. By spell the four bounds
        `start_earliest` to `end_latest` (datetime64; the end is the first day on which they are not both
        in, NaT while both are; `start_latest` is NaT where one of them may never have been); by year or
        month `year` (and `month`). Then `days` and `days_possible` (int), on which both surely are, or may
        be, in; by year or month `first_day` and `last_day` (0 or 1),
        whether both surely are on the first, the last day of it. `complete` (0 or 1): 0 where what is
        verified does not reach the end, so that later days are not known rather than none. A pair has
        no row where it cannot have been.

    Raises
    ------
    ValueError
        If `unit` is none of the three, the frame lacks a column, has a row without a state or a start, or
        a date that is none.
    TypeError
        If `spells` is no DataFrame.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15", "1993"], "end": ["", "1999-04"]})
    >>> dyads(spells, "year")[["year", "days", "days_possible"]].to_dict("records")[0]
    {'year': 1993, 'days': 1, 'days_possible': 365}
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(UNITS)}")
    several = "organization" in spells
    pairs = _pairs(bounded(spells).assign(**{} if several else {"organization": ""}), directed=directed)
    who = [name for name in (*_WHO, *_NAMES) if several or name != "organization"]
    if unit == "spell":
        frame = pairs.sort_values([*_WHO, "start_earliest"], kind="stable", ignore_index=True)
        horizon = frame["until"] + _DAY
        for days, start, end in (
            ("days", "start_latest", "end_earliest"),
            ("days_possible", "start_earliest", "end_latest"),
        ):
            last = frame[end].fillna(horizon).clip(upper=horizon)
            # Of what may never have begun no day is sure.
            frame[days] = (last - frame[start]).dt.days.clip(lower=0).fillna(0).astype("int64")
        frame["complete"] = (frame["end_latest"] <= horizon).astype("int64")
        bounds = ["start_earliest", "start_latest", "end_earliest", "end_latest"]
        return frame[[*who, *bounds, "days", "days_possible", "complete"]]
    pairs = pairs.sort_values(list(_WHO), kind="stable", ignore_index=True)
    owner = pairs.groupby(list(_WHO), sort=False).ngroup().to_numpy()
    days = covered(pairs, owner, unit)
    owners = pairs.loc[~pairs.duplicated(list(_WHO)), who].reset_index(drop=True)
    return pd.concat(
        [owners.loc[days["owner"]].reset_index(drop=True), days.drop(columns="owner")], axis="columns"
    )


def _pairs(frame: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Return each two spells of one organization that may share a day, with what they share."""
    code, places = pd.factorize(frame["state"], sort=True)[0], np.arange(len(frame))
    found = [np.empty((2, 0), dtype=int)]
    for rows in frame.groupby("organization", sort=True).indices.values():
        one, other = np.repeat(rows, len(rows)), np.tile(rows, len(rows))
        apart = code[one] != code[other] if directed else code[one] < code[other]
        found.append(np.stack([places[one[apart]], places[other[apart]]]))
    one, other = (frame.iloc[rows].reset_index(drop=True) for rows in np.concatenate(found, axis=1))
    bounds = {
        name: one[name].where((one[name] >= other[name]) | one[name].isna(), other[name])
        for name in ("start_earliest", "start_latest")
    } | {name: _sooner(one[name], other[name]) for name in ("end_earliest", "end_latest")}
    pairs = pd.DataFrame(
        {
            "organization": one["organization"],
            "state1": one["state"],
            "state2": other["state"],
            "name1": one["name"],
            "name2": other["name"],
            **bounds,
            "until": one["until"].where(one["until"] <= other["until"], other["until"]),
        }
    )
    last = _sooner(pairs["end_latest"], pairs["until"] + _DAY)
    return pairs[pairs["start_earliest"] < last].reset_index(drop=True)


def _sooner(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the earlier of two days; one that is missing has not come yet."""
    return one.where((one <= other) | other.isna(), other)

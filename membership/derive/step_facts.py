"""The days on which the number of members changes: who came, who went, and by which facts."""

from __future__ import annotations

import pandas as pd

from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_range
from membership.intervals.dates import earliest, latest
from membership.intervals.frames import written_days


def steps(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the number of members of each organization from each day on which it changes.

    Parameters
    ----------
    spells : DataFrame
        From `membership.spells`.

    Returns
    -------
    DataFrame
        organization, date (YYYY-MM-DD), lowest and highest (integers, as in `member_range`), facts (str: the
        ids of the facts that make the change, separated by ";").

    Examples
    --------
    >>> import membership as m
    >>> m.steps(m.spells(m.load(), "NATO"))["lowest"].head(2).to_list()
    [12, 14]
    """
    frames = []
    for organization, own in spells.groupby("organization", sort=False):
        frame = with_facts(member_range(own), own).reset_index()
        frame.insert(0, "organization", organization)
        frames.append(frame.assign(date=written_days(frame["date"])))
    columns = ["organization", "date", "lowest", "highest", "facts"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def changes(spells: pd.DataFrame) -> pd.DataFrame:
    """Return who joined and who left one organization, day by day.

    Parameters
    ----------
    spells : DataFrame
        Of one organization, from `membership.spells`.

    Returns
    -------
    DataFrame
        date (ISO text at the precision known), joined and left (tuples of names), lowest and highest (the
        number of members when that date is over), fact (the first of those that made the change).

    Examples
    --------
    >>> import membership as m
    >>> frame = m.changes(m.spells(m.load(), "NATO")).set_index("date")
    >>> frame.loc["2023-04-04", "joined"], int(frame.loc["2023-04-04", "lowest"])
    (('Finland',), 31)
    """
    turns: dict[str, dict[str, list[str]]] = {}
    for row in spells.to_dict("records"):
        for side, what in (("start", "joined"), ("end", "left")):
            if row[side]:
                turn = turns.setdefault(row[side], {"joined": [], "left": [], "facts": []})
                turn[what].append(row["name"])
                turn["facts"].append(row[f"{side}_fact"])
    count, rows = member_range(spells), []
    for date in sorted(turns, key=lambda text: (earliest(text), latest(text))):
        after = count.loc[: pd.Timestamp(latest(date))].tail(1).sum()  # of none, 0
        joined, left, facts = (sorted(turns[date][what]) for what in ("joined", "left", "facts"))
        rows.append((date, tuple(joined), tuple(left), *map(int, after), facts[0]))
    return pd.DataFrame(rows, columns=["date", "joined", "left", "lowest", "highest", "fact"])


_DOUBT = ("end_earliest", "doubt_fact")  # an open spell may be over, and no end says so


def with_facts(steps: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of a count, each with `facts`: the ids of those that make it, separated by ";".

    They open or close a spell on that day, or may do so where their date is known to the month or the year.
    """
    facts = pd.concat(
        [
            pd.Series(spells[fact].array, index=pd.DatetimeIndex(spells[bound]))
            for bound, fact in [*((bound, f"{bound.partition('_')[0]}_fact") for bound in BOUNDS), _DOUBT]
            if fact in spells
        ]
    )
    facts = facts[facts.index.notna() & facts.ne("")]
    told = facts.groupby(level=0).agg(lambda own: ";".join(sorted(set(own))))
    return steps.assign(facts=told.reindex(steps.index).fillna("").astype("str"))

"""The days on which the number of members changes: who came, who went, and by which facts."""

from __future__ import annotations

import pandas as pd

from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_range
from membership.intervals.dates import earliest, latest
from membership.intervals.frames import written_days

# What changes the number on a day, or may; an open spell may be over, and no end says so.
_ENDS = [(bound, f"{bound.partition('_')[0]}_fact") for bound in BOUNDS] + [("end_earliest", "doubt_fact")]


def steps(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the number of members of each organization from each day on which it changes.

    Returns
    -------
    DataFrame
        organization, date (YYYY-MM-DD), lowest and highest (int, as in `member_range`), facts (str: the ids,
        separated by ";", of those that open or close a spell on that day, or may, where dates are imprecise).

    Examples
    --------
    >>> import membership as m
    >>> m.steps(m.spells(m.load(), "NATO"))["lowest"].head(2).to_list()
    [12, 14]
    """
    frames = []
    for organization, own in spells.groupby("organization", sort=False):
        count, turns = member_range(own), [(bound, fact) for bound, fact in _ENDS if fact in own]
        known = pd.concat([own.set_index(bound)[fact] for bound, fact in turns])
        known = known[known.index.notna() & known.ne("")]
        told = known.groupby(level=0).agg(lambda ids: ";".join(sorted(set(ids))))
        frame = count.assign(facts=told.reindex(count.index).fillna("").astype("str")).reset_index()
        frames.append(frame.assign(organization=organization, date=written_days(frame["date"])))
    columns = ["organization", "date", "lowest", "highest", "facts"]
    return pd.concat(frames, ignore_index=True)[columns] if frames else pd.DataFrame(columns=columns)


def changes(spells: pd.DataFrame) -> pd.DataFrame:
    """Return who joined and who left one organization, day by day.

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

"""The facts behind the steps of a count: which of them open or close a spell on its day."""

from __future__ import annotations

import pandas as pd

from membership.intervals.bounds import BOUNDS


def with_facts(steps: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of a count, each with the facts that make it.

    Parameters
    ----------
    steps : DataFrame
        From `member_range`.
    spells : DataFrame
        The spells that it counts, from `membership.spells`.

    Returns
    -------
    DataFrame
        `steps` with `facts` (str): the ids of the facts that open or close a spell on that day, or may do
        so where their date is known to the month or the year, in order and separated by ";".

    Examples
    --------
    >>> import membership as m
    >>> frame = m.spells(m.load(), "NATO")
    >>> with_facts(m.member_range(frame), frame)["facts"].loc["2023-04-04"]
    'NATO-FIN-acceded'
    """
    facts = pd.concat(
        [
            pd.Series(spells[f"{bound.partition('_')[0]}_fact"].array, index=pd.DatetimeIndex(spells[bound]))
            for bound in BOUNDS
        ]
    )
    facts = facts[facts.index.notna() & facts.ne("")]
    told = facts.groupby(level=0).agg(lambda own: ";".join(sorted(set(own))))
    return steps.assign(facts=told.reindex(steps.index).fillna("").astype("str"))

"""Whom to credit for a chart: the publishers of the sources that decide its facts."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from membership.derive.evidence import deciding_sources
from membership.tables.loading import Tables

_MOST = 4


def facts_in(*frames: pd.DataFrame) -> list[str]:
    """Return the facts that the rows of some frames rest on, in alphabetical order."""
    columns = ("fact", "start_fact", "end_fact", "facts")  # of `facts` several, set apart by ";"
    cells = {cell for frame in frames for name in columns if name in frame for cell in frame[name]}
    return sorted({fact for cell in cells for fact in str(cell).split(";") if fact})


def credit(tables: Tables, *frames: pd.DataFrame, plotted: Sequence[str] = ()) -> str:
    """Return the source line of a chart: the publishers whose sources decide its facts, and how many more.

    Parameters
    ----------
    tables : Tables
    *frames : DataFrame
        What is drawn; see `facts_in`.
    plotted : sequence of str, optional
        Sources whose own work is drawn; their publishers come first, and none is left out. The others are at
        most four, those that decide most facts first and those of weak sources last.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> credit(tables, m.spells(tables, "NATO")).startswith("Sources: ")
    True
    """
    deciding = deciding_sources(tables)
    used = pd.Series([deciding[fact] for fact in facts_in(*frames) if fact in deciding], dtype="str")
    sources = tables.sources.set_index("source")
    publisher = sources["publisher"].replace("", pd.NA).dropna()
    is_weak = used.map(sources["kind"]).isin(["weak", "none"])
    deciders = is_weak.groupby(used.map(publisher)).agg(weak="all", facts="size").reset_index()
    order, upward = ["weak", "facts", deciders.columns[0]], [True, False, True]
    ranked = deciders.sort_values(order, ascending=upward).iloc[:, 0]
    first = [publisher[source] for source in plotted if source in publisher]
    names = list(dict.fromkeys([*first, *ranked]))
    shown = names[: max(_MOST, len(set(first)))]
    if not shown:
        return ""
    more = len(names) - len(shown)
    return f"Sources: {'; '.join(shown)}{f'; {more} more, listed with the data' if more else ''}."

"""The two ends of every bar: the date as its source gives it, what happened, and where its proof is."""

from __future__ import annotations

import pandas as pd

from membership.charts import end_id
from membership.intervals.dates import words
from membership.tables.loading import Tables
from membership.words.proofs import anchor


def with_ends(tables: Tables, frame: pd.DataFrame) -> pd.DataFrame:
    """Return spells or pauses with what a chart writes at each end and where it leads.

    Parameters
    ----------
    tables : Tables
    frame : DataFrame
        From `spells` or `pauses`.

    Returns
    -------
    DataFrame
        `frame` with `start_shown`, `end_shown` (the fact's own date: for an end that closes after a last
        day, that last day), `end_note` (the action that ended it) and `start_url`, `end_url` ("#fact-ID").
        All are "" where a spell is open.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> bool(with_ends(tables, m.spells(tables, "CSTO"))["start_url"].str.startswith("#fact-CSTO-").all())
    True
    """
    dates = dict(zip(tables.membership["fact"], tables.membership["date"], strict=True))
    shown = {f"{end}_shown": frame[f"{end}_fact"].map(dates).fillna("") for end in ("start", "end")}
    urls = {
        f"{end}_url": frame[f"{end}_fact"].map(lambda fact: f"#{anchor(fact)}" if fact else "")
        for end in ("start", "end")
    }
    return frame.assign(**shown, **urls, end_note=frame["end_action"])


def end_names(frame: pd.DataFrame, kind: str = "spell") -> dict[str, str]:
    """Return what a screen reader says of each linked end, by the id it has in the chart.

    Parameters
    ----------
    frame : DataFrame
        From `with_ends`, with the rows as the chart draws them.
    kind : str
        As for `end_id`.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> frame = with_ends(tables, m.spells(tables, "CSTO"))
    >>> end_names(frame)["spell-0-start"]
    'Armenia, CSTO: signature 15 May 1992'
    """
    return {
        end_id(number, end, kind): (
            f"{row['name']}, {row['organization']}: {row[f'{end}_action']} {words(row[f'{end}_shown'])}"
        )
        for number, row in enumerate(frame.to_dict("records"))
        for end in ("start", "end")
        if row[f"{end}_url"]
    }

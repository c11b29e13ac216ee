"""Pairs of states as a data set codes them, against ours: the years that one surely has and the other not."""

from __future__ import annotations

import pandas as pd

from membership.derive.coded_spells import joined
from membership.derive.codings import differences
from membership.derive.memberships import spells
from membership.derive.state_pairs import dyads
from membership.intervals.dates import day_after, latest, precision
from membership.tables.loading import Tables, require_tables

LESSER = ("associate", "observer")
_PAIR = ["state1", "state2"]
_COLUMNS = [*_PAIR, "first_year", "last_year", "whose", "why"]


def dyad_differences(
    tables: Tables,
    organization: str,
    dataset: str,
    definition: str = "signed",
    *,
    partner: str | None = None,
) -> pd.DataFrame:
    """Return the years in which a data set pairs two states and ours surely do not, or the other way round.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id.
    dataset : str
        As named in `codings`.
    definition : str, default "signed"
        Under which ours are members.
    partner : str, optional
        The state whose pairs alone the data set gives; all pairs of states that it codes unless told.

    Returns
    -------
    DataFrame
        By pair and year, up to the year of its cut-off: state1, state2, first_year, last_year (int),
        `whose` ("theirs" or "ours", who pairs them), `why`: the differences in the spells of the two states
        that make it, and what the codings remark on them. No row where a date known to the year could mean
        either. Associates and observers are no pairs.

    Raises
    ------
    ValueError
        If `codings` has nothing of the data set for the organization, or the definition is not offered.

    Examples
    --------
    >>> import membership as m
    >>> m.dyad_differences(m.load(), "WTO", "COW IGO 3").columns[2]
    'first_year'
    """
    require_tables(tables)
    own = tables.codings[
        (tables.codings["dataset"] == dataset) & (tables.codings["organization"] == organization)
    ]
    if own.empty:
        known = tables.codings.loc[tables.codings["organization"] == organization, "dataset"].unique()
        listed = ", ".join(sorted(known)) or "no data set codes it"
        raise ValueError(f"no codings of {organization} by {dataset!r}; expected one of {listed}")
    ours = spells(tables, organization, definition)
    own = own[~own["status"].isin(LESSER)]
    limit = min(latest(text) for text in {*own["cut_off"], ours["until"].max().date().isoformat()} if text)
    coded = joined(own)
    terms = coded.assign(end=coded["end"].map(_out), until=pd.Timestamp(limit))
    theirs = dyads(terms[["state", "start", "end", "until"]], "year")
    mine = dyads(ours.drop(columns="organization"), "year")
    known_states = set(coded["state"])
    counted = ["days", "days_possible"]
    both = theirs[[*_PAIR, "year", *counted]].merge(
        mine[[*_PAIR, "year", *counted]], on=[*_PAIR, "year"], how="outer", suffixes=("", "_ours")
    )
    both = both.fillna({name + end: 0 for name in counted for end in ("", "_ours")})
    within = both["state1"].isin(known_states) & both["state2"].isin(known_states)
    if partner:
        within &= (both[_PAIR] == partner).any(axis=1)
    both = both[within & (both["year"] <= limit.year)]
    theirs_alone = (both["days"] > 0) & (both["days_possible_ours"] == 0)
    ours_alone = (both["days_ours"] > 0) & (both["days_possible"] == 0)
    both = both.assign(whose=theirs_alone.map({True: "theirs", False: "ours"}))[theirs_alone | ours_alone]
    both = both.sort_values([*_PAIR, "whose", "year"], ignore_index=True)
    run = (both["year"].diff() != 1) | (both[[*_PAIR, "whose"]] != both[[*_PAIR, "whose"]].shift()).any(
        axis=1
    )
    spelled = differences(coded, ours[["state", "start", "end"]], limit.isoformat())
    causes: dict[str, list[str]] = {state: [] for state in known_states}
    for row in spelled.to_dict("records"):
        ends = [f"{row[side] or 'none'} ({side})" for side in ("theirs", "ours")]
        told = f"{row['state']}: {row['what']} {', '.join(ends)}"
        causes[row["state"]].append(f"{told}. {row['note']}".strip())
    rows = [
        {
            "state1": one,
            "state2": other,
            "first_year": int(years["year"].min()),
            "last_year": int(years["year"].max()),
            "whose": whose,
            "why": " ".join(cause for state in (one, other) for cause in causes[state]),
        }
        for (one, other, whose, _), years in both.groupby([*_PAIR, "whose", run.cumsum()])
    ]
    return pd.DataFrame(rows, columns=_COLUMNS).sort_values([*_PAIR, "first_year"], ignore_index=True)


def _out(end: str) -> str:
    """Return the first day out for a coded last day in; a year or a month stays, and may be in or out."""
    return day_after(end) if end and precision(end) == "day" else end

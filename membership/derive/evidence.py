"""What the sources say of each fact: who gives its date, who gives another, who denies it.

Each answer is worked out once for the same tables, and shared: it is to be read, not changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from membership.intervals.dates import agree
from membership.tables.loading import Tables, require_tables
from membership.tables.rules import UNVERIFIED

_RANK = {
    kind: rank for rank, kind in enumerate(("primary", "official", "reference", "press", "weak", "none"))
}


@dataclass(frozen=True)
class Dispute:
    """What the evidence of one fact says against it: other dates, and the sources that deny it."""

    others: tuple[str, ...]
    denied_by: tuple[str, ...]

    def __bool__(self) -> bool:
        """Return whether any source disagrees."""
        return bool(self.others or self.denied_by)


def facts(tables: Tables) -> pd.DataFrame:
    """Return every fact of the project, of `membership` and of `dates`, in one frame.

    Returns
    -------
    DataFrame
        fact, organization, state, kind (the action or the kind of date), date, act, title, note.
    """
    members = tables.membership.rename(columns={"action": "kind"}).assign(title="")
    dated = tables.dates.assign(state="", act="")
    columns = ["fact", "organization", "state", "kind", "date", "act", "title", "note"]
    return pd.concat([members[columns], dated[columns]], ignore_index=True)


@lru_cache(maxsize=8)
def evidence_of(tables: Tables) -> Mapping[str, list[dict[str, str]]]:
    """Return the evidence of each fact, its own first, then its act's.

    The best source comes first: the nearest to the event by its kind, then one with an address.
    """
    rank = {
        row["source"]: (_RANK.get(row["kind"], 9), not row["url"])
        for row in tables.sources.to_dict("records")
    }
    by_fact = defaultdict(list)
    for piece in tables.evidence.to_dict("records"):
        by_fact[piece["fact"]].append(piece)
    for pieces in by_fact.values():
        pieces.sort(key=lambda piece: (rank[piece["source"]], piece["source"], piece["date"]))
    acts = zip(tables.membership["fact"].to_list(), tables.membership["act"].to_list(), strict=True)
    inherited = {fact: by_fact.get(fact, []) + by_fact.get(act, []) for fact, act in acts if act}
    return dict(by_fact) | inherited


@lru_cache(maxsize=8)
def disputes(tables: Tables) -> Mapping[str, Dispute]:
    """Return what sources hold against each fact; facts that none disputes are left out.

    Parameters
    ----------
    tables : Tables

    Returns
    -------
    mapping of str to Dispute
        By fact: `others`, the other dates that sources give (ISO text, in order), and `denied_by`, the
        ids of the sources that say it was not so.

    Examples
    --------
    >>> import membership as m
    >>> "2006-06-23" in m.disputes(m.load())["CSTO-UZB-returned"].others
    True
    """
    require_tables(tables)
    evidence = evidence_of(tables)
    dates = {
        fact: date
        for frame in (tables.membership, tables.dates)
        for fact, date in zip(frame["fact"].to_list(), frame["date"].to_list(), strict=True)
        if fact in evidence
    }
    found = {}
    for fact, pieces in evidence.items():
        others = {p["date"] for p in pieces if p["says"] == "dates" and not agree(p["date"], dates[fact])}
        denied = {p["source"] for p in pieces if p["says"] == "denies"}
        if others or denied:
            found[fact] = Dispute(tuple(sorted(others)), tuple(sorted(denied)))
    return found


@lru_cache(maxsize=8)
def unverified_facts(tables: Tables) -> frozenset[str]:
    """Return the facts whose date no source that was opened gives: marked unverified, or known from hearsay.

    Tables without evidence mark none.

    Examples
    --------
    >>> import membership as m
    >>> "CSTO-treaty-signed" in unverified_facts(m.load())
    False
    """
    if tables.evidence.empty:
        return frozenset()
    unread = set(tables.sources.loc[tables.sources["seen"] == "not opened", "source"]) | {UNVERIFIED}
    evidence = evidence_of(tables)
    return frozenset(
        fact
        for fact, date in facts(tables)[["fact", "date"]].itertuples(index=False)
        if not any(
            p["says"] == "dates" and p["date"] == date and p["source"] not in unread
            for p in evidence.get(fact, [])
        )
    )


@lru_cache(maxsize=8)
def deciding_sources(tables: Tables) -> Mapping[str, str]:
    """Return, for each fact, the best source that gives its date as we do.

    Better is: primary before official, reference, press and weak; what is unverified comes last.
    A fact whose date rests on no source is left out.
    """
    evidence = evidence_of(tables)
    found = {}
    for fact, date in facts(tables)[["fact", "date"]].itertuples(index=False):
        pieces = [p for p in evidence.get(fact, []) if p["says"] == "dates" and p["date"] == date]
        if pieces:
            found[fact] = min(pieces, key=lambda piece: piece["source"] == UNVERIFIED)["source"]
    return found

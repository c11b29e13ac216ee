"""What the sources say of each fact: who gives its date, who gives another, who denies it.

A source of kind `none` is no source: what is only known to circulate proves nothing. That another date
circulates is still said.

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

NO_SOURCE = "none"
_RANK = {
    kind: rank for rank, kind in enumerate(("primary", "official", "reference", "press", "weak", "none"))
}


@dataclass(frozen=True)
class Dispute:
    """What the evidence of one fact says against it: other dates, and the sources that deny it.

    `of` is the fact that the evidence is about: the fact itself, or the act that it was part of. A dispute
    about one act is one dispute, however many states took part.
    """

    others: tuple[str, ...]
    denied_by: tuple[str, ...]
    of: str = ""

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


def no_sources(tables: Tables) -> frozenset[str]:
    """Return the ids under which no source stands: what was not found, what only circulates.

    Examples
    --------
    >>> import membership as m
    >>> "unverified" in no_sources(m.load())
    True
    """
    return frozenset(tables.sources.loc[tables.sources["kind"] == NO_SOURCE, "source"])


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

    Only a source that `dates` the fact otherwise or `denies` it disputes it; one that `omits` it, or counts
    an `other act`, does not.

    Returns
    -------
    mapping of str to Dispute
        By fact: `others`, the other dates that sources give (ISO text, in order), `denied_by`, the ids of
        the sources that say it was not so, and `of`, the fact itself or the act about which they say so.

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
        held = [
            piece
            for piece in pieces
            if piece["says"] == "denies"
            or (piece["says"] == "dates" and not agree(piece["date"], dates[fact]))
        ]
        if held:
            others = {piece["date"] for piece in held if piece["date"]}
            denied = {piece["source"] for piece in held if piece["says"] == "denies"}
            found[fact] = Dispute(tuple(sorted(others)), tuple(sorted(denied)), held[0]["fact"])
    return found


@lru_cache(maxsize=8)
def unverified_facts(tables: Tables) -> frozenset[str]:
    """Return the facts whose date no source that was opened gives: no source at all, or known from hearsay.

    Tables without evidence mark none.

    Examples
    --------
    >>> import membership as m
    >>> "CSTO-treaty-signed" in unverified_facts(m.load())
    False
    """
    if tables.evidence.empty:
        return frozenset()
    unread = set(tables.sources.loc[tables.sources["seen"] == "not opened", "source"]) | no_sources(tables)
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

    Better is: one that names the state before one that only dates the act of several; then primary before
    official, reference, press and weak. A fact whose date rests on no source is left out.

    Examples
    --------
    >>> import membership as m
    >>> bool(deciding_sources(m.load())["CSTO-UZB-suspended"])
    True
    """
    evidence, none, named = evidence_of(tables), no_sources(tables), _Named(tables)
    found = {}
    for fact, date in facts(tables)[["fact", "date"]].itertuples(index=False):
        pieces = [
            piece
            for piece in evidence.get(fact, [])
            if piece["says"] == "dates" and piece["date"] == date and piece["source"] not in none
        ]
        if pieces:
            found[fact] = min(pieces, key=lambda piece: not named.by(piece, fact))["source"]
    return found


@lru_cache(maxsize=8)
def naming_sources(tables: Tables) -> Mapping[str, str]:
    """Return, for each fact of a state, the best source that names the state as the one that acted.

    The date of an act and the list of those who took part may stand in two sources. The one that decides the
    date is taken where it names the state; a fact whose state no source is known to name is left out.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> set(naming_sources(tables)) <= set(tables.membership["fact"])
    True
    """
    evidence, none, deciding = evidence_of(tables), no_sources(tables), deciding_sources(tables)
    found, named = {}, _Named(tables)
    for fact in named.states:
        naming = [
            piece["source"]
            for piece in evidence.get(fact, [])
            if piece["says"] in ("dates", "confirms") and piece["source"] not in none
            if named.by(piece, fact)
        ]
        if naming:
            found[fact] = deciding[fact] if deciding.get(fact) in naming else naming[0]
    return found


class _Named:
    """Whether a piece of evidence speaks of the state whose fact it bears on.

    Its own evidence does; that of an act, where it lists the state, or the act is about this state.
    """

    def __init__(self, tables: Tables) -> None:
        codes = dict(zip(tables.states["name"], tables.states["state"], strict=True))
        self.states = dict(zip(tables.membership["fact"], tables.membership["state"], strict=True))
        self._about = {
            fact: {codes.get(name, "") for name in about.split(" and ")}
            for fact, about in zip(tables.dates["fact"], tables.dates["about"], strict=True)
        }

    def by(self, piece: Mapping[str, str], fact: str) -> bool:
        """Return whether the piece names the state of the fact; true where the fact is no state's."""
        state, act = self.states.get(fact), piece["fact"]
        return act == fact or state in piece["names"].split() or state in self._about.get(act, ())

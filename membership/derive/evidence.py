"""What the sources say of each fact: who gives its date, who another, who denies it, and how near they stand.

A source of kind `none` is no source: what is only known to circulate proves nothing. That another date
circulates is still said. Mappings are worked out once for the same tables, and shared: read them only.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pandas as pd

from membership.intervals.dates import agree
from membership.tables.loading import Tables, require_tables

KINDS = {
    "primary": "the text of an instrument or a law",
    "official": "a party's or an organization's own statement",
    "reference": "data sets, handbooks, encyclopaedias",
    "press": "newspapers and agencies",
    "weak": "copies on other sites, blogs, wikis, aggregators",
    "none": "no source",
}
# The beginnings of the months' names in the two languages of most sources; others need the year.
_MONTHS = (
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
)
_FACT = ["fact", "organization", "state", "kind", "date", "act", "title", "note"]
Piece = Mapping[str, str]  # a row of the table of evidence


@dataclass(frozen=True)
class Dispute:
    """What the evidence says against a fact: other dates, and the sources that deny it.

    `of` is what the evidence is about: the fact, or the act it was part of, one however many took part.
    """

    others: tuple[str, ...]
    denied_by: tuple[str, ...]
    of: str = ""


def facts(tables: Tables) -> pd.DataFrame:
    """Return every fact, of `membership` and of `dates`, in one frame; `kind` is the action or kind."""
    members = tables.membership.rename(columns={"action": "kind"}).assign(title="")
    dated = tables.dates.assign(state="", act="")
    return pd.concat([members[_FACT], dated[_FACT]], ignore_index=True)


@lru_cache(maxsize=8)
def fact_dates(tables: Tables) -> Mapping[str, str]:
    """Return the date of each fact."""
    return dict(facts(tables)[["fact", "date"]].to_numpy().tolist())


@lru_cache(maxsize=8)
def evidence_of(tables: Tables) -> Mapping[str, list[dict[str, str]]]:
    """Return the evidence of each fact, its own first, then its act's; of each the best source first."""
    kinds, known = list(KINDS), tables.sources[["source", "kind", "url"]].to_numpy().tolist()
    rank = {source: (kinds.index(kind), not url) for source, kind, url in known}
    by_fact = defaultdict(list)
    for piece in tables.evidence.to_dict("records"):
        by_fact[piece["fact"]].append(piece)
    for pieces in by_fact.values():
        pieces.sort(key=lambda piece: (rank[piece["source"]], piece["source"], piece["date"]))
    acts = zip(tables.membership["fact"].to_list(), tables.membership["act"].to_list(), strict=True)
    return dict(by_fact) | {fact: by_fact.get(fact, []) + by_fact.get(act, []) for fact, act in acts if act}


def speaks_against(piece: Piece, date: str) -> bool:
    """Return whether evidence disputes a fact of that date; to omit it, or date another act, does not."""
    return piece["says"] == "denies" or (piece["says"] == "dates" and not agree(piece["date"], date))


@lru_cache(maxsize=8)
def disputes(tables: Tables) -> Mapping[str, Dispute]:
    """Return what sources hold against each fact that one disputes.

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
    if tables.evidence.empty:
        return {}
    dates, found = fact_dates(tables), {}
    for fact, pieces in evidence_of(tables).items():
        if held := [piece for piece in pieces if speaks_against(piece, dates[fact])]:
            others = {piece["date"] for piece in held if piece["date"]}
            denied = {piece["source"] for piece in held if piece["says"] == "denies"}
            found[fact] = Dispute(tuple(sorted(others)), tuple(sorted(denied)), held[0]["fact"])
    return found


@lru_cache(maxsize=8)
def _dating(tables: Tables) -> Mapping[str, list[dict[str, str]]]:
    """Return, for each fact, the pieces of its evidence in which a source gives the date that we give."""
    evidence, none = evidence_of(tables), _no_sources(tables)

    def dating(fact: str, date: str) -> list[dict[str, str]]:
        given = [one for one in evidence.get(fact, []) if one["says"] == "dates" and one["date"] == date]
        return [piece for piece in given if piece["source"] not in none]

    return {fact: dating(fact, date) for fact, date in fact_dates(tables).items()}


def _no_sources(tables: Tables) -> frozenset[str]:
    """Return the ids under which no source stands: what was not found, what only circulates."""
    return frozenset(tables.sources.loc[tables.sources["kind"] == "none", "source"])


@lru_cache(maxsize=8)
def unverified_facts(tables: Tables) -> frozenset[str]:
    """Return the facts whose date no source that was opened gives; tables without evidence mark none."""
    if tables.evidence.empty:
        return frozenset()
    unread = set(tables.sources.loc[tables.sources["seen"] == "not opened", "source"])
    dating = _dating(tables).items()
    return frozenset(fact for fact, pieces in dating if {piece["source"] for piece in pieces} <= unread)


@lru_cache(maxsize=8)
def deciding_sources(tables: Tables) -> Mapping[str, str]:
    """Return, for each fact whose date rests on a source, the best one that gives its date as we do.

    One that names the state is better than one that only dates the act of several; then the kind decides.
    """
    names = _naming(tables)
    return {
        fact: min(pieces, key=lambda piece: not names(piece, fact))["source"]
        for fact, pieces in _dating(tables).items()
        if pieces
    }


@lru_cache(maxsize=8)
def naming_sources(tables: Tables) -> Mapping[str, str]:
    """Return, for each fact of a state, the best source that names the state as the one that acted, if any.

    The date of an act and the list of those who took part may stand in two sources. The one that decides the
    date is taken where it names the state.
    """
    evidence, none, deciding = evidence_of(tables), _no_sources(tables), deciding_sources(tables)
    found, names = {}, _naming(tables)
    for fact in tables.membership["fact"]:
        naming = [
            piece["source"]
            for piece in evidence.get(fact, [])
            if piece["says"] in ("dates", "confirms") and piece["source"] not in none and names(piece, fact)
        ]
        if naming:
            found[fact] = deciding[fact] if deciding.get(fact) in naming else naming[0]
    return found


def _naming(tables: Tables) -> Callable[[Piece, str], bool]:
    """Return what says whether a piece of evidence speaks of the state whose fact it bears on.

    Its own evidence does; that of an act, where it lists the state, or the act is about this state.
    """
    codes = dict(zip(tables.states["name"], tables.states["state"], strict=True))
    states = dict(zip(tables.membership["fact"], tables.membership["state"], strict=True))
    about = {
        fact: {codes.get(name) for name in names.split(" and ")}
        for fact, names in zip(tables.dates["fact"], tables.dates["about"], strict=True)
    }

    def names(piece: Piece, fact: str) -> bool:
        act, state = piece["fact"], states.get(fact, "")
        return act == fact or state in piece["names"].split() or state in about.get(act, ())

    return names


def strength(tables: Tables) -> pd.DataFrame:
    """Return how many facts of each organization each kind of source speaks of, and how many it decides.

    Returns
    -------
    DataFrame
        For every organization and kind: organization, kind, facts (int: with evidence of that kind), decided
        (int: whose date the best source, of that kind, gives), total (int: facts of the organization). Of the
        kind "none" are the facts that are not verified, so that every fact is decided once.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.strength(m.load())
    >>> bool((frame["decided"] <= frame["facts"]).all())
    True
    """
    kinds = dict(zip(tables.sources["source"], tables.sources["kind"], strict=True))
    evidence, deciding, unread = evidence_of(tables), deciding_sources(tables), unverified_facts(tables)
    rows = []
    for organization, own in facts(tables).groupby("organization"):
        for kind in KINDS:
            speaks = {f for f in own["fact"] if any(kinds[p["source"]] == kind for p in evidence.get(f, []))}
            decided = {f for f in own["fact"] if kinds.get(deciding.get(f, "")) == kind} - unread
            if kind == "none":
                speaks = decided = set(own["fact"]) & unread
            rows.append((organization, kind, len(speaks), len(decided), len(own)))
    return pd.DataFrame(rows, columns=["organization", "kind", "facts", "decided", "total"])


def gives_date(excerpt: str, date: str) -> bool:
    """Return whether the words of a source give a date: the day with its month or its year, as far as known.

    >>> [gives_date(words, "1992-05-15") for words in ("on 15 May 1992", "in force 15.05.92", "in May")]
    [True, True, False]
    """
    year, *rest = date.split("-")
    numbers = [int(number) for number in re.findall(r"\d+", excerpt)]
    if not rest:
        return int(year) in numbers
    month = int(rest[0])
    named = any(re.search(rf"\b{names[month - 1]}", excerpt.casefold()) for names in _MONTHS)
    if len(rest) == 1:
        return named or {int(year), month} <= set(numbers)
    in_figures = re.search(rf"\b0?{int(rest[1])}[./-]0?{month}\b", excerpt)
    return bool(in_figures) or (int(rest[1]) in numbers and (named or int(year) in numbers))


def provability(tables: Tables) -> pd.DataFrame:
    """Return how many facts anyone can check: those for which a source that we quote gives the date.

    Returns
    -------
    DataFrame
        Indexed by `organization`, "" for facts of none, in the order of their table: `facts`, the number of
        facts; `in_words`, those of which an excerpt gives the date that we give; `linked`, those of them
        whose source has an address; `share`, `in_words` over `facts`.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.provability(m.load())
    >>> bool((frame["in_words"] <= frame["facts"]).all())
    True
    """
    address, dating = dict(zip(tables.sources["source"], tables.sources["url"], strict=True)), _dating(tables)
    known = facts(tables)
    quoted = [
        [piece["source"] for piece in dating[fact] if gives_date(piece["excerpt"], date)]
        for fact, date in zip(known["fact"], known["date"], strict=True)
    ]
    told = known.assign(
        facts=1,
        in_words=[bool(sources) for sources in quoted],
        linked=[any(address[source] for source in sources) for sources in quoted],
    )
    told = told.groupby("organization")[["facts", "in_words", "linked"]].sum().astype("int64")
    told = told.reindex([one for one in (*tables.organizations["organization"], "") if one in told.index])
    return told.assign(share=told["in_words"] / told["facts"])


def sources_in_use(tables: Tables) -> pd.DataFrame:
    """Return every source, those on which most facts rest first; what stands for the lack of one is left out.

    Returns
    -------
    DataFrame
        The columns of `sources`, and `facts` (int): how many facts it is the best source of.

    Examples
    --------
    >>> import membership as m
    >>> "none" in set(m.sources_in_use(m.load())["kind"])
    False
    """
    rows = tables.sources[tables.sources["kind"] != "none"]
    rests = pd.Series(deciding_sources(tables), dtype="str").value_counts()
    told = rows.assign(facts=rows["source"].map(rests).fillna(0).astype("int64"))
    return told.sort_values(["facts", "source"], ascending=[False, True], ignore_index=True)


def known_facts(tables: Tables) -> pd.DataFrame:
    """Return every fact with its standing: whose it is, what and when, and how sure it is.

    Returns
    -------
    DataFrame
        fact, organization, state, name (of the state, "" for an event), kind, date, act, title, note, source
        (the publisher of the one that decides its date, "" where none does), disputed and unverified (bool);
        by organization, date and fact.

    Examples
    --------
    >>> import membership as m
    >>> m.known_facts(m.load()).set_index("fact").loc["CSTO-treaty-signed", "date"]
    '1992-05-15'
    """
    known, deciding = facts(tables), deciding_sources(tables)
    published = dict(zip(tables.sources["source"], tables.sources["publisher"], strict=True))
    names = known["state"].map(tables.states.set_index("state")["name"])
    known.insert(3, "name", names.fillna("").astype("str"))
    known = known.assign(
        source=[published.get(deciding.get(fact, ""), "") for fact in known["fact"]],
        disputed=known["fact"].isin(list(disputes(tables))),
        unverified=known["fact"].isin(unverified_facts(tables)),
    )
    return known.sort_values(["organization", "date", "fact"], ignore_index=True)


def fact_entries(tables: Tables) -> list[dict[str, Any]]:
    """Return an entry for every fact, in the order of `known_facts`, as plain records.

    Returns
    -------
    list of dict
        The columns of `known_facts`, and `meaning` (of the action), `pieces`: what each source says of it
        (source, publisher, kind, says, date, excerpt, translated, note), the best first; `inherited`: for a
        fact that was part of an act, the piece of the act's evidence that decides, with the act's id and
        title and how many more pieces it has; None elsewhere.

    Examples
    --------
    >>> import membership as m
    >>> len(m.fact_entries(m.load())) == len(m.known_facts(m.load()))
    True
    """
    evidence, sources = evidence_of(tables), tables.sources.set_index("source").to_dict("index")
    titles = dict(zip(tables.dates["fact"], tables.dates["title"], strict=True))
    meanings = dict(zip(tables.actions["action"], tables.actions["meaning"], strict=True))

    def told(piece: Piece) -> dict[str, Any]:
        source = sources[piece["source"]]
        kept = {name: piece.get(name, "") for name in ("source", "says", "date", "excerpt", "note")}
        kept |= {"publisher": source["publisher"] or source["title"], "kind": source["kind"]}
        return kept | {"translated": bool(piece.get("translated"))}

    made = []
    for row in known_facts(tables).to_dict("records"):
        pieces = evidence.get(row["fact"], [])
        own = [told(piece) for piece in pieces if piece["fact"] == row["fact"]]
        act, inherited = [piece for piece in pieces if piece["fact"] == row["act"]], None
        if act:
            gives = [one for one in act if one["says"] == "dates" and one["date"] == row["date"]]
            best = told((gives or act)[0])
            inherited = {"act": row["act"], "title": titles[row["act"]], "piece": best, "more": len(act) - 1}
        meaning = meanings.get(row["kind"], "") if row["state"] else ""
        made.append(row | {"meaning": meaning, "pieces": own, "inherited": inherited})
    return made


def disputed_facts(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return what sources dispute: our date, theirs, and who says so; of all organizations unless told.

    A dispute about an act stands once, at the act, and not at every state that took part in it.

    Returns
    -------
    DataFrame
        fact, organization, who (the state, or the title of the event), what (the action, "" for an event),
        date (ours), other (another date, "" where a source denies the fact), sources (their publishers,
        separated by "; "), note; one row for each other date, in order.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.disputed_facts(m.load(), "CSTO")
    >>> "2006-06-23" in set(frame.loc[frame["fact"] == "CSTO-UZB-returned", "other"])
    True
    """
    publishers = dict(zip(tables.sources["source"], tables.sources["publisher"], strict=True))
    evidence, known, rows = evidence_of(tables), known_facts(tables), []
    for row in known[known["organization"].eq(organization) | (organization is None)].to_dict("records"):
        said: dict[str, list[str]] = {}
        for piece in evidence.get(row["fact"], []):
            if piece["fact"] == row["fact"] and speaks_against(piece, row["date"]):
                said.setdefault(piece["date"], []).append(publishers[piece["source"]])
        for other, names in sorted(said.items()):
            who, what = row["name"] or row["title"], row["kind"] if row["state"] else ""
            told = (row["fact"], row["organization"], who, what, row["date"], other)
            rows.append((*told, "; ".join(dict.fromkeys(names)), row["note"]))
    columns = ["fact", "organization", "who", "what", "date", "other", "sources", "note"]
    return pd.DataFrame(rows, columns=columns)

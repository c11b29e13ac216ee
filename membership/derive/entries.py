"""How we know: every fact with what each source says of it, as plain records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from membership.derive.evidence import deciding_sources, disputes, evidence_of, facts, unverified_facts
from membership.intervals.dates import agree
from membership.tables.loading import Tables


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
    >>> frame = m.known_facts(m.load()).set_index("fact")
    >>> frame.loc["CSTO-treaty-signed", "date"]
    '1992-05-15'
    """
    known, deciding = facts(tables), deciding_sources(tables)
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    published = dict(zip(tables.sources["source"], tables.sources["publisher"], strict=True))
    known = known.assign(
        name=known["state"].map(names).fillna(""),
        source=[published.get(deciding.get(fact, ""), "") for fact in known["fact"]],
        disputed=known["fact"].isin(list(disputes(tables))),
        unverified=known["fact"].isin(unverified_facts(tables)),
    )
    columns = ["fact", "organization", "state", "name", "kind", "date", "act", "title", "note", "source"]
    ordered = known.sort_values(["organization", "date", "fact"], ignore_index=True)
    return ordered[[*columns, "disputed", "unverified"]]


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
    >>> len(fact_entries(m.load())) == len(m.known_facts(m.load()))
    True
    """
    evidence, sources = evidence_of(tables), tables.sources.set_index("source").to_dict("index")
    titles = dict(zip(tables.dates["fact"], tables.dates["title"], strict=True))
    meanings = dict(zip(tables.actions["action"], tables.actions["meaning"], strict=True))
    made = []
    for row in known_facts(tables).to_dict("records"):
        pieces = evidence.get(row["fact"], [])
        own = [_piece(piece, sources) for piece in pieces if piece["fact"] == row["fact"]]
        act = [piece for piece in pieces if piece["fact"] == row["act"]]
        inherited = None
        if act:
            gives = [p for p in act if p["says"] == "dates" and p["date"] == row["date"]]
            best = _piece((gives or act)[0], sources)
            inherited = {"act": row["act"], "title": titles[row["act"]], "piece": best, "more": len(act) - 1}
        meaning = meanings.get(row["kind"], "") if row["state"] else ""
        made.append(row | {"meaning": meaning, "pieces": own, "inherited": inherited})
    return made


def _piece(piece: Mapping[str, str], sources: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    source = sources[piece["source"]]
    kept = {name: piece.get(name, "") for name in ("source", "says", "date", "excerpt", "note")}
    told = {"publisher": source["publisher"] or source["title"], "kind": source["kind"]}
    return kept | told | {"translated": bool(piece.get("translated"))}


def disputed_facts(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return what sources dispute: our date, theirs, and who says so.

    A dispute about an act stands once, at the act, and not at every state that took part in it.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all unless told.

    Returns
    -------
    DataFrame
        fact, organization, who (the state, or the title of the event), what (the action, "" for an event),
        date (ours), other (another date, "" where a source denies the fact), sources (their publishers,
        separated by "; "), note; one row for each other date, in order.

    Examples
    --------
    >>> import membership as m
    >>> frame = disputed_facts(m.load(), "CSTO")
    >>> "2006-06-23" in set(frame.loc[frame["fact"] == "CSTO-UZB-returned", "other"])
    True
    """
    publishers = dict(zip(tables.sources["source"], tables.sources["publisher"], strict=True))
    evidence, against = evidence_of(tables), disputes(tables)
    rows = []
    for row in known_facts(tables).to_dict("records"):
        if row["fact"] not in against or organization not in (None, row["organization"]):
            continue
        own = [p for p in evidence.get(row["fact"], []) if p["fact"] == row["fact"]]
        said: dict[str, list[str]] = {}
        for piece in own:
            differs = piece["says"] == "dates" and not agree(piece["date"], row["date"])
            if differs or piece["says"] == "denies":
                said.setdefault(piece["date"] if differs else "", []).append(publishers[piece["source"]])
        for other, names in sorted(said.items()):
            who, what = row["name"] or row["title"], row["kind"] if row["state"] else ""
            told = (row["fact"], row["organization"], who, what, row["date"], other)
            rows.append((*told, "; ".join(dict.fromkeys(names)), row["note"]))
    columns = ["fact", "organization", "who", "what", "date", "other", "sources", "note"]
    return pd.DataFrame(rows, columns=columns)

"""How near the sources of the facts stand to the events."""

from __future__ import annotations

import pandas as pd

from membership.derive.evidence import deciding_sources, evidence_of, facts, unverified_facts
from membership.tables.loading import Tables

KINDS = {
    "primary": "the text of an instrument or a law",
    "official": "a party's or an organization's own statement",
    "reference": "data sets, handbooks, encyclopaedias",
    "press": "newspapers and agencies",
    "weak": "copies on other sites, blogs, wikis, aggregators",
    "none": "no source",
}


def strength(tables: Tables) -> pd.DataFrame:
    """Return how many facts of each organization each kind of source speaks of, and how many it decides.

    Returns
    -------
    DataFrame
        organization, kind, facts (int: with evidence of that kind), decided (int: whose date the best source,
        one of that kind, gives), total (int: facts of the organization); every kind for every organization.
        Of the kind "none" are the facts of `unverified_facts`, so that every fact is decided once.

    Examples
    --------
    >>> import membership as m
    >>> frame = strength(m.load())
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

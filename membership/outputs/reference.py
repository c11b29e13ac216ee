"""The reference parts of the pages: every fact with its evidence, every source, every claim."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from membership.derive.claims import checked_claims, is_later, last_reported
from membership.derive.entries import fact_entries, known_facts
from membership.derive.evidence import facts
from membership.derive.evidence_strength import KINDS
from membership.derive.organizations import organization as made
from membership.derive.verdict_words import CHECKS, LIMITS, VERDICTS
from membership.outputs.addresses import proof
from membership.outputs.parts import Part, part
from membership.outputs.reading_tables import Table, table
from membership.tables.loading import Tables


def fact_part(tables: Tables, organization: str) -> Part:
    """Return every fact with its evidence, as a part of the page; in Jupyter a table of the facts.

    Parameters
    ----------
    tables : Tables
    organization : str
        The one whose facts come first.

    Returns
    -------
    Part
        With an element ``fact-ID`` for each fact.
    """
    names = {row: made(tables, row).title for row in tables.organizations["organization"]}
    entries = sorted(fact_entries(tables), key=lambda entry: (entry["organization"], entry["name"]))
    groups = {
        owner: [
            {"who": who, "entries": list(own)} for who, own in groupby(of_owner, lambda entry: entry["name"])
        ]
        for owner, of_owner in groupby(entries, lambda entry: entry["organization"])
    }
    first = [organization, *(owner for owner in names if owner != organization)]
    order = [*(owner for owner in first if owner in groups), *(o for o in sorted(groups) if o not in names)]
    data = [
        {
            "id": owner or "none",
            "title": names.get(owner, owner or "No organization"),
            "groups": groups[owner],
        }
        for owner in order
    ]
    columns = {"organization": "Of", "date": "Date", "name": "State", "kind": "What", "title": "Event"}
    columns |= {"source": "Best source", "fact": "Id"}
    plain = table(known_facts(tables), "Every fact", columns=columns, dates=["date"])
    return part("facts", {"organizations": data}, plain)


def source_part(tables: Tables) -> Part:
    """Return every source once, the nearest to the events first, as a part of the page; in Jupyter a table.

    Returns
    -------
    Part
        With an element ``source-ID`` for each source.
    """
    rows = tables.sources.to_dict("records")
    kinds = [
        {"kind": kind, "meaning": meaning, "sources": [row for row in rows if row["kind"] == kind]}
        for kind, meaning in KINDS.items()
    ]
    columns = {"title": "Title", "publisher": "Publisher", "published": "Published", "kind": "Kind"}
    plain = table(
        tables.sources, "Every source", columns=columns, links={"title": "url"}, dates=["published"]
    )
    return part("sources", {"kinds": [each for each in kinds if each["sources"]]}, plain)


def claim_part(tables: Tables) -> Part:
    """Return every claim with both verdicts, the facts and the sources, as a part of the page.

    Returns
    -------
    Part
        With an element ``claim-ID`` for each claim; in Jupyter a table.
    """
    limit = last_reported(tables)
    known = facts(tables).set_index("fact", drop=False).to_dict("index")
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    sources = tables.sources.set_index("source", drop=False).to_dict("index")

    def shown(fact: str) -> dict[str, Any]:
        row = known[fact]
        what = f"{names[row['state']]}: {row['kind']}" if row["state"] else row["title"]
        later = is_later(row["date"], limit)
        return {"what": what, "date": row["date"], "proof": str(proof(fact)), "later": later}

    claims = [
        {
            name: claim[name]
            for name in ("claim", "paragraph", "fragment", "paraphrase", "check", "judged", "why")
        }
        | {
            "computed": claim["computed"],
            "found": claim["found"],
            "asked": CHECKS.get(claim["check"], ""),
            "limit": LIMITS.get(claim["check"], ""),
            "facts": [shown(f) for f in (claim["facts"] or claim["about"].split()) if f in known],
            "sources": [sources[one] for one in claim["sources"].split()],
        }
        for claim in checked_claims(tables).to_dict("records")
    ]
    columns = {"claim": "Claim", "paraphrase": "What is said", "judged": "Judged", "computed": "Computed"}
    plain = table(pd.DataFrame(claims), "Every claim of the article", columns=columns | {"why": "Why"})
    paragraphs = [(place, list(own)) for place, own in groupby(claims, lambda claim: claim["paragraph"])]
    return part("claims", {"paragraphs": paragraphs}, plain)


def definitions_part(tables: Tables) -> Table:
    """Return what each verdict and each kind of check means, and for how many claims each was used."""
    judged, asked = tables.claims["judged"].value_counts(), tables.claims["check"].value_counts()
    rows = [(word, meaning, int(judged.get(word, 0))) for word, meaning in VERDICTS.items()]
    rows += [(f"check: {kind}", f"Asks {what}.", int(asked.get(kind, 0))) for kind, what in CHECKS.items()]
    frame = pd.DataFrame(rows, columns=["Word", "What it means", "Claims"])
    return table(frame[frame["Claims"] > 0], "The verdicts, and the questions that the tables were asked")

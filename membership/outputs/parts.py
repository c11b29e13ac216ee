"""Parts of a page that a notebook fills with data and a template makes markup of; in Jupyter, tables."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import pandas as pd

from membership.derive.claims import CHECKS, LIMITS, VERDICTS, checked_claims, is_later, last_reported
from membership.derive.evidence import KINDS, fact_entries, facts, known_facts
from membership.derive.organizations import labels
from membership.derive.organizations import organization as made
from membership.derive.page_records import day_record, lab_record, state_histories, tile_record
from membership.intervals.counting import members_on
from membership.intervals.dates import latest, words
from membership.mime import bundle
from membership.outputs.reading_tables import Table, table
from membership.outputs.sentences import Prose, proof
from membership.tables.loading import Tables


@dataclass(frozen=True, eq=False)
class Part:
    """Data for the template ``parts/NAME.html.j2``, and what Jupyter shows in its place."""

    name: str
    data: Mapping[str, Any]
    plain: Table | Prose

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {
            kind: said for kind, said in self.plain._repr_mimebundle_().items() if kind.startswith("text/")
        }
        return bundle(self.name, dict(self.data), shown)


def part(name: str, data: Mapping[str, Any], plain: Table | Prose) -> Part:
    """Return a part of the page: what only the exported page can show.

    Parameters
    ----------
    name : str
        Of its template.
    data : mapping
        What the template is given; a `TypeError` or `ValueError` if it holds what JSON cannot.
    plain : Table or Prose
        The same for a reader in Jupyter.
    """
    json.dumps(data, allow_nan=False)
    return Part(name, data, plain)


def day_part(tables: Tables, organization: str, day: str | None = None) -> Part:
    """Return the control of the day: who stood where on any day, and what changed on it.

    The organization named is asked about first, and `day` (YYYY-MM-DD; by default its last); in Jupyter its
    members on that day, as a table.
    """
    bloc = made(tables, organization)
    asked = day or bloc.counting_day
    plain = table(
        members_on(bloc.spells, asked),
        f"Members of {bloc.name} on {words(asked)}",
        columns={"name": "State", "start": "Since"},
        dates=["start"],
    )
    return part("day", day_record(tables, organization) | {"day": str(latest(asked))}, plain)


def lab_part(tables: Tables, organization: str) -> Part:
    """Return the definition lab: what the members would be under another definition or another date.

    The organization named is shown first; in Jupyter the number of its members under each definition.
    """
    bloc = made(tables, organization)
    counts = [(word, len(members_on(frame, bloc.counting_day))) for word, frame in bloc.definitions.items()]
    plain = table(
        pd.DataFrame(counts, columns=["Definition", "Members"]),
        f"Members of {bloc.name} on {words(bloc.counting_day)}, by definition",
    )
    return part("lab", lab_record(tables, organization), plain)


def state_part(tables: Tables) -> Part:
    """Return every state with all that it belonged to, as ``state-ID``; in Jupyter a table."""
    states = state_histories(tables)
    rows = [{"name": one["name"]} | span for one in states for span in one["spans"]]
    columns = {"name": "State", "organization": "Organization", "what": "As", "start": "From", "end": "Until"}
    frame = pd.DataFrame(rows, columns=list(columns))
    plain = table(frame, "All memberships of every state", columns=columns, dates=["start", "end"])
    return part("states", {"states": states}, plain)


def tile_part(tables: Tables, day: str) -> Part:
    """Return a map without a map: a square for each state, striped by the blocs that it was in on a day.

    The day is YYYY-MM-DD; in Jupyter the same as a table.
    """
    record = tile_record(tables, day)
    names = [bloc["label"] for bloc in record["blocs"]]
    rows = [(tile["name"], tuple(names[place] for place in tile["blocs"])) for tile in record["tiles"]]
    return part("tiles", record, table(pd.DataFrame(rows, columns=["State", "In"]), "Who was in which bloc"))


def find_part(tables: Tables) -> Part:
    """Return a search over facts, sources and claims, with filters; in Jupyter what there is to be found.

    Its entries stand on the page by themselves; the claims, which stand on another, it lists.
    """
    known, claims, shown = known_facts(tables), checked_claims(tables), labels(tables)
    states = known.loc[known["state"] != "", ["state", "name"]].drop_duplicates().sort_values("name")
    choices: dict[str, dict[str, str]] = {
        "organization": {one: shown.get(one, one) for one in dict.fromkeys(known["organization"]) if one},
        "state": dict(states.to_numpy().tolist()),
        "kind": {kind.replace(" ", "-"): kind for kind in sorted(set(known["kind"]))},
        "marks": {word: word for word in ("disputed", "unverified") if known[word].any()},
        "verdict": {word: word for word in dict.fromkeys(claims["judged"])},
    }
    titles = {"state": "Who", "marks": "Marked as"}
    fields = [
        {"name": name, "label": titles.get(name, name.capitalize()), "choices": of}
        for name, of in choices.items()
        if len(of) > 1 or (of and name == "marks")  # a filter with one choice finds nothing
    ]
    found = {"facts": known, "sources": tables.sources, "claims": claims}
    frame = pd.DataFrame([(what, len(of)) for what, of in found.items()], columns=["What", "Number"])
    data = {"fields": fields, "claims": claims[["claim", "paraphrase", "judged"]].to_dict("records")}
    return part("find", data, table(frame, "What there is to be found"))


def fact_part(tables: Tables, organization: str) -> Part:
    """Return every fact with its evidence, as ``fact-ID``, first those of the organization named.

    In Jupyter a table of the facts.
    """
    names = dict(tables.organizations[["organization", "name"]].to_numpy().tolist())
    entries = sorted(fact_entries(tables), key=lambda entry: (entry["organization"], entry["name"]))
    groups = {
        owner: [
            {"who": who, "entries": list(own)} for who, own in groupby(of_owner, lambda entry: entry["name"])
        ]
        for owner, of_owner in groupby(entries, lambda entry: entry["organization"])
    }
    order = dict.fromkeys([organization, *names, *sorted(groups)])
    data = [
        {"id": owner or "none", "title": names.get(owner, "Other events"), "groups": groups[owner]}
        for owner in order
        if owner in groups
    ]
    columns = {"organization": "Of", "date": "Date", "name": "State", "kind": "What", "title": "Event"}
    columns |= {"source": "Best source", "fact": "Id"}
    plain = table(known_facts(tables), "Every fact", columns=columns, dates=["date"])
    return part("facts", {"organizations": data}, plain)


def source_part(tables: Tables) -> Part:
    """Return every source once, as ``source-ID``, the nearest to the events first; in Jupyter a table."""
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
    """Return every claim with both verdicts, facts and sources, as ``claim-ID``; in Jupyter a table."""
    limit = last_reported(tables)
    known = facts(tables).set_index("fact", drop=False).to_dict("index")
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    sources = tables.sources.set_index("source", drop=False).to_dict("index")

    def shown(fact: str) -> dict[str, Any]:
        row = known[fact]
        what = f"{names[row['state']]}: {row['kind']}" if row["state"] else row["title"]
        later = is_later(row["date"], limit)
        return {"what": what, "date": row["date"], "proof": str(proof(fact)), "later": later}

    told = ["claim", "paragraph", "fragment", "paraphrase", "check", "judged", "why", "computed", "found"]
    claims = [
        {
            **{name: claim[name] for name in told},
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

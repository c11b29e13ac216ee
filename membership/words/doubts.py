"""What is in doubt: the facts that sources dispute, those that nobody confirms, and how good the rest is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from membership.derive.evidence import deciding_sources, evidence_of, facts, unverified_facts
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, html_table, paragraph, text
from membership.intervals.dates import agree, precision, words
from membership.tables.loading import Tables
from membership.words.describe import called
from membership.words.proofs import KINDS, Book, fact_link, fact_name, publisher, weighed

NEAR = ("primary", "official")


def dispute_table(tables: Tables, organization: str) -> Html:
    """Return the disputes about the facts of an organization: our date, theirs, who says so, our reading.

    A dispute about an act stands once, at the act, and not at every state that took part in it; states of
    which the same is said stand in one row.
    """
    book, known = Book(tables), facts(tables)
    own = known[known["organization"] == organization].sort_values(["date", "kind", "fact"])
    told = [claims for row in own.to_dict("records") if (claims := _claims(book, row))]
    same = ("what", "ours", "theirs", "reading")
    rows = []
    for _, group in groupby(told, key=lambda claims: [claims[name] for name in same]):
        alike = list(group)
        fact = Html(listed(claims["fact"] for claims in alike) + alike[0]["what"])
        rows.append({"fact": fact, **{name: alike[0][name] for name in same[1:]}})
    if not rows:
        return paragraph(f"No source disagrees about a fact of {called(tables, organization)}.")
    headings = {"fact": "Fact", "ours": "Here", "theirs": "Elsewhere", "reading": "Our reading"}
    caption = f"What sources dispute about {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings, css="disputes")


def other_disputes(tables: Tables, organization: str) -> Html:
    """Return the disputes about the facts of every other organization, a table for each that has some."""
    others = [name for name in tables.organizations["organization"] if name != organization]
    if not others:
        return paragraph("These tables hold no other organization.")
    own = facts(tables).set_index("fact")["organization"].reindex(list(Book(tables).disputes))
    shown = [dispute_table(tables, name) for name in others if own.eq(name).any()]
    return Html("".join(shown)) if shown else paragraph("No source disagrees about any of their facts.")


def _claims(book: Book, row: Mapping[str, str]) -> dict[str, Any]:
    """Return what sources of its own hold against a fact; nothing if none does."""
    pieces = book.evidence.get(row["fact"], [])
    own = [p for p in pieces if p["fact"] == row["fact"]]
    against = [p for p in own if p["says"] == "denies" or (p["date"] and not agree(p["date"], row["date"]))]
    if not against:
        return {}
    said = []
    for date in sorted({piece["date"] for piece in against}):
        saying = [piece for piece in against if piece["date"] == date]
        said.append(f"<b>{words(date) if date else 'Not so'}</b>: {_sayings(book, saying)}")
    why = weighed(book.disputes[row["fact"]], row, pieces, book.sources)[1]
    return {
        "fact": fact_link(row, book.names[row["state"]] if row["state"] else row["title"]),
        "what": f": {row['kind']}" if row["state"] else "",
        "ours": words(row["date"]),
        "theirs": Html("<br>".join(said)),
        "reading": " ".join(filter(None, [row["note"], sentence(why)])),
    }


def _sayings(book: Book, pieces: list[dict[str, str]]) -> str:
    """Return who says so, each note behind the sources that it belongs to; namesakes go by their titles."""
    names = {piece["source"]: publisher(book.sources[piece["source"]]) for piece in pieces}
    alike = Counter(names.values())
    by_note: dict[str, dict[str, str]] = {}
    for piece in pieces:
        source, name = piece["source"], names[piece["source"]]
        if alike[name] > 1:
            name = f"{name}, {book.sources[source]['title']}"
        link = f'<a href="#source-{text(source)}">{text(name)}</a>'
        by_note.setdefault(piece.get("note", ""), {})[source] = link
    return "; ".join(
        listed(links.values()) + (f" ({text(note.removesuffix('.'))})" if note else "")
        for note, links in by_note.items()
    )


def doubts_by_organization(tables: Tables) -> Html:
    """Return how far each organization is verified, and how many of its facts are in doubt, as a table."""
    known = facts(tables)
    disputed = Book(tables).disputes
    marks = {
        "disputed": known["fact"].isin(disputed),
        "unverified": known["fact"].isin(unverified_facts(tables)),
        "vague": known["date"].map(precision).ne("day"),
    }
    rows = []
    for row in tables.organizations.to_dict("records"):
        own = known["organization"] == row["organization"]
        rows.append(
            {
                "name": row["name"],
                "until": words(row["dissolved"] or row["verified_to"]),
                "facts": int(own.sum()),
                **{name: int((own & mark).sum()) for name, mark in marks.items()},
                "after": "dissolved: nothing to know" if row["dissolved"] else "unknown, not ruled out",
            }
        )
    headings = {
        "name": "Organization",
        "until": "Verified to",
        "facts": "Facts",
        "disputed": "Disputed",
        "unverified": "Not verified",
        "vague": "Day not known",
        "after": "Later changes",
    }
    return html_table(
        pd.DataFrame(rows, columns=list(headings)), "How far the facts reach", headings=headings
    )


def unverified_list(tables: Tables) -> Html:
    """Return the facts whose date no source that we could read confirms, as a list of links."""
    known = facts(tables)
    unseen = known[known["fact"].isin(unverified_facts(tables))]
    if unseen.empty:
        return paragraph("Every date rests on a source that was read.")
    return _listed(tables, unseen)


def vague_list(tables: Tables) -> Html:
    """Return the facts of which only the month or the year is known, as a list of links."""
    known = facts(tables)
    vague = known[known["date"].map(precision).ne("day")]
    if vague.empty:
        return paragraph("Of every fact the day is known.")
    return _listed(tables, vague)


def _listed(tables: Tables, rows: pd.DataFrame) -> Html:
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    ordered = rows.sort_values(["organization", "date", "fact"]).to_dict("records")
    items = (
        f"<li>{fact_link(row, fact_name(row, names))}, {text(words(row['date']))}</li>" for row in ordered
    )
    return Html(f'<ul class="unknown">{"".join(items)}</ul>')


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


def strength_finding(tables: Tables) -> str:
    """Return in a headline how many of all dates rest on the sources nearest to the events."""
    frame = strength(tables)
    near = int(frame.loc[frame["kind"].isin(NEAR), "decided"].sum())
    total = int(frame.drop_duplicates("organization")["total"].sum())
    told = f"{cardinal(near)} of {cardinal(total)} dates rest on a legal text or an official statement"
    return sentence(told)[:-1]


def opening(tables: Tables) -> Html:
    """Return how many facts rest on how many sources, and how many of them are disputed, in a paragraph."""
    known, book = facts(tables), Book(tables)
    unseen = len(unverified_facts(tables))
    first = (
        f"{counted(len(known), 'fact')} rest on {counted(len(tables.evidence), 'piece')} of evidence "
        f"from {counted(tables.evidence['source'].nunique(), 'source')}"
    )
    doubt = f"sources disagree about {cardinal(int(known['fact'].isin(book.disputes).sum()))} of them"
    rest = f"no source that we could read confirms the date of {cardinal(unseen)}"
    days = tables.organizations["verified_to"]
    until = f"the facts are verified to {words(days.max())}"
    if len(days) > 1:
        until = f"each organization is verified to a day of its own, the latest of them {words(days.max())}"
    finding = paragraph(sentence(first), sentence(f"{doubt}; {rest}"), css="finding")
    return finding + paragraph(sentence(until), css="asof")


def kinds_list(tables: Tables) -> Html:
    """Return what each kind of source is, and how many there are of it."""
    counts: Mapping[str, int] = tables.sources["kind"].value_counts().to_dict()
    items = "".join(
        f"<dt>{text(kind.capitalize())} ({counts[kind]})</dt><dd>{text(sentence(meaning))}</dd>"
        for kind, meaning in KINDS.items()
        if kind in counts and kind != "none"
    )
    return Html(f"<dl>{items}</dl>")

"""How we know: every fact as an entry with its evidence, and every source once.

An entry is the target of ``#fact-ID``, a source of ``#source-ID``; entries cite sources by short
links, so that a page can hold them all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

import pandas as pd

from membership.derive.evidence import Dispute, disputes, evidence_of, facts, unverified_facts
from membership.english import counted, listed, sentence
from membership.html import Html, html_table, text
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.describe import called

KINDS = {
    "primary": "the text of an instrument or a law",
    "official": "a party's or an organization's own statement",
    "reference": "data sets, handbooks, encyclopaedias",
    "press": "newspapers and agencies",
    "weak": "copies on other sites, blogs, wikis, aggregators",
    "none": "no source",
}
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_SAYS = {"dates": "gives", "confirms": "confirms it, without a date", "denies": "says otherwise"}
_SEEN = {"full": "Read in full.", "not opened": "Not opened."}


def anchor(fact: str) -> str:
    """Return the id under which `fact` has its entry.

    Examples
    --------
    >>> anchor("CSTO-UZB-suspended")
    'fact-CSTO-UZB-suspended'
    """
    return f"fact-{fact}"


def fact_name(row: pd.Series | Mapping[str, str], names: Mapping[str, str]) -> str:
    """Return a fact in words: who, what; or the title of a dated event."""
    if row["state"]:
        return f"{names[row['state']]}, {row['organization']}: {row['kind']}"
    return row["title"] or f"{row['organization']}: {row['kind']}"


def fact_link(row: pd.Series | Mapping[str, str], label: str) -> Html:
    """Return a link to the entry of a fact."""
    return Html(f'<a href="#{text(anchor(row["fact"]))}">{text(label)}</a>')


def publisher(source: Mapping[str, str]) -> str:
    """Return a few words for a source: who published it, or else its title."""
    return source["publisher"] or source["title"]


def entries(tables: Tables, organization: str) -> Html:
    """Return an entry for every fact of an organization: its date, what it means, what each source says.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id, or "" for the facts that belong to none.

    Returns
    -------
    Html
        Under a heading, one part for the events and one for each state; in each the facts in order of time, a
        group of a description list each, with the id ``fact-ID``.

    Examples
    --------
    >>> import membership as m
    >>> 'id="fact-CSTO-treaty-signed"' in entries(m.load(), "CSTO")
    True
    """
    book = Book(tables)
    own = facts(tables)
    own = own[own["organization"] == organization]
    own = own.assign(who=own["state"].map(book.names).fillna(""))
    rows = own.sort_values(["who", "date", "fact"]).to_dict("records")
    # At an early day there may be facts of an organization that was still to come.
    founded = tables.organizations["organization"].eq(organization).any()
    owner = called(tables, organization) if founded else organization or "no organization"
    parts = [f'<h2 id="facts-{text(organization or "none")}">Facts of {text(owner)}</h2>']
    for who, group in groupby(rows, key=lambda row: row["who"]):
        listing = "".join(book.entry(row) for row in group)
        parts.append(f'<h3>{text(who or "Events")}</h3><dl class="facts">{listing}</dl>')
    return Html("".join(parts)) if rows else Html("")


def other_entries(tables: Tables, organization: str) -> Html:
    """Return the entries of every fact of the other organizations, and of those that belong to none."""
    owners = dict.fromkeys(
        [*tables.organizations["organization"], *facts(tables)["organization"].sort_values()]
    )
    others = [name for name in owners if name not in (organization, "")] + [""]
    return Html("".join(entries(tables, name) for name in others))


class Book:
    """What every entry looks up, gathered once."""

    def __init__(self, tables: Tables) -> None:
        self.evidence = evidence_of(tables)
        self.disputes = disputes(tables)
        self.unverified = set(unverified_facts(tables))
        self.sources = tables.sources.set_index("source").to_dict("index")
        self.names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
        self.titles = dict(zip(tables.dates["fact"], tables.dates["title"], strict=True))
        self.meanings = dict(zip(tables.actions["action"], tables.actions["meaning"], strict=True))

    def entry(self, row: Mapping[str, str]) -> str:
        """Return the entry of a fact, as a group of a description list."""
        pieces = self.evidence.get(row["fact"], [])
        dispute = self.disputes.get(row["fact"])
        marks = " <em>disputed</em>" if dispute else ""
        if row["fact"] in self.unverified:
            marks += " <em>unverified</em>"
        name = f"{row['who']}: {row['kind']}" if row["state"] else row["title"] or row["kind"]
        meaning = self.meanings.get(row["kind"], "") if row["state"] else ""
        told = " ".join(text(sentence(said)) for said in (meaning, row["note"]) if said)
        parts = [f"{told} <code>{text(row['fact'])}</code>".strip()]
        if dispute:
            sides, why = weighed(dispute, row, pieces, self.sources)
            parts.append(text(sentence(f"sources disagree: {sides}; {why}")))
        parts += [self.piece(piece) for piece in pieces if piece["fact"] == row["fact"]]
        parts += self.inherited(row, pieces)
        cells = "".join(f"<dd>{part}</dd>" for part in parts)
        head = f"<dt>{_dated(row['date'])}: {text(name)}{marks}</dt>"
        return f'<div id="{text(anchor(row["fact"]))}">{head}{cells}</div>'

    def inherited(self, row: Mapping[str, str], pieces: Iterable[Mapping[str, str]]) -> list[str]:
        """Return the best piece of the act's evidence, with a link to the rest of it."""
        act = [piece for piece in pieces if piece["fact"] == row["act"]]
        if not act:
            return []
        best = next((p for p in act if p["says"] == "dates" and p["date"] == row["date"]), act[0])
        link = fact_link({"fact": row["act"]}, self.titles[row["act"]])
        more = f", with {counted(len(act) - 1, 'more source')}" if len(act) > 1 else ""
        return [f"{self.piece(best)} Part of: {link}{more}."]

    def piece(self, piece: Mapping[str, str]) -> str:
        """Return what a source says, in a sentence."""
        source = self.sources[piece["source"]]
        says = _SAYS[piece["says"]] + (f" {words(piece['date'])}" if piece["says"] == "dates" else "")
        said = piece["excerpt"]
        quote = f": <q>{text(said)}</q>{'' if said.endswith(('.', '?', '!')) else '.'}" if said else "."
        translated = " (our translation)" if piece.get("translated") else ""
        note = f" {text(piece['note'])}" if piece.get("note") else ""
        name = f'<a href="#source-{text(piece["source"])}">{text(publisher(source))}</a>'
        return f"{name} ({text(source['kind'])}) {says}{quote}{translated}{note}"


def _dated(date: str) -> str:
    known = precision(date)
    rest = "" if known == "day" else f" ({'day' if known == 'month' else 'month and day'} not known)"
    return f'<time datetime="{text(date)}">{text(words(date))}</time>{rest}'


def weighed(
    dispute: Dispute, row: Mapping[str, str], pieces: list[dict[str, str]], sources: Mapping[str, dict]
) -> tuple[str, str]:
    """Return which sources are on each side of a dispute, and why our date stands."""

    def kinds(chosen: Iterable[Mapping[str, str]]) -> list[str]:
        return sorted((sources[piece["source"]]["kind"] for piece in chosen), key=_RANK.__getitem__)

    ours = kinds(p for p in pieces if p["says"] == "dates" and p["date"] == row["date"])
    against = kinds(p for p in pieces if p["date"] in dispute.others or p["says"] == "denies")
    if ours and _RANK[ours[0]] < _RANK[against[0]]:
        why = f"we follow the source nearest to the event ({ours[0]})"
    elif len(ours) > len(against):
        why = "we follow the greater number"
    else:
        why = "neither kind nor number decides, and the choice is ours"
    return f"{_side(ours, 'our date')}, {_side(against, 'another or none')}", why


def _side(kinds: list[str], what: str) -> str:
    spread = f" ({listed(dict.fromkeys(kinds))})" if kinds else ""
    return f"{counted(len(kinds), 'source')}{spread} {'gives' if len(kinds) == 1 else 'give'} {what}"


def source_list(tables: Tables) -> Html:
    """Return every source once, with the id ``source-ID``, by how near it stands to the event."""
    parts = []
    for kind, meaning in KINDS.items():
        own = tables.sources[tables.sources["kind"] == kind].to_dict("records")
        if own:
            items = "".join(_source(row) for row in own)
            heading = f"{kind.capitalize()}: {meaning} ({len(own)})"
            parts.append(f'<h3 id="sources-{kind}">{heading}</h3><ul class="sources">{items}</ul>')
    return Html("".join(parts))


def _source(row: Mapping[str, str]) -> str:
    title = f'<a href="{text(row["url"])}">{text(row["title"])}</a>' if row["url"] else text(row["title"])
    when = words(row["published"]) if row["published"] else ""
    told = ", ".join(filter(None, [title, text(row["publisher"]), when]))
    rest = " ".join(filter(None, [_SEEN.get(row["seen"], ""), text(row["note"])]))
    return f'<li id="source-{text(row["source"])}">{told}.{f" {rest}" if rest else ""}</li>'


def reach(tables: Tables) -> Html:
    """Return how far each organization is verified, as a table."""
    rows = [
        {
            "name": row["name"],
            "until": words(row["dissolved"] or row["verified_to"]),
            "after": "dissolved: nothing to know" if row["dissolved"] else "unknown, not ruled out",
        }
        for row in tables.organizations.to_dict("records")
    ]
    headings = {"name": "Organization", "until": "Verified to", "after": "Later changes"}
    return html_table(pd.DataFrame(rows), "How far the data are verified", headings=headings)

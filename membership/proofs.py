"""How we know: every fact as an entry with its evidence, the disputes, and what is not verified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from membership.dates import precision, words
from membership.evidence import Dispute, disputes, evidence_of, facts
from membership.markup import Html, html_table, paragraph, text
from membership.rules import UNVERIFIED
from membership.tables import Tables
from membership.wording import counted, listed, sentence

SAYS = {"dates": "gives", "confirms": "confirms it, without a date", "denies": "says otherwise"}


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


def entries(tables: Tables, organization: str | None = None) -> Html:
    """Return an entry for every fact: its date, what it means, each source with what it says.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Only its facts; facts of no organization, and all others, unless told.

    Returns
    -------
    Html
        One ``<article id="fact-ID">`` per fact, by organization and date.
    """
    known = facts(tables).sort_values(["organization", "date", "fact"])
    if organization is not None:
        known = known[known["organization"] == organization]
    context = _Context(tables)
    return Html("".join(context.entry(row) for row in known.to_dict("records")))


class _Context:
    """What every entry looks up, gathered once."""

    def __init__(self, tables: Tables) -> None:
        self.evidence = evidence_of(tables)
        self.disputes = disputes(tables)
        self.sources = tables.sources.set_index("source").to_dict("index")
        self.names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
        self.titles = dict(zip(tables.dates["fact"], tables.dates["title"], strict=True))
        self.meanings = dict(zip(tables.actions["action"], tables.actions["meaning"], strict=True))

    def entry(self, row: Mapping[str, str]) -> str:
        fact, pieces = row["fact"], self.evidence.get(row["fact"], [])
        dispute = self.disputes.get(fact)
        marks = '<b class="mark">disputed</b>' if dispute else ""
        if any(piece["source"] == UNVERIFIED for piece in pieces):
            marks += '<b class="mark">unverified</b>'
        meaning = self.meanings.get(row["kind"], "")
        known = (
            "" if precision(row["date"]) == "day" else f" (the {precision(row['date'])} is all that is known)"
        )
        said = "".join(self.piece(piece) for piece in pieces if piece["fact"] == fact) + self.inherited(row)
        notes = " ".join(text(sentence(part)) for part in (meaning, row["note"]) if part)
        chosen = f"<p>{text(_choice(dispute, row, pieces, self.sources))}</p>" if dispute else ""
        return (
            f'<article class="fact" id="{text(anchor(fact))}">'
            f"<h3>{text(fact_name(row, self.names))} {marks}</h3>"
            f'<p><time datetime="{text(row["date"])}">{text(words(row["date"]))}</time>'
            f"{text(known)}. {notes} "
            f"<code>{text(fact)}</code></p>{chosen}<ul>{said}</ul></article>"
        )

    def inherited(self, row: Mapping[str, str]) -> str:
        """Return the best piece of the act's evidence, and a link to the rest of it."""
        pieces = [piece for piece in self.evidence.get(row["fact"], []) if piece["fact"] == row["act"]]
        if not pieces:
            return ""
        more = counted(len(pieces) - 1, "more source") if len(pieces) > 1 else "its entry"
        act = f'<a href="#{text(anchor(row["act"]))}">{text(self.titles[row["act"]])}</a>'
        best = next((p for p in pieces if p["says"] == "dates" and p["date"] == row["date"]), pieces[0])
        return f"{self.piece(best)}<li>It was part of: {act}, with {more}.</li>"

    def piece(self, piece: Mapping[str, str]) -> str:
        source = self.sources[piece["source"]]
        title = text(source["title"])
        shown = f'<a href="{text(source["url"])}">{title}</a>' if source["url"] else title
        publisher = f", {text(source['publisher'])}" if source["publisher"] else ""
        says = SAYS[piece["says"]] + (f" {words(piece['date'])}" if piece["says"] == "dates" else "")
        quote = f" <q>{text(piece['excerpt'])}</q>" if piece["excerpt"] else ""
        translated = " (our translation)" if piece.get("translated") else ""
        note = f" {text(piece['note'])}" if piece.get("note") else ""
        return f"<li>{shown}{publisher} ({text(source['kind'])}) {text(says)}.{quote}{translated}{note}</li>"


def _choice(
    dispute: Dispute, row: Mapping[str, str], pieces: list[dict[str, str]], sources: Mapping[str, dict]
) -> str:
    """Return why our date stands: how many sources of which kinds on each side."""

    def kinds(chosen: Iterable[dict[str, str]]) -> list[str]:
        return [sources[piece["source"]]["kind"] for piece in chosen]

    ours = kinds(p for p in pieces if p["says"] == "dates" and p["date"] == row["date"])
    against = kinds(p for p in pieces if p["date"] in dispute.others or p["says"] == "denies")
    return sentence(
        f"sources disagree: {counted(len(ours), 'source')} ({listed(sorted(set(ours)))}) "
        f"{'gives' if len(ours) == 1 else 'give'} our date, "
        f"{counted(len(against), 'source')} ({listed(sorted(set(against)))}) "
        f"{'says' if len(against) == 1 else 'say'} otherwise"
    )


def dispute_table(tables: Tables) -> Html:
    """Return every disputed fact as a table: our date, theirs, who says it, our reading."""
    context = _Context(tables)
    known = facts(tables).set_index("fact", drop=False)
    rows = []
    for fact, dispute in sorted(context.disputes.items()):
        row = known.loc[fact]
        claims = [(words(other), _who(context, fact, other)) for other in dispute.others]
        if dispute.denied_by:
            who = "; ".join(
                sorted({context.sources[source]["publisher"] or source for source in dispute.denied_by})
            )
            claims.append(("not so", who))
        rows += [
            {
                "fact": Html(f'<a href="#{text(anchor(fact))}">{text(fact_name(row, context.names))}</a>'),
                "ours": words(row["date"]),
                "theirs": theirs,
                "who": who,
                "note": row["note"],
            }
            for theirs, who in claims
        ]
    headings = {
        "fact": "Fact",
        "ours": "Here",
        "theirs": "Elsewhere",
        "who": "Who says so",
        "note": "Our reading",
    }
    return html_table(
        pd.DataFrame(rows, columns=list(headings)), "Facts on which sources disagree", headings=headings
    )


def _who(context: _Context, fact: str, date: str) -> str:
    sources = {piece["source"] for piece in context.evidence[fact] if piece["date"] == date}
    return "; ".join(sorted({context.sources[source]["publisher"] or source for source in sources}))


def unverified_list(tables: Tables) -> Html:
    """Return the facts that rest on no source seen, as a list."""
    context = _Context(tables)
    marked = set(tables.evidence.loc[tables.evidence["source"] == UNVERIFIED, "fact"])
    known = facts(tables)
    items = "".join(
        f'<li><a href="#{text(anchor(row["fact"]))}">{text(fact_name(row, context.names))}</a>, '
        f"{text(words(row['date']))}</li>"
        for row in known[known["fact"].isin(marked)].to_dict("records")
    )
    return (
        Html(f'<ul class="unknown">{items}</ul>')
        if items
        else paragraph("Every fact rests on a source seen.")
    )


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


def kinds_by_fact(tables: Tables) -> pd.DataFrame:
    """Return how many facts of each organization have evidence of each kind of source.

    Returns
    -------
    DataFrame
        organization, kind, facts (int): a fact counts once for each kind that gives evidence for it.
    """
    kinds = dict(zip(tables.sources["source"], tables.sources["kind"], strict=True))
    evidence = evidence_of(tables)
    rows = [
        (organization, kind, fact)
        for fact, organization in facts(tables)[["fact", "organization"]].itertuples(index=False)
        for kind in {kinds[piece["source"]] for piece in evidence.get(fact, [])}
    ]
    frame = pd.DataFrame(rows, columns=["organization", "kind", "fact"])
    return frame.groupby(["organization", "kind"]).size().rename("facts").reset_index()

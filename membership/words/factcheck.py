"""The fact-check as a page: how it was done, what was found, then claim by claim.

A claim's two verdicts are shown side by side with what decides each; the reader sees where
they differ and why. The first source of the first claim is the article itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from membership.derive.claims import is_later, last_reported, verdicts
from membership.derive.evidence import facts
from membership.derive.verdict_words import CHECKS, LIMITS, OPINION, VERDICTS
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, link, paragraph, text
from membership.intervals.dates import words
from membership.tables.loading import Tables
from membership.tables.rules import UNVERIFIED
from membership.words.describe import counting_day
from membership.words.proofs import anchor

# In brackets, so that it reads as the page's own remark and not as part of what it stands after.
LATER = Html(" (<b>later</b>)")
SYMBOLS = dict(zip(VERDICTS, ("✓", "≈", "◐", "✕", "?", "❝"), strict=True))


def opening(tables: Tables) -> Html:
    """Return what was checked, what was found, and how far the tables could say."""
    rated = verdicts(tables)
    if rated.empty:
        return paragraph("These tables hold no claims of an article.", css="finding")
    counts = rated["judged"].value_counts().reindex(list(VERDICTS), fill_value=0)
    first, *others = [f"{counts[word]} {word}" for word in VERDICTS if word != OPINION]
    number, word = first.split()
    found = f"of {len(rated)} claims in the article, {listed([f'{number} are {word}', *others])}"
    unrated = f"the other {counts[OPINION]} are opinions, which are not rated"
    cited = {source for cell in rated["sources"] for source in cell.split()} - {UNVERIFIED}
    known = int(rated["computed"].ne("").sum())
    ways = f"judged by a reader from {len(cited)} sources; {known} that the tables decide, computed too"
    until = f"the tables are verified to {words(verified_to(tables))}"
    return (
        paragraph(Html("The article: ") + cite(article(tables)), css="about")
        + paragraph(sentence(found), sentence(unrated), css="finding")
        + paragraph(sentence(ways), sentence(until), css="asof")
    )


def verified_to(tables: Tables) -> str:
    """Return the last day to which all organizations that the claims are about are verified."""
    known = set(tables.organizations["organization"])
    return min(counting_day(tables, name) for name in known & set(tables.claims["organization"]) or known)


def article(tables: Tables) -> Mapping[str, str]:
    """Return the row of the article in `sources`: the first source that the claims cite.

    Raises
    ------
    ValueError
        If no claim cites a source.

    Examples
    --------
    >>> import membership as m
    >>> article(m.load())["publisher"]
    'The American Conservative'
    """
    cited = " ".join(tables.claims["sources"]).split()
    if not cited:
        raise ValueError(
            "no claim cites a source; expected the article as the first source of the first claim"
        )
    return tables.sources.set_index("source", drop=False).loc[cited[0]].to_dict()


def cite(source: Mapping[str, str]) -> Html:
    """Return a source as its title, linked where it has an address, its publisher and its day."""
    title = link(source["title"], source["url"]) if source["url"] else Html(text(source["title"]))
    rest = [source["publisher"], words(source["published"]) if source["published"] else ""]
    return title + "".join(f", {part}" for part in rest if part)


def comparison(tables: Tables) -> Html:
    """Return where the computed verdict is the reader's and where it is not, with links to the claims."""
    rated = verdicts(tables)
    decided = rated[rated["computed"] != ""]
    apart = decided[decided["computed"] != decided["judged"]]
    same = cardinal(len(decided) - len(apart))
    told = f"the tables decide {counted(len(decided), 'claim')}, {same} of them as the reader did"
    if apart.empty:
        return paragraph(sentence(told))
    links = [link(claim, f"#claim-{claim}") for claim in apart["claim"]]
    differ = Html(f"They differ on {listed(links)}:")
    return paragraph(
        sentence(told), differ, "there the tables answer a narrower question than the reader did."
    )


def verdict_list(tables: Tables) -> Html:
    """Return what each verdict means, with its sign and how often a reader gave it."""
    counts = tables.claims["judged"].value_counts()
    items = "".join(
        f"<dt>{sign(word)}</dt><dd>{text(meaning)} "
        f"<small>{text(sentence(counted(int(counts.get(word, 0)), 'claim')))}</small></dd>"
        for word, meaning in VERDICTS.items()
    )
    return Html(f'<dl class="verdicts">{items}</dl>')


def check_list(tables: Tables) -> Html:
    """Return what each kind of check that is used decides, and for how many claims."""
    counts = tables.claims["check"].value_counts()
    items = "".join(
        f'<dt id="check-{text(kind)}">{text(kind)}</dt>'
        f"<dd>{text(sentence(meaning))} "
        f"<small>{text(sentence(counted(int(counts[kind]), 'claim')))}</small></dd>"
        for kind, meaning in CHECKS.items()
        if kind in counts
    )
    return Html(f'<dl class="checks">{items}</dl>')


def sign(verdict: str) -> Html:
    """Return a verdict as its word and a symbol that a screen reader passes over.

    Examples
    --------
    >>> sign("supported")
    '<strong class="verdict supported"><span aria-hidden="true">✓</span> supported</strong>'
    """
    symbol = f'<span aria-hidden="true">{SYMBOLS[verdict]}</span>'
    return Html(f'<strong class="verdict {text(verdict)}">{symbol} {text(verdict)}</strong>')


def claim_articles(tables: Tables) -> Html:
    """Return every claim in the order of the article: what is said, both verdicts, why, facts and sources.

    Returns
    -------
    Html
        One ``<article class="claim" id="claim-ID">`` per claim, under a heading per paragraph.
    """
    page = _Page(tables)
    parts = []
    for place, claims in groupby(verdicts(tables).to_dict("records"), lambda claim: claim["paragraph"]):
        parts.append(f"<h3>{text(_PLACES.get(place, f'Paragraph {place}'))}</h3>")
        parts += [page.claim(claim) for claim in claims]
    return Html("".join(parts))


_PLACES = {"T": "The title", "S": "The line below the title"}


class _Page:
    """What every claim looks up, gathered once."""

    def __init__(self, tables: Tables) -> None:
        self.limit = last_reported(tables)
        self.sources = tables.sources.set_index("source", drop=False).to_dict("index")
        self.facts = facts(tables).set_index("fact", drop=False).to_dict("index")
        self.names = dict(zip(tables.states["state"], tables.states["name"], strict=True))

    def claim(self, claim: Mapping) -> str:
        place = text(f"claim-{claim['claim']}")
        return (
            f'<article class="claim" id="{place}">'
            f'<h4><a href="#{place}">{text(claim["claim"])}</a> {text(claim["paraphrase"])}</h4>'
            f"<blockquote><q>{text(claim['fragment'])}</q></blockquote>"
            f"{self.judged(claim)}{self.computed(claim)}{self.beside(claim)}{self.cited(claim)}</article>"
        )

    def judged(self, claim: Mapping) -> str:
        return f'<p class="judged">Judged: {sign(claim["judged"])}. {text(claim["why"])}</p>'

    def computed(self, claim: Mapping) -> str:
        if not claim["computed"]:
            return ""
        kind = claim["check"]
        narrower = f"That is a narrower question than the reader's: {CHECKS[kind]}."
        told = "" if claim["computed"] == claim["judged"] else f"{narrower} "
        limit = f" {LIMITS[kind]}" if kind in LIMITS else ""
        links = [self.proof(fact) for fact in claim["facts"]]
        proofs = f"{'Proof' if len(links) == 1 else 'Proofs'}: {', '.join(links)}."
        return (
            f'<p class="computed">Computed ({link(kind, f"#check-{kind}")}): {sign(claim["computed"])}. '
            f"{text(told)}{text(sentence(claim['found']))}{text(limit)} <small>{proofs}</small></p>"
        )

    def beside(self, claim: Mapping) -> str:
        """Return links to the facts that bear on a claim which the tables do not decide."""
        named = [fact for fact in claim["about"].split() if fact in self.facts and not claim["computed"]]
        links = [self.dated(fact) for fact in named]
        return f'<p class="beside"><small>On record: {"; ".join(links)}.</small></p>' if named else ""

    def dated(self, fact: str) -> Html:
        row = self.facts[fact]
        date = "" if row["state"] else f", {words(row['date'])}"
        return self.proof(fact) + date + (LATER if is_later(row["date"], self.limit) else "")

    def proof(self, fact: str) -> Html:
        row = self.facts[fact]
        label = f"{self.names[row['state']]}, {words(row['date'])}" if row["state"] else row["title"]
        return link(label, f"#{anchor(fact)}")

    def cited(self, claim: Mapping) -> str:
        cites = [text(cite(self.sources[source])) for source in claim["sources"].split()]
        if not cites:
            return ""
        label = "Source" if len(cites) == 1 else "Sources"
        return f'<p class="sources"><small>{label}: {"; ".join(cites)}.</small></p>'

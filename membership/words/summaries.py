"""The report's computed text: the opening, the table of days that matter, what is not known.

Everything here returns finished HTML whose values come from the tables, escaped.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from membership.derive.evidence import deciding_sources, disputes, evidence_of, facts, unverified_facts
from membership.derive.memberships import offered, spells
from membership.english import cardinal, counted, listed, sentence, times
from membership.figures.imprint import LICENCE
from membership.html import Html, html_table, paragraph, text
from membership.intervals.counting import member_count, members_on
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.describe import (
    DEFINITION_NAMES,
    DEFINITION_WORDS,
    called,
    called_throughout,
    counting_day,
    heading,
    membership_finding,
    organization_row,
)

_AGE = Path(__file__).parents[1] / "site" / "template" / "age.js"


def headline(pattern: str, tables: Tables, organization: str) -> Html:
    """Return the title of a page, with what the organization was called throughout in place of ``{}``.

    Examples
    --------
    >>> import membership as m
    >>> headline("Who belonged to {}?", m.load(), "CSTO")
    '<h1>Who belonged to the Collective Security Treaty and the CSTO?</h1>'
    """
    return Html(f"<h1>{text(pattern.format(called_throughout(tables, organization)))}</h1>")


def opening(tables: Tables, organization: str) -> Html:
    """Return the page's opening: which organization, the finding, as of when and from which sources."""
    row = organization_row(tables, organization)
    used = _cited(tables, organization)
    kinds = tables.sources.set_index("source")["kind"].reindex(used).value_counts()
    spread = listed(f"{number} {kind}" for kind, number in kinds.items() if kind != "none")
    first = paragraph(f"{row['name']} ({heading(tables, organization)}).", css="about")
    finding = paragraph(sentence(membership_finding(tables, organization)), css="finding")
    sources = (
        f"{counted(len(used), 'source')}{f' ({spread})' if spread else ''}" if used else "the tables alone"
    )
    if row["dissolved"]:
        proof = Html(text(f"Dissolved on {words(row['dissolved'])}; drawn from {sources}."))
    else:
        day = (
            f'<time class="verified" datetime="{text(row["verified_to"])}">{words(row["verified_to"])}</time>'
        )
        proof = Html(f"The facts are verified to {day}, from {text(sources)}.")
    return (
        first
        + finding
        + Html(f'<p class="asof">{proof}</p><script>{_AGE.read_text(encoding="utf-8")}</script>')
    )


def definitions_list(tables: Tables, organization: str) -> Html:
    """Return the definitions of membership in plain words, saying which one is not offered."""
    ways = offered(tables, organization)
    refusal = f" Not shown here: nothing in the tables opens it for {text(called(tables, organization))}."
    items = "".join(
        f"<dt>{text(DEFINITION_NAMES[word])}</dt><dd>A state counts {text(meaning)}."
        f"{'' if word in ways else refusal}</dd>"
        for word, meaning in DEFINITION_WORDS.items()
    )
    return Html(f'<dl class="definitions">{items}</dl>')


def _cited(tables: Tables, organization: str) -> list[str]:
    rows = tables.membership[tables.membership["organization"] == organization]
    evidence = evidence_of(tables)
    return sorted({piece["source"] for fact in rows["fact"] for piece in evidence.get(fact, [])})


def agreement(tables: Tables, organization: str) -> Html:
    """Return, in a sentence, the number of members on the last verified day: by step function and by list.

    Raises
    ------
    AssertionError
        If the two differ.
    """
    frame, day = spells(tables, organization), counting_day(tables, organization)
    by_count = int(member_count(frame).asof(pd.Timestamp(day)))
    members = members_on(frame, day)
    by_list = int(members["certain"].sum())
    if by_count != by_list:
        raise AssertionError(f"on {day} the step function gives {by_count} members and the list {by_list}")
    names = listed(members.loc[members["certain"], "name"].sort_values())
    stands = f"on {words(day)} the staircase stands at {cardinal(by_count)}"
    told = f"{stands}, and the list names {cardinal(by_list)}"
    return paragraph(sentence(f"{told}: {names}" if names else told))


def unknowns(tables: Tables, organization: str) -> Html:
    """Return what is not known: later days, dates not verified, dates without a day, disputes."""
    row = organization_row(tables, organization)
    known = facts(tables)
    known = known[known["organization"] == organization]
    against = disputes(tables)
    members = known[known["state"] != ""]
    vague = members[members["date"].map(precision) != "day"]
    items = []
    if not row["dissolved"]:
        items.append(
            f"What happened after {words(row['verified_to'])}: the facts are verified to that day, "
            "and a change since is unknown, not ruled out"
        )
    if number := int(known["fact"].isin(unverified_facts(tables)).sum()):
        right, it = ("is", "it") if number == 1 else ("are", "them")
        items.append(
            f"Whether {counted(number, 'date')} {right} right: no source that we could read confirms {it}"
        )
    if len(vague):
        items.append(f"The day of {counted(len(vague), 'act')} of which only the month or the year is known")
    if number := int(members["fact"].isin(against).sum()):
        items.append(
            f"{counted(number, 'act')} of members on which sources disagree: "
            f"{'it' if number == 1 else 'each'} is shown with what the sources say"
        )
    return Html(f'<ul class="unknown">{"".join(f"<li>{text(sentence(item))}</li>" for item in items)}</ul>')


def sources_used(tables: Tables, organization: str) -> Html:
    """Return, as a table, the sources that decide the membership facts, and how many each decides."""
    if tables.evidence.empty:
        return paragraph("These tables hold no evidence, so no source is named for a date.")
    deciding = deciding_sources(tables)
    rows = tables.membership[tables.membership["organization"] == organization]
    counts = rows["fact"].map(deciding).value_counts().rename_axis("source").reset_index(name="facts")
    frame = counts.merge(tables.sources, on="source", how="left").sort_values(
        ["facts", "source"], ascending=[False, True]
    )
    shown = pd.DataFrame(
        {
            "title": [_source_link(row) for row in frame.itertuples()],
            "publisher": frame["publisher"],
            "kind": frame["kind"],
            "facts": frame["facts"].map(str),
        }
    )
    name = called(tables, organization)
    caption = f"The sources that decide the membership facts of {name}, and how many each decides"
    headings = {"title": "Source", "publisher": "Publisher", "kind": "Kind", "facts": "Facts"}
    why = (
        "Every date rests on a source that gives it. Where several do, the one closest to the act decides: "
        "a treaty text before an official statement, that before a handbook, a newspaper or a copy."
    )
    return paragraph(why) + html_table(shown, caption, headings=headings)


def _source_link(row: object) -> Html:
    title, url = row.title, row.url  # type: ignore[attr-defined]
    return Html(f'<a href="{text(url)}">{text(title)}</a>') if url else Html(text(title))


def totals(tables: Tables, organization: str) -> Html:
    """Return the numbers of joins, exits, returns and disputes in a paragraph."""
    frame = spells(tables, organization)
    states, joins = frame["state"].nunique(), len(frame)
    exits = int((frame["end"] != "").sum())
    returns, disputed = joins - states, int(frame["disputed"].sum())
    left = f"left {times(exits)}" if exits else "never left"
    told = [f"{counted(states, 'state')} joined {times(joins)} and {left}"]
    told[0] += f"; {counted(returns, 'join was a return', 'joins were returns')}" if returns else ""
    if disputed:
        spelt = counted(disputed, "spell starts or ends", "spells start or end")
        told.append(f"sources disagree about when {spelt}")
    return paragraph(*map(sentence, told))


def reading_note(tables: Tables) -> Html:
    """Return what else the bars of a chart tell, as far as these tables have evidence for it."""
    if tables.evidence.empty:
        return paragraph("These tables hold no evidence, so no bar leads to a proof.")
    told = ["Either end of a bar leads to its proof: the sources, and what each of them says."]
    if disputes(tables):
        told.insert(
            0, "Where sources give other dates for an end, a bracket under the bar shows how far they reach."
        )
    return paragraph(*told)


def how_to_use(tables: Tables) -> Html:
    """Return what a reader may do with the report: take a chart, check a date, report an error, cite it."""
    told = [
        (
            "Take a chart.",
            "Under each one are its files (SVG, PNG, PDF, and the plotted rows as CSV) and its alt text.",
        )
    ]
    if tables.is_own:
        told[0] = (
            told[0][0],
            f"{told[0][1]} They are free to reuse under {LICENCE}, with the credit line beside them.",
        )
    if not tables.evidence.empty:
        told.append(("Check a date.", "Every date has an entry that says what each of its sources gives."))
    told.append(
        ("Trust a number.", "Every sentence and number here is computed from tables; nothing is typed twice.")
    )
    if tables.is_own:
        told += [
            (
                "Report an error.",
                "Name the fact and a source that says otherwise: CONTRIBUTING.md, in the folder that this "
                "report came with, shows how a row is corrected in ten minutes, without code.",
            ),
            (
                "Cite the report.",
                "CITATION.cff, in the same folder, holds the reference; name the day to which the facts are "
                "verified.",
            ),
        ]
    return Html("".join(paragraph(Html(f"<strong>{text(what)}</strong>"), said) for what, said in told))

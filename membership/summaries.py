"""The report's computed text: the opening, the table of days that matter, what is not known.

Everything here returns finished HTML whose values come from the tables, escaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from membership.dates import precision, words
from membership.derive import offered, spells
from membership.describe import (
    DEFINITION_NAMES,
    DEFINITION_WORDS,
    as_of,
    called,
    counting_day,
    heading,
    membership_finding,
    organization_row,
)
from membership.evidence import deciding_sources, disputes, evidence_of, facts
from membership.intervals import change_points, member_count, members_on
from membership.markup import Html, html_table, link, paragraph, text
from membership.proofs import anchor
from membership.rules import UNVERIFIED
from membership.tables import Tables
from membership.wording import cardinal, counted, listed, sentence

_AGE = Path(__file__).parent / "template" / "age.js"


def headline(pattern: str, tables: Tables, organization: str) -> Html:
    """Return the title of a page, what a sentence calls the organization in place of ``{}``.

    Examples
    --------
    >>> import membership as m
    >>> headline("Who belonged to {}?", m.load(), "CSTO")
    '<h1>Who belonged to the CSTO?</h1>'
    """
    return Html(f"<h1>{text(pattern.format(called(tables, organization)))}</h1>")


def opening(tables: Tables, organization: str) -> Html:
    """Return the page's opening: which organization, the finding, as of when and from which sources."""
    row = organization_row(tables, organization)
    used = _cited(tables, organization)
    kinds = tables.sources.set_index("source")["kind"].reindex(used).value_counts()
    spread = listed(f"{number} {kind}" for kind, number in kinds.items() if kind != "none")
    first = paragraph(f"{row['name']} ({heading(tables, organization)}).", css="about")
    finding = paragraph(sentence(membership_finding(tables, organization)), css="finding")
    sources = f"{counted(len(used), 'source')}{f' ({spread})' if spread else ''}"
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


def days_table(tables: Tables, organization: str) -> Html:
    """Return the members on every day on which membership changed, under each definition, as a table."""
    ways = offered(tables, organization)
    frames = {word: spells(tables, organization, word) for word in ways}
    days = {point for frame in frames.values() for point in change_points(frame)}
    days.add(pd.Timestamp(counting_day(tables, organization)))
    happened = _happenings(frames)
    final = pd.Timestamp(counting_day(tables, organization))
    rows = []
    for day in sorted(days):
        iso = str(day.date())
        label = happened.get(iso) or ("last day verified" if day == final else "")
        row = {"day": words(iso), "what": label}
        rows.append(row | {word: _members_cell(members_on(frames[word], day)) for word in ways})
    headings = {"day": "Day", "what": "What happened"} | {word: DEFINITION_NAMES[word] for word in ways}
    names = frames["signed"].drop_duplicates("state").sort_values("state")
    key = [f"{row.state} {row.name_}" for row in names.rename(columns={"name": "name_"}).itertuples()]
    table = html_table(
        pd.DataFrame(rows),
        f"Members of {called(tables, organization)} on each day on which a membership changed, "
        f"{as_of(tables, organization)}",
        headings=headings,
        css="days",
    )
    return table + paragraph(f"{', '.join(key)}.", css="key")


def _happenings(frames: Mapping[str, pd.DataFrame]) -> dict[str, Html]:
    """Return what began or ended a membership on each day: each action, and who, linked to the proof."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    for frame in frames.values():
        for row in frame.to_dict("records"):
            for end in ("start", "end"):
                if row[end] and precision(row[end]) == "day":
                    actions = found.setdefault(row[end], {})
                    actions.setdefault(row[f"{end}_action"], {})[row["name"]] = row[f"{end}_fact"]
    return {
        day: Html("; ".join(f"{text(action)}: {_linked(names)}" for action, names in sorted(actions.items())))
        for day, actions in found.items()
    }


def _linked(facts_by_name: Mapping[str, str]) -> str:
    return ", ".join(link(name, f"#{anchor(fact)}") for name, fact in sorted(facts_by_name.items()))


def _members_cell(members: pd.DataFrame) -> Html:
    certain = int(members["certain"].sum())
    count = str(certain) if certain == len(members) else f"{certain} to {len(members)}"
    codes = " ".join(row.state if row.certain else f"({row.state}?)" for row in members.itertuples())
    return Html(f"<b>{text(count)}</b> <small>{text(codes)}</small>") if len(members) else Html("<b>0</b>")


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
    unverified = set(tables.evidence.loc[tables.evidence["source"] == UNVERIFIED, "fact"])
    against = disputes(tables)
    members = known[known["state"] != ""]
    vague = members[members["date"].map(precision) != "day"]
    items = []
    if not row["dissolved"]:
        items.append(
            f"What happened after {words(row['verified_to'])}: the facts are verified to that day, "
            "and a change since is unknown, not ruled out"
        )
    if number := int(known["fact"].isin(unverified).sum()):
        items.append(
            f"Whether {counted(number, 'date')} marked unverified {'is' if number == 1 else 'are'} right"
        )
    if len(vague):
        items.append(f"The day of {counted(len(vague), 'step')} of which only the month or the year is known")
    if number := int(members["fact"].isin(against).sum()):
        items.append(
            f"The truth about {counted(number, 'step')} of members on which sources disagree; each is named, "
            "with what the sources say"
        )
    return Html(f'<ul class="unknown">{"".join(f"<li>{text(sentence(item))}</li>" for item in items)}</ul>')


def sources_used(tables: Tables, organization: str) -> Html:
    """Return, as a table, the sources that decide the membership facts, and how many each decides."""
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
    return html_table(shown, caption, headings=headings)


def _source_link(row: object) -> Html:
    title, url = row.title, row.url  # type: ignore[attr-defined]
    return Html(f'<a href="{text(url)}">{text(title)}</a>') if url else Html(text(title))


def totals(tables: Tables, organization: str) -> Html:
    """Return the numbers of joins, exits, returns and disputes in a paragraph."""
    frame = spells(tables, organization)
    states, joins = frame["state"].nunique(), len(frame)
    exits = int((frame["end"] != "").sum())
    returns = joins - states
    told = (
        f"{cardinal(states)} states joined {counted(joins, 'time')} and left {counted(exits, 'time')}; "
        f"{counted(returns, 'join was a return', 'joins were returns')}"
    )
    disputed = f"sources disagree about where {counted(int(frame['disputed'].sum()), 'spell')} start or end"
    return paragraph(sentence(told), sentence(disputed))

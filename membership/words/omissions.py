"""What an article leaves out, from the tables: events on record beside its claims, and its dates compared.

What came after the last event that the article reports is marked as later; it could not be told,
and is not held against it.
"""

from __future__ import annotations

import pandas as pd

from membership.derive.claims import is_later, last_reported, verdicts
from membership.derive.evidence import evidence_of
from membership.derive.labels import labels
from membership.derive.memberships import spells
from membership.english import listed, sentence
from membership.html import Html, html_table, link, paragraph, text
from membership.intervals.counting import member_range, members_on
from membership.intervals.dates import earliest, latest, words
from membership.tables.loading import Tables
from membership.words.describe import called, counting_day
from membership.words.factcheck import LATER, cite
from membership.words.proofs import anchor


def alliances(tables: Tables, organization: str) -> Html:
    """Return the members of `organization`, and of those the article sets beside it, on the article's days.

    The days are those of the events that its claims are about, and those on which a membership changed.
    """
    rows = tables.claims
    known = set(tables.organizations["organization"]) - {organization}
    others = [name for name in rows["organization"].unique() if name in known]
    frames = {name: spells(tables, name) for name in (organization, *others)}
    dates = tables.dates[tables.dates["organization"] == organization]
    named = set(" ".join(rows.loc[rows["check"].isin(["date", "interval"]), "about"]).split())
    happened: dict[str, list[str]] = {}
    for row in dates[dates["fact"].isin(named)].itertuples():
        happened.setdefault(row.date, []).append(row.title)
    for word, end in (("out", "end"), ("in", "start")):
        moved = frames[organization][frames[organization][end] != ""]
        for date, names in moved.groupby(end)["name"]:
            happened.setdefault(date, []).insert(0, f"{word}: {listed(sorted(names))}")
    happened.setdefault(min(counting_day(tables, name) for name in frames), ["last day verified for all"])
    limit = last_reported(tables)
    shown = [
        {"day": words(day), "what": _what("; ".join(told), day, limit)}
        | {name: _count(frame, day) for name, frame in frames.items()}
        for day, told in sorted(happened.items())
    ]
    caption = f"Members of {listed(called(tables, name) for name in frames)} on the article's days"
    headings = labels(tables) | {"day": "Day", "what": "What happened"}
    return html_table(pd.DataFrame(shown), caption, headings=headings, css="days")


def _count(frame: pd.DataFrame, date: str) -> str:
    first, last = pd.Timestamp(earliest(date)), pd.Timestamp(latest(date))
    steps = member_range(frame)
    before = steps.loc[:first].iloc[-1:]
    holding = pd.concat([before, steps.loc[first:last]])
    absent = [0] if before.empty else []
    low, high = min([*holding["lowest"], *absent]), max([*holding["highest"], *absent])
    return str(low) if low == high else f"{low} to {high}"


def history(tables: Tables, claim: str) -> Html:
    """Return all that is on record of the state whose history a claim tells, and what of it is told."""
    if (row := _row(tables, claim)) is None:
        return Html("")
    own = tables.membership[
        (tables.membership["organization"] == row["organization"])
        & (tables.membership["state"] == row["about"])
    ]
    decided = verdicts(tables).set_index("claim").loc[claim, "facts"]
    stated = [day for spell in row["stated"].split() for day in spell.split("/") if day]
    shown = [
        {
            "day": _proof(words(step.date), step.fact),
            "what": step.action,
            "turn": "yes" if step.fact in decided else "",
            "told": "yes"
            if step.fact in decided and any(step.date.startswith(day) for day in stated)
            else "",
        }
        for step in own.sort_values(["date", "fact"]).itertuples()
    ]
    name = dict(zip(tables.states["state"], tables.states["name"], strict=True))[row["about"]]
    headings = {"day": "Day", "what": "What happened", "turn": "Changed membership", "told": "In the article"}
    return html_table(pd.DataFrame(shown, columns=list(headings)), f"{name}, step by step", headings=headings)


def help_asked(tables: Tables, organization: str) -> Html:
    """Return every appeal of a member to `organization`, all movements of its forces, and where they went."""
    rows = tables.dates[tables.dates["organization"] == organization]
    limit = last_reported(tables)
    if not limit:
        return Html("")
    sent = rows[(rows["kind"] == "deployment") & (rows["date"] <= limit)]["about"].unique()
    name = called(tables, organization)
    told = f"up to {words(limit)}, the last event that the article reports, forces of {name} had been sent to"
    found = f"{told} {listed(sorted(sent)) or 'nobody'}"
    chosen = rows[rows["kind"].isin(["appeal", "deployment"])]
    caption = f"Appeals of members to {name}, for help or for a status, and what its forces did"
    return paragraph(sentence(found)) + _events(tables, chosen, caption)


def among_members(tables: Tables, organization: str) -> Html:
    """Return the events on record of `organization` that are about two states, both members at the time."""
    rows, frame = tables.dates[tables.dates["organization"] == organization], spells(tables, organization)
    chosen = [len(_members_named(row.about, frame, row.date)) > 1 for row in rows.itertuples()]
    caption = f"Events between members of {called(tables, organization)}"
    return _events(tables, rows[chosen], caption)


def _members_named(about: str, frame: pd.DataFrame, date: str) -> set[str]:
    return {name for name in members_on(frame, str(earliest(date)))["name"] if name in about.split(" and ")}


def beside(tables: Tables, claim: str) -> Html:
    """Return the facts on record that a claim names, with what they say and which came later."""
    if (row := _row(tables, claim)) is None:
        return Html("")
    chosen = tables.dates[tables.dates["fact"].isin(row["about"].split())]
    return _events(tables, chosen, f"On record beside the claim: {row['paraphrase']}")


def _events(tables: Tables, rows: pd.DataFrame, caption: str) -> Html:
    limit = last_reported(tables)
    shown = [
        {
            "day": _proof(words(row.date), row.fact),
            "what": _what(row.title, row.date, limit) + Html(f"<br><small>{text(row.note)}</small>"),
        }
        for row in rows.sort_values(["date", "fact"]).itertuples()
    ]
    headings = {"day": "Day", "what": "What happened"}
    return html_table(pd.DataFrame(shown, columns=list(headings)), caption, headings=headings)


def _what(what: str, day: str, limit: str) -> Html:
    return Html(text(what)) + (LATER if is_later(day, limit) else "")


def _proof(label: str, fact: str) -> Html:
    return link(label, f"#{anchor(fact)}")


def wordings(tables: Tables, claim: str, provision: str) -> Html:
    """Return a provision of a treaty as a claim quotes it and as each source has it, with what was not seen.

    Parameters
    ----------
    tables : Tables
    claim : str
        The claim that quotes it; the facts it names are the acts that made and changed the text.
    provision : str
        The notes of the evidence on these acts that begin with it are about its text.
    """
    if (row := _row(tables, claim)) is None:
        return Html("")
    sources = tables.sources.set_index("source")
    quoting = tables.claims[tables.claims["paragraph"] == row["paragraph"]]
    shown = [
        {
            "what": link(f"As the article has it, {said.claim}", f"#claim-{said.claim}"),
            "words": _quoted(said.fragment),
            "source": "",
        }
        for said in quoting.itertuples()
    ]
    for fact in row["about"].split():
        for piece in evidence_of(tables).get(fact, []):
            if piece["note"].startswith(provision):
                seen = _quoted(piece["excerpt"]) if piece["excerpt"] else "not seen"
                source = cite(sources.loc[piece["source"]].to_dict())
                shown.append({"what": sentence(piece["note"]), "words": seen, "source": source})
    headings = {"what": provision, "words": "Words", "source": "Source"}
    return html_table(
        pd.DataFrame(shown), f"{provision}: the words, and where they were read", headings=headings
    )


def _quoted(words: str) -> Html:
    return Html(f"<q>{text(words)}</q>")


def _row(tables: Tables, claim: str) -> pd.Series | None:
    """Return a claim; None where these tables have no such claim."""
    rows = tables.claims[tables.claims["claim"] == claim]
    return None if rows.empty else rows.iloc[0]

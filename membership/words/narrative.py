"""The story that the dated events tell: from treaty to organization, who led it, who asked it for help."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from membership.derive.events import BEGINS, ENDS, PLANNED, chronicle, deployments, events, terms
from membership.english import cardinal, counted, listed, sentence, span, times
from membership.html import Html, html_table, paragraph
from membership.intervals.dates import earliest, latest, when, words
from membership.tables.loading import Tables
from membership.words.describe import as_of, called, heading, last_day, organization_row
from membership.words.proofs import fact_link


def opening(tables: Tables, organization: str) -> Html:
    """Return the page's opening: which organization, the finding, and to which day it holds."""
    row, own = organization_row(tables, organization), chronicle(tables, organization)
    first = paragraph(f"{row['name']} ({heading(tables, organization)}).", css="about")
    finding = paragraph(sentence(milestones_finding(tables, organization)), css="finding")
    proof = f"{counted(len(own), 'dated event')} and acts of states, {as_of(tables, organization)}"
    return first + finding + paragraph(sentence(proof), css="asof")


def milestones_finding(tables: Tables, organization: str) -> str:
    """Return in a headline how long it took from treaty to organization, or how many events are on record."""
    row, own = organization_row(tables, organization), chronicle(tables, organization)
    own = own[~own["kind"].isin([BEGINS, ENDS, PLANNED])]
    if row["founded"] > row["treaty"]:
        took = span(earliest(row["treaty"]), earliest(row["founded"]))
        return f"From treaty to organization it took {took}"
    if own.empty:
        return f"No dated event of {called(tables, organization)} is on record"
    first, last = own["date"].iloc[0][:4], own["date"].iloc[-1][:4]
    return sentence(
        f"{counted(len(own), 'dated event')} of {called(tables, organization)}, {first} to {last}"
    )[:-1]


def narrative(tables: Tables, organization: str) -> Html:
    """Return the story in a few paragraphs: the treaty, the charter, recognition, help, what was said."""
    told = [list(part(tables, organization)) for part in (_treaty, _charter, _led, _help, _said)]
    return Html("".join(paragraph(*map(sentence, part)) for part in told if part))


def _treaty(tables: Tables, organization: str) -> Iterator[str]:
    row, own = organization_row(tables, organization), events(tables, organization)
    signed = own[(own["kind"] == "treaty") & (own["date"] == row["treaty"])]
    name = f"the {row['treaty_name'] or 'treaty'}"
    if signed.empty:
        return
    act = signed.iloc[0]
    who = _states(tables, act["fact"])
    by = f" by {counted(len(who), 'state')}: {listed(who)}" if who else ""
    place = f" in {act['place']}" if act["place"] else ""
    yield f"{name} was signed{place} {when(act['date'])}{by}"
    in_force = own[(own["kind"] == "entry into force") & (own["fact"].isin(_acts(tables, "in_force")))]
    if len(in_force):
        bound = in_force.iloc[0]
        later = span(earliest(act["date"]), earliest(bound["date"]))
        yield f"it entered into force {when(bound['date'])}, {later} later"
    for act in own[own["kind"].eq("protocol") & own["date"].lt(row["founded"])].to_dict("records"):
        if who := _states(tables, act["fact"]):
            yield f"{when(act['date'])} {counted(len(who), 'state')} signed a further protocol: {listed(who)}"
    for ended in own[own["kind"] == "expiry"].to_dict("records"):
        if left := _states(tables, ended["fact"]):
            yield f"for {listed(left)} it ran out {when(ended['date'])}"


def _charter(tables: Tables, organization: str) -> Iterator[str]:
    row, own = organization_row(tables, organization), events(tables, organization)
    for act in own[own["kind"] == "charter"].to_dict("records"):
        who = _states(tables, act["fact"])
        later = span(earliest(row["treaty"]), earliest(act["date"]))
        place = f" in {act['place']}" if act["place"] else ""
        by = f" {counted(len(who), 'state')} signed it{place}" if who else " it was adopted"
        yield f"a charter followed {later} after the treaty:{by} {when(act['date'])}"
    bound = own[own["fact"].isin(_acts(tables, "chartered")) & own["kind"].eq("entry into force")]
    for act in bound.to_dict("records"):
        yield f"the charter entered into force {when(act['date'])}"
    known = own[own["kind"].isin(["recognition", "registration"])]
    if len(known):
        acts = f"{counted(len(known), 'act')} of registration or recognition"
        yield f"at the United Nations {acts} {_are(known)} on record: {listed(map(words, known['date']))}"


def _help(tables: Tables, organization: str) -> Iterator[str]:
    name, own = called(tables, organization), events(tables, organization)
    asked = own[own["kind"] == "appeal"]
    if len(asked):
        by = asked.groupby("about", sort=False).size().items()
        who = listed(f"{state} ({times(number)})" if number > 1 else str(state) for state, number in by)
        yield f"{counted(len(asked), 'request')} to {name} {_are(asked)} on record: {who}"
    for sent in deployments(tables, organization).to_dict("records"):
        days = (latest(sent["end"]) - earliest(sent["start"])).days
        left = f", and the last of it left {counted(days, 'day')} later" if days else ""
        yield f"a force was sent to {sent['about']} {when(sent['start'])}{left}"


def _said(tables: Tables, organization: str) -> Iterator[str]:
    own = events(tables, organization)
    said = own[own["kind"] == "statement"]
    counts = said["about"].value_counts()
    if len(said):
        yield f"{counted(len(said), 'statement')} without legal effect {_are(said)} on record"
    if len(said) and counts.iloc[0] > 1:
        first = said.loc[said["about"] == counts.index[0], "date"].iloc[0]
        yield f"{cardinal(int(counts.iloc[0]))} of them are about {counts.index[0]}, since {words(first)}"


def _led(tables: Tables, organization: str) -> Iterator[str]:
    own = terms(tables, organization)
    if own.empty:
        return
    people, until = own["name"].nunique(), last_day(tables, organization)
    days = [(latest(row["end"] or until) - earliest(row["start"])).days for row in own.to_dict("records")]
    longest = own.iloc[days.index(max(days))]
    held = span(earliest(longest["start"]), latest(longest["end"] or until))
    led = f"{counted(people, 'person has', 'people have')} led its secretariat in {counted(len(own), 'term')}"
    yield f"{led}; the longest was {longest['name']}'s, {held}"


def _are(rows: pd.DataFrame) -> str:
    return "is" if len(rows) == 1 else "are"


def _acts(tables: Tables, definition: str) -> set[str]:
    """Return the events by which memberships open under a definition."""
    opening = set(tables.actions.loc[tables.actions[definition] == "opens", "action"])
    return set(tables.membership.loc[tables.membership["action"].isin(opening), "act"]) - {""}


def _states(tables: Tables, act: str) -> list[str]:
    """Return the names of the states whose actions were part of an event."""
    own = tables.membership.loc[tables.membership["act"] == act, "state"]
    names = tables.states.set_index("state")["name"]
    return sorted(names[state] for state in own.unique())


def milestone_table(tables: Tables, organization: str) -> Html:
    """Return every dated event and act of a single state as a table, each leading to its proof."""
    own = chronicle(tables, organization)
    rows = pd.DataFrame(
        {
            "day": own["date"].map(words),
            "what": [fact_link(row, row["title"]) for row in own.to_dict("records")],
            "kind": own["kind"].replace("", "act of a state"),
            "place": own["place"],
            "note": own["note"],
        }
    )
    headings = {"day": "Date", "what": "What happened", "kind": "Kind", "place": "Where", "note": "Note"}
    return html_table(rows, f"Dated events of {called(tables, organization)}", headings=headings)


def terms_table(tables: Tables, organization: str) -> Html:
    """Return who led the secretariat, from when until when, as a table."""
    own = terms(tables, organization)
    if own.empty:
        return paragraph(f"No term of office in {called(tables, organization)} is on record.")
    rows = []
    for row in own.to_dict("records"):
        planned = f"; to end {when(row['planned'])}" if row["planned"] else ""
        end = f"in office {when(last_day(tables, organization))}{planned}"
        if row["end"]:
            end = fact_link({"fact": row["end_fact"]}, words(row["end"]))
        start = fact_link({"fact": row["start_fact"]}, words(row["start"]))
        rows.append({"name": row["name"], "start": start, "end": end, "note": row["note"]})
    headings = {"name": "Who", "start": "First day", "end": "Last day", "note": "Note"}
    caption = f"Who led the secretariat of {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings)

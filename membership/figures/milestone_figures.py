"""The figure of the milestones: every dated event of an organization in lanes, with its terms of office."""

from __future__ import annotations

from functools import partial

import pandas as pd

from membership.charts.kit import lanes
from membership.charts.milestones import milestones as draw_milestones
from membership.derive.events import BEGINS, ENDS, PLANNED, chronicle, deployments, terms
from membership.derive.evidence import unverified_facts
from membership.derive.labels import labels
from membership.derive.memberships import offered, spells
from membership.english import counted, fitting, listed, sentence, shortened
from membership.figures.exhibit import LONGEST_ALT, Exhibit
from membership.figures.membership_figures import exhibit_of, facts_in, turning_points
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.alternatives import MORE
from membership.words.describe import as_of, called, heading, last_day
from membership.words.narrative import milestones_finding
from membership.words.proofs import anchor

LANES = {
    "Treaty and Charter": (
        *("treaty", "charter", "protocol", "agreement"),
        *("entry into force", "accession", "expiry", "dissolution"),
    ),
    "Acts of single states": ("",),
    "United Nations": ("registration", "recognition"),
    "Decisions": ("decision", "ratification", "observer"),
    "Summits": ("summit",),
    "Fighting, requests and deployments": (
        *("fighting", "appeal", "appeal elsewhere", "request"),
        *("mission", "deployment"),
    ),
    "Statements": ("statement", "measure"),
    "Planned": (PLANNED,),
}
TERMS = "Secretaries-General"


def milestones(tables: Tables, organization: str) -> Exhibit:
    """Return the milestones of an organization: a lane for each kind of event, terms of office as bars.

    Raises
    ------
    ValueError
        If no dated event of the organization is on record.
    """
    shown, led, sent = _shown(tables, organization), _led(tables, organization), _sent(tables, organization)
    kept = ["fact", "kind", "date", "about", "place", "label", "lane"]
    bars = pd.concat([led, sent])
    told = bars[["start_fact", "start", "end", "end_fact", "label", "lane"]]
    # The last day in office, where `end` of a spell is the first day out.
    columns = {"start_fact": "fact", "start": "date", "end": "last_day"}
    rows = pd.concat([shown[kept], told.rename(columns=columns)])
    title = milestones_finding(tables, organization)
    return exhibit_of(
        tables,
        stem="milestones",
        title=title,
        subtitle=f"{heading(tables, organization)}. Dated events by kind, {as_of(tables, organization)}",
        reading=_reading(shown),
        alt=_alt(tables, organization, shown, led, sent),
        description=_description(tables, organization, rows, shown, led),
        as_of=last_day(tables, organization),
        rows=rows,
        facts=[*shown["fact"], *facts_in(bars)],
        draw=partial(draw_milestones, shown, terms=led, spans=sent),
        links=_names(shown, led, sent),
    )


def _shown(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the events that have a mark of their own, lane by lane."""
    own = chronicle(tables, organization)
    lane = {kind: name for name, kinds in LANES.items() for kind in kinds}
    people = set(own.loc[own["kind"] == BEGINS, "about"])
    ends = own["kind"].isin([BEGINS, ENDS]) | (own["kind"].eq(PLANNED) & own["about"].isin(people))
    own = own[~ends]
    frames = [spells(tables, organization, word) for word in offered(tables, organization)]
    turning = set(turning_points(tables, organization)["fact"]).union(*map(facts_in, frames))
    own = own.assign(
        lane=own["kind"].map(lane),
        label=own["title"],
        first=own["fact"].isin(turning),
        sure=~own["fact"].isin(unverified_facts(tables)),
        url=[f"#{anchor(fact)}" for fact in own["fact"]],
    )
    order = own["lane"].map(list(LANES).index)
    return (
        own.assign(order=order)
        .sort_values(["order", "date", "fact"], ignore_index=True)
        .drop(columns="order")
    )


def _led(tables: Tables, organization: str) -> pd.DataFrame:
    own = terms(tables, organization)
    acting = own["note"].str.contains("acting").map({True: ", acting", False: ""})
    until = last_day(tables, organization)
    years = [
        start[:4] if start[:4] == end[:4] else f"{start[:4]}–{end[:4]}"
        for start, end in zip(own["start"], own["end"], strict=True)
    ]
    return own.assign(
        lane=TERMS,
        label=own["name"] + acting,
        brief=own["name"].str.split().str[-1] + acting + " " + pd.Series(years, dtype="str"),
        until=until,
        **_urls(own),
    )


def _sent(tables: Tables, organization: str) -> pd.DataFrame:
    own = deployments(tables, organization)
    return own.assign(
        lane=next(name for name, kinds in LANES.items() if "deployment" in kinds),
        label="Force in " + own["about"],
        brief=own["about"] + " " + own["start"].str[:4],
        **_urls(own),
    )


def _urls(own: pd.DataFrame) -> dict[str, list[str]]:
    return {
        f"{end}_url": [f"#{anchor(fact)}" if fact else "" for fact in own[f"{end}_fact"]]
        for end in ("start", "end")
    }


def _names(shown: pd.DataFrame, led: pd.DataFrame, sent: pd.DataFrame) -> dict[str, str]:
    """Return what each link is called, by its id in the chart."""
    names = {
        lanes.link_id(number): f"{words(row['date'])}: {row['label']}"
        for number, row in enumerate(shown.to_dict("records"))
    }
    for kind, frame in (("term", led), ("span", sent)):
        for number, row in enumerate(frame.to_dict("records")):
            for end, said in (("start", "from"), ("end", "to")):
                if row[f"{end}_url"]:
                    name = f"{row['label']}, {said} {words(row[end])}"
                    names[lanes.link_id(number, f"{kind}-{end}")] = name
    return names


def _reading(shown: pd.DataFrame) -> str:
    parts = (
        ["Bold, and numbered on a phone: what opened, paused or closed a membership."]
        if shown["first"].any()
        else []
    )
    if (shown["date"].map(precision).ne("day") | ~shown["sure"]).any():
        parts.append("Hollow: not known to the day, or confirmed by no source that we could read.")
    return " ".join(parts)


def _alt(
    tables: Tables, organization: str, shown: pd.DataFrame, led: pd.DataFrame, sent: pd.DataFrame
) -> str:
    """Return the finding, and how many marks of each sort stand in how many lanes."""
    planned = int(shown["kind"].eq(PLANNED).sum())
    numbers = {
        ("event", "events"): len(shown) - planned,
        ("planned", "planned"): planned,
        ("term of office", "terms of office"): len(led),
        ("deployment", "deployments"): len(sent),
    }
    marks = [counted(number, *nouns) for nouns, number in numbers.items() if number]
    lanes_used = pd.concat([frame["lane"] for frame in (shown, led, sent)]).nunique()
    chart = f"{labels(tables)[organization]} timeline in {counted(lanes_used, 'lane')}: {', '.join(marks)}."
    return fitting([sentence(milestones_finding(tables, organization)), chart], LONGEST_ALT)


def _description(
    tables: Tables, organization: str, rows: pd.DataFrame, shown: pd.DataFrame, led: pd.DataFrame
) -> str:
    counts = [f"{lane}: {number}" for lane, number in rows["lane"].value_counts(sort=False).items()]
    firsts = shown[shown["first"]].sort_values("date")
    name, marks = called(tables, organization), counted(len(rows), "mark")
    told = [
        f"Events of {name} along the years, {marks} by kind: {'; '.join(counts)}.",
        *(f"{words(row['date'])}: {row['label']}." for row in firsts.to_dict("records")),
    ]
    if len(led):
        told.append(sentence(f"terms of office: {listed(led['name'].str.split().str[-1])}"))
    return shortened(told, 120, MORE)

"""What happened on which day: the dated events of an organization, its terms of office, its deployments."""

from __future__ import annotations

import pandas as pd

from membership.derive.evidence import unverified_facts
from membership.derive.organizations import deciding_facts
from membership.derive.organizations import organization as made
from membership.tables.loading import Tables
from membership.tables.rules import PLANNED

BEGINS, ENDS = "term begins", "term ends"
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
    "Statements and measures": ("statement", "measure"),
    "Planned": (PLANNED,),
}
_OTHER = "Other events"


def _events(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the dated events of an organization, in order of time, with the columns of `dates`."""
    own = tables.dates[tables.dates["organization"] == organization]
    return own.sort_values(["date", "fact"], ignore_index=True)


def chronicle(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the dated events of an organization and what single states did, in order of time.

    Its columns: fact, date, kind, title, about, place, note; `kind` is "" where a state acted, and `title`
    says who.
    """
    rows = tables.membership
    own = rows[rows["organization"].eq(organization) & rows["act"].eq("")]
    names = tables.states.set_index("state")["name"]
    title = own["state"].map(names).astype("str") + ": " + own["action"]
    acts = own.assign(title=title, kind="", about=own["state"].map(names), place="")
    columns = ["fact", "date", "kind", "title", "about", "place", "note"]
    both = pd.concat([_events(tables, organization)[columns], acts[columns]])
    return both.sort_values(["date", "fact"], ignore_index=True)


def terms(tables: Tables, organization: str) -> pd.DataFrame:
    """Return who led an organization's secretariat from when until when: each beginning with its end.

    Returns
    -------
    DataFrame
        name, start, end (last day; "" while it lasts), planned (the end as decided, if it is to come), note,
        start_fact, end_fact; in order of time.

    Examples
    --------
    >>> import membership as m
    >>> frame = terms(m.load(), "CSTO")
    >>> bool((frame["end"].ne("") | frame["planned"].ne("")).all())
    True
    """
    own = _events(tables, organization)
    ends = own[own["kind"] == ENDS].to_dict("records")
    planned = own[own["kind"] == PLANNED].set_index("about")["date"].to_dict()
    rows = []
    for start in own[own["kind"] == BEGINS].to_dict("records"):
        name, later = start["about"], (end for end in ends if end["date"] >= start["date"])
        end = next((end for end in later if end["about"] == name), {"date": "", "fact": ""})
        to_come = "" if end["date"] else planned.get(name, "")
        rows.append((name, start["date"], end["date"], to_come, start["note"], start["fact"], end["fact"]))
    columns = ["name", "start", "end", "planned", "note", "start_fact", "end_fact"]
    return pd.DataFrame(rows, columns=columns)


def deployments(tables: Tables, organization: str) -> pd.DataFrame:
    """Return each time a force was sent (about, start, end, start_fact, end_fact), to its last step."""
    own = _events(tables, organization)
    steps = own[own["kind"] == "deployment"].groupby("about", sort=False)
    ends = {"start": ("date", "first"), "end": ("date", "last")}
    facts = {"start_fact": ("fact", "first"), "end_fact": ("fact", "last")}
    return steps.agg(**ends, **facts).reset_index()


def in_lanes(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the events of an organization as `milestones_chart` draws them: a lane for each kind.

    Terms of office are left out; they have bars of their own, from `terms`.

    Returns
    -------
    DataFrame
        fact, kind, date, about, place, label, lane, first (bool: it opened, paused or closed a membership)
        and sure (bool: some source that was read gives its date); lane by lane, in order of time.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.in_lanes(m.load(), "CSTO")
    >>> frame["lane"].iloc[0]
    'Treaty and Charter'
    """
    own = chronicle(tables, organization)
    people = set(own.loc[own["kind"] == BEGINS, "about"])
    of_terms = own["kind"].isin([BEGINS, ENDS]) | (own["kind"].eq(PLANNED) & own["about"].isin(people))
    own = own[~of_terms]
    bloc = made(tables, organization)
    deciding = deciding_facts([*bloc.definitions.values(), bloc.pauses]) | {*bloc.turning_points["fact"]}
    lane = {kind: name for name, kinds in LANES.items() for kind in kinds}
    own = own.assign(
        lane=own["kind"].map(lane).fillna(_OTHER),
        label=own["title"],
        first=own["fact"].isin(deciding),
        sure=~own["fact"].isin(unverified_facts(tables)),
    )
    order = own["lane"].map([*LANES, _OTHER].index)
    columns = ["fact", "kind", "date", "about", "place", "label", "lane", "first", "sure"]
    return own.assign(order=order).sort_values(["order", "date", "fact"], ignore_index=True)[columns]

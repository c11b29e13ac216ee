"""Overlaps in sentences and tables: which states belonged to several organizations, when, and to which."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

import pandas as pd

from membership.derive.labels import labelled, labels
from membership.derive.memberships import spells
from membership.derive.overlaps import belonging, common_day, joint_spells, verified_on
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, html_table, paragraph, text
from membership.intervals.counting import member_range
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.blocs import alone, days_that_matter
from membership.words.describe import called


def overlap_finding(tables: Tables, organization: str) -> str:
    """Return how many members of an organization were in each other one, on the last day all are verified."""
    day, name = common_day(tables), called(tables, organization)
    members = belonging(tables, day)
    own = members[members["organizations"].map(lambda all_: organization in all_)]
    shared = {
        other: int(own["organizations"].map(lambda all_, other=other: other in all_).sum())
        for other in verified_on(tables, day)
        if other != organization
    }
    if own.empty or not shared:
        several = int((members["organizations"].map(len) > 1).sum())
        return f"{counted(several, 'state')} in several blocs at once on {words(day)}"
    ranked = sorted(shared.items(), key=lambda item: -item[1])
    verb = "are also " if ranked[0][1] > 1 else "is also "
    told = [
        f"{_out_of(number, len(own))} {'' if place else verb}in {called(tables, other)}"
        for place, (other, number) in enumerate(ranked)
    ]
    return f"of the {counted(len(own), 'member')} of {name}, {listed(told)}"


def _out_of(number: int, total: int) -> str:
    return "none" if not number else "all" if number == total > 1 else cardinal(number)


def together_now(tables: Tables) -> Html:
    """Return, for the last day to which all are verified, which states belonged to which organizations."""
    if refusal := alone(tables):
        return refusal
    day = common_day(tables)
    members = belonging(tables, day)
    told = [
        f"{cardinal(len(own))} to {listed(called(tables, name) for name in together)} ({listed(own['name'])})"
        for together, own in members.groupby("organizations", sort=False)
        if len(together) > 1
    ]
    single = int((members["organizations"].map(len) == 1).sum())
    start = f"On {words(day)}, the last day to which all that exist are verified"
    many = f"{counted(len(members), 'state')} belonged to one of them or more"
    return paragraph(f"{start}, {many}: {'; '.join([*told, f'{cardinal(single)} to one only'])}.")


def never_together(tables: Tables) -> Html:
    """Return which organizations never shared a member, and which had members in common only in turn."""
    frame = spells(tables)
    joint = joint_spells(tables)
    shared = set(zip(joint["organization"], joint["other"], strict=True))
    states = {name: set(own["state"]) for name, own in frame.groupby("organization")}
    names = dict(zip(frame["state"], frame["name"], strict=True))
    told, never = [], []
    for pair in combinations(sorted(states), 2):
        if pair in shared:
            continue
        both = listed(sorted(names[state] for state in states[pair[0]] & states[pair[1]]))
        if both:
            told.append(f"{both} belonged to {listed(called(tables, one) for one in pair)}, but in turn")
        else:
            never.append(" and ".join(called(tables, one) for one in pair))
    if never:
        told.append(f"no state on record was ever in both of these: {'; '.join(never)}")
    return paragraph(*map(sentence, told)) if told else Html("")


def pairs_table(tables: Tables) -> Html:
    """Return, for each pair of organizations that shared members, how many over time and who last."""
    if refusal := alone(tables):
        return refusal
    joint = joint_spells(tables)
    rows = []
    for (one, other), own in joint.groupby(["organization", "other"]):
        steps = member_range(own)["lowest"]
        last = own[own["end_latest"].isna()]
        rows.append(
            {
                "pair": " and ".join(labelled(tables, (one, other))),
                "ever": own["state"].nunique(),
                "first": words(str(own["start_earliest"].min().date())),
                "most": f"{steps.max()}, from {words(str(steps.idxmax().date()))}",
                "now": f"{len(last)}: {' '.join(sorted(last['state']))}" if len(last) else "0",
                "until": words(str(own["until"].min().date())),
            }
        )
    headings = {
        "pair": "Both in",
        "ever": "States ever",
        "first": "First together",
        "most": "Most at once",
        "now": "Still in both",
        "until": "Counted to",
    }
    if not rows:
        return paragraph("No two of these organizations ever had a member in common at the same time.")
    caption = "States in two organizations at the same time, for each pair that ever had one"
    return html_table(pd.DataFrame(rows), caption, headings=headings)


def belonging_table(tables: Tables, organization: str) -> Html:
    """Return who was in two organizations or more on the days that matter to one of them."""
    if refusal := alone(tables):
        return refusal
    days = days_that_matter(tables, organization)
    known = days[days["date"].map(precision) == "day"]
    dated = known.groupby("date")["title"].apply("; ".join).to_dict()
    last, names = common_day(tables), labels(tables)
    rows: list[dict[str, object]] = []
    before = ""
    for date in sorted({*(date for date in dated if date <= last), last}):
        said = _together(belonging(tables, date), names)
        what = dated.get(date, "Last day to which all that exist are verified")
        rows.append({"day": words(date), "what": what, "who": "as before" if said == before else Html(said)})
        before = said
    headings = {
        "day": "Day",
        "what": f"What happened ({names[organization]})",
        "who": "In two organizations or more",
    }
    caption = f"Who belonged to several organizations on days that matter to {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings, css="days") + _key(tables)


def _key(tables: Tables) -> Html:
    """Return what the codes of the states mean that were ever in two organizations at once."""
    named = joint_spells(tables).drop_duplicates("state").sort_values("state")
    pairs = zip(named["state"], named["name"], strict=True)
    return paragraph(f"{', '.join(f'{state} {name}' for state, name in pairs)}.", css="key")


def _together(members: pd.DataFrame, names: Mapping[str, str]) -> str:
    """Return the states of each combination of organizations by their codes; "?" marks one left open."""
    told = [
        f"<b>{text(' + '.join(names[one] for one in together))}</b>: "
        + text(" ".join(sorted(own["state"] + own["certain"].map({True: "", False: "?"}))))
        for together, own in members.groupby("organizations", sort=False)
        if len(together) > 1
    ]
    return "<br>".join(told) or "nobody"

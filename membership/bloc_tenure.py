"""Staying power in sentences and tables: who stayed, who left, how long memberships lasted."""

from __future__ import annotations

import pandas as pd

from membership.bar_ends import with_ends
from membership.dates import words
from membership.describe import called
from membership.markup import Html, html_table, paragraph, text
from membership.proofs import anchor
from membership.tables import Tables
from membership.tenure import DISSOLVED, LEFT, OPEN, survival, tallies, tenures
from membership.wording import cardinal, counted, listed, sentence

_AFTER = (5, 10, 20, 30)  # years since joining
_OUTCOMES = {OPEN: "still a member", DISSOLVED: "ended with the organization"}


def spells_table(tables: Tables, organization: str) -> Html:
    """Return the spells of an organization as a table, states with the same start and end together."""
    frame = with_ends(tables, tenures(tables))
    frame = frame[frame["organization"] == organization]
    rows = []
    for (start, end, outcome, note), own in frame.groupby(
        ["start_shown", "end_shown", "outcome", "end_note"]
    ):
        names = [
            f"{row['name']} (as {row['known_as']})" if row["known_as"] else row["name"]
            for row in _records(own)
        ]
        rows.append(
            {
                "states": listed(sorted(names)),
                "from": words(start),
                "until": words(end) if end else "",
                "how": _OUTCOMES.get(outcome, note),
            }
        )
    headings = {"states": "States", "from": "From", "until": "Until", "how": "How it ended"}
    caption = f"Memberships in {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings)


def _records(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def summary_table(tables: Tables) -> Html:
    """Return, for each organization, joins, exits, returns, longest and shortest spells and member-years."""
    frame = tenures(tables)
    columns = {}
    for organization, row in tallies(tables).iterrows():
        own = frame[frame["organization"] == organization]
        columns[str(organization)] = {
            "States that ever joined": row["states"],
            "Joins": row["spells"],
            "of them returns": row["returns"],
            "Exits": row["exits"],
            "Memberships that ended with it": row["ended"],
            "Members now, or at the end": row["members"],
            "Most members": f"{row['most']}, from {words(str(row['most_from'].date()))}",
            "Longest membership": _longest(own),
            "Shortest that was left": _shortest(own[own["outcome"] == LEFT]),
            "Member-years": _between(row["years"], row["most_years"]),
        }
    shown = pd.DataFrame(columns, dtype=object).rename_axis("What is counted").reset_index()
    return html_table(shown, "Each organization in numbers")


def _longest(own: pd.DataFrame) -> str:
    most = own[own["years"] == own["years"].max()]
    state = most["name"].iloc[0] if len(most) == 1 else counted(len(most), "state")
    return f"{_years(own['years'].max())}, {state}"


def _shortest(left: pd.DataFrame) -> str:
    if left.empty:
        return "none was left"
    row = left.loc[left["years"].idxmin()]
    return f"{_years(row['years'])}, {row['name']}"


def _years(years: float) -> str:
    return f"{years:.1f} years"


def _between(least: float, most: float) -> str:
    low, high = f"{least:,.0f}", f"{most:,.0f}"
    return low if low == high else f"{low} to {high}"


def shares_table(tables: Tables) -> Html:
    """Return the shares that the survival curves show some years after joining, and of how many they are."""
    curves = survival(tenures(tables))
    rows = []
    for organization, own in curves.groupby("organization", sort=False):
        row = {"organization": organization}
        for years in _AFTER:
            reached = own[own["years"] <= years].iloc[-1]
            left = int(own.loc[own["years"] > years, "at_risk"].max()) if own["years"].max() > years else 0
            row[str(years)] = f"{reached['share']:.0%} ({left})" if left else "too young"
        last = own.iloc[-1]
        rows.append(row | {"longest": f"{last['share']:.0%}, at {_years(last['years'])}"})
    headings = {str(years): f"{years} years" for years in _AFTER}
    caption = "Share of memberships still held so long after joining; in brackets, how many are known so long"
    return html_table(
        pd.DataFrame(rows),
        caption,
        headings={"organization": "Organization", "longest": "End of the line"} | headings,
    )


def exits_list(tables: Tables) -> Html:
    """Return every membership that was left, by organization: who, when, how, each leading to its proof."""
    frame = with_ends(tables, tenures(tables))
    left = frame[frame["outcome"] == LEFT].sort_values(["organization", "end", "name"])
    items = []
    for organization in frame["organization"].unique():
        told = [
            f'<a href="#{text(anchor(row["end_fact"]))}">{text(row["name"])}</a>, '
            f"{text(words(row['end_shown']))} ({text(row['end_note'])})"
            for row in _records(left[left["organization"] == organization])
        ]
        items.append(f"<li><b>{text(organization)}</b>: {'; '.join(told) or 'nobody'}</li>")
    return Html(f"<ul>{''.join(items)}</ul>")


def caveats(tables: Tables) -> Html:
    """Return, in plain words, how little the survival curves rest on."""
    frame, numbers = tenures(tables), tallies(tables)
    told = [_few(tables, numbers), _one_more(tables, numbers), *_at_once(tables, frame)]
    for organization, ended in numbers["ended"].items():
        if ended:
            told.append(
                f"{counted(int(ended), 'membership')} of {called(tables, str(organization))} ended with it; "
                "how long they would have lasted is unknown, so they count as known to that day, no further"
            )
    reach = frame.groupby("organization")["years"].max().sort_values()
    if len(reach) > 1:
        first, last = reach.index[0], reach.index[-1]
        told.append(
            f"the line of {called(tables, first)} is {_years(reach.iloc[0])} long and that of "
            f"{called(tables, last)} {_years(reach.iloc[-1])}; beyond the shorter there is nothing to compare"
        )
    return paragraph(*map(sentence, told))


def staying_finding(tables: Tables, organization: str) -> str:
    """Return which organizations nobody has left, and how many memberships of one of them were left."""
    numbers = tallies(tables)
    never = [called(tables, name) for name, exits in numbers["exits"].items() if not exits]
    own = numbers.loc[organization]
    told = [f"nobody has left {' or '.join(never)}"] if never else []
    if own["exits"]:
        of = f"{cardinal(own['exits'])} of the {counted(own['spells'], 'membership')}"
        told.append(f"{of} in {called(tables, organization)} ended in exit")
    return "; ".join(told)


def _few(tables: Tables, numbers: pd.DataFrame) -> str:
    exits = numbers.loc[numbers["exits"] > 0, "exits"]
    if exits.empty:
        return "nobody has left, so every line stays at the top"
    where = listed(f"{cardinal(number)} in {called(tables, name)}" for name, number in exits.items())
    return f"{counted(int(exits.sum()), 'exit')} in all: {where}"


def _one_more(tables: Tables, numbers: pd.DataFrame) -> str:
    fewest, most = numbers["spells"].idxmin(), numbers["spells"].idxmax()
    points = {name: counted(round(100 / numbers.loc[name, "spells"]), "point") for name in (fewest, most)}
    told = f"one exit more would lower the line of {called(tables, fewest)} by about {points[fewest]}"
    return (
        told
        if points[fewest] == points[most]
        else f"{told}, that of {called(tables, most)} by {points[most]}"
    )


def _at_once(tables: Tables, frame: pd.DataFrame) -> list[str]:
    """Return the exits of an organization that fell on one day."""
    told = []
    for organization, own in frame[frame["outcome"] == LEFT].groupby("organization", sort=False):
        for end, together in own.groupby("end"):
            if len(together) > 1:
                of = f"of the {cardinal(len(own))} exits" if len(own) > len(together) else "exits"
                name = called(tables, organization)
                told.append(
                    f"{cardinal(len(together))} {of} from {name} took effect on one day, {words(end)}"
                )
    return told

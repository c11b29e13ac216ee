"""Staying power in sentences and tables: who stayed, who left, how long memberships lasted."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor

import pandas as pd

from membership.derive.labels import labels
from membership.derive.tenure import LEFT, survival, tallies, tenures
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, html_table, paragraph, text
from membership.intervals.dates import words
from membership.tables.loading import Tables
from membership.words.bar_ends import with_ends
from membership.words.describe import called
from membership.words.proofs import anchor
from membership.words.standing import endings

_AFTER = (5, 10, 20, 30)  # years since joining


def spells_table(tables: Tables, organization: str) -> Html:
    """Return the spells of an organization as a table, states with the same start and end together."""
    frame = with_ends(tables, tenures(tables))
    frame = frame[frame["organization"] == organization]
    frame = frame.assign(how=endings(tables, frame), until=[_until(row) for row in _records(frame)])
    rows = []
    for (start, _, until, how), own in frame.groupby(["start_shown", "end_shown", "until", "how"]):
        names = [
            f"{row['name']} (as {row['known_as']})" if row["known_as"] else row["name"]
            for row in _records(own)
        ]
        rows.append(
            {
                "states": listed(sorted(names)),
                "from": words(start),
                "until": until,
                "how": Html(how),
            }
        )
    headings = {"states": "States", "from": "From", "until": "Until", "how": "How it ended"}
    caption = f"Memberships in {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings)


def _until(row: Mapping) -> str:
    """Return the end of a spell as its source gives it; a last day in is said to be one."""
    if not row["end"]:
        return ""
    return words(row["end_shown"]) + (", last day in" if row["end_shown"] != row["end"] else "")


def _records(frame: pd.DataFrame) -> list[dict]:
    return frame.to_dict("records")


def summary_table(tables: Tables) -> Html:
    """Return, for each organization, joins, exits, returns, longest and shortest spells and member-years."""
    frame = tenures(tables)
    columns = {}
    for organization, row in tallies(tables).iterrows():
        own = frame[frame["organization"] == organization]
        columns[labels(tables)[str(organization)]] = {
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
        row = {"organization": labels(tables)[str(organization)]}
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
            f"{text(_until(row))} ({text(row['end_note'])})"
            for row in _records(left[left["organization"] == organization])
        ]
        items.append(f"<li><b>{text(labels(tables)[organization])}</b>: {'; '.join(told) or 'nobody'}</li>")
    return Html(f"<ul>{''.join(items)}</ul>")


def caveats(tables: Tables) -> Html:
    """Return, in plain words, how little the survival curves rest on."""
    frame, numbers = tenures(tables), tallies(tables)
    told = [_few(tables, numbers), _one_more(tables, survival(frame), numbers), *_at_once(tables, frame)]
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


def _one_more(tables: Tables, curves: pd.DataFrame, numbers: pd.DataFrame) -> str:
    """Return by how much one exit more would lower the lines, of those that can still have one."""
    joined = (numbers[numbers["ended"] == 0] if (numbers["ended"] == 0).any() else numbers)["spells"]
    told: list[str] = []
    spread = False
    for name in dict.fromkeys((joined.idxmin(), joined.idxmax())):
        low, high = _step_of_one(curves, name)
        points = f"{low} to {high}" if high > low else str(low)
        unit = "" if told else " percentage points"
        told.append(f"of {called(tables, name)} by about {points}{unit}")
        spread = spread or high > low
    why = ": the later it comes, the fewer memberships are known so long, and the more each weighs"
    return f"one exit more would lower the line {', that '.join(told)}{why if spread else ''}"


def _step_of_one(curves: pd.DataFrame, organization: str) -> tuple[int, int]:
    """Return how far one exit would lower a line at its first and at its last age, in whole points.

    Each exit takes its part of those known so long from the share that was left before it.
    """
    own = curves[curves["organization"] == organization]
    before = own["share"].shift(fill_value=1.0) / own["at_risk"]
    low, high = (floor(100 * part + 0.5) for part in (before.iloc[0], before.iloc[-1]))
    return low, high


def _at_once(tables: Tables, frame: pd.DataFrame) -> list[str]:
    """Return the exits of an organization that fell on one day."""
    told = []
    for organization, own in frame[frame["outcome"] == LEFT].groupby("organization", sort=False):
        for end, together in own.groupby("end"):
            if len(together) > 1:
                of = f"of the {cardinal(len(own))} exits" if len(own) > len(together) else "exits"
                name = called(tables, organization)
                is_first = with_ends(tables, together)["end_shown"].ne(end).all()
                day = f"{words(end)}{', the first day out' if is_first else ''}"
                told.append(f"{cardinal(len(together))} {of} from {name} took effect on one day, {day}")
    return told

"""Sentences about a membership, computed from the tables: findings, alt texts, descriptions.

Every number, name and date in them comes from the frame or the tables they are given, so a
corrected row corrects the prose, the picture's title and what a screen reader says.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from membership.derive.evidence import deciding_sources
from membership.derive.labels import labels
from membership.derive.memberships import offered, pauses, spells
from membership.english import cardinal, counted, listed, times
from membership.intervals.counting import member_count, members_on
from membership.intervals.dates import words
from membership.tables.loading import Tables

DEFINITION_WORDS = {
    "signed": "from signature or accession until its bond ended",
    "in_force": "while the treaty was legally in force for it",
    "chartered": (
        "while it was a member under the charter that founded the organization or gave it its constitution"
    ),
    "participating": "as signed, less the time it had frozen or asked to suspend its own part",
}
DEFINITION_NAMES = {
    "signed": "Signed",
    "in_force": "In force",
    "chartered": "Chartered",
    "participating": "Participating",
}


def organization_row(tables: Tables, organization: str) -> pd.Series:
    """Return the row of `organization`.

    Raises
    ------
    ValueError
        If it is not an organization of these tables.
    """
    rows = tables.organizations[tables.organizations["organization"] == organization]
    if rows.empty:
        known = ", ".join(tables.organizations["organization"])
        raise ValueError(f"{organization!r} is not an organization of these tables; expected one of {known}")
    return rows.iloc[0]


def heading(tables: Tables, organization: str) -> str:
    """Return the organization with the years of its treaty and, where that is later, its own.

    Examples
    --------
    >>> import membership as m
    >>> heading(m.load(), "CSTO")
    'CSTO: Treaty 1992, Organization 2002'
    """
    row, name = organization_row(tables, organization), labels(tables)[organization]
    if row["founded"][:4] == row["treaty"][:4]:
        return f"{name}, {row['treaty'][:4]}"
    return f"{name}: Treaty {row['treaty'][:4]}, Organization {row['founded'][:4]}"


def called(tables: Tables, organization: str) -> str:
    """Return what a sentence calls the organization, with its article where it has one.

    Examples
    --------
    >>> import membership as m
    >>> called(m.load(), "CSTO")
    'the CSTO'
    """
    return organization_row(tables, organization)["in_text"] or organization


def what_was_joined(tables: Tables, organization: str) -> str:
    """Return what a state's first act makes it a member of: the treaty, where that is older.

    Examples
    --------
    >>> import membership as m
    >>> what_was_joined(m.load(), "CSTO"), what_was_joined(m.load(), "NATO")
    ('the Collective Security Treaty', 'NATO')
    """
    row = organization_row(tables, organization)
    is_older = row["founded"] != row["treaty"] and row["treaty_name"]
    return f"the {row['treaty_name']}" if is_older else called(tables, organization)


def called_throughout(tables: Tables, organization: str) -> str:
    """Return what to call the organization over its whole time: with its treaty, where that is older.

    Examples
    --------
    >>> import membership as m
    >>> called_throughout(m.load(), "CSTO")
    'the Collective Security Treaty and the CSTO'
    """
    names = (what_was_joined(tables, organization), called(tables, organization))
    return " and ".join(dict.fromkeys(names))


def last_day(tables: Tables, organization: str) -> str:
    """Return the day that charts of `organization` run to: the day of dissolution, else `verified_to`."""
    row = organization_row(tables, organization)
    return row["dissolved"] or row["verified_to"]


def counting_day(tables: Tables, organization: str) -> str:
    """Return the last day on which members can be counted: `verified_to`, or the eve of the dissolution."""
    row = organization_row(tables, organization)
    if not row["dissolved"]:
        return row["verified_to"]
    return str((pd.Timestamp(row["dissolved"]) - pd.Timedelta(days=1)).date())


def as_of(tables: Tables, organization: str) -> str:
    """Return "as of" with the day to which the organization is verified."""
    row = organization_row(tables, organization)
    if row["dissolved"]:
        return f"dissolved {words(row['dissolved'])}"
    return f"as of {words(row['verified_to'])}"


def membership_finding(tables: Tables, organization: str) -> str:
    """Return the finding of the membership-over-time chart in one sentence without a full stop."""
    frame, name = spells(tables, organization), what_was_joined(tables, organization)
    row = organization_row(tables, organization)
    ever = frame["state"].nunique()
    exits = frame[frame["end"] != ""].groupby("name").size()
    if row["dissolved"]:
        last = len(members_on(frame, counting_day(tables, organization)))
        return _headline(f"{counted(ever, 'state')} joined {name}; {cardinal(last)} were left at its end")
    current = frame.loc[frame["end"] == "", "state"].nunique()
    told = f"{cardinal(current)} of the {cardinal(ever)} states that joined {name} are still members"
    if current == ever:
        told = f"{'all ' if ever > 1 else ''}{counted(ever, 'state')} that joined {name} are still members"
    again = exits[exits > 1]
    if len(again):
        told += f"; {listed(f'{name} left {times(number)}' for name, number in again.items())}"
    stopped = pauses(tables, organization)
    for action, names in stopped[stopped["end"] == ""].groupby("start_action")["name"]:
        told += f"; {listed(sorted(names))}: {action}"
    return _headline(told)


def count_finding(tables: Tables, organization: str) -> str:
    """Return the finding of the number-of-members chart: the peak, when, and what it is now."""
    frame, name = spells(tables, organization), what_was_joined(tables, organization)
    count = member_count(frame)
    peak = int(count.max())
    first = count.index[count == peak][0]
    later = count.loc[first:]
    over = later.index[later < peak]
    row = organization_row(tables, organization)
    if not len(over) or (row["dissolved"] and over[0] == pd.Timestamp(row["dissolved"])):
        return _headline(f"{name} reached {counted(peak, 'member')} on {_day(first)}, its highest number")
    until = f"from {_day(first)} to {_day(over[0] - pd.Timedelta(days=1))}"
    if row["dissolved"]:
        return _headline(f"{name} had at most {counted(peak, 'member')}, {until}")
    return _headline(
        f"{name} had {counted(peak, 'member')} {until} and has {cardinal(int(count.iloc[-1]))} now"
    )


def definitions_finding(tables: Tables, organization: str) -> str:
    """Return how many members the organization has under each definition it offers."""
    name = called(tables, organization)
    day = counting_day(tables, organization)
    numbers = {
        word: len(members_on(spells(tables, organization, word), day))
        for word in offered(tables, organization)
    }
    if len(set(numbers.values())) == 1:
        return _headline(f"{name} has {counted(numbers['signed'], 'member')} under every definition")
    parts = [f"{word.replace('_', ' ')} {cardinal(number)}" for word, number in numbers.items()]
    return f"How many members {name} has depends on the definition: {', '.join(parts)}"


def source_line(tables: Tables, facts: Sequence[str], plotted: Sequence[str] = (), most: int = 4) -> str:
    """Return the source line of a chart: whose work it shows, who decides its facts, and how many more.

    Parameters
    ----------
    tables : Tables
    facts : sequence of str
        The facts that the chart rests on.
    plotted : sequence of str, optional
        Sources whose own work is plotted; their publishers come first, and none is left out.
    most : int, default 4
        How many publishers to name, those that decide most facts first.
    """
    deciding = deciding_sources(tables)
    used = pd.Series([deciding[fact] for fact in facts if fact in deciding], dtype="str")
    publisher = tables.sources.set_index("source")["publisher"].replace("", pd.NA).dropna()
    deciders = used.map(publisher).dropna().value_counts().items()
    first = [publisher[source] for source in plotted if source in publisher]
    ranked = [name for name, _ in sorted(deciders, key=lambda item: (-item[1], item[0]))]
    names = list(dict.fromkeys([*first, *ranked]))
    shown = names[: max(most, len(set(first)))]
    more = len(names) - len(shown)
    return (
        f"Sources: {'; '.join(shown)}{f'; {more} more, listed with the data' if more else ''}."
        if shown
        else ""
    )


def _headline(text: str) -> str:
    return text[:1].upper() + text[1:]


def _day(moment: pd.Timestamp) -> str:
    return words(moment.date().isoformat())

"""The text alternatives of charts: an alt text and a long description each, computed from the tables."""

from __future__ import annotations

import pandas as pd

from membership.derive.memberships import offered, pauses, spells
from membership.english import cardinal, counted, listed, sentence, shortened
from membership.intervals.counting import member_count, members_on
from membership.intervals.dates import words
from membership.tables.loading import Tables
from membership.words.describe import (
    DEFINITION_NAMES,
    as_of,
    called,
    called_throughout,
    counting_day,
    last_day,
)

MORE = "The CSV of this chart has the rest."


def spell_sentences(tables: Tables, frame: pd.DataFrame) -> list[str]:
    """Return the spells in sentences, states with the same start and end together.

    An end that a source gives as the last day in is said as that: "to the end of 20 April 1999".
    """
    given = dict(zip(tables.membership["fact"], tables.membership["date"], strict=True))
    sentences = []
    for (start, end), own in frame.groupby(["start", "end"], sort=True):
        who = listed(sorted(own["name"]))
        if not end:
            sentences.append(f"{who} since {words(start)}.")
            continue
        last = given[own["end_fact"].iloc[0]]
        until = f"until {words(end)}" if last == end else f"to the end of {words(last)}"
        sentences.append(f"{who} from {words(start)} {until}.")
    return sentences


def membership_alt(tables: Tables, organization: str) -> str:
    """Return the alt text of the membership-over-time chart: at most 150 characters."""
    frame, name = spells(tables, organization), called_throughout(tables, organization)
    now = frame.loc[frame["end"] == "", "state"].nunique()
    ever = frame["state"].nunique()
    first, last = frame["start"].min()[:4], last_day(tables, organization)[:4]
    return (
        f"Bar chart of {counted(ever, 'state')} in {name}, {first} to {last}: "
        f"{counted(len(frame), 'spell')} of membership, {cardinal(now) if now else 'none'} still open, "
        f"{cardinal(ever - now) if ever > now else 'none'} ended for good."
    )


def membership_description(tables: Tables, organization: str) -> str:
    """Return the long description of the membership-over-time chart: at most 120 words."""
    frame, stopped = spells(tables, organization), pauses(tables, organization)
    sentences = [
        f"One bar per spell of membership, {as_of(tables, organization)}.",
        *spell_sentences(tables, frame),
    ]
    sentences += [
        f"{row.name_} has its part hatched "
        f"from {words(row.start)}{f' until {words(row.end)}' if row.end else ''}."
        for row in stopped.rename(columns={"name": "name_"}).itertuples()
    ]
    if number := int(frame["disputed"].sum()):
        sentences.append(f"Sources disagree about the first or last day of {counted(number, 'bar')}.")
    return shortened(sentences, 120, MORE)


def count_alt(tables: Tables, organization: str) -> str:
    """Return the alt text of the number-of-members chart: at most 150 characters."""
    count = member_count(spells(tables, organization))
    return (
        f"Step chart of the number of members of {called_throughout(tables, organization)}, "
        f"{count.index[0].year} to "
        f"{last_day(tables, organization)[:4]}: "
        f"from {count.iloc[0]} to {count.iloc[-1]}, at most {count.max()}."
    )


def count_description(tables: Tables, organization: str) -> str:
    """Return the long description of the number-of-members chart: at most 120 words."""
    count = member_count(spells(tables, organization))
    changed = count[count.diff().fillna(1) != 0]
    steps = [f"{number} from {_day(day)}" for day, number in changed.items()]
    return shortened(
        [
            f"Members of {called_throughout(tables, organization)} as a step function, "
            f"{as_of(tables, organization)}.",
            *(sentence(step) for step in steps),
        ],
        120,
        MORE,
    )


def definitions_alt(tables: Tables, organization: str) -> str:
    """Return the alt text of the small multiples by definition: at most 150 characters."""
    day = counting_day(tables, organization)
    numbers = [
        f"{word.replace('_', ' ')} {len(members_on(spells(tables, organization, word), day))}"
        for word in offered(tables, organization)
    ]
    return (
        f"Bar charts of the members of {called(tables, organization)} by definition. "
        f"Members on {words(day)}: {', '.join(numbers)}."
    )


def definitions_description(tables: Tables, organization: str) -> str:
    """Return the long description of the small multiples by definition: at most 120 words."""
    day = counting_day(tables, organization)
    sentences = []
    for word in offered(tables, organization):
        frame = spells(tables, organization, word)
        members = members_on(frame, day)
        absent = sorted(set(spells(tables, organization)["name"]) - set(frame["name"]))
        never = f"; none on record: {listed(absent)}" if absent else ""
        sentences.append(
            f"{DEFINITION_NAMES[word]}: {counted(len(members), 'member')} on {words(day)}{never}."
        )
    return shortened(
        ["The same states under each definition of membership, side by side.", *sentences], 120, MORE
    )


def _day(moment: pd.Timestamp) -> str:
    return words(moment.date().isoformat())

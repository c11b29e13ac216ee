"""What limits a comparison of blocs: how a member is counted, what is announced, what is not known."""

from __future__ import annotations

from collections.abc import Mapping

from membership.derive.evidence import facts
from membership.derive.memberships import offered, spells
from membership.derive.overlaps import common_day
from membership.derive.tenure import tallies
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, paragraph, text
from membership.intervals.counting import members_on
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.describe import called, counting_day
from membership.words.proofs import fact_link
from membership.words.standing import pending_exits

_WAYS: Mapping[str, str] = {
    "in_force": "for which its treaty is on record as in force",
    "chartered": "under its charter",
    "participating": "that take part",
}


def definitions_matter(tables: Tables) -> Html:
    """Return how the members differ under the other definitions, on each last verified day, and by whom."""
    told = []
    for organization in tables.organizations["organization"]:
        day = counting_day(tables, organization)
        members = {
            way: set(members_on(spells(tables, organization, way), day)["name"])
            for way in offered(tables, organization)
        }
        signed = members.pop("signed")
        differ = [
            f"{cardinal(len(own))} {_WAYS[way]} ({_difference(own, signed)})"
            for way, own in members.items()
            if own != signed
        ]
        if differ:
            name = called(tables, organization)
            told.append(
                sentence(f"by signature {name} has {counted(len(signed), 'member')}, but {listed(differ)}")
            )
    if not told:
        return paragraph("Under every definition of a member the members on the last day are the same.")
    return paragraph(*told)


def _difference(own: set[str], signed: set[str]) -> str:
    """Return who is in under one definition and not under the other."""
    apart = (("without", signed - own), ("with", own - signed))
    return ", ".join(f"{word} {listed(sorted(names))}" for word, names in apart if names)


def not_known(tables: Tables) -> Html:
    """Return, as a list, what limits the comparison: days not verified, dates in doubt, exits pending."""
    known = facts(tables)
    members = known[known["state"] != ""]
    vague = int((members["date"].map(precision) != "day").sum())
    disputed = tallies(tables)["disputed"]
    items = [
        "Organizations are verified to different days. The last day to which all that exist are verified is "
        f"{words(common_day(tables))}",
        "Sources disagree about the first or the last day of "
        f"{counted(int(disputed.sum()), 'membership')}: "
        + listed(f"{number} in {called(tables, name)}" for name, number in disputed.items() if number),
        f"{counted(vague, 'step')} of members {'is' if vague == 1 else 'are'} known only to the month or "
        "the year; a count that depends on one is given as a range",
    ]
    shown = [*(text(sentence(item)) for item in items), *_announced(tables)]
    return Html(f'<ul class="unknown">{"".join(f"<li>{item}</li>" for item in shown)}</ul>')


def _announced(tables: Tables) -> list[str]:
    """Return, for each state that has said it will leave, every step so far and what is planned, linked."""
    told = []
    for (organization, name), own in pending_exits(tables).groupby(["organization", "name"]):
        steps = [f"{fact_link(row, row['told'])}, {words(row['date'])}" for row in own.to_dict("records")]
        start = (
            f"{name} counts as a member of {called(tables, organization)} and has said that it will leave: "
        )
        told.append(f"{text(start)}{'; '.join(steps)}.")
    return told

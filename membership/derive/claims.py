"""Claims checked against the tables: a computed verdict beside the human one.

A check reads only the tables. Its verdict is supported, incomplete or contradicted, or none where they cannot
decide: a fact it names is not in them, our dates are too coarse, or the claim is about days that are not
verified yet. The human verdict stands in the table of claims; the computed one is never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from membership.derive.events import BEGINS, ENDS
from membership.derive.memberships import spells
from membership.english import counted, listed, span
from membership.intervals.counting import member_range, members_on
from membership.intervals.dates import earliest, latest, precision, when, words
from membership.tables.loading import Tables
from membership.tables.rules import PLANNED

SUPPORTED, IMPRECISE, INCOMPLETE = "supported", "imprecise", "incomplete"
CONTRADICTED, UNVERIFIED, OPINION = "contradicted", "unverified", "opinion"

VERDICTS = {
    SUPPORTED: "What is said is right, and nothing that matters is missing.",
    IMPRECISE: "The gist is right; a date, an object, a place, a speaker or a word is off.",
    INCOMPLETE: "Each word can be defended, but a fact is left out that changes what a reader concludes.",
    CONTRADICTED: "The record says otherwise.",
    UNVERIFIED: "It could be checked, but no source that says so was found. It may well be true.",
    OPINION: "A judgement, a prediction, a motive or a metaphor. Opinions are not rated.",
}
COMPUTED = (SUPPORTED, INCOMPLETE, CONTRADICTED)

CHECKS = {
    "date": "whether a dated event in the tables has the date, and the place, that the article gives",
    "members": "whether exactly the states named were members on a day",
    "joined": "whether the states named became members in a period; others may have too, and are shown",
    "left": "whether the states named stopped being members in a period; others may have too, and are shown",
    "count": "whether the number of members on a day, or its course between two days, is as stated",
    "spells": "whether the dates given are a state's whole history of membership",
    "order": "whether events in the tables happened in the order stated",
    "interval": "whether as many calendar years as stated lie between two events in the tables",
    "holder": "whether the person named held an office on a day",
}

# What a check leaves open that a claim may also say, where a reader could take its verdict for more.
LIMITS = {
    "members": "This asks which states were in, and not who acted for them.",
    "count": "This counts members: not who came to a meeting, nor in which direction an alliance grew.",
    "holder": "This asks who held the office, and not what was said or where.",
}


@dataclass(frozen=True)
class Finding:
    """What a check found: its verdict ("" where it cannot decide), why, and the facts that decide it."""

    verdict: str
    why: str
    facts: tuple[str, ...] = ()


SILENT = Finding("", "the tables do not decide it")

Claim = Mapping[str, str]
Fact = Mapping[str, str]  # a row of the table of dates


def check(tables: Tables, claim: Claim) -> Finding:
    """Return what the tables say of one claim, a row of `claims`; a claim without a check is not decided."""
    kind = claim["check"]
    if not kind:
        return Finding("", "")
    if kind in _OF_FACTS:
        named = claim["about"].split()
        rows = tables.dates[tables.dates["fact"].isin(named)].to_dict("records")
        facts = sorted(rows, key=lambda row: named.index(row["fact"]))
        return _OF_FACTS[kind](tables, claim, facts) if named and len(facts) == len(named) else SILENT
    if not _verified(tables, claim):
        return SILENT
    if kind == "holder":
        return _holder(tables, claim)
    return _OF_SPELLS[kind](spells(tables, claim["organization"], claim["definition"]), claim)


def _decided(is_so: bool, is_not: bool, why: str, facts: Iterable[str]) -> Finding:
    """Return the finding of a check that supports a claim or contradicts it, or is silent."""
    return Finding(SUPPORTED if is_so else CONTRADICTED, why, tuple(facts)) if is_so or is_not else SILENT


def _verified(tables: Tables, claim: Claim) -> bool:
    """Return whether all days of the claim are known: an open spell says nothing of later ones."""
    known = tables.organizations.set_index("organization")
    if claim["organization"] not in known.index:
        return False
    days = [claim["from"], claim["to"]]
    if claim["check"] == "spells":
        days += [day for spell in claim["stated"].split() for day in spell.split("/")]
    bloc = known.loc[claim["organization"]]
    return bool(bloc["dissolved"]) or all(latest(day) <= earliest(bloc["verified_to"]) for day in days if day)


def _date(tables: Tables, claim: Claim, facts: Sequence[Fact]) -> Finding:
    day, _, place = claim["stated"].partition(" ")
    for fact in facts:
        if _within(fact["date"], day):
            is_there = not place or fact["place"].casefold() == place.casefold()
            where = f" in {fact['place']}" if place else ""
            why = f"{fact['title']}: {words(fact['date'])}{where}"
            return _decided(is_there, bool(fact["place"]), why, [fact["fact"]])
    own = tables.dates["organization"].eq(claim["organization"]) & bool(claim["organization"])
    then = [row for row in tables.dates[own].to_dict("records") if _within(row["date"], day)]
    happened = f". What happened {when(day)}: {listed(row['title'] for row in then)}" if then else ""
    elsewhere = all(_apart(fact["date"], day) for fact in facts)
    return _decided(False, elsewhere, _told(facts) + happened, _ids([*facts, *then]))


def _interval(tables: Tables, claim: Claim, facts: Sequence[Fact]) -> Finding:
    first, second = facts
    for fact, given in ((first, claim["from"]), (second, claim["to"])):
        if given and not _within(fact["date"], given):
            return _decided(False, _apart(fact["date"], given), _told(facts), _ids(facts))
    years = int(second["date"][:4]) - int(first["date"][:4])
    exact = all(precision(fact["date"]) == "day" for fact in facts)
    passed = f", {span(earliest(first['date']), earliest(second['date']))} apart" if exact else ""
    why = f"{_told(facts)}; {counted(years, 'calendar year')} on{passed}"
    return _decided(years == int(claim["stated"].split()[0]), True, why, _ids(facts))


def _order(tables: Tables, claim: Claim, facts: Sequence[Fact]) -> Finding:
    pairs = [(one["date"], other["date"]) for one, other in pairwise(facts)]
    is_so = all(latest(one) < earliest(other) for one, other in pairs)
    is_not = any(earliest(one) > latest(other) for one, other in pairs)
    return _decided(is_so, is_not, _told(facts), _ids(facts))


def _holder(tables: Tables, claim: Claim) -> Finding:
    day, dates = earliest(claim["from"]), tables.dates[tables.dates["organization"] == claim["organization"]]
    office = dates["title"].str.contains(claim["about"], case=False, regex=False)
    ends = dates[dates["kind"].isin([ENDS, PLANNED])]
    holders, ids = [], []
    for begun in dates[(dates["kind"] == BEGINS) & office].to_dict("records"):
        over = sorted(ends.loc[(ends["about"] == begun["about"]) & (ends["date"] >= begun["date"]), "date"])
        if latest(begun["date"]) <= day and (not over or day <= earliest(over[0])):
            holders.append(begun["about"])
            ids.append(begun["fact"])
    why = f"{claim['about']} on {words(claim['from'])}: {listed(holders)}"
    return _decided(claim["stated"] in holders, bool(holders), why, ids)


def _members(frame: pd.DataFrame, claim: Claim) -> Finding:
    stated, members = set(claim["stated"].split()), members_on(frame, claim["from"])
    possible, certain = set(members["state"]), set(members.loc[members["certain"], "state"])
    told = f"members on {words(claim['from'])}: {listed(members['name'])}"
    if stated < certain:
        return Finding(INCOMPLETE, told, tuple(members["start_fact"]))
    return _decided(stated == certain == possible, bool(stated - possible), told, members["start_fact"])


def _moved(end: str, verb: str) -> Callable[[pd.DataFrame, Claim], Finding]:
    def moved(frame: pd.DataFrame, claim: Claim) -> Finding:
        first, last = pd.Timestamp(earliest(claim["from"])), pd.Timestamp(latest(claim["to"]))
        known = frame[frame[end] != ""]
        touches = known[(known[f"{end}_latest"] >= first) & (known[f"{end}_earliest"] <= last)]
        sure = touches[(touches[f"{end}_earliest"] >= first) & (touches[f"{end}_latest"] <= last)]
        touches = touches.sort_values([f"{end}_earliest", "name"])
        stated = set(claim["stated"].split())
        others = sorted(touches.loc[~touches["state"].isin(stated), "name"])
        named = [f"{row['name']} from {words(row[end])}" for row in touches.to_dict("records")]
        told = f"{verb}: {listed(named) or 'nobody'}"
        told += f"; not named by the article: {listed(others)}" if others else ""
        is_so, is_not = stated <= set(sure["state"]), bool(stated - set(touches["state"]))
        return _decided(is_so, is_not, told, touches[f"{end}_fact"])

    return moved


def _count(frame: pd.DataFrame, claim: Claim) -> Finding:
    days = [day for day in (claim["from"], claim["to"]) if day]
    counts = []
    for day in days:
        until = member_range(frame).loc[: pd.Timestamp(day)]
        counts.append(tuple(int(n) for n in until.iloc[-1]) if len(until) else (0, 0))
    told = "; ".join(
        f"members on {words(day)}: {low if low == high else f'{low} to {high}'}"
        for day, (low, high) in zip(days, counts, strict=True)
    )
    ids = members_on(frame, days[-1])["start_fact"]
    (low, high), (later_low, later_high) = counts[0], counts[-1]
    if len(days) == 1:
        stated = int(claim["stated"])
        return _decided(low == high == stated, not low <= stated <= high, told, ids)
    certain = {
        "rises": (later_low > high, later_high <= low),
        "falls": (later_high < low, later_low >= high),
        "stays": (low == high == later_low == later_high, later_high < low or later_low > high),
    }
    return _decided(*certain[claim["stated"]], told, ids)


def _spells(frame: pd.DataFrame, claim: Claim) -> Finding:
    own = frame[frame["state"] == claim["about"]].to_dict("records")
    turns = [(word, spell[end], spell[f"{end}_fact"]) for spell in own for word, end in _TURNS if spell[end]]
    told = f"{own[0]['name'] if own else claim['about']}: {_turns_told(turns) or 'never in'}"
    ids = tuple(fact for _, _, fact in turns)
    untold = list(turns)
    for spell in claim["stated"].split():
        for (word, _), stated in zip(_TURNS, spell.split("/"), strict=True):
            fitting = (turn for turn in untold if turn[0] == word and stated and _within(turn[1], stated))
            turn = next(fitting, None)
            if stated and turn is None:
                return Finding(CONTRADICTED, told, ids)
            if turn:
                untold.remove(turn)
    if not untold:
        return Finding(SUPPORTED, told, ids)
    return Finding(INCOMPLETE, f"{told}. Missing from the article: {_turns_told(untold)}", ids)


_TURNS = (("in", "start"), ("out", "end"))


def _turns_told(turns: Sequence[tuple[str, str, str]]) -> str:
    return listed(f"{word} from {words(date)}" for word, date, _ in turns)


def _told(facts: Sequence[Fact]) -> str:
    return "; ".join(f"{fact['title']}: {words(fact['date'])}" for fact in facts)


def _ids(facts: Sequence[Fact]) -> list[str]:
    return [fact["fact"] for fact in facts]


def _within(inner: str, outer: str) -> bool:
    return earliest(outer) <= earliest(inner) and latest(inner) <= latest(outer)


def _apart(one: str, other: str) -> bool:
    return latest(one) < earliest(other) or latest(other) < earliest(one)


_OF_FACTS: dict[str, Callable[[Tables, Claim, Sequence[Fact]], Finding]] = {
    "date": _date,
    "interval": _interval,
    "order": _order,
}
_OF_SPELLS: dict[str, Callable[[pd.DataFrame, Claim], Finding]] = {
    "members": _members,
    "joined": _moved("start", "joined"),
    "left": _moved("end", "out"),
    "count": _count,
    "spells": _spells,
}


def checked_claims(tables: Tables) -> pd.DataFrame:
    """Return every claim with its computed and its judged verdict, in the order of the article.

    Returns
    -------
    DataFrame
        The columns of `claims`, and `computed` (supported, incomplete, contradicted or ""), `found`
        (why, in words) and `facts` (tuple of the ids of the deciding facts).

    Examples
    --------
    >>> import membership as m
    >>> sorted(set(checked_claims(m.load())["computed"]) - {""})
    ['contradicted', 'incomplete', 'supported']
    """
    findings = [check(tables, claim) for claim in tables.claims.to_dict("records")]
    return tables.claims.assign(
        computed=[finding.verdict for finding in findings],
        found=[finding.why for finding in findings],
        facts=[finding.facts for finding in findings],
    )


def last_reported(tables: Tables) -> str:
    """Return the date of the last event that the article gives a date for; "" where there is none."""
    named = " ".join(tables.claims.loc[tables.claims["check"] == "date", "about"]).split()
    return max(tables.dates.loc[tables.dates["fact"].isin(named), "date"], default="")


def is_later(date: str, limit: str) -> bool:
    """Return whether all of `date` lies after `limit`, the last event reported, if there is one."""
    return bool(limit) and earliest(date) > latest(limit)


def tally(tables: Tables) -> pd.DataFrame:
    """Return how many claims have each verdict, judged and computed.

    Returns
    -------
    DataFrame
        verdict, judged (int), computed (Int64, missing for verdicts that are never computed), in the
        order in which the verdicts are defined.

    Examples
    --------
    >>> import membership as m
    >>> int(tally(m.load())["judged"].sum()) == len(m.load().claims)
    True
    """
    rated = checked_claims(tables)
    judged = rated["judged"].value_counts().reindex([*VERDICTS], fill_value=0)
    computed = rated["computed"].value_counts().reindex(COMPUTED, fill_value=0)
    counts = judged.to_frame("judged").assign(computed=computed.astype("Int64"))
    return counts.rename_axis("verdict").reset_index()

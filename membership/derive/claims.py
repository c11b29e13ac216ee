"""Claims checked against the tables: a computed verdict beside the human one.

A check reads only the tables. Its verdict is supported, incomplete or contradicted, or none where they cannot
decide: a fact it names is not in them, our dates are too coarse, or the claim is about days that are not
verified yet. The human verdict stands in the table of claims; the computed one is never typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from membership.derive.memberships import spells
from membership.english import counted, listed, span
from membership.intervals.counting import member_range, members_on
from membership.intervals.dates import earliest, latest, precision, when, words
from membership.tables.loading import Tables

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


def check(tables: Tables, claim: Claim) -> Finding:
    """Return what the tables say of one claim, a row of `claims`; a claim without a check is not decided."""
    kind = claim["check"]
    if not kind:
        return Finding("", "")
    if kind in _BY_DATE:
        return _BY_DATE[kind](tables, claim)
    if not _verified(tables, claim):
        return SILENT
    if kind == "holder":
        return _holder(tables, claim)
    return _BY_SPELL[kind](spells(tables, claim["organization"], claim["definition"]), claim)


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


def _date(tables: Tables, claim: Claim) -> Finding:
    day, _, place = claim["stated"].partition(" ")
    facts = _facts(tables, claim)
    if facts is None:
        return SILENT
    for fact in facts:
        if _within(fact["date"], day):
            if place and not fact["place"]:
                return SILENT
            where = f" in {fact['place']}" if place else ""
            verdict = SUPPORTED if not place or fact["place"].casefold() == place.casefold() else CONTRADICTED
            return Finding(verdict, f"{fact['title']}: {words(fact['date'])}{where}", (fact["fact"],))
    if not all(_apart(fact["date"], day) for fact in facts):
        return SILENT
    own = tables.dates["organization"].eq(claim["organization"]) & bool(claim["organization"])
    then = [row for row in tables.dates[own].to_dict("records") if _within(row["date"], day)]
    happened = f". What happened {when(day)}: {listed(row['title'] for row in then)}" if then else ""
    ids = tuple(fact["fact"] for fact in (*facts, *then))
    return Finding(CONTRADICTED, _told(facts) + happened, ids)


def _interval(tables: Tables, claim: Claim) -> Finding:
    facts = _facts(tables, claim)
    if facts is None:
        return SILENT
    first, second = facts
    ids = (first["fact"], second["fact"])
    for fact, given in ((first, claim["from"]), (second, claim["to"])):
        if given and _apart(fact["date"], given):
            return Finding(CONTRADICTED, _told(facts), ids)
        if given and not _within(fact["date"], given):
            return SILENT
    years = int(second["date"][:4]) - int(first["date"][:4])
    exact = all(precision(fact["date"]) == "day" for fact in facts)
    passed = f", {span(earliest(first['date']), earliest(second['date']))} apart" if exact else ""
    verdict = SUPPORTED if years == int(claim["stated"].split()[0]) else CONTRADICTED
    return Finding(verdict, f"{_told(facts)}; {counted(years, 'calendar year')} on{passed}", ids)


def _order(tables: Tables, claim: Claim) -> Finding:
    facts = _facts(tables, claim)
    if facts is None:
        return SILENT
    pairs = list(pairwise(facts))
    ids = tuple(fact["fact"] for fact in facts)
    if all(latest(one["date"]) < earliest(other["date"]) for one, other in pairs):
        return Finding(SUPPORTED, _told(facts), ids)
    if any(earliest(one["date"]) > latest(other["date"]) for one, other in pairs):
        return Finding(CONTRADICTED, _told(facts), ids)
    return SILENT


def _holder(tables: Tables, claim: Claim) -> Finding:
    day, dates = earliest(claim["from"]), tables.dates[tables.dates["organization"] == claim["organization"]]
    office = dates["title"].str.contains(claim["about"], case=False, regex=False)
    ends = dates[dates["kind"].isin(["term ends", "planned"])]
    holders, ids = [], []
    for begun in dates[(dates["kind"] == "term begins") & office].to_dict("records"):
        over = sorted(ends.loc[(ends["about"] == begun["about"]) & (ends["date"] >= begun["date"]), "date"])
        if latest(begun["date"]) <= day and (not over or day <= earliest(over[0])):
            holders.append(begun["about"])
            ids.append(begun["fact"])
    if not holders:
        return SILENT
    verdict = SUPPORTED if claim["stated"] in holders else CONTRADICTED
    return Finding(verdict, f"{claim['about']} on {words(claim['from'])}: {listed(holders)}", tuple(ids))


def _members(frame: pd.DataFrame, claim: Claim) -> Finding:
    stated, members = set(claim["stated"].split()), members_on(frame, claim["from"])
    possible, certain = set(members["state"]), set(members.loc[members["certain"], "state"])
    told = f"members on {words(claim['from'])}: {listed(members['name'])}"
    ids = tuple(members["start_fact"])
    if stated - possible:
        return Finding(CONTRADICTED, told, ids)
    if stated == certain == possible:
        return Finding(SUPPORTED, told, ids)
    return Finding(INCOMPLETE, told, ids) if stated < certain else SILENT


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
        ids = tuple(touches[f"{end}_fact"])
        if stated - set(touches["state"]):
            return Finding(CONTRADICTED, told, ids)
        return Finding(SUPPORTED, told, ids) if stated <= set(sure["state"]) else SILENT

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
    ids = tuple(members_on(frame, days[-1])["start_fact"])
    if len(days) == 1:
        (low, high), stated = counts[0], int(claim["stated"])
        if low == high == stated:
            return Finding(SUPPORTED, told, ids)
        return SILENT if low <= stated <= high else Finding(CONTRADICTED, told, ids)
    (low, high), (later_low, later_high) = counts
    certain = {
        "rises": (later_low > high, later_high <= low),
        "falls": (later_high < low, later_low >= high),
        "stays": (low == high == later_low == later_high, later_high < low or later_low > high),
    }
    is_so, is_not = certain[claim["stated"]]
    return Finding(SUPPORTED if is_so else CONTRADICTED, told, ids) if is_so or is_not else SILENT


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


def _told(facts: Sequence[Mapping[str, str]]) -> str:
    return "; ".join(f"{fact['title']}: {words(fact['date'])}" for fact in facts)


def _facts(tables: Tables, claim: Claim) -> list[dict[str, str]] | None:
    known = {row["fact"]: row for row in tables.dates.to_dict("records")}
    named = claim["about"].split()
    return [known[fact] for fact in named] if named and all(fact in known for fact in named) else None


def _within(inner: str, outer: str) -> bool:
    return earliest(outer) <= earliest(inner) and latest(inner) <= latest(outer)


def _apart(one: str, other: str) -> bool:
    return latest(one) < earliest(other) or latest(other) < earliest(one)


_BY_DATE: dict[str, Callable[[Tables, Claim], Finding]] = {
    "date": _date,
    "interval": _interval,
    "order": _order,
}
_BY_SPELL: dict[str, Callable[[pd.DataFrame, Claim], Finding]] = {
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
    judged, computed = (rated[name].value_counts() for name in ("judged", "computed"))
    rows = [
        (word, judged.get(word, 0), computed.get(word, 0) if word in COMPUTED else None) for word in VERDICTS
    ]
    frame = pd.DataFrame(rows, columns=["verdict", "judged", "computed"])
    return frame.astype({"judged": "int64", "computed": "Int64"})

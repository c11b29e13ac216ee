"""Claims checked against the tables: a computed verdict beside the human one.

A check reads only the tables. Its verdict is supported, incomplete or contradicted, or none
where the tables cannot decide: a fact it names is not in them, or our dates are too coarse.
The codebook states what each kind of check means.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from membership.dates import earliest, latest, words
from membership.derive import spells
from membership.intervals import member_range, members_on
from membership.tables import Tables
from membership.wording import counted, listed

SUPPORTED, INCOMPLETE, CONTRADICTED = "supported", "incomplete", "contradicted"


@dataclass(frozen=True)
class Finding:
    """What a check found: its verdict ("" where it cannot decide), why, and the facts that decide it."""

    verdict: str
    why: str
    facts: tuple[str, ...] = ()


_SILENT = Finding("", "the tables do not decide it")


def verdicts(tables: Tables) -> pd.DataFrame:
    """Return every claim with its computed and its judged verdict.

    Returns
    -------
    DataFrame
        The columns of `claims`, and `computed` (supported, incomplete, contradicted or ""), `found`
        (why, in words) and `facts` (tuple of the deciding fact ids).

    Examples
    --------
    >>> import membership as m
    >>> sorted(set(verdicts(m.load())["computed"]) - {""}) <= ["contradicted", "incomplete", "supported"]
    True
    """
    findings = [check(tables, claim) for claim in tables.claims.to_dict("records")]
    return tables.claims.assign(
        computed=[finding.verdict for finding in findings],
        found=[finding.why for finding in findings],
        facts=[finding.facts for finding in findings],
    )


def check(tables: Tables, claim: dict[str, str]) -> Finding:
    """Return what the tables say of one claim, a row of `claims`; a claim without a check is not decided."""
    if not claim["check"]:
        return Finding("", "")
    if claim["check"] in _BY_DATE:
        return _BY_DATE[claim["check"]](tables, claim)
    if claim["organization"] not in set(tables.organizations["organization"]):
        return _SILENT
    frame = spells(tables, claim["organization"], claim["definition"])
    return _BY_SPELL[claim["check"]](frame, claim)


def _date(tables: Tables, claim: dict[str, str]) -> Finding:
    day, _, place = claim["stated"].partition(" ")
    facts = _facts(tables, claim)
    if facts is None:
        return _SILENT
    for fact in facts:
        if _within(fact["date"], day):
            where = f" in {fact['place']}" if place else ""
            verdict = SUPPORTED if fact["place"].casefold() == place.casefold() or not place else CONTRADICTED
            return Finding(verdict, f"{fact['title']}: {words(fact['date'])}{where}", (fact["fact"],))
    if not all(_apart(fact["date"], day) for fact in facts):
        return _SILENT
    told = [f"{fact['title']}: {words(fact['date'])}" for fact in facts]
    dates = tables.dates
    same = dates[(dates["organization"] == claim["organization"]) & dates["organization"].ne("")]
    then = same[same["date"].map(lambda date: _within(date, day))]
    happened = f". On {words(day)}: {listed(then['title'])}" if len(then) else ""
    ids = [fact["fact"] for fact in facts] + list(then["fact"])
    return Finding(CONTRADICTED, "; ".join(told) + happened, tuple(ids))


def _interval(tables: Tables, claim: dict[str, str]) -> Finding:
    facts = _facts(tables, claim)
    if facts is None:
        return _SILENT
    first, second = facts
    ids = (first["fact"], second["fact"])
    told = f"{first['title']}: {words(first['date'])}; {second['title']}: {words(second['date'])}"
    for fact, given in ((first, claim["from"]), (second, claim["to"])):
        if given and _apart(fact["date"], given):
            return Finding(CONTRADICTED, told, ids)
    years = int(second["date"][:4]) - int(first["date"][:4])
    days = (earliest(second["date"]) - earliest(first["date"])).days
    elapsed = f"{told}; {counted(years, 'calendar year')}, {days} days apart"
    return Finding(SUPPORTED if years == int(claim["stated"].split()[0]) else CONTRADICTED, elapsed, ids)


def _order(tables: Tables, claim: dict[str, str]) -> Finding:
    facts = _facts(tables, claim)
    if facts is None:
        return _SILENT
    told = "; ".join(f"{fact['title']}: {words(fact['date'])}" for fact in facts)
    pairs = list(pairwise(facts))
    ids = tuple(fact["fact"] for fact in facts)
    if all(latest(one["date"]) < earliest(other["date"]) for one, other in pairs):
        return Finding(SUPPORTED, told, ids)
    if any(earliest(one["date"]) > latest(other["date"]) for one, other in pairs):
        return Finding(CONTRADICTED, told, ids)
    return _SILENT


def _holder(tables: Tables, claim: dict[str, str]) -> Finding:
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
        return _SILENT
    verdict = SUPPORTED if claim["stated"] in holders else CONTRADICTED
    return Finding(verdict, f"{claim['about']} on {words(claim['from'])}: {listed(holders)}", tuple(ids))


def _members(frame: pd.DataFrame, claim: dict[str, str]) -> Finding:
    stated, members = set(claim["stated"].split()), members_on(frame, claim["from"])
    certain = set(members.loc[members["certain"], "state"])
    told = f"members on {words(claim['from'])}: {listed(members['name'])}"
    ids = tuple(members["start_fact"])
    if stated - set(members["state"]):
        return Finding(CONTRADICTED, told, ids)
    if stated == certain:
        return Finding(SUPPORTED, told, ids)
    return Finding(INCOMPLETE, told, ids) if stated < certain else _SILENT


def _moved(end: str, verb: str) -> Callable[[pd.DataFrame, dict[str, str]], Finding]:
    def moved(frame: pd.DataFrame, claim: dict[str, str]) -> Finding:
        first, last = pd.Timestamp(earliest(claim["from"])), pd.Timestamp(latest(claim["to"]))
        known = frame[frame[end] != ""]
        touches = known[(known[f"{end}_latest"] >= first) & (known[f"{end}_earliest"] <= last)]
        sure = touches[(touches[f"{end}_earliest"] >= first) & (touches[f"{end}_latest"] <= last)]
        stated = set(claim["stated"].split())
        others = sorted(touches.loc[~touches["state"].isin(stated), "name"])
        named = [f"{row['name']} {words(row[end])}" for row in touches.to_dict("records")]
        told = f"{verb}: {listed(named)}" + (
            f"; not named by the article: {listed(others)}" if others else ""
        )
        ids = tuple(touches[f"{end}_fact"])
        if stated - set(touches["state"]):
            return Finding(CONTRADICTED, told, ids)
        return Finding(SUPPORTED, told, ids) if stated <= set(sure["state"]) else _SILENT

    return moved


def _count(frame: pd.DataFrame, claim: dict[str, str]) -> Finding:
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
        return _SILENT if low <= stated <= high else Finding(CONTRADICTED, told, ids)
    (low, high), (later_low, later_high) = counts
    certain = {
        "rises": (later_low > high, later_high <= low),
        "falls": (later_high < low, later_low >= high),
        "stays": (low == high == later_low == later_high, later_high < low or later_low > high),
    }
    is_so, is_not = certain[claim["stated"]]
    return Finding(SUPPORTED if is_so else CONTRADICTED, told, ids) if is_so or is_not else _SILENT


def _spells(frame: pd.DataFrame, claim: dict[str, str]) -> Finding:
    own = frame[frame["state"] == claim["about"]]
    runs = [
        f"from {words(row.start)}{f' to {words(row.end)}' if row.end else ''}" for row in own.itertuples()
    ]
    ids = tuple(
        fact for pair in zip(own["start_fact"], own["end_fact"], strict=True) for fact in pair if fact
    )
    told = f"{claim['about']}: {listed(runs) or 'never'}"
    left_over: list[str] = []
    for place, column in enumerate(("start", "end")):
        ours = [date for date in own[column] if date]
        for stated in (run.split("/")[place] for run in claim["stated"].split()):
            partner = next((date for date in reversed(ours) if stated and _within(date, stated)), None)
            if stated and partner is None:
                return Finding(CONTRADICTED, told, ids)
            if partner:
                ours.remove(partner)
        left_over += ours
    if not left_over:
        return Finding(SUPPORTED, told, ids)
    return Finding(INCOMPLETE, f"{told}; left out: {listed(words(date) for date in left_over)}", ids)


def _facts(tables: Tables, claim: dict[str, str]) -> list[dict[str, str]] | None:
    known = {row["fact"]: row for row in tables.dates.to_dict("records")}
    named = claim["about"].split()
    return [known[fact] for fact in named] if named and all(fact in known for fact in named) else None


def _within(inner: str, outer: str) -> bool:
    return earliest(outer) <= earliest(inner) and latest(inner) <= latest(outer)


def _apart(one: str, other: str) -> bool:
    return latest(one) < earliest(other) or latest(other) < earliest(one)


_BY_DATE: dict[str, Callable[[Tables, dict[str, str]], Finding]] = {
    "date": _date,
    "interval": _interval,
    "order": _order,
    "holder": _holder,
}
_BY_SPELL: dict[str, Callable[[pd.DataFrame, dict[str, str]], Finding]] = {
    "members": _members,
    "joined": _moved("start", "joined"),
    "left": _moved("end", "out"),
    "count": _count,
    "spells": _spells,
}

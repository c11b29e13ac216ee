"""If another source were right: each date and each denial that the evidence holds, put in place of ours.

One at a time, so that what changes has one cause. What a source does not mention is no alternative, nor is
what it dates by another act: neither speaks against our date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from membership.derive.claims import check
from membership.derive.evidence import fact_dates, facts
from membership.derive.memberships import offered, spells
from membership.english import counted
from membership.intervals.counting import member_range
from membership.intervals.dates import agree, is_date
from membership.tables.loading import Tables, require_tables
from membership.tables.rules import DEFINITIONS

_SPELL = ["state", "start", "end"]
DAY = pd.Timedelta(days=1)


class Alternative(NamedTuple):
    """What some sources say in place of our date of a fact; `theirs` is "" where they deny the fact.

    `moves` are the facts that go with it: itself, and what states did by this act on its date, or at all.
    """

    fact: str
    sources: tuple[str, ...]
    ours: str
    theirs: str
    moves: tuple[str, ...]


class Membership(NamedTuple):
    """The spells of one organization under one definition, and the number of members that they give."""

    spells: pd.DataFrame
    steps: pd.DataFrame

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Membership:
        """Return spells with their count."""
        return cls(frame, member_range(frame))

    def told(self) -> list[tuple[str, str, str]]:
        """Return who was in, from when until when."""
        return list(zip(*(self.spells[name].to_list() for name in _SPELL), strict=True))


class World(NamedTuple):
    """What follows from an alternative: courses that are not ours, and verdicts on claims that are not.

    `courses` has both, ours and theirs, by organization and definition; `claims` the verdicts by claim.
    """

    alternative: Alternative
    courses: Mapping[tuple[str, str], tuple[Membership, Membership]]
    claims: Mapping[str, tuple[str, str]]


def suppose(tables: Tables, fact: str, date: str | None) -> Tables:
    """Return the tables as if a fact had another date, or had not happened.

    What states did by this act moves with it if it has the act's date, and goes with it. Other evidence
    stays as it is, and so do the claims.

    Parameters
    ----------
    tables : Tables
    fact : str
        Its id, of `membership` or `dates`.
    date : str or None
        A day, month or year; None where it did not happen.

    Raises
    ------
    ValueError
        If the tables have no such fact, or `date` is not a date.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.suppose(m.load(), "CSTO-BLR-signed", "1992-05-15")
    >>> m.spells(tables, "CSTO").set_index("state").loc["BLR", "start"]
    '1992-05-15'
    """
    require_tables(tables)
    known = fact_dates(tables)
    if fact not in known:
        raise ValueError(f"{fact!r} is not a fact of these tables")
    if date is not None and not is_date(date):
        raise ValueError(f"{date!r} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD, or None")
    return _supposed(tables, _moves(tables, fact, known[fact] if date else ""), date or "")


def alternatives(tables: Tables) -> pd.DataFrame:
    """Return each date and each denial that sources hold against ours, and what it would change.

    Returns
    -------
    DataFrame
        One row per fact and other date, or denied fact, in order; of an act once, and not again for each
        state. `fact`; `kind`, "date" or "denial"; `source`, the ids of those that say so, separated by ";";
        `ours` and `theirs`, the dates, "" where they deny; `moves`, the facts that go with it. What changes:
        `organization`, `states` and `definitions` whose spells do, separated by ";"; `days` (int), for how
        long the number of members is another, under the definition that it changes most; `now`, that number
        on the last day verified, if another; `claims` with another verdict; `changes`, all this in words.

    Raises
    ------
    TypeError
        If `tables` is not what `load` gives.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.alternatives(m.load())
    >>> sorted(set(frame["kind"]))
    ['date', 'denial']
    """
    require_tables(tables)
    rows = [_row(world) for world in worlds(tables)]
    columns = ("fact", "kind", "source", "ours", "theirs", "moves", "organization", "states", "definitions")
    return pd.DataFrame(rows, columns=[*columns, "days", "now", "claims", "changes"]).astype({"days": int})


@lru_cache(maxsize=4)
def worlds(tables: Tables) -> tuple[World, ...]:
    """Return what follows from each alternative, in the order of the facts; worked out once for tables."""
    claims = [claim for claim in tables.claims.to_dict("records") if claim["check"]]
    verdicts = {claim["claim"]: check(tables, claim).verdict for claim in claims}
    owner = dict(facts(tables)[["fact", "organization"]].to_numpy().tolist())
    parts: dict[frozenset[str], tuple[Tables, dict[tuple[str, str], Membership]]] = {}
    found = []
    for one in _held(tables):
        owners = frozenset(owner[fact] for fact in one.moves) - {""}
        if owners not in parts:
            part = _part(tables, owners)
            ours = {
                (name, word): Membership.of(spells(part, name, word))
                for name in part.organizations["organization"]
                for word in offered(part, name)
            }
            parts[owners] = part, ours
        part, ours = parts[owners]
        changed, definitions = _supposed(part, one.moves, one.theirs), _touched(part, one.moves)
        both = {
            asked: (own, Membership.of(spells(changed, *asked)))
            for asked, own in ours.items()
            if asked[1] in definitions
        }
        courses = {asked: pair for asked, pair in both.items() if pair[0].told() != pair[1].told()}
        found.append(World(one, courses, dict(_overturned(changed, claims, verdicts, one.moves, courses))))
    return tuple(found)


def _held(tables: Tables) -> Iterator[Alternative]:
    """Yield what the evidence holds against our dates: other dates of each fact, then its denial."""
    known = fact_dates(tables)
    said: dict[tuple[str, str], set[str]] = {}
    columns = (tables.evidence[name].to_list() for name in ("fact", "source", "says", "date"))
    for fact, source, says, date in zip(*columns, strict=True):
        if says == "denies" or (says == "dates" and not agree(date, known[fact])):
            said.setdefault((fact, date), set()).add(source)
    # A denial has no date, and comes last.
    for (fact, date), sources in sorted(said.items(), key=lambda entry: (entry[0][0], entry[0][1] or "~")):
        moves = _moves(tables, fact, known[fact] if date else "")
        yield Alternative(fact, tuple(sorted(sources)), known[fact], date, moves)


def _touched(part: Tables, moves: Iterable[str]) -> set[str]:
    """Return the definitions under which some facts bear on a membership.

    What a state signed may be in force, and one that stops taking part in what no charter binds it to may
    have left: only `chartered` depends on its own actions alone.
    """
    actions = part.membership.loc[part.membership["fact"].isin(list(moves)), "action"]
    effects = part.actions.loc[part.actions["action"].isin(actions), list(DEFINITIONS)]
    found = {word for word in DEFINITIONS if effects[word].ne("").any()}
    return found | {"signed", "in_force", "participating"} if found - {"in_force"} else found


def _overturned(
    changed: Tables,
    claims: Iterable[Mapping[str, str]],
    verdicts: Mapping[str, str],
    moves: Collection[str],
    courses: Collection[tuple[str, str]],
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the claims whose verdict is another, with ours and theirs."""
    owners = set(changed.organizations["organization"])
    for claim in claims:
        rests_on_it = (
            (claim["organization"], claim["definition"]) in courses
            or set(claim["about"].split()) & set(moves)
            or (claim["check"] == "holder" and claim["organization"] in owners)
        )
        if rests_on_it and (verdict := check(changed, claim).verdict) != verdicts[claim["claim"]]:
            yield claim["claim"], (verdicts[claim["claim"]], verdict)


def _part(tables: Tables, organizations: Iterable[str]) -> Tables:
    """Return what the tables have of some organizations, without the evidence, which changes no spell."""
    rows = tables.organizations["organization"].isin(list(organizations))
    own = tables.membership["organization"].isin(list(organizations))
    return replace(
        tables,
        organizations=tables.organizations[rows],
        membership=tables.membership[own],
        evidence=tables.evidence.iloc[:0],
        sources=tables.sources.iloc[:0],
    )


def _supposed(tables: Tables, moves: Iterable[str], date: str) -> Tables:
    """Return the tables with some facts on another date, or without them."""
    moved = list(moves)
    frames = {}
    for name in ("membership", "dates"):
        frame = getattr(tables, name)
        hit = frame["fact"].isin(moved)
        if hit.any():
            frames[name] = frame.assign(date=frame["date"].mask(hit, date)) if date else frame[~hit]
    if not date:
        frames["evidence"] = tables.evidence[~tables.evidence["fact"].isin(moved)]
    return replace(tables, **{name: frame.reset_index(drop=True) for name, frame in frames.items()})


def _moves(tables: Tables, fact: str, date: str) -> tuple[str, ...]:
    """Return a fact and what states did by it: on that date, or at all where none is given."""
    own = tables.membership["act"] == fact
    if date:
        own &= tables.membership["date"] == date
    return (fact, *tables.membership.loc[own, "fact"])


def _row(world: World) -> dict[str, object]:
    one, owners = world.alternative, list(dict.fromkeys(owner for owner, _ in world.courses))
    states: set[str] = set()
    days, now = 0, []
    for (owner, definition), (ours, theirs) in world.courses.items():
        states |= {state for state, *_ in set(ours.told()) ^ set(theirs.told())}
        until = pd.concat([ours.spells["until"], theirs.spells["until"]]).max()
        first = min([*ours.steps.index[:1], *theirs.steps.index[:1]])
        days = max(days, days_apart(ours, theirs, first, until))
        before, after = (_number(course.steps.loc[:until]) for course in (ours, theirs))
        if before != after:
            under = definition if len(owners) == 1 else f"{owner}, {definition}"
            now.append(f"{after} instead of {before} ({under})")
    claims = [
        f"{claim} {after or 'not decided'} instead of {before or 'not decided'}"
        for claim, (before, after) in world.claims.items()
    ]
    definitions = list(dict.fromkeys(definition for _, definition in world.courses))
    told = [f"spells of {', '.join(sorted(states))} ({', '.join(definitions)})"] if states else []
    told += [f"the number of members on {counted(days, 'day')}"] if days else []
    told += [f"members now: {text}" for text in now] + [f"claim {text}" for text in claims]
    lists = {"source": one.sources, "moves": one.moves, "organization": owners, "states": sorted(states)}
    return {
        "fact": one.fact,
        "kind": "date" if one.theirs else "denial",
        "ours": one.ours,
        "theirs": one.theirs,
        **{name: ";".join(words) for name, words in (lists | {"definitions": definitions}).items()},
        "days": days,
        "now": "; ".join(now),
        "claims": "; ".join(claims),
        "changes": "; ".join(told) or "nothing",
    }


def _number(steps: pd.DataFrame) -> str:
    """Return the number of members after the last step."""
    low, high = steps.iloc[-1].to_list() if len(steps) else (0, 0)
    return str(low) if low == high else f"{low} to {high}"


def days_apart(one: Membership, other: Membership, first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return on how many days, first to last, two counts differ."""
    days = one.steps.index.union(other.steps.index)
    days = days[(days > first) & (days <= last)].insert(0, first)
    apart = np.zeros(len(days), dtype=bool)
    for bound in ("lowest", "highest"):
        apart |= on_days(one.steps[bound], days) != on_days(other.steps[bound], days)
    return int(np.diff([*days.to_numpy(), (last + DAY).to_numpy()])[apart].sum() / np.timedelta64(1, "D"))


def on_days(steps: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """Return what a step function is on some days; before its first step 0."""
    place = steps.index.searchsorted(days, side="right")
    return np.concatenate([[0], steps.to_numpy()])[place]

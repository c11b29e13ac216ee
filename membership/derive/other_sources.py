"""If another source were right: each date and each denial that the evidence holds, put in place of ours.

One at a time, so that what changes has one cause; together they give a band about our count, and the numbers
that stand. What a source does not mention is no alternative, nor is what it dates by another act.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd

from membership.derive.claims import check
from membership.derive.evidence import fact_dates, facts, speaks_against
from membership.derive.memberships import offered, spells
from membership.english import counted
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_range
from membership.intervals.dates import is_date
from membership.tables.loading import Tables, require_tables
from membership.tables.rules import DEFINITIONS

_DAY = pd.Timedelta(days=1)


class Alternative(NamedTuple):
    """What some sources say in place of our date of a fact; `theirs` is "" where they deny the fact.

    `moves` are the facts that go with it: itself, and what states did by this act on its date, or at all.
    """

    fact: str
    sources: tuple[str, ...]
    ours: str
    theirs: str
    moves: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Membership:
    """The spells of one organization under one definition, and what they come to."""

    spells: pd.DataFrame

    @cached_property
    def steps(self) -> pd.DataFrame:
        """The number of members over time."""
        return member_range(self.spells)

    @cached_property
    def told(self) -> list[tuple[str, str, str]]:
        """Who was in, from when until when."""
        return list(zip(*(self.spells[name].to_list() for name in ("state", "start", "end")), strict=True))


Course = tuple[str, str]  # an organization and a definition


class World(NamedTuple):
    """What follows from an alternative: courses that are not ours, and verdicts on claims that are not.

    `courses` has both, ours and theirs, by organization and definition; `claims` the verdicts by claim.
    """

    alternative: Alternative
    courses: Mapping[Course, tuple[Membership, Membership]]
    claims: Mapping[str, tuple[str, str]]


def suppose(tables: Tables, fact: str, date: str | None) -> Tables:
    """Return the tables as if a fact (of `membership` or `dates`) had another date, or None for not happened.

    What states did by this act moves with it if it has the act's date, and goes with it. Other evidence
    stays as it is, and so do the claims. What is no fact, or no date, is a ValueError.

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

    Examples
    --------
    >>> import membership as m
    >>> sorted(set(m.alternatives(m.load())["kind"]))
    ['date', 'denial']
    """
    require_tables(tables)
    columns = ("fact", "kind", "source", "ours", "theirs", "moves", "organization", "states", "definitions")
    rows = map(_row, worlds(tables))
    return pd.DataFrame(rows, columns=[*columns, "days", "now", "claims", "changes"]).astype({"days": int})


def source_range(tables: Tables, organization: str, definition: str = "signed") -> pd.DataFrame:
    """Return the lowest and the highest number of members that any source gives, over time.

    A state counts for the lowest where it is a member whichever source is believed, one at a time, and for
    the highest where it is one by any of them, ours among them. Errors are those of `spells`.

    Returns
    -------
    DataFrame
        Integer columns `lowest` and `highest`, indexed by the days on which either changes: each holds until
        the next. A band for the chart of counts.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> band, ours = m.source_range(tables, "CSTO"), m.member_range(m.spells(tables, "CSTO"))
    >>> bool(band["lowest"].asof(ours.index[-1]) <= ours["lowest"].iloc[-1])
    True
    """
    frames = [spells(tables, organization, definition)]
    frames += [theirs.spells for _, _, theirs in _doubts(tables, organization, definition)]
    highest = member_range(pd.concat(frames, ignore_index=True))["highest"]
    lowest = member_range(_in_all(frames))["lowest"]
    days = highest.index.union(lowest.index)
    band = pd.DataFrame({"lowest": _on_days(lowest, days), "highest": _on_days(highest, days)}, index=days)
    return band[(band != band.shift()).any(axis=1)].rename_axis("date")


def plateaus(tables: Tables, organization: str, definition: str = "signed") -> pd.DataFrame:
    """Return each number of members for as long as it held, and whether it stands under every source.

    Errors are those of `spells`.

    Returns
    -------
    DataFrame
        In order: `first_day` and `last_day` (datetime64; the last day verified if it holds still); `members`
        and `possible` (int), ours, which differ where a date is imprecise; `lowest` and `highest` (int), by
        any source, on any day of the stretch; `days` and `doubted` (int), how many there are and on how many
        of them a source gives another number; `stands` (bool), none; `facts`, the doubted ones that decide
        it, separated by ";".

    Examples
    --------
    >>> import membership as m
    >>> frame = m.plateaus(m.load(), "WTO")
    >>> bool((frame["stands"] == (frame["doubted"] == 0)).all())
    True
    """
    band, frame = source_range(tables, organization, definition), spells(tables, organization, definition)
    doubts, until, rows = _doubts(tables, organization, definition), frame["until"].max(), []
    ours = member_range(frame).loc[:until]
    ends = [*(ours.index[1:] - _DAY), until][: len(ours)]
    for first, last, low, high in zip(ours.index, ends, ours["lowest"], ours["highest"], strict=True):
        days = pd.date_range(first, last)
        least, most = _on_days(band["lowest"], days), _on_days(band["highest"], days)
        doubted = int(((least != low) | (most != high)).sum())
        hung = {fact for fact, one, other in doubts if doubted and _days_apart(one, other, first, last)}
        told = (first, last, low, high, least.min(), most.max(), len(days), doubted, not doubted)
        rows.append((*told, ";".join(sorted(hung))))
    columns = ["first_day", "last_day", "members", "possible", "lowest", "highest", "days", "doubted"]
    return pd.DataFrame(rows, columns=[*columns, "stands", "facts"])


def _doubts(tables: Tables, organization: str, definition: str) -> list[tuple[str, Membership, Membership]]:
    """Return the facts on which an organization's spells hang, each with ours and those of another source."""
    asked = organization, definition
    return [(one.fact, *courses[asked]) for one, courses, _ in worlds(tables) if asked in courses]


def _in_all(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the spells during which a state is surely a member in every one of some frames."""
    never = pd.Timestamp("9999-12-31")
    spans = pd.concat(
        [frame[["state", "start_latest", "end_earliest"]].fillna({"end_earliest": never}) for frame in frames]
    )
    spans = spans[spans["start_latest"] < spans["end_earliest"]]
    edges = spans.rename(columns={"start_latest": 1, "end_earliest": -1})
    edges = edges.melt("state", var_name="step", value_name="day").astype({"step": int})
    # Of two on a day the end comes first: spells of one frame touch and do not overlap.
    edges = edges.sort_values(["state", "day", "step"], kind="stable")
    inside = edges.groupby("state")["step"].cumsum() == len(frames)
    starts = edges[inside]
    ends = edges[inside.shift(fill_value=False)]
    return pd.DataFrame(
        {"state": starts["state"].to_numpy(), "start": "", "end": ""}
        | {bound: (starts if bound.startswith("start") else ends)["day"].to_numpy() for bound in BOUNDS}
    ).replace({never: pd.NaT})


@lru_cache(maxsize=4)
def worlds(tables: Tables) -> tuple[World, ...]:
    """Return what follows from each alternative, in the order of the facts; worked out once for tables."""
    claims = [claim for claim in tables.claims.to_dict("records") if claim["check"]]
    verdicts = {claim["claim"]: check(tables, claim).verdict for claim in claims}
    owner = dict(facts(tables)[["fact", "organization"]].to_numpy().tolist())
    parts: dict[frozenset[str], tuple[Tables, dict[Course, Membership]]] = {}
    found = []
    for one in _held(tables):
        owners = frozenset(owner[fact] for fact in one.moves) - {""}
        if owners not in parts:
            part = _part(tables, owners)
            own = part.organizations["organization"]
            asked = [(name, word) for name in own for word in offered(part, name)]
            parts[owners] = part, {both: Membership(spells(part, *both)) for both in asked}
        part, ours = parts[owners]
        changed, definitions = _supposed(part, one.moves, one.theirs), _touched(part, one.moves)
        courses = {
            (name, word): (own, theirs)
            for (name, word), own in ours.items()
            if word in definitions and (theirs := Membership(spells(changed, name, word))).told != own.told
        }
        dated = changed.dates is not part.dates
        rests = [claim for claim in claims if _rests_on(claim, one.moves, courses, owners if dated else ())]
        again = {claim["claim"]: check(changed, claim).verdict for claim in rests}
        overturned = {name: (verdicts[name], new) for name, new in again.items() if new != verdicts[name]}
        found.append(World(one, courses, overturned))
    return tuple(found)


def _held(tables: Tables) -> Iterator[Alternative]:
    """Yield what the evidence holds against our dates: other dates of each fact, then its denial."""
    known = fact_dates(tables)
    said: dict[tuple[str, str], set[str]] = {}
    for piece in tables.evidence[["fact", "source", "says", "date"]].to_dict("records"):
        if speaks_against(piece, known[piece["fact"]]):
            said.setdefault((piece["fact"], piece["date"]), set()).add(piece["source"])
    # A denial has no date, and comes last.
    for (fact, date), sources in sorted(said.items(), key=lambda entry: (entry[0][0], entry[0][1] or "~")):
        moves = _moves(tables, fact, known[fact] if date else "")
        yield Alternative(fact, tuple(sorted(sources)), known[fact], date, moves)


def _touched(part: Tables, moves: Collection[str]) -> set[str]:
    """Return the definitions under which some facts bear on a membership.

    What a state signed may be in force, and one that stops taking part in what no charter binds it to may
    have left: only `chartered` depends on its own actions alone.
    """
    actions = part.membership.loc[part.membership["fact"].isin(moves), "action"]
    effects = part.actions.loc[part.actions["action"].isin(actions), list(DEFINITIONS)]
    found = {word for word in DEFINITIONS if effects[word].ne("").any()}
    return found | {"signed", "in_force", "participating"} if found - {"in_force"} else found


def _rests_on(
    claim: Mapping[str, str], moves: Iterable[str], courses: Collection[Course], dated: Collection[str]
) -> bool:
    """Return whether a claim may be judged otherwise: by its spells, by a fact, by the events of `dated`."""
    return (
        (claim["organization"], claim["definition"]) in courses
        or not set(claim["about"].split()).isdisjoint(moves)
        or (claim["check"] == "holder" and claim["organization"] in dated)
    )


def _part(tables: Tables, organizations: Collection[str]) -> Tables:
    """Return what the tables have of some organizations, without the evidence, which changes no spell."""
    own = {
        name: (frame := getattr(tables, name))[frame["organization"].isin(organizations)]
        for name in ("organizations", "membership")
    }
    return replace(tables, **own, evidence=tables.evidence.iloc[:0], sources=tables.sources.iloc[:0])


def _supposed(tables: Tables, moves: Collection[str], date: str) -> Tables:
    """Return the tables with some facts on another date, or without them."""
    frames = {}
    for name in ("membership", "dates"):
        frame = getattr(tables, name)
        hit = frame["fact"].isin(moves)
        if hit.any():
            frames[name] = frame.assign(date=frame["date"].mask(hit, date)) if date else frame[~hit]
    if not date:
        frames["evidence"] = tables.evidence[~tables.evidence["fact"].isin(moves)]
    return replace(tables, **{name: frame.reset_index(drop=True) for name, frame in frames.items()})


def _moves(tables: Tables, fact: str, date: str) -> tuple[str, ...]:
    """Return a fact and what states did by it: on that date, or at all where none is given."""
    own = tables.membership["act"] == fact
    if date:
        own &= tables.membership["date"] == date
    return (fact, *tables.membership.loc[own, "fact"])


def _row(world: World) -> dict[str, object]:
    one, owners = world.alternative, list(dict.fromkeys(owner for owner, _ in world.courses))
    definitions = list(dict.fromkeys(definition for _, definition in world.courses))
    turned = (set(ours.told) ^ set(theirs.told) for ours, theirs in world.courses.values())
    states = sorted({state for spells in turned for state, *_ in spells})
    days, now = 0, []
    for (owner, definition), (ours, theirs) in world.courses.items():
        until = pd.concat([ours.spells["until"], theirs.spells["until"]]).max()
        first = min([*ours.steps.index[:1], *theirs.steps.index[:1]])
        days = max(days, _days_apart(ours, theirs, first, until))
        before, after = (_number(course.steps.loc[:until]) for course in (ours, theirs))
        if before != after:
            under = definition if len(owners) == 1 else f"{owner}, {definition}"
            now.append(f"{after} instead of {before} ({under})")
    claims = [
        f"{claim} {after or 'not decided'} instead of {before or 'not decided'}"
        for claim, (before, after) in world.claims.items()
    ]
    told = [f"spells of {', '.join(states)} ({', '.join(definitions)})"] if states else []
    told += [f"the number of members on {counted(days, 'day')}"] if days else []
    told += [f"members now: {text}" for text in now] + [f"claim {text}" for text in claims]
    lists = {"source": one.sources, "moves": one.moves, "organization": owners, "states": states}
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


def _days_apart(one: Membership, other: Membership, first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return on how many days, first to last, two counts differ."""
    days = one.steps.index.union(other.steps.index)
    days = days[(days > first) & (days <= last)].insert(0, first)
    apart = np.zeros(len(days), dtype=bool)
    for bound in ("lowest", "highest"):
        apart |= _on_days(one.steps[bound], days) != _on_days(other.steps[bound], days)
    return int(np.diff([*days.to_numpy(), (last + _DAY).to_numpy()])[apart].sum() / np.timedelta64(1, "D"))


def _on_days(steps: pd.Series, days: pd.DatetimeIndex) -> np.ndarray:
    """Return what a step function is on some days; before its first step 0."""
    place = steps.index.searchsorted(days, side="right")
    return np.concatenate([[0], steps.to_numpy()])[place]

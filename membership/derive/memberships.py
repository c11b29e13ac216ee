"""Membership, derived: from dated actions to spells, under a stated definition.

An action's row in `actions` says what it does under each definition; the walk through a state's actions in
order gives its spells. Evidence that gives another date, or denies the fact, makes the end that rests on it
disputed. What the tables do not know is no end: a spell that may have begun, or may be over, has bounds and
no date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from membership.derive.evidence import Dispute, disputes
from membership.intervals.bounds import BOUNDS, readings
from membership.intervals.chronology import (
    CLOSES_AFTER,
    EFFECTS,
    ENTRY,
    OPENS,
    Course,
    Turn,
    courses,
    runs,
    superseded,
)
from membership.intervals.dates import day_after
from membership.intervals.frames import quoted
from membership.tables.faults import near
from membership.tables.loading import Tables, require_tables
from membership.tables.rules import DEFINITIONS

COLUMNS = (
    *("organization", "state", "name", "start", "end", "start_fact", "end_fact", "disputed"),
    *("start_disputed", "end_disputed", "start_others", "end_others", "start_action", "end_action"),
    *("start_shown", "end_shown", *BOUNDS, "until", "known_as", "doubt_fact"),
)
_TYPES = {
    **dict.fromkeys(COLUMNS, "str"),
    **dict.fromkeys(("disputed", "start_disputed", "end_disputed"), "bool"),
    **dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"),
}
_ALWAYS = ("signed", "participating")
_TOLD = ("organization", "state", "fact", "action", "date", "known_as")
_TURN = ("fact", "effect", "earliest", "latest")
_DAY, _NAT = np.timedelta64(1, "D"), np.datetime64("NaT", "D")
_AFTER = EFFECTS.index(CLOSES_AFTER)


def spells(tables: Tables, organization: str | None = None, definition: str = "signed") -> pd.DataFrame:
    """Return who was a member from when until when, of one organization or all that offer a definition.

    What counts as membership, "signed", "in_force", "chartered" or "participating" (signed less the pauses),
    is in the codebook. One that nothing opens has no spells; `offered` and `standing` say so.

    Returns
    -------
    DataFrame
        One row per spell, ordered by organization, start and state: `organization`, `state`, `name` (str).
        `start` and `end` are ISO text at the precision known, half-open, `end` is "" while the spell is open;
        `start_earliest` to `end_latest` (datetime64, NaT while open) what the text can mean, from the day of
        the treaty on; `until` is the day to which the organization is verified. Of each end `start_fact` is
        the deciding fact, `start_action` what it is, `start_shown` its own date (of an end that closes after
        a last day, that day), `start_disputed` (bool) says that sources disagree about it, `start_others` the
        other dates claimed, separated by ";"; `disputed` is of both ends. `known_as` is what the state was
        called when the spell began, "" where that is its name today.

        `doubt_fact` is the fact that leaves a membership open to doubt, "" where none does. Under `signed`:
        a state that never was under the charter of an organization that has one stopped taking part. From
        that day, `end_earliest`, it may be a member or not, until an act of its own or of the organization
        settles it. Under `in_force`: a state signed, and the tables do not say when the treaty bound it,
        nor that it never did. Then `start` is "", `start_latest` NaT, and `start_earliest` and `start_fact`
        are of the signature, before which it cannot have been.

    Raises
    ------
    ValueError
        If the organization or the definition is unknown, or the organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.spells(m.load(), organization="CSTO")
    >>> bool((frame["end"] == "").any())
    True
    """
    _require_names(tables, organization, definition)
    wanted = frozenset({"in"} if definition == "participating" else {"in", "paused"})
    frame = _intervals(tables, organization, definition, wanted)
    return (_with_unknown(tables, organization, frame) if definition == "in_force" else frame).copy()


def pauses(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return when members had frozen or asked to suspend their own part, while still members.

    Its columns are those of `spells`: a pause starts with the action that pauses and ends with the one that
    resumes, or with the membership.
    """
    _require_names(tables, organization)
    return _intervals(tables, organization, "participating", frozenset({"paused"})).copy()


def offered(tables: Tables, organization: str) -> tuple[str, ...]:
    """Return the definitions under which the tables record what opens a membership of `organization`.

    `participating` goes with `signed`; `chartered` needs a charter apart from the founding treaty. What no
    action of the organization opens is not offered: that it has no such members is not known. They come in
    the order signed, in_force, chartered, participating.

    Examples
    --------
    >>> import membership as m
    >>> "chartered" in m.offered(m.load(), "CSTO"), "chartered" in m.offered(m.load(), "NATO")
    (True, False)
    """
    _require_names(tables, organization)
    return tuple(word for word in DEFINITIONS if word in _ALWAYS or organization in _offering(tables, word))


def _require_names(tables: Tables, organization: str | None, definition: str | None = None) -> None:
    """Require tables, and of what is asked that it is text."""
    require_tables(tables)
    for argument, given in (("organization", organization), ("definition", definition)):
        if given is not None and not isinstance(given, str):
            raise TypeError(f"{argument}: {quoted(given)} is not text")


def _offering(tables: Tables, definition: str) -> set[str]:
    """Return the organizations that offer a definition."""
    if definition in _ALWAYS:
        return set(tables.organizations["organization"])
    opening = tables.actions.loc[tables.actions[definition] == OPENS, "action"]
    opened = tables.membership["action"].isin(opening)
    found = set(tables.membership.loc[opened, "organization"])
    return found & _chartered(tables) if definition == "chartered" else found


def _chartered(tables: Tables) -> set[str]:
    """Return the organizations that have a charter apart from their founding treaty."""
    return set(tables.organizations.loc[tables.organizations["charter"] != "", "organization"])


# Asked for again and again, by every chart, claim and count of a page: worked out once for the same tables.
@lru_cache(maxsize=64)
def _intervals(
    tables: Tables, organization: str | None, definition: str, wanted: frozenset[str]
) -> pd.DataFrame:
    chosen = organizations_asked(tables, organization, definition)
    turns = _turns(tables, list(chosen), definition)
    # Numbers in the order of the ids.
    owner, owners = pd.factorize(turns["organization"], sort=True)
    state, states = pd.factorize(turns["state"], sort=True)
    course = courses(owner * len(states) + state, *(turns[name] for name in _TURN))
    opening, closing = runs(course, wanted)
    doubt = _doubts(tables, turns, course, opening, closing) if definition == "signed" else closing * 0 - 1
    # They come by state. Of texts that begin on one day the shorter, which can mean later ones, is first.
    turn = course.turn[opening]
    order = np.lexsort((-turns["latest"][turn].astype(int), turns["earliest"][turn], owner[turn]))
    opening, closing, doubt, turn = opening[order], closing[order], doubt[order], turn[order]
    names = dict(tables.states[["state", "name"]].to_numpy().tolist())
    against = disputes(tables)
    columns = {
        "organization": turns["organization"][turn],
        "state": turns["state"][turn],
        "name": pd.array([names[one] for one in states], dtype="str")[state[turn]],
        "until": pd.array([chosen[one] for one in owners], dtype="datetime64[us]")[owner[turn]],
        "known_as": turns["known_as"][turn],
        **_ends("start", opening, turns, course, against),
        **_ends("end", closing, turns, course, against),
    }
    columns["disputed"] = columns["start_disputed"] | columns["end_disputed"]
    since = _ends("doubt", doubt, turns, course, against)
    columns["doubt_fact"] = since["doubt_fact"]
    columns["end_earliest"] = np.where(doubt < 0, columns["end_earliest"], since["doubt_earliest"])
    return pd.DataFrame(
        {name: pd.array(columns[name], dtype=type_, copy=False) for name, type_ in _TYPES.items()}
    )


def organizations_asked(
    tables: Tables, organization: str | None, definition: str = "signed"
) -> dict[str, str]:
    """Return the organizations that a question is about, each with the day to which it is verified."""
    _require_names(tables, organization, definition)
    if definition not in DEFINITIONS:
        raise ValueError(f"{definition!r} is not a definition; expected one of {', '.join(DEFINITIONS)}")
    known = dict(tables.organizations[["organization", "verified_to"]].to_numpy().tolist())
    if organization is None:
        offering = _offering(tables, definition)
        return {one: until for one, until in known.items() if one in offering}
    if organization not in known:
        guess = near(organization, known)
        expected = guess or f"expected one of {', '.join(known)}"
        raise ValueError(f"{organization!r} is not an organization of these tables; {expected}")
    if definition == "chartered" and organization not in _chartered(tables):
        expected = ", ".join(offered(tables, organization))
        why = "has no charter apart from its founding treaty, so 'chartered' is not offered for it"
        raise ValueError(f"{organization} {why}; expected one of {expected}")
    return {organization: known[organization]}


def _doubts(
    tables: Tables, turns: Mapping[str, Any], course: Course, opening: np.ndarray, closing: np.ndarray
) -> np.ndarray:
    """Return the place in the course from which each spell is open to doubt, -1 for none.

    It is the pause that lasts as long as the spell, of a state never under its organization's charter.
    """
    doubt = np.full(len(opening), -1)
    opens = tables.actions.loc[tables.actions["chartered"] == OPENS, "action"]
    under = tables.membership[tables.membership["action"].isin(opens)]
    bound = set(zip(under["organization"], under["state"], strict=True))
    offering = _offering(tables, "chartered")
    pausing, resuming = runs(course, {"paused"})
    around = np.searchsorted(opening, pausing, side="right") - 1
    lasting = closing[around] == resuming
    for place, spell in zip(pausing[lasting], around[lasting], strict=True):
        member = tuple(turns[name][course.turn[place]] for name in ("organization", "state"))
        if member[0] in offering and member not in bound:
            doubt[spell] = place
    return doubt


def never_bound(tables: Tables, signed: pd.DataFrame) -> pd.Series:
    """Return which spells under `signed` ended by an act that shows that the treaty never bound the state.

    A refusal to ratify, say, ends what was signed and finds nothing in force to end.
    """
    idle = tables.actions.loc[tables.actions["in_force"] == "", "action"]
    return signed["end_action"].isin(idle)


def _with_unknown(tables: Tables, organization: str | None, frame: pd.DataFrame) -> pd.DataFrame:
    """Return the spells in force, and those of which it is not known whether they came into force."""
    signed = spells(tables, organization)
    signed = signed[signed["organization"].isin(_offering(tables, "in_force"))]
    both = signed.reset_index().merge(frame, on=["organization", "state"], suffixes=("", "_bound"))
    # A treaty may bind a state from a day before it acceded.
    after = (both["start_earliest"] <= both["start_latest_bound"]) | ~(
        both["end_earliest_bound"] <= both["start_latest"]
    )
    within = after & ~(both["end_latest"] <= both["start_earliest_bound"])
    known = never_bound(tables, signed) | signed.index.isin(both.loc[within, "index"])
    unknown = signed[~known].assign(start="", start_others="", start_latest=pd.NaT, start_disputed=False)
    if unknown.empty:
        return frame
    unknown = unknown.assign(doubt_fact=unknown["start_fact"], disputed=unknown["end_disputed"])
    # First the type: pandas takes a column without a day for one of nanoseconds, which end in 2262.
    both = pd.concat([frame, unknown.astype(_TYPES)])
    return both.sort_values(["organization", "start_earliest", "state"], kind="stable", ignore_index=True)


def _turns(tables: Tables, organizations: Sequence[str], definition: str) -> dict[str, Any]:
    """Return the turns that members of some organizations take, an array for each thing told of a turn.

    `effect` is a place in `EFFECTS`; `date`, `earliest` and `latest` are as in `Turn`.
    """
    among = tables.membership["organization"].isin(organizations)
    rows = tables.membership if among.all() else tables.membership[among]
    if definition == "in_force":
        rows = rows[~rows["fact"].isin(superseded_facts(rows, tables.actions))]
    action, actions = pd.factorize(rows["action"])
    found = []
    for column in _ALWAYS if definition in _ALWAYS else (definition,):
        effects = dict(tables.actions[["action", column]].to_numpy().tolist())
        does = np.array([("", *EFFECTS).index(effects[one]) for one in actions], dtype=int)[action]
        found.append((np.flatnonzero(does), does[does > 0] - 1))
    row, effect = (np.concatenate(parts) for parts in zip(*found, strict=True))
    turns: dict[str, Any] = {name: rows[name].array[row] for name in _TOLD}
    earliest, latest = (days.astype("datetime64[D]") for days in readings(rows["date"].to_list()))
    # Nobody joins a treaty before there is one: a year that holds its day means the days from then on.
    treaty = dict(tables.organizations[["organization", "treaty"]].to_numpy().tolist())
    begun = readings([treaty[one] for one in rows["organization"]])[0].astype("datetime64[D]")
    earliest = np.where(begun <= latest, np.fmax(earliest, begun), earliest)[row]
    latest = latest[row]
    after = effect == _AFTER
    turns["shown"] = turns["date"].copy()
    turns["date"][after] = [day_after(text) for text in turns["date"][after]]
    return turns | {"effect": effect, "earliest": earliest + after * _DAY, "latest": latest + after * _DAY}


def superseded_facts(rows: pd.DataFrame, actions: pd.DataFrame) -> list[str]:
    """Return the facts that open what is in force, and for which a dated entry into force stands."""
    effects = dict(zip(actions["action"], actions["in_force"], strict=True))
    told = rows[["organization", "state", "fact", "action", "date"]].to_numpy().tolist()
    turns: dict[tuple[str, str], list[Turn]] = {(row[0], row[1]): [] for row in told if row[3] == ENTRY}
    for organization, state, fact, action, date in told:
        if effects[action] and (organization, state) in turns:
            turns[organization, state].append(Turn.of(fact, action, effects[action], date))
    return [turn.fact for own in turns.values() for turn in superseded(own)]


def _ends(
    side: str, places: np.ndarray, turns: Mapping[str, Any], course: Course, against: Mapping[str, Dispute]
) -> dict[str, Any]:
    """Return the columns that tell of one end of the spells, by the places of its turns in the course."""
    none = places < 0
    turn = np.where(none, -1, course.turn[places])
    text, shown, fact, action = (
        turns[name].take(turn, allow_fill=True, fill_value="") for name in ("date", "shown", "fact", "action")
    )
    disputed = fact.isin(list(against))
    # The other dates that are claimed are told as the days on which they would take effect.
    others = np.full(len(turn), "", dtype=object)
    shifts = [day_after if effect == _AFTER else str for effect in turns["effect"][turn[disputed]]]
    claimed = (against[one].others for one in fact[disputed])
    others[disputed] = [";".join(map(shift, dates)) for shift, dates in zip(shifts, claimed, strict=True)]
    return {
        side: text,
        f"{side}_shown": shown,
        f"{side}_fact": fact,
        f"{side}_action": action,
        f"{side}_disputed": disputed,
        f"{side}_others": others,
        f"{side}_earliest": np.where(none, _NAT, course.earliest[places]),
        f"{side}_latest": np.where(none, _NAT, course.latest[places]),
    }

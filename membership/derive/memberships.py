"""Membership, derived: from dated actions to spells, under a stated definition.

An action's row in `actions` says what it does under each definition; the walk through a
state's actions in order gives its spells. Evidence that gives another date, or denies the
fact, makes the end that rests on it disputed; nothing is averaged away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd

from membership.derive.evidence import Dispute, disputes
from membership.intervals.bounds import BOUNDS, readings
from membership.intervals.chronology import CLOSES_AFTER, EFFECTS, Course, courses, runs
from membership.intervals.dates import day_after
from membership.tables.loading import Tables, require_tables
from membership.tables.rules import DEFINITIONS

COLUMNS = (
    *("organization", "state", "name", "start", "end", "start_fact", "end_fact", "disputed"),
    *("start_disputed", "end_disputed", "start_others", "end_others", "start_action", "end_action"),
    *("start_shown", "end_shown", *BOUNDS, "until", "known_as"),
)
_TYPES = {
    **dict.fromkeys(COLUMNS, "str"),
    **dict.fromkeys(("disputed", "start_disputed", "end_disputed"), "bool"),
    **dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"),
}
_ALWAYS = ("signed", "participating")
_TOLD = ("organization", "state", "fact", "action", "date", "known_as")
_TURN = ("fact", "effect", "earliest", "latest")
_DAY = np.timedelta64(1, "D")


def spells(tables: Tables, organization: str | None = None, definition: str = "signed") -> pd.DataFrame:
    """Return who was a member, from when until when, under a definition.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations that offer the definition unless told.
    definition : {"signed", "in_force", "chartered", "participating"}
        What counts as membership: see the codebook. `participating` is `signed` less the pauses.

    Returns
    -------
    DataFrame
        One row per spell, ordered by organization, start and state. `start` and `end` are ISO text at
        the precision known, half-open; `end` is "" while the spell is open. `start_earliest` to
        `end_latest` (datetime64, NaT while open) are what the text can mean, `until` the day to which the
        organization is verified. `start_fact`, `end_fact` name the deciding facts, `start_action`,
        `end_action` what they are, `start_shown`, `end_shown` their own dates (of an end that closes after a
        last day, that last day); `disputed` (bool) says that sources disagree about one of them,
        `start_others`, `end_others` give the other dates claimed, separated by ";"; `known_as` is what the
        state was called when the spell began, "" where that is its name today.

    Raises
    ------
    ValueError
        If the organization or the definition is unknown, or the organization does not offer it.
    TypeError
        If `tables` is not what `load` gives.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.spells(m.load(), organization="CSTO")
    >>> bool((frame["end"] == "").any())
    True
    """
    require_tables(tables)
    wanted = frozenset({"in"} if definition == "participating" else {"in", "paused"})
    return _intervals(tables, organization, definition, wanted).copy()


def pauses(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return when members had frozen or asked to suspend their own part, while still members.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations unless told.

    Returns
    -------
    DataFrame
        Columns as in `spells`: a pause starts with the action that pauses and ends with the one that
        resumes, or with the membership.
    """
    require_tables(tables)
    return _intervals(tables, organization, "participating", frozenset({"paused"})).copy()


def offered(tables: Tables, organization: str) -> tuple[str, ...]:
    """Return the definitions under which the tables record what opens a membership of `organization`.

    `participating` goes with `signed`; `chartered` needs a charter apart from the founding treaty.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id.

    Returns
    -------
    tuple of str
        In the order signed, in_force, chartered, participating.

    Examples
    --------
    >>> import membership as m
    >>> "chartered" in m.offered(m.load(), "CSTO"), "chartered" in m.offered(m.load(), "NATO")
    (True, False)
    """
    require_tables(tables)
    return tuple(word for word in DEFINITIONS if word in _ALWAYS or organization in _offering(tables, word))


def _offering(tables: Tables, definition: str) -> set[str]:
    """Return the organizations that offer a definition."""
    if definition in _ALWAYS:
        return set(tables.organizations["organization"])
    opening = tables.actions.loc[tables.actions[definition] == "opens", "action"]
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
    chosen = _organizations(tables, organization, definition)
    turns = _turns(tables, list(chosen), definition)
    # Numbers in the order of the ids.
    owner, owners = pd.factorize(turns["organization"], sort=True)
    state, states = pd.factorize(turns["state"], sort=True)
    course = courses(owner * len(states) + state, *(turns[name] for name in _TURN))
    opening, closing = runs(course, wanted)
    # They come by state. Of texts that begin on one day the shorter, which can mean later ones, is first.
    turn = course.turn[opening]
    order = np.lexsort((-turns["latest"][turn].astype(int), turns["earliest"][turn], owner[turn]))
    opening, closing, turn = opening[order], closing[order], turn[order]
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
    return pd.DataFrame(
        {name: pd.array(columns[name], dtype=type_, copy=False) for name, type_ in _TYPES.items()}
    )


def _organizations(tables: Tables, organization: str | None, definition: str) -> dict[str, str]:
    require_tables(tables)
    if definition not in DEFINITIONS:
        raise ValueError(f"{definition!r} is not a definition; expected one of {', '.join(DEFINITIONS)}")
    known = dict(tables.organizations[["organization", "verified_to"]].to_numpy().tolist())
    if organization is None:
        offering = _offering(tables, definition)
        return {one: until for one, until in known.items() if one in offering}
    if organization not in known:
        raise ValueError(
            f"{organization!r} is not an organization of these tables; expected one of {', '.join(known)}"
        )
    if definition == "chartered" and organization not in _chartered(tables):
        raise ValueError(
            f"{organization} has no charter apart from its founding treaty, "
            "so 'chartered' is not offered for it; "
            f"expected one of {', '.join(offered(tables, organization))}"
        )
    return {organization: known[organization]}


def _turns(tables: Tables, organizations: Sequence[str], definition: str) -> dict[str, Any]:
    """Return the turns that members of some organizations take, an array for each thing told of a turn.

    `effect` is a place in `EFFECTS`; `date`, `earliest` and `latest` are of the first day of the new state
    of things, as in `Turn`.
    """
    among = tables.membership["organization"].isin(organizations)
    rows = tables.membership if among.all() else tables.membership[among]
    action, actions = pd.factorize(rows["action"])
    found = []
    for column in ("signed", "participating") if definition in _ALWAYS else (definition,):
        effects = dict(zip(tables.actions["action"].to_list(), tables.actions[column].to_list(), strict=True))
        does = np.array([("", *EFFECTS).index(effects[one]) for one in actions], dtype=int)[action]
        found.append((np.flatnonzero(does), does[does > 0] - 1))
    row, effect = (np.concatenate(parts) for parts in zip(*found, strict=True))
    turns: dict[str, Any] = {name: rows[name].array[row] for name in _TOLD}
    earliest, latest = (days.astype("datetime64[D]")[row] for days in readings(rows["date"].to_list()))
    after = effect == EFFECTS.index(CLOSES_AFTER)
    turns["shown"] = turns["date"].copy()
    turns["date"][after] = [day_after(text) for text in turns["date"][after]]
    return turns | {"effect": effect, "earliest": earliest + after * _DAY, "latest": latest + after * _DAY}


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
    others = np.full(len(turn), "", dtype=object)
    effects = turns["effect"][turn[disputed]]
    others[disputed] = [
        _others(against[one], EFFECTS[effect]) for one, effect in zip(fact[disputed], effects, strict=True)
    ]
    return {
        side: text,
        f"{side}_shown": shown,
        f"{side}_fact": fact,
        f"{side}_action": action,
        f"{side}_disputed": disputed,
        f"{side}_others": others,
        f"{side}_earliest": np.where(none, np.datetime64("NaT", "D"), course.earliest[places]),
        f"{side}_latest": np.where(none, np.datetime64("NaT", "D"), course.latest[places]),
    }


def _others(dispute: Dispute, effect: str) -> str:
    """Return the other dates that are claimed, as the days on which they would take effect."""
    shift = day_after if effect == CLOSES_AFTER else str
    return ";".join(map(shift, dispute.others))

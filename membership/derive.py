"""Membership, derived: from dated actions to spells, under a stated definition.

An action's row in `actions` says what it does under each definition; the walk through a
state's actions in order gives its spells. Evidence that gives another date, or denies the
fact, makes the end that rests on it disputed; nothing is averaged away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

import pandas as pd

from membership.bounds import BOUNDS, readings
from membership.chronology import CLOSES_AFTER, Turn, walk
from membership.dates import day_after
from membership.evidence import Dispute, disputes
from membership.rules import DEFINITIONS
from membership.tables import Tables

COLUMNS = (
    *("organization", "state", "name", "start", "end", "start_fact", "end_fact", "disputed"),
    *("start_disputed", "end_disputed", "start_others", "end_others", "start_action", "end_action"),
    *(*BOUNDS, "until", "known_as"),
)
_TYPES = {
    **dict.fromkeys(COLUMNS, "str"),
    **dict.fromkeys(("disputed", "start_disputed", "end_disputed"), "bool"),
    **dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"),
}
_ALWAYS = ("signed", "participating")
_OPEN = ("", "", "", "", None, None)  # the turn that has not come


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
        `end_action` what they are; `disputed` (bool) says that sources disagree about one of them,
        `start_others`, `end_others` give the other dates claimed, separated by ";"; `known_as` is what the
        state was called when the spell began, "" where that is its name today.

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
    return _intervals(
        tables, organization, definition, {"in"} if definition == "participating" else {"in", "paused"}
    )


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
    return _intervals(tables, organization, "participating", {"paused"})


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


def _intervals(tables: Tables, organization: str | None, definition: str, wanted: set[str]) -> pd.DataFrame:
    chosen = _organizations(tables, organization, definition)
    rows = tables.membership[tables.membership["organization"].isin(chosen)]
    # Plain tuples of plain values, however many, are nothing that Python has to keep an eye on.
    runs = [
        (*member, *start, *(end or _OPEN))
        for member, turns in _members(rows, _effects(tables, definition))
        for start, end in _runs(turns, wanted)
    ]
    runs.sort(key=itemgetter(0, 2 + Turn._fields.index("text"), 1))
    owners, states, *turns = zip(*runs, strict=True) if runs else ((),) * (2 + 2 * len(Turn._fields))
    starts, ends = turns[: len(Turn._fields)], turns[len(Turn._fields) :]
    names = dict(zip(tables.states["state"].to_list(), tables.states["name"].to_list(), strict=True))
    known_as = dict(zip(rows["fact"].to_list(), rows["known_as"].to_list(), strict=True))
    against = disputes(tables)
    columns = {
        "organization": owners,
        "state": states,
        "name": [names[state] for state in states],
        "until": [chosen[owner] for owner in owners],
        **_ends("start", starts, against),
        **_ends("end", ends, against),
    }
    columns["known_as"] = [known_as[fact] for fact in columns["start_fact"]]
    columns["disputed"] = list(map(any, zip(columns["start_disputed"], columns["end_disputed"], strict=True)))
    return pd.DataFrame({name: pd.array(columns[name], dtype=type_) for name, type_ in _TYPES.items()})


def _organizations(tables: Tables, organization: str | None, definition: str) -> dict[str, str]:
    if definition not in DEFINITIONS:
        raise ValueError(f"{definition!r} is not a definition; expected one of {', '.join(DEFINITIONS)}")
    known = dict(zip(tables.organizations["organization"], tables.organizations["verified_to"], strict=True))
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


def _effects(tables: Tables, definition: str) -> dict[str, list[str]]:
    """Return what each action does to a membership under a definition; `participating` adds the pauses."""
    columns = ["signed", "participating"] if definition in _ALWAYS else [definition]
    cells = zip(tables.actions["action"], tables.actions[columns].to_numpy(), strict=True)
    return {action: [effect for effect in effects if effect] for action, effects in cells}


def _members(
    rows: pd.DataFrame, effects: dict[str, list[str]]
) -> Iterator[tuple[tuple[str, str], Iterator[Turn]]]:
    """Yield each member, an organization and a state, with its turns."""
    days = (days.astype("datetime64[D]").tolist() for days in readings(rows["date"].to_list()))
    columns = (rows[column].to_list() for column in ("organization", "state", "fact", "action", "date"))
    by_member = itemgetter(0, 1)
    for member, own in groupby(sorted(zip(*columns, *days, strict=True), key=by_member), by_member):
        yield (
            member,
            (
                Turn.within(fact, action, effect, *day)
                for _, _, fact, action, *day in own
                for effect in effects[action]
            ),
        )


def _runs(turns: Iterable[Turn], wanted: set[str]) -> Iterator[tuple[Turn, Turn | None]]:
    """Yield the runs of time that a member spends in the wanted states, as opening and closing turn."""
    opening = None
    for turn, before, after in walk(turns):
        if after is None:
            continue
        if before not in wanted and after in wanted:
            opening = turn
        elif before in wanted and after not in wanted and opening:
            yield opening, turn
            opening = None
    if opening:
        yield opening, None


def _ends(side: str, turns: Sequence[Sequence], against: Mapping[str, Dispute]) -> dict[str, Sequence]:
    """Return the columns that tell of one end of the spells, whose turns are given field by field."""
    facts, actions, effects, texts, earliest, latest = turns
    held = [against.get(fact) for fact in facts]
    return {
        side: texts,
        f"{side}_fact": facts,
        f"{side}_action": actions,
        f"{side}_disputed": [bool(dispute) for dispute in held],
        f"{side}_others": list(map(_others, held, effects)),
        f"{side}_earliest": earliest,
        f"{side}_latest": latest,
    }


def _others(dispute: Dispute | None, effect: str) -> str:
    """Return the other dates that are claimed, as the days on which they would take effect."""
    shift = day_after if effect == CLOSES_AFTER else str
    return ";".join(shift(other) for other in dispute.others) if dispute else ""

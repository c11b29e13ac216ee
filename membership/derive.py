"""Membership, derived: from dated actions to spells, under a stated definition.

An action's row in `actions` says what it does under each definition; the walk through a
state's actions in order gives its spells. Evidence that gives another date, or denies the
fact, makes the end that rests on it disputed; nothing is averaged away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pandas as pd

from membership.bounds import BOUNDS
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
    """
    own = tables.membership.loc[tables.membership["organization"] == organization, "action"]
    effects = tables.actions[tables.actions["action"].isin(own)]
    opened = {"signed", "participating"}
    opened |= {word for word in ("in_force", "chartered") if effects[word].eq("opens").any()}
    return tuple(word for word in DEFINITIONS if word in opened and _applies(tables, organization, word))


def _applies(tables: Tables, organization: str, definition: str) -> bool:
    row = tables.organizations[tables.organizations["organization"] == organization]
    return definition != "chartered" or bool(row["charter"].ne("").any())


def _intervals(tables: Tables, organization: str | None, definition: str, wanted: set[str]) -> pd.DataFrame:
    chosen = _organizations(tables, organization, definition)
    actions = tables.actions.set_index("action")
    base = "signed" if definition == "participating" else definition
    effects = {
        action: [
            effect
            for effect in actions.loc[action, [base, "participating"][: 2 if base == "signed" else 1]]
            if effect
        ]
        for action in actions.index
    }
    by_member: dict[tuple[str, str], list[Turn]] = defaultdict(list)
    rows = tables.membership
    for fact, owner, state, action, date in zip(
        *(rows[column] for column in ("fact", "organization", "state", "action", "date")), strict=True
    ):
        if owner in chosen:
            by_member[owner, state] += [Turn.of(fact, action, effect, date) for effect in effects[action]]
    against = disputes(tables)
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    records = [
        {"organization": owner, "state": state, "name": names[state], "until": chosen[owner]}
        | _ends(start, end, against)
        for (owner, state), turns in by_member.items()
        for start, end in _runs(turns, wanted)
    ]
    known_as = dict(zip(rows["fact"], rows["known_as"], strict=True))
    frame = pd.DataFrame(records, columns=list(COLUMNS))
    frame["known_as"] = frame["start_fact"].map(known_as)
    frame = frame.astype(dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"))
    return frame.sort_values(["organization", "start", "state"], ignore_index=True)


def _organizations(tables: Tables, organization: str | None, definition: str) -> dict[str, str]:
    if definition not in DEFINITIONS:
        raise ValueError(f"{definition!r} is not a definition; expected one of {', '.join(DEFINITIONS)}")
    known = dict(zip(tables.organizations["organization"], tables.organizations["verified_to"], strict=True))
    if organization is None:
        return {one: until for one, until in known.items() if definition in offered(tables, one)}
    if organization not in known:
        raise ValueError(
            f"{organization!r} is not an organization of these tables; expected one of {', '.join(known)}"
        )
    if not _applies(tables, organization, definition):
        raise ValueError(
            f"{organization} has no charter apart from its founding treaty, "
            "so 'chartered' is not offered for it; "
            f"expected one of {', '.join(offered(tables, organization))}"
        )
    return {organization: known[organization]}


def _runs(turns: list[Turn], wanted: set[str]) -> Iterator[tuple[Turn, Turn | None]]:
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


def _ends(start: Turn, end: Turn | None, against: dict[str, Dispute]) -> dict[str, object]:
    record: dict[str, object] = {}
    for name, turn in (("start", start), ("end", end)):
        dispute = against.get(turn.fact) if turn else None
        shift = day_after if turn and turn.effect == CLOSES_AFTER else str
        record |= {
            name: turn.text if turn else "",
            f"{name}_fact": turn.fact if turn else "",
            f"{name}_action": turn.action if turn else "",
            f"{name}_disputed": bool(dispute),
            f"{name}_others": ";".join(shift(other) for other in dispute.others) if dispute else "",
            f"{name}_earliest": turn.earliest if turn else None,
            f"{name}_latest": turn.latest if turn else None,
        }
    record["disputed"] = record["start_disputed"] or record["end_disputed"]
    return record

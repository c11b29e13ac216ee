"""Who was in on a day, in one organization or in several, and by which facts and sources."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from membership.derive.evidence import deciding_sources, disputes, naming_sources
from membership.derive.memberships import never_bound, offered, organizations_asked, pauses, spells
from membership.intervals.bounds import Day, as_day
from membership.intervals.chronology import OPENS
from membership.intervals.counting import members_on
from membership.intervals.dates import DAY, earliest
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

Record = dict[str, Any]

MEMBER, PAUSED, OUT, UNKNOWN = "member", "paused", "not a member", "not known"
RENAMING = "renaming"  # the action
NOT_YET, DISSOLVED, NOT_OFFERED = "not yet founded", "dissolved", "not offered"


def standing(tables: Tables, organization: str, day: str, definition: str = "signed") -> pd.DataFrame:
    """Return where each state stood towards an organization on a day (YYYY-MM-DD), as far as the tables know.

    After the last day verified, the answer is that of the last day. What is no organization, definition or
    day is a ValueError.

    Returns
    -------
    DataFrame
        state, name, standing, fact, verified: one row for each state of which the tables record an act
        towards the organization, in order of `state`. `standing` is "member", "paused" (under
        `participating`: a member that had stopped taking part), "not a member", or "not known": an imprecise
        date leaves it open, or no source says when the treaty bound the state, or whether its membership is
        over. For every state alike it is "not yet founded", "dissolved", or "not offered", where nothing in
        the tables opens a membership under the definition. `fact` is the id of what decides it: the beginning
        of a membership, its end, what leaves it open to doubt, the founding treaty, the dissolution; "" where
        nothing is on record. `verified` (bool) says whether the day is one to which the tables reach.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.standing(m.load(), "CSTO", "2012-12-19").set_index("state")
    >>> frame.loc["UZB", ["standing", "fact"]].to_list()
    ['not a member', 'CSTO-UZB-suspended']
    """
    as_day(day)
    organizations_asked(tables, organization)
    if definition not in DEFINITIONS:
        raise ValueError(f"{definition!r} is not a definition; expected one of {', '.join(DEFINITIONS)}")
    names = tables.states.set_index("state")["name"]
    states = sorted(set(tables.membership.loc[tables.membership["organization"] == organization, "state"]))
    why, reason = existence(tables, organization, day, definition)
    found = dict.fromkeys(states, (why or OUT, reason))
    if not why:
        found |= dict(_standings(tables, organization, day, definition))
    bloc = tables.organizations.set_index("organization").loc[organization]
    rows = [(state, names[state], *found[state]) for state in states]
    frame = pd.DataFrame(rows, columns=["state", "name", "standing", "fact"], dtype="str")
    return frame.assign(verified=bool(bloc["dissolved"]) or day <= bloc["verified_to"])


def existence(tables: Tables, organization: str, day: str, definition: str = "signed") -> tuple[str, str]:
    """Return why nobody can have been a member on a day, and the fact that decides it; "" and "" if some can.

    Why is "not offered", "not yet founded" or "dissolved", as in `standing`.
    """
    if definition not in offered(tables, organization):
        return NOT_OFFERED, ""
    bloc = tables.organizations.set_index("organization").loc[organization]
    # A charter's organization is younger than the treaty it grew from.
    begins = max(bloc["treaty"], bloc["founded"]) if definition == "chartered" else bloc["treaty"]
    if as_day(day) < pd.Timestamp(earliest(begins)):
        why, date, kind = NOT_YET, begins, "treaty" if begins == bloc["treaty"] else "charter"
    elif bloc["dissolved"] and day >= bloc["dissolved"]:
        why, date, kind = DISSOLVED, bloc["dissolved"], "dissolution"
    else:
        return "", ""
    rows = tables.dates
    own = rows["organization"].eq(organization) & rows["date"].eq(date) & rows["kind"].eq(kind)
    return why, next(iter(rows.loc[own, "fact"]), "")


def _standings(
    tables: Tables, organization: str, day: str, definition: str
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the states that ever were or may have been in, each with its standing and what decides it."""
    frame, moment = spells(tables, organization, definition), as_day(day)
    bond = spells(tables, organization)
    for state, own in (bond if definition == "participating" else frame).groupby("state", sort=False):
        later = own.loc[own["start_earliest"] > moment, "start_fact"]
        gone = own.loc[own["end_latest"] <= moment, "end_fact"]
        if fact := next(filter(None, [*gone.iloc[::-1], *later]), ""):
            yield str(state), (OUT, fact)
    if definition == "in_force":
        for row in members_on(bond[never_bound(tables, bond)], day).itertuples():
            yield row.state, (OUT, row.end_fact)
    if definition == "participating":
        for row in members_on(pauses(tables, organization), day).itertuples():
            yield row.state, (PAUSED if row.certain else UNKNOWN, row.start_fact)
    for row in members_on(frame, day).itertuples():
        begun = not pd.isna(row.start_latest) and row.start_latest <= moment
        decides = row.start_fact if row.certain or not begun else row.end_fact or row.doubt_fact
        yield row.state, (MEMBER if row.certain else UNKNOWN, decides or row.doubt_fact)


def who_was_in(tables: Tables, organization: str, definition: str, day: str) -> list[Record]:
    """Return who was, or may have been, a member on a day, each with the facts that decide it.

    The records have organization, definition, state, name, known_as, certain, standing ("member" or "not
    known"), since ("" where that is not known), fact, action, date, disputed, source, source_title, url,
    named_by; and `facts`, a list of all facts that decide it, with the same keys from `fact` on: what began
    the spell; what made a member of a state that has since taken part again; and the end, where its day is
    not known well enough, or what leaves the membership open to doubt. `source` gives the date of the fact,
    and is "" where none does; `named_by` is the source that names the state, "" where none is known to.

    A ValueError says that organization, definition or day is none, or the definition is not offered.
    """
    records = list(_records(tables, organization, definition, day, paused=False))
    if definition not in offered(tables, organization):
        raise ValueError(
            f"{definition!r} is not offered for {organization}: no action in the tables opens it; "
            f"expected one of {', '.join(offered(tables, organization))}"
        )
    return records


def who_had_paused(tables: Tables, organization: str, day: str) -> list[Record]:
    """Return which members had stopped taking part on a day; records as in `who_was_in`."""
    return list(_records(tables, organization, "participating", day, paused=True))


def _records(
    tables: Tables, organization: str, definition: str, day: str, *, paused: bool
) -> Iterator[Record]:
    frame = pauses(tables, organization) if paused else spells(tables, organization, definition)
    bond = "signed" if definition == "participating" else definition
    joined = members_on(spells(tables, organization, bond), day)
    opening = dict(zip(joined["state"], joined["start_fact"], strict=True))
    renamed = _renamed(tables, organization, day)
    told = _told(tables)
    for row in members_on(frame, day).to_dict("records"):
        deciding = [row["start_fact"], opening[row["state"]]]
        if not pd.isna(row["end_earliest"]) and str(row["end_earliest"].date()) <= day:
            deciding.append(row["end_fact"])
        if not row["certain"]:
            deciding.append(row["doubt_fact"])
        facts = [told[fact] for fact in dict.fromkeys(deciding) if fact]
        yield {
            "organization": organization,
            "definition": definition,
            "state": row["state"],
            "name": row["name"],
            "known_as": renamed.get(row["state"], row["known_as"]),
            "certain": row["certain"],
            "standing": (PAUSED if paused else MEMBER) if row["certain"] else UNKNOWN,
            "since": row["start"],
            **facts[0],
            "facts": facts,
        }


def _renamed(tables: Tables, organization: str, day: str) -> dict[str, str]:
    """Return what each state that changed its name while a member was called since, "" for its name today."""
    rows = tables.membership[tables.membership["organization"].eq(organization)]
    acts = rows[rows["date"].map(earliest) <= as_day(day).date()].sort_values("date", kind="stable")
    opening = set(tables.actions.loc[tables.actions["signed"] == OPENS, "action"])
    last = acts[acts["action"].isin({*opening, RENAMING})].groupby("state").tail(1)
    return dict(last.loc[last["action"] == RENAMING, ["state", "known_as"]].to_numpy().tolist())


def _told(tables: Tables) -> dict[str, Record]:
    """Return each fact of a state with its action, its date and the source that decides it."""
    deciding, naming, against = deciding_sources(tables), naming_sources(tables), disputes(tables)
    pages = tables.sources.set_index("source")[["title", "url"]].to_dict("index")
    unsaid = {"title": "", "url": ""}
    found = {}
    for fact, action, date in tables.membership[["fact", "action", "date"]].to_numpy().tolist():
        page = pages.get(source := deciding.get(fact, ""), unsaid)
        found[fact] = {"fact": fact, "action": action, "date": date, "disputed": fact in against}
        found[fact] |= {"source": source, "source_title": page["title"], "url": page["url"]}
        found[fact] |= {"named_by": naming.get(fact, "")}
    return found


def verified_on(tables: Tables, day: Day) -> list[str]:
    """Return the organizations that existed on `day` and are verified to it, in the order of their table."""
    moment = as_day(day).date()
    return [
        row["organization"]
        for row in tables.organizations.to_dict("records")
        if earliest(row["treaty"]) <= moment <= earliest(row["verified_to"])
        and not (row["dissolved"] and earliest(row["dissolved"]) <= moment)
    ]


def common_day(tables: Tables) -> str:
    """Return the last day to which every organization is verified, or if none is left the last one's eve."""
    rows = tables.organizations
    alive = rows.loc[rows["dissolved"] == "", "verified_to"]
    if len(alive):
        return str(alive.min())
    return str(max(map(earliest, rows["dissolved"])) - DAY)


def belonging(tables: Tables, day: Day) -> pd.DataFrame:
    """Return every state that belonged to an organization verified to `day`, and to which.

    Returns
    -------
    DataFrame
        `state`, `name`, `organizations` (tuple of str, in alphabetical order), `certain` (bool: False where
        an imprecise date leaves one of them open); those in most organizations first, then by name.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.belonging(m.load(), "1992-05-15").set_index("state")
    >>> frame.loc["ARM", "organizations"]
    ('CIS', 'CSTO')
    """
    frame = spells(tables)
    members = members_on(frame[frame["organization"].isin(verified_on(tables, day))], day)
    rows = [
        (state, name, tuple(own["organization"]), bool(own["certain"].all()))
        for (state, name), own in members.groupby(["state", "name"])
    ]
    rows.sort(key=lambda row: (-len(row[2]), row[2], row[1]))
    return pd.DataFrame(rows, columns=["state", "name", "organizations", "certain"])

"""One organization: its names, its days, who was in it, and who stood beside it as observer or partner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from membership.derive.evidence import disputes
from membership.derive.memberships import offered, organizations_asked, pauses, spells
from membership.intervals.bounds import BOUNDS
from membership.intervals.chronology import walk
from membership.intervals.dates import DAY, earliest, latest
from membership.tables.loading import Tables
from membership.tables.order_rules import status_turns

_TYPES = {
    **dict.fromkeys(("organization", "state", "name", "status"), "str"),
    **dict.fromkeys(("start", "end", "start_fact", "end_fact"), "str"),
    "disputed": "bool",
    **dict.fromkeys((*BOUNDS, "until"), "datetime64[us]"),
}


@dataclass(frozen=True, eq=False)
class Organization:
    """One organization of some tables: what `organization` returns.

    Attributes
    ----------
    id, label, name, title, treaty_name : str
        As in the tables; as a chart calls it; as a sentence, with its article; its full name; its treaty's.
    treaty, founded, dissolved, verified_to : str
        The dates of its table; `dissolved` is "" while it exists.
    """

    tables: Tables = field(repr=False)
    id: str
    label: str
    name: str
    title: str
    treaty_name: str
    treaty: str
    founded: str
    dissolved: str
    verified_to: str

    @cached_property
    def spells(self) -> pd.DataFrame:
        """Who was in from when until when, under `signed`; see `membership.spells`."""
        return spells(self.tables, self.id)

    @cached_property
    def pauses(self) -> pd.DataFrame:
        """When members had stopped taking part; see `membership.pauses`."""
        return pauses(self.tables, self.id)

    @cached_property
    def definitions(self) -> dict[str, pd.DataFrame]:
        """The spells under each definition that it offers, by the definition."""
        return {word: spells(self.tables, self.id, word) for word in offered(self.tables, self.id)}

    @property
    def joined(self) -> str:
        """What a first act made a state a party to: the treaty where that is older, or the organization."""
        is_older = self.founded != self.treaty and self.treaty_name
        return f"the {self.treaty_name}" if is_older else self.name

    @property
    def last_day(self) -> str:
        """The day that charts run to: the last that the dissolution can mean, or the last one verified."""
        return str(latest(self.dissolved)) if self.dissolved else self.verified_to

    @property
    def counting_day(self) -> str:
        """The last day on which members can be counted: the last verified, or the eve of the dissolution."""
        return str(earliest(self.dissolved) - DAY) if self.dissolved else self.verified_to

    @property
    def heading(self) -> str:
        """Its label with the year of its treaty and, where that is later, of its founding."""
        treaty, founded = self.treaty[:4], self.founded[:4]
        years = f", {treaty}" if founded == treaty else f": Treaty {treaty}, Organization {founded}"
        return f"{self.label}{years}"

    @property
    def phases(self) -> list[tuple[str, str]]:
        """The periods that a bar is shaded by: the treaty's and, from its founding, the organization's."""
        both = [("Treaty", self.treaty), ("Organization", self.founded)]
        return [] if self.founded == self.treaty else both

    @cached_property
    def turning_points(self) -> pd.DataFrame:
        """The acts by which members came and went, and the founding: date, label, fact.

        An act is one because members' deciding actions cite it, not because somebody chose it. Those come
        first by which most spells began or ended, then those by which members still stand aside.
        """
        act_of = self.tables.membership.set_index("fact")["act"]
        acts = set(act_of[act_of.index.isin(deciding_facts(self.definitions.values()))])
        dates = self.tables.dates[self.tables.dates["organization"] == self.id]
        founding = (dates["kind"] == "charter") & (dates["date"] == self.founded)
        chosen = dates[dates["fact"].isin(acts) | founding].sort_values(["date", "fact"])
        chosen = chosen.drop_duplicates("date").rename(columns={"title": "label"})
        moved = pd.concat([self.spells["start_fact"], self.spells["end_fact"]]).map(act_of).value_counts()
        aside = self.pauses.loc[self.pauses["end"] == "", "start_fact"].map(act_of).value_counts() / 2
        weight = chosen["fact"].map(moved.add(aside, fill_value=0)).fillna(0)
        first = weight.sort_values(ascending=False, kind="stable").index
        return chosen.loc[first, ["date", "label", "fact"]].reset_index(drop=True)


def deciding_facts(frames: Iterable[pd.DataFrame]) -> set[str]:
    """Return the facts by which the spells of some frames begin and end."""
    return {fact for frame in frames for side in ("start_fact", "end_fact") for fact in frame[side]}


def statuses(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return who had a status beside membership, from when until when; nobody is counted for it.

    A status lasts until the action that ends it, or until the state becomes a member, or the organization
    is dissolved. They are those of all organizations unless one is named; an unknown one is a ValueError.

    Returns
    -------
    DataFrame
        One row per spell of a status, ordered by organization, status, start and state: organization, state,
        name, status (such as "observer"), start, end, start_fact, end_fact, disputed, the four bounds and
        until, as in `spells`. `end` is "" while the status lasts.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.statuses(m.load(), "SCO")
    >>> frame.loc[frame["state"] == "IND", ["status", "start", "end"]].to_numpy().tolist()
    [['observer', '2005-07-05', '2017-06-09']]
    """
    asked, against = organizations_asked(tables, organization), disputes(tables)
    dissolved = tables.organizations.set_index("organization")["dissolved"]
    names = tables.states.set_index("state")["name"]
    own = tables.membership[tables.membership["organization"].isin(list(asked))]
    actions = tables.actions.set_index("action").to_dict("index")
    rows: list[dict[str, Any]] = []
    for (bloc, state, status), turns in status_turns(own.to_dict("records"), actions).items():
        told = {"organization": bloc, "state": state, "name": names[state], "status": status}
        over, spell = dissolved[bloc], {}
        for turn, _, after in walk(turns):
            side = {"in": "start", "out": "end"}.get(after or "", "")
            if side == "start":
                spell = told | {"until": asked[bloc], "disputed": False, "end": over, "end_fact": ""}
                if over:
                    spell |= {"end_earliest": earliest(over), "end_latest": latest(over)}
                rows.append(spell)
            if side:
                spell |= {side: turn.text, f"{side}_fact": turn.fact}
                spell |= {f"{side}_earliest": turn.earliest, f"{side}_latest": turn.latest}
                spell["disputed"] |= turn.fact in against
    frame = pd.DataFrame(rows, columns=list(_TYPES))
    order = ["organization", "status", "start_earliest", "state"]
    return frame.astype(_TYPES).sort_values(order, kind="stable", ignore_index=True)


def labels(tables: Tables) -> dict[str, str]:
    """Return what to call each organization where there is little room, by its id.

    An id is made to be typed, a label to be read. Without a label the id is one.
    """
    rows = tables.organizations
    both = zip(rows["organization"], rows["label"], strict=True)
    return {organization: label or organization for organization, label in both}


def organization(tables: Tables, organization: str) -> Organization:
    """Return one organization of the tables with what is derived for it; a ValueError if they do not have it.

    Examples
    --------
    >>> import membership as m
    >>> csto = m.organization(m.load(), "CSTO")
    >>> csto.name, csto.joined, csto.heading
    ('the CSTO', 'the Collective Security Treaty', 'CSTO: Treaty 1992, Organization 2002')
    """
    organizations_asked(tables, organization)
    row = tables.organizations.set_index("organization").loc[organization]
    return Organization(
        tables=tables,
        id=organization,
        label=row["label"] or organization,
        name=row["in_text"] or organization,
        title=row["name"],
        **row[["treaty_name", "treaty", "founded", "dissolved", "verified_to"]],
    )

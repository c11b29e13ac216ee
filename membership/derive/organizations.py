"""One organization: its names, its days, and who was in it, made once and passed on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

import pandas as pd

from membership.derive.memberships import offered, pauses, spells
from membership.intervals.dates import earliest, latest
from membership.tables.loading import Tables, require_tables


@dataclass(frozen=True, eq=False)
class Organization:
    """One organization of some tables: what `organization` returns.

    Attributes
    ----------
    id, label : str
        As in the tables, and as a chart calls it.
    name : str
        As a sentence calls it, with its article.
    title : str
        Its full name.
    treaty, founded, dissolved, verified_to : str
        The dates of its table; `dissolved` is "" while it exists.
    spells, pauses, definitions
        Its frames: who was in, who stood aside, and the spells under each definition that it offers.
    last_day, counting_day : str
        The day that charts run to, and the last on which members can be counted.
    joined, heading : str
        What a state joined, for a sentence; its label with its years, for a chart.
    phases, turning_points
        For `timeline`: what a bar is shaded by, and the acts by which members came and went.
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
        """The day that charts run to: the last that the dissolution can mean, else the last one verified."""
        return str(latest(self.dissolved)) if self.dissolved else self.verified_to

    @property
    def counting_day(self) -> str:
        """The last day on which members can be counted: the last verified, or the eve of the dissolution."""
        if not self.dissolved:
            return self.verified_to
        return str(earliest(self.dissolved) - timedelta(days=1))

    @property
    def heading(self) -> str:
        """Its label with the year of its treaty and, where that is later, of its founding."""
        treaty, founded = self.treaty[:4], self.founded[:4]
        return (
            f"{self.label}, {treaty}"
            if founded == treaty
            else f"{self.label}: Treaty {treaty}, Organization {founded}"
        )

    @property
    def phases(self) -> list[tuple[str, str]]:
        """The periods that a bar is shaded by: the treaty's and, from its founding, the organization's."""
        if self.founded == self.treaty:
            return []
        return [("Treaty", self.treaty), ("Organization", self.founded)]

    @cached_property
    def turning_points(self) -> pd.DataFrame:
        """The acts by which members came and went, and the founding: date, label, fact.

        An act is one because members' deciding actions cite it, not because somebody chose it. Those come
        first by which most spells began or ended, then those by which members still stand aside.
        """
        frames = self.definitions.values()
        deciding = {fact for frame in frames for side in ("start_fact", "end_fact") for fact in frame[side]}
        rows = self.tables.membership
        acts = set(rows.loc[rows["fact"].isin(deciding), "act"])
        dates = self.tables.dates[self.tables.dates["organization"] == self.id]
        founding = (dates["kind"] == "charter") & (dates["date"] == self.founded)
        chosen = dates[dates["fact"].isin(acts) | founding].sort_values(["date", "fact"])
        chosen = chosen.drop_duplicates("date").rename(columns={"title": "label"})
        standing_aside = self.pauses.loc[self.pauses["end"] == "", "start_fact"]
        act_of = rows.set_index("fact")["act"]
        moved = pd.concat([self.spells["start_fact"], self.spells["end_fact"]]).map(act_of).value_counts()
        aside = standing_aside.map(act_of).value_counts() / 2
        weight = chosen["fact"].map(moved.add(aside, fill_value=0)).fillna(0)
        first = weight.sort_values(ascending=False, kind="stable").index
        return chosen.loc[first, ["date", "label", "fact"]].reset_index(drop=True)


def organization(tables: Tables, organization: str) -> Organization:
    """Return one organization of the tables with what is derived for it.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id.

    Raises
    ------
    ValueError
        If the tables do not have it.

    Examples
    --------
    >>> import membership as m
    >>> csto = m.organization(m.load(), "CSTO")
    >>> csto.name, csto.joined, csto.heading
    ('the CSTO', 'the Collective Security Treaty', 'CSTO: Treaty 1992, Organization 2002')
    """
    require_tables(tables)
    rows = tables.organizations.set_index("organization")
    if organization not in rows.index:
        known = ", ".join(rows.index)
        raise ValueError(f"{organization!r} is not an organization of these tables; expected one of {known}")
    row = rows.loc[organization]
    return Organization(
        tables=tables,
        id=organization,
        label=row["label"] or organization,
        name=row["in_text"] or organization,
        title=row["name"],
        treaty_name=row["treaty_name"],
        treaty=row["treaty"],
        founded=row["founded"],
        dissolved=row["dissolved"],
        verified_to=row["verified_to"],
    )

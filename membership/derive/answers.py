"""Who was in on a day, and by which facts and sources we know, as plain records."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from membership.derive.evidence import deciding_sources, disputes
from membership.derive.memberships import pauses, spells
from membership.intervals.counting import members_on
from membership.tables.loading import Tables

Record = dict[str, Any]


def who_was_in(tables: Tables, organization: str, definition: str, day: str) -> list[Record]:
    """Return who was a member on a day, each with the facts that decide it.

    Parameters
    ----------
    tables : Tables
    organization : str
    definition : {"signed", "in_force", "chartered", "participating"}
    day : str
        YYYY-MM-DD.

    Returns
    -------
    list of dict
        organization, definition, state, name, certain, since, fact, action, date, disputed, source,
        source_title, url; and `facts`, a list of all facts that decide it, with the same keys from `fact`
        on: what began the spell; what made a member of a state that has since taken part again; and the
        end, where its day is not known well enough. `source` is "" where no evidence is kept.

    Raises
    ------
    ValueError
        If the organization, the definition or the day is none, or the definition is not offered.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> records = who_was_in(tables, "CSTO", "signed", "1992-05-15")
    >>> len(records) == len(m.members_on(m.spells(tables, "CSTO"), "1992-05-15"))
    True
    """
    return list(_records(tables, organization, definition, day, paused=False))


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
    told = _Facts(tables)
    for row in members_on(frame, day).to_dict("records"):
        deciding = [row["start_fact"], opening[row["state"]]]
        if row["end"] and str(row["end_earliest"].date()) <= day:
            deciding.append(row["end_fact"])
        facts = [told(fact) for fact in dict.fromkeys(deciding)]
        yield {
            "organization": organization,
            "definition": definition,
            "state": row["state"],
            "name": row["name"],
            "certain": row["certain"],
            "since": row["start"],
            **facts[0],
            "facts": facts,
        }


class _Facts:
    """Each fact with its action, its date and the source that decides it."""

    def __init__(self, tables: Tables) -> None:
        self._rows = tables.membership.set_index("fact")[["action", "date"]].to_dict("index")
        self._deciding, self._against = deciding_sources(tables), disputes(tables)
        self._sources = tables.sources.set_index("source")[["title", "url"]].to_dict("index")

    def __call__(self, fact: str) -> Record:
        source = self._deciding.get(fact, "")
        page = self._sources.get(source, {"title": "", "url": ""})
        told = {"fact": fact} | self._rows[fact] | {"disputed": fact in self._against, "source": source}
        return told | {"source_title": page["title"], "url": page["url"]}

"""What a build must know of the tables before it runs anything: are they sound, of whom, which are there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from membership.tables.loading import Tables


@dataclass(frozen=True)
class Inventory:
    """What there is in a folder of tables: faults, which forbid a build, and notes for before it, in words.

    Organizations are their rows by id, those with members first, whatever the day; `empty` are those that
    nobody has joined by that day, or that ended on their first. Tables are all that there can be, with their
    number of rows.
    """

    faults: tuple[str, ...] = ()
    organizations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    tables: Mapping[str, int] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()
    notes: tuple[str, ...] = ()


def take_inventory(data: Path | None, as_of: str | None) -> Inventory:
    """Return what there is in a folder of tables, the project's own unless told, on a day."""
    # Here, because saying that there is nothing to do must not cost the import of pandas.
    from membership.figures.signs import without_font
    from membership.tables.faults import TableError
    from membership.tables.loading import NAMES, known_on, load

    try:
        tables = load(data)
    except TableError as error:
        return Inventory(faults=tuple(map(str, error.faults)))
    faults = []
    then = tables
    if as_of is not None:
        try:
            then = known_on(tables, as_of)
        except ValueError as error:
            faults.append(str(error))
    joined, by_then = _joined(tables), _joined(then)
    if not joined:
        faults.append("membership.csv: no state joins any organization, so there is nothing to report yet")
    own = tables.organizations.set_index("organization").to_dict("index")
    return Inventory(
        faults=tuple(faults),
        # One that nobody has joined is no report's subject unless it is asked for.
        organizations=dict(sorted(own.items(), key=lambda item: item[0] not in joined)),
        tables={name: len(getattr(tables, name)) for name in NAMES},
        empty=frozenset(own) - by_then,
        notes=tuple(without_font(tables)),
    )


def _joined(tables: Tables) -> set[str]:
    """Return the organizations that somebody has joined and not left on the same day, and that had a day."""
    rows = tables.membership.merge(tables.actions[["action", "signed"]])
    day = rows["date"].where(rows["date"].str.len() == len("YYYY-MM-DD"), rows["fact"])
    out = set(zip(rows["organization"], rows["state"], day.where(rows["signed"] == "closes"), strict=True))
    opening = rows["signed"] == "opens"
    came = zip(rows["organization"][opening], rows["state"][opening], day[opening], strict=True)
    own = tables.organizations
    none = {*own["organization"][(own["dissolved"] == own["treaty"]) & (own["treaty"].str.len() == 10)]}
    return {one for one, *rest in came if (one, *rest) not in out} - none

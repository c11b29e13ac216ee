"""Some of the organizations of a folder of tables, with all that the tables say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from membership.tables.faults import near
from membership.tables.loading import NAMES, Tables, sources_of


def selected(tables: Tables, organizations: Sequence[str]) -> Tables:
    """Return `tables` with only what is about some organizations, these in the order given.

    A claim that names none is left out, and so is a state, a source or an event that nothing is left to need.
    An unknown organization is a ValueError.

    Examples
    --------
    >>> import membership as m
    >>> some = selected(m.load(), ["NATO", "CSTO"])
    >>> some.organizations["organization"].tolist(), some.membership["organization"].nunique()
    (['NATO', 'CSTO'], 2)
    """
    known = tables.organizations["organization"].to_list()
    if unknown := [one for one in organizations if one not in known]:
        listed = ", ".join(known[:20]) + (f" and {len(known) - 20} more" if len(known) > 20 else "")
        told = near(unknown[0], known) or f"expected one of {listed}"
        raise ValueError(f"{unknown[0]!r} is not an organization of these tables; {told}")
    frames = {name: getattr(tables, name) for name in NAMES}
    kept = {
        name: frame[frame["organization"].isin(organizations)]
        for name, frame in frames.items()
        if "organization" in frame
    }
    order = {one: place for place, one in enumerate(organizations)}
    kept["organizations"] = kept["organizations"].sort_values("organization", key=lambda ids: ids.map(order))
    dates = {*kept["membership"]["act"], *kept["dates"]["fact"]}
    kept["dates"] = tables.dates[tables.dates["fact"].isin(dates)]
    facts = {"", *kept["membership"]["fact"], *kept["dates"]["fact"]}
    kept["evidence"] = tables.evidence[tables.evidence["fact"].isin(facts)]
    bindings = tables.bindings[tables.bindings["fact"].isin(facts)]
    kept["bindings"] = bindings[bindings["instrument"].isin({"", *kept["instruments"]["instrument"]})]
    states = {state for frame in kept.values() if "state" in frame for state in frame["state"]}
    heirs = tables.states.loc[tables.states["state"].isin(states), "territory_now"]
    states |= {state for cell in heirs for state in cell.split()}
    kept["states"] = tables.states[tables.states["state"].isin(states)]
    if not tables.evidence.empty:
        kept["sources"] = tables.sources[tables.sources["source"].isin(sources_of(kept))]
    whole = {name: frame.reset_index(drop=True) for name, frame in kept.items()}
    return replace(tables, **whole, is_own=False)


def files_of(tables: Tables) -> dict[str, str]:
    """Return the files of a folder of tables, as text by name; a table without rows is left out."""
    return {
        f"{name}.csv": getattr(tables, name).to_csv(index=False, lineterminator="\n")
        for name in NAMES
        if not getattr(tables, name).empty
    }

"""Some of the organizations of a folder of tables, with all that the tables say of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from membership.tables.faults import near
from membership.tables.loading import NAMES, Tables, schemas


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
    kept = {
        name: getattr(tables, name)[getattr(tables, name)["organization"].isin(organizations)]
        for name in NAMES
        if "organization" in getattr(tables, name)
    }
    order = {one: place for place, one in enumerate(organizations)}
    kept["organizations"] = kept["organizations"].sort_values("organization", key=lambda ids: ids.map(order))
    named = tables.dates["fact"].isin(kept["membership"]["act"])
    kept["dates"] = tables.dates[named | tables.dates["fact"].isin(kept["dates"]["fact"])]
    facts = {*kept["membership"]["fact"], *kept["dates"]["fact"]}
    for name in ("evidence", "bindings"):
        frame = kept.get(name, getattr(tables, name))
        kept[name] = frame[frame["fact"].isin(facts) | (frame["fact"] == "")]
    for name, frame in kept.items():
        for key in schemas()[name].get("foreignKeys", ()):
            target, (column,) = key["reference"]["resource"], key["fields"]
            if target in kept and target != "dates":
                known_there = {"", *kept[target][key["reference"]["fields"][0]]}
                frame = frame[frame[column].isin(known_there)]
        kept[name] = frame
    states = {state for frame in kept.values() if "state" in frame for state in frame["state"]}
    heirs = tables.states.loc[tables.states["state"].isin(states), "territory_now"]
    states |= {state for cell in heirs for state in cell.split()}
    kept["states"] = tables.states[tables.states["state"].isin(states)]
    cited = {source for name in kept for source in kept[name].get("source", ())}
    cited |= {source for cell in kept["claims"]["sources"] for source in cell.split()}
    if not tables.evidence.empty:
        kept["sources"] = tables.sources[tables.sources["source"].isin(cited)]
    whole = {name: frame.reset_index(drop=True) for name, frame in kept.items()}
    return replace(tables, **whole, is_own=False)


def files_of(tables: Tables) -> dict[str, str]:
    """Return the files of a folder of tables, as text by name; a table without rows is left out."""
    frames = {name: getattr(tables, name) for name in NAMES}
    return {
        f"{name}.csv": frame.to_csv(index=False, lineterminator="\n")
        for name, frame in frames.items()
        if not frame.empty
    }

"""Who is bound by what: the steps of states towards treaties, charters, protocols and agreements."""

from __future__ import annotations

import pandas as pd

from membership.derive.evidence import deciding_sources, facts, naming_sources
from membership.intervals.bounds import Day, as_day, readings
from membership.tables.loading import Tables, require_tables

# A later word takes the place of an earlier one; what ended, or was declined, gives way to any new step.
_RANK = {"not signed": -1, "ended": -1, "signed": 0, "ratified": 1, "in force": 2}
_STEPS = ("instrument", "label", "state", "name", "step", "date", "fact", "source", "note")


def binding_steps(tables: Tables, organization: str | None = None) -> pd.DataFrame:
    """Return every step by which a state bound itself to an instrument, or did not, in order of time.

    They are those of all organizations unless one is named.

    Returns
    -------
    DataFrame
        instrument, label, state, name, step ("signed", "ratified", "in force", "not signed", "ended"), date
        (as known), fact, source, note; ordered by instrument as their table has them, state, date.
        `source` names the state, where one is known to; else it dates the act; "" where none does.

    Examples
    --------
    >>> import membership as m
    >>> list(binding_steps(m.load()).columns)[:3]
    ['instrument', 'label', 'state']
    """
    require_tables(tables)
    instruments = tables.instruments
    instruments = instruments[instruments["organization"].eq(organization) | (organization is None)]
    place = {instrument: number for number, instrument in enumerate(instruments["instrument"])}
    rows = tables.bindings[tables.bindings["instrument"].isin(place)]
    dates = facts(tables).set_index("fact")["date"]
    named, dated = naming_sources(tables), deciding_sources(tables)
    frame = rows.assign(
        label=rows["instrument"].map(instruments.set_index("instrument")["label"]),
        name=rows["state"].map(tables.states.set_index("state")["name"]),
        date=rows["fact"].map(dates),
        source=[
            source or named.get(fact, "") or dated.get(fact, "")
            for fact, source in zip(rows["fact"], rows["source"], strict=True)
        ],
        place=rows["instrument"].map(place),
        rank=rows["step"].map(_RANK),
    )
    ordered = frame.sort_values(["place", "state", "date", "rank", "fact"], ignore_index=True)
    return ordered[list(_STEPS)].astype("str")


def bindings(tables: Tables, organization: str | None = None, day: Day | None = None) -> pd.DataFrame:
    """Return who is bound by what: a row for each state, a column for each instrument.

    They are those of all organizations unless one is named. With a `day` (a ValueError if it is none), steps
    that are later, or may be, are left out.

    Returns
    -------
    DataFrame
        Indexed by `state` in order of its name; `name`, and for each instrument, by its id, how far the state
        has come: "signed", "ratified", "in force"; "not signed", where a source says so; "ended"; or
        "not known", where nothing is on record.

    Examples
    --------
    >>> import membership as m
    >>> m.bindings(m.load()).index.name
    'state'
    """
    steps = binding_steps(tables, organization)
    named = steps.drop_duplicates("state").sort_values("name").set_index("state")[["name"]]
    shown = list(dict.fromkeys(steps["instrument"]))
    if day is not None:
        steps = steps[readings(steps["date"].to_list())[1] <= as_day(day)]
    reached: dict[tuple[str, str], str] = {}
    for row in steps.itertuples(index=False):
        before = reached.get((row.state, row.instrument), "ended")
        if _RANK[row.step] < 0 or _RANK[row.step] > _RANK[before]:
            reached[row.state, row.instrument] = row.step
    for instrument in shown:
        told = [reached.get((state, instrument), "not known") for state in named.index]
        named[instrument] = pd.array(told, dtype="str")
    return named

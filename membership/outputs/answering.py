"""The parts of a page that answer: a day, a definition, a search, the place of a state, a map of tiles."""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.derive.claims import checked_claims
from membership.derive.days import day_record
from membership.derive.entries import known_facts
from membership.derive.histories import state_histories
from membership.derive.labels import labels
from membership.derive.laboratory import lab_record
from membership.derive.organizations import organization as made
from membership.derive.tiling import tile_record
from membership.intervals.counting import members_on
from membership.intervals.dates import words
from membership.outputs.parts import Part, part
from membership.outputs.reading_tables import table
from membership.tables.loading import Tables


def day_part(tables: Tables, organization: str) -> Part:
    """Return the control of the day: who stood where on any day, and what changed on it.

    Parameters
    ----------
    tables : Tables
    organization : str
        The id of the one that is asked about first.

    Returns
    -------
    Part
        In Jupyter the members of that one on its last day verified, as a table.
    """
    bloc = made(tables, organization)
    plain = table(
        members_on(bloc.spells, bloc.counting_day),
        f"Members of {bloc.label} on {words(bloc.counting_day)}",
        columns={"name": "State", "start": "Since"},
        dates=["start"],
    )
    return part("day", day_record(tables, organization), plain)


def lab_part(tables: Tables, organization: str) -> Part:
    """Return the definition lab: what the members would be under another definition or another date.

    Parameters
    ----------
    tables : Tables
    organization : str
        The id of the one that is shown first.

    Returns
    -------
    Part
        In Jupyter the number of its members under each definition, as a table.
    """
    bloc = made(tables, organization)
    counts = [(word, len(members_on(frame, bloc.counting_day))) for word, frame in bloc.definitions.items()]
    plain = table(
        pd.DataFrame(counts, columns=["Definition", "Members"]),
        f"Members of {bloc.label} on {words(bloc.counting_day)}, by definition",
    )
    return part("lab", lab_record(tables, organization), plain)


def state_part(tables: Tables) -> Part:
    """Return every state with all that it belonged to, as a part of the page; in Jupyter a table.

    Returns
    -------
    Part
        With an element ``state-ID`` for each state.
    """
    states = state_histories(tables)
    rows = [{"name": one["name"]} | span for one in states for span in one["spans"]]
    columns = {"name": "State", "organization": "Organization", "what": "As", "start": "From", "end": "Until"}
    frame = pd.DataFrame(rows, columns=list(columns))
    plain = table(frame, "All memberships of every state", columns=columns, dates=["start", "end"])
    return part("states", {"states": states}, plain)


def tile_part(tables: Tables, day: str) -> Part:
    """Return a map without a map: a square for each state, striped by the blocs that it was in on a day.

    Parameters
    ----------
    tables : Tables
    day : str
        YYYY-MM-DD.

    Returns
    -------
    Part
        In Jupyter the same as a table.
    """
    record = tile_record(tables, day)
    names = [bloc["label"] for bloc in record["blocs"]]
    rows = [(tile["name"], tuple(names[place] for place in tile["blocs"])) for tile in record["tiles"]]
    return part("tiles", record, table(pd.DataFrame(rows, columns=["State", "In"]), "Who was in which bloc"))


def find_part(tables: Tables) -> Part:
    """Return a search over facts, sources and claims, with filters; in Jupyter what there is to be found.

    Returns
    -------
    Part
        Its entries stand on the page by themselves; the claims, which stand on another, it lists.
    """
    known, claims = known_facts(tables), checked_claims(tables)
    shown = labels(tables)
    marks = [word for word in ("disputed", "unverified") if known[word].any()]
    choices: dict[str, dict[str, str]] = {
        "organization": {one: shown.get(one, one) for one in dict.fromkeys(known["organization"]) if one},
        "state": dict(
            known.loc[known["state"] != "", ["name", "state"]]
            .drop_duplicates()
            .sort_values("name")[["state", "name"]]
            .to_numpy()
            .tolist()
        ),
        "kind": {kind.replace(" ", "-"): kind for kind in sorted(set(known["kind"]))},
        "marks": {word: word for word in marks},
        "verdict": {word: word for word in dict.fromkeys(claims["judged"])},
    }
    titles = {"state": "Who", "marks": "Marked"}
    fields = [
        {"name": name, "label": titles.get(name, name.capitalize()), "choices": of}
        for name, of in choices.items()
        if of and (len(of) > 1 or name == "marks")  # a filter with one choice finds nothing
    ]
    listed = claims[["claim", "paraphrase", "judged"]].to_dict("records")
    frame = pd.DataFrame(
        [("facts", len(known)), ("sources", len(tables.sources)), ("claims", len(claims))],
        columns=["What", "Number"],
    )
    data: dict[str, Any] = {"fields": fields, "claims": listed}
    return part("find", data, table(frame, "What there is to be found"))

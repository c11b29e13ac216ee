"""How to read the marks of a chart of spells: a sentence for each sort of mark that it has, and no other."""

from __future__ import annotations

import pandas as pd

from membership.intervals.dates import earliest, latest, precision

UNDRAWN = "Pauses are not drawn here."
IN_DOUBT = "Dashed outline: not known whether it was a member."
POINTED = "Pointed end of a bar: only the month or the year is known."


def marks(
    frame: pd.DataFrame,
    stopped: pd.DataFrame | None = None,
    *,
    name: str,
    until: str,
    has_phases: bool = False,
) -> str:
    """Return how to read the marks that a chart of these spells, and pauses, has.

    Parameters
    ----------
    frame : DataFrame
        start, end, start_others, end_others, start_disputed, end_disputed as from `membership.spells`, and
        doubt_fact if any membership is open to doubt.
    stopped : DataFrame, optional
        Its pauses, with the same columns.
    name : str
        What the sentence calls the organization.
    until : str
        The last day that the chart shows.
    has_phases : bool, default False
        Whether a bar is paler before the organization was founded.

    Returns
    -------
    str

    Examples
    --------
    >>> spells = pd.DataFrame({"start": ["1992-05"], "end": ["1999-04-21"], "start_others": [""],
    ...                        "end_others": [""], "start_disputed": [False], "end_disputed": [False]})
    >>> marks(spells, name="the pact", until="2020-12-31")
    'Pointed end of a bar: only the month or the year is known.'
    """
    ends, parts = frame, []
    if has_phases:
        parts.append("Pale: under the treaty; solid: with the organization.")
    if stopped is not None and len(stopped):
        ends = pd.concat([frame, stopped])
        parts.append("Hatched: a member that had stopped taking part.")
    if has_pointed(frame):
        parts.append(POINTED)
    doubtful = frame["doubt_fact"].ne("") if "doubt_fact" in frame else pd.Series(False, frame.index)
    if doubtful.any():
        parts.append(IN_DOUBT)
    if ends[["start_others", "end_others"]].ne("").any(axis=None):
        parts.append("Bracket under a bar: other dates that sources give for its first or its last day.")
    if _is_off_axis(frame, ends, until):
        parts.append("Arrowhead on a bracket: such a date off the axis.")
    if any((ends[f"{end}_disputed"] & ends[f"{end}_others"].eq("")).any() for end in ("start", "end")):
        parts.append("Question mark: a source denies it.")
    if (frame["end"].eq("") & ~doubtful).any():
        parts.append(f"Arrow: still in {name} on the last day verified.")
    return " ".join(parts)


def has_pointed(spells: pd.DataFrame) -> bool:
    """Return whether a spell has an end whose day is not known, which a bar tapers to.

    Examples
    --------
    >>> has_pointed(pd.DataFrame({"start": ["1992-05-15"], "end": ["1999-04"]}))
    True
    """
    return any(precision(date) != "day" for end in ("start", "end") for date in spells[end] if date)


def has_paused(spells: pd.DataFrame, pauses: pd.DataFrame) -> bool:
    """Return whether one of the members that `spells` are of has a pause.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> [has_paused(m.spells(tables, one), m.pauses(tables)) for one in ("CSTO", "NATO")]
    [True, False]
    """
    members = set(zip(spells["organization"], spells["state"], strict=True))
    return not members.isdisjoint(zip(pauses["organization"], pauses["state"], strict=True))


def _is_off_axis(frame: pd.DataFrame, ends: pd.DataFrame, until: str) -> bool:
    """Return whether another date lies before the year of the first spell, or after the last day."""
    known = [date for date in [*frame["start"], *frame["end"]] if date]
    first = min(map(earliest, [until, *known])).replace(month=1, day=1)
    last = max(map(latest, [until, *known]))
    others = [date for end in ("start", "end") for cell in ends[f"{end}_others"] for date in cell.split(";")]
    return any(earliest(date) < first or earliest(date) > last for date in others if date)

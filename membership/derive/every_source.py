"""How many members whichever source is believed: a band about our count, and the numbers that stand."""

from __future__ import annotations

import pandas as pd

from membership.derive.memberships import spells
from membership.derive.other_sources import DAY, Membership, days_apart, on_days, worlds
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import member_range
from membership.tables.loading import Tables


def source_range(tables: Tables, organization: str, definition: str = "signed") -> pd.DataFrame:
    """Return the lowest and the highest number of members that any source gives, over time.

    A state counts for the lowest where it is a member whichever source is believed, one at a time, and for
    the highest where it is one by any of them; ours are among them.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id.
    definition : str, default "signed"

    Returns
    -------
    DataFrame
        Integer columns `lowest` and `highest`, indexed by the days on which either changes: each holds until
        the next. A band for the chart of counts.

    Raises
    ------
    ValueError
        If the organization or the definition is unknown, or the organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> band, ours = m.source_range(tables, "CSTO"), m.member_range(m.spells(tables, "CSTO"))
    >>> bool((band["lowest"].asof(ours.index[5]) <= ours["lowest"].iloc[5]))
    True
    """
    frames = [spells(tables, organization, definition)]
    frames += [theirs.spells for _, (_, theirs) in _doubts(tables, organization, definition)]
    highest = member_range(pd.concat(frames, ignore_index=True))["highest"]
    lowest = member_range(_in_all(frames))["lowest"]
    days = highest.index.union(lowest.index)
    band = pd.DataFrame({"lowest": on_days(lowest, days), "highest": on_days(highest, days)}, index=days)
    return band[(band != band.shift()).any(axis=1)].rename_axis("date")


def plateaus(tables: Tables, organization: str, definition: str = "signed") -> pd.DataFrame:
    """Return each number of members for as long as it held, and whether it stands under every source.

    Parameters
    ----------
    tables : Tables
    organization : str
        Its id.
    definition : str, default "signed"

    Returns
    -------
    DataFrame
        In order: `first_day` and `last_day` (datetime64; the last day verified if it holds still); `members`
        and `possible` (int), ours, which differ where a date is imprecise; `lowest` and `highest` (int), by
        any source, on any day of the stretch; `days` and `doubted` (int), how many there are and on how many
        of them a source gives another number; `stands` (bool), none; `facts`, the doubted ones that decide
        it, separated by ";".

    Raises
    ------
    ValueError
        If the organization or the definition is unknown, or the organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.plateaus(m.load(), "WTO")
    >>> bool((frame["stands"] == (frame["doubted"] == 0)).all())
    True
    """
    band, frame = source_range(tables, organization, definition), spells(tables, organization, definition)
    ours = member_range(frame).loc[: frame["until"].max()]
    ends = [*(ours.index[1:] - DAY), frame["until"].max()][: len(ours)]
    doubts, rows = _doubts(tables, organization, definition), []
    for first, last, low, high in zip(ours.index, ends, ours["lowest"], ours["highest"], strict=True):
        days = pd.date_range(first, last)
        least, most = on_days(band["lowest"], days), on_days(band["highest"], days)
        doubted = int(((least != low) | (most != high)).sum())
        hung = {fact for fact, both in doubts if doubted and days_apart(*both, first, last)}
        told = (first, last, low, high, least.min(), most.max(), len(days), doubted, not doubted)
        rows.append((*told, ";".join(sorted(hung))))
    columns = ["first_day", "last_day", "members", "possible", "lowest", "highest", "days", "doubted"]
    return pd.DataFrame(rows, columns=[*columns, "stands", "facts"])


def _doubts(
    tables: Tables, organization: str, definition: str
) -> list[tuple[str, tuple[Membership, Membership]]]:
    """Return the facts on which an organization's spells hang, each with ours and those of another source."""
    asked = organization, definition
    return [
        (world.alternative.fact, world.courses[asked]) for world in worlds(tables) if asked in world.courses
    ]


def _in_all(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the spells during which a state is surely a member in every one of some frames."""
    never = pd.Timestamp("9999-12-31")
    spans = pd.concat(
        [frame[["state", "start_latest", "end_earliest"]].fillna({"end_earliest": never}) for frame in frames]
    )
    spans = spans[spans["start_latest"] < spans["end_earliest"]]
    edges = spans.rename(columns={"start_latest": 1, "end_earliest": -1})
    edges = edges.melt("state", var_name="step", value_name="day").astype({"step": int})
    # Of two on a day the end comes first: spells of one frame touch and do not overlap.
    edges = edges.sort_values(["state", "day", "step"], kind="stable")
    inside = edges.groupby("state")["step"].cumsum() == len(frames)
    starts = edges[inside]
    ends = edges[inside.shift(fill_value=False)]
    return pd.DataFrame(
        {"state": starts["state"].to_numpy(), "start": "", "end": ""}
        | {bound: (starts if bound.startswith("start") else ends)["day"].to_numpy() for bound in BOUNDS}
    ).replace({never: pd.NaT})

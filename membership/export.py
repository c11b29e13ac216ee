"""The membership as flat CSV for R, Stata and spreadsheets: spells, and panels by year or month."""

from __future__ import annotations

import pandas as pd

from membership.derive import offered, spells
from membership.rules import DEFINITIONS
from membership.tables import Tables

_SPELL = [
    *("organization", "state", "name", "cow", "gw", "definition", "start", "end"),
    *("start_earliest", "start_latest", "end_earliest", "end_latest", "start_fact", "end_fact", "disputed"),
    "verified_to",
]
UNITS = {"year": "YS", "month": "MS"}


def export_spells(
    tables: Tables, organization: str | None = None, definition: str | None = None
) -> pd.DataFrame:
    """Return every spell with its codes, ready to write as CSV.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations unless told.
    definition : str, optional
        One definition; all that are offered unless told.

    Returns
    -------
    DataFrame
        organization, state (ISO 3166-1 alpha-3), name, cow, gw, definition, start, end (as known, "" while
        open), the four bounds (YYYY-MM-DD), start_fact, end_fact, disputed (0 or 1), verified_to.
    """
    frames = []
    for owner in [organization] if organization else tables.organizations["organization"]:
        for word in [definition] if definition else offered(tables, owner):
            frames.append(spells(tables, owner, word).assign(definition=word))
    frame = _coded(pd.concat(frames, ignore_index=True), tables)
    for column in ("start_earliest", "start_latest", "end_earliest", "end_latest"):
        frame[column] = frame[column].dt.strftime("%Y-%m-%d").fillna("")
    frame["verified_to"] = frame["until"].dt.strftime("%Y-%m-%d")
    frame["disputed"] = frame["disputed"].astype(int)
    order = {word: place for place, word in enumerate(DEFINITIONS)}
    keys = frame["definition"].map(order)
    return frame.assign(order=keys).sort_values(["organization", "order", "start", "state"])[_SPELL]


def export_panel(
    tables: Tables, organization: str | None = None, definition: str = "signed", unit: str = "year"
) -> pd.DataFrame:
    """Return one row per state and year (or month) in which the state was, or may have been, a member.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations that offer the definition unless told.
    definition : str, default "signed"
    unit : {"year", "month"}

    Returns
    -------
    DataFrame
        organization, state, name, cow, gw, definition, year (and month), `days` (days of certain
        membership in the period), `days_possible` (days that imprecise dates allow), `first_day` and
        `last_day` (0 or 1: certainly in on the first, the last day of the period), `complete` (0 where
        the organization is not verified to the end of the period). A period counts by its days, so
        the user decides whether one day makes a member-year.

    Raises
    ------
    ValueError
        If `unit` is neither "year" nor "month".
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(UNITS)}")
    frame = _coded(spells(tables, organization, definition).assign(definition=definition), tables)
    one_day = pd.Timedelta(days=1)
    rows = []
    for row in frame.rename(columns={"name": "name_"}).to_dict("records"):
        horizon = row["until"] + one_day
        last = horizon if pd.isna(row["end_latest"]) else row["end_latest"]
        sure_end = horizon if pd.isna(row["end_earliest"]) else row["end_earliest"]
        first = row["start_earliest"].to_period(unit[0].upper()).start_time
        for begin in pd.date_range(first, last - one_day, freq=UNITS[unit]):
            end = begin + (pd.DateOffset(years=1) if unit == "year" else pd.DateOffset(months=1))
            sure = _overlap(row["start_latest"], sure_end, begin, end)
            rows.append(
                {
                    **{
                        key: row[key] for key in ("organization", "state", "name_", "cow", "gw", "definition")
                    },
                    "year": begin.year,
                    "month": begin.month,
                    "days": sure,
                    "days_possible": _overlap(row["start_earliest"], last, begin, end),
                    "first_day": int(row["start_latest"] <= begin < sure_end),
                    "last_day": int(row["start_latest"] <= end - one_day < sure_end),
                    "complete": int(end <= horizon),
                }
            )
    panel = pd.DataFrame(rows).rename(columns={"name_": "name"})
    keys = ["organization", "state", "name", "cow", "gw", "definition", "year", "month"]
    keys = keys if unit == "month" else keys[:-1]
    how = {"days": "sum", "days_possible": "sum", "first_day": "max", "last_day": "max", "complete": "max"}
    return panel.groupby(keys, as_index=False).agg(how)


def _coded(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return frame.merge(tables.states[["state", "cow", "gw"]], on="state", how="left")


def _overlap(start: pd.Timestamp, stop: pd.Timestamp, begin: pd.Timestamp, end: pd.Timestamp) -> int:
    return max((min(stop, end) - max(start, begin)).days, 0)

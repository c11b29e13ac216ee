"""The membership as flat CSV for R, Stata and spreadsheets: spells, pairs of states, panels by period."""

from __future__ import annotations

import pandas as pd

from membership.derive.coded_spells import day_before
from membership.derive.memberships import offered, spells
from membership.derive.panels import covered
from membership.derive.state_pairs import dyads
from membership.intervals.bounds import BOUNDS
from membership.intervals.frames import written_days
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

FORMS = ("iso", "edtf")
_WHO = ("organization", "state", "name", "cow", "gw")
_SPELL = (
    *(*_WHO, "definition", "start", "end", *BOUNDS, "start_fact", "end_fact", "disputed"),
    *("verified_to", "doubt_fact"),
)


def export_spells(
    tables: Tables, organization: str | None = None, definition: str | None = None, dates: str = "iso"
) -> pd.DataFrame:
    """Return every spell with its codes, ready to write as CSV.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations unless told.
    definition : str, optional
        One definition; all that are offered unless told.
    dates : {"iso", "edtf"}
        `edtf`: one interval of EDTF (ISO 8601-2, level 1) in place of start, end and their bounds.

    Returns
    -------
    DataFrame
        organization, state (ISO 3166-1 alpha-3), name, cow, gw, definition, start, end (as known, "" while
        open), the four bounds (YYYY-MM-DD), start_fact, end_fact, disputed (0 or 1), verified_to, doubt_fact.
        With `edtf` the column `dates` instead: an interval from the first to the last day in, ".." while
        open.

    Raises
    ------
    ValueError
        If the organization, the definition or the form of dates is unknown, or the organization does not
        offer the definition.

    Examples
    --------
    >>> import membership as m
    >>> export_spells(m.load(), "CSTO", "signed")["verified_to"].nunique()
    1
    """
    if dates not in FORMS:
        raise ValueError(f"{dates!r} is not a form of dates; expected one of {', '.join(FORMS)}")
    ways: tuple[str, ...] = DEFINITIONS if organization is None else offered(tables, organization)
    if definition is not None:
        ways = (definition,)
    frames = [spells(tables, organization, word).assign(definition=word) for word in ways]
    frame = _coded(pd.concat(frames, ignore_index=True), tables)
    for column in (*BOUNDS, "until"):
        frame[column] = written_days(frame[column])
    frame["disputed"] = frame["disputed"].astype("int64")
    # Stable, so within an organization the definitions stay in their order.
    frame = frame.sort_values("organization", kind="stable", ignore_index=True)
    frame = frame.rename(columns={"until": "verified_to"})
    if dates == "iso":
        return frame[list(_SPELL)]
    # A spell that was over before its first day was has no interval.
    frame = frame[(frame["end_latest"] == "") | (frame["end_latest"] > frame["start_earliest"])]
    frame = frame.assign(dates=[*map(edtf, frame["start"], frame["end"])])
    columns = [name for name in _SPELL if name not in ("end", *BOUNDS)]
    return frame[["dates" if name == "start" else name for name in columns]].reset_index(drop=True)


def edtf(start: str, end: str) -> str:
    """Return a spell as an interval of EDTF (ISO 8601-2, level 1), from its first to its last day in.

    Our ends are the first day out, EDTF's intervals have both ends in. An end known to the month or the
    year stays that month or year: which day was the last in it does not say, and nor does the interval.
    A spell still open ends in "..".

    Examples
    --------
    >>> edtf("1992-05-15", "1999-04-21"), edtf("1991-12-21", "1992-10"), edtf("2006", "")
    ('1992-05-15/1999-04-20', '1991-12-21/1992-10', '2006/..')
    """
    return f"{start}/{day_before(end) if end else '..'}"


def export_dyads(
    tables: Tables,
    organization: str | None = None,
    definition: str = "signed",
    unit: str = "spell",
    *,
    directed: bool = False,
) -> pd.DataFrame:
    """Return the pairs of states that were in the same organization, with their codes, ready to write as CSV.

    Parameters
    ----------
    tables : Tables
    organization : str, optional
        Its id; all organizations that offer the definition unless told.
    definition : str, default "signed"
    unit : {"spell", "year", "month"}
    directed : bool, default False
        Give each pair in both orders.

    Returns
    -------
    DataFrame
        As `membership.dyads` gives, and cow1, cow2, gw1, gw2 (the states' numbers in Correlates of War and
        Gleditsch and Ward), definition; by spell, dates as YYYY-MM-DD, "" while open.

    Raises
    ------
    ValueError
        If `unit` is none of the three, the organization or the definition is unknown, or the organization
        does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> frame = export_dyads(m.load(), "CSTO", unit="year")
    >>> bool((frame["days"] <= frame["days_possible"]).all())
    True
    """
    frame = dyads(spells(tables, organization, definition), unit, directed=directed)
    for place, code in enumerate(("cow", "gw")):
        numbers = dict(zip(tables.states["state"], tables.states[code], strict=True))
        for side in ("2", "1"):
            frame.insert(5 + 2 * place, f"{code}{side}", frame[f"state{side}"].map(numbers).astype("str"))
    frame.insert(9, "definition", definition)
    for column in set(BOUNDS) & set(frame):
        frame[column] = written_days(frame[column])
    return frame


def export_panel(
    tables: Tables, organization: str | None = None, definition: str = "signed", unit: str = "year"
) -> pd.DataFrame:
    """Return one row per state and year (or month) in which the state was, or may have been, a member.

    A period counts by its days, so the user decides whether one day makes a member-year. No day after
    the one to which the organization is verified is counted.

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
        membership in the period), `days_possible` (days that imprecise dates and doubts allow),
        `first_day` and `last_day` (0 or 1: certainly in on the first, the last day of the period), `complete`
        (0 where the organization is not verified to the end of the period).

    Raises
    ------
    ValueError
        If `unit` is neither "year" nor "month", the organization or the definition is unknown, or the
        organization does not offer it.

    Examples
    --------
    >>> import membership as m
    >>> panel = export_panel(m.load(), "CSTO")
    >>> bool((panel["days"] <= panel["days_possible"]).all())
    True
    """
    frame = _coded(spells(tables, organization, definition).assign(definition=definition), tables)
    who = [*_WHO, "definition"]
    frame = frame.sort_values(who, kind="stable", ignore_index=True)
    owner = frame.groupby(who, sort=False, dropna=False).ngroup().to_numpy()
    days = covered(frame, owner, unit)
    owners = frame.loc[~frame.duplicated(who), who].reset_index(drop=True)
    return pd.concat(
        [owners.loc[days["owner"]].reset_index(drop=True), days.drop(columns="owner")], axis="columns"
    )


def _coded(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return frame.merge(tables.states[["state", "cow", "gw"]], on="state", how="left")

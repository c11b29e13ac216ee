"""The membership as flat tables for R, Stata and spreadsheets: spells, panels by period, pairs of states."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from membership.derive.memberships import offered, spells
from membership.intervals.bounds import BOUNDS, bounded
from membership.intervals.dates import day_before
from membership.intervals.frames import written_days
from membership.intervals.periods import UNITS as PERIODS
from membership.intervals.periods import by_period
from membership.tables.loading import Tables
from membership.tables.rules import DEFINITIONS

FORMS = ("iso", "edtf")
UNITS = ("spell", *PERIODS)
_WHO = ("organization", "state", "name", "cow", "gw")
_SPELL = (
    *(*_WHO, "definition", "start", "end", *BOUNDS, "start_fact", "end_fact", "disputed"),
    *("verified_to", "doubt_fact"),
)
_PAIR, _NAMES = ("organization", "state1", "state2"), ("name1", "name2")
_DAY = pd.Timedelta(days=1)


def export_spells(
    tables: Tables, organization: str | None = None, definition: str | None = None, dates: str = "iso"
) -> pd.DataFrame:
    """Return every spell with its codes, under one definition or all that are offered, ready to write as CSV.

    Its columns: organization, state, name, cow, gw, definition, start, end (as known, "" while open), the
    four bounds (YYYY-MM-DD), start_fact, end_fact, disputed (0 or 1), verified_to, doubt_fact.
    With `dates` "edtf", not "iso", one interval of EDTF (ISO 8601-2, level 1), from the first to the last day
    in and ".." while open, stands for start, end and their bounds.
    """
    if dates not in FORMS:
        raise ValueError(f"{dates!r} is not a form of dates; expected one of {', '.join(FORMS)}")
    known = DEFINITIONS if organization is None else offered(tables, organization)
    asked = known if definition is None else (definition,)
    frames = [spells(tables, organization, word).assign(definition=word) for word in asked]
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

    An end known to the month or the year stays that: which day was the last in, it does not say.

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
    """Return `dyads` with the states' codes (cow1, cow2, gw1, gw2) and the definition, ready to write as CSV.

    Days are YYYY-MM-DD, "" while open.
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

    Its columns: organization, state, name, cow, gw, definition, and those of `_by_period`.
    """
    who = [*_WHO, "definition"]
    frame = _coded(spells(tables, organization, definition).assign(definition=definition), tables)
    return _by_period(frame, who, who, unit)


def _coded(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    return frame.merge(tables.states[["state", "cow", "gw"]], on="state", how="left")


def dyads(spells: pd.DataFrame, unit: str = "spell", *, directed: bool = False) -> pd.DataFrame:
    """Return the pairs of states that were members of the same organization at the same time.

    Parameters
    ----------
    spells : DataFrame
        From `membership.spells`, or any table that `membership.members_on` reads; errors are as there.
    unit : {"spell", "year", "month"}
        What a row is: a time in which both were in, or a calendar year or month of it.
    directed : bool, default False
        Give each pair in both orders; else once, the states in the order of their ids.

    Returns
    -------
    DataFrame
        In order: organization (if given), state1, state2, name1, name2. By spell the four bounds
        `start_earliest` to `end_latest` (datetime64; the end is the first day on which they are not both in,
        NaT while both are; `start_latest` is NaT where one of them may never have been); by year or month
        `year` (and `month`). Then `days` and `days_possible` (int), on which both surely are, or may be, in;
        by year or month `first_day` and `last_day` (0 or 1), whether both surely are on the first, the last
        day of it. `complete` (0 or 1): 0 where what is verified does not reach the end, so that later days
        are not known rather than none. A pair has no row where it cannot have been.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15", "1993"], "end": ["", "1999-04"]})
    >>> dyads(spells, "year")[["year", "days", "days_possible"]].to_dict("records")[0]
    {'year': 1993, 'days': 1, 'days_possible': 365}
    """
    if unit not in UNITS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(UNITS)}")
    several = "organization" in spells
    pairs = _pairs(bounded(spells).assign(**{} if several else {"organization": ""}), directed=directed)
    who = [name for name in (*_PAIR, *_NAMES) if several or name != "organization"]
    if unit != "spell":
        return _by_period(pairs, _PAIR, who, unit)
    frame = pairs.sort_values([*_PAIR, "start_earliest"], kind="stable", ignore_index=True)
    horizon = frame["until"] + _DAY
    for days, start, end in (
        ("days", "start_latest", "end_earliest"),
        ("days_possible", "start_earliest", "end_latest"),
    ):
        last = frame[end].fillna(horizon).clip(upper=horizon)
        # Of what may never have begun no day is sure.
        frame[days] = (last - frame[start]).dt.days.clip(lower=0).fillna(0).astype("int64")
    frame["complete"] = (frame["end_latest"] <= horizon).astype("int64")
    return frame[[*who, *BOUNDS, "days", "days_possible", "complete"]]


def _pairs(frame: pd.DataFrame, *, directed: bool) -> pd.DataFrame:
    """Return each two spells of one organization that may share a day, with what they share."""
    code, places = pd.factorize(frame["state"], sort=True)[0], np.arange(len(frame))
    found = [np.empty((2, 0), dtype=int)]
    for rows in frame.groupby("organization", sort=True).indices.values():
        one, other = np.repeat(rows, len(rows)), np.tile(rows, len(rows))
        apart = code[one] != code[other] if directed else code[one] < code[other]
        found.append(np.stack([places[one[apart]], places[other[apart]]]))
    one, other = (frame.iloc[rows].reset_index(drop=True) for rows in np.concatenate(found, axis=1))
    pairs = one[["organization", "state", "name", *BOUNDS, "until"]]
    pairs = pairs.rename(columns={"state": "state1", "name": "name1"})
    pairs = pairs.assign(state2=other["state"], name2=other["name"])
    for name in BOUNDS[:2]:
        pairs[name] = one[name].where((one[name] >= other[name]) | one[name].isna(), other[name])
    for name in (*BOUNDS[2:], "until"):
        pairs[name] = _sooner(one[name], other[name])
    last = _sooner(pairs["end_latest"], pairs["until"] + _DAY)
    return pairs[pairs["start_earliest"] < last].reset_index(drop=True)


def _sooner(one: pd.Series, other: pd.Series) -> pd.Series:
    """Return the earlier of two days; one that is missing has not come yet."""
    return one.where((one <= other) | other.isna(), other)


def _by_period(spells: pd.DataFrame, who: Sequence[str], kept: Sequence[str], unit: str) -> pd.DataFrame:
    """Return the years or months in which the spells of each owner are, or may be, under way.

    The columns in `who` tell the owners apart, those in `kept` are told of each. Then, all int: year (and
    month), days, days_possible, first_day and last_day (0 or 1: surely under way on the first, the last day
    of the period), complete (0 where the period goes beyond `until`). No day after `until` is counted.
    """
    if unit not in PERIODS:
        raise ValueError(f"{unit!r} is not a unit; expected one of {', '.join(PERIODS)}")
    spells = spells.sort_values([*who], kind="stable", ignore_index=True)
    owners = spells.groupby([*who], sort=False, dropna=False)
    owner = owners.ngroup().to_numpy()
    start_earliest, start_latest, end_earliest, end_latest, until = (
        spells[name].to_numpy(dtype="datetime64[D]") for name in (*BOUNDS, "until")
    )
    horizon = until + np.timedelta64(1, "D")
    # Of what may never have begun no day is sure. Fmin passes over the missing end of an open spell.
    begun = np.where(np.isnat(start_latest), horizon, start_latest)
    possible = by_period(owner, start_earliest, np.fmin(end_latest, horizon), unit)
    sure = by_period(owner, begun, np.fmin(end_earliest, horizon), unit)
    names = {"first": "first_day", "last": "last_day"}
    known = pd.DataFrame(sure._asdict()).drop(columns=["begin", "stop"]).rename(columns=names)
    frame = pd.DataFrame({"owner": possible.owner, "period": possible.period})
    frame = frame.merge(known, how="left").fillna(0).astype(int)
    frame.insert(2, "year", possible.begin.astype("M8[Y]").astype(int) + 1970)
    if unit == "month":
        frame.insert(3, "month", possible.period % 12 + 1)
    frame.insert(frame.columns.get_loc("days") + 1, "days_possible", possible.days)
    ends = owners["until"].min().to_numpy(dtype="datetime64[D]") + np.timedelta64(1, "D")
    frame["complete"] = (possible.stop <= ends[possible.owner]).astype(int)
    told = owners.head(1)[[*kept]].iloc[possible.owner].reset_index(drop=True)
    return pd.concat([told, frame.drop(columns=["owner", "period"])], axis="columns")

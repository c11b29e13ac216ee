"""What stands beside a membership: an exit that is announced and has not come, a part no longer taken."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from membership.derive.memberships import pauses
from membership.derive.tenure import DISSOLVED, OPEN, tenures
from membership.html import Html, text
from membership.intervals.dates import earliest, words
from membership.tables.loading import Tables
from membership.words.proofs import fact_link

_NOTICES = ("exit announced", "withdrawal notice")


def pending_exits(tables: Tables) -> pd.DataFrame:
    """Return every notice that a state still a member is going to leave, and what followed from it.

    Returns
    -------
    DataFrame
        `organization`, `state`, `name`, `fact`, `date`, `told` (the action, or the title of an event about
        the state dated no earlier than its notice: a decision, a plan), `is_notice` (bool); a state's rows in
        order of date. A notice given before the membership began is not about it.

    Examples
    --------
    >>> import membership as m
    >>> bool((pending_exits(m.load())["date"] != "").all())
    True
    """
    frame = tenures(tables)
    is_open = frame.loc[frame["outcome"] == OPEN, ["organization", "state", "name", "start_latest"]]
    notices = tables.membership[tables.membership["action"].isin(_NOTICES)]
    given = notices.merge(is_open, on=["organization", "state"])
    given = given[pd.to_datetime(given["date"].map(earliest)) >= given["start_latest"]]
    rows = []
    for row in given.to_dict("records"):
        known = {name: row[name] for name in ("organization", "state", "name")}
        rows.append(known | _step(row, row["action"], is_notice=True))
        rows += [
            known | _step(event, event["title"], is_notice=False)
            for event in tables.dates.sort_values(["date", "fact"]).to_dict("records")
            if event["organization"] == row["organization"]
            and row["name"] in event["about"].split(" and ")
            and earliest(event["date"]) >= earliest(row["date"])
        ]
    columns = ["organization", "state", "name", "fact", "date", "told", "is_notice"]
    found = pd.DataFrame(rows, columns=columns).drop_duplicates("fact").astype({"is_notice": bool})
    return found.sort_values(["organization", "state", "date"], kind="stable", ignore_index=True)


def _step(row: Mapping, told: str, *, is_notice: bool) -> dict:
    return {"fact": row["fact"], "date": row["date"], "told": told, "is_notice": is_notice}


def endings(tables: Tables, frame: pd.DataFrame) -> pd.Series:
    """Return how each membership ended, or that it has not, with what stands beside it.

    Parameters
    ----------
    tables : Tables
    frame : DataFrame
        From `tenures`.

    Returns
    -------
    Series of Html
        On the index of `frame`. Notices of exit and pauses lead to their proofs.
    """
    stopped, pending = pauses(tables), pending_exits(tables)
    notices = pending[pending["is_notice"]]
    told = [
        _ending(row, _own(stopped, row), _own(notices, row) if row["outcome"] == OPEN else [])
        for row in frame.to_dict("records")
    ]
    return pd.Series(told, index=frame.index, dtype=object)


def _own(rows: pd.DataFrame, spell: Mapping) -> list[dict]:
    return rows[(rows["organization"] == spell["organization"]) & (rows["state"] == spell["state"])].to_dict(
        "records"
    )


def _ending(spell: Mapping, stopped: list[dict], notices: list[dict]) -> Html:
    paused = [row for row in stopped if _is_within(row, spell)]
    still = "still a member by this definition" if paused else "still a member"
    how = {OPEN: still, DISSOLVED: "ended with the organization"}.get(spell["outcome"], spell["end_action"])
    parts = [text(how)]
    parts += [_pause(row, spell) for row in paused]
    parts += [fact_link(row, f"{row['told']} {words(row['date'])}") for row in notices]
    return Html("; ".join(parts))


def _is_within(pause: Mapping, spell: Mapping) -> bool:
    return spell["start_earliest"] <= pause["start_earliest"] and not (
        spell["end_latest"] <= pause["start_earliest"]
    )


def _pause(row: Mapping, spell: Mapping) -> Html:
    link = fact_link({"fact": row["start_fact"]}, f"{row['start_action']} {words(row['start'])}")
    # A pause that ran to the end of the membership has no end of its own.
    over = f" to {words(row['end'])}" if row["end"] and row["end_fact"] != spell["end_fact"] else ""
    return link + over + (", disputed" if row["start_disputed"] else "")

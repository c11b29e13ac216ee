"""The report's figures: from tables to exhibits, each a chart with its words.

A figure is computed once. The notebook shows it, the build writes it to files, and the tests
ask it, all through the same function.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from membership.alternatives import (
    count_alt,
    count_description,
    definitions_alt,
    definitions_description,
    membership_alt,
    membership_description,
)
from membership.charts import count_chart, definition_panels, timeline
from membership.derive import deciding_sources, offered, pauses, spells
from membership.describe import (
    DEFINITION_NAMES,
    as_of,
    count_finding,
    definitions_finding,
    heading,
    last_day,
    membership_finding,
    organization_row,
    source_line,
)
from membership.exhibit import Exhibit
from membership.intervals import member_range
from membership.tables import Tables

_PLOTTED = ["organization", "state", "name", "start", "end", "start_fact", "end_fact", "disputed"]


def membership_timeline(tables: Tables, organization: str) -> Exhibit:
    """Return the membership-over-time chart: one bar per spell, pauses hatched, turning points named."""
    frame, stopped = spells(tables, organization), labelled_pauses(tables, organization)
    rows = pd.concat([frame[_PLOTTED].assign(what="member"), stopped[_PLOTTED].assign(what="paused")])
    draw = partial(
        timeline,
        frame,
        pauses=stopped,
        until=last_day(tables, organization),
        phases=phases(tables, organization),
        events=turning_points(tables, organization),
    )
    return _exhibit(
        tables,
        organization,
        stem="membership-timeline",
        title=membership_finding(tables, organization),
        subtitle=_subtitle(tables, organization, "Members from signature or accession"),
        alt=membership_alt(tables, organization),
        description=membership_description(tables, organization),
        rows=rows,
        facts=_facts(rows),
        draw=draw,
    )


def membership_count(tables: Tables, organization: str) -> Exhibit:
    """Return the number of members over time as a step chart."""
    frame = spells(tables, organization)
    rows = member_range(frame).reset_index()
    rows["date"] = rows["date"].dt.strftime("%Y-%m-%d")
    rows.insert(0, "organization", organization)
    return _exhibit(
        tables,
        organization,
        stem="membership-count",
        title=count_finding(tables, organization),
        subtitle=f"Number of members from signature or accession, {as_of(tables, organization)}",
        alt=count_alt(tables, organization),
        description=count_description(tables, organization),
        rows=rows,
        facts=_facts(frame),
        draw=partial(count_chart, frame, until=last_day(tables, organization)),
    )


def membership_definitions(tables: Tables, organization: str) -> Exhibit:
    """Return the members under each definition as small multiples: the same states, side by side."""
    frames = {
        DEFINITION_NAMES[word]: spells(tables, organization, word) for word in offered(tables, organization)
    }
    rows = pd.concat([frame[_PLOTTED].assign(definition=name) for name, frame in frames.items()])
    return _exhibit(
        tables,
        organization,
        stem="membership-definitions",
        title=definitions_finding(tables, organization),
        subtitle=_subtitle(tables, organization, "Spells under each definition"),
        alt=definitions_alt(tables, organization),
        description=definitions_description(tables, organization),
        rows=rows,
        facts=_facts(rows),
        draw=partial(definition_panels, frames, until=last_day(tables, organization)),
    )


def phases(tables: Tables, organization: str) -> list[tuple[str, str]]:
    """Return the periods that a bar is shaded by: the treaty's, and from its founding the organization's."""
    row = organization_row(tables, organization)
    if row["founded"] == row["treaty"]:
        return []
    return [("Treaty", row["treaty"]), ("Organization", row["founded"])]


def labelled_pauses(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the pauses with a `label`, the action that began each."""
    stopped = pauses(tables, organization)
    return stopped.assign(label=stopped["start_action"])


def turning_points(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the acts that opened or closed memberships, and the founding, with columns `date` and `label`.

    An act is a turning point because members' actions cite it, not because somebody chose it.
    """
    frames = [spells(tables, organization, word) for word in offered(tables, organization)]
    deciding = {fact for frame in frames for column in ("start_fact", "end_fact") for fact in frame[column]}
    acts = set(tables.membership.loc[tables.membership["fact"].isin(deciding), "act"])
    founded = organization_row(tables, organization)["founded"]
    dates = tables.dates[tables.dates["organization"] == organization]
    chosen = dates[dates["fact"].isin(acts) | ((dates["kind"] == "charter") & (dates["date"] == founded))]
    chosen = chosen.sort_values(["date", "fact"]).drop_duplicates("date")
    return chosen.rename(columns={"title": "label"})[["date", "label", "fact"]].reset_index(drop=True)


def _exhibit(
    tables: Tables,
    organization: str,
    *,
    stem: str,
    title: str,
    subtitle: str,
    alt: str,
    description: str,
    rows: pd.DataFrame,
    facts: list[str],
    draw: Callable[..., Axes],
) -> Exhibit:
    source = source_line(tables, facts)
    deciding = deciding_sources(tables)

    def figure(narrow: bool) -> Figure:
        return draw(narrow=narrow, title=title, subtitle=subtitle, source=source).figure

    return Exhibit(
        stem=stem,
        title=title,
        subtitle=subtitle,
        alt=alt,
        description=description,
        caption=f"{title}. {subtitle}.",
        source_line=source,
        as_of=last_day(tables, organization),
        sources=tuple(sorted({deciding[fact] for fact in facts if fact in deciding})),
        rows=rows.reset_index(drop=True),
        draw=figure,
    )


def _subtitle(tables: Tables, organization: str, what: str) -> str:
    return f"{heading(tables, organization)}. {what}, {as_of(tables, organization)}"


def _facts(frame: pd.DataFrame) -> list[str]:
    return sorted({fact for column in ("start_fact", "end_fact") for fact in frame[column] if fact})

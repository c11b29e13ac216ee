"""The report's figures of one organization's membership: from tables to exhibits, charts with their words.

A figure is computed once. The notebook shows it, the build writes it to files, and the tests
ask it, all through the same function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import pandas as pd
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from membership.charts import count_chart, definition_panels, panel_kind, timeline
from membership.charts.kit.reading_notes import marks
from membership.derive.evidence import deciding_sources
from membership.derive.memberships import offered, pauses, spells
from membership.derive.step_facts import with_facts
from membership.english import clipped
from membership.figures.exhibit import LONGEST_ALT, Exhibit
from membership.figures.imprint import OURS, UNSAID
from membership.intervals.counting import member_range
from membership.tables.loading import Tables
from membership.words.alternatives import (
    count_alt,
    count_description,
    definitions_alt,
    definitions_description,
    membership_alt,
    membership_description,
)
from membership.words.bar_ends import end_names, with_ends
from membership.words.describe import (
    DEFINITION_NAMES,
    as_of,
    called,
    count_finding,
    definitions_finding,
    heading,
    last_day,
    membership_finding,
    organization_row,
    source_line,
)

_PLOTTED = [
    *("organization", "state", "name", "start", "end", "start_fact", "end_fact", "disputed"),
    *("start_disputed", "end_disputed", "start_others", "end_others"),
]


def membership_timeline(tables: Tables, organization: str, *, stem: str = "membership-timeline") -> Exhibit:
    """Return the membership-over-time chart: one bar per spell, pauses hatched, turning points named."""
    frame = with_ends(tables, spells(tables, organization))
    stopped = with_ends(tables, pauses(tables, organization))
    # Where a pause ends with the membership, the one proof is led to from the end of the spell.
    end_urls = stopped["end_url"].mask(stopped["end_fact"].isin(frame["end_fact"]), "")
    stopped = stopped.assign(label=stopped["start_action"], end_url=end_urls)
    rows = pd.concat([frame[_PLOTTED].assign(what="member"), stopped[_PLOTTED].assign(what="paused")])
    draw = partial(
        timeline,
        frame,
        pauses=stopped,
        until=last_day(tables, organization),
        phases=phases(tables, organization),
        events=turning_points(tables, organization),
    )
    return exhibit_of(
        tables,
        stem=stem,
        title=membership_finding(tables, organization),
        subtitle=_subtitle(tables, organization, "Members from signature or accession"),
        reading=marks(
            frame,
            stopped,
            name=called(tables, organization),
            until=last_day(tables, organization),
            has_phases=bool(phases(tables, organization)),
        ),
        alt=membership_alt(tables, organization),
        description=membership_description(tables, organization),
        as_of=last_day(tables, organization),
        rows=rows,
        facts=facts_in(rows),
        draw=draw,
        links=end_names(frame) | end_names(stopped, "pause"),
    )


def membership_count(tables: Tables, organization: str) -> Exhibit:
    """Return the number of members over time as a step chart."""
    frame = spells(tables, organization)
    rows = with_facts(member_range(frame), frame).reset_index()
    rows["date"] = rows["date"].dt.strftime("%Y-%m-%d")
    rows.insert(0, "organization", organization)
    return exhibit_of(
        tables,
        stem="membership-count",
        title=count_finding(tables, organization),
        subtitle=f"Number of members from signature or accession, {as_of(tables, organization)}",
        alt=count_alt(tables, organization),
        description=count_description(tables, organization),
        as_of=last_day(tables, organization),
        rows=rows,
        facts=facts_in(frame),
        draw=partial(count_chart, frame, until=last_day(tables, organization)),
    )


def membership_definitions(tables: Tables, organization: str) -> Exhibit:
    """Return the members under each definition as small multiples: the same states, side by side."""
    ways = offered(tables, organization)
    frames = {DEFINITION_NAMES[word]: with_ends(tables, spells(tables, organization, word)) for word in ways}
    rows = pd.concat([frame[_PLOTTED].assign(definition=name) for name, frame in frames.items()])
    links = [end_names(frame, panel_kind(place)) for place, frame in enumerate(frames.values())]
    return exhibit_of(
        tables,
        stem="membership-definitions",
        title=definitions_finding(tables, organization),
        subtitle=_subtitle(tables, organization, "Spells under each definition"),
        reading=marks(
            pd.concat(frames.values()),
            name=called(tables, organization),
            until=last_day(tables, organization),
        ),
        alt=definitions_alt(tables, organization),
        description=definitions_description(tables, organization),
        as_of=last_day(tables, organization),
        rows=rows,
        facts=facts_in(rows),
        draw=partial(definition_panels, frames, until=last_day(tables, organization)),
        links={gid: name for names in links for gid, name in names.items()},
    )


def phases(tables: Tables, organization: str) -> list[tuple[str, str]]:
    """Return the periods that a bar is shaded by: the treaty's, and from its founding the organization's."""
    row = organization_row(tables, organization)
    if row["founded"] == row["treaty"]:
        return []
    return [("Treaty", row["treaty"]), ("Organization", row["founded"])]


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


def exhibit_of(
    tables: Tables,
    *,
    stem: str,
    title: str,
    subtitle: str,
    alt: str,
    description: str,
    as_of: str,
    rows: pd.DataFrame,
    facts: list[str],
    draw: Callable[..., Axes],
    reading: str = "",
    plotted: Sequence[str] = (),
    links: Mapping[str, str] | None = None,
) -> Exhibit:
    """Return a figure with its words: what a notebook shows and the build writes.

    Parameters
    ----------
    tables : Tables
    stem : str
        The name of its files.
    title, subtitle, alt, description : str
        The finding; what is drawn; what a screen reader says, briefly and at length.
    as_of : str
        The last day that it shows.
    rows : DataFrame
        What is plotted.
    facts : list of str
        The facts that it rests on; their deciding sources are named under the chart.
    draw : callable
        Takes `narrow`, `title`, `subtitle` and `source`, and returns an Axes.
    reading : str, optional
        How to read the marks, in a sentence or two; it stands before the sources.
    plotted : sequence of str, optional
        Sources whose own work is plotted; they are credited first.
    links : mapping of str to str, optional
        What each linked mark is called, by its id in the chart.
    """
    deciding = deciding_sources(tables)
    source = source_line(tables, facts, plotted)

    def figure(narrow: bool) -> Figure:
        axes = draw(narrow=narrow, title=title, subtitle=subtitle, source=f"{reading} {source}".strip())
        drawn = axes.get_figure(root=True)
        # A notebook would show an open figure a second time.
        pyplot.close(drawn)
        return drawn  # type: ignore[return-value]

    return Exhibit(
        stem=stem,
        title=title,
        subtitle=subtitle,
        alt=clipped(alt, LONGEST_ALT),
        description=description,
        caption=f"{title}. {subtitle}.",
        source_line=source,
        as_of=as_of,
        sources=tuple(sorted({*plotted, *(deciding[fact] for fact in facts if fact in deciding)})),
        rows=rows.reset_index(drop=True),
        draw=figure,
        links=links or {},
        rights=OURS if tables.is_own else UNSAID,
    )


def facts_in(frame: pd.DataFrame) -> list[str]:
    """Return the facts that start and end the spells of `frame`."""
    return sorted({fact for column in ("start_fact", "end_fact") for fact in frame[column] if fact})


def _subtitle(tables: Tables, organization: str, what: str) -> str:
    return f"{heading(tables, organization)}. {what}, {as_of(tables, organization)}"

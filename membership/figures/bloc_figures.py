"""The figures that set the blocs beside each other: from tables to exhibits, charts with their words."""

from __future__ import annotations

import re
from functools import partial

import pandas as pd

from membership.charts import belonging_chart, count_chart, survival_chart
from membership.charts.belonging import KIND
from membership.charts.kit.reading_notes import POINTED, UNDRAWN, has_paused, has_pointed
from membership.derive.labels import labelled, labels
from membership.derive.memberships import pauses, spells
from membership.derive.overlaps import common_day
from membership.derive.step_facts import with_facts
from membership.derive.tenure import survival, tenures
from membership.english import counted, fitting, listed, sentence, shortened
from membership.figures.exhibit import LONGEST_ALT, LONGEST_DESCRIPTION, Exhibit
from membership.figures.membership_figures import exhibit_of, facts_in, membership_timeline
from membership.html import Html, paragraph, text
from membership.intervals.dates import words
from membership.tables.loading import Tables
from membership.words.alternatives import MORE
from membership.words.bar_ends import end_names, with_ends
from membership.words.bloc_overlaps import overlap_finding
from membership.words.bloc_tenure import spells_table, staying_finding
from membership.words.blocs import alone, known_counts, others, sizes, sizes_now
from membership.words.describe import counting_day, last_day, organization_row

_PLOTTED = ["organization", "state", "name", "start", "end", "start_fact", "end_fact"]


def bloc_counts(tables: Tables) -> Exhibit | Html:
    """Return the number of members of every organization over time, on one axis."""
    if refusal := alone(tables):
        return refusal
    frame = spells(tables)
    counts, names = known_counts(frame), labels(tables)
    first, last = frame["start"].min()[:4], max(last_day(tables, name) for name in counts)[:4]
    ends = [f"{names[name]} {_last(own)}" for name, own in counts.items()]
    told = [_course(tables, name, own["lowest"]) for name, own in counts.items()]
    return exhibit_of(
        tables,
        stem="bloc-counts",
        title=_headline(sizes_now(tables) or sizes(tables)),
        subtitle="Number of members from signature or accession, each line to the last day verified",
        alt=fitting(
            [
                f"Step chart of the members of {counted(len(counts), 'organization')}, {first} to {last}.",
                f"At the end of each line: {', '.join(ends)}.",
            ],
            LONGEST_ALT,
        ),
        description=shortened(told, LONGEST_DESCRIPTION, MORE),
        as_of=common_day(tables),
        rows=pd.concat([_dated(frame, name, own) for name, own in counts.items()]),
        facts=facts_in(frame),
        draw=partial(count_chart, frame, headings=names),
    )


def _last(steps: pd.DataFrame) -> int:
    """Return the number of members on the last known day on which there were any."""
    return int(steps.loc[steps["lowest"] > 0, "lowest"].iloc[-1])


def _course(tables: Tables, organization: str, count: pd.Series) -> str:
    """Return the first, the highest and the last number of members of an organization, in a sentence."""
    return (
        f"{labels(tables)[organization]}: {count.iloc[0]} from {count.index[0].year}, at most {count.max()} "
        f"from {count.idxmax().year}, {count[count > 0].iloc[-1]} on "
        f"{words(counting_day(tables, organization))}."
    )


def _dated(frame: pd.DataFrame, organization: str, steps: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of the count of an organization, each with its facts."""
    rows = with_facts(steps, frame[frame["organization"] == organization]).reset_index()
    return rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"), organization=organization)


def bloc_timelines(tables: Tables, organization: str) -> list[Exhibit]:
    """Return the membership-over-time chart of every organization but one, which has a page of its own."""
    return [
        membership_timeline(tables, other, stem=f"membership-{_stem(other)}")
        for other in others(tables, organization)
    ]


def timelines(tables: Tables, organization: str) -> Html:
    """Return the membership-over-time charts of all organizations but one, each with its table."""
    parts = []
    for other, exhibit in zip(
        others(tables, organization), bloc_timelines(tables, organization), strict=True
    ):
        heading = f'<h3 id="bloc-{_stem(other)}">{text(organization_row(tables, other)["name"])}</h3>'
        parts.append(heading + exhibit._repr_html_() + spells_table(tables, other))
    return Html("".join(parts)) or alone(tables)


def _stem(organization: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", organization.lower()).strip("-")


def bloc_survival(tables: Tables, organization: str) -> Exhibit:
    """Return the share of memberships still held so many years after joining, for every organization."""
    frame = tenures(tables)
    curves, names = survival(frame), labels(tables)
    ends = curves.groupby("organization", sort=False).tail(1)
    shares = [f"{names[row.organization]} {row.share:.0%}" for row in ends.itertuples()]
    told = [
        f"{names[row.organization]}: {row.share:.0%} after {row.years:.1f} years, "
        f"{counted(int((own['outcome'] == 'left').sum()), 'exit')} of {len(own)} memberships."
        for row in ends.itertuples()
        for own in [frame[frame["organization"] == row.organization]]
    ]
    start = "Each line starts at 100 percent on joining, and steps down where a membership was left."
    return exhibit_of(
        tables,
        stem="bloc-survival",
        title=_headline(staying_finding(tables, organization)),
        subtitle="Share of memberships still held, by years since joining (Kaplan-Meier estimate)",
        reading="A step down: an exit. An upright tick: a membership known no further, still open or ended "
        "with its organization.",
        alt=fitting(
            ["Survival curves of memberships by years since joining.", f"At the end: {', '.join(shares)}."],
            LONGEST_ALT,
        ),
        description=shortened([start, *told], LONGEST_DESCRIPTION, MORE),
        as_of=common_day(tables),
        rows=curves,
        facts=facts_in(frame),
        draw=partial(survival_chart, curves, headings=names),
    )


def bloc_overlaps(tables: Tables, organization: str) -> Exhibit | Html:
    """Return the spells of every state that was in two organizations or more."""
    if refusal := alone(tables):
        return refusal
    frame = with_ends(tables, spells(tables))
    several = frame[frame.groupby("state")["organization"].transform("nunique") > 1]
    if several.empty:
        return paragraph("No state on record was ever in two of these organizations.")
    states = counted(several["state"].nunique(), "state")
    first, last = several["start"].min()[:4], max(last_day(tables, o) for o in several["organization"])[:4]
    together = (
        several.groupby("name")["organization"]
        .unique()
        .map(lambda all_: listed(labelled(tables, sorted(all_))))
    )
    told = [f"{listed(own.index)}: {blocs}." for blocs, own in together.groupby(together)]
    finding = sentence(overlap_finding(tables, organization))
    return exhibit_of(
        tables,
        stem="bloc-overlaps",
        title=finding[:-1],
        subtitle="Spells of every state that was in two organizations or more, at once or in turn. "
        f"The title counts on {words(common_day(tables))}",
        reading=" ".join(
            ["Arrow: still a member on the last day verified."]
            + [POINTED] * has_pointed(several)
            + [UNDRAWN] * has_paused(several, pauses(tables))
        ),
        alt=fitting([f"Bars of {states} in two blocs or more, {first} to {last}.", finding], LONGEST_ALT),
        description=shortened([finding, *told], LONGEST_DESCRIPTION, MORE),
        as_of=common_day(tables),
        rows=several[_PLOTTED],
        facts=facts_in(several),
        draw=partial(belonging_chart, frame, headings=labels(tables)),
        links=end_names(frame.assign(organization=labelled(tables, frame["organization"])), KIND),
    )


def _headline(told: str) -> str:
    return sentence(told)[:-1]

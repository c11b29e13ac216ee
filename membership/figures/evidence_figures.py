"""The figures of how we know: kinds of source by organization, and the codings of standard data sets."""

from __future__ import annotations

from functools import partial

import pandas as pd

from membership.charts.codings import codings_chart
from membership.charts.kinds import kinds_chart
from membership.charts.kit.reading_notes import UNDRAWN, has_paused
from membership.derive.evidence import facts
from membership.derive.labels import labels
from membership.derive.memberships import pauses
from membership.english import cardinal, counted, fitting, listed, sentence, shortened
from membership.figures.exhibit import LONGEST_ALT, Exhibit
from membership.figures.membership_figures import exhibit_of, facts_in
from membership.html import Html, paragraph
from membership.intervals.dates import day_after
from membership.tables.loading import Tables
from membership.words.alternatives import MORE
from membership.words.bar_ends import end_names
from membership.words.concordance import LESSER, coded_spells, nearest_finding, ours
from membership.words.describe import as_of, called, heading, last_day
from membership.words.doubts import strength, strength_finding

_CODED = ["dataset", "state", "name", "status", "start", "end", "cut_off"]


def evidence_by_kind(tables: Tables) -> Exhibit:
    """Return what kinds of source speak of the facts of each organization, and which kind decides them."""
    frame = strength(tables)
    known = frame["organization"].isin(tables.organizations["organization"])
    frame = pd.concat([frame[known], frame[~known]])
    frame = frame[frame["kind"].isin(frame.loc[frame["facts"] > 0, "kind"])]
    shown = frame.rename(columns={"organization": "group", "facts": "count", "decided": "part"})
    shown = shown.assign(
        group=shown["group"].replace({"": "Others"} | labels(tables)),
        kind=shown["kind"].replace("none", "no source read"),
    )
    subtitle = (
        "Facts by kind of source. A full bar would be all facts of the organization; numbers count facts. "
        "Pale: such a source speaks of the fact; solid, and first number: it is the best that gives the date"
    )
    return exhibit_of(
        tables,
        stem="evidence-by-kind",
        title=strength_finding(tables),
        subtitle=subtitle,
        alt=fitting(
            [
                sentence(strength_finding(tables)),
                f"Bars for {counted(shown['group'].nunique(), 'group')} of facts and "
                f"{counted(shown['kind'].nunique(), 'kind')} of source.",
            ],
            LONGEST_ALT,
        ),
        description=_spread(shown),
        as_of=tables.organizations["verified_to"].max(),
        rows=frame,
        facts=list(facts(tables)["fact"]),
        draw=partial(kinds_chart, shown),
    )


def _spread(shown: pd.DataFrame) -> str:
    told = []
    for group, own in shown.groupby("group", sort=False):
        rest = [f"{row['part']} {row['kind']}" for row in own.to_dict("records") if row["part"]]
        told.append(
            f"{group}, {counted(int(own['total'].iloc[0]), 'date')}: {', '.join(rest) or 'none is decided'}."
        )
    return shortened(["What kind of source each date rests on.", *told], 120, MORE)


def codings_compared(tables: Tables, organization: str) -> Exhibit | Html:
    """Return our spells over those of the standard data sets, state by state, or say that there are none."""
    mine, coded = ours(tables, organization), coded_spells(tables, organization)
    if coded["status"].isin(LESSER).all():
        return paragraph(f"No data set on record codes members of {called(tables, organization)}.")
    datasets, day = counted(coded["dataset"].nunique(), "coding"), as_of(tables, organization)
    here = mine.assign(dataset="this report", status="member", cut_off=last_day(tables, organization))
    # An end is the first day out in every row, as in all our tables; the data sets give the last day in.
    out = coded.assign(end=[day_after(end) if end else "" for end in coded["end"]])
    rows = pd.concat([here[[*_CODED, "start_fact", "end_fact"]], out[_CODED]])
    return exhibit_of(
        tables,
        stem="codings-compared",
        title=nearest_finding(tables, organization),
        subtitle=f"{heading(tables, organization)}. Each state here and in {datasets}, {day}",
        reading=(
            "Hatched: coded, and no membership here. Dotted: a membership here, and not coded. "
            "Arrow: still so at the last day covered. Pointed ends: only the year is given."
            + (f" {UNDRAWN}" if has_paused(mine, pauses(tables)) else "")
        ),
        alt=fitting(
            [
                sentence(nearest_finding(tables, organization)),
                f"{labels(tables)[organization]}, {counted(mine['state'].nunique(), 'state')}: "
                f"a bar over lines for {datasets}.",
            ],
            LONGEST_ALT,
        ),
        description=_parted(tables, organization, mine, coded),
        as_of=last_day(tables, organization),
        rows=rows,
        facts=facts_in(mine),
        draw=partial(codings_chart, mine, coded, until=last_day(tables, organization), here="this report"),
        plotted=sorted(coded["source"].unique()),
        links=end_names(mine),
    )


def _parted(tables: Tables, organization: str, mine: pd.DataFrame, coded: pd.DataFrame) -> str:
    members = set(mine["state"])
    told = [f"{nearest_finding(tables, organization)}."]
    for dataset, own in coded.groupby("dataset"):
        extra = sorted(own.loc[~own["state"].isin(members), "name"].unique())
        spells = counted(len(own), "spell")
        strangers = f", with {listed(extra)}, never members" if extra else ""
        told.append(sentence(f"{dataset}: {spells} of {counted(own['state'].nunique(), 'state')}{strangers}"))
    told.append(f"This report: {counted(len(mine), 'spell')} of {cardinal(len(members))} states.")
    return shortened(told, 120, MORE)

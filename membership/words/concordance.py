"""How the standard data sets code an organization, in words: which is nearest, and why the others differ."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from membership.derive.coded_spells import joined, pairs
from membership.derive.codings import days_apart, differences, uncoded
from membership.derive.evidence import facts
from membership.derive.memberships import spells
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, html_table, paragraph, text
from membership.intervals.dates import agree, earliest, latest, precision, when, words
from membership.tables.loading import Tables
from membership.words.bar_ends import with_ends
from membership.words.describe import called, last_day, organization_row
from membership.words.proofs import fact_link

LESSER = ("associate", "observer")
_FOUNDING = ("treaty", "charter", "protocol", "agreement")
_ACTS = (*_FOUNDING, "entry into force", "decision")


def coded_spells(tables: Tables, organization: str) -> pd.DataFrame:
    """Return what the data sets code for an organization, adjoining rows joined, with the states' `name`.

    Nothing begins after the last day of this report: a later end is open, and a later cut-off is that day.
    """
    own, until = tables.codings, last_day(tables, organization)
    own = own[own["organization"] == organization]
    own = own[own["start"].map(lambda start: earliest(start) <= earliest(until)).astype(bool)]
    own = own.assign(
        end=[end if end and earliest(end) <= earliest(until) else "" for end in own["end"]],
        cut_off=[min(cut_off or until, until) for cut_off in own["cut_off"]],
    )
    own = joined(own)
    return own.assign(name=own["state"].map(tables.states.set_index("state")["name"]))


def coded_members(tables: Tables, organization: str) -> pd.DataFrame:
    """Return those of `coded_spells` that stand for a membership: no associates, no observers."""
    coded = coded_spells(tables, organization)
    return coded[~coded["status"].isin(LESSER)].reset_index(drop=True)


def ours(tables: Tables, organization: str) -> pd.DataFrame:
    """Return our spells with their ends as their sources give them."""
    return with_ends(tables, spells(tables, organization))


def nearest(tables: Tables, organization: str) -> pd.Series:
    """Return the data set that differs from ours on the smallest share of days: dataset, days, of."""
    frame = days_apart(
        coded_members(tables, organization), ours(tables, organization), last_day(tables, organization)
    )
    return frame.assign(share=frame["days"] / frame["of"]).sort_values(["share", "dataset"]).iloc[0]


def nearest_finding(tables: Tables, organization: str) -> str:
    """Return in a headline which data set comes nearest to this report."""
    best, coded = nearest(tables, organization), coded_members(tables, organization)
    days = f"{best['days']:,} of {best['of']:,} days" if best["days"] else "no day"
    vague = ", as far as years tell" if _only_years(coded[coded["dataset"] == best["dataset"]]) else ""
    return f"{best['dataset']} comes nearest to this report: it differs on {days} of membership{vague}"


def _only_years(coded: pd.DataFrame) -> bool:
    return bool(coded["start"].map(precision).eq("year").all())


def nearest_told(tables: Tables, organization: str) -> Html:
    """Return in a paragraph what the nearest data set has as this report has it."""
    coded, mine = coded_members(tables, organization), ours(tables, organization)
    if coded.empty:
        return paragraph("There is nothing to compare.")
    best = str(nearest(tables, organization)["dataset"])
    own = coded[coded["dataset"] == best]
    names = mine.drop_duplicates("state").set_index("state")["name"]
    total, starts, ends, again = 0, 0, [], []
    for _, state, theirs, every in pairs(own, mine, last_day(tables, organization)):
        known = [spell for spell in every if not spell.beyond]
        total += len(known)
        starts += sum(any(agree(spell.start, one.start) for one in theirs) for spell in known)
        met = {
            min(spell.end, one.end, key=len)  # a year that agrees with a day is no proof of the day
            for spell in known
            if spell.end
            for one in theirs
            if one.end and agree(spell.end, one.end)
        }
        ends += [(day, names[state]) for day in met]
        again += [names[state]] if len(known) == len(theirs) > 1 else []
    same = "in the same year" if _only_years(own) else "on the same day"
    told = [f"it starts {cardinal(starts)} of {counted(total, 'spell')} {same} as this report"]
    together = groupby(sorted(ends), key=lambda end: end[0])
    if given := [f"{listed(name for _, name in group)} {when(day)}" for day, group in together]:
        told.append(f"it ends the membership of {'; of '.join(given)}, as here")
    if again:
        told.append(f"it has every spell of {listed(again)}, a state that left and came back")
    return paragraph(sentence(f"{best} comes nearest"), sentence("; ".join(told)))


def difference_table(tables: Tables, organization: str) -> Html:
    """Return every difference between the data sets and this report as a table, each explained.

    A state's name leads to the act of its own that has the coded date, where there is one.
    """
    coded, mine = coded_members(tables, organization), ours(tables, organization)
    if coded.empty:
        return paragraph("There is nothing to compare.")
    until = last_day(tables, organization)
    why = _Why(tables, organization, coded, mine)
    found = differences(coded, mine, until).to_dict("records")
    order = list(days_apart(coded, mine, until)["dataset"])
    told = [why.told(row) for row in found]
    told.sort(key=lambda row: [order.index(row["dataset"]), *(row[name] for name in _SAME[1:])])
    rows = [
        dict(zip(_SAME, key, strict=True)) | {"state": Html(listed(row["state"] for row in group))}
        for key, group in groupby(told, key=lambda row: [row[name] for name in _SAME])
    ]
    headings = {
        "dataset": "Data set",
        "state": "State",
        "what": "What differs",
        "theirs": "There",
        "ours": "Here",
        "days": "By",
        "why": "Why",
    }
    who = called(tables, organization)
    caption = f"Where the data sets and this report differ about {who}; an end is the last day of membership"
    return html_table(pd.DataFrame(rows, columns=list(headings)), caption, headings=headings)


_SAME = ("dataset", "what", "theirs", "ours", "days", "why")
_WHAT = {
    "start": "start",
    "end": "end",
    "gap": "a break not coded",
    "break": "a break that was none",
    "missing": "a spell not coded",
    "extra": "a spell that is none here",
}
_PLAIN = {
    "end": "No end is coded up to its cut-off.",
    "gap": "Coded as one spell.",
    "break": "No act on record here interrupts it.",
    "missing": "Coded at another time only.",
    "extra": "No act on record here opens it.",
}


def _days(row: Mapping[str, Any]) -> str:
    least, most = sorted((abs(row["least"]), abs(row["most"])))
    days = f"{least:,} day{'s' * (least > 1)}" if least == most else f"{least:,} to {most:,} days"
    way = {True: "earlier", False: "later"}[row["least"] < 0] if row["what"] in ("start", "end") else ""
    return f"{days} {way}".strip()


def _date(dated: str) -> str:
    return " to ".join(words(part) if part else "the cut-off" for part in dated.split("/")) if dated else ""


class _Why:
    """Finds the act that a coded date belongs to, if the tables know one, or else what is to be said."""

    def __init__(self, tables: Tables, organization: str, coded: pd.DataFrame, mine: pd.DataFrame) -> None:
        self.row = organization_row(tables, organization)
        self.organization, self.name = organization, called(tables, organization)
        self.first = {str(name): min(own["start"], key=earliest) for name, own in coded.groupby("dataset")}
        self.ends = set(mine["end_fact"])
        self.known = facts(tables)
        self.effects = tables.actions.set_index("action")["signed"].to_dict()
        self.names = dict(zip(tables.states["state"], tables.states["name"], strict=True))

    def told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a difference in words, with what explains it."""
        dated = row["what"] in ("start", "end") and row["theirs"]
        act = self.act(row["state"], row["what"], row["theirs"]) if dated else None
        why = "No act on record here has that date." if dated else ""
        if act is not None:
            owner = "" if act["organization"] == self.organization else f"{act['organization']} "
            label = f"{owner}{act['kind']}" if act["state"] else act["title"]
            why = f"The {precision(row['theirs'])} of another act: {label}."
            if row["what"] == "end" and act["fact"] in self.ends:
                why = f"The act that ends it here too, {label}: its day is the first day out here."
        if row["what"] == "missing":
            why = self.before(row)
        if row["covered"] < abs(row["least"]):
            why = f"{why} {row['covered']:,} of these days lie before its cut-off.".strip()
        name = self.names[row["state"]]
        return {
            "dataset": row["dataset"],
            "state": fact_link(act, name) if act is not None else text(name),
            "what": _WHAT[row["what"]],
            "theirs": _date(row["theirs"]) or ("open at its cut-off" if row["what"] == "end" else "none"),
            "ours": _date(row["ours"]) or ("open" if row["what"] == "end" else "none"),
            "days": _days(row),
            "why": " ".join(filter(None, [why, row["note"]])) or _PLAIN[row["what"]],
        }

    def before(self, row: Mapping[str, Any]) -> str:
        """Return why a spell of ours is not coded, where it ended before the data set has any member."""
        first = self.first[row["dataset"]]
        if latest(row["ours"].split("/")[1]) >= earliest(first):
            return ""
        founded, treaty = self.row["founded"], self.row["treaty"]
        if founded > treaty and agree(first, founded):
            return f"It codes the organization, founded {when(founded)}, and not the treaty before it."
        return f"It codes no member of {self.name} before {words(first)}."

    def act(self, state: str, what: str, date: str) -> Mapping[str, str] | None:
        """Return the state's own act of that date, or one that it took elsewhere, or one of all members."""
        same = self.known[[agree(date, other) for other in self.known["date"]]]
        here = same["organization"] == self.organization
        effect = "opens" if what == "start" else "closes"
        fits = same["kind"].map(self.effects).fillna("").str.startswith(effect)
        founding = same["kind"].isin(_ACTS) if precision(date) == "day" else same["kind"].isin(_FOUNDING)
        choices = [
            same[here & (same["state"] == state)],
            same[~here & (same["state"] == state) & fits],
            same[here & (same["state"] == "") & founding],
        ]
        rows = next((rows for rows in choices if len(rows)), None)
        return None if rows is None else rows.iloc[0].to_dict()


def left_aside(tables: Tables, organization: str) -> Html:
    """Return what the comparison reads together, and which states it leaves aside, in a paragraph."""
    coded = coded_spells(tables, organization)
    names = dict(zip(tables.states["state"], tables.states["name"], strict=True))
    phases, lesser = coded[coded["rows"] > 1], coded[coded["status"].isin(LESSER)]
    told = []
    for dataset, own in phases.groupby("dataset"):
        joins = counted(len(own), "state", "states")
        told.append(
            f"{dataset} splits the time of {joins} into phases that adjoin; they are read as one spell"
        )
    for (dataset, status), own in lesser.groupby(["dataset", "status"]):
        plural = "s" * (len(own) > 1)
        told.append(f"{dataset} has {listed(own['name'])} as {status}{plural}, which is no membership")
    for dataset, states in uncoded(coded_members(tables, organization), ours(tables, organization)).items():
        told.append(f"of {dataset} no row is on record here for {listed(names[state] for state in states)}")
    return paragraph(*map(sentence, told or ["nothing"]))

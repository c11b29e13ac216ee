"""How the standard data sets code an organization, and the act that explains a difference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from membership.derive.codings import days_apart, differences, joined
from membership.derive.evidence import facts
from membership.derive.export import dyads
from membership.derive.memberships import spells
from membership.derive.organizations import Organization
from membership.derive.organizations import organization as made
from membership.english import figures
from membership.intervals.dates import agree, day_after, earliest, latest, precision, when, words
from membership.tables.loading import Tables, require_tables

LESSER = ("associate", "observer")
_PAIR = ["state1", "state2"]
_FOUNDING = ("treaty", "charter", "protocol", "agreement")
_ACTS = (*_FOUNDING, "entry into force", "decision")


def coded_members(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the memberships that the data sets code for an organization, adjoining rows joined.

    The columns are those of `joined`, the states' `name`, and `definition`, the one that rows are compared
    with. Associates and observers are left out. Nothing begins after the last day of this report: a later end
    is open, and a later cut-off is that day.
    """
    own, until = tables.codings, made(tables, organization).last_day
    own = own[own["organization"] == organization]
    own = own[own["start"].map(lambda start: earliest(start) <= earliest(until)).astype(bool)]
    own = own.assign(
        end=[end if end and earliest(end) <= earliest(until) else "" for end in own["end"]],
        cut_off=[min(cut_off or until, until) for cut_off in own["cut_off"]],
    )
    under = {row["dataset"]: row["definition"] or "signed" for row in own.to_dict("records")}
    names = tables.states.set_index("state")["name"]
    coded = joined(own)
    coded = coded.assign(name=coded["state"].map(names), definition=coded["dataset"].map(under))
    return coded[~coded["status"].isin(LESSER)].reset_index(drop=True)


def coding_differences(tables: Tables, organization: str) -> pd.DataFrame:
    """Return every difference between the data sets and our spells, with the act that explains it.

    Each data set is compared under the definition that it codes by, as the table of codings says.

    Returns
    -------
    DataFrame
        dataset, state, name, what (start, end, a break or a spell), theirs and ours (dates in words), days
        (how far apart), why (in a sentence), fact (the act of the date that the data set took, "" where none
        is on record); the nearest data set first. An end is the last day of membership.

    Examples
    --------
    >>> import membership as m
    >>> bool(coding_differences(m.load(), "CSTO")["dataset"].ne("").all())
    True
    """
    bloc = made(tables, organization)
    coded, until = coded_members(tables, organization), bloc.last_day
    columns = ["dataset", "state", "name", "what", "theirs", "ours", "days", "why", "fact"]
    if coded.empty:
        return pd.DataFrame(columns=columns)
    why = _Why(bloc, coded)
    compared = [
        (own, spells(tables, organization, str(word)), until) for word, own in coded.groupby("definition")
    ]
    far = pd.concat([days_apart(*both) for both in compared]).sort_values(["days", "dataset"])
    order = list(far["dataset"])
    told = [why.told(row) for both in compared for row in differences(*both).to_dict("records")]
    told.sort(key=lambda row: (order.index(row["dataset"]), row["what"], row["theirs"], row["name"]))
    return pd.DataFrame(told, columns=columns)


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
    many = f"{figures(least)} to " if least < most else ""
    days = f"{many}{figures(most)} day{'s' * (most > 1)}"
    way = ("earlier" if row["least"] < 0 else "later") if row["what"] in ("start", "end") else ""
    return f"{days} {way}".strip()


def _date(dated: str) -> str:
    return " to ".join(words(part) if part else "the cut-off" for part in dated.split("/")) if dated else ""


class _Why:
    """Finds the act that a coded date belongs to, if the tables know one, or else what is to be said."""

    def __init__(self, bloc: Organization, coded: pd.DataFrame) -> None:
        self.bloc = bloc
        self.first = {str(name): min(own["start"], key=earliest) for name, own in coded.groupby("dataset")}
        self.ends = {fact for frame in bloc.definitions.values() for fact in frame["end_fact"]}
        self.known = facts(bloc.tables)
        self.effects = bloc.tables.actions.set_index("action")["signed"].to_dict()
        self.names = dict(zip(bloc.tables.states["state"], bloc.tables.states["name"], strict=True))

    def told(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """Return a difference in words, with what explains it."""
        dated = row["what"] in ("start", "end") and row["theirs"]
        act = self.act(row["state"], row["what"], row["theirs"]) if dated else None
        why = "No act on record here has that date." if dated else ""
        if act is not None:
            owner = "" if act["organization"] == self.bloc.id else f"{act['organization']} "
            label = f"{owner}{act['kind']}" if act["state"] else act["title"]
            why = f"The {precision(row['theirs'])} of another act: {label}."
            if row["what"] == "end" and act["fact"] in self.ends:
                why = f"The act that ends it here too, {label}: its day is the first day out here."
        if row["what"] == "missing":
            why = self.before(row)
        if row["covered"] < abs(row["least"]):
            why = f"{why} {figures(row['covered'])} of these days lie before its cut-off.".strip()
        return {
            "dataset": row["dataset"],
            "state": row["state"],
            "name": self.names[row["state"]],
            "what": _WHAT[row["what"]],
            "theirs": _date(row["theirs"]) or ("open at its cut-off" if row["what"] == "end" else "none"),
            "ours": _date(row["ours"]) or ("open" if row["what"] == "end" else "none"),
            "days": _days(row),
            "why": " ".join(filter(None, [why, row["note"]])) or _PLAIN[row["what"]],
            "fact": act["fact"] if act is not None else "",
        }

    def before(self, row: Mapping[str, Any]) -> str:
        """Return why a spell of ours is not coded, where it ended before the data set has any member."""
        first = self.first[row["dataset"]]
        end = row["ours"].split("/")[1]
        if not end or latest(end) >= earliest(first):
            return ""
        founded, treaty = self.bloc.founded, self.bloc.treaty
        if founded > treaty and agree(first, founded):
            return f"It codes the organization, founded {when(founded)}, and not the treaty before it."
        return f"It codes no member of {self.bloc.name} before {words(first)}."

    def act(self, state: str, what: str, date: str) -> Mapping[str, str] | None:
        """Return the state's own act of that date, or one that it took elsewhere, or one of all members."""
        same = self.known[[agree(date, other) for other in self.known["date"]]]
        here = same["organization"] == self.bloc.id
        effect = "opens" if what == "start" else "closes"
        fits = same["kind"].isin([kind for kind, does in self.effects.items() if does.startswith(effect)])
        founding = same["kind"].isin(_ACTS) if precision(date) == "day" else same["kind"].isin(_FOUNDING)
        choices = [
            same[here & (same["state"] == state)],
            same[~here & (same["state"] == state) & fits],
            same[here & (same["state"] == "") & founding],
        ]
        rows = next((rows for rows in choices if len(rows)), None)
        return None if rows is None else rows.iloc[0].to_dict()


def dyad_differences(
    tables: Tables,
    organization: str,
    dataset: str,
    definition: str = "signed",
    *,
    partner: str | None = None,
) -> pd.DataFrame:
    """Return the years in which a data set pairs two states and ours surely do not, or the other way round.

    Parameters
    ----------
    dataset : str
        As named in `codings`; a ValueError if it has nothing of it for the organization.
    definition : str, default "signed"
        Under which ours are members; a ValueError if it is not offered.
    partner : str, optional
        The state whose pairs alone the data set gives; all pairs of states that it codes unless told.

    Returns
    -------
    DataFrame
        By pair and year, up to the year of its cut-off: state1, state2, first_year, last_year (int),
        `whose` ("theirs" or "ours", who pairs them), `why`: the differences in the spells of the two states
        that make it, and what the codings remark on them. No row where a date known to the year could mean
        either. Associates and observers are no pairs.

    Examples
    --------
    >>> import membership as m
    >>> m.dyad_differences(m.load(), "WTO", "COW IGO 3").columns[2]
    'first_year'
    """
    require_tables(tables)
    own = tables.codings[tables.codings["organization"] == organization]
    if dataset not in set(own["dataset"]):
        known = ", ".join(sorted(own["dataset"].unique())) or "no data set codes it"
        raise ValueError(f"no codings of {organization} by {dataset!r}; expected one of {known}")
    ours = spells(tables, organization, definition)
    own = own[(own["dataset"] == dataset) & ~own["status"].isin(LESSER)]
    limit = min(latest(text) for text in {*own["cut_off"], ours["until"].max().date().isoformat()} if text)
    coded, days = joined(own), ["days", "days_possible"]
    # Theirs end on the last day in, ours on the first day out.
    out = [day_after(end) if end else "" for end in coded["end"]]
    terms = coded.assign(end=out, until=pd.Timestamp(limit))
    theirs, mine = (
        dyads(frame, "year")[[*_PAIR, "year", *days]]
        for frame in (terms[["state", "start", "end", "until"]], ours.drop(columns="organization"))
    )
    both = theirs.merge(mine, on=[*_PAIR, "year"], how="outer", suffixes=("", "_ours"))
    both = both.fillna({name + end: 0 for name in days for end in ("", "_ours")})
    within = both[_PAIR].isin(set(coded["state"])).all(axis=1) & (both["year"] <= limit.year)
    if partner:
        within &= (both[_PAIR] == partner).any(axis=1)
    theirs_alone = (both["days"] > 0) & (both["days_possible_ours"] == 0)
    ours_alone = (both["days_ours"] > 0) & (both["days_possible"] == 0)
    both = both.assign(whose=theirs_alone.map({True: "theirs", False: "ours"}))
    both = both[within & (theirs_alone | ours_alone)]
    who = [*_PAIR, "whose"]
    both = both.sort_values([*who, "year"], ignore_index=True)
    begins = (both["year"].diff() != 1) | (both[who] != both[who].shift()).any(axis=1)
    runs = both.groupby([*who, begins.cumsum().rename("run")])["year"].agg(first_year="min", last_year="max")
    runs = runs.reset_index()
    causes: dict[str, list[str]] = {state: [] for state in coded["state"]}
    for row in differences(coded, ours[["state", "start", "end"]], limit.isoformat()).to_dict("records"):
        ends = ", ".join(f"{row[side] or 'none'} ({side})" for side in ("theirs", "ours"))
        causes[row["state"]].append(f"{row['state']}: {row['what']} {ends}. {row['note']}".strip())
    runs["why"] = [
        " ".join(causes[one] + causes[other])
        for one, other in zip(runs["state1"], runs["state2"], strict=True)
    ]
    columns = [*_PAIR, "first_year", "last_year", "whose", "why"]
    return runs[columns].sort_values([*_PAIR, "first_year"], ignore_index=True)

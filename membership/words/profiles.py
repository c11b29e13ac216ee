"""An annotated summary of each state: its spells, its other steps, and what sources dispute about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from membership.derive.evidence import Dispute, disputes, evidence_of, facts
from membership.derive.memberships import offered, pauses, spells
from membership.english import listed, sentence, span, times
from membership.html import Html, link, paragraph, text
from membership.intervals.dates import when, words
from membership.tables.loading import Tables
from membership.words.describe import last_day
from membership.words.proofs import anchor

_LEGAL = {
    "in_force": (
        "the treaty {} in force for it",
        "no day is on record on which the treaty came into force for it",
    ),
    "chartered": ("under the charter it {} a member", "no membership under the charter is on record"),
}


def state_summaries(tables: Tables, organization: str) -> Html:
    """Return a summary of each state that ever belonged: its spells, other steps, what is disputed."""
    ways = offered(tables, organization)
    frames = {word: spells(tables, organization, word) for word in ways}
    stopped = pauses(tables, organization)
    known = facts(tables).set_index("fact")
    until = pd.Timestamp(last_day(tables, organization))
    against = _Against(disputes(tables), evidence_of(tables), tables.sources.set_index("source"), known)
    parts = []
    for state, name in _members(frames["signed"]):
        own = {word: frame[frame["state"] == state] for word, frame in frames.items()}
        rest = stopped[stopped["state"] == state]
        told = [_membership_told(own["signed"], name, until, known), *_pauses_told(rest, known)]
        told += [_definition_told(own[word], word, known) for word in ways if word in _LEGAL]
        deciding = {
            fact
            for frame in (*own.values(), rest)
            for column in ("start_fact", "end_fact")
            for fact in frame[column]
        }
        rows = tables.membership
        steps = rows[(rows["organization"] == organization) & (rows["state"] == state)]
        steps = steps.sort_values(["date", "fact"])
        told += _steps_told(steps[~steps["fact"].isin(deciding)])
        if not tables.evidence.empty:
            told.append(_proofs(steps))
        parts.append(Html(f'<h3 id="state-{text(state)}">{text(name)}</h3>') + paragraph(*told))
        own_evidence = set(tables.evidence["fact"])
        parts.append(
            _disputes_told([f for f in steps["fact"] if f in deciding or f in own_evidence], against)
        )
    return Html("".join(parts))


def _members(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return sorted(set(zip(frame["state"], frame["name"], strict=True)), key=lambda pair: pair[1])


def _membership_told(own: pd.DataFrame, name: str, until: pd.Timestamp, known: pd.DataFrame) -> str:
    exact = all(
        (own[f"{end}_earliest"].eq(own[f"{end}_latest"]) | own[end].eq("")).all() for end in ("start", "end")
    )
    days = int((own["end_earliest"].fillna(until) - own["start_earliest"]).dt.days.sum())
    origin = pd.Timestamp("2000-01-01")
    length = f"{'' if exact else 'about '}{span(origin, origin + pd.Timedelta(days=days))}"
    runs = [_run_told(row, known) for row in own.itertuples()]
    is_open = own["end"].eq("").any()
    if len(own) == 1 and is_open:
        return sentence(f"{name} has been a member {runs[0]}: {length} so far")
    if len(own) == 1:
        return sentence(f"{name} was a member {runs[0]}: {length}")
    total = f"{length} {'so far' if is_open else 'in all'}"
    return sentence(
        f"{name} {'has been' if is_open else 'was'} a member {times(len(own))}, {total}: {listed(runs)}"
    )


def _run_told(row: Any, known: pd.DataFrame) -> str:
    if not row.end:
        return f"since {words(row.start)} ({row.start_action})"
    return f"from {words(row.start)} ({row.start_action}) {_until(row, known)} ({row.end_action})"


def _until(row: Any, known: pd.DataFrame) -> str:
    """Return the end as its source gives it: the first day out, or the end of the last day in."""
    given = known.loc[row.end_fact, "date"]
    return f"until {words(row.end)}" if given == row.end else f"to the end of {words(given)}"


def _pauses_told(rest: pd.DataFrame, known: pd.DataFrame) -> list[str]:
    told = []
    for row in rest.itertuples():
        stops = (
            f"was paused from {words(row.start)}" if row.end else f"has been paused since {words(row.start)}"
        )
        close = f" until {words(row.end)}" if row.end else ""
        told.append(sentence(f"its own part {stops} ({row.start_action}){close}"))
        if note := known.loc[row.start_fact, "note"]:
            told.append(sentence(note))
    return told


def _definition_told(own: pd.DataFrame, word: str, known: pd.DataFrame) -> str:
    if own.empty:
        return sentence(_LEGAL[word][1])
    runs = [
        f"from {words(row.start)} {_until(row, known)}" if row.end else f"since {words(row.start)}"
        for row in own.itertuples()
    ]
    verb = "has been" if own["end"].eq("").any() else "was"
    return sentence(f"{_LEGAL[word][0].format(verb)} {listed(runs)}")


def _steps_told(steps: pd.DataFrame) -> list[str]:
    told = [f"{row.action} {when(row.date)}" for row in steps.itertuples()]
    return [sentence(f"also on record: {listed(told)}")] if told else []


def _proofs(steps: pd.DataFrame) -> Html:
    """Return links to the proofs of every step, in order of time."""
    links = [link(f"{row.action} {words(row.date)}", f"#{anchor(row.fact)}") for row in steps.itertuples()]
    return Html(f'<small class="proofs">Proofs: {"; ".join(links)}.</small>')


def _disputes_told(chosen: list[str], against: _Against) -> Html:
    told = []
    for fact in chosen:
        if fact not in against.disputes:
            continue
        ours, dispute = against.known.loc[fact], against.disputes[fact]
        claims = [f"{words(other)} ({against.who(fact, other)})" for other in dispute.others]
        denied = sorted(against.publisher(source) for source in dispute.denied_by)
        parts = [f"others give {listed(claims)}"] if claims else []
        parts += [f"{listed(denied)} {'denies' if len(denied) == 1 else 'deny'} it"] if denied else []
        told.append(sentence(f"{ours['kind']}, here {words(ours['date'])}: {'; '.join(parts)}"))
    return paragraph(Html("<strong>Disputed.</strong>"), *told, css="disputed") if told else Html("")


@dataclass(frozen=True)
class _Against:
    disputes: Mapping[str, Dispute]
    evidence: Mapping[str, list[dict[str, str]]]
    sources: pd.DataFrame
    known: pd.DataFrame

    def publisher(self, source: str) -> str:
        return self.sources.loc[source, "publisher"] or self.sources.loc[source, "title"]

    def who(self, fact: str, date: str) -> str:
        pieces = self.evidence[fact]
        return "; ".join(sorted({self.publisher(p["source"]) for p in pieces if p["date"] == date}))

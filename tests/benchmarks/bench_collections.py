"""A large collection of memberships, asked in three ways: by this package, by staircase, by a plain loop.

The collection is invented, with the shape of real ones: hundreds of organizations of up to 200 states;
founders join on one day, others later; some leave, some come back. Every date is a day, the only kind that
the other two can read.

Run as a module with a number of spells it prints, as JSON, the seconds that each way took for each question,
once it has found that all answers are equal. With the name of a way too it prints the MiB that the most
demanding question took.
"""

from __future__ import annotations

import gc
import json
import sys
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from statistics import median
from typing import Any

import numpy as np
import pandas as pd

import membership as m
from membership.tables.loading import Tables

ROUNDS, STATES, ORGANIZATIONS = 5, 200, 550
DAY = pd.Timestamp("1990-01-01")
OURS, STAIRCASE, LOOP = "membership", "staircase", "loop"
Ways = Mapping[str, Callable[[], Any]]


def collection(count: int) -> Tables:
    """Return tables whose dated actions give `count` spells; one in fifty is a return."""
    random = np.random.default_rng(count)
    members, returns = count - count // 50, count // 50
    organization, state = np.divmod(random.choice(STATES * ORGANIZATIONS, members, replace=False), STATES)
    joined = random.integers(0, 50_000, ORGANIZATIONS)[organization]
    joined += np.where(random.random(members) < 0.4, 0, random.integers(1, 12_000, members))
    left = joined + random.integers(1, 15_000, members)
    again = left + random.integers(1, 3_000, members)
    back = np.arange(members) < returns
    gone = back | (random.random(members) < 0.15)
    parts = [
        pd.DataFrame(
            {
                "organization": np.char.mod("O%03d", organization[chosen]),
                "state": np.char.mod("S%03d", state[chosen]),
                "action": action,
                "date": (np.datetime64("1850-01-01") + days[chosen]).astype(str),
            }
        )
        for action, days, chosen in (
            ("signature", joined, joined >= 0),
            ("withdrawal", left, gone),
            ("signature", again, back),
        )
    ]
    rows = pd.concat(parts).sort_values(["organization", "state", "date"], ignore_index=True)
    rows.insert(0, "fact", [f"{row.organization}-{row.state}-{row.Index}" for row in rows.itertuples()])
    own = m.load()
    ids = sorted(set(rows["organization"]))
    return replace(
        own,
        organizations=pd.DataFrame({"organization": ids, "verified_to": "2100-01-01"}).reindex(
            columns=own.organizations.columns, fill_value=""
        ),
        states=pd.DataFrame({"state": sorted(set(rows["state"])), "name": sorted(set(rows["state"]))}),
        membership=rows.reindex(columns=own.membership.columns, fill_value="").astype("str"),
        dates=own.dates[:0],
        evidence=own.evidence[:0],
    )


class Questions:
    """What is asked of a collection, and how each way answers; all that a way starts from is made before."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.spells = m.spells(tables)
        # For a count of all memberships at once, each is a member of its own.
        label = self.spells["organization"] + " " + self.spells["state"]
        self.memberships = self.spells.assign(state=label, organization="all")
        self.text = self.memberships[["state", "start", "end"]]
        dated = {"start_earliest": "start", "end_earliest": "end"}
        self.dated = self.spells[["organization", "state", *dated]].rename(columns=dated)

    def ways(self) -> dict[str, Ways]:
        """Return the ways to answer each question."""
        own, dated = self.spells.groupby("organization"), self.dated.groupby("organization")
        return {
            "derive the spells": {
                # A copy, because what the evidence says is worked out once for the same tables.
                OURS: lambda: m.spells(replace(self.tables))[_DERIVED],
                LOOP: lambda: derive(self.tables),
            },
            "who is in on a day": {
                OURS: lambda: m.members_on(self.spells, DAY),
                LOOP: lambda: who(self.dated),
            },
            "how many over time": {
                OURS: lambda: m.member_count(self.memberships),
                STAIRCASE: lambda: stairs(self.dated).step_values,
                LOOP: lambda: count(self.dated),
            },
            "the same from dates as text": {
                OURS: lambda: m.member_count(self.text),
                STAIRCASE: lambda: stairs(parsed(self.text)).step_values,
                LOOP: lambda: count(parsed(self.text)),
            },
            "the same for each organization": {
                OURS: lambda: {name: m.member_count(spells) for name, spells in own},
                STAIRCASE: lambda: {name: stairs(spells).step_values for name, spells in dated},
                LOOP: lambda: {name: count(spells) for name, spells in dated},
            },
        }


_DERIVED = [
    *("organization", "state", "start", "end", "start_fact", "end_fact"),
    *("start_earliest", "end_earliest"),
]


def derive(tables: Tables) -> pd.DataFrame:
    """Derive spells from actions in one pass over the rows: no precision, no definition, no evidence."""
    effects = dict(zip(tables.actions["action"], tables.actions["signed"], strict=True))
    begun: dict[tuple[str, str], Any] = {}
    found = []
    for row in tables.membership.sort_values("date").itertuples():
        member, effect = (row.organization, row.state), effects[row.action]
        if effect == "opens" and member not in begun:
            begun[member] = row
        elif effect == "closes" and member in begun:
            start = begun.pop(member)
            found.append((*member, start.date, row.date, start.fact, row.fact))
    found += [(*member, start.date, "", start.fact, "") for member, start in begun.items()]
    frame = pd.DataFrame(found, columns=_DERIVED[:6]).sort_values(
        ["organization", "start", "state"], ignore_index=True
    )
    dated = parsed(frame)
    return frame.assign(start_earliest=dated["start"], end_earliest=dated["end"])


def who(dated: pd.DataFrame) -> list[tuple[str, str]]:
    """Return the members on the day, by a loop over the spells."""
    rows = dated.itertuples()
    return [(row.organization, row.state) for row in rows if row.start <= DAY and not row.end <= DAY]


def count(dated: pd.DataFrame) -> pd.Series:
    """Return the number of members over time, by a loop over the spells."""
    steps: Counter = Counter()
    for row in dated.itertuples():
        steps[row.start] += 1
        if row.end is not pd.NaT:
            steps[row.end] -= 1
    return pd.Series(steps).sort_index().cumsum()


def stairs(dated: pd.DataFrame) -> Any:
    """Return the number of members over time as a step function of staircase."""
    # Not at the top: the other ways must not carry its memory.
    from staircase import Stairs

    return Stairs(dated, start="start", end="end")


def parsed(text: pd.DataFrame) -> pd.DataFrame:
    """Return start and end as datetimes; text that is empty is none."""
    days = {
        name: pd.to_datetime(text[name].replace("", None), format="%Y-%m-%d") for name in ("start", "end")
    }
    return pd.DataFrame(days).astype("datetime64[us]")


def plain(answer: Any) -> Any:
    """Return an answer in a form in which equal ones are equal."""
    if isinstance(answer, dict):
        return {name: plain(value) for name, value in answer.items()}
    if isinstance(answer, pd.DataFrame) and "start" in answer and "certain" not in answer:
        return answer.astype("str").fillna("").to_numpy().tolist()
    if isinstance(answer, pd.DataFrame):
        return sorted(zip(answer["organization"], answer["state"], strict=True))
    if isinstance(answer, pd.Series):
        # A day on which as many come as go is a step of nothing, which some keep.
        values, before = answer.to_list(), [0, *answer.to_list()]
        steps = zip(answer.index, values, before, strict=False)
        return [(day, int(value)) for day, value, last in steps if value != last]
    return sorted(answer) if isinstance(answer, list) else answer


def agreed(questions: Mapping[str, Ways]) -> None:
    """Stop if two ways give different answers to a question."""
    for question, ways in questions.items():
        first, *others = (plain(ask()) for ask in ways.values())
        if any(other != first for other in others):
            sys.exit(f"{question}: the answers differ")


def timed(questions: Mapping[str, Ways]) -> dict[str, dict[str, float]]:
    """Return the median seconds of every way, asked in turn."""
    taken: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for _ in range(ROUNDS):
        for question, ways in questions.items():
            for way, ask in ways.items():
                gc.collect()
                begun = time.perf_counter()
                ask()
                taken[question][way].append(time.perf_counter() - begun)
    return {question: {way: median(times) for way, times in ways.items()} for question, ways in taken.items()}


def peak(ask: Callable[[], Any]) -> float:
    """Return the MiB that Python and numpy held at most for asking, as `tracemalloc` counts them."""
    tracemalloc.start()
    ask()
    held = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return held / 2**20


def most(size: int, way: str) -> float:
    """Return the peak of the most demanding question that a way can answer."""
    small, large = (Questions(collection(count)).ways() for count in (100, size))
    for ways in small.values():  # so that what is imported on first use is not counted
        ways.get(way, lambda: None)()
    return max(peak(ways[way]) for ways in large.values() if way in ways)


if __name__ == "__main__":
    if len(sys.argv) > 2:
        print(json.dumps(most(int(sys.argv[1]), sys.argv[2])))
    else:
        questions = Questions(collection(int(sys.argv[1]))).ways()
        agreed(questions)
        print(json.dumps(timed(questions)))

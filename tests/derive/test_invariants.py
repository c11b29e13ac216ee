"""What holds for any tables: on generated ones, with dates known to the day, the month or the year."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import membership as m
from membership.intervals.chronology import Turn, walk
from membership.intervals.dates import day_after
from membership.tables.loading import NAMES
from tests.small import ACTIONS, TABLES, write

EFFECTS = {action: signed or participating for action, _, signed, _, _, participating in ACTIONS}
OPEN_TO = {
    "out": ["signature"],
    "in": ["expiry", "withdrawal", "freeze"],
    "paused": ["expiry", "withdrawal", "thaw"],
}
AFTER = {"signature": "in", "thaw": "in", "freeze": "paused", "expiry": "out", "withdrawal": "out"}
FIRST, LAST = date(1990, 1, 1), date(1996, 12, 31)
DAYS = np.arange(FIRST - timedelta(days=400), LAST, dtype="datetime64[D]")
DEFINITIONS = ("signed", "participating")
few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@st.composite
def histories(draw, states=("AAA", "BBB", "CCC")):
    """Rows of membership in which every action fits what went before, each date as precise as it happens."""
    rows = []
    for state in states:
        now, day = "out", draw(st.dates(FIRST, FIRST + timedelta(days=700)))
        for number in range(draw(st.integers(0, 4))):
            action = draw(st.sampled_from(OPEN_TO[now]))
            length = draw(st.sampled_from([10, 10, 7, 4]))
            rows.append((f"{state}-{number}", "PACT", state, action, day.isoformat()[:length], "", ""))
            now, day = AFTER[action], day + timedelta(days=draw(st.integers(1, 400)))
    return rows


def steps_of(state, *steps):
    """Return the rows of a state that takes these steps."""
    return [(f"{state}-{n}", "PACT", state, action, day, "", "") for n, (action, day) in enumerate(steps)]


def turns_of(rows):
    """Return the turns of each state."""
    by_state = {}
    for fact, _, state, action, day, _, _ in rows:
        by_state.setdefault(state, []).append(Turn.of(fact, action, EFFECTS[action], day))
    return by_state.values()


def in_order(rows):
    """Return whether the dates leave one order, and no other, in which every action fits."""
    return all(len(list(itertools.islice(_orders(turns), 2))) == 1 for turns in turns_of(rows))


def _orders(turns):
    """Yield the orders that dates and effects allow."""
    for order in itertools.permutations(turns):
        by_then = itertools.accumulate((turn.earliest for turn in order), max)
        states = ["out", *(AFTER[turn.action] for turn in order)]
        if all(
            first <= turn.latest and turn.action in OPEN_TO[now]
            for first, turn, now in zip(by_then, order, states, strict=False)
        ):
            yield order


SOUND = histories().filter(in_order)


@cache
def small():
    with tempfile.TemporaryDirectory() as folder:
        return m.load(write(Path(folder)))


def tables_of(rows):
    """Return the small tables with other rows of membership, and no evidence."""
    frame = pd.DataFrame(rows, columns=TABLES["membership"][0], dtype="str")
    frame = frame.reindex(columns=small().membership.columns, fill_value="")
    return replace(small(), membership=frame, dates=small().dates[:0], evidence=small().evidence[:0])


def cover(frame, start, end):
    """Return, for each state, on which of DAYS one of its spells runs from `start` to `end`."""
    starts, ends = (frame[column].to_numpy(dtype="datetime64[D]") for column in (start, end))
    ends = np.where(np.isnat(ends), DAYS[-1] + np.timedelta64(1, "D"), ends)
    found = {}
    for state, first, last in zip(frame["state"], starts, ends, strict=True):
        found[state] = found.get(state, 0) + ((first <= DAYS) & (last > DAYS)).astype(int)
    return found


def certainly(frame):
    return cover(frame, "start_latest", "end_earliest")


def possibly(frame):
    return cover(frame, "start_earliest", "end_latest")


def on_each_day(steps):
    """Return the value of a step function on each of DAYS."""
    places = np.searchsorted(steps.index.to_numpy(dtype="datetime64[D]"), DAYS, side="right")
    return np.concatenate([[0], steps.to_numpy()])[places]


@few
@given(SOUND)
@example(steps_of("AAA", ("signature", "1991-01-02"), ("expiry", "1991-01-03"), ("signature", "1991-01")))
def test_the_only_order_that_fits_is_found(rows):
    for turns in turns_of(rows):
        found = [(turn.fact, after) for turn, _, after in walk(turns)]
        assert found == [(turn.fact, AFTER[turn.action]) for turn in turns]


@few
@given(SOUND)
def test_spells_of_a_state_never_overlap(rows):
    for definition in DEFINITIONS:
        frame = m.spells(tables_of(rows), "PACT", definition)
        assert all(number.max() <= 1 for number in certainly(frame).values())
        for _, own in frame.sort_values(["start_latest", "end_earliest"]).groupby("state"):
            following = own["start_latest"].iloc[1:].to_numpy()
            assert (following >= own["end_earliest"].iloc[:-1].to_numpy()).all()


@few
@given(SOUND)
@example(steps_of("AAA", ("signature", "1990"), ("freeze", "1990-02-01"), ("thaw", "1990-03-01")))
@example(steps_of("AAA", ("signature", "1991-01-01"), ("freeze", "1991-01"), ("withdrawal", "1991-01-04")))
def test_who_takes_part_has_signed(rows):
    signed, part = (m.spells(tables_of(rows), "PACT", definition) for definition in DEFINITIONS)
    for reading in (certainly, possibly):
        members = reading(signed)
        for state, days in reading(part).items():
            assert not ((days > 0) & (members[state] == 0)).any()


@few
@given(SOUND, st.lists(st.sampled_from(DAYS.tolist()), max_size=2))
def test_the_count_is_the_number_of_certain_members(rows, some):
    for definition in DEFINITIONS:
        frame = m.spells(tables_of(rows), "PACT", definition)
        counts, ranges = m.member_count(frame), m.member_range(frame)
        by_day = sum((days > 0 for days in certainly(frame).values()), np.zeros(len(DAYS), int))
        assert (on_each_day(counts) == by_day).all()
        for moment in (*map(pd.Timestamp, some), *m.change_points(frame)[:3]):
            members = m.members_on(frame, moment)
            assert counts.loc[:moment].iloc[-1:].sum() == members["certain"].sum()
            assert ranges["highest"].loc[:moment].iloc[-1:].sum() == len(members)


@few
@given(SOUND, st.randoms(use_true_random=False))
def test_the_range_holds_every_reading_of_the_dates(rows, chance):
    ranges = {word: m.member_range(m.spells(tables_of(rows), "PACT", word)) for word in DEFINITIONS}
    bounds = {
        word: [on_each_day(steps[column]) for column in ("lowest", "highest")]
        for word, steps in ranges.items()
    }
    for _ in range(20):
        counts = dict.fromkeys(DEFINITIONS, np.zeros(len(DAYS), int))
        for turns in turns_of(rows):
            read = [chance.choice([turn.earliest, turn.latest, _some_day(turn, chance)]) for turn in turns]
            place = np.searchsorted(_in_turn(read, turns), DAYS, side="right")
            now = np.array(["out", *(AFTER[turn.action] for turn in turns)])[place]
            counts["signed"] = counts["signed"] + (now != "out")
            counts["participating"] = counts["participating"] + (now == "in")
        for word, (lowest, highest) in bounds.items():
            assert (lowest <= counts[word]).all()
            assert (counts[word] <= highest).all()


def _in_turn(read, turns):
    """Return the days read if they keep the order of the turns, else the earliest that do."""
    days = read if read == sorted(read) else [turn.earliest for turn in turns]
    return np.array(list(itertools.accumulate(days, max)), dtype="datetime64[D]")


def _some_day(turn, chance):
    return turn.earliest + timedelta(days=chance.randint(0, (turn.latest - turn.earliest).days))


@st.composite
def collections(draw):
    """Tables of two organizations in which no action has to fit, with evidence for and against them."""
    days = st.one_of(st.just(FIRST), st.dates(FIRST, FIRST + timedelta(days=700)))
    text = st.builds(lambda day, length: day.isoformat()[:length], days, st.sampled_from([10, 10, 7, 4]))
    words = (["PACT", "BOND"], ["AAA", "BBB"], [*EFFECTS])
    cells = st.lists(st.tuples(*map(st.sampled_from, words), text, st.sampled_from(["", "Old"])), max_size=12)
    rows = [(str(n), *row, "", "", name) for n, (*row, name) in enumerate(draw(cells))]
    said = st.sampled_from(["dates", "denies", "confirms"])
    proof = [
        (row[0], "gazette", draw(said), draw(text), "", "", "", "") for row in rows if draw(st.booleans())
    ]
    tables = tables_of([])
    return replace(
        tables,
        organizations=pd.concat([tables.organizations, tables.organizations.assign(organization="BOND")]),
        membership=pd.DataFrame(rows, columns=tables.membership.columns, dtype="str"),
        evidence=pd.DataFrame(proof, columns=tables.evidence.columns, dtype="str"),
    )


NO_END = ("", "", "", None, None, False, "")


def one_by_one(tables, wanted):
    """Return the spells as the rule says them: member by member, turn by turn."""
    against, found = m.disputes(tables), []

    def end(turn):
        others = against[turn.fact].others if turn.fact in against else ()
        shifted = [day_after(day) if turn.effect == "closes after" else day for day in others]
        return (*turn[:2], turn.text, *turn[-2:], turn.fact in against, ";".join(shifted))

    for member, own in tables.membership.groupby(["organization", "state"]):
        rows, start = own.set_index("fact", drop=False), None
        turns = [Turn.of(row.fact, row.action, EFFECTS[row.action], row.date) for row in rows.itertuples()]
        for turn, before, after in walk(turn for turn in turns if turn.effect):
            if after in wanted and before not in wanted:
                start = turn
            elif after and after not in wanted and before in wanted:
                found.append((*member, rows["known_as"][start.fact], end(start), end(turn)))
                start = None
        if start:
            found.append((*member, rows["known_as"][start.fact], end(start), NO_END))
    return sorted(found, key=lambda spell: (spell[0], spell[3][2], spell[1]))


def as_told(frame):
    """Return the spells of a frame in the same form."""
    sides = []
    for side in ("start", "end"):
        days = [
            frame[f"{side}_{bound}"].to_numpy("datetime64[D]").tolist() for bound in ("earliest", "latest")
        ]
        names = (f"{side}_fact", f"{side}_action", side, f"{side}_disputed", f"{side}_others")
        fact, action, text, disputed, others = (frame[name].to_list() for name in names)
        sides.append(zip(fact, action, text, *days, disputed, others, strict=True))
    members = (frame[name] for name in ("organization", "state", "known_as"))
    return list(zip(*members, *sides, strict=True))


@settings(few, max_examples=30)
@given(collections())
def test_spells_are_what_each_member_s_turns_make_one_by_one(tables):
    assert as_told(m.spells(tables)) == one_by_one(tables, {"in", "paused"})
    assert as_told(m.spells(tables, definition="participating")) == one_by_one(tables, {"in"})
    assert as_told(m.pauses(tables)) == one_by_one(tables, {"paused"})


def texts():
    """Cells that a table may hold."""
    plain = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cf", "Zl", "Zp"]), max_size=12)
    return plain.filter(lambda text: text == text.strip() and not text.startswith(tuple("=+-@")))


@settings(few, max_examples=8)
@given(SOUND, st.lists(texts(), min_size=3, max_size=3))
def test_reading_what_was_written_is_the_identity(rows, notes):
    rows = [(*row[:6], note) for row, note in zip(rows, itertools.cycle(notes), strict=False)]
    states = [(*row[:2], note) for row, note in zip(TABLES["states"][1:], notes, strict=True)]
    proof = [(row[0], "unverified", "dates", row[4], "", "") for row in rows]
    with tempfile.TemporaryDirectory() as folder:
        tables = {name: [TABLES[name][0], *new] for name, new in (("membership", rows), ("states", states))}
        evidence = [TABLES["evidence"][0], *TABLES["evidence"][-2:], *proof]
        once = m.load(write(Path(folder), **tables, evidence=evidence))
        assert list(once.membership[list(TABLES["membership"][0])].itertuples(index=False, name=None)) == rows
        assert once.states["note"].tolist() == notes
        for name in NAMES:
            (Path(folder) / f"{name}.csv").write_text(
                getattr(once, name).to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n"
            )
        again = m.load(folder)
        assert all(getattr(once, name).equals(getattr(again, name)) for name in NAMES)
        assert m.diff(once, again) == []


@few
@given(SOUND, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(rows, chance):
    one, other = tables_of(rows), tables_of(chance.sample(rows, len(rows)))
    for definition in DEFINITIONS:
        assert m.spells(one, "PACT", definition).equals(m.spells(other, "PACT", definition))
    assert m.diff(one, other) == m.diff(one, one) == []


def test_spells_that_may_start_on_one_day_come_as_their_dates_are_written():
    days = {"AAA": "1990-01-01", "BBB": "1990-01", "CCC": "1990"}
    rows = [row for state, day in days.items() for row in steps_of(state, ("signature", day))]
    assert m.spells(tables_of(rows), "PACT")["state"].to_list() == ["CCC", "BBB", "AAA"]

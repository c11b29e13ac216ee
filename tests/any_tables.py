"""Small tables of any kind that the checker passes: a hypothesis strategy."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from membership.intervals.dates import earliest
from tests.small import ACTIONS, CLAIM_COLUMNS, TABLES

Rows = list[tuple[str, ...]]
OPEN_TO = {
    "out": ["signature", "signature", "signature", "observer"],
    "in": ["expiry", "withdrawal", "freeze", "speech", "entry into force", "charter ratification"],
    "paused": ["expiry", "withdrawal", "thaw"],
    "observer": ["signature"],
}
AFTER = {"observer": "observer", "signature": "in", "thaw": "in", "freeze": "paused"}
AFTER |= {"expiry": "out", "withdrawal": "out"}
FIRST_YEARS = (1, 8, 430, 999, 1000, 1356, 1889, 1949, 1991, 1991, 2004, 2019, 2250, 9000, 9980)
LENGTHS = (0, 1, 20, 400, 4000, 12000, 200000)
LAST = date(9999, 12, 30)
ORGANIZATIONS = ("PACT", "a", "9", "Nordic-Council", "X" * 30, "B-2", "UN", "1st-League")
STATES = ("AAA", "b", "007", "CCC-1", "D" * 25, "eu", "ZZ-9", "Q")
NAMES = (
    *("Aland", "Borduria", "The United Federation of Northern and Southern Carpathian Peoples", "O"),
    *("W" * 40, "Þórshöfn & Söhne", "Россия", "Ελλάς", "$x$ _y_ *z*", "[a](b)", "<b>bold</b>", "l'Île d'Or"),
    *("1. FC Köln", "Smith, John", "100 %", "{name}", "back\\slash", "a_b", "#1", '"quoted"', "x" * 70),
)
KINDS = (
    *("treaty", "charter", "protocol", "decision", "summit", "deployment", "appeal", "mission", "fighting"),
    *("statement", "measure", "observer", "term begins", "term ends", "planned", "recognition", "expiry"),
)


@st.composite
def any_tables(draw: Any) -> dict[str, Rows | None]:
    """Draw tables by name, a header and rows each; None where a table is left out."""
    first = date(draw(st.sampled_from(FIRST_YEARS)), 1, 1) + timedelta(days=draw(st.integers(0, 300)))
    states = draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=6, unique=True))
    several = draw(st.sampled_from([1, 1, 2, 3, 5]))
    ids = draw(st.lists(st.sampled_from(ORGANIZATIONS), min_size=1, max_size=several, unique=True))
    organizations = [draw(_organization(one, first)) for one in ids]
    membership = [row for row, end in organizations for row in draw(_histories(row, end, states))]
    names = draw(st.lists(st.sampled_from(NAMES), min_size=len(states), max_size=len(states), unique=True))
    made: dict[str, Rows | None] = {
        "organizations": [(*TABLES["organizations"][0], "in_text", "label"), *dict(organizations)],
        "states": [("state", "name", "note", "tile_column", "tile_row"), *draw(_named(states, names))],
        "actions": [
            (*TABLES["actions"][0], "status", "status_effect"),
            *((*row, "", "") for row in ACTIONS),
            ("observer", "becomes an observer", "", "", "", "", "observer", "begins"),
        ],
        "membership": [TABLES["membership"][0], *membership],
        "dates": None,
        "evidence": None,
    }
    dates = draw(_dates(organizations, states)) if draw(st.booleans()) else []
    if dates:
        made["dates"] = [TABLES["dates"][0], *dates]
    facts = [(row[0], row[4]) for row in membership] + [(row[0], row[3]) for row in dates]
    if facts and draw(st.booleans()):
        made["evidence"] = [("fact", "source", "says", "date", "excerpt"), *draw(_evidence(facts))]
    if draw(st.booleans()):
        made["codings"] = draw(_codings(organizations, states))
    if draw(st.integers(0, 2)) == 0:
        made["claims"] = draw(_claims(organizations, states, dates))
    return made


def _day(draw: Any, low: date, high: date) -> date:
    return low + timedelta(days=draw(st.integers(0, max((high - low).days, 0))))


def _written(draw: Any, day: date) -> str:
    return day.isoformat()[: draw(st.sampled_from([10, 10, 10, 7, 4]))]


def _later(day: date, days: int) -> date:
    return min(LAST, day + timedelta(days=min(days, (LAST - day).days)))


@st.composite
def _organization(draw: Any, one: str, first: date) -> tuple[tuple[str, ...], date]:
    treaty = _later(first, draw(st.sampled_from([0, 0, 0, 30, 900])))
    last = _later(treaty, draw(st.sampled_from(LENGTHS)))
    founded = treaty if draw(st.booleans()) else _day(draw, treaty, last)
    ends = draw(st.sampled_from(["", "", _written(draw, last)]))
    written = _written(draw, treaty)
    same = written if founded == treaty else _written(draw, founded)
    row = (one, draw(st.sampled_from(NAMES)), written, same, ends, _written(draw, last), "")
    more = (draw(st.sampled_from(["", "Pact treaty"])), "", draw(st.sampled_from(["", "the Pact"])))
    return (*row, *more, draw(st.sampled_from(["", "", "Pact & Co", "W" * 40]))), last


@st.composite
def _histories(draw: Any, organization: tuple[str, ...], last: date, states: list[str]) -> Rows:
    one, first = organization[0], earliest(organization[2])
    rows: Rows = []
    if draw(st.integers(0, 9)) == 9:
        return rows
    for state in states:
        now, day, length = "out", _day(draw, first, last), (last - first).days
        for number in range(draw(st.sampled_from([2, 1, 3, 4, 0]))):
            action = draw(st.sampled_from(OPEN_TO[now]))
            rows.append((f"{one}-{state}-{number}", one, state, action, _written(draw, day), "", ""))
            now = AFTER.get(action, now)
            step = draw(st.sampled_from([0, 1, 40, 400, length // 3]))
            if day + timedelta(days=min(step, (LAST - day).days)) > last:
                break
            day = _later(day, step)
        if organization[4] and now in ("in", "paused"):
            rows.append((f"{one}-{state}-x", one, state, "withdrawal", organization[4], "", ""))
    return rows


@st.composite
def _named(draw: Any, states: list[str], names: list[str]) -> Rows:
    places = [draw(st.sampled_from([("", ""), (str(at), "1")])) for at, _ in enumerate(states, start=1)]
    return [(one, name, "", *place) for one, name, place in zip(states, names, places, strict=True)]


@st.composite
def _dates(draw: Any, organizations: list[tuple[tuple[str, ...], date]], states: list[str]) -> Rows:
    rows = []
    for number in range(draw(st.integers(0, 8))):
        row, last = draw(st.sampled_from(organizations))
        first = earliest(row[2])
        about = draw(st.sampled_from(["", "Ann Example", "Mission", *states]))
        of = draw(st.sampled_from([row[0], row[0], ""]))
        day = _written(draw, _day(draw, first, last))
        told = draw(st.sampled_from(["Treaty signed", "A summit of heads of state", "W" * 60, "x", "<i>$a$"]))
        rows.append((f"event-{number}", of, draw(st.sampled_from(KINDS)), day, about, "", told, ""))
    return rows


@st.composite
def _evidence(draw: Any, facts: list[tuple[str, str]]) -> Rows:
    rows: Rows = []
    for fact, day in facts:
        rows.append((fact, draw(st.sampled_from(["gazette", "paper", "unverified"])), "dates", day, ""))
        other = draw(st.sampled_from(["", "", "", "denies", "another", "confirms"]))
        if other == "another":
            given = draw(st.sampled_from(["1993-02", day[:4], "1990-01-01"]))
            rows.append((fact, "paper", "dates", given, "so"))
        elif other:
            rows.append((fact, "paper", other, "", "not so"))
    return rows


@st.composite
def _codings(draw: Any, organizations: list[tuple[tuple[str, ...], date]], states: list[str]) -> Rows:
    rows: Rows = [("dataset", "organization", "state", "start", "end", "status", "note")]
    for _ in range(draw(st.integers(0, 5))):
        row, last = draw(st.sampled_from(organizations))
        first = earliest(row[2])
        start = _day(draw, first, last)
        end = draw(st.sampled_from(["", _written(draw, _day(draw, start, last))]))
        told = (draw(st.sampled_from(["D 1", "A & B"])), row[0], draw(st.sampled_from(states)))
        rows.append((*told, _written(draw, start), end, draw(st.sampled_from(["member", "observer"])), ""))
    return rows


@st.composite
def _claims(
    draw: Any, organizations: list[tuple[tuple[str, ...], date]], states: list[str], dates: Rows
) -> Rows:
    rows: Rows = [CLAIM_COLUMNS]
    for number in range(draw(st.integers(0, 4))):
        row, last = draw(st.sampled_from(organizations))
        kind = draw(st.sampled_from(["", "members", "joined", "left", "count", "spells", "date"]))
        if kind == "date" and not dates:
            kind = ""
        about = {"spells": states[0], "date": dates[0][0] if dates else ""}.get(kind, "")
        stated = {"count": "2", "spells": "1992/2001", "date": "1992-05", "": ""}.get(
            kind, " ".join(states[:2])
        )
        told = ("members", "joined", "left", "count", "spells")
        definition = draw(st.sampled_from(["signed", "participating"])) if kind in told else ""
        start = last.isoformat() if kind in ("members", "count") else row[2][:4] if kind in told else ""
        end = last.isoformat()[:4] if kind in ("joined", "left") else ""
        judged = draw(st.sampled_from(["supported", "contradicted", "opinion", "unverified", "incomplete"]))
        organization = row[0] if kind in told else ""
        claim = (f"C{number}", str(number + 1), "", "Somebody says so", kind, organization, definition, about)
        rows.append((*claim, start, end, stated, judged, "Because", ""))
    return rows

"""What must hold between the tables: the checker's rules, as pure functions on sheets.

Each rule takes the sheets by name and yields a fault for every place that breaks it. `broken` runs
those whose tables can be read, and drops what another fault has said already, so that one slip
gives one fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from membership.intervals.dates import earliest, is_date, latest
from membership.tables.claim_rules import checkable
from membership.tables.faults import Fault, Words, near, nearest
from membership.tables.order_rules import (
    BONDS,
    dissolved_last,
    spells_in_order,
    statuses_in_order,
    suspended_unasked,
)
from membership.tables.sheets import Sheet, Sheets, rule

DEFINITIONS = (*BONDS, "participating")
PLANNED, UNVERIFIED = "planned", "unverified"
_ABSENT = Sheet("")
_PERIODS = (
    ("organizations", "treaty", "dissolved"),
    ("codings", "start", "end"),
    ("claims", "from", "to"),
)
# What an id becomes part of the name of a file beside these, and what no file of Windows may be called.
_TAKEN = {"count", "definitions", "timeline", "", "con", "prn", "aux", "nul"}
_TAKEN |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_VARIANTS = {"narrow", "dark", "outlines", "wide"}


def broken(sheets: Sheets, schemas: Mapping[str, Mapping], known: Collection[Fault] = ()) -> Iterator[Fault]:
    """Yield every fault between and within `sheets`, which are by the name of the table, as are `schemas`.

    `known` is what is wrong with cells and rows; nothing more is said of these.
    """
    told = {(fault.file, fault.line, fault.column) for fault in known}
    torn = {(sheet.file, line) for sheet in sheets.values() for line in sheet.torn}
    for fault in _found(sheets, schemas):
        place = fault.file, fault.line, fault.column
        if place not in told and place[:2] not in torn:
            yield fault


def _found(sheets: Sheets, schemas: Mapping[str, Mapping]) -> Iterator[Fault]:
    def legible(*names: str) -> bool:
        return all(sheets[name].legible if name in sheets else schemas[name]["optional"] for name in names)

    for name, sheet in sheets.items():
        if legible(name):
            yield from duplicates(sheet, schemas[name])
            for key in schemas[name].get("foreignKeys", []):
                if legible(target := key["reference"]["resource"]) and target in sheets:
                    yield from unresolved(sheet, sheets[target], key)
    for each in RULES:
        if legible(*each.reads):
            yield from each.find(sheets)


def duplicates(sheet: Sheet, schema: Mapping) -> Iterator[Fault]:
    """Yield rows whose primary key stands in an earlier row."""
    keys = _names(schema.get("primaryKey", []))
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(sheet.rows) if keys else ():
        written = tuple(row[column] for column in keys)
        # An id is part of an address and of the names of files, where some systems see no capitals.
        key = (written[0].casefold(),) if len(keys) == 1 else written
        if key in seen and any(key):
            earlier = sheet.rows[seen[key]][keys[-1]]
            how = "already" if earlier == written[-1] else f"as {earlier!r}, with other capitals"
            problem = f"stands in line {sheet.lines[seen[key]]} {how}"
            yield sheet.fault(number, keys[-1], problem, f"{', '.join(keys)} must be unique")
        seen.setdefault(key, number)


def unresolved(sheet: Sheet, target: Sheet, key: Mapping) -> Iterator[Fault]:
    """Yield cells that name a row of another table that is not there."""
    (column,), (target_column,) = _names(key["fields"]), _names(key["reference"]["fields"])
    known = target.words(target_column)
    for number, row in enumerate(sheet.rows):
        if (value := row.get(column)) and value not in known:
            yield sheet.fault(number, column, f"is not in {target.file}", _mend(value, known))


@rule("one fact, one table", reads="membership dates", tries="dates")
def facts_once(sheets: Sheets) -> Iterator[Fault]:
    """No fact stands both in membership and in dates."""
    taken = sheets["membership"].words("fact")
    for number, row in enumerate(_rows(sheets, "dates")):
        if row["fact"] in taken:
            problem = f"is a fact of {sheets['membership'].file} too"
            yield sheets["dates"].fault(number, "fact", problem, "every fact has an id of its own")


@rule("names apart", reads="organizations", tries="organizations")
def names_apart(sheets: Sheets) -> Iterator[Fault]:
    """No two organizations give their files the same names, or are called the same."""
    sheet, called, filed = sheets["organizations"], dict[tuple[bool, str], str](), dict[str, str]()
    for number, row in enumerate(sheet.rows):
        one = row["organization"]
        for column in ("name", "label" if row.get("label") else "organization"):
            other = called.setdefault((column == "name", row[column]), one)
            if other.casefold() != one.casefold():
                yield sheet.fault(
                    number, column, f"is what {other} is called too", f"expected another {column}"
                )
        name = re.sub("-+", "-", one.casefold()).strip("-")
        problem = ""
        if name in _TAKEN or name.rsplit("-", 1)[-1] in _VARIANTS:
            problem = f"is {'' if name in _TAKEN else 'at its end '}a word that names other files"
        elif filed.setdefault(name, one).casefold() != one.casefold():
            problem = f"would give its files the names of those of {filed[name]}"
        if problem:
            yield sheet.fault(number, "organization", problem, "expected another id")


@rule("periods run forward", reads="organizations codings claims", tries="organizations codings claims")
def ends_after_start(sheets: Sheets) -> Iterator[Fault]:
    """No period is over before it begins."""
    for name, start, end in _PERIODS:
        for number, row in enumerate(_rows(sheets, name)):
            dated = is_date(row[start]) and is_date(row[end])
            if dated and latest(row[end]) < earliest(row[start]):
                remedy = f"expected a date after {start}"
                yield sheets[name].fault(number, end, f"is before {start}, {row[start]}", remedy)


@rule("nothing unverified", reads="organizations membership dates", tries="membership dates")
def within_knowledge(sheets: Sheets) -> Iterator[Fault]:
    """No fact is later than its organization is verified, unless it is planned."""
    known = {row["organization"]: row["verified_to"] for row in sheets["organizations"].rows}
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            limit = known.get(row["organization"], "")
            late = is_date(row["date"]) and is_date(limit) and earliest(row["date"]) > latest(limit)
            if late and nearest(row.get("kind", ""), [PLANNED]) != PLANNED:
                owner = row["organization"]
                remedy = f"{owner} is verified to {limit}: move verified_to once later days are checked"
                yield sheets[name].fault(number, "date", "is after what is verified", remedy)


@rule("evidence about facts", reads="membership dates evidence", tries="evidence")
def about_facts(sheets: Sheets) -> Iterator[Fault]:
    """Every piece of evidence is about a fact, and has a date where it gives one."""
    facts = _facts(sheets)
    for number, row in enumerate(_rows(sheets, "evidence")):
        sheet = sheets["evidence"]
        if row["fact"] and row["fact"] not in facts:
            problem, remedy = "is not a fact of membership or dates", _mend(row["fact"], facts)
            yield sheet.fault(number, "fact", problem, remedy)
        if row["says"] == "dates" and not row["date"]:
            yield sheet.fault(number, "date", "is empty, and the row says 'dates'", "expected a date")
        if row["says"] in ("confirms", "denies", "omits") and row["date"]:
            remedy = "expected 'dates' or 'other act' in the column says, or no date"
            yield sheet.fault(number, "date", f"is given, and the row says {row['says']!r}", remedy)


@rule("every fact proven", reads="membership dates evidence", tries="membership dates")
def proven(sheets: Sheets) -> Iterator[Fault]:
    """Every fact has evidence that gives its date at its precision, or is marked unverified."""
    if "evidence" not in sheets:
        return
    by_fact, file = _evidence(sheets), sheets["evidence"].file
    acts = sheets.get("dates", _ABSENT).words("fact")
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            act = row.get("act", "")
            inherited = by_fact[act if act in acts else nearest(act, acts)] if act else []
            pieces = by_fact[row["fact"]] + inherited
            given = {piece["date"] for piece in pieces if piece["says"] == "dates"}
            readable = all(map(is_date, {row["date"], *given}))
            if not pieces:
                remedy = f"add a row to {file}, or one with source {UNVERIFIED!r}"
                yield sheets[name].fault(number, "fact", "has no evidence", remedy)
            elif readable and row["date"] not in given and all(p["source"] != UNVERIFIED for p in pieces):
                problem = f"is a date that no evidence of {row['fact']} gives"
                others = ", ".join(sorted(given)) or "no date"
                remedy = f"its evidence gives {others}; expected one piece that says it"
                yield sheets[name].fault(number, "date", problem, remedy)


@rule("states named", reads="states membership dates evidence", tries="evidence")
def named_states(sheets: Sheets) -> Iterator[Fault]:
    """Every state that evidence names is a state, and is named for an act of several."""
    states, sheet = sheets["states"].words("state"), sheets.get("evidence", _ABSENT)
    single = sheets["membership"].words("fact") - sheets.get("dates", _ABSENT).words("fact")
    for number, row in enumerate(sheet.rows):
        yield from sheet.strangers(number, "names", states, f"in {sheets['states'].file}")
        if row.get("names") and row["fact"] in single:
            problem = f"is given, and {row['fact']} is the fact of one state"
            yield sheet.fault(number, "names", problem, "expected it for a fact of dates alone")


@rule("territories named", reads="states", tries="states")
def territories(sheets: Sheets) -> Iterator[Fault]:
    """Every state on the territory of a former state is another state of the table."""
    sheet = sheets["states"]
    states = sheet.words("state")
    for number, row in enumerate(sheet.rows):
        if row.get("territory_now"):
            others = Words(states - {row["state"]})
            yield from sheet.strangers(number, "territory_now", others, f"another state of {sheet.file}")


@rule("bound by facts", reads="states membership dates bindings", tries="bindings")
def bound_by_facts(sheets: Sheets) -> Iterator[Fault]:
    """Every step towards an instrument is a fact, and not another state's."""
    facts, states = _facts(sheets), sheets["states"].words("state")
    owner = {row["fact"]: row["state"] for row in sheets["membership"].rows if row["state"] in states}
    for number, row in enumerate(_rows(sheets, "bindings")):
        fact, sheet = row["fact"], sheets["bindings"]
        if fact and fact not in facts:
            problem, remedy = "is not a fact of membership or dates", _mend(fact, facts)
            yield sheet.fault(number, "fact", problem, remedy)
        elif owner.get(fact, row["state"]) != row["state"]:
            problem = f"is a fact of {owner[fact]}, and the row is about {row['state']}"
            yield sheet.fault(number, "fact", problem, "expected a fact of this state, or an act of several")


@rule("copies have addresses", reads="sources", tries="sources")
def archived_copies(sheets: Sheets) -> Iterator[Fault]:
    """Every archived copy that has a day has an address."""
    for number, row in enumerate(sheets["sources"].rows):
        if row.get("archived_on") and not row.get("archived"):
            problem, remedy = "is given without the address of a copy", "expected one in archived, or no day"
            yield sheets["sources"].fault(number, "archived_on", problem, remedy)


@rule("statuses begin or end", reads="actions", tries="actions")
def status_effects(sheets: Sheets) -> Iterator[Fault]:
    """Every action that names a status says whether it begins or ends."""
    columns = ("status", "status_effect")
    for number, row in enumerate(sheets["actions"].rows):
        for column, other in (columns, columns[::-1]):
            if row.get(other) and not row.get(column) and column in sheets["actions"].columns:
                remedy = "expected both, or neither"
                yield sheets["actions"].fault(number, column, f"is empty, and {other} is given", remedy)


@rule("every source cited", reads="sources evidence codings bindings claims", tries="sources")
def cited(sheets: Sheets) -> Iterator[Fault]:
    """Every source is cited by a piece of evidence, a claim, a coding or a binding."""
    if "evidence" not in sheets:
        return
    cells = [
        row.get("source", "") for name in ("evidence", "codings", "bindings") for row in _rows(sheets, name)
    ]
    used = {*cells, *(source for row in _rows(sheets, "claims") for source in row["sources"].split())}
    for number, row in enumerate(sheets["sources"].rows):
        if row["source"] and row["source"] not in used:
            problem, remedy = "is a source that nothing cites", "cite it or delete the row"
            yield sheets["sources"].fault(number, "source", problem, remedy, warning=True)


# In the order in which the report tells them.
RULES = (
    *(facts_once, names_apart, suspended_unasked, ends_after_start, within_knowledge, about_facts, proven),
    *(named_states, territories, bound_by_facts, archived_copies, status_effects, cited, checkable),
    *(spells_in_order, statuses_in_order, dissolved_last),
)


def _evidence(sheets: Sheets) -> Mapping[str, list[dict[str, str]]]:
    """Return the evidence by fact; a misspelt fact counts as the one it was meant to be."""
    facts, found = _facts(sheets), defaultdict(list)
    for row in _rows(sheets, "evidence"):
        found[row["fact"] if row["fact"] in facts else nearest(row["fact"], facts)].append(row)
    return found


def _facts(sheets: Sheets) -> Words:
    return _once(Words(sheets["membership"].words("fact") | sheets.get("dates", _ABSENT).words("fact")))


@lru_cache(maxsize=1)
def _once(words: Words) -> Words:
    """Return the same words for each rule that asks, so that their near matches are looked for once."""
    return words


def _mend(value: str, known: Iterable[str]) -> str:
    guess = near(value, known)
    return f"{guess} If not, add it there" if guess else "add it there, or write one that is there"


def _names(value: str | Sequence[str]) -> Sequence[str]:
    return [value] if isinstance(value, str) else value


def _rows(sheets: Sheets, name: str) -> tuple[dict[str, str], ...]:
    return sheets.get(name, _ABSENT).rows

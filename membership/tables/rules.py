"""What must hold between the tables: the checker's rules, as pure functions on sheets.

Each rule takes the sheets by name and yields a fault for every place that breaks it. `broken` runs
those whose tables can be read, and drops what another fault has said already, so that one slip
gives one fault.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import chain

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
from membership.tables.sheets import At, Sheet, Sheets, each, rule, strangers

DEFINITIONS = (*BONDS, "participating")
PLANNED, UNVERIFIED = "planned", "unverified"
_ABSENT = Sheet("")
# What an id becomes part of the name of a file beside these, and what no file of Windows may be called.
_TAKEN = {"count", "definitions", "timeline", "", "con", "prn", "aux", "nul"}
_TAKEN |= {f"{port}{number}" for port in ("com", "lpt") for number in range(10)}
_VARIANTS = {"narrow", "dark", "outlines", "wide"}


def broken(sheets: Sheets, schemas: Mapping[str, Mapping], known: Collection[Fault] = ()) -> Iterator[Fault]:
    """Yield every fault between and within `sheets`, which are by the name of the table, as are `schemas`.

    `known` is what is wrong with cells and rows; nothing more is said of these.
    """

    def legible(*names: str) -> bool:
        return all(sheets[name].legible if name in sheets else schemas[name]["optional"] for name in names)

    found = [one.find(sheets) for one in RULES if legible(*one.reads)]
    for name, sheet in sheets.items():
        if legible(name):
            found.append(duplicates(sheet, schemas[name]))
            for key in schemas[name].get("foreignKeys", []):
                if legible(target := key["reference"]["resource"]) and target in sheets:
                    found.append(unresolved(sheet, sheets[target], key))
    told = {(fault.file, fault.line, fault.column) for fault in known}
    torn = {(sheet.file, line) for sheet in sheets.values() for line in sheet.torn}
    for fault in chain.from_iterable(found):
        place = fault.file, fault.line, fault.column
        if place not in told and place[:2] not in torn:
            yield fault


def duplicates(sheet: Sheet, schema: Mapping) -> Iterator[Fault]:
    """Yield rows whose primary key stands in an earlier row."""
    keys = schema.get("primaryKey", [])
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
    (column,), (target_column,) = key["fields"], key["reference"]["fields"]
    known = target.words(target_column)
    for row, at in sheet.each():
        yield from _lost(row, at, column, known, f"in {target.file}")


def _lost(row: Mapping[str, str], at: At, column: str, known: Words, where: str) -> Iterator[Fault]:
    """Yield a fault where a cell is not one of the known words."""
    if (value := row.get(column)) and value not in known:
        guess = near(value, known)
        remedy = f"{guess} If not, add it there" if guess else "add it there, or write one that is there"
        yield at(column, f"is not {where}", remedy)


@rule("one fact, one table", reads="membership dates", tries="dates")
def facts_once(sheets: Sheets) -> Iterator[Fault]:
    """No fact stands both in membership and in dates."""
    first = sheets["membership"]
    taken = first.words("fact")
    for row, at in each(sheets, "dates"):
        if row["fact"] in taken:
            yield at("fact", f"is a fact of {first.file} too", "every fact has an id of its own")


def names_other_files(one: str) -> bool:
    """Return whether the figures of an organization of this id would have the names of others."""
    return one.casefold() in _TAKEN or one.casefold().rsplit("-", 1)[-1] in _VARIANTS


@rule("names apart", reads="organizations", tries="organizations")
def names_apart(sheets: Sheets) -> Iterator[Fault]:
    """No two organizations give their files the same names, or are called the same."""
    called, filed = dict[tuple[bool, str], str](), dict[str, str]()
    for row, at in each(sheets, "organizations"):
        one = row["organization"]
        for column in ("name", "label" if row.get("label") else "organization"):
            other = called.setdefault((column == "name", row[column]), one)
            if other.casefold() != one.casefold():
                yield at(column, f"is what {other} is called too", f"expected another {column}")
        name = re.sub("-+", "-", one.casefold()).strip("-")
        problem = ""
        if names_other_files(name):
            problem = "is, or ends in, a word that names other files"
        elif filed.setdefault(name, one).casefold() != one.casefold():
            problem = f"would give its files the names of those of {filed[name]}"
        if problem:
            yield at("organization", problem, "expected another id")


@rule("periods run forward", reads="organizations codings claims", tries="organizations codings claims")
def ends_after_start(sheets: Sheets) -> Iterator[Fault]:
    """No period is over before it begins."""
    periods = {
        "organizations": ("treaty", "dissolved"),
        "codings": ("start", "end"),
        "claims": ("from", "to"),
    }
    for table, (start, end) in periods.items():
        for row, at in each(sheets, table):
            dated = is_date(row[start]) and is_date(row[end])
            if dated and latest(row[end]) < earliest(row[start]):
                yield at(end, f"is before {start}, {row[start]}", f"expected a date after {start}")


@rule("nothing unverified", reads="organizations membership dates", tries="membership dates")
def within_knowledge(sheets: Sheets) -> Iterator[Fault]:
    """No fact is later than its organization is verified, unless it is planned."""
    known = {row["organization"]: row["verified_to"] for row in sheets["organizations"].rows}
    for row, at in each(sheets, "membership", "dates"):
        owner = row["organization"]
        limit = known.get(owner, "")
        late = is_date(row["date"]) and is_date(limit) and earliest(row["date"]) > latest(limit)
        if late and nearest(row.get("kind", ""), [PLANNED]) != PLANNED:
            remedy = f"{owner} is verified to {limit}: move verified_to once later days are checked"
            yield at("date", "is after what is verified", remedy)


@rule("evidence about facts", reads="membership dates evidence", tries="evidence")
def about_facts(sheets: Sheets) -> Iterator[Fault]:
    """Every piece of evidence is about a fact, and has a date where it gives one."""
    facts = _facts(sheets)
    for row, at in each(sheets, "evidence"):
        yield from _lost(row, at, "fact", facts, "a fact of membership or dates")
        if row["says"] == "dates" and not row["date"]:
            yield at("date", "is empty, and the row says 'dates'", "expected a date")
        if row["says"] in ("confirms", "denies", "omits") and row["date"]:
            remedy = "expected 'dates' or 'other act' in the column says, or no date"
            yield at("date", f"is given, and the row says {row['says']!r}", remedy)


@rule("every fact proven", reads="membership dates evidence", tries="membership dates")
def proven(sheets: Sheets) -> Iterator[Fault]:
    """Every fact has evidence that gives its date at its precision, or is marked unverified."""
    if "evidence" not in sheets:
        return
    facts, acts = _facts(sheets), sheets.get("dates", _ABSENT).words("fact")
    by_fact: dict[str, list[dict[str, str]]] = defaultdict(list)  # a misspelt one is what it was meant to be
    for piece in sheets["evidence"].rows:
        by_fact[piece["fact"] if piece["fact"] in facts else facts.nearest(piece["fact"])].append(piece)
    for row, at in each(sheets, "membership", "dates"):
        act = row.get("act", "")
        inherited = by_fact[act if act in acts else acts.nearest(act)] if act else []
        pieces = by_fact[row["fact"]] + inherited
        given = {piece["date"] for piece in pieces if piece["says"] == "dates"}
        readable = all(map(is_date, {row["date"], *given}))
        if not pieces:
            remedy = f"add a row to {sheets['evidence'].file}, or one with source {UNVERIFIED!r}"
            yield at("fact", "has no evidence", remedy)
        elif readable and row["date"] not in given and all(p["source"] != UNVERIFIED for p in pieces):
            remedy = (
                f"its evidence gives {', '.join(sorted(given)) or 'no date'}; expected one piece that says it"
            )
            yield at("date", f"is a date that no evidence of {row['fact']} gives", remedy)


@rule("states named", reads="states membership dates evidence", tries="evidence")
def named_states(sheets: Sheets) -> Iterator[Fault]:
    """Every state that evidence names is a state, and is named for an act of several."""
    states, where = sheets["states"].words("state"), f"in {sheets['states'].file}"
    single = sheets["membership"].words("fact") - sheets.get("dates", _ABSENT).words("fact")
    for row, at in each(sheets, "evidence"):
        yield from strangers(row, at, "names", states, where)
        if row.get("names") and row["fact"] in single:
            problem = f"is given, and {row['fact']} is the fact of one state"
            yield at("names", problem, "expected it for a fact of dates alone")


@rule("territories named", reads="states", tries="states")
def territories(sheets: Sheets) -> Iterator[Fault]:
    """Every state on the territory of a former state is another state of the table."""
    states, where = sheets["states"].words("state"), f"another state of {sheets['states'].file}"
    for row, at in each(sheets, "states"):
        if row.get("territory_now"):
            yield from strangers(row, at, "territory_now", Words(states - {row["state"]}), where)


@rule("bound by facts", reads="states membership dates bindings", tries="bindings")
def bound_by_facts(sheets: Sheets) -> Iterator[Fault]:
    """Every step towards an instrument is a fact, and not another state's."""
    facts, states = _facts(sheets), sheets["states"].words("state")
    owners = {row["fact"]: row["state"] for row in sheets["membership"].rows if row["state"] in states}
    for row, at in each(sheets, "bindings"):
        yield from _lost(row, at, "fact", facts, "a fact of membership or dates")
        if (owner := owners.get(row["fact"], row["state"])) != row["state"]:
            problem = f"is a fact of {owner}, and the row is about {row['state']}"
            yield at("fact", problem, "expected a fact of this state, or an act of several")


@rule("copies have addresses", reads="sources", tries="sources")
def archived_copies(sheets: Sheets) -> Iterator[Fault]:
    """Every archived copy that has a day has an address."""
    for row, at in each(sheets, "sources"):
        if row.get("archived_on") and not row.get("archived"):
            problem = "is given without the address of a copy"
            yield at("archived_on", problem, "expected one in archived, or no day")


@rule("statuses begin or end", reads="actions", tries="actions")
def status_effects(sheets: Sheets) -> Iterator[Fault]:
    """Every action that names a status says whether it begins or ends."""
    columns = ("status", "status_effect")
    for row, at in each(sheets, "actions"):
        for column, other in (columns, columns[::-1]):
            if row.get(other) and row.get(column) == "":
                yield at(column, f"is empty, and {other} is given", "expected both, or neither")


@rule("every source cited", reads="sources evidence codings bindings claims", tries="sources")
def cited(sheets: Sheets) -> Iterator[Fault]:
    """Every source is cited by a piece of evidence, a claim, a coding or a binding."""
    if "evidence" not in sheets:
        return
    used = {row.get("source", "") for row, _ in each(sheets, "evidence", "codings", "bindings")}
    used |= {source for row, _ in each(sheets, "claims") for source in row["sources"].split()}
    for row, at in each(sheets, "sources"):
        if row["source"] and row["source"] not in used:
            yield at("source", "is a source that nothing cites", "cite it or delete the row", warning=True)


# In the order in which the report tells them.
RULES = (
    *(facts_once, names_apart, suspended_unasked, ends_after_start, within_knowledge, about_facts, proven),
    *(named_states, territories, bound_by_facts, archived_copies, status_effects, cited, checkable),
    *(spells_in_order, statuses_in_order, dissolved_last),
)


def _facts(sheets: Sheets) -> Words:
    return _once(Words(sheets["membership"].words("fact") | sheets.get("dates", _ABSENT).words("fact")))


@lru_cache(maxsize=1)
def _once(words: Words) -> Words:
    """Return the same words for each rule that asks, so that their near matches are looked for once."""
    return words

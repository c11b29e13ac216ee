"""What must hold between the tables: the checker's rules, as pure functions on sheets.

Each rule takes the sheets by name and yields a fault for every place that breaks it. `broken` runs
those whose tables can be read, and drops what another fault has said already, so that one slip
gives one fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from membership.intervals.dates import earliest, is_date, latest
from membership.tables.claim_rules import checkable
from membership.tables.faults import Fault, Words, near, nearest
from membership.tables.name_rules import names_apart, territories
from membership.tables.order_rules import (
    BONDS,
    dissolved_last,
    spells_in_order,
    statuses_in_order,
    suspended_unasked,
)
from membership.tables.sheets import Sheet, Sheets

DEFINITIONS = (*BONDS, "participating")
PLANNED, UNVERIFIED = "planned", "unverified"
_PERIODS = (
    ("organizations", "treaty", "dissolved"),
    ("codings", "start", "end"),
    ("claims", "from", "to"),
)


def broken(sheets: Sheets, schemas: Mapping[str, Mapping], known: Collection[Fault] = ()) -> Iterator[Fault]:
    """Yield every fault between and within `sheets`.

    Parameters
    ----------
    sheets : mapping of str to Sheet
        By the name of the table; one that is absent is left out.
    schemas : mapping of str to mapping
        Their Table Schemas, by the same names.
    known : collection of Fault
        What is wrong with cells and rows; nothing more is said of these.
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
    for rule in RULES:
        if legible(*rule.reads):
            yield from rule.find(sheets)


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
    known = _column(target, target_column)
    for number, row in enumerate(sheet.rows):
        if (value := row.get(column)) and value not in known:
            yield sheet.fault(number, column, f"is not in {target.file}", _mend(value, known))


def facts_once(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts of `dates` whose id is a fact of `membership` too: an id is one address in the report."""
    taken = _column(sheets["membership"], "fact")
    for number, row in enumerate(_rows(sheets, "dates")):
        if row["fact"] in taken:
            problem = f"is a fact of {sheets['membership'].file} too"
            yield sheets["dates"].fault(number, "fact", problem, "every fact has an id of its own")


def ends_after_start(sheets: Sheets) -> Iterator[Fault]:
    """Yield periods that are over before they begin."""
    for name, start, end in _PERIODS:
        for number, row in enumerate(_rows(sheets, name)):
            dated = is_date(row[start]) and is_date(row[end])
            if dated and latest(row[end]) < earliest(row[start]):
                remedy = f"expected a date after {start}"
                yield sheets[name].fault(number, end, f"is before {start}, {row[start]}", remedy)


def within_knowledge(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts dated after the day to which their organization is verified, planned ones excepted."""
    known = {row["organization"]: row["verified_to"] for row in sheets["organizations"].rows}
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            limit = known.get(row["organization"], "")
            late = is_date(row["date"]) and is_date(limit) and earliest(row["date"]) > latest(limit)
            if late and nearest(row.get("kind", ""), [PLANNED]) != PLANNED:
                owner = row["organization"]
                remedy = f"{owner} is verified to {limit}: move verified_to once later days are checked"
                yield sheets[name].fault(number, "date", "is after what is verified", remedy)


def about_facts(sheets: Sheets) -> Iterator[Fault]:
    """Yield evidence about facts that do not exist, and evidence whose date does not fit what it says."""
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


def named_states(sheets: Sheets) -> Iterator[Fault]:
    """Yield evidence that names as a state what is none, or does so for the fact of a single state."""
    states, events = _column(sheets["states"], "state"), _column(sheets.get("dates"), "fact")
    single = _column(sheets["membership"], "fact") - events
    for number, row in enumerate(_rows(sheets, "evidence")):
        named = row.get("names", "").split()
        for word in named:
            if word not in states:
                problem = f"names {word!r}, which is not in {sheets['states'].file}"
                remedy = near(word, states) or "ids are separated by spaces"
                yield sheets["evidence"].fault(number, "names", problem, remedy)
        if named and row["fact"] in single:
            problem = f"is given, and {row['fact']} is the fact of one state"
            yield sheets["evidence"].fault(number, "names", problem, "expected it for a fact of dates alone")


def bound_by_facts(sheets: Sheets) -> Iterator[Fault]:
    """Yield steps towards an instrument whose fact does not exist, or is another state's."""
    facts, states = _facts(sheets), _column(sheets["states"], "state")
    owner = {row["fact"]: row["state"] for row in sheets["membership"].rows if row["state"] in states}
    for number, row in enumerate(_rows(sheets, "bindings")):
        fact, sheet = row["fact"], sheets["bindings"]
        if fact and fact not in facts:
            problem, remedy = "is not a fact of membership or dates", _mend(fact, facts)
            yield sheet.fault(number, "fact", problem, remedy)
        elif owner.get(fact, row["state"]) != row["state"]:
            problem = f"is a fact of {owner[fact]}, and the row is about {row['state']}"
            yield sheet.fault(number, "fact", problem, "expected a fact of this state, or an act of several")


def archived_copies(sheets: Sheets) -> Iterator[Fault]:
    """Yield sources that give the day of an archived copy and no address of it."""
    for number, row in enumerate(sheets["sources"].rows):
        if row.get("archived_on") and not row.get("archived"):
            problem, remedy = "is given without the address of a copy", "expected one in archived, or no day"
            yield sheets["sources"].fault(number, "archived_on", problem, remedy)


def status_effects(sheets: Sheets) -> Iterator[Fault]:
    """Yield actions that name a status and not what they do to it, or the other way round."""
    columns = ("status", "status_effect")
    for number, row in enumerate(sheets["actions"].rows):
        for column, other in (columns, columns[::-1]):
            if row.get(other) and not row.get(column) and column in sheets["actions"].columns:
                remedy = "expected both, or neither"
                yield sheets["actions"].fault(number, column, f"is empty, and {other} is given", remedy)


def proven(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts without evidence, own or through their act, that gives their date at their precision."""
    if "evidence" not in sheets:
        return
    by_fact, file = _evidence(sheets), sheets["evidence"].file
    acts = _column(sheets.get("dates"), "fact")
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            act = row.get("act", "")
            pieces = by_fact[row["fact"]] + (
                by_fact[act if act in acts else nearest(act, acts)] if act else []
            )
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


def cited(sheets: Sheets) -> Iterator[Fault]:
    """Yield a warning for each source that no evidence, claim or coding cites."""
    if "evidence" not in sheets:
        return
    used: frozenset[str] = _column(sheets["evidence"], "source")
    used |= {row.get("source", "") for name in ("codings", "bindings") for row in _rows(sheets, name)}
    used |= {source for row in _rows(sheets, "claims") for source in row["sources"].split()}
    for number, row in enumerate(sheets["sources"].rows):
        if row["source"] and row["source"] not in used:
            problem, remedy = "is a source that nothing cites", "cite it or delete the row"
            yield sheets["sources"].fault(number, "source", problem, remedy, warning=True)


def _evidence(sheets: Sheets) -> Mapping[str, list[dict[str, str]]]:
    """Return the evidence by fact; a misspelt fact counts as the one it was meant to be."""
    facts, found = _facts(sheets), defaultdict(list)
    for row in _rows(sheets, "evidence"):
        found[row["fact"] if row["fact"] in facts else nearest(row["fact"], facts)].append(row)
    return found


def _facts(sheets: Sheets) -> Words:
    return _once(Words(_column(sheets["membership"], "fact") | _column(sheets.get("dates"), "fact")))


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
    return sheets[name].rows if name in sheets else ()


def _column(sheet: Sheet | None, column: str) -> Words:
    return Words(row[column] for row in sheet.rows) if sheet else Words()


class Rule(NamedTuple):
    """A rule of the checker: what it promises, the tables that it reads, and those whose rows it tries."""

    name: str
    promise: str
    find: Callable[[Sheets], Iterator[Fault]]
    reads: tuple[str, ...]
    tries: tuple[str, ...]


RULES = (
    Rule(
        "one fact, one table",
        "No fact stands both in membership and in dates.",
        facts_once,
        reads=("membership", "dates"),
        tries=("dates",),
    ),
    Rule(
        "names apart",
        "No two organizations give their files the same names, or are called the same.",
        names_apart,
        reads=("organizations",),
        tries=("organizations",),
    ),
    Rule(
        "suspensions meant",
        "A suspension that ends a membership was asked for.",
        suspended_unasked,
        reads=("actions", "membership"),
        tries=("membership",),
    ),
    Rule(
        "periods run forward",
        "No period is over before it begins.",
        ends_after_start,
        reads=("organizations", "codings", "claims"),
        tries=("organizations", "codings", "claims"),
    ),
    Rule(
        "nothing unverified",
        "No fact is later than its organization is verified, unless it is planned.",
        within_knowledge,
        reads=("organizations", "membership", "dates"),
        tries=("membership", "dates"),
    ),
    Rule(
        "evidence about facts",
        "Every piece of evidence is about a fact, and has a date where it gives one.",
        about_facts,
        reads=("membership", "dates", "evidence"),
        tries=("evidence",),
    ),
    Rule(
        "every fact proven",
        "Every fact has evidence that gives its date at its precision, or is marked unverified.",
        proven,
        reads=("membership", "dates", "evidence"),
        tries=("membership", "dates"),
    ),
    Rule(
        "states named",
        "Every state that evidence names is a state, and is named for an act of several.",
        named_states,
        reads=("states", "membership", "dates", "evidence"),
        tries=("evidence",),
    ),
    Rule(
        "territories named",
        "Every state on the territory of a former state is another state of the table.",
        territories,
        reads=("states",),
        tries=("states",),
    ),
    Rule(
        "bound by facts",
        "Every step towards an instrument is a fact, and not another state's.",
        bound_by_facts,
        reads=("states", "membership", "dates", "bindings"),
        tries=("bindings",),
    ),
    Rule(
        "copies have addresses",
        "Every archived copy that has a day has an address.",
        archived_copies,
        reads=("sources",),
        tries=("sources",),
    ),
    Rule(
        "statuses begin or end",
        "Every action that names a status says whether it begins or ends.",
        status_effects,
        reads=("actions",),
        tries=("actions",),
    ),
    Rule(
        "every source cited",
        "Every source is cited by a piece of evidence, a claim, a coding or a binding.",
        cited,
        reads=("sources", "evidence", "codings", "bindings", "claims"),
        tries=("sources",),
    ),
    Rule(
        "claims can be checked",
        "Every claim has what its kind of check needs, and names what is there.",
        checkable,
        reads=("sources", "states", "dates", "claims"),
        tries=("claims",),
    ),
    Rule(
        "actions in order",
        "Nothing opens what is open, closes what is not, or pauses outside a membership.",
        spells_in_order,
        reads=("organizations", "states", "actions", "membership"),
        tries=("membership",),
    ),
    Rule(
        "statuses in order",
        "No status begins that has begun, or ends that never had.",
        statuses_in_order,
        reads=("organizations", "states", "actions", "membership"),
        tries=("membership",),
    ),
    Rule(
        "dissolved last",
        "No state is in an organization after it was dissolved.",
        dissolved_last,
        reads=("organizations", "states", "actions", "membership"),
        tries=("organizations",),
    ),
)

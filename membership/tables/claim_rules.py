"""What must hold of a claim so that it can be checked: the checker's rules on the table of claims."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from membership.english import counted
from membership.intervals.dates import is_date
from membership.tables.faults import Fault
from membership.tables.sheets import Sheet, Sheets, each, rule, strangers

_SPELLS = ("organization", "definition", "from", "stated")
NEEDS: Mapping[str, tuple[str, ...]] = {
    "date": ("about", "stated"),
    "order": ("about",),
    "interval": ("about", "stated"),
    "holder": ("organization", "about", "from", "stated"),
    "members": _SPELLS,
    "joined": (*_SPELLS, "to"),
    "left": (*_SPELLS, "to"),
    "count": _SPELLS,
    "spells": ("organization", "definition", "about", "stated"),
}
_COURSES = ("rises", "falls", "stays")
# Which column names ids, and of which table, under which check; sources are named under each.
_NAMES = {
    **dict.fromkeys(("date", "order", "interval"), ("about", "dates")),
    **dict.fromkeys(("members", "joined", "left"), ("stated", "states")),
    "spells": ("about", "states"),
}


@rule("claims can be checked", reads="sources states dates claims", tries="claims")
def checkable(sheets: Sheets) -> Iterator[Fault]:
    """Every claim has what its kind of check needs, and names what is there."""
    ids = {"sources": "source", "dates": "fact", "states": "state"}
    known = {table: sheets.get(table, Sheet("")).words(column) for table, column in ids.items()}
    for row, at in each(sheets, "claims"):
        kind = row["check"]
        lacking = [column for column in NEEDS.get(kind, ()) if not row[column]]
        for column in lacking:
            remedy = f"a check {kind!r} needs: {', '.join(NEEDS[kind])}"
            yield at(column, f"is empty, and check is {kind!r}", remedy)
        for column, table in filter(None, (("sources", "sources"), _NAMES.get(kind))):
            yield from strangers(row, at, column, known[table], f"in {table}")
        for column, problem, remedy in _malformed(row):
            if column not in lacking:
                yield at(column, problem, remedy)


def _malformed(row: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield column, problem and remedy where a check could not read its cells."""
    kind, stated, named = row["check"], row["stated"].split(), len(row["about"].split())
    first = stated[0] if stated else ""
    if kind == "date" and not is_date(first):
        yield "stated", "does not begin with a date", "expected a date, and a place after it if one is stated"
    if kind == "interval" and named != 2:
        yield "about", f"names {counted(named, 'fact')}", "expected two, the earlier first"
    if kind == "interval" and not first.isdecimal():
        yield "stated", "does not begin with a number", "expected a number of years"
    if kind == "order" and named < 2:
        yield "about", "names one fact", "expected two or more, in the order stated"
    if kind == "spells" and not all(_is_spell(word) for word in stated):
        yield "stated", "is not a list of spells", "expected start/end, start/, ... separated by spaces"
    for column in {"members": ("from",), "count": ("from", "to")}.get(kind, ()):
        if is_date(row[column]) and len(row[column]) < 10:
            yield column, "is not a day", f"a check {kind!r} counts on a day, YYYY-MM-DD"
    if kind == "count" and not (row["stated"] in _COURSES if row["to"] else row["stated"].isdecimal()):
        expected = f"one of {', '.join(_COURSES)}" if row["to"] else "a number of members"
        yield "stated", "cannot be held against a count", f"expected {expected}"


def _is_spell(word: str) -> bool:
    start, stroke, end = word.partition("/")
    return bool(stroke) and all(is_date(date) for date in (start, end) if date)

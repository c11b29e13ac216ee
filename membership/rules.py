"""What must hold between the tables: the checker's rules, as pure functions on sheets.

Each rule takes the sheets by name and yields a fault for every place that breaks it.
A rule leaves out what another rule has found already (a date that is none, a state that
nobody knows), so that one slip gives one fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from membership.chronology import CLOSES, CLOSES_AFTER, OPENS, PAUSES, Turn, walk
from membership.dates import earliest, is_date, words
from membership.faults import Fault, near
from membership.sheets import Sheet

Sheets = Mapping[str, Sheet]
DEFINITIONS = ("signed", "in_force", "chartered", "participating")
PLANNED, UNVERIFIED = "planned", "unverified"


def broken(sheets: Sheets, schemas: Mapping[str, Mapping]) -> Iterator[Fault]:
    """Yield every fault between and within `sheets`; `schemas` are their Table Schemas by name."""
    for name, sheet in sheets.items():
        yield from duplicates(sheet, schemas[name])
        yield from unresolved(sheets, sheet, schemas[name].get("foreignKeys", []))
    for rule in (facts_once, references, spells_in_order, within_knowledge, proven, cited, dissolved_last):
        yield from rule(sheets)


def duplicates(sheet: Sheet, schema: Mapping) -> Iterator[Fault]:
    """Yield rows whose primary key stands in an earlier row."""
    keys = schema.get("primaryKey", [])
    keys = [keys] if isinstance(keys, str) else keys
    seen: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(sheet.rows) if keys else ():
        key = tuple(row[column] for column in keys)
        if key in seen:
            yield sheet.fault(
                number,
                keys[-1],
                f"stands in line {sheet.lines[seen[key]]} already",
                f"{', '.join(keys)} must be unique",
            )
        seen.setdefault(key, number)


def unresolved(sheets: Sheets, sheet: Sheet, foreign_keys: Iterable[Mapping]) -> Iterator[Fault]:
    """Yield cells that name a row of another table that is not there."""
    for key in foreign_keys:
        (column,), target = _names(key["fields"]), key["reference"]["resource"]
        if target not in sheets:
            continue
        (target_column,) = _names(key["reference"]["fields"])
        known = _column(sheets[target], target_column)
        for number, row in enumerate(sheet.rows):
            if row[column] and row[column] not in known:
                yield sheet.fault(
                    number, column, f"is not in {sheets[target].file}", near(row[column], known)
                )


def facts_once(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts of `dates` whose id is a fact of `membership` too: an id is one address in the report."""
    taken = _column(sheets["membership"], "fact")
    for number, row in enumerate(_rows(sheets, "dates")):
        if row["fact"] in taken:
            yield sheets["dates"].fault(
                number,
                "fact",
                f"is a fact of {sheets['membership'].file} too",
                "every fact has an id of its own",
            )


def references(sheets: Sheets) -> Iterator[Fault]:
    """Yield evidence about facts that do not exist, and addresses that are not http(s)."""
    facts = _column(sheets["membership"], "fact") | _column(sheets.get("dates"), "fact")
    for number, row in enumerate(_rows(sheets, "evidence")):
        if row["fact"] and row["fact"] not in facts:
            yield sheets["evidence"].fault(
                number, "fact", "is not a fact of membership or dates", near(row["fact"], facts)
            )
    for number, row in enumerate(_rows(sheets, "sources")):
        parts = urlsplit(row["url"])
        if row["url"] and not (parts.scheme in ("http", "https") and parts.netloc):
            yield sheets["sources"].fault(
                number, "url", "is not an http(s) address", "expected https://... or an empty cell"
            )


def spells_in_order(sheets: Sheets) -> Iterator[Fault]:
    """Yield actions that do not fit what went before: opening the open, closing what is not, and so on."""
    sheet = sheets["membership"]
    actions = {row["action"]: row for row in sheets["actions"].rows}
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(sheet.rows):
        if is_date(row["date"]) and row["action"] in actions:
            groups[row["organization"], row["state"]].append(number)
    for (organization, state), numbers in groups.items():
        place = {sheet.rows[number]["fact"]: number for number in numbers}
        for definition in DEFINITIONS[:3]:
            columns = (definition, "participating") if definition == DEFINITIONS[0] else (definition,)
            turns = [
                Turn.of(row["fact"], row["action"], actions[row["action"]][column], row["date"])
                for row in (sheet.rows[number] for number in numbers)
                for column in columns
                if actions[row["action"]][column]
            ]
            for turn, before, after in walk(turns):
                closing = turn.effect in (CLOSES, CLOSES_AFTER)
                if after is None and not (closing and definition != DEFINITIONS[0]):
                    yield _misplaced(
                        sheet, place[turn.fact], turn, before, f"{state} in {organization}", definition
                    )


def _misplaced(sheet: Sheet, number: int, turn: Turn, before: str, who: str, definition: str) -> Fault:
    day = words(sheet.rows[number]["date"])
    if turn.effect == OPENS:
        problem = f"opens a membership of {who} on {day} that is open already (definition {definition})"
        remedy = "expected an action that closes it first"
    elif turn.effect in (CLOSES, CLOSES_AFTER):
        problem = f"closes a membership of {who} on {day} that is not open (definition {definition})"
        remedy = "expected an action that opens it first, or a later date"
    elif turn.effect == PAUSES and before == "paused":
        problem, remedy = (
            f"pauses {who} on {day}, which is paused already",
            "expected an action that resumes it first",
        )
    elif turn.effect == PAUSES:
        problem, remedy = (
            f"pauses {who} on {day} outside a membership",
            "expected an action that opens one first",
        )
    else:
        problem, remedy = (
            f"resumes {who} on {day}, which is not paused",
            "expected an action that pauses it first",
        )
    return sheet.fault(number, "action", problem, remedy)


def within_knowledge(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts dated after the day to which their organization is verified, planned ones excepted."""
    known = {row["organization"]: row["verified_to"] for row in sheets["organizations"].rows}
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            limit = known.get(row["organization"], "")
            late = is_date(row["date"]) and is_date(limit) and earliest(row["date"]) > earliest(limit)
            if late and row.get("kind") != PLANNED:
                owner = row["organization"]
                remedy = f"{owner} is verified to {limit}: move verified_to once later days are checked"
                yield sheets[name].fault(number, "date", "is after what is verified", remedy)


def proven(sheets: Sheets) -> Iterator[Fault]:
    """Yield facts without evidence, own or through their act, that gives their date at their precision."""
    if "evidence" not in sheets:
        return
    by_fact = defaultdict(list)
    for row in sheets["evidence"].rows:
        by_fact[row["fact"]].append(row)
    for name in ("membership", "dates"):
        for number, row in enumerate(_rows(sheets, name)):
            pieces = by_fact[row["fact"]] + (by_fact[row["act"]] if row.get("act") else [])
            given = {piece["date"] for piece in pieces if piece["says"] == "dates"}
            if not pieces:
                remedy = f"add a row to {sheets['evidence'].file}, or one with source {UNVERIFIED!r}"
                yield sheets[name].fault(number, "fact", "has no evidence", remedy)
            elif not is_date(row["date"]):
                continue
            elif row["date"] not in given and not any(piece["source"] == UNVERIFIED for piece in pieces):
                others = ", ".join(sorted(given)) or "no date"
                remedy = f"its evidence gives {others}; expected one piece that says it"
                yield sheets[name].fault(
                    number, "date", f"is a date that no evidence of {row['fact']} gives", remedy
                )


def cited(sheets: Sheets) -> Iterator[Fault]:
    """Yield a warning for each source that no evidence, claim or coding cites."""
    if "evidence" not in sheets:
        return
    used = _column(sheets["evidence"], "source")
    used |= {row.get("source", "") for row in _rows(sheets, "codings")}
    used |= {source for row in _rows(sheets, "claims") for source in row["sources"].split()}
    for number, row in enumerate(_rows(sheets, "sources")):
        if row["source"] not in used:
            yield sheets["sources"].fault(
                number, "source", "is a source that nothing cites", "cite it or delete the row", warning=True
            )
    known = _column(sheets.get("sources"), "source")
    for number, row in enumerate(_rows(sheets, "claims")):
        for source in row["sources"].split():
            if source not in known:
                yield sheets["claims"].fault(
                    number, "sources", f"names {source!r}, which is not in sources", near(source, known)
                )


def dissolved_last(sheets: Sheets) -> Iterator[Fault]:
    """Yield organizations dissolved while a state is still in."""
    actions = {row["action"]: row["signed"] for row in sheets["actions"].rows}
    turns = defaultdict(list)
    for row in sheets["membership"].rows:
        if actions.get(row["action"]) and is_date(row["date"]):
            turn = Turn.of(row["fact"], row["action"], actions[row["action"]], row["date"])
            turns[row["organization"], row["state"]].append(turn)
    for number, row in enumerate(sheets["organizations"].rows):
        if not is_date(row["dissolved"]):
            continue
        last = {
            state: [(turn, after) for turn, _, after in walk(own) if after][-1:]
            for (organization, state), own in turns.items()
            if organization == row["organization"]
        }
        staying = sorted(state for state, steps in last.items() if steps and steps[0][1] != "out")
        if staying:
            yield sheets["organizations"].fault(
                number,
                "dissolved",
                f"is before {', '.join(staying)} left {row['organization']}",
                "expected an action 'dissolution' (or an exit) for each member",
            )


def _names(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _rows(sheets: Sheets, name: str) -> tuple[dict[str, str], ...]:
    return sheets[name].rows if name in sheets else ()


def _column(sheet: Sheet | None, column: str) -> set[str]:
    return {row[column] for row in sheet.rows} if sheet else set()

"""What must hold in time: the checker's rules on the order of a state's actions.

A row whose date, state or action cannot be read breaks no order. It may be the very action that
another one needs, so each such row excuses one action that does not fit: one slip, one fault.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from membership.intervals.chronology import (
    CLOSES,
    CLOSES_AFTER,
    EFFECTS,
    OPENS,
    RESUMES,
    Turn,
    superseded,
    walk,
)
from membership.intervals.dates import is_date, latest, when
from membership.tables.faults import Fault
from membership.tables.sheets import Sheet, Sheets, rule

# The definitions under which actions open and close a membership; taking part is `signed` less the pauses.
BONDS = ("signed", "in_force", "chartered")
IN_FORCE, SUSPENSION = BONDS[1], "suspension"
_Member = tuple[str, str]
_DOUBTFUL = 8  # a member with more rows that cannot be read has no order that could be judged


@rule("actions in order", reads="organizations states actions membership", tries="membership")
def spells_in_order(sheets: Sheets) -> Iterator[Fault]:
    """Nothing opens what is open, closes what is not, or pauses outside a membership."""
    sheet = sheets["membership"]
    misfits: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for bond in BONDS:
        sure, doubtful = _turns(sheets, bond)
        for member, placed in sure.items():
            rows, turns = dict(placed), [turn for turn, _ in placed]
            for turn, before in _misfits(turns, doubtful[member], lenient=bond != BONDS[0]):
                if turn in rows:
                    misfits[rows[turn], turn.effect, before].append(bond)
    for (number, effect, before), bonds in sorted(misfits.items()):
        yield _misplaced(sheet, number, effect, before, bonds)


def status_turns(
    membership: Iterable[Mapping[str, str]], actions: Mapping[str, Mapping[str, str]]
) -> Mapping[tuple[str, str, str], list[Turn]]:
    """Return what begins and ends each status of each state: becoming a member ends every one.

    `membership` are its rows, with dates that can be read, `actions` the rows of the vocabulary, by action;
    what comes back is by organization, state and status.
    """
    turns: dict[tuple[str, str, str], list[Turn]] = defaultdict(list)
    joined: dict[_Member, list[Turn]] = defaultdict(list)
    for row in membership:
        does, member = actions.get(row["action"], {}), (row["organization"], row["state"])
        told = row["fact"], row["action"]
        if effect := {"begins": OPENS, "ends": CLOSES}.get(does.get("status_effect", "")):
            turns[*member, does.get("status", "")].append(Turn.of(*told, effect, row["date"]))
        elif does.get(BONDS[0]) == OPENS:
            joined[member].append(Turn.of(*told, CLOSES, row["date"]))
    return {key: [*own, *joined[key[:2]]] for key, own in turns.items()}


@rule("statuses in order", reads="organizations states actions membership", tries="membership")
def statuses_in_order(sheets: Sheets) -> Iterator[Fault]:
    """No status begins that has begun, or ends that never had."""
    sheet = sheets["membership"]
    actions = {row["action"]: row for row in sheets["actions"].rows}
    if not any(row.get("status_effect") for row in actions.values()):
        return
    rows = {row["fact"]: number for number, row in enumerate(sheet.rows) if is_date(row["date"])}
    turns = status_turns((sheet.rows[number] for number in rows.values()), actions)
    for (organization, state, status), own in turns.items():
        begun = False
        for turn, _, after in walk(own):
            named = bool(actions[turn.action].get("status_effect"))
            if after is None and named and (turn.effect == OPENS or not begun):
                verb = "begins" if turn.effect == OPENS else "ends"
                problem = f"{verb} the status {status!r} of {state} in {organization} {when(turn.text)}"
                problem += ", which has begun already" if begun else ", which has not begun"
                remedy = f"expected an action that {'ends' if begun else 'begins'} it first"
                yield sheet.fault(rows[turn.fact], "action", problem, remedy)
            begun |= turn.effect == OPENS


@rule("dissolved last", reads="organizations states actions membership", tries="organizations")
def dissolved_last(sheets: Sheets) -> Iterator[Fault]:
    """No state is in an organization after it was dissolved."""
    sure, doubtful = _turns(sheets, BONDS[0])
    rows = sheets["organizations"].rows
    ended = {row["organization"]: latest(row["dissolved"]) for row in rows if is_date(row["dissolved"])}
    staying: dict[str, list[str]] = defaultdict(list)
    for member, placed in sorted(sure.items()):
        organization, state = member
        if organization in ended and not doubtful.get(member):
            steps = [(turn, after) for turn, _, after in walk(turn for turn, _ in placed) if after]
            late = any(turn.earliest > ended[organization] for turn, _ in steps)
            if steps and (late or steps[-1][1] != "out"):
                staying[organization].append(state)
    for number, row in enumerate(rows):
        if is_date(row["dissolved"]) and (states := staying.get(row["organization"])):
            problem = f"is before {', '.join(states)} left {row['organization']}"
            remedy = "expected an action 'dissolution' (or an exit) for each member by that day"
            yield sheets["organizations"].fault(number, "dissolved", problem, remedy)


def _turns(
    sheets: Sheets, bond: str
) -> tuple[Mapping[_Member, list[tuple[Turn, int]]], Mapping[_Member, list[Sequence[str]]]]:
    """Return each member's turns with their rows, and what its doubtful rows may do, under a definition."""
    sheet, actions = sheets["membership"], {row["action"]: row for row in sheets["actions"].rows}
    owners = {"organization": "organizations", "state": "states", "action": "actions"}
    known = {column: sheets[table].words(column) for column, table in owners.items()}
    columns = (bond, "participating") if bond == BONDS[0] else (bond,)
    sure: dict[_Member, list[tuple[Turn, int]]] = defaultdict(list)
    doubtful: dict[_Member, list[Sequence[str]]] = defaultdict(list)
    for number, row in enumerate(sheet.rows):
        cells = {column: row[column] for column in known}
        meant = {
            column: cell if cell in known[column] else known[column].nearest(cell)
            for column, cell in cells.items()
        }
        member = meant["organization"], meant["state"]
        effects = [effect for column in columns if (effect := actions.get(meant["action"], {}).get(column))]
        understood = bool(meant["action"]) and set(effects) <= set(EFFECTS)
        as_written = is_date(row["date"]) and meant == cells
        if not (understood and as_written) or sheet.lines[number] in sheet.torn:
            doubtful[member].append(effects if understood else EFFECTS)
            continue
        for effect in effects:
            sure[member].append((Turn.of(row["fact"], row["action"], effect, row["date"]), number))
    if bond == IN_FORCE:
        for member, placed in sure.items():
            gone = superseded(turn for turn, _ in placed)
            sure[member] = [(turn, number) for turn, number in placed if turn not in gone]
    return sure, doubtful


@rule("suspensions meant", reads="actions membership", tries="membership")
def suspended_unasked(sheets: Sheets) -> Iterator[Fault]:
    """A suspension that ends a membership was asked for."""  # noqa: D401
    sheet = sheets["membership"]
    closing = {row["action"] for row in sheets["actions"].rows if row[BONDS[0]] in (CLOSES, CLOSES_AFTER)}
    requests = [row for row in sheet.rows if row["action"] == f"{SUSPENSION} requested"]
    asked = {(row["organization"], row["state"]) for row in requests}
    for number, row in enumerate(sheet.rows):
        member = row["organization"], row["state"]
        if row["action"] == SUSPENSION and SUSPENSION in closing and member not in asked:
            problem = f"ends the membership of {row['state']} in {row['organization']}"
            remedy = (
                "if it was a member all the same, write an action that pauses, 'rights suspended' of the "
                "project's actions; if it was put out, 'expulsion'"
            )
            yield sheet.fault(number, "action", problem, remedy, warning=True)


def _misfits(
    turns: list[Turn], doubtful: Sequence[Sequence[str]], *, lenient: bool
) -> list[tuple[Turn, str]]:
    """Return the turns that do not fit, with the state before them, however the doubtful rows are read."""
    found = _unfit(turns, lenient)
    if len(doubtful) > _DOUBTFUL:
        return []
    for turn, _ in found:
        for place, effects in enumerate(doubtful):
            for effect in effects:
                excuse = Turn("", "", effect, turn.text, turn.earliest, turn.latest)
                if len(_unfit([*turns, excuse], lenient)) < len(found):
                    rest = [*doubtful[:place], *doubtful[place + 1 :]]
                    return _misfits([*turns, excuse], rest, lenient=lenient)
    return found


def _unfit(turns: list[Turn], lenient: bool) -> list[tuple[Turn, str]]:
    """Return the turns that do not fit; a lenient reading lets pass what closes and finds nothing open."""
    return [
        (turn, before)
        for turn, before, after in walk(turns)
        if after is None and not (lenient and turn.effect in (CLOSES, CLOSES_AFTER))
    ]


def _misplaced(sheet: Sheet, number: int, effect: str, before: str, bonds: Sequence[str]) -> Fault:
    row = sheet.rows[number]
    who, day = f"{row['state']} in {row['organization']}", when(row["date"])
    under = f" (definition{'s' * (len(bonds) > 1)} {', '.join(bonds)})"
    if effect == OPENS:
        problem = f"opens a membership of {who} {day} that is open already{under}"
        remedy = "expected an action that closes it first"
    elif effect in (CLOSES, CLOSES_AFTER):
        problem = f"closes a membership of {who} {day} that is not open{under}"
        remedy = "expected an action that opens it first, or a later date"
    elif effect == RESUMES:
        problem = f"resumes the part of {who} {day}, which is not paused"
        remedy = "expected an action that pauses it first"
    elif before == "paused":
        problem = f"pauses the part of {who} {day}, which is paused already"
        remedy = "expected an action that resumes it first"
    else:
        problem = f"pauses the part of {who} {day}, outside a membership"
        remedy = "expected an action that opens one first"
    return sheet.fault(number, "action", problem, remedy)

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
    PAUSES,
    RESUMES,
    Turn,
    superseded,
    walk,
)
from membership.intervals.dates import is_date, latest, when
from membership.tables.faults import Fault
from membership.tables.sheets import Sheets, each, rule

# The definitions under which actions open and close a membership; taking part is `signed` less the pauses.
BONDS = ("signed", "in_force", "chartered")
IN_FORCE, SUSPENSION = BONDS[1], "suspension"
_Member = tuple[str, str]
_DOUBTFUL = 8  # a member with more rows that cannot be read has no order that could be judged
# How an action is told that does not fit what stands before it, by its effect, and what was expected.
_SHUT = "closes a membership of {who} {day} that is not open{under}"
_MISFITS = {
    OPENS: ("opens a membership of {who} {day} that is open already{under}", "closes it first"),
    CLOSES: (_SHUT, "opens it first, or a later date"),
    CLOSES_AFTER: (_SHUT, "opens it first, or a later date"),
    RESUMES: ("resumes the part of {who} {day}, which is not paused", "pauses it first"),
    PAUSES: ("pauses the part of {who} {day}, outside a membership", "opens one first"),
    (PAUSES, "paused"): ("pauses the part of {who} {day}, which is paused already", "resumes it first"),
}


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
        row = sheet.rows[number]
        problem, remedy = _MISFITS.get((effect, before)) or _MISFITS[effect]
        told = {"who": f"{row['state']} in {row['organization']}", "day": when(row["date"])}
        told["under"] = f" (definition{'s' * (len(bonds) > 1)} {', '.join(bonds)})"
        yield sheet.fault(number, "action", problem.format(**told), f"expected an action that {remedy}")


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
    actions = {row["action"]: row for row in sheets["actions"].rows}
    if not any(row.get("status_effect") for row in actions.values()):
        return
    rows = {row["fact"]: (row, at) for row, at in each(sheets, "membership") if is_date(row["date"])}
    turns = status_turns((row for row, _ in rows.values()), actions)
    for (organization, state, status), own in turns.items():
        begun = False
        for turn, _, after in walk(own):
            begins = turn.effect == OPENS
            if after is None and (begins or not begun) and actions[turn.action].get("status_effect"):
                verb = "begins" if begins else "ends"
                problem = f"{verb} the status {status!r} of {state} in {organization} {when(turn.text)}"
                problem += f", which has {'begun already' if begun else 'not begun'}"
                remedy = f"expected an action that {'ends' if begun else 'begins'} it first"
                yield rows[turn.fact][1]("action", problem, remedy)
            begun |= begins


@rule("dissolved last", reads="organizations states actions membership", tries="organizations")
def dissolved_last(sheets: Sheets) -> Iterator[Fault]:
    """No state is in an organization after it was dissolved."""
    ended = [(row, at) for row, at in each(sheets, "organizations") if is_date(row["dissolved"])]
    sure, doubtful = _turns(sheets, BONDS[0]) if ended else ({}, {})
    last = {row["organization"]: latest(row["dissolved"]) for row, _ in ended}
    staying: dict[str, list[str]] = defaultdict(list)
    for (organization, state), placed in sorted(sure.items()):
        if organization in last and not doubtful.get((organization, state)):
            steps = [(turn, after) for turn, _, after in walk(turn for turn, _ in placed) if after]
            late = any(turn.earliest > last[organization] for turn, _ in steps)
            if steps and (late or steps[-1][1] != "out"):
                staying[organization].append(state)
    for row, at in ended:
        if states := staying.get(row["organization"]):
            problem = f"is before {', '.join(states)} left {row['organization']}"
            remedy = "expected an action 'dissolution' (or an exit) for each member by that day"
            yield at("dissolved", problem, remedy)


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
        cells = [row[column] for column in known]
        meant = [
            cell if cell in words else words.nearest(cell)
            for cell, words in zip(cells, known.values(), strict=True)
        ]
        organization, state, action = meant
        effects = [effect for column in columns if (effect := actions.get(action, {}).get(column))]
        understood = bool(action) and set(effects) <= set(EFFECTS)
        as_written = is_date(row["date"]) and meant == cells
        if not (understood and as_written) or sheet.lines[number] in sheet.torn:
            doubtful[organization, state].append(effects if understood else EFFECTS)
            continue
        for effect in effects:
            turn = Turn.of(row["fact"], row["action"], effect, row["date"])
            sure[organization, state].append((turn, number))
    if bond == IN_FORCE:
        for member, placed in sure.items():
            gone = superseded(turn for turn, _ in placed)
            sure[member] = [(turn, number) for turn, number in placed if turn not in gone]
    return sure, doubtful


@rule("suspensions meant", reads="actions membership", tries="membership")
def suspended_unasked(sheets: Sheets) -> Iterator[Fault]:
    """A suspension that ends a membership was asked for."""  # noqa: D401
    closing = {row["action"] for row in sheets["actions"].rows if row[BONDS[0]] in (CLOSES, CLOSES_AFTER)}
    rows = [(row, (row["organization"], row["state"]), at) for row, at in each(sheets, "membership")]
    asked = {member for row, member, _ in rows if row["action"] == f"{SUSPENSION} requested"}
    for row, member, at in rows if SUSPENSION in closing else ():
        if row["action"] == SUSPENSION and member not in asked:
            problem = f"ends the membership of {row['state']} in {row['organization']}"
            remedy = (
                "if it was a member all the same, write an action that pauses, 'rights suspended' of the "
                "project's actions; if it was put out, 'expulsion'"
            )
            yield at("action", problem, remedy, warning=True)


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

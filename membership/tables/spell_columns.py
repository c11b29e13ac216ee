"""Which column of a table of memberships that somebody brings holds what, as the columns' names say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from membership.intervals.frames import quoted

# What a column is called by those who make such tables, the likeliest first; compared without case and signs.
_CODES = """
    state member membercode memberid code statecode countrycode iso3 iso2 iso ccode cowcode cow gwno gw
    stateabb ticker symbol
"""
_THINGS = """
    person player musician director officer company security name membername statename countryname partyname
    club team party country nation city town members participant entity land staat mitglied pays etat membre
    страна государство pais estado miembro
"""
_CALLED = {
    "member": _CODES + _THINGS,
    "name": """
        name statename membername countryname country partyname fullname statenme player company security
    """,
    "start": """
        start from joined since begin began entry entered startdate startyear datefrom fromdate datejoined
        joindate dateadded added membersince begindate accession accessiondate acceded admitted admission
        signed styear validfrom debut debutyear hiredate hired appointed yrent
        von seit beitritt adhesion entree ingreso desde вступление вступления adesao ingresso
    """,
    "end": """
        end to until till left exit exited enddate endyear dateto todate dateleft leavedate dateremoved
        removed withdrawal withdrew endeddate ended finish validto validuntil terminationdate terminated
        resigned cancelled canceled denunciation denounced retired yrexit bis austritt sortie
        salida hasta выход выхода saida uscita
    """,
    "organization": """
        organization organisation org orgcode igo ioname alliance bloc treaty organizationname
        organisationname union league group body index squad club team
    """,
    "status": "status membership membershiptype membershipstatus",
    "note": "note notes remark remarks comment comments",
}
COLUMNS: Mapping[str, tuple[str, ...]] = {name: tuple(words.split()) for name, words in _CALLED.items()}
_AGAIN = re.compile(r"re(?:join|admi|enter|entry|turn|accession).*")
_WHETHER = ("member", "ismember", "current", "iscurrent", "active", "isactive")
_SPAN = re.compile(
    r"\d{4}(?:-\d\d){0,2}\s*(?:[-/\u2013\u2014]\s*(?:\d{4}|[^\W\d]|$)|[\u2013\u2014]\s*\d\d\b)"
)
_YES_NO = {"yes", "no", "true", "false", "1", "0", ""}
_PARTS = {"year": (("month", "mon", "mo"), ("day", "dy")), "yr": (("mo", "mon"), ("day", "dy"))}


class Columns(NamedTuple):
    """The places of the columns that are understood.

    `parts` has those of the month and the day beside a start or an end that is a year, `again` those of a
    second membership in the same row.
    """

    places: Mapping[str, int]
    parts: Mapping[str, tuple[int, ...]]
    again: frozenset[int]


def columns_of(
    file: str, columns: Sequence[str], rows: Sequence[Sequence[str]], told: Mapping[str, str]
) -> Columns:
    """Return the columns that are understood; a ValueError if none holds the members or the starts."""
    if not isinstance(told, Mapping):
        raise TypeError(f"columns: {quoted(told)} is not a mapping such as {{'member': 'Team'}}")
    for name, column in told.items():
        if name not in COLUMNS:
            raise ValueError(f"columns: {name!r} is not known; expected {', '.join(COLUMNS)}")
        if column not in columns:
            raise ValueError(f"{file} has no column {column!r}; it has {_listed(columns)}")
    plain = [_plain(column) for column in columns]
    found = {name: columns.index(column) for name, column in told.items()}
    for name, words in COLUMNS.items():
        if name not in found:
            if name == "name" and "member" in found and plain[found["member"]] in _THINGS.split():
                words = ("name", "fullname")
            free = (plain.index(word) for word in words if word in plain)
            place = next((place for place in free if place not in found.values()), None)
            if place is not None:
                found[name] = place
    for name in ("member", "start", "end"):
        if name not in found:
            likely = [p for p, one in enumerate(columns) if p not in found.values() and _says(one, name)]
            if len(likely) == 1:
                found[name] = likely[0]
    for name in ("member", "start"):
        if name not in found:
            raise ValueError(
                f"{file} has no column that is known to hold the {name}; it has {_listed(columns)}; "
                + (
                    _shape(columns, rows)
                    or f"say which it is, for example columns={{{name!r}: ...}} (--column {name}=...)"
                )
            )
    _settle(found, plain, rows, told)
    sides = [found[side] for side in ("start", "end") if side in found]
    parts = {side: more for side, place in found.items() if place in sides and (more := _parts(plain, place))}
    dated = {re.sub(r"\d+$", "", plain[place]) for place in sides}
    again = {
        place
        for place, name in enumerate(plain)
        if place not in found.values() and (_AGAIN.fullmatch(name) or re.sub(r"\d+$", "", name) in dated)
    }
    if {"lastname", "surname"} & {*plain} and plain[found["member"]] in ("state", *_THINGS.split()):
        raise ValueError(
            f"{file} has the names of its members in several columns; make one of them (--column member=...)"
        )
    return Columns(found, parts, frozenset(again))


def _settle(
    found: dict[str, int], plain: list[str], rows: Sequence[Sequence[str]], told: Mapping[str, str]
) -> None:
    """Let what stands in the columns decide where their names do not."""
    if not rows:
        return
    for place, column in enumerate(plain):
        is_free = "status" not in found and place not in found.values()
        if is_free and column in _WHETHER and {row[place].casefold() for row in rows} <= _YES_NO:
            found["status"] = place
    if "member" in told or "name" in told:
        return
    member, name = found["member"], found.get("name")
    if name is not None and plain[name] in ("name", "fullname"):
        pairs = {(row[member], row[name]) for row in rows}
        several = len(pairs) > len({one for one, _ in pairs})
        if several and any(len(one) > 3 for one, _ in pairs):  # people of a country, not names of one
            found["member"] = found.pop("name")


def _plain(column: str) -> str:
    """Return a column's name as letters and digits, without footnotes."""
    bare = unicodedata.normalize("NFKD", re.sub(r"\[[^\]]*\]", "", column).casefold())
    return "".join(sign for sign in bare if sign.isalnum())


def _says(column: str, name: str) -> bool:
    """Return whether a word of a column's name is one for `name`: "Member state", "Contract end"."""
    words = re.split(r"[\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", column))
    return any(len(word) > 2 and _plain(word) in COLUMNS[name] for word in words)


def _parts(plain: list[str], place: int) -> tuple[int, ...]:
    """Return the places of the month and the day that go with a column of years, as far as there are any."""
    for year, (months, days) in _PARTS.items():
        if year in plain[place]:
            found = []
            for words in (months, days):
                names = [plain[place].replace(year, word) for word in words]
                found += [plain.index(name) for name in names if name in plain][:1]
            return tuple(found)
    return ()


def _shape(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return how to mend a table whose rows are no memberships, or ""."""
    row, plain = "expected a row for each membership, with its start and its end", [*map(_plain, columns)]
    if sum(bool(re.fullmatch(r"\D{0,3}(?:1[5-9]|20)\d\d", name)) for name in plain) > 1:
        return f"its columns are years; {row}"
    if "year" in plain:
        return f"it has a row for each year; {row}"
    if "date" in plain and {"event", "action", "type", "change"} & {*plain}:
        return f"it has a row for each event; {row}"
    for place, name in enumerate(columns):
        if any(_SPAN.match(cells[place]) for cells in rows):
            return f"{name!r} says from when to when in one cell; {row}"
    first = [*map(_plain, rows[0])] if rows else []
    if {*first} & {*COLUMNS["start"]} and not any(map(str.isdecimal, "".join(first))):
        return "its header takes two lines: make one of them"
    return ""


def _listed(columns: Sequence[str]) -> str:
    return ", ".join(filter(None, columns)) or "none"

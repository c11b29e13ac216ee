"""Events and spans of time in lanes, each in a row of its own, so that no label covers another or a mark."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pandas as pd

from membership.charts.kit.canvas import day_number
from membership.charts.kit.language import date_label, iso
from membership.charts.kit.lettering import fitted, width_of
from membership.intervals.dates import earliest, latest, precision, words

DOT, GAP = 0.035, 0.05
_APART = 0.08
_SHORTEST = 0.03


@dataclass(frozen=True)
class Entry:
    """An event or a span of time before it has its row; lengths are in inches from the left of the plot.

    `known` is whether an event's day is known for sure; `proofs` are its links: id, address and name.
    """

    start: float
    end: float
    label: str
    bold: bool = False
    is_span: bool = False
    is_open: bool = False
    known: bool = True
    proofs: tuple[tuple[str, str, str], ...] = ()

    @property
    def reach(self) -> tuple[float, float]:
        """From where to where its mark goes."""
        if self.is_span:
            return self.start, max(self.end, self.start + _SHORTEST)
        middle = (self.start + self.end) / 2
        return min(self.start, middle - DOT), max(self.end, middle + DOT)


@dataclass(frozen=True)
class Mark:
    """An entry with its row, counted from the top of the lane, and its label's side: right, left or below."""

    entry: Entry
    row: int
    side: str

    @property
    def rows(self) -> int:
        """How many rows it needs from the top of the lane on."""
        return self.row + (2 if self.side == "below" else 1)


@dataclass(frozen=True)
class Ruler:
    """The axis of time: its first day, how many days an inch is, and how dates are written."""

    low: float
    per_inch: float
    locale: str
    narrow: bool

    def inches(self, day: date) -> float:
        """Return how far a day is from the left."""
        return (day_number(pd.Timestamp(day)) - self.low) / self.per_inch

    def dated(self, text: str) -> str:
        """Return a date in words."""
        return date_label(text, self.locale)


def in_rows(entries: Sequence[Entry], width: float, size: float) -> list[Mark]:
    """Return the entries of a lane, earliest first, each in the highest row that has room for it.

    A label stands to the right of its mark, to the left where the plot ends too soon, or below where both
    sides are too short; those to the left go down from one to the next, so that a crowd reads in order.

    Examples
    --------
    >>> crowd = [Entry(1.0, 1.0, "one"), Entry(1.1, 1.1, "two"), Entry(3.9, 3.9, "three")]
    >>> [(mark.row, mark.side) for mark in in_rows(crowd, 4.0, 8)]
    [(0, 'right'), (1, 'right'), (0, 'left')]
    """
    taken: list[list[tuple[float, float]]] = []
    marks: list[Mark] = []
    lowest = 0
    for each in entries:
        # Bold letters are wider than those that `fitted` measures.
        label = fitted(each.label, width * (0.85 if each.bold else 1) - 0.2, size)
        entry = replace(each, label=label) if each.label else each
        first, last = entry.reach
        room = width_of(entry.label, size, entry.bold) + GAP + _APART if entry.label else 0.02
        side = "right" if last + room <= width else "left" if first >= room else "below"
        start = first - room if side == "left" else first - 0.02
        end = last + room if side == "right" else last + 0.02
        row, deep = lowest if side == "left" else 0, 1
        if side == "below":
            start, deep = min(start, max(width - room, 0)), 2
            end = max(end, min(first, max(width - room, 0)) + room)
        while any(start < b and a < end for spans in taken[row : row + deep] for a, b in spans):
            row += 1
        taken += [[] for _ in range(row + deep - len(taken))]
        for spans in taken[row : row + deep]:
            spans.append((start, end))
        lowest = row if side == "left" else lowest
        marks.append(Mark(entry, row, side))
    return marks


def entries_by_lane(
    data: pd.DataFrame, bars: Mapping[str, pd.DataFrame], ruler: Ruler
) -> dict[str, list[Entry]]:
    """Return the entries of each lane in order of time.

    `data` are events as `milestones_chart` takes them, `bars` its spans by the kind of their links.
    """
    lanes: dict[str, list[Entry]] = {lane: [] for frame in (data, *bars.values()) for lane in frame["lane"]}
    for lane, entry in _events(data, ruler):
        lanes[lane].append(entry)
    for kind, frame in bars.items():
        for number, cells in enumerate(frame.to_dict("records")):
            lanes[cells["lane"]].append(_bar(cells, number, kind, ruler))
    return {lane: sorted(entries, key=lambda entry: entry.start) for lane, entries in lanes.items()}


def _events(data: pd.DataFrame, ruler: Ruler) -> Iterator[tuple[str, Entry]]:
    firsts = 0
    ordered = data.reset_index(drop=True).sort_values("date", kind="stable")
    for number, cells in ordered.to_dict("index").items():
        first = bool(cells.get("first", False))
        firsts += first
        named = f"{ruler.dated(cells['date'])}  {cells['label']}"
        numbered = str(firsts) if first else ""
        yield (
            cells["lane"],
            Entry(
                start=ruler.inches(earliest(cells["date"])),
                end=ruler.inches(latest(cells["date"])),
                label=numbered if ruler.narrow else named,
                bold=first,
                known=precision(cells["date"]) == "day" and bool(cells.get("sure", True)),
                proofs=_proofs(
                    cells, [("", link_id(int(number)), f"{words(cells['date'])}: {cells['label']}")]
                ),
            ),
        )


def _bar(cells: Mapping[str, Any], number: int, kind: str, ruler: Ruler) -> Entry:
    last = iso(cells["end"])
    days = " – ".join(ruler.dated(text) for text in (cells["start"], last) if text)
    brief = cells.get("brief", cells["label"])
    stop = stops(cells) or cells["start"]
    links = [
        (f"{end}_", link_id(number, f"{kind}-{end}"), f"{cells['label']}, {said} {words(iso(cells[end]))}")
        for end, said in (("start", "from"), ("end", "to"))
        if iso(cells[end])
    ]
    return Entry(
        start=ruler.inches(earliest(cells["start"])),
        end=ruler.inches(latest(stop)),
        label=brief if ruler.narrow else f"{days}  {cells['label']}",
        is_span=True,
        is_open=not last,
        proofs=_proofs(cells, links),
    )


def stops(cells: Mapping[str, Any]) -> str:
    """Return the day on which a span of time stops, or to which it is known."""
    return iso(cells["end"]) or iso(cells.get("until", ""))


def link_id(number: int, kind: str = "milestone") -> str:
    """Return the id in the SVG of the link of an event, or of an end of a bar, by its row in the frame.

    Examples
    --------
    >>> link_id(3), link_id(0, "term-end")
    ('milestone-3', 'term-end-0')
    """
    return f"{kind}-{number}"


def _proofs(
    cells: Mapping[str, Any], links: Sequence[tuple[str, str, str]]
) -> tuple[tuple[str, str, str], ...]:
    """Return those links that have an address: that in a column ``url``, or else of the fact in ``fact``."""
    known = [(gid, cells.get(f"{of}url"), cells.get(f"{of}fact"), name) for of, gid, name in links]
    return tuple((gid, url or f"#fact-{fact}", name) for gid, url, fact, name in known if url or fact)

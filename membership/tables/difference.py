"""What changed between two sets of tables, one sentence per change.

Rows are matched by their ids, so their order never matters; a column that one side lacks is empty there.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from membership.intervals.chronology import PAUSES, RESUMES
from membership.intervals.dates import when, words
from membership.tables.loading import NAMES, Tables, require_tables, schemas
from membership.tables.rules import DEFINITIONS

# What a row is known by where its table has no key of its own. Rows that share it are matched as they
# stand, sorted.
_KEYS = {
    "evidence": ("fact", "source"),
    "codings": ("dataset", "organization", "state"),
}
# What a row is called, "" where by its table and its key, and what more is said of a whole one.
_TOLD = {
    "organizations": ("{organization}", ": {name}"),
    "states": ("", ": {name}"),
    "actions": ("", ": {meaning}"),
    "membership": ("{called}, {organization}: {action}", " {on}"),
    "dates": ("{of}: {title}", ", {day}"),
    "instruments": ("", ": {name}"),
    "bindings": ("{called}, {instrument}: {step}", ", by {fact}"),
    "sources": ("", ": {title}"),
    "evidence": ("{about_fact}; {source}", " {gives}"),
    "codings": ("{called}, {organization}, in {dataset}", ": {status} from {span}"),
    "claims": ("", ": {paraphrase}"),
}
Row = dict[str, str]


@dataclass(frozen=True)
class Change:
    """One row that came or went, or one cell of a row that reads differently.

    `before` and `after` hold the row, or the one cell, by the names of its columns; they are empty for
    what was not there. `text` says it in a sentence.
    """

    table: str
    id: str
    change: str
    before: Row
    after: Row
    text: str

    def __str__(self) -> str:
        """Return the sentence."""
        return self.text


def diff(old: Tables, new: Tables) -> list[Change]:
    """Return what changed from `old` to `new`.

    Returns
    -------
    list of Change
        By table, in the order of the codebook, then by id; none for rows that only moved. `change` is
        "added", "removed" or "changed".

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> diff(tables, tables)
    []
    """
    for tables in (old, new):
        require_tables(tables)
    speech = _Speech(old, new)
    return [change for name in NAMES for change in _changes(name, old, new, speech)]


def _changes(name: str, old: Tables, new: Tables, speech: _Speech) -> Iterator[Change]:
    frames = [getattr(tables, name) for tables in (old, new)]
    columns = list(dict.fromkeys([*frames[1], *frames[0]]))
    was, now = (
        Counter(frame.reindex(columns=columns, fill_value="").itertuples(index=False, name=None))
        for frame in frames
    )
    apart: dict[str, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for side, only in enumerate((was - now, now - was)):
        for cells in sorted(only.elements()):
            row = dict(zip(columns, cells, strict=True))
            apart[" ".join(row[key] for key in _key(name))][side].append(row)
    for key, (before, after) in sorted(apart.items()):
        for one, other in zip(before, after, strict=False):
            for column in (column for column in columns if one[column] != other[column]):
                told = speech.changed(name, other, column, one[column])
                yield Change(name, key, "changed", {column: one[column]}, {column: other[column]}, told)
        for row in before[len(after) :]:
            yield Change(name, key, "removed", row, {}, f"{speech.row(name, row)} (removed)")
        for row in after[len(before) :]:
            yield Change(name, key, "added", {}, row, f"{speech.row(name, row)} (added)")


def _key(table: str) -> Sequence[str]:
    return _KEYS.get(table) or schemas()[table]["primaryKey"]


class _Speech:
    """How rows and cells are called in a sentence, by the names that the tables give."""

    def __init__(self, *both: Tables) -> None:
        self._names = {state: name for t in both for state, name in t.states[["state", "name"]].to_numpy()}
        actions = [t.actions[["action", "participating"]].to_numpy() for t in both]
        self._effects = {action: effect for rows in actions for action, effect in rows}
        self._facts: dict[str, str] = {}
        for tables in both:
            for name in ("membership", "dates"):
                for row in getattr(tables, name).to_dict("records"):
                    self._facts[row["fact"]] = self.subject(name, row)

    def subject(self, table: str, row: Row) -> str:
        """Return what a row is called."""
        state, fact = row.get("state", ""), row.get("fact", "")
        names = {"called": self._names.get(state, state), "about_fact": self._facts.get(fact, fact)}
        names["of"] = row.get("organization") or "no organization"
        own = f"{table.removesuffix('s')} {' '.join(row[key] for key in _key(table))}"
        return _TOLD[table][0].format(**row | names) or own

    def row(self, table: str, row: Row) -> str:
        """Return a whole row in words."""
        day, start, end = (words(row[name]) if row.get(name) else "" for name in ("date", "start", "end"))
        paused = self._effects.get(row.get("action", "")) in (PAUSES, RESUMES)
        told = {
            "day": day,
            "on": f"from {day}" if paused else when(row["date"]) if day else "",
            "gives": f"gives {day}" if day else f"{row.get('says')} it",
            "span": f"{start} to {end}" if end else start,
        }
        return self.subject(table, row) + _TOLD[table][1].format(**row | told)

    def changed(self, table: str, row: Row, column: str, before: str) -> str:
        """Return in words that a cell of a row reads differently."""
        subject, after = self.subject(table, row), row[column]
        if column == "date" and table in ("membership", "dates"):
            return f"{subject}, re-dated from {words(before)} to {words(after)}"
        label = column.replace("_", " ")
        if table == "actions" and column in DEFINITIONS:
            return f"{subject}: under {label} it {after or 'does nothing'}, was {before or 'nothing'}"
        dated = any(each["name"] == column and "dateFormat" in each for each in schemas()[table]["fields"])
        old, now = (words(cell) if dated and cell else repr(cell) if cell else "" for cell in (before, after))
        if before and after:
            return f"{subject}: {label} {now}, was {old}"
        return f"{subject}: {label} {now or old} ({'added' if after else 'removed'})"

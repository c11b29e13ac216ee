"""What the tables promise: each rule of the checker, on how many rows it was tried, and how many broke it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from membership.tables.faults import Fault
from membership.tables.loading import NAMES, Tables, require_tables, schemas
from membership.tables.rules import RULES, duplicates, unresolved
from membership.tables.sheets import CELL_RULES, Sheet, Sheets, wrong_cell

_PROOF = "tests/tables/test_promises.py::test_the_rule_can_fail[{}]"
_UNIQUE = "unique keys", "No two rows of a table have the same key."
_RESOLVED = "references resolve", "Every cell that names a row of another table names one that is there."


def promises(tables: Tables) -> pd.DataFrame:
    """Return what the tables promise, each rule tried again on every row.

    What can be asked of a file only (its encoding, quotes, header) is not among them: without it nothing
    loads. Tables as they stood on an earlier day lack facts that a claim may name.

    Returns
    -------
    DataFrame
        `rule` and `promise`, in words; `tables`, those whose rows it tries, separated by spaces; `tried` and
        `broken` (int), how many rows these have and how many of them break the rule; `test`, the one that
        shows that the rule can fail, by its address in this project.

    Examples
    --------
    >>> import membership as m
    >>> frame = m.promises(m.load())
    >>> bool((frame["tried"] > 0).all()), int(frame["broken"].sum())
    (True, 0)
    """
    require_tables(tables)
    sheets = {name: _sheet(getattr(tables, name), name) for name in NAMES}
    kept = {name: sheet for name, sheet in sheets.items() if sheet.rows or not schemas()[name]["optional"]}
    rows = [
        {
            "rule": name,
            "promise": promise,
            "tables": " ".join(tried),
            "tried": sum(len(sheets[table].rows) for table in tried),
            "broken": len({(fault.file, fault.line) for fault in faults}),
            "test": _PROOF.format(name),
        }
        for name, promise, tried, faults in _trials(kept)
    ]
    return pd.DataFrame(rows)


def _sheet(frame: pd.DataFrame, name: str) -> Sheet:
    """Return a table as the rules read it; its header is line 1."""
    rows = tuple(frame.to_dict("records"))
    return Sheet(f"{name}.csv", tuple(frame.columns), rows, tuple(range(2, len(rows) + 2)))


def _trials(sheets: Sheets) -> Iterator[tuple[str, str, tuple[str, ...], list[Fault]]]:
    """Yield the name and the promise of each rule, the tables whose rows it tries, and what it finds."""
    wrong: dict[str, list[Fault]] = {name: [] for name in CELL_RULES}
    for table, sheet in sheets.items():
        fields = {entry["name"]: entry for entry in schemas()[table]["fields"]}
        for number, row in enumerate(sheet.rows):
            for column, cell in row.items():
                if found := wrong_cell(column, cell, fields.get(column, {})):
                    wrong[found[0]].append(sheet.fault(number, column, found[1]))
    for name, promise in CELL_RULES.items():
        yield name, promise, _asking(sheets, name), wrong[name]
    keyed = tuple(name for name in sheets if schemas()[name].get("primaryKey"))
    yield *_UNIQUE, keyed, [fault for name in keyed for fault in duplicates(sheets[name], schemas()[name])]
    keys = [
        (name, other, key)
        for name in sheets
        for key in schemas()[name].get("foreignKeys", [])
        if (other := key["reference"]["resource"]) in sheets
    ]
    lost = [fault for name, other, key in keys for fault in unresolved(sheets[name], sheets[other], key)]
    yield *_RESOLVED, tuple(dict.fromkeys(name for name, _, _ in keys)), lost
    for rule in RULES:
        if tried := tuple(name for name in rule.tries if name in sheets):
            yield rule.name, rule.promise, tried, list(rule.find(sheets))


def _asking(sheets: Sheets, rule: str) -> tuple[str, ...]:
    """Return the tables with a field of which a rule on cells asks something."""
    asks = {
        "nothing missing": lambda entry: entry.get("constraints", {}).get("required"),
        "real dates": lambda entry: entry.get("dateFormat") == "reduced-date",
        "written forms": lambda entry: "pattern" in entry.get("constraints", {}),
        "known words": lambda entry: "enum" in entry.get("constraints", {}),
    }.get(rule, lambda entry: True)
    return tuple(name for name in sheets if any(map(asks, schemas()[name]["fields"])))

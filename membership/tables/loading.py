"""The tables: the only place that opens a CSV file.

`load` gives them as text, cell by cell as written, once they have passed every rule;
`check` lists what is wrong. The schema is the project's own ``datapackage.json``.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import fill
from typing import Any

import pandas as pd

from membership.intervals.dates import earliest, is_date, latest
from membership.intervals.frames import quoted, written
from membership.tables.faults import Fault, TableError, near
from membership.tables.rules import PLANNED, broken
from membership.tables.sheets import Sheet, decode, records, sheet_of

MENDED = ".mended.csv"  # what `check --fix` writes beside a table
_SHOWN = 12  # as many organizations as a notebook shows of a folder that may have hundreds
csv.field_size_limit(2**31 - 1)  # a cell may be as long as somebody makes it


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of a data folder, each a DataFrame of text; an absent table has no rows.

    `as_of` is the day at which knowledge was cut, or "" for all that is known; `is_own` says whether they
    are the project's own tables, which go out under its name and licence.
    """

    organizations: pd.DataFrame
    states: pd.DataFrame
    actions: pd.DataFrame
    membership: pd.DataFrame
    dates: pd.DataFrame
    instruments: pd.DataFrame
    bindings: pd.DataFrame
    sources: pd.DataFrame
    evidence: pd.DataFrame
    codings: pd.DataFrame
    claims: pd.DataFrame
    as_of: str = ""
    is_own: bool = False

    def __repr__(self) -> str:
        """Return how many rows each table has, and to which day each organization is verified."""
        lines = {what: [f"{name} {told}" for name, told in row.items()] for what, row in self._told().items()}
        if (more := len(lines["verified to"]) - _SHOWN) > 0:
            lines["verified to"][_SHOWN:] = [f"and {more} more"]
        lines["as of"] = [self.as_of] if self.as_of else []
        told = (f"{what}: {', '.join(parts)}" for what, parts in lines.items() if parts)
        return "\n".join(fill(line, 100, subsequent_indent="  ", break_on_hyphens=False) for line in told)

    def _repr_html_(self) -> str:
        """Return the same as a notebook shows it."""
        frames = (pd.DataFrame([row], index=[what]) for what, row in self._told().items())
        return "\n".join(frame.to_html(border=0, max_cols=_SHOWN) for frame in frames)

    def _told(self) -> dict[str, dict[str, Any]]:
        days = self.organizations.set_index("organization")["verified_to"].to_dict()
        return {"rows": {name: len(getattr(self, name)) for name in NAMES}, "verified to": days}


def require_tables(given: object) -> None:
    """Require what `load` gives, not the path that it reads."""
    if isinstance(given, str | Path):
        raise TypeError(f"expected tables, not a path; pass membership.load({str(given)!r})")
    if not isinstance(given, Tables):
        raise TypeError(f"expected tables, not {type(given).__name__}; pass what membership.load gives")


NAMES = tuple(entry.name for entry in fields(Tables) if entry.name not in ("as_of", "is_own"))


def own_data() -> Path:
    """Return the folder of the project's own tables: inside an installed package, or beside a clone's."""
    package = Path(__file__).parents[1]
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


@cache
def schemas() -> dict[str, dict]:
    """Return the Table Schema of each table by name, with ``optional`` from the data package."""
    return {
        entry["name"]: entry["schema"] | {"optional": entry.get("optional", False)}
        for entry in data_package()["resources"]
    }


def data_package() -> dict[str, Any]:
    """Return ``datapackage.json``: what the tables are called, who made them, and their schema."""
    found: dict[str, Any] = json.loads((own_data() / "datapackage.json").read_text(encoding="utf-8"))
    return found


def check(data: str | Path | None = None) -> list[Fault]:
    """Return every fault of the tables in `data`, sorted by file, line and column.

    `data` is a folder, the project's own unless told. The list is empty where the tables are sound; a fault
    with `warning` set does not stop a build.

    Examples
    --------
    >>> check()
    []
    """
    return _read(data)[1]


def load(data: str | Path | None = None, *, as_of: str | date | None = None) -> Tables:
    """Return the tables in `data`, checked.

    Parameters
    ----------
    data : path, optional
        A folder of tables; the project's own unless told.
    as_of : str, date or Timestamp, optional
        A day, as text YYYY-MM-DD: leave out what happened later, as if the report were written that day.

    Raises
    ------
    TableError
        If the tables have faults; it lists every one.
    ValueError
        If `as_of` is not a day.

    Examples
    --------
    >>> load().organizations.columns[0]
    'organization'
    """
    tables, faults = read(data)
    if tables is None:
        raise TableError(fault for fault in faults if not fault.warning)
    untold = isinstance(as_of, str | None) and not as_of
    return tables if untold else known_on(tables, written(as_of))


def read(data: str | Path | None = None) -> tuple[Tables | None, list[Fault]]:
    """Return the tables in `data`, None where they are not sound, and every fault and warning of them."""
    sheets, faults = _read(data)
    if any(not fault.warning for fault in faults):
        return None, faults
    is_own = data is None or Path(data).resolve() == own_data().resolve()
    tables = tables_of(sheets, is_own=is_own)
    # A month or a year that was checked was checked to its end.
    last = tables.organizations["verified_to"].map(lambda text: latest(text).isoformat())
    return replace(tables, organizations=tables.organizations.assign(verified_to=last.astype("str"))), faults


def known_on(tables: Tables, day: str) -> Tables:
    """Return `tables` as they would stand on `day`: no later fact, nothing verified beyond it."""
    if not is_date(day) or len(day) != 10:
        raise ValueError(f"as-of {quoted(day)} is not a day; expected YYYY-MM-DD")
    limit = earliest(day)

    then = {name: getattr(tables, name) for name in NAMES}
    for name, column in (("organizations", "treaty"), ("membership", "date"), ("dates", "date")):
        by_then = then[name][column].map(lambda text: not text or earliest(text) <= limit)
        # Of a table without rows what is mapped is no mask unless told so, and picks no column.
        then[name] = then[name][by_then.astype(bool)]
    then["organizations"] = then["organizations"].assign(
        verified_to=lambda rows: rows["verified_to"].map(lambda text: min(text, day)),
        dissolved=lambda rows: rows["dissolved"].map(
            lambda text: text if text and latest(text) <= limit else ""
        ),
    )
    then["dates"] = then["dates"][then["dates"]["kind"] != PLANNED]
    facts = {*then["membership"]["fact"], *then["dates"]["fact"]}
    for name, column in (("evidence", "fact"), ("bindings", "fact"), ("instruments", "act")):
        then[name] = then[name][then[name][column].isin(facts)]
    then["sources"] = then["sources"][then["sources"]["source"].isin(sources_of(then))]
    return replace(tables, **{name: frame.reset_index(drop=True) for name, frame in then.items()}, as_of=day)


def sources_of(frames: Mapping[str, pd.DataFrame]) -> set[str]:
    """Return the sources that the rows of these tables name."""
    used = {source for name in ("evidence", "codings", "bindings") for source in frames[name]["source"]}
    return used | {source for cell in frames["claims"]["sources"] for source in cell.split()}


def _read(data: str | Path | None) -> tuple[dict[str, Sheet], list[Fault]]:
    if not (data is None or isinstance(data, str | Path)):
        raise TypeError(f"data: {quoted(data)} is not the path of a folder")
    folder, label = (own_data(), "data") if data is None else (Path(data), str(Path(data)))
    if not folder.is_dir():
        problem, remedy = "is a folder that does not exist", "expected a folder of tables"
        if folder.exists():
            problem = "is a file"
            remedy += f"; python -m membership import {folder.name} DIR makes one of a table of memberships"
        return {}, [Fault(label, 0, 0, str(folder), problem, remedy)]
    sheets: dict[str, Sheet] = {}
    faults: list[Fault] = []
    for name in NAMES:
        schema, path, file = schemas()[name], folder / f"{name}.csv", f"{label}/{name}.csv"
        try:
            text, wrong = decode(path.read_bytes(), file)
        except OSError as error:
            problem = "is a directory" if path.is_dir() else f"cannot be read ({error.strerror})"
            if isinstance(error, FileNotFoundError):
                problem = "is a table that is missing"
            else:
                sheets[name] = Sheet(file, legible=False)
            if name in sheets or not schema["optional"]:
                faults.append(Fault(file, 1, 1, path.name, problem, "expected a CSV file"))
        else:
            sheets[name], found = sheet_of(records(text, file), file, schema)
            faults += wrong + found
    faults += _strangers(folder, label)
    return sheets, sorted({*faults, *broken(sheets, schemas(), faults)})


def _strangers(folder: Path, label: str) -> Iterator[Fault]:
    """Yield a warning for each CSV file that is no table: a misspelt name would go unnoticed."""
    known = {f"{name}.csv" for name in NAMES}
    absent = [name for name in known if not (folder / name).exists()]
    for name in {path.name for path in folder.glob("*.[cC][sS][vV]")} - known:
        if not name.endswith(MENDED):
            problem = "is not a table of the codebook; it is not read"
            yield Fault(f"{label}/{name}", 1, 1, name, problem, near(name, absent), warning=True)


def tables_of(sheets: Mapping[str, Sheet], *, is_own: bool = False) -> Tables:
    """Return the tables of sheets, each with every column of its schema; where there is no sheet, no rows."""
    frames = {}
    for name in NAMES:
        sheet = sheets.get(name, Sheet(name))
        columns = dict.fromkeys([*sheet.columns, *(entry["name"] for entry in schemas()[name]["fields"])])
        frames[name] = pd.DataFrame(list(sheet.rows), columns=list(columns), dtype="str").fillna("")
    return Tables(**frames, is_own=is_own)

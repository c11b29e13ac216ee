"""The tables: the only place that opens a CSV file.

`load` gives them as text, cell by cell as written, once they have passed every rule;
`check` lists what is wrong. The schema is the project's own ``datapackage.json``.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cache
from pathlib import Path
from textwrap import fill

import pandas as pd

from membership.intervals.dates import earliest, is_date, latest
from membership.intervals.frames import quoted, written
from membership.tables.decoding import Record, decode, torn_record
from membership.tables.faults import Fault, TableError, near
from membership.tables.rules import PLANNED, broken
from membership.tables.sheets import Sheet, sheet_of


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
        more = len(self.organizations) - _SHOWN
        lines = {
            "rows": [f"{name} {rows}" for name, rows in self._rows().items()],
            "verified to": [f"{one} {day}" for one, day in self._verified().items()][:_SHOWN]
            + ([f"and {more} more"] if more > 0 else []),
            "as of": [self.as_of] if self.as_of else [],
        }
        told = (f"{what}: {', '.join(parts)}" for what, parts in lines.items() if parts)
        return "\n".join(fill(line, 100, subsequent_indent="  ", break_on_hyphens=False) for line in told)

    def _repr_html_(self) -> str:
        """Return the same as a notebook shows it."""
        frames = (
            pd.DataFrame([self._rows()], index=["rows"]),
            pd.DataFrame([self._verified()], index=["verified to"]),
        )
        return "\n".join(frame.to_html(border=0, max_cols=_SHOWN) for frame in frames)

    def _rows(self) -> dict[str, int]:
        return {name: len(getattr(self, name)) for name in NAMES}

    def _verified(self) -> dict[str, str]:
        ids, days = self.organizations["organization"], self.organizations["verified_to"]
        return dict(zip(ids, days, strict=True))


def require_tables(given: object) -> None:
    """Require what `load` gives, not the path that it reads.

    Raises
    ------
    TypeError
        If it is anything else.
    """
    if not isinstance(given, Tables):
        if isinstance(given, str | Path):
            raise TypeError(f"expected tables, not a path; pass membership.load({str(given)!r})")
        raise TypeError(f"expected tables, not {type(given).__name__}; pass what membership.load gives")


_SHOWN = 12  # as many organizations as a notebook shows of a folder that may have hundreds

MENDED = ".mended.csv"  # what `check --fix` writes beside a table

# A cell may be as long as somebody makes it.
csv.field_size_limit(2**31 - 1)

NAMES = tuple(entry.name for entry in fields(Tables) if entry.name not in ("as_of", "is_own"))


def own_data() -> Path:
    """Return the folder of the project's own tables: inside an installed package, or beside a clone's."""
    package = Path(__file__).parents[1]
    return next((path for path in (package / "data",) if path.is_dir()), package.parent / "data")


@cache
def schemas() -> dict[str, dict]:
    """Return the Table Schema of each table by name, with ``optional`` from the data package."""
    package = json.loads((own_data() / "datapackage.json").read_text(encoding="utf-8"))
    return {
        entry["name"]: entry["schema"] | {"optional": entry.get("optional", False)}
        for entry in package["resources"]
    }


def check(data: str | Path | None = None) -> list[Fault]:
    """Return every fault of the tables in `data`, sorted by file, line and column.

    Parameters
    ----------
    data : path, optional
        A folder of tables; the project's own unless told.

    Returns
    -------
    list of Fault
        Empty where the tables are sound. A fault with `warning` set does not stop a build.

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
    untold = as_of is None or (isinstance(as_of, str) and not as_of)
    return tables if untold else known_on(tables, written(as_of))


def read(data: str | Path | None = None) -> tuple[Tables | None, list[Fault]]:
    """Return the tables in `data`, None where they are not sound, and every fault and warning of them."""
    sheets, faults = _read(data)
    if any(not fault.warning for fault in faults):
        return None, faults
    is_own = data is None or Path(data).resolve() == own_data().resolve()
    tables = Tables(**{name: frame_of(sheets.get(name), name) for name in NAMES}, is_own=is_own)
    # A month or a year that was checked was checked to its end.
    last = tables.organizations["verified_to"].map(lambda text: latest(text).isoformat())
    return replace(tables, organizations=tables.organizations.assign(verified_to=last.astype("str"))), faults


def known_on(tables: Tables, day: str) -> Tables:
    """Return `tables` as they would stand on `day`: no later fact, nothing verified beyond it.

    Raises
    ------
    ValueError
        If `day` is not a day.
    """
    if not is_date(day) or len(day) != 10:
        raise ValueError(f"as-of {quoted(day)} is not a day; expected YYYY-MM-DD")
    limit = earliest(day)
    organizations = tables.organizations.copy()
    founded = organizations["treaty"].map(lambda text: not text or earliest(text) <= limit)
    organizations = organizations[founded]
    organizations["verified_to"] = organizations["verified_to"].map(
        lambda text: min(text, day) if text else day
    )
    organizations["dissolved"] = organizations["dissolved"].map(
        lambda text: text if text and latest(text) <= limit else ""
    )
    kept = {
        # Of a table without rows what is mapped is no mask unless told so, and picks no column.
        name: frame[frame["date"].map(lambda text: earliest(text) <= limit).astype(bool)]
        for name, frame in (("membership", tables.membership), ("dates", tables.dates))
    }
    kept["dates"] = kept["dates"][kept["dates"]["kind"] != PLANNED]
    facts = set(kept["membership"]["fact"]) | set(kept["dates"]["fact"])
    evidence = tables.evidence[tables.evidence["fact"].isin(facts)]
    bindings = tables.bindings[tables.bindings["fact"].isin(facts)]
    sources = set(evidence["source"]) | set(tables.codings["source"]) | set(bindings["source"])
    sources |= {source for cell in tables.claims["sources"] for source in cell.split()}
    return replace(
        tables,
        organizations=organizations.reset_index(drop=True),
        membership=kept["membership"].reset_index(drop=True),
        dates=kept["dates"].reset_index(drop=True),
        instruments=tables.instruments[tables.instruments["act"].isin(facts)].reset_index(drop=True),
        bindings=bindings.reset_index(drop=True),
        evidence=evidence.reset_index(drop=True),
        sources=tables.sources[tables.sources["source"].isin(sources)].reset_index(drop=True),
        as_of=day,
    )


def _read(data: str | Path | None) -> tuple[dict[str, Sheet], list[Fault]]:
    if not (data is None or isinstance(data, str | Path)):
        raise TypeError(f"data: {quoted(data)} is not the path of a folder")
    folder = Path(data) if data is not None else own_data()
    label = "data" if data is None else str(folder)
    if not folder.is_dir():
        problem = "is a file" if folder.exists() else "is a folder that does not exist"
        remedy = "expected a folder of tables"
        if folder.exists():
            remedy += f"; python -m membership import {folder.name} DIR makes one of a table of memberships"
        return {}, [Fault(label, 0, 0, str(folder), problem, remedy)]
    sheets: dict[str, Sheet] = {}
    faults = list(_strangers(folder, label))
    for name in NAMES:
        schema, path, file = schemas()[name], folder / f"{name}.csv", f"{label}/{name}.csv"
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            if not schema["optional"]:
                faults.append(
                    Fault(file, 1, 1, path.name, "is a table that is missing", "expected a CSV file")
                )
            continue
        except OSError as error:
            problem = "is a directory" if path.is_dir() else f"cannot be read ({error.strerror})"
            faults.append(Fault(file, 1, 1, path.name, problem, "expected a CSV file"))
            sheets[name] = Sheet(file, legible=False)
            continue
        text, wrong = decode(content, file)
        sheets[name], found = sheet_of(_records(text, file), file, schema)
        faults += wrong + found
    return sheets, sorted({*faults, *broken(sheets, schemas(), faults)})


def _strangers(folder: Path, label: str) -> Iterator[Fault]:
    """Yield a warning for each CSV file that is no table: a misspelt name would go unnoticed."""
    known = {f"{name}.csv" for name in NAMES}
    for file in sorted(path.name for path in folder.glob("*.[cC][sS][vV]")):
        if file not in known and not file.endswith(MENDED):
            absent = [name for name in known if not (folder / name).exists()]
            problem = "is not a table of the codebook; it is not read"
            yield Fault(f"{label}/{file}", 1, 1, file, problem, near(file, absent), warning=True)


def _records(text: str, file: str) -> Iterator[Record]:
    """Yield each record with the number of its first line; after a bad quote, go on with the next line."""
    starts = [0, *(match.end() for match in re.finditer("\n", text))]
    line = 1
    while line <= len(starts):
        first = line
        reader = csv.reader(io.StringIO(text[starts[line - 1] :], newline=""), strict=True)
        try:
            for cells in reader:
                yield Record(cells, line)
                line = first + reader.line_num
            return
        except csv.Error:
            record, line = torn_record(text[starts[line - 1] :], line, file)
            yield record


def frame_of(sheet: Sheet | None, name: str) -> pd.DataFrame:
    """Return the rows of a sheet with every column of its schema; of none, no rows."""
    columns = [entry["name"] for entry in schemas()[name]["fields"]]
    if sheet:
        columns = list(sheet.columns) + [column for column in columns if column not in sheet.columns]
    rows = sheet.rows if sheet else ()
    return pd.DataFrame(list(rows), columns=columns, dtype="str").fillna("")

"""A table with the slips mended that have one remedy: the form of the file, dates with one reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from membership.intervals.dates import is_date
from membership.intervals.reading import day_order, read
from membership.tables.faults import Words
from membership.tables.sheets import csv_text
from membership.tables.spell_rows import rows_of_file


def mended(content: bytes, file: str, schema: Mapping[str, Any]) -> str | None:
    r"""Return the text of a table as it should be written; None where nothing can be mended.

    UTF-8, LF, commas and quotes only where needed, no blank lines, no spaces at the ends of cells, columns by
    their names in the schema, dates as YYYY, YYYY-MM or YYYY-MM-DD where they have one such reading.

    Examples
    --------
    >>> schema = {"fields": [{"name": "fact"}, {"name": "date", "dateFormat": "reduced-date"}]}
    >>> mended(b"fact;Date\r\nA;8 April 1994\r\n", "dates.csv", schema)
    'fact,date\nA,1994-04-08\n'
    """
    try:
        rows = rows_of_file(content, file)
    except ValueError:
        return None
    if rows.faults:
        return None  # which cells are meant cannot be known
    fields = {entry["name"]: entry for entry in schema["fields"]}
    known = Words(fields)
    columns = [name if name in fields else known.nearest(name) or name for name in rows.columns]
    cells = [list(row) for row in rows.cells]
    while columns and not columns[-1] and not any(row[-1] for row in cells):
        columns, cells = columns[:-1], [row[:-1] for row in cells]
    for place, name in enumerate(columns):
        if fields.get(name, {}).get("dateFormat") == "reduced-date":
            order = day_order(row[place] for row in cells)
            for row in cells:
                readings = () if is_date(row[place]) else read(row[place], order)
                if len(readings) == 1 and readings[0].exact:
                    row[place] = readings[0].text
    written = csv_text([columns, *cells])
    return None if written.encode() == content else written

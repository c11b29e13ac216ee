"""A table meant for reading: columns in words, dates in words, links to the proofs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from membership.intervals.dates import is_date, words
from membership.intervals.frames import written
from membership.mime import bundle
from membership.outputs.sentences import Address

# JupyterLab sets the text of cells to the right unless each says otherwise; sites that show notebooks drop
# styles and keep the older attribute.
_LEFT = Markup(' align="left" style="text-align: left"')
_HEAD, _CELL, _ROW = Markup("<th{}>{}</th>"), Markup("<td{}>{}</td>"), Markup("<tr>{}</tr>\n")
_TABLE = Markup("<table>\n<caption{}>{}</caption>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>")


@dataclass(frozen=True)
class Table:
    """A table with its caption and the names of its columns; a cell is a text and its link, or ""."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[tuple[str, str], ...], ...]

    def __str__(self) -> str:
        """Return the cells as lines of text, columns set apart by tabs."""
        rows = ([text for text, _ in row] for row in self.rows)
        return "\n".join([self.caption, *("\t".join(row) for row in (self.head, *rows))])

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        head = Markup("").join(_HEAD.format(_LEFT, name) for name in self.head)
        rows = (Markup("").join(_CELL.format(_LEFT, _linked(*cell)) for cell in row) for row in self.rows)
        body = Markup("").join(_ROW.format(row) for row in rows)
        html = _TABLE.format(_LEFT, self.caption, head, body)
        data = {"caption": self.caption, "head": self.head, "rows": self.rows}
        return bundle("table", data, {"text/html": str(html), "text/plain": str(self)})


def table(
    frame: pd.DataFrame,
    caption: str,
    *,
    columns: Mapping[str, str] | None = None,
    links: Mapping[str, str] | None = None,
    dates: Sequence[str] = (),
) -> Table:
    """Return the rows of a frame as a table to read.

    Parameters
    ----------
    frame : DataFrame
        One row of the table for each of its rows; the index is left out.
    caption : str
        What the table shows, in a few words.
    columns : mapping of str to str, optional
        The columns to show, in order, and what each is called; all of them, by their names, unless told.
        The first names the row.
    links : mapping of str to str, optional
        For a column, the column that says where its cells lead to ("" for nowhere).
    dates : sequence of str, optional
        Columns whose dates are written in words.

    Raises
    ------
    ValueError
        If the frame lacks one of the columns, or a link is no address.

    Examples
    --------
    >>> frame = pd.DataFrame({"name": ["Armenia"], "start": ["1992-05-15"]})
    >>> print(table(frame, "Members", columns={"name": "State", "start": "From"}, dates=["start"]))
    Members
    State	From
    Armenia	15 May 1992
    """
    shown = dict(columns or {name: str(name) for name in frame})
    links = links or {}
    if absent := [name for name in (*shown, *links.values(), *dates) if name not in frame]:
        raise ValueError(f"the frame has no column {absent[0]!r}; it has {', '.join(map(str, frame))}")
    cells = [
        [
            (_text(value, dated=name in dates), str(Address(target)) if target else "")
            for value, target in zip(
                frame[name], frame[links[name]] if name in links else [""] * len(frame), strict=True
            )
        ]
        for name in shown
    ]
    return Table(str(caption), tuple(shown.values()), tuple(zip(*cells, strict=True)))


def _text(value: Any, *, dated: bool) -> str:
    if isinstance(value, pd.Timestamp):
        value = written(value)
    if isinstance(value, list | tuple):
        return ("; " if any("," in str(one) for one in value) else ", ").join(map(str, value))
    if pd.isna(value):
        return ""
    return words(value) if dated and isinstance(value, str) and is_date(value) else str(value)


def _linked(text: str, target: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(target, text) if target else escape(text)

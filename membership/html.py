"""Words and tables as HTML, escaped once, here.

Every value that comes from a table reaches a page through this module, so a cell
that looks like markup is shown as the text it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

import pandas as pd


class Html(str):
    """Finished HTML that a notebook shows as it is.

    Only code that has escaped its values may wrap them in this class.

    Examples
    --------
    >>> Html("<p>six</p>")._repr_html_()
    '<p>six</p>'
    """

    def __html__(self) -> str:
        """Return the markup itself (the protocol of markupsafe)."""
        return str(self)

    def _repr_html_(self) -> str:
        return str(self)

    def __add__(self, other: str) -> Html:
        """Join two pieces of finished HTML."""
        return Html(str(self) + text(other))


def text(value: object) -> str:
    """Return `value` as HTML: finished HTML unchanged, anything else escaped.

    Examples
    --------
    >>> text("<b>")
    '&lt;b&gt;'
    >>> text(Html("<b>"))
    '<b>'
    """
    return str(value) if isinstance(value, Html) else escape(str(value))


def paragraph(*sentences: str, css: str = "") -> Html:
    """Return one paragraph made of `sentences`, each escaped unless already `Html`.

    Examples
    --------
    >>> paragraph("Six < seven.", "So it is.")
    '<p>Six &lt; seven. So it is.</p>'
    """
    attribute = f' class="{escape(css)}"' if css else ""
    return Html(f"<p{attribute}>{' '.join(text(part) for part in sentences)}</p>")


def link(label: str, target: str) -> Html:
    """Return a link; `target` must be a fragment, a relative path or an http(s) address.

    Raises
    ------
    ValueError
        If `target` has any other scheme (``javascript:``, ``data:``, ...).

    Examples
    --------
    >>> link("proof", "#fact-X")
    '<a href="#fact-X">proof</a>'
    """
    scheme = target.split("/", 1)[0].split("#", 1)[0].split("?", 1)[0]
    if ":" in scheme and scheme.lower() not in ("http:", "https:"):
        raise ValueError(f"{target!r} is not a fragment, a relative path or an http(s) address")
    return Html(f'<a href="{escape(target)}">{text(label)}</a>')


def html_table(
    frame: pd.DataFrame,
    caption: str,
    *,
    headings: Mapping[str, str] | None = None,
    row_header: str | None = None,
    css: str = "",
) -> Html:
    """Return `frame` as an accessible table: caption, column and row scopes, all cells escaped.

    Parameters
    ----------
    frame : DataFrame
        Shown as it stands, column by column; the index is left out.
    caption : str
        What the table shows.
    headings : mapping of str to str, optional
        Words for the column names; a column without one shows its own name.
    row_header : str, optional
        The column that names each row; the first one unless told.
    css : str, optional
        A class for the table.

    Returns
    -------
    Html
    """
    headings = headings or {}
    row_header = row_header or str(frame.columns[0])
    head = "".join(f'<th scope="col">{text(headings.get(str(c), str(c)))}</th>' for c in frame.columns)
    body = "".join(_row(frame.columns, values, row_header) for values in frame.itertuples(index=False))
    attribute = f' class="{escape(css)}"' if css else ""
    return Html(
        f'<div class="table" role="region" aria-label="{escape(caption)}" tabindex="0"><table{attribute}>'
        f"<caption>{text(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _row(columns: Iterable[object], values: Iterable[object], row_header: str) -> str:
    cells = (
        f'<th scope="row">{text(value)}</th>' if column == row_header else f"<td>{text(value)}</td>"
        for column, value in zip(columns, values, strict=True)
    )
    return f"<tr>{''.join(cells)}</tr>"

"""What to call an organization where there is little room: on a chart, over a column.

An id is made to be typed, and may mean something else to a reader; a label is made to be read. Where the
table of organizations gives no label the id is one.
"""

from __future__ import annotations

from membership.tables.loading import Tables


def labels(tables: Tables) -> dict[str, str]:
    """Return the short label of every organization by its id, in the order of their table.

    Returns
    -------
    dict of str to str
        What the charts take as `headings`.

    Examples
    --------
    >>> import membership as m
    >>> labels(m.load())["NATO"]
    'NATO'
    """
    rows = tables.organizations
    return {
        organization: label or organization
        for organization, label in zip(rows["organization"], rows["label"], strict=True)
    }

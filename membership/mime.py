"""The private MIME type in which a notebook hands data to the exported page."""

from __future__ import annotations

from typing import Any

PRIVATE = "application/vnd.membership+json"


def bundle(part: str, data: dict[str, Any], shown: dict[str, Any]) -> dict[str, Any]:
    """Return what an output holds: what every Jupyter shows, and the data of a part for the page.

    Examples
    --------
    >>> bundle("note", {"said": "Six."}, {"text/plain": "Six."})[PRIVATE]
    {'part': 'note', 'said': 'Six.'}
    """
    return shown | {PRIVATE: {"part": part} | data}

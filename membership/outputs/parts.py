"""A part of the page that a notebook fills with data and a template makes markup of."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from membership.mime import bundle
from membership.outputs.reading_tables import Table
from membership.outputs.sentences import Prose


@dataclass(frozen=True, eq=False)
class Part:
    """Data for the template ``parts/NAME.html.j2``, and what Jupyter shows in its place."""

    name: str
    data: Mapping[str, Any]
    plain: Table | Prose

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        shown = {
            kind: said for kind, said in self.plain._repr_mimebundle_().items() if kind.startswith("text/")
        }
        return bundle(self.name, dict(self.data), shown)


def part(name: str, data: Mapping[str, Any], plain: Table | Prose) -> Part:
    """Return a part of the page: what only the exported page can show.

    Parameters
    ----------
    name : str
        Of its template.
    data : mapping
        What the template is given; it must be what JSON can hold.
    plain : Table or Prose
        The same for a reader in Jupyter.

    Raises
    ------
    TypeError, ValueError
        If the data hold what JSON cannot, such as a missing number.
    """
    json.dumps(data, allow_nan=False)
    return Part(name, data, plain)

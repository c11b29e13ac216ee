"""Read a finished page as text: its elements, what they say, and the scripts that a browser would run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag


class Reading:
    """What a page says: its headings, ids, links, pictures and scripts, in order.

    Examples
    --------
    >>> reading = Reading("<h1 id='top'>Six &lt; nine</h1><p class='finding'>So it is.</p>")
    >>> reading.headings, reading.ids
    ([(1, 'top', 'Six < nine')], ['top'])
    """

    def __init__(self, page: str) -> None:
        self._page = BeautifulSoup(page, "html.parser", multi_valued_attributes=None)
        tags = self._page.find_all(True)
        self.elements = [(tag.name, _attributes(tag)) for tag in tags]
        self._named = {str(tag["id"]): tag for tag in reversed(tags) if tag.get("id")}

    def every(self, *tags: str) -> Iterator[tuple[dict[str, str], str]]:
        """Yield the attributes and the text of each element with one of these names."""
        for tag in self._page.find_all(list(tags)):
            yield _attributes(tag), tag.get_text()

    @property
    def headings(self) -> list[tuple[int, str, str]]:
        """Level, id and text of every heading."""
        levels = {f"h{level}": level for level in range(1, 7)}
        found = ((levels[tag.name], tag) for tag in self._page.find_all(list(levels)))
        return [(level, str(tag.get("id", "")), " ".join(tag.get_text().split())) for level, tag in found]

    @property
    def ids(self) -> list[str]:
        """Every id, as often as it is given."""
        return [attributes["id"] for _, attributes in self.elements if attributes.get("id")]

    def text(self, identifier: str) -> str:
        """Return what the first element with an id says, "" where there is none."""
        return self._named[identifier].get_text() if identifier in self._named else ""


def _attributes(tag: Tag) -> dict[str, str]:
    return {name: str(value) for name, value in tag.attrs.items()}


def script_hash(script: str) -> str:
    """Return the source expression that lets a Content Security Policy run exactly this script.

    Examples
    --------
    >>> script_hash("")
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def scripts(reading: Reading) -> list[str]:
    """Return the text of every script of a page that a browser might run: all but blocks of data.

    Examples
    --------
    >>> page = "<script>go()</script><script type='application/json'>[6]</script>"
    >>> scripts(Reading(page))
    ['go()']
    """
    kinds = reading.every("script")
    return [text for attributes, text in kinds if attributes.get("type", "").strip().lower() not in _DATA]


_DATA = {"application/json", "application/ld+json"}

"""Read a finished page as text: its elements, what they say, and the scripts that a browser would run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reading(HTMLParser):
    """What a page says: its headings, ids, links, pictures and scripts, in order.

    Examples
    --------
    >>> reading = Reading("<h1 id='top'>Six &lt; nine</h1><p class='finding'>So it is.</p>")
    >>> reading.headings, reading.said("finding")
    ([(1, 'top', 'Six < nine')], 'So it is.')
    """

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self._pieces: list[str] = []
        self._spans: list[list[int]] = []
        self._open: list[int] = []
        self.feed(page)
        self.close()
        for index in self._open:
            self._spans[index][1] = len(self._pieces)
        self.texts = ["".join(self._pieces[start:end]) for start, end in self._spans]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element and its attributes."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._spans.append([len(self._pieces), len(self._pieces)])
        if tag not in _VOID:
            self._open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that closes itself, as in SVG."""
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self._open.pop()

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of that name, and what it left open inside."""
        for depth in range(len(self._open) - 1, -1, -1):
            if self.elements[self._open[depth]][0] == tag:
                for index in self._open[depth:]:
                    self._spans[index][1] = len(self._pieces)
                del self._open[depth:]
                return

    def handle_data(self, data: str) -> None:
        """Keep the text; an element's own is what stands between its tags."""
        self._pieces.append(data)

    def every(self, *tags: str) -> Iterator[tuple[dict[str, str], str]]:
        """Yield the attributes and the text of each element with one of these names."""
        for (tag, attributes), text in zip(self.elements, self.texts, strict=True):
            if tag in tags:
                yield attributes, text

    @property
    def headings(self) -> list[tuple[int, str, str]]:
        """Level, id and text of every heading."""
        levels = {f"h{level}": level for level in range(1, 7)}
        return [
            (levels[tag], attributes.get("id", ""), " ".join(text.split()))
            for (tag, attributes), text in zip(self.elements, self.texts, strict=True)
            if tag in levels
        ]

    @property
    def ids(self) -> list[str]:
        """Every id, as often as it is given."""
        return [attributes["id"] for _, attributes in self.elements if attributes.get("id")]

    def said(self, css: str) -> str:
        """Return the text of the first element of a class, or ""."""
        found = (
            text
            for (_, attributes), text in zip(self.elements, self.texts, strict=True)
            if css in attributes.get("class", "").split()
        )
        return " ".join(next(found, "").split())


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

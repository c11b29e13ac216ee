"""Read finished pages as a browser, a screen reader and a suspicious editor would, and say what is wrong.

Pages are text here: nothing is executed, nothing is opened.
"""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

FILLER = "No description has been provided"
_LOADERS = {"script", "link", "iframe", "object", "embed", "img", "source", "audio", "video", "image", "use"}
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
    """Return the text of every script of a page that a browser would run."""
    return [text for attributes, text in reading.every("script") if attributes.get("type", "") in _RUNS]


_RUNS = {"", "module", "text/javascript", "application/javascript"}


def proofread(
    pages: Mapping[str, str],
    files: Iterable[str],
    *,
    known_scripts: Iterable[str] = (),
    private: Iterable[str] = (),
) -> list[str]:
    """Return every fault of the pages, in words, sorted by page.

    Parameters
    ----------
    pages : mapping of str to str
        The HTML of each page by its path in the output, ``notebooks/html/index.html``.
    files : iterable of str
        The other files of the output, to which pages may link.
    known_scripts : iterable of str
        The scripts that the package itself puts into pages; any other is a fault.
    private : iterable of str
        Text that no page may show, such as the folders of the machine.
    """
    readings = {name: Reading(page) for name, page in pages.items()}
    anchors = {name: set(reading.ids) for name, reading in readings.items()}
    known, hidden, others = set(known_scripts), [text for text in private if text], set(files)
    told = []
    for name, reading in sorted(readings.items()):
        found = [
            *_structure(reading),
            *_names(reading),
            *_loads(reading),
            *_links(name, reading, anchors, others),
        ]
        found += [
            f"has a script that is not the package's own: {s.strip()[:60]!r}"
            for s in scripts(reading)
            if s not in known
        ]
        found += [f"shows {text!r}, a place on this machine" for text in hidden if text in pages[name]]
        if FILLER in pages[name]:
            found.append(f"says '{FILLER}': a picture has no text alternative")
        told += [f"{name}: {fault}" for fault in dict.fromkeys(found)]
    return told


def _structure(reading: Reading) -> Iterator[str]:
    headings = reading.headings
    if (count := sum(level == 1 for level, _, _ in headings)) != 1:
        yield f"has {count} main headings (# ...); a page has one"
    for (above, _, _), (level, _, text) in zip(headings, headings[1:], strict=False):
        if level > above + 1:
            yield f"skips from heading level {above} to {level} at {text!r}"
    for level, anchor, text in headings:
        if not text:
            yield f"has an empty heading of level {level}"
        elif level == 2 and not anchor:
            yield f"has no id on the heading {text!r}, so the contents list cannot lead there"
    for anchor, count in Counter(reading.ids).items():
        if count > 1:
            yield f"uses the id {anchor!r} {count} times"


def _names(reading: Reading) -> Iterator[str]:
    texts = {
        a["id"]: text for (_, a), text in zip(reading.elements, reading.texts, strict=True) if a.get("id")
    }
    for tag, attributes in reading.elements:
        for target in (
            *attributes.get("aria-labelledby", "").split(),
            *attributes.get("aria-describedby", "").split(),
        ):
            if not texts.get(target, "").strip():
                yield f"names <{tag}> by the id {target!r}, which says nothing"
        if tag == "img" and not attributes.get("alt", "").strip():
            yield f"has a picture without alt text: {attributes.get('src', '')[:60]!r}"
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            named = attributes.get("aria-label", "").strip() or attributes.get("aria-labelledby", "").strip()
            if attributes.get("role") not in _PICTURE or not named:
                yield "has an SVG without a role and a name (role, aria-label or aria-labelledby)"


_PICTURE = {"img", "graphics-document", "group", "figure"}


def _loads(reading: Reading) -> Iterator[str]:
    """Yield whatever would fetch or run something when the page is opened."""
    for tag, attributes in reading.elements:
        if tag in ("iframe", "object", "embed", "base", "form") or (tag == "meta" and _refreshes(attributes)):
            yield f"has a <{tag}> element"
        for attribute, value in attributes.items():
            if attribute.startswith("on"):
                yield f"has an {attribute} handler on <{tag}>"
            fetched = tag in _LOADERS and attribute in (
                "src",
                "href",
                "xlink:href",
                "srcset",
                "data",
                "poster",
            )
            if fetched and not value.startswith(("data:", "#")):
                yield f"loads {value[:80]!r} by <{tag} {attribute}>"
            if attribute == "style":
                yield from _style_loads(value)
    for _, text in reading.every("style"):
        yield from _style_loads(text)


def _refreshes(attributes: Mapping[str, str]) -> bool:
    return attributes.get("http-equiv", "").lower() == "refresh"


def _style_loads(style: str) -> Iterator[str]:
    for target in re.findall(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s;]*)", style):
        if not target.startswith(("data:", "#")):
            yield f"loads {target[:80]!r} from a style"


def _links(name: str, reading: Reading, anchors: Mapping[str, set[str]], files: set[str]) -> Iterator[str]:
    for tag, attributes in reading.elements:
        target = attributes.get("href", attributes.get("xlink:href", "")).strip()
        if tag not in ("a", "area") or not target:
            continue
        scheme, place, path, _, fragment = urlsplit(target)
        if scheme or place:
            if scheme not in ("http", "https"):
                yield f"links to {target[:80]!r}, which is neither a page here nor an http(s) address"
            continue
        aim = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path))) if path else name
        if aim not in anchors and aim not in files:
            yield f"links to {target!r}, which is not in the report"
        elif fragment and aim in anchors and unquote(fragment) not in anchors[aim]:
            yield f"links to {target!r}, and there is no such place"

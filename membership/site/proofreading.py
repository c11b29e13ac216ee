"""Read finished pages as a browser, a screen reader and a suspicious editor would, and say what is wrong.

Pages are text here: nothing is executed, nothing is opened.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from membership.site.reading import Reading, scripts

FILLER = "No description has been provided"


def proofread(
    pages: Mapping[str, str],
    files: Iterable[str],
    *,
    known_scripts: Iterable[str] = (),
    private: Iterable[str] = (),
) -> list[str]:
    """Return every fault of the pages, in words, sorted by page.

    Pages are HTML by their paths in the output, ``notebooks/html/index.html``; to its other `files` they may
    link. They may hold the `known_scripts` and no other, and show no `private` text, such as a folder.
    """
    readings = {name: Reading(page) for name, page in pages.items()}
    anchors = {name: set(reading.ids) for name, reading in readings.items()}
    known, others = set(known_scripts), set(files)
    hidden = {place: _mention(place) for place in private if place.count("/") > 1}
    told = []
    for name, reading in sorted(readings.items()):
        found = [
            *_frame(reading),
            *_structure(reading),
            *_names(reading),
            *_loads(name, reading, others),
            *_links(name, reading, anchors, others),
        ]
        found += [
            f"has a script that is not the package's own: {s.strip()[:60]!r}"
            for s in scripts(reading)
            if s not in known
        ]
        found += [
            f"shows {place!r}, a place on this machine"
            for place, mention in hidden.items()
            if mention.search(pages[name])
        ]
        if FILLER in pages[name]:
            found.append(f"says '{FILLER}': a picture has no text alternative")
        told += [f"{name}: {fault}" for fault in dict.fromkeys(found)]
    return told


def _mention(place: str) -> re.Pattern[str]:
    """Return what finds a folder, and no other whose path goes on differently, as written or escaped."""
    return re.compile(rf"(?<![\w.-])(?:{re.escape(place)}|{re.escape(escape(place))})(?![\w-])")


def _frame(reading: Reading) -> Iterator[str]:
    """Yield what the page lacks that a browser, a screen reader or the keyboard needs before its text."""
    if not next(reading.every("html"), ({}, ""))[0].get("lang"):
        yield "does not say its language"
    policies = [a.get("content", "") for a, _ in reading.every("meta") if "http-equiv" in a]
    if not any(policy.startswith("default-src 'none'") for policy in policies):
        yield "has no Content-Security-Policy that begins with default-src 'none'"
    if not any(a.get("href") == "#main" for a, _ in reading.every("a")):
        yield "has no link to skip to its text"
    for whole, part in (("table", "caption"), ("figure", "figcaption")):
        if (count := len(list(reading.every(whole))) - len(list(reading.every(part)))) > 0:
            yield f"has {count} <{whole}> without a <{part}>"


def _structure(reading: Reading) -> Iterator[str]:
    headings = reading.headings
    if (count := sum(level == 1 for level, _, _ in headings)) != 1:
        yield f"has {count} main headings (# ...); a page has one"
    for (above, _, _), (level, _, text) in pairwise(headings):
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
    for tag, attributes in reading.elements:
        for target in (
            *attributes.get("aria-labelledby", "").split(),
            *attributes.get("aria-describedby", "").split(),
        ):
            if not reading.text(target).strip():
                yield f"names <{tag}> by the id {target!r}, which says nothing"
        if tag == "img" and not attributes.get("alt", "").strip():
            yield f"has a picture without alt text: {attributes.get('src', '')[:60]!r}"
        if tag == "svg" and attributes.get("aria-hidden") != "true":
            named = attributes.get("aria-label", "").strip() or attributes.get("aria-labelledby", "").strip()
            if attributes.get("role") not in _PICTURE or not named:
                yield "has an SVG without a role and a name (role, aria-label or aria-labelledby)"


_PICTURE = {"img", "graphics-document", "group", "figure"}


def _loads(name: str, reading: Reading, files: set[str]) -> Iterator[str]:
    """Yield whatever would fetch or run something from outside the report when the page is opened."""
    for tag, attributes in reading.elements:
        if tag in ("iframe", "object", "embed", "base", "form") or (tag == "meta" and _refreshes(attributes)):
            yield f"has a <{tag}> element"
        for attribute, value in attributes.items():
            if attribute.startswith("on"):
                yield f"has an {attribute} handler on <{tag}>"
            fetched = tag in _LOADERS and attribute in _FETCHING and not value.startswith(_INSIDE)
            if fetched and not (tag in _PICTURES and _aim(name, value) in files):
                yield f"loads {value[:80]!r} by <{tag} {attribute}>"
            if attribute == "style":
                yield from _style_loads(value)
    for _, text in reading.every("style"):
        yield from _style_loads(text)


_LOADERS = {"script", "link", "iframe", "object", "embed", "img", "source", "audio", "video", "image", "use"}
_PICTURES = {"img", "source", "image"}
_INSIDE = ("data:", "#")
_FETCHING = {"src", "href", "xlink:href", "srcset", "data", "poster"}


def _refreshes(attributes: Mapping[str, str]) -> bool:
    return attributes.get("http-equiv", "").lower() == "refresh"


def _style_loads(style: str) -> Iterator[str]:
    for target in re.findall(r"(?:url\(\s*|@import\s+)[\"']?([^\"')\s;]*)", style):
        if not target.startswith(_INSIDE):
            yield f"loads {target[:80]!r} from a style"


def _aim(name: str, path: str) -> str:
    """Return what a relative `path` on the page `name` leads to, from the top of the report."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(path)))


def _links(name: str, reading: Reading, anchors: Mapping[str, set[str]], files: set[str]) -> Iterator[str]:
    lost = []
    for tag, attributes in reading.elements:
        target = attributes.get("href", attributes.get("xlink:href", "")).strip()
        if tag not in ("a", "area") or not target:
            continue
        try:
            scheme, place, path, _, fragment = urlsplit(target)
        except ValueError:
            yield f"links to {target[:80]!r}, which is not an address"
            continue
        if scheme or place:
            if scheme not in ("http", "https") or not place:
                yield f"links to {target[:80]!r}, which is neither a page here nor an http(s) address"
            continue
        aim = _aim(name, path) if path else name
        if aim not in anchors and aim not in files:
            yield f"links to {target!r}, which is not in the report"
        elif fragment and aim in anchors and unquote(fragment) not in anchors[aim]:
            lost.append(target)
    if lost:
        yield f"links to places that are not there: {', '.join(map(repr, dict.fromkeys(lost)))}"

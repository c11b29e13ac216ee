"""Say the same picture in fewer characters: SVG as matplotlib writes it, without what changes nothing.

Its paths are absolute moves, lines and curves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

Box = tuple[float, float, float, float]
REFERENCE = re.compile(r"url\(#([^)]+)\)")
_TOKEN = re.compile(r"[MLQCz]|[-+.\d][-+.\de]*")
_DECIMAL = re.compile(r"-?\d+\.\d+(e-?\d+)?")
_UPRIGHT = re.compile(r"\s*rotate\(-?0(?: [^)]*)?\)")
_LENGTHS = ("x", "y", "width", "height", "viewBox")
_UNSAID = {"text-anchor": "start", "stroke-dashoffset": "0"}
_EMPTY = ("g", "a", "defs")


def shortened(path: str) -> str:
    """Return the same path in fewer characters, to a tenth of a point; it has no other command than these.

    Examples
    --------
    >>> shortened("M 0 10.16 L 5.0 10.16 L 5.0 2 L 0 2 L 0 10.16 z")
    'M0 10.2H5V2H0z'
    """
    said: list[tuple[str, list[str]]] = []
    start = here = ["", ""]
    for command, values in _steps(path):
        words = [_number(value) for value in values]
        if command == "z":
            if said[-1][0] in "HV" and here == start:
                said.pop()  # closing draws that side
            said.append((command, []))
            here = start
            continue
        if command == "M":
            start = words
        if command == "L" and words[1] == here[1]:
            said.append(("H", words[:1]))
        elif command == "L" and words[0] == here[0]:
            said.append(("V", words[1:]))
        else:
            said.append((command, words))
        here = words[-2:]
    return "".join(_joined(said))


def extent(path: str) -> Box:
    """Return the left, top, right and bottom of the points of a path; a curve stays within its own."""
    values = [value for _, values in _steps(path) for value in values]
    return min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2])


def styled(element: Element) -> dict[str, str]:
    """Return the properties in the style attribute of an element."""
    pairs = (pair.partition(":") for pair in element.get("style", "").split(";"))
    return {name.strip(): value.strip() for name, _, value in pairs if value.strip()}


def draws_nothing(element: Element) -> bool:
    """Return whether a shape has neither fill nor stroke, or lets everything shine through."""
    style = styled(element)
    return style.get("opacity") == "0" or (style.get("fill") == "none" and "stroke" not in style)


def unclip(root: Element) -> None:
    """Take the rectangular clip paths off what lies inside them, but for a point that nobody sees."""
    clips = {}
    for clip in root.iter("clipPath"):
        if (box := clip.find("rect")) is not None:
            x, y, width, height = (float(box.attrib[name]) for name in ("x", "y", "width", "height"))
            clips[clip.attrib["id"]] = (x - 1, y - 1, x + width + 1, y + height + 1)
    shapes = {each.attrib["id"]: extent(each.attrib["d"]) for each in root.iterfind(".//defs/path[@id]")}
    for element in root.iter():
        clip_box = clips.get("".join(REFERENCE.findall(element.get("clip-path", ""))))
        if clip_box is not None and _lies_in(clip_box, element, shapes):
            del element.attrib["clip-path"]


def shorten(root: Element, family: str, colours: Mapping[str, str]) -> None:
    """Shorten the attributes of every element of an SVG: no text names the fonts in `family`.

    `colours` are the names of colours by their hex codes, which become ``var(--c-name,#hex)``.
    """
    for element in root.iter():
        said = element.attrib
        style = {name: said.pop(name) for name in ("fill", "stroke") if name in said} | styled(element)
        said.pop("style", None)
        if style.get("font-family") == family:
            del style["font-family"]
        for name, value in style.items():
            known = colours.get(value.lower())
            style[name] = f"var(--c-{known},{value.lower()})" if known else _rounded(value)
        if kept := ";".join(f"{name}:{value}" for name, value in style.items() if value != _UNSAID.get(name)):
            said["style"] = kept
        said.update({name: _rounded(said[name]) for name in _LENGTHS if name in said})
        if "d" in said:
            said["d"] = shortened(said["d"])
        turned = _UPRIGHT.sub("", said.pop("transform", ""))
        if turned:  # of a scale every decimal counts
            said["transform"] = turned if "scale" in turned or "matrix" in turned else _rounded(turned)


def flattened(element: Element) -> list[Element]:
    """Return what `element` holds: idle groups opened, what draws nothing left out, links joined."""
    kept: list[Element] = []
    for child in element:
        child[:] = flattened(child)
        unseen = child.tag in ("path", "rect") and draws_nothing(child)
        unused = child.tag in ("clipPath", "pattern") and child.get("id") is None
        if unseen or unused or child.tag == "style" or (child.tag in _EMPTY and not len(child)):
            continue
        for part in list(child) if child.tag == "g" and not child.attrib else [child]:
            if part.tag == "a" and kept and part.attrib == kept[-1].attrib:
                kept[-1].extend(part)
            else:
                kept.append(part)
    return kept


def share_styles(root: Element, scope: str) -> None:
    """Say a style that several elements have once, in a style sheet that holds within the id `scope`."""
    count = Counter(element.get("style", "") for element in root.iter())
    names = {style: f"s{number}" for number, style in enumerate(count) if style and count[style] > 1}
    if not names:
        return
    for element in root.iter():
        if element.get("style") in names:
            element.set("class", names[element.attrib.pop("style")])
    sheet = Element("style")
    sheet.text = "".join(f"#{scope} .{name}{{{style}}}" for style, name in names.items())
    root.insert(0, sheet)
    root.set("id", scope)


def _rounded(text: str) -> str:
    """Return `text` with every decimal in it to one place: a tenth of a point is all a screen shows."""
    return _DECIMAL.sub(lambda found: _number(float(found[0])), text)


def _number(value: float) -> str:
    text = f"{value:.1f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def _joined(said: list[tuple[str, list[str]]]) -> Iterator[str]:
    before = ""
    for command, words in said:
        # A command that repeats the one before it need not be written.
        text = " ".join(words).replace(" -", "-")
        if command != before or command in "Mz":
            yield command + text
        else:
            yield text if text.startswith("-") else f" {text}"
        before = command


def _steps(path: str) -> Iterator[tuple[str, list[float]]]:
    tokens = _TOKEN.findall(path)
    if sum(map(len, tokens)) != len("".join(path.split())):
        raise ValueError(f"{path[:40]!r}... has commands other than M, L, Q, C and z")
    command = ""
    values: list[float] = []
    for token in tokens:
        if token in "MLQCz":
            if command:
                yield command, values
            command, values = token, []
        else:
            values.append(float(token))
    if command:
        yield command, values


def _lies_in(clip: Box, element: Element, shapes: Mapping[str, Box]) -> bool:
    if any(each.tag in ("text", "image") or each.get("transform") for each in element.iter()):
        return False  # not measured here
    return all(
        box[0] >= clip[0] and box[1] >= clip[1] and box[2] <= clip[2] and box[3] <= clip[3]
        for each in element.iter()
        for box in _drawn(each, shapes)
    )


def _drawn(element: Element, shapes: Mapping[str, Box]) -> Iterator[Box]:
    style = styled(element)
    reach = float(style.get("stroke-width", 1)) / 2 if "stroke" in style else 0
    if element.tag == "path" and element.get("d"):
        left, top, right, bottom = extent(element.attrib["d"])
        yield left - reach, top - reach, right + reach, bottom + reach
    elif element.tag == "use":
        left, top, right, bottom = shapes[element.attrib["href"].removeprefix("#")]
        x, y = float(element.get("x", 0)), float(element.get("y", 0))
        yield left + x - reach, top + y - reach, right + x + reach, bottom + y + reach

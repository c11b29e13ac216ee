"""One drawn chart as files of every format, each saying inside what it shows and whom to credit.

The same chart gives the same bytes, whenever and wherever it is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from math import ceil
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from membership.figures.imprint import Imprint
from membership.figures.page_svg import SVG, XLINK, parsed, renumber, written
from membership.figures.thinning import draws_nothing

_PIXELS, _DPI, _COLOURS = 1600, 200, 256
_SAMPLED = 7  # every seventh pixel tells which colours are frequent
_SHIFTS = np.array([0, 8, 16])
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")


def svg(figure: Figure, text: str = "none") -> str:
    """Return a figure as matplotlib's SVG; `text` is "none" where letters stay letters, else "path"."""
    with rc_context({"svg.fonttype": text}):
        saved = _saved(figure, format="svg", metadata={"Date": None}).decode()
    # Where our typeface is not at hand, one that is no wider keeps the layout.
    return saved.replace("'DejaVu Sans', sans-serif", "Arial, sans-serif")


def standalone(
    svg_text: str, imprint: Imprint, variant: str, colours: Mapping[str, str] | None = None
) -> bytes:
    """Return matplotlib's SVG as a file of its own: named, described, licensed, its links taken out.

    The links lead to places on a page that a file by itself does not have. Every id begins with the name
    and the variant ("-narrow", say, or "" for the first), and no style reaches out of the picture, so
    that all files can be put into one page. `colours` are drawn in place of others, by their hex codes.
    """
    root, prefix = parsed(svg_text), f"{imprint.name}{variant}"
    renumber(root, prefix)
    told = colours or {}
    for each in root.iter():
        if style := each.get("style"):
            each.set("style", _COLOUR.sub(lambda found: told.get(found[0], found[0]), style))
    for parent in root.iter():
        parent[:] = [kept for child in parent for kept in (_visible(child) if child.tag == "a" else [child])]
    for each in root.iter():
        if "href" in each.attrib:
            each.set("xlink:href", each.attrib.pop("href"))
    for head in root.findall("defs"):
        for sheet in head.findall("style"):  # its one rule is for everything, on a page around it too
            root.set("style", (sheet.text or "").removeprefix("*{").removesuffix("}"))
            root.remove(head)
    identity = f"{prefix}-title", f"{prefix}-desc"
    said = [Element("title", id=identity[0]), Element("desc", id=identity[1]), _rdf(imprint)]
    said[0].text, said[1].text = imprint.title, imprint.description
    root[:] = [*said, *root]
    root.attrib = {
        "xmlns": SVG,
        "xmlns:xlink": XLINK,
        **root.attrib,
        "role": "img",
        "aria-labelledby": " ".join(identity),
    }
    ElementTree.indent(root, space="")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{written(root)}\n'.encode()


def png(figure: Figure, imprint: Imprint, pixels: int = 0) -> bytes:
    """Return a figure as PNG with text chunks, so many pixels wide; at least 1600 unless told."""
    said = {
        "Title": imprint.title,
        "Author": imprint.rights.author,
        "Description": imprint.description,
        "Copyright": imprint.credit,
        "License": imprint.rights.url,
    }
    told = PngInfo()
    for name, text in said.items():
        if text:
            told.add_text(name, text)
    dpi = pixels / figure.get_figwidth() or max(_DPI, ceil((_PIXELS + 1) / figure.get_figwidth()))
    stream = BytesIO()
    width, height = (int(inches * dpi) for inches in figure.get_size_inches())
    lean = _of_few_colours(_saved(figure, format="rgba", dpi=dpi), (width, height))
    lean.save(stream, "png", pnginfo=told, dpi=(dpi, dpi), compress_level=5)
    return stream.getvalue()


def _of_few_colours(rgba: bytes, size: tuple[int, int]) -> Image.Image:
    """Return opaque pixels as an image of the colours that most of them have, the others by the nearest.

    A chart has few colours; what lies between them is the softened edge of letters. Ten times as fast as
    `Image.quantize`, and the colours of a chart stay what they are.
    """
    pixels = np.frombuffer(rgba, "<u4") & 0xFFFFFF
    seen = np.zeros(1 << 24, bool)
    seen[pixels] = True
    colours = np.flatnonzero(seen)
    sample, often = np.unique(pixels[::_SAMPLED], return_counts=True)
    kept = sample[np.argsort(-often, kind="stable")[:_COLOURS]]
    channels, palette = ((each[:, None] >> _SHIFTS & 0xFF).astype(np.int32) for each in (colours, kept))
    nearest = np.zeros(1 << 24, np.uint8)
    nearest[colours] = ((channels[:, None] - palette) ** 2).sum(axis=2).argmin(axis=1)
    image = Image.frombytes("P", size, nearest[pixels].tobytes())
    image.putpalette(palette.astype(np.uint8).tobytes())
    return image


def pdf(figure: Figure, imprint: Imprint) -> bytes:
    """Return a figure as PDF with its fonts, without links."""
    for artist in figure.findobj():
        artist.set_url(None)
    said = {
        "Title": imprint.title,
        "Author": imprint.rights.author or None,
        "Subject": imprint.description,
        "Keywords": f"{imprint.credit} {imprint.rights.url}".strip() or None,
    }
    unsaid = {"Creator": None, "Producer": None, "CreationDate": None}
    return _saved(figure, format="pdf", metadata=said | unsaid)


def _saved(figure: Figure, **options: Any) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, **options)
    return stream.getvalue()


def _visible(link: Element) -> list[Element]:
    """Return what a link is drawn by, without what only takes the pointer."""
    return [part for part in link if not draws_nothing(part)]


def _rdf(imprint: Imprint) -> Element:
    """Return the metadata of an SVG, as Inkscape and Creative Commons read it."""
    metadata = Element("metadata")
    rdf = SubElement(
        metadata,
        "rdf:RDF",
        {
            "xmlns:rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
            "xmlns:cc": "http://creativecommons.org/ns#",
        },
    )
    work = SubElement(rdf, "cc:Work", {"rdf:about": ""})
    said = {
        "dc:format": "image/svg+xml",
        "dc:title": imprint.title,
        "dc:description": imprint.description,
        "dc:coverage": f"end={imprint.as_of}; scheme=W3C-DTF;",
        "dc:source": imprint.source_line,
    }
    for name, text in said.items():
        SubElement(work, name).text = text
    if imprint.rights.author:
        for name, text in {"dc:creator": imprint.rights.author, "dc:rights": imprint.credit}.items():
            SubElement(SubElement(SubElement(work, name), "cc:Agent"), "dc:title").text = text
        SubElement(work, "cc:license", {"rdf:resource": imprint.rights.url})
    return metadata

"""A chart as it is handed on: shown in a notebook with its alt text, and written to files by the build."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib import pyplot, rc_context
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from membership.charts.kit.canvas import sheet, style
from membership.charts.kit.palette import DARK, LIGHT
from membership.charts.kit.request import request_of
from membership.derive.evidence import deciding_sources
from membership.english import clipped
from membership.figures.imprint import (
    CARD,
    CARD_SIZE,
    FORMATS,
    ON_REQUEST,
    OURS,
    OUTLINES,
    UNSAID,
    Imprint,
    Rights,
)
from membership.figures.marks import marks
from membership.figures.page_svg import colours, inline
from membership.figures.renditions import pdf, png, standalone, svg
from membership.figures.source_lines import facts_in
from membership.figures.webfont import font_faces
from membership.intervals.bounds import BOUNDS
from membership.intervals.frames import written
from membership.mime import bundle
from membership.tables.loading import Tables

LONGEST_ALT, LONGEST_DESCRIPTION = 300, 120
_CARD_DPI = 160  # so that its smallest letters are 20 pixels high
_STEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_IN_A_CELL, _LENGTH = 630, re.compile(r'\b(width|height)="([\d.]+)pt"')  # points
_NIGHT = {light.lower(): DARK.roles()[role] for role, light in LIGHT.roles().items()}
# What a frame of spells holds for drawing; the CSV of a figure has the dates and facts that stand for it.
_WORKINGS = {*BOUNDS, "until", "start_shown", "end_shown", "start_action", "end_action", "known_as"}


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A chart with the words that belong to it: what `figure` returns.

    Its stem, which begins the name of every file, is "" where it is only shown; `as_of` is the last day that
    it shows, `sources` are the ids of those that decide its facts, `rows` what is plotted. Layouts are "wide"
    and, where it can be drawn again, "narrow"; the card is a picture for links to its page.
    """

    stem: str
    title: str
    subtitle: str
    source_line: str
    alt: str
    description: str
    as_of: str
    sources: tuple[str, ...]
    rows: pd.DataFrame = field(repr=False)
    layouts: dict[str, Figure] = field(repr=False)
    rights: Rights = field(default=OURS, repr=False)
    marks: list[dict[str, Any]] | None = field(default=None, repr=False)
    card: Figure | None = field(default=None, repr=False)

    @property
    def caption(self) -> str:
        """The title and the subtitle as sentences."""
        return " ".join(f"{part}." for part in (self.title, self.subtitle) if part)

    @property
    def imprint(self) -> Imprint:
        """What each file says about itself."""
        name = self.stem or "chart"
        return Imprint(name, self.title, self.description, self.as_of, self.source_line, self.rights)

    @cached_property
    def pictures(self) -> dict[str, str]:
        """The SVG of each layout, as matplotlib writes it."""
        made = {}
        for layout, drawn in self.layouts.items():
            with _saving(f"{self.stem}-{layout}"):
                made[layout] = svg(drawn)
        return made

    @cached_property
    def png(self) -> bytes:
        """The wide layout as PNG."""
        with _saving(self.stem):
            return png(self.layouts["wide"], self.imprint)

    def files(self, *, outlines: bool = False) -> dict[str, bytes]:
        """Return the content of each file by its name; with `outlines` also an SVG without fonts.

        The links of the wide layout are taken out of it: it is not to be shown as a page has it after that.
        """
        wide = self.layouts["wide"]
        made = {".png": self.png}
        for layout, picture in self.pictures.items():
            variant = "" if layout == "wide" else f"-{layout}"
            made[f"{variant}.svg"] = standalone(picture, self.imprint, variant)
            if to_hex(wide.get_facecolor()) == LIGHT.paper:
                made[f"{variant}-dark.svg"] = standalone(picture, self.imprint, f"{variant}-dark", _NIGHT)
        with _saving(self.stem):
            if outlines:
                made[OUTLINES] = standalone(svg(wide, text="path"), self.imprint, "-outlines")
            made[".pdf"] = pdf(wide, self.imprint)
            if self.card:
                made[CARD] = png(self.card, self.imprint, CARD_SIZE[0])
        made[".csv"] = self.rows.to_csv(index=False, lineterminator="\n").encode()
        return {f"{self.stem}{suffix}": made[suffix] for suffix in (*FORMATS, *ON_REQUEST) if suffix in made}

    def entry(self, files: dict[str, bytes]) -> dict[str, Any]:
        """Return what the manifest says of the figure and its files."""
        words = ("stem", "title", "alt", "description", "caption")
        return {name: getattr(self, name) for name in words} | {
            "credit": self.imprint.credit,
            "author": self.rights.author,
            "licence": self.rights.url,
            "as_of": self.as_of,
            "sources": list(self.sources),
            "formats": sorted({name.rpartition(".")[2] for name in files}),
            "files": list(files),
            "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }

    def on_page(self) -> dict[str, Any]:
        """Return what the page makes a figure of: its words, and each layout as SVG with links."""
        drawn = [artist for layout in self.layouts.values() for artist in layout.findobj()]
        links = [artist for artist in drawn if artist.get_url()]
        names = {str(link.get_gid()): str(link.get_label()).removeprefix("_") for link in links}
        pictures = {
            layout: inline(
                text,
                prefix=f"figure-{self.stem}-{layout}",
                title=self.title,
                description=self.description,
                links=names,
                colours=colours(LIGHT.roles()),
                axis=time_axes(self.layouts[layout]),
                twin=f"figure-{self.stem}-wide" if layout == "narrow" else "",
            )
            for layout, text in self.pictures.items()
        }
        return {
            "stem": self.stem,
            "alt": self.alt,
            "credit": self.imprint.credit,
            "source_line": self.source_line,
            "author": self.rights.author,
            "licence": self.rights.licence,
            "licence_url": self.rights.url,
            "as_of": self.as_of,
            "card": f"{self.stem}{CARD}" if self.card else "",
            "files": {
                f"{self.stem}{suffix}": what
                for suffix, what in FORMATS.items()
                if suffix != "-narrow.svg" or "narrow" in pictures
            }
            | ({f"{self.stem}{CARD}": ON_REQUEST[CARD]} if self.card else {}),
            "pictures": pictures,
            "marks": self.marks,
        }

    def _with_typeface(self) -> str:
        """Return the wide layout as SVG with its letters: Jupyter shows it where no page's style reaches.

        JupyterLab cuts off what is wider than its cells, which have 848 pixels in a window of 1280.
        """
        made = standalone(self.pictures["wide"], self.imprint, "").decode()
        head, opening, rest = made.partition("<svg ")
        tag, _, body = rest.partition(">")
        shrunk = min(1, _IN_A_CELL / (self.layouts["wide"].get_size_inches()[0] * 72))
        tag = _LENGTH.sub(lambda said: f'{said[1]}="{float(said[2]) * shrunk:.2f}pt"', tag)
        return f"{head}{opening}{tag}><style>{font_faces()}</style>{body}"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        width, height = (round(inches * 96) for inches in self.layouts["wide"].get_size_inches())
        shown: dict[str, Any] = {
            "image/png": b64encode(self.png).decode(),
            "image/svg+xml": self._with_typeface(),
            "text/plain": self.alt,
        }
        if self.stem:
            shown = bundle("figure", self.on_page(), shown)
        told = {"alt": self.alt, "width": width, "height": height}
        return shown, {"image/png": told, "image/svg+xml": {"alt": self.alt}}


SHOWN: dict[str, Exhibit] = {}
"""The figures of this session by stem, in the order in which they were made; the build writes them."""


def write_shown(folder: str | Path, *, outlines: bool = False) -> None:
    """Write the files of every figure of this session, and of each its manifest entry, ``STEM.json``."""
    for made in SHOWN.values():
        files = made.files(outlines=outlines)
        said = json.dumps(made.entry(files), ensure_ascii=False, indent=1)
        for name, content in (files | {f"{made.stem}.json": f"{said}\n".encode()}).items():
            (Path(folder) / name).write_bytes(content)


def figure(
    ax: Axes,
    stem: str = "",
    *,
    alt: str,
    description: str = "",
    tables: Tables | None = None,
    rows: pd.DataFrame | None = None,
    card: bool = False,
) -> Exhibit:
    """Hand a chart on: show it with its alt text and, under a stem, let the build write its files.

    Parameters
    ----------
    ax : Axes
        From one of the chart functions; its title, subtitle and source line are those it was drawn with.
        A phone's layout is drawn with the same arguments.
    stem : str, optional
        Begins the names of its files: small letters, digits and hyphens. Without one it is only shown.
    alt : str
        What the chart shows, for who cannot see it; cut between words after 300 characters.
    description : str, optional
        The same at length, its first 120 words; the alt text unless told.
    tables : Tables, optional
        Where the facts in `rows` are from; with them the figure knows its sources and whose it is.
    rows : DataFrame, optional
        What is plotted, for the CSV; the frame that was drawn unless told.
    card : bool, default False
        Also file it as ``STEM-card.png``, 1200 by 630 pixels: what is shown where somebody links to the page.

    Raises
    ------
    ValueError
        If the stem is not one, or the alt text is empty.

    Examples
    --------
    >>> import membership as m
    >>> spells = pd.DataFrame({"state": ["Aland"], "start": ["1990"], "end": [""]})
    >>> shown = m.figure(m.timeline(spells, until="2000-01-01"), alt="Aland has been in since 1990.")
    >>> str(shown.alt)
    'Aland has been in since 1990.'
    """
    alt, description = clipped(str(alt), LONGEST_ALT), str(description or alt)
    named = f"of {stem}" if stem else "of this chart"
    if stem and not _STEM.fullmatch(stem):
        raise ValueError(f"{stem!r} is not a stem; expected small letters, digits and hyphens")
    if not alt:
        raise ValueError(f"the alt text {named} is empty; say what the chart shows")
    request, wide = request_of(ax), sheet(ax)
    layouts, said = {"wide": wide}, request.keywords if request else {}
    if request and stem:
        layouts["narrow"] = sheet(request(narrow=True))
    width, height = (pixels / _CARD_DPI for pixels in CARD_SIZE)
    linked = sheet(request(figsize=(width, height))) if request and stem and card else None
    for drawn in (*layouts.values(), *([linked] if linked else [])):
        pyplot.close(drawn)  # a notebook would show an open figure a second time
    if rows is None:
        drawn_of = request.args if request else ()
        rows = next((each for each in drawn_of if isinstance(each, pd.DataFrame)), pd.DataFrame())
    shown = rows.drop(columns=[name for name in rows if name in _WORKINGS])
    deciding = deciding_sources(tables) if tables is not None else {}
    made = Exhibit(
        stem=stem,
        title=said.get("title") or "" if request else ax.get_title(loc="left") or ax.get_title(),
        subtitle=said.get("subtitle") or "",
        source_line=said.get("source") or "",
        alt=alt,
        description=" ".join(description.split()[:LONGEST_DESCRIPTION]),
        as_of=_last_day(rows, said.get("until")),
        sources=tuple(sorted({deciding[fact] for fact in facts_in(rows) if fact in deciding})),
        rows=shown.reset_index(drop=True),
        layouts=layouts,
        rights=OURS if tables is not None and tables.is_own else UNSAID,
        marks=marks(rows, tables) if tables is not None else None,
        card=linked,
    )
    if stem:
        SHOWN[stem] = made
    return made


def _last_day(rows: pd.DataFrame, until: Any) -> str:
    """Return the last day that a chart shows: the one asked for, or else the latest `until` of its rows."""
    if until is None and "until" in rows and len(rows):
        until = rows["until"].max()
    return "" if until is None else written(pd.Timestamp(until))


@contextmanager
def _saving(salt: str) -> Iterator[None]:
    """Save whatever the reader's own settings; `salt` tells the ids of this figure from another's."""
    with pyplot.style.context("default"), style(), rc_context({"svg.hashsalt": salt, "pdf.fonttype": 42}):
        yield


def time_axes(drawn: Figure) -> str:
    """Return where the axes of time of a figure are: days since 1970 and points from the upper left corner.

    Each is "first-day last-day left right top bottom"; several are separated by ";". Axes of time are
    those that a chart has labelled so (`membership.charts`).
    """
    width, height = (inches * 72 for inches in drawn.get_size_inches())
    found = []
    for axes in drawn.axes:
        if axes.get_label() == "time":
            box, (low, high) = axes.get_position(), axes.get_xlim()
            place = (box.x0 * width, box.x1 * width, (1 - box.y1) * height, (1 - box.y0) * height)
            found.append(" ".join(f"{number:.2f}" for number in (low, high, *place)))
    return ";".join(found)

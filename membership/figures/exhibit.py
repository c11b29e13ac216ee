"""An exhibit: a chart with its words, as it stands on a page and as files to take away."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from membership.charts.kit.palette import LIGHT
from membership.figures.imprint import FORMATS, OURS, Imprint, Rights
from membership.figures.page_svg import colours, inline
from membership.figures.renditions import drawn, pdf, png, standalone, svg
from membership.html import Html, link, text

FOLDER = "MEMBERSHIP_FIGURES"
LONGEST_ALT, LONGEST_DESCRIPTION = 150, 120
_FROM_PAGE = "../../figures"
_STEM = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, eq=False)
class Exhibit:
    """A chart with the words that belong to it.

    A notebook shows it; where the environment variable MEMBERSHIP_FIGURES names a folder, showing it
    also writes its files there.

    Parameters
    ----------
    stem : str
        Begins the name of every file; small letters, digits and hyphens.
    title, subtitle : str
        What the chart finds, and what is drawn.
    alt : str
        What it shows, in at most 150 characters.
    description : str
        What it shows, in at most 120 words.
    caption, source_line : str
        What stands below it, and where it comes from.
    as_of : str
        The day to which it is verified.
    sources : tuple of str
        Ids of sources.
    rows : DataFrame
        What is plotted, with the ids of its facts.
    draw : callable
        Given whether it is to be narrow, returns a new figure.
    links : mapping of str to str
        What each link in the chart is called, by the gid of its artist.
    rights : Rights
        Whose the figure is, and its licence.

    Raises
    ------
    ValueError
        If the stem is not one, or the alt text or the description is missing or too long.

    Examples
    --------
    >>> words = dict.fromkeys(["title", "subtitle", "caption", "source_line", "as_of"], "")
    >>> six = dict(stem="six", alt="Six bars.", description="Six bars of one length.", sources=(), **words)
    >>> Exhibit(rows=pd.DataFrame(), draw=lambda narrow: Figure(), **six).imprint.credit
    'The membership report contributors, CC BY 4.0.'
    """

    stem: str
    title: str
    subtitle: str
    alt: str
    description: str
    caption: str
    source_line: str
    as_of: str
    sources: tuple[str, ...]
    rows: pd.DataFrame
    draw: Callable[[bool], Figure]
    links: Mapping[str, str] = field(default_factory=dict)
    rights: Rights = OURS

    def __post_init__(self) -> None:
        if not _STEM.fullmatch(self.stem):
            raise ValueError(f"{self.stem!r} is not a stem; expected small letters, digits and hyphens")
        if not 0 < len(self.alt) <= LONGEST_ALT:
            raise ValueError(
                f"the alt text of {self.stem} has {len(self.alt)} characters; expected 1 to {LONGEST_ALT}"
            )
        if not 0 < len(self.description.split()) <= LONGEST_DESCRIPTION:
            raise ValueError(
                f"the description of {self.stem} has {len(self.description.split())} words; "
                f"expected 1 to {LONGEST_DESCRIPTION}"
            )

    @property
    def imprint(self) -> Imprint:
        """What each file says about itself."""
        return Imprint(self.stem, self.title, self.description, self.as_of, self.source_line, self.rights)

    def _repr_html_(self) -> str:
        folder = os.environ.get(FOLDER)
        pictures, files = self._made(with_files=bool(folder))
        if folder:
            self._put(Path(folder), files)
        return self._figure(pictures)

    def write(self, folder: str | Path) -> dict:
        """Write the files of the exhibit and its manifest entry, ``STEM.json``, and return the entry.

        Parameters
        ----------
        folder : str or Path
            Made if it is not there.

        Returns
        -------
        dict
            stem, title, alt, description, caption, credit, licence, as_of, sources, formats, files, and
            the sha256 of each file.
        """
        return self._put(Path(folder), self._made(with_files=True)[1])

    def _made(self, *, with_files: bool) -> tuple[dict[str, Html], dict[str, bytes]]:
        """Draw each layout once; return its pictures for a page by class, and its files by name."""
        pictures: dict[str, Html] = {}
        files: dict[str, bytes] = {}
        for layout in ("wide", "narrow"):
            with drawn(self.draw, narrow=layout == "narrow", salt=self.stem) as figure:
                picture = svg(figure)
                pictures[layout] = inline(
                    picture,
                    prefix=f"figure-{self.stem}-{layout}",
                    title=self.title,
                    description=self.description,
                    links=self.links,
                    colours=colours(LIGHT.roles()),
                    axis=time_axes(figure),
                    twin=f"figure-{self.stem}-wide" if layout == "narrow" else "",
                )
                if with_files and layout == "wide":
                    files[".svg"] = standalone(picture, self.imprint)
                    files["-outlines.svg"] = standalone(svg(figure, text="path"), self.imprint)
                    files[".png"] = png(figure, self.imprint)
                    files[".pdf"] = pdf(figure, self.imprint)
                elif with_files:
                    files["-narrow.svg"] = standalone(picture, self.imprint)
        if with_files:
            files[".csv"] = self.rows.to_csv(index=False, lineterminator="\n").encode()
        return pictures, {f"{self.stem}{suffix}": files[suffix] for suffix in FORMATS if suffix in files}

    def _put(self, folder: Path, files: Mapping[str, bytes]) -> dict:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
        entry = {
            "stem": self.stem,
            "title": self.title,
            "alt": self.alt,
            "description": self.description,
            "caption": self.caption,
            "credit": self.imprint.credit,
            "author": self.rights.author,
            "licence": self.rights.url,
            "as_of": self.as_of,
            "sources": list(self.sources),
            "formats": sorted({name.rpartition(".")[2] for name in files}),
            "files": list(files),
            "sha256": {name: hashlib.sha256(content).hexdigest() for name, content in files.items()},
        }
        said = json.dumps(entry, ensure_ascii=False, indent=1)
        (folder / f"{self.stem}.json").write_text(f"{said}\n", encoding="utf-8", newline="\n")
        return entry

    def _figure(self, pictures: Mapping[str, Html]) -> str:
        credit = text(self.source_line)
        if self.rights.author:
            licence = f'<a rel="license" href="{text(self.rights.url)}">{text(self.rights.licence)}</a>'
            credit = f"{text(self.rights.author)}, {licence}. {credit}"
        downloads = "".join(
            f"<li>{link(what, f'{_FROM_PAGE}/{self.stem}{suffix}')}</li>" for suffix, what in FORMATS.items()
        )
        words = {"Alt text": self.alt} | ({"Credit": self.imprint.credit} if self.imprint.credit else {})
        copied = "".join(f"<dt>{name}</dt><dd>{text(said)}</dd>" for name, said in words.items())
        return (
            f'<figure class="exhibit" id="figure-{self.stem}">\n'
            f'<div class="wide">{pictures["wide"]}</div>\n'
            f'<div class="narrow" hidden>{pictures["narrow"]}</div>\n'
            f'<figcaption><small class="credit">{credit}</small></figcaption>\n'
            f'<details class="reuse"><summary>Reuse this figure</summary><ul>{downloads}</ul>'
            f"<dl>{copied}</dl></details>\n</figure>"
        )


def time_axes(figure: Figure) -> str:
    """Return where the axes of time of a figure are: days since 1970 and points from the upper left corner.

    Each is "first-day last-day left right top bottom"; several are separated by ";". Axes of time are
    those that a chart has labelled so (`membership.charts`).
    """
    width, height = (inches * 72 for inches in figure.get_size_inches())
    found = []
    for axes in figure.axes:
        if axes.get_label() == "time":
            box, (low, high) = axes.get_position(), axes.get_xlim()
            place = (box.x0 * width, box.x1 * width, (1 - box.y1) * height, (1 - box.y0) * height)
            found.append(" ".join(f"{number:.2f}" for number in (low, high, *place)))
    return ";".join(found)

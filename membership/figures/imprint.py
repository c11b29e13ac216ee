"""What a figure says of itself wherever it is shown: whom to credit, which licence, which files."""

from __future__ import annotations

from dataclasses import dataclass

AUTHOR = "The membership report contributors"
LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {
    ".svg": "SVG, for the web and for editing",
    "-narrow.svg": "SVG for phones",
    "-dark.svg": "SVG for dark pages",
    "-narrow-dark.svg": "SVG for dark pages on phones",
    ".png": "PNG, for slides and documents",
    ".pdf": "PDF, for print",
    ".csv": "CSV, what is plotted",
}


# Made only where asked for: its letters are outlines, for programs that lack the fonts.
OUTLINES = "-outlines.svg"
# Made of a figure that stands for its page where somebody links to it.
CARD, CARD_SIZE = "-card.png", (1200, 630)
ON_REQUEST = {OUTLINES: "SVG, its letters as outlines", CARD: "PNG, for links to the page"}


@dataclass(frozen=True)
class Rights:
    """Whose a figure is and on what terms it may be used; empty where the tables are somebody else's."""

    author: str = AUTHOR
    licence: str = LICENCE
    url: str = LICENCE_URL


OURS, UNSAID = Rights(), Rights("", "", "")


@dataclass(frozen=True)
class Imprint:
    """What a file says about itself; its name begins every id, and it is verified to the day `as_of`."""

    name: str
    title: str
    description: str
    as_of: str
    source_line: str
    rights: Rights = OURS

    @property
    def credit(self) -> str:
        """The line to print beside the picture."""
        owner = f"{self.rights.author}, {self.rights.licence}." if self.rights.author else ""
        return f"{owner} {self.source_line}".strip()

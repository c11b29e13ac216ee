"""What a figure says of itself wherever it is shown: whom to credit, which licence, which files."""

from __future__ import annotations

from dataclasses import dataclass

AUTHOR = "The membership report contributors"
LICENCE, LICENCE_URL = "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"
FORMATS = {
    ".svg": "SVG, for the web and for editing",
    "-narrow.svg": "SVG for phones",
    "-outlines.svg": "SVG with its letters as outlines, where fonts are missing",
    ".png": "PNG, for slides and documents",
    ".pdf": "PDF, for print",
    ".csv": "CSV, what is plotted",
}


@dataclass(frozen=True)
class Imprint:
    """What a file says about itself.

    Parameters
    ----------
    name : str
        Begins the ids of its title and description.
    title, description : str
        What it is called and shows.
    as_of : str
        The day to which it is verified.
    source_line : str
        Where it comes from.
    """

    name: str
    title: str
    description: str
    as_of: str
    source_line: str

    @property
    def credit(self) -> str:
        """The line to print beside the picture.

        Examples
        --------
        >>> Imprint("six", "Six", "", "", "Sources: Gazette.").credit
        'The membership report contributors, CC BY 4.0. Sources: Gazette.'
        """
        return f"{AUTHOR}, {LICENCE}. {self.source_line}".strip()

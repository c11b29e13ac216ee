"""A toy project of one or two notebooks that need nothing but the standard library."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from membership.build import freshness, report
from membership.build.inventory import Inventory
from membership.build.report import Result, build
from membership.site import pages

PARAMETERS = 'organization = "CSTO"\nas_of = None\ndata = None'
ALLIANCE = """
import csv, json, sys
from pathlib import Path
from types import SimpleNamespace

class Part:
    def __init__(self, **data):
        self.data = data
    def _repr_mimebundle_(self, **_):
        return {"application/vnd.membership+json": self.data, "text/plain": self.data["part"]}

with open(Path(data or "../data") / "membership.csv", encoding="utf-8") as lines:
    rows = [row for row in csv.DictReader(lines) if row["organization"] == organization]
"""
FIGURE = """
words = "<title id='t'>Members</title><desc id='d'>Six.</desc>"
svg = f"<svg role='img' aria-labelledby='t d' viewBox='0 0 9 9'>{words}</svg>"
entry = {"stem": "members", "title": "Members", "as_of": as_of or "2026-01-28"}
entry["files"] = ["members.svg", "members.csv"]
made = {"members.svg": svg, "members.csv": f"state\\n{len(rows)}\\n", "members.json": json.dumps(entry)}
def write_shown(folder, outlines):
    if outlines:
        made["members-outlines.svg"] = svg
        entry["files"] += ["members-outlines.svg"]
        made["members.json"] = json.dumps(entry)
    for name, content in made.items():
        (Path(folder) / name).write_text(content)
# It stands in for the module that the build asks to write what was shown.
sys.modules["membership.figures.exhibit"] = SimpleNamespace(write_shown=write_shown)
display(
    Part(part="figure", stem="members", pictures={"wide": svg}, files={"members.svg": "SVG"}, alt="Six."),
    Part(part="prose", markdown=f"As of {entry['as_of']}."),
    Part(part="table", caption="States", head=["State"], rows=[[[row["state"], ""]] for row in rows]),
    Part(part="prose", markdown="## Files"),
)
"""

# What a build of the toy does without: the colours of the charts, which bring matplotlib with them, and
# the hashes of a package that somebody may be editing while the tests run.
SHORTCUTS = (
    (pages, "stylesheet", lambda: "p { color: inherit }\n"),
    (freshness, "_sources", lambda: iter(())),
)


def cell(source: str, *tags: str, name: str = "") -> dict:
    """Return a code cell; its id is `name`, or follows from the source."""
    identity = name or hashlib.sha256(source.encode()).hexdigest()[:8]
    return {
        "cell_type": "code",
        "id": identity,
        "metadata": {"tags": list(tags)} if tags else {},
        "source": source,
        "execution_count": None,
        "outputs": [],
    }


def prose(source: str) -> dict:
    """Return a Markdown cell."""
    return {
        "cell_type": "markdown",
        "id": hashlib.sha256(source.encode()).hexdigest()[:8],
        "metadata": {},
        "source": source,
    }


def notebook(*cells: dict, **metadata: object) -> dict:
    """Return a notebook of these cells."""
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": list(cells), "metadata": kernel | metadata, "nbformat": 4, "nbformat_minor": 5}


def overview(*more: dict) -> dict:
    """Return the toy's front page, with more cells after its own."""
    return notebook(
        prose("# A toy alliance\n\nSix states joined; nobody left."),
        cell(PARAMETERS, "parameters", name="parameters"),
        cell(ALLIANCE, name="load"),
        prose("## Members\n\nThe members, as the table gives them."),
        cell(FIGURE, name="figure"),
        *more,
    )


def second(*more: dict) -> dict:
    """Return a second page that links to the first."""
    return notebook(
        prose("# The second page\n\nIt leads [back to the files](0_overview.ipynb#Files)."),
        cell(PARAMETERS, "parameters", name="parameters"),
        *more,
        label="Second",
    )


class Toy:
    """A toy project in a folder: tables, notebooks, and a way to build it without printing."""

    def __init__(self, folder: Path, **notebooks: dict) -> None:
        self.folder = folder
        self.out = folder / "out"
        self.notebooks = folder / "notebooks"
        self.data = folder / "data"
        self.notebooks.mkdir(parents=True)
        self.data.mkdir()
        self.said: list[str] = []
        self.write_table("CSTO", "ARM", "KAZ", "RUS")
        for name, content in (notebooks or {"0_overview": overview()}).items():
            self.write(name.removeprefix("n"), content)

    def write_table(self, organization: str, *states: str, folder: Path | None = None) -> None:
        """Write the one table of the toy."""
        rows = "".join(f"{organization},{state}\n" for state in states)
        table = (folder or self.data) / "membership.csv"
        table.write_text(f"organization,state\n{rows}", encoding="utf-8")

    def write(self, name: str, content: dict) -> Path:
        """Write a notebook."""
        path = self.notebooks / f"{name}.ipynb"
        path.write_text(json.dumps(content), encoding="utf-8")
        return path

    def build(self, **options: object) -> Result:
        """Build into ``out``."""
        given = {
            "data": None,
            "out": self.out,
            "as_of": None,
            "notebooks": self.notebooks,
            "say": self.said.append,
        }
        return build(**(given | options))  # type: ignore[arg-type]

    def page(self, name: str = "index") -> str:
        """Return a built page."""
        return (self.out / "notebooks" / "html" / f"{name}.html").read_text(encoding="utf-8")

    def tree(self) -> dict[str, str]:
        """Return the hash of every file that a reader may see in ``out``."""
        return tree(self.out)


def tree(out: Path) -> dict[str, str]:
    """Return the hash of every file below `out` except what the build keeps for itself."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    names = {path.relative_to(out).as_posix(): path for path in files}
    return {
        name: hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in names.items()
        if not name.startswith(".build/")
    }


def main(arguments: Sequence[str]) -> int:
    """Run the command on the toy whose folders are named: notebooks, out. For tests that stop a build."""
    for shortcut in SHORTCUTS:
        setattr(*shortcut)
    notebooks, out = map(Path, arguments)
    report.NOTEBOOKS, report.take_inventory = notebooks, lambda data, as_of: Inventory()
    return report.run(data=None, out=out, as_of=None, check=False)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

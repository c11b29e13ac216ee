"""A small, sound data folder to start tests from: an invented pact of three states."""

from __future__ import annotations

import csv
from pathlib import Path

from membership import check

ACTIONS = [
    ("signature", "signs the treaty", "opens", "", "", ""),
    ("entry into force", "the treaty begins to bind", "", "opens", "", ""),
    ("charter ratification", "ratifies the charter", "", "", "opens", ""),
    ("expiry", "the term ends", "closes after", "closes after", "closes after", ""),
    ("withdrawal", "leaves", "closes", "closes", "closes", ""),
    ("freeze", "stops taking part", "", "", "", "pauses"),
    ("thaw", "takes part again", "", "", "", "resumes"),
    ("suspension", "is suspended", "closes", "closes", "closes", ""),
    ("speech", "says something", "", "", "", ""),
]
CLAIM_COLUMNS = (
    *("claim", "paragraph", "fragment", "paraphrase", "check", "organization", "definition", "about"),
    *("from", "to", "stated", "judged", "why", "sources"),
)
_READ = ("primary", "full", "")
_MORE = ("note", "treaty_name", "charter")
TABLES: dict[str, list[tuple[str, ...]]] = {
    "organizations": [
        (*("organization", "name", "treaty", "founded", "dissolved", "verified_to"), *_MORE),
        ("PACT", "The Pact", "2000-01-10", "2003-05-01", "", "2020-12-31", "", "Pact treaty", "Pact charter"),
    ],
    "states": [
        ("state", "name", "note"),
        ("AAA", "Aland", ""),
        ("BBB", "Borduria", ""),
        ("CCC", "Carpania", ""),
    ],
    "actions": [("action", "meaning", "signed", "in_force", "chartered", "participating"), *ACTIONS],
    "membership": [
        ("fact", "organization", "state", "action", "date", "act", "note"),
        ("PACT-AAA-signed", "PACT", "AAA", "signature", "2000-01-10", "PACT-treaty", ""),
        ("PACT-AAA-in-force", "PACT", "AAA", "entry into force", "2001-03-01", "", ""),
        ("PACT-AAA-frozen", "PACT", "AAA", "freeze", "2015-06-01", "", ""),
        ("PACT-BBB-signed", "PACT", "BBB", "signature", "2000-01-10", "PACT-treaty", ""),
        ("PACT-BBB-expired", "PACT", "BBB", "expiry", "2005-01-10", "", ""),
        ("PACT-BBB-returned", "PACT", "BBB", "signature", "2008-12", "", ""),
        ("PACT-CCC-signed", "PACT", "CCC", "signature", "2002", "", ""),
        ("PACT-CCC-left", "PACT", "CCC", "withdrawal", "2010-07-01", "", ""),
    ],
    "dates": [
        ("fact", "organization", "kind", "date", "about", "place", "title", "note"),
        ("PACT-treaty", "PACT", "treaty", "2000-01-10", "", "Szohod", "Treaty signed", ""),
        ("PACT-summit-planned", "PACT", "planned", "2021-05-01", "", "Szohod", "Summit planned", ""),
    ],
    "sources": [
        ("source", "title", "publisher", "published", "url", "kind", "seen", "note"),
        ("gazette", "The gazette", "Gazette", "2000-01-11", "https://gazette.example/1", *_READ),
        ("paper", "A newspaper", "Paper", "2010", "https://paper.example/2", "press", "excerpt", ""),
        ("unverified", "Not verified", "", "", "", "none", "not opened", ""),
    ],
    "evidence": [
        ("fact", "source", "says", "date", "excerpt", "translated"),
        ("PACT-AAA-frozen", "paper", "dates", "2015-06-01", "has frozen its part", ""),
        ("PACT-AAA-in-force", "gazette", "dates", "2001-03-01", "", ""),
        ("PACT-BBB-expired", "gazette", "dates", "2005-01-10", "", ""),
        ("PACT-BBB-expired", "paper", "dates", "2004-12-31", "left in December", ""),
        ("PACT-BBB-returned", "paper", "dates", "2008-12", "", ""),
        ("PACT-CCC-left", "paper", "dates", "2010-07-01", "", ""),
        ("PACT-CCC-signed", "unverified", "dates", "2002", "", ""),
        ("PACT-summit-planned", "paper", "dates", "2021-05-01", "", ""),
        ("PACT-treaty", "gazette", "dates", "2000-01-10", "", ""),
    ],
}


def write(folder: Path, **changes: list[tuple[str, ...]]) -> Path:
    """Write the small tables to `folder`, with whole tables replaced by `changes`, and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in (TABLES | changes).items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)
    return folder


def with_row(table: str, old: str, new: tuple[str, ...] | None) -> list[tuple[str, ...]]:
    """Return a table with the row that starts with `old` replaced by `new`; None drops it."""
    return [new if row[0] == old else row for row in TABLES[table] if new is not None or row[0] != old]


def acted(*rows: tuple[str, ...], source: str = "paper") -> dict[str, list[tuple[str, ...]]]:
    """Return the tables with more acts of states, whose dates a source gives."""
    proof = [(row[0], source, "dates", row[4], "", "") for row in rows]
    return {"membership": [*TABLES["membership"], *rows], "evidence": [*TABLES["evidence"], *proof]}


def spoil(folder: Path, table: str, old: str, new: str) -> Path:
    """Replace some text of a table that `write` wrote, and return the folder."""
    path = folder / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    return folder


def places(folder: Path) -> list[tuple[str, int, int, str]]:
    """Return every fault of a folder: file, line, column, value."""
    return [(Path(f.file).name, f.line, f.column, f.value) for f in check(folder)]

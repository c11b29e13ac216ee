"""What each command does once its arguments are read; `__main__` turns the errors raised here into words."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from membership.cli.importing import OF_FORM, fix, free_folder, mended_tables
from membership.cli.reporting import write_files
from membership.derive.answers import DISSOLVED, NOT_YET, Record, existence, who_had_paused, who_was_in
from membership.derive.claims import checked_claims
from membership.derive.evidence import provability, sources_in_use
from membership.derive.export import export_dyads, export_panel, export_spells
from membership.derive.other_sources import alternatives, plateaus
from membership.derive.rule_trials import promises
from membership.english import NAMED, counted, with_doubtful
from membership.figures.signs import without_font
from membership.tables import loading as tables
from membership.tables.catalogue import described
from membership.tables.difference import diff as difference
from membership.tables.faults import told
from membership.tables.loading import Tables, load
from membership.tables.starter import starter


def check(options: argparse.Namespace) -> int:
    """Print every fault of the tables, and how many there are; warnings alone are no failure.

    With --summary, print as well how many facts are proven in words that give their date.
    """
    sound, faults = tables.read(options.data)
    for line in told(faults):
        print(line)
    wrong = [fault.file for fault in faults if not fault.warning]
    if sound is None:
        print(f"{counted(len(wrong), 'fault')} in {counted(len(set(wrong)), 'file')}")
        if options.fix:
            fix(options.data)
        elif any(fault.problem in OF_FORM for fault in faults) and any(mended_tables(options.data)):
            where = f" --data {options.data}" if options.data else ""
            print(f"python -m membership check --fix{where} writes what can be mended beside each table")
        return 1
    for line in without_font(sound):
        print(f"{options.data or 'data'}/{line}")
    print(f"{options.data or 'data'}: the tables are sound")
    if options.summary:
        print(_summary(provability(sound)))
    return 0


def _summary(frame: pd.DataFrame) -> str:
    """Return, in a line for each organization and one for all, how many facts are proven in words."""
    counts = frame[["facts", "in_words"]].rename(index=lambda name: name or "no organization")
    counts.loc["all"] = counts.sum()
    width = max(map(len, counts.index))
    lines = [
        f"{name:<{width}}  {proven:>4.0f} of {number:>4.0f}  {proven / number if number else 0:>4.0%}"
        for name, number, proven in counts.itertuples()
    ]
    return "\n".join(["facts of which a source that is quoted gives the date:", *lines])


def sources(options: argparse.Namespace) -> int:
    """Print the sources and how many facts rest on each, those on which most rest first.

    With --unarchived, only the pages of which no archived copy is known: what is worth saving first is first.
    """
    frame = sources_in_use(load(options.data))
    if options.unarchived:
        frame = frame[frame["url"].ne("") & frame["archived"].eq("")]
    if options.json:
        return _print_json(frame.to_dict("records"))
    for row in frame.itertuples():
        print(f"{row.url or '(no address)'}  {row.source}  {row.facts} fact{'s' * (row.facts != 1)}")
    print(f"{len(frame)} source{'s' * (len(frame) != 1)}{' not archived' * options.unarchived}")
    return 0


def members(options: argparse.Namespace) -> int:
    """Print who was in on a day, and of whom it is not known, with the fact and the source that decide it."""
    known, one, day = load(options.data), options.organization, options.date
    records = who_was_in(known, one, options.definition, day)
    bloc = known.organizations.set_index("organization").loc[one]
    nobody = _nobody(existence(known, one, day, options.definition)[0], bloc, options.definition)
    if not bloc["dissolved"] and day > bloc["verified_to"]:
        beyond = f"for {day} later changes are unknown, not ruled out"
        print(f"note: {one} is verified to {bloc['verified_to']}; {beyond}", file=sys.stderr)
    if options.json:
        if nobody:
            print(f"note: {one} on {day}: {nobody}", file=sys.stderr)
        return _print_json(records)
    certain = [record for record in records if record["certain"]]
    unknown = [record for record in records if not record["certain"]]
    paused = who_had_paused(known, one, day) if options.definition == "participating" else []
    print(f"{one} on {day} ({options.definition}): {nobody or _number(len(certain), unknown)}")
    width = max((len(_called(record)) for record in (*records, *paused)), default=0)
    for heading, some in (
        ("", certain),
        ("not known whether a member:", unknown),
        ("members that had stopped taking part:", paused),
    ):
        if some and heading:
            print(heading)
        for record in some:
            print(_line(record, width))
    return 0


def _number(low: int, unknown: Sequence[Record]) -> str:
    """Return how many members there are, and how many if those of whom it is not known are among them."""
    noun = "member" if low == 1 and len(unknown) <= NAMED else "members"
    doubtful = [record["name"] for record in unknown]
    return with_doubtful(str(low or (0 if unknown else "no")), str(low + len(unknown)), doubtful, f" {noun}")


def _nobody(why: str, bloc: pd.Series, definition: str) -> str:
    """Return why nobody can have been a member of an organization, "" where somebody can."""
    if why == DISSOLVED:
        return f"dissolved on {bloc['dissolved']}"
    chartered = definition == "chartered" and bloc["founded"] > bloc["treaty"]
    begins = f"the charter of {bloc['founded']}" if chartered else f"the treaty of {bloc['treaty']}"
    return f"{NOT_YET}: it begins with {begins}" if why else ""


def _called(record: Record) -> str:
    """Return the name of a member, and what it was called then."""
    return f"{record['name']} (then {record['known_as']})" if record["known_as"] else str(record["name"])


def _line(record: Record, width: int) -> str:
    """Return a member in a line, and in lines below it what else decides."""
    who = f"{record['state']}  {_called(record):<{width}}  since {record['since'] or '?':<10}"
    first, *others = (fact["fact"] + _credit(fact) for fact in record["facts"])
    marks = "  disputed" if record["disputed"] else ""
    return "\n".join([f"{who}  {first}{marks}", *(f"{'':{len(who)}}  {other}" for other in others)])


def _credit(fact: Record) -> str:
    """Return the source that gives the date of a fact, and the one that names the state if it is another."""
    named = f"; {fact['named_by']} names it" if fact["named_by"] not in ("", fact["source"]) else ""
    return f"  [{fact['source']}{named}]" if fact["source"] else ""


def claims(options: argparse.Namespace) -> int:
    """Print every claim with its computed and its judged verdict."""
    rated = checked_claims(load(options.data))
    told = ["claim", "check", "computed", "judged", "paraphrase"]
    if options.json:
        records = rated[[*told, "found", "facts"]].to_dict("records")
        return _print_json([record | {"facts": list(record["facts"])} for record in records])
    if rated.empty:
        print("no claims: these tables have no claims.csv")
    else:
        rows = [[*told[:4], "what is said"], *rated[told].replace("", "-").to_numpy().tolist()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for row in rows:
            print("  ".join(map(str.ljust, row, widths)).rstrip())
    return 0


_EXPORTS: dict[str, Callable[[Tables, argparse.Namespace], pd.DataFrame]] = {
    "spells": lambda known, asked: export_spells(known, asked.organization, asked.definition, asked.dates),
    "panel": lambda known, asked: export_panel(known, asked.organization, asked.definition, asked.unit),
    "dyads": lambda known, asked: export_dyads(
        known, asked.organization, asked.definition, asked.unit, directed=asked.directed
    ),
    "alternatives": lambda known, asked: alternatives(known),
    "counts": lambda known, asked: plateaus(known, asked.organization, asked.definition).astype(
        {"stands": int}
    ),
    "promises": lambda known, asked: promises(known),
}


def export(options: argparse.Namespace) -> int:
    """Print what is asked for as CSV (metadata as JSON), or write it to a file."""
    if options.what == "metadata":
        text, told = json.dumps(described(options.form), ensure_ascii=False, indent=1) + "\n", options.form
    else:
        frame = _EXPORTS[options.what](load(options.data), options)
        text, told = frame.to_csv(index=False, lineterminator="\n"), counted(len(frame), "row")
    if options.out in (None, Path("-")):
        sys.stdout.write(text)
    else:
        options.out.write_text(text, encoding="utf-8", newline="\n")
        print(f"{options.out}: {told}")
    return 0


def diff(options: argparse.Namespace) -> int:
    """Print what changed between two folders of tables, a sentence for each change."""
    changes = difference(load(options.old), load(options.new))
    if options.json:
        return _print_json([asdict(change) for change in changes])
    for change in changes:
        print(change)
    print(f"{counted(len(changes), 'change')} from {options.old} to {options.new}")
    return 0


def new(options: argparse.Namespace) -> int:
    """Write a small, sound set of tables to a new folder, and say what to do next."""
    folder = free_folder(options.folder)
    files = starter(options.organization, options.name, load().actions, date.today().isoformat())
    write_files(folder, files)
    print(f"{folder}: {counted(len(files), 'file')}; README.md there says what to edit, in ten minutes")
    print(f"next: python -m membership check --data {folder}")
    return 0


def _print_json(records: Sequence[Any]) -> int:
    print(json.dumps(records, ensure_ascii=False, indent=2))
    return 0

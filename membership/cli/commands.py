"""What each command does once its arguments are read; `__main__` turns the errors raised here into words."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from membership.derive import claims as fact_check
from membership.derive.answers import Record, who_had_paused, who_was_in
from membership.derive.export import export_dyads, export_panel, export_spells
from membership.english import counted
from membership.tables import loading as tables
from membership.tables.difference import diff as difference
from membership.tables.loading import Tables, load
from membership.tables.starter import starter


def check(options: argparse.Namespace) -> int:
    """Print every fault of the tables, and how many there are; warnings alone are no failure."""
    faults = tables.check(options.data)
    for fault in faults:
        print(fault)
    wrong = [fault.file for fault in faults if not fault.warning]
    if wrong:
        print(f"{counted(len(wrong), 'fault')} in {counted(len(set(wrong)), 'file')}")
        return 1
    print(f"{options.data or 'data'}: the tables are sound")
    return 0


def members(options: argparse.Namespace) -> int:
    """Print who was in on a day, and for each member the fact and the source that decide it."""
    known = load(options.data)
    records = who_was_in(known, options.organization, options.definition, options.date)
    if note := _beyond(known, options.organization, options.date):
        print(note, file=sys.stderr)
    if options.json:
        _print_json(records)
        return 0
    certain = sum(record["certain"] for record in records)
    count = f"{certain} to {len(records)}" if certain < len(records) else str(certain or "no")
    noun = "member" if count == "1" else "members"
    print(f"{options.organization} on {options.date} ({options.definition}): {count} {noun}")
    paused = []
    if options.definition == "participating":
        paused = who_had_paused(known, options.organization, options.date)
    width = max((len(record["name"]) for record in (*records, *paused)), default=0)
    for record in records:
        print(_line(record, width))
    if paused:
        print("members that had stopped taking part:")
    for record in paused:
        print(_line(record, width))
    return 0


def claims(options: argparse.Namespace) -> int:
    """Print every claim with its computed and its judged verdict."""
    text, records = fact_check.command(load(options.data))
    if options.json:
        _print_json(records)
    else:
        print(text if records else "no claims: these tables have no claims.csv")
    return 0


def export(options: argparse.Namespace) -> int:
    """Print spells, pairs of states or a panel as CSV, or write them to a file."""
    known = load(options.data)
    if options.what == "spells":
        frame = export_spells(known, options.organization, options.definition, options.dates)
    elif options.what == "dyads":
        frame = export_dyads(
            known, options.organization, options.definition, options.unit, directed=options.directed
        )
    else:
        frame = export_panel(known, options.organization, options.definition, options.unit)
    if options.out is None:
        sys.stdout.write(frame.to_csv(index=False, lineterminator="\n"))
        return 0
    options.out.write_text(frame.to_csv(index=False, lineterminator="\n"), encoding="utf-8", newline="\n")
    print(f"{options.out}: {counted(len(frame), 'row')}")
    return 0


def diff(options: argparse.Namespace) -> int:
    """Print what changed between two folders of tables, a sentence for each change."""
    changes = difference(load(options.old), load(options.new))
    if options.json:
        _print_json([asdict(change) for change in changes])
        return 0
    for change in changes:
        print(change)
    print(f"{counted(len(changes), 'change')} from {options.old} to {options.new}")
    return 0


def new(options: argparse.Namespace) -> int:
    """Write a small, sound set of tables to a new folder, and say what to do next."""
    folder: Path = options.folder
    if folder.exists() and not folder.is_dir():
        raise ValueError(f"{folder} is a file; name a folder that does not exist yet, or an empty one")
    if folder.is_dir() and any(folder.iterdir()):
        raise ValueError(f"{folder} is not empty; name a folder that does not exist yet, or an empty one")
    files = starter(options.organization, options.name, load().actions, date.today().isoformat())
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    print(f"{folder}: {counted(len(files), 'file')}; README.md there says what to edit, in ten minutes")
    print(f"next: python -m membership check --data {folder}")
    return 0


def _beyond(known: Tables, organization: str, day: str) -> str:
    row = known.organizations.set_index("organization").loc[organization]
    if row["dissolved"] or day <= row["verified_to"]:
        return ""
    return (
        f"note: {organization} is verified to {row['verified_to']}; "
        f"for {day} later changes are unknown, not ruled out"
    )


def _line(record: Record, width: int) -> str:
    """Return a member in a line, and in lines below it what else decides."""
    who = f"{record['state']}  {record['name']:<{width}}  since {record['since']:<10}"
    marks = ("" if record["certain"] else "  not certain") + ("  disputed" if record["disputed"] else "")
    first, *others = (
        fact["fact"] + (f"  [{fact['source']}]" if fact["source"] else "") for fact in record["facts"]
    )
    return "\n".join([f"{who}  {first}{marks}", *(f"{'':{len(who)}}  {other}" for other in others)])


def _print_json(records: Sequence[Any]) -> None:
    print(json.dumps(records, ensure_ascii=False, indent=2))

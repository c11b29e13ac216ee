"""The commands: ``python -m membership check | members | report``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 faults or stale files, 2 a wrong call."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        print("stopped; nothing was changed", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m membership", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")

    check = commands.add_parser("check", help="list every fault of the tables")
    check.set_defaults(run=_check)

    members = commands.add_parser("members", help="who was in on a day, by which fact, says which source")
    members.add_argument("organization", metavar="ORG")
    members.add_argument("date", metavar="DATE", help="YYYY-MM-DD")
    members.add_argument(
        "--definition", default="signed", help="signed (default), in_force, chartered, participating"
    )
    members.add_argument("--json", action="store_true", help="a list of objects, one per member")
    members.set_defaults(run=_members)

    report = commands.add_parser("report", help="build the report: figures and pages")
    report.add_argument(
        "--out", type=Path, default=None, metavar="DIR", help="where figures/ and notebooks/html/ go"
    )
    report.add_argument("--as-of", default=None, metavar="DATE", help="build it as it would read on that day")
    report.add_argument("--check", action="store_true", help="name each file that is not what the data gives")
    report.set_defaults(run=_report)

    for command in (check, members, report):
        command.add_argument("--data", type=Path, default=None, metavar="DIR", help="a folder of tables")
    return parser


def _check(options: argparse.Namespace) -> int:
    from membership.tables import check

    faults = check(options.data)
    for fault in faults:
        print(fault)
    errors = sum(not fault.warning for fault in faults)
    if not errors:
        print(f"{options.data or 'data'}: the tables are sound")
    return 1 if errors else 0


def _members(options: argparse.Namespace) -> int:
    from membership.derive import deciding_sources, spells
    from membership.faults import TableError
    from membership.intervals import members_on
    from membership.tables import load

    try:
        tables = load(options.data)
        frame = spells(tables, options.organization, options.definition)
        members = members_on(frame, options.date)
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    except ValueError as error:
        print(f"members: {error}", file=sys.stderr)
        return 2
    deciding = deciding_sources(tables)
    sources = tables.sources.set_index("source")
    records = [
        {
            "organization": options.organization,
            "definition": options.definition,
            "state": row.state,
            "name": row.name_,
            "certain": bool(row.certain),
            "since": row.start,
            "fact": row.start_fact,
            "action": row.start_action,
            "disputed": bool(row.start_disputed),
            "source": deciding.get(row.start_fact, ""),
            "source_title": sources["title"].get(deciding.get(row.start_fact, ""), ""),
            "url": sources["url"].get(deciding.get(row.start_fact, ""), ""),
        }
        for row in members.rename(columns={"name": "name_"}).itertuples()
    ]
    organization = tables.organizations.set_index("organization").loc[options.organization]
    if options.date > organization["verified_to"] and not organization["dissolved"]:
        print(
            f"note: {options.organization} is verified to {organization['verified_to']}; "
            f"for {options.date} later changes are unknown, not ruled out",
            file=sys.stderr,
        )
    if options.json:
        print(json.dumps(records, ensure_ascii=False, indent=2))
        return 0
    certain = sum(record["certain"] for record in records)
    count = str(certain) if certain == len(records) else f"{certain} to {len(records)}"
    print(f"{options.organization} on {options.date} ({options.definition}): {count or 'no'} members")
    for record in records:
        marks = ("" if record["certain"] else "  not certain") + ("  disputed" if record["disputed"] else "")
        print(
            f"{record['state']}  {record['name']:<14} since {record['since']:<10}  "
            f"{record['fact']}  [{record['source']}]{marks}"
        )
    return 0


def _report(options: argparse.Namespace) -> int:
    from membership.report import run

    return run(data=options.data, out=options.out, as_of=options.as_of, check=options.check)


if __name__ == "__main__":
    sys.exit(main())

"""Ask and check tables of membership, compare and export them, build the report."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from math import inf, nan
from pathlib import Path
from typing import Any, NoReturn

from membership import __version__
from membership.tables.faults import TableError

_FAULTS = """\
A fault reads FILE:LINE:COLUMN: 'VALUE' what is wrong; what was expected, and how to mend it. The column is
the number of the cell in its row. A warning forbids nothing. Exit code 1 if there are faults."""

_WAYS = "signed, in_force, chartered, participating"

_SPELLS = """\
One row per organization, state and spell of membership, under each definition: organization, state, name,
its codes in Correlates of War (cow) and Gleditsch and Ward (gw), definition, start and end at the precision
known, the first and the last day that each can mean (start_earliest to end_latest), the facts that decide
them, whether sources disagree (disputed: 0 or 1), the day to which the organization is verified
(verified_to), and the fact that leaves the membership open to doubt (doubt_fact). The end is the first day
out, and empty while the spell is open; the start is empty where no source says when, or whether, a treaty
that a state signed came into force for it. With --dates edtf one interval of EDTF stands for start, end and
their bounds: from the first to the last day in, as 1992-05-15/1999-04-20, and 1992-05-15/.. while the spell
is open."""

_SPELL_ROWS = """\
Columns go by their usual names (state, country, player ...; start, joined, since ...; end, left, until ...).
What cannot be placed is told row by row. Exit code 1 if a row was not placed."""

_PANEL = """\
One row per organization, state and year (or month) in which the state was, or may have been, a member:
organization, state, name, its codes in Correlates of War (cow) and Gleditsch and Ward (gw), definition, year
(and month), the days of certain membership (days) and those that imprecise dates allow (days_possible),
whether it was certainly in on the first and on the last day of the period (first_day, last_day: 0 or 1), and
whether the organization is verified to the end of it (complete: 0 or 1). The end of a spell is the first day
out, and is not counted."""

_DYADS = """\
One row per organization, pair of states and time in which both were members, or year or month of it:
organization, state1, state2, name1, name2, their codes in Correlates of War (cow1, cow2) and Gleditsch and
Ward (gw1, gw2), definition; by spell the first and the last day that its start and end can mean
(start_earliest to end_latest; the end is the first day on which they are not both in, and empty while both
are), else year (and month); the days on which both surely are members (days), and may be (days_possible); by
year or month whether both surely are on its first and last day (first_day, last_day: 0 or 1); and complete: 0
where what is verified does not reach the end. A pair has no row where it cannot have been."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 faults or stale files, 2 a wrong call."""
    if sys.stdout is None:
        # A file that a command opens would take its number, and be written what a child prints.
        print("standard output is closed: send it to a file, or to /dev/null", file=sys.stderr)
        return 2
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is printed is often kept: the same bytes on every system, also of a path that is no text.
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130
    except TableError as error:
        print(error, file=sys.stderr)
        return 1
    except (OSError, ValueError) as error:
        said = str(error)
        if isinstance(error, OSError):
            said = f"{error.filename or 'the output'}: {error.strerror or error}"
        print(f"{options.command}: {said}", file=sys.stderr)
        return 2
    return code


class _Once(argparse.Action):
    """Keep what an option is given; one that is given twice, and not alike, is refused."""

    def __call__(self, parser: Any, options: Any, value: Any, name: str | None = None) -> None:
        """Set the value."""
        given = vars(options).setdefault("given", {})
        if given.setdefault(self.dest, value) != value:
            raise argparse.ArgumentError(self, f"is given twice, as {given[self.dest]} and as {value}")
        setattr(options, self.dest, value)


class _Parser(argparse.ArgumentParser):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.register("action", None, _Once)

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the call in one line, and where help is."""
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m membership", description=__doc__)
    parser.add_argument("--version", action="version", version=f"membership {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command", dest="command")

    def command(name: str, what: str, epilog: str = "", does: str = "") -> argparse.ArgumentParser:
        module, _, function = (does or f"commands.{name}").partition(".")
        told = f"{what[:1].upper()}{what[1:]}."
        made = commands.add_parser(name, help=what, description=told, epilog=epilog)
        made.set_defaults(
            run=lambda options: getattr(import_module(f"membership.cli.{module}"), function)(options)
        )
        return made

    check = command("check", "list every fault of the tables", _FAULTS)
    check.add_argument("--fix", action="store_true", help="write the mended tables beside the old ones")
    say = "say how many facts a quoted source gives the date of"
    check.add_argument("--summary", action="store_true", help=say)

    sources = command("sources", "list the sources, those on which most facts rest first")
    say = "only pages of which no archived copy is known"
    sources.add_argument("--unarchived", action="store_true", help=say)

    members = command("members", "say who was in on a day, by which fact, says which source")
    members.add_argument("organization", metavar="ORG", help="its id, as in organizations.csv")
    members.add_argument("date", metavar="DATE", help="a day, YYYY-MM-DD")

    claims = command("claims", "hold the claims of an article against the tables")

    export = command("export", "write spells, pairs of states or a panel as CSV for R, Stata, spreadsheets")
    what = export.add_subparsers(required=True, metavar="what", dest="what")
    spells = what.add_parser("spells", help="one row per spell of membership", description=_SPELLS)
    spells.add_argument("--definition", help=f"one of {_WAYS}; all unless told")
    spells.add_argument("--dates", default="iso", metavar="FORM", help="iso or edtf; iso unless told")
    panel = what.add_parser("panel", help="one row per state and year or month", description=_PANEL)
    panel.add_argument("--unit", default="year", help="year or month; year unless told")
    dyads = what.add_parser("dyads", help="one row per pair of states", description=_DYADS)
    dyads.add_argument("--unit", default="spell", help="spell, year or month; spell unless told")
    dyads.add_argument("--directed", action="store_true", help="each pair in both orders")
    others = what.add_parser("alternatives", help="what would change if another source were right")
    say = "each number of members, and whether it stands under every source"
    counts = what.add_parser("counts", help=say)
    counts.add_argument("--organization", metavar="ORG", required=True, help="its id")
    rules = what.add_parser("promises", help="each rule of the checker, and how many rows broke it")
    about = what.add_parser("metadata", help="what catalogues ask about our own tables, as JSON")
    about.add_argument("--form", default="croissant", help="croissant or schema.org; croissant unless told")

    diff = command("diff", "say what changed between two folders of tables")
    diff.add_argument("old", metavar="OLD", type=_path)
    diff.add_argument("new", metavar="NEW", type=_path)

    new = command("new", "write a small, sound set of tables to start from")
    new.add_argument(
        "--organization", required=True, type=_filled, metavar="ID", help="its short name, such as ASEAN"
    )
    new.add_argument("--name", default="", metavar="NAME", help="its full name")

    say = "make a folder of tables of a table of memberships"
    bring = command("import", say, _SPELL_ROWS, "importing.import_spells")
    say = "a CSV file: a member, a start and an end a row"
    bring.add_argument("file", metavar="FILE", type=_path, help=say)
    bring.add_argument(
        "--organization", type=_filled, metavar="ID", help="what they belong to, if no column says it"
    )
    ends, say = ["first day out", "last day"], "what an end is; the first day out unless told"
    bring.add_argument("--ends", default=ends[0], choices=ends, help=say)
    order, say = ["day first", "month first"], "how to read 05/04/1992; as the other dates say unless told"
    bring.add_argument("--order", default="", choices=order, help=say)
    say = "which column is member, name, start, end, organization, status or note, such as start=Debut"
    bring.add_argument("--column", action="append", default=[], metavar="NAME=COLUMN", help=say)
    bring.add_argument("--verified-to", metavar="DAY", help="the day to which it knows; today unless told")

    report = command("report", "build the report: figures and pages", does="reporting.report")
    say = "whom it is about; of several the first, compared with the others"
    report.add_argument("--organization", nargs="+", action="extend", metavar="ID", help=say)
    report.add_argument("--out", type=_path, metavar="DIR", help="where figures/ and notebooks/html/ go")
    report.add_argument("--as-of", metavar="DATE", help="build it as it would read on that day")
    report.add_argument("--check", action="store_true", help="name each file that is not what the data gives")
    say = "each figure also as SVG with its letters as outlines"
    report.add_argument("--outlines", action="store_true", help=say)
    say = "that a notebook may take; 600 unless told"
    report.add_argument("--timeout", type=_seconds, default=600, metavar="SECONDS", help=say)

    for kind in (members, panel, dyads, counts):
        kind.add_argument("--definition", default="signed", help=f"one of {_WAYS}; signed unless told")
    for kind in (spells, panel, dyads):
        kind.add_argument("--organization", metavar="ORG", help="its id; all organizations unless told")
    for kind in (spells, panel, dyads, others, counts, rules, about):
        say = "where to; printed unless told, or -"
        kind.add_argument("-o", "--out", type=_path, metavar="FILE", help=say)
    for kind in (new, bring):
        say = "a folder that does not exist yet, or is empty"
        kind.add_argument("folder", metavar="DIR", type=_path, help=say)
    for asked in (members, claims, diff, sources):
        asked.add_argument("--json", action="store_true", help="a list of objects, for machines")
    for asked in (check, sources, members, claims, spells, panel, dyads, others, counts, rules, report):
        asked.add_argument("--data", type=_path, metavar="DIR", help="tables; our own unless told")
    return parser


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = nan
    if not 0 < seconds < inf:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds above 0")
    return seconds


def _filled(text: str) -> str:
    if not text.strip():
        raise argparse.ArgumentTypeError("is empty; give a name, or leave it out")
    return text


def _path(text: str) -> Path:
    return Path(_filled(text))


if __name__ == "__main__":
    try:
        done: Any = main()
    except SystemExit as stop:
        done = stop.code
    if sys.flags.inspect:  # Python would stay, and then forget the code
        sys.stdout.flush()
        os._exit(done)
    sys.exit(done)

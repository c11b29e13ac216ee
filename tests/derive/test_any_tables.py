"""Whatever the checker passes is reported: generated tables, and the project's own on other days."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

import membership as m
from membership.build.inventory import take_inventory
from membership.intervals.dates import earliest
from membership.site import parameters
from membership.site.pages import known_scripts
from membership.site.proofreading import proofread
from membership.tables.importing import read_spells
from membership.tables.spell_rows import rows_of_file
from tests.any_tables import any_tables
from tests.in_process import NOTEBOOKS, report, shown
from tests.small import TABLES, write

few = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    # Smaller tables that fail too would take minutes to look for.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def folder_of(place: Path, tables) -> Path:
    """Write tables, those that are None left out."""
    for old in place.glob("*.csv"):
        old.unlink()
    write(place, **{name: rows for name, rows in tables.items() if rows is not None})
    for name in (name for name, rows in tables.items() if rows is None):
        (place / f"{name}.csv").unlink()
    return place


def possible(inventory) -> list[Path]:
    """Return the notebooks that find the rows they need."""
    return [
        path
        for path in NOTEBOOKS
        if all(inventory.tables[name] >= n for name, n in parameters.needs(parameters.read(path)).items())
    ]


@few
@given(tables=any_tables(), days=st.none() | st.integers(0, 3000))
def test_what_is_sound_is_reported_on_any_day(tmp_path_factory, tables, days):
    folder = folder_of(tmp_path_factory.mktemp("any"), tables)
    assume(not [fault for fault in m.check(folder) if not fault.warning])
    first = min((row[4] for row in tables["membership"][1:]), default="")
    as_of = str(earliest(first) + timedelta(days=days)) if first and days is not None else None
    inventory = take_inventory(folder, as_of)
    assume(not inventory.faults)
    organization = next(iter(inventory.organizations))
    assume(organization not in inventory.empty)
    # A build refuses in words a day before there was the organization.
    assume(not as_of or inventory.organizations[organization]["treaty"] <= as_of)
    given = {"data": str(folder), "organization": organization} | ({"as_of": as_of} if as_of else {})
    pages = report(possible(inventory), **given)
    figures = set(re.findall(r"\.\./\.\./(figures/[^\"']+)", "".join(pages.values())))
    made = {f"notebooks/html/{name}": page for name, page in pages.items()}
    assert proofread(made, figures, known_scripts=known_scripts(), private=[str(folder)]) == []


def test_links_of_the_own_report_on_another_organization_lead_somewhere():
    blocs, article = NOTEBOOKS[3:5]
    pages = report([blocs, article], organization="GUAM")
    assert "3_blocs.html#What-the-treaties-promise" not in pages["4_article.html"]


@pytest.mark.parametrize("organization", ["WTO", "SCO"])
def test_the_own_report_is_made_as_of_a_founding_day(organization):
    founded = m.organization(m.load(), organization).treaty
    membership, blocs = NOTEBOOKS[1], NOTEBOOKS[3]
    assert len(report([membership, blocs], organization=organization, as_of=founded)) == 2


SQUADS = """club,player,from,until
Rovers,"Smith, Tom",2017-07-01,2019-06-30
Rovers,"Smith, Tom",2020-07-01,
Rovers,"Núñez, José",2018,2019-06-30
United,"Smith, Tom",2019-07-01,2020-06-30
United,"Ito, Ken",2019-07-01,
"""


def test_a_report_on_footballers_does_not_call_them_states(tmp_path):
    for name, text in read_spells(rows_of_file(SQUADS.encode(), "squads.csv")).files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    chosen = [path for path in NOTEBOOKS if path.stem[0] in "013678"]
    for file, page in report(chosen, data=str(tmp_path), organization="Rovers").items():
        article = re.sub(r"<(script|style|pre).*?</\1>", "", page[page.index("<main") :], flags=re.DOTALL)
        told = re.sub(r"<[^>]*>", " ", article)
        assert re.findall(r".{30}\b(?:states?|no of|the 0|bloc)\b.{30}", told, re.I) == [], file


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ("A,1990,\n", "The one that joined PACT is still a member."),
        ("A,1990,1995\n", "The one that joined PACT is no longer a member."),
        ("A,1990,\nB,1991,\n", "Both that joined PACT are still members."),
        ("A,1990,\nB,1991,1995\n", "One of the two that joined PACT is still a member."),
        ("A,1990,1991\nB,1991,1995\n", "None of the two that joined PACT is still a member."),
    ],
)
def test_the_first_sentence_counts_rightly_also_to_none_and_to_all(tmp_path, rows, told):
    spells = rows_of_file(f"state,start,end\n{rows}".encode(), "spells.csv")
    for name, text in read_spells(spells, organization="PACT").files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert told in shown(NOTEBOOKS[0], data=str(tmp_path), organization="PACT")


def test_a_member_that_never_took_part_has_no_count_of_those_that_do(tmp_path):
    header, signed, *_ = TABLES["membership"]
    rows = [header, (*signed[:5], "", ""), ("PACT-AAA-froze", *signed[1:3], "freeze", signed[4], "", "")]
    folder = folder_of(tmp_path, TABLES | {"membership": rows, "dates": None, "evidence": None})
    assert m.check(folder) == []
    assert "is still a member" in shown(NOTEBOOKS[0], data=str(folder), organization="PACT")

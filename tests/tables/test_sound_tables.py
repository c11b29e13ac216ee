"""What the checker passes can be reported, or the build says why not before it runs anything."""

import pytest

import membership as m
from membership.build.inventory import take_inventory
from tests.conftest import ROOT
from tests.in_process import shown
from tests.small import TABLES, write

HEADER, *ROWS = TABLES["membership"]
ORGANIZATION = TABLES["organizations"]
YOUNG = ("Young Pact", "2019-01-01", "2019-01-01", "", "2020-12-31", "", "", "")


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes tables without events and evidence, which the checker passes."""

    def of(**tables):
        made = write(tmp_path, **tables)
        for name in ("dates", "evidence"):
            (made / f"{name}.csv").unlink()
        assert m.check(made) == []
        return made

    return of


def plain(*rows):
    """Return a table of membership whose rows have neither act nor note."""
    return [HEADER, *((*row[:5], "", "") for row in rows)]


def test_where_nobody_joined_anything_there_is_nothing_to_report(folder):
    (fault,) = take_inventory(folder(membership=[HEADER]), None).faults
    assert "nothing to report yet" in fault


def test_an_organization_that_was_dissolved_on_its_first_day_has_nothing_to_report(folder):
    pact = ("PACT", "The Pact", "2000-01-10", "2000-01-10", "2000-01-10", "2000-01-10", "", "", "")
    rows = plain(("A", "PACT", "AAA", "signature", "2000"), ("B", "PACT", "AAA", "withdrawal", "2000-01-10"))
    made = folder(organizations=[ORGANIZATION[0], pact], membership=rows)
    assert take_inventory(made, None).empty == {"PACT"}


def test_the_report_is_about_an_organization_that_somebody_joined(folder):
    young = ("AYOUNG", *YOUNG)
    made = folder(organizations=[ORGANIZATION[0], young, ORGANIZATION[1]], membership=plain(*ROWS))
    assert list(take_inventory(made, None).organizations) == ["PACT", "AYOUNG"]


def test_organizations_that_are_all_dissolved_are_compared(folder):
    blocs = [(one, one.title(), "2000", "2000", "2020", "2020", "", "", "") for one in ("PACT", "LEAGUE")]
    rows = [
        (f"{one}-{action}", one, "AAA", action, day)
        for one in ("PACT", "LEAGUE")
        for action, day in (("signature", "2000"), ("withdrawal", "2020"))
    ]
    made = folder(organizations=[ORGANIZATION[0], *blocs], membership=plain(*rows))
    assert "none of them" in shown(ROOT / "notebooks" / "3_blocs.ipynb", organization="PACT", data=str(made))


def test_a_dissolution_known_to_the_month_ends_no_count_too_late(folder):
    pact = ("PACT", "The Pact", "0001", "0001", "0950-06", "0950", "", "", "")
    rows = plain(("A", "PACT", "AAA", "signature", "0001"), ("B", "PACT", "AAA", "withdrawal", "0950-06"))
    tables = m.load(folder(organizations=[ORGANIZATION[0], pact], membership=rows))
    bloc = m.organization(tables, "PACT")
    assert (bloc.last_day, bloc.counting_day) == ("0950-06-30", "0950-05-31")
    assert m.lint(m.timeline(m.spells(tables, "PACT"), until=bloc.last_day)) == []


@pytest.mark.parametrize("last", ["9998", "9999", "9999-12-30"])
def test_spells_at_the_end_of_the_calendar_are_drawn(folder, last):
    pact = ("PACT", "The Pact", "9990", "9990", "", last, "", "", "")
    rows = plain(("A", "PACT", "AAA", "signature", "9990"), ("B", "PACT", "BBB", "signature", last))
    tables = m.load(folder(organizations=[ORGANIZATION[0], pact], membership=rows))
    day = m.organization(tables, "PACT").last_day
    assert m.timeline(m.spells(tables, "PACT"), until=day, phases=[("Pact", "9990-01-01")]).patches


def test_a_coding_that_lacks_a_spell_that_is_still_open_is_compared(folder):
    codings = [
        ("dataset", "organization", "state", "start", "end", "status", "note"),
        ("D 1", "PACT", "AAA", "2000", "", "member", ""),
        ("D 1", "PACT", "BBB", "2000", "2004", "member", ""),
    ]
    tables = m.load(folder(codings=codings, membership=plain(*ROWS)))
    assert "BBB" in set(m.coding_differences(tables, "PACT")["state"])


@pytest.mark.parametrize("column", [1, 10], ids=["name", "label"])
def test_organizations_that_are_called_alike_are_refused(tmp_path, column):
    rows = [(*ORGANIZATION[0], "in_text", "label"), (*ORGANIZATION[1], "the Pact", "Pact")]
    other = ["LEAGUE", "The League", *rows[1][2:10], "League"]
    other[column] = rows[1][column]
    (fault,) = m.check(write(tmp_path, organizations=[*rows, tuple(other)]))
    assert (fault.line, fault.column, fault.value) == (3, column + 1, rows[1][column])


def test_what_nobody_has_joined_by_the_day_of_a_report_is_known_before_it_runs(folder):
    rows = plain(*ROWS, ("Y", "YOUNG", "AAA", "signature", "2020-01-01"))
    made = folder(organizations=[*ORGANIZATION, ("YOUNG", *YOUNG)], membership=rows)
    assert take_inventory(made, "2019-06-01").empty == {"YOUNG"}
    assert take_inventory(made, None).empty == set()


def test_letters_that_no_font_has_are_known_before_a_report_runs(folder):
    states = [("state", "name", "note"), ("AAA", "\u5317\u56fd", ""), *TABLES["states"][2:]]
    (note,) = take_inventory(folder(states=states, membership=plain(*ROWS)), None).notes
    assert "states.csv" in note
    assert "\u5317" in note

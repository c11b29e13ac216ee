"""The checker's rules, one slip at a time: file, line, column and value, and nothing that follows from it."""

import pytest

import membership as m
from tests.small import ACTIONS, CLAIM_COLUMNS, TABLES, places, with_row, write

# A cell changed, and how its one fault reads: the place (and the table, if another), the value, some words.
SLIPS = """
membership PACT-CCC-left date=2010-02-30 > 9:5: '2010-02-30' ... February 2010 has 28 days
membership PACT-CCC-signed date=2002-13 > 8:5: '2002-13' ... a month is 01 to 12
dates PACT-summit-planned date=9999-12-31 > 3:4: '9999-12-31' ... has not happened yet has no row
membership PACT-CCC-signed state=CCD > 8:3: 'CCD' ... did you mean 'CCC'? If not, add it there
membership PACT-CCC-left state=XYZ > 9:3: 'XYZ' ... states.csv; add it there, or write one
membership PACT-CCC-signed organization=PCT > 8:2: 'PCT' ... did you mean 'PACT'?
membership PACT-CCC-signed action=signatur > 8:4: 'signatur' ... did you mean 'signature'?
membership PACT-CCC-signed action=joined > 8:4: 'joined' ... actions.csv; add it there
membership PACT-AAA-signed act=PACT-treety > 2:6: 'PACT-treety' ... did you mean 'PACT-treaty'?
membership PACT-CCC-left action=signature > 9:4: 'signature' opens ... on 1 July 2010 that is open
membership PACT-CCC-signed action=speech > 9:4: 'withdrawal' closes ... on 1 July 2010 that is not open
membership PACT-AAA-frozen action=thaw > 4:4: 'thaw' resumes ... on 1 June 2015, which is not paused
membership PACT-AAA-in-force action=freeze > 4:4: 'freeze' ... which is paused already
membership PACT-AAA-frozen date=2015-06-02 > 4:5: '2015-06-02' ... its evidence gives 2015-06-01
dates PACT-summit-planned kind=summit > 3:4: '2021-05-01' ... PACT is verified to 2020-12-31: move
dates PACT-summit-planned kind=planed > 3:3: 'planed' ... did you mean 'planned'?
evidence PACT-AAA-frozen date=2015-06 > membership 4:5: '2015-06-01' ... its evidence gives 2015-06
evidence PACT-AAA-frozen date=01.06.2015 > 2:4: '01.06.2015' ... write 2015-01-06 or 2015-06-01
evidence PACT-AAA-frozen fact=PACT-AAA-frozn > 2:1: 'PACT-AAA-frozn' ... did you mean 'PACT-AAA-frozen'?
evidence PACT-AAA-frozen says=confirms date= > membership 4:5: '2015-06-01' ... its evidence gives no date
evidence PACT-CCC-signed date= > 8:4: '' is empty, and the row says 'dates'
evidence PACT-CCC-signed says=confirms > 8:4: '2002' is given, and the row says 'confirms'
organizations PACT dissolved=2020-12-31 > 2:5: '2020-12-31' is before AAA, BBB left PACT
sources paper url=javascript:alert(1) > 3:5: 'javascript:alert(1)' ... expected an http(s) address
sources paper url=ftp://paper.example/2 > 3:5: 'ftp://paper.example/2' ... expected an http(s) address
sources paper kind=pres > 3:6: 'pres' ... expected one of: primary, official
actions freeze participating=pause > 7:6: 'pause' ... did you mean 'pauses'?
"""
CLAIMS = """
sources=gazette papr > sources ... names 'papr', which is not in sources; did you mean 'paper'?
check=date; about=PACT-traety; stated=2000 > about ... did you mean 'PACT-treaty'?
check=date; about=PACT-treaty > stated ... is empty, and check is 'date'; a check 'date'
check=date; about=PACT-treaty; stated=May > stated ... does not begin with a date
check=order; about=PACT-treaty > about ... names one fact; expected two or more
check=interval; about=PACT-treaty; stated=6 years > about ... names one fact; expected two, the
check=interval; about=PACT-treaty PACT-summit-planned; stated=six > stated ... does not begin with a number
check=holder; organization=PACT; about=Chair; stated=X > from ... is empty
check=members; from=2001; stated=AAA > from ... '2001' is not a day
check=members; from=2001-01-01; stated=AAA AAB > stated ... names 'AAB'
check=left; from=2001; stated=AAA > to ... needs: organization, definition, from
check=joined; from=2001; to=2000; stated=AAA > to ... is before from, 2001
check=count; from=2001-01-01; stated=six > stated ... expected a number of members
check=count; from=2001-01-01; to=2002-01-01; stated=6 > stated ... expected one of rises, falls, stays
check=count; from=2001-01-01; to=2002; stated=rises > to ... '2002' is not a day; a check 'count' counts
check=count; definition=; from=2001-01-01; stated=6 > definition ... is empty
check=spells; about=AAA; stated=2000-2001 > stated ... is not a list of spells
check=spells; about=AAA; stated=2000/x > stated ... is not a list of spells
check=spells; about=AAZ; stated=2000/ > about ... names 'AAZ'
judged=true > judged ... expected one of: supported
"""
SOUND_CLAIMS = """
check=date; about=PACT-treaty; stated=2000-01 Szohod
check=order; about=PACT-treaty PACT-summit-planned
check=interval; about=PACT-treaty PACT-summit-planned; stated=21 years
check=members; from=2001-01-01; stated=AAA BBB
check=joined; from=2000; to=2000; stated=AAA
check=count; from=2001-01-01; stated=2
check=count; from=2001-01-01; to=2001-01-01; stated=stays
check=spells; about=BBB; stated=2000/2005 /2012 2008-12/
check=; about=whatever; stated=anything
"""


def lines(text):
    return text.strip().splitlines()


def cells_of(text, sign):
    return dict(cell.strip().split("=", 1) for cell in text.split(sign))


def changed(table, old, **cells):
    """Return a table whose row `old` has other cells."""
    header = TABLES[table][0]
    row = next(row for row in TABLES[table] if row[0] == old)
    return with_row(table, old, tuple(cells.get(name, cell) for name, cell in zip(header, row, strict=True)))


def plus(state, date, action="withdrawal", organization="PACT"):
    """Return one more row of membership."""
    return (f"{state}-{date}", organization, state, action, date, "", "")


def test_the_small_tables_are_sound(tmp_path):
    assert m.check(write(tmp_path)) == []


@pytest.mark.parametrize("slip", lines(SLIPS))
def test_each_broken_rule_names_the_cell_and_nothing_else_is_said(tmp_path, slip):
    where, told = slip.split(" > ")
    table, old, cells = where.split(" ", 2)
    begin, _, part = (told if " " in told.split(":")[0] else f"{table} {told}").partition(" ... ")
    (fault,) = m.check(write(tmp_path, **{table: changed(table, old, **cells_of(cells, " "))}))
    assert str(fault).startswith(f"{tmp_path}/{begin.replace(' ', '.csv:', 1)}")
    assert part in str(fault)
    assert not fault.warning


CODINGS = [
    ("dataset", "organization", "state", "start", "end", "status", "note"),
    ("ATOP", "PACT", "AAA", "2004-05", "2004-04-30", "member", ""),
    ("ATOP", "PACT", "BBB", "2004-05-01", "2004-05-01", "member", ""),
]


@pytest.mark.parametrize(
    ("tables", "found"),
    [
        # A row copied is an id twice, and an action that does not fit.
        (
            {"membership": [*TABLES["membership"], TABLES["membership"][-1]]},
            "membership.csv:10:1:PACT-CCC-left membership.csv:10:4:withdrawal",
        ),
        # A slip excuses what follows from it, and no more.
        (
            {"membership": [*changed("membership", "PACT-CCC-signed", state="CCD"), plus("CCC", "2011")]},
            "membership.csv:8:3:CCD membership.csv:10:1:CCC-2011 membership.csv:10:4:withdrawal",
        ),
        ({"evidence": with_row("evidence", "PACT-AAA-frozen", None)}, "membership.csv:4:1:PACT-AAA-frozen"),
        (
            {"sources": with_row("sources", "gazette", None)},
            "evidence.csv:3:2:gazette evidence.csv:4:2:gazette evidence.csv:10:2:gazette",
        ),
        (
            {
                "dates": [
                    *TABLES["dates"],
                    ("PACT-AAA-frozen", "PACT", "appeal", "2015-06-01", "", "", "", ""),
                ]
            },
            "dates.csv:4:1:PACT-AAA-frozen dates.csv:4:7:",
        ),
        ({"codings": CODINGS}, "codings.csv:2:5:2004-04-30"),
        ({"organizations": changed("organizations", "PACT", verified_to="2015-06-01")}, ""),
    ],
)
def test_one_slip_is_told_wherever_it_breaks_a_rule(tmp_path, tables, found):
    told = places(write(tmp_path, **tables))
    assert " ".join(":".join(map(str, place)) for place in told) == found


def test_a_pause_outside_a_membership_and_one_left_open_by_no_opening(tmp_path):
    folder = write(tmp_path, membership=changed("membership", "PACT-BBB-signed", action="freeze"))
    assert [(fault.line, fault.problem) for fault in m.check(folder)] == [
        (5, "pauses the part of BBB in PACT on 10 January 2000, outside a membership"),
        (6, "closes a membership of BBB in PACT on 10 January 2005 that is not open (definition signed)"),
    ]


def test_one_row_out_of_order_is_told_once_for_all_definitions(tmp_path):
    actions = [*TABLES["actions"], ("joining", "joins", "opens", "", "opens", "")]
    rows = [*TABLES["membership"], *(plus("AAA", year, "joining") for year in ("2003", "2004"))]
    faults = m.check(write(tmp_path, actions=actions, membership=rows))
    first, second = (fault.problem for fault in faults if fault.column == 4)
    assert "that is open already (definition signed)" in first
    assert "that is open already (definitions signed, chartered)" in second


@pytest.mark.parametrize(
    ("rows", "staying"),
    [
        ([plus("AAA", "2020-12-01"), plus("BBB", "2020-11")], ""),
        ([plus("AAA", "2020-12-01"), plus("BBB", "2020-12-02")], "BBB"),
        ([plus("AAA", "2020-12-01"), plus("BBB", "2020-12-01"), plus("CCC", "2015", "signature")], "CCC"),
        # A leaving whose date is none is no staying; one that does not fit is no leaving.
        ([plus("AAA", "2020-12-01"), plus("BBB", "1 December 2020")], ""),
        ([plus("AAA", "2020-12-01"), plus("BBB", "2020-12-01"), plus("CCC", "2021-06-01")], ""),
    ],
)
def test_members_leave_by_the_day_of_the_dissolution(tmp_path, rows, staying):
    pact = ("PACT", "P", "2000-01-10", "2003-05-01", "2020-12-01", "2021-12-31", "", "", "")
    bloc = ("BLOC", "B", "2000-01-10", "2003-05-01", "", "2021-12-31", "", "", "")
    rows = [*TABLES["membership"], *rows, plus("AAA", "2001", "signature", "BLOC")]
    folder = write(tmp_path, organizations=[TABLES["organizations"][0], pact, bloc], membership=rows)
    (folder / "evidence.csv").unlink()
    found = [fault for fault in m.check(folder) if fault.file.endswith("organizations.csv")]
    said = [(2, 5, "2020-12-01", f"is before {staying} left PACT")] if staying else []
    assert [(fault.line, fault.column, fault.value, fault.problem) for fault in found] == said


def test_a_source_that_nobody_cites_is_a_warning(tmp_path):
    extra = ("spare", "Spare", "", "", "", "press", "excerpt", "")
    (fault,) = m.check(write(tmp_path, sources=[*TABLES["sources"], extra]))
    said = "warning: 'spare' is a source that nothing cites; cite it or delete the row"
    assert str(fault) == f"{tmp_path}/sources.csv:5:1: {said}"
    m.load(tmp_path)


def test_the_territory_of_a_former_state_is_that_of_others(tmp_path):
    told = {"state": "territory_now", "AAA": "AAA BBB"}
    states = [(*row, told.get(row[0], "")) for row in TABLES["states"]]
    (fault,) = m.check(write(tmp_path, states=states))
    assert (fault.line, fault.column) == (2, 4)
    assert fault.problem.startswith("names 'AAA', which is not another state of")


def claim(**cells):
    """Return a table of one claim."""
    plain = {"claim": "C1", "paraphrase": "So it is said.", "judged": "supported"}
    if cells.get("check") in ("members", "joined", "left", "count", "spells"):
        plain |= {"organization": "PACT", "definition": "signed"}
    return [CLAIM_COLUMNS, tuple((plain | cells).get(name, "") for name in CLAIM_COLUMNS)]


@pytest.mark.parametrize("slip", lines(CLAIMS))
def test_a_claim_that_cannot_be_checked_is_named(tmp_path, slip):
    cells, told = slip.split(" > ")
    column, said = told.split(" ... ")
    (fault,) = m.check(write(tmp_path, claims=claim(**cells_of(cells, ";"))))
    assert str(fault).startswith(f"{tmp_path}/claims.csv:2:{CLAIM_COLUMNS.index(column) + 1}: ")
    assert said in str(fault)


@pytest.mark.parametrize("cells", lines(SOUND_CLAIMS))
def test_a_claim_that_can_be_checked_has_no_fault(tmp_path, cells):
    assert m.check(write(tmp_path, claims=claim(sources="paper gazette", **cells_of(cells, ";")))) == []


def test_load_lists_every_fault_at_once(tmp_path):
    rows = changed("membership", "PACT-CCC-left", state="CCX", date="2010-13")
    with pytest.raises(m.TableError) as error:
        m.load(write(tmp_path, membership=rows, sources=with_row("sources", "gazette", None)))
    assert len(error.value.faults) == 5
    assert "did you mean 'CCC'?" in str(error.value)


def test_tables_that_may_be_absent_are_empty(tmp_path):
    rows = [(*row[:5], "", row[6]) for row in TABLES["membership"][1:]]
    folder = write(tmp_path, membership=[TABLES["membership"][0], *rows])
    for name in ("dates", "evidence"):
        (folder / f"{name}.csv").unlink()
    tables = m.load(folder)
    assert tables.dates.empty
    assert m.spells(tables, "PACT")["disputed"].sum() == 0


def test_an_entry_into_force_stands_for_the_instrument_before_or_after_it(tmp_path):
    actions = [TABLES["actions"][0], *ACTIONS, ("accession", "joins", "opens", "opens", "", "")]
    header = TABLES["membership"][0]
    for acceded, entered in (("1975-04-10", "1975-07-09"), ("1975-07-09", "1975-04-10")):
        rows = [
            ("PACT-AAA-acceded", "PACT", "AAA", "accession", acceded, "", ""),
            ("PACT-AAA-entered", "PACT", "AAA", "entry into force", entered, "", ""),
            ("PACT-BBB-acceded", "PACT", "BBB", "accession", "1980", "", ""),
        ]
        folder = write(tmp_path, actions=actions, membership=[header, *rows], dates=[TABLES["dates"][0]])
        (folder / "evidence.csv").unlink()
        assert m.check(folder) == []
        tables = m.load(folder)
        assert m.spells(tables, "PACT")["start"].tolist() == [acceded, "1980"]
        assert m.spells(tables, "PACT", "in_force")["start"].tolist() == [entered, "1980"]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (
            (("2001", "watch"), ("2002", "watch")),
            "begins the status 'observer' of AAA in PACT in 2002, which has",
        ),
        ((("2001", "watch"), ("2002", "watch")), "begun already; expected an action that ends it first"),
        ((("2001", "unwatch"),), "ends the status 'observer' of AAA in PACT in 2001, which has not begun"),
        ((("1999", "watch"), ("2001", "unwatch")), ""),  # whoever becomes a member is no observer any more
    ],
)
def test_a_status_begins_once_and_then_ends(tmp_path, rows, said):
    plain = ((*row, "", "") for row in TABLES["actions"][1:])
    does = [
        (f"{sign}watch", "looks on", "", "", "", "", "observer", how)
        for sign, how in (("", "begins"), ("un", "ends"))
    ]
    actions = [(*TABLES["actions"][0], "status", "status_effect"), *plain, *does]
    rows = [*TABLES["membership"], *(plus("AAA", *row) for row in rows)]
    folder = write(tmp_path, actions=actions, membership=rows)
    (folder / "evidence.csv").unlink()
    assert said in " ".join(map(str, m.check(folder)))
    assert bool(said) is bool(m.check(folder))


def test_a_suspension_that_nobody_asked_for_is_a_warning(tmp_path):
    folder = write(tmp_path, membership=[*TABLES["membership"], plus("AAA", "2018", "suspension")])
    (folder / "evidence.csv").unlink()
    (fault,) = [fault for fault in m.check(folder) if fault.column == 4]
    assert fault.warning
    assert "'rights suspended'" in fault.remedy


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (["timeline"], "a word that names other files"),
        (["NUL"], "a word that names other files"),
        (["BLOC-narrow"], "a word that names other files"),
        (["A-B", "A--B"], "would give its files the names of those of A-B"),
        (["Pact", "PACT"], "stands in line 2 as 'Pact', with other capitals"),
    ],
)
def test_organizations_whose_files_would_collide_are_told(tmp_path, ids, said):
    header, row = TABLES["organizations"]
    rows = [header, *((one, *row[1:]) for one in ids)]
    folder = write(tmp_path, organizations=rows, membership=[TABLES["membership"][0]])
    assert any(said in fault.problem for fault in m.check(folder))


def test_what_is_checked_to_a_month_is_checked_to_its_end(tmp_path):
    folder = write(tmp_path, organizations=changed("organizations", "PACT", verified_to="2020-11"))
    assert m.check(folder) == []
    assert m.load(folder).organizations["verified_to"].tolist() == ["2020-11-30"]

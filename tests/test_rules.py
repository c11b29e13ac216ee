"""The checker, fault by fault: file, line, column and value."""

import pytest

import membership as m
from tests.small import TABLES, with_row, write


def faults(folder):
    return [(f.file.rsplit("/", 1)[1], f.line, f.column, f.value) for f in m.check(folder) if not f.warning]


def test_the_small_tables_are_sound(tmp_path):
    assert m.check(write(tmp_path)) == []


@pytest.mark.parametrize(
    ("table", "old", "new", "expected"),
    [
        (
            "membership",
            "PACT-CCC-left",
            ("PACT-CCC-left", "PACT", "CCC", "withdrawal", "2010-02-30", "", ""),
            ("membership.csv", 9, 5, "2010-02-30"),
        ),
        (
            "membership",
            "PACT-CCC-left",
            ("PACT-CCC-left", "PACT", "CCD", "withdrawal", "2010-07-01", "", ""),
            ("membership.csv", 9, 3, "CCD"),
        ),
        (
            "membership",
            "PACT-CCC-left",
            ("PACT-CCC-left", "PACT", "CCC", "signature", "2010-07-01", "", ""),
            ("membership.csv", 9, 4, "signature"),
        ),
        (
            "membership",
            "PACT-CCC-signed",
            ("PACT-CCC-signed", "PACT", "CCC", "speech", "2002", "", ""),
            ("membership.csv", 9, 4, "withdrawal"),
        ),
        (
            "membership",
            "PACT-AAA-frozen",
            ("PACT-AAA-frozen", "PACT", "AAA", "thaw", "2015-06-01", "", ""),
            ("membership.csv", 4, 4, "thaw"),
        ),
        (
            "membership",
            "PACT-AAA-frozen",
            ("PACT-AAA-frozen", "PACT", "AAA", "freeze", "1999-06-01", "", ""),
            ("membership.csv", 4, 4, "freeze"),
        ),
        (
            "membership",
            "PACT-AAA-frozen",
            ("PACT-AAA-frozen", "PACT", "AAA", "freeze", "2021-06-01", "", ""),
            ("membership.csv", 4, 5, "2021-06-01"),
        ),
        (
            "membership",
            "PACT-AAA-frozen",
            ("PACT-AAA-signed", "PACT", "AAA", "freeze", "2015-06-01", "", ""),
            ("membership.csv", 4, 1, "PACT-AAA-signed"),
        ),
        (
            "membership",
            "PACT-AAA-frozen",
            ("PACT-AAA-frozen", "PACT", "AAA", "freeze", "2015-06-02", "", ""),
            ("membership.csv", 4, 5, "2015-06-02"),
        ),
        (
            "membership",
            "PACT-AAA-signed",
            ("PACT-AAA-signed", "PACT", "AAA", "signature", "2000-01-10", "PACT-treety", ""),
            ("membership.csv", 2, 6, "PACT-treety"),
        ),
        (
            "organizations",
            "PACT",
            ("PACT", "The Pact", "2000-01-10", "2003-05-01", "2020-12-31", "2020-12-31", "", "", ""),
            ("organizations.csv", 2, 5, "2020-12-31"),
        ),
        (
            "sources",
            "paper",
            ("paper", "A newspaper", "Paper", "2010", "javascript:alert(1)", "press", "excerpt", ""),
            ("sources.csv", 3, 5, "javascript:alert(1)"),
        ),
        (
            "sources",
            "paper",
            ("paper", "=1+1", "Paper", "2010", "https://paper.example/2", "press", "excerpt", ""),
            ("sources.csv", 3, 2, "=1+1"),
        ),
        (
            "sources",
            "paper",
            ("paper", " A newspaper", "Paper", "2010", "https://paper.example/2", "press", "excerpt", ""),
            ("sources.csv", 3, 2, " A newspaper"),
        ),
        (
            "sources",
            "paper",
            ("paper", "A newspaper", "Paper", "2010", "https://paper.example/2", "pres", "excerpt", ""),
            ("sources.csv", 3, 6, "pres"),
        ),
        (
            "evidence",
            "PACT-treaty",
            ("PACT-traety", "gazette", "dates", "2000-01-10", "", ""),
            ("evidence.csv", 10, 1, "PACT-traety"),
        ),
    ],
)
def test_each_broken_rule_names_the_cell(tmp_path, table, old, new, expected):
    assert expected in faults(write(tmp_path, **{table: with_row(table, old, new)}))


def test_a_fact_without_evidence_is_named(tmp_path):
    folder = write(tmp_path, evidence=with_row("evidence", "PACT-AAA-frozen", None))
    assert faults(folder) == [("membership.csv", 4, 1, "PACT-AAA-frozen")]


def test_evidence_at_another_precision_is_no_proof(tmp_path):
    row = ("PACT-AAA-frozen", "paper", "dates", "2015-06", "", "")
    folder = write(tmp_path, evidence=with_row("evidence", "PACT-AAA-frozen", row))
    assert faults(folder) == [("membership.csv", 4, 5, "2015-06-01")]


def test_a_deleted_source_is_missed_wherever_it_is_cited(tmp_path):
    folder = write(tmp_path, sources=with_row("sources", "gazette", None))
    cited = [row for row in TABLES["evidence"] if row[1] == "gazette"]
    assert [fault[3] for fault in faults(folder)] == ["gazette"] * len(cited)


def test_a_source_that_nobody_cites_is_a_warning(tmp_path):
    extra = ("spare", "Spare", "", "", "", "press", "excerpt", "")
    (fault,) = m.check(write(tmp_path, sources=[*TABLES["sources"], extra]))
    assert fault.warning
    assert (fault.line, fault.column, fault.value) == (5, 1, "spare")
    m.load(tmp_path)


def test_load_lists_every_fault_at_once(tmp_path):
    rows = with_row(
        "membership", "PACT-CCC-left", ("PACT-CCC-left", "PACT", "CCX", "withdrawal", "2010-13", "", "")
    )
    with pytest.raises(m.TableError) as error:
        m.load(write(tmp_path, membership=rows, sources=with_row("sources", "gazette", None)))
    assert len(error.value.faults) == 5
    assert "did you mean 'CCC'?" in str(error.value)


def test_tables_that_may_be_absent_are_empty(tmp_path):
    folder = write(tmp_path)
    for name in ("dates", "evidence"):
        (folder / f"{name}.csv").unlink()
    rows = [(*row[:5], "", row[6]) for row in TABLES["membership"][1:]]
    write(tmp_path / "own", membership=[TABLES["membership"][0], *rows])
    for name in ("dates", "evidence"):
        (tmp_path / "own" / f"{name}.csv").unlink()
    tables = m.load(tmp_path / "own")
    assert tables.dates.empty
    assert m.spells(tables, "PACT")["disputed"].sum() == 0

"""What the tables promise: every rule of the checker named, tried on every row, and able to fail."""

from __future__ import annotations

from dataclasses import replace

import pytest

import membership as m
from tests.small import ACTIONS, CLAIM_COLUMNS, TABLES, write

CODING = ("dataset", "organization", "state", "start", "end", "status", "note", "source", "cut_off")

# For each rule a slip that breaks it: a table, the place of a row, and what its cells say then.
SLIPS = {
    "no formulas": ("states", 0, {"name": "=1+1"}),
    "nothing missing": ("states", 0, {"name": ""}),
    "real dates": ("membership", 0, {"date": "2001-02-30"}),
    "written forms": ("sources", 0, {"url": "javascript:alert(1)"}),
    "known words": ("evidence", 0, {"says": "whispers"}),
    "unique keys": ("states", 0, {"state": "BBB"}),
    "references resolve": ("membership", 0, {"state": "XYZ"}),
    "one fact, one table": ("dates", 0, {"fact": "PACT-AAA-signed"}),
    "names apart": ("organizations", 0, {"organization": "timeline"}),
    "suspensions meant": ("membership", 7, {"action": "suspension"}),
    "periods run forward": ("codings", 0, {"end": "1999"}),
    "nothing unverified": ("membership", 0, {"date": "2021-01-01"}),
    "evidence about facts": ("evidence", 0, {"fact": "PACT-AAA-thawed"}),
    "every fact proven": ("membership", 1, {"date": "2001-03-02"}),
    "states named": ("evidence", -1, {"names": "XYZ"}),
    "territories named": ("states", 0, {"territory_now": "XYZ"}),
    "bound by facts": ("bindings", 0, {"fact": "PACT-BBB-signed"}),
    "copies have addresses": ("sources", 0, {"archived_on": "2020-01-01"}),
    "statuses begin or end": ("actions", 0, {"status": "observer"}),
    "every source cited": ("sources", 0, {"source": "gazetteer"}),
    "claims can be checked": ("claims", 0, {"stated": "six"}),
    "actions in order": ("membership", 0, {"action": "withdrawal"}),
    "statuses in order": ("membership", 2, {"action": "speech"}),
    "dissolved last": ("organizations", 0, {"dissolved": "2009-01-01"}),
}


@pytest.fixture
def tables(tmp_path):
    claim = {"claim": "C1", "check": "count", "organization": "PACT", "definition": "signed"}
    claim |= {"paraphrase": "So it is said.", "judged": "supported", "from": "2001-01-01", "stated": "2"}
    coded = ("ATOP", "PACT", "AAA", "2000", "2010", "member", "", "paper", "2016")
    row = tuple(claim.get(name, "") for name in CLAIM_COLUMNS)
    own = {
        "claims": [CLAIM_COLUMNS, row],
        "codings": [CODING, coded],
        "actions": [(*TABLES["actions"][0], "status", "status_effect"), *map(with_status, ACTIONS)],
        "instruments": [("instrument", "organization", "name", "label", "act", "note"), INSTRUMENT],
        "bindings": [("instrument", "state", "step", "fact", "source", "note"), BINDING],
    }
    return m.load(write(tmp_path, **own))


INSTRUMENT = ("PACT-treaty", "PACT", "The treaty", "Treaty", "PACT-treaty", "")
BINDING = ("PACT-treaty", "AAA", "signed", "PACT-AAA-signed", "", "")


def with_status(action):
    return (*action, *(("observer", "ends") if action[0] == "speech" else ("", "")))


def test_sound_tables_keep_every_promise(tables):
    frame = m.promises(tables)
    assert frame["broken"].eq(0).all()
    assert frame["tried"].gt(0).all()
    assert frame["rule"].is_unique
    assert set(frame["rule"]) == SLIPS.keys()


@pytest.mark.parametrize("rule", SLIPS)
def test_the_rule_can_fail(tables, rule, request):
    before = m.promises(tables).set_index("rule").loc[rule]
    assert before["test"] == request.node.nodeid
    table, place, cells = SLIPS[rule]
    frame = getattr(tables, table).copy()
    for column, cell in cells.items():
        frame.loc[frame.index[place], column] = cell
    after = m.promises(replace(tables, **{table: frame})).set_index("rule").loc[rule]
    assert (before["broken"], after["tried"]) == (0, before["tried"])
    assert after["broken"] >= 1


def test_rows_are_counted_where_a_rule_tries_them(tables):
    tried = m.promises(tables).set_index("rule")["tried"]
    assert tried["every fact proven"] == len(tables.membership) + len(tables.dates)
    assert tried["dissolved last"] == len(tables.organizations)


def test_a_row_that_breaks_a_rule_twice_is_one_row(tables):
    frame = tables.states.copy()
    frame.loc[0, ["name", "note"]] = "=1+1"
    assert m.promises(replace(tables, states=frame)).set_index("rule")["broken"]["no formulas"] == 1


def test_a_table_that_is_absent_promises_nothing(tmp_path):
    folder = write(tmp_path)
    (folder / "evidence.csv").unlink()
    frame = m.promises(m.load(folder))
    assert "evidence about facts" not in set(frame["rule"])
    assert not frame["tables"].str.contains("evidence").any()
    assert frame["broken"].eq(0).all()

"""Pages follow the tables: an edited row changes bars, numbers and sentences; a hostile cell stays text."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

import membership as m
from membership.site.pages import known_scripts
from membership.site.reading import Reading, scripts
from tests.in_process import NOTEBOOKS, shown

MARKUP = '<script>alert(1)</script> <img src=x onerror="alert(1)">'
HOSTILE = f"{MARKUP} $a$ b $c$ **bold** [x](javascript:alert(1)) {{{{ 7*7 }}}}"
each_notebook = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def edit(path: Path, change) -> None:
    """Rewrite a table, each row (a dict) passed through `change`."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(change(row) for row in rows)


@pytest.fixture(scope="module")
def moved(tmp_path_factory) -> Path:
    """The project's tables with Uzbekistan's return moved from 16 August to 23 June 2006."""
    import shutil

    from tests.conftest import ROOT

    data = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("moved") / "data"))

    def change(row):
        return row | {"date": "2006-06-23"} if row["fact"] == "CSTO-UZB-returned" else row

    edit(data / "membership.csv", change)
    assert [fault for fault in m.check(data) if not fault.warning] == []
    return data


def test_a_moved_return_moves_bars_counts_and_tables(moved):
    before, after = (shown(NOTEBOOKS[1], data=data) for data in (None, str(moved)))
    timelines = [
        page.split('id="figure-membership-timeline"')[1].split("</figure>")[0] for page in (before, after)
    ]
    # The protocol stays a turning point on its own day, so its date alone is still written.
    label = re.compile('aria-label="Uzbekistan, CSTO: restoration protocol ([^"]+)"')
    ends = [label.findall(timeline) for timeline in timelines]
    assert list(map(set, ends)) == [{"16 August 2006"}, {"23 June 2006"}]
    assert ["23 Jun 2006" in timeline for timeline in timelines] == [False, True]
    rows = [text for _, text in Reading(after).every("tr") if "23 June 2006" in text]
    assert any(re.search(r"Uzbekistan.*7", row, re.DOTALL) for row in rows)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> Path:
    """The project's tables with a hostile text in every free cell of every table."""
    import shutil

    from tests.conftest import ROOT

    data = Path(shutil.copytree(ROOT / "data", tmp_path_factory.mktemp("hostile") / "data"))
    free = {
        "organizations": ["name", "note", "treaty_name", "in_text", "label"],
        "states": ["name", "note"],
        "actions": ["meaning"],
        "membership": ["note", "known_as"],
        "dates": ["about", "place", "title", "note"],
        "sources": ["title", "publisher", "note"],
        "evidence": ["excerpt", "note"],
        "codings": ["dataset", "note"],
        "claims": ["fragment", "paraphrase", "why"],
    }
    for table, columns in free.items():
        edit(
            data / f"{table}.csv",
            lambda row, columns=columns: row | {c: f"{row[c]} {HOSTILE}".strip() for c in columns if row[c]},
        )
    return data


@each_notebook
def test_a_hostile_cell_comes_out_as_text(notebook, hostile):
    page = shown(notebook, organization="CSTO", as_of=None, data=str(hostile))
    reading = Reading(page)
    assert set(scripts(reading)) <= set(known_scripts())
    elements = [tag for tag, _ in reading.elements]
    assert "img" not in elements
    for tag, attributes in reading.elements:
        assert not [name for name in attributes if name.startswith("on")]
        if tag != "link":
            assert not attributes.get("href", "").lower().startswith(("javascript:", "data:"))
    assert "<script>alert(1)</script>" in "".join(
        text for _, text in reading.every("p", "h1", "h2", "h3", "li", "td", "dd")
    )
    assert "$a$ b $c$" in page
    assert "<strong>bold</strong>" not in page

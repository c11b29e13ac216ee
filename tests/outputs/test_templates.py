"""Whatever a part of the page is given comes out of its template as text."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

import membership as m
from membership.intervals.dates import is_date
from membership.mime import PRIVATE
from membership.site import pages
from membership.site.reading import Reading
from tests.toy import cell, notebook, prose

HOSTILE = '"\'><img src=x onerror="alert(1)"><script>alert(1)</script>{{ 7 * 7 }}'
TEMPLATES = sorted(path.name.split(".")[0] for path in (pages.TEMPLATE / "parts").glob("*.html.j2"))
# Words that choose what a template says, and pictures, which are escaped where they are drawn.
CHOOSING = {"says", "part", "pictures"}


@cache
def parts() -> dict[str, dict[str, Any]]:
    """Return the data of a part for each template, made of the project's tables."""
    tables = m.load()
    spells = m.spells(tables, "CSTO")
    made = [
        *(m.day_part(tables, "CSTO"), m.lab_part(tables, "CSTO"), m.state_part(tables), m.find_part(tables)),
        *(m.tile_part(tables, "2004-05-01"), m.fact_part(tables, "CSTO"), m.source_part(tables)),
        *(m.claim_part(tables), m.definitions_part(tables), m.prose("{a}", a=HOSTILE)),
        m.table(spells.assign(proof="x"), "Spells", links={"name": "proof"}),
        m.figure(m.timeline(spells), "bars", tables=tables, alt="Bars."),
    ]
    bundles = [one._repr_mimebundle_() for one in made]
    bundles = [bundle[0] if isinstance(bundle, tuple) else bundle for bundle in bundles]
    return {one[PRIVATE]["part"]: one[PRIVATE] for one in json.loads(json.dumps(bundles))}


def hostile(value: Any, key: str = "") -> Any:
    """Return data in which every text that is no date has markup in it."""
    if isinstance(value, dict):
        return {name: value[name] if name in CHOOSING else hostile(value[name], name) for name in value}
    if isinstance(value, list):
        return [hostile(each) for each in value]
    return value + HOSTILE if isinstance(value, str) and value and not is_date(value) else value


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_writes_what_it_is_given_as_text(name):
    data = parts()[name]
    data = data if name == "prose" else hostile(data)
    output = nbformat.v4.new_output("display_data", data={PRIVATE: data})
    made = nbformat.from_dict(notebook(prose("# One"), cell("show()") | {"outputs": [output]}))
    # Links lead to pages that are not made here.
    others = {"6_facts.ipynb": "Facts", "4_article.ipynb": "Article", "7_states.ipynb": "States"}
    page = pages.export({Path("0_one.ipynb"): made}, fingerprint="0" * 64, parameters={}, left_out=others)
    reading = Reading(page["index.html"])
    assert "img" not in {tag for tag, _ in reading.elements}
    assert not [name for _, attributes in reading.elements for name in attributes if name.startswith("on")]
    code = [text for attributes, text in reading.every("script") if "type" not in attributes]
    assert set(code) <= set(pages.known_scripts())
    told = re.sub(r"<script.*?</script>", "", page["index.html"], flags=re.DOTALL)
    assert "&lt;script&gt;alert(1)" in told or "&#60;script&#62;alert" in told

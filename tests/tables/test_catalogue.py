"""What catalogues are told: one source, in three vocabularies, each by the rules of its own."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import tomllib
from pathlib import Path

import mlcroissant
import nbformat
import pytest

import membership as m
from membership.intervals.dates import is_date
from membership.site import pages
from membership.site.reading import Reading
from membership.tables.catalogue import FORMS, croissant, data_package, described, schema_org
from membership.tables.loading import NAMES
from tests.cli.test_commands import run
from tests.conftest import ROOT
from tests.toy import notebook, prose

PACKAGE = data_package()
RESOURCES = PACKAGE["resources"]
VERSION_2 = "https://datapackage.org/profiles/2.0/"


def test_the_package_is_of_version_2_of_the_standard():
    assert PACKAGE["$schema"] == f"{VERSION_2}datapackage.json"
    assert re.fullmatch(r"[-a-z0-9._/]+", PACKAGE["name"])
    assert [entry["name"] for entry in RESOURCES] == list(NAMES)
    assert not any("profile" in entry for entry in (PACKAGE, *RESOURCES)), "version 1 had it"
    assert all("name" in entry or "path" in entry for entry in PACKAGE["licenses"])
    for entry in PACKAGE["contributors"]:
        assert entry["title"]
        assert all(isinstance(role, str) for role in entry["roles"])


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: resource["name"])
def test_a_resource_is_a_table_with_a_schema(resource):
    assert resource["type"] == "table"
    assert re.fullmatch(r"[a-z][a-z0-9_-]*\.csv", resource["path"]), "relative, and beside the descriptor"
    schema = resource["schema"]
    assert schema["$schema"] == f"{VERSION_2}tableschema.json"
    names = [entry["name"] for entry in schema["fields"]]
    with (ROOT / "data" / resource["path"]).open(encoding="utf-8", newline="") as file:
        assert names == next(csv.reader(file))
    assert {entry["type"] for entry in schema["fields"]} <= {"string", "integer", "boolean", "any"}
    assert set(schema.get("primaryKey", [])) <= set(names)
    for key in schema.get("foreignKeys", []):
        target = next(entry for entry in RESOURCES if entry["name"] == key["reference"]["resource"])
        assert set(key["fields"]) <= set(names)
        assert set(key["reference"]["fields"]) <= {entry["name"] for entry in target["schema"]["fields"]}
        assert len(key["fields"]) == len(key["reference"]["fields"])


def test_version_words_and_licence_are_those_of_the_package_and_of_the_citation():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    citation = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert PACKAGE["version"] == project["version"] == m.__version__
    assert f'title: "{PACKAGE["title"]}"' in citation
    assert f"version: {PACKAGE['version']}" in citation
    assert f"license: {PACKAGE['licenses'][0]['name']}" in citation
    assert f"name: {PACKAGE['contributors'][0]['title']}" in citation
    for word in PACKAGE["keywords"]:
        assert f"  - {word}\n" in citation


def test_schema_org_s_dataset_has_what_a_search_engine_asks_for():
    found = schema_org("../../data/")
    assert (found["@context"], found["@type"]) == ("https://schema.org/", "Dataset")
    assert found["name"]
    assert 50 <= len(found["description"]) <= 5000
    assert all(address.startswith("https://") for address in found["license"])
    rows = m.load().organizations
    covered = rows["treaty"].min(), rows["verified_to"].max()
    assert found["temporalCoverage"] == "/".join(covered)
    assert all(map(is_date, covered))
    for entry in found["distribution"]:
        assert (ROOT / "notebooks" / "html" / entry["contentUrl"]).resolve().is_file()
        assert entry["encodingFormat"] == "text/csv"


def test_croissant_says_which_files_and_keys_there_are():
    found = croissant()
    assert found["conformsTo"].endswith("/1.1")
    for entry in found["distribution"]:
        content = (ROOT / "data" / entry["contentUrl"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(content).hexdigest()
    for table, resource in zip(found["recordSet"], RESOURCES, strict=True):
        keys = [f"{table['name']}/{column}" for column in resource["schema"].get("primaryKey", [])]
        assert [key["@id"] for key in table.get("key", [])] == keys


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own
def test_a_reader_of_croissant_finds_every_row_and_no_fault(tmp_path, caplog):
    data = Path(shutil.copytree(ROOT / "data", tmp_path / "data"))
    (data / "croissant.json").write_text(json.dumps(croissant()), encoding="utf-8")
    found = mlcroissant.Dataset(jsonld=data / "croissant.json")
    faults = [line for line in caplog.text.splitlines() if line.startswith("  -")]
    assert all("is recommended" in fault for fault in faults)
    tables = m.load()
    for name in NAMES:
        rows = [
            {column.partition("/")[2]: _cell(told) for column, told in row.items()}
            for row in found.records(record_set=name)
        ]
        assert rows == getattr(tables, name).to_dict("records"), name


def _cell(told):
    """Return what stands in a cell that a reader of Croissant gave: text, or a number, or nothing."""
    if told is None or told != told:
        return ""
    return told.decode() if isinstance(told, bytes) else str(told)


def test_the_command_writes_it_as_json(capsys, tmp_path):
    for form in FORMS:
        code, out, _ = run(capsys, "export", "metadata", "--form", form)
        assert (code, json.loads(out)) == (0, described(form))
    assert run(capsys, "export", "metadata", "-o", tmp_path / "x")[1] == f"{tmp_path}/x: croissant\n"
    assert json.loads((tmp_path / "x").read_text(encoding="utf-8")) == croissant()
    code, _, said = run(capsys, "export", "metadata", "--form", "dcat")
    assert code == 2
    assert "'dcat' is not a form of metadata; expected one of croissant, schema.org" in said


def pages_of(**parameters):
    """Return the scripts on the pages of two notebooks that hold a title each."""
    made = {
        Path(f"{number}_page.ipynb"): nbformat.from_dict(notebook(prose(f"# Page {number}")))
        for number in range(2)
    }
    exported = pages.export(made, fingerprint="0" * 64, parameters=parameters)
    return [list(Reading(page).every("script")) for page in exported.values()]


def test_the_front_page_tells_search_engines_and_no_other_page_does(monkeypatch):
    monkeypatch.setattr(pages, "stylesheet", lambda: "p { color: inherit }\n")
    (((attributes, told),), second) = pages_of()
    assert attributes == {"type": "application/ld+json"}
    assert json.loads(told) == schema_org("../../data/")
    assert "<" not in told
    assert second == pages_of(data="folder")[0] == pages_of(as_of="1999-04-20")[0] == []

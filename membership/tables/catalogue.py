"""What a catalogue asks about the project's own tables, in the vocabularies that catalogues read.

All of it comes from ``datapackage.json`` (Data Package v2) and the tables beside it: schema.org's `Dataset`,
which search engines look for in a page, and Croissant, with which programs load the tables.
"""

from __future__ import annotations

import csv
import hashlib
import re
from typing import Any

from membership.tables.loading import data_package, own_data

FORMS = ("croissant", "schema.org")
_TERMS = (
    *("arrayShape", "citeAs", "column", "containedIn", "equivalentProperty", "extract", "field"),
    *("fileObject", "fileProperty", "fileSet", "format", "includes", "isArray", "isLiveDataset"),
    *("jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex", "repeated"),
    *("replace", "samplingRate", "separator", "source", "subField", "transform"),
)
_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "conformsTo": "dct:conformsTo",
    **{term: {"@id": f"cr:{term}", "@type": "@json"} for term in ("data", "examples")},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    **{term: {"@container": "@language"} for term in ("description", "name")},
    **{term: f"cr:{term}" for term in _TERMS},
}


def schema_org(folder: str = "") -> dict[str, Any]:
    """Return the tables as a `Dataset` of schema.org, ready to be written as JSON-LD.

    `folder` is how to get from the page to the tables, such as "../../data/". `temporalCoverage` is from the
    first founding treaty to the last day verified.

    Examples
    --------
    >>> schema_org()["@type"], len(schema_org("data/")["distribution"]) == len(data_package()["resources"])
    ('Dataset', True)
    """
    package = data_package()
    with (own_data() / "organizations.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    covered = min(row["treaty"] for row in rows), max(row["verified_to"] for row in rows)
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **_about(package),
        "isAccessibleForFree": True,
        "temporalCoverage": "/".join(covered),
        "variableMeasured": [entry["title"] for entry in package["resources"]],
        "distribution": [
            {"@type": "DataDownload", "name": entry["title"], **_file(entry, folder)}
            for entry in package["resources"]
        ],
    }


def croissant() -> dict[str, Any]:
    """Return the tables in Croissant 1.1, each a record set with its key, to lie beside them.

    What refers to what stands in the data package alone: readers of Croissant join on it and drop the rows
    whose cell is empty.

    Examples
    --------
    >>> croissant()["conformsTo"]
    'http://mlcommons.org/croissant/1.1'
    """
    package = data_package()
    files = [
        {
            **{"@type": "cr:FileObject", "@id": entry["path"], "name": entry["path"], **_file(entry)},
            "sha256": hashlib.sha256((own_data() / entry["path"]).read_bytes()).hexdigest(),
        }
        for entry in package["resources"]
    ]
    return {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        **_about(package),
        "citeAs": f"{package['contributors'][0]['title']}: {package['title']}. Version {package['version']}.",
        "distribution": files,
        "recordSet": [_record_set(entry) for entry in package["resources"]],
    }


def described(form: str) -> dict[str, Any]:
    """Return the tables in the words of a catalogue, by its name; a ValueError if it is none of `FORMS`."""
    if form not in FORMS:
        raise ValueError(f"{form!r} is not a form of metadata; expected one of {', '.join(FORMS)}")
    return croissant() if form == "croissant" else schema_org()


def _about(package: dict[str, Any]) -> dict[str, Any]:
    """Return what both vocabularies say alike of the whole."""
    return {
        "name": package["title"],
        "description": package["description"],
        "license": [entry["path"] for entry in package["licenses"]],
        **{term: package[term] for term in ("version", "keywords")},
        "creator": [{"@type": "Organization", "name": entry["title"]} for entry in package["contributors"]],
        "inLanguage": "en",
    }


def _file(entry: dict[str, Any], folder: str = "") -> dict[str, str]:
    """Return what both vocabularies say alike of a file."""
    told = {"description": entry["description"], "encodingFormat": entry["mediatype"]}
    return told | {"contentUrl": folder + entry["path"]}


def _record_set(resource: dict[str, Any]) -> dict[str, Any]:
    name, schema = resource["name"], resource["schema"]
    keys = [{"@id": f"{name}/{column}"} for column in schema.get("primaryKey", [])]
    return {
        "@type": "cr:RecordSet",
        "@id": name,
        "name": name,
        "description": resource["description"],
        "field": [_field(resource, entry) for entry in schema["fields"]],
        **({"key": keys} if keys else {}),
    }


def _field(resource: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    # A date is text: none of their types holds one at reduced precision. A whole number says so: of a column
    # with empty cells a reader would make fractions.
    is_number = re.fullmatch(r"\^(\[\d-\d\][*+]?)+\$", entry["constraints"].get("pattern", ""))
    return {
        "@type": "cr:Field",
        "@id": f"{resource['name']}/{entry['name']}",
        "name": entry["name"],
        "description": entry["description"],
        "dataType": "sc:Integer" if is_number else "sc:Text",
        "source": {"fileObject": {"@id": resource["path"]}, "extract": {"column": entry["name"]}},
    }

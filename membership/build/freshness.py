"""Is the report on disk the one that its inputs give? Answered from hashes, without building.

A stamp beside the output remembers what went in and what came out. It is never committed, so a
fresh clone builds. Standard library only: saying that there is nothing to do must cost nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from membership.build.layout import MANIFEST, numbered

PACKAGE = Path(__file__).parents[1]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def data_fingerprint(data: Path) -> str:
    """Return one hash for all tables of a folder: what ``sha256sum *.csv | sha256sum`` prints there."""
    lines = (f"{sha256(path)}  {path.name}\n" for path in sorted(data.glob("*.csv")))
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def inputs(data: Path, notebooks: Path, parameters: Mapping[str, object]) -> str:
    """Return one hash for everything that the output depends on.

    That is the tables and their schema, the notebooks, this package with its template, the
    parameters, the interpreter and the installed distributions.
    """
    files = {f"data/{path.name}": path for path in data.glob("*.csv")}
    files |= {f"notebooks/{path.name}": path for path in numbered(notebooks)}
    files |= {f"package/{path.relative_to(PACKAGE.parent).as_posix()}": path for path in _sources()}
    listing = {name: sha256(path) for name, path in sorted(files.items()) if path.is_file()}
    setting = {"python": sys.version, "installed": _installed(), "parameters": dict(parameters)}
    return hashlib.sha256(json.dumps([listing, setting], sort_keys=True).encode()).hexdigest()


def outputs(out: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the hash of each named file below `out`, "" for one that is not there."""
    return {name: sha256(out / name) if (out / name).is_file() else "" for name in sorted(names)}


def made(out: Path) -> dict[str, str]:
    """Return the files, relative to `out`, that a build made there, with the hash of each, "" if not known.

    They are those of the manifest and, where that is gone, of the stamp.
    """
    found: dict[str, str] = {}
    with suppress(OSError, ValueError, KeyError, TypeError):
        found |= json.loads(stamp_path(out).read_text(encoding="utf-8"))["outputs"]
    with suppress(OSError, ValueError, KeyError, TypeError):
        found |= {MANIFEST: ""} | json.loads((out / MANIFEST).read_text(encoding="utf-8"))["files"]
    return found


def interrupted(out: Path) -> bool:
    """Return whether a build was killed while it put its files in place: the next has to finish that."""
    return any(out.glob(".build/report-*/journal.json"))


def stamp_path(out: Path) -> Path:
    """Return where the stamp of the output in `out` is kept."""
    return out / ".build" / "stamp.json"


def promised(out: Path, inputs_hash: str) -> dict[str, str] | None:
    """Return the hash of each file that a build with these inputs made in `out`, or None if none did."""
    try:
        stamp = json.loads(stamp_path(out).read_text(encoding="utf-8"))
        return dict(stamp["outputs"]) if stamp["inputs"] == inputs_hash else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def is_fresh(out: Path, inputs_hash: str) -> bool:
    """Return whether a build with these inputs made exactly the output that is there now."""
    return (files := promised(out, inputs_hash)) is not None and outputs(out, files) == files


def write_stamp(out: Path, inputs_hash: str, names: Iterable[str]) -> None:
    """Remember that a build with these inputs made the named files below `out`."""
    stamp = {"inputs": inputs_hash, "outputs": outputs(out, names)}
    draft = stamp_path(out).with_suffix(".draft")
    draft.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    draft.replace(stamp_path(out))


def _sources() -> Iterator[Path]:
    for path in PACKAGE.rglob("*"):
        name = path.relative_to(PACKAGE).as_posix()
        # What editors and interpreters leave beside a source is not one; the tables have their own place.
        if not re.search(r"(^|/)(\.|__pycache__/)|~$", name) and not name.startswith("data/"):
            yield path
    # The schema is the project's own, whoever made the tables: in the package or, in a clone, beside it.
    yield from (home / "data" / "datapackage.json" for home in (PACKAGE, PACKAGE.parent))


def _installed() -> list[str]:
    # A distribution's folder is named after its version; reading names is far cheaper than metadata.
    folders = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    entries = (entry.name for folder in folders if os.path.isdir(folder) for entry in os.scandir(folder))  # noqa: PTH112
    return sorted(name for name in entries if name.endswith(".dist-info"))

"""Make a whole report in an empty folder: run the notebooks, gather figures, write and proofread pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

from nbformat.v4 import new_code_cell

from membership.build.execution import execute
from membership.build.freshness import sha256
from membership.build.inventory import Inventory
from membership.build.layout import (
    EXECUTED,
    FIGURES,
    FOLDERS,
    MANIFEST,
    PAGES,
    BuildError,
    Say,
    numbered,
    timed,
)
from membership.english import counted
from membership.figures.gallery import gallery
from membership.site.parameters import defaults, needs, read, set_parameters
from membership.site.proofreading import proofread
from membership.site.sitemap import page_file


@dataclass(frozen=True)
class Order:
    """What is to be made, of what: see `report.Source`; `private` is what no page may show."""

    notebooks: Path
    parameters: Mapping[str, Any]
    inventory: Inventory
    fingerprint: str
    private: Sequence[str] = ()
    outlines: bool = False
    timeout: float = 600


def assemble(order: Order, work: Path, say: Say, scratch: Path) -> list[str]:
    """Make the report in `work`, an empty folder, and return the files made, relative to it.

    `say` is told what is done and how long it took; what kernels leave behind goes to `scratch`.

    Raises
    ------
    BuildError
        If a notebook or a page has a fault.
    """
    loaded = _loaded(order.notebooks)
    usual = defaults(next(iter(loaded.values())))
    parameters = _for_whom(order, usual, say)
    changed = {name: value for name, value in parameters.items() if usual.get(name) != value}
    left_out = _left_out(loaded, order.inventory, say)
    loaded = {path: notebook for path, notebook in loaded.items() if path.name not in left_out}
    if changed:
        _each(loaded, lambda notebook: set_parameters(notebook, changed))
    drawn = {path: work / "drawn" / path.stem for path in loaded}
    for folder in (*drawn.values(), *(work / folder for folder in FOLDERS)):
        folder.mkdir(parents=True)
    say(f"running {counted(len(loaded), 'notebook')}, two at a time")
    with _writing_figures(loaded, drawn, outlines=order.outlines):
        # What makes pages takes a while to import: not before the notebooks run, and not after them.
        Thread(target=import_module, args=["membership.site.executed"]).start()
        _raise(execute(loaded, say, scratch, order.timeout))
    entries = _gather(list(drawn.values()), work / FIGURES)
    from membership.site.executed import executed_copy
    from membership.site.pages import export, known_scripts

    with timed(say, f"writing and proofreading {counted(len(loaded), 'page')}"):
        exported = export(loaded, fingerprint=order.fingerprint, parameters=changed, left_out=left_out)
        shown = gallery(_as_shown(entries, "".join(exported.values())))
        (work / FIGURES / "README.md").write_text(shown, encoding="utf-8", newline="\n")
        pages = {f"{PAGES}/{name}": html for name, html in exported.items()}
        figures = {f"{FIGURES}/{path.name}" for path in (work / FIGURES).iterdir()}
        copies = {f"{EXECUTED}/{path.name}": executed_copy(nb, changed) for path, nb in loaded.items()}
        files = {*figures, MANIFEST}
        private = [*order.private, str(work), str(scratch)]
        _raise(proofread(pages, files, known_scripts=known_scripts(), private=private))
        _raise(f"{name} shows a place on this machine" for name in copies if _shows(copies[name], private))
        for name, content in {**pages, **copies}.items():
            (work / name).write_text(content, encoding="utf-8", newline="\n")
    last = max((entry.get("as_of") or "" for entry in entries), default="")
    manifest = {
        "organization": parameters.get("organization") or usual.get("organization"),
        "as_of": parameters.get("as_of") or last or None,
        "data_sha256": order.fingerprint,
        "figures": entries,
        "files": {name: sha256(work / name) for name in sorted([*figures, *pages, *copies])},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (work / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return sorted([*files, *pages, *copies])


def _as_shown(entries: Sequence[dict], pages: str) -> list[dict]:
    """Return the entries of figures in the order in which the pages show them."""
    places = {entry["stem"]: pages.find(f'id="figure-{entry["stem"]}"') for entry in entries}
    return sorted(entries, key=lambda entry: (places[entry["stem"]] < 0, places[entry["stem"]]))


@contextmanager
def _writing_figures(
    notebooks: Mapping[Path, Any], folders: Mapping[Path, Path], *, outlines: bool
) -> Iterator[None]:
    """Let each notebook, when it has run, write the figures that it has shown into a folder."""
    for path, notebook in notebooks.items():
        source = _WRITE.format(folder=str(folders[path]), outlines=outlines)
        notebook.cells.append(new_code_cell(source))  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        for notebook in notebooks.values():
            notebook.cells.pop()


# A notebook that has drawn nothing need not load what draws.
_WRITE = """\
import sys
if exhibits := sys.modules.get("membership.figures.exhibit"):
    exhibits.write_shown({folder!r}, outlines={outlines})"""


def _shows(text: str, private: Sequence[str]) -> bool:
    return any(json.dumps(place)[1:-1] in text for place in private if place.count("/") > 1)


def _raise(faults: Iterable[str]) -> None:
    faults = list(faults)
    if faults:
        raise BuildError(faults)


def _each(things: Mapping[Path, Any], do: Callable[[Any], Any]) -> dict[Path, Any]:
    """Do something to every notebook, and only then say of which it could not be done."""
    done, faults = {}, []
    for path, thing in things.items():
        try:
            done[path] = do(thing)
        except ValueError as error:
            faults.append(f"{path.name} {error}")
    _raise(faults)
    return done


def _loaded(folder: Path) -> dict[Path, Any]:
    paths = numbered(folder)
    fronts = [path.name for path in paths if page_file(path.name) == "index.html"]
    if not fronts:
        _raise(
            [f"{folder.name}/: no notebook is numbered 0, such as 0_overview.ipynb; it becomes index.html"]
        )
    if len(fronts) > 1:
        _raise(
            [f"{' and '.join(fronts)} are both numbered 0; one becomes index.html, the others need a number"]
        )
    return _each({path: path for path in paths}, read)


def _for_whom(order: Order, usual: Mapping[str, object], say: Say) -> dict[str, Any]:
    """Return the parameters with an organization that the tables know and that the day allows."""
    parameters, known, day = (
        dict(order.parameters),
        order.inventory.organizations,
        order.parameters.get("as_of"),
    )
    wanted = parameters.get("organization") or usual.get("organization")
    if known and wanted not in known:
        if "organization" in parameters:
            _raise([f"{wanted!r} is not an organization of these tables; they have {', '.join(known)}"])
        wanted = parameters["organization"] = next(iter(known))
        say(f"the report is about {wanted}, the first organization of these tables")
    row = known.get(str(wanted), {})
    if day and row.get("treaty", "") > day:
        _raise([f"as-of {day!r} is before {wanted} began: its treaty is of {row['treaty']}"])
    if wanted in order.inventory.empty:
        when = f" by {day}" if day else ""
        _raise([f"nobody has joined {wanted}{when}, so there is nothing to report of it yet"])
    if day and not row.get("dissolved") and day > row.get("verified_to", day):
        say(
            f"note: {wanted} is verified to {row['verified_to']}; "
            f"for {day} later changes are unknown, not ruled out"
        )
    return parameters


def _left_out(loaded: Mapping[Path, Any], inventory: Inventory, say: Say) -> dict[str, str]:
    """Return the notebooks that need a table with too few rows, with what they lack, and say so."""
    left_out, faults = {}, []
    for place, (path, notebook) in enumerate(loaded.items()):
        wanted = needs(notebook)
        rows = {name: inventory.tables.get(name) for name in wanted}
        absent = ", ".join(
            _wanted(name, wanted[name]) for name, count in rows.items() if (count or 0) < wanted[name]
        )
        if unknown := [name for name, count in rows.items() if count is None]:
            faults.append(f"{path.name} needs {', '.join(unknown)}, which is no table; mend its metadata")
        elif absent and place == 0:
            faults.append(f"{path.name} becomes the front page and needs {absent}")
        elif absent:
            left_out[path.name] = f"{notebook.metadata.get('label', path.stem)} (needs {absent})"
            say(f"leaving out {path.name}: it needs {absent}")
    _raise(faults)
    return left_out


def _wanted(table: str, least: int) -> str:
    return f"{table}.csv" if least == 1 else f"{least} rows of {table}.csv"


def _gather(drawn: Sequence[Path], figures: Path) -> list[dict[str, Any]]:
    """Move every notebook's figures into one folder, and return their entries by stem."""
    entries: dict[str, dict[str, Any]] = {}
    faults = []
    for folder in drawn:
        for path in sorted(folder.iterdir()):
            target = figures / path.name
            if target.exists() and target.read_bytes() != path.read_bytes():
                faults.append(f"{folder.name}.ipynb draws a {path.name} that differs from another notebook's")
            path.replace(target)
    for path in sorted(figures.glob("*.json")):
        entry = json.loads(path.read_text(encoding="utf-8"))
        entries[entry["stem"]] = entry
        path.unlink()
        faults += [
            f"{name} is missing: {entry['stem']} was to be written as it"
            for name in entry.get("files", ())
            if not (figures / name).is_file()
        ]
    _raise(faults)
    return [entries[stem] for stem in sorted(entries)]

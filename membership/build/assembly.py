"""Make a whole report in an empty folder: run the notebooks, gather figures, write and proofread pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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


def assemble(
    notebooks: Path,
    work: Path,
    scratch: Path,
    say: Say,
    *,
    parameters: dict[str, Any],
    inventory: Inventory,
    fingerprint: str,
    private: Sequence[str],
    outlines: bool,
    timeout: float,
) -> list[str]:
    """Make the report in `work`, an empty folder, and return the files made, relative to it.

    What kernels leave behind goes to `scratch`; what is `private` no page may show.
    """
    loaded = _loaded(notebooks)
    usual = defaults(next(iter(loaded.values())))
    parameters = _for_whom(parameters, inventory, usual, say)
    changed = {name: value for name, value in parameters.items() if usual.get(name) != value}
    left_out = _left_out(loaded, inventory, say)
    loaded = {path: notebook for path, notebook in loaded.items() if path.name not in left_out}
    if changed:
        _each(loaded, lambda notebook: set_parameters(notebook, changed))
    drawn = {path: work / "drawn" / path.stem for path in loaded}
    for folder in (*drawn.values(), *(work / folder for folder in FOLDERS)):
        folder.mkdir(parents=True)
    say(f"running {counted(len(loaded), 'notebook')}, two at a time")
    with _writing_figures(loaded, drawn, outlines=outlines):
        # What makes pages takes a while to import: not before the notebooks run, and not after them.
        Thread(target=import_module, args=["membership.site.executed"]).start()
        _raise(execute(loaded, say, scratch, timeout))
    entries = _gather(list(drawn.values()), work / FIGURES)
    from membership.site.executed import executed_copy
    from membership.site.pages import export, known_scripts

    with timed(say, f"writing and proofreading {counted(len(loaded), 'page')}"):
        exported = export(loaded, fingerprint=fingerprint, parameters=changed, left_out=left_out)
        shown = gallery(_as_shown(entries, "".join(exported.values())))
        (work / FIGURES / "README.md").write_text(shown, encoding="utf-8", newline="\n")
        pages = {f"{PAGES}/{name}": html for name, html in exported.items()}
        figures = {f"{FIGURES}/{path.name}" for path in (work / FIGURES).iterdir()}
        copies = {f"{EXECUTED}/{path.name}": executed_copy(nb, changed) for path, nb in loaded.items()}
        files = {*figures, MANIFEST}
        private = [place for place in (*private, str(work), str(scratch)) if place.count("/") > 1]
        _raise(proofread(pages, files, known_scripts=known_scripts(), private=private))
        shows = {name for place in private for name in copies if json.dumps(place)[1:-1] in copies[name]}
        _raise(f"{name} shows a place on this machine" for name in sorted(shows))
        for name, content in {**pages, **copies}.items():
            (work / name).write_text(content, encoding="utf-8", newline="\n")
    last = max((entry.get("as_of") or "" for entry in entries), default="")
    manifest = {
        "organization": parameters.get("organization") or usual.get("organization"),
        "as_of": parameters.get("as_of") or last or None,
        "data_sha256": fingerprint,
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
        front = "no notebook is numbered 0, such as 0_overview.ipynb; it becomes index.html"
        raise BuildError([f"{folder.name}/: {front}"])
    if len(fronts) > 1:
        both = "are both numbered 0; one becomes index.html, the others need a number"
        raise BuildError([f"{' and '.join(fronts)} {both}"])
    return _each({path: path for path in paths}, read)


def _for_whom(
    parameters: dict[str, Any], inventory: Inventory, usual: Mapping[str, object], say: Say
) -> dict[str, Any]:
    """Return the parameters with an organization that the tables know and that the day allows."""
    known, day = inventory.organizations, parameters.get("as_of")
    wanted = parameters.get("organization") or usual.get("organization")
    if known and wanted not in known:
        if "organization" in parameters:
            _raise([f"{wanted!r} is not an organization of these tables; they have {', '.join(known)}"])
        wanted = next(iter(known))
        parameters = parameters | {"organization": wanted}
        say(f"the report is about {wanted}, the first organization of these tables")
    row = known.get(str(wanted), {})
    if day and row.get("treaty", "") > day:
        _raise([f"as-of {day!r} is before {wanted} began: its treaty is of {row['treaty']}"])
    if wanted in inventory.empty:
        when = f" by {day}" if day else ""
        _raise([f"nobody has joined {wanted}{when}, so there is nothing to report of it yet"])
    if day and not row.get("dissolved") and day > (verified := row.get("verified_to", day)):
        say(f"note: {wanted} is verified to {verified}; for {day} later changes are unknown, not ruled out")
    return parameters


def _left_out(loaded: Mapping[Path, Any], inventory: Inventory, say: Say) -> dict[str, str]:
    """Return the notebooks that need a table with too few rows, with what they lack, and say so."""
    left_out, faults = {}, []
    for place, (path, notebook) in enumerate(loaded.items()):
        wanted = needs(notebook)
        rows = {name: inventory.tables.get(name) for name in wanted}
        short = {name: wanted[name] for name, count in rows.items() if (count or 0) < wanted[name]}
        absent = ", ".join(f"{f'{least} rows of ' * (least > 1)}{name}.csv" for name, least in short.items())
        if unknown := [name for name, count in rows.items() if count is None]:
            faults.append(f"{path.name} needs {', '.join(unknown)}, which is no table; mend its metadata")
        elif absent and place == 0:
            faults.append(f"{path.name} becomes the front page and needs {absent}")
        elif absent:
            left_out[path.name] = f"{notebook.metadata.get('label', path.stem)} (needs {absent})"
            say(f"leaving out {path.name}: it needs {absent}")
    _raise(faults)
    return left_out


def _gather(drawn: Sequence[Path], figures: Path) -> list[dict[str, Any]]:
    """Move every notebook's figures into one folder, and return their entries by stem."""
    entries, faults = {}, []
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

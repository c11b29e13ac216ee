"""Make a whole report in an empty folder: run the notebooks, gather the figures, write and proofread the pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from membership.execution import defaults, execute, read
from membership.freshness import FIGURES, MANIFEST, PAGES, sha256, timed
from membership.pages import NUMBERED, export, known_scripts, page_file
from membership.proofreading import proofread

Say = Callable[[str], None]


def assemble(
    *,
    notebooks: Path,
    parameters: Mapping[str, object],
    fingerprint: str,
    as_of: str | None,
    private: Sequence[str],
    work: Path,
    say: Say,
) -> tuple[list[str], list[str]]:
    """Make the report in `work` and return the files made, relative to it, and the faults found.

    Parameters
    ----------
    notebooks : Path
        The folder of the numbered notebooks.
    parameters : mapping
        Set in each notebook.
    fingerprint : str
        The hash of the tables.
    as_of : str or None
        The day at which the report is cut.
    private : sequence of str
        Text that no page may show.
    work : Path
        An empty folder.
    say : callable
        Told what is done and how long it took.
    """
    paths = sorted(
        (path for path in notebooks.glob("*.ipynb") if NUMBERED.fullmatch(path.name)),
        key=lambda path: (int(path.name.partition("_")[0]), path.name),
    )
    if not paths or page_file(paths[0].name) != "index.html":
        return [], [f"{notebooks.name}/: no notebook is numbered 0, such as 0_overview.ipynb; it becomes index.html"]
    loaded, faults = {}, []
    for path in paths:
        try:
            loaded[path] = read(path, parameters)
        except ValueError as error:
            faults.append(f"{path.name} {error}")
    if faults:
        return [], faults
    drawn = {path: work / "drawn" / path.stem for path in paths}
    for folder in (*drawn.values(), work / FIGURES, work / PAGES):
        folder.mkdir(parents=True)
    say(f"running {len(paths)} notebooks, two at a time")
    if faults := execute(loaded, drawn, say):
        return [], faults
    entries, faults = _gather(list(drawn.values()), work / FIGURES)
    with timed(say, f"writing and proofreading {len(paths)} pages"):
        pages = {
            f"{PAGES}/{name}": html for name, html in export(loaded, fingerprint=fingerprint, as_of=as_of).items()
        }
        figures = {f"{FIGURES}/{path.name}" for path in (work / FIGURES).iterdir()}
        faults += proofread(
            pages, {*figures, MANIFEST}, known_scripts=known_scripts(), private=private
        )
        for name, html in pages.items():
            (work / name).write_text(html, encoding="utf-8", newline="\n")
    about = defaults(loaded[paths[0]])
    manifest = {
        "organization": about.get("organization"),
        "as_of": as_of or max((entry.get("as_of") or "" for entry in entries), default="") or None,
        "data_sha256": fingerprint,
        "figures": entries,
        "files": {name: sha256(work / name) for name in sorted([*figures, *pages])},
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=1)
    (work / MANIFEST).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    return sorted([*figures, *pages, MANIFEST]), faults


def _gather(drawn: Sequence[Path], figures: Path) -> tuple[list[dict], list[str]]:
    """Move every notebook's figures into one folder; return their entries by stem, and faults."""
    entries: dict[str, dict] = {}
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
    return [entries[stem] for stem in sorted(entries)], faults

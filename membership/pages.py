"""Turn executed notebooks into pages: an article each, sealed, with its contents and its neighbours.

The markup is in ``template/``; here is what a template cannot do: read its own article.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from itertools import zip_longest
from pathlib import Path
from typing import Any

from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from membership.execution import INJECTED
from membership.proofreading import Reading, script_hash, scripts

TEMPLATE = Path(__file__).parent / "template"
NUMBERED = re.compile(r"\d+_[\w-]+\.ipynb")
_POLICY = ("default-src 'none'", "style-src 'unsafe-inline'", "img-src data: 'self'", "base-uri 'none'", "form-action 'none'")
_DESCRIPTION = 160


@dataclass(frozen=True)
class Page:
    """A page of the site: its file, its title, and the shorter label that lists of pages show."""

    file: str
    title: str
    label: str


@dataclass(frozen=True)
class Article:
    """The rendered cells of a notebook, and what the page around them must know."""

    html: str
    title: str
    description: str
    as_of: str
    policy: str


def page_file(notebook: str) -> str:
    """Return the page that a notebook becomes; the one numbered 0 is the front page.

    Examples
    --------
    >>> page_file("0_overview.ipynb"), page_file("1_membership.ipynb")
    ('index.html', '1_membership.html')
    """
    stem = notebook.removesuffix(".ipynb")
    return "index.html" if int(stem.partition("_")[0]) == 0 else f"{stem}.html"


def site(notebooks: Mapping[Path, NotebookNode]) -> list[Page]:
    """Return the pages in order, titled by each notebook's first ``# heading``.

    A notebook's metadata may give a shorter ``label``.
    """
    pages = []
    for path, notebook in notebooks.items():
        prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        heading = re.search(r"^# +(.+?)\s*$", prose, re.MULTILINE)
        title = heading[1] if heading else path.stem
        pages.append(Page(page_file(path.name), title, notebook.metadata.get("label", title)))
    return pages


def export(notebooks: Mapping[Path, NotebookNode], *, fingerprint: str, as_of: str | None) -> dict[str, str]:
    """Return the HTML of every page by its file name.

    Parameters
    ----------
    notebooks : mapping of Path to notebook
        Executed, in the order of the site.
    fingerprint : str
        The hash of the tables that the report is made from.
    as_of : str or None
        The day that the report is cut at, if it is.
    """
    exporter = _Exporter()
    pages = site(notebooks)
    shared = {
        "as_of": as_of,
        "css": stylesheet(),
        "fingerprint": fingerprint,
        "icon": _ICON,
        "language": "en",
        "name": pages[0].title,
        "pages": pages,
    }
    made = {}
    for place, (page, notebook) in enumerate(zip(pages, notebooks.values(), strict=True)):
        around = {
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
            "description": notebook.metadata.get("description", ""),
            "file": page.file,
        }
        html, _ = exporter.from_notebook_node(_with_code_last(notebook), resources={"site": shared | around})
        made[page.file] = html
    return _across(made)


def _with_code_last(notebook: NotebookNode) -> NotebookNode:
    """Note on the last cell of each section the code of all of them: it is read after, not in between."""
    notebook = deepcopy(notebook)
    code: list[str] = []
    for cell, following in zip_longest(notebook.cells, notebook.cells[1:]):
        if cell.cell_type == "code" and cell.source.strip() and INJECTED not in cell.metadata.get("tags", []):
            code.append(cell.source)
        if following is None or (following.cell_type == "markdown" and _SECTION.search(following.source)):
            cell.metadata.code, code = code, []
    return notebook


_SECTION = re.compile(r"^## ", re.MULTILINE)


def _across(pages: Mapping[str, str]) -> dict[str, str]:
    """Lead a link to ``#place`` that its own page lacks to the one page that has it.

    A chart links its bar ends to their proofs and need not know on which page it is shown.
    """
    places = {file: set(_PLACE.findall(html)) for file, html in pages.items()}
    homes: dict[str, list[str]] = {}
    for file, anchors in places.items():
        for anchor in anchors:
            homes.setdefault(anchor, []).append(file)

    def led(html: str, own: set[str]) -> str:
        def aim(link: re.Match[str]) -> str:
            known = [] if link[3] in own else homes.get(link[3], [])
            return f"{link[1]}{known[0]}#{link[3]}{link[2]}" if len(known) == 1 else link[0]

        return _FRAGMENT.sub(aim, html)

    return {file: led(html, places[file]) for file, html in pages.items()}


_PLACE = re.compile(r"""\sid=["']([^"']+)["']""")
_FRAGMENT = re.compile(r"""(\shref=(["']))#([^"']+)\2""")


def stylesheet() -> str:
    """Return the style of a page, with the colours of the charts in light and in dark."""
    return (TEMPLATE / "report.css").read_text(encoding="utf-8")


def known_scripts() -> list[str]:
    """Return the scripts that the package puts into pages: every ``.js`` file beside the template."""
    return [path.read_text(encoding="utf-8") for path in sorted(TEMPLATE.glob("*.js"))]


def article(html: str, around: Mapping[str, Any]) -> Article:
    """Return the rendered cells with a contents list, links to pages, and what the page must know."""
    html = _ANCHOR.sub("", html)
    html = _NOTEBOOK.sub(lambda link: f'{link[1]}{page_file(link[2])}{link[3] or ""}"', html)
    reading = Reading(html)
    headings = reading.headings
    html = _with_contents(html, [(anchor, text) for level, anchor, text in headings if level == 2 and anchor])
    first = next((" ".join(text.split()) for _, text in reading.every("p") if text.strip()), "")
    hashes = sorted({script_hash(text) for text in scripts(reading)})
    return Article(
        html=html,
        title=next((text for level, _, text in headings if level == 1), ""),
        description=_shortened(around["description"] or reading.said("finding") or first),
        as_of=reading.said("asof"),
        policy="; ".join([*_POLICY, *([f"script-src {' '.join(hashes)}"] if hashes else [])]),
    )


_ANCHOR = re.compile(r'<a class="anchor-link" href="[^"]*">(?:¶|&#182;)</a>')
_NOTEBOOK = re.compile(r'(<a href=")(\d+_[\w-]+\.ipynb)(#[^"]*)?"')


def _with_contents(html: str, headings: Sequence[tuple[str, str]]) -> str:
    if len(headings) < 2:
        return html
    items = "".join(f'<li><a href="#{escape(anchor)}">{escape(text)}</a></li>' for anchor, text in headings)
    contents = f'<nav class="contents" aria-labelledby="contents"><div><p id="contents">On this page</p><ul>{items}</ul></div></nav>\n'
    before, heading, after = html.partition("<h2")
    return before + contents + heading + after


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _DESCRIPTION else text[: _DESCRIPTION - 1].rsplit(" ", 1)[0].rstrip(",;:") + "…"


class _Exporter(TemplateExporter):
    # Not HTMLExporter: that one sends the page through a parser that spells viewBox as viewbox, and
    # gives every picture without an alternative the same meaningless one.
    def __init__(self) -> None:
        super().__init__(
            template_name=TEMPLATE.name,
            extra_template_basedirs=[str(TEMPLATE.parent)],
            file_extension=".html",
            output_mimetype="text/html",
            default_preprocessors=[],
            filters={"article": article, "highlight_code": _highlighted},
        )

    @property
    def default_config(self) -> Any:
        config = super().default_config
        config.NbConvertBase.display_data_priority = _SHOWN
        return config


_SHOWN = ["text/html", "image/svg+xml", "image/png", "image/jpeg", "text/plain"]


def _highlighted(source: str) -> str:
    marked = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()
    return f"<pre><code>{_TOKEN.sub(_lean, marked)}</code></pre>"


def _lean(token: re.Match[str]) -> str:
    """Keep the marks of keywords, strings and comments; the style knows no others."""
    kind = "k" if token[1] == "ow" else token[1][0]
    return f'<span class="{kind}">{token[2]}</span>' if kind in "ksc" else token[2]


_TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%231f5fa8' d='M1 3h10v3H1zM4 7h11v3H4zM1 11h6v3H1z'/%3E%3C/svg%3E"
)

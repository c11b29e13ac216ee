"""Turn executed notebooks into pages: an article each, sealed, with its contents and its neighbours.

The markup is in ``template/``; here is what a template cannot do: read its own article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup
from nbconvert.exporters.templateexporter import TemplateExporter
from nbformat import NotebookNode
from pygments import highlight  # type: ignore[import-untyped]
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]
from pygments.lexers import PythonLexer  # type: ignore[import-untyped]

from membership.charts.kit.palette import DARK, LIGHT
from membership.english import clipped
from membership.figures.imprint import OURS
from membership.figures.page_svg import palette_css
from membership.figures.webfont import font_faces
from membership.intervals.dates import words
from membership.mime import PRIVATE
from membership.site.parameters import INJECTED, PARAMETERS, defaults
from membership.site.reading import Reading, script_hash
from membership.site.sitemap import site, with_cards, with_links_across_pages, with_pages_for_notebooks
from membership.tables.catalogue import schema_org

TEMPLATE = Path(__file__).parent / "template"
_POLICY = (
    *("default-src 'none'", "style-src 'unsafe-inline'", "img-src data: 'self'", "font-src data:"),
    *("base-uri 'none'", "form-action 'none'"),
)
_DESCRIPTION = 160


@dataclass(frozen=True)
class Article:
    """The rendered cells of a notebook, and what the page around them must know."""

    html: str
    title: str
    summary: str
    description: str
    policy: str
    scripts: Sequence[str]


def export(
    notebooks: Mapping[Path, NotebookNode],
    *,
    fingerprint: str,
    parameters: Mapping[str, object],
    left_out: Mapping[str, str] | None = None,
) -> dict[str, str]:
    """Return the HTML of every page by its file name.

    Notebooks are executed, and in the order of the site. Of the parameters, those that differ from the
    notebooks' own; `left_out` are the notebooks that other tables would have made pages of, each with a
    label and what it needs.
    """
    exporter = _Exporter()
    pages = site(notebooks)
    shared = {
        "as_of": parameters.get("as_of"),
        "css": stylesheet(),
        "fingerprint": fingerprint,
        "icon": _ICON,
        "language": "en",
        "left_out": set(left_out or ()),
        "licence": OURS,
        "name": pages[0].title,
        "organization": parameters.get("organization"),
        "own": "data" not in parameters,
        "pages": pages,
        "private": PRIVATE,
    }
    made: dict[str, str] = {}
    front = card_of(next(iter(notebooks.values())))
    for place, (page, (path, notebook)) in enumerate(zip(pages, notebooks.items(), strict=True)):
        around = {
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
            "card": card_of(notebook) or front,
            "dataset": "" if place or parameters else _dataset(),
            "description": notebook.metadata.get("description", ""),
            "file": page.file,
            "notebook": path.name,
        }
        html, _ = exporter.from_notebook_node(
            without_empty_sections(without_paths(notebook, parameters)), resources={"site": shared | around}
        )
        made[page.file] = html
    for file, html in made.items():
        others = [page for page in pages if page.file != file]
        made[file] = with_cards(
            html,
            others,
            {name: text.summary for name, text in exporter.articles.items()},
            list((left_out or {}).values()),
        )
    made = with_links_across_pages(made, forgiving=bool(left_out or parameters))
    return {file: with_apostrophes(html) for file, html in made.items()}


def with_apostrophes(html: str) -> str:
    """Return a page with apostrophes where keyboards have put straight marks; code and data stay as they are.

    Examples
    --------
    >>> with_apostrophes("<p title='x'>Armenia's, the states&#39; and 'more'</p><pre>it's</pre>")
    "<p title='x'>Armenia’s, the states’ and 'more'</p><pre>it's</pre>"
    """
    return _TEXT.sub(lambda text: text[0] if text[1] else _APOSTROPHE.sub("’", text[0]), html)


_TEXT = re.compile(r"<(pre|script|style)\b.*?</\1>|>[^<]+", re.DOTALL)
_APOSTROPHE = re.compile(r"(?<=\w)(?:'|&#39;)(?=[\w\s.,;:)])")


def card_of(notebook: NotebookNode) -> dict[str, Any]:
    """Return the figure that stands for a page where somebody links to it; empty where none was made one."""
    outputs = (output for cell in notebook.cells for output in cell.get("outputs", []))
    shown = (output.get("data", {}).get(PRIVATE, {}) for output in outputs)
    return next((one for one in shown if one.get("card")), {})


def _dataset() -> Markup:
    """Return what the front page tells search engines of our tables, with no "<" that could end its block."""
    told = json.dumps(schema_org("../../data/"), ensure_ascii=False, sort_keys=True)
    return Markup(told.replace("<", "\\u003c"))


def without_paths(notebook: NotebookNode, parameters: Mapping[str, object]) -> NotebookNode:
    """Return a copy of an executed notebook that says with which parameters it ran.

    The folder of tables is of this machine: it becomes ``...``.
    """
    notebook = deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]
    if parameters:
        given = defaults(notebook) | dict(parameters)
        lines = [
            f"{name} = {'...  # the folder of tables' if name == 'data' and value else repr(value)}"
            for name, value in given.items()
        ]
        for cell in notebook.cells:
            if PARAMETERS in cell.metadata.get("tags", []):
                cell.source = "\n".join(lines)
    return notebook


def without_empty_sections(notebook: NotebookNode) -> NotebookNode:
    """Return a notebook without the words of a section tagged ``if-shown`` where its code shows nothing."""
    sections: list[list[NotebookNode]] = [[]]
    for cell in notebook.cells:
        parts = [out.data[PRIVATE] for out in cell.get("outputs", []) if PRIVATE in out.get("data", {})]
        words = [cell.source, *(part.get("markdown", "") for part in parts)]
        sections += [[]] if any(text.startswith("## ") for text in words) else []
        sections[-1].append(cell)
    for section in sections:
        code = [cell for cell in section if cell.cell_type == "code"]
        shown = any(PRIVATE in out.get("data", {}) for cell in code for out in cell.outputs)
        if section and "if-shown" in section[0].metadata.get("tags", ()) and not shown:
            section[:] = code  # their workings stay
    notebook.cells = [cell for section in sections for cell in section]
    return notebook


def stylesheet() -> str:
    """Return the style of a page, less comments and indents: its own, and the charts' type and colours."""
    written = [
        _UNSENT_STYLE.sub("", (TEMPLATE / f"{name}.css").read_text(encoding="utf-8"))
        for name in ("report", "exhibit", "parts")
    ]
    return "".join([font_faces(), *written, palette_css(LIGHT.roles(), DARK.roles())])


_UNSENT_STYLE = re.compile(r"/\*.*?\*/\n?|^\s+", re.DOTALL | re.MULTILINE)


def script(name: str) -> str:
    """Return a script as a page is sent it: ``NAME.js``, less its comments, indents and idle space.

    An element with ``data-script="NAME"`` asks for it; ``address.js``, which all of them use, comes first.
    """
    return _IDLE.sub(r"\1", _UNSENT.sub("", (TEMPLATE / f"{name}.js").read_text(encoding="utf-8")))


_UNSENT = re.compile(r"^\s*//.*\n|^\s+", re.MULTILINE)
_IDLE = re.compile(r"(?<=[;{}(,])\n|(?<={) | (?=})| ?(=>|[!=]==|&&|[|]{2}|=) ?")


def known_scripts() -> list[str]:
    """Return the scripts that the package puts into pages: every ``.js`` file beside the template."""
    return [script(path.stem) for path in sorted(TEMPLATE.glob("*.js"))]


def article(html: str, around: Mapping[str, Any]) -> Article:
    """Return the rendered cells with a contents list, links to pages, and what the page must know."""
    html = with_pages_for_notebooks(_ANCHOR.sub("", html), around["left_out"])
    reading = Reading(html)
    headings = reading.headings
    html = _with_contents(html, [(anchor, text) for level, anchor, text in headings if level == 2 and anchor])
    asked = {attributes["data-script"] for _, attributes in reading.elements if "data-script" in attributes}
    needed = [script(name) for name in (["address", *sorted(asked)] if asked else [])]
    first = next((" ".join(text.split()) for _, text in reading.every("p") if text.strip()), "")
    summary = around["description"] or first
    return Article(
        html=html,
        title=next((text for level, _, text in headings if level == 1), ""),
        summary=summary,
        description=clipped(" ".join(summary.split()), _DESCRIPTION),
        policy=_policy(needed),
        scripts=needed,
    )


_ANCHOR = re.compile(r'<a class="anchor-link" href="[^"]*">(?:¶|&#182;)</a>')


def _policy(needed: Sequence[str]) -> str:
    """Return what a browser may do with a page: load nothing, run no script but those that it needs."""
    hashes = [script_hash(text) for text in needed]
    return "; ".join([*_POLICY, *([f"script-src {' '.join(hashes)}"] if hashes else [])])


def _with_contents(html: str, headings: Sequence[tuple[str, str]]) -> str:
    if len(headings) < 2:
        return html
    item = Markup('<li><a href="#{}">{}</a></li>')
    contents = Markup(
        '<nav class="contents" aria-labelledby="contents"><div><p id="contents">On this page</p>'
        "<ul>{}</ul></div></nav>\n"
    ).format(Markup("").join(item.format(*heading) for heading in headings))
    before, heading, after = html.partition("<h2")
    return f"{before}{contents}{heading}{after}"


class _Exporter(TemplateExporter):
    # Not HTMLExporter: that one sends the page through a parser that spells viewBox as viewbox, and
    # gives every picture without an alternative the same meaningless one.
    output_mimetype = "text/html"

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        super().__init__(  # type: ignore[no-untyped-call]
            # Only there: a template of that name elsewhere on the machine is another's.
            template_paths=[str(TEMPLATE)],
            file_extension=".html",
            default_preprocessors=[],
            filters={
                "article": self.article,
                "finished": _finished,
                "highlight_code": _highlighted,
                "in_words": words,
            },
        )

    def article(self, html: str, around: Mapping[str, Any]) -> Article:
        """Return the article of a page, and keep it for the cards on others."""
        made = self.articles[around["file"]] = article(html, around)
        return made


def _finished(markup: str) -> Markup:
    """Return markup that was escaped where it was made, such as the SVG of a chart."""
    return Markup(markup)


def _highlighted(source: str) -> str:
    marked = highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)).rstrip()
    return f"<pre><code>{_TOKEN.sub(_marked_token, marked)}</code></pre>"


def _marked_token(token: re.Match[str]) -> str:
    """Keep the marks of keywords, strings and comments, in short: a page has hundreds."""
    mark = {"k": "b", "s": "u", "c": "i"}.get("k" if token[1] == "ow" else token[1][0])
    return f"<{mark}>{token[2]}</{mark}>" if mark else token[2]


_TOKEN = re.compile(r'<span class="(\w+)">([^<]*)</span>')


_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath fill='%231f5fa8' d='M1 3h10v3H1zM4 7h11v3H4zM1 11h6v3H1z'/%3E%3C/svg%3E"
)

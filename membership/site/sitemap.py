"""The pages as a set: their files and titles, the cards that list them, the links from one to another."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from nbformat import NotebookNode


@dataclass(frozen=True)
class Page:
    """A page of the site: its file, its title, and the shorter label that lists of pages show."""

    file: str
    title: str
    label: str


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
    """Return the pages in order, titled by each executed notebook's first main heading, typed or computed.

    A notebook's metadata may give a shorter ``label``.
    """
    pages = []
    for path, notebook in notebooks.items():
        title = next((found for cell in notebook.cells if (found := _heading(cell))), path.stem)
        pages.append(Page(page_file(path.name), title, notebook.metadata.get("label", title)))
    return pages


def _heading(cell: NotebookNode) -> str:
    texts = [cell.source] if cell.cell_type == "markdown" else []
    texts += [output.get("data", {}).get("text/markdown", "") for output in cell.get("outputs", [])]
    found = re.search(r"^# +(.+?)\s*$", "\n".join(texts), re.MULTILINE)
    return unescape(found[1]) if found else ""


def with_cards(
    html: str, pages: Collection[Page], summaries: Mapping[str, str], left_out: Collection[str] = ()
) -> str:
    """Return a page with the element ``<div data-pages>`` replaced by a card for each of `pages`.

    What stands in the element is for those who open the notebook itself. `summaries` say what each page says,
    by its file; `left_out` are the pages that there would be with more tables, each with what it needs.

    Examples
    --------
    >>> two = Page("2_counts.html", "How many?", "Counts")
    >>> with_cards("<div data-pages></div>", [two], {"2_counts.html": "Six < nine."})
    '<ul class="cards"><li><a href="2_counts.html">How many?</a><p>Six &lt; nine.</p></li></ul>'
    """
    said, card = Markup("<p>{}</p>"), Markup('<li><a href="{}">{}</a>{}</li>')
    cards = (
        card.format(page.file, page.title, said.format(told) if (told := summaries[page.file]) else "")
        for page in pages
    )
    listed = Markup('<ul class="cards">{}</ul>').format(Markup("").join(cards))
    if left_out:
        listed += Markup('<p class="note">Not in this report: {}.</p>').format("; ".join(left_out))
    return _CARDS.sub(lambda _: listed, html)


_CARDS = re.compile(r"<div data-pages(?:=[\"']{2})?>.*?</div>", re.DOTALL)


def with_pages_for_notebooks(html: str, left_out: Collection[str]) -> str:
    """Lead links that work beside the notebooks to the pages; where a page is left out, the words stay.

    Examples
    --------
    >>> with_pages_for_notebooks('<a href="1_states.ipynb#top">States</a>', [])
    '<a href="1_states.html#top">States</a>'
    >>> with_pages_for_notebooks('<a href="1_states.ipynb#top">States</a>', ["1_states.ipynb"])
    '<a>States</a>'
    >>> with_pages_for_notebooks('<a href="html/6_facts.html#fact-X">X</a>', [])
    '<a href="6_facts.html#fact-X">X</a>'
    """

    def led(link: re.Match[str]) -> str:
        return link[1] + ("" if link[3] in left_out else f' href="{page_file(link[3])}{link[4] or ""}"')

    return _NOTEBOOK.sub(led, html).replace(' href="html/', ' href="')


_NOTEBOOK = re.compile(r"""(<a\b[^<>]*?)\shref=(["'])(\d+_[\w-]+\.ipynb)(#[^"'<>]*)?\2""")


def with_links_across_pages(pages: Mapping[str, str], *, forgiving: bool) -> dict[str, str]:
    """Lead a link to ``#place`` that its own page lacks to the one page that has it.

    A chart links its bar ends to their proofs and need not know on which page they are.

    If `forgiving`, pages or sections may be left out: then a link to a place that no page has is none, and
    its words stay; one to a section of another page leads to the page. So it is always with the place of a
    state, which only a page of states gives it.

    Examples
    --------
    >>> pages = {"1.html": '<a href="#fact-X">X</a>', "2.html": '<p id="fact-X">'}
    >>> with_links_across_pages(pages, forgiving=False)["1.html"]
    '<a href="2.html#fact-X">X</a>'
    """
    places = {file: set(_PLACE.findall(html)) for file, html in pages.items()}
    homes: dict[str, list[str]] = {}
    for file, anchors in places.items():
        for anchor in anchors:
            homes.setdefault(anchor, []).append(file)

    def led(html: str, own: set[str]) -> str:
        def aim(link: re.Match[str]) -> str:
            before, attribute, quote, place = link.groups()
            found = homes.get(place, [])
            if place not in own and len(found) == 1:
                return f"{before} {attribute}={quote}{found[0]}#{place}{quote}"
            return before if not found and (forgiving or place.startswith("state-")) else link[0]

        if forgiving:
            html = _ELSEWHERE.sub(lambda link: link[1] + _place_of(link[2], link[3], places), html)
        return _FRAGMENT.sub(aim, html)

    return {file: led(html, places[file]) for file, html in pages.items()}


def _place_of(file: str, place: str, places: Mapping[str, set[str]]) -> str:
    return f"{file}#{place}" if place in places.get(file, {place}) else file


# In text < is escaped and in attributes quotes are, so these are tags and nothing that only looks like one.
_PLACE = re.compile(r"""<[a-zA-Z][^<>]*?\sid=["']([^"']+)["']""")
_ELSEWHERE = re.compile(r"""(<a\b[^<>]*?\shref=["'])([\w-]+\.html)#([^"'<>]+)""")
_FRAGMENT = re.compile(r"""(<a\b[^<>]*?)\s((?:xlink:)?href)=(["'])#([^"'<>]+)\3""")

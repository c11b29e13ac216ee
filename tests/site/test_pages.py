"""A page is an article with its contents and its neighbours, sealed against what its cells might hold."""

from __future__ import annotations

import re
from html import escape
from pathlib import Path

import nbformat
import pandas as pd
import pytest

import membership as m
from membership.figures.exhibit import SHOWN
from membership.mime import PRIVATE
from membership.site import pages
from membership.site.proofreading import proofread
from membership.site.reading import Reading
from membership.site.sitemap import Page, with_cards, with_links_across_pages, with_pages_for_notebooks
from tests.toy import PARAMETERS, cell, prose
from tests.toy import notebook as notebook_of

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "$a$ b $c$",
    "**not bold** [click](javascript:alert(1)) `code`",
    "javascript:alert(1)",
    "</td></tr></table><h1>mine</h1>",
    "<a href='0_overview.ipynb'>home</a>",
    "<a href='#fact-X'>fact</a>",
    "<div data-pages></div>",
    "{{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; &amp;",
]


@pytest.fixture(autouse=True)
def _plain(monkeypatch):
    """Do without the colours of the charts, which bring matplotlib with them."""
    monkeypatch.setattr(pages, "stylesheet", lambda: "p { color: inherit }\n")


def shows(markup: str, source: str = "show()") -> dict:
    """Return a code cell that has run and shown some Markdown, or markup that was not escaped."""
    output = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    data = {PRIVATE: {"part": "prose", "markdown": markup}, "text/plain": "..."}
    return cell(source) | {"execution_count": 1, "outputs": [output | {"data": data}]}


def prints(text: str) -> dict:
    return cell("print()") | {"outputs": [{"output_type": "stream", "name": "stdout", "text": text}]}


def export(*notebooks: dict, **options) -> list[str]:
    """Return the pages of notebooks that have run."""
    loaded = {}
    for number, content in enumerate(notebooks):
        cells = [one | {"id": f"cell-{place}"} for place, one in enumerate(content["cells"])]
        loaded[Path(f"{number}_page.ipynb")] = nbformat.from_dict(content | {"cells": cells})
    given = {"fingerprint": "0123456789abcdef" * 4, "parameters": {}}
    return list(pages.export(loaded, **(given | options)).values())


def one(*cells: dict, **metadata) -> str:
    """Return the page of one notebook."""
    return export(notebook_of(prose("# A title"), *cells, **metadata))[0]


def policy(page: str) -> str:
    return next(a["content"] for a, _ in Reading(page).every("meta") if "http-equiv" in a)


def faults(*made: str) -> list[str]:
    names = ["index.html", *(f"{number}_page.html" for number in range(1, len(made)))]
    return proofread(
        {f"notebooks/html/{name}": page for name, page in zip(names, made, strict=True)},
        [],
        known_scripts=pages.known_scripts(),
    )


def displays(thing: object) -> dict:
    """Return a code cell that has run and shown prose, a table or a part."""
    shown = thing._repr_mimebundle_()
    data = shown[0] if isinstance(shown, tuple) else shown
    output = {"output_type": "display_data", "metadata": {}, "data": data}
    return cell("show()") | {"outputs": [output]}


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_cell_of_a_table_holds_is_text_on_the_page(text):
    frame = pd.DataFrame({"state": [text], "note": [text]})
    page = one(
        displays(m.prose("{said}", said=text)), displays(m.table(frame, text)), prints(text), label=text
    )
    reading = Reading(page)
    assert [said for _, said in reading.every("td", "caption")] == [text, text]
    assert text in [said.strip() for _, said in reading.every("pre")]
    assert text in [" ".join(said.split()) for _, said in reading.every("p")]
    elements = {tag for tag, _ in reading.elements}
    assert not elements & {"img", "svg"}
    assert len([tag for tag, _ in reading.elements if tag == "h1"]) == 1
    assert text not in [attributes.get("href") for attributes, _ in reading.every("a")]
    assert [a["content"] for a, _ in reading.every("meta") if a.get("name") == "description"] == [text]
    assert faults(page) == []


@pytest.mark.parametrize("text", HOSTILE[:3])
def test_markup_that_was_not_escaped_does_not_leave_the_house(text):
    page = one(shows(f"<p>{text}</p>"))
    assert faults(page)
    assert "script-src" not in policy(page)


def test_a_link_to_a_page_shows_its_words_and_the_first_picture_made_for_links():
    spells = pd.DataFrame({"state": ["Aland"], "start": ["1990"], "end": [""]})
    chart = displays(m.figure(m.timeline(spells, until="2000-01-01"), "bars", alt="A bar.", card=True))
    SHOWN.pop("bars")
    first, second = export(
        notebook_of(prose("# First\n\nWhat it shows."), chart),
        notebook_of(prose("# Second"), description="More."),
    )
    told = [
        {a["property"]: a["content"] for a, _ in Reading(page).every("meta") if "property" in a}
        for page in (first, second)
    ]
    assert [each["og:title"] for each in told] == ["First", "Second"]
    assert [each["og:description"] for each in told] == ["What it shows.", "More."]
    assert [each["og:image"] for each in told] == ["../../figures/bars-card.png"] * 2
    assert "og:image" not in one()


def test_nothing_is_loaded_and_no_script_may_run():
    assert policy(one()) == (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data: 'self'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_policy_comes_before_anything_it_governs():
    assert one().index("Content-Security-Policy") < one().index("<style")


def test_a_page_lists_its_sections_and_leads_to_its_neighbours():
    first, second, third = export(
        notebook_of(prose("# First"), prose("## Who & when\n\n## Why\n\n### Not listed")),
        notebook_of(prose("# The second of three"), label="Second"),
        notebook_of(prose("# Third\n\n## Only one")),
    )
    contents = first[first.index('<nav class="contents"') : first.index("<h2")]
    assert re.findall(r'href="#([^"]*)">([^<]*)<', contents) == [
        ("Who-&amp;-when", "Who &amp; when"),
        ("Why", "Why"),
    ]
    assert '<nav class="contents"' not in third
    assert '<a rel="next" href="1_page.html"><small>Next</small> Second</a>' in first
    assert 'rel="prev"' not in first
    assert '<a rel="prev" href="index.html"><small>Previous</small> First</a>' in second
    assert '<a rel="next" href="2_page.html"><small>Next</small> Third</a>' in second
    assert 'rel="next"' not in third
    assert '<a href="1_page.html" aria-current="page">Second</a>' in second
    assert faults(first, second, third) == []


def test_a_section_tagged_so_is_left_out_where_it_shows_nothing():
    heading = prose("## Heirs\n\nWho became what.") | {"metadata": {"tags": ["if-shown"]}}
    silent = one(heading, prints("none"), shows("## Limits"))
    assert "Heirs" not in silent
    assert "none" in silent
    assert "Limits" in silent
    assert "Who became what." in one(heading, shows("Two are in."), prose("## Limits"))


def test_the_code_stands_folded_at_the_end_with_what_it_printed():
    page = one(
        cell(PARAMETERS, "parameters"),
        cell("# Parameters\ndata = '/srv/tables'", "injected-parameters"),
        shows("drawn", "draw(a < b)"),
        prose("What it shows."),
        shows("counted", "count()"),
        prints("six rows"),
    )
    words = [
        "drawn",
        "What it shows.",
        "counted",
        "How this page is made",
        "draw(a &lt; b)",
        "count()",
        "six rows",
    ]
    places = [page.index(word, page.index("<main")) for word in words]
    assert places == sorted(places)
    assert page.count("<summary>") == 1
    assert "/srv/tables" not in page


def test_the_footer_says_for_which_day_whom_and_from_which_tables():
    made = export(
        notebook_of(prose("# A"), cell(PARAMETERS, "parameters")),
        parameters={"organization": "PACT", "as_of": "1999-04-20", "data": "/x/y"},
    )[0]
    footer = " ".join(next(text for _, text in Reading(made).every("footer")).split())
    for words in (
        "Built for the organization PACT.",
        "on 1999-04-20",
        "0123456789abcdef,",
    ):
        assert words in footer
    assert "/x/y" not in made
    usual = next(text for _, text in Reading(one()).every("footer"))
    assert "Built for" not in usual
    assert "would have read" not in usual


def test_a_description_is_given_or_found_and_not_too_long_for_a_search_page():
    def described(*cells, **metadata):
        found = Reading(one(*cells, **metadata)).every("meta")
        return next(a["content"] for a, _ in found if a.get("name") == "description")

    finding = shows("Six states are in.")
    assert described(finding, prose("More words.")) == "Six states are in."
    assert described(finding, description="As the notebook says.") == "As the notebook says."
    assert described(prose("First words.")) == "First words."
    long = described(prose("word, " * 60))
    assert long.endswith("word…")
    assert len(long) <= 160


def test_a_page_may_list_the_others():
    listing = "<div data-pages>\n\n- [Second](1_page.ipynb)\n\n</div>"
    first, second = export(
        notebook_of(prose("# First"), prose(f"## The pages\n\n{listing}")),
        notebook_of(prose("# Who < whom"), shows("Six are in. " * 20), label="Second"),
    )
    card = f'<li><a href="1_page.html">Who &lt; whom</a><p>{("Six are in. " * 20).strip()}</p></li>'
    assert f'<ul class="cards">{card}</ul>' in first
    assert "data-pages" not in first
    assert faults(first, second) == []


@pytest.mark.parametrize(("rows", "folded"), [(60, False), (61, True)])
def test_a_long_table_is_folded(rows, folded):
    page = one(displays(m.table(pd.DataFrame({"day": range(rows)}), "Days")))
    assert (f"<summary>Show all {rows}</summary>" in page) is folded
    assert faults(page) == []


def test_a_card_holds_text():
    page = Page("1_page.html", "<b>", "<i>")
    made = with_cards("<div data-pages=''></div>", [page], {page.file: "<img src=x>"})
    assert [text for _, text in Reading(made).every("a", "p")] == ["<b>", "<img src=x>"]


def test_links_between_notebooks_lead_to_pages():
    first, second = export(
        notebook_of(prose("# First\n\n[there](1_page.ipynb#part) and [back](0_page.ipynb)")),
        notebook_of(prose("# Second\n\n## part"), shows("<a class='x' href='0_page.ipynb'>home</a>")),
    )
    assert '<a href="1_page.html#part">there</a> and <a href="index.html">back</a>' in first
    assert "<a class='x' href=\"index.html\">home</a>" in second
    assert faults(first, second) == []


def test_a_link_to_a_fact_leads_to_the_page_that_has_it():
    bars = "<a href='#fact-X'>X</a><a xlink:href='#fact-Y'>Y</a>"
    svg = f"<svg role='img' aria-label='x' viewBox='0 0 9 9'>{bars}</svg>"
    first, second, third = export(
        notebook_of(prose("# First"), shows(svg), shows("<p id='fact-Y'>here</p>")),
        notebook_of(prose("# Second"), shows("<article id='fact-X'>X</article>")),
        notebook_of(prose("# Third"), shows("<p class=a id='fact-Z'></p><a href='#fact-X'>X</a>")),
    )
    assert "<a href='1_page.html#fact-X'>X</a><a xlink:href='#fact-Y'>Y</a>" in first
    assert "<a href='1_page.html#fact-X'>X</a>" in third
    assert "viewBox" in first
    assert faults(first, second, third) == []


def test_a_link_that_leads_nowhere_is_told_unless_a_page_is_left_out():
    cells = (prose("# First\n\n[claims](4_claims.ipynb#c)"), shows("<a href='#fact-X'>X</a>"))
    (page,) = export(notebook_of(*cells))
    assert [fault.partition(": ")[2] for fault in faults(page)] == [
        "links to '4_claims.html#c', which is not in the report",
        "links to places that are not there: '#fact-X'",
    ]
    (page,) = export(notebook_of(*cells), left_out={"4_claims.ipynb": "Claims (needs claims.csv)"})
    assert "<a>claims</a>" in page
    assert "<a>X</a>" in page
    assert faults(page) == []


def test_a_link_to_a_section_that_is_left_out_leads_to_its_page():
    two = {
        "1.html": '<a href="2.html#heirs">heirs</a> <a href="2.html#here">here</a>',
        "2.html": '<p id="here">',
    }
    assert (
        with_links_across_pages(two, forgiving=True)["1.html"]
        == '<a href="2.html">heirs</a> <a href="2.html#here">here</a>'
    )
    assert with_links_across_pages(two, forgiving=False)["1.html"] == two["1.html"]


def test_a_place_on_two_pages_is_nobodys_and_text_is_no_place():
    made = {"1.html": "<a href='#x'>x</a>", "2.html": "<p id='x'>", "3.html": "<p id='x'>"}
    assert with_links_across_pages(made, forgiving=False) == made
    made = {"1.html": "<a href='#x'>x</a>", "2.html": f"<pre>{escape('<p id=x')} id='x'</pre>"}
    assert with_links_across_pages(made, forgiving=False) == made


def test_a_notebook_that_is_left_out_has_no_page_and_no_link():
    link = '<a title="t" href="4_claims.ipynb">claims</a>'
    assert with_pages_for_notebooks(link, {"4_claims.ipynb"}) == '<a title="t">claims</a>'
    assert with_pages_for_notebooks(escape(link), {"4_claims.ipynb"}) == escape(link)


def test_the_style_of_a_page_has_the_colours_of_the_charts(monkeypatch):
    monkeypatch.undo()
    style = pages.stylesheet()
    assert "figure.exhibit" in style
    assert "--c-member:" in style
    assert "prefers-color-scheme:dark" in style

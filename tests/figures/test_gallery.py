"""The gallery: a page that shows every figure and hands over its words, whatever they contain."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import mistune
import pytest

from membership.figures.gallery import gallery, plain
from membership.figures.imprint import AUTHOR, FORMATS, LICENCE_URL
from tests.sample import HOSTILE

ENTRY = {
    "stem": "bars",
    "title": "Three of nine have left",
    "alt": "Bar chart of nine states.",
    "caption": "Three of nine have left. One bar per spell.",
    "credit": f"{AUTHOR}, CC BY 4.0. Sources: Gazette.",
    "as_of": "2020-12-31",
    "author": AUTHOR,
    "licence": LICENCE_URL,
    "files": [f"bars{suffix}" for suffix in FORMATS],
}
WORDS = ("title", "alt", "caption", "credit", "as_of")


class Shown(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.text = ""
        self.feed(str(mistune.create_markdown(escape=False, plugins=["strikethrough", "math"])(markdown)))

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


def block(markdown, language):
    """Return what stands in the first block of code in a language."""
    return re.search(rf"^(`{{3,}}){language}\n(.*?)\n\1$", markdown, re.DOTALL | re.MULTILINE)[2]


def test_a_figure_is_shown_with_its_alt_text_and_links_to_every_file():
    shown = Shown(gallery([ENTRY]))
    assert ("img", {"src": "bars.png", "alt": ENTRY["alt"]}) in shown.elements
    links = [attributes["href"] for tag, attributes in shown.elements if tag == "a" and "href" in attributes]
    assert links == [LICENCE_URL, f"#{ENTRY['stem']}", *ENTRY["files"]]
    assert ("a", {"id": ENTRY["stem"]}) in shown.elements
    assert ENTRY["caption"] in shown.text


def test_the_html_to_paste_says_what_was_given():
    snippet = block(gallery([{**ENTRY, "alt": HOSTILE, "caption": HOSTILE}]), "html")
    assert "<script" not in snippet
    assert unescape(re.search(r'alt="([^"]*)"', snippet)[1]) == HOSTILE
    assert unescape(snippet).count(HOSTILE) == 2
    assert snippet.count('src="bars.svg"') == 1


def test_the_html_to_paste_fits_phones_and_dark_pages():
    snippet = block(gallery([ENTRY]), "html")
    shown = [tuple(found) for found in re.findall(r'media="([^"]*)" srcset="([^"]*)"', snippet)]
    dark, phone = "(prefers-color-scheme: dark)", "(max-width: 480px)"
    assert shown == [
        (f"{phone} and {dark}", "bars-narrow-dark.svg"),
        (dark, "bars-dark.svg"),
        (phone, "bars-narrow.svg"),
    ]
    assert '<figure style="max-width:' in snippet
    assert "<source" not in block(gallery([{**ENTRY, "files": ["bars.svg", "bars.png"]}]), "html")


def test_the_licence_is_linked_where_the_credit_names_it():
    made = gallery([ENTRY])
    assert block(made, "html").count("CC BY 4.0") == 1
    shown = Shown(block(made, "markdown"))
    assert [attributes for tag, attributes in shown.elements if tag == "a"] == [{"href": LICENCE_URL}]
    assert ("img", {"src": "bars.svg", "alt": ENTRY["alt"]}) in shown.elements
    assert shown.text.strip() == f"{ENTRY['caption']} {ENTRY['credit']}"


def test_the_latex_to_paste_has_no_mark_that_means_something():
    made = block(gallery([{**ENTRY, "caption": r"50 % of \relax & {#1} cost $5_000 ~ ^2"}]), "latex")
    assert r"\includegraphics[width=\linewidth]{bars.pdf}" in made
    assert r"\caption{50 \% of \textbackslash{}relax \& \{\#1\} cost \$5\_000 \textasciitilde{} " in made
    assert ENTRY["credit"] in made


def test_a_chart_of_long_ago_was_not_drawn_long_ago():
    made = gallery([{**ENTRY, "as_of": "1991-07-01"}, ENTRY])
    assert re.findall(r"^\|date=(.*)$", made, re.MULTILINE) == ["2020-12-31"] * 2


def test_no_value_ends_the_commons_template_or_begins_another():
    quiet = block(gallery([ENTRY]), "wikitext")
    assert "|description={{en|1=Three of nine have left. One bar per spell.}}" in quiet
    assert "|date=2020-12-31\n" in quiet
    assert f"{{{{cc-by-4.0|1={ENTRY['credit']}}}}}" in quiet
    made = block(gallery([{**ENTRY, "caption": f"* {HOSTILE} __TOC__ ~~~~", "credit": HOSTILE}]), "wikitext")
    for mark in ("{", "}", "|", "[", "]", "~~~", "__", "<"):
        assert made.count(mark) == quiet.count(mark), mark
    assert "1=* " not in made


@pytest.mark.parametrize("word", WORDS)
def test_what_looks_like_markup_comes_out_as_text(word):
    tags = [tag for tag, _ in Shown(gallery([ENTRY])).elements]
    shown = Shown(gallery([{**ENTRY, word: f"{HOSTILE}\n\n# heading\n```\n~~gone~~ &amp;"}]))
    assert [tag for tag, _ in shown.elements] == tags
    assert not any("javascript" in str(attributes.get("href")) for _, attributes in shown.elements)
    pictures = [attributes["alt"] for tag, attributes in shown.elements if tag == "img"]
    assert "$a$ b $c$" in shown.text + "".join(pictures)


@pytest.mark.parametrize("text", ["- one", "+ one", "1. one", "1) one", "> one", "# one", "===", HOSTILE])
def test_a_plain_line_is_a_plain_paragraph(text):
    shown = Shown(plain(text))
    assert [tag for tag, _ in shown.elements] == ["p"]
    assert shown.text.strip() == text


def test_figures_of_somebody_elses_tables_are_given_nobodys_licence():
    made = gallery([ENTRY | {"credit": "Sources: Gazette.", "author": "", "licence": ""}])
    assert "creativecommons" not in made
    assert AUTHOR not in made
    assert "Information" not in made

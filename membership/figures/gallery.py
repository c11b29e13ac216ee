"""The front page of the folder of figures: each with what a person needs who wants to show it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from membership.figures.imprint import FORMATS, LICENCE, LICENCE_URL, ON_REQUEST

# What a page shows in place of the first file: the first that holds.
_PHONE, _NIGHT, _WIDEST = "(max-width: 480px)", "(prefers-color-scheme: dark)", 902
_MEDIA = {
    "-narrow-dark.svg": f"{_PHONE} and {_NIGHT}",
    "-dark.svg": _NIGHT,
    "-narrow.svg": _PHONE,
}
_MARKS = re.compile(r"([\\`*_{}\[\]<>()#!|~$&])")
_BEGINS = re.compile(r"^(\d*)([-+=.])")
_WORDS = ("alt", "caption", "credit", "as_of", "author", "licence")


def gallery(entries: Iterable[Mapping[str, Any]]) -> str:
    """Return a page in Markdown with every figure, its files, and its words ready to paste.

    Entries are those of the manifest, in the order of the gallery; of each at least stem, title and files.
    """
    head = (
        "# Figures\n\n"
        "The build writes this folder from the tables in `data/`: change those, not a file here. "
        "`manifest.json` says the same to machines. In a CSV, `end` is the first day out, and empty while "
        "nothing has ended. What is ready to paste names the files alone: put them beside your page. "
        "On a page that is always light leave out the lines that say dark.\n"
    )
    whole = [dict.fromkeys(_WORDS, "") | dict(entry) for entry in entries]
    if whole and all(entry["licence"] for entry in whole):
        head += f"Every figure is yours to use under [{LICENCE}]({LICENCE_URL}), with its credit line.\n"
    contents = "".join(f"- [{plain(entry['title'])}](#{entry['stem']})\n" for entry in whole)
    # The build asks no clock: no picture was drawn before the newest day that any of them knows.
    drawn = max((entry["as_of"] for entry in whole), default="")
    return "\n".join([head, contents, *(_section(entry, drawn) for entry in whole)])


def plain(text: str) -> str:
    """Return `text` for Markdown, on one line, with every mark that would mean something made a plain one."""
    return _BEGINS.sub(r"\1\\\2", _MARKS.sub(r"\\\1", " ".join(text.split())))


def _section(entry: Mapping[str, Any], drawn: str) -> str:
    files = {name.removeprefix(entry["stem"]): quote(name) for name in entry["files"]}
    taken = " · ".join(
        f"[{plain((FORMATS | ON_REQUEST).get(suffix, suffix))}]({name})" for suffix, name in files.items()
    )
    shown = f"![{plain(entry['alt'])}]({files['.png']})" if ".png" in files else ""
    parts = [
        f'<a id="{entry["stem"]}"></a>\n\n## {plain(entry["title"])}',
        shown,
        plain(entry["caption"]),
        f"Files: {taken}",
        *_block("Alt text", "text", entry["alt"]),
        *(_block("Credit", "text", entry["credit"]) if entry["credit"] else ()),
        *_block("In Markdown", "markdown", _markdown(entry, files.get(".svg", ""))),
        *_block("In a web page", "html", _html(entry, files)),
        *_block("In LaTeX", "latex", _latex(entry, files.get(".pdf", ""))),
        *(_block("On Wikimedia Commons", "wikitext", _commons(entry, drawn)) if entry["licence"] else ()),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(label: str, language: str, text: str) -> tuple[str, str]:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{label}:", f"{fence}{language}\n{text}\n{fence}"


def _markdown(entry: Mapping[str, Any], picture: str) -> str:
    credit = plain(entry["credit"])
    if entry["licence"]:
        credit = credit.replace(plain(LICENCE), f"[{LICENCE}]({entry['licence']})", 1)
    return f"![{plain(entry['alt'])}]({picture})\n\n{plain(entry['caption'])} {credit}"


def _html(entry: Mapping[str, Any], files: Mapping[str, str]) -> str:
    credit = escape(entry["credit"])
    if entry["licence"]:
        credit = credit.replace(LICENCE, f'<a href="{escape(entry["licence"])}">{LICENCE}</a>', 1)
    sources = "".join(
        f'<source media="{media}" srcset="{files[suffix]}">\n'
        for suffix, media in _MEDIA.items()
        if suffix in files
    )
    picture = f'<img src="{files.get(".svg", "")}" alt="{escape(entry["alt"])}" style="width: 100%">'
    return (
        f'<figure style="max-width: {_WIDEST}px; margin: 1em auto">\n'
        f"<picture>\n{sources}{picture}\n</picture>\n"
        f"<figcaption>{escape(entry['caption'])} {credit}</figcaption>\n</figure>"
    )


def _latex(entry: Mapping[str, Any], picture: str) -> str:
    words = " ".join(f"{entry['caption']} {entry['credit']}".split()).translate(_LATEX)
    return (
        "\\begin{figure}\n\\centering\n"
        f"\\includegraphics[width=\\linewidth]{{{picture}}}\n\\caption{{{words}}}\n"
        "\\end{figure}"
    )


_LATEX = str.maketrans(
    {mark: rf"\{mark}" for mark in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)


def _commons(entry: Mapping[str, Any], drawn: str) -> str:
    credit = _wiki(entry["credit"])
    return (
        "=={{int:filedesc}}==\n"
        "{{Information\n"
        f"|description={{{{en|1={_wiki(entry['caption'])}}}}}\n"
        f"|date={_wiki(drawn)}\n"
        f"|source={credit}\n"
        f"|author={_wiki(entry['author'])}\n"
        "}}\n\n"
        "=={{int:license-header}}==\n"
        f"{{{{cc-by-4.0|1={credit}}}}}"
    )


def _wiki(text: str) -> str:
    """Return `text` for a template of MediaWiki: marks that would end it or begin another as entities."""
    line = escape(" ".join(text.split()))
    return re.sub(r"[\[\]{}|~]|__|^[*#:;=]", lambda mark: "".join(f"&#{ord(c)};" for c in mark[0]), line)

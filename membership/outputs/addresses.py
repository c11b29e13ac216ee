"""Addresses that work from the folder of the notebooks; the export makes them work from a page."""

from __future__ import annotations

import re

FACTS_PAGE = "html/6_facts.html"
_ENDS_LINK = re.compile(r"[()<>\"'\\`]")


class Address(str):
    """A relative path or an http(s) address, with what could end a link in Markdown written as ``%28``.

    Raises
    ------
    ValueError
        If it is empty, has a space in it or another scheme.

    Examples
    --------
    >>> Address("html/6_facts.html#fact-CSTO-treaty-signed").partition("#")[0]
    'html/6_facts.html'
    """

    def __new__(cls, target: str) -> Address:
        """Return `target` if it is an address."""
        scheme = target.split("/", 1)[0].split("#", 1)[0].split("?", 1)[0]
        if ":" in scheme and scheme.lower() not in ("http:", "https:"):
            raise ValueError(f"{target!r} is neither a relative path nor an http(s) address")
        if not target or any(map(str.isspace, target)):
            raise ValueError(f"{target!r} cannot stand in a link: it is empty, or has a space in it")
        return super().__new__(cls, _ENDS_LINK.sub(lambda mark: f"%{ord(mark[0]):02X}", target))


def proof(fact: str) -> Address:
    """Return where the proof of a fact is, as a path from the folder of the notebooks.

    Parameters
    ----------
    fact : str
        Its id.

    Examples
    --------
    >>> proof("CSTO-UZB-suspended")
    'html/6_facts.html#fact-CSTO-UZB-suspended'
    """
    return Address(f"{FACTS_PAGE}#fact-{fact}")


def stem(name: str) -> str:
    """Return a name as part of a file's: small letters, digits and hyphens.

    Examples
    --------
    >>> stem("EU (27)")
    'eu-27'
    """
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")

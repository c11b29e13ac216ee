"""How well the facts are proven: in words that give their date, on pages that can be opened and were kept."""

from __future__ import annotations

import re

import pandas as pd

from membership.derive.evidence import deciding_sources, evidence_of, facts, no_sources
from membership.tables.loading import Tables

# The beginnings of the months' names in the two languages of most sources; others need the year.
_MONTHS = tuple(
    zip(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
        ("янв", "фев", "мар", "апр", "ма", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
        strict=True,
    )
)


def gives_date(excerpt: str, date: str) -> bool:
    """Return whether the words of a source give a date: the day with its month or its year, as far as known.

    Parameters
    ----------
    excerpt : str
    date : str
        ISO 8601 at day, month or year precision.

    Examples
    --------
    >>> [gives_date(words, "1992-05-15") for words in ("signed on 15 May 1992", "signed in Tashkent")]
    [True, False]
    >>> gives_date("in 1992", "1992-05"), gives_date("in May", "1992-05"), gives_date("in 1992", "1992")
    (False, True, True)
    >>> gives_date("in force 15.05.92", "1992-05-15")
    True
    """
    year, *rest = date.split("-")
    numbers = [int(number) for number in re.findall(r"\d+", excerpt)]
    if not rest:
        return int(year) in numbers
    month = int(rest[0])
    names = "|".join(_MONTHS[month - 1])
    named = re.search(rf"\b(?:{names})", excerpt.casefold()) is not None
    if len(rest) == 2 and re.search(rf"\b0?{int(rest[1])}[./-]0?{month}\b", excerpt):
        return True
    if len(rest) == 1:
        return named or {int(year), month} <= set(numbers)
    return int(rest[1]) in numbers and (named or int(year) in numbers)


def provability(tables: Tables) -> pd.DataFrame:
    """Return how many facts anyone can check: those for which a source that we quote gives the date.

    Returns
    -------
    DataFrame
        Indexed by `organization`, "" for facts of none, in the order of their table: `facts`, the number of
        facts; `in_words`, those of which an excerpt gives the date that we give; `linked`, those of them
        whose source has an address; `share`, `in_words` over `facts`.

    Examples
    --------
    >>> import membership as m
    >>> frame = provability(m.load())
    >>> bool((frame["in_words"] <= frame["facts"]).all())
    True
    """
    evidence, none = evidence_of(tables), no_sources(tables)
    addresses = dict(zip(tables.sources["source"], tables.sources["url"], strict=True))
    rows = []
    for fact, organization, date in facts(tables)[["fact", "organization", "date"]].itertuples(index=False):
        quoted = [
            piece["source"]
            for piece in evidence.get(fact, [])
            if piece["says"] == "dates" and piece["date"] == date and piece["source"] not in none
            if gives_date(piece["excerpt"], date)
        ]
        rows.append((organization, 1, bool(quoted), any(addresses[source] for source in quoted)))
    columns = ["organization", "facts", "in_words", "linked"]
    told = pd.DataFrame(rows, columns=columns).groupby("organization").sum().astype("int64")
    told = told.reindex([one for one in (*tables.organizations["organization"], "") if one in told.index])
    return told.assign(share=told["in_words"] / told["facts"])


def sources_in_use(tables: Tables) -> pd.DataFrame:
    """Return every source, those on which most facts rest first.

    What stands for the lack of one (kind `none`) is no source, and left out: this is what is counted wherever
    sources are counted.

    Returns
    -------
    DataFrame
        The columns of `sources`, and `facts` (int): how many facts it is the best source of.

    Examples
    --------
    >>> import membership as m
    >>> "none" in set(sources_in_use(m.load())["kind"])
    False
    """
    rows = tables.sources[~tables.sources["source"].isin(no_sources(tables))]
    rests = pd.Series(deciding_sources(tables), dtype="str").value_counts()
    told = rows.assign(facts=rows["source"].map(rests).fillna(0).astype("int64"))
    return told.sort_values(["facts", "source"], ascending=[False, True], ignore_index=True)

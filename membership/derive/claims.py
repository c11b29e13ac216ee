"""Claims checked against the tables: a computed verdict beside the human one.

The human verdict stands in the table of claims; the computed one is never typed. The two are
counted apart, because the tables can decide only part of what a reader weighs.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from membership.derive.claim_checks import check
from membership.derive.verdict_words import COMPUTED, VERDICTS
from membership.intervals.dates import earliest, latest
from membership.tables.loading import Tables


def checked_claims(tables: Tables) -> pd.DataFrame:
    """Return every claim with its computed and its judged verdict, in the order of the article.

    Returns
    -------
    DataFrame
        The columns of `claims`, and `computed` (supported, incomplete, contradicted or ""), `found`
        (why, in words) and `facts` (tuple of the ids of the deciding facts).

    Examples
    --------
    >>> import membership as m
    >>> sorted(set(checked_claims(m.load())["computed"]) - {""})
    ['contradicted', 'incomplete', 'supported']
    """
    findings = [check(tables, claim) for claim in tables.claims.to_dict("records")]
    return tables.claims.assign(
        computed=[finding.verdict for finding in findings],
        found=[finding.why for finding in findings],
        facts=[finding.facts for finding in findings],
    )


def last_reported(tables: Tables) -> str:
    """Return the date of the last event that the article gives a date for; "" where there is none.

    Examples
    --------
    >>> import membership as m
    >>> tables = m.load()
    >>> last_reported(tables) in set(tables.dates["date"])
    True
    """
    named = " ".join(tables.claims.loc[tables.claims["check"] == "date", "about"]).split()
    return max(tables.dates.loc[tables.dates["fact"].isin(named), "date"], default="")


def is_later(date: str, limit: str) -> bool:
    """Return whether all of `date` lies after `limit`, the last event reported, if there is one.

    Examples
    --------
    >>> is_later("2022-09", "2022-05-16"), is_later("2022", "2022-05-16"), is_later("2022", "")
    (True, False, False)
    """
    return bool(limit) and earliest(date) > latest(limit)


def tally(tables: Tables) -> pd.DataFrame:
    """Return how many claims have each verdict, judged and computed.

    Returns
    -------
    DataFrame
        verdict, judged (int), computed (Int64, missing for verdicts that are never computed), in the
        order in which the verdicts are defined.

    Examples
    --------
    >>> import membership as m
    >>> int(tally(m.load())["judged"].sum()) == len(m.load().claims)
    True
    """
    rated = checked_claims(tables)
    return pd.DataFrame(
        {
            "verdict": list(VERDICTS),
            "judged": [int(rated["judged"].eq(word).sum()) for word in VERDICTS],
            "computed": pd.array(
                [int(rated["computed"].eq(word).sum()) if word in COMPUTED else None for word in VERDICTS],
                dtype="Int64",
            ),
        }
    )


def command(tables: Tables) -> tuple[str, list[dict[str, Any]]]:
    """Return what ``python -m membership claims`` says: a table as text, and its records.

    Returns
    -------
    text : str
        One line per claim: id, kind of check, computed and judged verdict, the claim in our words.
    records : list of dict
        claim, check, computed, judged, paraphrase, found, facts (list of ids); "" where there is none.

    Examples
    --------
    >>> import membership as m
    >>> command(m.load())[0].splitlines()[0].split()
    ['claim', 'check', 'computed', 'judged', 'what', 'is', 'said']
    """
    columns = ["claim", "check", "computed", "judged", "paraphrase", "found"]
    rated = checked_claims(tables)
    records = [row | {"facts": list(row["facts"])} for row in rated[[*columns, "facts"]].to_dict("records")]
    rows = [["claim", "check", "computed", "judged", "what is said"]]
    rows += [[record[column] or "-" for column in columns[:5]] for record in records]
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join(line.rstrip() for line in lines), records

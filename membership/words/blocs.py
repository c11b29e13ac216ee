"""The blocs set beside each other, in sentences and tables: how large they are, and were on days that matter.

An organization is counted to its own last verified day; what came later is unknown and said to be.
"""

from __future__ import annotations

import pandas as pd

from membership.derive.labels import labels
from membership.derive.memberships import spells
from membership.derive.overlaps import common_day
from membership.derive.tenure import tallies
from membership.english import cardinal, counted, listed, sentence
from membership.html import Html, html_table, paragraph, text
from membership.intervals.counting import member_range
from membership.intervals.dates import earliest, latest, precision, words
from membership.tables.loading import Tables
from membership.words.describe import called, counting_day, organization_row
from membership.words.proofs import fact_link

_TITLE = "T"  # the paragraph under which a claim quotes the article's title
_BEFORE = "–"


def headline(tables: Tables) -> Html:
    """Return the title of the page; where there are claims, it asks what the title of their article says."""
    titles = tables.claims.loc[tables.claims["paragraph"] == _TITLE, "fragment"]
    return Html(f"<h1>{text(f'{titles.iloc[0]}?: the' if len(titles) else 'The')} blocs compared</h1>")


def others(tables: Tables, organization: str) -> list[str]:
    """Return every organization of the tables but one."""
    return [name for name in tables.organizations["organization"] if name != organization]


def alone(tables: Tables) -> Html:
    """Return what a section says that needs two organizations and has one, or nothing."""
    if len(tables.organizations) > 1:
        return Html("")
    return paragraph(
        "These tables have one organization, so there is nothing to compare it with.", css="note"
    )


def opening(tables: Tables, organization: str) -> Html:
    """Return the page's opening: who is compared, how large each is, and to which day each is counted."""
    name, rest = called(tables, organization), others(tables, organization)
    beside = f"{name} beside {listed(called(tables, other) for other in rest)}" if rest else name
    counts = (
        f"Each is counted to its end or to the last day verified: {listed(_reaches(tables))}. "
        "What came later is unknown, not ruled out."
    )
    return (
        alone(tables)
        + paragraph(sentence(beside), css="about")
        + paragraph(sentence(sizes(tables)), css="finding")
        + paragraph(counts, css="asof")
    )


def sizes(tables: Tables) -> str:
    """Return how many members each organization has on its last verified day, or had when it ended.

    Examples
    --------
    >>> import membership as m
    >>> sizes(m.load()).startswith("NATO has 3")
    True
    """
    numbers, gone = tallies(tables)["members"], _dissolved(tables)
    over = numbers[numbers.index.isin(gone)]
    told = [sizes_now(tables)]
    if len(over):
        told.append(f"{_sized(tables, over, ('had', 'had'))} at the end")
    return "; ".join(part for part in told if part)


def sizes_now(tables: Tables) -> str:
    """Return how many members each organization that still exists has on its last verified day."""
    numbers = tallies(tables)["members"]
    return _sized(tables, numbers[~numbers.index.isin(_dissolved(tables))], ("has", "have"))


def _dissolved(tables: Tables) -> set[str]:
    rows = tables.organizations
    return set(rows.loc[rows["dissolved"] != "", "organization"])


def _sized(tables: Tables, numbers: pd.Series, verb: tuple[str, str]) -> str:
    """Return organizations with their numbers, the largest first; verb and noun are said once."""
    told: list[str] = []
    for number, own in sorted(numbers.groupby(numbers), reverse=True):
        names, each = listed(called(tables, name) for name in own.index), " each" if len(own) > 1 else ""
        if not told:
            told.append(f"{names} {verb[len(own) > 1]} {counted(int(number), 'member')}{each}")
        else:
            told.append(f"{names} {cardinal(int(number))}{each}")
    return listed(told)


def _reaches(tables: Tables) -> list[str]:
    rows = tables.organizations.sort_values(["verified_to", "organization"])
    return [
        f"{called(tables, row['organization'])} to {words(counting_day(tables, row['organization']))}"
        for row in rows.to_dict("records")
    ]


def steps_table(tables: Tables) -> Html:
    """Return the number of members of each organization on every day on which one of them changed."""
    frame = spells(tables)
    steps = known_counts(frame)
    rows = [
        {"day": words(str(day.date()))} | {name: _step(own, day) for name, own in steps.items()}
        for day in sorted({day for own in steps.values() for day in own.index})
    ]
    caption = "Number of members from each day on which one changed; what changed is bold"
    table = html_table(pd.DataFrame(rows), caption, headings=labels(tables) | {"day": "From"}, css="days")
    return Html(f"<details><summary>{counted(len(rows), 'day')} in a table</summary>{table}</details>")


def known_counts(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lowest and highest number of members of each organization, to its last verified day."""
    groups = frame.groupby("organization", sort=False)
    return {str(name): member_range(own).loc[: own["until"].iloc[0]] for name, own in groups}


def _step(steps: pd.DataFrame, day: pd.Timestamp) -> Html:
    if day < steps.index[0]:
        return Html(_BEFORE)
    row = steps.loc[:day].iloc[-1]
    number = text(_range(int(row["lowest"]), int(row["highest"])))
    return Html(f"<b>{number}</b>" if day in steps.index else number)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


def days_that_matter(tables: Tables, organization: str) -> pd.DataFrame:
    """Return the events of an organization on whose days the blocs are counted.

    They are the acts by which states joined or left it and, where there are claims, the events whose dates or
    order the claims state. A term that ran out counts its last day, and the day after is a row of its own.

    Returns
    -------
    DataFrame
        fact ("" for a day after), date, title; in order of date.

    Examples
    --------
    >>> import membership as m
    >>> bool(days_that_matter(m.load(), "CSTO")["date"].is_monotonic_increasing)
    True
    """
    frame = spells(tables, organization)
    deciding = set(frame["start_fact"]) | set(frame["end_fact"])
    named = set(tables.membership.loc[tables.membership["fact"].isin(deciding), "act"])
    checked = tables.claims[tables.claims["check"].isin(["date", "interval", "order"])]
    named |= set(" ".join(checked["about"]).split())
    own = tables.dates[(tables.dates["organization"] == organization) & tables.dates["fact"].isin(named)]
    ended = own[(own["kind"] == "expiry") & (own["date"].map(precision) == "day")]
    after = pd.to_datetime(ended["date"]) + pd.Timedelta(days=1)
    after_rows = ended.assign(fact="", date=after.dt.strftime("%Y-%m-%d"), title="The day after")
    rows = pd.concat([own, after_rows]).sort_values(["date", "fact"])
    return rows[["fact", "date", "title"]].reset_index(drop=True)


def dates_table(tables: Tables, organization: str) -> Html:
    """Return the number of members of every organization on the days that matter to one of them."""
    frames = {name: spells(tables, name) for name in tables.organizations["organization"]}
    rows = [
        {"day": words(row["date"]), "what": fact_link(row, row["title"]) if row["fact"] else row["title"]}
        | {name: count_in(tables, frame, name, row["date"]) for name, frame in frames.items()}
        for row in days_that_matter(tables, organization).to_dict("records")
    ]
    day = common_day(tables)
    last = {name: count_in(tables, frame, name, day) for name, frame in frames.items()}
    rows.append({"day": words(day), "what": "Last day to which all that exist are verified"} | last)
    names = labels(tables)
    headings = names | {"day": "Day", "what": f"What happened ({names[organization]})"}
    caption = f"Members of every organization on days that matter to {called(tables, organization)}"
    return html_table(pd.DataFrame(rows), caption, headings=headings, css="days")


def count_in(tables: Tables, frame: pd.DataFrame, organization: str, date: str) -> str:
    """Return how many members an organization had on a day, or in a month or year from fewest to most."""
    row = organization_row(tables, organization)
    first, last = pd.Timestamp(earliest(date)), pd.Timestamp(latest(date))
    if str(last.date()) < row["treaty"]:
        return _BEFORE
    if not row["dissolved"] and str(last.date()) > row["verified_to"]:
        return "not verified"
    if row["dissolved"] and str(first.date()) >= row["dissolved"]:
        return "dissolved"
    steps = member_range(frame)
    holding = pd.concat([steps.loc[:first].iloc[-1:], steps.loc[first:last]])
    return _range(int(holding["lowest"].min()), int(holding["highest"].max())) if len(holding) else "0"

"""Who was a member on this day? A question that a page answers by itself, from spells written into it.

Without JavaScript the question does not show, and the table of the days on which membership changed
answers it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from membership.derive.labels import labels
from membership.derive.memberships import offered, spells
from membership.html import Html, html_table, link, paragraph, text
from membership.intervals.bounds import BOUNDS
from membership.intervals.counting import change_points, members_on
from membership.intervals.dates import precision, words
from membership.tables.loading import Tables
from membership.words.describe import DEFINITION_NAMES, DEFINITION_WORDS, as_of, called, counting_day
from membership.words.proofs import anchor

_SCRIPT = Path(__file__).parents[1] / "site" / "template" / "who.js"
_EPOCH = pd.Timestamp("1970-01-01")


def who_on_a_day(tables: Tables, organizations: Sequence[str]) -> Html:
    """Return the question as a form, with the spells, the links to their proofs and the script.

    Parameters
    ----------
    tables : Tables
    organizations : sequence of str
        The ids that a reader may ask about, the first one chosen.

    Returns
    -------
    Html
        Hidden until its script runs.

    Examples
    --------
    >>> import membership as m
    >>> 'type="range"' in who_on_a_day(m.load(), ["CSTO"])
    True
    """
    frames = {
        organization: {word: spells(tables, organization, word) for word in offered(tables, organization)}
        for organization in organizations
    }
    every = pd.concat([frame for ways in frames.values() for frame in ways.values()])
    states = every.drop_duplicates("state").sort_values("name")
    facts = {fact: place for place, fact in enumerate(sorted(set(every["start_fact"])))}
    actions = every.drop_duplicates("start_fact").set_index("start_fact")
    codes = {state: place for place, state in enumerate(states["state"])}
    data = {
        "states": list(states["name"]),
        "codes": list(states["state"]),
        "means": {word: f"A state counts {meaning}." for word, meaning in DEFINITION_WORDS.items()},
        "blocs": [
            {
                "id": organization,
                "called": called(tables, organization),
                "until": _number(pd.Timestamp(counting_day(tables, organization))),
                "spells": {word: _packed(frame, codes, facts) for word, frame in ways.items()},
            }
            for organization, ways in frames.items()
        ],
    }
    first = _number(every["start_earliest"].min())
    last = max(bloc["until"] for bloc in data["blocs"])
    proofs = [
        link(f"{actions.loc[fact, 'start_action']}, {words(actions.loc[fact, 'start'])}", f"#{anchor(fact)}")
        for fact in facts
    ]
    packed = json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(
        '<div class="who" hidden><p>Pick a day, and a meaning of the word member. The day is marked on the '
        "charts of this page, and its address keeps your choice.</p>"
        f"{_form(tables, organizations, first, last)}"
        '<output aria-live="polite"></output><ul class="who-members"></ul>'
        f'<div class="who-proofs" hidden>{"".join(proofs)}</div>'
        f'<script type="application/json">{packed}</script></div>'
        "<noscript><p>With JavaScript this page answers for any day; "
        "without it, the table of days below does.</p></noscript>"
        f"<script>{_SCRIPT.read_text(encoding='utf-8')}</script>"
    )


def days_table(tables: Tables, organization: str) -> Html:
    """Return the members on every day on which membership changed, under each definition, as a table."""
    ways = offered(tables, organization)
    frames = {word: spells(tables, organization, word) for word in ways}
    days = {point for frame in frames.values() for point in change_points(frame)}
    days.add(pd.Timestamp(counting_day(tables, organization)))
    happened = _happenings(frames)
    final = pd.Timestamp(counting_day(tables, organization))
    rows = []
    for day in sorted(days):
        iso = str(day.date())
        label = happened.get(iso) or ("last day verified" if day == final else "")
        row = {"day": words(iso), "what": label}
        rows.append(row | {word: _members_cell(members_on(frames[word], day)) for word in ways})
    headings = {"day": "Day", "what": "What happened"} | {word: DEFINITION_NAMES[word] for word in ways}
    names = frames["signed"].drop_duplicates("state").sort_values("state")
    key = [f"{row.state} {row.name_}" for row in names.rename(columns={"name": "name_"}).itertuples()]
    table = html_table(
        pd.DataFrame(rows),
        f"Members of {called(tables, organization)} on each day on which a membership changed, "
        f"{as_of(tables, organization)}",
        headings=headings,
        css="days",
    )
    return table + paragraph(f"{', '.join(key)}.", css="key")


def _happenings(frames: Mapping[str, pd.DataFrame]) -> dict[str, Html]:
    """Return what began or ended a membership on each day: each action, and who, linked to the proof.

    A date known to the month or the year stands at its first and at its last day, and says so.
    """
    found: dict[str, dict[str, dict[str, str]]] = {}
    for frame in frames.values():
        for row in frame.to_dict("records"):
            for end in ("start", "end"):
                if not row[end]:
                    continue
                exact = precision(row[end]) == "day"
                for bound in ("earliest",) if exact else ("earliest", "latest"):
                    day = str(row[f"{end}_{bound}"].date())
                    action = row[f"{end}_action"] + ("" if exact else f", {words(row[end])} ({bound} day)")
                    found.setdefault(day, {}).setdefault(action, {})[row["name"]] = row[f"{end}_fact"]
    told = {
        day: [f"{text(action)}: {_linked(names)}" for action, names in sorted(of.items())]
        for day, of in found.items()
    }
    return {day: Html("; ".join(parts)) for day, parts in told.items()}


def _linked(facts_by_name: Mapping[str, str]) -> str:
    return ", ".join(link(name, f"#{anchor(fact)}") for name, fact in sorted(facts_by_name.items()))


def _members_cell(members: pd.DataFrame) -> Html:
    certain = int(members["certain"].sum())
    count = str(certain) if certain == len(members) else f"{certain} to {len(members)}"
    codes = " ".join(row.state if row.certain else f"({row.state}?)" for row in members.itertuples())
    return Html(f"<b>{text(count)}</b> <small>{text(codes)}</small>") if len(members) else Html("<b>0</b>")


def _form(tables: Tables, organizations: Sequence[str], first: int, last: int) -> str:
    shown = labels(tables)
    blocs = "".join(f'<option value="{text(one)}">{text(shown[one])}</option>' for one in organizations)
    ways = [word for word in DEFINITION_NAMES if any(word in offered(tables, one) for one in organizations)]
    definitions = "".join(f'<option value="{word}">{DEFINITION_NAMES[word]}</option>' for word in ways)
    return (
        "<fieldset><legend>Ask about a day</legend>"
        f'<label>Bloc <select name="bloc">{blocs}</select></label>'
        f'<label>Definition <select name="as">{definitions}</select></label>'
        f'<label>Day <input type="date" name="day" min="{_day(first)}" max="{_day(last)}" required></label>'
        '<label class="who-slider">Move through time '
        f'<input type="range" name="slider" min="{first}" max="{last}" value="{last}"></label>'
        '<p class="who-means"></p></fieldset>'
    )


def _packed(frame: pd.DataFrame, codes: dict[str, int], facts: dict[str, int]) -> list[list[int | None]]:
    return [
        [
            codes[row.state],
            *(None if pd.isna(day) else _number(day) for day in (getattr(row, bound) for bound in BOUNDS)),
            facts[row.start_fact],
        ]
        for row in frame.itertuples()
    ]


def _number(day: pd.Timestamp) -> int:
    return int((day - _EPOCH).days)


def _day(number: int) -> str:
    return str((_EPOCH + pd.Timedelta(days=number)).date())

"""Who was a member on this day? A question that a page answers by itself, from spells written into it.

Without JavaScript the question does not show, and the table of days answers it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from membership.bounds import BOUNDS
from membership.dates import words
from membership.derive import offered, spells
from membership.describe import DEFINITION_NAMES, DEFINITION_WORDS, called, counting_day
from membership.markup import Html, link, text
from membership.proofs import anchor
from membership.tables import Tables

_SCRIPT = Path(__file__).parent / "template" / "who.js"
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
        '<div class="who" hidden>'
        f"{_form(tables, organizations, first, last)}"
        '<output aria-live="polite"></output><ul class="who-members"></ul>'
        f'<div class="who-proofs" hidden>{"".join(proofs)}</div>'
        f'<script type="application/json">{packed}</script></div>'
        "<noscript><p>With JavaScript this page answers for any day; "
        "without it, the table of days below does.</p></noscript>"
        f"<script>{_SCRIPT.read_text(encoding='utf-8')}</script>"
    )


def _form(tables: Tables, organizations: Sequence[str], first: int, last: int) -> str:
    blocs = "".join(f'<option value="{text(one)}">{text(one)}</option>' for one in organizations)
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

"""Random calls of the public functions: each is answered, or refused in a sentence of ours.

Run by the tests with few calls, and by ``make fuzz`` with as many as are asked for.
"""

from __future__ import annotations

import sys
import traceback
import warnings
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from matplotlib import pyplot

import membership as m

ODD = st.sampled_from(
    [
        *(None, "", " ", "nan", "now", "2020-02-30", "9999", "9999-12-31", "0001-01-01", "0000"),
        *(0, 1, -1, 1999, 1999.0, 1999.5, 10**12, float("nan"), float("inf"), True, False, b"1999"),
        *(pd.NaT, pd.NA, pd.Timestamp("1999-04-21 01:00", tz="Asia/Yerevan"), pd.Timestamp.max),
        *(pd.Period("1992-05"), pd.Period("1992Q2"), np.datetime64("NaT"), np.datetime64("1992-05-15")),
        *(date.min, date.max, datetime(1992, 5, 15, 23, 59), [], ["A"], {}, object, 3 + 4j),
        *("15.05.1992", "\ud800", "$x^2$", "A\nB", "\u202eA", "A" * 90, "日本"),
    ]
)


def dates_between(first: int, last: int) -> st.SearchStrategy[str]:
    """Return dates at any of the three precisions."""
    days = st.dates(date(first, 1, 1), date(last, 12, 31))
    return st.builds(lambda day, length: str(day)[:length], days, st.sampled_from([10, 10, 7, 4]))


DATES, STARTS = dates_between(1940, 2030), dates_between(1940, 1985)
ENDS = st.one_of(st.just(""), dates_between(1986, 2030))
NAMES = st.sampled_from(["Aland", "Borduria", "Carpania", "The former Republic of Upper Dawsonia"])
NUMBERS = st.integers(0, 9)


@st.composite
def mostly(draw: Any, usual: st.SearchStrategy[Any], odd: st.SearchStrategy[Any] = ODD) -> Any:
    """Return usual values, and now and then an odd one."""
    return draw(odd if draw(st.integers(0, 19)) == 13 else usual)


@st.composite
def tables(draw: Any, **more: st.SearchStrategy[Any]) -> Any:
    """Return tables of spells, most of them sound, in one of the shapes that are read."""
    rows = draw(mostly(st.integers(1, 5), st.just(0)))
    columns = {"state": NAMES, "start": STARTS, "end": ENDS} | more
    for name in draw(st.lists(st.sampled_from(["organization", "name", "what", "definition"]), max_size=1)):
        columns.setdefault(name, st.sampled_from(["X", "Y", "paused", "signed"]))
    odd_one = draw(mostly(st.just(""), st.sampled_from(sorted(columns))))
    found = {
        name: draw(st.lists(mostly(usual) if name == odd_one else usual, min_size=rows, max_size=rows))
        for name, usual in columns.items()
    }
    frame = pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in found.items()})
    shapes = {
        "dict": found,
        "rows": frame.to_dict("records"),
        "index": frame.set_index("state"),
        "twice": pd.concat([frame, frame]),
        "columns twice": pd.concat([frame, frame.iloc[:, :1]], axis=1),
        "a column less": frame.drop(columns=draw(st.sampled_from(sorted(columns)))),
        "odd": draw(ODD),
        "categories": frame.astype(str).astype("category"),
        "days": frame.assign(start=pd.to_datetime("1950-05-15"), end=pd.to_datetime("1990-05-15")),
    }
    return draw(mostly(st.just(frame), st.sampled_from(sorted(shapes)).map(shapes.get)))


TABLES = m.from_spells(pd.DataFrame({"state": ["A"], "start": ["1990"], "end": [""]}), organization="PACT")
SOME, X = st.sampled_from, st.sampled_from("XY")
LANES = tables(date=DATES, label=NAMES, lane=SOME("LM"))
OPTIONS = {
    name: mostly(usual)
    for name, usual in {
        "until": SOME([None, "2031-01-01", pd.Timestamp("2040-01-01")]),
        "ends": SOME(["first day out", "last day"]),
        "headings": SOME([None, {"X": "Pact"}, {1: 2}]),
        "title": SOME(["", "A finding"]),
        **dict.fromkeys(("subtitle", "source"), st.just("")),
        "palette": SOME([m.LIGHT, m.DARK]),
        "locale": SOME(["en", "fr", "pt-BR"]),
        "narrow": st.booleans(),
        "figsize": SOME([None, (6, 4), (12, 9), (1, 1)]),
        "pauses": st.one_of(st.none(), tables()),
        "events": st.one_of(st.none(), tables(date=DATES, label=NAMES)),
        "phases": SOME([(), [("Treaty", "1950"), ("Organization", "1990-05")]]),
        "order": st.lists(NAMES, max_size=2),
        "color": SOME([None, "state", "start"]),
        "notes": st.just({"a": "b"}),
        "here": st.just("here"),
        "terms": st.one_of(st.none(), tables(label=NAMES, lane=st.just("L"))),
        "since": st.just("1985-01-01"),
        "state": st.just("name"),
        "organization": st.just("PACT"),
        "definition": st.just("signed"),
    }.items()
}
COMMON = "title subtitle source palette locale narrow figsize"
SPELLS = f"until ends headings {COMMON}"
# What each function is called with: its arguments, and its options by name.
CALLS: dict[str, tuple[list[st.SearchStrategy[Any]], str]] = {
    "members_on": ([tables(), mostly(DATES)], "ends state"),
    **dict.fromkeys(("member_count", "member_range", "change_points"), ([tables()], "ends")),
    "timeline": (
        [tables(start_others=DATES, end_disputed=SOME(["True", "False", ""]))],
        f"{SPELLS} pauses events phases order color",
    ),
    "count_chart": ([tables()], SPELLS),
    "belonging_chart": ([tables(organization=X)], SPELLS),
    "definition_panels": (
        [mostly(st.dictionaries(SOME("abc"), tables(), max_size=2))],
        f"until notes {COMMON}",
    ),
    "codings_chart": (
        [tables(), tables(dataset=SOME("DE"), cut_off=DATES, status=SOME(["full", ""]))],
        f"until here {COMMON}",
    ),
    "kinds_chart": (
        [tables(group=NAMES, kind=SOME("ab"), count=NUMBERS, part=NUMBERS, total=NUMBERS)],
        COMMON,
    ),
    "milestones_chart": ([LANES], f"terms {COMMON}"),
    "survival_chart": (
        [
            tables(
                **{"organization": X, "years": st.floats(0, 60), "share": st.floats(0, 1)},
                **{"left": NUMBERS, "censored": NUMBERS},
            )
        ],
        f"headings {COMMON}",
    ),
    "verdict_chart": ([tables(verdict=NAMES, judged=NUMBERS)], COMMON),
    "chronology_chart": ([LANES], COMMON),
    "lead_chart": ([tables(organization=X), mostly(st.just(["X", "Y"]))], f"since {SPELLS}"),
    "tile_map": (
        [
            tables(organization=X),
            mostly(st.just("1986-01-01")),
            tables(tile_column=NUMBERS, tile_row=NUMBERS),
        ],
        SPELLS,
    ),
    "from_spells": ([tables()], "organization ends"),
    "lint": ([ODD], ""),
    "load": ([ODD], ""),
    "spells": ([st.just(TABLES)], "organization definition"),
    "pauses": ([st.just(TABLES)], "organization"),
}


@st.composite
def calls(draw: Any) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the name of a function and what it is called with."""
    name = draw(SOME(sorted(CALLS)))
    arguments, options = CALLS[name]
    asked = draw(st.lists(SOME(options.split()), max_size=3, unique=True)) if options else []
    return name, [draw(one) for one in arguments], {option: draw(OPTIONS[option]) for option in asked}


def bare_error(name: str, arguments: list[Any], options: dict[str, Any]) -> str:
    """Return where a call failed without a sentence of ours, "" where it was answered or refused.

    A refusal is a `TypeError`, a `ValueError` or a `ModuleNotFoundError` raised by a line of the package.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for ours in ("row ", "no font of the charts", "Glyph"):
            warnings.filterwarnings("ignore", message=ours, category=UserWarning)
        try:
            found = getattr(m, name)(*arguments, **options)
            if hasattr(found, "figure"):
                found.figure.draw_without_rendering()
        except Exception as error:
            last = traceback.extract_tb(error.__traceback__)[-1]
            sentence = str(last.line).startswith(("raise", 'f"', '"'))
            ours = "membership" in Path(last.filename).parts and sentence
            if not (isinstance(error, (TypeError, ValueError, ModuleNotFoundError)) and ours):
                place = f"{Path(last.filename).name}:{last.lineno}: {last.line}"
                return f"{name}: {type(error).__name__}: {error} ({place})"
        finally:
            pyplot.close("all")
    return ""


def main(count: int) -> int:
    """Make so many calls, print each kind of bare error once, and return how many kinds there are."""
    found: Counter[str] = Counter()
    shown: dict[str, str] = {}

    @seed(int(pd.Timestamp.now().value) % 2**32)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(calls())
    def ask(call: tuple[str, list[Any], dict[str, Any]]) -> None:
        if said := bare_error(*call):
            kind = said[said.rindex("(") :] if "(" in said else said
            found[kind] += 1
            shown.setdefault(kind, f"{said}\n    {call!r}"[:900])

    ask()
    for kind, times in found.most_common():
        print(f"{times} times: {shown[kind]}")
    print(f"{count} calls, {sum(found.values())} bare errors of {len(found)} kinds")
    return len(found)


if __name__ == "__main__":
    raise SystemExit(min(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000), 1))

"""What a caller asks of a chart, checked before it is drawn; what all charts have in common is done here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial, wraps
from inspect import Parameter, signature
from math import isfinite, nan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Text

from membership.charts.kit.arguments import Size, checked, palette_on
from membership.charts.kit.canvas import Canvas, sheet, style
from membership.charts.kit.composition import composed
from membership.charts.kit.descriptions import described
from membership.charts.kit.language import known_locale
from membership.charts.kit.lettering import warn_of_signs
from membership.charts.kit.palette import LIGHT, Palette
from membership.intervals.bounds import Day, Ends, bounded
from membership.intervals.dates import is_date
from membership.intervals.frames import SPELL_COLUMNS, as_frame, column_names, quoted, written

SPELLS, PANELS = ("state", "start", "end"), ("state", "start", "end", "panels")
_FLAGS = ("disputed", "start_disputed", "end_disputed", "first", "sure")
_DATES = ("date", "start", "end", "until", "cut_off")
_NUMBERS = ("count", "part", "total", "years", "share", "left", "censored", "judged")
_TEXTS = (
    "label",
    "brief",
    "url",
    "start_url",
    "end_url",
    "lane",
    "group",
    "kind",
    "verdict",
    "dataset",
    "status",
)
_TRUE = frozenset(("true", "1", "1.0", "yes", "y"))
ENDS: Ends = "first day out"
_STUB = 25  # a member whose start is the last day known has a bar this part of the years drawn
_DRAWN_BY = "membership_request"


def request_of(axes: Axes) -> partial[Axes] | None:
    """Return the call that drew the chart on `axes`; None where it was drawn on somebody else's figure."""
    found = getattr(sheet(axes), _DRAWN_BY, None)
    return found if isinstance(found, partial) else None


def _common(
    *,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    palette: Palette = LIGHT,
    locale: str = "en",
    narrow: bool = False,
    figsize: Size | None = None,
    ax: Axes | None = None,
    **columns: str,
) -> None:
    """Have the arguments that all charts have."""


def chart(**frames: Sequence[str]) -> Callable[[Callable[..., Axes]], Callable[..., Axes]]:
    """Return what makes a chart of a function that draws on a `Canvas`, with the arguments of all charts.

    `frames` are the arguments that are tables, the first one first, and the columns that each must have;
    `SPELLS` for spells. ``**columns`` say what those of the first are called.
    """
    shared = list(signature(_common).parameters.values())

    def of(draw: Callable[..., Axes]) -> Callable[..., Axes]:
        _, *own = signature(draw).parameters.values()
        public = signature(draw).replace(parameters=[*own, *shared])

        @wraps(draw)
        def drawn(*given: Any, **named: Any) -> Axes:
            call = public.bind(*given, **named)
            call.apply_defaults()
            asked = {argument: checked(argument, value) for argument, value in call.arguments.items()}
            asked["locale"] = known_locale(asked["locale"])
            if "palette" not in named:
                asked["palette"] = palette_on(asked["ax"])
            main = next(iter(frames))
            allowed = SPELL_COLUMNS if frames[main] in (SPELLS, PANELS) else frames[main]
            columns = column_names(draw.__name__, asked.pop("columns"), allowed)
            if "pauses" in asked:
                _set_pauses_apart(asked, main)
            for argument, needs in frames.items():
                if asked[argument] is not None or public.parameters[argument].default is Parameter.empty:
                    asked[argument] = _table(asked, argument, needs, columns if argument == main else None)
            words = {name: asked.pop(name) for name in ("title", "subtitle", "source", "palette", "locale")}
            narrow, figsize, ax = (asked.pop(name) for name in ("narrow", "figsize", "ax"))

            def on(axes: Axes | None) -> Axes:
                with style():
                    return draw(Canvas(**words, narrow=narrow, ax=axes), **asked)

            axes = composed(on, words["title"], words["palette"], figsize, ax)
            for text in (ax or sheet(axes)).findobj(Text):
                warn_of_signs(text.get_text())
            if ax is None:
                setattr(sheet(axes), _DRAWN_BY, partial(drawn, *given, **named))
            return axes

        vars(drawn)["__signature__"] = public
        drawn.__doc__ = described(draw.__doc__ or "", public.parameters)
        return drawn

    return of


def _set_pauses_apart(asked: dict[str, Any], main: str) -> None:
    """Take the rows that a file of a figure calls paused out of the spells, and make them the pauses."""
    frame = as_frame(asked[main], what="data")
    if asked["pauses"] is None and "what" in frame and (paused := frame["what"].isin(["paused"])).any():
        asked[main], asked["pauses"] = frame[~paused], frame[paused]


def _table(
    asked: Mapping[str, Any], argument: str, needs: Sequence[str], columns: Mapping[str, str] | None
) -> Any:
    """Return a table as a chart draws it; `columns` are those of the main one, None for the others."""
    if needs is PANELS:
        return _panels(asked, argument, columns)
    if needs is SPELLS:
        return spells_to_draw(asked[argument], asked.get("until"), asked.get("ends", ENDS), columns)
    what = argument if columns is None else "data"
    frame = as_frame(asked[argument], needs=needs, columns=columns, what=what)
    if frame.empty and columns is not None:
        raise ValueError("the frame has no rows, so there is nothing to draw")
    return _dressed(frame.reset_index(drop=True), what, needs)


def _panels(
    asked: Mapping[str, Any], argument: str, columns: Mapping[str, str] | None
) -> dict[str, pd.DataFrame | None]:
    """Return the spells of each panel, None where there are none."""
    if not isinstance(asked[argument], Mapping):
        raise TypeError(f"{argument}: expected a dict of tables by name, not {quoted(asked[argument])}")
    found: dict[str, pd.DataFrame | None] = {}
    for name, data in asked[argument].items():
        try:
            given = as_frame(data, columns=columns)
            found[str(name)] = None if given.empty else spells_to_draw(given, asked["until"], asked["ends"])
        except (TypeError, ValueError) as error:
            raise type(error)(f"panel {quoted(name)}: {error}") from None
    if not any(frame is not None for frame in found.values()):
        raise ValueError("no frame has rows, so there is nothing to draw")
    return found


def spells_to_draw(
    data: Any, until: Day | None, ends: Ends = ENDS, columns: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the spells with their bounds, each cell as a chart needs it, the rows numbered.

    Of a frame that has spells under several definitions (column ``definition``) those signed are drawn.
    One without rows is refused, and what `bounded` refuses.
    """
    given = as_frame(data, columns=columns)
    if "definition" in given and len(given["definition"].unique()) > 1:
        signed = given["definition"].astype(str).str.casefold() == "signed"
        given = given[signed] if signed.any() else given
    frame = bounded(given, until, ends=ends).reset_index(drop=True)
    if frame.empty:
        raise ValueError("the frame has no rows, so there is nothing to draw")
    if until is None and not {"until", "verified_to"} & set(given.columns):
        frame["until"] = _drawn_to(frame)
    return _dressed(_from_the_first_day(_united(frame)), "data", SPELLS)


def pauses_to_draw(pauses: Any, spells: pd.DataFrame, until: Day | None) -> pd.DataFrame:
    """Return the pauses with their bounds.

    One of a state without a spell (in its organization, where both frames have that) is refused.
    """
    given = spells[:0] if pauses is None else as_frame(pauses, what="pauses")
    if given.empty:
        return spells[:0]
    try:
        found = bounded(given, until)
    except ValueError as error:
        raise ValueError(f"pauses: {error}") from None
    keys = [key for key in ("state", "organization") if key in spells and key in found]
    known = set(spells[keys].itertuples(index=False, name=None))
    found = _dressed(found, "pauses", SPELLS)
    for row, *whose in found[keys].itertuples(name=None):
        if tuple(whose) not in known:
            raise ValueError(
                f"pauses: row {row}: {' of '.join(map(repr, whose))} has no row in the frame; "
                "write it as there, or leave the pause out"
            )
    if until is None and "until" not in given:
        found["until"] = spells["until"].max()
    return _from_the_first_day(found.reset_index(drop=True))


def _united(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with rows of one state that overlap for sure made one: their days are drawn once."""
    keys = [key for key in ("organization", "state") if key in frame]
    if not frame.duplicated(keys).any():
        return frame
    ordered = frame.sort_values("start_latest", kind="stable")
    ends = [column for column in frame.columns if str(column).startswith("end")]
    kept: dict[Any, dict[str, Any]] = {}
    latest: dict[Any, dict[str, Any]] = {}
    for place, cells in zip(ordered.index, ordered.to_dict("records"), strict=True):
        whose = tuple(cells[key] for key in keys)
        row = latest.get(whose, {})
        same = row and all(written(row[end]) == written(cells[end]) for end in ("start", "end"))
        if not row or not (same or _after(row["end_earliest"], cells["start_latest"])):
            kept[place] = latest[whose] = cells
        elif _after(cells["end_earliest"], row["end_earliest"]) and not pd.isna(row["end_earliest"]):
            row.update({column: cells[column] for column in ends})
    if len(kept) == len(frame):
        return frame
    united = pd.DataFrame(list(kept.values()), columns=ordered.columns, index=list(kept))
    return united.astype(frame.dtypes).sort_index().reset_index(drop=True)


def _after(end: pd.Timestamp, day: pd.Timestamp) -> bool:
    """Return whether an end comes after a day; one that has not come does."""
    return bool(pd.isna(end) or end > day)


def _drawn_to(frame: pd.DataFrame) -> pd.Timestamp:
    """Return where open bars stop if nobody says: the last day known, or if none has come since, beyond."""
    last = frame["until"].max()
    stub = max((last - frame["start_earliest"].min()) / _STUB, pd.Timedelta(days=30))
    newest = frame.loc[frame["end_latest"].isna(), "start_latest"].max()
    return (last + stub).normalize() if newest > last - stub and last.year < 9900 else last


def _from_the_first_day(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with starts that nobody knows drawn as possible from the first year that is known."""
    unknown = frame["start_earliest"].isna()
    if not unknown.any():
        return frame
    first = frame[["start_earliest", "end_earliest", "until"]].min().min()
    if pd.isna(first):
        raise ValueError("no row has a date, so there is nothing to draw")
    begin = first.replace(month=1, day=1)
    return frame.assign(start_earliest=frame["start_earliest"].fillna(begin))


def _dressed(frame: pd.DataFrame, what: str, needs: Sequence[str]) -> pd.DataFrame:
    """Return a frame with every cell of a column that is drawn as what it is: text, date, number or flag."""
    left = {*_NUMBERS} - {*needs} | {*(_DATES if needs is SPELLS else ())}
    made = {
        column: [read(cell, f"{what}: row {row}: {column}") for row, cell in frame[column].items()]
        for column, read in _READERS.items()
        if column in frame and column not in left
    }
    return frame.assign(**made)


def _flag(cell: object, where: str) -> bool:
    return str(cell).strip().casefold() in _TRUE


def _date(cell: object, where: str) -> str:
    text = written(cell)
    if text and not is_date(text):
        raise ValueError(f"{where}: {quoted(text)} is not a date; expected YYYY, YYYY-MM or YYYY-MM-DD")
    return text


def _number(cell: Any, where: str) -> float:
    try:
        number = float(cell)
    except (TypeError, ValueError):
        number = nan
    if not isfinite(number):
        raise ValueError(f"{where}: {quoted(cell)} is not a number")
    return int(number) if number.is_integer() else number


_READERS: dict[str, Callable[[Any, str], Any]] = {
    **dict.fromkeys(_FLAGS, _flag),
    **dict.fromkeys(_NUMBERS, _number),
    **dict.fromkeys(_TEXTS, lambda cell, where: written(cell)),
    **dict.fromkeys(_DATES, _date),
    "organization": lambda cell, where: str(cell),
}

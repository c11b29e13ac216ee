"""The number of members over time, as a step function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.kit.canvas import AXIS, Canvas, bare, day_number, extent, numbered, years_axis
from membership.charts.kit.composition import is_guest, room_beside, shared_span, shared_top, span_with_names
from membership.charts.kit.language import date_label
from membership.charts.kit.lettering import fitted, line_height, width_of
from membership.charts.kit.line_words import End, name_lines, written_range
from membership.charts.kit.palette import series_colours
from membership.charts.kit.request import SPELLS, chart
from membership.intervals.bounds import Day, Ends
from membership.intervals.counting import member_range

_NAME = 0.4  # of the page; longer names are cut off
# A line that stops so long before the others is named where it stops.
_EARLY = pd.Timedelta(days=1500)


@chart(data=SPELLS)
def count_chart(
    on: Canvas,
    data: Any,
    *,
    until: Day | None = None,
    ends: Ends = "first day out",
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
    band: pd.DataFrame | None = None,
) -> Axes:
    """Draw how many members there were over time; several organizations overlay.

    Parameters
    ----------
    data : DataFrame
        Spells as for `timeline`.
    band : DataFrame, optional
        `lowest` and `highest` by day, each until the next, shaded behind the line: what others count, as
        from `membership.source_range`.

    Returns
    -------
    Axes
        The count from zero; a band where imprecise dates leave the number open.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15"] * 2, "end": ["", "1999-04-21"]})
    >>> [int(y) for y in count_chart(spells, until="2000-01-01").get_lines()[0].get_ydata()]
    [2, 1, 1]
    """
    type_, palette = on.type_, on.palette
    series = steps_by_organization(data)
    several = len(series) > 1
    size = type_.small + (0 if several else 0.6)
    first = min(steps.index[0] for steps in series.values()).replace(month=1, day=1)
    last = max(steps.index[-1] for steps in series.values())
    dated = not on.narrow and any(steps.index[-1] < last for steps in series.values())
    stops = {}
    for owner, steps in series.items():
        name = fitted((headings or {}).get(owner, owner), type_.width * _NAME, type_.small)
        stops[owner] = _end(name, steps, last, dated=dated, locale=on.locale)
    right = max(end.width(size) for end in stops.values() if not end.is_early) + 0.2
    plot = max((2.1 if on.narrow else 3.1) + 0.4 * several, len(series) * line_height(size) * 1.1)
    axes = on.axes(left=0.26, right=right - type_.margin, above=0.1, plot=plot, below=AXIS)
    width = extent(axes)[0]
    low = day_number(first)
    end = max(day_number(last), low + 1)
    span = shared_span(on.ax, low, end)
    if is_guest(on.ax) and right > room_beside(axes):  # then the names have room in the plot
        stops = {owner: replace(stop, note="") for owner, stop in stops.items()}
        need = max(stop.width(size) for stop in stops.values()) + 0.1
        if need > room_beside(axes):
            span = span_with_names(axes, span[0], end, need)
    axes.set_xlim(span)
    above = [steps["highest"].max() for steps in (*series.values(), *([] if band is None else [band]))]
    axes.set_ylim(0, max(shared_top(on.ax, max(map(int, above))), 1) * 1.12)
    bare(axes, on)
    years_axis(axes, on, width, until=last)
    numbered(axes, on)
    by_size = sorted(series, key=lambda name: -int(series[name]["highest"].max())) if highlight else series
    colours = series_colours(list(by_size), palette, highlight)
    if not several and highlight is None:
        colours = dict.fromkeys(series, palette.member)
    if band is not None:
        shaded = band.loc[:last]
        shaded.loc[last] = shaded.iloc[-1]
        look: dict[str, Any] = {"color": palette.soft, "alpha": 0.3, "linewidth": 0, "label": "band"}
        axes.fill_between(_days(shaded), shaded["lowest"], shaded["highest"], step="post", **look)
    for owner, steps in series.items():
        weight, order = (3.4, 5) if owner == highlight else (2, 4)
        draw_steps(axes, owner, steps, colours[owner], weight, order)
        if not several:
            _write_plateaus(axes, steps, size, palette.ink)
    name_lines(axes, stops, colours, size, palette, end)
    return axes


def steps_by_organization(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lowest and highest count of each organization of a bounded frame, as far as it is known."""
    owner = frame["organization"] if "organization" in frame else pd.Series("", index=frame.index)
    found = {}
    for name, own in frame.groupby(owner, sort=False):
        last = own["until"].max()
        steps = member_range(own).loc[:last]
        if steps.empty:
            continue
        if last > steps.index[-1] and steps.iloc[-1]["highest"]:
            steps.loc[last] = steps.iloc[-1]
        found[str(name)] = steps
    if not found:
        raise ValueError("no spell has a day, so there is nothing to draw")
    return found


def _days(steps: pd.DataFrame) -> list[float]:
    """Return the days of a step function as places on the axis of time."""
    return [day_number(day) for day in steps.index]


def draw_steps(
    axes: Axes, name: str, steps: pd.DataFrame, colour: str, weight: float, order: float, **look: Any
) -> None:
    """Draw the lowest count as a line of steps, and a band up to the highest where that is another."""
    days, low, high = _days(steps), steps["lowest"], steps["highest"]
    if (low != high).any():
        axes.fill_between(days, low, high, step="post", color=colour, alpha=0.25, linewidth=0)
    line: dict[str, Any] = {"color": colour, "linewidth": weight, "label": name, "zorder": order, **look}
    axes.plot(days, low, drawstyle="steps-post", **line)


def _write_plateaus(axes: Axes, steps: pd.DataFrame, size: float, colour: str) -> None:
    """Write the number over each step that is wide enough for it, except the last, which has its label."""
    (width, height), (low, high), top = extent(axes), axes.get_xlim(), axes.get_ylim()[1]
    days = _days(steps)
    for place, row in enumerate(steps.iloc[:-2].to_dict("records")):
        text, run = written_range(row), days[place + 1] - days[place]
        if run / (high - low) * width > width_of(text, size) + 0.05:
            x, y = (days[place] + days[place + 1]) / 2, row["highest"] + 0.05 / height * top
            axes.text(x, y, text, size=size, color=colour, ha="center", va="bottom")


def _end(name: str, steps: pd.DataFrame, last: pd.Timestamp, *, dated: bool, locale: str) -> End:
    """Return what is written at the end of a step function; one that stops early is dated in any case."""
    day = steps.index[-1]
    gone = len(steps) > 1 and not steps.iloc[-1]["highest"]
    row = steps.iloc[-2 if gone else -1]
    is_early = last - day > _EARLY
    shown = date_label(day.date().isoformat(), locale)
    # Only English has a word for it here; the date alone says enough in another language.
    note = f"({'to ' if locale.startswith('en') else ''}{shown})" if dated or is_early else ""
    return End(f"{name} {written_range(row)}".strip(), note, day_number(day), float(row["highest"]), is_early)

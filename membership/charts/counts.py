"""The number of members over time, as a step function."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from membership.charts.kit.canvas import NARROW, WIDE, bare, day_number, extent, page, style
from membership.charts.kit.ends import End, write_ends
from membership.charts.kit.fonts import legible
from membership.charts.kit.language import date_label, spoken
from membership.charts.kit.lettering import width_of
from membership.charts.kit.line_words import written_range
from membership.charts.kit.palette import LIGHT, Palette, series_colours
from membership.charts.kit.redrawing import redrawable
from membership.charts.kit.request import spells_to_draw
from membership.charts.kit.rows import years_axis
from membership.intervals.bounds import Day
from membership.intervals.counting import member_range

_AXIS = 0.26
# A line that stops so long before the others is named where it stops.
_EARLY = pd.Timedelta(days=1500)


@redrawable
def count_chart(
    data: pd.DataFrame,
    *,
    until: Day | None = None,
    headings: Mapping[str, str] | None = None,
    highlight: str | None = None,
    title: str = "",
    subtitle: str = "",
    source: str = "",
    palette: Palette = LIGHT,
    locale: str = "en",
    narrow: bool = False,
    ax: Axes | None = None,
) -> Axes:
    """Draw how many members there were over time; several organizations overlay.

    Parameters
    ----------
    data : DataFrame
        From `membership.spells`, or any frame with `state` or `name`, `start`, `end` as for `timeline`, and
        `organization` if there are several.
    until : day, optional
        Where the lines stop; by default the frame's own `until`, or its latest date.
        The frame may know of no start after it, and of no end after the day that follows it.
    headings : mapping of str to str, optional
        What to call each organization.
    highlight : str, optional
        The organization in the hero's colour; the others are grey.
    title, subtitle, source : str, optional
        The finding, what is drawn, and where it comes from. With `ax` only the title is drawn.
    palette : Palette, optional
    locale : str, default "en"
        Language of dates; any but English needs babel (`pip install babel`).
    narrow : bool, default False
        Laid out for a phone.
    ax : Axes, optional
        Drawn on instead of a new figure. Its paper is the caller's to set: with a dark palette,
        `ax.figure.set_facecolor(palette.paper)` and `ax.set_facecolor(palette.paper)`.

    Returns
    -------
    Axes
        The count from zero; a band where imprecise dates leave the number open.

    Raises
    ------
    ValueError
        If the frame has no rows, lacks a column, has a row without a state or a start, or a date that is
        none; if it knows of more than `until`, or babel does not know the language.
    TypeError
        If `data` is no DataFrame, or `palette` no Palette.
    ModuleNotFoundError
        If another language is asked for without babel.

    Examples
    --------
    >>> spells = pd.DataFrame({"state": ["A", "B"], "start": ["1992-05-15"] * 2, "end": ["", "1999-04-21"]})
    >>> [int(y) for y in count_chart(spells, until="2000-01-01").get_lines()[0].get_ydata()]
    [2, 1, 1]
    """
    frame, locale = spells_to_draw(data, until, palette), spoken(locale)
    type_ = NARROW if narrow else WIDE
    series = steps_by_organization(frame)
    names = {owner: (headings or {}).get(owner, owner) for owner in series}
    several = len(series) > 1
    last = max(steps.index[-1] for steps in series.values())
    dated = not narrow and any(steps.index[-1] < last for steps in series.values())
    ends = {
        owner: _end(names[owner], steps, last, dated=dated, locale=locale) for owner, steps in series.items()
    }
    with style():
        size = type_.small + (0 if several else 0.6)
        right = max(end.width(size) for end in ends.values() if not end.is_early) + 0.2
        left = type_.margin + 0.26
        plot = 2.1 if narrow else 3.1
        axes = ax or page(
            type_=type_,
            palette=palette,
            title=title,
            subtitle=subtitle,
            source=source,
            left=left,
            right=right,
            above=0.1,
            plot=plot + 0.4 * several,
            below=_AXIS,
        )
        if ax and title:
            axes.set_title(title, loc="left", color=palette.ink, weight="bold")
        width, height = extent(axes)
        first = min(steps.index[0] for steps in series.values())
        axes.set_xlim(day_number(pd.Timestamp(first.year, 1, 1)), day_number(last))
        top = max(int(steps["highest"].max()) for steps in series.values())
        axes.set_ylim(0, top * 1.12)
        bare(axes, palette, type_.small)
        years_axis(axes, pd.Timestamp(first.year, 1, 1), last, width, palette, type_.small)
        axes.yaxis.set_major_locator(MaxNLocator(nbins=5, steps=[1, 2, 5, 10], integer=True))
        axes.grid(axis="y", color=palette.grid, linewidth=0.8)
        axes.spines["bottom"].set(visible=True, color=palette.soft)
        axes.tick_params(axis="x", pad=7)  # clear of the 0
        colours = series_colours(list(series), palette, highlight)
        if not several and highlight is None:
            colours = dict.fromkeys(series, palette.member)
        for owner, steps in series.items():
            _draw(axes, owner, steps, colours[owner], is_hero=owner == highlight)
            if not several:
                _write_plateaus(axes, steps, width, height, top * 1.12, size, palette)
        write_ends(axes, ends, colours, size, palette)
    return legible(axes)


def steps_by_organization(frame: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Return the lowest and highest count of each organization of a bounded frame, as far as it is known."""
    owner = frame["organization"] if "organization" in frame else pd.Series("", index=frame.index)
    found = {}
    for name in owner.unique():
        own = frame[owner == name]
        last = own["until"].max()
        steps = member_range(own).loc[:last]
        if last > steps.index[-1] and steps.iloc[-1]["highest"]:
            steps.loc[last] = steps.iloc[-1]
        found[str(name)] = steps
    return found


def _days(steps: pd.DataFrame) -> list[float]:
    """Return the days of a step function as places on the axis of time."""
    return [day_number(day) for day in steps.index]


def _draw(axes: Axes, owner: str, steps: pd.DataFrame, colour: str, *, is_hero: bool) -> None:
    days = _days(steps)
    low, high = steps["lowest"].to_numpy(), steps["highest"].to_numpy()
    if (low != high).any():
        axes.fill_between(days, low, high, step="post", color=colour, alpha=0.25, linewidth=0)
    axes.plot(
        days,
        low,
        drawstyle="steps-post",
        color=colour,
        linewidth=3.4 if is_hero else 2,
        label=owner,
        zorder=5 if is_hero else 4,
    )


def _write_plateaus(
    axes: Axes, steps: pd.DataFrame, width: float, height: float, top: float, size: float, palette: Palette
) -> None:
    """Write the number over each step that is wide enough for it, except the last, which has its label."""
    low, high = axes.get_xlim()
    days = _days(steps)
    for place in range(len(days) - 2):
        text = written_range(steps.iloc[place])
        if (days[place + 1] - days[place]) / (high - low) * width > width_of(text, size) + 0.05:
            y = steps.iloc[place]["highest"] + 0.05 / height * top
            x = (days[place] + days[place + 1]) / 2
            axes.text(x, y, text, size=size, color=palette.ink, ha="center", va="bottom")


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

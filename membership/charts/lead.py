"""Two alliances against each other: how many members each had, and what happened on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from membership.charts.counts import draw_steps, steps_by_organization
from membership.charts.kit.callouts import Box, Callout, place_callouts
from membership.charts.kit.canvas import AXIS, Canvas, bare, day_number, numbered, years_axis
from membership.charts.kit.composition import is_guest, room_beside, shared_span, span_with_names
from membership.charts.kit.language import date_label
from membership.charts.kit.line_words import (
    GAP,
    LineEnd,
    Plan,
    write_callout,
    write_ends,
    write_ends_inside,
    write_numbers,
    written_range,
)
from membership.charts.kit.palette import HATCH
from membership.charts.kit.request import SPELLS, chart, pauses_to_draw
from membership.intervals.bounds import Day, Ends, as_day
from membership.intervals.counting import member_range
from membership.intervals.dates import earliest
from membership.intervals.frames import written

_THICK, _FIRM, _THIN = 3.6, 2.4, 1.2
_CORNERS = {"solid_joinstyle": "miter", "solid_capstyle": "butt"}


@chart(data=SPELLS, events=("date", "label", "organization"))
def lead_chart(
    on: Canvas,
    data: Any,
    lead: Sequence[str],
    *,
    pauses: Any = None,
    events: Any = None,
    since: Day | None = None,
    until: Day | None = None,
    ends: Ends = "first day out",
    headings: Mapping[str, str] | None = None,
) -> Axes:
    """Draw how many members one or two organizations had, with what happened written on their lines.

    Parameters
    ----------
    data : DataFrame
        Spells as for `timeline`, with `organization`. Those not in `lead` are thin grey lines; a phone has
        no room for them.
    lead : sequence of str
        The organization in the hero's colour, and if there is one the other that it is set against.
    pauses : DataFrame, optional
        Spells during which members had stopped taking part. From the first that is still open the line of
        an organization in `lead` splits into its members and those of them that take part.
    events : DataFrame, optional
        Turning points: `date`, `label`, `organization` (one of `lead`). Each is a dot on the line; words
        stand in the nearest free place; the first rows have the first choice, and what has no room is
        left out.
    since : day, optional
        Where the lines start; by default with the first spell.

    Returns
    -------
    Axes
        Counts from zero; a band where imprecise dates leave the number open.

    Raises
    ------
    ValueError
        If `lead` or an event names an organization without a spell.

    Examples
    --------
    >>> spells = pd.DataFrame({"organization": list("XYYY"), "state": list("ABDC"), "end": [""] * 4,
    ...                        "start": ["1990", "1991-05-01", "1991-05-01", "1995-01-01"]})
    >>> events = pd.DataFrame({"date": ["1995-01-01"], "label": ["C joins"], "organization": ["Y"]})
    >>> ax = lead_chart(spells, ["Y", "X"], events=events, until="2000-01-01")
    >>> [text.get_text() for text in ax.texts if "joins" in text.get_text()]
    ['C joins']
    """
    steps = steps_by_organization(data)
    if missing := [name for name in lead if name not in steps]:
        raise ValueError(f"lead: no spell is of {missing[0]!r}; the frame has {', '.join(map(repr, steps))}")
    points = pd.DataFrame(columns=["date", "label", "organization"]) if events is None else events
    if strange := [name for name in points["organization"] if name not in lead]:
        raise ValueError(f"events: {strange[0]!r} is not in lead, which is {', '.join(map(repr, lead))}")
    if on.narrow:
        steps = {name: steps[name] for name in lead}
    first = as_day(since) if since is not None else min(own.index[0] for own in steps.values())
    steps = {name: own for name, whole in steps.items() if len(own := _from(whole, first))}
    if not steps:
        raise ValueError(f"since: no spell lasts to {written(first)}, so there is nothing to draw")
    last = max(own.index[-1] for own in steps.values())
    heroes = zip(lead, (on.palette.member, on.palette.others[0]), strict=False)
    colours = {name: colour for name, colour in heroes if name in steps}
    parts = {name: _taking_part(pauses, data, name, steps[name], until) for name in colours}
    active = {name: part for name, part in parts.items() if part is not None}
    names = {name: (headings or {}).get(name, name) for name in steps}
    stops = _ends(on, names, steps, active, colours)
    right = 0.04 if on.narrow else max(end.width for end in stops) + GAP
    axes = on.axes(left=0.24, right=right, above=0.02, plot=2.6 if on.narrow else 4.4, below=AXIS)
    top = max(int(own["highest"].max()) for own in steps.values()) * (1.1 if on.narrow else 1.06)
    low, high = shared_span(on.ax, day_number(first), day_number(last))
    # On axes with no room beside them the names have theirs in the plot.
    if is_guest(on.ax) and not on.narrow and right > room_beside(axes):
        low, high = span_with_names(axes, low, high, right)
    axes.set(xlim=(low, high), ylim=(0, top))
    bare(axes, on)
    plan = Plan(axes, on.palette)
    years_axis(axes, on, plan.width, until=last)
    axes.grid(visible=False, axis="x")
    numbered(axes, on)
    for name, own in steps.items():
        weight, order = (_THICK if name == lead[0] else _FIRM, 4) if name in colours else (_THIN, 2)
        draw_steps(axes, name, own, colours.get(name, on.palette.others[2]), weight, order, **_CORNERS)
    for name, own in active.items():
        _split(plan, name, steps[name], own, colours[name])
    lines = [box for own in (*steps.values(), *active.values()) for box in plan.boxes(own)]
    taken = write_ends_inside(plan, stops, lines) if on.narrow else []
    for name, colour in colours.items():
        taken += write_numbers(plan, steps[name], [*lines, *taken], on.type_.label, colour)
    _write_points(on, plan, points, steps, lines, taken, colours)
    if not on.narrow:
        write_ends(plan, stops, plan.x(last))
    return axes


def _from(steps: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Return a step function from a day on; empty where it ended before."""
    kept = steps[steps.index > first]
    if len(before := steps[steps.index <= first]) and len(kept):
        kept = pd.concat([before.iloc[[-1]].set_axis([first]), kept])
    return kept


def _taking_part(
    pauses: pd.DataFrame | None, frame: pd.DataFrame, name: str, steps: pd.DataFrame, until: Day | None
) -> pd.DataFrame | None:
    """Return how many members took part, from the first pause that is still open; None without one."""
    own = pauses[pauses["organization"] == name] if pauses is not None else None
    stopped = pauses_to_draw(own, frame, until)
    if not (lasting := stopped["end_latest"].isna()).any():
        return None
    paused = member_range(stopped)
    days = steps.index.union(paused.index)
    members, less = (each.reindex(days, method="ffill").fillna(0) for each in (steps, paused))
    swapped = less.rename(columns={"lowest": "highest", "highest": "lowest"})
    return (members - swapped)[stopped.loc[lasting, "start_earliest"].min() : steps.index[-1]].astype(int)


def _split(plan: Plan, name: str, steps: pd.DataFrame, active: pd.DataFrame, colour: str) -> None:
    """Draw those who take part below all members, and hatch what lies between."""
    days = active.index.union(steps.index[steps.index >= active.index[0]])
    lower, upper = (each["lowest"].reindex(days, method="ffill") for each in (active, steps))
    look: dict[str, Any] = {"facecolor": plan.palette.paper, "edgecolor": colour, "hatch": HATCH}
    places = [day_number(day) for day in days]
    plan.axes.fill_between(places, lower, upper, step="post", linewidth=0, zorder=3, **look)
    draw_steps(plan.axes, f"{name} taking part", active, colour, _FIRM, 4, **_CORNERS)


def _write_points(
    on: Canvas,
    plan: Plan,
    points: pd.DataFrame,
    steps: Mapping[str, pd.DataFrame],
    lines: Sequence[Box],
    taken: Sequence[Box],
    colours: Mapping[str, str],
) -> None:
    """Write each turning point: a dot on its line, and its words near by."""
    shown: list[tuple[str, Callout]] = []
    for date, label, name in points[["date", "label", "organization"]].itertuples(index=False, name=None):
        own, day = steps.get(name), pd.Timestamp(earliest(date))
        if own is not None and own.index[0] <= day <= own.index[-1]:
            at = plan.x(day), plan.y(own["lowest"].asof(day))
            barred = tuple(box for other in colours if other != name for box in plan.boxes(steps[other]))
            shown.append((name, Callout(*at, date_label(date, on.locale), str(label), barred)))
    dots = [Box(c.x, c.y, c.x, c.y).grown(0.05) for _, c in shown]
    room: dict[str, Any] = {"width": plan.width, "height": plan.height, "size": on.type_.small}
    places = place_callouts([c for _, c in shown], **room, lines=[*lines, *dots], taken=taken)
    for (name, callout), place in zip(shown, places, strict=True):
        if place:
            dot: dict[str, Any] = {"markerfacecolor": plan.palette.paper, "markeredgecolor": colours[name]}
            at = plan.data(callout.x, callout.y)
            plan.axes.plot(*at, marker="o", markersize=6.5, markeredgewidth=2, zorder=7, **dot)
            write_callout(plan, place, on.type_.small, colours[name])


def _ends(
    on: Canvas,
    names: Mapping[str, str],
    steps: Mapping[str, pd.DataFrame],
    active: Mapping[str, pd.DataFrame],
    colours: Mapping[str, str],
) -> list[LineEnd]:
    """Return what stands at the ends of lines: those of `lead` first, in large letters."""
    found, type_ = [], on.type_
    for name, colour in colours.items():
        row, split = steps[name].iloc[-1], None
        said = [(f"{names[name]} {written_range(row)}", type_.title, colour, True)]
        if name in active:
            split = active[name].index[0]
            said.append((f"{written_range(active[name].iloc[-1])} taking part", type_.label, colour, True))
        found.append(LineEnd(tuple(said), float(row["highest"]), split))
    alike: dict[tuple[str, float], list[str]] = {}
    for name in (name for name in steps if name not in colours):
        row = steps[name].iloc[-1]
        alike.setdefault((written_range(row), float(row["highest"])), []).append(names[name])
    for (number, highest), own in sorted(alike.items()):
        text = f"{', '.join(sorted(own))} {number}"
        found.append(LineEnd(((text, type_.small, on.palette.soft, False),), highest))
    return found

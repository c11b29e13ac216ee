"""Charts among other charts: shared axes, sizes, layouts, styles, and the caller's own words."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex
from matplotlib.text import Text

import membership as m
from tests.charts.artists import UNTIL, bars, day, each_chart, face, legend
from tests.conftest import ROOT

SPELLS = pd.DataFrame(
    [
        ("Aland", "1992-05-15", "1999-04-21", "full"),
        ("Borduria", "1992-05-15", "", "full"),
        ("Carpania", "1993-12", "2001", "associate"),
        ("Drusselstein", "1993-09-24", "", "full"),
    ],
    columns=["state", "start", "end", "status"],
)
OLDER = SPELLS.assign(start="1950-01-01", end="")
COMMON = ["title", "subtitle", "source", "palette", "locale", "narrow", "figsize", "ax", "columns"]
CHARTS = sorted(name for name in m.__all__ if name.endswith("_chart"))
CHARTS += ["timeline", "definition_panels", "tile_map"]
assert len(CHARTS) == 12


def shown(figure):
    """Return the texts that a figure shows, once it is drawn."""
    figure.draw_without_rendering()
    return [text.get_text() for text in figure.findobj(Text) if text.get_visible()]


@pytest.mark.parametrize("name", CHARTS)
def test_all_charts_end_in_the_same_arguments_and_say_what_they_are(name):
    chart = getattr(m, name)
    assert list(inspect.signature(chart).parameters)[-len(COMMON) :] == COMMON
    sections = re.split(r"\n\n(\w+)\n-+\n", inspect.getdoc(chart))
    assert sections[1::2] == ["Parameters", "Returns", "Raises", "Examples"]
    described = re.findall(r"^([*\w, ]+?) : ", sections[2], re.M)
    names = [name.strip(" *") for entry in described for name in entry.split(",")]
    assert sorted(names) == sorted(inspect.signature(chart).parameters), "each once"


def test_a_size_and_axes_exclude_each_other():
    with pytest.raises(ValueError, match="figsize: the axes of `ax` have a size"):
        m.timeline(SPELLS, figsize=(5, 5), ax=pyplot.figure().add_subplot())


def test_charts_that_share_their_years_have_all_of_them():
    figure, (upper, lower) = pyplot.subplots(2, 1, sharex=True, figsize=(9, 7))
    m.timeline(SPELLS, until=UNTIL, ax=upper, title="Who")
    m.count_chart(OLDER, until=UNTIL, ax=lower, title="How many")
    assert not m.lint(figure)
    assert upper.get_xlim() == lower.get_xlim()
    assert mpl.dates.num2date(upper.get_xlim()[0]).year == 1950


def test_charts_that_share_their_rows_have_the_same_or_are_refused():
    _, (left, right) = pyplot.subplots(1, 2, sharey=True, figsize=(12, 4))
    m.timeline(SPELLS, until=UNTIL, ax=left)
    m.timeline(SPELLS, until=UNTIL, ax=right)
    with pytest.raises(ValueError, match="ax: it shares its rows with a chart that has other ones"):
        m.timeline(SPELLS[:2], until=UNTIL, ax=right)
    with pytest.raises(ValueError, match="ax: it shares its numbers with a chart that has rows"):
        m.count_chart(SPELLS, until=UNTIL, ax=right)


@pytest.mark.parametrize("layout", ["constrained", "tight", None])
def test_charts_are_legible_in_any_layout(layout):
    figure, axes = pyplot.subplots(2, 2, layout=layout, figsize=(12, 9))
    long = "A finding that takes more than one line over axes that are as narrow as these are here"
    m.timeline(SPELLS, until=UNTIL, ax=axes[0, 0], title=long)
    m.count_chart(SPELLS, until=UNTIL, ax=axes[0, 1])
    m.definition_panels({"one": SPELLS, "other": OLDER}, until=UNTIL, ax=axes[1, 0])
    m.kinds_chart({"group": ["A"], "kind": ["b"], "count": [3], "part": [2], "total": [4]}, ax=axes[1, 1])
    figure.draw_without_rendering()
    assert not m.lint(figure)


@pytest.mark.parametrize("size", [(5, 3.5), (14, 9)])
@each_chart
def test_a_chart_fits_any_size_now_or_later(chart, size):
    words = {"title": "Two of four have left", "subtitle": "Members", "source": "Source: the Gazette."}
    early = chart(SPELLS, until=UNTIL, figsize=size, **words).figure
    later = chart(SPELLS, until=UNTIL, **words).figure
    later.set_size_inches(size)
    for figure in (early, later):
        assert set(words.values()) <= set(shown(figure))
        assert not m.lint(figure)
        assert tuple(figure.get_size_inches()) == size
        box = figure.axes[0].get_position()
        assert box.height * size[1] > size[1] - 1.7, "the plot takes what the words leave"


def test_what_the_caller_adds_stays_when_the_chart_is_laid_out_anew():
    axes = m.timeline(SPELLS, until=UNTIL)
    axes.set_title("Mine")
    assert "Mine" in shown(axes.figure)
    assert not m.lint(axes)
    line = axes.axvline(pd.Timestamp("2000-01-01"), color="k", label="mine")
    bars = len(axes.patches)
    axes.figure.set_size_inches(6, 3)
    axes.figure.draw_without_rendering()
    assert line in axes.lines
    assert len(axes.patches) == bars


def test_on_dark_paper_a_chart_is_dark():
    with pyplot.style.context("dark_background"):
        own = m.timeline(SPELLS, until=UNTIL)
        guest = m.count_chart(SPELLS, until=UNTIL, ax=pyplot.figure().add_subplot(), title="T")
    assert to_hex(own.figure.get_facecolor()) == m.DARK.paper
    assert {to_hex(text.get_color()) for text in guest.texts} <= set(m.DARK.roles().values())
    assert m.timeline(SPELLS, until=UNTIL, palette=m.LIGHT).figure.get_facecolor() == (1, 1, 1, 1)


def test_artists_are_found_by_label_and_id():
    axes = m.timeline(SPELLS, until=UNTIL)
    labels = {patch.get_gid(): patch.get_label() for patch in axes.patches}
    assert {labels[f"spell-{row}"] for row in range(4)} == set(SPELLS["state"])
    assert len(labels) == len(axes.patches), "each id is its own"


def test_bars_have_the_colours_of_a_column_and_their_names():
    axes = m.timeline(SPELLS, until=UNTIL, color="status")
    colours = {bar.get_label(): face(bar) for bar in bars(axes)}
    assert colours["Aland"] == colours["Borduria"] != colours["Carpania"]
    assert legend(axes)[:2] == ["full", "associate"]
    assert not m.lint(axes)
    with pytest.raises(ValueError, match="color: the frame has no column 'rank'; it has state, start"):
        m.timeline(SPELLS, color="rank")


def test_rows_stand_in_the_order_that_is_asked_for():
    axes = m.timeline(SPELLS, until=UNTIL, order=["Carpania", "Aland"])
    assert [label.get_text() for label in axes.get_yticklabels()][:2] == ["Carpania", "Aland"]
    with pytest.raises(ValueError, match="order: 'Nowhere' is no state of the frame; it has Aland, Borduria"):
        m.timeline(SPELLS, order=["Nowhere"])


def test_text_that_says_false_is_false():
    frame = SPELLS.assign(end_disputed=["False", "True", "0", ""], end_others=float("nan"))
    assert shown(m.timeline(frame, until=UNTIL, source="x").figure).count("?") == 1


def test_rows_that_overlap_are_one_bar_and_those_that_adjoin_two():
    twice = {"state": ["A", "A", "B", "B", "C", "C"], "start": ["1990"] * 3 + ["1995", "1990", "2000-01-01"]}
    twice["end"] = ["", "", "1996-01-03", "", "2000-01-01", ""]
    axes = m.timeline(twice, until="2001-01-01", source="x")
    assert sorted(bar.get_label() for bar in bars(axes)) == ["A", "B", "C", "C"]
    assert not m.lint(axes)


def test_a_member_since_the_last_day_known_has_a_bar():
    axes = m.timeline({"state": ["A", "B"], "start": ["1958-01-01", "2013-07-01"], "end": ["", ""]})
    assert min(bar.get_width() for bar in bars(axes)) > 300


def test_a_long_name_stands_in_lines_and_years_over_a_tall_chart():
    name = "The former Republic of Upper Dawsonia and its many Islands in the Northern Sea"
    many = pd.DataFrame({"state": [f"{name} {n}" for n in range(60)], "start": "1990", "end": ""})
    for narrow in (False, True):
        axes = m.timeline(many, until=UNTIL, narrow=narrow)
        words = " ".join(shown(axes.figure)).replace("\n", " ")
        assert all(state in words for state in many["state"]) or narrow
        assert not m.lint(axes)
    axes.figure.draw_without_rendering()
    assert all(tick.label2.get_visible() for tick in axes.xaxis.get_major_ticks())


def test_a_chart_is_made_of_what_the_files_hold(tmp_path):
    paused = SPELLS.assign(what=["member", "member", "member", "paused"], state=["A", "B", "C", "A"])
    paused = paused.assign(start=["1992"] * 3 + ["1995"], end=["2000", "", "", "1996"])
    paused.to_csv(tmp_path / "figure.csv", index=False)
    axes = m.timeline(pd.read_csv(tmp_path / "figure.csv"), until=UNTIL)
    assert [p.get_gid() for p in axes.patches if (p.get_gid() or "").startswith("pause")] == ["pause-0"]
    command = [sys.executable, "-m", "membership", "export", "spells"]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout
    (tmp_path / "spells.csv").write_bytes(said)
    frame = pd.read_csv(tmp_path / "spells.csv")
    drawn = {p.get_gid() for p in m.timeline(frame).patches if re.fullmatch(r"spell-\d+", p.get_gid() or "")}
    assert len(drawn) == (frame["definition"] == "signed").sum()
    assert m.count_chart(frame).lines


def test_counts_that_share_their_axis_reach_as_high_as_the_highest():
    _, (left, right) = pyplot.subplots(1, 2, sharey=True)
    top = m.count_chart(SPELLS, until=UNTIL, ax=left).get_ylim()
    m.count_chart(SPELLS[:1], until=UNTIL, ax=right)
    assert right.get_ylim() == top


def test_many_lines_are_named_on_the_canvas():
    rows = [(f"Body {n:02}", f"S{s}", str(1950 + s)) for n in range(14) for s in range(12)]
    frame = pd.DataFrame(rows, columns=["organization", "state", "start"]).assign(end="")
    assert not m.lint(m.count_chart(frame, until=UNTIL))


@pytest.mark.parametrize("figsize", [(9, 4), (8, 3)])
def test_names_keep_to_the_room_beside_axes_that_no_layout_moves(figsize):
    names = ["Kazakhstan and Kyrgyzstan", "The Great Duchy of Drusselstein and its Dependencies"] * 2
    figure, axes = pyplot.subplots(1, 2, figsize=figsize)
    for one in axes:
        m.timeline(SPELLS.assign(state=names), ax=one, until=UNTIL)
    figure.draw_without_rendering()
    beyond = [0.0, axes[0].get_window_extent().x1]
    for one, edge in zip(axes, beyond, strict=True):
        assert all(label.get_window_extent().x0 >= edge for label in one.get_yticklabels())


def test_names_at_the_ends_of_lines_have_room_in_axes_that_have_none_beside_them():
    figure, axes = pyplot.subplots()
    m.lead_chart(SPELLS.assign(organization="Northern Pact"), ["Northern Pact"], ax=axes, until=UNTIL)
    figure.draw_without_rendering()
    (name,) = (text for text in axes.texts if "Northern Pact" in text.get_text())
    assert name.get_window_extent().x1 <= figure.bbox.x1
    assert axes.get_xticks().max() <= day(UNTIL), "a year is ruled under the name"


def test_a_subfigure_has_years_for_its_own_width():
    def years(made):
        return [text for text in shown(made) if re.fullmatch(r"\d{4}", text)]

    half, whole = pyplot.figure(figsize=(12, 4)), pyplot.figure(figsize=(6, 4))
    m.count_chart(SPELLS, ax=half.subfigures(1, 2)[0].subplots(), until=UNTIL)
    m.count_chart(SPELLS, ax=whole.subplots(), until=UNTIL)
    assert years(half) == years(whole)


@pytest.mark.parametrize("setting", ["figure.constrained_layout.use", "figure.autolayout"])
def test_a_layout_in_the_caller_s_settings_is_not_asked_of_a_page_of_ours(setting, recwarn):
    with mpl.rc_context({setting: True}):
        m.timeline(SPELLS, until=UNTIL).figure.draw_without_rendering()
    assert not recwarn.list


def test_an_open_bar_too_short_for_its_date_has_it_behind():
    axes = m.timeline({"state": ["A"], "start": ["2024-01-05"], "end": [""]}, until="2024-01-20")
    assert "5 Jan 2024" in shown(axes.figure)


def test_a_column_may_be_the_index():
    axes = m.timeline(SPELLS.rename(columns={"state": "who"}).set_index("who"), state="who", until=UNTIL)
    assert "Aland" in shown(axes.figure)

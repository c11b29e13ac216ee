"""The charts, asked through their artists: what is drawn where, in which words, for whom it can be read."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib import pyplot
from matplotlib.colors import to_hex, to_rgb
from matplotlib.font_manager import FontManager, fontManager, json_dump

import membership as m
from membership import FONTS, LIGHT, count_chart, timeline
from membership.charts.kit.bars import spells_of
from membership.charts.kit.events import lay_out_events
from membership.charts.kit.language import date_label, state_names
from membership.charts.kit.legend import MEANINGS
from membership.charts.kit.lettering import filled, width_of
from membership.charts.kit.palette import series_colours
from membership.charts.kit.rows import arrange
from membership.intervals.bounds import bounded
from tests.charts.artists import (
    SPELLS,
    UNTIL,
    bars,
    day,
    each_chart,
    each_layout,
    each_palette,
    face,
    legend,
    lines,
    links,
    named,
    polygons,
    reach,
    spell,
    text,
    texts,
)
from tests.conftest import ROOT

# The timeline


@each_layout
def test_every_spell_is_a_bar_from_its_first_day_to_its_last(narrow):
    axes = timeline(SPELLS, until=UNTIL, narrow=narrow)
    expected = sorted((day(start), day(end or UNTIL)) for start, end in SPELLS[["start", "end"]].to_numpy())
    assert sorted(map(reach, bars(axes))) == expected
    assert reach(bars(timeline(SPELLS))[0])[1] == day("2012-12-19"), "without `until` the latest date"


def test_an_open_spell_runs_to_until_and_has_an_arrow_beyond():
    axes = timeline(spell("1992-05-15"), until=UNTIL)
    (arrow,) = polygons(axes)
    assert reach(arrow)[0] == day(UNTIL) < reach(arrow)[1] <= axes.get_xlim()[1]
    assert not polygons(timeline(spell("1992-05-15", "1999-04-21"), until=UNTIL))


@pytest.mark.parametrize(
    ("given", "certain", "possible"),
    [
        (
            ("2002", "2010-07"),
            [("2002-12-31", "2010-07-01")],
            [("2002-01-01", "2002-12-31"), ("2010-07-01", "2010-07-31")],
        ),
        (("2002", "2002"), [], [("2002-01-01", "2002-12-31")]),
    ],
    ids=["tapers", "a lozenge where no day is certain"],
)
def test_a_date_known_to_the_month_or_the_year_is_a_taper(given, certain, possible):
    axes = timeline(spell(*given), until=UNTIL)
    assert list(map(reach, bars(axes))) == [tuple(map(day, days)) for days in certain]
    assert sorted(map(reach, polygons(axes))) == [tuple(map(day, days)) for days in possible]


def test_a_pause_is_hatched_where_it_is_and_called_by_its_label_or_its_action():
    stopped = spell("2010-01-01", "2012-01-01", label="frozen")
    for pauses in (stopped, stopped.rename(columns={"label": "start_action"})):
        axes = timeline(spell("1992-05-15"), pauses=pauses, until=UNTIL)
        (hatched,) = [bar for bar in bars(axes) if bar.get_hatch()]
        assert reach(hatched) == (day("2010-01-01"), day("2012-01-01"))
        assert "frozen 1 Jan 2010" in texts(axes)
    open_pause = spell("2010-01-01", label="frozen")
    phone = timeline(spell("1992-05-15"), pauses=open_pause, until=UNTIL, narrow=True)
    assert "since 1992, frozen 1 Jan 2010" in texts(phone)


def test_the_legend_has_the_marks_of_the_chart_and_gives_way_to_a_source_line():
    vague, denied = spell("1994", start_others="1991"), spell("1993-01-01", "1999-01-01", end_disputed=True)
    frame = pd.concat([vague, denied.assign(state="BBB")])
    for narrow in (False, True):
        axes = timeline(frame, pauses=spell("2010-01-01", label="frozen"), until=UNTIL, narrow=narrow)
        assert m.lint(axes) == []
        assert legend(axes) == list(MEANINGS.values())
    sourced = {"until": UNTIL, "source": "Gazette"}
    assert timeline(spell("1992-01-01"), **sourced).get_legend() is None
    assert legend(timeline(spell("1992-01-01"), **sourced, legend=True)) == [MEANINGS["arrow"]]


@pytest.mark.parametrize(("resumed", "colour"), [("", LIGHT.paper), ("2012-01-01", LIGHT.member)])
def test_the_arrow_of_a_member_that_takes_no_part_is_hollow(resumed, colour):
    axes = timeline(spell("1992-05-15"), pauses=spell("2010-01-01", resumed), until=UNTIL)
    assert face(polygons(axes)[0]) == colour


def test_a_disputed_end_has_a_bracket_to_every_other_date():
    frame = spell("1994-08-01", "2010-07-01", start_others="1994-02-01;1994-07-31;1999", end_others="")
    (bracket,) = lines(timeline(frame, until=UNTIL), LIGHT.dispute)
    # A day apart there is nothing to see.
    ours = {day("1994-08-01"), day("1994-02-01"), day("1999-12-31")}
    assert set(bracket.get_xdata()[~np.isnan(bracket.get_xdata())]) == ours
    assert not lines(timeline(spell("1994-01-01"), until=UNTIL), LIGHT.dispute)
    beyond = timeline(spell("1994-01-01", start_others="1950"), until=UNTIL)
    arrows = [line for line in lines(beyond, LIGHT.dispute) if line.get_marker() == "<"]
    assert [line.get_xdata()[0] for line in arrows] == [beyond.get_xlim()[0]], "an arrow at the edge"


def test_an_end_that_is_denied_without_another_date_is_questioned():
    denied = spell("1994-01-01", start_disputed=True, end_disputed=False)
    assert text(timeline(denied, until=UNTIL), "?").get_position()[0] == day("1994-01-01")
    assert "?" not in texts(timeline(denied.assign(start_others="1993"), until=UNTIL))


def test_every_end_leads_to_its_proof():
    frame = SPELLS.assign(start_url=[f"#s{n}" for n in range(5)], end_url=["#e0", "#e1", "", "#e3", ""])
    stopped = spell("2007-01-01", "2008-01-01", start_url="#p", end_url="#q")
    axes = timeline(frame, pauses=stopped, until=UNTIL)
    assert links(axes) == {
        **{f"spell-{number}-start": f"#s{number}" for number in range(5)},
        **{f"spell-{number}-end": f"#e{number}" for number in (0, 1, 3)},
        "pause-0-start": "#p",
        "pause-0-end": "#q",
    }
    (link,) = [patch for patch in axes.patches if patch.get_gid() == "spell-1-start"]
    assert reach(link)[0] < day("2006-08-16") < reach(link)[1]


def test_a_pause_that_ends_with_the_membership_leads_to_its_proof_once():
    frame = spell("1992-05-15", "2012-01-01", end_fact="left")
    axes = timeline(frame, pauses=spell("2010-01-01", "2012-01-01", end_fact="left"), until=UNTIL)
    assert list(links(axes).values()) == ["#fact-left"]


def test_members_come_first_by_the_day_they_joined_then_those_who_left_last():
    axes = timeline(SPELLS, until=UNTIL)
    names = [label.get_text() for label in axes.get_yticklabels()]
    assert names == ["Borduria", "Drusselstein", "Aland", "Carpania"]
    middles = {round(bar.get_y() + bar.get_height() / 2, 6) for bar in bars(axes)}
    assert middles == {round(place, 6) for place in axes.get_yticks()}


def test_several_organizations_are_set_apart_under_their_names():
    frame = pd.concat([spell("1992", organization="X"), spell("1995", organization="Y")], ignore_index=True)
    axes = timeline(frame, until=UNTIL, headings={"X": "The X"})
    assert {"The X", "Y"} <= set(texts(axes))
    assert len(axes.get_yticks()) == 2


@pytest.mark.parametrize("begins", ["2002-10-07", "2002"])
def test_the_first_phase_is_pale_and_the_second_solid_from_its_first_day(begins):
    phases = [("Treaty", "1992-05-15"), ("Union", begins)]
    axes = timeline(spell("1992-05-15", "2012-01-01"), until=UNTIL, phases=phases)
    pale, solid = sorted(bars(axes), key=reach)
    assert reach(pale)[1] == reach(solid)[0] == day(begins)
    assert [face(pale), face(solid)] == [LIGHT.early, LIGHT.member]
    assert {"Treaty", "Union"} <= set(texts(axes))
    (dates,) = [text for text in axes.texts if "15 May 1992" in text.get_text()]
    assert dates.get_color() == LIGHT.on_early
    soon = [("A treaty of long ago", "1992-05-15"), ("Union", "1992-06-15")]
    assert m.lint(timeline(spell("1992-05-15", "2012-01-01"), until=UNTIL, phases=soon)) == []


def test_no_line_of_an_event_runs_through_the_label_of_another():
    low, high, size = day("1990-01-01"), day("2020-01-01"), 9
    years = ("1992", "1995", "1999", "2004", "2019")
    events = pd.DataFrame({"date": years, "label": "a label of some length"})
    notes = lay_out_events(events, low, (high - low) / 8.5, 8.5, size, "en")
    for one in notes:
        across = max(width_of(line, size) for line in one.lines) * (high - low) / 8.5
        start, end = (one.place - across, one.place) if one.to_left else (one.place, one.place + across)
        covered = [other for other in notes if other is not one and start < other.place < end]
        assert all(other.top < one.row for other in covered), one.lines


@each_layout
def test_the_first_five_turning_points_are_written_over_the_plot(narrow):
    dates = ["1992-05-15", "1994-04-20", "1999-04", "2002-10-07", "2003", "2010"]
    labels = [
        "Treaty signed",
        "Treaty in force",
        "First term ends",
        "Charter signed",
        "Charter binds",
        "Late",
    ]
    events = pd.DataFrame({"date": dates, "label": labels})
    axes = timeline(SPELLS, until=UNTIL, events=events, narrow=narrow)
    assert m.lint(axes) == []
    said = " ".join(texts(axes)).split()
    assert {*" ".join(labels[:5]).split()} <= {*said}
    assert "Late" not in said
    places = {line.get_xdata()[0] for line in lines(axes, LIGHT.soft)}
    assert places == {day(d) for d in ("1992-05-15", "1994-04-20", "1999-04-01", "2002-10-07", "2003-01-01")}


@each_layout
def test_a_name_that_has_changed_is_written_with_the_date_where_there_is_room(narrow):
    axes = timeline(spell("1955-05-06", known_as="West Aland"), until=UNTIL, narrow=narrow)
    assert any(text.endswith("6 May 1955 as West Aland") for text in texts(axes))
    frame = pd.concat([spell("1955-05-06"), spell("2018-01-01", known_as="The Former " + "Long " * 40)])
    said = texts(timeline(frame.assign(state=["AAA", "BBB"]), until=UNTIL, narrow=narrow))
    assert ("since 1 Jan 2018" if narrow else "1 Jan 2018") in said


@each_chart
def test_given_axes_are_drawn_on_and_nothing_else_is(chart):
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(10, 3))
    assert chart(SPELLS, until=UNTIL, title="Members", ax=left) is left
    assert left.get_title(loc="left") == "Members"
    assert left.has_data()
    assert not right.has_data()
    assert pyplot.get_fignums() == [figure.number]


@each_chart
def test_the_callers_settings_are_left_alone_and_do_not_show(chart):
    settings = {"font.family": "monospace", "hatch.linewidth": 5.0, "text.parse_math": True, "font.size": 22}
    with mpl.rc_context(settings | {"axes.titlesize": 30, "axes.grid": True, "xtick.labelsize": 20}):
        before = dict(mpl.rcParams)
        axes = chart(SPELLS, until=UNTIL, title="A finding")
        assert dict(mpl.rcParams) == before
        assert m.lint(axes) == []
    assert all(text.get_fontfamily() == [*FONTS, "sans-serif"] for text in axes.texts)


@each_palette
def test_the_palette_paints(palette):
    axes = timeline(SPELLS, until=UNTIL, palette=palette, title="Members")
    assert {face(bar) for bar in bars(axes)} == {palette.member}
    assert to_hex(axes.figure.get_facecolor()) == palette.paper
    assert to_hex(axes.figure.texts[0].get_color()) == palette.ink
    (line,) = count_chart(SPELLS, until=UNTIL, palette=palette).get_lines()
    assert to_hex(line.get_color()) == palette.member


def test_the_first_year_of_a_narrow_chart_stays_on_the_page():
    axes = timeline(spell("1990-01-01"), until=UNTIL, narrow=True)
    assert m.lint(axes) == []
    assert "1990" in [label.get_text() for label in axes.get_xticklabels()]


def test_brackets_have_room_under_the_bars_of_a_narrow_chart():
    frames = [bounded(spell("1994-01-01", start_others=others), UNTIL) for others in ("", "1993")]
    plain, disputed = (
        arrange(spells_of(frame, "en"), [], {"AAA": "Aland"}, headings={}, narrow=True) for frame in frames
    )
    assert disputed.height > plain.height
    assert disputed.bar == pytest.approx(plain.bar)


# The number of members


def test_the_count_is_a_step_from_zero_that_holds_until_the_next():
    axes = count_chart(SPELLS, until=UNTIL)
    (line,) = axes.get_lines()
    assert line.get_drawstyle() == "steps-post"
    assert axes.get_ylim()[0] == 0
    assert list(line.get_ydata()) == [2, 3, 4, 2, 3, 2, 2]
    assert (line.get_xdata()[0], line.get_xdata()[-1]) == (day("1992-05-15"), day(UNTIL))
    assert axes.get_xlim() == (day("1992-01-01"), day(UNTIL))
    numbers = {said.get_text(): said.get_position() for said in axes.texts}
    assert day("2006-08-16") < numbers["3"][0] < day("2012-12-19"), (
        "the number stands in the middle of its step"
    )
    assert 3 < numbers["3"][1] < 3.5
    assert all(float(tick).is_integer() for tick in count_chart(spell("1992"), until=UNTIL).get_yticks())


def test_what_others_count_is_shaded_and_the_axis_reaches_as_high():
    days = pd.to_datetime(["1992-05-15", "1999-01-01"])
    band = pd.DataFrame({"lowest": [1, 2], "highest": [9, 3]}, index=days)
    axes = count_chart(SPELLS, until=UNTIL, band=band)
    (shade,) = [each for each in axes.collections if each.get_label() == "band"]
    (shape,) = shade.get_paths()
    assert [shape.contains_point((day(when), 5)) for when in ("1995-01-01", "2005-01-01")] == [True, False]
    corners = shape.vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (1, 9)
    assert corners[:, 0].max() == day(UNTIL)
    assert axes.get_ylim()[1] > 9


SEVERAL = pd.concat(
    [
        SPELLS.assign(organization="X"),
        spell("1950", "1970-01-01", organization="OLD"),
        spell("1992-05-15", organization="Y"),
    ],
    ignore_index=True,
)


@each_layout
def test_several_lines_are_solid_and_named_where_they_end(narrow):
    known = SEVERAL["organization"].map({"Y": "2019-06-30"}).fillna(UNTIL)
    axes = count_chart(SEVERAL.assign(until=known), headings={"Y": "Why"}, narrow=narrow)
    assert set(named(axes)) == {"X", "OLD", "Y"}
    assert {line.get_linestyle() for line in named(axes).values()} == {"-"}
    assert {"X 2", "OLD 1", "Why 1", "(to 1 Jan 1970)"} <= set(texts(axes))
    assert ("(to 30 Jun 2019)" in texts(axes)) is not narrow
    assert m.lint(axes) == []


def test_the_name_of_a_line_that_ended_early_stands_beside_its_end_or_over_it_where_another_runs_on():
    x, y = text(count_chart(SEVERAL, until=UNTIL), "OLD 1").get_position()
    assert day("1970-01-01") < x < day("1975-01-01")
    assert y == 1
    axes = count_chart(pd.concat([SEVERAL, spell("1960", organization="W")], ignore_index=True), until=UNTIL)
    x, y = text(axes, "OLD 1").get_position()
    assert x < day("1970-01-01")
    assert y > 1
    assert m.lint(axes) == []


def test_names_of_lines_that_end_together_are_set_apart():
    frame = pd.concat([spell("1990", organization=name) for name in "ABC"], ignore_index=True)
    more = pd.DataFrame({"organization": "X", "state": list("PQRSTUVW"), "start": "1990", "end": ""})
    axes = count_chart(pd.concat([frame, more.assign(name=more["state"])], ignore_index=True), until=UNTIL)
    assert m.lint(axes) == []
    heights = {text(axes, f"{name} 1").get_position()[1] for name in "ABC"}
    assert len(heights) == 3
    assert np.mean(list(heights)) == pytest.approx(1), "around the end of their lines"


def test_the_hero_has_its_colour_beside_whomever_it_stands():
    drawn = named(count_chart(SEVERAL, until=UNTIL, highlight="Y"))
    colours = {name: to_hex(line.get_color()) for name, line in drawn.items()}
    assert colours["Y"] == LIGHT.member
    assert (colours["X"], colours["OLD"]) == LIGHT.others[:2], "the larger, the darker"
    assert drawn["Y"].get_linewidth() > drawn["X"].get_linewidth()
    both = pd.concat([spell("1992", organization="X"), spell("1992", organization="Y")])
    drawn = timeline(both, until=UNTIL, highlight="Y")
    assert [face(bar) for bar in bars(drawn)] == [LIGHT.others[0], LIGHT.member]


# Small multiples, survival, belonging, kinds, verdicts, codings


@each_layout
def test_panels_share_their_rows_and_say_where_nothing_is_recorded(narrow):
    frames = {"signed": SPELLS, "in force": SPELLS[SPELLS["state"] != "CCC"], "chartered": SPELLS[:0]}
    panels = m.definition_panels(frames, until=UNTIL, narrow=narrow).figure.axes
    assert m.lint(panels[0]) == []
    assert [texts(panel)[0] for panel in panels] == list(frames)
    assert len({(panel.get_xlim(), *panel.get_yticks()) for panel in panels}) == 1
    assert [texts(panel).count("none recorded") for panel in panels] == [0, 1, 4]
    names = [[label.get_text() for label in panel.get_yticklabels()] for panel in panels]
    assert names[0] == ["Borduria", "Drusselstein", "Aland", "Carpania"], "those still in first"
    assert names[1] == (names[0] if narrow else [""] * 4)
    years = [any(label.get_text() for label in panel.get_xticklabels()) for panel in panels]
    assert years == [not narrow, not narrow, True]
    rows = dict(zip(names[0], panels[0].get_yticks(), strict=True))
    assert text(panels[1], "none recorded").get_position()[1] == pytest.approx(rows["Carpania"])
    linked = m.definition_panels({"one": spell("1992", start_url="#s")}, until=UNTIL, narrow=narrow)
    assert links(linked) == {"panel-0-0-start": "#s"}


CURVES = pd.DataFrame(
    {
        "organization": ["X"] * 3 + ["Y"] * 2,
        "years": [0.0, 7.0, 30.0, 0.0, 12.0],
        "share": [1.0, 0.5, 0.5, 1.0, 1.0],
        "left": [0, 1, 0, 0, 0],
        "censored": [0, 0, 1, 0, 3],
    }
)


@each_layout
def test_a_survival_curve_steps_down_and_ticks_where_no_more_is_known(narrow):
    axes = m.survival_chart(CURVES, narrow=narrow, highlight="X")
    assert axes.get_ylim()[0] == 0
    assert named(axes)["X"].get_drawstyle() == "steps-post"
    assert list(named(axes)["X"].get_ydata()) == [1.0, 0.5, 0.5]
    assert to_hex(named(axes)["X"].get_color()) == LIGHT.member
    ticks = [segment[0][0] for marks in axes.collections for segment in marks.get_segments()]
    assert sorted(ticks) == [12.0, 30.0]
    assert {"X 50%", "Y 100%"} <= set(texts(axes))
    assert ("(1 exit, 2 joins)" in texts(axes)) is not narrow
    assert m.lint(axes) == []
    whole = CURVES[CURVES["organization"] == "Y"]
    shared = pd.concat([CURVES, whole.assign(organization="Z")])
    assert "Y, Z 100%" in texts(m.survival_chart(shared, narrow=narrow)), "those that never step down"


@each_layout
def test_only_states_of_several_organizations_get_a_row_and_each_bar_is_named(narrow):
    late, early = spell("1995-01-01", organization="Y"), spell("1980-01-01", "1990-01-01", organization="Z")
    second = [own.assign(state="BBB", name="Borduria") for own in (late, early)]
    second += [spell("2005", organization="X").assign(state="CCC", name="Carpania")]  # it came back
    frame = pd.concat([SPELLS.assign(organization="X"), late, *second], ignore_index=True).assign(
        start_url="#s"
    )
    axes = m.belonging_chart(frame, until=UNTIL, narrow=narrow)
    kept = frame[frame["state"].isin(["AAA", "BBB"])]
    expected = sorted((day(start), day(end or UNTIL)) for start, end in kept[["start", "end"]].to_numpy())
    assert sorted(map(reach, bars(axes))) == expected
    words = [text for text in texts(axes) if text not in {"Aland", "Borduria"}]
    assert {word.split()[0] for word in words} == {"X", "Y", "Z"}
    assert len(words) == len(kept)
    heights = {said: at.get_position()[1] for said, at in zip(texts(axes), axes.texts, strict=True)}
    first = min(words, key=heights.get)
    assert first.split()[0] == "Z", "Borduria was in the most, and in Z first"
    assert {face(bar) for bar in bars(axes)} == set(series_colours("XYZ", LIGHT).values())
    assert len(links(axes)) == (0 if narrow else len(kept))
    assert m.lint(axes) == []


KINDS = pd.DataFrame(
    [("A", "law", 4, 3, 8), ("A", "press", 0, 0, 8), ("B", "law", 8, 8, 8), ("B", "press", 2, 0, 8)],
    columns=["group", "kind", "count", "part", "total"],
)


@each_layout
def test_a_part_of_each_bar_is_solid_and_the_hero_s_in_its_colour(narrow):
    axes = m.kinds_chart(KINDS, highlight="B", narrow=narrow)
    lengths = {}
    for bar in axes.patches:
        lengths.setdefault(face(bar), []).append(bar.get_width())
    full = max(lengths[LIGHT.member])
    shares = {colour: [round(each / full, 3) for each in found] for colour, found in lengths.items()}
    nothing = [] if narrow else [0.0]  # on a phone what counts nothing is left out
    assert shares == {
        LIGHT.early: [1.0, 0.25],
        LIGHT.member: [1.0, 0.0],
        LIGHT.grid: [0.5, *nothing],
        LIGHT.others[0]: [0.375, *nothing],
    }
    assert texts(axes).count("press") == 1
    assert texts(m.kinds_chart(KINDS.drop(1), narrow=narrow)) == texts(axes), "a kind without a row has none"
    assert ("0" in texts(axes)) is not narrow
    assert {face(bar) for bar in m.kinds_chart(KINDS, narrow=narrow).patches} == {LIGHT.member, LIGHT.early}
    assert m.lint(axes) == []


VERDICTS = pd.DataFrame({"verdict": ["right", "vague", "wrong"], "judged": [8, 0, 2]})


@each_layout
def test_each_verdict_has_the_next_colour_and_its_number_after_its_bar(narrow):
    axes = m.verdict_chart(VERDICTS, narrow=narrow, title="T", source="Source: P.")
    assert [face(bar) for bar in axes.patches] == list(LIGHT.verdicts[:3])
    assert [bar.get_width() for bar in axes.patches] == [8, 0, 2]
    assert texts(axes) == ["8", "0", "2"]
    assert all(said.get_position()[0] > int(said.get_text()) for said in axes.texts)
    assert axes.get_xlim() == (0, 8)
    assert m.lint(axes) == []


@each_layout
def test_each_data_set_that_codes_a_state_has_a_line_and_tells_an_unusual_status(narrow):
    ours = pd.DataFrame({"state": ["A"], "start": ["1992-05-15"], "end": ["1999-04-21"]})
    spans = ["1992", "1950", "1993", "2006"], ["", "1951", "1998", ""]
    coded = pd.DataFrame(zip(list("DDEE"), *spans, strict=True), columns=["dataset", "start", "end"])
    coded = coded.assign(state="A", name="A", cut_off="2016", status=["full", "guest", "", ""])
    coded["definition"] = ["signed", "signed", "chartered", "chartered"]
    axes = m.codings_chart(ours, coded, until=UNTIL, narrow=narrow)
    assert sorted(texts(axes)) == sorted(["A", "here", "guest", *("ab" if narrow else "DE")])
    assert m.lint(axes) == []


@pytest.mark.parametrize(
    ("chart", "data"),
    [
        *((timeline, SPELLS), (count_chart, SPELLS), (m.belonging_chart, SEVERAL)),
        *((m.survival_chart, CURVES), (m.kinds_chart, KINDS), (m.verdict_chart, VERDICTS)),
    ],
)
def test_a_frame_without_rows_or_without_a_column_is_refused(chart, data):
    with pytest.raises(ValueError, match="no rows"):
        chart(data[:0])
    with pytest.raises(ValueError, match="no column 'start'" if "start" in data else "no column"):
        chart(data.drop(columns="start" if "start" in data else data.columns[-1]))


@pytest.mark.parametrize(
    ("draw", "said"),
    [
        (lambda: m.kinds_chart(pd.concat([KINDS, KINDS])), "two rows are of group 'A' and kind 'law'"),
        (lambda: m.belonging_chart(SPELLS), "no column 'organization'"),
        (lambda: m.belonging_chart(SPELLS.assign(organization="X")), "no state was in two organizations"),
        (lambda: m.definition_panels({"one": SPELLS[:0]}), "no frame has rows"),
        (
            lambda: m.codings_chart(SPELLS, SPELLS[:0].assign(dataset="", cut_off="")),
            "coded: the frame has no",
        ),
    ],
)
def test_what_makes_no_chart_is_refused_in_words(draw, said):
    with pytest.raises(ValueError, match=said):
        draw()


# Lint


@pytest.mark.parametrize("place", [(-0.02, 0.5), (0.98, 0.5), (0.5, -0.02), (0.5, 0.99)])
def test_lint_names_words_that_leave_the_page_on_any_side(place):
    figure = pyplot.figure()
    figure.text(*place, "too far")
    assert m.lint(figure) == ["'too far' leaves the canvas"]


def test_lint_overlooks_what_is_not_seen_and_leaves_the_figure_as_it_was():
    figure, axes = pyplot.subplots(dpi=77)
    axes.set_xticks([-5, 0.5], ["far out", "in"])
    axes.set_xlim(0, 1)
    figure.text(0.5, 0.5, "hidden", visible=False)
    figure.text(0.5, 0.5, "seen")
    assert m.lint(axes) == []
    assert figure.dpi == 77


# Colours


def linear(colour: str) -> np.ndarray:
    """Return the light of a colour: red, green and blue."""
    parts = np.array(to_rgb(colour))
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours by the Web Content Accessibility Guidelines."""
    low, high = sorted(float(linear(colour) @ (0.2126, 0.7152, 0.0722)) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@each_palette
def test_text_stands_out(palette):
    for ink in (palette.ink, palette.soft, palette.dispute, *palette.series):
        assert contrast(ink, palette.paper) >= 4.5, ink
    for fill in (palette.member, *palette.series):
        assert contrast(palette.on_member, fill) >= 4.5, fill
    assert contrast(palette.on_early, palette.early) >= 4.5
    assert contrast(palette.member, palette.paper) >= 3


@each_palette
def test_every_role_has_a_colour_of_its_own(palette):
    roles = palette.roles()
    assert len(set(roles.values())) == len(roles)
    assert roles.keys() == LIGHT.roles().keys()


def seen(colour: str, weights: np.ndarray) -> np.ndarray:
    """Return a colour in CIE Lab as an eye sees it of which these are the weights of linear RGB."""
    light = np.clip(weights @ linear(colour), 0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ light
    f = np.cbrt(xyz / np.array([0.9505, 1, 1.089]))
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


# Machado, Oliveira and Fernandes (2009), severity 1: rows of red, green, blue.
EYES = {
    "full": "1 0 0 0 1 0 0 0 1",
    "protan": "0.152286 1.052583 -0.204868 0.114503 0.786281 0.099216 -0.003882 -0.048116 1.051998",
    "deutan": "0.367322 0.860646 -0.227968 0.280085 0.672501 0.047413 -0.011820 0.042940 0.968881",
    "tritan": "1.255528 -0.076749 -0.178779 -0.078411 0.930809 0.147602 0.004733 0.691367 0.303900",
}


@each_palette
@pytest.mark.parametrize("eye", EYES)
def test_what_has_a_meaning_is_told_apart_by_every_eye(palette, eye):
    weights = np.array(EYES[eye].split(), float).reshape(3, 3)
    groups = (
        [palette.member, palette.others[0], palette.grid],
        [palette.member, palette.early, palette.paper],
        [palette.member, palette.dispute],
        list(palette.verdicts),
    )
    for one, other in itertools.chain(*(itertools.combinations(group, 2) for group in groups)):
        apart = np.linalg.norm(seen(one, weights) - seen(other, weights))
        assert apart >= 12, (one, other, round(float(apart), 1))


# Languages and fonts


_RUSSIAN = re.compile(r"(\d+ )?[а-я]+\.? \d{4}")


def test_dates_and_names_of_states_speak_another_language():
    frame = pd.DataFrame(
        {"state": ["KAZ", "XXA"], "name": ["Kazakhstan", "Aland"], "start": ["1992-05-15"] * 2}
    )
    frame["end"] = ["", "2003-12"]
    assert date_label("1992-05-15", "ru").startswith("15 мая 1992")
    assert state_names(frame, "fr") == {"KAZ": "Kazakhstan", "XXA": "Aland"}
    for narrow in (False, True):
        axes = timeline(frame, until=UNTIL, locale="ru", narrow=narrow)
        words = [*texts(axes), *(label.get_text() for label in axes.get_yticklabels())]
        assert "Казахстан" in words
        assert {"15 мая 1992", "дек. 2003"} <= {
            match[0] for word in words for match in _RUSSIAN.finditer(word)
        }
        assert not any("since" in word or "г.–" in word or "–г." in word for word in words)
        assert m.lint(axes) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda: timeline(spell("1992").assign(name="日本"), until=UNTIL),
        lambda: timeline(spell("1992"), until=UNTIL, title="日本"),
        lambda: timeline(spell("1992"), until=UNTIL, phases=[("日", "1992-01-01")]),
        lambda: m.definition_panels({"日": spell("1992")}, until=UNTIL),
    ],
    ids=["name", "title", "phase", "panel"],
)
def test_a_sign_that_no_font_has_is_drawn_with_advice(draw):
    with pytest.warns(UserWarning, match=r"has the sign .* \(U\+.{4}\).*FONTS\.append"):
        draw()


@pytest.mark.parametrize("bold", [False, True])
def test_a_line_is_as_full_as_the_width_allows_and_no_fuller(bold):
    text = "Fifty affiliates of the Organization, after AV. To “Yalta”, 1.7 of 11: Қазақстан and Türkiye."
    for width in np.arange(1.2, 4, 0.1):
        lines = filled(text, width, 9.5, bold)
        assert " ".join(lines) == text
        for line, after in itertools.pairwise(lines):
            assert width_of(line, 9.5, bold) <= width
            assert width_of(f"{line} {after.split()[0]}", 9.5, bold) > width


def test_a_font_that_is_added_is_used(monkeypatch):
    sign = "\u1d81"  # STIX, which comes with matplotlib, has it; DejaVu Sans has not
    with pytest.warns(UserWarning, match=r"U\+1D81"):
        width_of(sign, 10)
    monkeypatch.setattr("membership.charts.kit.lettering.FONTS", FONTS)
    FONTS.append("STIXGeneral")
    try:
        axes = timeline(spell("1992").assign(name=f"A{sign}"), until=UNTIL)
        axes.figure.draw_without_rendering()  # matplotlib warns of a box, and a warning fails a test
        assert axes.get_yticklabels()[0].get_fontfamily() == [*FONTS, "sans-serif"]
    finally:
        FONTS.remove("STIXGeneral")


def test_a_list_of_fonts_that_has_lost_those_of_matplotlib_is_made_up_for(tmp_path):
    listed = tmp_path / f"fontlist-v{FontManager.__version__}.json"
    json_dump(fontManager, listed)
    listed.write_text(json.dumps(json.loads(listed.read_text("utf-8")) | {"ttflist": []}), "utf-8")
    code = (
        "import matplotlib.font_manager as f; assert not f.fontManager.ttflist\n"
        "import membership as m\n"
        "axes = m.timeline([{'state': 'A', 'start': '1992', 'end': ''}], until='2020-01-01')\n"
        "axes.figure.draw_without_rendering()"
    )
    surroundings = {**os.environ, "MPLCONFIGDIR": str(tmp_path), "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env=surroundings, check=True)

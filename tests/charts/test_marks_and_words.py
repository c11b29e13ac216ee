"""Marks that give way to one another, and words that are written only where they have room."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib import pyplot

import membership as m
from membership.charts.kit.callouts import Box, Callout, place_callouts
from membership.charts.kit.events import lay_out_events
from membership.charts.kit.legend import MEANINGS
from membership.charts.kit.lettering import width_of, wrapped
from membership.charts.kit.line_words import End, LineEnd, Plan, name_lines, write_ends_inside
from membership.charts.kit.palette import series_colours
from tests.charts.artists import UNTIL, bars, day, face, legend, lines, reach, spell, texts


def test_a_link_lies_over_its_own_end():
    frame = spell("1992-05-15", "1999-04-21", start_url="#s", end_url="#e")
    over = {patch.get_url(): reach(patch) for patch in m.timeline(frame, until=UNTIL).patches}
    assert (
        over["#s"][0] < day("1992-05-15") < over["#s"][1] < over["#e"][0] < day("1999-04-21") < over["#e"][1]
    )


def test_a_claim_is_drawn_from_the_start_while_the_spell_is_open():
    frame = spell("1994-08-01", start_others="2019-05-01")
    (bracket,) = lines(m.timeline(frame, until=UNTIL), m.LIGHT.dispute)
    assert bracket.get_xdata()[:2].tolist() == [day("1994-08-01"), day("2019-05-01")]


def test_of_caps_that_would_run_into_each_other_one_is_drawn():
    frame = spell("1994-01-01", start_others="1999-02-01;1999-02-10;2005-01-01")
    (bracket,) = lines(m.timeline(frame, until=UNTIL), m.LIGHT.dispute)
    low = np.nanmedian(bracket.get_ydata())
    assert {x for x, y in bracket.get_xydata() if y < low} == {day("1999-02-01"), day("2005-01-01")}


def test_dates_are_not_written_over_a_pause():
    axes = m.timeline(spell("1992-05-15"), pauses=spell("1993-01-01", "2012-01-01"), until=UNTIL)
    (hatched,) = [bar for bar in bars(axes) if bar.get_hatch()]
    assert not [text for text in axes.texts if text.get_position()[0] < reach(hatched)[1]]


def test_of_a_pause_the_year_alone_is_written_where_the_day_has_no_room():
    stopped = spell("2010-01-01", label="x" * 34)
    axes = m.timeline(spell("1992-05-15"), pauses=stopped, until=UNTIL, narrow=True)
    assert "x" * 34 + " 2010" in texts(axes)


def test_what_ended_a_spell_is_written_after_it():
    frame = spell("1992", "1999-01-01", end_note="lapsed")
    assert "1 Jan 1999: lapsed" in texts(m.timeline(frame, until=UNTIL))


def test_the_legend_names_what_is_drawn_and_what_is_not_given():
    frame = spell("1994-01-01", "1999-01-01", start_others="1991", start_disputed=True, status="")
    assert legend(m.timeline(frame, until=UNTIL, color="status")) == ["not given", MEANINGS["bracket"]]


def test_labels_of_events_stand_in_one_row_where_there_is_room():
    events = pd.DataFrame({"date": ["2004", "2006"], "label": "a label of some length"})
    laid = lay_out_events(events, day("1990-01-01"), 30 * 365 / 8.5, 8.5, 9, "en")
    assert [(event.to_left, event.row) for event in laid] == [(True, 0), (False, 0)]


def test_no_leader_crosses_what_it_is_barred_from_where_it_may_cross_lines():
    wall = Box(0, 0.2, 4, 1.3)
    for barred, is_placed in (((), True), ((wall,), False)):
        callout = Callout(2, 0.1, "1999", "joins", barred)
        [found] = place_callouts([callout], width=4, height=3, size=9, lines=[wall])
        assert bool(found) is is_placed


def test_the_name_of_a_line_stands_under_it_where_another_runs_above():
    axes = pyplot.figure().add_subplot(xlim=(0, 10), ylim=(0, 10))
    plan = Plan(axes, m.LIGHT)
    other = Box(0, plan.y(5), plan.width, plan.y(5) + 0.6)
    [box] = write_ends_inside(plan, [LineEnd((("Name", 9, "k", True),), 5.0)], [other])
    assert box.high < other.low


def test_a_remark_that_has_no_room_is_left_out():
    axes = pyplot.figure().add_subplot(xlim=(0, 10), ylim=(0, 10))
    for note, said in (("(to 1999)", ["A", "(to 1999)"]), ("x" * 200, ["A"])):
        name_lines(axes, {"A": End("A", note, 5, 5, is_early=True)}, {"A": "k"}, 9, m.LIGHT)
        assert texts(axes) == said
        axes.clear()
        axes.set(xlim=(0, 10), ylim=(0, 10))


def test_the_axis_has_no_year_before_its_first_day():
    spells = spell("1985-01-01").assign(organization="X")
    axes = m.lead_chart(spells, ["X"], since="1990-06-01", until="2019-12-31")
    assert axes.get_xlim()[0] == day("1990-06-01")


def test_words_are_written_once_whatever_the_size():
    figure = m.timeline(spell("1992-05-15"), until=UNTIL, title="Members").figure
    for larger in (1.002, 2):
        figure.set_size_inches(figure.get_size_inches() * larger)
        figure.draw_without_rendering()
        assert [text.get_text() for text in figure.texts] == ["Members"]


def test_no_word_is_broken_to_make_lines_even():
    assert wrapped("Uzbekistan asks", width_of("Uzbekistan", 10) + 0.01, 10) == ["Uzbekistan", "asks"]


def test_rows_that_overlap_make_a_bar_to_the_later_end():
    frame = pd.concat([spell("1990-01-01", "1995-01-01"), spell("1992-01-01", "2000-01-01")])
    assert list(map(reach, bars(m.timeline(frame, until=UNTIL)))) == [(day("1990-01-01"), day("2000-01-01"))]


def test_of_several_definitions_the_spells_that_are_signed_are_drawn():
    signed = spell("1992-01-01", "1999-01-01", definition="signed")
    frame = pd.concat([signed, spell("2001-01-01", "2005-01-01", definition="in_force")])
    assert list(map(reach, bars(m.timeline(frame, until=UNTIL)))) == [(day("1992-01-01"), day("1999-01-01"))]


def test_an_open_pause_lasts_as_long_as_the_spells_are_known():
    frame = pd.concat([spell("1992-05-15"), spell("1992-05-15", "2012-01-01", state="BBB")])
    (hatched,) = (bar for bar in bars(m.timeline(frame, pauses=spell("2005-01-01"))) if bar.get_hatch())
    assert reach(hatched) == (day("2005-01-01"), day("2012-01-01"))


def test_phases_follow_each_other_in_time_however_they_are_given():
    phases = [("Union", "2002-10-07"), ("Treaty", "1992-05-15")]
    axes = m.timeline(spell("1992-05-15", "2012-01-01"), until=UNTIL, phases=phases)
    assert [face(bar) for bar in sorted(bars(axes), key=reach)] == [m.LIGHT.early, m.LIGHT.member]


def test_paper_is_what_is_seen():
    axes = pyplot.figure(facecolor="white").add_subplot(facecolor="black")
    for visible, palette in ((True, m.DARK), (False, m.LIGHT)):
        axes.patch.set_visible(visible)
        label = m.timeline(spell("1992-05-15"), until=UNTIL, ax=axes).get_yticklabels()[0]
        assert label.get_color() == palette.ink


def test_greys_pale_from_one_to_the_next():
    colours = series_colours("ABCDE", m.LIGHT, highlight="E")
    assert [colours[name] for name in "ABCD"] == [*m.LIGHT.others, m.LIGHT.others[-1]]

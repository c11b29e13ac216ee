"""Sentences and tables as a notebook shows them: forms by number and date, values that stay text, links."""

from __future__ import annotations

import pandas as pd
import pytest

import membership as m
from membership.mime import PRIVATE


@pytest.mark.parametrize(
    ("text", "value", "said"),
    [
        ("{x:state is|states are} in", 1, "state is in"),
        ("{x:state is|states are} in", 2, "states are in"),
        ("{x:state is|states are} in", ["Aland"], "state is in"),
        ("{x:nobody|one|several}", 0, "nobody"),
        ("{x:nobody|one|several}", 1, "one"),
        ("{x:Words} left", 3, "Three left"),
        ("{x} left", 13, "13 left"),
        ("{x:words} left", 13, "13 left"),
        ("{x:words} left", 0, "no left"),
        ("{x:Words} of 65 dates", 0, "None of 65 dates"),
        ("{x} left", ["A", "B", "C"], "A, B and C left"),
        ("left {x:when}", "1999-04-21", "left on 21 April 1999"),
        ("left {x:when}", "1999", "left in 1999"),
        ("{x:year}", "1999-04-21", "1999"),
    ],
)
def test_a_form_fits_its_value(text, value, said):
    assert m.prose(text, x=value) == said


@pytest.mark.parametrize(
    ("text", "values", "message"),
    [
        ("{x}", {}, "no value for {x}"),
        ("x", {"x": 1}, "no place for {x}"),
        ("{x:when}", {"x": "yesterday"}, "does not fit 'yesterday'"),
        ("{x:a|b|c|d}", {"x": 1}, "has 4 forms; expected two or three"),
    ],
)
def test_a_form_that_does_not_fit_is_refused(text, values, message):
    with pytest.raises(ValueError, match=message.replace("|", r"\|").replace("{", r"\{")):
        m.prose(text, **values)


def test_a_value_stays_text_and_the_words_around_it_markdown():
    made = m.prose("**In:** {x}", x="<b>*bold*</b> [a](javascript:b)")
    assert made == "**In:** <b>*bold*</b> [a](javascript:b)"
    assert made.markdown.startswith("**In:** ")
    assert not set("<>*[]") & set(made.markdown.removeprefix("**In:** "))
    assert m.prose("{x}", x="_six_ of A_B").markdown == "&#95;six&#95; of A_B"


def test_a_table_leads_where_it_is_told_and_nowhere_else():
    frame = pd.DataFrame({"name": ["Aland", "<b>"], "since": ["1992-05-15", ""], "to": ["#fact-A", ""]})
    made = m.table(
        frame, "Who", columns={"name": "State", "since": "From"}, links={"name": "to"}, dates=["since"]
    )
    assert made.rows == ((("Aland", "#fact-A"), ("15 May 1992", "")), (("<b>", ""), ("", "")))
    html = made._repr_mimebundle_()["text/html"]
    assert '<a href="#fact-A">Aland</a>' in html
    assert "&lt;b&gt;" in html
    assert made._repr_mimebundle_()[PRIVATE]["head"] == ("State", "From")
    shouted = m.table(frame[:1].assign(to="HTTPS://example.org/(six)"), "Who", links={"name": "to"})
    assert shouted.rows[0][0] == ("Aland", "HTTPS://example.org/%28six%29")
    several = m.table(pd.DataFrame({"who": [["A", "B"], ["A, B", "C"]]}), "Who")
    assert [row[0][0] for row in several.rows] == ["A, B", "A, B; C"]
    with pytest.raises(ValueError, match="neither a relative path nor an http"):
        m.table(frame.assign(to="javascript:alert(1)"), "Who", links={"name": "to"})

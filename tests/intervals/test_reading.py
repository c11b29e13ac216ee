"""Dates as people and programs write them: what each can mean, and never more than it says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.intervals.reading import day_order, hint, read


def texts(written, order=""):
    return [reading.text for reading in read(written, order)]


ONE_READING = """
1994-04-08: 8 April 1994 | April 8th, 1994 | Apr 8, 1994 | 8. April 1994 | 8-Apr-94 | 8-Apr-1994 | 1994 Apr 8
1994-04-08: Friday, April 8, 1994 | Fri 8 April 1994 | the 8th of April 1994
1992-05-15: 15-May-92 | 19920515 | 1992/5/15 | 1992.05.15 | 15.05.1992 | 15/05/92 | 33739 | 33739.0
1992-05-15: 1992\N{EN DASH}05\N{EN DASH}15
1992-05: May-92 | 199205 | May 1992 | 1992 May | 5/1992 | 1992-05-XX
1992: 1992.0 | 1992-XX | 1992-XX-XX | 1992 | 1992-00-00 | '1992
1990-01-01: 1990-01-01T00:00:00Z | 1990-01-01 00:00:00 | 1990-01-01T01:00:00+04:00 | 1/1/1990 12:00:00 AM
0985-03-02: 2 March 0985
9999-12-31: 31 December 9999
"""
FORMS = [
    (form, line.partition(": ")[0])
    for line in ONE_READING.strip().splitlines()
    for form in line.partition(": ")[2].split(" | ")
]


@pytest.mark.parametrize(("written", "meant"), FORMS)
def test_a_date_with_one_reading_is_read(written, meant):
    (reading,) = read(written)
    assert reading.text == meant
    assert reading.exact


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("05/04/1992", ["1992-04-05", "1992-05-04"]),
        ("01-02-03", ["2001-02-03", "2003-01-02", "2003-02-01"]),
        ("1999-04-20T20:00:00Z", ["1999-04-20", "1999-04-21"]),
    ],
)
def test_a_date_with_several_readings_is_not_guessed(written, meant):
    assert texts(written) == meant
    assert all(one in hint(written) for one in meant)


NO_DATES = """
May|15 May|1992-02-30|32 May 1992|1991-92|1992\N{EN DASH}95|-0478|0000|12345678|soon|92|1992-13-01|30/30/1992
[1992..]|1949/1955|199X-05|\u0661\u0669\u0669\u0662
"""


@pytest.mark.parametrize("written", ["", *NO_DATES.strip().replace("\n", "|").split("|")])
def test_what_is_no_date_has_no_reading(written):
    assert read(written) == ()


@pytest.mark.parametrize(
    ("written", "text", "first", "last", "doubt"),
    [
        ("1992?", "1992", date(1992, 1, 1), date(1992, 12, 31), "uncertain"),
        ("~1992", "1992", date(1992, 1, 1), date(1992, 12, 31), "approximate"),
        ("early May 1992", "1992-05", date(1992, 5, 1), date(1992, 5, 31), "approximate"),
        ("1990s", "", date(1990, 1, 1), date(1999, 12, 31), ""),
        ("c. 1992", "1992", date(1992, 1, 1), date(1992, 12, 31), "approximate"),
        ("1992-05%", "1992-05", date(1992, 5, 1), date(1992, 5, 31), "uncertain and approximate"),
        ("199X", "", date(1990, 1, 1), date(1999, 12, 31), ""),
        ("1992-22", "1992", date(1992, 6, 1), date(1992, 8, 31), ""),
        ("1992-24", "", date(1992, 12, 1), date(1993, 2, 28), ""),
        ("[1981-09..1981-10]", "1981", date(1981, 9, 1), date(1981, 10, 31), ""),
        ("[1981-09-03, 1981-09-25]", "1981-09", date(1981, 9, 3), date(1981, 9, 25), ""),
    ],
)
def test_what_is_less_than_a_date_keeps_its_span(written, text, first, last, doubt):
    assert read(written) == ((text, first, last, doubt),)
    assert not read(written)[0].exact


def test_the_order_of_a_column_decides_its_dates():
    column = ["05/04/1992", "23/11/1998", "1990-01-01"]
    assert day_order(column) == "day first"
    assert texts(column[0], "day first") == ["1992-04-05"]
    assert day_order(["05/04/1992", "11/23/1998 0:00"]) == "month first"
    assert texts(column[0], "month first") == ["1992-05-04"]
    assert day_order([*column, "11/23/1998"]) == "", "they contradict each other"


@given(
    st.dates(),
    st.sampled_from(["%d %B {}", "%B %d, {}", "{}%m%d", "{}/%m/%d", "%d-%b-{}", "{}-%m-%dT00:00:00Z"]),
)
def test_a_day_survives_every_form_that_is_its_own(day, form):
    written = day.strftime(form).format(f"{day.year:04}")
    assert texts(written) == [day.isoformat()]


@given(st.text(max_size=30) | st.from_regex(r"[0-9TXZ?~%./ :\-]{1,20}", fullmatch=True))
def test_no_text_breaks_it(text):
    for reading in read(text):
        assert reading.earliest <= reading.latest
    assert isinstance(hint(text), str)

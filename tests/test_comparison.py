"""How data sets code the same memberships: phases joined, ends read alike, every difference in days."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from matplotlib.patches import Rectangle
from membership.figures.evidence_figures import codings_compared
from membership.words import concordance
from membership.words.describe import last_day

import membership as m
from membership.charts.codings import codings_chart
from membership.derive.coded_spells import joined
from membership.derive.codings import days_apart, differences, uncoded

TODAY = "2020-01-01"


def coded(*rows: tuple[str, ...], status: str = "member") -> pd.DataFrame:
    """Return spells (state, start, end) as the data set D codes them, to 2016."""
    frame = pd.DataFrame(rows, columns=["state", "start", "end"])
    return joined(frame.assign(dataset="D", status=status, cut_off="2016", note="", name=frame["state"]))


def ours(*rows: tuple[str, ...]) -> pd.DataFrame:
    """Return spells (state, start, first day out) of ours."""
    return pd.DataFrame(rows, columns=["state", "start", "end"])


def found(theirs: pd.DataFrame, mine: pd.DataFrame) -> list[tuple]:
    frame = differences(theirs, mine, TODAY)
    return list(
        frame[["state", "what", "theirs", "ours", "least", "most"]].itertuples(index=False, name=None)
    )


def test_adjoining_phases_are_one_spell_and_a_gap_of_two_days_is_none():
    rows = coded(
        ("A", "1992-05-15", "2002-10-07"), ("A", "2002-10-07", ""), ("B", "1992", "1999"), ("B", "2000", "")
    )
    assert rows[["state", "start", "end", "rows"]].to_numpy().tolist() == [
        ["A", "1992-05-15", "", 2],
        ["B", "1992", "", 2],
    ]
    assert len(coded(("A", "1992", "1999-04-20"), ("A", "1999-04-21", ""))) == 1
    assert len(coded(("A", "1992", "1999-04-20"), ("A", "1999-04-22", ""))) == 2


def test_a_state_that_becomes_an_associate_does_not_go_on_as_a_member():
    member, associate = (
        coded(("A", *days), status=s)
        for s, days in (("member", ("1991", "2004")), ("associate", ("2005", "")))
    )
    assert len(joined(pd.concat([member, associate]).drop(columns=["end_note", "rows"]))) == 2


def test_the_last_day_of_a_term_is_no_difference_from_the_first_day_after_it():
    mine = ours(("A", "1992-05-15", "1999-04-21"))
    assert found(coded(("A", "1992-05-15", "1999-04-20")), mine) == []
    assert found(coded(("A", "1992-05-15", "1999-04-02")), mine) == [
        ("A", "end", "1999-04-02", "1999-04-20", -18, -18)
    ]


def test_a_year_agrees_with_any_day_in_it_and_differs_by_a_range_from_others():
    mine = ours(("A", "1992-05-15", "2012-12-19"))
    assert found(coded(("A", "1992", "2012")), mine) == []
    assert found(coded(("A", "1993", "2011")), mine) == [
        ("A", "start", "1993", "1992-05-15", 231, 595),
        ("A", "end", "2011", "2012-12-18", -353, -717),
    ]


def test_a_spell_open_at_the_cut_off_agrees_with_one_that_ends_later_and_not_with_one_that_ended_before():
    assert found(coded(("A", "2000", "")), ours(("A", "2000-01-01", "2018-01-01"))) == []
    assert found(coded(("A", "2000", "")), ours(("A", "2000-01-01", "2016-12-21"))) == [
        ("A", "end", "", "2016-12-20", 11, 11)
    ]
    assert found(coded(("A", "2000", "2016-12-21")), ours(("A", "2000-01-01", ""))) == [
        ("A", "end", "2016-12-21", "", -10, -10)
    ]


def test_two_spells_coded_as_one_give_a_gap_and_one_coded_as_two_a_break():
    twice = (("A", "2000-01-01", "2001-01-01"), ("A", "2001-01-11", ""))
    assert found(coded(("A", "2000-01-01", "")), ours(*twice)) == [
        ("A", "gap", "", "2001-01-01/2001-01-10", 10, 10)
    ]
    once = ours(("A", "2000-01-01", ""))
    split = coded(("A", "2000-01-01", "2000-12-31"), ("A", "2001-01-11", ""))
    assert found(split, once) == [("A", "break", "2001-01-01/2001-01-10", "", 10, 10)]


def test_spells_that_only_one_side_has_are_extra_or_missing():
    mine = ours(("A", "2000-01-01", "2000-01-11"), ("A", "2005-01-01", ""))
    assert found(coded(("A", "2005-01-01", "")), mine) == [
        ("A", "missing", "", "2000-01-01/2000-01-10", 10, 10)
    ]
    never = coded(("B", "1960-01-01", "1960-01-10"), ("A", "2000-01-01", ""))
    assert found(never, ours(("A", "2000-01-01", "")))[0] == (
        "B",
        "extra",
        "1960-01-01/1960-01-10",
        "",
        10,
        10,
    )


def test_a_spell_that_starts_after_the_cut_off_is_not_missing_but_makes_an_early_start():
    mine = ours(("A", "2000-01-01", "2001-01-01"), ("A", "2018-01-01", ""))
    assert found(coded(("A", "2000", "2000-12-31")), mine) == []
    late = ours(("A", "2017-06-05", ""))
    assert found(coded(("A", "2016-05-19", "")), late) == [
        ("A", "start", "2016-05-19", "2017-06-05", -382, -382)
    ]


def test_a_state_without_a_row_is_told_apart_from_one_that_is_coded_wrongly():
    both = ours(("A", "2000-01-01", ""), ("B", "2000-01-01", ""))
    assert found(coded(("A", "2000", "")), both) == []
    assert uncoded(coded(("A", "2000", "")), both) == {"D": ["B"]}


def test_days_apart_count_only_what_is_certain():
    mine = ours(("A", "2000-01-11", "2001-01-01"), ("B", "2000-01-01", ""))
    frame = days_apart(coded(("A", "2000-01-01", "2000-12-31"), ("B", "2000", "2015-12-31")), mine, TODAY)
    year = 366  # 2016, in which only ours has B
    assert frame[["dataset", "days"]].to_numpy().tolist() == [["D", 10 + year]]
    assert frame["of"][0] == 366 + (pd.Timestamp("2017-01-01") - pd.Timestamp("2000-01-01")).days


@pytest.fixture(scope="module")
def tables():
    return m.load()


def test_atop_differs_about_the_nine_in_three_places(tables):
    frame = differences(
        concordance.coded_members(tables, "CSTO"), concordance.ours(tables, "CSTO"), "2026-01-28"
    )
    atop = frame[frame["dataset"] == "ATOP 4.01"]
    assert atop[["state", "what", "theirs", "ours", "least"]].to_numpy().tolist() == [
        ["BLR", "start", "1994-01-03", "1993-12-31", 3],
        ["UZB", "start", "2006-08-17", "2006-08-16", 1],
        ["UZB", "end", "2012-06-28", "2012-12-18", -173],
    ]
    assert concordance.nearest(tables, "CSTO")["dataset"] == "ATOP 4.01"


@pytest.mark.parametrize(
    ("organization", "dataset", "state", "least"),
    [
        ("WTO", "ATOP 4.01", "BGR", 1),
        ("WTO", "ATOP 4.01", "DDR", 10),
        ("NATO", "ATOP 4.01", "GRC", -119),
        ("CIS", "ATOP 4.01", "GEO", 6),
        ("SCO", "ATOP 4.01", "IND", -730),
    ],
)
def test_the_differences_are_those_that_were_read_off_the_data_sets(
    tables, organization, dataset, state, least
):
    frame = differences(
        concordance.coded_members(tables, organization), concordance.ours(tables, organization), "2026-01-01"
    )
    assert least in frame.loc[(frame["dataset"] == dataset) & (frame["state"] == state), "least"].tolist()


def test_ghana_is_the_only_stranger_among_the_codings_of_the_warsaw_treaty(tables):
    frame = differences(
        concordance.coded_members(tables, "WTO"), concordance.ours(tables, "WTO"), "1991-06-30"
    )
    assert frame.loc[frame["what"] == "extra", "state"].tolist() == ["GHA"]


def test_the_table_explains_each_difference_and_leads_to_the_other_act(tables):
    table = concordance.difference_table(tables, "CSTO")
    rows = [re.sub(r"<[^>]+>", "|", row) for row in table.split("<tr>")]
    note = next(row for row in rows if "28 June 2012" in row)
    assert "18 December 2012" in note
    assert "173 days earlier" in note
    assert "The day of another act: suspension requested." in note
    assert 'href="#fact-CSTO-UZB-suspension-requested">Uzbekistan' in table
    assert "The year of another act: CIS withdrawal." in next(row for row in rows if "|2009|" in row)
    assert "3 days later" in next(row for row in rows if "3 January 1994" in row)
    assert sum("Armenia" in row and "3,518 to 3,882 days later" in row for row in rows) == 1


def test_the_rows_of_an_exact_data_set_add_up_to_the_days_apart():
    exact = coded(
        *(("A", "1999-12-01", "2001-01-05"), ("A", "2001-02-01", "2002-05-05"), ("A", "2010-01-01", "")),
        *(("B", "2000-01-01", "2012-06-28"), ("C", "2001-01-01", "2002-01-01"), ("D", "2016-05-19", "")),
    )
    mine = ours(
        *(("A", "2000-01-01", "2002-05-06"), ("A", "2005-01-01", "2006-01-01"), ("A", "2009-12-30", "")),
        *(("B", "2000-01-02", "2005-01-01"), ("B", "2006-01-01", "2012-12-19"), ("D", "2017-06-05", "")),
    )
    rows = differences(exact, mine, TODAY)
    assert set(rows["what"]) == {"start", "end", "gap", "break", "missing", "extra"}
    assert rows["covered"].sum() == days_apart(exact, mine, TODAY)["days"].sum()


@pytest.mark.parametrize("organization", ["CSTO", "CIS", "SCO", "NATO", "WTO"])
def test_the_rows_of_the_table_add_up_to_the_days_in_the_title(tables, organization):
    theirs, mine = concordance.coded_members(tables, organization), concordance.ours(tables, organization)
    exact = theirs[theirs["dataset"] == "ATOP 4.01"]
    until = last_day(tables, organization)
    (days,) = days_apart(exact, mine, until)["days"]
    assert differences(exact, mine, until)["covered"].sum() == days
    assert f"{days:,} of" in concordance.nearest_finding(tables, organization) or organization == "NATO"


def test_a_coded_year_in_which_the_report_ends_is_no_difference(tables):
    ends = differences(
        concordance.coded_members(tables, "WTO"), concordance.ours(tables, "WTO"), last_day(tables, "WTO")
    )
    assert ends.loc[ends["dataset"] == "COW IGO 3", "state"].tolist() == ["DDR", "GHA"]


@pytest.mark.parametrize("organization", ["CSTO", "CIS", "SCO", "NATO", "WTO"])
def test_no_difference_is_left_without_a_reason(tables, organization):
    bare = replace(tables, codings=tables.codings.assign(note=""))
    for shown in (tables, bare):
        rows = concordance.difference_table(shown, organization).split("<tr>")[2:]
        reasons = [re.findall(r"<td[^>]*>(.*?)</td>", row)[-1] for row in rows]
        assert reasons
        assert all(reasons)


def test_a_spell_before_the_organization_is_not_coded_because_the_treaty_is_not(tables):
    table = concordance.difference_table(tables, "CSTO")
    row = next(row for row in table.split("<tr>") if "a spell not coded" in row)
    assert "It codes the organization, founded on 7 October 2002, and not the treaty before it." in row


def test_the_act_that_ends_a_membership_here_is_not_called_another(tables):
    table = concordance.difference_table(tables, "WTO")
    row = next(row for row in table.split("<tr>") if "1 July 1991" in row)
    assert "The act that ends it here too, dissolution: its day is the first day out here." in row


def test_a_year_that_agrees_is_not_said_to_be_a_day(tables):
    years = tables.codings.assign(
        start=tables.codings["start"].str[:4], end=tables.codings["end"].str[:4], note=""
    )
    told = concordance.nearest_told(replace(tables, codings=years[years["dataset"] == "ATOP 4.01"]), "CSTO")
    assert "of Azerbaijan, Georgia and Uzbekistan in 1999; of Uzbekistan in 2012, as here" in told


def test_what_the_nearest_has_right_is_said(tables):
    told = concordance.nearest_told(tables, "CSTO")
    assert "Azerbaijan, Georgia and Uzbekistan on 20 April 1999" in told
    assert "every spell of Uzbekistan" in told
    assert "in the same year" in concordance.nearest_told(tables, "NATO")


def test_phases_observers_and_states_without_a_row_are_named(tables):
    told = concordance.left_aside(tables, "CSTO")
    assert "phases" in told
    assert "Afghanistan and Serbia as observers" in told
    assert "Of COW IGO 3 no row is on record here for Azerbaijan and Georgia." in told


def test_a_report_of_1999_looks_at_no_coding_beyond_it():
    early = concordance.coded_spells(m.load(as_of="1999-04-20"), "CSTO")
    assert early["cut_off"].max() == "1999-04-20"
    assert early["start"].max() <= "1999-04-20"
    assert set(early.loc[early["dataset"] == "ATOP 4.01", "end"]) == {"", "1999-04-20"}


def test_an_organization_that_nobody_codes_is_told_so(tables):
    bare = replace(tables, codings=tables.codings[:0])
    observed = replace(tables, codings=tables.codings[tables.codings["status"] == "observer"])
    for shown in (bare, observed):
        assert "No data set on record codes members of the CSTO" in codings_compared(shown, "CSTO")
        nothing = concordance.nearest_told(shown, "CSTO")
        assert nothing == concordance.difference_table(shown, "CSTO") == "<p>There is nothing to compare.</p>"
    assert concordance.left_aside(bare, "CSTO") == "<p>Nothing.</p>"


@pytest.mark.parametrize("narrow", [False, True])
def test_the_chart_of_codings_has_a_line_for_every_data_set_of_a_state(tables, narrow):
    made = codings_compared(tables, "CSTO")
    figure = made.draw(narrow)
    assert m.lint(figure) == []
    said = [text.get_text() for text in figure.axes[0].texts]
    assert said.count("this report") == 14
    assert said.count("a" if narrow else "ATOP 4.01") == 9
    assert said.count("observer") == 2


def test_the_credit_names_the_publishers_of_the_codings_before_those_of_the_facts(tables):
    for organization in tables.organizations["organization"]:
        made = codings_compared(tables, organization)
        coded = tables.codings.loc[tables.codings["organization"] == organization, "source"]
        publishers = dict.fromkeys(tables.sources.set_index("source")["publisher"][sorted(set(coded))])
        assert made.source_line.startswith(f"Sources: {'; '.join(publishers)}"), organization
        assert set(coded) <= set(made.sources)
        assert made.source_line in made.imprint.credit
        assert all(made.source_line.count(name) == 1 for name in publishers)


def test_the_rows_of_the_codings_end_on_the_first_day_out_like_ours(tables):
    rows = codings_compared(tables, "CSTO").rows
    dated = set(rows.loc[rows["dataset"].eq("ATOP 4.01") & rows["state"].eq("AZE"), "end"])
    raw = tables.codings[
        tables.codings["dataset"].eq("ATOP 4.01") & tables.codings["organization"].eq("CSTO")
    ]
    last = raw.loc[raw["state"] == "AZE", "end"]
    assert list(last) == ["1999-04-20"]
    assert dated == {"1999-04-21"}
    assert set(rows.loc[rows["dataset"].eq("this report") & rows["state"].eq("AZE"), "end"]) == dated


def test_what_only_they_have_is_hatched_and_what_only_we_have_is_dotted():
    theirs = coded(("A", "2000-01-01", "2004-12-31"), ("B", "2000-01-01", "2004-12-31"))
    mine = ours(("A", "2000-01-01", "2003-01-01"), ("B", "1999-01-01", "2005-01-01"))
    axes = codings_chart(mine, theirs, until=TODAY)
    hatched = [patch for patch in axes.patches if isinstance(patch, Rectangle) and patch.get_hatch()]
    dotted = [line for line in axes.lines if line.get_linestyle() == "--" or line.is_dashed()]
    assert [round(patch.get_width()) for patch in hatched] == [731]
    assert [round(line.get_xdata()[1] - line.get_xdata()[0]) for line in dotted] == [365]

"""What answers on a page beside the lab and the day: charts that respond, tiles, search, tables, states."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import membership as m
from membership.derive.claims import last_reported
from membership.derive.page_records import day_record, state_histories, tile_record
from membership.figures.marks import marks
from tests.harness import PARTS, page_of
from tests.small import write

# Two bars on an axis from 2000 to 2020: Aland from the treaty on, Borduria until 2005.
BAR = (
    '<a href="#fact-{fact}" aria-label="{label}"><path d="M{x} {y}h10v10h-10z" fill="#000" opacity="0"/></a>'
)
BARS = (
    ("PACT-AAA-signed", "Aland, PACT: signature 10 January 2000", 20, 20),
    ("PACT-BBB-signed", "Borduria, PACT: signature 10 January 2000", 20, 50),
    ("PACT-BBB-expired", "Borduria, PACT: expiry 10 January 2005", 80, 50),
)


@pytest.fixture
def tables(tmp_path):
    return m.load(write(tmp_path / "data"))


def chart(tables: m.Tables, bars: Any = BARS, rows: pd.DataFrame | None = None) -> str:
    links = "".join(BAR.format(fact=fact, label=label, x=x, y=y) for fact, label, x, y in bars)
    told = card(marks(m.spells(tables) if rows is None else rows, tables))
    return (
        '<figure class="exhibit" data-script="charts"><div>'
        '<svg viewBox="0 0 300 100" role="group" aria-label="Chart" '
        f'data-axis="10957 18262 20 280 10 90">{links}</svg></div>{told}</figure>'
    )


def counts(tables: m.Tables) -> str:
    steps = m.member_range(m.spells(tables)).reset_index()
    return chart(tables, (), steps.assign(facts="PACT-AAA-signed", organization="PACT"))


def card(made: list[dict[str, Any]]) -> str:
    return PARTS.get_template("card.html.j2").render(data={"marks": made})


def opened(page: Any, path: Any, html: str, fragment: str = "") -> Any:
    path.write_text(html, encoding="utf-8")
    page.goto(path.as_uri() + fragment)
    return page


def at(tab: Any, x: float, y: float) -> tuple[float, float]:
    """Return where a place of the picture is on the screen."""
    box = tab.locator("svg").bounding_box()
    return box["x"] + x * box["width"] / 300, box["y"] + y * box["height"] / 100


def test_a_bar_tells_who_since_when_until_when_and_by_which_source(page, tmp_path, tables):
    opened(page, tmp_path / "chart.html", page_of({}, "charts", around=chart(tables)))
    card = page.locator(".card")
    page.mouse.move(*at(page, 60, 55))
    told = card.inner_text()
    for word in (
        "Borduria, PACT",
        "signature 10 January 2000",
        "expiry 10 January 2005",
        "Gazette",
        "disputed",
    ):
        assert word in told
    page.mouse.move(*at(page, 130, 55))  # out, before it returned
    assert card.is_hidden()
    page.mouse.click(*at(page, 200, 25))
    page.mouse.move(*at(page, 60, 55))
    assert "Aland, PACT" in card.inner_text()  # it stays until it is closed
    assert "Open on the last day verified" in card.inner_text()
    assert page.url.endswith("#state=AAA")
    page.keyboard.press("Escape")
    assert card.is_hidden()


def test_an_end_tells_the_same_by_keyboard_and_by_touch(browser, tmp_path, tables):
    context = browser.new_context(offline=True, has_touch=True, viewport={"width": 320, "height": 600})
    tab = opened(context.new_page(), tmp_path / "chart.html", page_of({}, "charts", around=chart(tables)))
    card = tab.locator(".card")
    end = tab.locator("svg a").nth(2)
    tab.locator("svg a").nth(1).focus()
    tab.keyboard.press("ArrowRight")
    assert "Borduria, PACT" in card.inner_text()
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.hash") == "#state-BBB"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.hash") == "#fact-PACT-BBB-signed"
    tab.keyboard.press("Escape")
    assert card.is_hidden()
    assert end.evaluate("(link) => link === document.activeElement")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    tab.touchscreen.tap(*at(tab, 150, 25))
    assert "Aland, PACT" in card.inner_text()
    assert "Stopped taking part: freeze 1 June 2015" in card.inner_text()
    context.close()


def test_an_address_lifts_a_state_out_in_every_chart(page, tmp_path, tables):
    html = page_of({}, "charts", around=chart(tables) * 2)
    opened(page, tmp_path / "chart.html", html, "#state=BBB")
    assert page.locator(".veil").count() == 2
    page.evaluate("location.hash = '#state=XXX'")
    page.wait_for_function("!document.querySelector('.veil')")


def test_a_step_tells_the_count_on_its_day(page, tmp_path, tables):
    opened(page, tmp_path / "chart.html", page_of({}, "charts", around=counts(tables)))
    page.mouse.move(*at(page, 280, 80))
    assert "PACT: 2, since 1 July 2010" in page.locator(".card").inner_text()


def test_the_keyboard_goes_along_a_line_of_counts_from_change_to_change(page, tmp_path, tables):
    opened(page, tmp_path / "chart.html", page_of({}, "charts", around=counts(tables)))
    page.keyboard.press("Tab")
    told = []
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
        told.append(page.locator(".card").inner_text())
    assert told[0] == told[2] != told[1]
    assert "PACT: 2, since 1 July 2010" in told[3], "before the first is the last"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.hash") == "#fact-PACT-AAA-signed"


def test_marks_are_made_of_the_rows_that_a_chart_plots(tables):
    made = marks(m.spells(tables), tables)
    borduria = next(mark for mark in made if mark["end"] and mark["end"]["fact"] == "PACT-BBB-expired")
    assert (borduria["name"], borduria["of"]) == ("Borduria", "PACT")
    assert (borduria["start"]["disputed"], borduria["end"]["disputed"]) == (None, ["2004-12-31"])
    assert borduria["end"]["source"] == "Gazette"
    assert [start["fact"] for start, _ in made[0]["paused"]] == ["PACT-AAA-frozen"]
    again = m.spells(tables).head(1).assign(start="2016-01-01")
    assert marks(again, tables)[0]["paused"] == [], "what paused before it began is another's"
    assert marks(pd.DataFrame({"verdict": ["supported"]}), tables) == []


def placed(tables: m.Tables) -> m.Tables:
    columns = {"tile_column": ["1", "2", ""], "tile_row": ["1", "2", ""]}
    return replace(tables, states=tables.states.assign(**columns))


def test_tiles_say_who_was_in_what_and_follow_the_day(page, tmp_path, tables):
    laid = placed(tables)
    record = tile_record(laid, "2004-01-01")
    assert [(tile["state"], tile["blocs"]) for tile in record["tiles"]] == [("AAA", [0]), ("BBB", [0])]
    assert tile_record(tables, "2004-01-01")["tiles"] == []
    assert record["blocs"] == [{"label": "PACT", "members": 3}]
    assert tile_record(laid, "2022-01-01")["blocs"] == [{"label": "PACT", "members": None}]
    parts = {"day": day_record(laid, "PACT"), "tiles": record}
    opened(page, tmp_path / "tiles.html", page_of(parts, "day"), "#day=2006-01-01")
    tiles = page.locator(".tiles")
    assert tiles.locator("output").text_content() == "On 1 January 2006"
    assert [one.inner_text().split() for one in tiles.locator("li").all()] == [["AAA", "PACT"], ["BBB"]]
    assert tiles.locator("dd").all_text_contents() == ["2"]  # the third has no place of its own
    page.evaluate("location.hash = '#day=2000-01-09'")
    page.get_by_label("Day").fill("1999-01-01")
    assert tiles.locator("dd").all_text_contents() == ["2"]


def test_facts_stand_by_organization_the_one_asked_about_first_and_by_state_within():
    first, *others = m.fact_part(m.load(), "NATO").data["organizations"]
    assert first["id"] == "NATO"
    assert "CSTO" in {one["id"] for one in others}
    for one in (first, *others):
        who = [group["who"] for group in one["groups"]]
        assert who == sorted(set(who)), one["id"]


def test_a_claim_tells_which_of_its_facts_are_later_than_what_the_article_reports():
    tables = m.load()
    claims = [claim for _, own in m.claim_part(tables).data["paragraphs"] for claim in own]
    facts = [fact for claim in claims for fact in claim["facts"] if len(fact["date"]) == 10]
    assert {fact["later"] for fact in facts} == {True, False}
    assert all(fact["later"] == (fact["date"] > last_reported(tables)) for fact in facts)


def test_a_word_that_no_claim_needs_is_not_explained(tables):
    assert m.definitions_part(tables).rows == ()
    assert {row[0][0] for row in m.definitions_part(m.load()).rows} >= {"supported", "check: members"}


FIELDS = {
    "fields": [
        {"name": "organization", "label": "Organization", "choices": {"PACT": "Pact", "OTHER": "Other"}},
        {"name": "marks", "label": "Marked as", "choices": {"disputed": "disputed"}},
    ]
}
ENTRIES = """
<details data-group><summary>Pact</summary><div data-group><h3>Aland</h3>
<p data-found="fact" data-organization="PACT" data-marks="disputed" id="fact-1">Türkiye signs, 1999</p>
<p data-found="fact" data-organization="PACT" id="fact-2">Aland signs</p></div></details>
<details data-group><summary>Other</summary>
<p data-found="source" data-organization="OTHER" id="source-1">The gazette</p></details>
<div class="table"><table><thead><tr><th>Name</th><th>From</th><th>Number</th></tr></thead><tbody>
<tr><td>Ada</td><td>15 May 1992</td><td>10</td></tr><tr><td>Bob</td><td>April 1990</td><td>9</td></tr>
<tr><td>Cid</td><td>2001</td><td>1,000</td></tr><tr><td>Dan</td><td>1 June 1992</td><td>2</td></tr>
</tbody></table></div>
"""


def test_a_filter_has_the_choices_that_there_are_and_more_than_one(tables):
    fields = {field["name"]: field for field in m.find_part(tables).data["fields"]}
    assert list(fields) == ["state", "kind", "marks"]  # one organization, no claims
    assert fields["state"]["choices"] == {"AAA": "Aland", "BBB": "Borduria", "CCC": "Carpania"}
    assert list(fields["marks"]["choices"]) == ["disputed", "unverified"]


def test_search_and_filters_show_what_fits_and_count_it(page, tmp_path):
    html = page_of({"find": FIELDS}, "find", around=ENTRIES)
    opened(page, tmp_path / "find.html", html)
    said = page.locator(".find output")
    assert said.text_content() == "2 facts, 1 source."
    page.get_by_label("Words").fill("turkiye 1999")
    assert said.text_content() == "Shown: 1 fact."
    assert page.locator("#fact-1").is_visible()
    assert not page.locator("#fact-2").is_visible()
    assert page.get_by_text("Other", exact=True).first.is_hidden()
    page.get_by_label("Organization").select_option("OTHER")
    assert said.text_content() == "Shown: nothing."
    page.get_by_role("button", name="Show all").click()
    assert said.text_content() == "2 facts, 1 source."
    page.get_by_label("Marked as").select_option("disputed")
    assert said.text_content() == "Shown: 1 fact."
    opened(page, tmp_path / "again.html", html, "#organization=OTHER")
    assert said.text_content() == "Shown: 1 source."


def test_tables_are_sorted_by_date_number_and_name(page, tmp_path):
    opened(page, tmp_path / "tables.html", page_of({}, "tables", around=ENTRIES))
    names = page.locator("td:first-child")
    page.get_by_role("button", name="From").click()
    assert names.all_text_contents() == ["Bob", "Ada", "Dan", "Cid"]
    assert page.locator("th").nth(1).get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Number").press("Enter")
    page.get_by_role("button", name="Number").press("Enter")
    assert names.all_text_contents() == ["Cid", "Ada", "Bob", "Dan"]
    assert page.locator("th").nth(1).get_attribute("aria-sort") is None


def test_every_membership_of_a_state_stands_in_its_place(page, tmp_path):
    tables = m.load()
    states = state_histories(tables)
    opened(page, tmp_path / "states.html", page_of({"states": {"states": states}}), "#state-UZB")
    for one in states:
        own = m.spells(tables).query("state == @one['state']")
        shown = page.locator(f"#state-{one['state']} li:not(.beside) > a:first-of-type")
        led = [link.get_attribute("href").removeprefix("#fact-") for link in shown.all()]
        assert sorted(led) == sorted(own["start_fact"]), one["state"]
    told = page.locator(":target").inner_text()
    assert told.count("CSTO:") == 2


def test_the_ends_of_bars_are_called_by_the_names_of_their_states():
    tables = m.load()
    spells = m.spells(tables, "CSTO")
    axes = m.timeline(spells)
    called = {str(patch.get_label()) for patch in axes.patches if patch.get_url()}
    assert {name.partition(",")[0] for name in called} == {f"_{name}" for name in spells["name"]}

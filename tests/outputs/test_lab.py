"""The definition lab: its spells are those of the package, and it answers to pointer, touch and keyboard."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

import membership as m
from membership.derive.page_records import lab_record
from membership.intervals.bounds import BOUNDS
from membership.intervals.dates import words
from tests.harness import page_of
from tests.small import write

CHOOSE = """([bloc, as]) => {
  const lab = document.querySelector(".lab"), field = (name) => lab.querySelector(`[name=${name}]`);
  for (const [name, value] of [["bloc", bloc], ["as", as]]) {
    field(name).value = value; field(name).dispatchEvent(new Event("change", { bubbles: true }));
  }
  const told = (said) => [said.textContent, (said.hash || "").slice(6)];
  const cell = (td) => told(td.querySelector("a") || td);
  return [...lab.querySelectorAll(".lab-list tr")].map((row) =>
    [row.cells[0].textContent, ...cell(row.cells[1]), ...cell(row.cells[2])]);
}"""
DERIVE = """([record, bloc, treaty, definition]) => {
  const day = (number) => Number.isFinite(number) ? number : null;
  return spellsUnder(dated(record.rows, bloc, treaty), record.actions, definition).map((spell) => {
    const { start, end = { fact: "", text: "" } } = spell;
    const told = (one) => [one.fact, one.text, day(one.first), day(one.last)];
    return [spell.state, ...told(start), ...told(end)];
  });
}"""


def opened(page: Any, path: Any, tables: m.Tables, organization: str, fragment: str = "") -> Any:
    path.write_text(page_of({"lab": lab_record(tables, organization)}, "lab"), encoding="utf-8")
    page.goto(path.as_uri() + fragment)
    return page


def derived(page: Any, tables: m.Tables, organization: str, definition: str) -> list[list[Any]]:
    """Return the spells that the script derives from the rows of an organization."""
    record = lab_record(tables, organization)
    treaty = record["organizations"][0]["treaty"]
    return page.evaluate(DERIVE, [record, organization, treaty, definition])


def expected(tables: m.Tables, organization: str, definition: str) -> list[list[Any]]:
    frame = m.spells(tables, organization, definition)
    days = {
        bound: [None if pd.isna(day) else (day - pd.Timestamp("1970-01-01")).days for day in frame[bound]]
        for bound in BOUNDS
    }
    columns = [frame[name] for name in ("state", "start_fact", "start")]
    columns += [days["start_earliest"], days["start_latest"], frame["end_fact"], frame["end"]]
    return [list(row) for row in zip(*columns, days["end_earliest"], days["end_latest"], strict=True)]


def test_the_lab_has_the_spells_of_every_organization_under_every_definition(page, tmp_path):
    tables = m.load()
    opened(page, tmp_path / "lab.html", tables, "CSTO")
    asked = 0
    for organization in tables.organizations["organization"]:
        for definition in m.offered(tables, organization):
            frame = m.spells(tables, organization, definition)
            shown = page.evaluate(CHOOSE, [organization, definition])
            assert shown == [
                [
                    row.name_,
                    *(words(row.start) if row.start else "not known", row.start_fact),
                    *(words(row.end) if row.end else "still in", row.end_fact),
                ]
                for row in frame.rename(columns={"name": "name_"}).itertuples()
            ], (organization, definition)
            assert derived(page, tables, organization, definition) == expected(
                tables, organization, definition
            )
            asked += len(frame)
    assert asked > 100


def histories(chance: random.Random) -> list[tuple[str, ...]]:
    """Return rows of three states that do anything at any time, with dates of every precision."""
    actions = [
        "signature",
        "withdrawal",
        "expiry",
        "freeze",
        "thaw",
        "entry into force",
        "charter ratification",
    ]
    rows = []
    for state in ("AAA", "BBB", "CCC"):
        for number in range(chance.randrange(6)):
            day = f"200{chance.randrange(3)}-{chance.randint(1, 4):02}-{chance.randint(1, 28):02}"
            date = day[: chance.choice([10, 10, 7, 4])]
            rows.append((f"{state}-{number}", "PACT", state, chance.choice(actions), date, "", ""))
    return rows


def test_the_lab_derives_what_the_package_does_from_dates_that_overlap_and_acts_that_do_not_fit(
    page, tmp_path
):
    small = m.load(write(tmp_path / "data"))
    opened(page, tmp_path / "lab.html", small, "PACT")
    chance, asked = random.Random(1992), 0
    for _ in range(150):
        frame = pd.DataFrame(histories(chance), columns=list(small.membership.columns[:7]), dtype="str")
        frame = frame.reindex(columns=small.membership.columns, fill_value="")
        tables = replace(small, membership=frame, dates=small.dates[:0], evidence=small.evidence[:0])
        for definition in m.offered(tables, "PACT"):
            assert derived(page, tables, "PACT", definition) == expected(tables, "PACT", definition)
            asked += 1
    assert asked > 300


def test_another_date_is_tried_by_keyboard_kept_in_the_address_and_undone(page, tmp_path):
    tables = m.load(write(tmp_path / "data"))
    opened(page, tmp_path / "lab.html", tables, "PACT")
    end = page.get_by_label("Borduria, expiry: try another date")
    end.focus()
    page.keyboard.press("ArrowDown")
    said = page.locator(".lab-say")
    assert "If Borduria’s expiry was of 31 December 2004, not of 10 January 2005" in said.text_content()
    assert "Members from 1 January 2005 to 10 January 2005: 2; the report says 3." in said.text_content()
    out = page.locator(".lab-list tr", has_text="Borduria").first.locator("td").last
    assert (
        out.locator("a").text_content() == "1 January 2005"
    )  # the day after, as the act closes after its date
    assert page.evaluate("document.activeElement.name") == "PACT-BBB-expired"
    again = opened(
        page.context.new_page(), tmp_path / "lab.html", tables, "PACT", "#" + page.url.partition("#")[2]
    )
    assert again.locator(".lab-say").text_content() == said.text_content()
    page.get_by_role("button", name="Undo").click()
    assert "the report says" not in said.text_content()
    assert "=" not in page.url.partition("expired")[1]


def test_any_act_can_be_given_a_date_of_ones_own_which_the_address_keeps(page, tmp_path):
    tables = m.load(write(tmp_path / "data"))
    opened(page, tmp_path / "lab.html", tables, "PACT")
    act, date = page.locator(".lab-free select"), page.locator(".lab-free input")
    said = page.locator(".lab-say")
    act.select_option("PACT-BBB-expired")
    date.fill("2003-06-01")
    assert "If Borduria’s expiry was of 1 June 2003, not of 10 January 2005" in said.text_content()
    fragment = "#" + page.url.partition("#")[2]
    again = opened(page.context.new_page(), tmp_path / "lab.html", tables, "PACT", fragment)
    assert again.locator(".lab-say").text_content() == said.text_content()
    act.select_option("PACT-AAA-signed")
    assert "If Aland’s signature was of 1 June 2003" in said.text_content()
    assert "Borduria" not in said.text_content()
    assert "expired" not in page.url


def test_a_definition_of_ones_own_says_which_acts_open_and_close(page, tmp_path):
    tables = m.load(write(tmp_path / "data"))
    opened(page, tmp_path / "lab.html", tables, "PACT")
    page.get_by_text("Make your own definition").click()
    page.locator("[name=withdrawal]").select_option("")
    assert page.get_by_label("Definition").input_value() == "own"
    assert page.locator(".lab-list tr", has_text="Carpania").locator("td").last.text_content() == "still in"
    page.locator("[name=signature]").select_option("")
    page.locator("[name='entry into force']").select_option("opens")
    assert page.locator(".lab-list tr").count() == 1


@pytest.mark.parametrize("width", [320, 640])
def test_the_lab_fits_a_phone_and_answers_to_touch(browser, tmp_path, width):
    context = browser.new_context(
        offline=True, has_touch=True, viewport={"width": width, "height": 700}, color_scheme="dark"
    )
    tab = opened(context.new_page(), tmp_path / "lab.html", m.load(), "CSTO")
    choice = tab.get_by_label("Belarus, signature: try another date")
    choice.tap()
    choice.select_option("1992")
    said = tab.locator(".lab-say")
    assert "Belarus would be in from 1992" in said.text_content()
    assert "from 15 May 1992" in said.text_content()  # before the treaty nobody could join it
    assert said.is_visible()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()

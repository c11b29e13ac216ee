"""The day on the chart: asked by field, slider, buttons and drag, for every bloc, as the package answers."""

from __future__ import annotations

import random
import re
from typing import Any

import pandas as pd
import pytest

import membership as m
from membership.derive.organizations import labels
from membership.derive.page_records import day_record
from tests.harness import page_of
from tests.small import write

AXIS = "10957 18627 20 280 10 90"  # from 2000 to 2020, in a picture of 300 by 100
CHART = (
    '<figure class="exhibit"><div><svg viewBox="0 0 300 100" role="img" aria-label="Chart" '
    f'data-axis="{AXIS}"><path d="M20 50H280" stroke="#1f5fa8"/></svg></div></figure>'
)
ASK = """(asked) => asked.map(([bloc, as, day]) => {
  const field = (name) => document.querySelector(`.day [name=${name}]`);
  const answer = document.querySelector(".day-answer");
  const certain = (item) => item.dataset.now === "sure";
  for (const [name, value] of [["bloc", bloc], ["as", as], ["day", day]]) field(name).value = value;
  field("day").dispatchEvent(new Event("change"));
  const told = (item) =>
    [item.dataset.state, certain(item), item.querySelector(certain(item) ? "small a" : "a").hash.slice(6)];
  const shown = document.querySelectorAll(".day [open] [data-kind=member]:not([data-now=''])");
  return [answer.textContent, [...shown].map(told)];
})"""


def opened(page: Any, path: Any, tables: m.Tables, organization: str, fragment: str = "") -> Any:
    path.write_text(page_of({"day": day_record(tables, organization)}, "day", around=CHART), encoding="utf-8")
    page.goto(path.as_uri() + fragment)
    return page


def small(folder: Any, **changes: Any) -> m.Tables:
    return m.load(write(folder / "data", **changes))


def questions(tables: m.Tables) -> list[tuple[str, str, str, pd.DataFrame]]:
    """Return what to ask: every bloc and definition, on the days of turns, their eves and some others."""
    chance, asked = random.Random(1992), []
    for row in tables.organizations.to_dict("records"):
        for definition in m.offered(tables, row["organization"]):
            frame = m.spells(tables, row["organization"], definition)
            turns = m.change_points(frame)
            begins = row["founded"] if definition == "chartered" else row["treaty"]
            first, last = pd.Timestamp(max(begins, row["treaty"])), frame["until"].max()
            others = [first + pd.Timedelta(days=chance.randrange((last - first).days)) for _ in range(5)]
            days = [*turns, *(turn - pd.Timedelta(days=1) for turn in turns), *others]
            known = [
                day
                for day in days
                if first <= day and (not row["dissolved"] or str(day)[:10] < row["dissolved"])
            ]
            asked += [
                (row["organization"], definition, str(day.date()), m.members_on(frame, day)) for day in known
            ]
    return asked


def test_the_page_answers_who_was_a_member_as_the_package_does(page, tmp_path):
    tables = m.load()
    opened(page, tmp_path / "day.html", tables, "CSTO")
    asked = questions(tables)
    assert len(asked) > 200
    answers = page.evaluate(ASK, [question[:3] for question in asked])
    for (organization, definition, day, expected), (said, members) in zip(asked, answers, strict=True):
        assert sorted(map(tuple, members)) == sorted(
            (row.state, row.certain, row.start_fact if row.certain else row.doubt_fact or row.start_fact)
            for row in expected.itertuples()
        ), (organization, definition, day)
        certain = int(expected["certain"].sum())
        count = str(certain) if certain == len(expected) else f"{certain} to {len(expected)}"
        assert f"{labels(tables)[organization]}: {count} member" in said, (said, day)
    assert page.url.endswith(f"#day={day}&bloc={organization}&as={definition}")


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2000-01-10", "2 members"),
        ("2001-12-31", "PACT: 2 members"),
        ("2002-06-01", "2 to 3 members"),
        ("2015-06-01", "Stopped taking part: Aland since freeze 1 June 2015"),
        ("2005-01-11", "What changed:"),
    ],
)
def test_what_is_so_on_a_day_is_said(page, tmp_path, day, told):
    opened(page, tmp_path / "day.html", small(tmp_path), "PACT", f"#day={day}")
    assert told in " ".join(page.locator(".day").inner_text().split())


def test_unborn_dissolved_and_unknown_are_said_and_never_counted_as_nobody(page, tmp_path):
    tables = m.load()
    opened(page, tmp_path / "day.html", tables, "CSTO", "#day=1985-03-01&bloc=all")
    answer = page.locator(".day-answer")
    assert "CSTO: not yet founded" in answer.text_content()
    assert not re.search(r"\b0 members", answer.text_content())
    page.evaluate(ASK, [["all", "signed", tables.organizations["verified_to"].max()]])
    assert re.search(r"Warsaw Treaty: dissolved on 1 July 1991", answer.text_content())
    assert "not known after" in answer.text_content()
    assert not re.search(r"\b0 members", answer.text_content())
    page.evaluate(ASK, [["all", "chartered", "2010-03-01"]])
    assert "NATO: this definition is not offered" in answer.text_content()
    page.evaluate(ASK, [["CSTO", "signed", "2010-03-01"]])
    page.get_by_text("SCO: 6 members").click()
    others = " ".join(page.locator("[data-bloc=SCO]").inner_text().split())
    assert "No member, but observer: India since" in others


def test_the_days_of_change_follow_each_other_and_the_address_keeps_the_day(page, tmp_path):
    opened(page, tmp_path / "day.html", small(tmp_path), "PACT", "#day=2005-01-01")
    page.get_by_role("button", name="Next change").click()
    assert page.url.endswith("#day=2005-01-11&bloc=PACT&as=signed")
    changed = page.locator(".day-changed")
    assert "Borduria: expiry 10 January 2005 disputed" in changed.text_content()
    page.get_by_role("button", name="Previous change").press("Enter")
    assert page.url.endswith("day=2002-12-31&bloc=PACT&as=signed")  # the last day that "2002" can mean
    page.get_by_role("button", name="Previous change").press("Enter")
    page.get_by_role("button", name="Previous change").press("Enter")
    assert "part of Treaty signed" in changed.text_content()
    assert page.get_by_role("button", name="Previous change").is_disabled()
    page.locator("[name=slider]").focus()
    page.keyboard.press("ArrowRight")
    assert page.url.endswith("#day=2000-01-11&bloc=PACT&as=signed")
    assert "Nothing changed" in changed.text_content()


@pytest.mark.parametrize("touch", [False, True])
def test_the_line_is_dragged_along_the_chart(browser, tmp_path, touch):
    context = browser.new_context(offline=True, has_touch=touch, viewport={"width": 390, "height": 800})
    tab = opened(context.new_page(), tmp_path / "day.html", small(tmp_path), "PACT")
    box = tab.locator("svg").bounding_box()
    x, y = (lambda part: box["x"] + box["width"] * part), box["y"] + box["height"] / 2
    if touch:
        send = context.new_cdp_session(tab).send
        for kind, part in (("Start", 0.9), ("Move", 0.7), ("Move", 0.5)):
            send(
                "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": [{"x": x(part), "y": y}]}
            )
        send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    else:
        tab.mouse.move(x(0.9), y)
        tab.mouse.down()
        tab.mouse.move(x(0.5), y, steps=5)
        tab.mouse.up()
    tab.wait_for_function("/day=(2009|2010)/.test(location.hash)")
    day = re.search(r"day=(\d{4})", tab.url)[1]
    assert tab.locator(".day-line text").text_content().endswith(day)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_without_its_script_the_control_does_not_show(browser, tmp_path):
    context = browser.new_context(offline=True, java_script_enabled=False)
    tab = opened(context.new_page(), tmp_path / "day.html", small(tmp_path), "PACT")
    assert not tab.locator(".day").is_visible()
    assert tab.locator("noscript p").is_visible()
    context.close()

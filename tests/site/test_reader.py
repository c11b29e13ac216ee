"""The pages as a reader meets them: in a browser, offline, by eye, by ear, by keyboard, on paper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import membership as m
from membership.site.pages import known_scripts
from tests.conftest import ROOT

PAGES = ROOT / "notebooks" / "html"
NAMES = sorted(path.name for path in PAGES.glob("*.html"))
SCREENSHOTS = ROOT / "screenshots"
# Each page holds 52 kB of type and 25 kB of style; two hold large charts in two layouts, one every fact.
LIMITS = {"2_milestones.html": 400_000, "3_blocs.html": 465_000, "6_facts.html": 800_000}
each_page = pytest.mark.parametrize("name", NAMES)
each_view = pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "light"), (320, "dark")]
)


def open_page(browser: Any, name: str, *, fragment: str = "", **options: Any) -> Any:
    """Return a tab that shows a page from disk, with the network off and every request noted."""
    context = browser.new_context(offline=True, **options)
    tab = context.new_page()
    tab.requested, tab.told = [], []
    tab.on("request", lambda request: tab.requested.append(request.url))
    tab.on("console", lambda message: tab.told.append(message.text))
    tab.on("pageerror", lambda error: tab.told.append(str(error)))
    tab.goto((PAGES / name).as_uri() + fragment)
    return tab


def straight(text: str) -> str:
    """Return a text with its apostrophes as keyboards have them."""
    return text.replace("’", "'")


def test_there_are_pages():
    assert {"index.html", "1_membership.html", "6_facts.html"} <= set(NAMES)


@each_page
def test_a_page_is_light(name):
    assert (PAGES / name).stat().st_size <= LIMITS.get(name, 320_000)


@each_page
def test_a_page_asks_for_nothing_after_it_is_open_and_its_policy_forbids_it(browser, name):
    tab = open_page(browser, name)
    tab.mouse.wheel(0, 10_000)
    assert [url for url in tab.requested if not url.startswith("data:")] == [(PAGES / name).as_uri()]
    assert tab.told == []
    policies = tab.locator("meta[http-equiv='Content-Security-Policy']")
    assert policies.count() == 1
    assert policies.get_attribute("content").startswith("default-src 'none'")
    tab.evaluate(
        "() => { const i = new Image(); i.src = 'https://example.org/x.png'; document.body.append(i); }"
    )
    tab.wait_for_timeout(50)
    assert any("Content Security Policy" in text for text in tab.told)
    tab.context.close()


@each_page
@each_view
def test_a_page_is_accessible_and_fits(browser, name, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    tab = open_page(browser, name, viewport={"width": width, "height": 800}, color_scheme=scheme)
    SCREENSHOTS.mkdir(exist_ok=True)
    tall = {"x": 0, "y": 0, "width": width, "height": min(tab.evaluate("document.body.scrollHeight"), 16_000)}
    tab.screenshot(path=SCREENSHOTS / f"{Path(name).stem}-{width}-{scheme}.png", full_page=True, clip=tall)
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.evaluate("for (const more of document.querySelectorAll('details')) more.open = true")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    # What was unfolded is laid out first: entries that were never in view have no size of their own yet.
    tab.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    options: dict[str, Any] = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]}
    if width == 320:  # colours are the same at any width, and looking at them takes most of the time
        options["rules"] = {"color-contrast": {"enabled": False}}
    found = Axe().run(tab, options=options)
    told = [f"{v['id']}: {v['nodes'][0]['target']} ({len(v['nodes'])})" for v in found.response["violations"]]
    assert told == []
    tab.context.close()


@each_page
def test_the_layout_of_charts_follows_the_width(browser, name):
    for width, shown, hidden in ((1280, "wide", "narrow"), (320, "narrow", "wide")):
        tab = open_page(browser, name, viewport={"width": width, "height": 800})
        for figure in tab.locator("figure.exhibit").all():
            assert figure.locator(f".{shown} > svg").is_visible()
            assert not figure.locator(f".{hidden} > svg").is_visible()
        tab.context.close()


@each_page
def test_charts_change_their_colours_in_the_dark(browser, name):
    inks = {}
    for scheme in ("light", "dark"):
        tab = open_page(browser, name, color_scheme=scheme)
        texts = tab.locator("figure.exhibit .wide text")
        inks[scheme] = (
            texts.first.evaluate("(text) => getComputedStyle(text).fill") if texts.count() else scheme
        )
        tab.context.close()
    assert inks["light"] != inks["dark"]


@each_page
def test_every_figure_is_named_described_and_offered_for_reuse(browser, name):
    manifest = json.loads((ROOT / "figures" / "manifest.json").read_text(encoding="utf-8"))
    entries = {entry["stem"]: entry for entry in manifest["figures"]}
    tab = open_page(browser, name)
    for figure in tab.locator("figure.exhibit").all():
        entry = entries[figure.get_attribute("id").removeprefix("figure-")]
        picture = figure.locator(".wide > svg")
        named = [
            straight(tab.locator(f"[id='{one}']").text_content())
            for one in picture.get_attribute("aria-labelledby").split()
        ]
        assert straight(entry["title"]) in named
        assert straight(entry["description"]) in straight(figure.locator(".wide > svg > desc").text_content())
        targets = [link.get_attribute("href") for link in figure.locator(".reuse a").all()]
        assert targets == [f"../../figures/{file}" for file in entry["files"]]
        assert all((PAGES / target).resolve().is_file() for target in targets)
        offered = list(map(straight, figure.locator(".reuse dd").all_text_contents()))
        assert straight(entry["alt"]) in offered
        assert straight(entry["credit"]) in offered
    tab.context.close()


@each_page
def test_a_page_can_be_read_without_scripts(browser, name):
    tab = open_page(browser, name, java_script_enabled=False)
    assert tab.locator("h1").count() == 1
    controls = tab.locator(".day, .lab, .find")
    assert not any(control.is_visible() for control in controls.all())
    assert tab.locator("noscript p").count() == tab.locator(".day, .lab").count()
    assert all(figure.is_visible() for figure in tab.locator("figure.exhibit .wide > svg").all())
    tab.context.close()


@each_page
def test_a_page_prints_whole(browser, name):
    tab = open_page(browser, name, viewport={"width": 680, "height": 960})
    tab.emulate_media(media="print")
    assert tab.evaluate("document.documentElement.scrollWidth") <= 680
    assert not tab.locator("header.site").is_visible()
    assert tab.locator("details.workings").count() == 1
    assert not tab.locator("details.workings").is_visible()
    for outside in tab.locator("main a[href^='https://']:not([rel=license]):visible").all()[:1]:
        assert outside.evaluate("(link) => getComputedStyle(link, '::after').content").startswith('" <')
    clipped = tab.evaluate(
        "[...document.querySelectorAll('main .table, main pre, main td, main p')]"
        ".filter((e) => e.offsetParent && e.scrollWidth > e.clientWidth + 1)"
        ".filter((e) => getComputedStyle(e).overflowX !== 'visible')"
        ".map((e) => e.outerHTML.slice(0, 80))"
    )
    assert clipped == []
    assert tab.pdf(format="A4").startswith(b"%PDF")
    tab.context.close()


def test_the_front_page_prints_its_story_and_chart_on_one_sheet(browser):
    for paper in ("A4", "Letter"):
        tab = open_page(browser, "index.html")
        assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format=paper))) == 1
        tab.emulate_media(media="print")
        assert tab.locator("figure.exhibit .wide > svg").is_visible()
        assert not tab.locator(".cards").is_visible()
        tab.context.close()


def test_the_keyboard_reaches_the_text_first_and_every_bar_end(browser):
    tab = open_page(browser, "1_membership.html")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    links = tab.locator("#figure-membership-timeline .wide a")
    frame = m.spells(m.load(), "CSTO")
    stopped = m.pauses(m.load(), "CSTO")
    ends = {
        fact
        for each in (frame, stopped)
        for column in ("start_fact", "end_fact")
        for fact in each[column]
        if fact
    }
    led = [link.get_attribute("href").partition("#fact-")[2] for link in links.all()]
    assert set(led) == ends
    assert len(led) == sum(frame[column].ne("").sum() for column in ("start_fact", "end_fact")) + len(stopped)
    for link in links.all():
        link.focus()
        assert (
            link.evaluate("(link) => document.activeElement === link && getComputedStyle(link).outlineStyle")
            != "none"
        )
        assert re.search(r"^\w.*, CSTO: .+ \d{4}$", link.get_attribute("aria-label"))
    tab.context.close()


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_the_linked_ends_of_bars_are_the_ends_of_spells_in_every_timeline(layout):
    checked = 0
    for name in NAMES:
        page = (PAGES / name).read_text("utf-8")
        for stem, figure in re.findall(
            r'<figure class="exhibit[^"]*" id="figure-([^"]+)"[^>]*>(.*?)</figure>', page, re.DOTALL
        ):
            rows = pd.read_csv(ROOT / "figures" / f"{stem}.csv", dtype=str, keep_default_na=False)
            if not {"start_fact", "end_fact"} <= set(rows) or (
                layout == "narrow" and stem == "bloc-overlaps"
            ):
                continue  # bars too thin to be touched: the timelines of the blocs lead to the same proofs
            picture = figure.split(f'<div class="{layout}"')[1].split("</svg>")[0]
            led = re.findall(r'href="[^"#]*#fact-([^"]+)"', picture)
            plotted = {fact for column in ("start_fact", "end_fact") for fact in rows[column] if fact}
            paused = {fact for column in ("start_fact", "end_fact") for fact in m.pauses(m.load())[column]}
            assert plotted <= set(led) <= plotted | paused, (stem, layout)
            checked += 1
    assert checked >= 7


def test_every_fact_has_one_proof_and_every_proof_a_fact(browser):
    tables = m.load()
    proofs = [
        found
        for name in NAMES
        for found in re.findall(r'id="fact-([^"]+)"', (PAGES / name).read_text("utf-8"))
    ]
    assert sorted(proofs) == sorted([*tables.membership["fact"], *tables.dates["fact"]])


def test_no_page_is_sent_more_script_than_it_asks_for():
    assert sum(len(script.encode()) for script in known_scripts()) <= 20_000
    for name in NAMES:
        page = (PAGES / name).read_text("utf-8")
        scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
        asked = set(re.findall(r'data-script="(\w+)"', page))
        assert len(scripts) == (len(asked) + 1 if asked else 0), name


def test_the_day_the_charts_and_the_tiles_of_a_page_answer_together(browser):
    tab = open_page(browser, "3_blocs.html", fragment="#day=2010-03-01&bloc=CSTO&as=signed")
    members = m.members_on(m.spells(m.load(), "CSTO"), "2010-03-01")
    shown = tab.locator(".day [open] [data-kind=member]:not([data-now=''])")
    assert [item.get_attribute("data-state") for item in shown.all()] == sorted(members["state"])
    assert tab.locator("figure.exhibit .day-line").count()
    tiles = tab.locator(".tiles li:has(i:not([hidden]):text-is('CSTO'))")
    assert tiles.count() == len(members)
    assert {tile.get_attribute("data-state") for tile in tiles.all()} <= set(members["state"])
    tab.locator(".day input[type=range]").focus()
    tab.keyboard.press("ArrowRight")
    assert tab.url.endswith("#day=2010-03-02&bloc=CSTO&as=signed")
    tab.goto((PAGES / "3_blocs.html").as_uri() + "#state=UZB")
    assert tab.locator(".veil").count() > 3
    held = tab.locator("figure.exhibit:has(.day-line circle)")
    assert held.count() == 1, "until a day is chosen one chart shows where its line is"
    assert tab.told == []
    tab.context.close()


def test_a_look_up_is_quick_and_short_on_the_page_of_facts(browser):
    tab = open_page(browser, "6_facts.html", viewport={"width": 375, "height": 800})
    assert tab.evaluate("document.body.scrollHeight") < 10_000
    said = tab.locator(".find output")
    tab.get_by_label("Verdict").select_option("contradicted")
    contradicted = m.load().claims["judged"].eq("contradicted").sum()
    assert said.text_content() == f"Shown: {contradicted} claims."
    tab.get_by_label("Verdict").select_option("")
    tab.locator("[name=state]").select_option("UZB")
    entries = m.load().membership["state"].eq("UZB").sum()
    assert said.text_content() == f"Shown: {entries} facts."
    assert tab.locator("[data-found]:visible").count() == entries
    tab.goto((PAGES / "6_facts.html").as_uri() + "#fact-CSTO-UZB-suspended")
    assert tab.locator("#fact-CSTO-UZB-suspended").is_visible()
    tab.context.close()


@each_page
def test_on_a_phone_the_pages_stand_in_one_line_that_shows_the_one_that_is_open(browser, name):
    tab = open_page(browser, name, viewport={"width": 375, "height": 700}, java_script_enabled=False)
    assert tab.locator("header.site").bounding_box()["height"] < 56
    here = tab.locator("header.site a[aria-current]").bounding_box()
    assert -1 <= here["x"] <= here["x"] + here["width"] <= 376
    last = tab.locator("header.site a").last
    last.focus()
    assert last.bounding_box()["x"] < 375  # the keyboard moves the line
    tab.context.close()


def test_there_is_a_way_back_from_a_proof(browser):
    tab = open_page(browser, "1_membership.html")
    assert tab.locator(".back").count() == 0
    tab.locator(".table a").first.click()
    tab.wait_for_url("**/6_facts.html#fact-*")
    tab.get_by_role("button", name="Back").click()
    tab.wait_for_url("**/1_membership.html")
    tab.goto((PAGES / "6_facts.html").as_uri())
    assert not tab.locator(".back").is_visible()
    tab.context.close()


def test_a_phone_answers_in_two_taps_whether_uzbekistan_was_in_and_says_who(browser):
    tab = open_page(
        browser, "1_membership.html", viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True
    )
    chart = tab.locator("#figure-membership-timeline .narrow")
    ends = [link.get_attribute("aria-label") for link in chart.locator("a").all()]
    left, returned = (
        next(e for e in ends if e.startswith("Uzbekistan") and word in e)
        for word in ("expiry", "restoration")
    )
    assert left.endswith("1999")
    assert returned.endswith("2006")
    chart.locator(f"a[aria-label='{left}']").tap()
    tab.wait_for_url("**/6_facts.html#fact-*")
    proof = tab.locator(":target")
    assert "Uzbekistan" in proof.text_content()
    assert proof.locator("a[href^='#source-'], a[href^='http']").count() > 0
    assert "1999" in proof.locator("time").first.text_content()
    tab.context.close()

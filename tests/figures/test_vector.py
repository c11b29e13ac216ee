"""Inline SVG: named and reachable, coloured by the page, unique in its ids, and drawn as before."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership.charts.kit.palette import DARK, LIGHT
from membership.figures.page_svg import SVG, colours, inline, palette_css
from membership.figures.thinning import shortened
from tests.sample import HOSTILE, LINKS, STATES, bars, exhibit

ROLES = colours(LIGHT.roles())
TARGET = re.compile(r'url\(#([^)]+)\)|<use href="#([^"]+)"|aria-(?:labelledby|describedby)="([^"]+)"')


def picture(
    prefix="figure-bars-wide", *, narrow=False, linked=True, title="Three of nine have left", links=LINKS
):
    shown = exhibit(title=title, layouts={"wide": bars(narrow, title=title, linked=linked)})
    text = shown.pictures["wide"]
    return inline(text, prefix=prefix, title=title, description="Nine bars.", links=links, colours=ROLES)


def small(body, **options):
    text = f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 99 99">{body}</svg>'
    given = {"prefix": "p", "title": "T", "description": "D", "links": {}, "colours": {}}
    return inline(text, **(given | options))


@pytest.fixture(scope="module")
def wide():
    return picture()


def test_ids_are_unique_with_several_figures_on_a_page(wide):
    page = wide + picture("figure-bars-narrow", narrow=True) + picture("figure-more-wide", linked=False)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) > 9
    assert max(Counter(ids).values()) == 1
    assert all(
        name.startswith(("figure-bars-wide", "figure-bars-narrow", "figure-more-wide")) for name in ids
    )


def test_every_reference_leads_to_an_id_and_every_id_is_referred_to(wide):
    named = {name for found in TARGET.findall(wide) for name in " ".join(found).split()}
    ids = set(re.findall(r'\sid="([^"]+)"', wide))
    assert named == ids - {"figure-bars-wide"}, "the picture's own id is for its style sheet"


def test_every_link_has_a_target_and_a_name_and_no_tooltip_over_its_card(wide):
    links = list(ElementTree.fromstring(wide).iter("a"))
    assert {link.get("href") for link in links} == {f"#fact-{gid}" for gid in LINKS}
    assert [link.get("aria-label") for link in links] == list(LINKS.values())
    assert not any(link.findtext("title") for link in links)
    assert "xlink" not in wide
    assert "target=" not in wide


def test_the_area_of_a_link_takes_the_pointer_although_it_shows_nothing(wide):
    parts = [part for link in ElementTree.fromstring(wide).iter("a") for part in link.iter("path")]
    assert {tuple(sorted(part.attrib)) for part in parts} == {("d", "opacity")}


STROKE = '<path d="M 1 1 L 2 2" style="stroke: #000"/>'


@pytest.mark.parametrize(
    ("address", "links", "said"),
    [("#fact-x", {}, "'#fact-x' has no name; .* 'x'"), ("javascript:alert(1)", {"x": "X"}, "not a fragment")],
)
def test_a_link_without_a_name_or_to_a_script_is_refused(address, links, said):
    with pytest.raises(ValueError, match=said):
        small(f'<g id="x"><a xlink:href="{address}">{STROKE}</a></g>', links=links)


def test_a_leaner_picture_shows_the_same():
    twice = f'<g id="x"><a xlink:href="#fact-x">{STROKE}</a></g>' * 2
    assert small(twice, links={"x": "X"}).count("<a ") == 1
    assert "<path" not in small('<g id="patch_2"><path d="M 1 1 L 2 2" style="fill: none"/></g>')
    assert 'rotate(-90 3.1 4)"' in small('<text transform="rotate(-90 3.1234 4)">up</text>')


def test_with_links_the_picture_is_a_group_whose_texts_are_not_read_aloud(wide):
    root = ElementTree.fromstring(wide)
    assert root.get("role") == "group"
    hidden = [text.text for group in root.iterfind("g[@aria-hidden='true']") for text in group.iter("text")]
    assert set(STATES) < set(hidden)
    assert sorted(hidden) == sorted(text.text for text in root.iter("text")), "all text stays in the page"
    assert not [group for group in root.iterfind("g[@aria-hidden='true']") if group.find(".//a") is not None]


def test_it_is_named_described_and_sized_by_the_page(wide):
    root = ElementTree.fromstring(wide)
    assert root.get("aria-labelledby") == root[0].get("id")
    assert root.get("aria-describedby") == root[1].get("id")
    assert (root[0].tag, root[0].text) == ("title", "Three of nine have left")
    assert (root[1].tag, root[1].text) == ("desc", "Nine bars.")
    assert root.get("viewBox") == "0 0 720 374.4"
    image = ElementTree.fromstring(picture(linked=False))
    assert image.get("role") == "img"
    assert image.get("aria-labelledby") == "figure-bars-wide-title figure-bars-wide-desc"
    assert not {"width", "height"} & set(root.attrib)


def test_what_looks_like_markup_comes_out_as_text():
    made = picture(title=HOSTILE)
    assert "<script" not in made
    root = ElementTree.fromstring(made)
    assert root[0].text == HOSTILE
    assert HOSTILE in [text.text for text in root.iter("text")], "no $...$ has become mathematics"


def test_nothing_else_of_the_file_reaches_the_page(wide):
    assert not re.search(r"<\?xml|<!DOCTYPE|<!--|<metadata|xmlns|\*\{|rotate\(-?0\b", wide)
    assert not re.search(r"\d\.\d{3}", wide), "no length has more than two decimals"


def test_colours_of_the_palette_can_change_and_others_stay(wide):
    known = set(re.findall(r"var\(--c-([\w-]+),(#\w{6})\)", wide))
    assert known == {(ROLES[colour], colour) for _, colour in known}
    assert {role for role, _ in known} == {"paper", "ink", "soft", "grid", "member", "on-member", "dispute"}
    other = small('<path d="M 1 1 L 2 2" style="fill: #ABCDEF; stroke: #1b1f24"/>', colours=ROLES)
    assert 'style="fill:#ABCDEF;stroke:var(--c-ink,#1b1f24)"' in other


def test_a_shared_style_is_said_once_and_only_within_its_picture(wide):
    sheet = ElementTree.fromstring(wide).findtext("style")
    assert all(rule.startswith("#figure-bars-wide .s") for rule in sheet.split("}")[:-1])
    names = set(re.findall(r'class="(\w+)"', wide))
    assert names == set(re.findall(r"\.(s\d+)\{", sheet))
    own = re.findall(r' style="([^"]+)"', wide)
    assert len(set(own)) == len(own)


CLIP = '<defs><clipPath id="c"><rect x="10" y="10" width="20" height="20"/></clipPath></defs>'
LINE = '<path d="M 12 12 L {} 12" clip-path="url(#c)" style="stroke: #000; stroke-width: 2"/>'
MARKER = '<defs><path id="m" d="M -3 0 L 3 0" style="stroke: #000"/></defs>'
MARKED = '<g clip-path="url(#c)"><use xlink:href="#m" x="{}" y="20" style="stroke: #000"/></g>'


@pytest.mark.parametrize(("drawn", "within", "beyond"), [(LINE, 30, 31), (MARKER + MARKED, 20, 29)])
def test_a_clip_path_stays_only_where_it_cuts(drawn, within, beyond):
    assert "clip" not in small(CLIP + drawn.format(within))
    cut = small(CLIP + drawn.format(beyond))
    (kept,) = re.findall(r'<clipPath id="(p-\d)">', cut)
    assert f'clip-path="url(#{kept})"' in cut


def test_a_timeline_of_nine_bars_is_small():
    assert len((picture() + picture(narrow=True)).encode()) < 20_000


def test_a_path_with_other_commands_is_refused():
    with pytest.raises(ValueError, match="other than"):
        shortened("M 1 1 A 2 2 0 0 0 3 3")


def corners(path):
    """Return the points that a path of moves, lines and closings visits."""
    points, start, x, y = [], (0.0, 0.0), 0.0, 0.0
    for command, text in re.findall(r"([MLHVz])([^MLHVz]*)", path):
        values = [float(value) for value in re.findall(r"-?[\d.]+", text)]
        if command == "z":
            x, y = start
            points.append((x, y))
        elif command == "H":
            for x in values:
                points.append((x, y))
        elif command == "V":
            for y in values:
                points.append((x, y))
        else:
            for x, y in zip(values[::2], values[1::2], strict=True):
                points.append((x, y))
        if command == "M":
            start = x, y
    return [here for here, before in zip(points, [None, *points], strict=False) if here != before]


POINTS = st.lists(st.tuples(*[st.integers(-500, 500).map(lambda n: n / 10)] * 2), min_size=2, max_size=6)


@given(st.lists(st.tuples(POINTS, st.booleans()), min_size=1, max_size=3))
def test_a_shorter_path_visits_the_same_points(pieces):
    path = " ".join(
        " L ".join(f"{x} {y}" for x, y in points).join(("M ", " z" if closed else ""))
        for points, closed in pieces
    )
    assert corners(shortened(path)) == corners(path)


def test_the_palette_becomes_a_style_for_light_dark_and_paper():
    style = palette_css(LIGHT.roles(), DARK.roles())
    day, night, paper = style.split("\n")
    assert f"--c-ink:{LIGHT.ink};" in day
    assert night.startswith("@media (prefers-color-scheme:dark){")
    assert f"--c-ink:{DARK.ink};" in night
    assert paper == f"@media print{{{day}}}"


def test_roles_that_could_be_confused_are_refused():
    with pytest.raises(ValueError, match="ink and grid are both #ABCDEF"):
        colours({"ink": "#abcdef", "grid": "#ABCDEF"})
    with pytest.raises(ValueError, match="no dark colour for grid"):
        palette_css({"grid": "#abcdef"}, {})


@pytest.mark.parametrize(("scheme", "palette"), [("light", LIGHT), ("dark", DARK)])
def test_a_reader_sees_the_palette_they_prefer(page, wide, scheme, palette):
    page.emulate_media(color_scheme=scheme)
    page.set_content(f"<style>{palette_css(LIGHT.roles(), DARK.roles())}</style>{wide}")
    seen = "element => getComputedStyle(element).fill"
    red, green, blue = (int(palette.soft[place : place + 2], 16) for place in (1, 3, 5))
    assert page.get_by_text("Hav", exact=True).evaluate(seen) == f"rgb({red}, {green}, {blue})"


def test_the_links_are_reached_by_the_tab_key_in_their_order(page, wide):
    page.set_content(wide)
    reached = []
    for _ in LINKS:
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.getAttribute('aria-label')"))
    assert reached == list(LINKS.values())

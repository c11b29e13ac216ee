"""An exhibit: what it refuses, what it shows on a page, and what each of its files says inside."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib
from base64 import b64decode
from collections import Counter
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup
from matplotlib import pyplot, rc_context, rcParams
from matplotlib.backends.backend_svg import RendererSVG
from matplotlib.text import Text
from PIL import Image

import membership as m
from membership.charts.kit.palette import DARK, LIGHT
from membership.figures import exhibit as exhibits
from membership.figures.imprint import AUTHOR, FORMATS, LICENCE, LICENCE_URL, OUTLINES
from membership.figures.page_svg import SVG, palette_css
from membership.figures.renditions import png
from membership.mime import PRIVATE
from tests.conftest import ROOT
from tests.sample import HOSTILE, STATES, bars, exhibit
from tests.small import write

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
CC = "{http://creativecommons.org/ns#}"
NAMESPACES = {
    *("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink", RDF[1:-1], CC[1:-1]),
    *("http://purl.org/dc/elements/1.1/", LICENCE_URL),
}
SVGS = ("bars.svg", "bars-narrow.svg", "bars-dark.svg", "bars-narrow-dark.svg", "bars-outlines.svg")
each_svg = pytest.mark.parametrize("name", SVGS)


def written(made, path):
    """Write the files of an exhibit as a build does, outlines too, and return their folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exhibits, "SHOWN", {made.stem: made})
        exhibits.write_shown(path, outlines=True)
    return path


def on_page(made):
    """Return what the page makes of an exhibit."""
    parts = Environment(loader=FileSystemLoader(ROOT / "membership" / "site" / "template" / "parts"))
    parts.filters["finished"] = Markup
    return parts.get_template("figure.html.j2").render(data=made.on_page())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the sample, written as a build does."""
    return written(exhibit(), tmp_path_factory.mktemp("figures"))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder with the files of an exhibit whose words look like markup."""
    made = exhibit(title=HOSTILE, subtitle="", description=HOSTILE, source_line=HOSTILE, alt=HOSTILE)
    return written(made, tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def shown():
    """What a page shows of the sample."""
    return on_page(exhibit())


def facts(path):
    """Return what a PDF says about itself."""
    said = {}
    for name, value in re.findall(rb"/(\w+) \(((?:\\.|[^\\)])*)\)", path.read_bytes(), re.DOTALL):
        value = re.sub(rb"\\(.)", lambda found: {b"n": b"\n", b"r": b"\r"}.get(found[1], found[1]), value)
        said[name.decode()] = value.decode("utf-16" if value.startswith(b"\xfe\xff") else "latin-1")
    return said


def chart(**options):
    spells = pd.DataFrame({"state": ["Aland"], "start": ["1990"], "end": [""]})
    return m.timeline(
        spells, until="2000-01-01", title="One", subtitle="A bar", source="Sources: Gazette.", **options
    )


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"alt": ""}, "is empty"),
        ({"alt": "x", "stem": "../bars"}, "is not a stem"),
        ({"alt": "x", "stem": "Bars"}, "is not a stem"),
    ],
)
def test_words_that_are_missing_or_a_stem_that_is_none_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        m.figure(chart(), **given)


def test_a_chart_is_handed_on_with_the_words_it_was_drawn_with_and_a_phone_s_layout():
    made = m.figure(chart(), "one", alt="A bar.")
    assert (made.title, made.caption, made.source_line) == ("One", "One. A bar.", "Sources: Gazette.")
    assert made.as_of == "2000-01-01"
    wide, narrow = (made.layouts[name].get_size_inches()[0] for name in ("wide", "narrow"))
    assert narrow < wide / 2
    assert not pyplot.get_fignums()
    assert exhibits.SHOWN.pop("one") is made


def test_a_chart_that_stands_for_its_page_is_filed_in_the_size_of_link_pictures():
    made = m.figure(chart(), "one", alt="A bar.", card=True)
    exhibits.SHOWN.pop("one")
    picture = Image.open(BytesIO(made.files()["one-card.png"]))
    assert picture.size == (1200, 630)
    assert made.on_page()["card"] == "one-card.png"
    assert "one-card.png" not in m.figure(chart(), alt="A bar.", card=True).files()


def test_with_its_tables_a_chart_knows_its_sources_and_whose_it_is(tmp_path):
    tables = m.load(write(tmp_path))
    spells = m.spells(tables, "PACT")
    made = m.figure(m.timeline(spells), alt="word " * 100, tables=tables)
    assert made.sources == ("gazette", "paper")
    assert m.credit(tables, spells) == "Sources: Gazette; Paper."  # who decides most comes first
    kinds = tables.sources["kind"].where(tables.sources["source"] != "gazette", "weak")
    weak = replace(tables, sources=tables.sources.assign(kind=kinds))
    assert m.credit(weak, spells) == "Sources: Paper; Gazette."  # and who is weak last
    assert (made.rights.licence, made.as_of) == ("", "2020-12-31")
    assert len(made.alt) <= exhibits.LONGEST_ALT
    assert len(made.description.split()) == 100
    at_length = m.figure(chart(), alt="Bars.", description="word " * 200)
    assert len(at_length.description.split()) == exhibits.LONGEST_DESCRIPTION
    earlier = spells.assign(until=[pd.Timestamp("2004-05-01"), *spells["until"][1:]])
    assert m.figure(chart(), alt="Bars.", rows=earlier).as_of == "2000-01-01", "as it was drawn"
    assert m.figure(m.timeline(spells), alt="Bars.", rows=earlier).as_of == "2020-12-31", "the latest"
    ours = m.load()
    six = ours.sources.query("publisher != ''").drop_duplicates("publisher").head(6)
    credited = m.credit(ours, m.spells(ours, "CSTO"), plotted=[*six["source"]])
    assert credited.startswith(f"Sources: {'; '.join(six['publisher'])}; ")
    assert m.figure(m.timeline(m.spells(ours, "CSTO")), alt="Bars.", tables=ours).rights.licence


def test_any_jupyter_is_given_two_pictures_and_their_alt_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shown, about = exhibit()._repr_mimebundle_()
    assert set(shown) == {"image/png", "image/svg+xml", "text/plain", PRIVATE}
    assert shown["text/plain"] == about["image/png"]["alt"] == about["image/svg+xml"]["alt"] == exhibit().alt
    picture = Image.open(BytesIO(b64decode(shown["image/png"])))
    assert picture.width >= 1500
    assert len(shown["image/png"]) < 200_000
    assert "<script" not in shown["image/svg+xml"]
    width, height = (
        float(said) for said in re.findall(r'(?:width|height)="([\d.]+)pt"', shown["image/svg+xml"])[:2]
    )
    assert width <= 630  # what a cell of JupyterLab has room for in a window of 1280 pixels
    assert width / height == pytest.approx(picture.width / picture.height, rel=0.01)
    assert not list(tmp_path.iterdir())
    unfiled, _ = m.figure(chart(), alt="A bar.")._repr_mimebundle_()
    assert PRIVATE not in unfiled


def test_a_build_writes_every_file_and_an_entry_that_says_what_they_are(folder):
    entry = json.loads((folder / "bars.json").read_text(encoding="utf-8"))
    assert {path.name for path in folder.iterdir()} == {*entry["files"], "bars.json"}
    given = exhibit()
    for word in ("stem", "title", "alt", "description", "caption", "as_of"):
        assert entry[word] == getattr(given, word)
    assert entry["sources"] == ["gazette", "zurnal"]
    assert entry["credit"] == f"{AUTHOR}, {LICENCE}. Sources: Gazette; Žurnal."
    assert entry["licence"] == LICENCE_URL
    assert entry["formats"] == ["csv", "pdf", "png", "svg"]
    assert entry["files"] == [f"bars{suffix}" for suffix in (*FORMATS, OUTLINES)]
    assert entry["sha256"] == {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in entry["files"]
    }


def test_a_reader_s_own_settings_change_nothing_and_are_left_alone(folder, tmp_path):
    own = {
        "font.size": 30,
        "savefig.bbox": "tight",
        "savefig.dpi": 30,
        "text.parse_math": True,
        "lines.linewidth": 9,
        "path.snap": False,
        "pdf.compression": 0,
    }
    made = exhibit()
    with rc_context(own | {"font.family": "serif", "svg.fonttype": "path", "svg.hashsalt": "other"}):
        written(made, tmp_path)
        assert rcParams["font.size"] == 30
        assert rcParams["svg.hashsalt"] == "other"
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_another_process_elsewhere_writes_the_same_bytes(folder, tmp_path):
    there = {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7", "SOURCE_DATE_EPOCH": "1"}
    code = f"from tests.figures.test_exhibit import exhibit, written; written(exhibit(), {str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, **there}, check=True)
    for path in folder.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


@each_svg
def test_an_svg_names_and_describes_itself_and_says_whom_to_credit(folder, name):
    root = ElementTree.parse(folder / name).getroot()
    assert root.tag == f"{{{SVG}}}svg"
    assert root.get("role") == "img"
    named = [root.find(f".//*[@id='{identity}']") for identity in root.get("aria-labelledby").split()]
    assert [element.text for element in named] == [exhibit().title, exhibit().description]
    assert (folder / name).read_bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<svg ')
    work = root.find(f".//{CC}Work")
    assert work.find(f"{CC}license").get(f"{RDF}resource") == LICENCE_URL
    assert exhibit().imprint.credit in " ".join(work.itertext())
    covered = work.find("{http://purl.org/dc/elements/1.1/}coverage").text
    assert covered == f"end={exhibit().as_of}; scheme=W3C-DTF;", "which is not when it was drawn"


@each_svg
def test_an_svg_by_itself_leads_nowhere_and_loads_nothing(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    assert set(re.findall(r"https?://[^\"<\s]*", text)) <= NAMESPACES
    assert "fact-" not in text
    tags = {element.tag.removeprefix(f"{{{SVG}}}") for element in ElementTree.fromstring(text).iter()}
    assert not tags & {"a", "script", "image", "foreignObject"}
    references = re.findall(r'xlink:href="([^"]*)"|url\(([^)]*)\)', text)
    assert references
    assert all("".join(found).startswith("#") for found in references)


def test_all_svgs_can_be_put_into_one_page(folder):
    texts = [(folder / name).read_text(encoding="utf-8") for name in SVGS]
    ids = re.findall(r'\sid="([^"]+)"', "".join(texts))
    assert max(Counter(ids).values()) == 1
    assert "<style" not in "".join(texts), "its rules would hold for the page around it"
    for text in texts:
        own = re.findall(r'\sid="([^"]+)"', text)
        used = re.findall(r'url\(#([^)]+)\)|xlink:href="#([^"]+)"', text)
        assert used
        assert {"".join(found) for found in used} <= set(own)


def test_no_id_of_a_file_hangs_on_a_hash_of_the_libraries(tmp_path, monkeypatch):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    written(exhibit(), tmp_path / "one")
    usual = RendererSVG._make_id
    monkeypatch.setattr(RendererSVG, "_make_id", lambda *given: f"{usual(*given)}other")
    written(exhibit(), tmp_path / "two")
    for name in SVGS:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_text_is_text_except_where_it_is_to_be_outlines(folder):
    def words(name):
        return {element.text for element in ElementTree.parse(folder / name).getroot().iter(f"{{{SVG}}}text")}

    assert set(STATES) < words("bars.svg")
    assert set(STATES) < words("bars-narrow.svg")
    assert not words("bars-outlines.svg")


def test_a_dark_file_has_the_dark_colours(folder):
    found = set(re.findall(r"#\w{6}", (folder / "bars-dark.svg").read_text(encoding="utf-8")))
    assert {DARK.member, DARK.paper} <= found
    assert LIGHT.member not in found


def test_the_png_says_whom_to_credit(folder):
    with Image.open(folder / "bars.png") as image:
        assert image.text["Title"] == exhibit().title
        assert image.text["Description"] == exhibit().description
        assert image.text["Copyright"] == exhibit().imprint.credit
        assert image.text["License"] == LICENCE_URL
        assert "Software" not in image.text


@pytest.mark.parametrize("width", [3.5, 7.1, 8])
def test_a_png_of_any_chart_is_wide_enough(width):
    figure = bars(narrow=False)
    figure.set_figwidth(width)
    assert Image.open(BytesIO(png(figure, exhibit().imprint))).width >= 1600


def test_the_pdf_has_its_fonts_and_says_whom_to_credit(folder):
    said = facts(folder / "bars.pdf")
    assert said["Title"] == exhibit().title
    assert said["Subject"] == exhibit().description
    assert said["Keywords"] == f"{exhibit().imprint.credit} {LICENCE_URL}"
    assert not {"Creator", "Producer", "CreationDate"} & set(said)
    content = (folder / "bars.pdf").read_bytes()
    assert b"/URI" not in content, "a link would lead nowhere"
    assert b"/FontFile2" in content
    assert b"/Subtype /Type3" not in content


def test_the_csv_is_what_is_plotted(folder):
    lines = (folder / "bars.csv").read_bytes().split(b"\n")
    assert lines[:2] == [b"state,start_fact", b"Aland,Aland-joined"]
    assert len(lines) == len(STATES) + 2
    assert lines[-1] == b""


@each_svg
def test_in_an_svg_what_looks_like_markup_is_text(hostile, name):
    text = (hostile / name).read_text(encoding="utf-8")
    assert "<script" not in text
    root = ElementTree.fromstring(text)
    assert [root[0].text, root[1].text] == [HOSTILE, HOSTILE]
    drawn_words = {element.text for element in root.iter(f"{{{SVG}}}text")}
    assert HOSTILE in drawn_words or name == "bars-outlines.svg"
    with Image.open(hostile / "bars.png") as image:
        assert image.text["Title"] == facts(hostile / "bars.pdf")["Title"] == HOSTILE


def test_no_text_of_a_figure_is_read_as_mathematics():
    for layout in chart().figure, m.figure(chart(), "x", alt="A bar.").layouts["narrow"]:
        assert not any(text.get_parse_math() for text in layout.findobj(Text))


def test_a_page_shows_both_layouts_and_offers_every_file(shown):
    page = BeautifulSoup(shown + on_page(exhibit(stem="more")), "html.parser")
    assert max(Counter(each["id"] for each in page.find_all(id=True)).values()) == 1
    page = BeautifulSoup(shown, "html.parser")
    assert page.find(id=True)["id"] == "figure-bars"
    links = [link["href"] for link in page.find_all("a")]
    offered = [link for link in links if link.startswith("../")]
    assert offered == [f"../../figures/bars{suffix}" for suffix in FORMATS]
    assert LICENCE_URL in links
    for words in (exhibit().alt, exhibit().imprint.credit, exhibit().description):
        assert words in page.get_text()


def test_on_a_page_what_looks_like_markup_is_text():
    made = exhibit(title=HOSTILE, description=HOSTILE, source_line=HOSTILE, alt=HOSTILE)
    page = BeautifulSoup(on_page(made), "html.parser")
    assert not page.find_all("script")
    assert page.get_text().count(HOSTILE) >= 6


def test_whom_to_credit_is_said_as_in_the_licence_and_the_citation():
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert about["authors"] == [{"name": AUTHOR}]
    assert f"- name: {AUTHOR}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    licence = (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert f"{AUTHOR}, {LICENCE}\n" in licence
    assert LICENCE_URL in licence


def styled(html):
    """Return a page of the exhibit in our style."""
    template = ROOT / "membership" / "site" / "template"
    css = [(template / name).read_text(encoding="utf-8") for name in ("report.css", "exhibit.css")]
    css.append(palette_css(LIGHT.roles(), DARK.roles()))
    return (
        f"<!doctype html><html lang='en'><title>Bars</title><style>{''.join(css)}</style>"
        f"<main><h1>Bars</h1>{html}</main></html>"
    )


@pytest.mark.parametrize(
    ("width", "media", "seen"), [(1200, "screen", 0), (400, "screen", 1), (400, "print", 0)]
)
def test_a_reader_sees_the_layout_that_fits(page, shown, width, media, seen):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(media=media)
    page.set_content(styled(shown))
    pictures = page.locator("figure svg")
    assert [pictures.nth(place).is_visible() for place in (0, 1)] == [seen == 0, seen == 1]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_without_our_style_only_the_wide_layout_shows(page, shown):
    page.set_content(shown)
    assert [page.locator("figure svg").nth(place).is_visible() for place in (0, 1)] == [True, False]

"""A page is read as a browser, a screen reader and a suspicious editor would read it."""

from __future__ import annotations

import pytest

from membership.site.proofreading import proofread
from membership.site.reading import Reading, script_hash, scripts

PAGE = "notebooks/html/index.html"
OTHER = "notebooks/html/1_other.html"
LANGUAGE, SKIP = "<html lang='en'>", "<a href='#main'>Skip to the text</a>"
POLICY = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; img-src data:\">"
TEXT = "<main id='main'><h1 id='top'>A title</h1><h2 id='part'>A part</h2><p id='said'>Six states.</p>"
GOOD = LANGUAGE + POLICY + SKIP + TEXT
FILES = {"figures/members.svg", "figures/members.png"}


def faults(body: str, **options) -> list[str]:
    """Return the faults of a page whose body this is, beside a sound one."""
    told = proofread({PAGE: GOOD + body, OTHER: GOOD}, FILES, **options)
    assert all(fault.startswith(f"{PAGE}: ") for fault in told)
    return [fault.removeprefix(f"{PAGE}: ") for fault in told]


SOUND = [
    "<a href='#part'>a part</a>",
    "<a href='1_other.html#part'>another</a> <a href='1_other.html'>its top</a>",
    "<a href='../../figures/members.svg'>SVG</a>",
    "<a href='https://example.org/a?b=c#d'>elsewhere</a>",
    "<a>words of a link that has nowhere to lead</a>",
    "<img src='data:image/png;base64,AA' alt='Six bars'>",
    "<img src='../../figures/members.png' alt='Six bars'>",
    "<svg role='img' aria-labelledby='t'><title id='t'>Six bars</title><use href='#t'/></svg>",
    "<svg aria-hidden='true'></svg>",
    "<style>p { background: url(data:image/png;base64,AA) }</style>",
    "<script type='application/json'>[6]</script>",
    "<h3>a smaller heading needs no id</h3><h2 id='next'>and up again</h2>",
    "<p>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror=alert(1)&gt;</p>",
]
FAULTY = [
    ("<h1>Another title</h1>", "has 2 main headings"),
    ("<h4>deep</h4>", "skips from heading level 2 to 4 at 'deep'"),
    ("<h2 id='empty'> </h2>", "has an empty heading of level 2"),
    ("<h2>Unreachable</h2>", "has no id on the heading 'Unreachable'"),
    ("<p id='said'></p>", "uses the id 'said' 2 times"),
    ("<nav aria-labelledby='none'></nav>", "names <nav> by the id 'none', which says nothing"),
    ("<p id='q'></p><b aria-describedby='q'></b>", "names <b> by the id 'q', which says nothing"),
    ("<img src='data:,'>", "has a picture without alt text"),
    ("<img src='data:,' alt=' '>", "has a picture without alt text"),
    ("<svg aria-label='Six'></svg>", "has an SVG without a role and a name"),
    ("<svg role='img'></svg>", "has an SVG without a role and a name"),
    ("<img src='data:,' alt='No description has been provided for this image'>", "has no text alternative"),
    ("<iframe></iframe>", "has a <iframe> element"),
    ("<base href='/'>", "has a <base> element"),
    ("<form></form>", "has a <form> element"),
    ("<meta http-equiv='Refresh' content='0'>", "has a <meta> element"),
    ("<img src='data:,' alt='x' onerror='alert(1)'>", "has an onerror handler on <img>"),
    ("<svg aria-hidden='true' ONLOAD='alert(1)'></svg>", "has an onload handler on <svg>"),
    ("<link rel='stylesheet' href='https://example.org/a.css'>", "loads 'https://example.org/a.css'"),
    ("<img src='https://example.org/a.png' alt='x'>", "loads 'https://example.org/a.png'"),
    ("<img src='../../figures/none.png' alt='x'>", "loads '../../figures/none.png'"),
    ("<svg aria-hidden='true'><use xlink:href='a.svg#b'/></svg>", "loads 'a.svg#b' by <use xlink:href>"),
    ("<p style='background: url(\"//example.org/a\")'></p>", "loads '//example.org/a' from a style"),
    ("<style>@import 'a.css';</style>", "loads 'a.css' from a style"),
    ("<script>alert(1)</script>", "has a script that is not the package's own: 'alert(1)'"),
    ("<script type='MODULE'>alert(1)</script>", "has a script that is not the package's own"),
    ("<script type='text/jscript'>alert(1)</script>", "has a script that is not the package's own"),
    ("<a href='#nowhere'>x</a>", "links to places that are not there: '#nowhere'"),
    ("<a href='1_other.html#nowhere'>x</a>", "links to places that are not there: '1_other.html#nowhere'"),
    ("<a href='2_gone.html'>x</a>", "links to '2_gone.html', which is not in the report"),
    ("<a href='1_other.ipynb'>x</a>", "which is not in the report"),
    ("<a href='../../data/membership.csv'>x</a>", "which is not in the report"),
    (
        "<svg aria-hidden='true'><a xlink:href='#none'></a></svg>",
        "links to places that are not there: '#none'",
    ),
    ("<a href='javascript:alert(1)'>x</a>", "which is neither a page here nor an http(s) address"),
    ("<a href=' java\nscript:alert(1)'>x</a>", "which is neither a page here nor an http(s) address"),
    ("<a href='data:text/html,x'>x</a>", "which is neither a page here nor an http(s) address"),
    ("<a href='https:example.org'>x</a>", "which is neither a page here nor an http(s) address"),
    ("<a href='http://[x'>x</a>", "which is not an address"),
]


@pytest.mark.parametrize("body", SOUND)
def test_a_sound_page_has_no_faults(body):
    assert faults(body) == []


@pytest.mark.parametrize(("body", "fault"), FAULTY)
def test_a_fault_is_told_and_nothing_else(body, fault):
    (told,) = faults(body)
    assert fault in told


def test_a_script_from_elsewhere_is_both_loaded_and_unknown():
    unknown, loaded = sorted(faults("<script src='a.js'></script>"))
    assert "not the package's own" in unknown
    assert "loads 'a.js' by <script src>" in loaded


def test_the_packages_own_script_is_known():
    assert faults("<script>ask()</script>", known_scripts=["ask()"]) == []
    assert faults("<script>ask() </script>", known_scripts=["ask()"])


@pytest.mark.parametrize(
    ("shown", "private"),
    [
        ("see /srv/some/tables/membership.csv", True),
        ("file:///srv/some/tables", True),
        ("/srv/some/tables-of-others", False),
        ("https://example.org/srv/some/tables", False),
        ("../srv/some/tables", False),
        ("data/membership.csv", False),
    ],
)
def test_a_folder_of_the_machine_is_not_shown(shown, private):
    told = faults(f"<p>{shown}</p>", private=["/srv/some/tables", "/data", "/"])
    assert bool(told) == private


def test_a_folder_is_found_as_it_is_written_in_html():
    (told,) = faults("<p>/srv/a &amp; b</p>", private=["/srv/a & b"])
    assert "shows '/srv/a & b', a place on this machine" in told


def test_all_places_that_are_not_there_are_named_together():
    (told,) = faults("<a href='#a'>a</a><a href='1_other.html#b'>b</a><a href='#a'>again</a>")
    assert told == "links to places that are not there: '#a', '1_other.html#b'"


def test_faults_are_told_once_and_by_page():
    empty = LANGUAGE + POLICY + SKIP + "<main id='main'>"
    pages = {OTHER: GOOD + "<iframe></iframe><iframe></iframe>", PAGE: empty}
    first, second = proofread(pages, [])
    assert first == f"{OTHER}: has a <iframe> element"
    assert second == f"{PAGE}: has 0 main headings (# ...); a page has one"


def test_a_reading_gives_what_elements_say():
    reading = Reading("<ul><li class='a b'>Six <b>states</b><li>and more</ul><p class='b'>&lt;b&gt;")
    assert [text for _, text in reading.every("b", "p")] == ["states", "<b>"]
    assert [text for _, text in reading.every("ul")] == ["Six statesand more"]
    assert not list(reading.every("none"))


def test_a_script_is_what_a_browser_would_run():
    page = "<script>1</script><script type=' Application/JSON '>2</script><script type='module'>&lt;</script>"
    assert scripts(Reading(page)) == ["1", "&lt;"]


def test_the_hash_is_the_one_that_a_browser_computes():
    # The example of the CSP specification.
    expected = "'sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng='"
    assert script_hash("alert('Hello, world.');") == expected


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (POLICY + SKIP + TEXT, "does not say its language"),
        (LANGUAGE + SKIP + TEXT, "has no Content-Security-Policy that begins with default-src 'none'"),
        (GOOD.replace("default-src 'none'", "default-src *"), "has no Content-Security-Policy"),
        (LANGUAGE + POLICY + TEXT, "has no link to skip to its text"),
        (GOOD + "<table><tr><td>6</td></tr></table>", "has 1 <table> without a <caption>"),
        (GOOD + "<figure></figure>", "has 1 <figure> without a <figcaption>"),
    ],
)
def test_a_page_without_its_frame_is_told(page, said):
    (told,) = proofread({PAGE: page}, FILES)
    assert said in told

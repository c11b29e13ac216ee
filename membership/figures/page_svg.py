"""What a page makes of matplotlib's SVG: a lean picture that can be read aloud, followed and re-coloured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from membership.figures.thinning import (
    REFERENCE,
    draws_nothing,
    flattened,
    share_styles,
    shorten,
    styled,
    unclip,
)

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"


def inline(
    svg_text: str,
    *,
    prefix: str,
    title: str,
    description: str,
    links: Mapping[str, str],
    colours: Mapping[str, str],
    axis: str = "",
    twin: str = "",
) -> str:
    """Return the SVG of a chart, made for standing in a page.

    With links it is a group whose texts a screen reader passes over, as the description and the links say
    the same; without links it is an image. `prefix` begins every id, `links` name each link by the gid of its
    artist (one without a name is refused, and one to something other than a fragment or an http(s) address),
    `colours` name each colour by its hex code: it becomes ``var(--c-name,#hex)``. `axis` says where its axes
    of time are (see `exhibit.time_axes`), `twin` is the prefix of another layout on the same page, whose
    description serves for both.

    Examples
    --------
    >>> svg = f'<svg xmlns="{SVG}" viewBox="0 0 9 9"><path d="M 1 1 L 8 1" style="stroke: #1b1f24"/></svg>'
    >>> made = inline(svg, prefix="six", title="Six", description="", links={}, colours={"#1b1f24": "ink"})
    >>> made.partition("<path ")[2]
    'd="M1 1H8" style="stroke:var(--c-ink,#1b1f24)"/></svg>'
    """
    root = parsed(svg_text)
    family = next((styled(text).get("font-family", "") for text in root.iter("text")), "")
    _name_links(root, links)
    unclip(root)
    shorten(root, family, colours)
    renumber(root, prefix)
    root[:] = flattened(root)
    root.attrib = {"viewBox": root.attrib["viewBox"]}
    linked = root.find(".//a") is not None
    if linked:
        root[:] = _quietened(root)
    share_styles(root, prefix)
    told = {"title": title} if twin else {"title": title, "desc": description}
    for place, (tag, text) in enumerate(told.items()):
        root.insert(place, Element(tag, id=f"{prefix}-{tag}"))
        root[place].text = text
    described = f"{twin or prefix}-desc"
    named = {"aria-labelledby": f"{prefix}-title {described}"}
    if linked:  # a group is entered often: it is called by its title alone
        named = {"aria-labelledby": f"{prefix}-title", "aria-describedby": described}
    style = f"font-family:{family};stroke-linejoin:round" if family else "stroke-linejoin:round"
    root.attrib |= {"role": "group" if linked else "img", **named, "style": style}
    if axis:
        root.attrib["data-axis"] = axis
    return written(root)


def parsed(svg_text: str) -> Element:
    """Return an SVG as elements, without comments, metadata, namespaces and the space between them."""
    root = ElementTree.fromstring(svg_text)
    for element in root.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        element.attrib = {name.removeprefix(f"{{{XLINK}}}"): value for name, value in element.attrib.items()}
        element.tail = None
        if element.tag != "text" and not (element.text or "").strip():
            element.text = None
    for metadata in root.findall("metadata"):
        root.remove(metadata)
    return root


def written(root: Element) -> str:
    """Return elements as text, on one line."""
    return ElementTree.tostring(root, encoding="unicode").replace(" />", "/>")


def renumber(root: Element, prefix: str) -> None:
    """Replace each id that something refers to by `prefix` and its number, and drop the others.

    matplotlib makes them of a hash, which is another with another numpy, and the same in two pictures.
    """
    values = [value for e in root.iter() for value in (e.get("clip-path", ""), e.get("style", ""))]
    used = {name for value in values for name in REFERENCE.findall(value)}
    used |= {each.attrib["href"].removeprefix("#") for each in root.iter("use")}
    kept = [name for each in root.iter() if (name := each.get("id")) in used]
    new = {name: f"{prefix}-{number}" for number, name in enumerate(kept, start=1)}
    for element in root.iter():
        said = element.attrib
        if (name := said.pop("id", "")) in new:
            said["id"] = new[name]
        if element.tag == "use":
            said["href"] = f"#{new[said['href'].removeprefix('#')]}"
        for attribute in said.keys() & {"clip-path", "style"}:
            said[attribute] = REFERENCE.sub(lambda found: f"url(#{new[found[1]]})", said[attribute])


def palette_css(light: Mapping[str, str], dark: Mapping[str, str]) -> str:
    """Return the style that gives each role its colour: light, dark for who prefers it, light in print.

    Examples
    --------
    >>> print(palette_css({"ink": "#1b1f24"}, {"ink": "#e4e6e5"}))
    :root{--c-ink:#1b1f24}
    @media (prefers-color-scheme:dark){:root{--c-ink:#e4e6e5}}
    @media print{:root{--c-ink:#1b1f24}}
    """
    roles = colours(light).values()
    if missing := set(roles) - dark.keys():
        raise ValueError(f"no dark colour for {', '.join(sorted(missing))}")
    day, night = (
        f":root{{{';'.join(f'--c-{role}:{palette[role]}' for role in roles)}}}" for palette in (light, dark)
    )
    return f"{day}\n@media (prefers-color-scheme:dark){{{night}}}\n@media print{{{day}}}"


def colours(palette: Mapping[str, str]) -> dict[str, str]:
    """Return the role of each colour of a palette, by its hex code in lower case; no two may share one."""
    roles: dict[str, str] = {}
    for role, colour in palette.items():
        if other := roles.get(colour.lower()):
            raise ValueError(f"{other} and {role} are both {colour}, and in the dark could not be told apart")
        roles[colour.lower()] = role
    return roles


def _name_links(element: Element, links: Mapping[str, str], gid: str = "") -> None:
    # matplotlib writes the link inside the group of its artist, never around it.
    gid = element.get("id", gid)
    if element.tag == "a":
        target = element.attrib["href"]
        if urlsplit(target).scheme not in ("", "http", "https"):
            raise ValueError(f"{target!r} is not a fragment or an http(s) address")
        if not links.get(gid):
            raise ValueError(f"the link to {target!r} has no name; give one for the gid {gid!r} in `links`")
        element.attrib = {"href": target, "aria-label": links[gid]}
        for part in element.iterfind("path"):
            if draws_nothing(part):  # it takes the pointer; a style sheet may show it then
                part.attrib = {"d": part.attrib["d"], "opacity": "0"}
    for child in element:
        _name_links(child, links, gid)


def _quietened(element: Element) -> Iterator[Element]:
    """Yield what `element` holds, the texts between links in groups that are not read aloud."""
    for linked, run in groupby(element, lambda child: next(child.iter("a"), None) is not None):
        children = list(run)
        if linked or all(next(child.iter("text"), None) is None for child in children):
            yield from children
        else:
            group = Element("g", {"aria-hidden": "true"})
            group.extend(children)
            yield group

"""A page that holds one or two parts and nothing else, as a reader's browser would be given it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader

from membership.charts.kit.palette import DARK, LIGHT
from membership.figures.page_svg import palette_css
from membership.intervals.dates import words
from membership.site.pages import TEMPLATE, script
from membership.site.reading import script_hash

PARTS = Environment(loader=FileSystemLoader(TEMPLATE), autoescape=True, trim_blocks=True)
PARTS.filters["in_words"] = words


def page_of(parts: Mapping[str, Any], *scripts: str, around: str = "") -> str:
    """Return a page with these parts by name, each with its data, below `around`, and scripts by name."""
    code = [script(name) for name in ("address", *scripts)]
    css = "".join(
        (TEMPLATE / f"{name}.css").read_text(encoding="utf-8") for name in ("report", "exhibit", "parts")
    )
    made = "".join(
        PARTS.get_template(f"parts/{name}.html.j2").render(data=data) for name, data in parts.items()
    )
    hashes = " ".join(script_hash(each) for each in code)
    policy = f"default-src 'none'; style-src 'unsafe-inline'; img-src data:; script-src {hashes}"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Parts</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{css}{palette_css(LIGHT.roles(), DARK.roles())}</style></head>"
        f'<body><main id="main"><h1>Parts</h1>{around}{made}</main>'
        f"{''.join(f'<script>{each}</script>' for each in code)}</body></html>"
    )

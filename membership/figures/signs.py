"""The texts of the tables that charts draw, and whether the fonts have their signs."""

from __future__ import annotations

from collections.abc import Iterator

from membership.tables.loading import Tables

_DRAWN = {
    "organizations": ("name", "treaty_name", "in_text", "label"),
    "states": ("name",),
    "membership": ("known_as",),
    "dates": ("about", "title"),
    "codings": ("dataset",),
}
_IN_EVERY_FONT = 0x530  # Latin, Greek and Cyrillic come before; only for others are the fonts opened


def without_font(tables: Tables) -> Iterator[str]:
    """Yield a sentence for each table with a text that no font has: the first, and what to do about it."""
    for name, columns in _DRAWN.items():
        frame = getattr(tables, name)
        for text in dict.fromkeys(cell for column in columns for cell in frame[column]):
            if any(ord(sign) >= _IN_EVERY_FONT for sign in text):
                from membership.charts.kit.lettering import unknown_sign

                if said := unknown_sign(text):
                    yield f"{name}.csv: warning: {said}"
                    break

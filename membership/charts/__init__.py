"""The charts: each takes a DataFrame with the documented columns and gives back an Axes.

Nothing here reads a file, saves one, or knows the project's tables and rules.
"""

from importlib import import_module
from typing import Any

# Names are imported on first use: who wants the palette, as a page does, need not load what draws.
_HOME = {
    "DARK": "kit.palette",
    "FONTS": "kit.lettering",
    "LIGHT": "kit.palette",
    "Palette": "kit.palette",
    "belonging_chart": "shared_members",
    "chronology_chart": "chronology",
    "codings_chart": "codings",
    "count_chart": "counts",
    "definition_panels": "panels",
    "kinds_chart": "kinds",
    "lead_chart": "lead",
    "lint": "kit.legibility",
    "milestones_chart": "milestones",
    "survival_chart": "survival_curves",
    "tile_map": "tiles",
    "timeline": "timelines",
    "verdict_chart": "verdicts",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'membership.charts' has no attribute {name!r}")
    value = getattr(import_module(f"membership.charts.{_HOME[name]}"), name)
    globals()[name] = value
    return value

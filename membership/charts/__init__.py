"""The charts: each takes a DataFrame with the documented columns and gives back an Axes.

Nothing here reads a file, saves one, or knows the project's tables and rules.
"""

from membership.charts.bars import end_id
from membership.charts.belonging import belonging_chart
from membership.charts.fonts import FONTS
from membership.charts.lint import lint
from membership.charts.panels import definition_panels, panel_kind
from membership.charts.steps import count_chart
from membership.charts.survival import survival_chart
from membership.charts.timeline import timeline
from membership.palette import DARK, LIGHT, Palette

__all__ = [
    "DARK",
    "FONTS",
    "LIGHT",
    "Palette",
    "belonging_chart",
    "count_chart",
    "definition_panels",
    "end_id",
    "lint",
    "panel_kind",
    "survival_chart",
    "timeline",
]

"""The charts: each takes a DataFrame with the documented columns and gives back an Axes.

Nothing here reads a file, saves one, or knows the project's tables and rules.
"""

from membership.charts.chronology import chronology_chart
from membership.charts.codings import codings_chart
from membership.charts.counts import count_chart
from membership.charts.kinds import kinds_chart
from membership.charts.kit.bars import end_id
from membership.charts.kit.fonts import FONTS
from membership.charts.kit.legibility import lint
from membership.charts.kit.palette import DARK, LIGHT, Palette
from membership.charts.lead import lead_chart
from membership.charts.milestones import milestones_chart
from membership.charts.panels import definition_panels, panel_kind
from membership.charts.shared_members import belonging_chart
from membership.charts.survival_curves import survival_chart
from membership.charts.tiles import tile_map
from membership.charts.timelines import timeline
from membership.charts.verdicts import verdict_chart

__all__ = [
    "DARK",
    "FONTS",
    "LIGHT",
    "Palette",
    "belonging_chart",
    "chronology_chart",
    "codings_chart",
    "count_chart",
    "definition_panels",
    "end_id",
    "kinds_chart",
    "lead_chart",
    "lint",
    "milestones_chart",
    "panel_kind",
    "survival_chart",
    "tile_map",
    "timeline",
    "verdict_chart",
]

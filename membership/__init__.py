"""Who belonged to an alliance, since when, until when, and how we know.

Tables of dated actions go in; spells of membership under a stated definition, charts and
sentences come out. The names below are the whole public interface.

>>> import membership as m
>>> spells = m.spells(m.load(), organization="CSTO")
>>> int(m.member_count(spells).iloc[0]) == len(m.members_on(spells, "1992-05-15"))
True
"""

from importlib import import_module
from pathlib import Path
from typing import Any

if not Path(__file__).is_file():  # its tables and fonts are read as files
    raise ImportError(f"membership cannot run from inside an archive, {__file__}; unpack or install it")

__version__ = "0.1.0"

# Names are imported on first use, so that `import membership` costs no pandas and no matplotlib.
_HOME = {
    "TableError": "tables.faults",
    "Tables": "tables.loading",
    "load": "tables.loading",
    "check": "tables.loading",
    "from_spells": "tables.importing",
    "diff": "tables.difference",
    "spells": "derive.memberships",
    "pauses": "derive.memberships",
    "offered": "derive.memberships",
    "Organization": "derive.organizations",
    "organization": "derive.organizations",
    "steps": "derive.step_facts",
    "changes": "derive.step_facts",
    "dyads": "derive.export",
    "dyad_differences": "derive.coding_reasons",
    "disputes": "derive.evidence",
    "known_facts": "derive.evidence",
    "fact_entries": "derive.evidence",
    "disputed_facts": "derive.evidence",
    "strength": "derive.evidence",
    "coded_members": "derive.coding_reasons",
    "coding_differences": "derive.coding_reasons",
    "checked_claims": "derive.claims",
    "tally": "derive.claims",
    "chronicle": "derive.events",
    "in_lanes": "derive.events",
    "terms": "derive.events",
    "deployments": "derive.events",
    "tenures": "derive.tenure",
    "tallies": "derive.tenure",
    "survival": "derive.tenure",
    "belonging": "derive.answers",
    "common_day": "derive.answers",
    "standing": "derive.answers",
    "provability": "derive.evidence",
    "sources_in_use": "derive.evidence",
    "statuses": "derive.organizations",
    "bindings": "derive.instruments",
    "binding_steps": "derive.instruments",
    "promises": "derive.rule_trials",
    "alternatives": "derive.other_sources",
    "plateaus": "derive.other_sources",
    "source_range": "derive.other_sources",
    "suppose": "derive.other_sources",
    "members_on": "intervals.counting",
    "count_on": "intervals.counting",
    "member_count": "intervals.counting",
    "member_range": "intervals.counting",
    "change_points": "intervals.counting",
    "timeline": "charts.timelines",
    "count_chart": "charts.counts",
    "definition_panels": "charts.panels",
    "belonging_chart": "charts.shared_members",
    "survival_chart": "charts.survival_curves",
    "codings_chart": "charts.codings",
    "kinds_chart": "charts.kinds",
    "milestones_chart": "charts.milestones",
    "verdict_chart": "charts.verdicts",
    "lead_chart": "charts.lead",
    "chronology_chart": "charts.chronology",
    "tile_map": "charts.tiles",
    "lint": "charts.kit.legibility",
    "Palette": "charts.kit.palette",
    "figure": "figures.exhibit",
    "credit": "figures.source_lines",
    "prose": "outputs.sentences",
    "table": "outputs.reading_tables",
    "part": "outputs.parts",
    "fact_part": "outputs.parts",
    "source_part": "outputs.parts",
    "claim_part": "outputs.parts",
    "definitions_part": "outputs.parts",
    "day_part": "outputs.parts",
    "lab_part": "outputs.parts",
    "state_part": "outputs.parts",
    "tile_part": "outputs.parts",
    "find_part": "outputs.parts",
    "stem": "outputs.sentences",
    "proof": "outputs.sentences",
    "LIGHT": "charts.kit.palette",
    "DARK": "charts.kit.palette",
    "FONTS": "charts.kit.lettering",
}
__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'membership' has no attribute {name!r}")
    value = getattr(import_module(f"membership.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return [*__all__, "__version__"]

"""The colours, dashes and hatching of the charts, in light and in dark."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Palette:
    """The colours of a chart by what they mean; `series` tells organizations apart.

    `member` fills a bar, `early` its first phase; `on_member` and `on_early` are the text on them.
    """

    paper: str = "#ffffff"
    ink: str = "#1b1f24"
    soft: str = "#555c64"
    grid: str = "#dde1e4"
    member: str = "#1f5fa8"
    early: str = "#c4d8ee"
    on_member: str = "#fdfdfd"
    on_early: str = "#12263c"
    dispute: str = "#a34a00"
    series: tuple[str, ...] = (
        "#1f5fa9",
        "#b3561b",
        "#4c7a2a",
        "#7b4fa3",
        "#8a6d00",
        "#0f7c85",
        "#a8325e",
        "#5a5f66",
    )

    def roles(self) -> dict[str, str]:
        """Return every colour by the name of its role; the series are ``series-1`` and so on."""
        roles = {name: value for name, value in vars(self).items() if isinstance(value, str)}
        return {
            **{name.replace("_", "-"): value for name, value in roles.items()},
            **{f"series-{number}": value for number, value in enumerate(self.series, start=1)},
        }


LIGHT = Palette()
DARK = Palette(
    paper="#14171a",
    ink="#e6e8e7",
    soft="#aab2b8",
    grid="#343b41",
    member="#6fa8e8",
    early="#27415f",
    on_member="#0c1620",
    on_early="#e9f1fa",
    dispute="#f0a35e",
    series=("#6fa8e9", "#e8945a", "#93c46c", "#c29be6", "#d6b84a", "#5cc4cc", "#ee86ac", "#a9b0b7"),
)

DASHES = (
    "solid",
    (0, (5, 1.5)),
    (0, (1.2, 1.2)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (7, 1.2, 1.2, 1.2, 1.2, 1.2)),
    (0, (8, 2)),
    (0, (2, 2)),
    (0, (4, 1, 1, 1, 1, 1)),
)
HATCH = "//////"


def series_marks(names: Iterable[str], palette: Palette) -> dict[str, tuple[str, Any]]:
    """Return the colour and the dashes of each series by its name, the same in every chart of these names.

    Examples
    --------
    >>> series_marks(["A", "B"], LIGHT)["A"]
    ('#1f5fa9', 'solid')
    """
    return {
        name: (palette.series[place % len(palette.series)], DASHES[place % len(DASHES)])
        for place, name in enumerate(names)
    }

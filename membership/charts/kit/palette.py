"""The colours and hatching of the charts, in light and in dark: one for the hero of all, greys for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

HATCH = "////"


@dataclass(frozen=True)
class Palette:
    """The colours of a chart by what they mean.

    `member` is the hero's: it fills a bar, and `early` its first phase; `on_member` and `on_early` are the
    text on them. `others` are the greys of the organizations beside the hero; `series` tell organizations
    apart where none is the hero. `verdicts` run from supported to contradicted and on to what is not rated.
    """

    paper: str = "#ffffff"
    ink: str = "#1b1f24"
    soft: str = "#555c64"
    grid: str = "#e3e6e8"
    member: str = "#c03d13"
    early: str = "#f3cdbd"
    on_member: str = "#fffdfb"
    on_early: str = "#43180a"
    dispute: str = "#7a6f66"
    others: tuple[str, ...] = ("#2e353c", "#59626b", "#717a83")
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
    verdicts: tuple[str, ...] = ("#1d6996", "#5b94b8", "#b98a12", "#8a1c4e", "#87909a", "#c3c9ce")

    def roles(self) -> dict[str, str]:
        """Return every colour by the name of its role; the series are ``series-1`` and so on."""
        roles: dict[str, str] = {}
        for name, value in vars(self).items():
            if isinstance(value, str):
                roles[name.replace("_", "-")] = value
            else:
                one = name.removesuffix("s") if name != "series" else name
                roles |= {f"{one}-{number}": colour for number, colour in enumerate(value, start=1)}
        return roles

    def beside(self) -> Palette:
        """Return the palette of an organization that is not the hero: its bars are grey."""
        return replace(self, member=self.others[0], early=self.grid, on_early=self.ink)


LIGHT = Palette()
DARK = Palette(
    paper="#14171a",
    ink="#e6e8e7",
    soft="#aab2b8",
    grid="#2f363b",
    member="#ff8a5e",
    early="#5a2a19",
    on_member="#1d0d06",
    on_early="#ffe9e0",
    dispute="#b8aca2",
    others=("#d3d8dc", "#a4adb5", "#88929b"),
    series=("#6fa8e9", "#e8945a", "#93c46c", "#c29be6", "#d6b84a", "#5cc4cc", "#ee86ac", "#a9b0b7"),
    verdicts=("#58b4e6", "#3f7fa6", "#d8ab3a", "#ff9dcb", "#7d8790", "#4a5259"),
)


def series_colours(names: Sequence[str], palette: Palette, highlight: str | None = None) -> dict[str, str]:
    """Return the colour of each series by its name.

    With a `highlight` that series has the hero's colour, and the others are grey: the first dark, the
    second paler, all further ones the palest.

    Examples
    --------
    >>> series_colours(["A", "B"], LIGHT, highlight="B") == {"A": LIGHT.others[0], "B": LIGHT.member}
    True
    """
    if highlight is None:
        return {name: palette.series[place % len(palette.series)] for place, name in enumerate(names)}
    others = [name for name in names if name != highlight]
    last = len(palette.others) - 1
    greys = {name: palette.others[min(place, last)] for place, name in enumerate(others)}
    return {name: greys.get(name, palette.member) for name in names}

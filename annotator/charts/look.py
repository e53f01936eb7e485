"""How charts look: the colours of light and dark pages, the faces and the size of text."""

from __future__ import annotations

from dataclasses import dataclass

SANS = ("Noto Sans", "Segoe UI", "SF Pro Text", "Helvetica Neue", "DejaVu Sans")


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of a chart, by what they are for, as "#rrggbb"; all of them different.

    sans: font families, the first that is installed is taken. size: of text, in points.
    """

    paper: str
    line: str
    text: str
    soft: str
    accent: str
    warn: str
    sans: tuple[str, ...] = SANS
    size: float = 9.0

    @property
    def small(self) -> float:
        """One step smaller, for what steps back."""
        return self.size - 1.0

    @property
    def colours(self) -> dict[str, str]:
        """Each colour by its name."""
        return {
            name: getattr(self, name)
            for name in ("paper", "line", "text", "soft", "accent", "warn")
        }


LIGHT = Look(
    paper="#FFFFFF",
    line="#E3E0DA",
    text="#1F2328",
    soft="#6B6F76",
    accent="#2B5C8A",
    warn="#9A6700",
)
DARK = Look(
    paper="#25282C",
    line="#363A40",
    text="#E6E4DF",
    soft="#9BA0A8",
    accent="#7FB2E0",
    warn="#E0B65A",
)

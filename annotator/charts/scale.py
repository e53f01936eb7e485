"""From values to points, on the scales of agreement."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import floor

_LOWEST = -0.4
"""Scales end here: what lies below is an arrow, and its number stands beside it or is told."""


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale from `low` to 1, drawn from one place to another; a value beyond stops at its end."""

    low: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies, in points."""
        share = (min(max(value, self.low), 1.0) - self.low) / (1.0 - self.low)
        return self.start + share * (self.end - self.start)

    def fifths(self) -> list[float]:
        """The round values from `low` to 1."""
        return [fifth / 5 for fifth in range(round(self.low * 5), 6)]


def lowest(values: Iterable[float]) -> float:
    """Where a scale begins: at 0, or at the fifth below it that holds what is negative."""
    return max(_LOWEST, floor(min([0.0, *values]) * 5) / 5)

"""Stretches of text in Unicode code points, and the bridge to the UTF-16 units that Qt counts."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_WIDE = re.compile("[\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of an article's text, in Unicode code points, and the words in it.

    The quote is `text[start:end]`; it is kept on purpose, so that any drift between a span and
    its text shows.
    """

    start: int
    end: int
    quote: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span needs 0 <= start < end, not {self.start}-{self.end}")
        if len(self.quote) != self.end - self.start:
            raise ValueError(
                f"the quote of {self.start}-{self.end} has {len(self.quote)} characters"
            )

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Span:
        """The span `start`-`end` of `text`; ValueError if it is empty or reaches beyond it."""
        return cls(start, end, text[start:end])

    def fits(self, text: str) -> bool:
        """Whether the words of the span stand at its place in `text`."""
        return text[self.start : self.end] == self.quote

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


class Utf16Map:
    """Turns code points into UTF-16 units and back, for one text.

    Only the places of wide characters (above U+FFFF) are kept, so ordinary text costs nothing and
    a conversion is one binary search. A unit inside a surrogate pair counts as its character.
    """

    def __init__(self, text: str) -> None:
        self._wide = [] if text.isascii() else [found.start() for found in _WIDE.finditer(text)]
        self._wide_units = [i + n for n, i in enumerate(self._wide)]

    def to_utf16(self, point: int) -> int:
        """The UTF-16 unit at which the code point `point` begins."""
        return point + bisect_left(self._wide, point)

    def to_point(self, unit: int) -> int:
        """The code point to which the UTF-16 unit `unit` belongs."""
        return unit - bisect_left(self._wide_units, unit)

"""What charts of cells share: how strong a cell is filled, and what colour its number has."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.charts.sheet import Sheet

_WEAKEST, _WEAK = 0.05, 0.40
_SMALLEST = 4.5
"""Points of the smallest number that is still drawn; smaller cells tell theirs when asked."""


def opacity(share: float, *, is_strong: bool) -> float:
    """How strong a cell is filled: a strong one wholly, a weak one by its share of 0 to 1.

    Nothing lies between: on half strength neither dark nor light figures read well.
    """
    if is_strong:
        return 1.0
    return _WEAKEST + (_WEAK - _WEAKEST) * min(max(share, 0.0), 1.0)


def figures_on(sheet: Sheet, *, is_strong: bool) -> str:
    """The colour of figures on a weak or strong cell."""
    return sheet.look.paper if is_strong else sheet.look.text


def figures_size(sheet: Sheet, texts: Sequence[str], across: float, down: float) -> float:
    """Points of figures so that all fit into cells of a size; 0 if they could not be read."""
    widest = sheet.width_of(texts)
    by_width = (across - 3) / widest * sheet.look.size if widest else sheet.look.size
    size = min(sheet.look.size, by_width, down * 0.75)
    return size if size >= _SMALLEST else 0.0

"""Coder by coder: one cell a pair, below a diagonal on which the coders' names stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure

from annotator.charts.grid import figures_on, figures_size, opacity
from annotator.charts.look import LIGHT, Look
from annotator.charts.sheet import MARGIN, Drawn, Sheet, Spot
from annotator.charts.words import Words
from annotator.model.agreement import PairAgreement

_CELL, _TALLEST, _WIDEST = 24.0, 34.0, 64.0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A pair's number, and all of it in a sentence."""

    value: float | None
    words: str


@dataclass(frozen=True, slots=True)
class _Table:
    """Where cells lie: the upper left corner of the first, and the size of each, in points."""

    left: float
    top: float
    across: float
    down: float

    def corner(self, row: int, column: int) -> tuple[float, float]:
        return self.left + column * self.across, self.top + row * self.down


_Cells = Mapping[tuple[int, int], _Cell]
"""By the places of two coders, the later one first."""


def heat_height(n_coders: int) -> float:
    """Inches that a map of so many coders wants."""
    return (2 * MARGIN + max(n_coders, 2) * _CELL) / 72


def heat(
    figure: Figure,
    pairs: Sequence[PairAgreement],
    coders: Sequence[str],
    look: Look = LIGHT,
    threshold: float = 0.800,
    words: Words | None = None,
) -> Drawn:
    """Draw α of each pair of coders; pairs that reach the threshold are filled strongly.

    A spot covers a cell; its name is both coders', with a line end between them.
    """
    words = words or Words()
    known = {(pair.first, pair.second): _of_pair(pair, words) for pair in pairs}
    return _draw(Sheet(figure, look, words), _cells(known, coders, words), coders, threshold)


def heat_of(
    figure: Figure,
    values: Mapping[tuple[str, str], float | None],
    coders: Sequence[str],
    look: Look = LIGHT,
    threshold: float = 0.800,
    words: Words | None = None,
) -> Drawn:
    """Draw a plain number of each pair of coders, such as F1 of their events."""
    words = words or Words()
    known = {pair: _of_value(*pair, value, words) for pair, value in values.items()}
    return _draw(Sheet(figure, look, words), _cells(known, coders, words), coders, threshold)


def describe_heat(
    pairs: Sequence[PairAgreement], coders: Sequence[str], words: Words | None = None
) -> str:
    """The map in sentences, one a pair."""
    words = words or Words()
    known = {(pair.first, pair.second): _of_pair(pair, words) for pair in pairs}
    return _describe(_cells(known, coders, words), words)


def describe_heat_of(
    values: Mapping[tuple[str, str], float | None],
    coders: Sequence[str],
    words: Words | None = None,
) -> str:
    """The map of plain numbers in sentences, one a pair."""
    words = words or Words()
    known = {pair: _of_value(*pair, value, words) for pair, value in values.items()}
    return _describe(_cells(known, coders, words), words)


def _describe(cells: _Cells, words: Words) -> str:
    """The worst pairs first, those without a number last."""
    order = sorted(cells.values(), key=lambda each: 2.0 if each.value is None else each.value)
    return " ".join(cell.words for cell in order) or words.nothing


def _of_pair(pair: PairAgreement, words: Words) -> _Cell:
    if pair.alpha.value is None:
        reason = words.reason(pair.alpha.reason)
        sentence = words.undefined_pair.format(first=pair.first, second=pair.second, reason=reason)
        return _Cell(None, sentence)
    sentence = words.pair.format(
        first=pair.first,
        second=pair.second,
        value=words.number(pair.alpha.value, 3),
        units=words.number(pair.n_units, 0),
    )
    return _Cell(pair.alpha.value, sentence)


def _of_value(first: str, second: str, value: float | None, words: Words) -> _Cell:
    if value is None:
        reason = words.reason("")
        return _Cell(None, words.undefined_pair.format(first=first, second=second, reason=reason))
    written = words.number(value, 3)
    return _Cell(value, words.bare_pair.format(first=first, second=second, value=written))


def _cells(
    known: Mapping[tuple[str, str], _Cell], coders: Sequence[str], words: Words
) -> dict[tuple[int, int], _Cell]:
    """A cell for every two coders, whichever of them a pair names first."""
    cells: dict[tuple[int, int], _Cell] = {}
    for row, second in enumerate(coders):
        for column, first in enumerate(coders[:row]):
            found = known.get((first, second)) or known.get((second, first))
            cells[row, column] = found or _of_value(first, second, None, words)
    return cells


def _draw(sheet: Sheet, cells: _Cells, coders: Sequence[str], threshold: float) -> Drawn:
    if not cells:
        return sheet.empty()
    table, spots = _table(sheet, coders), []
    _draw_names(sheet, table, coders)
    texts = ["" if each.value is None else _number(sheet, each.value) for each in cells.values()]
    size = figures_size(sheet, texts, table.across, table.down)
    for (row, column), cell in cells.items():
        x, y = table.corner(row, column)
        _draw_cell(sheet, cell, (x, y, table.across, table.down), size, threshold)
        half_width, half_height = table.across / 2, table.down / 2
        name = f"{coders[column]}\n{coders[row]}"
        middle = x + half_width, y + half_height
        spots.append(Spot(*middle, half_width, half_height, cell.words, name))
    return sheet.done(spots, _describe(cells, sheet.words))


def _number(sheet: Sheet, value: float) -> str:
    return sheet.words.number(value, 2)


def _table(sheet: Sheet, coders: Sequence[str]) -> _Table:
    """Room for names at the left, and at the right for the last name on the diagonal."""
    widest = sheet.width_of(coders)
    left = MARGIN + min(widest, sheet.width * 0.28) + 8
    right = min(sheet.width_of(coders[-2:-1]), sheet.width * 0.2)
    across = (sheet.width - left - right - MARGIN) / (len(coders) - 1)
    down = (sheet.height - 2 * MARGIN) / len(coders)
    return _Table(left, MARGIN, max(min(across, _WIDEST), 1.0), max(min(down, _TALLEST), 1.0))


def _draw_names(sheet: Sheet, table: _Table, coders: Sequence[str]) -> None:
    """The name of a column stands on top of it, on the diagonal; that of a row at its left."""
    size = min(sheet.look.size, table.down * 0.8)
    for place, coder in enumerate(coders):
        x, y = table.corner(place, place)
        y += table.down / 2
        if place:
            label = sheet.fitting(coder, table.left - MARGIN - 8, size)
            sheet.text(table.left - 8, y, label, size=size, side="right")
        if place < len(coders) - 1:
            label = sheet.fitting(coder, sheet.width - MARGIN - x - 3, size)
            sheet.text(x + 3, y, label, colour=sheet.look.soft, size=size)


def _draw_cell(
    sheet: Sheet,
    cell: _Cell,
    place: tuple[float, float, float, float],
    size: float,
    threshold: float,
) -> None:
    x, y, across, down = place
    inner = max(across - 1.5, 1.0), max(down - 1.5, 1.0)
    if cell.value is None:
        sheet.cell(x, y, inner, sheet.look.soft, opacity=0.6, hatch="/////")
        return
    is_strong = cell.value >= threshold
    sheet.cell(x, y, inner, sheet.look.accent, opacity=opacity(cell.value, is_strong=is_strong))
    if size:
        colour = figures_on(sheet, is_strong=is_strong)
        middle = x + inner[0] / 2, y + inner[1] / 2
        sheet.text(*middle, _number(sheet, cell.value), colour=colour, size=size, side="center")

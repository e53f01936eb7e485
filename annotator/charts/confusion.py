"""The confusion matrix: how often one category met another; disagreement stands out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from matplotlib.figure import Figure

from annotator.charts.grid import figures_on, figures_size, opacity
from annotator.charts.look import LIGHT, Look
from annotator.charts.sheet import MARGIN, Drawn, Sheet, Spot
from annotator.charts.words import Words

_CELL, _TALLEST, _WIDEST, _HEAD = 22.0, 30.0, 72.0, 18.0
_STRONG = 0.75
"""Of the commonest confusion: cells from here on are filled strongly."""

SUBDUED = 0.4
"""Opacity of the diagonal, which has to step back."""

_MOST_TOLD = 5


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that is not empty: its number as written, and all of it in a sentence.

    share: of the commonest confusion; None on the diagonal.
    """

    row: int
    column: int
    count: float
    share: float | None
    written: str
    words: str


@dataclass(frozen=True, slots=True)
class _Table:
    """Where cells lie, in points. numbered: columns are named by the numbers of their rows."""

    left: float
    top: float
    across: float
    down: float
    numbered: bool

    def corner(self, cell: _Cell) -> tuple[float, float]:
        return self.left + cell.column * self.across, self.top + cell.row * self.down


def confusion_height(n_categories: int) -> float:
    """Inches that a matrix of so many categories wants."""
    return (2 * MARGIN + _HEAD + max(n_categories, 1) * _CELL) / 72


def confusion(
    figure: Figure,
    labels: Sequence[str],
    matrix: Sequence[Sequence[float]],
    look: Look = LIGHT,
    words: Words | None = None,
) -> Drawn:
    """Draw a matrix, shape (n_labels, n_labels), of how often pairs of values met; 0 is left empty.

    Columns whose labels do not fit are numbered, and so are the rows then. A spot covers a cell
    that is not empty; its name is both labels, with a line end between them.
    """
    words = words or Words()
    sheet = Sheet(figure, look, words)
    cells = _cells(labels, matrix, words)
    if not cells:
        return sheet.empty()
    table = _table(sheet, labels)
    _draw_labels(sheet, table, labels)
    _draw_grid(sheet, table, len(labels))
    for of_diagonal in (True, False):
        drawn = [cell for cell in cells if (cell.share is None) is of_diagonal]
        texts = [cell.written for cell in drawn]
        size = figures_size(sheet, texts, table.across, table.down)
        for cell in drawn:
            _draw_cell(sheet, table, cell, size)
    spots = [_spot(table, cell, f"{labels[cell.row]}\n{labels[cell.column]}") for cell in cells]
    return sheet.done(spots, describe_confusion(labels, matrix, words))


def describe_confusion(
    labels: Sequence[str], matrix: Sequence[Sequence[float]], words: Words | None = None
) -> str:
    """The matrix in sentences: how much is the same, then the commonest confusions."""
    words = words or Words()
    cells = _cells(labels, matrix, words)
    if not cells:
        return words.nothing
    same = sum(cell.count for cell in cells if cell.share is None)
    everything = sum(cell.count for cell in cells)
    summary = words.confusions.format(all=_count(everything, words), same=_count(same, words))
    # A pair stands on both sides of the diagonal.
    pairs = [cell for cell in cells if cell.row < cell.column]
    pairs.sort(key=lambda cell: -cell.count)
    return " ".join([summary, *(cell.words for cell in pairs[:_MOST_TOLD])])


def _cells(labels: Sequence[str], matrix: Sequence[Sequence[float]], words: Words) -> list[_Cell]:
    found = [
        (row, column, count)
        for row, counts in enumerate(matrix)
        for column, count in enumerate(counts)
        if count
    ]
    most = max((count for row, column, count in found if row != column), default=1.0)
    cells = []
    for row, column, count in found:
        is_same = row == column
        template, written = words.same if is_same else words.confused, _count(count, words)
        sentence = template.format(first=labels[row], second=labels[column], count=written)
        share = None if is_same else count / most
        cells.append(_Cell(row, column, count, share, written, sentence))
    return cells


def _count(count: float, words: Words) -> str:
    """Whole where it is whole: with more than two coders a pair counts by parts."""
    return words.number(count, 0 if abs(count - round(count)) < 0.05 else 1)


def _spot(table: _Table, cell: _Cell, name: str) -> Spot:
    (x, y), across, down = table.corner(cell), table.across / 2, table.down / 2
    return Spot(x + across, y + down, across, down, cell.words, name)


def _table(sheet: Sheet, labels: Sequence[str]) -> _Table:
    """Columns get their labels if every one fits, whole, over its column."""
    widest = sheet.width_of(labels)
    down = (sheet.height - 2 * MARGIN - _HEAD) / len(labels)

    def across(left: float) -> float:
        return max(min((sheet.width - left - MARGIN) / len(labels), _WIDEST), 1.0)

    left = MARGIN + min(widest, sheet.width * 0.36) + 8
    down = max(min(down, _TALLEST), 1.0)
    if widest <= across(left) - 4:
        return _Table(left, MARGIN + _HEAD, across(left), down, False)
    left = MARGIN + min(widest + _number_room(sheet, labels), sheet.width * 0.4) + 8
    return _Table(left, MARGIN + _HEAD, across(left), down, True)


def _number_room(sheet: Sheet, labels: Sequence[str]) -> float:
    return sheet.width_of([str(len(labels))]) + 6


def _draw_labels(sheet: Sheet, table: _Table, labels: Sequence[str]) -> None:
    size, look = min(sheet.look.size, table.down * 0.8), sheet.look
    right = table.left - 8
    end = right - _number_room(sheet, labels) if table.numbered else right
    step = ceil((sheet.width_of([str(len(labels))]) + 4) / table.across) if table.numbered else 1
    for place, label in enumerate(labels):
        y = table.top + (place + 0.5) * table.down
        x = table.left + (place + 0.5) * table.across
        sheet.text(end, y, sheet.fitting(label, end - MARGIN, size), size=size, side="right")
        head = str(place + 1) if table.numbered else label
        if table.numbered:
            sheet.text(right, y, head, colour=look.soft, size=size, side="right")
        if place % step == 0:
            sheet.text(x, table.top - 9, head, colour=look.soft, side="center")


def _draw_grid(sheet: Sheet, table: _Table, n_labels: int) -> None:
    right, bottom = table.left + n_labels * table.across, table.top + n_labels * table.down
    for place in range(n_labels + 1):
        x, y = table.left + place * table.across, table.top + place * table.down
        sheet.line((x, table.top), (x, bottom), sheet.look.line, 0.6)
        sheet.line((table.left, y), (right, y), sheet.look.line, 0.6)


def _draw_cell(sheet: Sheet, table: _Table, cell: _Cell, size: float) -> None:
    look, (x, y), area = sheet.look, table.corner(cell), (table.across, table.down)
    if cell.share is None:
        sheet.cell(x, y, area, look.line, opacity=SUBDUED)
        colour = look.soft
    else:
        is_strong = cell.share >= _STRONG
        sheet.cell(x, y, area, look.warn, opacity=opacity(cell.share, is_strong=is_strong))
        colour = figures_on(sheet, is_strong=is_strong)
    if size:
        middle = x + table.across / 2, y + table.down / 2
        sheet.text(*middle, cell.written, colour=colour, size=size, side="center")

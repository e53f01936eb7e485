"""A list of any length: the model knows numbers, and asks for the rows that are looked at."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from annotator.ui.widgets.columns import heading_data, side_of

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

PAGE = 32
"""Rows asked for at a time: about as many as are seen."""

KEPT = 2_000
"""Rows kept; those looked at longest ago are let go."""


@dataclass(frozen=True, slots=True)
class PagedColumn(Generic[Row]):
    """One column: its name in a search, its heading, the words of a cell.

    is_sortable: whether the list can be put in the order of this column.
    """

    name: str
    heading: str
    text: Callable[[Row], str]
    width: int = 120
    is_number: bool = False
    is_sortable: bool = True


class PagedModel(QAbstractTableModel, Generic[Row]):
    """Numbers in their order; a row that is not there yet is an empty line until it comes."""

    wanted = Signal(object)  # list[int]: numbers of rows that are looked at and not there

    def __init__(self, columns: Sequence[PagedColumn[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.numbers: array[int] = array("l")
        self._rows: OrderedDict[int, Row] = OrderedDict()
        self._asked: set[int] = set()
        self._pages: OrderedDict[int, None] = OrderedDict()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._ask)

    # --- filling -------------------------------------------------------------------------

    def show_numbers(self, numbers: array[int], *, is_fresh: bool = False) -> None:
        """Replace the list; rows that are known stay, unless everything is to be read anew."""
        self.beginResetModel()
        self.numbers = numbers
        if is_fresh:
            self._rows.clear()
        self._asked.clear()
        self._pages.clear()
        self.endResetModel()

    def clear(self) -> None:
        """Show nothing, and know of nothing."""
        self.show_numbers(array("l"), is_fresh=True)

    def take_rows(self, rows: Iterable[tuple[int, Row]]) -> None:
        """Put in rows, each with its number."""
        for number, row in rows:
            self._rows[number] = row
            self._rows.move_to_end(number)
        self._asked.clear()
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)
        if self.numbers:
            last = self.index(len(self.numbers) - 1, len(self.columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)

    def _ask(self) -> None:
        """Ask for what was looked at since the last time, what was looked at last first."""
        missing: list[int] = []
        for page in reversed(self._pages):
            stretch = self.numbers[page * PAGE : (page + 1) * PAGE]
            missing += [n for n in stretch if n not in self._rows and n not in self._asked]
            if len(missing) >= 3 * PAGE:
                break
        self._pages.clear()
        if missing:
            self._asked.update(missing)
            self.wanted.emit(missing)

    # --- looking -------------------------------------------------------------------------

    def row(self, index: Index) -> Row | None:
        """The row at an index, or None while it is not there."""
        number = self.number(index)
        return None if number is None else self._rows.get(number)

    def number(self, index: Index) -> int | None:
        """The number at an index, or None."""
        return self.numbers[index.row()] if index.isValid() else None

    def place_of(self, number: int | None) -> int | None:
        """Where a number stands in the list, or None."""
        try:
            return None if number is None else self.numbers.index(number)
        except ValueError:
            return None

    def known(self, number: int) -> Row | None:
        """The row of a number, or None while it is not there."""
        return self._rows.get(number)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are, known or not."""
        return 0 if parent.isValid() else len(self.numbers)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell; looking at a cell is what has its row read."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(column)
        if role not in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.UserRole,
        ):
            return None
        row = self._rows.get(self.numbers[index.row()])
        if row is None:
            self._look_at(index.row() // PAGE)
            return "" if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.UserRole:
            return row
        words = column.text(row)
        if role == Qt.ItemDataRole.ToolTipRole:  # a tooltip would read markup and load images
            return f"<span>{escape(words)}</span>" if words else None
        return words

    def _look_at(self, page: int) -> None:
        if page not in self._pages:
            self._pages[page] = None
            if not self._timer.isActive():
                self._timer.start()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading of a column."""
        return heading_data(self.columns, section, orientation, role)

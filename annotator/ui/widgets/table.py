"""One model for every list of rows: columns are declared, rows are frozen values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: its heading, the words of a cell, and by what it is sorted (else its words)."""

    heading: str
    text: Callable[[Row], str]
    key: Callable[[Row], Any] | None = None
    is_number: bool = False
    width: int = 120


class TableModel(QAbstractTableModel, Generic[Row]):
    """Rows behind a table; sorting and filtering keep the values as they are."""

    def __init__(self, columns: Sequence[Column[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._all: tuple[Row, ...] = ()
        self._shown: list[Row] = []
        self._wanted: Callable[[Row], bool] | None = None
        self._sort: tuple[int, bool] | None = None

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Replace all rows; sorting and filter stay in force."""
        self._all = tuple(rows)
        self._arrange()

    def show_only(self, wanted: Callable[[Row], bool] | None) -> None:
        """Leave out the rows that are not wanted; None shows all."""
        self._wanted = wanted
        self._arrange()

    @property
    def rows(self) -> Sequence[Row]:
        """The rows as they are shown."""
        return self._shown

    @property
    def all(self) -> Sequence[Row]:
        """Every row, the filter aside, in the order they were given."""
        return self._all

    def row(self, index: Index) -> Row | None:
        """The row at an index, or None."""
        return self._shown[index.row()] if index.isValid() else None

    def _arrange(self) -> None:
        self.beginResetModel()
        self._shown = [row for row in self._all if self._wanted is None or self._wanted(row)]
        if self._sort is not None:
            self._shown.sort(key=self._key(self._sort[0]), reverse=self._sort[1])
        self.endResetModel()

    def _key(self, column: int) -> Callable[[Row], Any]:
        declared = self.columns[column]
        if declared.key is not None:
            return declared.key
        return lambda row: declared.text(row).casefold()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; -1 shows the rows in the order they were given."""
        is_down = order == Qt.SortOrder.DescendingOrder
        self._sort = (column, is_down) if 0 <= column < len(self.columns) else None
        self._arrange()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, for eyes and for screen readers."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(self._shown[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole:  # a tooltip would read markup and load images
            return f"<span>{escape(column.text(self._shown[index.row()]))}</span>"
        if role == Qt.ItemDataRole.TextAlignmentRole and column.is_number:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft
            if self.columns[section].is_number:
                side = Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

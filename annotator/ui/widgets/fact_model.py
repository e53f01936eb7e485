"""Facts in rows and declared columns: their words, their order, and what each number means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFont

from annotator.ui import theme
from annotator.ui.widgets.columns import heading_data, side_of
from annotator.ui.widgets.number_sheet import Explained
from annotator.ui.widgets.paged_table import Index

Row = TypeVar("Row")
_NOWHERE = QModelIndex()
_DOWN, _UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names the rows below it."""

    words: str


@dataclass(frozen=True, slots=True)
class FactColumn(Generic[Row]):
    """One column: its heading, the words of a cell, and what they mean.

    order: what the column is sorted by; None where the words are. Rows without it come last.
    width: 0 takes what the others leave. colour: the name of the token the words are written in.
    """

    name: str
    heading: str
    text: Callable[[Row], str]
    width: int = 72
    is_number: bool = False
    order: Callable[[Row], Any] | None = None
    colour: Callable[[Row], str] | None = None
    explain: Callable[[Row], Explained] | None = None


def number_column(
    name: str,
    heading: str,
    width: int,
    value: Callable[[Row], Any],
    words: Callable[[Any], str],
    explain: Callable[[Row], Explained] | None = None,
) -> FactColumn[Row]:
    """A column of figures, sorted by their value."""
    return FactColumn(
        name,
        heading,
        lambda row: words(value(row)),
        width,
        is_number=True,
        order=value,
        explain=explain,
    )


class FactModel(QAbstractTableModel, Generic[Row]):
    """Rows in the order in which they come, or sorted by a column; headings only in the first."""

    def __init__(self, columns: Sequence[FactColumn[Row]], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.rows: list[Row | Heading] = []
        self._given: list[Row | Heading] = []
        self._sorted: tuple[int, Qt.SortOrder] = (-1, _UP)

    def show_rows(self, rows: Sequence[Row | Heading]) -> None:
        """Show these rows and no others."""
        self.beginResetModel()
        self._given = list(rows)
        self.rows = self._in_order()
        self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = _UP) -> None:
        """Sort by a column; -1 is the order in which the rows come."""
        self._sorted = (column, order)
        self.beginResetModel()
        self.rows = self._in_order()
        self.endResetModel()

    def _in_order(self) -> list[Row | Heading]:
        place, direction = self._sorted
        if place < 0:
            return list(self._given)
        column = self.columns[place]
        value = column.order or column.text
        facts: list[Any] = [row for row in self._given if not isinstance(row, Heading)]
        known = [row for row in facts if value(row) is not None]
        rest = [row for row in facts if value(row) is None]
        return [*sorted(known, key=value, reverse=direction == _DOWN), *rest]

    def row(self, index: Index) -> Row | None:
        """The row at an index; None at a heading."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        found = self.rows[index.row()]
        return None if isinstance(found, Heading) else found

    def explained(self, index: Index) -> Explained | None:
        """What the cell at an index says, in words, if it holds a number."""
        row = self.row(index)
        explain = self.columns[index.column()].explain if row is not None else None
        return explain(row) if explain is not None and row is not None else None

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are, headings included."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings are read; the arrow keys pass over them."""
        if index.isValid() and isinstance(self.rows[index.row()], Heading):
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a cell, their side and colour, and what they mean."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if isinstance(row, Heading):
            return self._of_heading(row, index.column(), role)
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(row)
        if role == Qt.ItemDataRole.UserRole:
            return row
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return side_of(column)
        if role == Qt.ItemDataRole.ForegroundRole and column.colour is not None:
            return QColor(getattr(theme.current(), column.colour(row)))
        if role == Qt.ItemDataRole.ToolTipRole:
            explained = self.explained(index)
            return explained.tip if explained else f"<span>{escape(column.text(row))}</span>"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {column.text(row)}"
        return None

    def _of_heading(self, row: Heading, column: int, role: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and column == 0:
            return row.words
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.current().soft)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setWeight(QFont.Weight.DemiBold)
            return font
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The heading of a column."""
        return heading_data(self.columns, section, orientation, role)

"""How many articles each two coders share: a square of numbers, a row and a column a coder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from uuid import UUID

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, Qt
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from annotator.ui import theme
from annotator.ui.widgets.fact_table import ROW, FactPainter
from annotator.ui.widgets.paged_table import Index

_NOWHERE = QModelIndex()
_NAME_WIDTH, _LEAST, _ROOM = 150, 27, 18
_ROLE = Qt.ItemDataRole


class _Pairs(QAbstractTableModel):
    """Coders by their numbers; the first column has their handles."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.coders: tuple[tuple[UUID, str], ...] = ()
        self.pairs: Mapping[tuple[UUID, UUID], int] = {}

    def show_pairs(
        self, coders: Sequence[tuple[UUID, str]], pairs: Mapping[tuple[UUID, UUID], int]
    ) -> None:
        self.beginResetModel()
        self.coders = tuple(coders)
        self.pairs = {tuple(sorted(pair)): n for pair, n in pairs.items()}  # type: ignore[misc]
        self.endResetModel()

    def shared(self, row: int, column: int) -> int:
        """How many articles the coders of a row and a column (from 0) share."""
        first, second = sorted((self.coders[row][0], self.coders[column][0]))
        return self.pairs.get((first, second), 0)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.coders)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.coders) + 1

    def data(self, index: Index, role: int = _ROLE.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = index.row(), index.column() - 1
        if role == _ROLE.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column < 0 else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if column < 0:
            return self._of_name(row, role)
        if row == column:
            if role == _ROLE.AccessibleTextRole:
                return self.tr("the same coder")
            return "–" if role == _ROLE.DisplayRole else self._soft(role)
        n = self.shared(row, column)
        if role == _ROLE.DisplayRole:
            return QLocale().toString(n)
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            words = self.tr("{first} and {second} share {n}").format(
                first=self.coders[row][1], second=self.coders[column][1], n=QLocale().toString(n)
            )
            return words if role == _ROLE.AccessibleTextRole else f"<span>{escape(words)}</span>"
        return None if n else self._soft(role)

    def _of_name(self, row: int, role: int) -> Any:
        if role == _ROLE.DisplayRole:
            return f"{row + 1}  {self.coders[row][1]}"
        if role == _ROLE.ToolTipRole:
            return f"<span>{escape(self.coders[row][1])}</span>"
        return None

    def _soft(self, role: int) -> Any:
        return QColor(theme.current().soft) if role == _ROLE.ForegroundRole else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _ROLE.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section > len(self.coders):
            return None
        if section == 0 and role == _ROLE.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        if section == 0:
            return self.tr("Coder") if role == _ROLE.DisplayRole else None
        if role == _ROLE.DisplayRole:
            return str(section)
        if role in (_ROLE.ToolTipRole, _ROLE.AccessibleTextRole):
            return f"<span>{escape(self.coders[section - 1][1])}</span>"
        return None


class PairMatrix(QTableView):
    """Arrow keys go from cell to cell; a column's number is that of the coder's row."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(self.tr("Articles that each two coders share"))
        self.pairs = _Pairs(self)
        self.setModel(self.pairs)
        self.setItemDelegate(FactPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)
        self.setFont(font)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(ROW - 4)
        self.verticalHeader().setDefaultSectionSize(ROW - 4)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(_LEAST)
        header.setStyleSheet("QHeaderView::section { padding: 6px 6px; }")  # two figures fit
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)

    def show_pairs(
        self, coders: Sequence[tuple[UUID, str]], pairs: Mapping[tuple[UUID, UUID], int]
    ) -> None:
        """Show these coders, by id and handle; a pair that is not there shares nothing."""
        index = self.currentIndex()
        at = index.row(), index.column()
        self.pairs.show_pairs(coders, pairs)
        widest = max((len(QLocale().toString(n)) for n in pairs.values()), default=1)
        digit = self.fontMetrics().horizontalAdvance("0")
        self.setColumnWidth(0, _NAME_WIDTH)
        for column in range(1, len(coders) + 1):
            self.setColumnWidth(column, max(_LEAST, widest * digit + _ROOM))
        self.setCurrentIndex(self.pairs.index(*at))

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here."""

"""A table of values: declared columns, sorted by any of them, every number explained on demand."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from annotator.ui import theme
from annotator.ui.widgets.fact_model import FactColumn, FactModel, Heading, number_column
from annotator.ui.widgets.number_sheet import Explained
from annotator.ui.widgets.paged_table import Index

__all__ = ["FactColumn", "FactPainter", "FactTable", "Heading", "number_column"]

Row = TypeVar("Row")
_NOWHERE = QModelIndex()
ROW = 30
_DOWN, _UP = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


class FactPainter(QStyledItemDelegate):
    """Paints a cell, and a frame around the one that the keys are in."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        super().paint(painter, option, index)
        self.frame(painter, option, index)

    def frame(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The frame, if the keys are in this cell."""
        view = option.widget
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            painter.save()
            painter.setPen(QPen(QColor(theme.current().accent), 2))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawRoundedRect(option.rect.adjusted(1, 2, -2, -2), 4, 4)
            painter.restore()


class FactTable(QTableView, Generic[Row]):
    """Arrow keys go from cell to cell; Enter opens a row; F1, asked by the page, explains a cell.

    identity: tells a row from the others, so that a list that is shown anew keeps its place.
    """

    opened = Signal(object)  # the row
    picked = Signal(object)  # the row that is current, or None
    moved = Signal()  # the keys are in another cell

    def __init__(
        self,
        name: str,
        words: str,
        columns: Sequence[FactColumn[Row]],
        identity: Callable[[Row], Hashable],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(words)
        self._identity = identity
        self._told: object = None
        self._is_filling = False
        self.facts: FactModel[Row] = FactModel(columns, self)
        self.setModel(self.facts)
        self.setItemDelegate(FactPainter(self))
        self._set_up()
        self._set_up_header()
        self.selectionModel().currentChanged.connect(lambda *_: self._on_moved())
        self.doubleClicked.connect(lambda _: self._open())

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        font = QFont(self.font())
        font.setFeature(QFont.Tag("tnum"), 1)  # figures of one width stand below each other
        self.setFont(font)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        header.setHighlightSections(False)
        header.setMinimumSectionSize(32)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, _UP)
        header.sortIndicatorChanged.connect(self._on_sorted)
        header.setSectionsClickable(True)
        for place, column in enumerate(self.facts.columns):
            if column.width:
                self.setColumnWidth(place, max(column.width, self._needed(column.heading)))
            else:
                header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def _needed(self, heading: str) -> int:
        """The width of a heading with its sign of order."""
        return QFontMetrics(self.font()).horizontalAdvance(heading) + 24

    # --- showing -------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[Row | Heading]) -> None:
        """Show these rows; the current one stays so if it is still there, and nothing jumps."""
        self._keep_place(lambda: self.facts.show_rows(rows))

    def show_column(self, name: str, *, is_shown: bool) -> None:
        """Show a column, or take it out of sight."""
        place = next(at for at, each in enumerate(self.facts.columns) if each.name == name)
        self.setColumnHidden(place, not is_shown)

    def _keep_place(self, change: Callable[[], None]) -> None:
        bar, row = self.verticalScrollBar().value(), self.current()
        column = max(self.currentIndex().column(), 0)
        wanted = None if row is None else self._identity(row)
        self._is_filling = True
        self.clearSpans()
        change()
        for place, each in enumerate(self.facts.rows):
            if isinstance(each, Heading) and len(self.facts.columns) > 1:
                self.setSpan(place, 0, 1, len(self.facts.columns))
        self.choose(wanted, column)
        self.verticalScrollBar().setValue(bar)
        self._is_filling = False
        self._on_moved()

    def choose(self, identity: Hashable | None, column: int = 0) -> None:
        """Make the row current that has this identity; the first, if there is none."""
        facts = [
            (at, row) for at, row in enumerate(self.facts.rows) if not isinstance(row, Heading)
        ]
        found = (at for at, row in facts if self._identity(row) == identity)
        place = next(found, facts[0][0] if facts else None)
        if place is not None:
            self.setCurrentIndex(self.facts.index(place, column))

    def current(self) -> Row | None:
        """The current row, or None."""
        return self.facts.row(self.currentIndex())

    def step(self, by: int) -> bool:
        """Go to the next row (1) or the one before (-1); False at the end."""
        place = self.currentIndex().row() + by
        while 0 <= place < len(self.facts.rows):
            if not isinstance(self.facts.rows[place], Heading):
                self.setCurrentIndex(self.facts.index(place, max(self.currentIndex().column(), 0)))
                return True
            place += by
        return False

    def explained(self) -> Explained | None:
        """What the cell that the keys are in says; of a cell with words, the row's first number."""
        index = self.currentIndex()
        if not index.isValid():
            return None
        here = self.facts.explained(index)
        if here is not None:
            return here
        others = (self.facts.index(index.row(), at) for at in range(len(self.facts.columns)))
        return next(filter(None, map(self.facts.explained, others)), None)

    def _on_moved(self) -> None:
        if self._is_filling:
            return
        row = self.current()
        told = None if row is None else self._identity(row)
        if told != self._told:
            self._told = told
            self.picked.emit(row)
        self.viewport().update()
        self.moved.emit()

    def _open(self) -> None:
        row = self.current()
        if row is not None:
            self.opened.emit(row)

    # --- order ---------------------------------------------------------------------------

    def sort_by(self, place: int, *, is_down: bool = False) -> None:
        """Put the rows in the order of a column; -1 is the order in which they come."""
        self.horizontalHeader().setSortIndicator(place, _DOWN if is_down else _UP)

    def _on_sorted(self, place: int, direction: Qt.SortOrder) -> None:
        self._keep_place(lambda: self.facts.sort(place, direction))

    def order_menu(self) -> QMenu:
        """The orders there are, to choose from by key."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        header = self.horizontalHeader()
        at, is_down = header.sortIndicatorSection(), header.sortIndicatorOrder() == _DOWN
        self._choice(menu, group, self.tr("As they come"), is_ticked=at < 0, place=-1)
        menu.addSeparator()
        for place, column in enumerate(self.facts.columns):
            if not column.heading:
                continue
            is_this = place == at
            sign = "↓" if is_down else "↑"
            words = self.tr("{column} {sign}").format(column=column.heading, sign=sign)
            action = self._choice(
                menu, group, words if is_this else column.heading, is_ticked=is_this, place=place
            )
            action.setData(is_this and not is_down)
        return menu

    def _choice(
        self, menu: QMenu, group: QActionGroup, words: str, *, is_ticked: bool, place: int
    ) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(is_ticked)
        group.addAction(action)
        action.triggered.connect(lambda _=False: self.sort_by(place, is_down=bool(action.data())))
        return action

    def pop_up_order(self) -> None:
        """Show the orders under the header, the first one in hand."""
        menu = self.order_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.mapToGlobal(QPoint(8, self.horizontalHeader().height())))
        menu.setActiveAction(menu.actions()[0])

    # --- keys ----------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, letters are left to the page; the rest is as everywhere."""
        is_plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
            self._open()
        elif event.key() == Qt.Key.Key_S and is_plain:
            self.pop_up_order()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here."""

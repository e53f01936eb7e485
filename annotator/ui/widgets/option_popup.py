"""The list that opens under a line: options to choose from while typing goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.model.event import Missing
from annotator.ui import theme
from annotator.ui.widgets.words import fold

ROWS = 10
"""So many choices are seen at once; the others are scrolled to."""

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class Choice:
    """One line of the list: an option, a reason for having none, or (code "") a free text.

    digit: the key that chooses it, or "". detail: the alias by which it was found. ruled: a
    hairline stands above it. is_chosen: it is the answer already.
    """

    code: str
    label: str
    detail: str = ""
    digit: str = ""
    missing: Missing | None = None
    ruled: bool = False
    is_chosen: bool = False


class Choices(QAbstractListModel):
    """Choices as rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: Sequence[Choice] = ()

    def show_rows(self, rows: Sequence[Choice]) -> None:
        """Replace all rows."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """As many as there are choices."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The choice in words, for those who have it read to them."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            row = self.rows[index.row()]
            return " · ".join(part for part in (row.label, row.code, row.detail) if part)
        return None


class ChoiceDelegate(QStyledItemDelegate):
    """Paints a choice: its digit, its label, and softly its alias and code at the right."""

    def __init__(self, model: Choices, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """One line and some air."""
        return QSize(80, option.fontMetrics.height() + 9)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        tokens = theme.current()
        choice = self._model.rows[index.row()]
        rect: QRect = option.rect
        state = option.state
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(tokens.accent_soft))
        if choice.ruled:
            painter.setPen(QColor(tokens.line))
            painter.drawLine(rect.topLeft(), rect.topRight())
        inner = rect.adjusted(10, 0, -10, 0)
        if choice.digit:
            painter.setPen(QColor(tokens.soft))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, choice.digit)
        if any(row.digit for row in self._model.rows):
            inner.setLeft(inner.left() + 18)
        self._paint_words(painter, option, inner, choice)
        painter.restore()

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, inner: QRect, choice: Choice
    ) -> None:
        tokens = theme.current()
        metrics = option.fontMetrics
        middle = Qt.AlignmentFlag.AlignVCenter
        says_so = fold(choice.code).replace("_", " ") == fold(choice.label)
        code = "" if says_so else choice.code
        aside = " · ".join(part for part in (choice.detail, code) if part)
        aside = metrics.elidedText(aside, Qt.TextElideMode.ElideLeft, inner.width() // 2)
        font = QFont(option.font)
        font.setItalic(choice.missing is not None)
        font.setWeight(QFont.Weight.DemiBold if choice.is_chosen else QFont.Weight.Normal)
        painter.setPen(QColor(tokens.soft))
        painter.drawText(inner, middle | Qt.AlignmentFlag.AlignRight, aside)
        if choice.missing is None:
            painter.setPen(QColor(tokens.text))
        painter.setFont(font)
        room = inner.width() - (metrics.horizontalAdvance(aside) + 10 if aside else 0)
        label = metrics.elidedText(choice.label, Qt.TextElideMode.ElideRight, room)
        painter.drawText(inner, middle, label)


class OptionPopup(QListView):
    """One list for all fields of a form; it never takes the focus from the line."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("look", "popup")
        self.setObjectName("options")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self._choices = Choices(self)
        self.setModel(self._choices)
        self.setItemDelegate(ChoiceDelegate(self._choices, self))
        self.clicked.connect(self._on_clicked)
        self.entered.connect(self.setCurrentIndex)
        self._on_chosen: Callable[[Choice], None] | None = None
        self._anchor: QWidget | None = None
        self.hide()

    def is_open_for(self, anchor: QWidget) -> bool:
        """Whether it is open under this line."""
        return self._anchor is anchor and self.isVisible()

    def open_under(
        self,
        anchor: QWidget,
        choices: Sequence[Choice],
        on_chosen: Callable[[Choice], None],
        current: int = 0,
    ) -> None:
        """Show choices under a line (above it where there is no room); none closes the list."""
        if not choices:
            self.close_list()
            return
        window = anchor.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        self._anchor, self._on_chosen = anchor, on_chosen
        self._choices.show_rows(choices)
        self.setAccessibleName(anchor.accessibleName())
        self._place(anchor, window, len(choices))
        if current >= 0:
            self.setCurrentIndex(self._choices.index(min(current, len(choices) - 1)))
        self.show()
        self.raise_()

    def _place(self, anchor: QWidget, window: QWidget, count: int) -> None:
        row = self.fontMetrics().height() + 9
        wanted = min(count, ROWS) * row + 4
        corner = anchor.mapTo(window, QPoint(0, anchor.height() + 2))
        below = window.height() - corner.y() - 4
        above = corner.y() - anchor.height() - 8
        height = min(wanted, max(below, above))
        top = (
            corner.y() if below >= min(wanted, above) else corner.y() - anchor.height() - 4 - height
        )
        width = min(max(anchor.width(), 260), window.width() - 8)
        left = max(4, min(corner.x(), window.width() - width - 4))
        self.setGeometry(left, top, width, height)

    def move_by(self, rows: int) -> None:
        """Go down (or up) so many rows, round the ends."""
        count = self._choices.rowCount()
        at = self.currentIndex().row()
        last = count - 1
        to = (at + rows) % count if abs(rows) == 1 else max(0, min(last, at + rows))
        self.setCurrentIndex(self._choices.index(to))

    def current(self) -> Choice | None:
        """The choice that Enter takes."""
        index = self.currentIndex()
        return self._choices.rows[index.row()] if self.isVisible() and index.isValid() else None

    def close_list(self) -> None:
        """Put the list away."""
        self._anchor, self._on_chosen = None, None
        if self.isVisible():
            self.hide()

    def _on_clicked(self, index: QModelIndex) -> None:
        taken, choice = self._on_chosen, self._choices.rows[index.row()]
        self.close_list()
        if taken is not None:
            taken(choice)

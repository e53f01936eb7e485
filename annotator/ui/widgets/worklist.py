"""The worklist: the articles of one coder, how far each is, and how far all are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QProgressBar,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.model.study import State
from annotator.ui import theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One article on the worklist."""

    article_id: UUID
    title: str
    state: State | None
    n_events: int
    search: str


class WorklistModel(QAbstractListModel):
    """The rows that match the search, in the order of the worklist."""

    def __init__(self, state_words: Callable[[WorkRow], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = state_words
        self._all: list[WorkRow] = []
        self._places: dict[UUID, int] = {}
        self._search = ""
        self.shown: list[WorkRow] = []

    def show_rows(self, rows: Sequence[WorkRow]) -> None:
        """Replace all rows."""
        self._all = list(rows)
        self._places = {row.article_id: place for place, row in enumerate(self._all)}
        self._arrange()

    @property
    def all(self) -> Sequence[WorkRow]:
        """All rows, searched for or not."""
        return self._all

    def search(self, words: str) -> None:
        """Show the rows that hold these words."""
        self._search = words.casefold().strip()
        self._arrange()

    def _arrange(self) -> None:
        self.beginResetModel()
        wanted = self._search.split()
        self.shown = (
            [row for row in self._all if all(word in row.search for word in wanted)]
            if wanted
            else self._all
        )
        self.endResetModel()

    def replace(self, row: WorkRow) -> None:
        """Show another state of one row."""
        place = self._places.get(row.article_id)
        if place is None or self._all[place] == row:
            return
        self._all[place] = row
        shown = self.place_of(row.article_id)
        if shown is not None:
            self.shown[shown] = row
            index = self.index(shown)
            self.dataChanged.emit(index, index)

    def row_of(self, article_id: UUID) -> WorkRow | None:
        """The row of an article, or None."""
        place = self._places.get(article_id)
        return None if place is None else self._all[place]

    def place_of(self, article_id: UUID) -> int | None:
        """Where an article stands among the rows shown, or None."""
        if self.shown is self._all:
            return self._places.get(article_id)
        places = (i for i, row in enumerate(self.shown) if row.article_id == article_id)
        return next(places, None)

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; the state is in the description, and painted."""
        if not index.isValid():
            return None
        row = self.shown[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.UserRole:
            return self._words(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {self._words(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:  # a tooltip would read markup and load images
            return f"<span>{escape(row.title)}</span>"
        return None


class _RowPainter(QStyledItemDelegate):
    """Two lines: the title, and softer where the article stands."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """The height of two lines and the air around them."""
        return QSize(120, 2 * option.fontMetrics.height() + 16)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row; the chosen one stands on the soft accent."""
        tokens = theme.current()
        state = option.state
        outer: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            path = QPainterPath()
            path.addRoundedRect(outer.adjusted(0, 1, 0, -1), 6, 6)
            painter.fillPath(path, QColor(tokens.accent_soft))
            if state & QStyle.StateFlag.State_HasFocus:
                painter.setPen(QColor(tokens.accent))
                painter.drawPath(path)
        font = QFont(option.font)
        metrics = option.fontMetrics
        inner = outer.adjusted(8, 7, -8, -7)
        title = metrics.elidedText(str(index.data()), Qt.TextElideMode.ElideRight, inner.width())
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, title)
        font.setPointSizeF(max(font.pointSizeF() - 1, 6))
        painter.setFont(font)
        painter.setPen(QColor(tokens.soft))
        words = str(index.data(Qt.ItemDataRole.UserRole))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, words)
        painter.restore()


class _List(QListView):
    """Return opens; so does a click."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return activates the row; all else is as everywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Worklist(QFrame):
    """Shows rows and tells which article was asked for."""

    article_chosen = Signal(object)  # UUID

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("worklist_panel")
        self.setProperty("look", "panel")
        self.setMinimumWidth(180)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 16, 12, 8)
        layout.setSpacing(8)
        head = QHBoxLayout()
        heading = QLabel(self.tr("Worklist"))
        heading.setProperty("look", "heading")
        self.count = QLabel()
        self.count.setObjectName("worklist_count")
        self.count.setProperty("look", "soft")
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self.count)
        layout.addLayout(head)
        self.bar = QProgressBar()
        self.bar.setObjectName("worklist_progress")
        self.bar.setAccessibleName(self.tr("Articles submitted"))
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        layout.addWidget(self.bar)
        self.filter = QLineEdit()
        self.filter.setObjectName("worklist_filter")
        self.filter.setPlaceholderText(self.tr("Search articles"))
        self.filter.setAccessibleName(self.tr("Search articles"))
        self.filter.setClearButtonEnabled(True)
        layout.addWidget(self.filter)
        self.list = _List()
        self.list.setObjectName("worklist")
        self.list.setAccessibleName(self.tr("Worklist"))
        self.list.setUniformItemSizes(True)
        self.list.setItemDelegate(_RowPainter(self.list))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.model = WorklistModel(self.state_words, self)
        self.list.setModel(self.model)
        layout.addWidget(self.list, 1)
        self._current: UUID | None = None
        self.filter.textChanged.connect(self._on_searched)
        self.filter.returnPressed.connect(self._on_search_returned)
        self.list.clicked.connect(self._on_activated)
        self.list.activated.connect(self._on_activated)

    def state_words(self, row: WorkRow) -> str:
        """Where an article stands, in words."""
        n = row.n_events
        events = self.tr("1 event") if n == 1 else self.tr("{n} events").format(n=n)
        if row.state is State.SUBMITTED:
            return self.tr("✓ submitted · {events}").format(events=events)
        if row.state is State.SET_ASIDE:
            return self.tr("– set aside")
        if row.state is State.IN_PROGRESS or row.n_events:
            return self.tr("◐ in progress · {events}").format(events=events)
        return self.tr("○ to do")

    def show_rows(self, rows: Sequence[WorkRow]) -> None:
        """Replace the list; the chosen article and the scrolled place stay."""
        bar = self.list.verticalScrollBar()
        place = bar.value()
        self.model.show_rows(rows)
        bar.setValue(place)
        self.show_current(self._current)
        self._count()

    def show_row(self, row: WorkRow) -> None:
        """Show another state of one article."""
        self.model.replace(row)
        self._count()

    def show_current(self, article_id: UUID | None) -> None:
        """Show which article is open."""
        self._current = article_id
        place = None if article_id is None else self.model.place_of(article_id)
        if place is None:
            self.list.clearSelection()
            return
        self.list.setCurrentIndex(self.model.index(place))

    def neighbour(self, article_id: UUID | None, step: int) -> UUID | None:
        """The article before (-1) or after (1) this one in the list as shown, or None."""
        place = None if article_id is None else self.model.place_of(article_id)
        target = (0 if step > 0 else -1) if place is None else place + step
        rows = self.model.shown
        return rows[target].article_id if 0 <= target < len(rows) else None

    def next_to_do(self, article_id: UUID | None) -> UUID | None:
        """The next article after this one that is not finished, round the end of the list."""
        rows = self.model.shown
        place = None if article_id is None else self.model.place_of(article_id)
        start = 0 if place is None else place + 1
        for row in [*rows[start:], *rows[:start]]:
            finished = row.state in (State.SUBMITTED, State.SET_ASIDE)
            if not finished and row.article_id != article_id:
                return row.article_id
        return None

    def _count(self) -> None:
        rows = self.model.all
        done = sum(row.state in (State.SUBMITTED, State.SET_ASIDE) for row in rows)
        self.count.setText(self.tr("{done} of {all}").format(done=done, all=len(rows)))
        self.bar.setRange(0, max(len(rows), 1))
        self.bar.setValue(done)

    def _on_searched(self, words: str) -> None:
        self.model.search(words)
        self.show_current(self._current)

    def _on_search_returned(self) -> None:
        if self.model.shown:
            self.article_chosen.emit(self.model.shown[0].article_id)

    def _on_activated(self, index: QModelIndex) -> None:
        self.article_chosen.emit(self.model.shown[index.row()].article_id)

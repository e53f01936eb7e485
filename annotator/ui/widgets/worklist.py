"""The worklist: the articles of one coder, how far each is, and how far all are."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from uuid import UUID

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPainterPath
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.model.study import State
from annotator.model.study import Worklist as Listed
from annotator.ui import theme
from annotator.ui.widgets.flow import FlowLayout
from annotator.ui.widgets.worklist_model import Index, Rows, WorklistModel, WorkRow

__all__ = ["RECODE", "SETTLE", "WorkRow", "Worklist"]

RECODE, SETTLE = "recode", "settle"
"""Why an article that was coded waits for its coder: see `Worklist.show_waiting`."""


class _RowPainter(QStyledItemDelegate):
    """Two lines: the title, and softer where the article stands."""

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


_PAINTED_BY_US = """QTableView { selection-background-color: transparent; }
QTableView::item:selected { background: transparent; }"""


class _List(QTableView):
    """Return opens; so does a click.

    A table of one column, as a QListView asks the model about every row before it is shown.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setItemDelegate(_RowPainter(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setStyleSheet(_PAINTED_BY_US)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._set_height()

    def _set_height(self) -> None:
        """Two lines and the air around them, for every row."""
        self.verticalHeader().setDefaultSectionSize(2 * self.fontMetrics().height() + 16)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the size of the font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._set_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return activates the row; all else is as everywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class Worklist(QFrame):
    """Shows rows and tells which article was asked for."""

    article_chosen = Signal(object)  # UUID
    searched = Signal(str)  # what is looked for; "" for nothing
    narrowed = Signal(str)  # which articles alone are to be shown: RECODE, SETTLE or "" for all

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
        self.recode = self._chip(
            "worklist_recode",
            self.tr("Coded under an earlier codebook; the one in force asks otherwise"),
        )
        self.settle = self._chip(
            "worklist_settle", self.tr("Coded on two machines, differently: choose one")
        )
        self._chips = {RECODE: self.recode, SETTLE: self.settle}
        row = QWidget()
        flow = FlowLayout(row)
        for name, chip in self._chips.items():
            chip.clicked.connect(lambda is_on, name=name: self._on_chip(name, is_on))
            flow.addWidget(chip)
        layout.addWidget(row)
        self._row = row
        row.hide()
        self.list = _List(self)
        self.list.setObjectName("worklist")
        self.list.setAccessibleName(self.tr("Worklist"))
        self.model = WorklistModel(self.row_words, self)
        self.list.setModel(self.model)
        layout.addWidget(self._nothing_to_code())
        layout.addWidget(self.list, 1)
        self._current: UUID | None = None
        self._is_searching = self._is_going = False
        self.filter.textChanged.connect(self._on_searched)
        self.filter.returnPressed.connect(self._on_search_returned)
        self.list.clicked.connect(self._on_activated)
        self.list.activated.connect(self._on_activated)

    def _nothing_to_code(self) -> QLabel:
        """What is said where the project has articles, and none of them for this coder."""
        self.empty = QLabel(
            self.tr(
                "No article is on your list: all of them are given to others, set aside or taken "
                "off. You can read them on the Articles page."
            )
        )
        self.empty.setObjectName("worklist_empty")
        self.empty.setProperty("look", "soft")
        self.empty.setWordWrap(True)
        self.empty.hide()
        return self.empty

    def row_words(self, row: WorkRow) -> str:
        """Where an article stands, in words; of training it says so."""
        words = self.state_words(row.state, row.n_events)
        return self.tr("{words} · training").format(words=words) if row.is_training else words

    def state_words(self, state: State | None, n: int) -> str:
        """Where an article with `n` events stands, in words."""
        events = self.tr("1 event") if n == 1 else self.tr("{n} events").format(n=n)
        if state is State.SUBMITTED:
            return self.tr("✓ submitted · {events}").format(events=events)
        if state is State.SET_ASIDE:
            return self.tr("– set aside")
        if state is State.IN_PROGRESS or n:
            return self.tr("◐ in progress · {events}").format(events=events)
        return self.tr("○ to do")

    def show_list(self, listed: Listed, source: Rows) -> None:
        """Replace the list; the chosen article, what is in sight and the search stay."""
        bar = self.list.verticalScrollBar()
        top, place = self._at(self.list.rowAt(0)), bar.value()
        was_at = self.model.place_of(top)
        self.model.show_list(listed, source)
        now_at = self.model.place_of(top)
        if was_at is not None and now_at is not None and abs(now_at - was_at) == 1:
            place += now_at - was_at  # a line over those in sight came or went
        bar.setValue(place)
        self.show_current(self._current, scrolls=False)
        self._count()
        if self.filter.text().strip():
            self._on_searched(self.filter.text())
        for name, chip in self._chips.items():
            if chip.isChecked():
                self.narrowed.emit(name)

    def show_found(self, numbers: Sequence[int] | None) -> None:
        """Show what was found of the list; None shows all of it."""
        self.model.show_found(numbers)
        self.show_current(self._current)
        self._count()
        is_going, self._is_searching, self._is_going = self._is_going, False, False
        if is_going:
            self._on_search_returned()

    def show_row(self, row: WorkRow) -> None:
        """Show another state of one article."""
        self.model.replace(row)
        self._count()

    def show_current(self, article_id: UUID | None, *, scrolls: bool = True) -> None:
        """Show which article is open."""
        self._current = article_id
        place = self.model.place_of(article_id)
        if place is None:
            self.list.clearSelection()
            return
        self.list.setAutoScroll(scrolls)
        self.list.setCurrentIndex(self.model.index(place))
        self.list.setAutoScroll(True)

    def first(self) -> UUID | None:
        """The first article shown, or None."""
        return self._at(0)

    def neighbour(self, article_id: UUID | None, step: int) -> UUID | None:
        """The article before (-1) or after (1) this one in the list as shown, or None."""
        place = self.model.place_of(article_id)
        return self._at((0 if step > 0 else -1) if place is None else place + step)

    def next_to_do(self, article_id: UUID | None) -> UUID | None:
        """The next article after this one that is not finished, or waits, round the list's end."""
        model, here = self.model, self.model.number_of(article_id)
        waits = bool(self.narrowed_to)
        place = self.model.place_of(article_id)
        start = 0 if place is None else place + 1
        for at in chain(range(start, len(model.shown)), range(start)):
            number = model.shown[at]
            if number != here and (waits or not model.is_finished(number)):
                return self._at(at)
        return None

    def _at(self, place: int) -> UUID | None:
        """The article at a place of those shown, or None."""
        row = self.model.row(place) if 0 <= place < len(self.model.shown) else None
        return None if row is None else row.article_id

    def _count(self) -> None:
        model = self.model
        done, all_ = model.count_finished(), model.n_codings
        self.bar.setRange(0, max(all_, 1))
        self.bar.setValue(done)
        words = self.tr("{done} of {all}") if all_ else ""
        if len(model.shown) != model.n_articles:
            done, words = len(model.shown), self.tr("{done} found")
        self.count.setText(words.format(done=f"{done:n}", all=f"{all_:n}"))
        self.empty.setVisible(not model.n_articles and model.has_articles)

    def _chip(self, name: str, tip: str) -> QPushButton:
        chip = QPushButton()
        chip.setObjectName(name)
        chip.setProperty("look", "chip")
        chip.setCheckable(True)
        chip.setToolTip(tip)
        chip.hide()
        return chip

    def show_waiting(self, name: str, n: int) -> None:
        """Show how many articles are to be coded again (RECODE), or wait for a choice (SETTLE)."""
        chip = self._chips[name]
        words = self.tr("To recode {n}") if name == RECODE else self.tr("≠ To choose {n}")
        chip.setText(words.format(n=f"{n:n}"))
        chip.setVisible(n > 0)
        self._row.setVisible(any(not each.isHidden() for each in self._chips.values()))
        if chip.isChecked():
            chip.setChecked(n > 0)
            self.narrowed.emit(name if n else "")

    @property
    def narrowed_to(self) -> str:
        """Which articles alone are shown: RECODE, SETTLE or "" for all."""
        return next((name for name, chip in self._chips.items() if chip.isChecked()), "")

    def toggle_waiting(self, name: str) -> bool:
        """Show alone the articles that wait for this, or all again; False where there are none."""
        chip = self._chips[name]
        if not chip.isHidden():
            chip.click()
            self.list.setFocus()
        return not chip.isHidden()

    def _on_chip(self, name: str, is_on: bool) -> None:
        if self.filter.text():
            self.filter.clear()
        for other, chip in self._chips.items():
            chip.setChecked(is_on and other == name)
        self.narrowed.emit(name if is_on else "")

    def _on_searched(self, words: str) -> None:
        for chip in self._chips.values():
            chip.setChecked(False)
        self._is_searching, self._is_going = bool(words.strip()), False
        self.searched.emit(words.strip())

    def _on_search_returned(self) -> None:
        """Open the first that is found, once it is."""
        self._is_going = self._is_searching
        first = None if self._is_searching else self.first()
        if first is not None:
            self.article_chosen.emit(first)

    def _on_activated(self, index: QModelIndex) -> None:
        chosen = self._at(index.row())
        if chosen is not None:
            self.article_chosen.emit(chosen)

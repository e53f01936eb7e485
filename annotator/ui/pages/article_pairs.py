"""The articles that repeat each other, in pairs, their differences marked; one key decides."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from annotator.model.errors import AnnotatorError
from annotator.model.span import Span
from annotator.ui import theme
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.article_line import status_words
from annotator.ui.widgets.paged_table import PAGE, Index, PagedColumn, PagedModel
from annotator.ui.widgets.side_by_side import SideBySide

if TYPE_CHECKING:
    from annotator.stages.duplicates import Pair
    from annotator.stages.project import Project

_PAUSE_MS = 60
_GROWS_MS = 2_000
"""How often the list takes in what a search has found so far."""

_ROW = 58


@dataclass(frozen=True, slots=True)
class Compared:
    """Two texts, each with the stretches that the other has not."""

    place: int
    first: tuple[str, list[Span]]
    second: tuple[str, list[Span]]


class _Rows(QListView):
    """Letters are keys here: looking through the rows would read them all."""

    def keyboardSearch(self, search: str) -> None:
        """Nothing."""


class _PairPainter(QStyledItemDelegate):
    """How alike, and what was decided; below it both titles."""

    def __init__(self, words: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Three lines."""
        return QSize(160, max(_ROW, 3 * option.fontMetrics.height() + 10))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one pair; one that is still being read stays empty."""
        style = option.widget.style() if option.widget is not None else QApplication.style()
        style.drawPrimitive(
            QStyle.PrimitiveElement.PE_PanelItemViewItem, option, painter, option.widget
        )
        pair = index.data(Qt.ItemDataRole.UserRole)
        if pair is None:
            return
        tokens, metrics = theme.current(), option.fontMetrics
        inner: QRect = option.rect.adjusted(10, 5, -10, -5)
        painter.save()
        line = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
        lines = (
            (self._words(pair), tokens.accent),
            (pair.first.title or self.tr("Untitled"), tokens.text),
            (pair.second.title or self.tr("Untitled"), tokens.soft),
        )
        for words, colour in lines:
            painter.setPen(QColor(colour))
            shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, line.width())
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, shown)
            line.translate(0, metrics.height())
        painter.restore()


class ArticlePairs(QWidget):
    """Lists the pairs, shows the chosen one, tells what was decided."""

    counted = Signal()
    picked = Signal()
    stop_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.total = 0
        self._is_searching = False
        self._shown: Pair | None = None
        self._counting = self._latest(self._on_counted)
        self._rows = self._latest(self._on_rows, tells_all=True)
        self._comparing = self._latest(self._on_compared)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._show_current)
        self._growing = QTimer(self, interval=_GROWS_MS)
        self._growing.timeout.connect(self.reload)
        self._build()

    def _latest(self, on_answer: Any, *, tells_all: bool = False) -> Latest:
        made = Latest(self.desk.reader, self, tells_all=tells_all)
        made.answered.connect(on_answer)
        made.refused.connect(self._on_refused)
        return made

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        self.list = _Rows()
        self.list.setObjectName("pairs")
        self.list.setAccessibleName(self.tr("Pairs of articles that repeat each other"))
        self.list.setUniformItemSizes(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_PairPainter(self.pair_words, self.list))
        self.model: PagedModel[Pair] = PagedModel(
            [PagedColumn("pair", self.tr("Pair"), self._spoken)], self
        )
        self.list.setModel(self.model)
        self.model.wanted.connect(self._read)
        self.list.selectionModel().currentChanged.connect(lambda *_: self._on_picked())
        self.texts = SideBySide()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.list)
        self.splitter.addWidget(self.texts)
        self.splitter.setSizes([290, 914])
        for index, stretch in enumerate((0, 1)):
            self.splitter.setStretchFactor(index, stretch)
            self.splitter.setCollapsible(index, False)
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self.splitter)
        self._stack.addWidget(self._nothing())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(holder, 1)
        layout.addWidget(self._progress())  # below: what is read does not move when it comes

    def _progress(self) -> QWidget:
        self.progress = QFrame()
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(24, 4, 16, 8)
        row.setSpacing(12)
        words = QLabel(self.tr("Looking for articles that repeat others"))
        words.setProperty("look", "soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(words.text())
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setObjectName("pairs_stop")
        self.stop.setProperty("look", "quiet")
        self.stop.clicked.connect(self.stop_asked)
        row.addWidget(words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self.progress.hide()
        return self.progress

    def _nothing(self) -> QLabel:
        self.nothing = QLabel()
        self.nothing.setObjectName("pairs_nothing")
        self.nothing.setProperty("look", "soft")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return self.nothing

    # --- showing -------------------------------------------------------------------------

    def pair_words(self, pair: Pair) -> str:
        """How alike the two are, and what was decided, in words."""
        alike = self.tr("same text")
        if not pair.is_exact:
            alike = self.tr("{n} % alike").format(n=min(99, int(pair.alike * 100)))
        decided = status_words(pair.state) if pair.state else ""
        if not decided:
            decided = self.tr("✓ both kept") if pair.is_kept else self.tr("○ to decide")
        return self.tr("{alike} · {decided}").format(alike=alike, decided=decided)

    def _spoken(self, pair: Pair) -> str:
        parts = (self.pair_words(pair), pair.first.title, pair.second.title)
        return ", ".join(part for part in parts if part)

    def reload(self) -> None:
        """Count and read again."""
        project = self.desk.project
        if project is None:
            return

        def count() -> int:
            from annotator.stages.duplicates import n_pairs

            return n_pairs(project)

        self._counting.ask(count)

    def clear(self) -> None:
        """Show nothing: no project is open."""
        for each in (self._counting, self._rows, self._comparing):
            each.forget()
        self._pause.stop()
        self.total = 0
        self.show_progress(0, 0)
        self.model.clear()
        self._show_pair(None)

    def dress(self) -> None:
        """Take on the theme in force: what differs is marked anew."""
        self._shown = None
        self._show_current()

    def show_progress(self, done: int, total: int) -> None:
        """How far the search for pairs is; 0 of 0 is none under way."""
        if self._is_searching != (total > 0):
            self._is_searching = total > 0
            self._growing.start() if self._is_searching else self._growing.stop()
        self.progress.setVisible(total > 0)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self._show_nothing()

    def _show_nothing(self) -> None:
        words = self.tr(
            "No article repeats another.\nThe same text, or nearly the same, would be shown here "
            "in pairs."
        )
        if self._is_searching:
            words = self.tr("Articles that repeat others will be shown here in pairs.")
        self.nothing.setText(words)
        self._stack.setCurrentIndex(0 if self.model.numbers else 1)

    def _on_counted(self, total: int) -> None:
        if self._is_searching and total == self.total:
            return
        place = max(0, self.list.currentIndex().row())
        bar = self.list.verticalScrollBar().value()
        self.total = total
        self.model.show_numbers(array("l", range(total)), is_fresh=True)
        if total:
            self.list.setCurrentIndex(self.model.index(min(place, total - 1), 0))
            self.list.verticalScrollBar().setValue(bar)
        self._show_nothing()
        self.counted.emit()

    def _read(self, places: list[int]) -> None:
        project = self.desk.project
        if project is None:
            return
        near = [place for place in places if abs(place - places[0]) < 2 * PAGE]
        first, last = min(near), max(near)

        def work() -> list[tuple[int, Pair]]:
            from annotator.stages.duplicates import pairs

            return list(enumerate(pairs(project, first, last - first + 1), first))

        self._rows.ask(work)

    def _on_rows(self, rows: list[tuple[int, Pair]]) -> None:
        self.model.take_rows(rows)
        if self.current() != self._shown:
            self._show_current()

    # --- the chosen pair -----------------------------------------------------------------

    def current(self) -> Pair | None:
        """The chosen pair; None while there is none, or it is being read."""
        return self.model.row(self.list.currentIndex())

    def step(self, step: int = 1) -> None:
        """Go to the next pair, or the one before."""
        place = self.list.currentIndex().row() + step
        if 0 <= place < len(self.model.numbers):
            self.list.setCurrentIndex(self.model.index(place, 0))

    def _on_picked(self) -> None:
        self._pause.start()

    def _show_current(self) -> None:
        pair = self.current()
        if pair is None:
            self.list.currentIndex().data()  # looking at it has it read
        elif pair != self._shown:
            self._show_pair(pair)
        self.picked.emit()

    def _show_pair(self, pair: Pair | None) -> None:
        before, self._shown = self._shown, pair
        if pair is None:
            self.texts.show_rows(None, None, ("", ""))
            return
        states = tuple(status_words(row.state) if row.state else "" for row in _rows_of(pair))
        self.texts.show_rows(pair.first, pair.second, (states[0], states[1]))
        project = self.desk.project
        is_same = before is not None and _numbers(before) == _numbers(pair)
        if project is not None and not is_same:
            place = self.list.currentIndex().row()
            self._comparing.ask(lambda: _compared(project, pair, place))

    def _on_compared(self, compared: Compared) -> None:
        if compared.place == self.list.currentIndex().row():
            self.texts.show_texts(compared.first, compared.second)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.nothing.setText(str(error))
        self._stack.setCurrentIndex(1)


def _rows_of(pair: Pair) -> tuple[Any, Any]:
    return pair.first, pair.second


def _numbers(pair: Pair) -> tuple[int, int]:
    return pair.first.number, pair.second.number


def _compared(project: Project, pair: Pair, place: int) -> Compared:
    """Both texts, and where they differ."""
    from annotator.model.differences import differences
    from annotator.stages.corpus import about

    first, second = (about(project, number).article.text for number in _numbers(pair))
    found = differences(first, second)
    return Compared(
        place,
        (first, [each.first for each in found if each.first is not None]),
        (second, [each.second for each in found if each.second is not None]),
    )

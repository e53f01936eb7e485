"""The Articles page: every article of the project, how far it is, and what is known about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.model.errors import AnnotatorError
from annotator.model.study import State
from annotator.stages.results import Changes
from annotator.ui.desk import Desk
from annotator.ui.widgets.table import Column, TableModel


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article as the page lists it; `length` counts characters."""

    article_id: UUID
    title: str
    state: State | None
    n_events: int
    publisher: str
    published: str
    language: str
    length: int


class ArticleTable(QTableView):
    """Return opens, F2 edits what is known, Ctrl+V pastes an article."""

    opened = Signal()
    edit_asked = Signal()
    paste_asked = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The table's own keys; all else is as everywhere."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste_asked.emit()
        else:
            super().keyPressEvent(event)


class ArticlesPage(QWidget):
    """Lists articles; tells which is to be opened, and when something is to be brought in."""

    article_chosen = Signal(object)  # UUID
    import_asked = Signal()
    paste_asked = Signal()
    edit_asked = Signal(object)  # UUID

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articles_page")
        self.desk = desk
        self._stale = True
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 0)
        layout.setSpacing(12)
        layout.addLayout(self._head())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        self._stack.addWidget(self._table())
        self._stack.addWidget(self._nothing())
        self._stack.addWidget(self._no_match())
        layout.addWidget(holder, 1)
        desk.project_opened.connect(self.reload)
        desk.project_closed.connect(self.clear)
        desk.stored.connect(self._on_stored)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        heading = QLabel(self.tr("Articles"))
        heading.setProperty("look", "heading")
        self.count = QLabel()
        self.count.setObjectName("articles_count")
        self.count.setProperty("look", "soft")
        self.filter = QLineEdit()
        self.filter.setObjectName("articles_filter")
        self.filter.setAccessibleName(self.tr("Filter by title, publisher or date"))
        self.filter.setPlaceholderText(self.tr("Filter by title, publisher or date"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setMinimumWidth(260)
        self.status = QComboBox()
        self.status.setObjectName("articles_status")
        self.status.setAccessibleName(self.tr("Status"))
        for words, states in (
            (self.tr("Every status"), None),
            (self.tr("To do"), (None,)),
            (self.tr("In progress"), (State.IN_PROGRESS,)),
            (self.tr("Submitted"), (State.SUBMITTED,)),
            (self.tr("Set aside"), (State.SET_ASIDE,)),
        ):
            self.status.addItem(words, states)
        self.edit = QPushButton(self.tr("Edit details…"))
        self.edit.setObjectName("articles_edit")
        self.bring = QPushButton(self.tr("Import…"))
        self.bring.setObjectName("articles_import")
        row.addWidget(heading)
        row.addWidget(self.count)
        row.addStretch(1)
        for widget in (self.filter, self.status, self.edit, self.bring):
            row.addWidget(widget)
        self.filter.textChanged.connect(self._on_filter)
        self.status.currentIndexChanged.connect(self._on_filter)
        self.edit.clicked.connect(self._on_edit)
        self.bring.clicked.connect(self.import_asked)
        return row

    def _table(self) -> QTableView:
        self.table = ArticleTable()
        self.table.setObjectName("articles")
        self.table.setAccessibleName(self.tr("Articles"))
        self.model: TableModel[ArticleLine] = TableModel(self._columns(), self)
        self.table.setModel(self.model)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setSortingEnabled(True)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(34)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for index, column in enumerate(self.model.columns):
            self.table.setColumnWidth(index, column.width)
        self.table.opened.connect(self._on_open)
        self.table.doubleClicked.connect(self._on_open)
        self.table.edit_asked.connect(self._on_edit)
        self.table.paste_asked.connect(self.paste_asked)
        return self.table

    def _columns(self) -> list[Column[ArticleLine]]:
        order = {None: 0, State.IN_PROGRESS: 1, State.SUBMITTED: 2, State.SET_ASIDE: 3}
        return [
            Column(self.tr("Title"), lambda row: row.title, width=400),
            Column(self.tr("Status"), self.state_words, lambda row: order[row.state], width=130),
            Column(
                self.tr("Events"),
                lambda row: str(row.n_events or ""),
                lambda row: row.n_events,
                is_number=True,
                width=80,
            ),
            Column(self.tr("Publisher"), lambda row: row.publisher, width=170),
            Column(self.tr("Date"), lambda row: row.published, width=110),
            Column(self.tr("Language"), lambda row: row.language, width=90),
            Column(
                self.tr("Characters"),
                lambda row: f"{row.length:,}",
                lambda row: row.length,
                is_number=True,
                width=100,
            ),
        ]

    def _nothing(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        self.nothing = QLabel(
            self.tr(
                "The articles of the project will be listed here.\n"
                "Drop files or folders on this window, or paste a text with Ctrl+V."
            )
        )
        self.nothing.setProperty("look", "soft")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.nothing)
        self.first_step = QPushButton(self.tr("Import articles…"))
        self.first_step.setObjectName("articles_first_import")
        self.first_step.setProperty("look", "main")
        self.first_step.clicked.connect(self.import_asked)
        column.addWidget(self.first_step, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        return page

    def _no_match(self) -> QWidget:
        """What stands there when the filter leaves nothing."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.addStretch(1)
        words = QLabel(self.tr("No article fits the filter."))
        words.setObjectName("articles_no_match")
        words.setProperty("look", "soft")
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignCenter)
        self.show_all = QPushButton(self.tr("Show all articles"))
        self.show_all.setObjectName("articles_show_all")
        self.show_all.clicked.connect(self._on_show_all)
        column.addWidget(self.show_all, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        return page

    def state_words(self, row: ArticleLine) -> str:
        """Where the coding of an article stands, in words."""
        words = {
            None: self.tr("○ to do"),
            State.IN_PROGRESS: self.tr("◐ in progress"),
            State.SUBMITTED: self.tr("✓ submitted"),
            State.SET_ASIDE: self.tr("– set aside"),
        }
        return words[row.state]

    # --- showing -------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[ArticleLine]) -> None:
        """Replace the list; the chosen article and the scrolled place stay."""
        current = self.desk.current
        chosen, bar = self.chosen(), self.table.verticalScrollBar()
        if chosen is None and current is not None:
            chosen = current.article.id
        place = bar.value()
        self.model.show_rows(rows)
        self._choose(chosen)
        bar.setValue(place)
        for widget in (self.filter, self.status, self.edit):
            widget.setEnabled(bool(rows))
        self._show_count()

    def show_writable(self, is_writable: bool) -> None:
        """Turn off what writes while the project is open for reading only."""
        self.edit.setEnabled(is_writable and bool(self.model.all))
        for button in (self.bring, self.first_step):
            button.setEnabled(is_writable)

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._stale = True
        self._on_show_all()
        self.show_rows([])

    def reload(self) -> None:
        """Read the list again, now or when it is next seen."""
        self._stale = True
        if self.isVisible():
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        """Read what has become stale."""
        super().showEvent(event)
        if self._stale:
            self._read()

    def _read(self) -> None:
        from annotator.stages.coding import worklist
        from annotator.stages.intake import listed

        if self.desk.project is None or self.desk.coder is None:
            return
        self._stale = False
        try:
            rows = worklist(self.desk.project, self.desk.coder)
            about = {row.id: row for row in listed(self.desk.project)}
        except AnnotatorError as error:
            self.desk.failed.emit(str(error))
            return
        self.show_rows(
            [
                ArticleLine(
                    row.article_id,
                    row.title or self.tr("Untitled"),
                    row.state,
                    row.n_events,
                    row.publisher,
                    row.published,
                    about[row.article_id].language,
                    about[row.article_id].length,
                )
                for row in rows
            ]
        )
        self.show_writable(not self.desk.is_read_only)

    def _on_stored(self, _changes: Changes) -> None:
        self.reload()

    def _on_filter(self) -> None:
        words = self.filter.text().casefold().split()
        states = self.status.currentData()

        def wanted(row: ArticleLine) -> bool:
            if states is not None and row.state not in states:
                return False
            text = f"{row.title} {row.publisher} {row.published} {row.language}".casefold()
            return all(word in text for word in words)

        chosen = self.chosen()
        self.model.show_only(wanted if words or states is not None else None)
        self._choose(chosen)
        self._show_count()

    def _show_count(self) -> None:
        n, total = len(self.model.rows), len(self.model.all)
        words = self.tr("1 article") if total == 1 else self.tr("{total} articles")
        if n != total:
            words = self.tr("{n} of {total} articles")
        self.count.setText(words.format(n=f"{n:n}", total=f"{total:n}"))
        self._stack.setCurrentIndex(0 if n else 2 if total else 1)

    def _on_show_all(self) -> None:
        had_focus = self.show_all.hasFocus()
        self.filter.clear()
        self.status.setCurrentIndex(0)
        if had_focus:
            self.table.setFocus()

    # --- choosing ------------------------------------------------------------------------

    def chosen(self) -> UUID | None:
        """The article whose row is marked, or None."""
        row = self.model.row(self.table.currentIndex())
        return row.article_id if row else None

    def _choose(self, article_id: UUID | None) -> None:
        rows = self.model.rows
        place = next((i for i, row in enumerate(rows) if row.article_id == article_id), None)
        if place is None and rows:
            place = 0
        if place is not None:
            self.table.setCurrentIndex(self.model.index(place, 0))

    def _on_open(self, _index: QModelIndex | None = None) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.article_chosen.emit(chosen)

    def _on_edit(self) -> None:
        chosen = self.chosen()
        if chosen is not None and not self.desk.is_read_only:
            self.edit_asked.emit(chosen)

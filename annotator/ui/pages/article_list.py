"""The list of articles: search, filters, the table, and the reading pane beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from annotator.model.query import STATUSES, Query
from annotator.ui.desk import Desk
from annotator.ui.pages.article_search import ArticleSearch, Found, Lines, Read
from annotator.ui.settings import (
    ARTICLE_COLUMNS,
    ARTICLE_WIDTHS,
    ARTICLES_SPLITTER,
    PREVIEW_SHOWN,
)
from annotator.ui.widgets.article_line import status_words
from annotator.ui.widgets.article_preview import ArticlePreview
from annotator.ui.widgets.article_table import ArticleTable
from annotator.ui.widgets.query_field import QueryField, with_field
from annotator.ui.widgets.words import facts

_PAUSE_MS = 60
"""An article that is only passed on the way is not read."""


_MOST_KEPT = 200
"""More selected rows than this are not looked for again in another list."""


class ArticleList(QWidget):
    """Shows the articles that a search means; tells which is to be opened or edited."""

    article_chosen = Signal(object, object)  # UUID, Query | None: by what it was found
    edit_asked = Signal(object)  # UUID
    import_asked = Signal()
    paste_asked = Signal()
    counted = Signal()  # how many articles there are is known anew
    picked = Signal()  # other articles are selected

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.total = self.n_found = 0
        self.search = ArticleSearch(desk, self)
        self._values: dict[str, list[str]] = {}
        self._is_new = True
        self._shown: int | None = None
        self._words = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._read_current)
        self._build()
        self._wire()

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        self.field = QueryField()
        self.table = ArticleTable()
        settings = self.desk.settings
        columns, widths = settings.get(ARTICLE_COLUMNS), settings.get(ARTICLE_WIDTHS)
        self.table.show_columns(columns, widths)
        self.preview = ArticlePreview()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(24, 4, 0, 0)
        column.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(0, 0, 16, 0)
        top.addWidget(self.field)
        column.addLayout(top)
        column.addLayout(self._filters())
        holder = QWidget()
        self._stack = QStackedLayout(holder)
        for part in (self.table, self._nothing(), self._no_match()):
            self._stack.addWidget(part)
        column.addWidget(holder, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.preview)
        self.preview.setVisible(settings.get(PREVIEW_SHOWN))  # without a parent it were a window
        for index, stretch in enumerate((1, 0)):
            self.splitter.setStretchFactor(index, stretch)
            self.splitter.setCollapsible(index, False)
        self.splitter.setSizes([824, 380])
        self.splitter.restoreState(settings.bytes(ARTICLES_SPLITTER))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    def _filters(self) -> QHBoxLayout:
        """Small menus that write into the search."""
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 16, 0)
        row.setSpacing(4)
        self.filters: dict[str, QPushButton] = {}
        for name, words in (
            ("status", self.tr("Status")),
            ("language", self.tr("Language")),
            ("publisher", self.tr("Publisher")),
        ):
            button = QPushButton(words)
            button.setObjectName(f"filter_{name}")
            button.setProperty("look", "quiet")
            button.setAccessibleName(self.tr("Filter by {what}").format(what=words.lower()))
            menu = QMenu(button)
            menu.aboutToShow.connect(partial(self._fill_filter, name, menu))
            button.setMenu(menu)
            row.addWidget(button)
            self.filters[name] = button
        row.addStretch(1)
        for words, key, act in (
            (self.tr("Sort"), "s", lambda: self.table.pop_up(self.table.order_menu())),
            (self.tr("Columns"), "c", lambda: self.table.pop_up(self.table.column_menu())),
        ):
            row.addWidget(self._table_button(words, key, act))
        return row

    def _table_button(self, words: str, key: str, act: Callable[[], None]) -> QPushButton:
        """A button for what a key in the table does, too."""
        button = QPushButton(self.tr("{do}  {key}").format(do=words, key=key))
        button.setProperty("look", "quiet")
        button.setAccessibleName(words)
        button.setObjectName(f"articles_{key}")
        button.clicked.connect(act)
        shortcut = QShortcut(QKeySequence(key), self.table)
        shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
        shortcut.activated.connect(act)
        return button

    def _nothing(self) -> QWidget:
        """What stands there before the first article."""
        words = self.tr(
            "The articles of the project will be listed here.\n"
            "Drop files or folders on this window, or paste a text with Ctrl+V."
        )
        self.nothing, self.first_step, page = _empty_page(words, self.tr("Import articles…"))
        self.first_step.setObjectName("articles_first_import")
        self.first_step.setProperty("look", "main")
        self.first_step.clicked.connect(self.import_asked)
        return page

    def _no_match(self) -> QWidget:
        """What stands there when a search finds nothing."""
        words = self.tr("No article fits the search.")
        label, self.show_all, page = _empty_page(words, self.tr("Show all articles"))
        label.setObjectName("articles_no_match")
        self.show_all.setObjectName("articles_show_all")
        self.show_all.clicked.connect(self._on_show_all)
        return page

    def _wire(self) -> None:
        table, search = self.table, self.search
        self.field.asked.connect(lambda _: self._find())
        self.field.left.connect(self._on_field_left)
        table.order_chosen.connect(self._find)
        table.columns_changed.connect(self._keep_columns)
        table.picked.connect(self._on_picked)
        table.opened.connect(self._on_open)
        table.edit_asked.connect(self._on_edit)
        table.paste_asked.connect(self.paste_asked)
        table.articles.wanted.connect(search.read_lines)
        search.counted.connect(self._on_counted)
        search.found.connect(self._on_found)
        search.lines_read.connect(self._on_lines)
        search.article_read.connect(self._on_article)
        search.values_read.connect(self._on_values)
        search.refused.connect(self._on_refused)
        self.preview.open_asked.connect(self._on_open)
        self.preview.edit_asked.connect(self._on_edit)
        self.splitter.splitterMoved.connect(self._keep_splitter)

    # --- filters -------------------------------------------------------------------------

    def _fill_filter(self, name: str, menu: QMenu) -> None:
        menu.clear()
        menu.addAction(self.tr("Any")).triggered.connect(lambda: self._filter(name, ""))
        menu.addSeparator()
        values = list(STATUSES) if name == "status" else self._values.get(name, [])
        for value in values:
            words = status_words(value) if name == "status" else value.replace("&", "&&")
            action = menu.addAction(words)
            action.triggered.connect(lambda _=False, v=value: self._filter(name, v))
        if not values:
            menu.addAction(self.tr("Nothing is known")).setEnabled(False)

    def _filter(self, name: str, value: str) -> None:
        self.field.ask(with_field(self.field.text, name, value))

    def _on_values(self, values: dict[str, list[str]]) -> None:
        self._values = values

    # --- showing -------------------------------------------------------------------------

    @property
    def query(self) -> Query | None:
        """What the list shows."""
        return self.search.query

    def read(self) -> None:
        """Read the list again; place and choice stay."""
        self._find()
        self.search.read_values()

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self.search.forget()
        self._pause.stop()
        self._is_new, self._shown, self._words = True, None, ""
        self.total = self.n_found = 0
        self.field.ask("")
        self.field.show_fault("")
        self.table.articles.clear()
        self.preview.show_nothing("")

    def show_writable(self, is_writable: bool) -> None:
        """Turn off what writes while the project is open for reading only."""
        self.first_step.setEnabled(is_writable)
        self.preview.show_writable(is_writable)

    def count_words(self) -> str:
        """How many articles are listed, of how many."""
        locale = QLocale()
        n, total = self.n_found, self.total
        if n != total:
            words = self.tr("{n} of {total} articles")
            return words.format(n=locale.toString(n), total=locale.toString(total))
        if total == 1:
            return self.tr("1 article")
        return self.tr("{total} articles").format(total=locale.toString(total))

    def fold(self) -> None:
        """Fold the reading pane, or show it again."""
        is_shown = self.preview.isHidden()
        self.preview.setVisible(is_shown)
        self.desk.settings.set(PREVIEW_SHOWN, is_shown)
        self._shown = None
        self._read_current()

    def _find(self) -> None:
        opened = self.desk.current.article.id if self._is_new and self.desk.current else None
        self.search.find(self.field.text, *self.table.order, opened)

    def _on_found(self, found: Found) -> None:
        table, current = self.table, self.table.current()
        is_other, self._words = found.words.strip() != self._words, found.words.strip()
        bar = table.verticalScrollBar()
        place = bar.value() if found.numbers == table.articles.numbers else 0
        chosen = table.selected() if not is_other and table.n_selected() <= _MOST_KEPT else []
        self.field.show_found()
        self.total = found.total
        table.show_tall(found.has_words)
        table.articles.show_numbers(found.numbers, is_fresh=True)
        table.articles.take_rows(found.lines)
        opened = found.opened if self._is_new else None if is_other else current
        table.choose(opened)
        if len(chosen) > 1:
            table.select(chosen)
        if place:
            bar.setValue(place)
        self._is_new = False
        self._shown = None
        if not found.numbers:
            self.preview.show_nothing("")
        self._stack.setCurrentIndex(0 if found.numbers else 2 if found.total else 1)
        self.preview.setVisible(bool(found.total) and self.desk.settings.get(PREVIEW_SHOWN))
        self._on_picked()
        self._show_count(len(found.numbers))

    def _show_count(self, n_found: int) -> None:
        self.n_found = n_found
        self.counted.emit()

    def _on_counted(self, n_found: int) -> None:
        """What was counted for a search that has since been refused is not told."""
        if not self.field.fault.text():
            self._show_count(n_found)

    def _on_refused(self, words: str) -> None:
        """The list stays as it was, and so does what is said of it."""
        self.field.show_fault(words)
        self._show_count(len(self.table.articles.numbers))

    def _on_lines(self, lines: Lines) -> None:
        self.table.articles.take_rows(lines)

    def _keep_columns(self) -> None:
        settings = self.desk.settings
        settings.set(ARTICLE_COLUMNS, self.table.shown_columns())
        widths = settings.get(ARTICLE_WIDTHS)
        settings.set(ARTICLE_WIDTHS, {**widths, **self.table.widths()})

    def _keep_splitter(self) -> None:
        self.desk.settings.set_bytes(ARTICLES_SPLITTER, self.splitter.saveState())

    # --- reading -------------------------------------------------------------------------

    def _on_picked(self) -> None:
        self.picked.emit()
        if self.table.current() != self._shown:
            self._pause.start()

    def _read_current(self) -> None:
        number = self.table.current()
        if number is not None and number != self._shown and not self.preview.isHidden():
            self._shown = number
            self.search.read_article(number)

    def _on_article(self, read: Read) -> None:
        if read.number != self.table.current():
            return
        article, row = read.about.article, read.about.row
        subtitle = facts(article.publisher, article.published, article.language)
        self.preview.show_article(article, subtitle, read.hits, self._details(read))
        self.preview.setAccessibleName(row.title)

    def _details(self, read: Read) -> list[tuple[str, str]]:
        """All that is known about an article but what its header says."""
        about = read.about
        row = about.row
        known = [
            (self.tr("Byline"), row.byline),
            (self.tr("Section"), row.section),
            (self.tr("URL"), row.url),
            (self.tr("Identifier"), row.source_id),
            (self.tr("Characters"), QLocale().toString(row.length)),
        ]
        if row.state:
            line = self.table.articles.known(read.number)
            words = [status_words(row.state), line.repeats if line else "", about.reason]
            known.insert(0, (self.tr("For everybody"), " · ".join(filter(None, words))))
        rest = {
            self.tr("File") if name == "file" else name: about.rest[name] for name in about.rest
        }
        return [(name, words) for name, words in (*known, *rest.items()) if words]

    # --- choosing ------------------------------------------------------------------------

    def chosen(self) -> UUID | None:
        """The article whose row is current; None while there is none or it is being read."""
        line = self.table.articles.row(self.table.currentIndex())
        return line.row.id if line else None

    def selected(self) -> Sequence[int]:
        """The numbers of the articles that are selected."""
        return self.table.selected()

    def focus_field(self) -> None:
        """Go to the search."""
        self.field.line.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.line.selectAll()

    def _on_field_left(self) -> None:
        (self.table if self.table.articles.numbers else self.show_all).setFocus()

    def _on_show_all(self) -> None:
        self.field.ask("")
        self.table.setFocus()

    def _on_open(self) -> None:
        chosen = self.chosen()
        if chosen is not None:
            self.article_chosen.emit(chosen, self.query)

    def _on_edit(self) -> None:
        chosen = self.chosen()
        if chosen is not None and not self.desk.is_read_only:
            self.edit_asked.emit(chosen)


def _empty_page(words: str, verb: str) -> tuple[QLabel, QPushButton, QWidget]:
    """What will be here, in words, and the first step."""
    page = QFrame()
    column = QVBoxLayout(page)
    column.addStretch(1)
    label, button = QLabel(words), QPushButton(verb)
    label.setProperty("look", "soft")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    for part in (label, button):
        column.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
    column.addStretch(2)
    return label, button, page

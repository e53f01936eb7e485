"""The table of articles: which columns it shows, how wide, in which order, and its keys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from annotator.ui.widgets.article_line import (
    ROW_HEIGHT,
    TALL_ROW,
    ArticleLine,
    TitlePainter,
    article_columns,
)
from annotator.ui.widgets.paged_table import PagedModel

_LEAST_TITLE = 200
_NO_ORDER = (-1, Qt.SortOrder.AscendingOrder)


class ArticleTable(QTableView):
    """Shows articles by number; tells what is to be opened, edited, pasted, and how to sort."""

    opened = Signal()
    edit_asked = Signal()
    paste_asked = Signal()
    order_chosen = Signal()
    columns_changed = Signal()
    picked = Signal()  # the current row or the selection is another

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articles")
        self.setAccessibleName(self.tr("Articles"))
        self._order = _NO_ORDER
        self.articles: PagedModel[ArticleLine] = PagedModel(article_columns(), self)
        self.setModel(self.articles)
        self.setItemDelegateForColumn(0, TitlePainter(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setMinimumSectionSize(ROW_HEIGHT)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        self._set_up_header()
        self.doubleClicked.connect(lambda _: self.opened.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.picked.emit())
        self.selectionModel().selectionChanged.connect(lambda *_: self.picked.emit())

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setAccessibleName(self.tr("Columns"))
        # a header asks of every row whether it is selected; this one has nothing selected, ever
        header.setSelectionModel(QItemSelectionModel(self.articles, header))
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(*_NO_ORDER)
        header.setMinimumSectionSize(56)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda place: self.column_menu().exec(header.mapToGlobal(place))
        )
        header.sortIndicatorChanged.connect(self._on_indicator)
        header.sectionResized.connect(self._on_resized)
        for place, column in enumerate(self.articles.columns):
            self.setColumnWidth(place, column.width)

    # --- order ---------------------------------------------------------------------------

    @property
    def order(self) -> tuple[str, bool]:
        """The column the list is in the order of, or ""; and whether it runs downwards."""
        place, direction = self._order
        name = self.articles.columns[place].name if place >= 0 else ""
        return name, direction == Qt.SortOrder.DescendingOrder

    def sort_by(self, name: str, is_down: bool = False) -> None:
        """Ask for the list in the order of a column; "" is the order it comes in."""
        names = [column.name for column in self.articles.columns]
        place = names.index(name) if name else -1
        down, up = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder
        self.horizontalHeader().setSortIndicator(place, down if is_down else up)

    def _on_indicator(self, place: int, direction: Qt.SortOrder) -> None:
        if place >= 0 and not self.articles.columns[place].is_sortable:
            self.horizontalHeader().setSortIndicator(*self._order)
        elif (place, direction) != self._order:
            self._order = (place, direction)
            self.order_chosen.emit()

    def order_menu(self) -> QMenu:
        """The orders there are, to choose from by key."""
        menu = QMenu(self)
        group = QActionGroup(menu)
        name, is_down = self.order
        come = self._choice(menu, group, self.tr("As they come"), is_ticked=not name)
        come.triggered.connect(lambda: self.sort_by(""))
        menu.addSeparator()
        for column in self.articles.columns:
            if column.is_sortable:
                is_this = column.name == name
                words = column.heading
                if is_this:
                    sign = "↓" if is_down else "↑"
                    words = self.tr("{column} {sign}").format(column=words, sign=sign)
                action = self._choice(menu, group, words, is_ticked=is_this)
                turned = is_this and not is_down
                action.triggered.connect(
                    lambda _=False, n=column.name, d=turned: self.sort_by(n, d)
                )
        return menu

    def _choice(
        self, menu: QMenu, group: QActionGroup | None, words: str, *, is_ticked: bool
    ) -> QAction:
        action = menu.addAction(words)
        action.setCheckable(True)
        action.setChecked(is_ticked)
        if group is not None:
            group.addAction(action)
        return action

    # --- columns -------------------------------------------------------------------------

    def show_columns(self, names: Iterable[str], widths: Mapping[str, int]) -> None:
        """Show these columns, the title always, as wide as they were."""
        wanted = {*names, "title"}
        for place, column in enumerate(self.articles.columns):
            self.setColumnHidden(place, column.name not in wanted)
            width = widths.get(column.name)
            if place and isinstance(width, int):
                self.setColumnWidth(place, max(40, min(width, 800)))
        self._fit_title()

    def shown_columns(self) -> list[str]:
        """The names of the columns that are shown."""
        columns = enumerate(self.articles.columns)
        return [column.name for place, column in columns if not self.isColumnHidden(place)]

    def widths(self) -> dict[str, int]:
        """How wide each column that is shown is, but for the title, which takes what is left."""
        columns = enumerate(self.articles.columns)
        return {
            column.name: self.columnWidth(place)
            for place, column in columns
            if place and not self.isColumnHidden(place)
        }

    def column_menu(self) -> QMenu:
        """The columns there are, to choose from."""
        menu = QMenu(self)
        for place, column in enumerate(self.articles.columns):
            action = self._choice(
                menu, None, column.heading, is_ticked=not self.isColumnHidden(place)
            )
            action.setEnabled(place > 0)
            action.toggled.connect(lambda is_on, p=place: self._on_column(p, is_on))
        return menu

    def pop_up(self, menu: QMenu) -> None:
        """Show a menu under the header, its first choice in hand."""
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        below = QPoint(8, self.horizontalHeader().height())
        menu.popup(self.mapToGlobal(below))
        first = next((each for each in menu.actions() if each.isEnabled()), None)
        if first is not None:
            menu.setActiveAction(first)

    def _on_column(self, place: int, is_on: bool) -> None:
        self.setColumnHidden(place, not is_on)
        if is_on and not self.columnWidth(place):
            self.setColumnWidth(place, self.articles.columns[place].width)
        self._fit_title()
        self.columns_changed.emit()

    def _on_resized(self, place: int, _before: int, _after: int) -> None:
        if place:
            self._fit_title()
            self.columns_changed.emit()

    def _fit_title(self) -> None:
        """The title has the room that the other columns leave, and never too little."""
        places = range(1, len(self.articles.columns))
        taken = sum(self.columnWidth(place) for place in places if not self.isColumnHidden(place))
        self.setColumnWidth(0, max(_LEAST_TITLE, self.viewport().width() - taken))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the title what is left."""
        super().resizeEvent(event)
        self._fit_title()

    def show_tall(self, is_tall: bool) -> None:
        """Have room for a stretch of the text in each row, or not."""
        height = TALL_ROW if is_tall else ROW_HEIGHT
        if self.verticalHeader().defaultSectionSize() != height:
            self.verticalHeader().setDefaultSectionSize(height)

    # --- choosing ------------------------------------------------------------------------

    def current(self) -> int | None:
        """The number of the article whose row is current, or None."""
        return self.articles.number(self.currentIndex())

    def choose(self, number: int | None) -> None:
        """Make an article's row the current one; the first, if it is not in the list."""
        place = self.articles.place_of(number)
        if place is None and self.articles.numbers:
            place = 0
        if place is not None:
            self.setCurrentIndex(self.articles.index(place, 0))

    def selected(self) -> list[int]:
        """The numbers of the articles that are selected, in the order of the list."""
        places = {place for stretch in self._stretches() for place in stretch}
        return [self.articles.numbers[place] for place in sorted(places)]

    def n_selected(self) -> int:
        """How many articles are selected."""
        return sum(map(len, self._stretches()))

    def _stretches(self) -> list[range]:
        """The places that are selected, in stretches that may be long."""
        selection = self.selectionModel().selection()
        ranges = (selection.at(index) for index in range(selection.size()))
        return [range(each.top(), each.bottom() + 1) for each in ranges]

    def select(self, numbers: Iterable[int]) -> None:
        """Select those of these articles that are in the list, besides what is selected."""
        selection, last = QItemSelection(), len(self.articles.columns) - 1
        for number in numbers:
            place = self.articles.place_of(number)
            if place is not None:
                row = (self.articles.index(place, 0), self.articles.index(place, last))
                selection.select(*row)
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.Select)

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

    def keyboardSearch(self, search: str) -> None:
        """Letters are keys here: looking through the rows would read them all."""

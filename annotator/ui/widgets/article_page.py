"""The page an article is shown on: its marks, its selection, what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QTextCursor
from PySide6.QtWidgets import QWidget

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_cursor import ArticleCursor
from annotator.ui.widgets.article_header import ArticleHeader
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.article_marks import Mark, PlacedMarks
from annotator.ui.widgets.article_paint import Scene, paint_over, paint_under, paint_words
from annotator.ui.widgets.article_sheet import ArticleSheet
from annotator.ui.widgets.target import Target

_FLASH_MS = 1500


class ArticlePage(ArticleSheet):
    """Shows one article; places are told in code points of its stored text, as spans."""

    span_selected = Signal(object)  # Span | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words_if_none = ""
        self._marks = PlacedMarks([], self.layout_of_text)
        self._mark_list: list[Mark] = []
        self._matches: list[tuple[int, int]] = []
        self._hits: list[tuple[int, int]] = []
        self._current: Target | None = None
        self._flashed: list[tuple[int, int]] = []
        self._told: Span | None = None
        self._is_quiet = False
        self._cursor = ArticleCursor(self)
        self._flash_timer = QTimer(self, interval=_FLASH_MS, singleShot=True)
        self._flash_timer.timeout.connect(self._end_flash)
        self.selectionChanged.connect(self._on_selection_changed)
        self.cursorPositionChanged.connect(self.viewport().update)

    def show_article(self, article: Article, subtitle: str) -> None:
        """Show an article from its beginning, without marks."""
        self._article = article
        self._header = ArticleHeader(article, subtitle)
        self.setAccessibleDescription(" · ".join(filter(None, (article.title, subtitle))))
        self.layout_of_text = ArticleLayout(article.text, article.title)
        self._mark_list, self._matches, self._hits, self._flashed = [], [], [], []
        self._build()
        self.verticalScrollBar().setValue(0)
        self._cursor_to_start()

    def show_nothing(self, words: str) -> None:
        """Show no article; `words` say what will be here."""
        self._article = None
        self._words_if_none = words
        self._header = ArticleHeader()
        self.setAccessibleDescription(words)
        self.layout_of_text = ArticleLayout("")
        self._mark_list, self._matches, self._hits, self._flashed = [], [], [], []
        self._build()

    def show_marks(self, marks: list[Mark]) -> None:
        """Show these marks and no others."""
        self._mark_list = list(marks)
        self._marks = PlacedMarks(self._mark_list, self.layout_of_text)
        self.viewport().update()

    def set_current(self, target: Target | None) -> None:
        """Frame the marks of the answer in hand."""
        self._current = target
        self.viewport().update()

    def show_matches(self, matches: list[tuple[int, int]]) -> None:
        """Frame the places that the find bar found, given in code points and in order."""
        self._matches = self._stretches(matches)
        self.viewport().update()

    def show_hits(self, hits: list[tuple[int, int]]) -> None:
        """Mark faintly what the article was found by, given in code points and in order."""
        self._hits = self._stretches(hits)
        self.viewport().update()

    def _stretches(self, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
        units = (self.layout_of_text.to_units(start, end) for start, end in places)
        return sorted(stretch for stretches in units for stretch in stretches)

    def restyle(self) -> None:
        """Set the article anew: the theme or the size has changed; place and selection stay."""
        top = self.point_at_height(0.0) if self.verticalScrollBar().value() else None
        cursor = self.textCursor()
        anchor, place = cursor.anchor(), cursor.position()
        self._build()
        self._dress()
        self.load_units(max(anchor, place))
        kept = QTextCursor(self.document())
        kept.setPosition(anchor)
        kept.setPosition(place, QTextCursor.MoveMode.KeepAnchor)
        self._quietly(kept)
        if top is not None:
            self._scroll_to(top, 0.0)

    def set_points(self, points: float) -> None:
        """Set the size of the text, in points."""
        if points != self._points:
            self._points = points
            self.restyle()

    def selection(self) -> Span | None:
        """The stored stretch that is selected, or None."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        first, last = cursor.selectionStart(), cursor.selectionEnd()
        if cursor.hasComplexSelection():  # over cells: each of them is selected whole
            cells = cursor.selectedTableCells()
            assert isinstance(cells, tuple)
            row, n_rows, column, n_columns = cells
            table = cursor.currentTable()
            first = table.cellAt(row, column).firstPosition()
            last = table.cellAt(row + n_rows - 1, column + n_columns - 1).lastPosition()
        return self.layout_of_text.to_span(first, last)

    def select(self, span: Span | None) -> None:
        """Select a span without telling anybody; None clears the selection."""
        cursor = self.textCursor()
        if span is None:
            cursor.clearSelection()
        else:
            cursor = self._cursor_over(span.start, span.end)
        self._quietly(cursor)

    def reveal(self, span: Span) -> None:
        """Bring a span into sight and frame it for a moment."""
        units = self.layout_of_text.to_units(span.start, span.end)
        if not units:
            return
        self._scroll_into_sight(span)
        self._flashed = units
        self._flash_timer.start()
        self.viewport().update()

    def place_cursor(self, anchor: int, place: int) -> None:
        """Put the cursor at a code point, selecting from `anchor`; tells what is selected."""
        self.take_cursor(self._cursor_over(anchor, place))

    def take_cursor(self, cursor: QTextCursor) -> None:
        """Make this the cursor, and bring it into sight."""
        self.setTextCursor(cursor)
        self.ensureCursorVisible()
        self._keep_sentence_in_sight()

    def _build(self) -> None:
        """Show the beginning of the article with its marks, telling nobody."""
        was_quiet, self._is_quiet = self._is_quiet, True
        self._fill()
        self._marks = PlacedMarks(self._mark_list, self.layout_of_text)
        self._is_quiet = was_quiet
        self._told = self.selection()

    def _cursor_to_start(self) -> None:
        first = self.layout_of_text.sentence_at(0)
        if first is not None:
            self._quietly(self._cursor_over(first[0], first[0]))

    def _cursor_over(self, anchor: int, place: int) -> QTextCursor:
        layout = self.layout_of_text
        a = layout.to_unit(anchor) if anchor <= place else layout.to_end_unit(anchor)
        b = layout.to_unit(place) if place <= anchor else layout.to_end_unit(place)
        stretches = layout.to_units(min(anchor, place), max(anchor, place))
        if len(stretches) > 1:  # cells of a row written from the right: all that lies between
            a, b = min(first for first, _ in stretches), max(last for _, last in stretches)
        self.load_units(max(a, b))
        cursor = QTextCursor(self.document())
        cursor.setPosition(a)
        cursor.setPosition(b, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _quietly(self, cursor: QTextCursor) -> None:
        """Make this the cursor without telling anybody and without scrolling."""
        was_quiet, self._is_quiet = self._is_quiet, True
        bar = self.verticalScrollBar()
        before = bar.value()
        self.setTextCursor(cursor)
        bar.setValue(before)
        self._told = self.selection()
        self._is_quiet = was_quiet

    def _scroll_into_sight(self, span: Span) -> None:
        self.load_units(self.layout_of_text.to_end_unit(span.end))
        boxes = self._boxes(span.start, span.end)
        top = self.verticalScrollBar().value()
        height = self.viewport().height()
        if boxes and (boxes[0].top() < top + 24 or boxes[-1].bottom() > top + height - 24):
            self._scroll_to(span.start, 0.3)

    def _keep_sentence_in_sight(self) -> None:
        """Where the whole sentence fits, all of it is shown, with a little air around it."""
        sentence = self._cursor.sentence()
        boxes = self._boxes(*sentence) if sentence else []
        if not boxes or self.textCursor().hasSelection():
            return
        bar, height = self.verticalScrollBar(), self.viewport().height()
        top, bottom = round(boxes[0].top()) - 48, round(boxes[-1].bottom()) + 72
        if bottom > bar.value() + height:
            bar.setValue(min(top, bottom - height) if bottom - top > height else bottom - height)
        elif top < bar.value():
            bar.setValue(top)

    def _on_selection_changed(self) -> None:
        if not self._is_quiet and not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._tell_selection()

    def _tell_selection(self) -> None:
        span = self.selection()
        if span != self._told:
            self._told = span
            self.span_selected.emit(span)

    def _end_flash(self) -> None:
        self._flashed = []
        self.viewport().update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Marks under the words, their letters over them; in no place is anything inserted."""
        if not self.layout_of_text.blocks:
            left, width = self._column()
            room = QRectF(left, 0, width, self.viewport().height())
            painter = QPainter(self.viewport())
            paint_words(painter, self._words_if_none, room, self._style)
            painter.end()
            return
        scene = self._scene()
        painter = self._painter()
        paint_under(painter, scene)
        painter.end()
        super().paintEvent(event)
        painter = self._painter()
        paint_over(painter, scene)
        painter.end()

    def _painter(self) -> QPainter:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(0, -self.verticalScrollBar().value())
        return painter

    def _scene(self) -> Scene:
        visible = self._visible_units()
        sentence = self._cursor.sentence()
        return Scene(
            document=self.document(),
            style=self._style,
            header=self._header,
            column=self._column(),
            visible=visible,
            marks=self._marks.between(*visible),
            matches=self._matches,
            hits=self._hits,
            sentence=self.layout_of_text.to_units(*sentence) if sentence else [],
            flashed=self._flashed,
            current=self._current,
            has_focus=self.hasFocus(),
        )

    def _visible_units(self) -> tuple[int, int]:
        first = self._unit_at(QPointF(0, 0))
        last = self._unit_at(QPointF(self.viewport().width(), self.viewport().height()))
        block, end = self.document().findBlock(first), self.document().findBlock(last)
        # A row of a table is one line to the eye: neighbouring cells are looked at as well.
        return max(block.position() - 500, 0), end.position() + end.length() + 500

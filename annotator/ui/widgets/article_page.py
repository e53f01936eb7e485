"""The page an article is shown on: its document, its places, what is in sight."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_cursor import ArticleCursor
from annotator.ui.widgets.article_fill import DocumentFiller, is_right_to_left
from annotator.ui.widgets.article_header import ArticleHeader
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.article_marks import (
    Mark,
    PlacedMarks,
    stretch_rects,
)
from annotator.ui.widgets.article_paint import Scene, paint_over, paint_under, paint_words
from annotator.ui.widgets.article_style import READING_POINTS, ArticleStyle
from annotator.ui.widgets.target import Target

_FIRST_UNITS = 6_000
"""Loaded before the article is shown; the rest follows in slices while the window is idle."""
_SLICE_UNITS = 4_000
_IDLE_PARTS = 20_000
"""Longer articles are loaded further only as they are scrolled."""
_EDGE = 24
_FLASH_MS = 1500
_SHEET = "QTextEdit#article { border: none; border-radius: 0; padding: 0; background: $paper; }"


class ArticlePage(QTextEdit):
    """Shows one article; places are told in code points of its stored text, as spans."""

    span_selected = Signal(object)  # Span | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article")
        self.setAccessibleName(self.tr("Article text"))
        self._article: Article | None = None
        self._words_if_none = ""
        self.layout_of_text = ArticleLayout("")
        self._points = READING_POINTS
        self._style = ArticleStyle(self._points)
        self._header = ArticleHeader()
        self._set_up()
        self._filler = DocumentFiller(self.document(), self.layout_of_text, self._style)
        self._marks = PlacedMarks([], self.layout_of_text)
        self._mark_list: list[Mark] = []
        self._matches: list[tuple[int, int]] = []
        self._current: Target | None = None
        self._flashed: tuple[int, int] | None = None
        self._told: Span | None = None
        self._is_quiet = False
        self._cursor = ArticleCursor(self)
        self._load_timer = QTimer(self, interval=0)
        self._load_timer.timeout.connect(self._load_slice)
        self._flash_timer = QTimer(self, interval=_FLASH_MS, singleShot=True)
        self._flash_timer.timeout.connect(self._end_flash)
        self.selectionChanged.connect(self._on_selection_changed)
        self.cursorPositionChanged.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self._dress()

    def _set_up(self) -> None:
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setCursorWidth(2)

    # What is shown

    def show_article(self, article: Article, subtitle: str) -> None:
        """Show an article from its beginning, without marks."""
        self._article = article
        self._header = ArticleHeader(article, subtitle)
        self.setAccessibleDescription(" · ".join(filter(None, (article.title, subtitle))))
        self.layout_of_text = ArticleLayout(article.text, article.title)
        self._mark_list, self._matches, self._flashed = [], [], None
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
        self._mark_list, self._matches, self._flashed = [], [], None
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
        """Underlay the places that a search found, given in code points and in order."""
        units = (self.layout_of_text.to_units(start, end) for start, end in matches)
        self._matches = [stretch for stretch in units if stretch is not None]
        self.viewport().update()

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

    # Places

    def selection(self) -> Span | None:
        """The stored stretch that is selected, or None."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        return self.layout_of_text.to_span(cursor.selectionStart(), cursor.selectionEnd())

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
        if units is None:
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

    def point_at_height(self, share: float) -> int:
        """The code point shown at a share of the height of the window."""
        place = QPointF(self.viewport().width() / 2, self.viewport().height() * share)
        return self.layout_of_text.to_point(self._unit_at(place))

    def load_units(self, unit: int) -> None:
        """Have the document laid out at least as far as `unit`."""
        if not self._filler.is_done and self._filler.loaded <= unit:
            self._filler.append(unit + 1 - self._filler.loaded + _SLICE_UNITS)

    def show_edge(self, step: int) -> None:
        """Scroll to the very top (the title, too) or the very bottom."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.minimum() if step < 0 else bar.maximum())

    # Building

    def _build(self) -> None:
        """Fill the document with the beginning of the article; the rest follows."""
        self._load_timer.stop()
        was_quiet, self._is_quiet = self._is_quiet, True
        language = self._article.language if self._article else ""
        if not self._style.is_for(self._points, language):
            self._style = ArticleStyle(self._points, language)
        document = self.document()
        document.clear()
        document.setIndentWidth(self._style.list_indent())
        document.setDefaultFont(self._style.text_font)
        self._set_direction()
        self._set_margins()
        self._filler = DocumentFiller(document, self.layout_of_text, self._style)
        self._filler.append(_FIRST_UNITS)
        self._marks = PlacedMarks(self._mark_list, self.layout_of_text)
        self._is_quiet = was_quiet
        self._told = self.selection()
        if not self._filler.is_done:
            self._load_timer.start()
        self.viewport().update()

    def _set_direction(self) -> None:
        """Tables of an article written from the right have their first column there."""
        option = self.document().defaultTextOption()
        is_rtl = is_right_to_left(self.layout_of_text.text)
        side = Qt.LayoutDirection.RightToLeft if is_rtl else Qt.LayoutDirection.LeftToRight
        if option.textDirection() != side:
            option.setTextDirection(side)
            self.document().setDefaultTextOption(option)

    def _dress(self) -> None:
        self.setStyleSheet(_SHEET.replace("$paper", self._style.tokens.paper))

    def _load_slice(self) -> None:
        self._filler.append(_SLICE_UNITS)
        bar = self.verticalScrollBar()
        is_near_end = bar.value() > bar.maximum() - 3 * bar.pageStep()
        if self._filler.is_done or (self._filler.n_parts > _IDLE_PARTS and not is_near_end):
            self._load_timer.stop()

    def _on_scrolled(self) -> None:
        if not self._filler.is_done and not self._load_timer.isActive():
            self._load_timer.start()

    def _column(self) -> tuple[float, float]:
        """Left edge and width of the column of text in the window."""
        room = self.viewport().width()
        width = min(self._style.column, max(room - 2 * _EDGE, 120))
        return max((room - width) // 2, 0), width

    def _set_margins(self) -> None:
        left, width = self._column()
        frame = self.document().rootFrame()
        form = frame.frameFormat()
        form.setLeftMargin(left)
        form.setRightMargin(max(self.viewport().width() - left - width, 0))
        form.setTopMargin(self._header.height(self._style, width))
        form.setBottomMargin(96)
        if form != frame.frameFormat():
            frame.setFrameFormat(form)

    def _cursor_to_start(self) -> None:
        first = self.layout_of_text.sentence_at(0)
        if first is not None:
            self._quietly(self._cursor_over(first[0], first[0]))

    def _cursor_over(self, anchor: int, place: int) -> QTextCursor:
        layout = self.layout_of_text
        a = layout.to_unit(anchor) if anchor <= place else layout.to_end_unit(anchor)
        b = layout.to_unit(place) if place <= anchor else layout.to_end_unit(place)
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

    # Scrolling

    def _unit_at(self, place: QPointF) -> int:
        at = QPointF(place.x(), place.y() + self.verticalScrollBar().value())
        unit = self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit)
        return max(unit, 0)

    def _scroll_into_sight(self, span: Span) -> None:
        self.load_units(self.layout_of_text.to_end_unit(span.end))
        boxes = self._boxes(span.start, span.end)
        top = self.verticalScrollBar().value()
        height = self.viewport().height()
        if boxes and (boxes[0].top() < top + 24 or boxes[-1].bottom() > top + height - 24):
            self._scroll_to(span.start, 0.3)

    def _scroll_to(self, point: int, share: float) -> None:
        """Scroll so that a code point stands at a share of the height."""
        unit = self.layout_of_text.to_unit(point)
        self.load_units(unit)
        boxes = stretch_rects(self.document(), unit, unit + 1)
        if boxes:
            goal = boxes[0].top() - share * self.viewport().height()
            self.verticalScrollBar().setValue(round(goal))

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

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        units = self.layout_of_text.to_units(start, end)
        return [] if units is None else stretch_rects(self.document(), *units)

    # Events

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Centre the column anew."""
        super().resizeEvent(event)
        self._set_margins()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.viewport().update()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: an article never makes the program read a file or call a server."""
        return None

    def _point_at(self, place: QPointF) -> int:
        return self.layout_of_text.to_point(self._unit_at(place))

    def _on_selection_changed(self) -> None:
        if not self._is_quiet and not QGuiApplication.mouseButtons() & Qt.MouseButton.LeftButton:
            self._tell_selection()

    def _tell_selection(self) -> None:
        span = self.selection()
        if span != self._told:
            self._told = span
            self.span_selected.emit(span)

    def _end_flash(self) -> None:
        self._flashed = None
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
            sentence=self.layout_of_text.to_units(*sentence) if sentence else None,
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

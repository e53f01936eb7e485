"""The sheet an article is set on: a document filled piece by piece, in a column of its own."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, QUrl
from PySide6.QtGui import QResizeEvent, QTextOption
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annotator.model.article import Article
from annotator.ui.widgets.article_fill import DocumentFiller
from annotator.ui.widgets.article_header import ArticleHeader
from annotator.ui.widgets.article_layout import ArticleLayout
from annotator.ui.widgets.article_marks import stretch_rects
from annotator.ui.widgets.article_style import READING_POINTS, ArticleStyle

_FIRST_UNITS = 6_000
"""Loaded before the article is shown; the rest follows in slices while the window is idle."""
_SLICE_UNITS = 4_000
_IDLE_PARTS = 20_000
"""Longer articles are loaded further only as they are scrolled."""
_EDGE = 24
_SHEET = "QTextEdit#article { border: none; border-radius: 0; padding: 0; background: $paper; }"


class ArticleSheet(QTextEdit):
    """Sets one article, and knows where each of its code points stands on the screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article")
        self.setAccessibleName(self.tr("Article text"))
        self._article: Article | None = None
        self.layout_of_text = ArticleLayout("")
        self._points = READING_POINTS
        self._style = ArticleStyle(self._points)
        self._header = ArticleHeader()
        self._set_up()
        self._filler = DocumentFiller(self.document(), self.layout_of_text, self._style)
        self._load_timer = QTimer(self, interval=0)
        self._load_timer.timeout.connect(self._load_slice)
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

    def _fill(self) -> None:
        """Fill the document with the beginning of the article; the rest follows."""
        self._load_timer.stop()
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
        if not self._filler.is_done:
            self._load_timer.start()
        self.viewport().update()

    def load_units(self, unit: int) -> None:
        """Have the document laid out at least as far as `unit`."""
        if not self._filler.is_done and self._filler.loaded <= unit:
            self._filler.append(unit + 1 - self._filler.loaded + _SLICE_UNITS)

    def _load_slice(self) -> None:
        self._filler.append(_SLICE_UNITS)
        bar = self.verticalScrollBar()
        is_near_end = bar.value() > bar.maximum() - 3 * bar.pageStep()
        if self._filler.is_done or (self._filler.n_parts > _IDLE_PARTS and not is_near_end):
            self._load_timer.stop()

    def _on_scrolled(self) -> None:
        if not self._filler.is_done and not self._load_timer.isActive():
            self._load_timer.start()

    def _set_direction(self) -> None:
        """Every paragraph and cell begins at the side from which the article is written."""
        option = self.document().defaultTextOption()
        from_the_right = self.layout_of_text.from_the_right
        side = Qt.LayoutDirection.RightToLeft if from_the_right else Qt.LayoutDirection.LeftToRight
        if option.textDirection() != side:
            option.setTextDirection(side)
            self.document().setDefaultTextOption(option)

    def _dress(self) -> None:
        self.setStyleSheet(_SHEET.replace("$paper", self._style.tokens.paper))

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

    def point_at_height(self, share: float) -> int:
        """The code point shown at a share of the height of the window."""
        place = QPointF(self.viewport().width() / 2, self.viewport().height() * share)
        return self.layout_of_text.to_point(self._unit_at(place))

    def show_edge(self, step: int) -> None:
        """Scroll to the very top (the title, too) or the very bottom."""
        bar = self.verticalScrollBar()
        bar.setValue(bar.minimum() if step < 0 else bar.maximum())

    def _unit_at(self, place: QPointF) -> int:
        at = QPointF(place.x(), place.y() + self.verticalScrollBar().value())
        unit = self.document().documentLayout().hitTest(at, Qt.HitTestAccuracy.FuzzyHit)
        return max(unit, 0)

    def _point_at(self, place: QPointF) -> int:
        return self.layout_of_text.to_point(self._unit_at(place))

    def _boxes(self, start: int, end: int) -> list[QRectF]:
        return stretch_rects(self.document(), self.layout_of_text.to_units(start, end))

    def _scroll_to(self, point: int, share: float) -> None:
        """Scroll so that a code point stands at a share of the height."""
        unit = self.layout_of_text.to_unit(point)
        self.load_units(unit)
        boxes = stretch_rects(self.document(), [(unit, unit + 1)])
        if boxes:
            goal = boxes[0].top() - share * self.viewport().height()
            self.verticalScrollBar().setValue(round(goal))

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

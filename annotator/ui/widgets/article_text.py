"""The widget that holds an article's text: read, walked through and marked, never edited."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget

from annotator.model.span import Span
from annotator.ui.widgets.article_cursor import command_of
from annotator.ui.widgets.article_marks import (
    Mark,
)
from annotator.ui.widgets.article_page import ArticlePage


class ArticleText(ArticlePage):
    """The page as the coder works it: by keys, by pointer."""

    mark_activated = Signal(object)  # list[Target], innermost first
    command = Signal(str)
    pointed = Signal(object)  # Span | None: what the pointer left marked
    zoom_asked = Signal(int)  # 1 larger, -1 smaller, 0 as usual

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPointF | None = None
        self._doubled_at = 0

    def sentence(self) -> Span | None:
        """The sentence the cursor is in, as a span of the stored text; None without a text."""
        found = self._cursor.sentence()
        return None if found is None else Span.of(self.layout_of_text.text, *found)

    def area_of(self, span: Span) -> QRect:
        """Where a span is seen, in the coordinates of the screen; empty if it is nowhere."""
        boxes = self._boxes(span.start, span.end)
        if not boxes:
            return QRect()
        area = boxes[0]
        for box in boxes[1:]:
            area = area.united(box)
        port = self.viewport()
        seen = area.toRect().translated(0, -self.verticalScrollBar().value())
        return seen.translated(port.mapToGlobal(QPoint(0, 0)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk and mark; plain keys become commands; the rest is the page's."""
        ctrl = Qt.KeyboardModifier.ControlModifier
        if self._cursor.handle(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.show_hits([])
        if event.key() == Qt.Key.Key_Escape and self.textCursor().hasSelection():
            cursor = self.textCursor()
            cursor.setPosition(cursor.selectionStart())
            self.setTextCursor(cursor)
        elif event.key() == Qt.Key.Key_C and event.modifiers() == ctrl:
            self._copy()
        elif event.modifiers() & ctrl and event.key() in _ZOOM_KEYS:
            self.zoom_asked.emit(_ZOOM_KEYS[Qt.Key(event.key())])
        elif name := command_of(event):
            self.command.emit(name)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        """Leave every key combination to the shortcuts of the page before it comes here."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.ignore()
            return False
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to mark; a third click, or one with the right button, marks the sentence."""
        self._pressed_at = event.position()
        if event.button() == Qt.MouseButton.RightButton:
            self._point_out(event.position())
            return
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        interval = QGuiApplication.styleHints().mouseDoubleClickInterval()
        if self._doubled_at and event.timestamp() - self._doubled_at < interval:
            self._doubled_at = 0
            self._pressed_at = None
            self._cursor.select_sentence(self._point_at(event.position()))
            return
        extends = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if self.textCursor().hasSelection() and not extends:
            cursor = self.textCursor()  # pressing on marked words begins anew, never drags them
            cursor.clearSelection()
            self._quietly(cursor)
        super().mousePressEvent(event)

    def _point_out(self, place: QPointF) -> None:
        """Mark the sentence at a place, unless marked words are there."""
        point, span = self._point_at(place), self.selection()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if span is None or not span.start <= point < span.end:
            self._cursor.select_sentence(point)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Mark the word."""
        super().mouseDoubleClickEvent(event)
        self._doubled_at = event.timestamp()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell what was marked, or whose mark was clicked."""
        super().mouseReleaseEvent(event)
        self._tell_selection()
        pressed, self._pressed_at = self._pressed_at, None
        span = self.selection()
        self.pointed.emit(span)
        if pressed is None or span is not None or event.button() != Qt.MouseButton.LeftButton:
            return
        if (event.position() - pressed).manhattanLength() < 4:
            marks = self._marks_under(event.position())
            if marks:
                self.mark_activated.emit([mark.target for mark in marks])

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or with Ctrl change the size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_asked.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Say in a tooltip whose mark the pointer rests on."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            marks = self._marks_under(QPointF(event.pos()))
            lines = "\n".join(dict.fromkeys(mark.label for mark in marks))
            safe = f'<p style="white-space:pre-wrap">{html.escape(lines)}</p>' if lines else ""
            QToolTip.showText(event.globalPos(), safe, self)
            return True
        return super().viewportEvent(event)

    def createMimeDataFromSelection(self) -> QMimeData:
        """The stored words that are selected, as plain text."""
        data = QMimeData()
        span = self.selection()
        data.setText(_encodable(span.quote) if span else "")
        return data

    def _copy(self) -> None:
        span = self.selection()
        if span is not None:
            QGuiApplication.clipboard().setText(_encodable(span.quote))

    def _marks_under(self, place: QPointF) -> list[Mark]:
        at = QPointF(place.x(), place.y() + self.verticalScrollBar().value())
        found = self._marks.at(self._point_at(place)) or self._marks.at(self._point_at(place) - 1)
        boxes = {id(m): self._boxes(m.span.start, m.span.end) for m in found}
        return [
            m for m in found if any(b.adjusted(-2, -4, 4, 6).contains(at) for b in boxes[id(m)])
        ]


_ZOOM_KEYS = {
    Qt.Key.Key_Plus: 1,
    Qt.Key.Key_Equal: 1,
    Qt.Key.Key_Minus: -1,
    Qt.Key.Key_Underscore: -1,
    Qt.Key.Key_0: 0,
}


def _encodable(text: str) -> str:
    """The text without lone surrogates, which no clipboard takes."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

"""A coder with the pointer: every step is a click or a drag on what is to be seen."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListView, QWidget

from annotator.model.span import Span
from annotator.ui.main_window import MainWindow

_LEFT = Qt.MouseButton.LeftButton


class Pointer:
    """Codes with the pointer alone; scrolling by the wheel is no click."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.page = window.coding
        self.text = self.page.view.text
        self.clicks = 0
        self.drags = 0

    def click(self, widget: QWidget) -> None:
        """Click a button."""
        assert widget.isVisible()
        assert widget.isEnabled()
        self.clicks += 1
        QTest.mouseClick(widget, _LEFT)
        QApplication.processEvents()

    def choose(self, words: str) -> None:
        """Click the row that begins so in the list that is open, once it is wheeled into sight."""
        lists = self.window.findChildren(QListView)
        (rows,) = [
            each
            for each in lists
            if each.isVisible() and each.objectName() in ("picker_options", "words_meanings")
        ]
        model = rows.model()
        indexes = [model.index(row, 0) for row in range(model.rowCount())]
        index = next((i for i in indexes if str(i.data()).startswith(words)), None)
        assert index is not None, f"no {words!r} in {[i.data() for i in indexes]}"
        rows.scrollTo(index)
        self.clicks += 1
        QTest.mouseClick(
            rows.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, rows.visualRect(index).center()
        )
        QApplication.processEvents()

    def point_at(self, words: str) -> None:
        """Click on words in the article with the right button."""
        start = self.text.layout_of_text.text.index(words)
        place = self._place(start + 2)
        self.clicks += 1
        QTest.mouseClick(
            self.text.viewport(), Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, place
        )
        QApplication.processEvents()

    def drag_over(self, words: str) -> None:
        """Drag over words in the article."""
        start = self.text.layout_of_text.text.index(words)
        span = Span.of(self.text.layout_of_text.text, start, start + len(words))
        first, last = self._place(start), self._place(span.end, span.start)
        self.drags += 1
        QTest.mousePress(self.text.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, first)
        moved = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(last),
            QPointF(self.text.viewport().mapToGlobal(last)),
            Qt.MouseButton.NoButton,
            _LEFT,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(self.text.viewport(), moved)
        QTest.mouseRelease(self.text.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, last)
        QApplication.processEvents()
        assert self.page.view.selection() == span

    def _place(self, point: int, first: int | None = None) -> QPoint:
        """Where a code point is in the window, once it is wheeled into sight."""
        self._wheel_to(point if first is None else first)
        units = self.text.layout_of_text
        cursor = self.text.textCursor()
        cursor.setPosition(units.to_unit(point))
        return self.text.cursorRect(cursor).center()

    def _wheel_to(self, point: int) -> None:
        cursor = self.text.textCursor()
        cursor.setPosition(self.text.layout_of_text.to_unit(point))
        box = self.text.cursorRect(cursor)
        height = self.text.viewport().height()
        if not 40 < box.top() < height - 200:
            bar = self.text.verticalScrollBar()
            bar.setValue(bar.value() + box.top() - height // 3)
            QApplication.processEvents()

"""The line that every typed answer is typed into."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

_MOST_ROWS = 10
TakesKey = Callable[[QKeyEvent], bool]
_SELECTS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class Line(QLineEdit):
    """A line edit that asks its field about every key before it types it.

    Undo is left to the page where the line has no typing of its own to take back. Alt with a key
    is never text. `overtypes`: what is shown while it has the focus is replaced by typing.
    """

    left = Signal(object)  # Qt.FocusReason
    pressed = Signal()

    def __init__(self, takes_key: TakesKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_key = takes_key
        self._soft = False
        self.overtypes = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setMinimumWidth(40)

    def show_soft(self, soft: bool) -> None:
        """Show the text as a reason for having no answer: slanted and soft."""
        if soft == self._soft:
            return
        self._soft = soft
        self.setProperty("look", "missing" if soft else "")
        self.style().unpolish(self)
        self.style().polish(self)

    def show_text(self, text: str, soft: bool = False) -> None:
        """Show a text from its beginning; nothing happens where it stands already."""
        self.show_soft(soft)
        if self.text() != text:
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)
            elif self.overtypes:
                self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the field have the key first."""
        if self._takes_key(event):
            event.accept()
        elif event.modifiers() == Qt.KeyboardModifier.AltModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Select everything, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in _SELECTS:
            self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the field why the coder left."""
        super().focusOutEvent(event)
        self.left.emit(event.reason())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell the field that it was clicked."""
        super().mousePressEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()

    def event(self, event: QEvent) -> bool:
        """Claim undo and redo only while there is typing to undo or redo."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            undo = event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not self.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)


class Lines(QPlainTextEdit):
    """Several lines of plain typing, as high as what is typed; Enter and Tab leave it."""

    left = Signal(object)  # Qt.FocusReason

    def __init__(self, takes_key: TakesKey, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._takes_key = takes_key
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(40)
        self.document().setDocumentMargin(0)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        rows = min(max(int(self.document().size().height()), 1), _MOST_ROWS)
        height = rows * self.fontMetrics().lineSpacing() + 14
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap, and be as high as that needs."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the field have the key first."""
        if self._takes_key(event):
            event.accept()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the field why the coder left."""
        super().focusOutEvent(event)
        self.left.emit(event.reason())

    def event(self, event: QEvent) -> bool:
        """Claim undo and redo only while there is typing to undo or redo."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            document = self.document()
            undo = event.matches(QKeySequence.StandardKey.Undo) and not document.isUndoAvailable()
            redo = event.matches(QKeySequence.StandardKey.Redo) and not document.isRedoAvailable()
            if undo or redo:
                event.ignore()
                return False
        return super().event(event)

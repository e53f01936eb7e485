"""A line of words that gives way: cut at its edge, and whole in its tip and for who listens."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

_LEAST = 60


class CutLine(QLabel):
    """Never asks for more room than there is, however long its words are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = self._tip = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str, tip: str = "") -> None:
        """Show words; tip: what is told where the pointer rests, else the words if they are cut."""
        self.words, self._tip = words, tip
        self.setAccessibleName(tip or words)
        self.updateGeometry()
        self._cut()

    def sizeHint(self) -> QSize:
        """Room for all the words."""
        margins = self.contentsMargins()
        wide = self.fontMetrics().horizontalAdvance(self.words) + 2
        return QSize(wide + margins.left() + margins.right(), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Hardly any: the words give way."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for now."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.contentsRect().width(), 0)
        cut = self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, room)
        if self.text() != cut:
            self.setText(cut)
        tip = self._tip or (self.words if cut != self.words else "")
        self.setToolTip(f"<span>{escape(tip)}</span>" if tip else "")

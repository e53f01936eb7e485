"""The bar under the article: which key does what, drawn where it works."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget


class HintBar(QFrame):
    """Keys as small caps beside what they do; the last one tells where the others are listed.

    Those that do not fit are left out from the end, but for that last one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("hints")
        self.setProperty("look", "hints")
        self.setFixedHeight(34)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 0, 10, 0)
        self._row.setSpacing(6)
        self._pairs: list[tuple[QLabel, QLabel]] = []
        self.shown: list[tuple[str, str]] = []

    def show_hints(self, hints: Sequence[tuple[str, str]]) -> None:
        """Show these keys, the most useful first."""
        self.shown = list(hints)
        while self._row.count():
            item = self._row.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._pairs.clear()
        self._row.addStretch(1)
        for key, words in hints:
            cap, label = QLabel(key), QLabel(words)
            cap.setProperty("look", "keycap")
            label.setProperty("look", "soft")
            for part in (cap, label):
                part.setTextFormat(Qt.TextFormat.PlainText)
                part.setParent(self)
                part.ensurePolished()
                self._row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
            label.setContentsMargins(0, 0, 4, 0)
            self._pairs.append((cap, label))
        self._row.addStretch(1)
        self.setAccessibleDescription(", ".join(f"{key}: {words}" for key, words in hints))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what does not fit."""
        super().resizeEvent(event)
        self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """The caps have their true size only now."""
        super().showEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Narrow: hints give way."""
        return QSize(120, 34)

    def _fit(self) -> None:
        margins = self._row.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        needs = [
            cap.sizeHint().width() + label.sizeHint().width() + 2 * self._row.spacing()
            for cap, label in self._pairs
        ]
        room -= needs[-1] if needs else 0
        for place, (cap, label) in enumerate(self._pairs):
            is_last = place == len(needs) - 1
            room -= 0 if is_last else needs[place]
            for part in (cap, label):
                part.setVisible(is_last or room >= 0)

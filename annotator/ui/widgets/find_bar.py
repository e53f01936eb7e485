"""The bar for finding words in the article on the screen."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

MOST_MATCHES = 5000
"""More are not looked for: nobody walks through them."""


def find_all(text: str, words: str) -> list[tuple[int, int]]:
    """Where the words stand in the text, in code points; letter case does not count.

    A blank in the words stands for any white space, and for the bars between table cells.
    """
    parts = words.split()
    if not parts:
        return []
    pattern = re.compile(r"[\s|]+".join(map(re.escape, parts)), re.IGNORECASE)
    found = []
    for match in pattern.finditer(text):
        found.append(match.span())
        if len(found) == MOST_MATCHES:
            break
    return found


class FindBar(QFrame):
    """A field for the words, the count, and buttons to walk through the places found."""

    words_changed = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("find_bar")
        self.setProperty("look", "foot")
        self.field = QLineEdit(self)
        self.field.setObjectName("find_field")
        self.field.setAccessibleName(self.tr("Find in article"))
        self.field.setPlaceholderText(self.tr("Find in article"))
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(500)
        self.field.textChanged.connect(self.words_changed)
        self._count = QLabel(self)
        self._count.setTextFormat(Qt.TextFormat.PlainText)
        self._count.setProperty("look", "soft")
        self._count.setMinimumWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self._count)
        row.addWidget(self._button(self.tr("Previous"), "Shift+F3", -1))
        row.addWidget(self._button(self.tr("Next"), "F3", 1))
        close = self._button(self.tr("Close"), "Esc", 0)
        close.clicked.connect(self.closed)
        row.addWidget(close)

    def show_count(self, at: int, total: int) -> None:
        """Say which of the places found is shown, counted from 0."""
        if not self.field.text().strip():
            self._count.setText("")
        elif not total:
            self._count.setText(self.tr("Not found"))
        elif total >= MOST_MATCHES:
            self._count.setText(self.tr("{0} of {1} or more").format(at + 1, total))
        else:
            self._count.setText(self.tr("{0} of {1}").format(at + 1, total))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Shift+Enter walk, Escape closes; nothing reaches the page as a command."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.stepped.emit(-1 if back else 1)
        elif key == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _button(self, text: str, key: str, step: int) -> QPushButton:
        button = QPushButton(text, self)
        button.setProperty("look", "quiet")
        button.setToolTip(key)
        if step:
            button.clicked.connect(lambda: self.stepped.emit(step))
        return button

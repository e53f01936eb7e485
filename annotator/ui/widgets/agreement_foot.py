"""What the Agreement page says of itself: how far it is, what it rests on, why it is empty."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.widgets.cut_line import CutLine
from annotator.ui.widgets.key_button import KeyButton

_HEIGHT, _WIDE = 38, 560


class AgreementFoot(QFrame):
    """A line that is always there, so that nothing moves when something is computed."""

    stop_asked = Signal()
    again_asked = Signal()
    remarks_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_foot")
        self.setProperty("look", "foot")
        self.setFixedHeight(_HEIGHT)
        self.words = CutLine()
        self.words.setObjectName("agreement_words")
        self.words.setProperty("look", "soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(180, 4)
        self.bar.setAccessibleName(self.tr("How far the comparison is"))
        self.stop = self._button(self.tr("Cancel"), "agreement_stop")
        self.again = self._button(self.tr("Compute again"), "agreement_again")
        self.remarks = self._button("", "agreement_remarks")
        self.stop.clicked.connect(self.stop_asked)
        self.again.clicked.connect(self.again_asked)
        self.remarks.clicked.connect(self.remarks_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(12)
        row.addWidget(self.words, 1)
        row.addWidget(self.bar)
        row.addWidget(self.stop)
        row.addWidget(self.again)
        row.addWidget(self.remarks)
        self.show_rest("")
        self.show_remarks("")

    def _button(self, words: str, name: str) -> KeyButton:
        made = KeyButton(words)
        made.setObjectName(name)
        made.setProperty("look", "quiet")
        return made

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show that something is computed; 0 of 0 is a bar that only moves."""
        self.words.show_words(words)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        for part, is_shown in ((self.bar, True), (self.stop, True), (self.again, False)):
            part.setVisible(is_shown)

    def show_rest(self, words: str, tip: str = "", *, can_begin: bool = False) -> None:
        """Show what was computed; can_begin: it was cancelled, and can be begun again."""
        had_focus = self.stop.hasFocus()
        self.words.show_words(words, tip)
        for part, is_shown in ((self.bar, False), (self.stop, False), (self.again, can_begin)):
            part.setVisible(is_shown)
        if had_focus and can_begin:
            self.again.setFocus()

    def show_remarks(self, words: str) -> None:
        """Offer what a reader has to know about the data; "" if there is nothing."""
        self.remarks.setText(words)
        self.remarks.setVisible(bool(words))


class Nothing(QWidget):
    """An empty page: what will be here, and the first step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_nothing")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading, self.words = QLabel(), QLabel()
        self.heading.setProperty("look", "heading")
        self.words.setProperty("look", "soft")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.addStretch(2)
        for label in (self.heading, self.words):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            label.setFixedWidth(_WIDE)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label)
            row.addStretch(1)
            column.addLayout(row)
        column.addStretch(3)

    def show_words(self, heading: str, words: str) -> None:
        """Show this."""
        self.heading.setText(heading)
        self.words.setText(words)
        self.words.setVisible(bool(words))
        self.setAccessibleName(f"{heading}. {words}")

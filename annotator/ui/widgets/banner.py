"""A line across the page that says what is wrong and offers what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class Banner(QFrame):
    """Hidden until there is something to say; `kind` is "error" or "note"."""

    acted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self.setProperty("look", "banner-note")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 6, 8, 6)
        layout.setSpacing(8)
        self.words = QLabel()
        self.words.setObjectName("banner_words")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout.addWidget(self.words, 1)
        self.act = QPushButton()
        self.act.setObjectName("banner_act")
        self.act.clicked.connect(self.acted)
        layout.addWidget(self.act)
        self.close_button = QPushButton(self.tr("Dismiss"))
        self.close_button.setObjectName("banner_close")
        self.close_button.setProperty("look", "quiet")
        self.close_button.clicked.connect(self.hide)
        layout.addWidget(self.close_button)
        self.hide()

    def show_words(self, words: str, kind: str = "note", act: str = "") -> None:
        """Say something; `act` is the verb on its button, "" for none."""
        self.words.setText(words)
        self.setProperty("look", f"banner-{kind}")
        self.style().unpolish(self)
        self.style().polish(self)
        self.act.setText(act)
        self.act.setVisible(bool(act))
        self.close_button.setVisible(kind != "error")
        self.setAccessibleName(words)
        self.show()

"""What a number means, on how much it rests, and why there is none: shown beside the work."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.ui.widgets.key_button import KeyButton

_WIDTH, _EDGE = 400, 12


@dataclass(frozen=True, slots=True)
class Explained:
    """A number in words. lines: what it means, what it rests on, why it is undefined; no markup."""

    name: str
    value: str
    lines: tuple[str, ...]

    @property
    def words(self) -> str:
        """All of it as plain lines."""
        head = " ".join(filter(None, (self.name, self.value)))
        return "\n".join((head, *self.lines))

    @property
    def tip(self) -> str:
        """All of it for a tooltip, which would read markup."""
        return f"<p style='white-space:pre-wrap'>{escape(self.words)}</p>"


class NumberSheet(QFrame):
    """A card over the page; it takes no keys, and follows the number at which they are."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("number_sheet")
        self.setProperty("look", "chosen-card")
        self.setFixedWidth(_WIDTH)
        self.name, self.text = QLabel(), QLabel()
        self.name.setProperty("look", "heading")
        self.text.setObjectName("number_text")
        for label in (self.name, self.text):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.shut = QPushButton(self.tr("Close"))
        self.shut.setObjectName("number_close")
        self.shut.setProperty("look", "quiet")
        self.shut.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.shut.clicked.connect(self.hide)
        key = QLabel("Esc")
        key.setProperty("look", "keycap")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(key)
        foot.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 12, 8)
        column.setSpacing(8)
        column.addWidget(self.name)
        column.addWidget(self.text)
        column.addLayout(foot)
        self.hide()

    def show_number(self, explained: Explained) -> None:
        """Show this number, and tell it to who listens."""
        words = "\n\n".join(explained.lines)
        is_new = (self.text.text(), self.isVisible()) != (words, True)
        head = self.tr("{name}: {value}").format(name=explained.name, value=explained.value)
        self.name.setText(head if explained.value else explained.name)
        self.text.setText(words)
        self.setAccessibleName(explained.words)
        self.show()
        if is_new:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, explained.words))

    def place(self, room: QRect, *, on_left: bool) -> None:
        """Stand in the lower left or right corner of a part of the page."""
        height = self.heightForWidth(_WIDTH)
        left = room.left() + _EDGE if on_left else room.right() - _WIDTH - _EDGE
        self.setGeometry(left, room.bottom() - height - _EDGE, _WIDTH, height)
        self.raise_()


class NumberTile(KeyButton):
    """A number with its name above it; pressed, it says what it means."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName(name)
        self.setProperty("look", "tile")
        self.explained: Explained | None = None

    def show_number(self, explained: Explained) -> None:
        """Show a number."""
        self.explained = explained
        self.setText(f"{explained.name}\n{explained.value}".replace("&", "&&"))
        self.setAccessibleName(f"{explained.name}: {explained.value}")
        self.setAccessibleDescription(" ".join(explained.lines))
        self.setToolTip(explained.tip)

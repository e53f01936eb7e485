"""The search field: what was typed, what is wrong with it, and the fields there are."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QVBoxLayout, QWidget

from annotator.model.query import FIELDS, MAX_LENGTH, QueryFault, parse_query
from annotator.model.searchable import is_alone

_PATIENCE_MS = 900
"""How long nothing is said about a search that can still become right."""

_GROWING_MS = 350
"""How long a word is not looked for that most likely goes on."""

_SHORT = re.compile(r"\w{1,2}")

_PLAIN = re.compile(r"\w[\w.-]*")


def with_field(text: str, name: str, value: str) -> str:
    """A search that asks for this value of a field, and no more for another; "" asks for none."""
    others = rf'(?<!\S)-?{name}:(?:"[^"]*"?|[^\s()]*)'
    kept = " ".join(re.sub(others, " ", text, flags=re.IGNORECASE).split())
    if not value:
        return kept
    plain = max(value.split('"'), key=len).strip()  # a part of a value asks for it, too
    is_plain = _PLAIN.fullmatch(plain) and plain not in ("AND", "OR", "NOT")
    said = plain if is_plain else f'"{plain}"'
    return f"{kept} {name}:{said}".strip()


def is_unfinished(text: str, fault: QueryFault) -> bool:
    """Whether a search is wrong only because its end is still being typed."""
    rest = text[fault.place :]
    return rest[:1] in ("(", '"', "“", "„", "«") or len(rest.split()) <= 1


def _is_growing(word: str) -> bool:
    """Whether a word is most likely the beginning of another, or of the name of a field."""
    is_name = len(word) > 1 and any(name.startswith(word.lower()) for name in FIELDS)
    return is_name or (_SHORT.fullmatch(word) is not None and not any(map(is_alone, word)))


class _Line(QLineEdit):
    """Down goes to what was found, Escape empties the line."""

    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that lead out of the field."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.returnPressed.emit() if event.key() != Qt.Key.Key_Down else self.left.emit()
        elif event.key() == Qt.Key.Key_Escape:
            if self.text():
                self.clear()
            else:
                self.left.emit()
        else:
            super().keyPressEvent(event)


class QueryField(QWidget):
    """Tells a search as soon as it can be read; says in words what is wrong where it cannot."""

    asked = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = _Line()
        self.line.setObjectName("articles_search")
        self.line.setAccessibleName(self.tr("Search the articles"))
        self.line.setPlaceholderText(
            self.tr("Search titles and texts, or publisher: date: status:")
        )
        self.line.setClearButtonEnabled(True)
        self.line.setMaxLength(MAX_LENGTH)
        self.help = QLabel(
            self.tr(
                "publisher:  date:2025-01..2025-03  status:  coder:  language:  title:   "
                "“phrase”  word*  AND  OR  NOT"
            )
        )
        self.fault = QLabel()
        self.fault.setObjectName("articles_fault")
        for label, look in ((self.help, "soft"), (self.fault, "error")):
            label.setProperty("look", look)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.line.setAccessibleDescription(self.help.text())
        self.fault.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.line, self.help, self.fault):
            column.addWidget(part)
        self.setFocusProxy(self.line)
        self._told = ""
        self._fault = ""
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(lambda: self.show_fault(self._fault))
        self._soon = QTimer(self, singleShot=True, interval=_GROWING_MS)
        self._soon.timeout.connect(lambda: self._tell(self.text))
        self.line.textChanged.connect(self._on_typed)
        self.line.returnPressed.connect(self._on_return)
        self.line.left.connect(self.left)

    @property
    def text(self) -> str:
        """What stands in the field."""
        return self.line.text()

    def ask(self, text: str) -> None:
        """Put a search into the field, and ask it."""
        self.line.setText(text)

    def show_found(self) -> None:
        """The search was answered: what was said to be wrong with it no longer is."""
        if not self._fault:
            self.show_fault("")

    def show_fault(self, words: str) -> None:
        """Say what is wrong, in place of the help; "" is nothing."""
        self._patience.stop()
        self.fault.setText(words)
        self.fault.setVisible(bool(words))
        self.help.setVisible(not words)
        self.line.setAccessibleDescription(words or self.help.text())

    def _on_typed(self, text: str) -> None:
        self._fault = ""
        self._patience.stop()
        self._soon.stop()
        try:
            parse_query(text)
        except QueryFault as fault:
            self._fault = str(fault)
            if not is_unfinished(text, fault):
                self.show_fault(self._fault)
                return
            self._patience.start()
            if ":" in text[fault.place :] or ":" in text[: fault.place].split(" ")[-1]:
                return
        self.show_fault("")
        if self._fault:
            self._patience.start()
        if _is_growing(text.rpartition(" ")[2]):
            self._soon.start()
        else:
            self._tell(text)

    def _tell(self, text: str) -> None:
        self._soon.stop()
        if text.strip() != self._told:
            self._told = text.strip()
            self.asked.emit(text)

    def _on_return(self) -> None:
        if self._fault:
            self.show_fault(self._fault)
        else:
            self.left.emit()

"""Find anything by a few letters: an article, a command, a code."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLabel, QLineEdit, QListView, QVBoxLayout, QWidget

from annotator.ui.widgets.option_popup import Choice, ChoiceDelegate, Choices

MAX_FOUND = 40


@dataclass(frozen=True, slots=True)
class Found:
    """Something that can be gone to or done."""

    words: str
    detail: str
    act: Callable[[], None]


Search = Callable[[str], Sequence[Found]]


class Finder(QDialog):
    """A line to type in and the best few of what it finds; Return takes the marked one."""

    def __init__(self, parent: QWidget, searches: Sequence[Search]) -> None:
        super().__init__(parent)
        self.setObjectName("finder")
        self.setWindowTitle(self.tr("Find an article, command or code"))
        self.resize(620, 420)
        self._searches = searches
        self._found: list[Found] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        self.line = QLineEdit()
        self.line.setObjectName("finder_line")
        self.line.setAccessibleName(self.windowTitle())
        self.line.setPlaceholderText(self.tr("Article, command or code"))
        layout.addWidget(self.line)
        self._rows = Choices(self)
        self.list = QListView()
        self.list.setModel(self._rows)
        self.list.setItemDelegate(ChoiceDelegate(self._rows, self.list))
        self.list.setObjectName("finder_list")
        self.list.setProperty("look", "roomy")
        self.list.setSpacing(3)
        self.list.setAccessibleName(self.tr("Found"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        layout.addWidget(self.list, 1)
        self.nothing = QLabel(self.tr("Nothing is called so. Try fewer letters."))
        self.nothing.setObjectName("finder_nothing")
        self.nothing.setProperty("look", "soft")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.nothing, 1)
        self.line.textChanged.connect(self._on_typed)
        self.line.installEventFilter(self)
        self.list.clicked.connect(lambda _: self._take())
        self._on_typed("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Return work the list while the line is typed in."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            row = self.list.currentIndex().row() + step
            self._go_to(min(max(row, 0), len(self._found) - 1))
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
            return True
        return super().eventFilter(watched, event)

    def _on_typed(self, words: str) -> None:
        wanted = words.casefold().strip()
        self._found = [hit for search in self._searches for hit in search(wanted)][:MAX_FOUND]
        self._rows.show_rows([Choice("", found.words, found.detail) for found in self._found])
        self._go_to(0)
        self.list.setVisible(bool(self._found))
        self.nothing.setVisible(not self._found)

    def look_again(self) -> None:
        """Something is found now that was not before; what is marked stays marked."""
        at = self.list.currentIndex().row()
        marked = self._found[at] if 0 <= at < len(self._found) else None
        self._on_typed(self.line.text())
        places = [i for i, each in enumerate(self._found) if marked and each.words == marked.words]
        self._go_to(places[0] if at and places else 0)

    def _go_to(self, row: int) -> None:
        self.list.setCurrentIndex(self._rows.index(row))

    def _take(self) -> None:
        row = self.list.currentIndex().row()
        if 0 <= row < len(self._found):
            self.accept()
            self._found[row].act()

"""What is asked before articles are kept from coders: why, and which one an article repeats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from annotator.model.article import ArticleRow
from annotator.model.errors import AnnotatorError
from annotator.ui.dialogs import Form
from annotator.ui.jobs import Latest, Worker
from annotator.ui.messages import label
from annotator.ui.widgets.words import facts

_SHOWN = 20


def _tr(text: str) -> str:
    return QCoreApplication.translate("corpus_dialogs", text)


class AskReason(Form):
    """Says what is about to be done with articles, and asks why."""

    @classmethod
    def ask(cls, parent: QWidget | None, title: str, verb: str, words: str) -> str | None:
        """The reason; None if it is not to be done."""
        form = cls(parent, title, verb, "decision")
        form.rows.addRow(label(words))
        line = form.add_line(
            _tr("Reason"),
            "decision_reason",
            hint=_tr("for example: not about diplomacy"),
            check=lambda text: "" if text else _tr("Say why: a few words are enough."),
        )
        return line.text().strip() if form.was_accepted else None


class _Line(QLineEdit):
    """Up and down walk through the list below."""

    def __init__(self, rows: QListWidget) -> None:
        super().__init__()
        self._rows = rows

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand what walks to the list."""
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            row = self._rows.currentRow() + step
            self._rows.setCurrentRow(max(0, min(row, self._rows.count() - 1)))
        else:
            super().keyPressEvent(event)


class ChooseOriginal(Form):
    """Which article the chosen ones repeat: found by a search, or one of them."""

    def __init__(
        self,
        parent: QWidget | None,
        words: str,
        likely: Sequence[ArticleRow],
        find: Callable[[str, int], Sequence[ArticleRow]],
        reader: Worker,
        guess: str,
    ) -> None:
        super().__init__(parent, _tr("Which article is repeated?"), _tr("Mark"), "original")
        self._find, self._likely = find, likely
        self.resize(620, 460)
        self.rows.addRow(label(words))
        self.found = QListWidget()
        self.found.setObjectName("original_found")
        self.found.setAccessibleName(_tr("Articles found"))
        self.found.setProperty("look", "roomy")
        self.found.setSpacing(2)
        self.line = _Line(self.found)
        self.line.setObjectName("original_search")
        self.line.setAccessibleName(_tr("Search the articles"))
        self.line.setPlaceholderText(_tr("Search titles and texts"))
        self.nothing = label(_tr("No article fits the search."), "soft")
        self.rows.addRow(self.line)
        self.rows.addRow(self.nothing)
        self.rows.addRow(self.found)
        self._asking = Latest(reader, self)
        self._asking.answered.connect(self._show)
        self._asking.refused.connect(self._on_refused)
        self.line.textChanged.connect(self._on_typed)
        self.found.itemDoubleClicked.connect(lambda _: self.accept())
        self.found.currentRowChanged.connect(lambda row: self.verb.setEnabled(row >= 0))
        self._show(likely)
        if guess:
            self.line.setText(guess)
            self.line.selectAll()

    def _on_typed(self, words: str) -> None:
        if words.strip():
            self._asking.ask(lambda: self._find(words, _SHOWN))
        else:
            self._asking.forget()
            self._show(self._likely)

    def _show(self, rows: Sequence[ArticleRow]) -> None:
        self.found.clear()
        for row in rows:
            title = row.title or _tr("Untitled")
            item = QListWidgetItem(facts(title, row.publisher, row.published))
            item.setData(Qt.ItemDataRole.UserRole, row)
            self.found.addItem(item)
        self.found.setCurrentRow(0 if rows else -1)
        self.nothing.setVisible(not rows and bool(self.line.text().strip()))
        self.verb.setEnabled(bool(rows))

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._show(())

    @property
    def chosen(self) -> ArticleRow | None:
        """The article that is marked in the list."""
        item = self.found.currentItem()
        row: Any = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return row if isinstance(row, ArticleRow) else None

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        words: str,
        likely: Sequence[ArticleRow],
        find: Callable[[str, int], Sequence[ArticleRow]],
        reader: Worker,
        guess: str = "",
    ) -> ArticleRow | None:
        """The article that was chosen, or None.

        likely: shown as long as nothing is looked for. find: gives so many articles for some words.
        guess: what is looked for first.
        """
        form = cls(parent, words, likely, find, reader, guess)
        return form.chosen if form.was_accepted else None

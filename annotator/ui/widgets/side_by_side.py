"""Two texts side by side, with what one has and the other has not marked in both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import (
    QBrush,
    QColor,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextEdit, QVBoxLayout, QWidget

from annotator.model.article import ArticleRow
from annotator.model.span import Span
from annotator.ui import theme
from annotator.ui.widgets.words import facts

_POINTS = 11.0
_LEADING = 140.0
_MOST = 200_000
"""Characters shown of a text; longer articles are compared, but nobody reads on so far here."""


class _Text(QTextEdit):
    """A text that is read; what only it has is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self.setProperty("look", "page")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUndoRedoEnabled(False)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(16)

    def show_text(self, text: str, spans: Sequence[Span], marked: QTextCharFormat) -> None:
        """Show a text piece by piece, so that no place in it has to be counted."""
        self.document().setDefaultFont(theme.reading_font(_POINTS))
        self.clear()
        cursor = QTextCursor(self.document())
        block = QTextBlockFormat()
        block.setLineHeight(_LEADING, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(block)
        plain, place = QTextCharFormat(), 0
        first: int | None = None
        cursor.beginEditBlock()
        for span in spans:
            if span.start >= _MOST:
                break
            cursor.insertText(text[place : span.start], plain)
            first = cursor.position() if first is None else first
            cursor.insertText(text[span.start : span.end], marked)
            place = span.end
        cursor.insertText(text[place : max(_MOST, place)], plain)
        cursor.endEditBlock()
        cursor.setPosition(first or 0)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(0)
        self.ensureCursorVisible()

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Nothing: an article never makes the program read a file or call a server."""
        return None


class _Side(QFrame):
    """One article: which it is, and its text."""

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "paper")
        self.title, self.facts = QLabel(), QLabel()
        self.title.setProperty("look", "heading")
        self.facts.setProperty("look", "soft")
        for label in (self.title, self.facts):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.text = _Text()
        self.text.setObjectName(f"{name}_text")
        self.text.setAccessibleName(words)
        head = QVBoxLayout()
        head.setContentsMargins(16, 12, 16, 8)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.facts)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.text, 1)

    def show_row(self, row: ArticleRow | None, state: str) -> None:
        """Show which article it is, and what was decided about it."""
        if row is None:
            self.title.setText("")
            self.facts.setText("")
            self.text.clear()
            return
        self.title.setText(row.title or self.tr("Untitled"))
        self.facts.setText(facts(state, row.publisher, row.published, row.file))


class SideBySide(QWidget):
    """Two articles; what only the first has is struck through, what only the second has underlined.

    The colours say the same: nothing hangs on them alone. Scrolling one scrolls the other.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("side_by_side")
        self.first = _Side("first", self.tr("Text of the first article"))
        self.second = _Side("second", self.tr("Text of the second article"))
        self._is_following = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.first, 1)
        row.addWidget(self.second, 1)
        for one, other in ((self.first, self.second), (self.second, self.first)):
            one.text.verticalScrollBar().valueChanged.connect(
                lambda _value, a=one.text, b=other.text: self._follow(a, b)
            )

    def show_rows(
        self, first: ArticleRow | None, second: ArticleRow | None, states: tuple[str, str]
    ) -> None:
        """Show which two articles are compared; their texts follow."""
        self.first.show_row(first, states[0])
        self.second.show_row(second, states[1])

    def show_texts(
        self,
        first: tuple[str, Sequence[Span]],
        second: tuple[str, Sequence[Span]],
    ) -> None:
        """Show both texts, each with the stretches that the other has not."""
        tokens = theme.current()
        gone, new = QTextCharFormat(), QTextCharFormat()
        gone.setFontStrikeOut(True)
        gone.setBackground(QBrush(QColor(tokens.mark("place").background)))
        new.setFontUnderline(True)
        new.setBackground(QBrush(QColor(tokens.mark("positions").background)))
        self._is_following = True
        self.first.text.show_text(*first, gone)
        self.second.text.show_text(*second, new)
        self._is_following = False

    def _follow(self, one: QTextEdit, other: QTextEdit) -> None:
        """Scroll the other text as far through as this one is."""
        if self._is_following:
            return
        self._is_following = True
        here, there = one.verticalScrollBar(), other.verticalScrollBar()
        if here.maximum():
            there.setValue(round(here.value() / here.maximum() * there.maximum()))
        self._is_following = False

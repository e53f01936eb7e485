"""The reading pane: one article's text, what was looked for in it, and all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_paint import Scene
from annotator.ui.widgets.article_text import ArticleText
from annotator.ui.widgets.key_button import KeyButton

_POINTS = 11.0
_MOST_LETTERS = 2_000


class _Text(ArticleText):
    """An article without a sentence cursor: nothing is marked here."""

    def _scene(self) -> Scene:
        return replace(super()._scene(), sentence=[])


class ArticlePreview(QFrame):
    """Shows an article to be read, not to be coded."""

    open_asked = Signal()
    edit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview")
        self.setProperty("look", "paper")
        self.setMinimumWidth(260)
        self._is_writable = True
        self.text = _Text(self)
        self.text.setObjectName("preview_text")
        self.text.setProperty("look", "page")
        self.text.setAccessibleName(self.tr("Text of the chosen article"))
        self.text.set_points(_POINTS)
        self.details = _Details(self)
        self.open = self._button(self.tr("Code it"), "↵", "preview_open")
        self.edit = self._button(self.tr("Edit details…"), "F2", "preview_edit")
        self.open.clicked.connect(self.open_asked)
        self.edit.clicked.connect(self.edit_asked)
        foot = QFrame()
        foot.setProperty("look", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 6, 12, 6)
        row.addWidget(self.open)
        row.addWidget(self.edit)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self.details)
        column.addWidget(foot)
        self.show_nothing("")

    def _button(self, words: str, key: str, name: str) -> KeyButton:
        made = KeyButton(self.tr("{do}  {key}").format(do=words, key=key))
        made.setObjectName(name)
        made.setAccessibleName(words)
        made.setProperty("look", "quiet")
        return made

    def show_article(
        self,
        article: Article,
        subtitle: str,
        hits: Sequence[Span],
        details: Sequence[tuple[str, str]],
    ) -> None:
        """Show an article from its first hit on; `details`: names and values."""
        self.text.show_article(article, subtitle)
        self.text.show_hits([(span.start, span.end) for span in hits])
        if hits:
            self.text.reveal(hits[0])
        self.details.show_pairs(details)
        self._show_acts(is_there=True)

    def show_nothing(self, words: str) -> None:
        """Show no article; `words` say why."""
        self.text.show_nothing(words)
        self.details.show_pairs(())
        self._show_acts(is_there=False)

    def show_writable(self, is_writable: bool) -> None:
        """Whether details can be edited."""
        self._is_writable = is_writable
        self._show_acts(is_there=self.open.isEnabled())

    def _show_acts(self, *, is_there: bool) -> None:
        self.open.setEnabled(is_there)
        self.edit.setEnabled(is_there and self._is_writable)


class _Details(QScrollArea):
    """Names and values in two columns, to be read and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preview_details")
        self.setAccessibleName(self.tr("What is known about the chosen article"))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMaximumHeight(190)

    def show_pairs(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Show these and no others."""
        inner = QWidget()
        grid = QGridLayout(inner)
        grid.setContentsMargins(16, 10, 16, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (name, words) in enumerate(pairs):
            left, right = QLabel(name), QLabel(words[:_MOST_LETTERS])
            left.setProperty("look", "soft")
            for label in (left, right):
                label.setTextFormat(Qt.TextFormat.PlainText)
            right.setWordWrap(True)
            right.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            right.setAccessibleName(f"{name}: {words[:_MOST_LETTERS]}")
            grid.addWidget(left, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, row, 1)
        self.setWidget(inner)
        self.setVisible(bool(pairs))
        self.setFixedHeight(min(190, inner.sizeHint().height()))

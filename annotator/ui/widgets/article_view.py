"""The article on the page: its text with marks, and the bar for finding words in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.model.article import Article
from annotator.model.span import Span
from annotator.ui.widgets.article_marks import Mark
from annotator.ui.widgets.article_style import READING_POINTS
from annotator.ui.widgets.article_text import ArticleText
from annotator.ui.widgets.find_bar import FindBar, find_all
from annotator.ui.widgets.target import Target

__all__ = ["ArticleView", "Mark"]

SMALLEST, LARGEST = 8.0, 32.0


class ArticleView(QWidget):
    """Shows an article and its marks; tells what is selected, clicked and typed in it."""

    span_selected = Signal(object)  # Span | None
    pointed = Signal(object)  # Span | None: what the pointer left marked
    mark_activated = Signal(object)  # list[Target], innermost first
    command = Signal(str)
    zoomed = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article_view")
        self._points = READING_POINTS
        self._matches: list[tuple[int, int]] = []
        self._at = -1
        self._hits: list[tuple[int, int]] = []
        self._hit_words = ""
        self.text = ArticleText(self)
        self.find_bar = FindBar(self)
        self.find_bar.hide()
        self.setFocusProxy(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.text, 1)
        column.addWidget(self.find_bar)
        self.text.span_selected.connect(self.span_selected)
        self.text.pointed.connect(self.pointed)
        self.text.mark_activated.connect(self.mark_activated)
        self.text.command.connect(self.command)
        self.text.zoom_asked.connect(self._on_zoom_asked)
        self.find_bar.words_changed.connect(self._on_words_changed)
        self.find_bar.stepped.connect(self.find_next)
        self.find_bar.closed.connect(self.hide_find)
        self._add_key(QKeySequence.StandardKey.Find, self.show_find)
        self._add_key(QKeySequence("F3"), lambda: self.find_next(1))
        self._add_key(QKeySequence("Shift+F3"), lambda: self.find_next(-1))

    def show_article(self, article: Article, subtitle: str) -> None:
        """Show an article from its beginning, without marks; tells nobody."""
        self._hits, self._hit_words = [], ""
        self.text.show_article(article, subtitle)
        self._find_again()

    def show_hits(self, hits: Sequence[Span], words: str) -> None:
        """Mark faintly what the article was found by until Escape; the find bar takes `words`."""
        self._hits, self._hit_words = [(span.start, span.end) for span in hits], words
        self.text.show_hits(self._hits)
        if hits:
            self.text.reveal(hits[0])

    def hide_hits(self) -> None:
        """Take the marks of what was looked for away; the find bar knows it still."""
        self.text.show_hits([])

    def show_nothing(self, words: str) -> None:
        """Show no article; `words` say what will be here and how to begin."""
        self.text.show_nothing(words)
        self.hide_find()

    def show_marks(self, marks: list[Mark]) -> None:
        """Show these marks and no others."""
        self.text.show_marks(marks)

    def set_current(self, target: Target | None) -> None:
        """Frame the marks of the answer in hand; of an entry where no variable is named."""
        self.text.set_current(target)

    def selection(self) -> Span | None:
        """The words selected, as a span of the stored text, or None."""
        return self.text.selection()

    def sentence(self) -> Span | None:
        """The sentence the cursor is in, or None."""
        return self.text.sentence()

    def area_of(self, span: Span) -> QRect:
        """Where a span is seen, in the coordinates of the screen."""
        return self.text.area_of(span)

    def select(self, span: Span | None) -> None:
        """Select a span, or nothing; tells nobody."""
        self.text.select(span)

    def reveal(self, span: Span) -> None:
        """Bring a span into sight and frame it for a moment."""
        self.text.reveal(span)

    def set_zoom(self, points: float) -> None:
        """Set the size of the text in points, between 8 and 32."""
        self._points = min(max(points, SMALLEST), LARGEST)
        self.text.set_points(self._points)

    def restyle(self) -> None:
        """Take on the theme in force."""
        self.text.restyle()

    def show_find(self) -> None:
        """Open the bar for finding words: what is selected, else what the article was found by."""
        span = self.selection()
        self.find_bar.show()
        if span is not None and len(span.quote) <= 100:
            self.find_bar.field.setText(" ".join(span.quote.split()))
        elif self._hit_words:
            self.find_bar.field.setText(self._hit_words)
        self.find_bar.field.selectAll()
        self.find_bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._find_again()

    def hide_find(self) -> None:
        """Close the bar; the place found last stays selected."""
        had_focus = self.find_bar.isAncestorOf(self.focusWidget() or self)
        self.find_bar.hide()
        self.text.show_matches([])
        if had_focus:
            self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def find_next(self, step: int) -> None:
        """Go to the next place found (1) or the one before (-1), round the end."""
        if not self._matches:
            return
        self._at = (self._at + step) % len(self._matches)
        self._show_match()

    def _on_words_changed(self) -> None:
        self._find_again()
        span = self.selection()
        start = span.start if span is not None else 0
        self._at = next((i for i, m in enumerate(self._matches) if m[0] >= start), 0)
        if self._matches:
            self._show_match()

    def _find_again(self) -> None:
        """Look for the words in the article on the screen, going nowhere."""
        words = self.find_bar.field.text() if self.find_bar.isVisible() else ""
        layout = self.text.layout_of_text
        is_sought = bool(words) and words == self._hit_words
        found = self._hits if is_sought else find_all(layout.text, words)
        self._matches = [m for m in found if layout.to_units(*m)]
        span = self.selection()
        place = (span.start, span.end) if span is not None else None
        self._at = self._matches.index(place) if place in self._matches else -1
        self.text.show_matches(self._matches)
        self.find_bar.show_count(max(self._at, 0), len(self._matches))

    def _show_match(self) -> None:
        start, end = self._matches[self._at]
        self.text.place_cursor(start, end)
        self.text.reveal(Span.of(self.text.layout_of_text.text, start, end))
        self.find_bar.show_count(self._at, len(self._matches))

    def _on_zoom_asked(self, step: int) -> None:
        self.set_zoom(self._points + step if step else READING_POINTS)
        self.zoomed.emit(self._points)

    def _add_key(self, key: QKeySequence | QKeySequence.StandardKey, act: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

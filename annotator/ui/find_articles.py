"""Articles in the finder: looked for off the window's thread, by the query of the Articles page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.ui.jobs import Latest
from annotator.ui.widgets.article_line import status_words
from annotator.ui.widgets.finder import Found

if TYPE_CHECKING:
    from annotator.model.query import Query
    from annotator.stages.corpus import CorpusLine
    from annotator.ui.main_window import MainWindow

MAX_ARTICLES = 12

_Rows = tuple[str, "Query | None", "list[CorpusLine]"]


class ArticlesFound(QObject):
    """Which articles are found by some words; `changed` says that it is now known."""

    changed = Signal()

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._known: _Rows = ("", None, [])
        self._latest = Latest(window.desk.reader, self)
        self._latest.answered.connect(self._on_found)
        self._latest.refused.connect(lambda _: None)  # there are commands and codes still

    def look_for(self, words: str) -> list[Found]:
        """What is found by these words; nothing as long as that is not known."""
        asked, query, rows = self._known
        if asked == words and rows:
            return [self._hit(row, query) for row in rows]
        self._ask(words)
        return []

    def _ask(self, words: str) -> None:
        desk = self._window.desk
        project, coder = desk.project, desk.coder
        if project is None or coder is None:
            return

        def find() -> _Rows:
            from annotator.stages import corpus

            found = corpus.find(project, coder, words, typing=True)
            lines = corpus.lines(project, coder, found.numbers[:MAX_ARTICLES])
            return words, found.query, lines

        self._latest.ask(find)

    def _on_found(self, known: _Rows) -> None:
        self._known = known
        if known[2]:
            self.changed.emit()

    def _hit(self, line: CorpusLine, query: Query | None) -> Found:
        words = self._window.coding.worklist.state_words(line.state, line.n_events)
        if line.state is None and line.article.state:
            words = status_words(line.status)
        return Found(
            line.article.title or self.tr("Untitled"),
            words,
            partial(self._window.open_article, line.article.id, query),
        )

"""Articles in the finder: looked for off the window's thread, by the query of the Articles page."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.ui.jobs import Latest
from annotator.ui.widgets.finder import Found

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.model.query import Query
    from annotator.stages.coding import WorklistRow
    from annotator.ui.main_window import MainWindow

MAX_ARTICLES = 12

_Rows = tuple[str, "Query | None", "list[WorklistRow]"]


class ArticlesFound(QObject):
    """What of the worklist is found by some words; `changed` says that it is now known."""

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
        desk, model = self._window.desk, self._window.coding.worklist.model
        project, coder = desk.project, desk.coder
        if project is None or coder is None:
            return

        def find() -> _Rows:
            from annotator.stages import coding, corpus

            found = corpus.find(project, coder, words, typing=True)
            listed = filter(model.is_listed, found.numbers)
            numbers = [number for number, _ in zip(listed, range(MAX_ARTICLES), strict=False)]
            return words, found.query, coding.worklist_rows(project, coder, numbers)

        self._latest.ask(find)

    def _on_found(self, known: _Rows) -> None:
        self._known = known
        if known[2]:
            self.changed.emit()

    def _hit(self, row: WorklistRow, query: Query | None) -> Found:
        worklist = self._window.coding.worklist
        article_id: UUID = row.article_id
        return Found(
            row.title or self.tr("Untitled"),
            worklist.state_words(row.state, row.n_events),
            partial(self._window.open_article, article_id, query),
        )

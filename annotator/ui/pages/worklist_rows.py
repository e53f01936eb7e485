"""The coder's worklist in the window: read in compact form, its rows page by page, searched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject

from annotator.model.errors import AnnotatorError
from annotator.model.study import Worklist as Listed
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.worklist import Worklist, WorkRow

if TYPE_CHECKING:
    from annotator.model.query import Query
    from annotator.stages.corpus import Found


class WorklistRows(QObject):
    """Feeds the worklist; knows what was looked for in it last."""

    def __init__(self, desk: Desk, worklist: Worklist, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._worklist = desk, worklist
        self.query: Query | None = None
        self._searching = Latest(desk.reader, self)
        self._searching.answered.connect(self._on_found)
        self._searching.refused.connect(self._on_refused)
        worklist.searched.connect(self._on_searched)

    def show(self, listed: Listed) -> None:
        """Show this as the coder's worklist."""
        self._worklist.show_list(listed, self)

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Read the worklist again, off the window's thread, and go on."""
        from annotator.stages.coding import worklist_numbers

        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return
        task = self._desk.worker.call(lambda: worklist_numbers(project, coder))
        task.done.connect(lambda listed: self._on_read(listed, then))
        task.refused.connect(self._on_refused)

    def _on_read(self, listed: Listed, then: Callable[[], None] | None) -> None:
        if self._desk.project is not None:
            self.show(listed)
            if then is not None:
                then()

    def rows(self, numbers: Sequence[int]) -> list[WorkRow]:
        """The rows of these articles, in this order; none where they cannot be read."""
        from annotator.stages.coding import worklist_rows

        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return []
        try:
            rows = worklist_rows(project, coder, numbers)
        except AnnotatorError as error:
            self._on_refused(error)
            return []
        return [
            WorkRow(
                row.number,
                row.article_id,
                row.title or self.tr("Untitled"),
                row.state,
                row.n_events,
            )
            for row in rows
        ]

    def number_of(self, article_id: UUID) -> int | None:
        """The number of an article, or None."""
        from annotator.stages.coding import numbers_of

        project = self._desk.project
        return None if project is None else numbers_of(project, [article_id]).get(article_id)

    def _on_searched(self, words: str) -> None:
        project, coder = self._desk.project, self._desk.coder
        if not words or project is None:
            self._searching.forget()
            self.query = None
            self._worklist.show_found(None)
            return

        def find() -> Found:
            from annotator.stages import corpus

            return corpus.find(project, coder, words, typing=True)

        self._searching.ask(find)

    def _on_found(self, found: Found) -> None:
        self.query = found.query
        self._worklist.show_found(found.numbers)

    def _on_refused(self, error: Any) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self._desk.failed.emit(str(error))

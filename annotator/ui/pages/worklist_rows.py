"""The coder's worklist in the window: read in compact form, its rows page by page, searched."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QObject

from annotator.model.errors import AnnotatorError, ConnectionLost
from annotator.model.study import FINISHED
from annotator.model.study import Worklist as Listed
from annotator.stages.results import Changes
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest, Worker
from annotator.ui.widgets.worklist import Worklist, WorkRow

if TYPE_CHECKING:
    from annotator.model.query import Query
    from annotator.stages.corpus import Found

T = TypeVar("T")

PATIENCE = 1.5
"""Seconds for which rows in sight are waited for where they come from a server."""


class WorklistRows(QObject):
    """Feeds the worklist; knows what was looked for in it last."""

    def __init__(
        self,
        desk: Desk,
        worklist: Worklist,
        parent: QObject,
        asked: Callable[[], Mapping[UUID, int]] = dict,
    ) -> None:
        """Feed this worklist; asked: the rounds to be shown of articles that wait in one."""
        super().__init__(parent)
        self._desk, self._worklist, self._asked = desk, worklist, asked
        self.query: Query | None = None
        self._has_gaps = False
        self._searching = Latest(desk.reader, self)
        self._searching.answered.connect(self._on_found)
        self._searching.refused.connect(self._on_refused)
        self._looking = Latest(desk.reader, self)
        self._looking.answered.connect(self._on_round)
        self._looking.refused.connect(self._on_refused)
        worklist.searched.connect(self._on_searched)
        desk.stored.connect(self._on_stored)
        desk.added.connect(lambda _: self.look_again())
        desk.saved.connect(self._on_saved)

    def show(self, listed: Listed) -> None:
        """Show this as the coder's worklist."""
        self._worklist.show_list(listed, self)

    def reload(self, then: Callable[[], None] | None = None) -> None:
        """Read the worklist again, off the window's thread, and go on."""
        self._read(self._desk.worker, lambda listed: self._on_read(listed, then))

    def look_again(self) -> None:
        """Read the worklist again, and show it if it is another: others may have added to it."""
        self._read(self._desk.reader, self._on_looked)

    def _read(self, worker: Worker, on_read: Callable[[Listed], None]) -> None:
        from annotator.stages.coding import worklist_numbers

        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return
        task = worker.call(lambda: worklist_numbers(project, coder))
        task.done.connect(lambda found: on_read(found) if self._desk.project is project else None)
        task.refused.connect(self._on_refused)

    def _on_read(self, listed: Listed, then: Callable[[], None] | None) -> None:
        self.show(listed)
        if then is not None:
            then()

    def _on_looked(self, listed: Listed) -> None:
        if self._worklist.model.is_showing(listed):
            self._worklist.model.read_again()
        else:
            self.show(listed)

    def _on_stored(self, changes: Changes) -> None:
        """Once a coding is finished or reopened, another round of its article may be due."""
        opened, project, coder = self._desk.current, self._desk.project, self._desk.coder
        if opened is None or project is None or coder is None:
            return
        article_id, number = opened.article.id, self._worklist.model.number_of(opened.article.id)
        if article_id not in changes.articles or number is None:
            return
        is_shown = self._worklist.model.round_of(number) == opened.round

        def read() -> tuple[int, int]:
            from annotator.stages import coding

            return number, coding.opened(project, coder, article_id).round

        if opened.state in FINISHED or not is_shown:
            self._looking.ask(read)

    def _on_round(self, found: tuple[int, int]) -> None:
        number, round = found
        if self._worklist.model.round_of(number) != round:
            self.look_again()

    def _on_saved(self, is_saved: bool) -> None:
        """A server answers again: what could not be read of it is read now."""
        if is_saved and self._has_gaps:
            self._has_gaps = False
            self._worklist.model.read_again()

    def rows(self, numbers: Sequence[int]) -> list[WorkRow]:
        """The rows of these articles, in this order; none where they cannot be read."""
        from annotator.stages.coding import worklist_rows

        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return []
        asked = self._asked()
        found = self._glance(lambda: worklist_rows(project, coder, numbers, asked)) or []
        return [
            WorkRow(
                row.number,
                row.article_id,
                row.title or self.tr("Untitled"),
                row.state,
                row.n_events,
                row.round,
            )
            for row in found
        ]

    def number_of(self, article_id: UUID) -> int | None:
        """The number of an article, or None."""
        from annotator.stages.coding import numbers_of

        project = self._desk.project
        if project is None:
            return None
        return self._glance(lambda: numbers_of(project, [article_id]).get(article_id))

    def _glance(self, read: Callable[[], T]) -> T | None:
        """What is read at once; None if it cannot be: a server is waited for but a moment."""
        desk = self._desk
        if not desk.is_remote:
            try:
                return read()
            except AnnotatorError as error:
                self._on_refused(error)
                return None
        had_gaps, self._has_gaps = self._has_gaps, True
        if desk.flushing.is_lost:
            return None
        try:
            found: T = desk.glancer.glance(read, PATIENCE)
            self._has_gaps = had_gaps
            return found
        except TimeoutError:
            desk.glancer = Worker(desk)  # the one before may be held up for long
            desk.fail(ConnectionLost(self.tr("The server of this project does not answer.")))
        except AnnotatorError as error:
            self._on_refused(error)
        return None

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

    def _on_refused(self, error: BaseException) -> None:
        self._desk.fail(error)

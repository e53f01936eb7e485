"""Coded articles that wait for their coder again: found, counted beside the worklist, explained."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.study import State
from annotator.stages.results import Changes
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.worklist import RECODE, SETTLE, Worklist

if TYPE_CHECKING:
    from annotator.stages.recoding import Due

SOON_MS = 3_000
LATER_MS = 120_000
"""All codings may be gone through for this: not each time that somebody has saved something."""


class WorklistRecoding(QObject):
    """Knows what the codebook in force asks otherwise, and what two machines have differently.

    Looked up after opening, when a codebook comes into force, and when others have added something.
    """

    found = Signal()  # what waits is known anew

    def __init__(self, desk: Desk, worklist: Worklist, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._worklist = desk, worklist
        self._due: dict[UUID, Due] = {}
        self._double: dict[UUID, int] = {}
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self._looking = Latest(desk.reader, self)
        self._looking.answered.connect(self._on_found)
        self._looking.refused.connect(desk.fail)
        worklist.narrowed.connect(self._on_narrowed)
        desk.project_opened.connect(self._soon.start)
        desk.project_closing.connect(self._forget)
        desk.stored.connect(self._on_stored)
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self.look)
        desk.added.connect(self._on_added)

    def look(self) -> None:
        """Look up what waits, off the window's thread."""
        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return

        def read() -> tuple[Sequence[Due], dict[UUID, int]]:
            from annotator.model.event import Lane
            from annotator.stages import coding, recoding

            due = [d for d in recoding.due(project, coder) if d.lane is Lane.CODING]
            double = {each.article_id for each in coding.double_heads(project, coder)}
            return due, coding.numbers_of(project, sorted(double))

        self._looking.ask(read)

    def reasons(self, article_id: UUID) -> tuple[str, ...]:
        """Why an article is to be coded again, in words; none if it is not."""
        due = self._due.get(article_id)
        return due.reasons if due is not None else ()

    def _on_found(self, found: tuple[Sequence[Due], dict[UUID, int]]) -> None:
        due, self._double = found
        self._due = {each.article_id: each for each in due}
        self._show()
        self.found.emit()

    def _show(self) -> None:
        self._worklist.show_waiting(RECODE, len(self._due))
        self._worklist.show_waiting(SETTLE, len(self._double))

    def _on_narrowed(self, name: str) -> None:
        numbers = {
            RECODE: [due.number for due in self._due.values()],
            SETTLE: sorted(self._double.values()),
        }
        self._worklist.show_found(array("l", numbers[name]) if name else None)

    def _on_added(self, _changes: Changes) -> None:
        if not self._later.isActive():
            self._later.start()

    def _on_stored(self, changes: Changes) -> None:
        opened = self._desk.current
        if changes.codebook or len(changes.articles) > 1:  # adopted, or merged
            self.look()
        elif opened is not None and opened.article.id in changes.articles:
            is_due = opened.state is not State.SUBMITTED
            was_due = None if is_due else self._due.pop(opened.article.id, None)
            was_double = None if opened.two_heads else self._double.pop(opened.article.id, None)
            if was_due is not None or was_double is not None:
                self._show()

    def _forget(self) -> None:
        self._soon.stop()
        self._later.stop()
        self._looking.forget()
        self._due, self._double = {}, {}
        self._show()

"""The persons a coder has named, to be completed from."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject, QTimer

from annotator.model.codebook import Kind
from annotator.model.event import Event
from annotator.ui.desk import Desk

log = logging.getLogger(__name__)

SOON_MS = 1_000
"""All codings are gone through for this: the first article, and the file's check, come before."""


class EventPersons(QObject):
    """Knows the persons of the coder's own events: read once a project, then followed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._saved: set[str] = set()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._read)
        desk.project_opened.connect(self._soon.start)
        desk.project_closed.connect(self._forget)
        desk.stored.connect(lambda _: self._saved.update(self._of_open_article()))

    def known(self) -> Sequence[str]:
        """Every person named so far, in order."""
        return sorted(self._saved | self._of_open_article())

    def _forget(self) -> None:
        self._soon.stop()
        self._saved.clear()

    def _read(self) -> None:
        from annotator.stages.coding import persons

        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return
        task = self._desk.worker.call(lambda: persons(project, coder))
        task.done.connect(lambda found: self._saved.update(found))
        task.refused.connect(
            lambda error: log.warning("persons not read: %s", type(error).__name__)
        )

    def _of_open_article(self) -> set[str]:
        opened = self._desk.current
        return set() if opened is None else set(self._in(opened.events))

    def _in(self, events: Iterable[Event]) -> Iterable[str]:
        codebook = self._desk.codebook
        for event in events:
            for group, _, name, answer in event.all_answers():
                variable = codebook.variable(name, group)
                is_person = variable is not None and variable.kind is Kind.PERSON
                if is_person and isinstance(answer.value, str):
                    yield answer.value

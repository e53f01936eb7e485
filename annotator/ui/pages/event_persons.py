"""The persons a coder has named, to be completed from."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QObject

from annotator.model.codebook import Kind
from annotator.model.event import Event
from annotator.ui.desk import Desk

log = logging.getLogger(__name__)


class EventPersons(QObject):
    """Knows the persons of the coder's own events: read once a project, then followed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._saved: set[str] = set()
        desk.project_opened.connect(self._read)
        desk.project_closed.connect(lambda: self._saved.clear())
        desk.stored.connect(lambda _: self._saved.update(self._of_open_article()))

    def known(self) -> Sequence[str]:
        """Every person named so far, in order."""
        return sorted(self._saved | self._of_open_article())

    def _read(self) -> None:
        from annotator.stages.coding import persons

        self._saved.clear()
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

"""What others add to the project while it is open here: looked for, and told."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import AnnotatorError, ConnectionLost
from annotator.stages.results import Changes
from annotator.ui.jobs import Latest

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

log = logging.getLogger(__name__)

LOOK_MS = 20_000
FIRST_MS = 2_000
"""The first article comes before."""

Pulse = tuple[int, ...]


class Watching(QObject):
    """Asks now and then whether the project has grown, off the window's thread.

    Own saves make it grow, too: whoever hears of it looks whether what it shows is still so.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._known: Pulse | None = None
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._asking = Latest(desk.reader, self)
        self._asking.answered.connect(self._on_answered)
        self._asking.refused.connect(self._on_refused)
        desk.project_opened.connect(self._begin)
        desk.project_closing.connect(self._end)

    def _begin(self) -> None:
        self._known = None
        self._timer.start()
        QTimer.singleShot(FIRST_MS, self, self.look)

    def _end(self) -> None:
        self._timer.stop()
        self._asking.forget()

    def look(self) -> None:
        """Ask now; while the server does not answer, somebody else does."""
        from annotator.stages.project import pulse

        project = self._desk.project
        if project is not None and not self._desk.flushing.is_lost:
            self._asking.ask(lambda: pulse(project))

    def _on_answered(self, pulse: Pulse) -> None:
        known, self._known = self._known, pulse
        if known is not None and known != pulse and self._desk.project is not None:
            self._desk.added.emit(Changes())

    def _on_refused(self, error: BaseException) -> None:
        if isinstance(error, ConnectionLost):
            self._desk.fail(error)
        elif isinstance(error, AnnotatorError):
            log.warning("nobody could be asked what is new: %s", type(error).__name__)
        else:
            raise error

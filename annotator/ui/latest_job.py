"""A job of which only the last one counts, with its progress."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from annotator.stages.results import Job
from annotator.ui.jobs import Task, Worker


class LatestJob(QObject):
    """A job that is asked for ends the one before; what was overtaken is told to nobody."""

    progressed = Signal(object)  # Progress
    answered = Signal(object)
    refused = Signal(object)  # AnnotatorError

    def __init__(self, worker: Worker, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = worker
        self._task: Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._task is not None

    def ask(self, make_job: Callable[[], Job[Any]]) -> None:
        """Run a job on the worker's thread."""
        self.stop()
        task = self._task = self._worker.run(make_job)
        task.progressed.connect(lambda progress: self._tell(task, self.progressed, progress))
        task.done.connect(lambda value: self._end(task, self.answered, value))
        task.refused.connect(lambda error: self._end(task, self.refused, error))

    def stop(self) -> None:
        """Nobody wants to know any more; the job ends at its next step."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _tell(self, task: Task, signal: Any, value: object) -> None:
        if self._task is task:
            signal.emit(value)

    def _end(self, task: Task, signal: Any, value: object) -> None:
        if self._task is task:
            self._task = None
            signal.emit(value)

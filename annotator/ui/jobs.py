"""Work on a thread of its own: what is written queues up, and the window stays alive."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from annotator.stages.results import Job, Progress


class Task(QObject):
    """One piece of work and what became of it; the signals arrive on the thread that made it."""

    progressed = Signal(object)  # Progress
    done = Signal(object)  # what the work returned
    refused = Signal(object)  # AnnotatorError
    cancelled = Signal()
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()

    def cancel(self) -> None:
        """Ask the work to stop at its next step; everything it did is taken back."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked it to stop."""
        return self._stop.is_set()


class _Cancelled(Exception):
    """A job was closed because somebody asked for it."""


class Worker(QObject):
    """The one thread on which everything is written, in the order in which it was asked for.

    What becomes of a task is reported through one queued signal, so that its own signals are
    emitted on the thread of the window and it lives until the last of them has been heard.
    """

    _reported = Signal(object, str, object)  # Task, name of its signal, value

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writing")
        self._running: dict[Task, Future[None]] = {}
        self._reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)

    def call(self, work: Callable[[], Any]) -> Task:
        """Run a function; `done` brings what it returns."""
        return self._start(lambda _task: work())

    def run(self, make_job: Callable[[], Job[Any]]) -> Task:
        """Make a job on the worker thread and run it step by step, with progress and cancel."""
        return self._start(lambda task: self._step_through(make_job(), task))

    def _start(self, work: Callable[[Task], Any]) -> Task:
        task = Task()
        self._running[task] = self._pool.submit(self._work, task, work)
        return task

    def _work(self, task: Task, work: Callable[[Task], Any]) -> None:
        """Run on the worker thread; touches no widget."""
        try:
            result = work(task)
        except _Cancelled:
            self._reported.emit(task, "cancelled", None)
        except Exception as error:  # noqa: BLE001  the job runner: told on the window's thread
            self._reported.emit(task, "refused", error)
        else:
            self._reported.emit(task, "done", result)

    def _step_through(self, job: Job[Any], task: Task) -> Any:
        while True:
            try:
                progress: Progress = next(job)
            except StopIteration as stop:
                return stop.value
            self._reported.emit(task, "progressed", progress)
            if task.is_cancelled:
                job.close()
                raise _Cancelled

    @Slot(object, str, object)
    def _on_reported(self, task: Task, what: str, value: object) -> None:
        if what == "progressed":
            task.progressed.emit(value)
            return
        self._running.pop(task, None)
        if what == "cancelled":
            task.cancelled.emit()
        elif what == "done":
            task.done.emit(value)
        else:
            task.refused.emit(value)
        task.ended.emit()

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until all that was asked for is done; False if it takes longer."""
        return not wait(list(self._running.values()), seconds).not_done

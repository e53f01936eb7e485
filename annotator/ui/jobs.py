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

    def glance(self, work: Callable[[], Any], patience: float) -> Any:
        """What a function gives, run on the worker thread; TimeoutError if that takes longer.

        patience: seconds. It is for what the window cannot go on without, where a server may not
        answer: the window waits no longer than this.
        """
        return self._pool.submit(work).result(patience)

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


class Latest(QObject):
    """Questions of one kind, of which only the last one counts.

    While one is being answered the next one waits, and a later one takes its place; an answer that
    was overtaken is told to nobody, unless `tells_all`.
    """

    answered = Signal(object)
    refused = Signal(object)  # AnnotatorError

    def __init__(
        self, worker: Worker, parent: QObject | None = None, *, tells_all: bool = False
    ) -> None:
        super().__init__(parent)
        self._worker = worker
        self._tells_all = tells_all
        self._running: Task | None = None
        self._waiting: Callable[[], Any] | None = None
        self._is_wanted = False

    @property
    def is_busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._running is not None and self._is_wanted

    def ask(self, question: Callable[[], Any]) -> None:
        """Have a question answered on the worker's thread."""
        self._is_wanted = True
        self._waiting = question
        if self._running is None:
            self._go_on()

    def forget(self) -> None:
        """Nobody wants to know any more."""
        self._waiting = None
        self._is_wanted = False

    def _go_on(self) -> None:
        question, self._waiting = self._waiting, None
        if question is None:
            return
        task = self._running = self._worker.call(question)
        task.done.connect(lambda value: self._tell(self.answered, value))
        task.refused.connect(lambda error: self._tell(self.refused, error))

    def _tell(self, signal: Any, value: object) -> None:
        self._running = None
        is_last = self._waiting is None
        is_told = self._is_wanted and (is_last or self._tells_all)
        self._is_wanted = not is_last
        self._go_on()
        if is_told:
            signal.emit(value)

"""What the steps of the window share: jobs behind a dialog, and refusals told in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import AnnotatorError
from annotator.stages.results import Job
from annotator.ui.dialogs import JobProgress
from annotator.ui.jobs import Task
from annotator.ui.messages import Tell

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

BLINK_MS = 200
"""Work that is done sooner than this shows no dialog."""

_LONG = 300


class WindowSteps(QObject):
    """Each step asks what it needs, does the work on the worker, and says what came of it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.desk = window.desk
        self.settings = window.settings

    def run(
        self,
        title: str,
        make_job: Callable[[], Job[Any]],
        on_done: Callable[[Any], None],
        on_refused: Callable[[], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
    ) -> None:
        """Run a job behind a dialog with its progress and Cancel.

        on_refused: what is done once the coder has read why the job was not possible.
        on_cancelled: what is done once it was called off, and all it did is taken back.
        """
        self.window.coding.flush_typing()
        self.desk.run(
            make_job, lambda task: self._follow(title, task, on_done, on_refused, on_cancelled)
        )

    def _follow(
        self,
        title: str,
        task: Task,
        on_done: Callable[[Any], None],
        on_refused: Callable[[], None] | None,
        on_cancelled: Callable[[], None] | None,
    ) -> None:
        dialog = JobProgress(self.window, title)
        dialog.stop_asked.connect(task.cancel)
        task.progressed.connect(lambda p: dialog.show_progress(p.done, p.total, p.what))
        results: list[Any] = []
        errors: list[BaseException] = []
        task.done.connect(results.append)
        task.refused.connect(errors.append)
        patience = QTimer(dialog, singleShot=True, interval=BLINK_MS)
        patience.timeout.connect(dialog.open)

        def on_ended() -> None:
            patience.stop()
            dialog.end()
            dialog.deleteLater()
            if errors:
                self.tell(self.tr("{what} was not possible").format(what=title), errors[0])
                if on_refused is not None:
                    on_refused()
            elif results:
                on_done(results[0])
            elif on_cancelled is not None:
                on_cancelled()

        task.ended.connect(on_ended)
        patience.start()

    def tell(self, heading: str, error: BaseException) -> None:
        """Say why something was refused; what is no refusal is a mistake of ours and goes on up."""
        if not isinstance(error, AnnotatorError):
            raise error
        words = str(error)
        if "\n" in words or len(words) > _LONG:
            Tell.ask(self.window, heading, "", words)
        else:
            Tell.ask(self.window, heading, words)

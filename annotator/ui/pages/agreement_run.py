"""The comparison behind the Agreement page: made in the background, anew when codings come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.errors import AnnotatorError
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest, Task, Worker

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.agreement import Comparison
    from annotator.stages.project import Project
    from annotator.stages.results import Job

LOOK_MS = 3_000
"""How often it is looked whether codings came in, from other programs, too."""

_REST = 2.0
"""After a comparison, the thread rests for this many times as long as it took."""

Footing = tuple[int | float, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of comparing: a comparison, or why there is none.

    footing: what it was made from; it differs whenever a comparison could. blind: why this coder
    may not see one. refusal: why there is nothing to compare. raters: who can be compared.
    """

    footing: Footing
    comparison: Comparison | None
    blind: str = ""
    refusal: str = ""
    raters: tuple[str, ...] = ()


class Comparing(QObject):
    """Makes one comparison at a time on a thread of its own; nothing is made while nobody looks."""

    began = Signal()
    progressed = Signal(object)  # Progress
    offered = Signal(tuple)  # names of who can be compared
    compared = Signal(object)  # Comparison
    forbidden = Signal(str)  # why this coder may not see it
    refused = Signal(str)  # why there is none
    stopped = Signal()  # somebody cancelled it

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.worker = Worker(self)
        self.chosen: tuple[str, ...] = ()
        self._task: Task | None = None
        self._footing: Footing | None = None
        self._is_stopped = False
        self._took, self._ended = 0.0, 0.0
        self._looking = Latest(desk.reader, self)
        self._looking.answered.connect(self._on_looked)
        self._looking.refused.connect(self._on_refused)
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        desk.project_closing.connect(self._on_closing)

    @property
    def is_running(self) -> bool:
        """Whether a comparison is being made."""
        return self._task is not None

    def watch(self, *, is_seen: bool) -> None:
        """Look for new codings while somebody sees what comes of it."""
        if not is_seen:
            self._timer.stop()
            return
        self._timer.start()
        self.look(at_once=True)

    def look(self, *, at_once: bool = False) -> None:
        """Compare anew if a comparison could differ from the last one."""
        project = self.desk.project
        is_resting = monotonic() - self._ended < _REST * self._took
        if project is None or self._task is not None or self._is_stopped:
            return
        if self._footing is None:
            self.again()
        elif at_once or not is_resting:
            self._looking.ask(_footing_of(project))

    def again(self) -> None:
        """Compare now, also after somebody cancelled it."""
        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None or self._task is not None:
            return
        self._is_stopped = False
        began, chosen = monotonic(), self.chosen
        task = self._task = self.worker.run(lambda: _job(project, coder, chosen))
        task.progressed.connect(self._if_wanted(task, self.progressed.emit))
        task.done.connect(self._if_wanted(task, self._on_done))
        task.refused.connect(self._if_wanted(task, self._on_refused))
        task.cancelled.connect(self._if_wanted(task, self._on_cancelled))
        task.ended.connect(lambda: self._on_ended(began))
        self.began.emit()

    def choose(self, raters: Sequence[str]) -> None:
        """Compare these from now on, until the project is closed; everybody if there is none."""
        if self.desk.project is None:
            return
        self.chosen = tuple(raters)
        self.stop()
        self._task = None
        self.again()

    def stop(self) -> None:
        """Cancel the comparison that is being made."""
        if self._task is not None:
            self._task.cancel()

    def _if_wanted(self, task: Task, tell: Callable[..., object]) -> Callable[..., None]:
        """Tells what becomes of a task unless nobody waits for it any more.

        Reports are queued: they come late, when another choice was made or the project is closed.
        """

        def told(*what: object) -> None:
            if self._task is task:
                tell(*what)

        return told

    def _on_looked(self, footing: Footing) -> None:
        if footing != self._footing:
            self.again()

    def _on_done(self, outcome: Outcome) -> None:
        self._footing = outcome.footing
        self._task = None
        self.offered.emit(outcome.raters)
        if outcome.comparison is not None:
            self.compared.emit(outcome.comparison)
        elif outcome.blind:
            self.forbidden.emit(outcome.blind)
        else:
            self.refused.emit(outcome.refusal)

    def _on_refused(self, error: BaseException) -> None:
        """Nothing is tried again by itself where the project cannot be read."""
        self._on_cancelled()
        if not isinstance(error, AnnotatorError):
            raise error
        self.refused.emit(str(error))

    def _on_cancelled(self) -> None:
        self._is_stopped = True
        self._task = None
        self.stopped.emit()

    def _on_ended(self, began: float) -> None:
        self._ended = monotonic()
        self._took = self._ended - began

    def _on_closing(self) -> None:
        self._timer.stop()
        self._looking.forget()
        self.stop()
        self.worker.wait()
        self._task, self._footing, self._is_stopped = None, None, False
        self.chosen = ()


def _footing_of(project: Project) -> Callable[[], Footing]:
    def ask() -> Footing:
        from annotator.stages.agreement import footing

        return footing(project)

    return ask


def _job(project: Project, coder: Coder, chosen: Sequence[str]) -> Job[Outcome]:
    """Compare, unless coding is blind for this coder; charts are loaded on the way."""
    from annotator.stages import agreement

    footing = agreement.footing(project)
    if blind := agreement.may_compare(project, coder):
        return Outcome(footing, None, blind)
    raters = agreement.raters(project, coder)
    try:
        comparison = yield from agreement.compare(project, coders=chosen, by=coder)
    except AnnotatorError as refusal:
        return Outcome(footing, None, refusal=str(refusal), raters=raters)
    _load_charts()
    return Outcome(footing, comparison, raters=raters)


def _load_charts() -> None:
    """Import what draws charts here, so that the window need not wait for it."""
    import matplotlib.backends.backend_qtagg  # noqa: F401

    import annotator.charts.confusion
    import annotator.charts.drift
    import annotator.charts.forest
    import annotator.charts.heat
    import annotator.charts.look  # noqa: F401

"""The desk: the project, the coder, the open article, undo, and when what is saved."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.errors import AnnotatorError
from annotator.model.event import Entry, Event
from annotator.model.study import Coder, State
from annotator.stages.results import Changes, Job
from annotator.ui.jobs import Worker
from annotator.ui.settings import Settings
from annotator.ui.steps import ChangeAnswers, ChangeEvent, ChangeState, Step, Steps

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.stages.coding import OpenArticle
    from annotator.stages.project import Project
    from annotator.ui.saving import Drafting

log = logging.getLogger(__name__)

IDLE_MS = 3000
TYPING_SECONDS = 2.0

Then = Callable[[], None]


class Desk(QObject):
    """What the pages share. Everything coded goes through `change`, everything saved through here.

    A change is in the draft file before `change` returns; the project gets its revision when the
    coder leaves the article, submits, closes, or pauses. Lists are read by `reader`, so that no
    search waits for a save, nor a save for a search.
    """

    project_opened = Signal()
    project_closing = Signal()  # whoever reads in the background ends it now
    project_closed = Signal()
    article_opened = Signal()
    changed = Signal(object)  # Changes, as they are on the desk
    stored = Signal(object)  # Changes, as they are in the project
    saved = Signal(bool)  # whether all that was coded is on the disk
    failed = Signal(str)  # why something is not saved
    refused = Signal(str)  # why a change was not taken

    def __init__(self, worker: Worker, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker, self.settings = worker, settings
        self.reader = Worker(self)
        self.project: Project | None = None
        self.coder: Coder | None = None
        self.current: OpenArticle | None = None
        self.undo_stack = Steps(self)
        self._drafting: Drafting | None = None
        self._going: UUID | None = None
        self._then: Then | None = None
        self._typed_at = 0.0
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.flush)

    # --- project -------------------------------------------------------------------------

    @property
    def codebook(self) -> Codebook:
        """The codebook in force."""
        assert self.project is not None
        return self.project.codebook

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be written: no project, or someone else has it open."""
        return self.project is None or self.project.read_only

    @property
    def is_going(self) -> bool:
        """Whether another article is about to be opened, once this one is saved."""
        return self._going is not None

    @property
    def can_edit(self) -> bool:
        """Whether the open article's coding may be changed; once submitted, it is not."""
        if self.is_read_only or self.coder is None or self.current is None:
            return False
        return self.current.state not in (State.SUBMITTED, State.SET_ASIDE)

    def open_project(self, project: Project, coder: Coder) -> None:
        """Put a project on the desk; what was being coded when the program ended comes back."""
        from annotator.ui.saving import Drafting

        self.project, self.coder = project, coder
        self._drafting = None if project.read_only else Drafting(project.id, coder.id)
        self.settings.remember(str(project.path), project.name)
        self.settings.set_place(str(project.id), coder=coder.handle)
        self.settings.write()
        if self._drafting is not None:
            place = self.settings.place(str(project.id)).get("article", "")
            for article_id in self._drafting.articles():
                if str(article_id) != place:
                    self._save_leftover(article_id)
        self.project_opened.emit()

    def close_project(self, then: Then, otherwise: Then | None = None) -> None:
        """Save everything, then clear the desk; a save that fails leaves it as it is."""
        self.flush(lambda: self._close(then), otherwise)

    def _close(self, then: Then) -> None:
        self.project_closing.emit()
        self.worker.wait()
        self.reader.wait()
        if self._drafting is not None:
            self._drafting.close()
        if self.project is not None:
            self.project.close()
        self.project = self.coder = self.current = self._drafting = None
        self.undo_stack.forget()
        self._idle.stop()
        self.project_closed.emit()
        then()

    # --- articles ------------------------------------------------------------------------

    def go(self, article_id: UUID, then: Then | None = None) -> None:
        """Leave the open article, once it is saved, and open another."""
        if self._going is not None:
            return
        self._going = article_id
        self.flush(lambda: self._arrive(article_id, then), self._stay)

    def _stay(self) -> None:
        self._going = None
        self.undo_stack.go_on()

    def _arrive(self, article_id: UUID, then: Then | None) -> None:
        self._going = None
        if self.current is None or self.current.article.id != article_id:
            try:
                self.show_article(self.read_article(article_id))
            except AnnotatorError as error:
                self.failed.emit(str(error))
                return
        if then is not None:
            then()
        self.undo_stack.go_on()

    def read_article(self, article_id: UUID) -> OpenArticle:
        """The article with its coding as it stands, drafts included."""
        from annotator.stages import coding

        assert self.project is not None
        assert self.coder is not None
        opened = coding.opened(self.project, self.coder, article_id)
        return opened if self._drafting is None else self._drafting.over(opened)

    def show_article(self, opened: OpenArticle) -> None:
        """Make this the open article."""
        self.current = opened
        if self.project is not None:
            self.settings.set_place(str(self.project.id), article=str(opened.article.id))
            self.settings.write()
        if self._is_dirty:
            self._idle.start()
        self.article_opened.emit()
        self.saved.emit(True)

    def index_of(self, event_id: UUID) -> int:
        """The place of an event among those of the open article; else their number."""
        events = self.current.events if self.current else ()
        return next((i for i, event in enumerate(events) if event.id == event_id), len(events))

    def event_of(self, event_id: UUID | None) -> Event | None:
        """An event of the open article, or None."""
        events = self.current.events if self.current else ()
        return next((event for event in events if event.id == event_id), None)

    # --- changes -------------------------------------------------------------------------

    def change(self, before: Event | None, after: Event | None, text: str, typed: str = "") -> bool:
        """Take one change of an event; False if the coding may not be changed now."""
        if not self._may_edit():
            return False
        self.push(ChangeEvent(self, before, after, text, typed))
        self._typed_at = monotonic()
        return True

    def change_answers(self, after: Entry, text: str) -> bool:
        """Take one change of the answers about the article; False if it may not be changed now."""
        if not self._may_edit() or self.current is None:
            return False
        opened = self.current
        self.push(ChangeAnswers(self, opened.article.id, opened.answers, after, text))
        return True

    def change_state(self, state: State, reason: str, text: str, then: Then | None = None) -> None:
        """Submit, reopen or set aside the open article, and go on once that is saved."""
        opened = self.current
        if opened is None or self.is_read_only:
            return
        before = (opened.state, opened.reason)
        step = ChangeState(self, opened.article.id, before, (state, reason), text)
        self.push(step, then=then)

    def _may_edit(self) -> bool:
        if self.can_edit:
            return True
        if self.is_read_only:
            self.refused.emit(self.tr("This project is open for reading only."))
        else:
            self.refused.emit(self.tr("This coding is submitted. Reopen it to change it."))
        return False

    @property
    def typing_paused(self) -> bool:
        """Whether the next letter begins a new step."""
        return monotonic() - self._typed_at > TYPING_SECONDS

    def put(self, before: Event | None, after: Event | None, index: int) -> None:
        """The event is now `after`: in memory, in the draft file, and on the pages."""
        opened, event = self.current, after or before
        if opened is None or event is None or opened.article.id != event.article_id:
            return
        rest = [kept for kept in opened.events if kept.id != event.id]
        if after is not None:
            rest.insert(min(index, len(rest)), after)
        self.current = replace(opened, events=tuple(rest))
        self._keep(lambda drafting: drafting.keep_event(opened.article.id, event.id, after))
        self.changed.emit(
            Changes(articles=frozenset({opened.article.id}), events=frozenset({event.id}))
        )

    def put_answers(self, answers: Entry) -> None:
        """The answers about the open article are now these."""
        opened = self.current
        if opened is None:
            return
        self.current = replace(opened, answers=answers)
        self._keep(lambda drafting: drafting.keep_answers(opened.article.id, answers))
        self.changed.emit(Changes(articles=frozenset({opened.article.id})))

    def waiting(self, subject: UUID) -> list[dict[str, Any]]:
        """What waits for answers about an event, or about the article with this id."""
        return [] if self._drafting is None else self._drafting.waiting(subject)

    def keep_waiting(self, subject: UUID, waiting: list[dict[str, Any]]) -> None:
        """This now waits for answers: in the draft file, and nowhere else."""
        opened = self.current
        if opened is not None:
            self._keep(lambda drafts: drafts.keep_waiting(opened.article.id, subject, waiting))

    def put_state(self, state: State | None, reason: str) -> None:
        """The coding of the open article now stands here; the project is told at once."""
        opened, drafting = self.current, self._drafting
        if opened is None or drafting is None or self.project is None or self.coder is None:
            return
        from annotator.ui.saving import saving

        self.current = replace(opened, state=state, reason=reason)
        self._keep(lambda drafts: drafts.keep_state(opened.article.id, state, reason))
        self._idle.stop()
        work = saving(self.project, self.coder, self.current, with_state=True)
        task = self.worker.call(work)
        snapshot = drafting.snapshot(opened.article.id)
        then, self._then = self._then, None
        task.done.connect(lambda changes: self._on_flushed(snapshot, changes, then, None))
        task.refused.connect(lambda error: self._on_state_refused(opened, error))
        self.changed.emit(Changes(articles=frozenset({opened.article.id})))

    def _on_state_refused(self, before: OpenArticle, error: BaseException) -> None:
        if self._drafting is not None:
            self._drafting.forget_state(before.article.id)
        if self.current is not None and self.current.article.id == before.article.id:
            self.current = replace(self.current, state=before.state, reason=before.reason)
            self.changed.emit(Changes(articles=frozenset({before.article.id})))
        self._fail(error)

    def _keep(self, write: Callable[[Drafting], None]) -> None:
        if self._drafting is None:
            return
        self._idle.start()
        try:
            write(self._drafting)
        except AnnotatorError as error:
            self.failed.emit(str(error))
        else:
            self.saved.emit(True)

    # --- undo ----------------------------------------------------------------------------

    def push(self, *steps: Step, then: Then | None = None) -> None:
        """Take one or more steps as one that can be undone.

        then: what is done once a new state of the coding has reached the project.
        """
        self._then = then
        self.undo_stack.take(*steps)

    def undo(self) -> None:
        """Take the last step back, in the article it concerns."""
        self.undo_stack.walk(-1)

    def redo(self) -> None:
        """Take the step again that was taken back last."""
        self.undo_stack.walk(0)

    # --- saving --------------------------------------------------------------------------

    @property
    def _is_dirty(self) -> bool:
        if self._drafting is None or self.current is None:
            return False
        return bool(self._drafting.snapshot(self.current.article.id))

    def flush(self, then: Then | None = None, otherwise: Then | None = None) -> None:
        """Bring what is in drafts into the project, then go on; a failure goes on nowhere."""
        self._idle.stop()
        opened, drafting = self.current, self._drafting
        if not self._is_dirty or opened is None or drafting is None:
            if then is not None:
                then()
            return
        snapshot = drafting.snapshot(opened.article.id)
        task = self.worker.call(self._save_work(opened))
        task.done.connect(lambda changes: self._on_flushed(snapshot, changes, then, otherwise))
        task.refused.connect(lambda error: self._on_not_flushed(error, otherwise))

    def _save_work(self, opened: OpenArticle) -> Callable[[], Changes]:
        from annotator.ui.saving import saving

        assert self.project is not None
        assert self.coder is not None
        assert self._drafting is not None
        with_state = self._drafting.has_state(opened.article.id)
        return saving(self.project, self.coder, opened, with_state=with_state)

    def _save_leftover(self, article_id: UUID) -> None:
        """Save drafts of an article that will not be shown first."""
        drafting = self._drafting
        assert drafting is not None
        opened = self.read_article(article_id)
        snapshot = drafting.snapshot(article_id)
        task = self.worker.call(self._save_work(opened))
        task.done.connect(lambda _: drafting.forget(snapshot))
        task.refused.connect(lambda error: self.failed.emit(str(error)))

    def _on_flushed(
        self,
        snapshot: dict[str, int],
        changes: Changes,
        then: Then | None,
        otherwise: Then | None,
    ) -> None:
        if self._drafting is not None:
            self._drafting.forget(snapshot)
        self.saved.emit(True)
        self.stored.emit(changes)
        if then is None:
            return
        if self._is_dirty:
            self.flush(then, otherwise)
        else:
            then()

    def _on_not_flushed(self, error: BaseException, otherwise: Then | None) -> None:
        if otherwise is not None:
            otherwise()
        self._fail(error)

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.failed.emit(str(error))

    def try_again(self) -> None:
        """Write every draft again, then the revision."""
        if self._drafting is None:
            return
        try:
            self._drafting.keep_all()
        except AnnotatorError as error:
            self.failed.emit(str(error))
            return
        self.flush()

    def run(self, make_job: Callable[[], Job[Any]], ready: Callable[[Any], None]) -> None:
        """Flush, then hand a started task for the job to `ready`, which shows its progress."""
        self.flush(lambda: ready(self.worker.run(make_job)))

"""The desk: the project, the coder, the open article, undo, and when what is saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.errors import AnnotatorError, ConnectionLost
from annotator.model.event import Entry, Event
from annotator.model.study import FINISHED, Coder, State
from annotator.stages.results import Changes, Job
from annotator.ui.flushing import Flushing
from annotator.ui.jobs import Worker
from annotator.ui.settings import Settings
from annotator.ui.steps import ChangeAnswers, ChangeEvent, ChangeState, Step, Steps
from annotator.ui.watching import Watching

if TYPE_CHECKING:
    from annotator.model.codebook import Codebook
    from annotator.model.event import Revision
    from annotator.stages.coding import OpenArticle
    from annotator.stages.project import Project
    from annotator.ui.saving import Drafting

IDLE_MS = 3000
TYPING_SECONDS = 2.0
SERVER_SECONDS = 2.0
"""What is being asked of a server when its project is closed is waited for no longer."""

Then = Callable[[], None]


class Desk(QObject):
    """What the pages share. Everything coded goes through `change`, everything saved through here.

    A change is in the draft file before `change` returns; the project gets its revision when the
    coder leaves the article, submits, closes, or pauses. Lists are read by `reader`, so that no
    search waits for a save, nor a save for a search; `glancer` reads what is in sight of them.
    """

    project_opened = Signal()
    project_closing = Signal()  # whoever reads in the background ends it now
    project_closed = Signal()
    article_opened = Signal()
    changed = Signal(object)  # Changes, as they are on the desk
    stored = Signal(object)  # Changes, as they are in the project
    saved = Signal(bool)  # whether all that was coded is on the disk
    added = Signal(object)  # Changes: what others have added to the project
    failed = Signal(str)  # why something is not saved
    lost = Signal(str)  # why nothing can be saved just now; it is tried again
    refused = Signal(str)  # why a change was not taken

    def __init__(self, worker: Worker, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.worker, self.settings = worker, settings
        self.reader, self.glancer = Worker(self), Worker(self)
        self.project: Project | None = None
        self.coder: Coder | None = None
        self.current: OpenArticle | None = None
        self.undo_stack = Steps(self)
        self.drafting: Drafting | None = None
        self.flushing = Flushing(self)
        self.watching = Watching(self)
        self._going: UUID | None = None
        self._then: Then | None = None
        self._typed_at = 0.0
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self.flush)
        self.added.connect(self.stored)

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
        self.drafting = None if project.read_only else Drafting(project.id, coder.id)
        self.settings.remember(project.location, project.name)
        self.settings.set_place(str(project.id), coder=coder.handle)
        self.settings.write()
        self.flushing.begin(self.settings.place(str(project.id)).get("article", ""))
        self.project_opened.emit()

    def close_project(self, then: Then, otherwise: Then | None = None) -> None:
        """Save everything, then clear the desk; a save that fails leaves it as it is."""
        if self.flushing.is_lost and self.is_dirty and otherwise is not None:
            otherwise()  # nobody waits for a server that does not answer
        else:
            self.flush(lambda: self._close(then), otherwise)

    def _close(self, then: Then) -> None:
        self.project_closing.emit()
        self.flushing.end()
        patience = SERVER_SECONDS if self.is_remote else None
        for worker in (self.worker, self.reader):
            worker.wait(patience)
        if self.drafting is not None:
            self.drafting.close()
        if self.project is not None:
            self.project.close()
        self.project = self.coder = self.current = self.drafting = None
        self.undo_stack.forget()
        self._idle.stop()
        self.project_closed.emit()
        then()

    # --- articles ------------------------------------------------------------------------

    def go(self, article_id: UUID, then: Then | None = None, round: int | None = None) -> None:
        """Leave the open article, once it is saved, and open another.

        round: that in which it is coded; None: the one that its coder has come to.
        """
        if self._going is not None:
            return
        self._going = article_id
        self.flush(lambda: self._arrive(article_id, round, then), self._stay)

    def _stay(self) -> None:
        self._going = None
        self.undo_stack.go_on()

    def _arrive(self, article_id: UUID, round: int | None, then: Then | None) -> None:
        """Open the article, where it is not open yet; one on a server is waited for."""
        opened = self.current
        is_open = opened is not None and opened.article.id == article_id
        is_done = opened is not None and opened.state in FINISHED  # a repeat of it may be due
        stays = round is None and not is_done
        if opened is not None and is_open and (round == opened.round or stays):
            self._show_read(opened, then)
        elif self.is_remote:
            read = self._reading(article_id, round)
            task = self.reader.call(read)
            task.done.connect(lambda read: self._show_read(self._with_drafts(read), then))
            task.refused.connect(self._on_unread)
        else:
            try:
                self._show_read(self.read_article(article_id, round), then)
            except AnnotatorError as error:
                self._on_unread(error)

    def _show_read(self, opened: OpenArticle, then: Then | None) -> None:
        self._going = None
        now = self.current
        if now is None or (now.article.id, now.round) != (opened.article.id, opened.round):
            self.show_article(opened)
        if then is not None:
            then()
        self.undo_stack.go_on()

    def _on_unread(self, error: BaseException) -> None:
        self._stay()
        self.fail(error)

    @property
    def is_remote(self) -> bool:
        """Whether the project is on a server: nothing of it is read on the window's thread."""
        return self.project is not None and self.project.store.path is None

    def read_article(self, article_id: UUID, round: int | None = None) -> OpenArticle:
        """The article with its coding as it stands, drafts included."""
        return self._with_drafts(self._reading(article_id, round)())

    def _reading(self, article_id: UUID, round: int | None) -> Callable[[], OpenArticle]:
        from annotator.stages import coding

        project, coder = self.project, self.coder
        assert project is not None
        assert coder is not None
        return lambda: coding.opened(project, coder, article_id, round=round)

    def _with_drafts(self, opened: OpenArticle) -> OpenArticle:
        return opened if self.drafting is None else self.drafting.over(opened)

    def show_article(self, opened: OpenArticle) -> None:
        """Make this the open article."""
        self.current = opened
        if self.project is not None:
            self.settings.set_place(str(self.project.id), article=str(opened.article.id))
            self.settings.write()
        if self.is_dirty:
            self._idle.start()
        self.flushing.save_other_rounds(opened)
        self.article_opened.emit()
        if not self.flushing.is_lost:
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
        if before is not None and after is not None and self._is_two_headed(before):
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
        self.push(ChangeState(self, opened.article.id, before, (state, reason), text), then=then)

    def _is_two_headed(self, event: Event) -> bool:
        """Whether its coder has to choose first which of two states of an event counts."""
        is_waiting = self.current is not None and event.id in self.current.two_heads
        if is_waiting:
            words = self.tr("Two machines have this event differently. Choose one, then change it.")
            self.refused.emit(words)
        return is_waiting

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

    def put(
        self,
        before: Event | None,
        after: Event | None,
        index: int,
        heads: Sequence[Revision] | None = None,
    ) -> None:
        """The event is now `after`: in memory, in the draft file, and on the pages.

        heads: the states in which several machines have saved it; none: they are settled by this.
        """
        opened, event = self.current, after or before
        if opened is None or event is None or opened.article.id != event.article_id:
            return
        rest = [kept for kept in opened.events if kept.id != event.id]
        if after is not None:
            rest.insert(min(index, len(rest)), after)
        two_heads = dict(opened.two_heads)
        if heads is not None:
            two_heads.pop(event.id, None)
            two_heads |= {event.id: tuple(heads)} if heads else {}
        self.current = replace(opened, events=tuple(rest), two_heads=two_heads)
        settles = heads is not None and not heads
        self._keep(lambda kept, at: kept.keep_event(at, event.id, after, settles=settles))
        self.changed.emit(
            Changes(articles=frozenset({opened.article.id}), events=frozenset({event.id}))
        )

    def put_answers(self, answers: Entry) -> None:
        """The answers about the open article are now these."""
        opened = self.current
        if opened is None:
            return
        self.current = replace(opened, answers=answers)
        self._keep(lambda drafts, place: drafts.keep_answers(place, answers))
        self.changed.emit(Changes(articles=frozenset({opened.article.id})))

    def waiting(self, event_id: UUID | None) -> list[dict[str, Any]]:
        """What waits for answers about an event, or (None) about the open article."""
        if self.drafting is None or self.current is None:
            return []
        return self.drafting.waiting((self.current.article.id, self.current.round), event_id)

    def keep_waiting(self, event_id: UUID | None, waiting: list[dict[str, Any]]) -> None:
        """This now waits for answers: in the draft file, and nowhere else."""
        self._keep(lambda drafts, place: drafts.keep_waiting(place, event_id, waiting))

    def put_state(self, state: State | None, reason: str) -> None:
        """The coding of the open article now stands here; the project is told at once."""
        opened = self.current
        if opened is None or self.drafting is None:
            return
        self.current = replace(opened, state=state, reason=reason)
        self._keep(lambda drafts, place: drafts.keep_state(place, state, reason))
        self._idle.stop()
        then, self._then = self._then, None
        self.flushing.put_state(opened, then)
        self.changed.emit(Changes(articles=frozenset({opened.article.id})))

    def follow(self, opened: OpenArticle) -> None:
        """The open article was changed elsewhere, and nothing is being changed here: show that."""
        if self.current is not None and not self.is_dirty:
            self.current = self._with_drafts(opened)
            self.changed.emit(Changes(articles=frozenset({opened.article.id})))

    def _keep(self, write: Callable[[Drafting, tuple[UUID, int]], None]) -> None:
        if self.drafting is None or self.current is None:
            return
        self._idle.start()
        try:
            write(self.drafting, (self.current.article.id, self.current.round))
        except AnnotatorError as error:
            self.failed.emit(str(error))
        else:
            if not self.flushing.is_lost:
                self.saved.emit(True)

    @property
    def is_dirty(self) -> bool:
        """Whether something of the open article is in drafts and not in the project."""
        if self.drafting is None or self.current is None:
            return False
        return bool(self.drafting.snapshot((self.current.article.id, self.current.round)))

    def fail(self, error: BaseException) -> None:
        """Say why something was not possible; what no server answers is tried again."""
        if isinstance(error, ConnectionLost):
            self.flushing.lose(error)
        elif isinstance(error, AnnotatorError):
            self.failed.emit(str(error))
        else:
            raise error

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

    def flush(self, then: Then | None = None, otherwise: Then | None = None) -> None:
        """Bring what is in drafts into the project, then go on; a failure goes on nowhere."""
        self._idle.stop()
        self.flushing.flush(then, otherwise)

    def try_again(self) -> None:
        """Write every draft again, then the revision."""
        self.flushing.try_again()

    def run(self, make_job: Callable[[], Job[Any]], ready: Callable[[Any], None]) -> None:
        """Flush, then hand a started task for the job to `ready`, which shows its progress."""
        self.flush(lambda: ready(self.worker.run(make_job)))

"""Bringing drafts into the project: once, and again while the server does not answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from annotator.model.errors import AnnotatorError, ConnectionLost
from annotator.model.study import State
from annotator.stages.results import Changes

if TYPE_CHECKING:
    from uuid import UUID

    from annotator.stages.coding import OpenArticle
    from annotator.ui.desk import Desk

WAITS = (1, 2, 5, 10, 20, 30)
"""Seconds before the connection is tried again, one after the other; the last one stays."""

Then = Callable[[], None]


class Flushing(QObject):
    """Saves on the worker what is in drafts; while nobody answers there, tries again by itself.

    A save may be tried as often as it takes: what stands in the project already is not written
    again. Whoever codes goes on with the open article meanwhile, as drafts are kept here.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._desk = desk
        self._again = QTimer(self, singleShot=True)
        self._again.timeout.connect(self.attempt)
        self._n_tries = 0
        self._n_running = 0
        self._is_owed = False
        self._then: Then | None = None
        self.saved_at = monotonic()

    @property
    def is_lost(self) -> bool:
        """Whether nothing could be saved or read the last time, as no server answered."""
        return self._n_tries > 0

    def begin(self, first: str) -> None:
        """A project is open: save what is left over, but for the article that is shown first."""
        self.end()
        self.saved_at = monotonic()
        drafting = self._desk.drafting
        for place in drafting.places() if drafting is not None else ():
            if str(place[0]) != first:
                self._save_leftover(place)

    def save_other_rounds(self, opened: OpenArticle) -> None:
        """Save what is left over of the open article from another round than the one shown."""
        drafting = self._desk.drafting
        for article_id, round in drafting.places() if drafting is not None else ():
            if article_id == opened.article.id and round != opened.round:
                self._save_leftover((article_id, round))

    def end(self) -> None:
        """The project is being closed."""
        self._again.stop()
        self._n_tries = 0
        self._then = None

    # --- saving --------------------------------------------------------------------------

    def flush(self, then: Then | None, otherwise: Then | None) -> None:
        """Save the open article, then go on; while nobody answers, only who goes on tries."""
        desk, opened = self._desk, self._desk.current
        if opened is None or not desk.is_dirty:
            if then is not None:
                then()
        elif then is None and (self.is_lost or self._n_running):
            self._is_owed = True
        else:
            self._save(opened, then, otherwise)

    def put_state(self, before: OpenArticle, then: Then | None) -> None:
        """Save the open article, which its coder has just submitted, reopened or set aside.

        before: how it stood; so it stands again if this is refused. then: what is done once it is
        saved, however long that takes.
        """
        opened = self._desk.current
        assert opened is not None
        self._then = then
        self._save(opened, None, None, before)

    def _save(
        self,
        opened: OpenArticle,
        then: Then | None,
        otherwise: Then | None,
        before: OpenArticle | None = None,
    ) -> None:
        from annotator.ui.saving import place_of, saving

        desk, drafting = self._desk, self._desk.drafting
        assert drafting is not None
        assert desk.project is not None
        assert desk.coder is not None
        place = place_of(opened)
        has_state, snapshot = drafting.has_state(place), drafting.snapshot(place)
        settled = drafting.settled(place)
        work = saving(desk.project, desk.coder, opened, settled, with_state=has_state)
        if before is None and has_state:
            before = replace(opened, state=State.IN_PROGRESS, reason="")
        self._n_running += 1
        task = desk.worker.call(work)
        task.done.connect(
            lambda changes: self._on_saved(snapshot, changes, then, otherwise, has_state=has_state)
        )
        task.refused.connect(lambda error: self._on_refused(error, otherwise, before))

    def _on_saved(
        self,
        snapshot: dict[str, int],
        changes: Changes,
        then: Then | None,
        otherwise: Then | None,
        *,
        has_state: bool,
    ) -> None:
        desk = self._desk
        self._n_running -= 1
        if desk.drafting is not None:
            desk.drafting.forget(snapshot)
        if has_state:
            then, self._then = then or self._then, None
        self.saved_at = monotonic()
        self._found_again()
        desk.stored.emit(changes)
        if self._is_owed or (then is not None and desk.is_dirty):
            self._is_owed = False
            self.flush(then, otherwise)
        elif then is not None:
            then()

    def _on_refused(
        self, error: BaseException, otherwise: Then | None, before: OpenArticle | None
    ) -> None:
        self._n_running -= 1
        self._is_owed = False
        if before is not None and not isinstance(error, ConnectionLost):
            self._take_back(before)
        if otherwise is not None:
            otherwise()
        self._desk.fail(error)

    def _take_back(self, before: OpenArticle) -> None:
        """The coding does not stand where it was brought, but as it did."""
        from annotator.ui.saving import place_of

        desk, place = self._desk, place_of(before)
        self._then = None
        if desk.drafting is not None:
            desk.drafting.forget_state(place)
        if desk.current is not None and place_of(desk.current) == place:
            desk.current = replace(desk.current, state=before.state, reason=before.reason)
            desk.changed.emit(Changes(articles=frozenset({place[0]})))

    def _save_leftover(self, place: tuple[UUID, int]) -> None:
        """Save drafts of an article that is not open."""
        from annotator.stages import coding

        desk, project, coder = self._desk, self._desk.project, self._desk.coder
        assert project is not None
        assert coder is not None

        def save(opened: OpenArticle) -> None:
            if desk.project is project and desk.drafting is not None:
                self._save(desk.drafting.over(opened), None, None)

        task = desk.worker.call(lambda: coding.opened(project, coder, place[0], round=place[1]))
        task.done.connect(save)
        task.refused.connect(desk.fail)

    # --- trying again --------------------------------------------------------------------

    def lose(self, error: ConnectionLost) -> None:
        """Nobody answers: say so, and try again after a while."""
        if self._desk.project is None:
            return
        self._again.start(1000 * WAITS[min(self._n_tries, len(WAITS) - 1)])
        self._n_tries += 1
        self._desk.lost.emit(str(error))

    def try_again(self) -> None:
        """Write every draft again, then what is in none but the drafts."""
        if self._desk.drafting is not None:
            try:
                self._desk.drafting.keep_all()
            except AnnotatorError as error:
                self._desk.failed.emit(str(error))
                return
        self.attempt()

    def attempt(self) -> None:
        """Save all that the project lacks; where it lacks nothing, look whether it answers."""
        self._again.stop()
        if self._desk.project is None or self._n_running:
            return
        if not self._save_all() and self.is_lost:
            self._ask()

    def _save_all(self) -> bool:
        """Save every article that has drafts; whether there are any."""
        desk, opened = self._desk, self._desk.current
        places = desk.drafting.places() if desk.drafting is not None else []
        for place in places:
            if opened is not None and place == (opened.article.id, opened.round):
                self._save(opened, None, None)
            else:
                self._save_leftover(place)
        return bool(places)

    def _ask(self) -> None:
        from annotator.stages.project import pulse

        project = self._desk.project
        assert project is not None
        task = self._desk.reader.call(lambda: pulse(project))
        task.done.connect(lambda _: self._found_again())
        task.refused.connect(self._desk.fail)

    def _found_again(self) -> None:
        """The project can be written and read."""
        was_lost, self._n_tries = self.is_lost, 0
        self._again.stop()
        if self._desk.project is None:
            return
        self._desk.saved.emit(True)
        if was_lost:
            self._save_all()

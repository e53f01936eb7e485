"""The steps that can be undone: something was that, now it is this; and the way along them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from annotator.model.event import Entry, Event
from annotator.model.study import FIRST_ROUND, State

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

UNDO_LIMIT = 2000

_TYPING = 1


class Step(QUndoCommand):
    """A step in one article, in the round that is open; undoing it shows that article first."""

    def __init__(self, desk: Desk, article_id: UUID, text: str) -> None:
        super().__init__(text)
        self.desk = desk
        self.article_id = article_id
        self.round = FIRST_ROUND if desk.current is None else desk.current.round

    @property
    def is_here(self) -> bool:
        """Whether the article is open in the round of the step."""
        opened = self.desk.current
        if opened is None:
            return False
        return (opened.article.id, opened.round) == (self.article_id, self.round)


class ChangeEvent(Step):
    """An event went from `before` to `after`; None means there was, or is, no such event.

    typed: the place of the answer that is being typed, or "": what is typed in one go in one
    place is one step.
    """

    def __init__(
        self, desk: Desk, before: Event | None, after: Event | None, text: str, typed: str = ""
    ) -> None:
        known = after or before
        assert known is not None
        super().__init__(desk, known.article_id, text)
        self.event_id = known.id
        self._before, self._after, self._typed = before, after, typed
        self._index = desk.index_of(known.id)

    def redo(self) -> None:
        """Make the event what it is after the step."""
        self.desk.put(self._before, self._after, self._index)

    def undo(self) -> None:
        """Make the event what it was before the step."""
        self.desk.put(self._after, self._before, self._index)

    def id(self) -> int:
        """Steps of typing may become one."""
        return _TYPING if self._typed else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take in the next step, if it goes on typing in the same place."""
        if not isinstance(other, ChangeEvent) or other.event_id != self.event_id:
            return False
        if other._typed != self._typed or self.desk.typing_paused:
            return False
        self._after = other._after
        return True


class SettleHeads(Step):
    """An event that several machines saved differently is now this one; None: it is deleted."""

    def __init__(self, desk: Desk, before: Event, after: Event | None, text: str) -> None:
        super().__init__(desk, before.article_id, text)
        opened = desk.current
        self._heads = opened.two_heads.get(before.id, ()) if opened else ()
        self._before, self._after = before, after
        self._index = desk.index_of(before.id)

    def redo(self) -> None:
        """Put one event in place of all its states."""
        self.desk.put(self._before, self._after, self._index, ())

    def undo(self) -> None:
        """Show again what each machine has."""
        self.desk.put(self._after, self._before, self._index, self._heads)


class ChangeAnswers(Step):
    """The answers about an article went from `before` to `after`."""

    def __init__(
        self, desk: Desk, article_id: UUID, before: Entry, after: Entry, text: str
    ) -> None:
        super().__init__(desk, article_id, text)
        self._before, self._after = before, after

    def redo(self) -> None:
        """Make the answers what they are after the step."""
        self.desk.put_answers(self._after)

    def undo(self) -> None:
        """Make the answers what they were before the step."""
        self.desk.put_answers(self._before)


class ChangeState(Step):
    """The coding of an article was submitted, reopened or set aside."""

    def __init__(
        self,
        desk: Desk,
        article_id: UUID,
        before: tuple[State | None, str],
        after: tuple[State | None, str],
        text: str,
    ) -> None:
        super().__init__(desk, article_id, text)
        self._before, self._after = before, after

    def redo(self) -> None:
        """Bring the coding to where it stands after the step."""
        self.desk.put_state(*self._after)

    def undo(self) -> None:
        """Bring the coding back to where it stood."""
        self.desk.put_state(*self._before)


class DecideArticles(QUndoCommand):
    """What a lead decided about articles for everybody; it is pushed once it was carried out.

    again, back: ask for it to be carried out once more, or taken back.
    """

    def __init__(self, text: str, again: Callable[[], None], back: Callable[[], None]) -> None:
        super().__init__(text)
        self._again, self._back = again, back
        self._is_done = True

    def redo(self) -> None:
        """Decide so once more; that it is pushed changes nothing."""
        if not self._is_done:
            self._again()
        self._is_done = True

    def undo(self) -> None:
        """Take back what was decided."""
        self._back()
        self._is_done = False


class Steps(QUndoStack):
    """The steps of this sitting, and the way back and forth along them.

    A step in an article is undone where it was done: that article is opened first.
    """

    walked = Signal()  # a step in the open article was undone, or done again

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setUndoLimit(UNDO_LIMIT)
        self._desk = desk
        self._asked: list[int] = []

    def take(self, *steps: Step) -> None:
        """Take one or more steps as one that can be undone."""
        if len(steps) == 1:
            self.push(steps[0])
            return
        self.beginMacro(steps[-1].text())
        for step in steps:
            self.push(step)
        self.endMacro()

    def walk(self, step: int) -> None:
        """Undo (-1) or redo (0); while another article is being opened, once it is there."""
        desk = self._desk
        if desk.is_going:
            self._asked.append(step)
            return
        index = self.index() + step
        if not 0 <= index < self.count() or desk.is_read_only:
            return
        command: Any = self.command(index)
        if command.childCount():
            command = command.child(0)
        act = self.undo if step else self.redo
        if isinstance(command, DecideArticles):
            act()
        elif command.is_here:
            self._act_here(act)
        else:
            desk.go(command.article_id, lambda: self._act_here(act), command.round)

    def _act_here(self, act: Callable[[], None]) -> None:
        act()
        self.walked.emit()

    def go_on(self) -> None:
        """Take up what was asked for on the way to an article."""
        while self._asked and not self._desk.is_going:
            self.walk(self._asked.pop(0))

    def forget(self) -> None:
        """Drop all steps, and what was asked for: the project is closed."""
        self._asked.clear()
        self.clear()

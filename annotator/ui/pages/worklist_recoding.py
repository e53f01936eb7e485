"""Coded articles that wait for their coder again: found, counted beside the worklist, explained."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.model.study import FINISHED, State
from annotator.stages.results import Changes
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.widgets.worklist import RECODE, SETTLE, Worklist

if TYPE_CHECKING:
    from annotator.stages.coding import OpenArticle
    from annotator.stages.recoding import Due

    Round = tuple[UUID, int]
    """An article, and the round of coding in which it waits."""

SOON_MS = 3_000
LATER_MS = 120_000
"""All codings may be gone through for this: not each time that somebody has saved something."""


class WorklistRecoding(QObject):
    """Knows what the codebook in force asks otherwise, and what two machines have differently.

    Looked up after opening, when a codebook comes into force, and when others have added something.
    """

    found = Signal()  # what waits is known anew
    chosen = Signal(bool)  # nothing of the open article waits for a choice now; or it does again

    def __init__(self, desk: Desk, worklist: Worklist, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._worklist = desk, worklist
        self._due: dict[Round, Due] = {}
        self._double: dict[Round, int] = {}
        self._chosen: Round | None = None
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.look)
        self._looking = Latest(desk.reader, self)
        self._looking.answered.connect(self._on_found)
        self._looking.refused.connect(desk.fail)
        worklist.narrowed.connect(self._on_narrowed)
        desk.project_opened.connect(self._soon.start)
        desk.project_closing.connect(self._forget)
        desk.stored.connect(self._on_stored)
        desk.changed.connect(lambda _: self._on_changed())
        desk.article_opened.connect(self._on_article_opened)
        self._later = QTimer(self, singleShot=True, interval=LATER_MS)
        self._later.timeout.connect(self.look)
        desk.added.connect(self._on_added)

    def look(self) -> None:
        """Look up what waits, off the window's thread."""
        project, coder = self._desk.project, self._desk.coder
        if project is None or coder is None:
            return

        def read() -> tuple[Sequence[Due], dict[Round, int]]:
            from annotator.model.event import Lane
            from annotator.stages import coding, recoding

            due = [d for d in recoding.due(project, coder) if d.lane is Lane.CODING]
            double = {(e.article_id, e.round) for e in coding.double_heads(project, coder)}
            numbers = coding.numbers_of(project, sorted({article_id for article_id, _ in double}))
            return due, {place: numbers[place[0]] for place in sorted(double)}

        self._looking.ask(read)

    def due(self, opened: OpenArticle | None) -> Due | None:
        """What there is to be coded again in the open article; None if nothing is."""
        return None if opened is None else self._due.get((opened.article.id, opened.round))

    def rounds(self) -> dict[UUID, int]:
        """The rounds in which the articles wait that alone are shown; none where all are shown."""
        shown = self._worklist.narrowed_to
        places: Iterable[Round] = self._due if shown == RECODE else self._double
        return dict(sorted(places, reverse=True)) if shown else {}  # of several, the first round

    def _on_found(self, found: tuple[Sequence[Due], dict[Round, int]]) -> None:
        due, double = found
        if self._chosen is not None and self._chosen in self._double:
            double = {self._chosen: self._double[self._chosen], **double}
        self._double = double
        self._due = {(each.article_id, each.round): each for each in due}
        self._show()
        self.found.emit()

    def _numbers(self, name: str) -> list[int]:
        """The articles that wait, each once."""
        if name == RECODE:
            return list(dict.fromkeys(due.number for due in self._due.values()))
        return sorted(set(self._double.values()))

    def _show(self) -> None:
        for name in (RECODE, SETTLE):
            self._worklist.show_waiting(name, len(self._numbers(name)))

    def _on_narrowed(self, name: str) -> None:
        self._worklist.show_found(array("l", self._numbers(name)) if name else None)

    def _on_added(self, _changes: Changes) -> None:
        if not self._later.isActive():
            self._later.start()

    def _on_stored(self, changes: Changes) -> None:
        opened = self._desk.current
        if changes.codebook or len(changes.articles) > 1:  # adopted, or merged
            self.look()
        elif opened is not None and opened.article.id in changes.articles:
            place = opened.article.id, opened.round
            if opened.state is State.SUBMITTED and self._due.pop(place, None) is not None:
                self._show()
            if opened.state in FINISHED and not opened.two_heads:
                self._settle(place)

    def _on_changed(self) -> None:
        """What was chosen waits to be submitted: it is kept in sight until then, or until left."""
        opened = self._desk.current
        if opened is None or (opened.article.id, opened.round) not in self._double:
            return
        was_chosen, place = self._chosen, (opened.article.id, opened.round)
        self._chosen = None if opened.two_heads else place
        if self._chosen != was_chosen and self._desk.can_edit:
            self.chosen.emit(self._chosen is not None)

    def _on_article_opened(self) -> None:
        opened, chosen = self._desk.current, self._chosen
        is_open = opened is not None and chosen == (opened.article.id, opened.round)
        if chosen is not None and not is_open:
            self._settle(chosen)
        self._on_changed()

    def _settle(self, place: Round) -> None:
        """Nothing of this coding waits for a choice any more."""
        if self._chosen == place:
            self._chosen = None
        if self._double.pop(place, None) is not None:
            self._show()

    def _forget(self) -> None:
        self._soon.stop()
        self._later.stop()
        self._looking.forget()
        self._due, self._double, self._chosen = {}, {}, None
        self._show()

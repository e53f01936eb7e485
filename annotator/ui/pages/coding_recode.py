"""An article that is to be coded again: why, and what the codebook in force makes of its codes."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from annotator.model.event import Event
from annotator.ui.jobs import Latest
from annotator.ui.steps import ChangeEvent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from annotator.ui.pages.coding import CodingPage

    Found = tuple[UUID, Sequence[Event]]


class CodingRecode(QObject):
    """Says over the article why it is due, and offers to take renamed and merged codes over."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._could_edit = False
        self._asking = Latest(page.desk.reader, self)
        self._asking.answered.connect(self._on_found)
        self._asking.refused.connect(page.desk.fail)
        page.recoding.found.connect(self.show)
        page.recoding.chosen.connect(self._on_chosen)
        page.desk.stored.connect(lambda _: self._on_stored())

    def show(self) -> None:
        """Say why the open article is to be coded again, if it is."""
        from annotator.stages.recoding import offered

        project, coder, opened = self._desk.project, self._desk.coder, self._desk.current
        if project is None or coder is None or opened is None or not self._reasons():
            return
        self._could_edit = self._desk.can_edit
        if not self._could_edit:
            may_reopen = not self._desk.is_read_only
            self._say(self.tr("Reopen") if may_reopen else "", ())
            return
        article_id, round = opened.article.id, opened.round
        self._asking.ask(lambda: (article_id, offered(project, coder, article_id, round=round)))

    def _reasons(self) -> str:
        """Why the open article is to be coded again, in sentences; "" if it is not."""
        opened = self._desk.current
        due = self._page.recoding.due(opened)
        reasons = due.reasons if due is not None else ()
        return " ".join(each if each.endswith(".") else f"{each}." for each in reasons)

    def _on_found(self, found: Found) -> None:
        article_id, offered = found
        opened = self._desk.current
        if opened is not None and opened.article.id == article_id and self._desk.can_edit:
            self._say(self.tr("Use the new codes") if self._steps(offered) else "", offered)

    def _say(self, verb: str, offered: Sequence[Event]) -> None:
        words = self.tr("To be coded again. {reasons} Submitting it anew settles that.")
        told = words.format(reasons=self._reasons())
        act = self._page.steps.reopen if not self._could_edit else lambda: self._take(offered)
        self._page.told.say(told, verb, act)

    def _steps(self, offered: Sequence[Event]) -> list[ChangeEvent]:
        """The steps from the open article's events to those that are offered."""
        text = self.tr("Use the new codes")
        pairs = ((self._desk.event_of(each.id), each) for each in offered)
        return [
            ChangeEvent(self._desk, before, after, text)
            for before, after in pairs
            if before is not None and before != after
        ]

    def _take(self, offered: Sequence[Event]) -> None:
        steps = self._steps(offered)
        if steps and self._desk.can_edit:
            self._desk.push(*steps)

    def _on_chosen(self, is_chosen: bool) -> None:
        """Of the two versions one was chosen: the article is still to be submitted."""
        if is_chosen:
            self._page.told.say(self.tr("Chosen. Submit it (Ctrl+Enter)."))
        else:
            self._page.told.hush()

    def _on_stored(self) -> None:
        """A submitted article was reopened: now its codes can be taken over."""
        if self._desk.can_edit and not self._could_edit:
            self.show()

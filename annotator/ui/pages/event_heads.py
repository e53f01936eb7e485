"""Events that several machines have saved differently: shown side by side, and settled."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QObject

from annotator.model.event import Event
from annotator.ui.steps import SettleHeads

if TYPE_CHECKING:
    from annotator.ui.pages.coding import CodingPage
    from annotator.ui.widgets.two_heads import TwoHeads


class EventHeads(QObject):
    """Puts the states of an event where its form would be, until the coder has chosen."""

    def __init__(self, page: CodingPage) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._event: Event | None = None
        self.widget: TwoHeads | None = None

    def begin(self) -> None:
        """The forms were taken away, this one among them; it is made when it is needed."""
        self.widget = None

    def _needed(self) -> TwoHeads:
        from annotator.ui.widgets.two_heads import TwoHeads

        if self.widget is None:
            self.widget = TwoHeads()
            self._page.panel.add_form(self.widget)
            self.widget.settled.connect(self._on_settled)
            self.widget.looked.connect(self._page.view.reveal)
        return self.widget

    def ids(self) -> frozenset[UUID]:
        """The events of the open article that wait for a choice."""
        opened = self._desk.current
        return frozenset(opened.two_heads) if opened is not None else frozenset()

    def first(self) -> UUID | None:
        """The event to choose in: that on the form if it waits, else the first; None for none."""
        ids, shown = self.ids(), self._page.event_id
        opened = self._desk.current
        if shown in ids or opened is None:
            return shown if shown in ids else None
        return next((event.id for event in opened.events if event.id in ids), None)

    def is_waiting(self, event: Event | None) -> bool:
        """Whether an event waits for a choice, and may be chosen now."""
        return event is not None and self._desk.can_edit and event.id in self.ids()

    def show(self, event: Event) -> None:
        """Show the states of an event in place of its form."""
        from annotator.model.heads import choices

        opened = self._desk.current
        if opened is None:
            return
        self._event, widget = event, self._needed()
        states = opened.two_heads[event.id]
        widget.show_heads(states, choices(states, self._desk.codebook))
        self._page.panel.show_form(widget)

    def focus(self) -> None:
        """Go to the first place at which the states differ."""
        if self.widget is not None:
            self.widget.focus_first()

    def _on_settled(self, taken: list[int]) -> None:
        from annotator.model.heads import combined

        opened, event = self._desk.current, self._event
        if opened is None or event is None or event.id not in opened.two_heads:
            return
        after = combined(opened.two_heads[event.id], self._desk.codebook, taken)
        text = self.tr("Choose among what two machines have")
        self._desk.push(SettleHeads(self._desk, event, after, text))
        self._page.steps.focus_form()

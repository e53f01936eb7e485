"""The codebook's questions about one event."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.model.codebook import Codebook, Group
from annotator.model.event import Answer, Entry, Event, Missing, Value, with_answer
from annotator.model.filled import filled, holds
from annotator.model.span import Span
from annotator.ui.widgets.answer_form import AnswerForm
from annotator.ui.widgets.answer_row import Told
from annotator.ui.widgets.borne_out import actor_options, first_of, value_of
from annotator.ui.widgets.field import FieldContext, nobody
from annotator.ui.widgets.group_cards import Entries, GroupCards
from annotator.ui.widgets.row_set import (
    NONE_WAITING,
    NOTHING,
    Asked,
    Waiting,
    Where,
    answer_told,
    by_place,
    settle_layouts,
    waiting_by_place,
)
from annotator.ui.widgets.target import Target

if TYPE_CHECKING:
    from annotator.model.checks import Problem


class EventForm(AnswerForm):
    """Shows an event and tells what the coder makes of it."""

    edited = Signal(object)  # Event

    def __init__(
        self,
        codebook: Codebook,
        persons: Callable[[], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            codebook, "", FieldContext(persons or nobody, actor_options(codebook)), parent
        )
        self.setObjectName("event_form")
        self._event: Event | None = None
        self._whole: Event | None = None
        self._is_showing = False
        self._box.setSpacing(4)
        self._empty = self._nothing_yet()
        self._outer.addWidget(self._empty)
        for group in codebook.groups:
            self._groups[group.name] = self._make_group(group)
            self._box.addWidget(self._groups[group.name])
        self._box.addStretch(1)
        self._scroll.hide()

    def _nothing_yet(self) -> QLabel:
        empty = QLabel(self.tr("No event yet. Press e in the article to code one."), self)
        empty.setTextFormat(Qt.TextFormat.PlainText)
        empty.setProperty("look", "soft")
        empty.setWordWrap(True)
        empty.setContentsMargins(16, 16, 16, 16)
        return empty

    def _make_group(self, group: Group) -> GroupCards:
        name, cards = group.name, GroupCards(group, self._context, self)
        cards.setObjectName(f"group_{name}")
        cards.told.connect(partial(self._on_told, name))
        cards.evidence_activated.connect(partial(self._on_evidence, name))
        cards.definition_asked.connect(partial(self._on_definition, name))
        cards.added.connect(partial(self._on_added, name))
        cards.moved.connect(partial(self._on_moved, name))
        cards.removed.connect(partial(self._on_removed, name))
        cards.stepped_past.connect(partial(self._walk.cards_passed, name))
        cards.stops_changed.connect(self._walk.order_tabs)
        cards.opened.connect(partial(self._on_opened, name))
        return cards

    # showing

    def show_event(
        self,
        event: Event | None,
        problems: Sequence[Problem] = (),
        waiting: Mapping[Where, Waiting] = NONE_WAITING,
    ) -> None:
        """Show an event (None: there is none) and what is wrong with it; emits nothing.

        The same event with other answers is shown in place: focus, scroll position and the typing
        cursor stay. Before another event is shown, `flush_typing` tells what was being typed.
        waiting: what waits in another event; in the same one the form knows better.
        """
        self._is_showing = True
        is_other = event is None or self._event is None or event.id != self._event.id
        if is_other:
            self._waiting = dict(waiting)
            self._spelled_out = False
            self._current = None
            self._leave_entries()
        self._event, self._problems = event, problems
        self._whole = filled(event, self._codebook) if event else None
        self._scroll.setVisible(event is not None)
        self._empty.setVisible(event is None)
        if event is not None:
            self._show(is_other=is_other)
        if is_other:
            settle_layouts()
            self._scroll.verticalScrollBar().setValue(0)
        self._is_showing = False

    def _leave_entries(self) -> None:
        """Take a focus in the cards to the first question before the cards are another event's."""
        self._context.close_popup()
        focused = QApplication.focusWidget()
        if focused is not None and any(c.isAncestorOf(focused) for c in self._groups.values()):
            self._rows.focus_end(0)

    def _show(self, *, is_other: bool) -> None:
        event, whole = self._event, self._whole
        if event is None or whole is None:
            return
        problems, waiting = by_place(self._problems, event.id), waiting_by_place(self._waiting)
        asked = Asked(
            event.answers,
            whole.answers,
            problems=problems.get("", {}).get(0, {}),
            waiting=waiting.get("", {}).get(0, {}),
            spelled_out=self._spelled_out,
        )
        self._rows.show_answers(asked, is_other=is_other)
        for name, cards in self._groups.items():
            shown = Entries(
                event.entries(name),
                whole.entries(name),
                whole.answers,
                problems.get(name, {}),
                waiting.get(name, {}),
                self._spelled_out,
            )
            self._show_group(cards, shown, is_other=is_other)

    def _show_group(self, cards: GroupCards, shown: Entries, *, is_other: bool) -> None:
        applies = bool(shown.entries) or holds(cards.group.when, shown.around)
        if cards.isHidden() == applies:
            cards.setVisible(applies)
        cards.show_entries(shown, is_other=is_other)

    # what the coder does

    def _on_told(self, group: str, index: int, name: str, told: Told) -> None:
        event = self._event
        if event is None or self._is_showing:
            return
        answer, waiting = answer_told(told)
        self._keep_waiting((group, index, name), waiting)
        if group == "":
            self._put(event.with_answer(name, answer))
        elif index < len(event.entries(group)):
            entry = with_answer(event.entries(group)[index], name, answer)
            self._put(event.with_entry(group, index, entry))

    def _put(self, event: Event) -> None:
        """Tell of a change, and show it where whoever listens has not done so."""
        before = self._event
        if event != before:
            self.edited.emit(event)
        if self._event is before:
            self._event, self._whole = event, filled(event, self._codebook)
            self._show(is_other=False)

    def _on_added(self, group: str) -> None:
        target = self.add_entry(group)
        if target is not None:
            self.focus_target(target)

    def _on_opened(self, group: str) -> None:
        """Only one entry of the event stands open."""
        for name, cards in self._groups.items():
            if name != group:
                cards.fold()

    def _on_removed(self, group: str, index: int) -> None:
        event, cards = self._event, self._groups[group]
        if event is None or not 0 <= index < len(event.entries(group)):
            return
        self._forget_waiting(group)
        cards.fold()
        self._put(event.with_entry(group, index, None))
        if cards.count():
            cards.focus_card(min(index, cards.count() - 1))
        else:
            cards.add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_moved(self, group: str, index: int, step: int) -> None:
        self.flush_typing()
        event = self._event
        if event is None or not 0 <= index + step < len(event.entries(group)):
            return
        rows = list(event.entries(group))
        rows.insert(index + step, rows.pop(index))
        self._forget_waiting(group)
        self._put(event.with_entries(group, rows))
        self._groups[group].follow(index + step)

    def _forget_waiting(self, group: str) -> None:
        self._set_waiting({w: kept for w, kept in self._waiting.items() if w[0] != group})

    # what the page asks for

    def add_entry(
        self, group: str, span: Span | None = None, first_value: Value | None = None
    ) -> Target | None:
        """Add an entry with its first answer and evidence, open it, and tell where it is.

        Without a value the span waits for the first answer. The focus stays where it is. None if
        there is no event or no such group.
        """
        event, cards = self._event, self._groups.get(group)
        if event is None or cards is None:
            return None
        index = len(event.entries(group))
        name = first_of(self._codebook, group)
        spans = (span,) if span else ()
        entry: Entry = {}
        value = (
            first_value if first_value is not None else value_of(self._codebook, group, name, span)
        )
        if value is not None:
            entry = {name: Answer(value, spans)}
        elif spans:
            self._keep_waiting((group, index, name), Waiting(spans))
        self._put(event.with_entry(group, index, entry))
        cards.open_entry(index)
        target = self._target(group, index, name)
        self.recall(target)
        return target

    def recall(self, target: Target) -> None:
        """Take this for the answer the coder was last at, and have it in sight."""
        self._current = target
        cards = self._groups.get(target.group)
        shown = cards.open_part() if cards else self._rows.row(target.variable)
        if shown is not None and self._event is not None:
            settle_layouts()
            self._scroll.ensureWidgetVisible(shown, 0, 8)

    def attach(self, span: Span) -> bool:
        """Let a passage bear out the answer the coder was last at, else the event itself.

        An unanswered text, date or place is read from the words; for other unanswered variables
        the passage waits. False if there is no event.
        """
        event = self._event
        if event is None:
            return False
        group, index, name = self._place_for_evidence(event)
        answers = event.answers if not group else event.entries(group)[index]
        answer = answers.get(name)
        if answer is not None:
            spans = tuple(sorted({*answer.evidence, span}))
            told = Told(answer.value, spans, answer.note)
        else:
            waiting = self._waiting.get((group, index, name), NOTHING)
            spans = tuple(sorted({*waiting.evidence, span}))
            value = self._standing(group, index, name)
            value = value if value is not None else value_of(self._codebook, group, name, span)
            told = Told(value, spans, waiting.note)
        self._on_told(group, index, name, told)
        return True

    def _place_for_evidence(self, event: Event) -> Where:
        current = self._current
        if current is None or current.event_id != event.id:
            return "", 0, first_of(self._codebook, "")
        group, index = current.group, current.index
        if group and index >= len(event.entries(group)):
            return "", 0, first_of(self._codebook, "")
        return group, index, current.variable or first_of(self._codebook, group)

    def _standing(self, group: str, index: int, name: str) -> Value | Missing | None:
        whole = self._whole
        if whole is None:
            return None
        answers = whole.answers if not group else whole.entries(group)[index]
        return answers[name].value if name in answers else None

    def focus_target(self, target: Target) -> bool:
        """Go to an answer, or to a card where no variable is named; False if it is not there."""
        if self._event is None or target.event_id != self._event.id:
            return False
        if target.group:
            cards = self._groups.get(target.group)
            if cards is None:
                return False
            if target.index >= cards.count():
                cards.add.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if not target.variable:
                cards.focus_card(target.index)
                return True
            return cards.focus_answer(target.index, target.variable)
        return super().focus_target(target)

    def _target(self, group: str, index: int, variable: str) -> Target:
        return Target(self._event.id if self._event else None, group, index, variable)

    def _target_of(self, widget: QWidget) -> Target | None:
        for name, cards in self._groups.items():
            if cards.isAncestorOf(widget) and (place := cards.place_of(widget)) is not None:
                return self._target(name, *place)
        return super()._target_of(widget)

"""The codebook's questions about one event."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from annotator.model.codebook import Codebook
from annotator.model.event import Answer, Entry, Event, Missing, Value, with_answer
from annotator.model.filled import filled, holds
from annotator.model.span import Span
from annotator.ui.widgets.answer_row import Told
from annotator.ui.widgets.borne_out import actor_options, first_of, value_of
from annotator.ui.widgets.field import FieldContext, nobody
from annotator.ui.widgets.form_walk import FormWalk, scrolling
from annotator.ui.widgets.group_cards import Entries, GroupCards
from annotator.ui.widgets.row_set import (
    NOTHING,
    Asked,
    RowSet,
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


class EventForm(QWidget):
    """Shows an event and tells what the coder makes of it. Knows nothing of storage.

    Passages and notes that belong to an unanswered variable wait here until it is answered.
    """

    edited = Signal(object)  # Event
    evidence_activated = Signal(object, object)  # Span, Target
    focus_changed = Signal(object)  # Target or None
    definition_asked = Signal(object)  # Target

    def __init__(
        self,
        codebook: Codebook,
        persons: Callable[[], Sequence[str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("event_form")
        self._codebook = codebook
        self._context = FieldContext(persons or nobody, actor_options(codebook))
        self._event: Event | None = None
        self._whole: Event | None = None
        self._problems: Sequence[Problem] = ()
        self._spelled_out = False
        self._is_showing = False
        self._waiting: dict[Where, Waiting] = {}
        self._current: Target | None = None
        self._groups: dict[str, GroupCards] = {}
        self._build()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus_changed)

    def _build(self) -> None:
        outer, self._scroll, body, box = scrolling(self)
        box.setSpacing(4)
        self._empty = QLabel(self.tr("No event yet. Press e in the article to code one."), self)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setProperty("look", "soft")
        self._empty.setWordWrap(True)
        self._empty.setContentsMargins(16, 16, 16, 16)
        outer.addWidget(self._empty)
        self._rows = RowSet(self._codebook.variables, self._context, body)
        self._rows.told.connect(partial(self._on_told, "", 0))
        self._rows.evidence_activated.connect(partial(self._on_evidence, "", 0))
        self._rows.definition_asked.connect(
            lambda name: self.definition_asked.emit(self._target("", 0, name))
        )
        box.addWidget(self._rows)
        self._walk = FormWalk(self._rows, self._groups)
        self._rows.stepped_past.connect(self._walk.rows_passed)
        self._rows.rows_made.connect(self._walk.order_tabs)
        for group in self._codebook.groups:
            self._groups[group.name] = self._make_group(group.name)
            box.addWidget(self._groups[group.name])
        box.addStretch(1)
        self._scroll.hide()

    def _make_group(self, name: str) -> GroupCards:
        group = self._codebook.group(name)
        assert group is not None
        cards = GroupCards(group, self._context, self)
        cards.setObjectName(f"group_{name}")
        cards.told.connect(partial(self._on_told, name))
        cards.evidence_activated.connect(partial(self._on_evidence, name))
        cards.definition_asked.connect(
            lambda index, variable: self.definition_asked.emit(self._target(name, index, variable))
        )
        cards.added.connect(partial(self._on_added, name))
        cards.moved.connect(partial(self._on_moved, name))
        cards.removed.connect(partial(self._on_removed, name))
        cards.stepped_past.connect(partial(self._walk.cards_passed, name))
        cards.stops_changed.connect(self._walk.order_tabs)
        cards.opened.connect(partial(self._on_opened, name))
        return cards

    # showing

    def show_event(self, event: Event | None, problems: Sequence[Problem] = ()) -> None:
        """Show an event (None: there is none) and what is wrong with it; emits nothing.

        The same event with other answers is shown in place: focus, scroll position and the typing
        cursor stay. Before another event is shown, `flush_typing` tells what was being typed.
        """
        self._is_showing = True
        is_other = event is None or self._event is None or event.id != self._event.id
        if is_other:
            self._waiting.clear()
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

    def show_problems(self, problems: Sequence[Problem], *, spelled_out: bool = False) -> None:
        """Show what is wrong; `spelled_out`: in words also at what is only missing."""
        self._problems, self._spelled_out = problems, spelled_out
        if self._event is not None:
            self._show(is_other=False)

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

    def _keep_waiting(self, place: Where, waiting: Waiting) -> None:
        if waiting == NOTHING:
            self._waiting.pop(place, None)
        else:
            self._waiting[place] = waiting

    def _put(self, event: Event) -> None:
        """Tell of a change, and show it where whoever listens has not done so."""
        before = self._event
        if event != before:
            self.edited.emit(event)
        if self._event is before:
            self._event, self._whole = event, filled(event, self._codebook)
            self._show(is_other=False)

    def _on_evidence(self, group: str, index: int, name: str, span: Span) -> None:
        self.evidence_activated.emit(span, self._target(group, index, name))

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
        self._waiting = {place: kept for place, kept in self._waiting.items() if place[0] != group}

    # what the page asks for

    def flush_typing(self) -> None:
        """Tell what is typed and has not been told yet."""
        self._rows.flush()
        for cards in self._groups.values():
            cards.flush()

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
            self._waiting[group, index, name] = Waiting(spans)
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

    def set_locked(self, is_locked: bool) -> None:
        """Let the answers be read only, or be changed again; passages can be looked at always."""
        self._context.is_locked = is_locked
        self._rows.set_locked(is_locked)
        for cards in self._groups.values():
            cards.set_locked(is_locked)

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
        row = self._rows.row(target.variable or first_of(self._codebook, ""))
        if row is not None:
            row.focus()
        return row is not None

    def focus_first(self) -> None:
        """Go to the answer the coder was last at, else to the first question."""
        if self._current is None or not self.focus_target(self._current):
            self._rows.focus_end(1)

    # going about

    def _target(self, group: str, index: int, variable: str) -> Target:
        return Target(self._event.id if self._event else None, group, index, variable)

    def _on_focus_changed(self, old: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isAncestorOf(now):
            if old is not None and self.isAncestorOf(old):
                self.focus_changed.emit(None)
            return
        target = self._target_of(now)
        if target is not None:
            self._current = target
            self.focus_changed.emit(target)
        body = self._scroll.widget()
        if body is not None and body.isAncestorOf(now):
            settle_layouts()
            below = self._groups[target.group].open_part() if target and target.group else None
            if below is not None and target is not None and not target.variable:
                self._scroll.ensureWidgetVisible(below, 0, 8)
            self._scroll.ensureWidgetVisible(now, 0, 32)

    def _target_of(self, widget: QWidget) -> Target | None:
        if self._rows.isAncestorOf(widget):
            name = self._rows.name_of(widget)
            return self._target("", 0, name) if name else None
        for name, cards in self._groups.items():
            if cards.isAncestorOf(widget) and (place := cards.place_of(widget)) is not None:
                return self._target(name, *place)
        return None

"""The entries of one group as cards; one of them stands open with its fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.model.codebook import Group, Kind, Variable
from annotator.model.event import NO_ANSWERS, Entry
from annotator.ui import theme
from annotator.ui.widgets.answer_words import entry_lines
from annotator.ui.widgets.entry_card import GAP, RADIUS, EntryCard, Summary
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.key_button import KeyButton
from annotator.ui.widgets.row_set import Asked, RowSet, Waiting

if TYPE_CHECKING:
    from annotator.model.checks import Problem

_LONG_LIST = 9

Problems = Mapping[int, Mapping[str, tuple["Problem", ...]]]


@dataclass(frozen=True, slots=True)
class Entries:
    """The entries of a group as its cards show them; see `Asked` for the rest."""

    entries: Sequence[Entry] = ()
    whole: Sequence[Entry] = ()
    around: Entry = field(default_factory=lambda: NO_ANSWERS)
    problems: Problems = field(default_factory=dict)
    waiting: Mapping[int, Mapping[str, Waiting]] = field(default_factory=dict)
    spelled_out: bool = False


class EntryEditor(QWidget):
    """The fields of the open entry, hanging below its card; one for the whole group."""

    moved = Signal(int)
    removed = Signal()

    def __init__(self, group: Group, context: FieldContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = RowSet(group.variables, context, self, in_card=True)
        box = QVBoxLayout(self)
        box.setContentsMargins(16, 6, 8, 8 + GAP)
        box.setSpacing(4)
        box.addWidget(self.rows)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, 0, 0)
        foot.setSpacing(2)
        self._up = self._button("↑", partial(self.moved.emit, -1))
        self._down = self._button("↓", partial(self.moved.emit, 1))
        self._remove = self._button(self.tr("Remove"), self.removed.emit)
        self._up.setToolTip(self.tr("Move up (Alt+Up)"))
        self._down.setToolTip(self.tr("Move down (Alt+Down)"))
        self._remove.setToolTip(self.tr("Remove (Delete on the card)"))
        self.rows.box.removeWidget(self.rows.more)
        foot.addWidget(self.rows.more)
        foot.addStretch(1)
        for button in (self._up, self._down, self._remove):
            foot.addWidget(button)
        box.addLayout(foot)

    def _button(self, text: str, pressed: partial[None] | object) -> KeyButton:
        button = KeyButton(text, self)
        button.setProperty("look", "fold")
        button.clicked.connect(lambda: pressed())  # type: ignore[operator]
        return button

    def name_it(self, name: str) -> None:
        """Give the buttons their accessible names."""
        self._up.setAccessibleName(self.tr("{name}: move up").format(name=name))
        self._down.setAccessibleName(self.tr("{name}: move down").format(name=name))
        self._remove.setAccessibleName(self.tr("{name}: remove").format(name=name))

    def set_locked(self, is_locked: bool) -> None:
        """Let the answers be read only, or be changed again."""
        self.rows.set_locked(is_locked)
        for button in (self._up, self._down, self._remove):
            button.setVisible(not is_locked)

    def stops(self) -> list[QWidget]:
        """What can have the focus, in the order of sight."""
        return [*self.rows.stops(), self._up, self._down, self._remove]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the entry from within, too."""
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        is_alt = event.modifiers() & Qt.KeyboardModifier.AltModifier
        if is_alt and self._up.isVisible() and event.key() in steps:
            self.moved.emit(steps[Qt.Key(event.key())])
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Go on with the frame of the card above."""
        tokens = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, -2, -0.5, -0.5 - GAP)
        path = QPainterPath()
        path.moveTo(frame.topLeft())
        path.lineTo(frame.left(), frame.bottom() - RADIUS)
        path.quadTo(frame.left(), frame.bottom(), frame.left() + RADIUS, frame.bottom())
        path.lineTo(frame.right() - RADIUS, frame.bottom())
        path.quadTo(frame.right(), frame.bottom(), frame.right(), frame.bottom() - RADIUS)
        path.lineTo(frame.right(), frame.top())
        painter.setPen(QColor(tokens.accent))
        painter.setBrush(QColor(tokens.paper))
        painter.drawPath(path)
        painter.end()


class GroupCards(QWidget):
    """A group: its heading with the key that adds, its cards, and the fields of the open one."""

    told = Signal(int, str, object)  # index, variable, Told
    evidence_activated = Signal(int, str, object)  # index, variable, Span
    definition_asked = Signal(int, str)
    added = Signal()
    moved = Signal(int, int)  # index, step
    removed = Signal(int)
    stepped_past = Signal(int, int)  # index of the card it goes on from, step
    stops_changed = Signal()
    opened = Signal()

    def __init__(self, group: Group, context: FieldContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.group = group
        self._context = context
        self._shown = Entries()
        self._cards: list[EntryCard] = []
        self._editor: EntryEditor | None = None
        self._next_span: dict[int, int] = {}
        self.open_index = -1
        self._head, self._rest = head_and_rest(group)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addLayout(self._heading())
        self._problem = QLabel(self)
        self._problem.setTextFormat(Qt.TextFormat.PlainText)
        self._problem.setProperty("look", "soft")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._box.addWidget(self._problem)

    def _heading(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 6)
        heading = QLabel(self.group.label, self)
        heading.setTextFormat(Qt.TextFormat.PlainText)
        heading.setProperty("look", "heading")
        self.add = KeyButton(f"+ {self.group.shortcut}".replace("&", "&&"), self)
        self.add.setProperty("look", "keycap")
        self.add.setObjectName(f"add_{self.group.name}")
        self.add.setAccessibleName(self.tr("Add {thing}").format(thing=self.group.singular))
        self.add.setToolTip(self.add.accessibleName())
        self.add.clicked.connect(self.added)
        line.addWidget(heading, 1)
        line.addWidget(self.add)
        return line

    def name_of(self, index: int) -> str:
        """What an entry is called: "Participant 1"."""
        word = self.group.singular
        return f"{word[:1].upper()}{word[1:]} {index + 1}"

    def show_entries(self, shown: Entries, *, is_other: bool) -> None:
        """Show entries; `is_other`: they belong to another event than those before."""
        self._shown = shown
        count = len(shown.entries)
        if is_other:
            self._next_span.clear()
        if is_other or self.open_index >= count:
            self.fold()
        while len(self._cards) < count:
            self._make_card()
        for index, card in enumerate(self._cards):
            if index < count:
                card.show_summary(self._summary(index), self.name_of(index))
            if card.isHidden() == (index < count):
                card.setVisible(index < count)
        lacking = [p.text for rows in shown.problems.values() for p in rows.get("", ())]
        self._problem.setText("\n".join(lacking))
        self._problem.setVisible(bool(lacking))
        self._show_open(is_other=False)

    def _summary(self, index: int) -> Summary:
        shown = self._shown
        entry, whole = shown.entries[index], shown.whole[index]
        said = {**{v.name: whole[v.name] for v in self._rest[0] if v.name in whole}, **entry}
        rest = (*self._rest[0], *(v for v in self._rest[1] if v.name in entry))
        bold, plain, soft = entry_lines(self._head, rest, said)
        problems = [p for rows in shown.problems.get(index, {}).values() for p in rows]
        n_spans = sum(len(answer.evidence) for answer in entry.values())
        n_spans += sum(len(w.evidence) for w in shown.waiting.get(index, {}).values())
        if not bold:
            bold = self.name_of(index)
        evidence = [problem for problem in problems if problem.kind == "evidence"]
        return Summary(bold, plain, soft, n_spans, len(problems) - len(evidence), bool(evidence))

    def _make_card(self) -> None:
        index = len(self._cards)
        card = EntryCard(self.group.mark or self.group.name, self)
        card.setObjectName(f"card_{self.group.name}_{index + 1}")
        card.is_locked = self._context.is_locked
        card.reached.connect(partial(self.open_entry, index))
        card.entered.connect(partial(self.enter, index))
        card.stepped.connect(partial(self.stepped_past.emit, index))
        card.moved.connect(partial(self.moved.emit, index))
        card.removed.connect(partial(self.removed.emit, index))
        card.evidence_asked.connect(partial(self._on_evidence_asked, index))
        card.definition_asked.connect(partial(self.definition_asked.emit, index, ""))
        self._cards.append(card)
        self._box.addWidget(card)
        self.stops_changed.emit()

    def open_entry(self, index: int) -> None:
        """Unfold an entry (-1: none) and fold the one that was open."""
        if index == self.open_index:
            return
        if self._editor is not None:
            self._editor.rows.flush()
        if 0 <= self.open_index < len(self._cards):
            self._cards[self.open_index].set_open(False)
        self.open_index = index
        if index < 0:
            if self._editor is not None:
                self._editor.hide()
            return
        self._cards[index].set_open(True)
        editor = self._editor or self._make_editor()
        self._box.removeWidget(editor)
        self._box.insertWidget(self._box.indexOf(self._cards[index]) + 1, editor)
        editor.name_it(self.name_of(index))
        self._show_open(is_other=True)
        editor.show()
        self.opened.emit()
        self.stops_changed.emit()

    def fold(self) -> None:
        """Fold the open entry; a focus in it goes to the group's button, not to any neighbour."""
        focused = self.focusWidget()
        editor = self._editor
        is_inside = editor is not None and focused is not None and editor.isAncestorOf(focused)
        if is_inside and focused is not None and focused.hasFocus():
            self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.open_entry(-1)

    def _show_open(self, *, is_other: bool) -> None:
        index, editor, shown = self.open_index, self._editor, self._shown
        if editor is None or not 0 <= index < len(shown.entries):
            return
        asked = Asked(
            shown.entries[index],
            shown.whole[index],
            shown.around,
            shown.problems.get(index, {}),
            shown.waiting.get(index, {}),
            shown.spelled_out,
            self.name_of(index),
        )
        editor.rows.show_answers(asked, is_other=is_other)

    def _make_editor(self) -> EntryEditor:
        editor = self._editor = EntryEditor(self.group, self._context, self)
        editor.setObjectName(f"editor_{self.group.name}")
        editor.set_locked(self._context.is_locked)
        rows = editor.rows
        rows.told.connect(lambda name, told: self.told.emit(self.open_index, name, told))
        rows.evidence_activated.connect(
            lambda name, span: self.evidence_activated.emit(self.open_index, name, span)
        )
        rows.definition_asked.connect(
            lambda name: self.definition_asked.emit(self.open_index, name)
        )
        rows.stepped_past.connect(self._on_stepped_past)
        rows.rows_made.connect(self.stops_changed)
        editor.moved.connect(lambda step: self.moved.emit(self.open_index, step))
        editor.removed.connect(lambda: self.removed.emit(self.open_index))
        return editor

    def follow(self, index: int) -> None:
        """The open entry has moved here: it stays open, and the focus stays in it."""
        focused = self.focusWidget()
        in_editor = self._editor is not None and focused and self._editor.isAncestorOf(focused)
        self.open_entry(index)
        if not in_editor:
            self._cards[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def enter(self, index: int) -> None:
        """Go into an entry: to its first field."""
        self.open_entry(index)
        if self._editor is not None:
            self._editor.rows.focus_end(1)

    def focus_card(self, index: int) -> None:
        """Go to a card."""
        self._cards[index].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_answer(self, index: int, variable: str) -> bool:
        """Go to the field of an entry's variable."""
        if not 0 <= index < len(self._shown.entries):
            return False
        self.open_entry(index)
        row = self._editor.rows.row(variable) if self._editor else None
        if row is None:
            return False
        row.focus()
        return True

    def place_of(self, widget: QWidget) -> tuple[int, str] | None:
        """The entry and variable ("" for the card) that hold a widget, or None."""
        if isinstance(widget, EntryCard) and widget in self._cards:
            return self._cards.index(widget), ""
        if self._editor is not None and self._editor.isAncestorOf(widget):
            return self.open_index, self._editor.rows.name_of(widget)
        return None

    def open_part(self) -> QWidget | None:
        """The fields of the open entry, or None."""
        return self._editor if self.open_index >= 0 else None

    def count(self) -> int:
        """How many entries are shown."""
        return len(self._shown.entries)

    def stops(self) -> list[QWidget]:
        """What can have the focus, in the order of sight."""
        stops: list[QWidget] = [self.add]
        for index, card in enumerate(self._cards):
            stops.append(card)
            if index == self.open_index and self._editor is not None:
                stops += self._editor.stops()
        return stops

    def set_locked(self, is_locked: bool) -> None:
        """Let the entries be read only, or be changed again."""
        self.add.setVisible(not is_locked)
        for card in self._cards:
            card.is_locked = is_locked
        if self._editor is not None:
            self._editor.set_locked(is_locked)

    def flush(self) -> None:
        """Tell what is typed and not yet told."""
        if self._editor is not None:
            self._editor.rows.flush()

    def _on_stepped_past(self, step: int) -> None:
        if step < 0:
            self.focus_card(self.open_index)
        else:
            self.stepped_past.emit(self.open_index, step)

    def _on_evidence_asked(self, index: int) -> None:
        spans = [
            (name, span)
            for name, answer in self._shown.entries[index].items()
            for span in answer.evidence
        ]
        if spans:
            at = self._next_span.get(index, 0) % len(spans)
            self._next_span[index] = at + 1
            self.evidence_activated.emit(index, *spans[at])


def head_and_rest(
    group: Group,
) -> tuple[tuple[Variable, ...], tuple[tuple[Variable, ...], tuple[Variable, ...]]]:
    """What a card says first, and what it says below: the open variables, then the others.

    First comes the first variable of the key, then a second one that says much: of a long list, in
    words, or a person.
    """
    keys = [variable for name in group.key if (variable := group.variable(name))]
    keys = keys or list(group.variables[:1])
    second = [v for v in keys[1:2] if v.kind is Kind.TEXT or len(v.options) > _LONG_LIST]
    persons = [v for v in group.variables if v.kind is Kind.PERSON and not v.more]
    head = (*keys[:1], *(second or persons)[:1])
    others = [v for v in group.variables if v not in head]
    open_ones = tuple(v for v in others if not v.more)
    more = tuple(v for v in others if v.more and v.kind is not Kind.TEXT)
    return head, (open_ones, more)

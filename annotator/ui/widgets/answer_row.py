"""One question of the form: its label, its field, its evidence, its note and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from annotator.model.codebook import Kind, Option, Variable
from annotator.model.event import Missing, Value
from annotator.model.span import Span
from annotator.ui.widgets.answer_words import MISSING_KEYS, missing_words, reasons_of
from annotator.ui.widgets.evidence_chip import EvidenceChip
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.fields import FIELDS
from annotator.ui.widgets.fields_text import NoteField

if TYPE_CHECKING:
    from annotator.model.checks import Problem

LABEL_WIDTH = 92
CARD_LABEL_WIDTH = 84
_QUIET = ("missing", "evidence")
_NOTE = Variable("note", Kind.TEXT, "Note", missing=())


@dataclass(frozen=True, slots=True)
class Shown:
    """What a row shows: the answer in its parts, what stands without one, what is wrong.

    evidence and note may be there before a value is. spelled_out: say also what is only missing.
    """

    value: Value | Missing | None = None
    default: Value | Missing | None = None
    evidence: tuple[Span, ...] = ()
    note: str = ""
    options: tuple[Option, ...] = ()
    problems: tuple[Problem, ...] = ()
    spelled_out: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What the coder settled on in a row; value None: no answer."""

    value: Value | Missing | None
    evidence: tuple[Span, ...]
    note: str


class RowLabel(QLabel):
    """The question's label; a click opens what else can be done with the answer."""

    pressed = Signal()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell of the click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
        else:
            super().mousePressEvent(event)


class AnswerRow(QWidget):
    """Shows one answer and tells what the coder makes of it.

    Keys: F1 definition, F4 the next passage, F6 or Menu everything else, Alt+N a note.
    """

    told = Signal(object)  # Told
    evidence_activated = Signal(object)  # Span
    definition_asked = Signal()
    stepped = Signal(int)

    def __init__(
        self,
        variable: Variable,
        context: FieldContext,
        parent: QWidget | None = None,
        *,
        in_card: bool = False,
    ) -> None:
        super().__init__(parent)
        self.variable = variable
        self._shown: Shown | None = None
        self._fault = ""
        self._name = variable.label
        self._note: NoteField | None = None
        self._problem: QLabel | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._label = RowLabel(variable.label, self)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("look", "soft")
        self._label.setWordWrap(True)
        self._label.setFixedWidth(CARD_LABEL_WIDTH if in_card else LABEL_WIDTH)
        self._label.setCursor(Qt.CursorShape.PointingHandCursor)
        self._label.pressed.connect(self._open_menu_at_label)
        self.field = FIELDS[variable.kind](variable, context, self)
        self._chip = EvidenceChip(self)
        top = Qt.AlignmentFlag.AlignTop
        self._label.setContentsMargins(0, 5, 0, 0)
        self._grid.addWidget(self._label, 0, 0, top)
        self._grid.addWidget(self.field, 0, 1, top)
        self._grid.addWidget(self._chip, 0, 2, top)
        if not in_card:
            self._grid.addWidget(self._keycap(), 0, 3, top)
        self.field.answered.connect(self._on_answered)
        self.field.faulted.connect(self._on_faulted)
        self.field.stepped.connect(self.stepped)
        self._chip.activated.connect(self.evidence_activated)
        self.name_it(variable.label)

    def _keycap(self) -> QWidget:
        box = QWidget(self)
        box.setFixedSize(24, 28)
        if self.variable.shortcut:
            cap = QLabel(self.variable.shortcut, box)
            cap.setTextFormat(Qt.TextFormat.PlainText)
            cap.setProperty("look", "keycap")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cap.setGeometry(0, 3, 24, 22)
        return box

    def name_it(self, name: str) -> None:
        """Give the inputs their accessible names, such as "Participant 1: Role"."""
        self._name = name
        self.field.name_it(name)
        self._chip.name_it(name)
        if self._note is not None:
            self._note.name_it(self.tr("{name}: note").format(name=name))

    def stops(self) -> list[QWidget]:
        """What can have the focus, in the order of sight."""
        first, *rest = self.field.stops()
        note = self._note.stops() if self._note else []
        return [first, self._chip, *rest, *note]

    def show_answer(self, shown: Shown) -> None:
        """Show an answer; nothing is done where it stands already."""
        if shown == self._shown:
            return
        before, self._shown = self._shown, shown
        if before is None or before.options is not shown.options:
            self.field.offer(shown.options)
        self.field.show_answer(shown.value, shown.default)
        lacking = any(problem.kind == "evidence" for problem in shown.problems)
        self._chip.show_spans(shown.evidence, is_lacking=lacking)
        self._show_note(shown.note)
        self._show_problems()

    def forget(self) -> None:
        """Another answer than before comes next: what is half typed is not its."""
        self._shown = None
        self._fault = ""
        self.field.forget()
        if self._note is not None:
            self._note.forget()
            self._note.hide()

    def set_locked(self, is_locked: bool) -> None:
        """Let the answer be read only, or be changed again; its passages can be looked at."""
        self.field.setEnabled(not is_locked)
        if self._note is not None:
            self._note.setEnabled(not is_locked)

    def focus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """Go to the field; to its passages while it is locked."""
        (self.field.stops()[0] if self.field.isEnabled() else self._chip).setFocus(reason)

    def flush(self) -> None:
        """Tell what is typed and not yet told."""
        self.field.flush()
        if self._note is not None:
            self._note.flush()

    def open_note(self) -> None:
        """Open the line for a note, and go there."""
        note = self._note_field()
        note.show()
        note.stops()[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def open_menu(self, point: QPoint | None = None) -> None:
        """Open the menu of everything else that can be done with the answer."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(point or self._chip.mapToGlobal(QPoint(0, self._chip.height())))

    def make_menu(self) -> QMenu:
        """Reasons for no answer, the note, the passages, the definition."""
        menu = QMenu(self)
        is_locked = self.field.context.is_locked
        if not is_locked:
            self._add_changes(menu)
        spans = self._shown.evidence if self._shown else ()
        if spans and not is_locked:
            menu.addSeparator()
        for span in spans:
            quote = " ".join(span.quote.split())[:40].replace("&", "&&").replace("\t", " ")
            show = menu.addAction(self.tr("Show “{quote}”").format(quote=quote))
            show.triggered.connect(lambda _=False, s=span: self.evidence_activated.emit(s))
            if not is_locked:
                drop = menu.addAction(self.tr("Remove “{quote}”").format(quote=quote))
                drop.triggered.connect(lambda _=False, s=span: self.drop_span(s))
        menu.addSeparator()
        ask = menu.addAction(self.tr("Definition") + "\tF1")
        ask.triggered.connect(self.definition_asked)
        return menu

    def _add_changes(self, menu: QMenu) -> None:
        for reason in reasons_of(self.variable):
            action = menu.addAction(f"{missing_words(reason)}\tAlt+{MISSING_KEYS[reason]}")
            action.triggered.connect(lambda _=False, r=reason: self.field.settle(r))
        back = menu.addAction(self.tr("Take the answer back") + "\tAlt+Backspace")
        back.triggered.connect(lambda: self.field.settle(None))
        menu.addAction(self.tr("Note") + "\tAlt+N").triggered.connect(self.open_note)

    def drop_span(self, span: Span) -> None:
        """Take one passage away from the answer."""
        if self._shown is not None:
            kept = tuple(held for held in self._shown.evidence if held != span)
            self._tell(self._shown.value, kept, self._shown.note)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Answer the keys that the field leaves."""
        is_alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if event.key() == Qt.Key.Key_F1 and not event.modifiers():
            self.definition_asked.emit()
        elif event.key() == Qt.Key.Key_F4 and not event.modifiers():
            self._chip.show_next()
        elif event.key() in (Qt.Key.Key_F6, Qt.Key.Key_Menu):
            self.open_menu()
        elif is_alt and event.key() == Qt.Key.Key_N and self.field.isEnabled():
            self.open_note()
        else:
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu where the pointer is."""
        self.open_menu(event.globalPos())

    def _open_menu_at_label(self) -> None:
        self.open_menu(self._label.mapToGlobal(QPoint(0, self._label.height())))

    def _on_answered(self, value: Value | Missing | None) -> None:
        shown = self._shown or Shown()
        self._tell(value, shown.evidence, shown.note)

    def _on_note(self, note: str | None) -> None:
        shown = self._shown or Shown()
        value = shown.value if shown.value is not None else shown.default
        self._tell(value, shown.evidence, note or "")

    def _tell(self, value: Value | Missing | None, spans: tuple[Span, ...], note: str) -> None:
        self._shown = None
        self.told.emit(Told(value, spans, note))

    def _on_faulted(self, fault: str) -> None:
        if fault != self._fault:
            self._fault = fault
            self._show_problems()

    def _note_field(self) -> NoteField:
        if self._note is None:
            self._note = NoteField(_NOTE, self.field.context, self)
            self._note.stops()[0].setProperty("look", "note")
            self._note.stops()[0].setObjectName("note_line")
            self._note.name_it(self.tr("{name}: note").format(name=self._name))
            self._note.setEnabled(self.field.isEnabled())
            self._note.answered.connect(self._on_note)
            self._note.stepped.connect(self._on_note_stepped)
            QWidget.setTabOrder(self._chip, self._note.stops()[0])
            self._grid.addWidget(self._note, 1, 1, 1, 3)
        return self._note

    def _on_note_stepped(self, step: int) -> None:
        if step < 0:
            self.focus(Qt.FocusReason.BacktabFocusReason)
        else:
            self.stepped.emit(step)

    def _show_note(self, note: str) -> None:
        if not note and self._note is None:
            return
        field = self._note_field()
        field.show_answer(note or None, self.tr("Note"))
        field.setVisible(bool(note) or field.stops()[0].hasFocus())

    def _show_problems(self) -> None:
        shown = self._shown or Shown()
        told = [p.text for p in shown.problems if shown.spelled_out or p.kind not in _QUIET]
        text = "\n".join([self._fault] if self._fault else told)
        self.field.stops()[0].setAccessibleDescription(
            self._fault or "\n".join(problem.text for problem in shown.problems)
        )
        asked = any(problem.kind == "missing" for problem in shown.problems)
        self._label.setText(
            f"{self.variable.label}\N{NO-BREAK SPACE}•" if asked else self.variable.label
        )
        if not text and self._problem is None:
            return
        if self._problem is None:
            self._problem = QLabel(self)
            self._problem.setTextFormat(Qt.TextFormat.PlainText)
            self._problem.setWordWrap(True)
            self._problem.setProperty("look", "warn")
            self._grid.addWidget(self._problem, 2, 1, 1, 3)
        self._problem.setText(text)
        self._problem.setVisible(bool(text))

"""Fields that are typed: text, numbers and persons."""

from __future__ import annotations

from PySide6.QtCore import QLocale, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Variable
from annotator.model.event import Missing, Value
from annotator.ui.widgets.answer_words import missing_words, number_words, value_words
from annotator.ui.widgets.field import TYPING_PAUSE, Field, FieldContext
from annotator.ui.widgets.line import Line, Lines
from annotator.ui.widgets.option_popup import Choice
from annotator.ui.widgets.words import fold

_LONG = "note"


def pause_timer(parent: QObject) -> QTimer:
    """A timer that fires once typing pauses."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setInterval(TYPING_PAUSE)
    return timer


class TextField(Field):
    """One line of text; told when typing pauses, and at once on leaving."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._line = Line(self.take_key, self)
        self._line.setMaxLength(100_000)
        self.column.addWidget(self._line)
        self._is_typing = False
        self._pause = pause_timer(self)
        self._pause.timeout.connect(self.flush)
        self._line.textEdited.connect(self._on_typed)
        self._line.left.connect(self._on_left)

    def stops(self) -> list[QWidget]:
        """The line."""
        return [self._line]

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show a text; while it is being typed only a value of another hand replaces it."""
        if self._is_typing and value == self.value:
            self.default = default
            return
        if value == self.value and default == self.default and self._shown() == value:
            return
        self._stop()
        self.value, self.default = value, default
        self._line.setPlaceholderText(value_words(self.variable, default))
        if isinstance(value, Missing):
            self._line.show_text(missing_words(value), soft=True)
        elif self._shown() != value:
            self._line.show_text(self.words(value))
        else:
            self._line.show_soft(False)

    def words(self, value: Value | None) -> str:
        """A value as it is typed."""
        return value if isinstance(value, str) else ""

    def read(self, typed: str) -> Value | None:
        """The value of what is typed; None for nothing. ValueError in words if it is none."""
        return typed if typed.strip() else None

    def _shown(self) -> Value | Missing | None:
        if isinstance(self.value, Missing):
            return self.value
        try:
            return self.read(self._line.text())
        except ValueError:
            return None

    def flush(self) -> None:
        """Tell what has been typed."""
        if not self._is_typing:
            return
        self._stop()
        try:
            value = self.read(self._line.text())
        except ValueError as fault:
            self.faulted.emit(str(fault))
            return
        self.faulted.emit("")
        if value != self.value:
            self.value = value
            self.answered.emit(value)

    def _on_typed(self) -> None:
        self._line.show_soft(False)
        if isinstance(self.value, Missing) and self._line.text() == "":
            self.settle(None)
            return
        self._is_typing = True
        self._pause.start()

    def forget(self) -> None:
        """Drop what is being typed."""
        self._stop()

    def _stop(self) -> None:
        self._is_typing = False
        self._pause.stop()

    def _on_left(self) -> None:
        self.flush()


class NoteField(Field):
    """Several lines of text. Alt+Enter begins a new line; Enter goes on to the next field."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._lines = Lines(self.take_key, self)
        self.column.addWidget(self._lines)
        self._is_typing = False
        self._pause = pause_timer(self)
        self._pause.timeout.connect(self.flush)
        self._showing = False
        self._lines.textChanged.connect(self._on_typed)
        self._lines.left.connect(self.flush)

    def stops(self) -> list[QWidget]:
        """The lines."""
        return [self._lines]

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show a text; while it is being typed only a value of another hand replaces it."""
        is_shown = self._is_typing or self._typed() == (value if isinstance(value, str) else "")
        if value == self.value and default == self.default and is_shown:
            return
        self._stop()
        self.value, self.default = value, default
        soft = missing_words(value) if isinstance(value, Missing) else ""
        self._lines.setPlaceholderText(soft or value_words(self.variable, default))
        text = value if isinstance(value, str) else ""
        if self._typed() != text:
            self._showing = True
            self._lines.setPlainText(text)
            self._showing = False

    def _typed(self) -> str:
        return self._lines.toPlainText()

    def flush(self) -> None:
        """Tell what has been typed."""
        if not self._is_typing:
            return
        self._stop()
        typed = self._typed()
        value = typed if typed.strip() else None
        if value != self.value and not (value is None and isinstance(self.value, Missing)):
            self.value = value
            self.answered.emit(value)

    def take_key(self, event: QKeyEvent) -> bool:
        """Begin a new line with Alt+Enter."""
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        if alt and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._lines.insertPlainText("\n")
            return True
        return super().take_key(event)

    def forget(self) -> None:
        """Drop what is being typed."""
        self._stop()

    def _stop(self) -> None:
        self._is_typing = False
        self._pause.stop()

    def _on_typed(self) -> None:
        if not self._showing:
            self._is_typing = True
            self._pause.start()


class NumberField(TextField):
    """A number between the variable's bounds, with its unit."""

    def words(self, value: Value | None) -> str:
        """The number as the reader's country writes it."""
        return number_words(value) if isinstance(value, int | float) else ""

    def read(self, typed: str) -> Value | None:
        """The number typed, with a point or the reader's own decimal sign."""
        text = typed.strip().removesuffix(self.variable.unit).strip().replace("\u2212", "-")
        if not text:
            return None
        number, is_number = QLocale().toDouble(text)
        if not is_number:
            number, is_number = QLocale.c().toDouble(text.replace(",", "."))
        if not is_number or not self._in_bounds(number):
            raise ValueError(self._asked())
        return int(number) if number.is_integer() else number

    def _in_bounds(self, number: float) -> bool:
        low, high = self.variable.minimum, self.variable.maximum
        return (low is None or number >= low) and (high is None or number <= high)

    def _asked(self) -> str:
        low, high = self.variable.minimum, self.variable.maximum
        if low is not None and high is not None:
            text = self.tr("Type a number from {low} to {high}.")
            return text.format(low=number_words(low), high=number_words(high))
        if low is not None:
            return self.tr("Type a number of at least {low}.").format(low=number_words(low))
        if high is not None:
            return self.tr("Type a number of at most {high}.").format(high=number_words(high))
        return self.tr("Type a number.")


class PersonField(TextField):
    """A person's name, completed from the persons known in the project."""

    def take_key(self, event: QKeyEvent) -> bool:
        """Move in the list of known names and take one of them."""
        if not self.context.is_open_for(self._line):
            return super().take_key(event)
        popup = self.context.popup(self)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if event.key() in steps and not event.modifiers():
            popup.move_by(steps[Qt.Key(event.key())])
            return True
        if event.key() == Qt.Key.Key_Escape:
            popup.close_list()
            return True
        choice = popup.current()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and choice is not None:
            popup.close_list()
            self._take(choice)
        return super().take_key(event)

    def _take(self, choice: Choice) -> None:
        self._stop()
        self.settle(choice.label)

    def _on_typed(self) -> None:
        super()._on_typed()
        wanted = fold(self._line.text().strip())
        names = self.context.persons() if wanted else ()
        found = [name for name in names if f" {wanted}" in f" {fold(name)}" and name != wanted]
        found.sort(key=lambda name: not fold(name).startswith(wanted))
        choices = [Choice("", name) for name in found[:9]]
        self.context.popup(self).open_under(self._line, choices, self._take, current=-1)

    def _on_left(self) -> None:
        if self.context.is_open_for(self._line):
            self.context.close_popup()
        super()._on_left()


def text_field(variable: Variable, context: FieldContext, parent: QWidget | None = None) -> Field:
    """A line for text, or several lines for a note."""
    kind = NoteField if variable.name == _LONG else TextField
    return kind(variable, context, parent)

"""What all fields have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annotator.model.codebook import Option, Variable
from annotator.model.event import Missing, Value
from annotator.ui.widgets.answer_words import MISSING_KEYS, reasons_of
from annotator.ui.widgets.option_popup import OptionPopup

TYPING_PAUSE = 250
"""Milliseconds without a key after which typing is told."""

DIGITS = "123456789"
"""The keys that choose options."""

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def nobody() -> Sequence[str]:
    """No known persons."""
    return ()


@dataclass(slots=True)
class FieldContext:
    """What the fields of one form share: the known persons, the actor list, the open list.

    is_locked: the answers are shown and cannot be changed.
    """

    persons: Callable[[], Sequence[str]] = nobody
    actors: tuple[Option, ...] = ()
    is_locked: bool = False
    _popup: list[OptionPopup] = field(default_factory=list)

    def popup(self, near: QWidget) -> OptionPopup:
        """The one list of the form, made when it is first opened."""
        if not self._popup:
            self._popup.append(OptionPopup(near.window()))
        return self._popup[0]

    def is_open_for(self, line: QWidget) -> bool:
        """Whether the list is open under this line."""
        return bool(self._popup) and self._popup[0].is_open_for(line)

    def close_popup(self) -> None:
        """Put the list away."""
        if self._popup:
            self._popup[0].close_list()


class Field(QWidget):
    """Asks for the value of one variable. Showing emits nothing.

    It lays its parts below each other in `self.column`.
    """

    answered = Signal(object)  # Value, Missing, or None: the answer is taken back
    stepped = Signal(int)  # 1: on to the next field, -1: back
    faulted = Signal(str)  # why what is typed is no answer; "": it is mended

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.variable = variable
        self.context = context
        self.value: Value | Missing | None = None
        self.default: Value | Missing | None = None
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(4)

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show a value, or softly what stands without one; typing under way is kept."""
        raise NotImplementedError

    def offer(self, options: tuple[Option, ...]) -> None:
        """Offer these options; fields without a list have nothing to do."""

    def flush(self) -> None:
        """Tell what has been typed and not been told yet."""

    def forget(self) -> None:
        """Drop what is being typed: the answer shown next is another one."""

    def stops(self) -> list[QWidget]:
        """What can have the focus, in the order of sight."""
        raise NotImplementedError

    def name_it(self, name: str) -> None:
        """Give the inputs their accessible names."""
        self.stops()[0].setAccessibleName(name)

    def settle(self, value: Value | Missing | None) -> None:
        """The coder has settled on a value (or None); tell it unless it stands already."""
        if value != self.value or type(value) is not type(self.value):
            self.show_answer(value, self.default)
            self.answered.emit(value)

    def take_key(self, event: QKeyEvent) -> bool:
        """Answer the keys that mean the same in every field; True if this was one."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        steps = {Qt.KeyboardModifier.NoModifier: 1, Qt.KeyboardModifier.ShiftModifier: -1}
        if event.key() in _ENTER and modifiers in steps:
            self.flush()
            self.stepped.emit(steps[modifiers])
            return True
        if modifiers == Qt.KeyboardModifier.AltModifier:
            return self._take_alt(event.key())
        return False

    def _take_alt(self, key: int) -> bool:
        if key == Qt.Key.Key_Backspace:
            self.settle(None)
            return True
        for reason in reasons_of(self.variable):
            if key == ord(MISSING_KEYS[reason]):
                self.settle(reason)
                return True
        return False

"""Fields that choose from a list: one option, several, an actor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annotator.model.codebook import Kind, Option, Variable
from annotator.model.event import Missing, Value
from annotator.ui.widgets.answer_words import chosen_words, missing_words, reasons_of, value_words
from annotator.ui.widgets.field import DIGITS, Field, FieldContext
from annotator.ui.widgets.flow import FlowLayout
from annotator.ui.widgets.line import Line
from annotator.ui.widgets.option_index import index_of
from annotator.ui.widgets.option_popup import ROWS, Choice
from annotator.ui.widgets.words import fold

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS - 1,
    Qt.Key.Key_PageUp: 1 - ROWS,
}
_ON = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
_AWAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)


def digits_for(options: Sequence[Option]) -> dict[str, str]:
    """The key of each option: a digit where there are at most nine and none is found by a digit.

    A digit belongs to its option whatever else is typed.
    """
    if len(options) > len(DIGITS):
        return {}
    if any(name[:1].isdigit() for option in options for name in (option.code, option.label)):
        return {}
    return {option.code: digit for option, digit in zip(options, DIGITS, strict=False)}


class ListField(Field):
    """A line over a list: typing finds options, Enter takes the one that is marked and goes on."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self.options = variable.options
        self._digits = digits_for(self.options)
        self.line = Line(self.take_key, self)
        self.line.overtypes = True
        self.column.addWidget(self.line)
        self.line.textEdited.connect(self.on_typed)
        self.line.left.connect(self.on_left)
        self.line.pressed.connect(self.open_list)

    def stops(self) -> list[QWidget]:
        """The line."""
        return [self.line]

    def offer(self, options: tuple[Option, ...]) -> None:
        """Offer these options."""
        if options is not self.options:
            self.options = options
            self._digits = digits_for(options)

    def is_chosen(self, code: str) -> bool:
        """Whether the option is (part of) the answer."""
        return self.value == code

    def matches(self, typed: str) -> list[Choice]:
        """The options that answer to what is typed, then the reasons for having none."""
        found = [
            Choice(
                match.option.code,
                match.option.label,
                match.alias,
                self._digits.get(match.option.code, ""),
                is_chosen=self.is_chosen(match.option.code),
            )
            for match in index_of(self.options).search(typed)
        ]
        wanted = fold(typed.strip())
        reasons = [
            r for r in reasons_of(self.variable) if fold(missing_words(r)).startswith(wanted)
        ]
        if wanted and any(fold(missing_words(r)) == wanted for r in reasons):
            found = []
        return found + [
            Choice("", missing_words(reason), missing=reason, ruled=not place and bool(found))
            for place, reason in enumerate(reasons)
        ]

    def open_list(self) -> None:
        """Show all options, the answer marked."""
        choices = self.matches("")
        at = next(
            (
                i
                for i, c in enumerate(choices)
                if c.is_chosen or c.missing is self.value is not None
            ),
            0,
        )
        self.context.popup(self).open_under(self.line, choices, self.take, at)

    def on_typed(self, typed: str) -> None:
        """Find what is typed; nothing left takes the answer back."""
        self.line.show_soft(False)
        if not typed and self.value is not None:
            self.settle(None)
        self.context.popup(self).open_under(self.line, self.matches(typed), self.take)

    def take(self, choice: Choice) -> None:
        """The coder chose this."""
        self.settle(choice.missing if choice.missing is not None else choice.code)
        self.show_value()

    def show_value(self) -> None:
        """Let the line say what the answer is."""
        raise NotImplementedError

    def is_typing(self) -> bool:
        """Whether the coder is looking for an option just now."""
        return self.context.is_open_for(self.line)

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show the answer, or softly what stands without one."""
        changed = value != self.value
        self.value, self.default = value, default
        self.line.setPlaceholderText(value_words(self.variable, default))
        if changed or not self.is_typing():
            self.show_value()

    def forget(self) -> None:
        """Drop what is being typed."""
        self.show_value()

    def on_left(self, reason: Qt.FocusReason) -> None:
        """On Tab take what is marked, else go back to what stands."""
        if reason in _AWAY:
            return
        popup = self.context.popup(self) if self.is_typing() else None
        choice = popup.current() if popup and self.line.isModified() else None
        if popup:
            popup.close_list()
        if choice is not None and self.line.text().strip() and reason in _ON:
            self.take(choice)
        elif self.line.isModified():
            self.show_value()

    def take_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take, and choose by digit."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and self._take_digit(event.text()):
            return True
        if self.is_typing():
            return self._take_open(event, plain)
        if plain and event.key() == Qt.Key.Key_Down:
            self.open_list()
            return True
        return super().take_key(event)

    def _take_digit(self, typed: str) -> bool:
        code = next((c for c, digit in self._digits.items() if digit == typed), None)
        option = next((o for o in self.options if o.code == code), None)
        if not typed or option is None:
            return False
        self.context.close_popup()
        self.take(Choice(option.code, option.label))
        return True

    def _take_open(self, event: QKeyEvent, plain: bool) -> bool:
        popup = self.context.popup(self)
        if plain and event.key() in _MOVES:
            popup.move_by(_MOVES[Qt.Key(event.key())])
            return True
        if event.key() == Qt.Key.Key_Escape:
            popup.close_list()
            self.show_value()
            self.line.selectAll()
            return True
        if event.key() in _ENTER:
            choice = popup.current()
            popup.close_list()
            if choice is not None and (plain or self.line.isModified()):
                self.take(choice)
        return super().take_key(event)


class ChoiceField(ListField):
    """One option of a list."""

    def show_value(self) -> None:
        """The label of the option; an actor's code stands before it."""
        value = self.value
        if isinstance(value, Missing):
            self.line.show_text(missing_words(value), soft=True)
        elif isinstance(value, str):
            words = chosen_words(self.variable, value)
            is_actor = self.variable.kind is Kind.ACTOR and self.variable.option(value) is not None
            self.line.show_text(f"{value} · {words}" if is_actor else words)
        else:
            self.line.show_text("")
        self.line.setModified(False)


class ChoicesField(ListField):
    """Several options: each a chip; Enter on an empty line goes on to the next field."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._chips = QWidget(self)
        self._flow = FlowLayout(self._chips)
        self._buttons: list[QPushButton] = []
        self._chips.hide()
        self.column.insertWidget(0, self._chips)

    def stops(self) -> list[QWidget]:
        """The line, then the chips that take an option back."""
        return [self.line, *self._buttons]

    def is_chosen(self, code: str) -> bool:
        """Whether the option is among those chosen."""
        return isinstance(self.value, tuple) and code in self.value

    def take(self, choice: Choice) -> None:
        """Add an option, or take it back where it is chosen."""
        if choice.missing is not None:
            self.settle(choice.missing)
        else:
            self._toggle(choice.code)
        self.show_value()

    def _toggle(self, code: str) -> None:
        held = self.value if isinstance(self.value, tuple) else ()
        kept = tuple(c for c in held if c != code) if code in held else (*held, code)
        order = {option.code: place for place, option in enumerate(self.variable.options)}
        kept = tuple(sorted(kept, key=lambda c: order.get(c, len(order))))
        self.settle(kept or None)

    def on_typed(self, typed: str) -> None:
        """Find what is typed."""
        self.line.show_soft(False)
        if not typed and isinstance(self.value, Missing):
            self.settle(None)
        self.context.popup(self).open_under(self.line, self.matches(typed), self.take)

    def take_key(self, event: QKeyEvent) -> bool:
        """Take the last option back with Backspace in the empty line."""
        is_back = event.key() == Qt.Key.Key_Backspace and not self.line.text()
        if is_back and isinstance(self.value, tuple) and self.value:
            self.settle(self.value[:-1] or None)
            return True
        if event.key() in _ENTER and self.is_typing():
            choice = self.context.popup(self).current()
            self.context.close_popup()
            if choice is not None:
                self.take(choice)
                return True
        return super().take_key(event)

    def show_value(self) -> None:
        """The chips, and an empty line for the next."""
        is_reason = isinstance(self.value, Missing)
        words = missing_words(self.value) if isinstance(self.value, Missing) else ""
        self.line.show_text(words, soft=is_reason)
        self.line.setModified(False)
        codes = self.value if isinstance(self.value, tuple) else ()
        while len(self._buttons) < len(codes):
            button = QPushButton(self._chips)
            button.setProperty("look", "chip")
            button.clicked.connect(partial(self._on_chip, len(self._buttons)))
            self._flow.addWidget(button)
            self._buttons.append(button)
        for place, button in enumerate(self._buttons):
            button.setVisible(place < len(codes))
            if place < len(codes):
                label = chosen_words(self.variable, codes[place]).replace("&", "&&")
                button.setText(f"{label}  ×")
                button.setAccessibleName(self.tr("Take back {label}").format(label=label))
        self._chips.setVisible(bool(codes))

    def _on_chip(self, place: int) -> None:
        if isinstance(self.value, tuple) and place < len(self.value):
            self._toggle(self.value[place])
            self.line.setFocus()

"""Fields whose value has parts: a line for the value itself, and the parts under a fold."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from annotator.model.codebook import Kind, Option, Variable
from annotator.model.event import Date, Missing, Place, Value
from annotator.ui.widgets.answer_words import precision_words
from annotator.ui.widgets.field import Field, FieldContext
from annotator.ui.widgets.fields_choice import ChoiceField
from annotator.ui.widgets.fields_text import NumberField, TextField
from annotator.ui.widgets.key_button import KeyButton
from annotator.ui.widgets.line import Line

_PART_FIELDS = {Kind.CHOICE: ChoiceField, Kind.NUMBER: NumberField, Kind.TEXT: TextField}


class PartsField(Field):
    """A line, a summary of the parts that unfolds them, and the parts' own fields."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._line = Line(self.take_key, self)
        self._line.overtypes = True
        self._fold = KeyButton(self)
        self._fold.setProperty("look", "fold")
        self._fold.clicked.connect(self._turn_fold)
        self._fold.hide()
        self.column.addWidget(self._line)
        self.column.addWidget(self._fold)
        self._name = variable.label
        self._parts: dict[str, Field] = {}
        self._box: QWidget | None = None

    def part_variables(self) -> list[Variable]:
        """The parts, named as the attributes of the value."""
        raise NotImplementedError

    def empty(self) -> Date | Place:
        """A value with no part known."""
        raise NotImplementedError

    def stops(self) -> list[QWidget]:
        """The line, the fold, and the parts where they are unfolded."""
        parts = [stop for field in self._parts.values() for stop in field.stops()]
        return [self._line, self._fold, *parts]

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show a value; one that is being typed stays unless another comes from elsewhere."""
        keeps = value == self.value and (self._line.isModified() or default == self.default)
        self.value, self.default = value, default
        if not keeps:
            self._show_value()
        self.show_parts()

    def _show_value(self) -> None:
        """Let the line say what the value is."""
        raise NotImplementedError

    def name_it(self, name: str) -> None:
        """Name the line, the fold and the parts."""
        self._name = name
        self._line.setAccessibleName(name)
        self._fold.setAccessibleName(self.tr("{name}: details").format(name=name))
        for field in self._parts.values():
            field.name_it(f"{name}: {field.variable.label}")

    def flush(self) -> None:
        """Tell what has been typed into the parts."""
        for field in self._parts.values():
            field.flush()

    def forget(self) -> None:
        """Drop what is being typed, into the line and into the parts."""
        for field in self._parts.values():
            field.forget()
        if self._line.isModified():
            self._show_value()

    def show_parts(self) -> None:
        """Bring the summary and the parts up to date with the value."""
        value = self.value
        has_parts = isinstance(value, Date | Place)
        is_open = self._box is not None and not self._box.isHidden()
        if isinstance(value, Date | Place):
            words = precision_words(self.variable, value) or self.tr("details")
            sign = "▴" if is_open else "▾"
            self._fold.setText(f"{_short(words)}  {sign}".replace("&", "&&"))
        self._fold.setVisible(has_parts or is_open)
        for name, field in self._parts.items():
            part = getattr(value, name) if has_parts else None
            field.show_answer(None if part in ("", None) else part, None)

    def _turn_fold(self) -> None:
        if self._box is None:
            self._build_parts()
        assert self._box is not None
        self._box.setVisible(self._box.isHidden())
        self.show_parts()

    def _build_parts(self) -> None:
        box = self._box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 4)
        grid.setSpacing(4)
        grid.setColumnStretch(1, 1)
        before: QWidget = self._fold
        for row, variable in enumerate(self.part_variables()):
            label = QLabel(variable.label, box)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setProperty("look", "soft")
            field = _PART_FIELDS[variable.kind](variable, self.context, box)
            field.name_it(f"{self._name}: {variable.label}")
            field.answered.connect(partial(self._on_part, variable.name))
            field.stepped.connect(partial(self._on_stepped, variable.name))
            field.faulted.connect(self.faulted)
            grid.addWidget(label, row, 0)
            grid.addWidget(field, row, 1)
            for stop in field.stops():
                QWidget.setTabOrder(before, stop)
                before = stop
            self._parts[variable.name] = field
        box.hide()
        self.column.addWidget(box)

    def _on_part(self, name: str, part: Any) -> None:
        held = self.value if isinstance(self.value, Date | Place) else self.empty()
        unknown: Any = None if name in ("latitude", "longitude") else ""
        self.settle(_with_part(held, name, unknown if part is None else part))

    def _on_stepped(self, name: str, step: int) -> None:
        names = list(self._parts)
        to = names.index(name) + step
        if to < 0:
            self._line.setFocus(Qt.FocusReason.BacktabFocusReason)
        elif to < len(names):
            self._parts[names[to]].stops()[0].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.stepped.emit(1)


def _with_part(value: Date | Place, name: str, part: Any) -> Value | None:
    held = {key: getattr(value, key) for key in value.__dataclass_fields__}
    changed = type(value)(**{**held, name: part})
    return changed if changed != type(value)() else None


def _short(words: str, limit: int = 34) -> str:
    return words if len(words) <= limit else words[: limit - 1].rstrip() + "…"


def part_variable(
    name: str, label: str, kind: Kind = Kind.TEXT, options: tuple[Option, ...] = (), **more: Any
) -> Variable:
    """A question about one part of a value."""
    return Variable(name, kind, label, options=options, missing=(), **more)


def known(code: str, options: tuple[Option, ...]) -> str:
    """The code if it is among the options, else ""."""
    return code if any(option.code == code for option in options) else ""

"""Fields that are a row of buttons: a point on a short scale, yes or no."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from annotator.model.codebook import Option, Variable
from annotator.model.event import Missing, Value
from annotator.ui.widgets.answer_words import chosen_words, missing_words, reasons_of, value_words
from annotator.ui.widgets.field import DIGITS, Field, FieldContext
from annotator.ui.widgets.segments import Segment, Segments


def scale_keys(options: Sequence[Option]) -> list[tuple[Option, str]]:
    """The points of a scale, lowest first, then what is off it, each with its digit or ""."""
    on = sorted((o for o in options if not o.off_scale), key=lambda o: o.number or 0)
    keys = list(zip(on, DIGITS, strict=False))
    free = set(DIGITS) - {digit for _, digit in keys}
    off = (option for option in options if option.off_scale)
    return keys + [(o, str(o.number) if str(o.number) in free else "") for o in off]


class ScaleField(Field):
    """A point on a scale: a row of buttons; categories off the scale and reasons stand apart."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._segments = Segments(self.take_key, self)
        self.column.addWidget(self._segments)
        self._poles = ""
        self._signed: set[str] = set()
        self._meaning = QLabel(self)
        self._meaning.setTextFormat(Qt.TextFormat.PlainText)
        self._meaning.setProperty("look", "soft")
        self._meaning.setContentsMargins(3, 0, 0, 2)
        self._meaning.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.column.addWidget(self._meaning)
        self.column.setSpacing(2)
        self._segments.chosen.connect(self._on_chosen)
        self.offer(variable.options)

    def stops(self) -> list[QWidget]:
        """The row."""
        return [self._segments]

    def name_it(self, name: str) -> None:
        """Name the row and its buttons."""
        self._segments.setAccessibleName(name)

    def offer(self, options: tuple[Option, ...]) -> None:
        """Offer these points, the lowest at the left."""
        keys = scale_keys(options)
        on = [option for option, _ in keys if not option.off_scale]
        marks = _signs(on)
        segments = [
            Segment(
                option.code,
                marks.get(option.code, option.label),
                option.label,
                digit,
                is_apart=option.off_scale,
            )
            for option, digit in keys
        ]
        if old := self._old_code(self.value):
            words = chosen_words(self.variable, old)
            segments.append(Segment(old, words, words, is_apart=True))
        segments += [
            Segment(
                f"?{reason.value}",
                missing_words(reason),
                missing_words(reason),
                is_apart=True,
                is_reason=True,
            )
            for reason in reasons_of(self.variable)
            if reason is self.value or (reason is Missing.UNDECIDED and self.variable.required)
        ]
        self._segments.show_segments(segments)
        self._signed = set(marks)
        self._poles = self._poles_of(on) if marks else ""
        self._meaning.setVisible(bool(marks))

    def _old_code(self, value: Value | Missing | None) -> str:
        """A chosen code that only an older codebook had; "" for any other value."""
        is_old = isinstance(value, str) and self.variable.option(value) is None
        return value if is_old and isinstance(value, str) else ""

    def _poles_of(self, points: Sequence[Option]) -> str:
        text = self.tr("{low} … {high}  1–{count}")
        return text.format(low=points[0].label, high=points[-1].label, count=len(points))

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show the point chosen, or softly the one that stands without choice."""
        was = self.value
        self.value, self.default = value, default
        is_odd = any(isinstance(v, Missing) or self._old_code(v) for v in (value, was))
        if is_odd:
            self.offer(self.variable.options)
        self._segments.show_chosen(_code_of(value), _code_of(default))
        if self._poles:
            standing = value if value is not None else default
            is_sign = _code_of(standing) in self._signed
            words = value_words(self.variable, standing) if is_sign else self._poles
            self._meaning.setText(words)

    def _on_chosen(self, code: str) -> None:
        if code.startswith("?"):
            self.settle(Missing(code[1:]))
        else:
            self.settle(code or None)


def _code_of(value: Value | Missing | None) -> str:
    if isinstance(value, Missing):
        return f"?{value.value}"
    return value if isinstance(value, str) else ""


def _signs(options: Sequence[Option]) -> dict[str, str]:
    """Signs for the points of a scale with two poles around 0; labels serve for other scales."""
    numbers = [option.number for option in options]
    if (
        len(options) < 4
        or None in numbers
        or sorted(n for n in numbers if n is not None)
        != list(range(-(len(numbers) // 2), len(numbers) // 2 + 1))
    ):
        return {}
    signs = {}
    for option in options:
        number = option.number or 0
        signs[option.code] = ("+" if number > 0 else "\u2212") * abs(number) or "0"
    return signs


class FlagField(Field):
    """Yes or no; y, n and Space answer it too."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._segments = Segments(self.take_key, self)
        self.column.addWidget(self._segments)
        self._segments.chosen.connect(self._on_chosen)
        self._offer_reason(None)

    def _offer_reason(self, reason: Missing | None) -> None:
        yes, no = self.tr("Yes"), self.tr("No")
        segments = [Segment("yes", yes, yes, "1"), Segment("no", no, no, "0")]
        if reason is not None:
            words = missing_words(reason)
            segments.append(
                Segment(f"?{reason.value}", words, words, is_apart=True, is_reason=True)
            )
        self._segments.show_segments(segments)

    def stops(self) -> list[QWidget]:
        """The row."""
        return [self._segments]

    def take_key(self, event: QKeyEvent) -> bool:
        """Turn it over with Space."""
        if event.key() == Qt.Key.Key_Space:
            standing = self.value if self.value is not None else self.default
            self.settle(standing in (None, False, 0) or isinstance(standing, Missing))
            return True
        return super().take_key(event)

    def show_answer(self, value: Value | Missing | None, default: Value | Missing | None) -> None:
        """Show yes or no, or softly what stands without an answer."""
        if isinstance(value, Missing) or isinstance(self.value, Missing):
            self._offer_reason(value if isinstance(value, Missing) else None)
        self.value, self.default = value, default
        self._segments.show_chosen(_flag_code(value), _flag_code(default))

    def _on_chosen(self, code: str) -> None:
        self.settle(Missing(code[1:]) if code[:1] == "?" else (code == "yes") if code else None)


def _flag_code(value: Value | Missing | None) -> str:
    if value is None or isinstance(value, Missing):
        return _code_of(value)
    return "yes" if value in (True, 1) else "no"

"""The field for a date: typed as people write dates, with its precision and basis."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Kind, Variable
from annotator.model.event import Date, Missing
from annotator.ui.widgets.answer_words import date_words, missing_words, reasons_of, value_words
from annotator.ui.widgets.dates import precision_of, read_span
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.field_parts import PartsField, known, part_variable
from annotator.ui.widgets.fields_text import pause_timer
from annotator.ui.widgets.words import fold

_ORDERS = ("before", "after", "earlier", "later")
_ORDER = "before_after"


class DateField(PartsField):
    """One day, month or year, or a first and last one; the precision follows what is typed."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._pause = pause_timer(self)
        self._pause.timeout.connect(self._tell_if_whole)
        self._line.textEdited.connect(self._on_typed)
        self._line.left.connect(self._on_left)

    def part_variables(self) -> list[Variable]:
        """Precision, basis and the words that give the date."""
        choice = Kind.CHOICE
        return [
            part_variable("precision", self.tr("Precision"), choice, self.variable.precisions),
            part_variable("basis", self.tr("Basis"), choice, self.variable.bases),
            part_variable("text", self.tr("Words")),
        ]

    def empty(self) -> Date:
        """A date of which nothing is known."""
        return Date()

    def _show_value(self) -> None:
        self._pause.stop()
        value = self.value
        self._line.setPlaceholderText(
            value_words(self.variable, self.default) or self.tr("2025-12-02, Dec 2025, …")
        )
        if isinstance(value, Missing):
            self._line.show_text(missing_words(value), soft=True)
        elif isinstance(value, Date):
            words = date_words(value)
            self._line.show_text(words or value_words(self.variable, value), soft=not words)
        else:
            self._line.show_text("")
        self._line.setModified(False)

    def _on_typed(self, typed: str) -> None:
        self._line.show_soft(False)
        if typed.strip():
            self._pause.start()
        else:
            self._pause.stop()
            self.faulted.emit("")
            self._tell(None)

    def _tell_if_whole(self) -> None:
        """Between two keys: tell a whole day, leave what may still grow."""
        span = read_span(self._line.text())
        if span and len(span[0]) == len("2025-12-02"):
            self._tell(self._dated(span))

    def _on_left(self) -> None:
        self.flush()

    def flush(self) -> None:
        """Tell the date that is typed; what is none is said and stays to be mended."""
        super().flush()
        self._pause.stop()
        if not self._line.isModified():
            return
        typed = self._line.text().strip()
        reason = self._reason(typed)
        span = read_span(typed)
        if reason is not None:
            self._tell(reason)
        elif span:
            self._tell(self._dated(span))
        elif fold(typed) in _ORDERS and known(_ORDER, self.variable.precisions):
            self._tell(self._ordered())
        elif typed:
            self.faulted.emit(self.tr("Not a date. Type 2025-12-02, 2 Dec 2025, 2025-12 or 2025."))
            return
        self.faulted.emit("")
        self._show_value()

    def _tell(self, value: Date | Missing | None) -> None:
        if value == self.value:
            return
        self.value = value
        self.answered.emit(value)
        self.show_parts()

    def _reason(self, typed: str) -> Missing | None:
        wanted = fold(typed)
        reasons = reasons_of(self.variable)
        fits = [r for r in reasons if len(wanted) > 1 and fold(missing_words(r)).startswith(wanted)]
        exact = [r for r in fits if fold(missing_words(r)) == wanted]
        return next(iter(exact or fits), None)

    def _dated(self, span: tuple[str, str]) -> Date:
        held = self.value if isinstance(self.value, Date) else Date()
        precision = known(precision_of(*span), self.variable.precisions)
        dated = replace(held, start=span[0], end=span[1])
        basis = held.basis if held.basis not in ("", "order", "none") else "stated"
        return replace(
            dated, precision=precision or held.precision, basis=known(basis, self.variable.bases)
        )

    def _ordered(self) -> Date:
        held = self.value if isinstance(self.value, Date) else Date()
        return Date("", "", _ORDER, known("order", self.variable.bases), held.text)

    def take_key(self, event: QKeyEvent) -> bool:
        """Escape goes back to what stood."""
        if event.key() == Qt.Key.Key_Escape and self._line.isModified():
            self.faulted.emit("")
            self._show_value()
            self._line.selectAll()
            return True
        return super().take_key(event)

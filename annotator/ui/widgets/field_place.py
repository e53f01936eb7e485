"""The field for a place: a name that brings its country and precision along."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from annotator.model.codebook import Kind, Option, Variable
from annotator.model.event import Missing, Place
from annotator.ui.widgets.answer_words import (
    missing_words,
    place_words,
    reasons_of,
    value_words,
)
from annotator.ui.widgets.field import FieldContext
from annotator.ui.widgets.field_parts import PartsField, known, part_variable
from annotator.ui.widgets.option_index import index_of
from annotator.ui.widgets.option_popup import Choice
from annotator.ui.widgets.words import fold

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_AWAY = (Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason)
_MOST = 12


class PlaceField(PartsField):
    """A line that completes capitals and countries; any other name may be typed as it is."""

    def __init__(
        self, variable: Variable, context: FieldContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(variable, context, parent)
        self._countries = variable.options or context.actors
        self._capitals: dict[str, Option] | None = None
        self._line.textEdited.connect(self._on_typed)
        self._line.left.connect(self._on_left)

    def part_variables(self) -> list[Variable]:
        """Name, country, precision, the words of the article and the coordinates."""
        choice, number = Kind.CHOICE, Kind.NUMBER
        return [
            part_variable("country", self.tr("Country"), choice, self._countries),
            part_variable("precision", self.tr("Precision"), choice, self.variable.precisions),
            part_variable("name", self.tr("Name")),
            part_variable("text", self.tr("Words")),
            part_variable("latitude", self.tr("Latitude"), number, minimum=-90, maximum=90),
            part_variable("longitude", self.tr("Longitude"), number, minimum=-180, maximum=180),
        ]

    def empty(self) -> Place:
        """A place of which nothing is known."""
        return Place()

    def _show_value(self) -> None:
        value = self.value
        self._line.setPlaceholderText(value_words(self.variable, self.default))
        if isinstance(value, Missing):
            self._line.show_text(missing_words(value), soft=True)
        else:
            words = place_words(self.variable, value) if isinstance(value, Place) else ""
            self._line.show_text(words)
        self._line.setModified(False)

    def _on_typed(self, typed: str) -> None:
        self._line.show_soft(False)
        if not typed.strip():
            self.context.close_popup()
            self._tell(None)
            return
        choices = self._find(typed)
        at = 0 if choices and fold(choices[0].label).startswith(fold(typed.strip())) else -1
        self.context.popup(self).open_under(self._line, choices, self._take, at)

    def _find(self, typed: str) -> list[Choice]:
        wanted = fold(typed.strip())
        capitals = [
            Choice(option.code, capital, option.label)
            for capital, option in self._known_capitals().items()
            if fold(capital).startswith(wanted)
        ]
        countries = [
            Choice(match.option.code, match.option.label, match.alias)
            for match in index_of(self._countries).search(typed, _MOST)
        ]
        reasons = [
            Choice("", missing_words(reason), missing=reason, ruled=place == 0)
            for place, reason in enumerate(reasons_of(self.variable))
            if fold(missing_words(reason)).startswith(wanted)
        ]
        held = {choice.code for choice in capitals if fold(choice.label) == wanted}
        others = [c for c in countries if c.code not in held or not c.detail]
        return (capitals + others)[:_MOST] + reasons

    def _known_capitals(self) -> dict[str, Option]:
        if self._capitals is None:
            self._capitals = {
                option.columns["capital"]: option
                for option in self._countries
                if option.columns.get("capital")
            }
        return self._capitals

    def _take(self, choice: Choice) -> None:
        if choice.missing is not None:
            self._tell(choice.missing)
        else:
            is_city = choice.label in self._known_capitals() and choice.detail != ""
            precision = known("city" if is_city else "country", self.variable.precisions)
            held = self.value if isinstance(self.value, Place) else Place()
            self._tell(
                replace(
                    held,
                    name=choice.label,
                    country=choice.code,
                    precision=precision,
                    latitude=None,
                    longitude=None,
                )
            )
        self._show_value()

    def _tell(self, value: Place | Missing | None) -> None:
        if value == self.value:
            return
        self.value = value
        self.answered.emit(value)
        self.show_parts()

    def flush(self) -> None:
        """Tell the name that is typed: a capital or country with its code, any other as it is."""
        super().flush()
        typed = self._line.text().strip()
        if not self._line.isModified() or not typed:
            return
        exact = [c for c in self._find(typed) if fold(c.label) == fold(typed)]
        if exact:
            self._take(exact[0])
            return
        held = self.value if isinstance(self.value, Place) else Place()
        if typed != place_words(self.variable, held):
            name, _, country = typed.rpartition(", ")
            option = index_of(self._countries).exact(country) if name else None
            if option is not None:
                held = replace(held, name=name, country=option.code)
            else:
                held = replace(held, name=typed)
            self._tell(replace(held, latitude=None, longitude=None))
        self._show_value()

    def _on_left(self, reason: Qt.FocusReason) -> None:
        if reason in _AWAY:
            return
        tabbed = reason in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._close(take=tabbed)
        self.flush()

    def _close(self, *, take: bool) -> None:
        if not self.context.is_open_for(self._line):
            return
        popup = self.context.popup(self)
        choice = popup.current()
        popup.close_list()
        if take and choice is not None:
            self._take(choice)

    def take_key(self, event: QKeyEvent) -> bool:
        """Move in the list, take what is marked, go back with Escape."""
        is_open = self.context.is_open_for(self._line)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if is_open and event.key() in steps and not event.modifiers():
            self.context.popup(self).move_by(steps[Qt.Key(event.key())])
            return True
        if event.key() == Qt.Key.Key_Escape and (is_open or self._line.isModified()):
            self._close(take=False)
            self._show_value()
            self._line.selectAll()
            return True
        if event.key() in _ENTER:
            self._close(take=True)
        return super().take_key(event)

"""A small list at the text, to choose an option for the words that are marked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QLabel,
    QListView,
    QVBoxLayout,
    QWidget,
)

from annotator.model.codebook import Option
from annotator.model.event import Missing
from annotator.ui.widgets.answer_words import MISSING_KEYS, missing_words
from annotator.ui.widgets.line import Line
from annotator.ui.widgets.option_index import Match, OptionIndex, index_of
from annotator.ui.widgets.option_popup import Choice, ChoiceDelegate, Choices
from annotator.ui.widgets.words import fold

ROWS = 9
WIDTH = 340
GAP, EDGE = 6, 8
FEWEST = 4
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: ROWS - 1,
    Qt.Key.Key_PageUp: 1 - ROWS,
}


class Picker(QFrame):
    """Offers options, those named in the marked words first. It serves once and goes away.

    The digits 1 to 9 belong to the first nine options as they stood when it opened, and mean the
    same whatever is typed; only in lists whose codes or labels begin with digits they are typed.
    Below the options stand the reasons for having none, each with its Alt key. Enter takes what is
    marked, Escape nothing.
    """

    chosen = Signal(object)  # code, or Missing
    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("picker")
        self.setProperty("look", "card")
        self.setAutoFillBackground(True)
        self._index: OptionIndex | None = None
        self._first: list[Match] = []
        self._digits: dict[str, str] = {}
        self._reasons: Sequence[Missing] = ()
        self._came_from: QWidget | None = None
        self._is_open = False
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 8, 10, 8)
        box.setSpacing(6)
        self._title = QLabel(self)
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setProperty("look", "heading")
        self._line = Line(self._take_key, self)
        self._line.setObjectName("picker_search")
        self._line.setPlaceholderText(self.tr("Type to search"))
        self._line.textEdited.connect(self._on_typed)
        self._line.left.connect(self._on_left)
        self._model = Choices(self)
        self._list = QListView(self)
        self._list.setProperty("look", "plain")
        self._list.setObjectName("picker_options")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setUniformItemSizes(True)
        self._list.setModel(self._model)
        self._list.setItemDelegate(ChoiceDelegate(self._model, self._list))
        self._list.clicked.connect(lambda index: self._take(self._model.rows[index.row()]))
        for part in (self._title, self._line, self._list):
            box.addWidget(part)
        self.hide()

    def open_at(
        self,
        place: QPoint | QRect,
        title: str,
        options: Sequence[Option],
        words: str = "",
        reasons: Sequence[Missing] = (),
        used: Collection[str] = (),
        digits: Mapping[str, str] | None = None,
    ) -> None:
        """Open at a point of the screen, or below an area (above, where there is no room).

        The options are ranked for the marked words, and by whether they are `used` already.
        digits: the key of each code, where it has one of its own.
        """
        self._index = index_of(options)
        self._first = self._index.ranked(words, used)
        self._reasons = reasons
        self._digits = self._digits_of_first() if digits is None else dict(digits)
        self._title.setText(title)
        self._line.setAccessibleName(title)
        self._list.setAccessibleName(title)
        self._line.clear()
        self._came_from = QApplication.focusWidget()
        self._show_found(self._first, "")
        self._place(place)
        self._is_open = True
        self.show()
        self.raise_()
        self._line.setFocus(Qt.FocusReason.PopupFocusReason)

    def _digits_of_first(self) -> dict[str, str]:
        names = (n for match in self._first for n in (match.option.code, match.option.label))
        if any(name[:1].isdigit() for name in names):
            return {}
        return {m.option.code: str(place) for place, m in enumerate(self._first[:ROWS], 1)}

    def _place(self, place: QPoint | QRect) -> None:
        """Stand below the area or above it, lower where room is short, so as not to cover it."""
        area = place if isinstance(place, QRect) else QRect(place, place)
        n_reasons = len(self._reasons) if len(self._first) <= ROWS else 0
        self._set_rows(max(3, min(ROWS, len(self._first)) + n_reasons))
        around = self.parentWidget()
        if around is None:
            self.setWindowFlag(Qt.WindowType.Popup)
            self.move(area.bottomLeft())
            return
        at = around.mapFromGlobal(area.bottomLeft())
        top = around.mapFromGlobal(area.topLeft()).y()
        below, above = around.height() - EDGE - GAP - at.y(), top - GAP - EDGE
        is_below = below >= min(self.height(), above)
        missing = self.height() - (below if is_below else above)
        if missing > 0:
            rows = self._list.height() // self._row_height() - -(-missing // self._row_height())
            self._set_rows(max(FEWEST, rows))
        left = max(EDGE, min(at.x(), around.width() - self.width() - EDGE))
        goal = at.y() + GAP if is_below else top - GAP - self.height()
        self.move(left, max(EDGE, min(goal, around.height() - EDGE - self.height())))

    def _row_height(self) -> int:
        return self.fontMetrics().height() + 9

    def _set_rows(self, count: int) -> None:
        self._list.setFixedHeight(count * self._row_height() + 4)
        self.setFixedWidth(WIDTH)
        self.adjustSize()

    def _show_found(self, found: Sequence[Match], typed: str) -> None:
        options = [
            Choice(m.option.code, m.option.label, m.alias, self._digits.get(m.option.code, ""))
            for m in found
        ]
        fits = [r for r in self._reasons if fold(missing_words(r)).startswith(fold(typed))]
        reasons = [
            Choice(
                "",
                missing_words(reason),
                f"Alt+{MISSING_KEYS[reason]}",
                missing=reason,
                ruled=not place and bool(options),
            )
            for place, reason in enumerate(fits)
        ]
        self._model.show_rows(options + reasons)
        if options or reasons:
            self._list.setCurrentIndex(self._model.index(0))

    def _on_typed(self, typed: str) -> None:
        if self._index is not None:
            wanted = typed.strip()
            self._show_found(self._index.search(typed) if wanted else self._first, wanted)

    def _take_key(self, event: QKeyEvent) -> bool:
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape:
            self._close()
            self.cancelled.emit()
        elif event.key() in _MOVES and not modifiers:
            self._move(_MOVES[Qt.Key(event.key())])
        elif event.key() in _ENTER and not modifiers:
            at = self._list.currentIndex()
            if at.isValid():
                self._take(self._model.rows[at.row()])
        elif modifiers == Qt.KeyboardModifier.AltModifier:
            return self._take_reason(event.key())
        elif not modifiers and self._digits and event.text() in self._digits.values():
            self._take_digit(event.text())
        else:
            return False
        return True

    def _take_digit(self, digit: str) -> None:
        row = next((row for row in self._model.rows if row.digit == digit), None)
        if row is not None:
            self._take(row)

    def _take_reason(self, key: int) -> bool:
        reason = next((r for r in self._reasons if key == ord(MISSING_KEYS[r])), None)
        if reason is not None:
            self._take(Choice("", missing_words(reason), missing=reason))
        return reason is not None

    def _move(self, rows: int) -> None:
        count = self._model.rowCount()
        if count:
            at = self._list.currentIndex().row()
            to = (at + rows) % count if abs(rows) == 1 else max(0, min(count - 1, at + rows))
            self._list.setCurrentIndex(self._model.index(to))

    def _take(self, choice: Choice) -> None:
        if self._is_open:
            self._close()
            self.chosen.emit(choice.code if choice.missing is None else choice.missing)

    def _on_left(self, reason: Qt.FocusReason) -> None:
        if self._is_open and reason != Qt.FocusReason.ActiveWindowFocusReason:
            self._came_from = None
            self._close()
            self.cancelled.emit()

    def _close(self) -> None:
        """Go away, and give the focus back to where it came from."""
        self._is_open = False
        self.hide()
        if self._came_from is not None:
            self._came_from.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Typing goes to the search line."""
        self._line.setFocus()

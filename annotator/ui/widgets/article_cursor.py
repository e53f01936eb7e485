"""The keyboard in an article: the sentence cursor and marking by letter, word and sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QTextCursor

from annotator.ui.widgets.article_layout import ArticleLayout

if TYPE_CHECKING:
    from annotator.ui.widgets.article_page import ArticlePage

_NAMES = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Backspace: "Backspace",
    Qt.Key.Key_Delete: "Delete",
}
_MOVE = QTextCursor.MoveOperation
_KEEP = QTextCursor.MoveMode.KeepAnchor
_DROP = QTextCursor.MoveMode.MoveAnchor


def command_of(event: QKeyEvent) -> str:
    """What a key without Ctrl or Alt asks for: its sign, or Enter, Backspace, Delete; else ""."""
    held = event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    if held:
        return ""
    try:
        name = _NAMES.get(Qt.Key(event.key()), "")
    except ValueError:
        name = ""
    text = event.text()
    return name or (text if text.isprintable() and text.strip() else "")


class ArticleCursor:
    """Moves the cursor of an article; the article itself paints it."""

    def __init__(self, view: ArticlePage) -> None:
        self._view = view

    def handle(self, event: QKeyEvent) -> bool:
        """Do what the key asks for; False if it means nothing here."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        ctrl = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
            return False
        moves: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Down: lambda: self._by_sentence(1, shift),
            Qt.Key.Key_Up: lambda: self._by_sentence(-1, shift),
            Qt.Key.Key_Right: lambda: self._sideways(1, shift, ctrl),
            Qt.Key.Key_Left: lambda: self._sideways(-1, shift, ctrl),
            Qt.Key.Key_Home: lambda: self._to_end(-1, shift),
            Qt.Key.Key_End: lambda: self._to_end(1, shift),
            Qt.Key.Key_PageDown: lambda: self._by_page(1),
            Qt.Key.Key_PageUp: lambda: self._by_page(-1),
        }
        move = moves.get(event.key())
        if move is None or (ctrl and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)):
            return False
        move()
        return True

    def sentence(self) -> tuple[int, int] | None:
        """The sentence the cursor is in, in code points; None in an empty article."""
        layout, cursor = self._view.layout_of_text, self._view.textCursor()
        point = layout.to_point(cursor.position())
        if cursor.hasSelection() and cursor.position() > cursor.anchor():
            point = max(layout.to_point(cursor.position() - 1), 0)
        return layout.sentence_at(point)

    def to_sentence_at(self, point: int) -> None:
        """Put the cursor at the beginning of the sentence that holds a code point."""
        found = self._view.layout_of_text.sentence_at(point)
        if found is not None:
            self._view.place_cursor(found[0], found[0])

    def select_sentence(self, point: int) -> None:
        """Select the sentence that holds a code point."""
        found = self._view.layout_of_text.sentence_at(point)
        if found is not None:
            self._view.place_cursor(*found)

    def _by_sentence(self, step: int, selects: bool) -> None:
        current = self.sentence()
        if current is None:
            return
        if selects:
            self._extend_by_sentence(step, current)
            return
        layout = self._view.layout_of_text
        if step > 0:
            following = next(layout.sentences_from(current[1]), None)
        else:
            following = next(layout.sentences_before(current[0]), None)
        if following is None:
            self._view.show_edge(step)
        goal = (following or current)[0]
        self._view.place_cursor(goal, goal)

    def _extend_by_sentence(self, step: int, current: tuple[int, int]) -> None:
        cursor, span = self._view.textCursor(), self._view.selection()
        if span is None:
            self._view.place_cursor(*(current if step > 0 else current[::-1]))
            return
        is_forward = cursor.position() > cursor.anchor()
        anchor, place = (span.start, span.end) if is_forward else (span.end, span.start)
        goal = _extended(self._view.layout_of_text, anchor, place, step)
        self._view.place_cursor(anchor, goal)

    def _sideways(self, step: int, selects: bool, by_word: bool) -> None:
        cursor = self._view.textCursor()
        mode = _KEEP if selects else _DROP
        self._view.load_units(cursor.position() + 2000)
        before = cursor.position()
        if not by_word:
            cursor.movePosition(_MOVE.NextCharacter if step > 0 else _MOVE.PreviousCharacter, mode)
        elif step < 0:
            cursor.movePosition(_MOVE.PreviousWord, mode)
        else:
            cursor.movePosition(_MOVE.EndOfWord, mode)
            if cursor.position() == before:
                cursor.movePosition(_MOVE.NextWord, mode)
                cursor.movePosition(_MOVE.EndOfWord, mode)
        if self._view.layout_of_text.from_the_right and cursor.position() != before:
            self._in_order_of_the_text(cursor, before, step, mode)
        self._view.take_cursor(cursor)

    def _in_order_of_the_text(
        self, cursor: QTextCursor, before: int, step: int, mode: QTextCursor.MoveMode
    ) -> None:
        """Where the document goes on from one cell to another, go on as the text does."""
        layout = self._view.layout_of_text
        block = layout.block_at(layout.to_point(before))
        if layout.block_at(layout.to_point(cursor.position())) == block:
            return
        blocks = layout.blocks[block + 1 :] if step > 0 else layout.blocks[:block][::-1]
        following = next((each for each in blocks if each.end > each.start), None)
        if following is not None:
            unit = layout.to_unit(following.start)
            unit = unit if step > 0 else layout.to_end_unit(following.end)
            self._view.load_units(unit)
            cursor.setPosition(unit, mode)

    def _to_end(self, step: int, selects: bool) -> None:
        layout = self._view.layout_of_text
        if step < 0:
            found = next(layout.sentences_from(0), None)
        else:
            found = next(layout.sentences_before(len(layout.text)), None)
        if found is None:
            return
        goal = found[1] if selects and step > 0 else found[0]
        anchor = layout.to_point(self._view.textCursor().anchor()) if selects else goal
        self._view.place_cursor(anchor, goal)
        self._view.show_edge(step)

    def _by_page(self, step: int) -> None:
        bar = self._view.verticalScrollBar()
        before = bar.value()
        bar.setValue(before + step * round(bar.pageStep() * 0.9))
        if bar.value() == before:
            self._to_end(step, selects=False)
        else:
            self.to_sentence_at(self._view.point_at_height(0.25))


def _extended(layout: ArticleLayout, anchor: int, place: int, step: int) -> int:
    """Where the moving end of a selection goes: a sentence further, or a sentence given back."""
    if step > 0 and place >= anchor:
        found = next(layout.sentences_from(place), None)
        return found[1] if found else place
    if step < 0 and place <= anchor:
        found = next(layout.sentences_before(place), None)
        return found[0] if found else place
    here = layout.sentence_at(place if step > 0 else place - 1)
    if here is None:
        return anchor
    if step > 0:
        found = next(layout.sentences_from(here[1]), None)
        return min(found[0], anchor) if found else anchor
    found = next(layout.sentences_before(here[0]), None)
    return max(found[1], anchor) if found else anchor

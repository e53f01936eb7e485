"""A coder at the keyboard: every step is a key, pressed where the focus is."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from annotator.model.codebook import Kind, Variable
from annotator.model.event import Answer, Date, Entry, Event, Missing, Place
from annotator.model.span import Span
from annotator.ui.main_window import MainWindow
from annotator.ui.widgets.segments import Segments

Mod = Qt.KeyboardModifier
_REASONS = {
    Missing.NOT_STATED: Qt.Key.Key_S,
    Missing.UNDECIDED: Qt.Key.Key_U,
    Missing.NOT_APPLICABLE: Qt.Key.Key_A,
}


class Keyboard:
    """Codes whole articles with keys alone, reading the window only to see where it is."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.page = window.coding
        self.presses = 0

    # --- keys ----------------------------------------------------------------------------

    def press(self, key: Qt.Key, modifiers: Mod = Mod.NoModifier) -> None:
        """Press one key where the focus is."""
        self.presses += 1
        QTest.keyClick(self._focus(), key, modifiers)
        QApplication.processEvents()

    def type(self, words: str) -> None:
        """Type words; each character is a key press, whatever script it is in."""
        for char in words:
            self.presses += 1
            if char.isascii():
                QTest.keyClicks(self._focus(), char)
            else:
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    event = QKeyEvent(kind, 0, Mod.NoModifier, char)
                    QApplication.sendEvent(self._focus(), event)
        QApplication.processEvents()

    def _focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def until(self, true: Callable[[], bool], what: str) -> None:
        """Let the program work until something is so."""
        end = time.monotonic() + 20
        while not true():
            assert time.monotonic() < end, f"{what}: not within 20 seconds"
            QTest.qWait(5)

    # --- the article ---------------------------------------------------------------------

    def to_article(self) -> None:
        """Put the focus into the article."""
        self.press(Qt.Key.Key_Escape)
        for _ in range(3):
            if self.page.view.isAncestorOf(self._focus()):
                return
            self.press(Qt.Key.Key_Escape)
        raise AssertionError(f"the focus stays in {self._focus().accessibleName()!r}")

    def mark(self, span: Span) -> None:
        """Mark the words of a span: find them, and walk on to the right place."""
        self.to_article()
        self.press(Qt.Key.Key_F, Mod.ControlModifier)
        self.press(Qt.Key.Key_A, Mod.ControlModifier)
        self.type(span.quote)
        for _ in range(20):
            found = self.page.view.selection()
            if found == span:
                break
            self.press(Qt.Key.Key_Return)
        self.press(Qt.Key.Key_Escape)
        assert self.page.view.selection() == span

    # --- the form ------------------------------------------------------------------------

    def reach(self, name: str) -> None:
        """Walk through the form until the input of this name has the focus."""
        seen: list[str] = []
        for _ in range(300):
            here = self._focus()
            if name in (here.accessibleName(), here.objectName()):
                return
            seen.append(here.accessibleName() or here.objectName())
            if isinstance(here, QPushButton) and here.objectName() == "more" and "▾" in here.text():
                self.press(Qt.Key.Key_Space)
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"{name!r} is not in the form: {list(dict.fromkeys(seen))}")

    def answer(self, variable: Variable, name: str, answer: Answer) -> None:
        """Answer the question of this name."""
        self.reach(name)
        value = answer.value
        if isinstance(value, Missing):
            self.press(_REASONS[value], Mod.AltModifier)
        elif isinstance(value, bool):
            self.type("y" if value else "n")
        elif isinstance(value, Date):
            self._date(variable, name, value)
        elif isinstance(value, Place):
            self._place(name, value)
        elif isinstance(self._focus(), Segments):
            label = next(o.label for o in variable.options if o.code == value)
            self._segment(label)
        else:
            self.press(Qt.Key.Key_A, Mod.ControlModifier)
            self.type(str(value))
            if variable.kind in (Kind.CHOICE, Kind.ACTOR, Kind.PERSON):
                self.press(Qt.Key.Key_Return)
            else:
                self.press(Qt.Key.Key_Tab)

    def _segment(self, label: str) -> None:
        start = label[0].casefold()
        for _ in range(8):
            self.type(start)
            chosen = [
                b for b in self._focus().findChildren(QWidget) if getattr(b, "isChecked", bool)()
            ]
            if chosen and chosen[0].accessibleName().endswith(label):
                return
        raise AssertionError(f"no {label!r} on the scale")

    def _date(self, variable: Variable, name: str, date: Date) -> None:
        if date.start:
            span = date.start if date.start == date.end else f"{date.start}/{date.end}"
            self.type(span)
        else:
            self.type("before")
        self.press(Qt.Key.Key_Return)
        if date.text:
            self._words(name, date.text)

    def _place(self, name: str, place: Place) -> None:
        self.type(place.name)
        self.press(Qt.Key.Key_Return)
        if place.text:
            self._words(name, place.text)

    def _words(self, name: str, words: str) -> None:
        """The words of the text that give a date or place, under the details of the answer."""
        self.reach(f"{name}: details")
        fold = self._focus()
        assert isinstance(fold, QPushButton)
        if "▾" in fold.text():
            self.press(Qt.Key.Key_Space)
        self.reach(f"{name}: Words")
        self.type(words)
        self.press(Qt.Key.Key_Tab)

    # --- coding --------------------------------------------------------------------------

    def code_event(self, event: Event) -> None:
        """Code one event as `event` has it."""
        codebook = self.page.desk.codebook
        self.to_article()
        self.press(Qt.Key.Key_E)
        for variable in codebook.variables:
            answer = event.answers.get(variable.name)
            if answer is None:
                continue
            if variable.shortcut and answer.evidence:
                self._code_at_the_text(variable, answer)
            else:
                self.press(Qt.Key.Key_F2)
                self.answer(variable, variable.label, answer)
        for group in codebook.groups:
            for number, entry in enumerate(event.entries(group.name), 1):
                self._code_entry(group.name, number, entry)

    def _code_at_the_text(self, variable: Variable, answer: Answer) -> None:
        for place, span in enumerate(answer.evidence):
            self.mark(span)
            self.type(variable.shortcut)
            if variable.kind is Kind.CHOICE:
                self.type(str(answer.value))
                self.press(Qt.Key.Key_Return)
            elif place == 0:
                self.answer(variable, variable.label, Answer(answer.value))

    def _code_entry(self, name: str, number: int, entry: Entry) -> None:
        group = self.page.desk.codebook.group(name)
        assert group is not None
        first = group.variable(group.key[0])
        assert first is not None
        told = f"{group.singular[:1].upper()}{group.singular[1:]} {number}"
        start = entry.get(first.name, Answer(""))
        if start.evidence:
            self.mark(start.evidence[0])
        else:
            self.to_article()
            self.press(Qt.Key.Key_Right)
        self.type(group.shortcut)
        self.type(str(start.value))
        self.press(Qt.Key.Key_Return)
        for variable in group.variables:
            answer = entry.get(variable.name)
            if answer is not None and variable is not first:
                if self.page.view.isAncestorOf(self._focus()):
                    self.press(Qt.Key.Key_F2)  # back to the entry
                self.answer(variable, f"{told}: {variable.label}", answer)
        self._attach(f"{told}: {first.label}", start.evidence[1:])

    def _attach(self, name: str, spans: tuple[Span, ...]) -> None:
        """Give the answer of this name further words of the article."""
        for span in spans:
            self.press(Qt.Key.Key_F2)
            self.reach(name)
            self.mark(span)
            self.press(Qt.Key.Key_Return)

    def code_article(self, answers: Entry) -> None:
        """Answer the questions about the article itself."""
        for variable in self.page.desk.codebook.article:
            answer = answers.get(variable.name)
            if answer is None:
                continue
            self.to_article()
            self.reach("article_chip")
            self.press(Qt.Key.Key_Space)
            self.answer(variable, variable.label, answer)
            self._attach(variable.label, answer.evidence)

"""A coder at random in the real program, who tells on a pipe what the program has acknowledged.

Run as `python -m tests.e2e.kills PROJECT SEED STEPS PIPE [UNTIL]`; the parent kills it. With UNTIL
`state` it kills itself, in the moment in which it has acknowledged that a coding was submitted,
reopened or the like; no parent could be so quick. Each line on the pipe is a JSON object with
`told`:

* `start`: how every article stands when the program shows its first one, and which that is;
* `step`: what the coder does next;
* `draft`: a draft is about to be written, so it may be on the disk from now on;
* `ack`: the keys of the step have been handled: this is how the open article stands;
* `end`: all steps are done, and the project is closed.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget

from tests.e2e.begun import parts
from tests.hand import run_with_hand

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

Key, Mod = Qt.Key, Qt.KeyboardModifier
PAYLOADS = {"article": "answers", "state": "state"}
PAUSES = (0, 0, 0, 0, 5, 20, 300)
LONG_PAUSE = 3200
"""Milliseconds; longer than the pause after which the project gets its revision."""


def main(project: str, seed: str, steps: str, pipe: str, until: str = "") -> int:
    """Run the program with a coder who takes so many steps; the exit status of the program."""
    report = Report(int(pipe))
    watch_drafts(report)
    coders: list[RandomCoder] = []

    def work(window: QWidget) -> None:
        coder = RandomCoder(window, random.Random(int(seed)), int(steps), report)  # type: ignore[arg-type]
        coder.dies_with_state = until == "state"
        coders.append(coder)
        coder.begin()

    return run_with_hand([project, "--coder", "me"], work)


class Report:
    """The pipe to the parent."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def tell(self, told: str, **what: object) -> None:
        """Write one line; it is with the parent when this returns."""
        line = json.dumps({"told": told, **what}, sort_keys=True) + "\n"
        raw = line.encode("utf-8")
        while raw:
            raw = raw[os.write(self._pipe, raw) :]


def watch_drafts(report: Report) -> None:
    """Have every draft announced before it is written by the program."""
    from annotator.store.drafts import Drafts

    put = Drafts.put

    def announced(
        self: Drafts, project_id: UUID, coder_id: UUID, key: str, article_id: UUID, payload: str
    ) -> None:
        kept, part = json.loads(payload), key.split(":")[0]
        if part != "waiting":  # it is no answer yet
            value = kept[PAYLOADS.get(part, "event")]
            report.tell("draft", article=str(article_id), part=part, value=value)
        put(self, project_id, coder_id, key, article_id, payload)

    Drafts.put = announced  # type: ignore[method-assign]


class RandomCoder:
    """Codes at random with keys; between two steps the program runs as it always does."""

    def __init__(
        self, window: MainWindow, chance: random.Random, steps: int, report: Report
    ) -> None:
        self.window, self.chance, self.left, self.report = window, chance, steps, report
        self.page, self.desk = window.coding, window.desk
        self.dies_with_state = False
        self._impatience = QTimer(interval=200)
        self._impatience.timeout.connect(self._dismiss)
        self._impatience.start()

    def begin(self) -> None:
        """Tell how everything stands, then go on coding."""
        desk = self.desk
        standing = {
            str(row.article_id): parts(desk.read_article(row.article_id))
            for row in self.page.worklist.model.rows()
        }
        self.report.tell("start", articles=standing, read_only=desk.is_read_only, **self._place())
        self._later()

    def _place(self) -> dict[str, str]:
        assert self.desk.current is not None
        going = self.desk._going
        return {
            "open": str(self.desk.current.article.id),
            "going": str(going) if going is not None else "",
        }

    def _dismiss(self) -> None:
        """Close what a key has opened and what waits for an answer."""
        dialog = QApplication.activeModalWidget()
        if dialog is not None:
            dialog.close()

    def _later(self) -> None:
        pause = LONG_PAUSE if self.chance.random() < 0.005 else self.chance.choice(PAUSES)
        QTimer.singleShot(pause, self._step)

    def _step(self) -> None:
        if self.left <= 0:
            self._end()
            return
        self.left -= 1
        assert self.desk.current is not None
        before = self.desk.current
        names = list(STEPS) + ([] if self.desk.can_edit else ["reopen"] * 6)
        weights = [WEIGHTS.get(name, 2) for name in names]
        (name,) = self.chance.choices(names, weights)
        self.report.tell("step", name=name)
        STEPS[name](self)
        current = self.desk.current
        self.report.tell("ack", coding=parts(current), **self._place())
        is_other = current.article.id != before.article.id
        if self.dies_with_state and not is_other and current.state != before.state:
            os.kill(os.getpid(), signal.SIGKILL)
        self._later()

    def _end(self) -> None:
        self.desk.project_closed.connect(lambda: self.report.tell("end"))
        self.window.close()

    # --- keys ----------------------------------------------------------------------------

    def press(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        """Press one key where the focus is."""
        modifiers = Qt.KeyboardModifier.NoModifier
        for each in held:
            modifiers |= each
        QTest.keyClick(self._focus(), key, modifiers)

    def type(self, words: str) -> None:
        """Type words, letter by letter."""
        for char in words:
            QTest.keyClicks(self._focus(), char)

    def _focus(self) -> QWidget:
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup.focusWidget() or popup
        return QApplication.focusWidget() or self.window

    # --- steps ---------------------------------------------------------------------------

    def to_article(self) -> None:
        """Escape from wherever the focus is until it is in the article."""
        for _ in range(4):
            self.press(Key.Key_Escape)
            if self.page.view.isAncestorOf(self._focus()):
                return
        self.page.view.setFocus()

    def mark(self) -> None:
        """Mark some words of the article."""
        self.to_article()
        for _ in range(self.chance.randrange(4)):
            self.press(self.chance.choice((Key.Key_Down, Key.Key_Up)))
        held = self.chance.choice(((Mod.ShiftModifier,), (Mod.ShiftModifier, Mod.ControlModifier)))
        for _ in range(1 + self.chance.randrange(3)):
            self.press(Key.Key_Right, *held)

    def new_event(self) -> None:
        """e: a new event."""
        self.to_article()
        self.type("e")

    def pick(self) -> None:
        """A key of the codebook at marked words, and a choice from what it shows."""
        self.mark()
        codebook = self.desk.codebook
        keys = [each.shortcut for each in (*codebook.groups, *codebook.variables)]
        self.type(self.chance.choice([key for key in keys if key]))
        self.type(self.chance.choice(("1", "2", "", "ch", "ru", "co", "s")))
        self.press(self.chance.choice((Key.Key_Return, Key.Key_Return, Key.Key_Escape)))

    def answer(self) -> None:
        """Go somewhere in the form and answer there, or say why there is no answer."""
        self.press(Key.Key_F2)
        for _ in range(self.chance.randrange(14)):
            self.press(Key.Key_Tab)
        how = self.chance.randrange(4)
        if how == 0:
            reason = self.chance.choice((Key.Key_S, Key.Key_U, Key.Key_A))
            self.press(reason, Mod.AltModifier)
        elif how == 1:
            self.press(Key.Key_Space)
        else:
            self.type(self.chance.choice(("1", "2", "me", "he", "ru", "2025-12-02", "y", "k")))
            self.press(self.chance.choice((Key.Key_Return, Key.Key_Tab)))

    def type_text(self) -> None:
        """Type into wherever the form has its focus; it may be left half typed."""
        self.press(Key.Key_F2)
        for _ in range(self.chance.randrange(14)):
            self.press(Key.Key_Tab)
        words = "".join(self.chance.choices("abcdefghij 123", k=1 + self.chance.randrange(12)))
        self.type(words)

    def type_field(self) -> None:
        """Type into a text field that is in sight."""
        form = self.page.panel.pages.currentWidget()
        if form is None:
            return
        fields: list[QWidget] = [*form.findChildren(QLineEdit), *form.findChildren(QPlainTextEdit)]
        fields = [field for field in fields if field.isVisible() and field.isEnabled()]
        if fields:
            self.chance.choice(fields).setFocus(Qt.FocusReason.TabFocusReason)
            self.type("".join(self.chance.choices("abcdefgh 12", k=1 + self.chance.randrange(9))))

    def attach(self) -> None:
        """Give the answer that had the focus last some words of the article."""
        self.mark()
        self.press(Key.Key_Return)

    def fold(self) -> None:
        """Show the questions about the article, or those of an event."""
        self.to_article()
        if self.chance.random() < 0.3:
            self.page.panel.article_chip.click()
        else:
            self.type(str(self.chance.randrange(1, 4)))

    def delete_event(self) -> None:
        """Ctrl+Del."""
        self.to_article()
        self.press(Key.Key_Delete, Mod.ControlModifier)

    def copy_event(self) -> None:
        """Ctrl+D."""
        self.to_article()
        self.press(Key.Key_D, Mod.ControlModifier)

    def undo(self) -> None:
        """Ctrl+Z, here or where the focus is."""
        if self.chance.random() < 0.7:
            self.to_article()
        for _ in range(1 + self.chance.randrange(3)):
            self.press(Key.Key_Z, Mod.ControlModifier)

    def redo(self) -> None:
        """Ctrl+Shift+Z."""
        self.to_article()
        self.press(Key.Key_Z, Mod.ControlModifier, Mod.ShiftModifier)

    def submit(self) -> None:
        """Ctrl+Enter: goes on to the next article, or to what is missing."""
        self.press(Key.Key_Return, Mod.ControlModifier)

    def no_event(self) -> None:
        """Ctrl+Shift+Enter, and a reason."""
        self.to_article()
        self.press(Key.Key_Return, Mod.ControlModifier, Mod.ShiftModifier)
        self.type("1")
        self.press(Key.Key_Return)

    def go(self) -> None:
        """The next or the last article."""
        self.press(self.chance.choice((Key.Key_Right, Key.Key_Left)), Mod.AltModifier)

    def reopen(self) -> None:
        """The main button, where it says Reopen."""
        from annotator.model.study import State

        assert self.desk.current is not None
        if self.desk.current.state is State.SUBMITTED:
            self.page.panel.submit.click()


STEPS: dict[str, Callable[[RandomCoder], None]] = {
    "new_event": RandomCoder.new_event,
    "pick": RandomCoder.pick,
    "answer": RandomCoder.answer,
    "type_text": RandomCoder.type_text,
    "type_field": RandomCoder.type_field,
    "attach": RandomCoder.attach,
    "fold": RandomCoder.fold,
    "delete_event": RandomCoder.delete_event,
    "copy_event": RandomCoder.copy_event,
    "undo": RandomCoder.undo,
    "redo": RandomCoder.redo,
    "submit": RandomCoder.submit,
    "no_event": RandomCoder.no_event,
    "go": RandomCoder.go,
    "reopen": RandomCoder.reopen,
}
WEIGHTS = {"pick": 6, "answer": 6, "type_text": 4, "type_field": 4, "delete_event": 1}


if __name__ == "__main__":
    with suppress(BrokenPipeError):
        sys.exit(main(*sys.argv[1:]))

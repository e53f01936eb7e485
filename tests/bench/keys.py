"""How long a key takes until its answer is on the screen, in the real program.

In the article the sentence cursor walks; in the form a question is answered now so, now so, and
each answer is on the disk before the key is done. Started as a program this file is the hand;
imported it reads what the hand has told.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from time import perf_counter_ns
from typing import TYPE_CHECKING

from tests.bench.measure import Figure, p95

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

PRESSES = 120
WARM_UP = 20
PATIENCE = 60.0


class Keys:
    """Times of keys in the article and in the form, told by one run of the program.

    A goal that asks again was missed, and gets a run of its own.
    """

    def __init__(self, folder: Path, project: Path, coder: str) -> None:
        self._folder, self._project, self._coder = folder, project, coder
        self._times: dict[str, list[float]] = {}
        self._told: set[str] = set()

    def article_median(self) -> Figure:
        """Half of the keys in the article are answered within this."""
        return Figure(median(self._asked("article_median", "article_key")))

    def article_p95(self) -> Figure:
        """Of 100 keys in the article 95 are answered within this."""
        return Figure(p95(self._asked("article_p95", "article_key")))

    def form_median(self) -> Figure:
        """Half of the answers in the form are on screen and disk within this."""
        return Figure(median(self._asked("form_median", "form_key")))

    def form_p95(self) -> Figure:
        """Of 100 answers in the form 95 are on screen and disk within this."""
        return Figure(p95(self._asked("form_p95", "form_key")))

    def _asked(self, goal: str, name: str) -> list[float]:
        if goal in self._told or not self._times:
            self._times = self._run()
        self._told.add(goal)
        return self._times[name]

    def _run(self) -> dict[str, list[float]]:
        trace = self._folder / "keys"
        trace.unlink(missing_ok=True)
        home = self._folder / "home"
        environment = {
            **os.environ,
            "ANNOTATOR_TRACE": str(trace),
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / ".config"),
            "XDG_DATA_HOME": str(home / ".local/share"),
            "PYTHONPATH": str(Path(__file__).parents[2]),
        }
        words = [sys.executable, __file__, str(self._project), "--coder", self._coder]
        done = subprocess.run(
            words, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
        times: dict[str, list[float]] = {"article_key": [], "form_key": []}
        for line in trace.read_text().splitlines() if trace.exists() else ():
            name, _, nanoseconds = line.partition(" ")
            if name in times:
                times[name].append(int(nanoseconds) / 1e6)
        if not all(times.values()):
            raise RuntimeError(f"the program told no times: {done.stderr[-2000:]}")
        return times


def press_keys(window: QWidget) -> None:
    """Press, wait until painted, tell; then close the window."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from annotator.ui.widgets.article_view import ArticleView
    from annotator.ui.widgets.event_form import EventForm
    from annotator.ui.widgets.fields_choice import ListField
    from tests.hand import TRACE

    def timed(name: str, widget: QWidget, keys: list[Qt.Key]) -> list[str]:
        told: list[str] = []
        QTest.qWait(200)
        for number in range(WARM_UP + PRESSES):
            widget.setFocus()
            QApplication.processEvents()
            began = perf_counter_ns()
            QTest.keyClick(window.focusWidget() or widget, keys[number % len(keys)])
            QApplication.processEvents()  # what was asked for is painted here
            if number >= WARM_UP:
                told.append(f"{name} {perf_counter_ns() - began}\n")
        return told

    view = window.findChildren(ArticleView)[0]
    lines = timed("article_key", view, [Qt.Key.Key_Down] * 4 + [Qt.Key.Key_Up] * 4)
    form = next(form for form in window.findChildren(EventForm) if form.isVisible())
    field = next(
        field
        for field in form.findChildren(ListField)
        if field.isVisible() and 2 <= len(field.options) <= 9
    )
    lines += timed("form_key", field.line, [Qt.Key.Key_1, Qt.Key.Key_2])
    with TRACE.open("a", encoding="utf-8") as trace:
        trace.writelines(lines)
    window.close()
    QApplication.quit()


if __name__ == "__main__":
    from tests.hand import run_with_hand

    sys.exit(run_with_hand(sys.argv[1:], press_keys))

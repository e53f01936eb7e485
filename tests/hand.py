"""The real program with a hand at its keyboard: for the benchmark and the screenshots.

`ANNOTATOR_TRACE` names the file in which the program stamps "painted" and "shown".
"""

from __future__ import annotations

import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from time import monotonic_ns, sleep
from typing import TYPE_CHECKING

from annotator.__main__ import main

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

TRACE = Path(os.environ["ANNOTATOR_TRACE"])


def stamp(name: str) -> None:
    """Tell the time of the machine's clock under a name."""
    with TRACE.open("a", encoding="utf-8") as trace:
        trace.write(f"{name} {monotonic_ns()}\n")


def run_with_hand(words: list[str], work: Callable[[QWidget], None]) -> int:
    """Run the program with these words; once the article is shown, `work` has its window.

    `work` runs in the window's thread, between two events. The exit status of the program.
    """
    threading.Thread(target=_work_when_shown, args=(work,), daemon=True).start()
    sys.argv = ["annotator", *words]
    return main()


def _work_when_shown(work: Callable[[QWidget], None]) -> None:
    while not (TRACE.exists() and "shown " in TRACE.read_text(encoding="utf-8")):
        sleep(0.005)
    from PySide6.QtCore import QCoreApplication, QMetaObject, QObject, Qt, Slot
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Hand(QObject):
        """Lives in the window's thread."""

        @Slot()
        def begin(self) -> None:
            windows = [w for w in QApplication.topLevelWidgets() if isinstance(w, QMainWindow)]
            try:
                work(windows[0])
            except BaseException:  # noqa: BLE001  its trace is told, and the process ends
                traceback.print_exc()
                os._exit(1)  # a hand that fails must not leave a window behind

    app = QCoreApplication.instance()
    assert app is not None
    hand = Hand()
    hand.moveToThread(app.thread())
    QMetaObject.invokeMethod(hand, "begin", Qt.ConnectionType.BlockingQueuedConnection)
    while True:  # keeps the hand alive as long as the window is
        sleep(3600)

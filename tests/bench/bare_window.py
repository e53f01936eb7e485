"""The least that a window costs: painted, stamped, and left open until it is ended."""

from __future__ import annotations

import os
from pathlib import Path
from time import monotonic_ns

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class Watch(QObject):
    """Stamps the first paint of the window it watches."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, stamp)
        return False


def stamp() -> None:
    """Tell the time of the machine's clock."""
    Path(os.environ["ANNOTATOR_TRACE"]).write_text(f"painted {monotonic_ns()}\n")


app = QApplication([])
window = QMainWindow()
window.resize(1200, 800)
watch = Watch()
window.installEventFilter(watch)
window.show()
app.exec()

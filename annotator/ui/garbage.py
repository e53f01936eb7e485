"""Objects that hold each other are found on the window's thread alone, in moments nobody notices.

Left to itself, Python looks for them on whatever thread is running, through everything there is:
that holds up the window for a tenth of a second, and destroys Qt's objects on a thread that is not
theirs.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1_000
_YOUNG = 2_000
"""Objects made since the last look, from which on another look is worth its while."""

_FULL = 30
"""Every so many looks one goes through all that has come since the last `keep`."""


class Garbage(QObject):
    """Looks for garbage as long as it lives; what is there at the beginning is never garbage."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.disable()
        gc.freeze()
        timer = QTimer(self, interval=_EVERY_MS)
        timer.timeout.connect(self._look)
        timer.start()
        self.destroyed.connect(_leave_it_to_python)

    def _look(self) -> None:
        self._looks += 1
        if self._looks % _FULL == 0:
            gc.collect()
        elif gc.get_count()[0] > _YOUNG:
            gc.collect(1)

    def keep(self) -> None:
        """Much has come that will stay: it is not looked through until `look_everywhere`."""
        gc.freeze()

    def look_everywhere(self) -> None:
        """Look through all there is, which takes a moment."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()


def _leave_it_to_python() -> None:
    gc.unfreeze()
    gc.enable()

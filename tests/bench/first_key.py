"""The real program: the article once shown, it gets a key and tells when that is answered."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.hand import run_with_hand, stamp

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def press_down(window: QWidget) -> None:
    """One step of the sentence cursor, painted."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Down)
    QApplication.processEvents()
    stamp("answered")


sys.exit(run_with_hand(sys.argv[1:], press_down))

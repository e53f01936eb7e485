"""Files, folders and packages dropped anywhere on the window, also over fields for text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QLabel

from annotator.ui.intake_steps import files_of
from annotator.ui.sharing_steps import is_package

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_LEFT = (QEvent.Type.DragLeave, QEvent.Type.Drop)


class Drops(QObject):
    """Takes files before any widget of the window sees them, and says so while they are over it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.sign = QLabel(window)
        self.sign.setObjectName("drop_sign")
        self.sign.setProperty("look", "drop")
        self.sign.setTextFormat(Qt.TextFormat.PlainText)
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.sign.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.sign.hide()
        window.setAcceptDrops(True)
        window.winId()  # from here on it has the handle that drops come to
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take packages always, other files while articles can be taken in; nothing else."""
        if event.type() in _LEFT:
            self.sign.hide()
        if event.type() not in _KINDS or not isinstance(event, QDropEvent):
            return False
        paths = files_of(event.mimeData())
        has_package = any(map(is_package, paths))
        if not paths or (self._window.desk.is_read_only and not has_package):
            return False
        event.acceptProposedAction()
        if event.type() == QEvent.Type.Drop:
            window = self._window
            take = window.sharing.take if has_package else window.intake.import_paths
            QTimer.singleShot(0, self, lambda: take(paths))
        else:
            self._show_sign(self._words(paths))
        return True

    def _words(self, paths: Sequence[Path]) -> str:
        """What becomes of files that are dropped here."""
        project = self._window.desk.project
        if not any(map(is_package, paths)):
            return self.tr("Drop to import as articles")
        if project is None:
            return self.tr("Drop to make a project of the package")
        return self.tr("Drop to merge into {name}").format(name=project.name)

    def _show_sign(self, words: str) -> None:
        if self.sign.isVisible() and self.sign.text() == words:
            return
        self.sign.setText(words)
        self.sign.setGeometry(self._window.rect().adjusted(12, 12, -12, -12))
        self.sign.raise_()
        self.sign.show()

"""Files, folders and packages dropped anywhere on the window, also over fields for text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDropEvent

from annotator.ui.intake_steps import files_of
from annotator.ui.sharing_steps import is_package

if TYPE_CHECKING:
    from annotator.ui.main_window import MainWindow

_KINDS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class Drops(QObject):
    """Takes files before any widget of the window sees them."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.winId()  # from here on it has the handle that drops come to
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Take packages always, other files while articles can be taken in; nothing else."""
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
        return True

"""Small dialogs that list something: the keys, and the history of an event."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)


def _label(text: str, look: str = "") -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("look", look)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


class ListDialog(QDialog):
    """Sections of two columns that can be scrolled."""

    def __init__(self, parent: QWidget | None, title: str, name: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.resize(560, 620)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 12)
        area = QScrollArea()
        area.setObjectName(f"{name}_area")
        area.setAccessibleName(title)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(24, 16, 24, 16)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        area.setWidget(inner)
        layout.addWidget(area)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self.reject)
        buttons.setContentsMargins(0, 0, 16, 0)
        layout.addWidget(buttons)

    def add_section(self, heading: str, rows: Sequence[tuple[str, str]], look: str = "") -> None:
        """Add a heading and its rows; `look` is that of the first column."""
        grid = self._grid
        grid.addWidget(_label(heading, "heading"), grid.rowCount(), 0, 1, 2)
        for first, second in rows:
            row = grid.rowCount()
            left = _label(first, look)
            top = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
            grid.addWidget(left, row, 0, top)
            words = _label(second)
            words.setWordWrap(True)
            grid.addWidget(words, row, 1)
        grid.setRowMinimumHeight(grid.rowCount(), 12)

    def finish(self) -> None:
        """Push everything to the top."""
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    @classmethod
    def ask(
        cls,
        parent: QWidget | None,
        title: str,
        name: str,
        sections: Sequence[tuple[str, Sequence[tuple[str, str]]]],
        look: str = "",
    ) -> None:
        """Show it until it is closed."""
        dialog = cls(parent, title, name)
        for heading, rows in sections:
            dialog.add_section(heading, rows, look)
        dialog.finish()
        dialog.exec()

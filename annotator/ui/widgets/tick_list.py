"""A list of which some are ticked: by Space, by a click, or all of them at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

_TICK = Qt.CheckState.Checked
_NO_TICK = Qt.CheckState.Unchecked
_VALUE = Qt.ItemDataRole.UserRole
_ROWS = 3


class _Rows(QListWidget):
    """Space ticks the current row; Enter is the dialog's."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Enter to the dialog."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
        else:
            super().keyPressEvent(event)


class TickList(QWidget):
    """Shows values with their words; tells when other ones are ticked."""

    changed = Signal()

    def __init__(self, name: str, words: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _Rows()
        self.list.setObjectName(name)
        self.list.setAccessibleName(words)
        self.list.setProperty("look", "ticks")
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(_ROWS * self.list.fontMetrics().lineSpacing() + 12)
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self.all = self._button(self.tr("All"), f"{name}_all", self.tr("Tick all"))
        self.none = self._button(self.tr("None"), f"{name}_none", self.tr("Tick none"))
        self.all.clicked.connect(lambda: self._tick_all(_TICK))
        self.none.clicked.connect(lambda: self._tick_all(_NO_TICK))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list, 1)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(4)
        self.foot.addWidget(self.all)
        self.foot.addWidget(self.none)
        self.foot.addStretch(1)
        column.addLayout(self.foot)
        self.setFocusProxy(self.list)

    def _button(self, words: str, name: str, spoken: str) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.setAccessibleName(spoken)
        button.setProperty("look", "quiet")
        button.setAutoDefault(False)
        return button

    def show_rows(
        self,
        rows: Sequence[tuple[Hashable, str]],
        ticked: Iterable[Hashable],
        current: Hashable | None = None,
    ) -> None:
        """Show these values with their words, some of them ticked; current: the one to go to."""
        chosen, at = set(ticked), max(self.list.currentRow(), 0)
        values = [value for value, _ in rows]
        at = values.index(current) if current in values else at
        self.list.blockSignals(True)
        self.list.clear()
        for value, words in rows:
            item = QListWidgetItem(words)
            item.setToolTip(words)
            item.setData(_VALUE, value)
            item.setCheckState(_TICK if value in chosen else _NO_TICK)
            self.list.addItem(item)
        self.list.setCurrentRow(min(at, self.list.count() - 1))
        self.list.blockSignals(False)
        self.list.scrollToItem(self.list.currentItem())
        self.changed.emit()

    @property
    def ticked(self) -> tuple[Any, ...]:
        """The values that are ticked, in their order."""
        return tuple(item.data(_VALUE) for item in self._items() if item.checkState() == _TICK)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _tick_all(self, state: Qt.CheckState) -> None:
        self.list.blockSignals(True)
        for item in self._items():
            item.setCheckState(state)
        self.list.blockSignals(False)
        self.list.viewport().update()
        self.changed.emit()

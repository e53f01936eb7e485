"""What marked words may mean, to be chosen with the pointer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QVBoxLayout, QWidget

from annotator.ui.widgets.option_popup import Choice, ChoiceDelegate, Choices

WIDTH = 360
ROWS = 14
"""So many meanings are seen at once; the others are scrolled to."""
_GAP, _EDGE = 8, 8


@dataclass(frozen=True, slots=True)
class Meaning:
    """Something that marked words may stand for: in words, its key in the article, its step.

    ruled: a hairline stands above it.
    """

    words: str
    key: str
    take: Callable[[], None]
    ruled: bool = False


class WordsMenu(QFrame):
    """A list beside the marked words. It never takes the focus: keys act in the article as ever."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("words_menu")
        self.setProperty("look", "card")
        self.setAutoFillBackground(True)
        self._around = parent
        self._meanings: Sequence[Meaning] = ()
        self._model = Choices(self)
        self.list = QListView(self)
        self.list.setObjectName("words_meanings")
        self.list.setProperty("look", "plain")
        self.list.setAccessibleName(self.tr("What the words mean"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setModel(self._model)
        self.list.setItemDelegate(ChoiceDelegate(self._model, self.list))
        self.list.entered.connect(self.list.setCurrentIndex)
        self.list.clicked.connect(self._on_clicked)
        box = QVBoxLayout(self)
        box.setContentsMargins(6, 6, 6, 6)
        box.addWidget(self.list)
        self.hide()

    def open_beside(self, area: QRect, meanings: Sequence[Meaning]) -> None:
        """Offer meanings below an area of the screen, or above it where there is more room."""
        self._meanings = meanings
        self._model.show_rows(
            [Choice("", each.words, each.key, ruled=each.ruled) for each in meanings]
        )
        around = self._around
        top = around.mapFromGlobal(area.topLeft())
        bottom = around.mapFromGlobal(area.bottomLeft()).y() + _GAP
        below, above = around.height() - _EDGE - bottom, top.y() - _GAP - _EDGE
        row = self.fontMetrics().height() + 9
        wanted = min(len(meanings), ROWS) * row + 16
        height = min(wanted, max(below, above, 4 * row))
        y = bottom if below >= min(wanted, above) else top.y() - _GAP - height
        x = max(_EDGE, min(top.x(), around.width() - WIDTH - _EDGE))
        self.setGeometry(x, max(_EDGE, min(y, around.height() - _EDGE - height)), WIDTH, height)
        self.list.setCurrentIndex(QModelIndex())
        self.list.scrollToTop()
        self.show()
        self.raise_()

    def _on_clicked(self, index: QModelIndex) -> None:
        meaning = self._meanings[index.row()]
        self.hide()
        meaning.take()

"""What several codings say to the same questions, side by side, to look at or to take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

_MOST = 400
"""Characters of one cell; what is longer is cut, and whole in its tooltip."""

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}
"""By key, how many rows and cells it goes on."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one coding says: in words, and softer beneath, what bears it out."""

    words: str
    details: str = ""


@dataclass(frozen=True, slots=True)
class SideRow:
    """A question and what each coding says to it; None where there is nothing to look at.

    heading: a line above the row, "" for none.
    """

    label: str
    cells: tuple[Cell | None, ...]
    heading: str = ""


class CellButton(QPushButton):
    """A cell: its words wrap; the one that is taken carries a dot, not a colour alone."""

    looked = Signal()

    def __init__(self, cell: Cell, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "side")
        self.setAutoDefault(False)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._cell, self._name = cell, name
        box = QVBoxLayout(self)
        box.setContentsMargins(10, 6, 10, 6)
        box.setSpacing(2)
        self.words = _wrapped(cell.words)
        box.addWidget(self.words)
        if cell.details:
            details = _wrapped(cell.details)
            details.setProperty("look", "soft")
            box.addWidget(details)
        box.addStretch(1)
        self.toggled.connect(lambda _: self._say())
        self._say()

    def _say(self) -> None:
        sign = "" if not self.isCheckable() else "● " if self.isChecked() else "○ "
        self.words.setText(sign + _cut(self._cell.words))
        self.setAccessibleName(f"{self._name}: {self._cell.words}")

    def make_checkable(self) -> None:
        """Let it be taken, as one of its row."""
        self.setCheckable(True)
        self._say()

    def sizeHint(self) -> QSize:
        """As high as its words are."""
        return self.layout().sizeHint()  # type: ignore[union-attr]

    def minimumSizeHint(self) -> QSize:
        """As narrow as may be: the words wrap."""
        return QSize(60, 30)

    def hasHeightForWidth(self) -> bool:
        """It wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """So high are its words at a width."""
        return max(self.layout().heightForWidth(width), 30)  # type: ignore[union-attr]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the rows: they know which cell is next."""
        if event.key() in _ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that it is looked at."""
        super().focusInEvent(event)
        self.looked.emit()


class Sides(QScrollArea):
    """Rows of cells. The arrows go from cell to cell; one cell of a row can be taken."""

    taken = Signal(int, int)  # row, cell
    looked = Signal(int, int)  # row, cell: it has the focus

    def __init__(self, *, is_choice: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_choice = is_choice
        self._cells: list[list[CellButton | None]] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_rows(self, columns: Sequence[str], rows: Sequence[SideRow]) -> None:
        """Show these rows; columns: what each coding is called."""
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(16, 4, 12, 12)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(4)
        self._cells = []
        for row in rows:
            self._add_row(grid, columns, row)
        for column in range(len(columns)):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(grid.rowCount(), 1)
        self.setWidget(body)

    def _add_row(self, grid: QGridLayout, columns: Sequence[str], row: SideRow) -> None:
        for words, look in ((row.heading, "heading"), (row.label, "soft")):
            if words:
                line = _wrapped(words)
                line.setProperty("look", look)
                line.setContentsMargins(0, 8 if look == "heading" else 4, 0, 0)
                grid.addWidget(line, grid.rowCount(), 0, 1, len(columns))
        at, place = grid.rowCount(), len(self._cells)
        cells: list[CellButton | None] = []
        for column, cell in enumerate(row.cells):
            made = None if cell is None else self._cell(cell, f"{row.label}, {columns[column]}")
            if made is not None:
                made.setObjectName(f"side_{place}_{column}")
                made.clicked.connect(lambda _=False, r=place, c=column: self.take(r, c))
                made.looked.connect(lambda r=place, c=column: self._on_looked(r, c))
                grid.addWidget(made, at, column)
            cells.append(made)
        self._cells.append(cells)

    def _cell(self, cell: Cell, name: str) -> CellButton:
        made = CellButton(cell, name)
        if self._is_choice:
            made.make_checkable()
        if len(cell.words) > _MOST:
            made.setToolTip(_cut(cell.words, 4 * _MOST))
        return made

    def take(self, row: int, column: int) -> None:
        """Take a cell of a row."""
        if self._is_choice:
            self.mark(row, column)
            self.taken.emit(row, column)

    def mark(self, row: int, column: int) -> None:
        """Show which cell of a row is taken."""
        for at, cell in enumerate(self._cells[row]):
            if cell is not None:
                cell.setChecked(at == column)

    def _on_looked(self, row: int, column: int) -> None:
        cell = self._cells[row][column]
        if cell is not None:
            self.ensureWidgetVisible(cell, 0, 40)
            self.looked.emit(row, column)

    def focus_first(self) -> bool:
        """Go to the first cell, the one that is taken if any is; False where there is none."""
        for cells in self._cells:
            there = [cell for cell in cells if cell is not None]
            if there:
                next((cell for cell in there if cell.isChecked()), there[0]).setFocus()
                return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows go to the next cell; to the sides they take it where there is a choice."""
        step = _ARROWS.get(event.key())
        if step is None or not self._walk(*step):
            event.ignore()

    def _walk(self, down: int, right: int) -> bool:
        here = next(
            (
                (row, column)
                for row, cells in enumerate(self._cells)
                for column, cell in enumerate(cells)
                if cell is not None and cell.hasFocus()
            ),
            None,
        )
        if here is None:
            return False
        row, column = here[0] + down, here[1] + right
        while 0 <= row < len(self._cells) and 0 <= column < len(self._cells[row]):
            cell = self._cells[row][column]
            if down:
                marked = (each for each in self._cells[row] if each and each.isChecked())
                cell = next(marked, cell)
            if cell is not None:
                cell.setFocus()
                if right:
                    self.take(row, column)
                break
            row, column = row + down, column + right
        return True


def _wrapped(words: str) -> QLabel:
    made = QLabel(_cut(words))
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(True)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return made


def _cut(words: str, most: int = _MOST) -> str:
    return words if len(words) <= most else f"{words[: most - 1]}…"

"""What a step would do, shown before it is done: words, tables, a verb, and all of it to copy."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.messages import label
from annotator.ui.widgets.fact_table import FactColumn, FactTable, Heading, number_column

Row = TypeVar("Row")

_WIDTH, _HEIGHT, _EDGE = 860, 600, 80
_ROW, _HEAD = 30, 44


class ReviewDialog(QDialog):
    """Tables, one at a time; the verb only tells that it was chosen."""

    agreed = Signal()

    def __init__(self, parent: QWidget, title: str, name: str, verb: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setWindowTitle(title)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.heading = label(title, "heading")
        self.summary = self._label(f"{name}_summary")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 16)
        self.column.setSpacing(10)
        self.column.addWidget(self.heading)
        self.column.addWidget(self.summary)
        self._tabs = QButtonGroup(self)
        self._chips = QHBoxLayout()
        self._chips.setSpacing(8)
        self._chips.addStretch(1)
        self.column.addLayout(self._chips)
        self.views = QStackedWidget()
        self._tabs.idClicked.connect(self.views.setCurrentIndex)
        self.column.addWidget(self.views, 1)
        self.buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self.copy = self.buttons.addButton(self.tr("Copy"), role.ActionRole)
        self.copy.setObjectName(f"{name}_copy")
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.words()))
        self.no = self.buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self.verb = self.buttons.addButton(verb, role.AcceptRole)
        self.verb.setObjectName(f"{name}_ok")
        self.verb.setProperty("look", "main")
        for button in (self.copy, self.no):
            button.setAutoDefault(False)
        self.verb.setDefault(True)
        self.buttons.rejected.connect(self.reject)
        self.buttons.accepted.connect(self.agreed)
        self.column.addWidget(self.buttons)

    def _label(self, name: str, look: str = "") -> QLabel:
        made = label("", look)
        made.setObjectName(name)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return made

    # --- showing -------------------------------------------------------------------------

    def clear(self) -> None:
        """Take all tables out."""
        for button in self._tabs.buttons():
            self._tabs.removeButton(button)
            self._chips.removeWidget(button)  # else it keeps its room until it is gone
            button.hide()
            button.deleteLater()
        for table in self._tables:
            self.views.removeWidget(table)
            table.deleteLater()

    def add_table(
        self,
        name: str,
        title: str,
        columns: Sequence[FactColumn[Row]],
        rows: Sequence[Row | Heading],
        identity: Callable[[Row], Hashable],
    ) -> None:
        """Add a table behind its title; without rows there is neither."""
        if not rows:
            return
        table: FactTable[Row] = FactTable(name, title, columns, identity)
        table.setProperty("look", "plain")
        table.show_rows(rows)
        place = self.views.addWidget(table)
        words = self.tr("{title} ({n})").format(title=title, n=QLocale().toString(len(rows)))
        chip = QPushButton(words.replace("&", "&&"))
        chip.setObjectName(f"{name}_tab")
        chip.setProperty("look", "chip")
        chip.setCheckable(True)
        chip.setChecked(place == 0)
        chip.setAutoDefault(False)
        self._tabs.addButton(chip, place)
        self._chips.insertWidget(place, chip)

    def fit(self) -> None:
        """As high as the longest table needs, and no higher than the window."""
        parent = self.parentWidget()
        assert parent is not None
        self.column.activate()
        rows = max((len(table.facts.rows) for table in self._tables), default=0)
        self.views.setMinimumHeight(min(rows, 3) * _ROW + _HEAD)
        wanted = self.sizeHint().height() + max(rows - 3, 0) * _ROW
        high = min(wanted, _HEIGHT, parent.height() - _EDGE)
        self.resize(min(_WIDTH, parent.width() - _EDGE), high)

    @property
    def _tables(self) -> list[FactTable[Any]]:
        tables = (self.views.widget(place) for place in range(self.views.count()))
        return [table for table in tables if isinstance(table, FactTable)]

    def end(self, title: str) -> None:
        """What was to be done is done: nothing is left but to close."""
        self.setWindowTitle(title)
        self.heading.setText(title)
        self.verb.hide()
        self.no.setText(self.tr("Close"))
        self.no.setDefault(True)
        self.no.setFocus()

    def words(self) -> str:
        """All that is shown as plain lines."""
        parts = [self.heading.text(), self.summary.text()]
        for table in self._tables:
            parts += ["", table.accessibleName(), *_lines(table)]
        return "\n".join(parts)


def _lines(table: FactTable[Any]) -> list[str]:
    """A table as lines, its cells parted by tabs."""
    model = table.facts
    lines = ["\t".join(column.heading for column in model.columns)]
    for row in range(model.rowCount()):
        cells = (model.index(row, at).data() for at in range(model.columnCount()))
        lines.append("\t".join(str(cell or "") for cell in cells))
    return lines


def count_column(
    name: str, heading: str, value: Callable[[Row], int], width: int = 96
) -> FactColumn[Row]:
    """A column of numbers of things."""
    return number_column(name, heading, width, value, lambda n: QLocale().toString(n))

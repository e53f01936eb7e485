"""What every table with declared columns shows of them: headings, and where their words stand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from PySide6.QtCore import Qt


class Column(Protocol):
    """A declared column. is_number: its cells stand at the right."""

    @property
    def heading(self) -> str:
        """What stands above it."""

    @property
    def is_number(self) -> bool:
        """Whether its cells are numbers."""


def side_of(column: Column) -> int:
    """Where the words of a column stand."""
    side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
    return int(side | Qt.AlignmentFlag.AlignVCenter)


def heading_data(
    columns: Sequence[Column], section: int, orientation: Qt.Orientation, role: int
) -> Any:
    """What a model's `headerData` gives for columns with headings; its rows have none."""
    if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(columns):
        return None
    if role == Qt.ItemDataRole.DisplayRole:
        return columns[section].heading
    if role == Qt.ItemDataRole.TextAlignmentRole:
        return side_of(columns[section])
    return None

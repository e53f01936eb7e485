"""What Tab and Enter come to next in a form."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annotator.ui.widgets.group_cards import GroupCards
from annotator.ui.widgets.row_set import RowSet


class FormWalk:
    """Leads from the questions about an event to its groups, in the order of sight."""

    def __init__(self, rows: RowSet, groups: Mapping[str, GroupCards]) -> None:
        self._rows, self._groups = rows, groups

    def order_tabs(self) -> None:
        """Let Tab follow sight."""
        stops = self._rows.stops()
        for cards in self._groups.values():
            stops += cards.stops()
        for before, after in itertools.pairwise(stops):
            QWidget.setTabOrder(before, after)

    def rows_passed(self, step: int) -> None:
        """Go on from the last of the questions about the event."""
        way = self._way()
        if step > 0 and way:
            self._go(*way[0])

    def cards_passed(self, group: str, index: int, step: int) -> None:
        """Go on from a card of a group, or back."""
        way = self._way()
        to = way.index((group, index)) + step if (group, index) in way else 0
        if to < 0:
            self._rows.focus_end(-1)
        elif to < len(way):
            self._go(*way[to])

    def _way(self) -> list[tuple[str, int]]:
        """What Enter walks through after the rows: each group's button (-1) and its cards."""
        return [
            (name, index)
            for name, cards in self._groups.items()
            if not cards.isHidden()
            for index in range(-1, cards.count())
        ]

    def _go(self, group: str, index: int) -> None:
        cards = self._groups[group]
        if index < 0:
            cards.add.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            cards.focus_card(index)

"""The model of the worklist: numbers and states of all its articles, rows of those in sight."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Protocol
from uuid import UUID

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QWidget

from annotator.model.study import ABSENT, FIRST_ROUND, STATES, TRAINING_ROUND, State
from annotator.model.study import Worklist as Listed

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()

PAGE = 48
"""Rows read at a time, in some milliseconds: more than are seen at once."""

_KEPT = 40
"""Pages kept; the one looked at longest ago is let go."""

_FINISHED = {STATES.index(State.SUBMITTED), STATES.index(State.SET_ASIDE)}


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One article on the worklist, as it stands in this round."""

    number: int
    article_id: UUID
    title: str
    state: State | None
    n_events: int
    round: int = FIRST_ROUND

    @property
    def is_training(self) -> bool:
        """Whether it is coded to learn, and feedback follows."""
        return self.round == TRAINING_ROUND


class Rows(Protocol):
    """Where the rows of a worklist come from."""

    def rows(self, numbers: Sequence[int]) -> list[WorkRow]:
        """The rows of these articles, in this order; none where they cannot be read."""

    def number_of(self, article_id: UUID) -> int | None:
        """The number of an article, or None."""


class NoRows:
    """Nothing: no project is open."""

    def rows(self, _numbers: Sequence[int]) -> list[WorkRow]:
        """None."""
        return []

    def number_of(self, _article_id: UUID) -> int | None:
        """None."""
        return None


class WorklistModel(QAbstractListModel):
    """The articles that are shown, all or those found, in their order."""

    def __init__(self, state_words: Callable[[WorkRow], str], parent: QWidget) -> None:
        super().__init__(parent)
        self._words = state_words
        self._source: Rows = NoRows()
        self._listed = Listed(array("l"), bytearray())
        self._pages: OrderedDict[int, list[WorkRow]] = OrderedDict()
        self._numbers: dict[UUID, int] = {}
        self._places: dict[int, int] = {}
        self.shown = self._listed.numbers

    def show_list(self, listed: Listed, source: Rows) -> None:
        """Replace the worklist, showing all of it."""
        self._listed, self._source = listed, source
        self._numbers.clear()
        self._show(listed.numbers)

    def show_found(self, numbers: Sequence[int] | None) -> None:
        """Show those of these articles that are on the list, in this order; None shows all."""
        if numbers is None:
            self._show(self._listed.numbers)
            return
        self._show(array("l", [number for number in numbers if self.is_listed(number)]))

    def _show(self, numbers: array[int]) -> None:
        self.beginResetModel()
        self.shown = numbers
        self._pages.clear()
        self._places.clear()
        self.endResetModel()

    # --- asking --------------------------------------------------------------------------

    @property
    def n_articles(self) -> int:
        """How many articles are on the list, shown or not."""
        return len(self._listed.numbers)

    @property
    def n_codings(self) -> int:
        """How many codings there are to do and done: an article may be coded in several rounds."""
        return self.n_articles + self._listed.n_others

    @property
    def has_articles(self) -> bool:
        """Whether there are any articles, on the list or not."""
        return len(self._listed.states) > 1

    def count_finished(self) -> int:
        """How many of the codings are submitted or set aside."""
        on_list = sum(self._listed.states.count(each) for each in _FINISHED)
        return on_list + self._listed.n_others_done

    def is_showing(self, listed: Listed) -> bool:
        """Whether this is the worklist that is shown, with each article standing where it does."""
        return self._listed == listed

    def round_of(self, number: int) -> int:
        """The round in which an article stands on the list."""
        return self._listed.rounds.get(number, FIRST_ROUND)

    def is_listed(self, number: int) -> bool:
        """Whether an article is on the list."""
        states = self._listed.states
        return 0 <= number < len(states) and states[number] != ABSENT

    def is_finished(self, number: int) -> bool:
        """Whether an article on the list is submitted or set aside."""
        return self._listed.states[number] in _FINISHED

    def number_of(self, article_id: UUID | None) -> int | None:
        """The number of an article on the list, or None."""
        if article_id is None:
            return None
        number = self._numbers.get(article_id)
        if number is None:
            number = self._source.number_of(article_id)
        if number is None or not self.is_listed(number):
            return None
        self._numbers[article_id] = number
        return number

    def place_of(self, article_id: UUID | None) -> int | None:
        """Where an article stands among those shown, or None."""
        number = self.number_of(article_id)
        if number is None:
            return None
        if number not in self._places:
            try:
                self._places[number] = self.shown.index(number)
            except ValueError:  # on the list, and not among those found
                return None
        return self._places[number]

    def row(self, place: int) -> WorkRow | None:
        """The row at a place of those shown; None if it cannot be read."""
        at, within = divmod(place, PAGE)
        page = self._pages.get(at)
        if page is None:
            page = self._pages[at] = self._source.rows(self.shown[at * PAGE : (at + 1) * PAGE])
            self._numbers.update((row.article_id, row.number) for row in page)
            while len(self._pages) > _KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(at)
        return page[within] if within < len(page) else None

    def row_of(self, article_id: UUID) -> WorkRow | None:
        """The row of an article on the list, shown or not, or None."""
        place = self.place_of(article_id)
        if place is not None:
            return self.row(place)
        number = self.number_of(article_id)
        return None if number is None else next(iter(self._source.rows([number])), None)

    def rows(self) -> Iterator[WorkRow]:
        """The rows that are shown, read page by page."""
        return filter(None, map(self.row, range(len(self.shown))))

    def read_again(self) -> None:
        """Read the rows in sight anew."""
        self._pages.clear()
        if len(self.shown):
            self.dataChanged.emit(self.index(0), self.index(len(self.shown) - 1))

    def replace(self, row: WorkRow) -> None:
        """Show another state of one article, where the line tells of that round of it."""
        if not self.is_listed(row.number):
            return
        if row.round == self.round_of(row.number):
            self._listed.states[row.number] = STATES.index(row.state)
        place = self.place_of(row.article_id)
        known = None if place is None else self.row(place)
        if place is None or known is None or known == row or known.round != row.round:
            return
        at, within = divmod(place, PAGE)
        self._pages[at][within] = row
        index = self.index(place)
        self.dataChanged.emit(index, index)

    # --- Qt ------------------------------------------------------------------------------

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows are shown."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The title; the state is in the description, and painted."""
        if not index.isValid():
            return None
        row = self.row(index.row())
        if row is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role == Qt.ItemDataRole.UserRole:
            return self._words(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{row.title}, {self._words(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:  # a tooltip would read markup and load images
            return f"<span>{escape(row.title)}</span>"
        return None

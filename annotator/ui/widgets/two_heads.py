"""An event that several machines have saved differently: its states, to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.model.event import Revision
from annotator.model.heads import Choice, Side
from annotator.ui.widgets.sides import Cell, SideRow, Sides

_QUOTE = 140

_MINUTES, _SECONDS = "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"
"""Moments as dates of articles are written everywhere here: year first."""


class TwoHeads(QWidget):
    """Shows where the states differ; the newest is taken until the coder chooses otherwise."""

    settled = Signal(list)  # by choice, the number of the state it is taken from
    looked = Signal(object)  # a Span that bears out what is looked at

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("two_heads")
        self._choices: Sequence[Choice] = ()
        self._states: Sequence[Revision] = ()
        self._taken: list[int] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._words())
        self._heads = QWidget()
        self._columns = QGridLayout(self._heads)
        self._columns.setContentsMargins(16, 0, 12, 4)
        self._columns.setHorizontalSpacing(6)
        layout.addWidget(self._heads)
        self.sides = Sides(is_choice=True)
        self.sides.taken.connect(self._on_taken)
        self.sides.looked.connect(self._on_looked)
        layout.addWidget(self.sides, 1)
        self.use = QPushButton(self.tr("Use what is marked  ↵"))
        self.use.setObjectName("heads_use")
        self.use.setAccessibleName(self.tr("Use what is marked"))
        self.use.setAutoDefault(False)
        self.use.clicked.connect(self._settle)
        foot = QVBoxLayout()
        foot.setContentsMargins(16, 4, 12, 8)
        foot.addWidget(self.use)
        layout.addLayout(foot)

    def _words(self) -> QWidget:
        holder = QWidget()
        box = QVBoxLayout(holder)
        box.setContentsMargins(16, 8, 12, 4)
        box.setSpacing(2)
        for text, look in (
            (self.tr("Coded on two machines, differently"), "heading"),
            (self.tr("Take one of them whole, or choose answer by answer."), "soft"),
        ):
            line = QLabel(text)
            line.setProperty("look", look)
            line.setWordWrap(True)
            box.addWidget(line)
        return holder

    def show_heads(self, states: Sequence[Revision], choices: Sequence[Choice]) -> None:
        """Show these states, oldest first, and where they differ; the same ones stay."""
        if list(states) == list(self._states) and list(choices) == list(self._choices):
            return
        self._states, self._choices = states, choices
        self._taken = [len(states) - 1] * len(choices)
        self._show_columns()
        names = [self._name(number) for number in range(len(states))]
        rows = [
            SideRow(each.label, tuple(_cell(side) if side else None for side in each.sides))
            for each in choices
        ]
        self.sides.show_rows(names, rows)
        for row, choice in enumerate(choices):
            there = [at for at, side in enumerate(choice.sides) if side is not None]
            self._taken[row] = there[-1] if there else len(states) - 1
            self.sides.mark(row, self._taken[row])

    def _show_columns(self) -> None:
        while (item := self._columns.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        moments = _moments([state.made_at for state in self._states])
        for number, when in enumerate(moments):
            told = QLabel(self.tr("Saved {when}").format(when=when))
            told.setWordWrap(True)
            told.setProperty("look", "soft")
            take = QPushButton(
                self.tr("Take {name}  {key}").format(name=self._name(number), key=number + 1)
            )
            take.setObjectName(f"heads_take_{number + 1}")
            take.setAccessibleName(
                self.tr("Take {name}, saved {when}").format(name=self._name(number), when=when)
            )
            take.setAutoDefault(False)
            take.clicked.connect(lambda _=False, n=number: self.take(n))
            self._columns.addWidget(told, 0, number)
            self._columns.addWidget(take, 1, number)
            self._columns.setColumnStretch(number, 1)

    def _name(self, number: int) -> str:
        names: tuple[str, ...] = (self.tr("the earlier"), self.tr("the later"))
        if len(self._states) > len(names):
            names = (self.tr("the first"), self.tr("the second"), self.tr("the third"))
        return names[number] if number < len(names) else self.tr("no. {n}").format(n=number + 1)

    def take(self, number: int) -> None:
        """Take one state whole."""
        if 0 <= number < len(self._states):
            self._taken = [number] * max(len(self._choices), 1)
            self._settle()

    def focus_first(self) -> None:
        """Go to the first place at which they differ."""
        if not self.sides.focus_first():
            self.use.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit takes that state whole; Enter takes what is marked."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
            self._settle()
        elif event.text().isdecimal() and 1 <= int(event.text()) <= len(self._states) and is_plain:
            self.take(int(event.text()) - 1)
        else:
            super().keyPressEvent(event)

    def _on_taken(self, row: int, column: int) -> None:
        self._taken[row] = column

    def _on_looked(self, row: int, column: int) -> None:
        side = self._choices[row].sides[column]
        if side is not None and side.evidence:
            self.looked.emit(side.evidence[0])

    def _settle(self) -> None:
        if self._states:
            self.settled.emit(list(self._taken))


def _moments(made_at: Sequence[datetime]) -> list[str]:
    """When each was saved, in the time of this machine; to the second where minutes are equal."""
    found = [QDateTime.fromSecsSinceEpoch(int(each.timestamp())) for each in made_at]
    minutes = [each.toString(_MINUTES) for each in found]
    if len(set(minutes)) == len(minutes):
        return minutes
    return [each.toString(_SECONDS) for each in found]


def _cell(side: Side) -> Cell:
    """A side in words, with its quotes and its note beneath."""
    quotes = " ".join(f"“{span.quote}”" for span in side.evidence)
    cut = quotes if len(quotes) <= _QUOTE else f"{quotes[: _QUOTE - 1]}…"
    return Cell(side.words, "\n".join(filter(None, (cut, side.note))))

"""Who is compared: a button that names them, with a menu of everybody who can be."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

_LEAST = 2
"""Fewer cannot be compared."""

_NAMED = 2
"""As many are named on the button; more are counted."""

_ACT_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TickMenu(QMenu):
    """A menu that stays open while its entries are ticked; Esc or a click elsewhere closes it."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick what is clicked."""
        if not self._tick(self.actionAt(event.position().toPoint())):
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tick where the keys are."""
        if event.key() not in _ACT_KEYS or not self._tick(self.activeAction()):
            super().keyPressEvent(event)

    def _tick(self, action: QAction | None) -> bool:
        if action is None or not action.isCheckable() or not action.isEnabled():
            return False
        action.trigger()
        return True


class RaterButton(QPushButton):
    """Tells who was chosen once its menu is closed; nobody in particular is everybody.

    Everybody is all coders, without gold: the settled coding is compared only if it is ticked.
    """

    raters_chosen = Signal(tuple)  # names; empty for everybody

    def __init__(self, gold: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_raters")
        self._gold = gold
        self._raters: tuple[str, ...] = ()
        self._shown: tuple[str, ...] = ()
        self._ticked: set[str] = set()
        self._acts: dict[str, QAction] = {}
        self.choices = TickMenu(self)
        self._everybody = QAction(self)
        self._everybody.setCheckable(True)
        self._everybody.triggered.connect(self._on_everybody)
        self.choices.setObjectName("agreement_raters_menu")
        self.choices.setAccessibleName(self.tr("Who is compared"))
        self.choices.aboutToHide.connect(self._on_closed)
        self.setMenu(self.choices)
        self.show_raters((), ())

    def show_raters(self, raters: Sequence[str], chosen: Sequence[str]) -> None:
        """Offer these, those chosen ticked; what is being ticked is left alone."""
        if self.choices.isVisible():
            return
        self._raters, self._shown = tuple(raters), tuple(chosen)
        self._ticked = set(chosen) or self._all
        self._fill()
        self._refresh()

    @property
    def _all(self) -> set[str]:
        """Everybody: without gold, training and hidden repeats, which are compared if chosen."""
        return {name for name in self._raters if name != self._gold and ":" not in name}

    @property
    def chosen(self) -> tuple[str, ...]:
        """Who is ticked, in order; empty for everybody."""
        is_all = self._ticked == self._all
        return () if is_all else tuple(sorted(self._ticked))

    def open(self) -> None:
        """Open the menu, with the keys in it."""
        if self.isEnabled():
            self.showMenu()
            self.choices.setActiveAction(self._everybody)

    def _fill(self) -> None:
        self.choices.clear()
        self._acts = {}
        has_gold = self._gold in self._raters
        without = self.tr("Everybody, without gold")
        self._everybody.setText(without if has_gold else self.tr("Everybody"))
        self.choices.addAction(self._everybody)
        self.choices.addSeparator()
        for name in dict.fromkeys((*self._raters, *self._shown)):
            self._acts[name] = self._act(name, self._words(name))
        self.choices.addSeparator()
        least = self.choices.addAction(self.tr("Two at least: to change one, tick another first"))
        least.setEnabled(False)

    def _words(self, name: str) -> str:
        if name == self._gold:
            return self.tr("gold, the settled coding")
        who, sign, round = name.rpartition(":")
        if not sign:
            return name
        if round == "0":
            return self.tr("{who} in training").format(who=who)
        return self.tr("{who} once more (round {round})").format(who=who, round=round)

    def _act(self, name: str, words: str) -> QAction:
        action = QAction(words.replace("&", "&&"), self.choices)
        action.setCheckable(True)
        action.triggered.connect(lambda: self._on_name(name))
        self.choices.addAction(action)
        return action

    def _on_everybody(self) -> None:
        self._ticked = self._all
        self._refresh()

    def _on_name(self, name: str) -> None:
        """Tick or untick one; the last two stay, as the menu says."""
        if name not in self._ticked:
            self._ticked.add(name)
        elif len(self._ticked) > _LEAST:
            self._ticked.discard(name)
        self._refresh()

    def _refresh(self) -> None:
        chosen = self.chosen
        self._everybody.setChecked(not chosen)
        for name, action in self._acts.items():
            action.setChecked(name in self._ticked)
        who = self.tr("everybody")
        if chosen:
            counted = self.tr("{n} chosen").format(n=self.locale().toString(len(chosen)))
            who = ", ".join(chosen) if len(chosen) <= _NAMED else counted
        words = self.tr("Compare: {who}").format(who=who)
        self.setText(words.replace("&", "&&"))
        self.setAccessibleName(words)
        is_on = len(self._raters) >= _LEAST
        self.setEnabled(is_on)
        named = self.tr("Who is compared: {who}").format(who=", ".join(chosen) or who)
        self.setToolTip(named if is_on else self.tr("Two have to submit something first."))

    def _on_closed(self) -> None:
        if self.chosen != self._shown:
            self._shown = self.chosen
            self.raters_chosen.emit(self.chosen)

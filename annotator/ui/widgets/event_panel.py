"""The right side of the coding page: the events of the article, the form, what is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.widgets.flow import FlowLayout
from annotator.ui.widgets.key_button import KeyButton


class CutButton(QPushButton):
    """A button whose words are cut at its edge; the whole of them is its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_words(self, words: str, tip: str) -> None:
        """Show words, as much of them as there is room for."""
        self._words = words
        self.setToolTip(tip if words else "")
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show as much as there is room for now."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        room = max(self.width() - 16, 0)
        cut = self.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        if self.text() != cut:
            self.setText(cut.replace("&", "&&"))


class EventPanel(QFrame):
    """Holds the forms it is given; shows chips, the saved light, problems and the main button."""

    event_chosen = Signal(object)  # UUID, or None for the article's own questions
    new_asked = Signal()
    problem_asked = Signal()
    submit_asked = Signal()
    reopen_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("event_panel")
        self.setProperty("look", "panel")
        self.setMinimumWidth(320)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._chips: list[QPushButton] = []
        layout.addWidget(self._head())
        self.pages = QStackedWidget()
        self.pages.setObjectName("forms")
        layout.addWidget(self.pages, 1)
        layout.addWidget(self._foot())
        self.show_events([], None)

    def _head(self) -> QWidget:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(16, 12, 16, 8)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(8)
        heading = QLabel(self.tr("Events in this article"))
        heading.setProperty("look", "heading")
        cap = QLabel("e")
        cap.setProperty("look", "keycap")
        cap.setToolTip(self.tr("New event"))
        self.light = QLabel()
        self.light.setObjectName("saved_light")
        row.addWidget(heading)
        row.addWidget(cap)
        row.addStretch(1)
        row.addWidget(self.light)
        column.addLayout(row)
        self._row = QWidget()
        self._row.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self._flow = FlowLayout(self._row)
        column.addWidget(self._row)
        self.plus = self._chip("+")
        self.plus.setCheckable(False)
        self.plus.setObjectName("new_event")
        self.plus.setAccessibleName(self.tr("New event"))
        self.plus.setToolTip(self.tr("New event (e)"))
        self.plus.clicked.connect(self.new_asked)
        self.article_chip = self._chip(self.tr("Article"))
        self.article_chip.setObjectName("article_chip")
        self.article_chip.setToolTip(self.tr("Questions about the article itself"))
        self.article_chip.clicked.connect(lambda: self.event_chosen.emit(None))
        return head

    def _foot(self) -> QWidget:
        foot = QFrame()
        foot.setProperty("look", "foot")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 16, 8)
        self.problems = CutButton()
        self.problems.setObjectName("problems")
        self.problems.setProperty("look", "warn-text")
        self.problems.clicked.connect(self.problem_asked)
        row.addWidget(self.problems, 1)
        self.told = QLabel()
        self.told.setObjectName("state_told")
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setProperty("look", "soft")
        self.told.setWordWrap(True)
        self.told.setContentsMargins(4, 0, 8, 0)
        row.addWidget(self.told, 1)
        row.addStretch(0)
        self.submit = KeyButton()
        self.submit.setObjectName("submit")
        self.submit.setProperty("look", "main")
        self.submit.clicked.connect(self._on_main)
        self.submit.hide()  # until an article is open
        row.addWidget(self.submit)
        self._is_submitted = False
        return foot

    def _chip(self, text: str) -> QPushButton:
        chip = QPushButton(text, self)
        chip.setProperty("look", "chip")
        chip.setCheckable(True)
        return chip

    def add_form(self, form: QWidget) -> None:
        """Put a form on the stack."""
        self.pages.addWidget(form)

    def clear_forms(self) -> None:
        """Take all forms off the stack."""
        while (form := self.pages.widget(0)) is not None:
            self.pages.removeWidget(form)
            form.deleteLater()

    def show_form(self, form: QWidget) -> None:
        """Bring a form to the front."""
        self.pages.setCurrentWidget(form)

    def show_events(
        self,
        events: Sequence[tuple[UUID, str]],
        chosen: UUID | None,
        waiting: Collection[UUID] = (),
    ) -> None:
        """Show a chip an event, in order, and which is open (None: the article's questions).

        waiting: those that two machines have differently.
        """
        while len(self._chips) < len(events):
            chip = self._chip("")
            chip.clicked.connect(self._on_chip)
            self._chips.append(chip)
        for chip in self._chips[len(events) :]:
            chip.deleteLater()
        del self._chips[len(events) :]
        for number, (chip, (event_id, title)) in enumerate(zip(self._chips, events, strict=True)):
            words = (
                f"{number + 1} {title}" if title else self.tr("{n} New event").format(n=number + 1)
            )
            is_waiting = event_id in waiting
            name, tip = self.tr("Event {words}").format(words=words), ""
            if is_waiting:
                words = f"≠ {words}"
                tip = self.tr("Coded on two machines, differently. Choose one.")
                name = self.tr("{event}: {told}").format(event=name, told=tip)
            if chip.text() != words:
                chip.setText(words)
            chip.setToolTip(tip)
            chip.setAccessibleName(name)
            chip.setObjectName(f"event_chip_{number + 1}")
            chip.setProperty("event_id", str(event_id))
            chip.setChecked(event_id == chosen)
        self.article_chip.setChecked(chosen is None)
        self._arrange()

    def _arrange(self) -> None:
        wanted = [*self._chips, self.plus, self.article_chip]
        there = [self._flow.itemAt(i).widget() for i in range(self._flow.count())]  # type: ignore[union-attr]
        if there != wanted:
            while self._flow.count():
                self._flow.takeAt(0)
            for chip in wanted:
                self._flow.addWidget(chip)
                chip.show()
        self._flow.invalidate()
        self._row.updateGeometry()

    def show_saved(self, is_saved: bool, is_editable: bool) -> None:
        """Show whether everything is on the disk."""
        words = self.tr("● saved") if is_saved else self.tr("▲ not saved")
        if not is_editable and is_saved:
            words = ""
        look = "ok" if is_saved else "error"
        if self.light.text() != words:
            self.light.setText(words)
        if self.light.property("look") != look:
            self.light.setProperty("look", look)
            self.light.style().unpolish(self.light)
            self.light.style().polish(self.light)

    def show_state(
        self, words: str, *, is_submitted: bool, is_enabled: bool, told: str = ""
    ) -> None:
        """Show what is missing (or ""), and whether the main button submits or reopens.

        told: where nothing is missing, what there is to know instead.
        """
        self._is_submitted = is_submitted
        self.problems.show_words(words, self.tr("{words}  (F7)").format(words=words))
        self.problems.setAccessibleName(words or self.tr("Nothing is missing"))
        self.problems.setVisible(bool(words))
        self.told.setText(told)
        self.told.setToolTip(told)
        self.told.setVisible(bool(told) and not words)
        self.submit.setText(self.tr("Reopen") if is_submitted else self.tr("Submit  Ctrl+↵"))
        self.submit.setAccessibleName(self.tr("Reopen") if is_submitted else self.tr("Submit"))
        self.submit.setToolTip(self.tr("Ctrl+R") if is_submitted else "")
        look = "" if is_submitted else "main"  # what there is to do is said elsewhere then
        if self.submit.property("look") != look:
            self.submit.setProperty("look", look)
            self.submit.style().unpolish(self.submit)
            self.submit.style().polish(self.submit)
        self.submit.setEnabled(is_enabled)
        self.submit.show()
        self.plus.setEnabled(is_enabled and not is_submitted)

    def _on_chip(self) -> None:
        chip = self.sender()
        if isinstance(chip, QPushButton):
            self.event_chosen.emit(UUID(str(chip.property("event_id"))))

    def _on_main(self) -> None:
        if self._is_submitted:
            self.reopen_asked.emit()
        else:
            self.submit_asked.emit()

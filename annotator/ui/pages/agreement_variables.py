"""Every variable with its agreement, and beside it what stands behind the chosen one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.model.agreement import VariableAgreement, VariableDetails
from annotator.model.errors import AnnotatorError
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest
from annotator.ui.pages.agreement_details import DISAGREEMENTS, VariablePanel
from annotator.ui.settings import AGREEMENT_SPLITTER
from annotator.ui.widgets.agreement_overview import overview, worst
from annotator.ui.widgets.agreement_table import AgreementTable
from annotator.ui.widgets.cut_line import CutLine
from annotator.ui.widgets.number_sheet import Explained

if TYPE_CHECKING:
    from annotator.stages.agreement import Comparison

_PAUSE_MS = 40
"""Going through the list with a key held down reads nothing on the way."""


class VariablesView(QWidget):
    """The table and the panel; what stands behind a variable is computed when it is chosen."""

    disagreement_opened = Signal(object)  # Disagreement
    explain_asked = Signal(object)  # Explained
    moved = Signal()  # the keys are at another number
    refused = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_variables_view")
        self.comparison: Comparison | None = None
        self.splitter = QSplitter(self)
        self.table = AgreementTable(self.splitter)
        self.panel = VariablePanel(self.splitter)
        self._detailing = Latest(desk.reader, self)
        self._detailing.answered.connect(self._on_details)
        self._detailing.refused.connect(self._on_refused)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._build()
        self.splitter.restoreState(desk.settings.bytes(AGREEMENT_SPLITTER))
        self.splitter.splitterMoved.connect(
            lambda *_: desk.settings.set_bytes(AGREEMENT_SPLITTER, self.splitter.saveState())
        )
        self._wire()
        self._make_acts()

    def _build(self) -> None:
        self.overview = CutLine()
        self.overview.setObjectName("agreement_overview")
        self.overview.setContentsMargins(24, 2, 24, 8)
        self.splitter.setHandleWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.overview)
        column.addWidget(self.splitter, 1)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.panel)
        self.splitter.setSizes([752, 440])
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 4)
        self.splitter.setChildrenCollapsible(False)
        self.table.setMinimumWidth(420)

    def _wire(self) -> None:
        self.table.picked.connect(self._on_picked)
        self.panel.disagreement_opened.connect(self.disagreement_opened)
        tables: tuple[Any, ...] = (self.table, *self.panel.tables)
        for table in tables:
            table.moved.connect(self.moved)
            if table is not self.panel.disagreements:
                table.opened.connect(lambda _, at=table: self._explain(at.explained()))

    def _make_acts(self) -> None:
        """Digits choose a view of the variable, d its disagreements."""
        self.acts: list[QAction] = []
        for place, chip in enumerate(self.panel.chips):
            words = chip.text()
            self._act(words, str(place + 1), lambda p=place: self.show_view(p))
        self._act(self.tr("Go to the disagreements"), "d", lambda: self.show_view(DISAGREEMENTS))

    def _act(self, words: str, key: str, act: Any) -> None:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(lambda _=False: act())
        self.addAction(action)
        self.acts.append(action)

    # --- showing -------------------------------------------------------------------------

    def show_comparison(self, comparison: Comparison, groups: Mapping[str, str]) -> None:
        """Show a comparison; the variable that is chosen stays so, the first is the worst."""
        self.comparison = comparison
        report = comparison.report
        is_first = self.table.current() is None
        self.overview.show_words(" ".join(overview(report)))
        self.table.show_lines(report.variables, groups, report.settings.threshold)
        least = worst(report.variables)
        if is_first and least is not None:
            self.table.choose(least.name)
        self._on_picked(self.table.current())

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._pause.stop()
        self._detailing.forget()
        self.comparison = None
        self.overview.show_words("")
        self.table.show_rows([])
        self.panel.show_line(None, 0.0)

    def show_view(self, place: int) -> None:
        """Show one of the views of the variable, with the keys in it."""
        self.panel.show_view(place)
        self.panel.go_in()

    def take_focus(self) -> None:
        """Go to the table."""
        self.table.setFocus()

    def _on_picked(self, line: VariableAgreement | None) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        self.panel.show_line(line, comparison.report.settings.threshold)
        if line is not None:
            self._pause.start()

    def _ask(self) -> None:
        line, comparison = self.table.current(), self.comparison
        if line is not None and comparison is not None:
            name = line.name
            self._detailing.ask(lambda: _details(comparison, name))

    def _on_details(self, details: VariableDetails) -> None:
        if self.comparison is not None:
            self.panel.show_details(details, self.comparison.report.settings.coders)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.refused.emit(str(error))

    # --- numbers -------------------------------------------------------------------------

    def explained(self) -> Explained | None:
        """What the number says at which the keys are."""
        return self.table.explained() if self.table.hasFocus() else self.panel.explained()

    def _explain(self, explained: Explained | None) -> None:
        if explained is not None:
            self.explain_asked.emit(explained)

    def restyle(self) -> None:
        """Take on the theme in force."""
        self.panel.restyle()


def _details(comparison: Comparison, name: str) -> VariableDetails:
    from annotator.stages.agreement import details

    found: VariableDetails = details(comparison, name)
    return found

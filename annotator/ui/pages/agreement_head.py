"""The head of the Agreement page: which view, who is compared, the threshold, what goes out."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QButtonGroup,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QWidget,
)

from annotator.model.agreement import THRESHOLDS, AgreementReport
from annotator.model.event import Lane
from annotator.ui.widgets.agreement_raters import RaterButton


class AgreementHead(QWidget):
    """Tells what is asked for; what is off says why."""

    view_chosen = Signal(int)
    raters_chosen = Signal(tuple)  # names; empty for everybody
    release_asked = Signal()
    threshold_asked = Signal(float)
    export_asked = Signal(str)  # html, csv, latex, forest.svg, events.png …

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_head")
        self._shown = THRESHOLDS[1]
        self._build()
        self._tabs.idClicked.connect(self.view_chosen)
        self.raters.raters_chosen.connect(self.raters_chosen)
        self.release.clicked.connect(self.release_asked)
        self.threshold.editingFinished.connect(self._on_threshold)
        self.clear()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 0, 16, 0)
        row.setSpacing(8)
        self._tabs = QButtonGroup(self)
        self.tabs: list[QPushButton] = []
        names = (self.tr("Variables"), self.tr("Same events?"), self.tr("Marked words"))
        for place, words in enumerate(names):
            button = QPushButton(words)
            button.setObjectName(f"agreement_view_{place}")
            button.setProperty("look", "chip")
            button.setCheckable(True)
            self._tabs.addButton(button, place)
            self.tabs.append(button)
            row.addWidget(button)
        self.raters = RaterButton(Lane.GOLD.value)
        self.release = QPushButton()
        self.release.setObjectName("agreement_release")
        self.release.hide()
        label = QLabel(self.tr("&Threshold"))
        label.setProperty("look", "soft")
        self.threshold = self._threshold()
        label.setBuddy(self.threshold)
        self.export = QPushButton(self.tr("Export"))
        self.export.setObjectName("agreement_export")
        self.export.setMenu(self._export_menu())
        row.addStretch(1)
        for part in (self.raters, self.release, label, self.threshold, self.export):
            row.addWidget(part)

    def _threshold(self) -> QDoubleSpinBox:
        made = QDoubleSpinBox()
        made.setObjectName("agreement_threshold")
        made.setAccessibleName(self.tr("Threshold"))
        made.setRange(0.001, 1.0)
        made.setDecimals(3)
        made.setSingleStep(0.01)
        made.setValue(0.8)
        made.setKeyboardTracking(False)
        made.setAlignment(Qt.AlignmentFlag.AlignCenter)
        made.setFixedWidth(84)
        return made

    def _export_menu(self) -> QMenu:
        menu = QMenu(self)
        self.exports: list[QAction] = []
        for kind, words in (
            ("html", self.tr("Report as HTML…")),
            ("latex", self.tr("Table as LaTeX…")),
            ("csv", self.tr("All numbers as CSV…")),
            ("forest.svg", self.tr("Forest plot as SVG…")),
            ("forest.png", self.tr("Forest plot as PNG…")),
            ("events.svg", self.tr("Same events as SVG…")),
            ("events.png", self.tr("Same events as PNG…")),
        ):
            action = QAction(words, self)
            action.setObjectName(f"agreement_export_{kind}")
            action.triggered.connect(lambda _=False, k=kind: self.export_asked.emit(k))
            menu.addAction(action)
            self.exports.append(action)
        return menu

    def show_report(self, report: AgreementReport, *, is_lead: bool) -> None:
        """Show what a report is judged by; a lead may change that, and release articles."""
        self._shown = report.settings.threshold
        n = report.n_unreleased
        one = self.tr("Release 1 article…")
        words = self.tr("Release {n} articles…").format(n=QLocale().toString(n))
        self.release.setText(one if n == 1 else words)
        self.release.setVisible(is_lead and n > 0)
        self.release.setToolTip(self.tr("Reviewers see released articles only."))
        self.threshold.setEnabled(is_lead)
        self.threshold.setToolTip(
            self.tr("The lower bound of each interval is held against it.")
            if is_lead
            else self.tr("Only a lead sets the threshold.")
        )
        if not self.threshold.hasFocus():
            self.threshold.setValue(report.settings.threshold)
        for action in self.exports:
            action.setEnabled(bool(report.n_articles))
        self.export.setEnabled(bool(report.n_articles))

    def clear(self) -> None:
        """Nothing is compared: nothing goes out, nothing is to be changed."""
        self.release.hide()
        self.threshold.setEnabled(False)
        self.export.setEnabled(False)
        for action in self.exports:
            action.setEnabled(False)

    def _on_threshold(self) -> None:
        value = self.threshold.value()
        if self.threshold.isEnabled() and abs(value - self._shown) > 1e-9:
            self.threshold_asked.emit(value)

"""How far coders agree on the words they marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from annotator.model.agreement import Estimate, SpanAgreement
from annotator.ui.widgets import agreement_meaning as meaning
from annotator.ui.widgets.agreement_words import coefficient, short_reason, whole
from annotator.ui.widgets.fact_table import FactColumn, FactTable
from annotator.ui.widgets.number_sheet import Explained

_WIDEST = 1_200
"""On a wider table the eye would lose the row between its name and its numbers."""


class SpansView(QWidget):
    """A line for all marks together, and one for each kind of what they bear out."""

    moved = Signal()  # the keys are at another number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_spans_view")
        self._groups: Mapping[str, str] = {}
        self.table: FactTable[SpanAgreement] = FactTable(
            "agreement_spans",
            self.tr("Agreement on the marked words"),
            self._columns(),
            lambda row: row.label,
        )
        self.table.moved.connect(self.moved)
        words = QLabel(
            self.tr(
                "Did coders mark the same words for the same kind of answer? Words are compared by "
                "their place in the article, whatever the answer is."
            )
        )
        words.setProperty("look", "soft")
        words.setTextFormat(Qt.TextFormat.PlainText)
        words.setWordWrap(True)
        words.setContentsMargins(24, 12, 24, 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(words)
        row = QHBoxLayout()
        row.addWidget(self.table, 1)
        row.addStretch(0)
        column.addLayout(row, 1)
        self.table.setMaximumWidth(_WIDEST)

    def _columns(self) -> list[FactColumn[SpanAgreement]]:
        names = meaning.span_names()
        return [
            FactColumn("label", self.tr("Marks for"), self._label, 0),
            FactColumn(
                "articles",
                self.tr("Articles"),
                lambda row: whole(row.n_articles),
                84,
                is_number=True,
                order=lambda row: row.n_articles,
            ),
            *(_number(name, names[name]) for name in names),
        ]

    def _label(self, row: SpanAgreement) -> str:
        return self._groups.get(row.label, row.label) if row.label else self.tr("All marks")

    def show_spans(self, spans: Sequence[SpanAgreement], groups: Mapping[str, str]) -> None:
        """Show these; groups: what the labels are called."""
        self._groups = groups
        self.table.show_rows(spans)

    def explained(self) -> Explained | None:
        """What the number says at which the keys are."""
        return self.table.explained() if self.table.hasFocus() else None

    def take_focus(self) -> None:
        """Go to the table."""
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)


def _words(estimate: Estimate) -> str:
    return short_reason(estimate.reason) if estimate.value is None else coefficient(estimate.value)


def _number(name: str, heading: str) -> FactColumn[SpanAgreement]:
    def estimate(row: SpanAgreement) -> Estimate:
        found: Estimate = getattr(row, name)
        return found

    return FactColumn(
        name,
        heading,
        lambda row: _words(estimate(row)),
        128,
        is_number=True,
        order=lambda row: estimate(row).value,
        explain=lambda row: meaning.span_number(name, estimate(row), row),
    )

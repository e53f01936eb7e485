"""What assignments would come to, before they are made: by coder, by pair, and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.model.assigning import Load, Proposal
from annotator.model.study import Coder
from annotator.ui.widgets.fact_table import FactColumn, FactTable, number_column
from annotator.ui.widgets.pair_matrix import PairMatrix


class AssignPreview(QWidget):
    """Shows a proposal, or why there is none; whatever is shown keeps its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._handles: Mapping[UUID, str] = {}
        self._coders: Sequence[Coder] = ()
        self.summary = self._label("assign_summary", "heading")
        self.fault = self._label("assign_fault", "error")
        self.fault.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.notes = self._label("assign_notes", "warn")
        self.loads: FactTable[Load] = FactTable(
            "assign_loads", self.tr("What each coder is given"), self._columns(), _coder_of
        )
        self.loads.setProperty("look", "plain")
        self.matrix = PairMatrix("assign_pairs")
        self.matrix.setProperty("look", "plain")
        self._build()

    def _label(self, name: str, look: str) -> QLabel:
        label = QLabel()
        label.setObjectName(name)
        label.setProperty("look", look)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return label

    def _columns(self) -> list[FactColumn[Load]]:
        return [
            FactColumn("coder", self.tr("Coder"), self._handle, width=0),
            _figures("had", self.tr("Had"), lambda load: load.n_had),
            _figures("new", self.tr("New"), lambda load: load.n_new),
            _figures("lost", self.tr("Taken back"), lambda load: load.n_lost),
            _figures("shared", self.tr("Shared"), lambda load: load.n_shared),
            _figures("repeats", self.tr("Repeats"), lambda load: load.n_repeats),
        ]

    def _handle(self, load: Load) -> str:
        return self._handles.get(load.coder_id, "")

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._tabs = QButtonGroup(self)
        self.tabs = [QPushButton(self.tr("By coder")), QPushButton(self.tr("By pair"))]
        for place, (button, name) in enumerate(zip(self.tabs, ("loads", "pairs"), strict=True)):
            button.setObjectName(f"assign_by_{name}")
            button.setProperty("look", "chip")
            button.setCheckable(True)
            button.setAutoDefault(False)
            self._tabs.addButton(button, place)
            row.addWidget(button)
        self.tabs[0].setChecked(True)
        row.addStretch(1)
        column.addLayout(row)
        self.views = QStackedWidget()
        self.views.addWidget(self.loads)
        self.views.addWidget(self.matrix)
        self.views.addWidget(self.fault)  # where the tables were: nothing else moves
        column.addWidget(self.views, 1)
        column.addWidget(self.notes)
        self._tabs.idClicked.connect(lambda _: self._show_view())

    def _show_view(self) -> None:
        """Show the fault if there is one, else the table that is chosen."""
        self.views.setCurrentIndex(_FAULT if self.fault.text() else self._tabs.checkedId())

    # --- showing -------------------------------------------------------------------------

    def show_proposal(self, proposal: Proposal, coders: Sequence[Coder]) -> None:
        """Show what is proposed; coders: everybody, in the order of their rows."""
        self._coders = coders
        self._handles = {each.id: each.handle for each in coders}
        self.fault.setText("")
        self._show_view()
        self.summary.setText(self._summary(proposal))
        self._show_notes(proposal.notes)
        order = {each.id: place for place, each in enumerate(coders)}
        loads = sorted(proposal.loads, key=lambda load: order.get(load.coder_id, len(order)))
        self.loads.show_rows(loads)
        shown = [(load.coder_id, self._handle(load)) for load in loads]
        self.matrix.show_pairs(shown, proposal.pairs)
        has_lost = any(load.n_lost for load in loads)
        has_repeats = any(load.n_repeats for load in loads)
        for name, is_shown in (("lost", has_lost), ("repeats", has_repeats)):
            self.loads.show_column(name, is_shown=is_shown)

    def show_fault(self, words: str) -> None:
        """Show why nothing can be proposed."""
        lines = words.splitlines()
        more = self.tr("and {n} more").format(n=QLocale().toString(len(lines) - _MOST_FAULTS))
        rest = [more] if len(lines) > _MOST_FAULTS else []
        self.fault.setText("\n".join([*lines[:_MOST_FAULTS], *rest]))
        self._show_view()
        self.summary.setText(self.tr("Nothing to assign"))
        self._show_notes(())
        self.loads.show_rows([])
        self.matrix.show_pairs((), {})

    def _show_notes(self, notes: Sequence[str]) -> None:
        self.notes.setText("\n".join(notes) or " ")  # the line keeps its place

    def _summary(self, proposal: Proposal) -> str:
        """How many articles, how many codings, and what each two coders share."""
        given = sum(each.active for each in proposal.assignments)
        lost = len(proposal.assignments) - given
        if not given and not lost:
            return self.tr("Nothing new to assign")
        locale = QLocale()
        words = [
            self.tr("{articles} articles in {given} assignments").format(
                articles=locale.toString(proposal.n_articles), given=locale.toString(given)
            )
        ]
        if lost:
            words.append(self.tr("{n} taken back").format(n=locale.toString(lost)))
        words.append(self._range(proposal))
        return ", ".join(filter(None, words))

    def _range(self, proposal: Proposal) -> str:
        """What two coders share at least and at most, over all pairs of those who are shown."""
        n = len(proposal.loads)
        ids = {load.coder_id for load in proposal.loads}
        found = [k for pair, k in proposal.pairs.items() if ids.issuperset(pair)]
        if n < _TWO or not any(found):
            return ""
        least = min(found) if len(found) == n * (n - 1) // 2 else 0
        most = max(found)
        locale = QLocale()
        if least == most:
            return self.tr("each two share {n}").format(n=locale.toString(most))
        return self.tr("each two share {least} to {most}").format(
            least=locale.toString(least), most=locale.toString(most)
        )


_TWO = 2
_FAULT = 2
"""The place of the fault among the views."""
_MOST_FAULTS = 15


def _figures(name: str, heading: str, value: object) -> FactColumn[Load]:
    def words(n: int) -> str:
        return QLocale().toString(n)

    return number_column(name, heading, 76, value, words)  # type: ignore[arg-type]


def _coder_of(load: Load) -> UUID:
    return load.coder_id

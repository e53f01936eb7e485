"""Who is to code what: chosen on the left, shown on the right before anything is assigned."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.model.assigning import Proposal
from annotator.model.errors import AnnotatorError
from annotator.model.study import Coder, Role
from annotator.stages.results import Job, Progress
from annotator.ui.assign_choice import (
    ALL,
    BY_LIST,
    CHOSEN,
    CODING,
    EVERYONE,
    FOUND,
    LEAVE,
    SHARES,
    TIE_BREAKS,
    TRAINING,
    AssignChoice,
)
from annotator.ui.jobs import Worker
from annotator.ui.latest_job import LatestJob
from annotator.ui.messages import label
from annotator.ui.widgets.assign_preview import AssignPreview
from annotator.ui.widgets.tick_list import TickList

_PAUSE_MS = 250
_LEFT = 400
"""Pixels of the left column, whatever is asked in it."""
_MOST_SEED = 2**31 - 1

Propose = Callable[[AssignChoice], Job[Proposal]]


class AssignDialog(QDialog):
    """Proposes anew, in the background, whenever something else is chosen."""

    add_asked = Signal()  # a coder is to be added
    assign_asked = Signal(object)  # Proposal

    def __init__(
        self,
        parent: QWidget,
        worker: Worker,
        propose: Propose,
        articles: Mapping[str, tuple[int, ...] | None],
    ) -> None:
        """articles: for some of ALL, CHOSEN, FOUND the numbers that are meant."""
        super().__init__(parent)
        self.setObjectName("assign")
        self.setWindowTitle(self.tr("Assign articles"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._propose, self._articles = propose, articles
        self._coders: tuple[Coder, ...] = ()
        self.proposal: Proposal | None = None
        self._is_wanted = False  # it is to be assigned as soon as it is worked out
        self.list_file = ""
        self._asking = LatestJob(worker, self)
        self._asking.progressed.connect(self._on_progress)
        self._asking.answered.connect(self._on_proposed)
        self._asking.refused.connect(self._on_refused)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.finished.connect(lambda _: self.stop())
        self._build()
        self._fit()

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        self._make_fields()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(24, 20, 24, 16)
        whole.setSpacing(12)
        whole.addWidget(label(self.tr("Assign articles"), "heading"))
        middle = QHBoxLayout()
        middle.setSpacing(24)
        left = QWidget()
        left.setFixedWidth(_LEFT)
        left.setLayout(self._left())
        middle.addWidget(left)
        self.preview = AssignPreview()
        middle.addWidget(self.preview, 1)
        whole.addLayout(middle, 1)
        whole.addLayout(self._foot())

    def _make_fields(self) -> None:
        tr = self.tr
        self.kind = self._box("assign_kind", tr("What"), (
            (tr("Articles to code"), CODING),
            (tr("By a list of articles and coders (CSV)"), BY_LIST),
            (tr("Training on articles with gold"), TRAINING),
            (tr("Third coders for shared articles"), TIE_BREAKS),
            (tr("What a coder who leaves has left"), LEAVE),
        ))  # fmt: skip
        self.leaver = self._box("assign_leaver", tr("Who leaves"), ())
        self.file = QPushButton(tr("Choose…"))
        self.file.setObjectName("assign_list")
        self.file.setAccessibleName(tr("Choose the list"))
        self.file.setAutoDefault(False)
        self.file.clicked.connect(self._on_choose_list)
        self.scope = self._box("assign_articles", tr("Which articles"), self._scopes())
        self.ticks = TickList("assign_coders", tr("Coders who are given some"))
        self.ticks.changed.connect(self.renew)
        self.add = QPushButton(tr("Add a coder…"))
        self.add.setObjectName("assign_add_coder")
        self.add.setProperty("look", "quiet")
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self.add_asked)
        self.ticks.foot.addWidget(self.add)
        self.how = self._box("assign_how", tr("How"), (
            (tr("In shares, some to several coders"), SHARES),
            (tr("Every article to every coder"), EVERYONE),
        ))  # fmt: skip
        self.overlap = self._spin("assign_overlap", tr("Shared articles, in per cent"), 0, 100, 20)
        self.overlap.setSuffix(" %")
        self.coders_each = self._spin("assign_depth", tr("Coders of a shared article"), 2, 99, 2)
        self.repeats = self._spin("assign_repeats", tr("Hidden repeats, in per cent"), 0, 100, 0)
        self.repeats.setSuffix(" %")
        self.seed = self._spin("assign_seed", tr("Seed of what is random"), 0, _MOST_SEED, 1)

    def _box(self, name: str, words: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        box = QComboBox()
        box.setObjectName(name)
        box.setAccessibleName(words)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        box.setMinimumContentsLength(12)
        for text, value in choices:
            box.addItem(text, value)
        box.currentIndexChanged.connect(lambda _: self._on_chosen())
        return box

    def _spin(self, name: str, words: str, least: int, most: int, value: int) -> QSpinBox:
        spin = QSpinBox()
        spin.setObjectName(name)
        spin.setAccessibleName(words)
        spin.setRange(least, most)
        spin.setValue(value)
        spin.setFixedWidth(120)
        spin.lineEdit().setTextMargins(6, 0, 6, 0)
        spin.valueChanged.connect(lambda _: self.renew())
        return spin

    def _scopes(self) -> list[tuple[str, str]]:
        words = {
            ALL: "",
            CHOSEN: self.tr("The chosen ones ({n})"),
            FOUND: self.tr("Those in the list ({n})"),
        }
        return [
            (words[name].format(n=QLocale().toString(len(numbers or ()))), name)
            for name, numbers in self._articles.items()
        ]

    def _left(self) -> QVBoxLayout:
        rows = self.rows = QFormLayout()
        rows.setHorizontalSpacing(12)
        rows.setVerticalSpacing(8)
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        rows.addRow(self.tr("What"), self.kind)
        rows.addRow(self.tr("Who leaves"), self.leaver)
        rows.addRow(self.tr("List"), self.file)
        rows.addRow(self.tr("Articles"), self.scope)
        rows.addRow(self.tr("How"), self.how)
        rows.addRow(self.tr("Shared"), self.overlap)
        rows.addRow(self.tr("Coders each"), self.coders_each)
        rows.addRow(self.tr("Repeats"), self.repeats)
        rows.addRow(self.tr("Seed"), self.seed)
        for field, tip in (
            (self.overlap, self.tr("So many articles are coded by several, for agreement.")),
            (self.coders_each, self.tr("As many coders get each shared article.")),
            (self.repeats, self.tr("So many come again unnamed, to see whether a coder drifts.")),
            (self.seed, self.tr("The same seed gives the same assignments again.")),
        ):
            field.setToolTip(tip)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(rows)
        self.to_whom = QLabel(self.tr("Coders"))
        self.to_whom.setBuddy(self.ticks.list)
        column.addWidget(self.to_whom)
        column.addWidget(self.ticks, 1)
        column.addStretch(0)
        self.ticks.setFixedWidth(_LEFT)
        return column

    def _foot(self) -> QHBoxLayout:
        self.bar = QProgressBar()
        self.bar.setObjectName("assign_progress")
        self.bar.setAccessibleName(self.tr("Working it out"))
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(180, 6)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        buttons = QDialogButtonBox()
        cancel = buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        cancel.setAutoDefault(False)
        self.verb = buttons.addButton(self.tr("Assign"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.verb.setObjectName("assign_ok")
        self.verb.setProperty("look", "main")
        self.verb.setDefault(True)
        self.verb.setEnabled(False)
        buttons.rejected.connect(self.reject)
        buttons.accepted.connect(self._on_assign)
        row = QHBoxLayout()
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(buttons)
        return row

    def _fit(self) -> None:
        """As large as there is room for over the window, and no larger than helps."""
        window = self.parentWidget()
        assert window is not None
        self.resize(
            min(max(1180, round(0.8 * window.width())), window.width() - 60),
            min(max(820, round(0.9 * window.height())), window.height() - 80),
        )

    # --- choosing ------------------------------------------------------------------------

    def show_coders(self, coders: Sequence[Coder], new: UUID | None = None) -> None:
        """Offer these; at first those are ticked whose role is to code, then as it was and `new`.

        In a project without coders everybody is ticked.
        """
        is_first = not self._coders
        ticked = set(self.ticks.ticked) | ({new} if new is not None else set())
        if is_first:
            ticked = {each.id for each in coders if each.role is Role.CODER}
            ticked = ticked or {each.id for each in coders}
        self._coders = tuple(coders)
        self.leaver.blockSignals(True)
        leaver = self.leaver.currentData()
        self.leaver.clear()
        for each in coders:
            self.leaver.addItem(each.handle, str(each.id))
        self.leaver.setCurrentIndex(max(self.leaver.findData(leaver), 0))
        self.leaver.blockSignals(False)
        self.ticks.show_rows([(each.id, self._words(each)) for each in coders], ticked, new)
        self._on_chosen()

    def _words(self, coder: Coder) -> str:
        roles = {
            Role.CODER: self.tr("{handle}"),
            Role.ADJUDICATOR: self.tr("{handle} · adjudicator"),
            Role.LEAD: self.tr("{handle} · lead"),
        }
        return roles[coder.role].format(handle=coder.handle)

    def _on_chosen(self) -> None:
        """Show what is asked of this kind of assignment, and propose anew."""
        kind = self.kind.currentData()
        is_coding = kind == CODING
        in_shares = is_coding and self.how.currentData() == SHARES
        for field, is_asked in (
            (self.leaver, kind == LEAVE),
            (self.file, kind == BY_LIST),
            (self.scope, kind not in (LEAVE, BY_LIST)),
            (self.how, is_coding),
            (self.overlap, in_shares),
            (self.coders_each, in_shares),
            (self.repeats, is_coding),
            (self.seed, kind != TRAINING),
        ):
            self.rows.setRowVisible(field, is_asked)
        for part in (self.to_whom, self.ticks):
            part.setVisible(kind != BY_LIST)
        everything = {
            CODING: self.tr("All that are to be coded"),
            TRAINING: self.tr("All that have gold"),
            TIE_BREAKS: self.tr("All that several have coded"),
        }
        self.scope.setItemText(0, everything.get(str(kind), everything[CODING]))
        self.to_whom.setText(
            self.tr("Coders who take it over") if kind == LEAVE else self.tr("Coders")
        )
        self.renew()

    @property
    def choice(self) -> AssignChoice:
        """What is chosen now."""
        kind = str(self.kind.currentData())
        leaving = self.leaver.currentData() if kind == LEAVE else None
        leaver = next((each for each in self._coders if str(each.id) == leaving), None)
        numbers = None if kind == LEAVE else self._articles.get(str(self.scope.currentData()))
        return AssignChoice(
            kind,
            numbers,
            tuple(each for each in self.ticks.ticked if leaver is None or each != leaver.id),
            leaver,
            self.how.currentData() == EVERYONE,
            self.overlap.value() / 100,
            self.coders_each.value(),
            self.repeats.value() / 100,
            self.seed.value(),
            self.list_file if kind == BY_LIST else "",
        )

    # --- proposing -----------------------------------------------------------------------

    def renew(self) -> None:
        """What was proposed no longer holds: propose anew, soon."""
        self._asking.stop()
        self.proposal, self._is_wanted = None, False
        self.verb.setEnabled(False)
        self._pause.start()

    def _ask(self) -> None:
        choice = self.choice
        if lacks := self._lacks(choice):
            self._is_wanted = False
            self.preview.show_fault(lacks)
            return
        self.bar.setRange(0, 0)
        self.bar.show()
        self._asking.ask(lambda: self._propose(choice))

    def _lacks(self, choice: AssignChoice) -> str:
        """What is still to be chosen, in words."""
        if choice.kind == BY_LIST:
            words = self.tr(
                "Choose a CSV file with the columns article and coder. An article is meant by its "
                "number, its id or the identifier of its source, a coder by their handle."
            )
            return "" if choice.file else words
        return "" if choice.coder_ids else self.tr("Tick at least one coder, or add one.")

    def _on_choose_list(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("List of articles and coders"),
            self.list_file,
            self.tr("Tables (*.csv *.tsv *.txt);;All files (*)"),
        )
        if chosen:
            self.use_list(chosen)

    def use_list(self, path: str) -> None:
        """Assign as the list in this file says."""
        self.list_file = path
        self.file.setText(Path(path).name.replace("&", "&&"))
        self.renew()

    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total if progress.total > 1 else 0)
        self.bar.setValue(progress.done)

    def _on_proposed(self, proposal: Proposal) -> None:
        self.bar.hide()
        self.proposal = proposal
        self.preview.show_proposal(proposal, self._coders)
        self.verb.setEnabled(bool(proposal.assignments))
        if self._is_wanted:
            self._on_assign()

    def _on_refused(self, error: BaseException) -> None:
        self.bar.hide()
        if not isinstance(error, AnnotatorError):
            raise error
        self._is_wanted = False
        self.preview.show_fault(str(error))

    def _on_assign(self) -> None:
        if self.proposal is not None and self.proposal.assignments:
            self.assign_asked.emit(self.proposal)

    def _on_enter(self) -> None:
        here = self.focusWidget()
        if isinstance(here, QPushButton):
            here.click()
        elif self.proposal is not None:
            self._on_assign()
        else:
            self._is_wanted = self._pause.isActive() or self._asking.is_busy

    def stop(self) -> None:
        """Nothing is worked out any more."""
        self._pause.stop()
        self._asking.stop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter assigns what is shown; while it is still worked out, as soon as it is."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self._on_enter()
            return
        super().keyPressEvent(event)

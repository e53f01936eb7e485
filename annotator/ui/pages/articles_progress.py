"""How far each coder is: a table, a chart, and the weeks of the one that is marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.model.errors import AnnotatorError
from annotator.model.progress import CoderProgress, Week
from annotator.model.study import Role
from annotator.ui.desk import Desk
from annotator.ui.jobs import Worker
from annotator.ui.latest_job import LatestJob
from annotator.ui.rights import why_no_lead
from annotator.ui.widgets.chart_view import ChartView
from annotator.ui.widgets.chart_words import chart_words
from annotator.ui.widgets.cut_line import CutLine
from annotator.ui.widgets.fact_table import FactColumn, FactTable, number_column

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.project import Project
    from annotator.stages.results import Job, Progress

Row = TypeVar("Row")
Found = tuple[tuple[CoderProgress, ...], Mapping[UUID, int]]

_TABLES, _FAULT = range(2)
_WORK, _NOTHING = range(2)

_WEEKS = 450
"""Pixels that the weeks of a coder want."""


class ArticlesProgress(QWidget):
    """Reads how far coders are while somebody looks; a coder sees nobody else's line."""

    assign_asked = Signal()
    coder_asked = Signal()
    hand_in_asked = Signal()
    chart_kept = Signal(object)  # the chart, and its kind of file

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("articles_progress")
        self.desk = desk
        self.lines: tuple[CoderProgress, ...] = ()
        self.to_choose: Mapping[UUID, int] = {}
        self._is_stale = True
        self._can_draw = False
        self._worker = Worker(self)
        self._reading = LatestJob(self._worker, self)
        self._reading.progressed.connect(self._on_progress)
        self._reading.answered.connect(self._on_read)
        self._reading.refused.connect(self._on_refused)
        desk.project_closing.connect(self._on_closing)
        self._build()

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        self.table: FactTable[CoderProgress] = FactTable(
            "progress_coders", self.tr("How far each coder is"), self._columns(), _coder_of
        )
        self.weeks: FactTable[Week] = FactTable(
            "progress_weeks", self.tr("By week"), self._week_columns(), lambda week: week.monday
        )
        self.table.setProperty("look", "plain")
        self.weeks.setProperty("look", "plain")
        self.table.picked.connect(self._show_weeks)
        self.chart = ChartView("progress", self.tr("Progress of coders"))
        self.chart.kept.connect(self.chart_kept)
        self.add = self._button(self.tr("Add a coder…"), "progress_add_coder", self.coder_asked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._head())
        self._stack = QStackedWidget()
        self._stack.addWidget(self._tables())
        self.fault = QLabel()
        self.fault.setObjectName("progress_fault")
        self.fault.setProperty("look", "error")
        self.fault.setTextFormat(Qt.TextFormat.PlainText)
        self.fault.setWordWrap(True)
        self.fault.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(self.fault)
        column.addWidget(self._stack, 1)

    def _button(self, words: str, name: str, signal: object) -> QPushButton:
        button = QPushButton(words)
        button.setObjectName(name)
        button.clicked.connect(lambda: signal.emit())  # type: ignore[attr-defined]
        return button

    def _head(self) -> QHBoxLayout:
        self.summary = QLabel()
        self.summary.setObjectName("progress_summary")
        self.summary.setProperty("look", "heading")
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setObjectName("progress_bar")
        self.bar.setAccessibleName(self.tr("Reading how far coders are"))
        self.bar.setTextVisible(False)
        self.bar.setFixedSize(120, 6)
        policy = self.bar.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.bar.setSizePolicy(policy)
        self.bar.hide()
        row = QHBoxLayout()
        row.setContentsMargins(24, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self.summary)
        row.addWidget(self.bar)
        row.addStretch(1)
        row.addWidget(self.add)
        return row

    def _tables(self) -> QWidget:
        self.week_name = CutLine()
        self.week_name.setProperty("look", "heading")
        self.week_name.setContentsMargins(16, 8, 16, 8)
        of_week = QFrame()
        of_week.setProperty("look", "paper")
        of_week.setMinimumWidth(_WEEKS)
        right = QVBoxLayout(of_week)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.week_name)
        right.addWidget(self.weeks, 1)
        self.below = QSplitter(Qt.Orientation.Horizontal)
        self.below.addWidget(self.chart)
        self.below.addWidget(of_week)
        self.below.setStretchFactor(0, 3)
        self.below.setStretchFactor(1, 2)
        self.below.setChildrenCollapsible(False)
        self._lower = QStackedWidget()
        self._lower.addWidget(self.below)
        self._lower.addWidget(self._nothing())
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self._lower)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setChildrenCollapsible(False)
        for each in (self.splitter, self.below):
            each.setHandleWidth(1)
        return self.splitter

    def _nothing(self) -> QWidget:
        """What will be here, and the first step."""
        page = QWidget()
        self.empty = QLabel()
        self.empty.setObjectName("progress_empty")
        self.empty.setProperty("look", "soft")
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.empty.setMinimumWidth(480)
        self.first_step = self._button(
            self.tr("Assign articles…"), "progress_assign", self.assign_asked
        )
        column = QVBoxLayout(page)
        column.addStretch(1)
        for part in (self.empty, self.first_step):
            column.addWidget(part, 0, Qt.AlignmentFlag.AlignCenter)
        column.addStretch(2)
        return page

    def _columns(self) -> list[FactColumn[CoderProgress]]:
        roles = {
            Role.CODER: self.tr("coder"),
            Role.ADJUDICATOR: self.tr("adjudicator"),
            Role.LEAD: self.tr("lead"),
        }
        return [
            FactColumn("coder", self.tr("Coder"), lambda line: line.coder.handle, width=0),
            FactColumn("role", self.tr("Role"), lambda line: roles[line.coder.role], width=110),
            _figures("assigned", self.tr("Assigned"), lambda line: line.assigned),
            _figures("begun", self.tr("Begun"), lambda line: line.begun),
            _figures("submitted", self.tr("Submitted"), lambda line: line.submitted),
            _figures("set_aside", self.tr("Set aside"), lambda line: line.set_aside),
            _figures("to_choose", self.tr("To choose"), self._of_heads),
            number_column(
                "minutes", self.tr("Minutes each"), 108, lambda line: line.minutes, _minutes
            ),
            FactColumn(
                "last",
                self.tr("Last week of work"),
                lambda line: _day(week) if (week := _last_week(line)) else "–",
                width=140,
                is_number=True,
                order=lambda line: week.monday if (week := _last_week(line)) else None,
            ),
            _figures(
                "in_it",
                self.tr("Submitted in it"),
                lambda line: week.submitted if (week := _last_week(line)) else 0,
            ),
        ]

    def _of_heads(self, line: CoderProgress) -> int:
        """How many events of a coder wait for them to choose a version."""
        return self.to_choose.get(line.coder.id, 0)

    def _week_columns(self) -> list[FactColumn[Week]]:
        return [
            FactColumn("week", self.tr("Week from"), _day, width=0, order=lambda week: week.monday),
            _figures("assigned", self.tr("Assigned"), lambda week: week.assigned, 72),
            _figures("begun", self.tr("Begun"), lambda week: week.begun, 72),
            _figures("submitted", self.tr("Submitted"), lambda week: week.submitted, 72),
            _figures("set_aside", self.tr("Set aside"), lambda week: week.set_aside, 72),
        ]

    # --- reading -------------------------------------------------------------------------

    def reload(self) -> None:
        """Read everything again, now or when it is next seen."""
        self._is_stale = True
        if self.isVisible():
            self.read()

    def read(self) -> None:
        """Read what has become stale; what is shown stays until it is there."""
        project, coder = self.desk.project, self.desk.coder
        if not self._is_stale or project is None or coder is None:
            return
        self._is_stale = False
        self.bar.setRange(0, 0)
        self.bar.show()
        self._reading.ask(lambda: _job(project, coder))

    def _on_progress(self, progress: Progress) -> None:
        self.bar.setRange(0, progress.total if progress.total > 1 else 0)
        self.bar.setValue(progress.done)

    def _on_read(self, found: Found) -> None:
        self.bar.hide()
        self.show_lines(*found)
        if not self._can_draw:
            self.chart.show_waiting(self.tr("Drawing…"))
            self._worker.call(_load_charts).done.connect(lambda _: self._on_loaded())

    def _on_loaded(self) -> None:
        self._can_draw = True
        self._show_chart()

    def _on_refused(self, error: BaseException) -> None:
        self.bar.hide()
        if not isinstance(error, AnnotatorError):
            raise error
        self.fault.setText(str(error))
        self._stack.setCurrentIndex(_FAULT)

    def _on_closing(self) -> None:
        self._reading.stop()
        self._worker.wait()

    # --- showing -------------------------------------------------------------------------

    def show_lines(
        self, lines: Sequence[CoderProgress], to_choose: Mapping[UUID, int] | None = None
    ) -> None:
        """Show how far these coders are.

        to_choose: by coder, the events of which one version is to be chosen.
        """
        is_new = not self.lines
        self.lines, self.to_choose = tuple(lines), to_choose or {}
        why = why_no_lead(self.desk)
        self.add.setVisible(not why)
        is_begun = any(_is_begun(line) for line in lines)
        self._stack.setCurrentIndex(_TABLES)
        self._lower.setCurrentIndex(_WORK if is_begun else _NOTHING)
        self.table.setVisible(is_begun or len(lines) > 1)
        self.summary.setText(self._summary())
        self.first_step.setVisible(not why)
        self.empty.setText(
            self.tr("No article is assigned yet.")
            if why
            else self.tr(
                "No article is assigned yet, and nobody has begun one.\n"
                "Add your coders, then give them articles: how far they are is shown here."
            )
        )
        self.table.show_rows(self.lines)
        self.table.show_column("to_choose", is_shown=any(self.to_choose.values()))
        first = next((line for line in lines if _is_begun(line)), None)
        if is_new and first is not None:
            self.table.choose(first.coder.id)
        self._show_weeks(self.table.current())
        if self._can_draw:
            self._show_chart()

    def _summary(self) -> str:
        if not any(_is_begun(line) for line in self.lines):
            return ""
        parts = [self._done(), self._to_choose()]
        return self.tr(" · ").join(filter(None, parts))

    def _to_choose(self) -> str:
        """How many events were saved on two machines, and wait for who coded them."""
        n = sum(self.to_choose.values())
        if not n:
            return ""
        if n == 1:
            return self.tr("1 event was saved on two machines: one version is to be chosen")
        words = self.tr("{n} events were saved on two machines: one version each is to be chosen")
        return words.format(n=QLocale().toString(n))

    def _done(self) -> str:
        done = sum(line.submitted + line.set_aside for line in self.lines)
        todo = sum(line.assigned for line in self.lines)
        locale = QLocale()
        if not todo:
            return self.tr("{done} codings are done").format(done=locale.toString(done))
        return self.tr("{done} of {todo} codings are done").format(
            done=locale.toString(done), todo=locale.toString(todo)
        )

    def _show_weeks(self, line: CoderProgress | None) -> None:
        words = self.tr("By week: {handle}")
        self.week_name.show_words(words.format(handle=line.coder.handle) if line else "")
        self.weeks.show_rows(tuple(reversed(line.weeks)) if line else ())

    def _show_chart(self) -> None:
        """Draw those who have anything to do."""
        lines = tuple(filter(_is_begun, self.lines))
        if not lines:
            self.chart.show_chart(None, "")
            return
        from annotator.charts.progress import progress_chart, progress_words

        words = chart_words()
        self.chart.show_chart(
            lambda figure, look: progress_chart(figure, lines, look, words),
            progress_words(lines, words),
        )

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._reading.stop()
        self._is_stale = True
        self.show_lines(())

    def take_focus(self) -> None:
        """Go to the table, or to the first step."""
        is_empty = self._lower.currentIndex() == _NOTHING and not self.first_step.isHidden()
        (self.first_step if is_empty else self.table).setFocus()

    def dress(self) -> None:
        """Take on the theme in force."""
        self.chart.restyle()


def _job(project: Project, coder: Coder) -> Job[Found]:
    """How far those coders are whom this one may see, and by coder what waits for a choice."""
    from annotator.stages.coding import double_heads
    from annotator.stages.progress import progress

    lines = yield from progress(project, by=coder)
    doubled = double_heads(project, None if coder.role is Role.LEAD else coder)
    return lines, Counter(each.coder_id for each in doubled)


def _load_charts() -> None:
    """Import what draws the chart, so that the window need not wait for it."""
    import matplotlib.backends.backend_qtagg  # noqa: F401

    import annotator.charts.progress  # noqa: F401


def _is_begun(line: CoderProgress) -> bool:
    return bool(line.assigned or line.begun or line.submitted or line.set_aside or line.weeks)


def _figures(
    name: str, heading: str, value: Callable[[Row], int], width: int = 96
) -> FactColumn[Row]:
    return number_column(name, heading, width, value, lambda n: QLocale().toString(n))


def _minutes(value: float | None) -> str:
    return "–" if value is None else QLocale().toString(value, "f", 1)


def _day(week: Week) -> str:
    return week.monday.isoformat()


def _last_week(line: CoderProgress) -> Week | None:
    """The last week in which a coder did anything; to be given articles is none of their work."""
    worked = (w for w in reversed(line.weeks) if w.begun or w.submitted or w.set_aside)
    return next(worked, None)


def _coder_of(line: CoderProgress) -> UUID:
    return line.coder.id

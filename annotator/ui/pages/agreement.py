"""The Agreement page: where coders agree and where not, how sure that is, which article to open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QHideEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.model.agreement import Disagreement
from annotator.model.study import Role
from annotator.ui.desk import Desk
from annotator.ui.pages.agreement_events import EventsView
from annotator.ui.pages.agreement_head import AgreementHead
from annotator.ui.pages.agreement_hints import hints_of, hints_of_reading
from annotator.ui.pages.agreement_reading import Reading
from annotator.ui.pages.agreement_run import Comparing
from annotator.ui.pages.agreement_spans import SpansView
from annotator.ui.pages.agreement_variables import VariablesView
from annotator.ui.widgets.agreement_foot import AgreementFoot, Nothing
from annotator.ui.widgets.hints import HintBar
from annotator.ui.widgets.number_sheet import Explained, NumberSheet

if TYPE_CHECKING:
    from annotator.stages.agreement import Comparison
    from annotator.stages.results import Progress

_NOTHING, _VIEWS, _READING = range(3)
_NAMED = 5
"""As many coders are named in a line; more are counted."""


class AgreementPage(QWidget):
    """Three views of one comparison; shows the last one while a new one is being made."""

    choice_asked = Signal(str, object, object)  # join, part, forget; ArticleAlignment, EventPair
    release_asked = Signal()
    threshold_asked = Signal(float)
    export_asked = Signal(str)  # html, csv, latex, forest.svg, events.png …
    chart_kept = Signal(object)  # ChartView and the kind of file
    article_chosen = Signal(object)  # UUID: to be shown on the Code page
    remarks_asked = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("agreement_page")
        self.desk = desk
        self.comparison: Comparison | None = None
        self.comparing = Comparing(desk, self)
        # Each is born where it stays: to move one later costs time for every widget inside it.
        self.stack = QStackedWidget(self)
        self.views = QStackedWidget(self.stack)
        self.variables = VariablesView(desk, self.views)
        self.events = EventsView(desk, self.views)
        self.spans = SpansView(self.views)
        self.reading = Reading(desk, self.stack)
        self.nothing = Nothing(self.stack)
        self.head, self.foot, self.hints = AgreementHead(), AgreementFoot(), HintBar()
        self._build()
        self.sheet = NumberSheet(self)
        self._wire()
        self._wire_comparing()
        self.show_view(0)

    # --- building ------------------------------------------------------------------------

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.head)
        layout.addSpacing(8)
        layout.addWidget(self.stack, 1)
        layout.addWidget(self.foot)
        layout.addWidget(self.hints)
        for part in (self.nothing, self.views, self.reading):
            self.stack.addWidget(part)
        for view in (self.variables, self.events, self.spans):
            self.views.addWidget(view)

    def _wire(self) -> None:
        head = self.head
        head.view_chosen.connect(self.show_view)
        head.raters_chosen.connect(self.comparing.choose)
        head.release_asked.connect(self.release_asked)
        head.threshold_asked.connect(self.threshold_asked)
        head.export_asked.connect(self.export_asked)
        self.variables.disagreement_opened.connect(self.read)
        self.variables.refused.connect(lambda words: self.foot.show_rest(words))
        self.events.choice_asked.connect(self.choice_asked)
        for view in (self.variables, self.events, self.spans):
            view.moved.connect(self._follow)
        for asking in (self.variables, self.events):
            asking.explain_asked.connect(self.explain)
        tables = (*self.events.tables[:1], self.events.tables[4], self.spans.table)
        for table in tables:
            table.opened.connect(lambda _, at=table: self.explain(at.explained()))
        for chart in (*self.variables.panel.charts, *self.events.charts):
            chart.kept.connect(self.chart_kept)
        self.reading.left.connect(self.stop_reading)
        self.reading.step_asked.connect(self._on_step)
        for opening in (self.reading, self.events):
            opening.article_chosen.connect(self.article_chosen)
        self.foot.remarks_asked.connect(self.remarks_asked)
        self.desk.project_closed.connect(self.clear)
        for place, key in enumerate(("v", "h", "m")):
            act = self._act(self.head.tabs[place].text(), key, lambda p=place: self.show_view(p))
            self.reading.addAction(act)
        who = self._act(self.tr("Choose who is compared"), "c", self.head.raters.open)
        for part in (self.reading, self.nothing):
            part.addAction(who)
        self._act(self.tr("Close the explanation, or back to the list"), "Esc", self._on_escape)

    def _act(self, words: str, key: str, act: object) -> QAction:
        action = QAction(words, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        assert callable(act)
        action.triggered.connect(lambda _=False: act())
        self.views.addAction(action)
        return action

    def menu_actions(self) -> tuple[list[QAction], ...]:
        """All that can be done here, for the menu, in groups."""
        events, reading = [*self.events.why.acts.values(), self.events.open], self.reading.acts
        return self.views.actions(), self.variables.acts, events, reading, self.head.exports

    def _wire_comparing(self) -> None:
        comparing, foot = self.comparing, self.foot
        comparing.began.connect(self._on_began)
        comparing.progressed.connect(self._on_progress)
        comparing.offered.connect(self._on_offered)
        comparing.compared.connect(self.show_comparison)
        comparing.forbidden.connect(self._on_forbidden)
        comparing.refused.connect(self._on_refused)
        comparing.stopped.connect(self._on_stopped)
        foot.stop_asked.connect(comparing.stop)
        foot.again_asked.connect(comparing.again)
        self.desk.stored.connect(lambda _: self._on_stored())

    # --- views ---------------------------------------------------------------------------

    def show_view(self, place: int) -> None:
        """Show the variables (0), the events (1) or the marked words (2)."""
        self.head.tabs[place].setChecked(True)
        self.views.setCurrentIndex(place)
        self.sheet.hide()
        if self.stack.currentIndex() == _READING:
            self.stack.setCurrentIndex(_VIEWS)
        self.take_focus()
        self._show_hints()

    @property
    def view(self) -> VariablesView | EventsView | SpansView:
        """The view that is chosen."""
        return (self.variables, self.events, self.spans)[self.views.currentIndex()]

    def take_focus(self) -> None:
        """Go to what is shown."""
        if self.stack.currentIndex() == _NOTHING:
            self.nothing.setFocus()
        elif self.stack.currentIndex() == _READING:
            self.reading.view.setFocus()
        else:
            self.view.take_focus()

    def _put(self, part: int) -> None:
        """Show one part of the page, the keys with it if they were in another."""
        if self.stack.currentIndex() == part:
            return
        self.sheet.hide()
        is_here = self.isVisible() and self.focusWidget() is not self.head.threshold
        self.stack.setCurrentIndex(part)
        if is_here:
            self.take_focus()
        self._show_hints()

    def _show_hints(self) -> None:
        """The keys that work in what is shown; none where there is nothing."""
        part = self.stack.currentIndex()
        is_reading = part == _READING
        self.hints.show_hints(
            hints_of_reading() if is_reading else hints_of(self.views.currentIndex())
        )
        self.hints.setVisible(part != _NOTHING)

    def showEvent(self, event: QShowEvent) -> None:
        """Compare, or look whether codings came in."""
        super().showEvent(event)
        if self.comparison is None and not self.comparing.is_running:
            self.nothing.show_words(self.tr("Comparing the coders…"), "")
        self.comparing.watch(is_seen=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """What nobody sees is not computed anew."""
        super().hideEvent(event)
        self.comparing.watch(is_seen=False)
        self.sheet.hide()

    # --- comparing -----------------------------------------------------------------------

    def _on_stored(self) -> None:
        if self.isVisible():
            self.comparing.look(at_once=True)

    def _on_began(self) -> None:
        if self.comparison is None:
            words = self.tr("What they agree on will be shown here.")
            self.nothing.show_words(self.tr("Comparing the coders…"), words)
        self.foot.show_progress(self.tr("Comparing…"), 0, 0)

    def _on_progress(self, progress: Progress) -> None:
        if self.comparing.is_running:
            self.foot.show_progress(self.tr("Comparing…"), progress.done, progress.total)

    def _on_offered(self, raters: tuple[str, ...]) -> None:
        self.head.raters.show_raters(raters, self.comparing.chosen)

    def show_comparison(self, comparison: Comparison) -> None:
        """Show a comparison; what is chosen stays chosen."""
        self.comparison = comparison
        report = comparison.report
        self.head.show_report(report, is_lead=self._is_lead)
        self._show_remarks(len(report.findings))
        self._show_rest()
        if not report.n_articles:
            self._put(_NOTHING)
            self.nothing.show_words(self.tr("Nothing to compare yet"), self._first_step())
            return
        groups = self._groups()
        self.variables.show_comparison(comparison, groups)
        self.events.show_comparison(comparison)
        self.spans.show_spans(report.spans, groups)
        if self.stack.currentIndex() == _NOTHING:
            self._put(_VIEWS)
        self._follow()

    def _groups(self) -> dict[str, str]:
        """What the tables of variables are called, in the order of the codebook."""
        groups = {group.name: group.label for group in self.desk.codebook.groups}
        return {"article": self.tr("Article"), "event": self.tr("Event"), **groups}

    def _first_step(self) -> str:
        """What has to happen before there is something to compare."""
        if self.comparing.chosen:
            words = self.tr("{coders} have submitted no article in common. C chooses others.")
            return words.format(coders=", ".join(self.comparing.chosen))
        words = self.tr(
            "Give articles to two coders or more; on the Code page, Ctrl+Enter submits one. How "
            "far they agree is shown here as soon as two have submitted the same article."
        )
        coder = self.desk.coder
        if coder is not None and coder.role is not Role.LEAD:
            words += " " + self.tr("Only articles that a lead has released are compared here.")
        return words

    @property
    def _is_lead(self) -> bool:
        coder = self.desk.coder
        return coder is not None and coder.role is Role.LEAD and not self.desk.is_read_only

    def _show_remarks(self, remarks: int) -> None:
        several = self.tr("{n} remarks").format(n=QLocale().toString(remarks))
        shown = self.tr("1 remark") if remarks == 1 else several
        self.foot.show_remarks(shown if remarks else "")

    def _show_rest(self) -> None:
        """Say what the comparison rests on."""
        if self.comparison is None:
            self.foot.show_rest("")
            return
        report = self.comparison.report
        articles = QLocale().toString(report.n_articles)
        words = self.tr("{articles} articles that at least two of {coders} submitted")
        if self.comparing.chosen:
            words = self.tr("Chosen: {coders} · {articles} articles that at least two submitted")
        names = ", ".join(report.settings.coders)
        n = len(report.settings.coders)
        counted = self.tr("{n} coders").format(n=QLocale().toString(n))
        said = words.format(articles=articles, coders=names if n <= _NAMED else counted)
        if report.n_unreleased:
            hidden = self.tr("{n} not released to reviewers")
            said += " · " + hidden.format(n=QLocale().toString(report.n_unreleased))
        self.foot.show_rest(said if report.n_articles else "", names if n > _NAMED else "")

    def _on_forbidden(self, why: str) -> None:
        self._forget()
        self._put(_NOTHING)
        self.nothing.show_words(self.tr("Agreement is not shown yet"), why)
        self.foot.show_rest("")

    def _on_refused(self, why: str) -> None:
        self._forget()
        self._put(_NOTHING)
        self.nothing.show_words(self.tr("Nothing to compare yet"), f"{why}\n\n{self._first_step()}")
        self.foot.show_rest("", can_begin=True)

    def _on_stopped(self) -> None:
        if self.comparison is None:
            words = self.tr("The comparison was cancelled. “Compute again” makes it anew.")
            self.nothing.show_words(self.tr("Cancelled"), words)
        self.foot.show_rest(
            self.tr("Cancelled: what is shown may be out of date.") if self.comparison else "",
            can_begin=True,
        )

    def _forget(self) -> None:
        self.comparison = None
        self.variables.clear()
        self.events.clear()
        self.spans.show_spans((), {})
        self.reading.clear()
        self.head.clear()
        self.foot.show_remarks("")

    def clear(self) -> None:
        """Show nothing: no project is open."""
        self._forget()
        self.head.raters.show_raters((), ())
        self._put(_NOTHING)
        self.nothing.show_words("", "")
        self.foot.show_rest("")
        self.sheet.hide()

    # --- reading -------------------------------------------------------------------------

    def read(self, found: Disagreement) -> None:
        """Show a disagreement at its place in the article."""
        panel, comparison = self.variables.panel, self.comparison
        if found.article_id is None or comparison is None or panel.line is None:
            return
        rows = panel.disagreements.facts.rows
        place = next((at for at, row in enumerate(rows, 1) if row == found), 1)
        self._put(_READING)
        coders = comparison.report.settings.coders
        line = panel.line
        self.reading.show_disagreement(found, line.name, line.label, coders, (place, len(rows)))

    def stop_reading(self) -> None:
        """Back to the list, to the same line."""
        self._put(_VIEWS)
        self.variables.panel.disagreements.setFocus()

    def _on_step(self, step: int) -> None:
        table = self.variables.panel.disagreements
        if table.step(step):
            found = table.current()
            if found is not None:
                self.read(found)

    # --- numbers -------------------------------------------------------------------------

    def explain_here(self) -> None:
        """Say what the number means at which the keys are."""
        if self.stack.currentIndex() == _VIEWS:
            self.explain(self.view.explained())

    def explain(self, explained: Explained | None) -> None:
        """Show what a number means, on how much it rests, and why it is undefined."""
        if explained is None:
            return
        self.sheet.show_number(explained)
        self._place_sheet()

    def _place_sheet(self) -> None:
        """The sheet stands where the keys are not."""
        focused = self.focusWidget()
        middle = self.stack.width() / 2
        x = focused.mapTo(self.stack, focused.rect().center()).x() if focused else 0
        self.sheet.place(self.stack.geometry(), on_left=x > middle)

    def _follow(self) -> None:
        """Keep an open sheet at the number at which the keys are."""
        explained = self.view.explained() if self.sheet.isVisible() else None
        if explained is not None:
            self.explain(explained)

    def _on_escape(self) -> None:
        """Close the sheet; without one, go back to the first list."""
        if self.sheet.isVisible():
            self.sheet.hide()
        else:
            self.view.take_focus()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sheet in its corner."""
        super().resizeEvent(event)
        if self.sheet.isVisible():
            self._place_sheet()

    def dress(self) -> None:
        """Take on the theme in force."""
        self.variables.restyle()
        self.events.restyle()
        self.reading.restyle()

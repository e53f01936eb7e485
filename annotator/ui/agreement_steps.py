"""What is decided and written on the Agreement page: choices, releases, threshold, and files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QFileDialog

from annotator.model.agreement import ArticleAlignment, EventPair
from annotator.model.errors import NotSaved
from annotator.stages.results import Changes, Job, Progress
from annotator.ui.messages import Question, Tell
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.steps import DecideArticles
from annotator.ui.widgets.chart_view import ChartView, Draw
from annotator.ui.widgets.chart_words import chart_words
from annotator.ui.window_steps import WindowSteps
from annotator.whole_file import write_whole

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from annotator.charts.look import Look
    from annotator.charts.sheet import Drawn
    from annotator.stages.agreement import Comparison
    from annotator.ui.main_window import MainWindow
    from annotator.ui.pages.agreement import AgreementPage

_WIDTH, _HEIGHT = 7.0, 4.5
"""Inches of a chart in a file, where its rows do not ask for another height."""

_OF_HAND = {"joined": "join", "parted": "part", "": "forget"}
"""What brings back what was said of two events."""


class AgreementSteps(WindowSteps):
    """Each step is carried out where writing is done, and tells the page what came of it."""

    def __init__(self, window: MainWindow, page: AgreementPage) -> None:
        super().__init__(window)
        self.page = page
        page.choice_asked.connect(self.choose)
        page.release_asked.connect(self.release)
        page.threshold_asked.connect(self.set_threshold)
        page.export_asked.connect(self.export)
        page.chart_kept.connect(lambda asked: self.keep_chart(*asked))
        page.article_chosen.connect(window.open_article)
        page.remarks_asked.connect(self.show_remarks)

    # --- decisions -----------------------------------------------------------------------

    def choose(self, name: str, alignment: ArticleAlignment, pair: EventPair) -> None:
        """Join two events, pull them apart, or take that back; a step that can be undone."""
        words = {
            "join": self.tr("Join two events"),
            "part": self.tr("Pull two events apart"),
            "forget": self.tr("Take back what was said of two events"),
        }
        article_id, before = alignment.article_id, _OF_HAND[pair.by_hand]

        def again() -> None:
            self._say(name, article_id, pair)

        def back() -> None:
            self._say(before, article_id, pair)

        def on_done(changes: Changes) -> None:
            if changes:
                self.desk.undo_stack.push(DecideArticles(words[name], again, back))

        self._say(name, article_id, pair, on_done)

    def _say(
        self,
        name: str,
        article_id: UUID,
        pair: EventPair,
        then: Callable[[Changes], None] | None = None,
    ) -> None:
        def work(project: Any, reviewer: Any) -> Changes:
            from annotator.stages import agreement

            acts = {
                "join": agreement.join,
                "part": agreement.part,
                "forget": agreement.forget_choice,
            }
            return acts[name](project, reviewer, article_id, pair.first, pair.second)

        self._carry_out(work, then)

    def release(self) -> None:
        """Show reviewers all articles that two coders submitted, once that is confirmed."""
        comparison = self.page.comparison
        n = comparison.report.n_unreleased if comparison is not None else 0
        title = self.tr("Release {n} articles to reviewers?").format(n=QLocale().toString(n))
        words = self.tr(
            "Adjudicators then see their codings, and coders do, too, once every article that was "
            "begun is released. This cannot be taken back."
        )
        yes, no = self.tr("Release"), self.tr("Keep blind")
        if not n or not Question.ask(self.window, title, words, yes, no, is_final=True):
            return

        def work(project: Any, lead: Any) -> Changes:
            from annotator.stages.agreement import release

            return release(project, lead)

        self._carry_out(work)

    def set_threshold(self, value: float) -> None:
        """Judge every variable by another threshold from now on."""

        def work(project: Any, lead: Any) -> Changes:
            from annotator.stages.agreement import set_threshold

            return set_threshold(project, lead, value)

        self._carry_out(work)

    def _carry_out(
        self,
        work: Callable[[Any, Any], Changes],
        then: Callable[[Changes], None] | None = None,
    ) -> None:
        """Do work as whoever sits here, where writing is done; then compare anew."""
        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None or self.desk.is_read_only:
            return

        def on_done(changes: Changes) -> None:
            if then is not None and self.desk.project is project:
                then(changes)
            self.desk.stored.emit(changes)

        task = self.desk.worker.call(lambda: work(project, coder))
        task.done.connect(on_done)
        task.refused.connect(lambda error: self.tell(self.tr("That was not possible"), error))

    def show_remarks(self) -> None:
        """Show what a reader has to know about the data."""
        comparison = self.page.comparison
        if comparison is not None:
            Tell.ask(self.window, self.tr("Remarks"), "", "\n".join(comparison.report.findings))

    # --- files ---------------------------------------------------------------------------

    def export(self, kind: str) -> None:
        """Write the report, its numbers or a chart to a file that is asked for."""
        comparison = self.page.comparison
        if comparison is None:
            return
        chart, _, end = kind.partition(".")
        if chart == "forest":
            self._keep(chart, end, *_forest(comparison))
            return
        if chart == "events":
            self.keep_chart(self.page.events.same, end)
            return
        ends = {"html": "html", "latex": "tex", "csv": "csv"}
        filters = {
            "html": self.tr("Web page (*.html)"),
            "latex": self.tr("LaTeX (*.tex)"),
            "csv": self.tr("CSV (*.csv)"),
        }
        target = self._ask_file("agreement", ends[kind], filters[kind])
        if target is not None:
            self._write(target, lambda: _document(comparison, kind))

    def keep_chart(self, chart: ChartView, kind: str) -> None:
        """Write a chart of the page to a file that is asked for."""
        if chart.draw is not None:
            self._keep(chart.name, kind, chart.draw, _HEIGHT)

    def _keep(self, name: str, kind: str, draw: Draw, height: float) -> None:
        filters = {"svg": self.tr("SVG (*.svg)"), "png": self.tr("PNG (*.png)")}
        target = self._ask_file(name, kind, filters[kind])
        if target is not None:
            self._write(target, lambda: _picture(draw, height, kind))

    def _ask_file(self, name: str, end: str, filters: str) -> Path | None:
        """Where a file is to go; None if nowhere."""
        project = self.desk.project
        if project is None:
            return None
        folder = Path(self.settings.get(LAST_FOLDER) or Path.home())
        guess = str(folder / f"{project.name}-{name}.{end}")
        chosen, _ = QFileDialog.getSaveFileName(self.window, self.tr("Save as"), guess, filters)
        if not chosen:
            return None
        target = Path(chosen)
        self.settings.set(LAST_FOLDER, str(target.parent))
        return target if target.suffix else target.with_suffix(f".{end}")

    def _write(self, target: Path, make: Callable[[], Job[Iterable[bytes]]]) -> None:
        """Make a file whole; the page says that it is there."""

        def job() -> Job[Path]:
            pieces = yield from make()
            try:
                write_whole(target, pieces)
            except OSError as fault:
                raise NotSaved(
                    f"{target}: {fault.strerror or fault}. Choose a place you may write to."
                ) from None
            return target

        title = self.tr("Saving {file}").format(file=target.name)
        self.run(title, job, self._on_written)

    def _on_written(self, target: Path) -> None:
        words = self.tr("{file}, in {folder}").format(file=target.name, folder=target.parent)
        Tell.ask(self.window, self.tr("Saved"), words)


def _document(comparison: Comparison, kind: str) -> Job[Iterable[bytes]]:
    """A report as bytes; every variable's details are computed on the way."""
    from annotator.stages.agreement import details
    from annotator.stages.agreement_report import report_csv, report_html, report_latex

    report = comparison.report
    yield Progress(0, len(report.variables))
    if kind == "csv":
        return report_csv(report)
    if kind == "latex":
        return [report_latex(report).encode()]
    found = []
    for done, line in enumerate(report.variables):
        yield Progress(done, len(report.variables), line.label)
        found.append(details(comparison, line.name))
    return [report_html(report, found).encode()]


def _forest(comparison: Comparison) -> tuple[Draw, float]:
    """What draws the forest plot, and its height in inches."""
    from annotator.charts.forest import forest, forest_height

    report, words = comparison.report, chart_words()

    def draw(figure: Figure, look: Look) -> Drawn:
        return forest(figure, report.variables, look, report.settings.threshold, words)

    return draw, forest_height(len(report.variables))


def _picture(draw: Draw, height: float, kind: str) -> Job[Iterable[bytes]]:
    """A chart as a file: always on white paper, whatever the theme is."""
    from matplotlib.figure import Figure

    from annotator.charts.files import png, svg
    from annotator.charts.look import LIGHT

    yield Progress(0, 0)
    figure = Figure(figsize=(_WIDTH, height))
    draw(figure, LIGHT)
    return [svg(figure) if kind == "svg" else png(figure)]

"""What is done with whole projects: open, make, close, bring articles in, take a dataset out."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.model.errors import AnnotatorError
from annotator.model.study import Coder
from annotator.stages.results import Changes, Job, Progress
from annotator.ui.dialogs import Details, Export, JobProgress, NewProject, Paste, WhoCodes
from annotator.ui.jobs import Task
from annotator.ui.messages import Question, Tell
from annotator.ui.settings import EXPORT_FORMATS, LAST_FOLDER

if TYPE_CHECKING:
    from annotator.stages.intake import ImportReport
    from annotator.stages.project import Project
    from annotator.stages.release import ExportReport
    from annotator.ui.main_window import MainWindow

log = logging.getLogger(__name__)

MAX_LISTED = 200


class ProjectSteps(QObject):
    """Each step asks what it needs, does the work on the worker, and says what came of it."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.desk = window.desk
        self.settings = window.settings
        self.on_shown: Callable[[], None] | None = None

    # --- opening -------------------------------------------------------------------------

    def open_asked(self, path: str) -> None:
        """Open a project that was named, or ask which."""
        if path:
            self.open(path)
        else:
            self.choose()

    def choose(self) -> None:
        """Ask for a project file and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self.window,
            self.tr("Open a project"),
            self.settings.get(LAST_FOLDER),
            self.tr("Projects (*.annotator);;All files (*)"),
        )
        if path:
            self.settings.set(LAST_FOLDER, str(Path(path).parent))
            self.open(path)

    def open(self, path: str, handle: str = "") -> None:
        """Open a project; what was open is saved and closed first."""

        def make() -> Project:
            from annotator.stages.project import open_project

            return open_project(path, hold=True)

        self._replace(make, self.tr("Opening…"), handle)

    def new(self) -> None:
        """Ask where a new project is to be, and make it."""
        asked = NewProject.ask(self.window, self.settings.get(LAST_FOLDER))
        if asked is None:
            return
        path, handle = asked
        self.settings.set(LAST_FOLDER, str(Path(path).parent))

        def make() -> Project:
            from annotator.model.codebook_file import read_codebook
            from annotator.resources import resource
            from annotator.stages.project import create_project, open_project

            codebook = read_codebook(resource("codebooks/diplomatic"))
            create_project(Path(path), codebook, lead=handle).close()
            return open_project(path, hold=True)

        self._replace(make, self.tr("Making the project…"), handle)

    def sample(self) -> None:
        """Make a sample project of the four seed articles, and open it."""

        def make() -> Project:
            from annotator.demo import demo_folder, demo_project
            from annotator.stages.project import open_project

            return open_project(demo_project(demo_folder()), hold=True)

        self._replace(make, self.tr("Making the sample project…"), "ana")

    def _replace(self, make: Callable[[], Project], words: str, handle: str) -> None:
        if self.desk.project is not None:
            self.window.coding.flush_typing()
            self.desk.close_project(lambda: self._make(make, words, handle))
        else:
            self._make(make, words, handle)

    def _make(self, make: Callable[[], Project], words: str, handle: str) -> None:
        self.window.start.show_busy(words)

        def work() -> tuple[Project, list[Coder]]:
            from annotator.stages import coding, drafts, intake  # noqa: F401  loaded here, off the window's thread
            from annotator.stages.project import coders
            from annotator.ui import saving  # noqa: F401

            project = make()
            return project, list(coders(project))

        task = self.desk.worker.call(work)
        task.done.connect(lambda opened: self._on_opened(opened[0], opened[1], handle))
        task.refused.connect(self._on_not_opened)

    def _on_not_opened(self, error: BaseException) -> None:
        self.window.show_start()
        self._tell(self.tr("The project cannot be opened"), error)

    def _on_opened(self, project: Project, coders: list[Coder], handle: str) -> None:
        coder = self._who(project, coders, handle)
        if coder is None:
            project.close()
            self.window.show_start()
            return

        def read() -> list[Any]:
            from annotator.stages.coding import worklist

            return list(worklist(project, coder))

        task = self.desk.worker.call(read)
        task.done.connect(lambda rows: self._on_read(project, coder, rows))
        task.refused.connect(self._on_not_opened)

    def _who(self, project: Project, coders: list[Coder], handle: str) -> Coder | None:
        by_handle = {coder.handle: coder for coder in coders}
        if handle and handle not in by_handle:
            Tell.ask(
                self.window,
                self.tr("There is no coder {handle}").format(handle=handle),
                self.tr("This project knows: {names}.").format(names=", ".join(by_handle)),
            )
        remembered = self.settings.place(str(project.id)).get("coder", "")
        known = by_handle.get(handle) or by_handle.get(remembered)
        if known is not None:
            return known
        if len(coders) == 1:
            return coders[0]
        return by_handle.get(WhoCodes.ask(self.window, list(by_handle)))

    def _on_read(self, project: Project, coder: Coder, rows: list[Any]) -> None:
        log.info("opened a project with %d articles", len(rows))
        page = self.window.coding
        self.desk.open_project(project, coder)
        page.show_worklist(rows)
        self.window.start.show_busy("")
        self.window.show_code()
        place = self.settings.place(str(project.id)).get("article", "")
        known = {str(row.article_id): row.article_id for row in rows}
        target = known.get(place) or page.worklist.next_to_do(None)
        if target is None and rows:
            target = rows[0].article_id
        if target is None:
            self.window.show_articles()
        else:
            self.desk.go(target, self._on_first_article)

    def _on_first_article(self) -> None:
        self.window.show_code()
        if self.on_shown is not None:
            self.on_shown()

    def close(self) -> None:
        """Save everything and go back to the start page."""
        self.window.coding.flush_typing()
        self.desk.close_project(lambda: None)

    # --- articles ------------------------------------------------------------------------

    def import_files(self) -> None:
        """Ask for files and import them."""
        paths, _ = QFileDialog.getOpenFileNames(
            self.window, self.tr("Import articles"), self.settings.get(LAST_FOLDER)
        )
        self.import_paths([Path(path) for path in paths])

    def import_folder(self) -> None:
        """Ask for a folder and import what is in it."""
        folder = QFileDialog.getExistingDirectory(
            self.window, self.tr("Import a folder"), self.settings.get(LAST_FOLDER)
        )
        if folder:
            self.import_paths([Path(folder)])

    def import_paths(self, paths: list[Path]) -> None:
        """Show what an import would do; do it if that is wanted; show what it did."""
        project, coder = self.desk.project, self.desk.coder
        if not paths or project is None or coder is None or self.desk.is_read_only:
            return
        self.settings.set(LAST_FOLDER, str(paths[0].parent))

        def job(dry_run: bool) -> Job[ImportReport]:
            from annotator.stages.intake import import_articles

            return import_articles(project, paths, dry_run=dry_run, by=coder)

        def on_preview(report: ImportReport) -> None:
            heading, details = self._report(report, will=True)
            if not report.count("added"):
                Tell.ask(self.window, self.tr("Nothing new to import"), heading, details)
            elif Question.ask(
                self.window,
                self.tr("Import these articles?"),
                heading,
                self.tr("Import"),
                self.tr("Cancel"),
                details,
            ):
                self.run(self.tr("Importing articles"), lambda: job(False), on_imported)

        def on_imported(report: ImportReport) -> None:
            self._on_articles_added()
            heading, details = self._report(report, will=False)
            Tell.ask(self.window, self.tr("Imported"), heading, details)

        self.run(self.tr("Looking at the files"), lambda: job(True), on_preview)

    def _report(self, report: ImportReport, *, will: bool) -> tuple[str, str]:
        counts = {
            "added": report.count("added"),
            "known": report.count("known"),
            "rejected": report.count("rejected"),
        }
        words = (
            self.tr("{added} new, {known} already in the project, {rejected} cannot be read.")
            if will
            else self.tr("{added} added, {known} already in the project, {rejected} rejected.")
        )
        marks = {"added": "+", "known": "=", "rejected": "▲"}
        lines = []
        for row in sorted(report.rows, key=lambda r: r.outcome != "rejected")[:MAX_LISTED]:
            name = row.path.name.replace("\n", "␊")
            lines.append(f"{marks[row.outcome]} {name}  {row.reason or row.title}")
        if (rest := len(report.rows) - MAX_LISTED) > 0:
            lines.append(self.tr("… and {n} more").format(n=rest))
        return words.format(**counts), "\n".join(lines)

    def _on_articles_added(self) -> None:
        from annotator.stages.coding import worklist

        desk, page = self.desk, self.window.coding
        if desk.project is None or desk.coder is None:
            return
        rows = worklist(desk.project, desk.coder)
        page.show_worklist(rows)
        desk.stored.emit(Changes())
        if desk.current is None and rows:
            desk.go(rows[0].article_id)

    def paste(self) -> None:
        """Take the text of the clipboard in as an article."""
        from annotator.stages.intake import import_text

        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None or self.desk.is_read_only:
            return
        given = Paste.ask(self.window, QGuiApplication.clipboard().text())
        if given is None:
            return
        task = self.desk.worker.call(lambda: import_text(project, **given, by=coder))
        task.done.connect(lambda row: self._on_pasted(row.outcome))
        task.refused.connect(lambda e: self._tell(self.tr("The text was not taken in"), e))

    def _on_pasted(self, outcome: str) -> None:
        self._on_articles_added()
        if outcome == "known":
            Tell.ask(self.window, self.tr("This text is in the project already"))

    def edit_details(self, article_id: UUID) -> None:
        """Put right what is known about an article."""
        from annotator.model.article import METADATA
        from annotator.stages.intake import correct_metadata

        project, coder = self.desk.project, self.desk.coder
        if project is None or coder is None:
            return
        article = self.desk.read_article(article_id).article
        fields = Details.ask(self.window, {name: getattr(article, name) for name in METADATA})
        if fields is None:
            return
        task = self.desk.worker.call(lambda: correct_metadata(project, coder, article_id, fields))
        task.done.connect(lambda _: self._on_details(article_id))
        task.refused.connect(lambda e: self._tell(self.tr("The details were not saved"), e))

    def _on_details(self, article_id: UUID) -> None:
        self._on_articles_added()
        current = self.desk.current
        if current is not None and current.article.id == article_id:
            self.desk.show_article(self.desk.read_article(article_id))

    # --- out -----------------------------------------------------------------------------

    def export(self) -> None:
        """Ask for formats and a folder, export, and say what came out."""
        from annotator.model.event import Lane
        from annotator.stages.formats import formats
        from annotator.stages.release import export

        project = self.desk.project
        if project is None:
            return
        offered = [(each.name, each.label) for each in formats(project) if not each.lacks]
        folder = Path(self.settings.get(LAST_FOLDER) or Path.home()) / f"{project.name}-export"
        ticked = self.settings.get(EXPORT_FORMATS)
        asked = Export.ask(self.window, offered, ticked, str(folder))
        if asked is None:
            return
        names, lane, target = asked
        self.settings.set(EXPORT_FORMATS, names)
        self.run(
            self.tr("Exporting the dataset"),
            lambda: export(project, names, Path(target), lane=Lane(lane) if lane else None),
            self._on_exported,
        )

    def _on_exported(self, report: ExportReport) -> None:
        words = self.tr("{n} codings in {files} files, in {folder}").format(
            n=report.codings, files=len(report.files), folder=report.folder
        )
        details = "\n".join(str(getattr(each, "name", each)) for each in report.files)
        Tell.ask(self.window, self.tr("Exported"), words, details)

    def backup(self) -> None:
        """Copy the project beside itself, checked."""
        from annotator.stages.project import backup

        project = self.desk.project
        if project is None:
            return

        def job() -> Job[Path]:
            yield Progress(0, 0)
            return backup(project, None)

        self.run(
            self.tr("Backing up the project"),
            job,
            lambda path: Tell.ask(self.window, self.tr("Backed up"), str(path)),
        )

    # --- jobs ----------------------------------------------------------------------------

    def run(
        self, title: str, make_job: Callable[[], Job[Any]], on_done: Callable[[Any], None]
    ) -> None:
        """Run a job behind a dialog with its progress and Cancel."""
        self.window.coding.flush_typing()
        self.desk.run(make_job, lambda task: self._follow(title, task, on_done))

    def _follow(self, title: str, task: Task, on_done: Callable[[Any], None]) -> None:
        dialog = JobProgress(self.window, title)
        dialog.stop_asked.connect(task.cancel)
        task.progressed.connect(lambda p: dialog.show_progress(p.done, p.total, p.what))
        results: list[Any] = []
        errors: list[BaseException] = []
        task.done.connect(results.append)
        task.refused.connect(errors.append)

        def on_ended() -> None:
            dialog.end()
            dialog.deleteLater()
            if errors:
                self._tell(self.tr("{what} was not possible").format(what=title), errors[0])
            elif results:
                on_done(results[0])

        task.ended.connect(on_ended)
        dialog.open()

    def _tell(self, heading: str, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        Tell.ask(self.window, heading, str(error))

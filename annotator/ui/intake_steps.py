"""Articles brought in by the window: from files, folders and the clipboard; and put right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.stages.results import Changes
from annotator.ui.article_dialogs import Details, Paste
from annotator.ui.jobs import Worker
from annotator.ui.messages import Tell
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.model.intake import ImportSummary
    from annotator.stages.corpus import About
    from annotator.stages.intake_reports import ImportReport
    from annotator.ui.import_reports import ImportReports
    from annotator.ui.import_session import ImportSession
    from annotator.ui.main_window import MainWindow


class IntakeSteps(WindowSteps):
    """What the Articles page and the File menu do about articles."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.looker = Worker(self)
        self.session: ImportSession | None = None
        self.shown: ImportReports | None = None
        self.desk.project_closed.connect(self._close)

    def _close(self) -> None:
        """The project is closed: what was looked at for it goes."""
        if self.session is not None:
            self.session.preview.reject()
        if self.shown is not None:
            self.shown.reject()

    # --- files ---------------------------------------------------------------------------

    def import_files(self) -> None:
        """Ask for files and import them."""
        paths, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Import articles"),
            self.settings.get(LAST_FOLDER),
            self.tr("All files (*)"),
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
        if self.session is not None:
            self.session.add(paths)
            return
        from annotator.ui.import_session import ImportSession

        self.session = session = ImportSession(self.window, project, coder, paths, self.looker)
        session.preview.import_asked.connect(self._import)
        session.preview.finished.connect(self._on_session_ended)

    def _on_session_ended(self) -> None:
        self.session = None

    def _import(self) -> None:
        """Take in what the preview shows; if it is called off, the preview is there again."""
        session = self.session
        if session is None:
            return
        preview = session.preview
        preview.hide()
        self.run(
            self.tr("Importing articles"),
            lambda: session.job(dry_run=False),
            self._on_imported,
            preview.show,
            preview.show,
        )

    def _on_imported(self, report: ImportReport) -> None:
        if self.session is not None:
            self.session.preview.accept()
        self._on_articles_added()
        self.show_reports(report.number)

    def show_reports(self, number: int | None = None) -> None:
        """Show what imports did; the one of this number, or the newest."""
        project = self.desk.project
        if project is None:
            return

        def read() -> tuple[list[ImportSummary], dict[str, str]]:
            from annotator.stages.intake_files import importer_labels
            from annotator.stages.intake_reports import reports

            return reports(project), importer_labels()

        task = self.looker.call(read)
        task.done.connect(lambda found: self._on_reports(found[0], found[1], number))
        task.refused.connect(lambda error: self.tell(self.tr("No report can be read"), error))

    def _on_reports(
        self, found: list[ImportSummary], importers: dict[str, str], number: int | None
    ) -> None:
        if self.desk.project is None:
            return
        if not found:
            Tell.ask(
                self.window,
                self.tr("Nothing was imported yet"),
                self.tr("Every import is reported here: what came in, and what was refused."),
            )
            return
        if self.shown is not None:
            self.shown.reject()
        from annotator.ui.import_reports import ImportReports

        dialog = self.shown = ImportReports(self.window, self.desk, self.looker, found, importers)
        dialog.finished.connect(lambda _: self._on_reports_closed(dialog))
        places = [place for place, each in enumerate(found) if each.number == number]
        dialog.imports.setCurrentIndex(places[0] if places else 0)
        dialog.show()

    def _on_reports_closed(self, dialog: ImportReports) -> None:
        if self.shown is dialog:
            self.shown = None

    def _on_articles_added(self) -> None:
        desk, page = self.desk, self.window.coding
        if desk.project is None:
            return
        page.work.reload(self._open_first)
        desk.stored.emit(Changes())

    def _open_first(self) -> None:
        first = self.window.coding.worklist.first()
        if self.desk.current is None and first is not None:
            self.desk.go(first)

    # --- the clipboard -------------------------------------------------------------------

    def paste(self) -> None:
        """Take in what is on the clipboard: files that were copied, or a text as an article."""
        if self.desk.project is None or self.desk.is_read_only:
            return
        data = QGuiApplication.clipboard().mimeData()
        if paths := files_of(data):
            self.import_paths(paths)
        else:
            self._paste({"text": data.text()})

    def _paste(self, known: dict[str, str]) -> None:
        """Ask until the text is taken in, or given up."""
        from annotator.stages.intake import import_text

        project, coder = self.desk.project, self.desk.coder
        given = Paste.ask(self.window, known["text"], known)
        if given is None or project is None or coder is None:
            return

        def on_refused(error: BaseException) -> None:
            self.tell(self.tr("The text was not taken in"), error)
            self._paste(given)

        task = self.desk.worker.call(lambda: import_text(project, **given, by=coder))
        task.done.connect(lambda row: self._on_pasted(row.outcome))
        task.refused.connect(on_refused)

    def _on_pasted(self, outcome: str) -> None:
        self._on_articles_added()
        if outcome == "known":
            Tell.ask(
                self.window,
                self.tr("This text is in the project already"),
                self.tr("Nothing was added."),
            )

    # --- details -------------------------------------------------------------------------

    def edit_details(self, article_id: UUID) -> None:
        """Put right what is known about an article."""
        from annotator.stages.coding import numbers_of
        from annotator.stages.corpus import about

        project = self.desk.project
        if project is None:
            return
        task = self.desk.reader.call(
            lambda: about(project, numbers_of(project, [article_id]).get(article_id, 0))
        )
        task.done.connect(self._on_about)
        task.refused.connect(lambda error: self.tell(self.tr("The article cannot be read"), error))

    def _on_about(self, about: About) -> None:
        from annotator.model.article import METADATA

        article = about.article
        self._edit(article.id, {name: getattr(article, name) for name in METADATA}, about)

    def _edit(self, article_id: UUID, known: dict[str, str], about: About) -> None:
        """Ask until the details are saved, or given up."""
        from annotator.stages.intake import correct_metadata

        project, coder = self.desk.project, self.desk.coder
        rest = {
            self.tr("File") if name == "file" else name: about.rest[name] for name in about.rest
        }
        if about.article.source_id:
            rest = {self.tr("Identifier in the source"): about.article.source_id, **rest}
        fields = Details.ask(self.window, known, rest)
        if fields is None or project is None or coder is None:
            return

        def on_refused(error: BaseException) -> None:
            self.tell(self.tr("The details were not saved"), error)
            self._edit(article_id, fields, about)

        task = self.desk.worker.call(lambda: correct_metadata(project, coder, article_id, fields))
        task.done.connect(lambda _: self._on_details(article_id))
        task.refused.connect(on_refused)

    def _on_details(self, article_id: UUID) -> None:
        self._on_articles_added()
        current = self.desk.current
        if current is not None and current.article.id == article_id:
            self.desk.show_article(self.desk.read_article(article_id))


def files_of(data: QMimeData) -> list[Path]:
    """The files and folders of this machine that were dropped or copied."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]

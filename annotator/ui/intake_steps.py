"""Articles brought in by the window: from files, folders and the clipboard; and put right."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from annotator.model.errors import AnnotatorError
from annotator.stages.results import Changes, Job
from annotator.ui.article_dialogs import Details, Paste
from annotator.ui.messages import Question, Tell
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.window_steps import WindowSteps

if TYPE_CHECKING:
    from annotator.stages.intake import ImportReport, ImportRow

MAX_LISTED = 5_000


class IntakeSteps(WindowSteps):
    """What the Articles page and the File menu do about articles."""

    def import_files(self) -> None:
        """Ask for files and import them."""
        paths, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Import articles"),
            self.settings.get(LAST_FOLDER),
            self.tr("Texts (*.txt *.md *.markdown *.html *.htm);;All files (*)"),
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
            words, details = self._words(report, will=True), self._details(report)
            if not report.count("added"):
                Tell.ask(self.window, self.tr("Nothing new to import"), words, details)
            elif Question.ask(
                self.window,
                self.tr("Import these articles?"),
                words,
                self.tr("Import"),
                self.tr("Cancel"),
                details,
            ):
                self.run(self.tr("Importing articles"), lambda: job(False), on_imported)

        def on_imported(report: ImportReport) -> None:
            self._on_articles_added()
            words, details = self._words(report, will=False), self._details(report)
            Tell.ask(self.window, self.tr("Imported"), words, details)

        self.run(self.tr("Looking at the files"), lambda: job(True), on_preview)

    def _words(self, report: ImportReport, *, will: bool) -> str:
        if not report.rows:
            return self.tr("There is no file in there. Choose texts, or a folder that holds some.")
        words = (
            self.tr("{added} new, {known} already in the project, {rejected} cannot be taken in.")
            if will
            else self.tr("{added} added, {known} already in the project, {rejected} rejected.")
        )
        return words.format(
            added=report.count("added"),
            known=report.count("known"),
            rejected=report.count("rejected"),
        )

    def _details(self, report: ImportReport) -> str:
        """What became of each file, the rejected first, each with its reason."""
        lines: list[str] = []
        for outcome, heading in (
            ("rejected", self.tr("Rejected")),
            ("known", self.tr("Already in the project")),
            ("added", self.tr("New")),
        ):
            rows = [row for row in report.rows if row.outcome == outcome]
            if rows:
                lines += ["", f"{heading}: {len(rows)}", *map(self._line, rows[:MAX_LISTED])]
            if (rest := len(rows) - MAX_LISTED) > 0:
                lines.append(self.tr("… and {n} more").format(n=rest))
        return "\n".join(lines[1:])

    def _line(self, row: ImportRow) -> str:
        """One file in one line, whatever its name holds."""
        name = _one_line(row.path.name or str(row.path))
        return f"  {name}: {_one_line(row.reason or row.title)}"

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
        if self.desk.project is not None and not self.desk.is_read_only:
            self._paste({"text": QGuiApplication.clipboard().text()})

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

    def edit_details(self, article_id: UUID) -> None:
        """Put right what is known about an article."""
        from annotator.model.article import METADATA

        if self.desk.project is None:
            return
        try:
            article = self.desk.read_article(article_id).article
        except AnnotatorError as error:
            self.tell(self.tr("The article cannot be read"), error)
            return
        self._edit(article_id, {name: getattr(article, name) for name in METADATA})

    def _edit(self, article_id: UUID, known: dict[str, str]) -> None:
        """Ask until the details are saved, or given up."""
        from annotator.stages.intake import correct_metadata

        project, coder = self.desk.project, self.desk.coder
        fields = Details.ask(self.window, known)
        if fields is None or project is None or coder is None:
            return

        def on_refused(error: BaseException) -> None:
            self.tell(self.tr("The details were not saved"), error)
            self._edit(article_id, fields)

        task = self.desk.worker.call(lambda: correct_metadata(project, coder, article_id, fields))
        task.done.connect(lambda _: self._on_details(article_id))
        task.refused.connect(on_refused)

    def _on_details(self, article_id: UUID) -> None:
        self._on_articles_added()
        current = self.desk.current
        if current is not None and current.article.id == article_id:
            self.desk.show_article(self.desk.read_article(article_id))


def _one_line(text: str) -> str:
    """A text in one line: what breaks lines is shown as a sign."""
    return "".join("␊" if char in "\n\r\v\f\x85\u2028\u2029" else char for char in text)

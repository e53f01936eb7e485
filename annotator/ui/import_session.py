"""One import from the first look at its files to the last record: what is chosen on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from annotator.model.errors import AnnotatorError
from annotator.model.intake import OUTCOMES, REJECTED, FileChoice, ImportRow
from annotator.stages.results import Job
from annotator.ui.import_columns import ImportColumns
from annotator.ui.import_dialog import LETTERS, ImportPreview
from annotator.ui.jobs import Task, Worker
from annotator.ui.widgets.import_table import sentence

if TYPE_CHECKING:
    from annotator.model.study import Coder
    from annotator.stages.intake_reports import ImportReport
    from annotator.stages.project import Project
    from annotator.ui.main_window import MainWindow


class ImportSession(QObject):
    """Shows what files would bring, has them read otherwise where asked, and tells when to go on.

    The files are looked at on a thread of their own: the coder's work is saved meanwhile.
    """

    def __init__(
        self, window: MainWindow, project: Project, coder: Coder, paths: list[Path], looker: Worker
    ) -> None:
        super().__init__(window)
        self._window, self._project, self._coder = window, project, coder
        self._paths, self._looker = paths, looker
        self._choices: dict[Path, FileChoice] = {}
        self._rows: dict[str, list[ImportRow]] = {}
        self._looking: Task | None = None
        self._reading: Task | None = None
        self._shown: ImportRow | None = None
        self._is_over = False
        self.preview = ImportPreview(window)
        preview = self.preview
        preview.stop_asked.connect(self._stop)
        preview.rows.rows_wanted.connect(self._give_rows)
        preview.rows.chosen.connect(self._on_row)
        preview.importer_chosen.connect(self._on_importer)
        preview.columns_asked.connect(self._ask_columns)
        preview.finished.connect(lambda _: self._end())
        preview.show()
        self._looker.call(_labels).done.connect(self._on_labels)
        self._look()

    def job(self, *, dry_run: bool) -> Job[ImportReport]:
        """What takes the files in, or with `dry_run` only looks at them."""
        from annotator.stages.intake import import_articles

        return import_articles(
            self._project, self._paths, dry_run=dry_run, choices=self._choices, by=self._coder
        )

    def _on_labels(self, labels: dict[str, str]) -> None:
        if not self._is_over:
            self.preview.show_importers(labels)

    def add(self, paths: list[Path]) -> None:
        """Look at these files, too."""
        self._paths += [path for path in paths if path not in self._paths]
        self.preview.activateWindow()
        self._look()

    # --- looking -------------------------------------------------------------------------

    def _look(self) -> None:
        self._cancel()
        self.preview.show_looking()
        task = self._looker.run(lambda: self.job(dry_run=True))
        self._looking = task
        task.progressed.connect(
            self._if_last(task, lambda p: self.preview.show_progress(p.done, p.total, p.what))
        )
        task.done.connect(self._if_last(task, self._on_looked))
        task.refused.connect(self._if_last(task, self._on_refused))

    def _if_last(self, task: Task, act: Callable[[Any], None]) -> Callable[[Any], None]:
        """What is done with a task's news, as long as it is the last that was asked for."""
        return lambda news: act(news) if self._looking is task else None

    def _on_looked(self, report: ImportReport) -> None:
        self._looking = None
        rows = list(report.rows())
        self._rows = {"": rows, **{each: [] for each in OUTCOMES}}
        for row in rows:
            self._rows[row.outcome].append(row)
        self.preview.show_report(report.counts)
        self._window.garbage.keep()

    def _on_refused(self, error: BaseException) -> None:
        self._looking = None
        self._rows = {}
        self.preview.show_report(dict.fromkeys(OUTCOMES, 0))
        self.preview.note.setText(_words(error))

    def _stop(self) -> None:
        self.preview.reject()

    def _cancel(self) -> None:
        for task in (self._looking, self._reading):
            if task is not None:
                task.cancel()
        self._looking = self._reading = None

    def _end(self) -> None:
        self._is_over = True
        self._cancel()
        self.deleteLater()

    # --- showing -------------------------------------------------------------------------

    def _give_rows(self, outcome: str, places: list[int]) -> None:
        rows = self._rows.get(outcome, [])
        self.preview.rows.take_rows(
            outcome, [(place, rows[place]) for place in places if place < len(rows)]
        )

    def _on_row(self, row: ImportRow | None) -> None:
        if row is self._shown:
            return
        self._shown = row
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None
        if row is None:
            self.preview.show_text("")
            return
        choice = self._choices.get(row.path, FileChoice())
        self.preview.show_file(choice.importer, has_columns=self._has_columns(row))
        if row.outcome == REJECTED:
            self.preview.show_text(sentence(row.reason))
        else:
            self._read(row, choice)

    def _has_columns(self, row: ImportRow) -> bool:
        from annotator.stages.intake_files import has_columns

        return has_columns(row.importer)

    def _read(self, row: ImportRow, choice: FileChoice) -> None:
        """Read how the text of a record begins; the file may be long."""
        from annotator.stages.intake import beginning

        choice = choice if choice.importer else replace(choice, importer=row.importer)
        task = self._looker.run(lambda: beginning(self._project, row, choice, LETTERS))
        self._reading = task
        show = self.preview.show_text
        show("")
        task.done.connect(lambda text: show(text) if self._shown is row else None)
        task.refused.connect(lambda error: show(_words(error)) if self._shown is row else None)

    # --- choosing ------------------------------------------------------------------------

    def _on_importer(self, row: ImportRow, importer: str) -> None:
        """Read a file by another importer, and look again."""
        if importer != self._choices.get(row.path, FileChoice()).importer:
            self._choices[row.path] = FileChoice(importer)
            self._look()

    def _ask_columns(self, row: ImportRow) -> None:
        """Read the columns of a table, ask what they are, and look again."""
        from annotator.stages.intake import columns

        choice = self._choices.get(row.path, FileChoice())
        task = self._looker.call(lambda: columns(self._project, row.path, row.importer))
        task.done.connect(lambda found: self._on_columns(row, choice, found))
        task.refused.connect(lambda error: self.preview.show_text(_words(error)))

    def _on_columns(self, row: ImportRow, choice: FileChoice, found: Any) -> None:
        """Ask what columns are; `found`: what `intake.columns` gives."""
        if found is None:
            return
        names, samples = found[1].names, found[1].samples
        known = choice.mapping or found[1].mapping
        mapping = ImportColumns.ask(self.preview, row.path.name, names, samples, known)
        if mapping is not None and mapping != dict(known):
            self._choices[row.path] = FileChoice(choice.importer, mapping)
            self._look()


def _labels() -> dict[str, str]:
    """The labels of all importers, which have to be loaded for it."""
    from annotator.stages.intake_files import importer_labels

    return importer_labels()


def _words(error: BaseException) -> str:
    """Why something was refused; what is no refusal is a mistake of ours and goes on up."""
    if not isinstance(error, AnnotatorError):
        raise error
    return str(error)

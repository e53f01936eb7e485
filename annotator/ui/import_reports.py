"""What imports did: kept in the project, looked at again, handed out as CSV."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.model.errors import AnnotatorError
from annotator.model.intake import ImportRow, ImportSummary
from annotator.ui.desk import Desk
from annotator.ui.jobs import Latest, Worker
from annotator.ui.messages import label
from annotator.ui.settings import LAST_FOLDER
from annotator.ui.widgets.import_table import ImportTable, one_line, sentence

if TYPE_CHECKING:
    from annotator.stages.project import Project

_LONGEST = 60


class ImportReports(QDialog):
    """The imports of the project, the newest first, and every record of the one that is chosen."""

    def __init__(
        self,
        parent: QWidget | None,
        desk: Desk,
        looker: Worker,
        reports: list[ImportSummary],
        importers: Mapping[str, str],
    ) -> None:
        super().__init__(parent)
        self.setObjectName("import_reports")
        self.setWindowTitle(self.tr("Import reports"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1080, 640)
        self._desk, self._looker = desk, looker
        self._latest = Latest(desk.reader, self, tells_all=True)
        self._latest.answered.connect(lambda answer: self._on_rows(*answer))
        self._latest.refused.connect(self._on_refused)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        layout.addWidget(label(self.windowTitle(), "heading"))
        layout.addLayout(self._choice(reports))
        self.rows = ImportTable()
        self.rows.importers = importers
        self.rows.rows_wanted.connect(self._ask_rows)
        self.rows.chosen.connect(self._on_row)
        layout.addWidget(self.rows, 1)
        self.reason = label(" ")
        self.reason.setObjectName("import_reports_reason")
        self.reason.setMinimumHeight(2 * self.reason.fontMetrics().lineSpacing())
        self.reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.reason)
        layout.addLayout(self._buttons())
        self._on_chosen()
        self.rows.table.setFocus()

    def _choice(self, reports: list[ImportSummary]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.imports = QComboBox()
        self.imports.setObjectName("import_reports_choice")
        self.imports.setAccessibleName(self.tr("Import"))
        for each in reports:
            self.imports.addItem(self._words(each), each)
        self.imports.currentIndexChanged.connect(self._on_chosen)
        words = QLabel(self.tr("&Import"))
        words.setBuddy(self.imports)
        row.addWidget(words)
        row.addWidget(self.imports, 1)
        return row

    def _words(self, report: ImportSummary) -> str:
        """One import in a line: when it was made, what it brought, and from where."""
        local = report.made_at.astimezone()
        form = QLocale.FormatType.ShortFormat
        day = QLocale().toString(local.date(), form)  # type: ignore[call-overload]
        words = self.tr("{when} · {added} added, {known} already here, {rejected} refused · {note}")
        return words.format(
            when=f"{day} {local:%H:%M}",
            added=QLocale().toString(report.n_added),
            known=QLocale().toString(report.n_known),
            rejected=QLocale().toString(report.n_rejected),
            note=one_line(report.note)[:_LONGEST],
        )

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.note = label("", "soft")
        self.note.setObjectName("import_reports_note")
        self.save = QPushButton(self.tr("&Save as CSV…"))
        self.save.setObjectName("import_reports_save")
        self.save.setAutoDefault(False)
        self.save.clicked.connect(self._on_save)
        close = QPushButton(self.tr("Close"))
        close.setObjectName("import_reports_close")
        close.setProperty("look", "main")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row.addWidget(self.note, 1)
        row.addWidget(self.save)
        row.addWidget(close)
        return row

    # --- showing -------------------------------------------------------------------------

    def report(self) -> ImportSummary:
        """The import that is chosen."""
        chosen: ImportSummary = self.imports.currentData()
        return chosen

    def _on_chosen(self) -> None:
        report = self.report()
        self.note.clear()
        counts = {"added": report.n_added, "known": report.n_known, "rejected": report.n_rejected}
        self.rows.show_counts(counts, is_done=True)

    def _on_row(self, row: ImportRow | None) -> None:
        """Say whole why the marked record was refused: the column may cut it."""
        self.reason.setText(one_line(sentence(row.reason)) if row and row.reason else " ")

    def _ask_rows(self, outcome: str, places: list[int]) -> None:
        from annotator.stages.intake_reports import report_page

        project, number = self._desk.project, self.report().number
        if project is None:
            return
        first, limit = min(places), max(places) - min(places) + 1

        def read() -> Any:
            page = report_page(project, number, outcome, first, limit)
            return number, outcome, list(enumerate(page, first))

        self._latest.ask(read)

    def _on_rows(self, number: int, outcome: str, rows: Any) -> None:
        if number == self.report().number:
            self.rows.take_rows(outcome, rows)

    def _on_refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotatorError):
            raise error
        self.note.setText(str(error))

    # --- saving --------------------------------------------------------------------------

    def _on_save(self) -> None:
        project, settings = self._desk.project, self._desk.settings
        if project is None:
            return
        usual = Path(settings.get(LAST_FOLDER)) / self._file_name(project)
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Save the report"), str(usual), self.tr("CSV (*.csv)")
        )
        if chosen:
            self.save_to(Path(chosen))

    def _file_name(self, project: Project) -> str:
        name = project.path.stem if project.path is not None else "project"
        return f"{name}-import-{self.report().number}.csv"

    def save_to(self, path: Path) -> None:
        """Write the report that is shown to a file, and say so."""
        from annotator.stages.intake_reports import save_report

        project, number = self._desk.project, self.report().number
        if project is None:
            return
        self.save.setEnabled(False)
        self.note.setText(self.tr("Saving…"))
        task = self._looker.call(lambda: save_report(project, number, path))
        task.done.connect(lambda _: self.note.setText(self.tr("Saved: {path}").format(path=path)))
        task.refused.connect(self._on_refused)
        task.ended.connect(lambda: self.save.setEnabled(True))

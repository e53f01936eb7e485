"""What an import would bring: shown and changed before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from annotator.model.intake import ADDED, OUTCOMES, ImportRow
from annotator.ui.messages import label
from annotator.ui.widgets.import_table import ImportTable, one_line

_FILE_WIDE = 360

LETTERS = 2_000
"""So much of a text is shown of the record that is marked."""


class ImportPreview(QDialog):
    """Every file and record with what would become of it; nothing is written yet.

    It leaves the window alone: files are looked at while the coder goes on coding.
    """

    import_asked = Signal()
    stop_asked = Signal()
    importer_chosen = Signal(object, str)  # ImportRow, name of the importer or ""
    columns_asked = Signal(object)  # ImportRow

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("import_preview")
        self.setWindowTitle(self.tr("Import articles"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(1240, 700)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        head = QHBoxLayout()
        head.setSpacing(24)
        heading = label(self.tr("Import these articles?"), "heading")
        heading.setWordWrap(False)
        head.addWidget(heading)
        head.addStretch(1)
        head.addWidget(self._progress(), 4)
        layout.addLayout(head)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        self.rows = ImportTable()
        splitter.addWidget(self.rows)
        splitter.addWidget(self._aside())
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([900, 290])
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        layout.addWidget(splitter, 1)
        layout.addLayout(self._buttons())
        self.rows.chosen.connect(self._on_row)
        self.rows.show_counts(dict.fromkeys(OUTCOMES, 0), is_done=False)
        self.columns.hide()
        self.show_looking()

    # --- building ------------------------------------------------------------------------

    def _progress(self) -> QFrame:
        self.progress = QFrame()
        self.progress.setObjectName("import_looking")
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        self.what = label("", "soft")
        self.what.setWordWrap(False)
        self.what.setFixedWidth(_FILE_WIDE)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(6)
        self.bar.setAccessibleName(self.tr("Looking at the files"))
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.setObjectName("import_stop")
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(self.stop_asked)
        row.addWidget(self.what)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing below moves when it comes and goes
        self.progress.setSizePolicy(policy)
        return self.progress

    def _aside(self) -> QWidget:
        """How the file of the marked record is read, and how its text begins."""
        aside = QWidget()
        aside.setMinimumWidth(240)
        column = QVBoxLayout(aside)
        column.setContentsMargins(16, 0, 0, 0)
        column.setSpacing(8)
        self.name = label("", "heading")
        self.name.setObjectName("import_file")
        column.addWidget(self.name)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.importer = QComboBox()
        self.importer.setObjectName("import_format")
        self.importer.setAccessibleName(self.tr("Read this file as"))
        self.importer.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.importer.setMinimumContentsLength(14)
        self.importer.addItem(self.tr("By its content"), "")
        self.importer.activated.connect(self._on_importer)
        read_as = QLabel(self.tr("&Read as"))
        read_as.setBuddy(self.importer)
        self.columns = QPushButton(self.tr("&Columns…"))
        self.columns.setObjectName("import_columns_button")
        self.columns.setAutoDefault(False)
        self.columns.clicked.connect(self._on_columns)
        row.addWidget(read_as)
        row.addWidget(self.importer, 1)
        row.addWidget(self.columns)
        column.addLayout(row)
        self.text = QPlainTextEdit()
        self.text.setObjectName("import_text")
        self.text.setAccessibleName(self.tr("How the text begins"))
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        column.addWidget(self.text, 1)
        return aside

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.note = label(self.tr("Nothing is written yet."), "soft")
        buttons, role = QDialogButtonBox(), QDialogButtonBox.ButtonRole
        self.cancel = buttons.addButton(self.tr("Cancel"), role.RejectRole)
        self.cancel.setObjectName("import_cancel")
        self.cancel.setAutoDefault(False)
        self.cancel.clicked.connect(self.reject)
        self.verb = buttons.addButton(self.tr("Import"), role.AcceptRole)
        self.verb.setObjectName("import_ok")
        self.verb.setProperty("look", "main")
        self.verb.setDefault(True)
        self.verb.clicked.connect(self.import_asked)
        row.addWidget(self.note, 1)
        row.addWidget(buttons)
        return row

    # --- showing -------------------------------------------------------------------------

    def show_importers(self, importers: Mapping[str, str]) -> None:
        """Offer these importers for a file: labels by name."""
        self.rows.importers = importers
        for name, words in importers.items():
            self.importer.addItem(words, name)

    def show_looking(self) -> None:
        """The files are being looked at, or looked at again."""
        self.progress.setVisible(True)
        self.stop.setEnabled(True)
        self.bar.setRange(0, 0)
        self.what.setText(self.tr("Looking at the files…"))
        self.rows.setEnabled(False)
        self.verb.setEnabled(False)

    def show_progress(self, done: int, total: int, what: str) -> None:
        """Say how far the looking is."""
        if not self.stop.isEnabled():
            return
        self.bar.setRange(0, total if total > 1 else 0)  # one file does not tell how far it is
        self.bar.setValue(done)
        line = self.tr("Looking at {file}").format(file=one_line(what))
        metrics = self.what.fontMetrics()
        self.what.setText(metrics.elidedText(line, Qt.TextElideMode.ElideMiddle, _FILE_WIDE - 10))

    def show_report(self, counts: Mapping[str, int]) -> None:
        """Show what would become of how many records."""
        self.progress.setVisible(False)
        self.rows.setEnabled(True)
        self.rows.show_counts(counts, is_done=False)
        n, total = counts[ADDED], sum(counts.values())
        words = self.tr("Import 1 article") if n == 1 else self.tr("Import {n} articles")
        self.verb.setText(
            words.format(n=QLocale().toString(n)) if n else self.tr("Nothing new to import")
        )
        self.verb.setEnabled(bool(n))
        if not total:
            note = self.tr("There is no file in there. Choose texts, or a folder that holds some.")
        elif n:
            note = self.tr("Nothing is written yet. Import takes in all that is new, or nothing.")
        else:
            note = self.tr("All of this is in the project already, or refused.")
        self.note.setText(note)
        self.rows.table.setFocus()

    def show_file(self, importer: str, *, has_columns: bool) -> None:
        """How the marked record's file is read: by choice, or "" where its content decides."""
        with QSignalBlocker(self.importer):
            self.importer.setCurrentIndex(max(self.importer.findData(importer), 0))
        self.columns.setVisible(has_columns)

    def show_text(self, text: str) -> None:
        """Show how the text of the marked record begins, or why there is none."""
        self.text.setPlainText(text)

    # --- what is done --------------------------------------------------------------------

    def _on_row(self, row: ImportRow | None) -> None:
        self.name.setText(one_line(row.path.name) if row else " ")
        self.importer.setEnabled(row is not None)

    def _on_importer(self, index: int) -> None:
        row = self.rows.row()
        if row is not None:
            self.importer_chosen.emit(row, str(self.importer.itemData(index)))

    def _on_columns(self) -> None:
        row = self.rows.row()
        if row is not None:
            self.columns_asked.emit(row)

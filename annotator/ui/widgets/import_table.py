"""What became of every file and record of an import: sums that filter, and one list."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping
from pathlib import Path

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.model.intake import ADDED, KNOWN, OUTCOMES, REJECTED, ImportRow
from annotator.ui.widgets.paged_table import PagedColumn, PagedModel

SIGNS = {ADDED: "+", KNOWN: "=", REJECTED: "✕"}
_WIDTHS = (116, 0, 136, 108, 92, 104, 56, 72)
_OF_ARTICLES = range(4, 8)
"""Columns that stay empty where nothing but refusals is listed."""


class ImportTable(QWidget):
    """Lists rows by their place among those of the chosen outcome; asks for what is looked at.

    importers: the labels of importers, by name, as far as they are known.
    """

    rows_wanted = Signal(str, object)  # outcome or "", list[int]: places among its rows
    chosen = Signal(object)  # ImportRow | None

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("import_rows")
        self.importers: Mapping[str, str] = {}
        self._counts: Mapping[str, int] = dict.fromkeys(OUTCOMES, 0)
        self._outcome = ""
        self._is_done = False
        self._group = QButtonGroup(self)
        self._chips: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._sums())
        self.model: PagedModel[ImportRow] = PagedModel(self._columns(), self)
        self.model.wanted.connect(lambda places: self.rows_wanted.emit(self._outcome, places))
        self.table = self._table()
        column.addWidget(self.table, 1)

    # --- building ------------------------------------------------------------------------

    def _sums(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        for outcome in ("", *OUTCOMES):
            chip = QPushButton()
            chip.setObjectName(f"import_sum_{outcome or 'all'}")
            chip.setProperty("look", "chip")
            chip.setCheckable(True)
            chip.setAutoDefault(False)
            chip.clicked.connect(lambda _=False, wanted=outcome: self._on_chip(wanted))
            self._group.addButton(chip)
            self._chips[outcome] = chip
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _columns(self) -> list[PagedColumn[ImportRow]]:
        def cell(name: str, heading: str) -> PagedColumn[ImportRow]:
            return PagedColumn(name, heading, lambda row: str(getattr(row, name)))

        def length(row: ImportRow) -> str:
            return QLocale().toString(row.length) if row.length else ""

        return [
            PagedColumn("outcome", self.tr("Outcome"), lambda row: self.outcome_words(row.outcome)),
            PagedColumn("title", self.tr("Title, or why it is refused"), _told),
            PagedColumn("file", self.tr("File"), _where),
            PagedColumn("importer", self.tr("Read as"), self._read_as),
            cell("published", self.tr("Date")),
            cell("publisher", self.tr("Publisher")),
            cell("language", self.tr("Lang.")),
            PagedColumn("length", self.tr("Length"), length, is_number=True),
        ]

    def _read_as(self, row: ImportRow) -> str:
        """The label of what read a row, without what it lists behind its name."""
        label = self.importers.get(row.importer, row.importer)
        return label.partition(" (")[0].partition(",")[0]

    def _table(self) -> QTableView:
        table = QTableView()
        table.setObjectName("import_table")
        table.setAccessibleName(self.tr("Files and records"))
        table.setModel(self.model)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(30)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumSectionSize(40)
        for place, width in enumerate(_WIDTHS):
            if width:
                table.setColumnWidth(place, width)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().currentRowChanged.connect(lambda *_: self._tell())
        self.model.dataChanged.connect(lambda *_: self._tell())
        return table

    # --- showing -------------------------------------------------------------------------

    def outcome_words(self, outcome: str) -> str:
        """An outcome as sign and word; of what is done, or of what would be done."""
        words = {
            ADDED: self.tr("Added") if self._is_done else self.tr("New"),
            KNOWN: self.tr("Already here"),
            REJECTED: self.tr("Refused"),
        }
        return f"{SIGNS[outcome]} {words[outcome]}"

    def show_counts(self, counts: Mapping[str, int], *, is_done: bool) -> None:
        """Show an import anew, by how many of its records had which outcome."""
        self._counts, self._is_done = counts, is_done
        for outcome, chip in self._chips.items():
            words = self.outcome_words(outcome) if outcome else self.tr("All")
            chip.setText(f"{words}  {QLocale().toString(self._count(outcome))}")
            chip.setEnabled(bool(self._count(outcome)) or not outcome)
        self.show_only(self._outcome if self._count(self._outcome) else "")

    def show_only(self, outcome: str) -> None:
        """Show the rows of one outcome, or with "" all."""
        self._outcome = outcome
        self._chips[outcome].setChecked(True)
        for place in _OF_ARTICLES:
            self.table.setColumnHidden(place, outcome == REJECTED)
        self.model.show_numbers(array("l", range(self._count(outcome))), is_fresh=True)
        if self._count(outcome):
            self.table.setCurrentIndex(self.model.index(0, 0))

    def _on_chip(self, outcome: str) -> None:
        self.show_only(outcome)
        self.table.setFocus()

    def _count(self, outcome: str) -> int:
        return self._counts[outcome] if outcome else sum(self._counts.values())

    def take_rows(self, outcome: str, rows: Iterable[tuple[int, ImportRow]]) -> None:
        """Put in rows, each with its place among those of this outcome."""
        if outcome == self._outcome:
            self.model.take_rows(rows)

    def row(self) -> ImportRow | None:
        """The row that is marked, or None as long as it is not there."""
        return self.model.row(self.table.currentIndex())

    def _tell(self) -> None:
        self.chosen.emit(self.row())


def one_line(text: str) -> str:
    """A text in one line: what breaks lines is shown as a sign."""
    return "".join("␊" if char in "\n\r\v\f\x85\u2028\u2029" else char for char in text)


def sentence(words: str) -> str:
    """Why something was refused, as a sentence of its own."""
    return words[:1].upper() + words[1:]


def _told(row: ImportRow) -> str:
    return one_line(sentence(row.reason) or row.title)


def _where(row: ImportRow) -> str:
    name = one_line(Path(row.path).name or str(row.path))
    return f"{name} · {row.record}" if row.record else name

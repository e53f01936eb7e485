"""What imports did: kept in the project, read page by page, handed out as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotator.model.errors import NotSaved
from annotator.model.intake import ImportRow, ImportSummary
from annotator.model.safe_words import guarded, storable
from annotator.stages.project import Project
from annotator.whole_file import write_whole

_PAGE = 1_000

REPORT_COLUMNS = (
    "path",
    "record",
    "importer",
    "outcome",
    "reason",
    "article_id",
    "title",
    "published",
    "publisher",
    "language",
    "length",
)
"""What a report tells of every file and record, in this order."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. number: of the report that the project keeps, None for a dry run."""

    number: int | None
    counts: Mapping[str, int]
    _read: Callable[[], Iterator[ImportRow]]

    @property
    def dry_run(self) -> bool:
        """Whether nothing was written."""
        return self.number is None

    def count(self, outcome: str) -> int:
        """How many records had this outcome."""
        return self.counts[outcome]

    def rows(self) -> Iterator[ImportRow]:
        """What became of every file and record, in their order; read while the project is open."""
        return self._read()


def reports(project: Project) -> list[ImportSummary]:
    """The imports of the project, newest first."""
    with project.store.transaction() as records:
        return list(records.reports())


def report_rows(project: Project, number: int) -> Iterator[ImportRow]:
    """What became of the records of an import, in their order; read page by page."""
    offset = 0
    while True:
        page = report_page(project, number, "", offset, _PAGE)
        yield from page
        offset += len(page)
        if len(page) < _PAGE:
            return


def report_page(
    project: Project, number: int, outcome: str, offset: int, limit: int
) -> list[ImportRow]:
    """Some rows of an import, from a place on among those of one outcome, or among all."""
    with project.store.transaction() as records:
        return records.report_rows(number, outcome, offset, limit)


def report_csv(project: Project, number: int) -> Iterator[str]:
    """The report of an import as CSV, line by line, headings first.

    It is read in a spreadsheet, so what that would run has an apostrophe in front.
    """
    yield _csv_line(REPORT_COLUMNS)
    for row in report_rows(project, number):
        yield _csv_line([_cell(row, name) for name in REPORT_COLUMNS])


def save_report(project: Project, number: int, path: Path) -> None:
    """Write the report of an import to a CSV file, whole or not at all; raises NotSaved."""
    try:
        write_whole(path, (line.encode() for line in report_csv(project, number)))
    except OSError as error:
        raise NotSaved(
            f"{path} cannot be written: {error.strerror}. Choose another folder or name."
        ) from error


def _csv_line(cells: Iterable[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()


def _cell(row: ImportRow, name: str) -> str:
    value = getattr(row, name)
    if value is None or (name == "length" and not value):
        return ""
    return guarded(storable(str(value)))

"""What imports did, record by record, kept in the project so that no import holds it in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from annotator.model.intake import ADDED, KNOWN, REJECTED, ImportRow, ImportSummary
from annotator.model.safe_words import storable
from annotator.store.bulk import Cells, insert_all
from annotator.store.rows import Rows
from annotator.store.tables import table

_report = table("import_report").c
_file = table("import_file").c
_row = table("import_row").c
_place = table("import_row").alias("place").c
_line = table("article_listing").c

_ROWS = (
    select(
        _file.path,
        _row.record,
        _file.importer,
        _row.outcome,
        _row.reason,
        _line.article_id,
        _line.title,
        _line.published,
        _line.publisher,
        _line.language,
        _line.length,
        _row.article,
    )
    .join(table("import_file"), (_file.report == _row.report) & (_file.file == _row.file))
    .outerjoin(table("article_listing"), _line.number == _row.article)
    .order_by(_row.row)
)


class ReportRecords(Rows):
    """The part of `Records` that is about the reports of imports."""

    _n_rows: int = 0
    _files: Mapping[tuple[str, str], int] = {}

    def begin_report(self, by: UUID, note: str = "") -> int:
        """Begin the report of an import; gives its number."""
        self._give_numbers()
        ((last,),) = self._all(select(func.max(_report.number)))
        report = (last or 0) + 1
        counts = {"n_added": 0, "n_known": 0, "n_rejected": 0}
        about = {"made_at": datetime.now(UTC), "coder_id": by, "note": storable(note)}
        values = {"number": report, **about, **counts}
        self._connection.execute(insert(table("import_report")), values)
        self._n_rows, self._files = 0, {}
        return report

    def add_report_rows(self, report: int, rows: Sequence[ImportRow]) -> None:
        """Keep what became of records, in their order; of an article only its number is kept."""
        self._begin()
        files: dict[tuple[str, str], int] = dict(self._files)
        new: list[Cells] = []
        cells: list[Cells] = []
        for at, row in enumerate(rows, self._n_rows + 1):
            key = (storable(str(row.path)), row.importer)
            file = files.get(key)
            if file is None:
                file = files[key] = len(files) + 1
                new.append((report, file, *key))
            record, reason = storable(row.record), storable(row.reason)
            cells.append((report, at, file, record, row.outcome, reason, row.number))
        insert_all(self._connection, "import_file", new)
        insert_all(self._connection, "import_row", cells)
        self._n_rows, self._files = self._n_rows + len(cells), files

    def end_report(self, report: int, counts: Mapping[str, int]) -> None:
        """Note how many records had each outcome."""
        self._begin()
        numbers = {f"n_{outcome}": counts.get(outcome, 0) for outcome in (ADDED, KNOWN, REJECTED)}
        whole = update(table("import_report")).where(_report.number == report)
        self._connection.execute(whole.values(**numbers))

    def reports(self) -> list[ImportSummary]:
        """The imports of this project, newest first."""
        query = select(table("import_report")).order_by(_report.number.desc())
        found: list[ImportSummary] = self._values("import_report", query, _summary_of)
        return found

    def report_rows(
        self, report: int, outcome: str = "", offset: int = 0, limit: int | None = None
    ) -> list[ImportRow]:
        """What became of the records of an import, in their order; of one outcome, or of all.

        offset: how many of them to pass over, which costs next to nothing.
        Title, date and so on are as the article has them today; what was rejected has none.
        """
        places = select(_place.row).where(_place.report == report).order_by(_place.row).limit(limit)
        if outcome:
            places = places.where(_place.outcome == outcome).offset(offset)
        else:
            places = places.where(_place.row > offset)  # they are numbered without a gap
        query = _ROWS.where(_row.report == report, _row.row.in_(places))
        found: list[ImportRow] = self._values("import_row", query, _import_row_of)
        return found


def _summary_of(row: Row[Any]) -> ImportSummary:
    return ImportSummary(
        row.number,
        row.made_at,
        row.coder_id,
        row.n_added,
        row.n_known,
        row.n_rejected,
        row.note,
    )


def _import_row_of(row: Row[Any]) -> ImportRow:
    return ImportRow(
        Path(row.path),
        row.record,
        row.importer,
        row.outcome,
        row.reason,
        row.article_id,
        row.title or "",
        row.published or "",
        row.publisher or "",
        row.language or "",
        row.length or 0,
        row.article,
    )

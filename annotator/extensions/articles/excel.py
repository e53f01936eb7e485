"""Excel and OpenDocument workbooks: tables of articles whose cells are all taken as text.

A workbook is unpacked by a process of its own with limits on memory and time, since one that
claims a million columns cannot be told from an honest one beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import dropwhile, groupby, islice
from operator import itemgetter
from pathlib import Path

from annotator.child import Child, ChildEnded
from annotator.extensions.articles.bounds import (
    archive_names,
    beginning,
    member_pieces,
    open_archive,
    read_bytes,
)
from annotator.extensions.articles.table_mapping import (
    N_SAMPLES,
    Making,
    guessed,
    heading_row,
    refuse_twins,
    unique,
)
from annotator.extensions.registry import GENERAL, Columns, Imported, Refused
from annotator.model.errors import UnreadableFile

_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLD_NAMES = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book"))
_ZIP = b"PK\x03\x04"
_PARTS = frozenset({"xl/workbook.xml", "xl/workbook.bin"})
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_MOST_OLD = 64_000_000
_LONGEST_ROW = 32_000_000
_SECONDS_TO_BEGIN = 8
_CHILD = Path(__file__).with_name("excel_child.py")

_FAULTS = {
    "locked": "it is protected with a password. Save it without one.",
    "memory": "it is larger than can be read at once, or seems so. Save the sheet as CSV (UTF-8).",
}
_DAMAGED = "it is a damaged workbook, or none. Open it in a spreadsheet and save it again."

_OTHER_HEADINGS = (
    "its headings are not those of the table, so it was left out. "
    "Save it as a file of its own if it has articles."
)

Row = tuple[str, int, list[str]]
"""The name of the sheet, the number of the row in it, and its cells."""


class Excel:
    """Reads workbooks; the sheets that have the same headings are one table."""

    name = "excel"
    label = "Excel, OpenDocument spreadsheet"
    suffixes = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
    rank = GENERAL

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it has the parts of a workbook."""
        if head.startswith(_OLD_EXCEL):
            return path.suffix.lower() == ".xls" or _names_a_workbook(path)
        if not head.startswith(_ZIP):
            return False
        if _ODS in head[:200]:
            return True
        return not _PARTS.isdisjoint(archive_names(path))

    def columns(self, path: Path) -> Columns:
        """The columns and what they seem to be; raises UnreadableFile."""
        return _table(path)[1]

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the workbook, by the mapping that is guessed; raises UnreadableFile."""
        yield from self.read_mapped(path, self.columns(path).mapping)

    def read_mapped(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles of the workbook by this mapping; raises UnreadableFile if it has no text."""
        headings, columns = _table(path)
        refuse_twins(headings, columns.names, mapping)
        making = Making.of(columns, mapping)
        first = ""
        filled = (row for row in _rows(path) if any(row[2]))
        for name, rows in groupby(filled, key=itemgetter(0)):
            first = first or name
            below = dropwhile(lambda row: _trimmed(row[2]) != headings, rows)
            if next(below, None) is None:
                yield Refused(_OTHER_HEADINGS, f"sheet {name}")
            for _, number, cells in below:
                record = f"row {number}" if name == first else f"sheet {name}, row {number}"
                yield _article(making, columns.names, cells, record)


def _article(
    making: Making, names: tuple[str, ...], cells: list[str], record: str
) -> Imported | Refused:
    if any(cells[len(names) :]):
        return Refused("it has cells beyond the last heading. Give that column a heading.", record)
    return making.article(dict(zip(names, cells, strict=False)), record)


def _trimmed(cells: list[str]) -> list[str]:
    """The cells without empty ones at the end."""
    while cells and not cells[-1].strip():
        cells = cells[:-1]
    return cells


def _table(path: Path) -> tuple[list[str], Columns]:
    """The headings and columns of the first sheet that seems to have articles, else of the first.

    Raises UnreadableFile if no sheet has rows.
    """
    found: list[tuple[list[str], Columns]] = []
    sheets: dict[str, list[list[str]]] = {}
    for name, _, cells in _rows(path):
        rows = sheets.setdefault(name, [])
        if any(cells) and len(rows) <= N_SAMPLES:
            rows.append(cells)
    for rows in sheets.values():
        rows = rows[heading_row(rows) :]
        if len(rows) > 1:
            headings = _trimmed(rows[0])
            names = unique(headings)
            cells_of = [(*row, *[""] * len(names))[: len(names)] for row in rows[1:]]
            mapping = guessed(headings, names, cells_of)
            found.append((headings, Columns(names, mapping, tuple(cells_of))))
    if not found:
        raise UnreadableFile("no sheet of it has headings and rows under them. Look at the file.")
    return next((each for each in found if "text" in each[1].mapping.values()), found[0])


def _names_a_workbook(path: Path) -> bool:
    """Whether a file in the old format of Office holds a workbook rather than a letter."""
    try:
        raw = read_bytes(path, _MOST_OLD)
    except UnreadableFile:
        return False
    return any(name in raw for name in _OLD_NAMES)


def _rows(path: Path) -> Iterator[Row]:
    """The rows of a workbook, read by another process; raises UnreadableFile."""
    _check(path)
    with closing(Child(_CHILD, _SECONDS_TO_BEGIN, _LONGEST_ROW)) as child:
        try:
            for told in child.answers(str(path)):
                if isinstance(told, dict):
                    break
                yield tuple(told)
        except ChildEnded:
            told = {"end": "memory"}
    if told["end"]:
        raise UnreadableFile(_FAULTS.get(told["end"], _DAMAGED))


def _check(path: Path) -> None:
    """Refuse a workbook whose parts no honest one has; raises UnreadableFile."""
    if beginning(path, 4) != _ZIP:
        read_bytes(path, _MOST_OLD)
        return
    with open_archive(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                start = b"".join(islice(member_pieces(archive, name), 1))
                if b"<!DOCTYPE" in start:
                    raise UnreadableFile(
                        f"its part {name!r} has a document type (DOCTYPE), which no workbook has. "
                        "Open it in a spreadsheet and save it again."
                    )

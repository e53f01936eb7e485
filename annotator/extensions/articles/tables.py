"""Tables in text files: values parted by commas, semicolons, tabs or bars, an article a row."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TextIO

from annotator.extensions.articles.encodings import is_text
from annotator.extensions.articles.table_mapping import (
    N_SAMPLES,
    Making,
    guessed,
    heading_row,
    known_headings,
    patient,
    refuse_twins,
    unique,
)
from annotator.extensions.articles.text_file import MAX_LINE, text_file
from annotator.extensions.registry import GENERAL, Columns, Imported, Refused
from annotator.model.errors import UnreadableFile

csv.field_size_limit(2 * MAX_LINE)

_SAMPLE = 1 << 18
_DELIMITERS = ",;\t|"
_NONE = "\x1f"
"""What parts the cells of a table that has but one column."""

_NAMED_SO = (".csv", ".tsv", ".tab")
_LONGEST_HEADING = 80
_MOST_CUTS = 20
_NOT_A_TABLE = ("<", "{", "[{", "[\n", "%PDF", "PK\x03\x04")

_OPEN = (
    "a quotation mark opens here that never closes, or it holds more than an article does. "
    "Close it, or double it if it belongs to the text."
)
_LONG = f"it is longer than {MAX_LINE // 1_000_000} million letters. Split the table."


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table is written down; `says_so` is set where its first line names the delimiter."""

    delimiter: str
    quoting: bool = True
    has_headings: bool = True
    says_so: bool = False

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """The rows of these lines."""
        if not self.quoting:
            return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)
        return csv.reader(lines, delimiter=self.delimiter)


class Csv:
    """Reads tables of articles; delimiter, encoding and headings are found out."""

    name = "csv"
    label = "Table (CSV, TSV)"
    suffixes = (".csv", ".tsv", ".tab")
    rank = GENERAL

    def accepts(self, path: Path, head: bytes) -> bool:
        """Whether it is a table by its name and no other sort of text, or by its headings."""
        if not is_text(head) and not is_text(_without_stray_nul(head)):
            return False
        start = _as_text(head).lstrip("\ufeff \r\n")
        if start.startswith(_NOT_A_TABLE):
            return False
        if path.suffix.lower() in _NAMED_SO:
            return True
        first = start.splitlines()[0] if start else ""
        known = [known_headings(first.split(delimiter)) for delimiter in _DELIMITERS]
        return any("text" in fields and len(fields) > 1 for fields in known)

    def columns(self, path: Path) -> Columns:
        """The columns and what they seem to be; raises UnreadableFile."""
        return _Table(path).columns

    def read(self, path: Path) -> Iterator[Imported | Refused]:
        """The articles of the table, by the mapping that is guessed; raises UnreadableFile."""
        table = _Table(path)
        yield from patient(table.articles(table.columns.mapping))

    def read_mapped(self, path: Path, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles of the table by this mapping; raises UnreadableFile if it has no text."""
        yield from patient(_Table(path).articles(mapping))


def _without_stray_nul(head: bytes) -> bytes:
    """The bytes without the NUL that a damaged row may hold; where there are many, as they are."""
    return head.replace(b"\0", b"") if head.count(b"\0") * 20 < len(head) else head


def _as_text(head: bytes) -> str:
    wide = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    return head.decode("utf-16" if wide else "utf-8-sig", "replace")


class _Table:
    """One table file, whose layout and columns are known."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with text_file(path) as file:
            sample = file.read(_SAMPLE)
        if not sample.strip():
            raise UnreadableFile("it is empty. Remove it, or export the table again.")
        self._layout = layout_of(sample, whole=len(sample) < _SAMPLE)
        rows = [row for _, row in self._rows() if isinstance(row, list) and any(row)]
        self.columns, self._headings = self._columns(rows)

    def _columns(self, rows: Sequence[list[str]]) -> tuple[Columns, Sequence[str]]:
        """The columns, and the headings as they stand; rows: the first ones."""
        self._above = heading_row(rows) if self._layout.has_headings else 0
        rows = rows[self._above :]
        headings: Sequence[str] = rows[0] if rows else ()
        if self._layout.has_headings:
            while headings and not headings[-1].strip():
                headings = headings[:-1]
            rows = rows[1:]
        else:
            headings = [""] * len(headings)
        names = unique(headings)
        if not rows:
            raise UnreadableFile("it has headings but no rows. Export the table again.")
        cells = [tuple(fitted) for row in rows if (fitted := _fitted(row, len(names)))]
        return Columns(names, guessed(headings, names, cells), tuple(cells)), headings

    def _rows(self) -> Iterator[tuple[int, list[str] | str]]:
        """The first rows, as many as tell what the columns are."""
        with text_file(self._path) as file:
            yield from islice(rows_of(file, self._layout), N_SAMPLES + 1)

    def articles(self, mapping: Mapping[str, str]) -> Iterator[Imported | Refused]:
        """The articles, row by row; what is wrong with a row is told of that row alone."""
        names = self.columns.names
        refuse_twins(self._headings, names, mapping)
        making = Making.of(self.columns, mapping)
        with text_file(self._path) as file:
            rows = rows_of(file, self._layout)
            passed_over = self._above + self._layout.has_headings
            for number, row in rows:
                if isinstance(row, list) and not any(row):
                    continue
                if passed_over:
                    passed_over -= 1
                    continue
                yield self._article(making, row, f"row {number}")

    def _article(self, making: Making, row: list[str] | str, record: str) -> Imported | Refused:
        if isinstance(row, str):
            return Refused(row, record)
        names = self.columns.names
        cells = _fitted(row, len(names))
        if cells is None:
            return Refused(
                f"it has {len(row)} cells where the table has {len(names)} columns. "
                "Look whether a quotation mark or a delimiter is missing.",
                record,
            )
        return making.article(dict(zip(names, cells, strict=True)), record)


def _fitted(row: list[str], width: int) -> list[str] | None:
    """A row without empty cells beyond the last column; None if it is not as wide as the table."""
    if len(row) > width and not any(row[width:]):
        return row[:width]
    return row if len(row) == width else None


def layout_of(sample: str, *, whole: bool) -> Layout:
    """How a table is written, by its beginning; `whole` if the sample is all of it."""
    first, _, rest = sample.partition("\n")
    if first.strip().lower().startswith("sep=") and len(first.strip()) == 5:
        return Layout(first.strip()[4], True, _has_headings(_cells(rest, first.strip()[4])), True)
    best, best_score = Layout(_NONE), 0.0
    for delimiter in _DELIMITERS:
        for quoting in (True, False) if delimiter == "\t" else (True,):
            rows = _cells(sample, delimiter, quoting)
            rows = rows if whole or len(rows) < 2 else rows[:-1]
            rows = rows[heading_row(rows) :]
            if (score := _score(rows)) > best_score:
                best, best_score = Layout(delimiter, quoting, _has_headings(rows)), score
    if not best_score:
        return Layout(_NONE, True, _has_headings(_cells(sample, _NONE)))
    return best


def _cells(sample: str, delimiter: str, quoting: bool = True) -> list[list[str]]:
    """The first rows that a sample would have."""
    reader = Layout(delimiter, quoting).reader(io.StringIO(sample, newline=""))
    return [row for row in islice(reader, N_SAMPLES) if any(row)]


def _score(rows: list[list[str]]) -> float:
    """How much these rows are a table's: as wide as the first, with headings that are known."""
    width = len(rows[0]) if rows else 0
    if width < 2:
        return 0.0
    fitting = sum(_fitted(row, width) is not None for row in rows) / len(rows)
    return fitting + len(known_headings(rows[0])) / 2 + min(width, 50) / 1_000


def _has_headings(rows: list[list[str]]) -> bool:
    """Whether the first row has the names of columns rather than an article."""
    first = [cell.strip() for cell in rows[0]] if rows else []
    if any(len(cell) > _LONGEST_HEADING for cell in first):
        return False
    if known_headings(first):
        return True
    return not any(cell.startswith(("http://", "https://")) or cell[:4].isdigit() for cell in first)


def rows_of(file: TextIO, layout: Layout) -> Iterator[tuple[int, list[str] | str]]:
    """The rows of a table with their numbers, from 1; or why one cannot be read."""
    lines = _Lines(file)
    if layout.says_so:
        next(lines, None)
        lines.forget()
    number = cuts = 0
    while not lines.is_at_end:
        for row in layout.reader(lines):
            number += 1
            if lines.is_cut or lines.is_long:
                cuts += 1
                yield number, _LONG if lines.is_long else _OPEN
                break
            lines.forget()
            yield number, row
        if cuts > _MOST_CUTS:
            raise UnreadableFile(
                f"more than {_MOST_CUTS} of its rows cannot be told apart: {_OPEN}"
            )
        lines.go_back()


class _Lines:
    """The lines of a file, handed out again from the second on where a row was cut."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._size = 0
        self.is_at_end = self.is_cut = self.is_long = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._file.readline(MAX_LINE)
        if line and self._size + len(line) <= MAX_LINE and not self.is_long:
            self._taken.append(line)
            self._size += len(line)
            self.is_long = len(line) == MAX_LINE and not line.endswith(("\n", "\r"))
            return line
        if line:
            self._again.appendleft(line)
        self.is_at_end = not line
        self.is_cut = bool(self._taken)
        raise StopIteration

    def forget(self) -> None:
        """A row is whole: its lines are not needed again."""
        self._taken.clear()
        self._size = 0

    def go_back(self) -> None:
        """Hand out the lines of a row that was cut again, but for its first."""
        if self.is_long:
            self._skip_line()
        self._again.extendleft(reversed(self._taken[1:]))
        self.is_at_end = not self._again and self.is_at_end
        self.is_cut = self.is_long = False
        self.forget()

    def _skip_line(self) -> None:
        """Pass over the rest of a line that was longer than any may be."""
        while rest := self._again.popleft() if self._again else self._file.readline(MAX_LINE):
            if rest.endswith(("\n", "\r")):
                return

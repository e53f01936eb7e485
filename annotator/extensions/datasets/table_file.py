"""A table on disk, written row by row."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import BinaryIO

from annotator.model.safe_words import guarded

BOM = "\ufeff".encode()
MOST = 100
"""Rows that wait to be written; with many more the garbage collector has more to look through."""

_BREAKS = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class _Lines(list[str]):
    """Lines as csv.writer makes them; appending is all that writing is."""

    write = list.append


class TableFile:
    """Takes rows in their order; lines end with a line feed, the text is UTF-8.

    With `text_columns`, the columns by number in which a cell that a spreadsheet would run gets an
    apostrophe in front, the file also begins with a byte order mark.
    numbered: each row gets its number in front, from 1.
    quoted: whether cells are quoted where they need it; the formats of others that are never
        quoted have their tabs and line breaks turned into spaces.
    """

    def __init__(
        self,
        path: Path,
        header: Sequence[str],
        *,
        delimiter: str = ",",
        quoted: bool = True,
        numbered: bool = False,
        text_columns: Iterable[int] | None = None,
    ) -> None:
        self.path, self.rows, self.guarded = path, 0, 0
        self._pending: list[Sequence[object]] = []
        self._delimiter, self._quoted, self._numbered = delimiter, quoted, numbered
        self._text_columns = None if text_columns is None else tuple(text_columns)
        self._lines = _Lines()
        self._csv = csv.writer(self._lines, delimiter=delimiter, lineterminator="\n")
        self._file: BinaryIO = path.open("wb")
        head = b"" if text_columns is None else BOM
        self._file.write(head + self._line(header))

    def write(self, row: Sequence[object]) -> None:
        """Add a row."""
        self._pending.append(row)
        if len(self._pending) >= MOST:
            self._flush()

    def _flush(self) -> None:
        """Put the rows that wait into the file."""
        rows = self._pending
        if self._text_columns is not None:
            rows = [self._safe(row) for row in rows]
        if self._numbered:
            rows = [(number, *row) for number, row in enumerate(rows, start=self.rows + 1)]
        self.rows += len(rows)
        if self._quoted:
            self._csv.writerows(rows)
        else:
            join = self._delimiter.join
            self._lines.extend([join(map(_in_a_line, row)) + "\n" for row in rows])
        self._file.write("".join(self._lines).encode("utf-8", "replace"))
        self._pending.clear()
        self._lines.clear()

    def close(self) -> None:
        """Put the file safely on the disk."""
        self._flush()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it stands; whoever gave the folder throws it away."""
        self._file.close()

    def _line(self, header: Sequence[str]) -> bytes:
        self._csv.writerow(header)
        line = "".join(self._lines).encode()
        self._lines.clear()
        return line

    def _safe(self, row: Sequence[object]) -> Sequence[object]:
        cells = list(row)
        for column in self._text_columns or ():
            cell = cells[column]
            if isinstance(cell, str) and (safe := guarded(cell)) is not cell:
                cells[column] = safe
                self.guarded += 1
        return cells


def _in_a_line(cell: object) -> str:
    """A cell of a file that is never quoted: on one line, without the character between cells."""
    text = "" if cell is None else str(cell)
    return text if text.isprintable() else text.translate(_BREAKS)

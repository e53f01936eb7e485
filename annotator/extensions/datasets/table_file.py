"""A table on disk, written article by article and put in the order of the articles at the end."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

BOM = "\ufeff".encode()
FORMULA_STARTS = tuple("=+-@\t\r")
"""What makes a spreadsheet run a cell (CWE-1236)."""

MOST = 100
"""Rows that wait to be written; with many more the garbage collector has more to look through."""

_BREAKS = dict.fromkeys(map(ord, "\t\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"), " ")


class _Lines(list[str]):
    """Lines as csv.writer makes them; appending is all that writing is."""

    write = list.append


class TableFile:
    """Takes rows in blocks, each with the key that says where the block belongs.

    `write` adds a row to the block under way. Blocks may come in any order; memory holds few of
    them. Lines end with a line feed, the text is UTF-8. With `text_columns`, the columns by number
    in which a cell that a spreadsheet would run gets an apostrophe in front, the file also begins
    with a byte order mark.
    numbered: each row gets its number in the finished file in front, from 1.
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
        self.write = self._pending.append
        self._marks: list[tuple[str, int]] = []
        self._marked = 0
        self._delimiter, self._quoted, self._numbered = delimiter, quoted, numbered
        self._text_columns = None if text_columns is None else tuple(text_columns)
        self._lines = _Lines()
        self._csv = csv.writer(self._lines, delimiter=delimiter, lineterminator="\n")
        self._file: BinaryIO = path.open("wb")
        self._head = (b"" if text_columns is None else BOM) + self._line(header)
        self._at = self._file.write(self._head)
        self._blocks: list[tuple[str, int, int]] = []

    def end_block(self, key: str) -> None:
        """Everything added since the last block belongs at `key`."""
        end = len(self._pending)
        if end != self._marked:
            self._marks.append((key, end))
            self._marked = end
            if end >= MOST:
                self._flush()

    def _flush(self) -> None:
        """Put the finished blocks into the file."""
        rows = self._pending
        if self._text_columns is not None:
            rows = [self._safe(row) for row in rows]
        self.rows += len(rows)
        if self._quoted:
            self._csv.writerows(rows)
        else:
            join = self._delimiter.join
            self._lines.extend([join(map(_in_a_line, row)) + "\n" for row in rows])
        text = "".join(self._lines)
        data = text.encode("utf-8", "replace")
        self._keep_blocks(is_narrow=len(text) == len(data))
        self._file.write(data)
        self._pending.clear()
        self._lines.clear()
        self._marks.clear()
        self._marked = 0

    def _keep_blocks(self, is_narrow: bool) -> None:
        """Note where each block stands; `is_narrow`: each letter is one byte."""
        ends = list(accumulate(map(len if is_narrow else _size, self._lines), initial=self._at))
        for key, end in self._marks:
            self._blocks.append((key, self._at, ends[end] - self._at))
            self._at = ends[end]

    def close(self) -> None:
        """Put the blocks in order and the file safely on the disk."""
        self._flush()
        self._file.flush()
        ordered = sorted(self._blocks)
        if ordered != self._blocks or self._numbered:
            self._rewrite(ordered)
        os.fsync(self._file.fileno())
        self._file.close()

    def abandon(self) -> None:
        """Close the file as it stands; whoever gave the folder throws it away."""
        self._file.close()

    def _rewrite(self, blocks: list[tuple[str, int, int]]) -> None:
        self._file.close()
        beside = self.path.with_name(self.path.name + ".sorted")
        target = beside.open("wb")
        target.write(self._head)
        number = 0
        with self.path.open("rb") as source:
            for _, start, length in blocks:
                source.seek(start)
                data = source.read(length)
                if self._numbered:
                    lines = data.splitlines(keepends=True)
                    data = b"".join(
                        b"%d%s%s" % (number + n, self._delimiter.encode(), line)
                        for n, line in enumerate(lines, start=1)
                    )
                    number += len(lines)
                target.write(data)
        target.flush()
        beside.replace(self.path)
        self._file = target

    def _line(self, header: Sequence[str]) -> bytes:
        self._csv.writerow(header)
        line = "".join(self._lines).encode()
        self._lines.clear()
        return line

    def _safe(self, row: Sequence[object]) -> Sequence[object]:
        cells = list(row)
        for column in self._text_columns or ():
            cell = cells[column]
            if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
                cells[column] = "'" + cell
                self.guarded += 1
        return cells


def _size(line: str) -> int:
    """The bytes of a line."""
    return len(line) if line.isascii() else len(line.encode("utf-8", "replace"))


def _in_a_line(cell: object) -> str:
    """A cell of a file that is never quoted: on one line, without the character between cells."""
    text = "" if cell is None else str(cell)
    return text if text.isprintable() else text.translate(_BREAKS)

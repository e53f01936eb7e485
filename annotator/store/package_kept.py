"""What was read once and is wanted again, without holding all of it in memory.

Rows that were found good wait here until all packages are checked; texts, until no quote is left to
be compared. Beyond some megabytes both go to files that nobody else sees.
"""

from __future__ import annotations

import marshal
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import IO

from annotator.model.errors import NotSaved
from annotator.store.bulk import Cells

_MOST = 32 << 20
"""Bytes kept in memory, of rows and of texts each."""

_PIECE = 500


class Kept:
    """Rows by table, in the order in which they came, some hundreds at a time."""

    def __init__(self) -> None:
        self._pieces: defaultdict[str, list[list[Cells] | int]] = defaultdict(list)
        self._size = 0
        self._file: IO[bytes] | None = None

    def add(self, name: str, rows: list[Cells], size: int) -> None:
        """Keep some rows of a table; `size` is about how many bytes they are."""
        if not rows:
            return
        if self._size + size <= _MOST:
            self._size += size
            self._pieces[name].append(rows)
            return
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - `close` does
            self._pieces[name].append(self._file.seek(0, 2))
            marshal.dump(rows, self._file)
        except OSError as error:
            raise NotSaved(
                f"No room for what is being merged ({error.strerror}). Make room on the disk of"
                " temporary files."
            ) from error

    def pieces(self, name: str) -> Iterator[list[Cells]]:
        """The rows of a table."""
        for piece in self._pieces[name]:
            if isinstance(piece, int):
                assert self._file is not None
                self._file.seek(piece)
                yield marshal.load(self._file)  # our own, in a file without a name
            else:
                yield piece

    def close(self) -> None:
        """Forget everything."""
        self._pieces.clear()
        if self._file is not None:
            self._file.close()


class Texts:
    """The texts of the articles of packages, by id; what is in no package, the project has.

    look_up: gives id and text of those of these articles that the project has.
    """

    def __init__(self, look_up: Callable[[Sequence[str]], Iterable[Sequence[str]]]) -> None:
        self._look_up = look_up
        self._near: dict[str, str] = {}
        self._size = 0
        self._far: sqlite3.Connection | None = None

    def put(self, id: str, text: str, is_known: bool) -> None:
        """Keep a text; is_known: the project has it, so that it need not be kept."""
        if id in self._near:
            return
        if self._size < _MOST:
            self._near[id] = text
            self._size += 4 * len(text)
        elif not is_known:
            if self._far is None:
                self._far = sqlite3.connect("")  # a file that SQLite itself takes away
                self._far.execute("CREATE TABLE text (id TEXT PRIMARY KEY, text TEXT)")
            self._far.execute("INSERT OR IGNORE INTO text VALUES (?, ?)", (id, text))

    def of(self, ids: Iterable[str]) -> Mapping[str, str]:
        """The texts of those of these articles that there are."""
        wanted = set(ids)
        found = {id: self._near[id] for id in wanted & self._near.keys()}
        missing = sorted(wanted - found.keys())
        if missing and self._far is not None:
            for start in range(0, len(missing), _PIECE):
                piece = missing[start : start + _PIECE]
                query = f"SELECT id, text FROM text WHERE id IN ({', '.join('?' * len(piece))})"
                found.update(self._far.execute(query, piece))
            missing = sorted(wanted - found.keys())
        if missing:
            found.update((id, text) for id, text in self._look_up(missing))
        return found

    def close(self) -> None:
        """Forget everything."""
        self._near.clear()
        if self._far is not None:
            self._far.close()

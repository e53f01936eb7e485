"""A whole project from one database into another, row by row, and the proof that it arrived.

Copied are all rows that are the project, with their ids, numbers and digests; indexes are made
anew. Logins stay behind: they belong to the server they were made on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Select, Table, literal, select, tuple_

from annotator.model.errors import ProjectRefused
from annotator.store.bulk import Cells, insert_all
from annotator.store.check import check
from annotator.store.column_types import PlainJson
from annotator.store.indexes import OWN, rebuild_indexes
from annotator.store.rows import Rows, json_cell, moment_cell, raw
from annotator.store.tables import METADATA

_STAY = OWN | {"login"}
COPIED = tuple(each for each in METADATA.sorted_tables if each.name not in _STAY)
"""The tables that are copied, each after those it refers to."""

_PIECE = 500
"""Rows at a time."""

_TEXTS = 50
"""Articles at a time, of which each may be 2 MB."""


class Copied(NamedTuple):
    """A piece that is done: of which table, and how many rows of it arrived."""

    what: str
    n_rows: int


class CopyRecords(Rows):
    """The part of `Records` that fills a new project with another's rows."""

    def copy_from(self, source: Connection) -> Iterator[Copied]:
        """Put every row in, make the indexes, and verify that both hold the same.

        Raises ProjectRefused if they do not, or a row is not what was saved.
        """
        self._begin()
        target = self._connection
        for table in COPIED:
            for rows in _rows(source, table):
                insert_all(target, table.name, rows)
                yield Copied(table.name, len(rows))
        rebuild_indexes(target)
        yield Copied("indexes", 0)
        for table in COPIED:
            for here, there in zip_longest(_rows(source, table), _rows(target, table)):
                if here != there:
                    raise _differs(f"table {table.name}")
                yield Copied(f"{table.name}, verified", 0)
        for checked in check(target):
            if checked.findings:
                raise _differs(str(checked.findings[0]))
            yield Copied(f"{checked.what}, checked", 0)


def _differs(where: str) -> ProjectRefused:
    return ProjectRefused(
        f"The copy is not what the project is ({where}): somebody saved meanwhile, or the project"
        " is damaged. Nothing was made. Run `annotator check`, then copy again."
    )


def _rows(connection: Connection, table: Table) -> Iterator[list[Cells]]:
    """All rows in the order of their keys, as SQLite holds their cells; no lock between pieces."""
    is_sqlite = connection.dialect.name == "sqlite"
    readers = [_cell_of(column.type) for column in table.columns]
    keys = [raw(column) for column in table.primary_key.columns]
    places = [table.columns.keys().index(each.name) for each in table.primary_key.columns]
    size = _TEXTS if table.name == "article" else _PIECE
    query: Select[Any] = select(*map(raw, table.columns)).order_by(*keys).limit(size)
    rows: Sequence[Any] = connection.execute(query).all()
    while rows:
        yield [tuple(row) if is_sqlite else _cells(row, readers) for row in rows]
        last = tuple_(*(literal(rows[-1][place]) for place in places))
        rows = connection.execute(query.where(tuple_(*keys) > last)).all()


def _cells(row: Sequence[Any], readers: Sequence[Callable[[Any], Any]]) -> Cells:
    return tuple([read(cell) for read, cell in zip(readers, row, strict=True)])


def _cell_of(kind: Any) -> Callable[[Any], Any]:
    """What makes of a value, as PostgreSQL gives it, the cell that SQLite holds."""
    return json_cell if isinstance(kind, PlainJson) else _plain_cell


def _plain_cell(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return moment_cell(value)
    return int(value) if isinstance(value, bool) else value

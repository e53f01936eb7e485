"""Many rows of a table at once, in the form in which SQLite holds their cells.

SQLAlchemy looks at every cell that goes through its statements; at the rate of an import that
costs as much as SQLite itself, so cells come ready and go to the driver as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Connection, Table, Text, Uuid, insert

from annotator.store.column_types import PlainJson, UtcTime
from annotator.store.tables import METADATA

Cells = tuple[Any, ...]

_ENCODED = ("article", "text")
"""The one column whose cells come in UTF-8: the driver would encode each long text once more."""


def _insert_of(name: str, columns: Sequence[str]) -> str:
    marks = ["CAST(? AS TEXT)" if (name, column) == _ENCODED else "?" for column in columns]
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join(marks)})"


_STATEMENTS = {
    name: _insert_of(name, each.columns.keys()) for name, each in METADATA.tables.items()
}


def insert_all(connection: Connection, name: str, rows: Sequence[Cells]) -> None:
    """Insert rows of table `name`, cells in the order of its columns, as SQLite holds them."""
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_STATEMENTS[name], list(rows))
        return
    whole = METADATA.tables[name]
    connection.execute(insert(whole), [values(whole, row) for row in rows])


def values(table: Table, row: Cells) -> dict[str, Any]:
    """The values that a row's cells stand for, by column, for other databases than SQLite."""
    return {
        column.name: cell if (read := _reader(column.type)) is None else read(cell)
        for column, cell in zip(table.columns, row, strict=True)
    }


def _reader(kind: Any) -> Callable[[Any], Any] | None:
    if isinstance(kind, Uuid):
        return UUID
    if isinstance(kind, Boolean):
        return bool
    if isinstance(kind, Text):
        return lambda cell: cell.decode() if isinstance(cell, bytes) else cell
    if isinstance(kind, PlainJson):
        return json.loads
    if isinstance(kind, UtcTime):
        return lambda cell: datetime.fromisoformat(cell).replace(tzinfo=UTC)
    return None

"""Many rows of a table at once, in the form in which SQLite holds their cells.

SQLAlchemy looks at every cell that goes through its statements; at the rate of an import that
costs as much as SQLite itself, so cells come ready and go to the driver as they are.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Boolean, Connection, Float, Integer, Uuid

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
    columns = METADATA.tables[name].columns
    lists = [
        _list_of(column.type, cells)
        for column, cells in zip(columns, zip(*rows, strict=True), strict=True)
    ]
    connection.exec_driver_sql(_server_statement(name), tuple(lists))


def _list_of(kind: Any, cells: Sequence[Any]) -> list[Any]:
    """The cells of a column; letters that are in UTF-8 already are read again."""
    if isinstance(kind, PlainJson):  # SQLite holds a number that stands alone as a number
        return [cell if isinstance(cell, str) else json.dumps(cell) for cell in cells]
    return [cell.decode() if isinstance(cell, bytes) else cell for cell in cells]


@cache
def _server_statement(name: str) -> str:
    """One statement for any number of rows: a list a column, which the server reads as its type.

    COPY would be faster still, but a table with row-level security takes none.
    """
    columns = METADATA.tables[name].columns
    names = ", ".join(f'"{each.name}"' for each in columns)
    lists = ", ".join(f"%s::{_sent_as(each.type)}[]" for each in columns)
    cells = ", ".join(_read_as(f'"{each.name}"', each.type) for each in columns)
    return f"INSERT INTO {name} ({names}) SELECT {cells} FROM unnest({lists}) AS new ({names})"


def _sent_as(kind: Any) -> str:
    """The type in which PostgreSQL is sent the cells of a column."""
    if isinstance(kind, Float):
        return "float8"
    return "int8" if isinstance(kind, (Integer, Boolean)) else "text"


def _read_as(column: str, kind: Any) -> str:
    """What PostgreSQL makes of such a cell."""
    if isinstance(kind, Boolean):
        return f"{column} <> 0"
    if isinstance(kind, UtcTime):
        return f"{column}::timestamptz"  # its zone is UTC on all our connections
    if isinstance(kind, Uuid):
        return f"{column}::uuid"
    return f"{column}::json" if isinstance(kind, PlainJson) else column

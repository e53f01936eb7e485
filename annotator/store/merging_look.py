"""Rows of the project asked for by id, some hundreds at a time, as packages name them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select

from annotator.store.listing import pieces
from annotator.store.rows import raw
from annotator.store.tables import table

_PIECE = 500

Person = tuple[str, str, str]
"""Id, handle and role."""


class Look:
    """A look into the project; into nothing while there is none yet (connection None)."""

    def __init__(self, connection: Connection | None) -> None:
        self._connection = connection

    def up(
        self, name: str, columns: Sequence[str], key: str, ids: Collection[str]
    ) -> Iterator[tuple[Any, ...]]:
        """The cells of the rows whose `key` is among these ids; ids in hexadecimal."""
        if self._connection is None:
            return
        is_sqlite = self._connection.dialect.name == "sqlite"
        whole = table(name).c
        query = select(*(raw(whole[column]) for column in columns))
        start = f"SELECT {', '.join(columns)} FROM {name} WHERE {key} IN"
        for piece in pieces(list(ids), _PIECE):
            if is_sqlite:
                marks = ", ".join("?" * len(piece))
                found = self._connection.exec_driver_sql(f"{start} ({marks})", tuple(piece))
                yield from (tuple(row) for row in found)
            else:
                some = whole[key].in_([UUID(id) for id in piece])
                rows = self._connection.execute(query.where(some))
                yield from (tuple([_cell(cell) for cell in row]) for row in rows)

    def everybody(self) -> list[Person]:
        """The people of the project."""
        if self._connection is None:
            return []
        coder = table("coder").c
        found = self._connection.execute(select(raw(coder.id), coder.handle, coder.role))
        return [(_cell(id), handle, role) for id, handle, role in found]


def _cell(cell: Any) -> Any:
    return cell.hex if isinstance(cell, UUID) else cell

"""Rows in and out of one transaction, with their digests: what `Records` is made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, Row, func, insert, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from annotator.model.errors import NotSaved
from annotator.model.event import Lane, Revision
from annotator.model.study import Assignment, Coder, Role, State, Submission
from annotator.model.values_plain import entry_from_plain, event_from_plain
from annotator.store.failures import damaged, decoding
from annotator.store.tables import METADATA, table

Values = dict[str, Any]

_INSERTS = {name: insert(each) for name, each in METADATA.tables.items()}
WITH_DIGEST = {
    name: sorted({column.name for column in each.columns} - {"digest"})
    for name, each in METADATA.tables.items()
    if name not in ("article", "replacement")
}


def _hashable(value: object) -> str:
    """What JSON has no words for; TypeError if a row never holds it."""
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    raise TypeError(f"{type(value).__name__} is nothing that a row holds")


_sorted_json = json.JSONEncoder(sort_keys=True, check_circular=False, default=_hashable).encode


def row_digest(name: str, row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row of table `name`: of all its columns but the digest, in one order.

    The same on every database: keys of JSON are sorted, moments are in UTC.
    """
    return digest_of({column: row.get(column) for column in WITH_DIGEST[name]})


def digest_of(values: Values) -> str:
    """The digest of a row that is these values, by column."""
    return hashlib.sha256(_sorted_json(values).encode()).hexdigest()


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as the driver gives it, which is several times faster than as a value."""
    return type_coerce(column, NullType())


def uuid_of(raw_id: Any) -> UUID:
    """An id as the driver gives it; ValueError, TypeError or AttributeError if it is none."""
    return raw_id if isinstance(raw_id, UUID) else UUID(raw_id)


def refuse_what_cannot_be_stored(words: str, what: str) -> None:
    """NotSaved if a text holds NUL or half a letter (a lone surrogate): no database takes them."""
    if "\0" in words:
        raise NotSaved(f"Not saved: {what} holds the letter NUL. Take it out.")
    try:
        words.encode()
    except UnicodeEncodeError as error:
        raise NotSaved(
            f"Not saved: {what} holds half a letter (a lone surrogate) at {error.start + 1}."
            " Take it out."
        ) from error


class Rows:
    """One transaction's connection: reads as asked, begins to write at the first insert.

    On SQLite a transaction begins with IMMEDIATE at its first insert: a reader never holds a lock
    between two questions, and a writer waits for its turn instead of failing in the middle.
    """

    def __init__(self, connection: Connection, project: str, refusal: str) -> None:
        self._connection = connection
        self._project = project
        self._refusal = refusal
        self._is_writing = False

    def _begin(self) -> None:
        if self._is_writing:
            return
        if self._refusal:
            raise NotSaved(self._refusal)
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._is_writing = True

    def _insert(self, name: str, row: Values) -> None:
        self._begin()
        if name in WITH_DIGEST:
            row = {**row, "digest": row_digest(name, row)}
        try:
            self._connection.execute(_INSERTS[name], row)
        except UnicodeDecodeError as error:  # SQLite's own message quotes a damaged schema
            raise damaged(self._project, str(error)) from error

    def _all(self, statement: Executable) -> Sequence[Any]:
        with decoding(self._project, "of the project"):
            return self._connection.execute(statement).all()

    def _values(self, what: str, statement: Executable, build: Callable[[Row[Any]], Any]) -> Any:
        """A list of what `build` makes of each row; ProjectRefused if one is mangled."""
        with decoding(self._project, what):
            return [build(row) for row in self._connection.execute(statement)]

    def _now(self, name: str, *where: ColumnElement[bool]) -> datetime:
        """This moment, but later than the rows it has to be newer than, whatever the clock."""
        now = datetime.now(UTC)
        made_at = table(name).c.made_at
        ((newest,),) = self._all(select(func.max(made_at)).where(*where))
        return now if newest is None or newest < now else newest + timedelta(microseconds=1)


def coder_of(row: Row[Any]) -> Coder:
    """A row of `coder` as a value."""
    return Coder(row.id, row.handle, row.name, Role(row.role), row.made_at)


def assignment_of(row: Row[Any]) -> Assignment:
    """A row of `assignment` as a value."""
    return Assignment(
        row.id, row.article_id, row.coder_id, row.active, row.round, row.by_id, row.made_at
    )


def revision_of(row: Row[Any]) -> Revision:
    """A row of `event_revision` as a value."""
    return Revision(
        id=row.id,
        event=event_from_plain(row.body, row.event_id, row.article_id),
        coder_id=row.coder_id,
        lane=Lane(row.lane),
        codebook_id=row.codebook_id,
        round=row.round,
        replaces=tuple([UUID(each) for each in row.replaces]),
        retracted=row.retracted,
        sources=tuple([UUID(each) for each in row.sources]),
        made_at=row.made_at,
    )


def submission_of(row: Row[Any]) -> Submission:
    """A row of `submission` as a value."""
    return Submission(
        id=row.id,
        article_id=row.article_id,
        coder_id=row.coder_id,
        lane=Lane(row.lane),
        round=row.round,
        state=State(row.state),
        reason=row.reason,
        answers=entry_from_plain(row.answers),
        codebook_id=row.codebook_id,
        made_at=row.made_at,
    )

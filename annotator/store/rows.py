"""Rows in and out of one transaction, with their digests: what `Records` is made of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Executable, Row, func, insert, select, type_coerce
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import NullType

from annotator.model.canonical import sorted_json
from annotator.model.errors import NotSaved
from annotator.model.event import Lane, Revision
from annotator.model.study import Coder, Role, State, Submission
from annotator.model.values_plain import entry_from_plain, event_from_plain
from annotator.store.column_types import PlainJson
from annotator.store.failures import damaged, decoding
from annotator.store.tables import METADATA, table

Values = dict[str, Any]

_INSERTS = {name: insert(each) for name, each in METADATA.tables.items()}
WITH_DIGEST = {
    name: sorted({column.name for column in each.columns} - {"digest"})
    for name, each in METADATA.tables.items()
    if "digest" in each.columns and name != "article"
}
_JSON = {
    name: frozenset(column.name for column in each.columns if isinstance(column.type, PlainJson))
    for name, each in METADATA.tables.items()
}


def row_digest(name: str, row: Mapping[str, Any]) -> str:
    """The SHA-256 of a row of table `name`: of all its columns but the digest, in one order.

    Each is hashed as SQLite holds it, JSON sorted by key, with NUL between them, which none can
    hold. Only links may be without a value, which is as empty words: no id is.
    """
    as_json = _JSON[name]
    return digest_of(
        [
            json_cell(row[column]) if column in as_json else row.get(column)
            for column in WITH_DIGEST[name]
        ]
    )


def json_cell(value: object) -> object:
    """JSON as SQLite holds it: as text, but a number that stands alone as a number."""
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return value if is_number else sorted_json(value)


def digest_reader(name: str, connection: Connection) -> Callable[[Sequence[Any]], str]:
    """What makes the digest of a row of table `name` from its cells as the driver gives them.

    They are in the order of WITH_DIGEST. On SQLite none of them has to be read.
    """
    if connection.dialect.name == "sqlite":
        return digest_of
    columns = WITH_DIGEST[name]
    return lambda cells: row_digest(name, dict(zip(columns, cells, strict=True)))


def digest_of(cells: Sequence[Any]) -> str:
    """The digest of a row from its cells as SQLite holds them, in the order of WITH_DIGEST."""
    words = [
        cell if (kind := cell.__class__) is str else _AS_SQLITE[kind](cell)  # most are text
        for cell in cells
    ]
    return hashlib.sha256("\0".join(words).encode()).hexdigest()


def moment_cell(moment: datetime) -> str:
    """A moment as SQLite holds it."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)


_AS_SQLITE: Mapping[type, Callable[[Any], str]] = MappingProxyType(
    {
        type(None): lambda _: "",
        int: str,
        bool: lambda truth: str(int(truth)),
        float: _number,
        UUID: lambda id: id.hex,
        datetime: moment_cell,
    }
)
"""Cells as SQLite holds them, in words."""


def raw(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column as the driver gives it, which is several times faster than as a value."""
    return type_coerce(column, NullType())


def uuid_of(raw_id: Any) -> UUID:
    """An id as the driver gives it; ValueError, TypeError or AttributeError if it is none."""
    return raw_id if isinstance(raw_id, UUID) else UUID(raw_id)


def refuse_what_cannot_be_stored(words: str, what: str) -> bytes:
    """The UTF-8 of a text; NotSaved if it holds NUL or half a letter (a lone surrogate).

    No database takes them.
    """
    if "\0" in words:
        raise NotSaved(f"Not saved: {what} holds the letter NUL. Take it out.")
    try:
        return words.encode()
    except UnicodeEncodeError as error:
        raise NotSaved(
            f"Not saved: {what} holds half a letter (a lone surrogate) at {error.start + 1}."
            " Take it out."
        ) from error


_NUMBERS = 0x44416E6F
"""The advisory lock of whoever gives numbers."""

_TAKE_TURN = (
    "SELECT pg_advisory_xact_lock(%s),"
    " set_config('idle_in_transaction_session_timeout', '15s', true)"
)
"""A save whose program is gone is given up by the server, too, and its turn ends."""


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
        self._gives_numbers = False

    def _begin(self) -> None:
        if self._is_writing:
            return
        if self._refusal:
            raise NotSaved(self._refusal)
        if self._connection.dialect.name == "sqlite":
            self._connection.exec_driver_sql("BEGIN IMMEDIATE")
        self._is_writing = True

    def take_turn(self, coder_id: UUID) -> None:
        """Let nobody else write as this coder until the end of the transaction.

        On a server a save may be tried again while its first try, of which nothing was heard, is
        still under way there: this one waits for it, and sees what it stored. SQLite has one
        writer, and nothing is under way when its answer is lost.
        """
        if self._connection.dialect.name == "postgresql":
            raw: Any = self._connection.connection.driver_connection
            raw.begin_save()
            self._connection.exec_driver_sql(_TAKE_TURN, (coder_id.int >> 65,))

    def _give_numbers(self) -> None:
        """Be the only one who numbers articles and reports, until the end of the transaction."""
        self._begin()
        if self._connection.dialect.name == "postgresql" and not self._gives_numbers:
            self._connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_NUMBERS,))
            self._gives_numbers = True

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

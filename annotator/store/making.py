"""How a project is made, in a file or in an empty database: whole, or not at all."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import QueuePool

from annotator.model.canonical import sorted_json
from annotator.model.errors import NotSaved, ProjectRefused
from annotator.store.failures import opening, told
from annotator.store.indexes import rebuild_indexes
from annotator.store.records import Records
from annotator.store.server import (
    Address,
    address_of,
    at_leisure,
    is_url,
    refuse_taken,
    refuse_unfit,
    server_engine,
)
from annotator.store.sqlite_file import (
    APPLICATION_ID,
    PAGE_BYTES,
    SCHEMA_VERSION,
    connect,
    journal_of,
    sync_folder,
)
from annotator.store.tables import METADATA
from annotator.store.upgrade import HEAD

_ALEMBIC = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
_POOLED = 4

Done = TypeVar("Done")
"""What somebody who fills a project tells of it as they go."""


def creating(location: str | Path, rows: Callable[[Records], Iterator[Done]]) -> Iterator[Done]:
    """Make a new project of the rows that `rows` puts in; gives what that gives.

    If anything fails, or the iterator is closed before its end, nothing was made.
    """
    if is_url(location):
        yield from _creating_on_server(address_of(str(location)), rows)
        return
    path = Path(location)
    refuse_nameless(path)
    for taken in (path, journal_of(path)):
        if os.path.lexists(taken):
            raise ProjectRefused(f"{taken} exists already. Choose another name.")
    temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
    try:
        temporary.touch(exist_ok=False)
        with told(path.name):
            yield from _building(temporary, path.name, rows)
        _put_in_place(temporary, path)
    except (OSError, ValueError) as error:
        raise NotSaved(
            f"{path} cannot be made: {getattr(error, 'strerror', None) or error}."
            " Choose another folder or name."
        ) from error
    finally:
        for leftover in (temporary, journal_of(temporary)):
            _remove(leftover)


def _building(
    temporary: Path, name: str, rows: Callable[[Records], Iterator[Done]]
) -> Iterator[Done]:
    """Make a project in an empty file and put it on the disk."""
    with closing(sqlite3.connect(temporary, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA page_size={PAGE_BYTES}")
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    engine = file_engine(temporary, read_only=False)
    try:
        with closing(engine.connect()) as connection:
            connection.exec_driver_sql("BEGIN")
            _make_tables(connection)
            connection.commit()  # the tables stand; the rows begin a transaction of their own
            yield from rows(Records(connection, name, ""))
            connection.commit()
    finally:
        engine.dispose()


def _make_tables(connection: Connection) -> None:
    METADATA.create_all(connection)
    rebuild_indexes(connection)
    connection.exec_driver_sql(_ALEMBIC)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def _creating_on_server(
    address: Address, rows: Callable[[Records], Iterator[Done]]
) -> Iterator[Done]:
    """Make a project in an empty database, in one transaction."""
    engine = server_engine(address)
    try:
        with opening(address.name), closing(engine.connect()) as connection:
            refuse_unfit(connection, address.name)
            refuse_taken(connection, address.name)
            with at_leisure(connection):
                _make_tables(connection)
                yield from rows(Records(connection, address.name, ""))
                connection.commit()
    finally:
        engine.dispose()


def file_engine(path: Path, read_only: bool) -> Engine:
    """Connections to a file, made when they are needed."""
    return create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only),
        poolclass=QueuePool,
        pool_size=_POOLED,
        json_serializer=sorted_json,
    )


def refuse_nameless(path: Path) -> None:
    """ProjectRefused if a path names no file."""
    if path.name in ("", ".."):
        raise ProjectRefused(f"{path} is a folder. Name a file in it.")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except (OSError, ValueError):
        return  # a name that cannot be made cannot be left over


def _put_in_place(temporary: Path, path: Path) -> None:
    """Give the finished file its name without ever replacing another file."""
    try:
        path.hardlink_to(temporary)
    except FileExistsError as error:
        raise ProjectRefused(f"{path} exists already. Choose another name.") from error
    except OSError:  # no hard links on this disk
        if path.exists():
            raise
        temporary.rename(path)
    sync_folder(path.absolute().parent)

"""`Store`: one project, in a SQLite file or a PostgreSQL database, opened, read and written."""

from __future__ import annotations

import os
import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TypeVar
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import QueuePool

from annotator.model.canonical import sorted_json
from annotator.model.errors import AnnotatorError, NotSaved, ProjectRefused
from annotator.model.study import Role
from annotator.store.backups import copy_checked
from annotator.store.check import Checked, Finding, check, quick_check
from annotator.store.copying import Copied
from annotator.store.failures import decoding, opening, told
from annotator.store.indexes import OWN, rebuild_indexes
from annotator.store.lock import ProjectLock
from annotator.store.records import Records, add_project
from annotator.store.server import (
    Access,
    Address,
    address_of,
    at_leisure,
    is_url,
    owns_tables,
    refuse_taken,
    refuse_unfit,
    server_engine,
    standing_of,
)
from annotator.store.sqlite_file import (
    APPLICATION_ID,
    PAGE_BYTES,
    SCHEMA_VERSION,
    connect,
    in_use,
    inspect,
    sync_folder,
)
from annotator.store.tables import METADATA
from annotator.store.upgrade import HEAD, migrate, upgrade

_ALEMBIC = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
_POOLED = 4

Fill = Callable[[Records], None]
"""Puts the first rows into a new project, in the transaction in which it is made."""

Done = TypeVar("Done")
"""What somebody who fills a project tells of it as they go."""


class Store:
    """An open project. `transaction()` may be called from any thread; each has its own connection.

    location: the file or address under which it is opened again, without any password. path: the
    file, or None on PostgreSQL. read_only: nothing can be saved here. held_by: "" or the words for
    who has the project open for writing; on a server many write at once, and nobody holds it.
    login: who this is on the server, "" in a file. keeps_indexes: whether it sees all from which
    the indexes are made, and so keeps them; a coder on a server does not.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        path: Path | None = None,
        read_only: bool = False,
        held_by: str = "",
        lock: ProjectLock | None = None,
        location: str = "",
        login: str = "",
    ) -> None:
        self.name = name
        self.path = path
        self.location = location or str(path or "")
        self.login = login
        self.keeps_indexes = True
        self.read_only = read_only
        self.held_by = held_by
        self._engine = engine
        self._letting_go = weakref.finalize(self, engine.dispose)
        self._lock = lock
        if path is not None:
            in_use(path, +1)
        try:
            with self.transaction() as records:
                self.project_id: UUID = records.project().id
        except AnnotatorError:
            self.close()
            raise

    @classmethod
    def create(cls, location: str | Path, name: str, fill: Fill | None = None) -> Store:
        """Make a new project: a file where nothing stands yet, or in an empty database (a URL).

        fill: what puts its first rows in. If anything fails, nothing was made.
        """

        def rows(records: Records) -> Iterator[None]:
            add_project(records, name)
            if fill is not None:
                fill(records)
            yield

        for _ in cls.creating(location, rows):
            pass
        return cls.open(location)

    @classmethod
    def creating(
        cls, location: str | Path, rows: Callable[[Records], Iterator[Done]]
    ) -> Iterator[Done]:
        """Make a new project of the rows that `rows` puts in; gives what that gives.

        If anything fails, or the iterator is closed before its end, nothing was made.
        """
        if is_url(location):
            yield from _creating_on_server(address_of(str(location)), rows)
            return
        path = Path(location)
        _refuse_nameless(path)
        for taken in (path, _journal(path)):
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
            for leftover in (temporary, _journal(temporary)):
                _remove(leftover)

    @classmethod
    def open(cls, location: str | Path, read_only: bool = False, hold: bool = False) -> Store:
        """Open a project; ProjectRefused or ProjectTooNew says why it is none, and it is unchanged.

        hold: be the one who writes, as a window is; if another window is, this one reads only and
        `held_by` says who it is.
        """
        if is_url(location):
            return cls._open_on_server(address_of(str(location)), read_only)
        path = Path(location)
        with told(path.name), decoding(path.name, "of the schema"):
            version = inspect(path).version
        read_only = read_only or not _can_write(path)
        lock = ProjectLock(path)
        held_by = lock.take() if hold and not read_only else ""
        try:
            if version < SCHEMA_VERSION:
                _bring_up_to_date(path, read_only or bool(held_by))
            store = cls(
                _engine(path, read_only or bool(held_by)),
                path.name,
                path,
                read_only or bool(held_by),
                held_by,
                lock,
            )
        except BaseException:
            lock.release()
            raise
        if not store.read_only:
            store._renew_indexes()
        return store

    @classmethod
    def _open_on_server(cls, address: Address, read_only: bool) -> Store:
        """Open what is in a database, with the rights that this login has there."""
        engine = server_engine(address)
        try:
            with opening(address.name), closing(engine.connect()) as connection:
                refuse_unfit(connection, address.name)
                standing = standing_of(connection, address.name)
                if standing.version < HEAD:
                    _bring_server_up_to_date(connection, address.name, read_only)
                _close_anew(connection, address.name, standing)
        except BaseException:
            engine.dispose()
            raise
        store = cls(
            engine,
            address.name,
            read_only=read_only or not standing.can_write,
            location=address.url,
            login=standing.login,
        )
        store.keeps_indexes = standing.keeps_indexes
        if store.keeps_indexes and not store.read_only:
            store._renew_indexes()
        return store

    def _renew_indexes(self) -> None:
        """Make the indexes anew if they are not those of the rows."""
        try:
            with self.transaction() as records:
                records.renew_indexes()
        except AnnotatorError:
            self.close()
            raise

    @contextmanager
    def transaction(self, coder_id: UUID | None = None) -> Iterator[Records]:
        """Everything within the block is saved at its end, or nothing if it raises.

        coder_id: as whom something is saved that may be tried again: it is stored once. NotSaved
        says in words why a save did not reach the disk; ConnectionLost that it may have, but
        nobody answers.
        """
        with told(self.name, self.login):
            connection = self._engine.connect()
            try:
                records = Records(connection, self.name, self._refusal())
                if coder_id is not None:
                    records.take_turn(coder_id)
                yield records
                connection.commit()
            except BaseException:
                connection.rollback()
                raise
            finally:
                connection.close()

    def _refusal(self) -> str:
        if self.held_by:
            return f"Not saved: {self.name} is open for writing by {self.held_by}."
        return f"Not saved: {self.name} is open for reading only." if self.read_only else ""

    def check(self) -> Iterator[Checked]:
        """Look whether everything holds together, a piece at a time; see `check.check`.

        Indexes that do not agree with the rows are made anew when the project is next opened.
        """
        is_stale = False
        with closing(self._engine.connect()) as connection:
            if self.path is None:
                yield Checked("rights", _open_rights(connection))
            for checked in check(connection, self.keeps_indexes):
                is_stale = is_stale or any(each.table in OWN for each in checked.findings)
                yield checked
        if is_stale and not self.read_only:
            with self.transaction() as records:
                records.drop_indexes()

    def quick_check(self) -> Iterator[Checked]:
        """Look whether the pages of the file hold together, a table at a time."""
        with closing(self._engine.connect()) as connection:
            yield from quick_check(connection)

    def backup(self, target: Path) -> None:
        """Put a checked copy of the project at `target`; what stood there stays until it is whole.

        Only an earlier backup of this project is replaced.
        """
        if self.path is None:
            raise ProjectRefused(
                f"{self.name} is on a server. Back it up there, with pg_dump, or make a file of it"
                " with `annotator copy URL FILE`."
            )
        _refuse_nameless(target)
        if os.path.lexists(_journal(target)):
            raise ProjectRefused(f"{_journal(target)} stands in the way. Choose another name.")
        copy_checked(self.path, target, _findings)

    def copy_to(self, location: str | Path) -> Iterator[Copied]:
        """Make a new project, in a file or a database, of all rows of this one, and verify it.

        On a server the first lead becomes that of the login at work. Anything that fails, or
        closing the iterator, makes nothing.
        """

        def rows(records: Records) -> Iterator[Copied]:
            yield from records.copy_from(source)
            leads = (each for each in records.coders() if each.role is Role.LEAD)
            records.set_up_access(next(leads))

        with told(self.name, self.login), closing(self._engine.connect()) as source:
            yield from self.creating(location, rows)

    def close(self) -> None:
        """Let go of the project; closing twice does nothing."""
        self._letting_go()
        if self.path is not None and self._lock is not None:
            self._lock.release()
            self._lock = None
            if self.path.exists():
                in_use(self.path, -1)


def _refuse_nameless(path: Path) -> None:
    if path.name in ("", ".."):
        raise ProjectRefused(f"{path} is a folder. Name a file in it.")


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except (OSError, ValueError):
        return  # a name that cannot be made cannot be left over


def _can_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _engine(path: Path, read_only: bool) -> Engine:
    return create_engine(
        "sqlite://",
        creator=lambda: connect(path, read_only),
        poolclass=QueuePool,
        pool_size=_POOLED,
        json_serializer=sorted_json,
    )


def _findings(path: Path) -> list[str]:
    """What `check` finds in a file that nobody else has open, indexes aside."""
    engine = _engine(path, read_only=True)
    try:
        with closing(engine.connect()) as connection:
            return [
                str(each) for done in check(connection, indexes=False) for each in done.findings
            ]
    finally:
        engine.dispose()


def _bring_up_to_date(path: Path, read_only: bool) -> None:
    if read_only:
        raise ProjectRefused(
            f"{path.name} has an older format and has to be opened for writing once, by one window."
        )
    upgrade(path, _findings)


def _building(
    temporary: Path, name: str, rows: Callable[[Records], Iterator[Done]]
) -> Iterator[Done]:
    """Make a project in an empty file and put it on the disk."""
    with closing(sqlite3.connect(temporary, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA page_size={PAGE_BYTES}")
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    engine = _engine(temporary, read_only=False)
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


def _bring_server_up_to_date(connection: Connection, name: str, read_only: bool) -> None:
    """Bring the tables of an older version to today's; only who owns them can."""
    if read_only or not owns_tables(connection):
        raise ProjectRefused(
            f"{name} has an older format. The lead who made it has to open it once with this"
            " version."
        )
    from annotator.store.access import renew

    with at_leisure(connection):
        migrate(connection)
        rebuild_indexes(connection)
        renew(connection)
        connection.commit()


def _open_rights(connection: Connection) -> tuple[Finding, ...]:
    """What the database does not keep from those who are to be blind."""
    from annotator.store.access import openings

    return tuple(Finding("rights", "", each) for each in openings(connection))


def _close_anew(connection: Connection, name: str, standing: Access) -> None:
    """Say the rights anew if they are not those of this version: the owner, whatever for it opens.

    ProjectRefused for a coder, whom the database itself refuses until that was done.
    """
    from annotator.store.access import is_behind, is_open, renew

    has_opened = is_open(connection)
    if not has_opened and not is_behind(connection):
        return
    if standing.can_write and owns_tables(connection):
        renew(connection)
        connection.commit()
    elif has_opened and not standing.keeps_indexes:
        raise ProjectRefused(
            f"{name} was restored or copied, and is closed until the lead who made it has opened it"
            " once. Ask them for: annotator check ADDRESS"
        )


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

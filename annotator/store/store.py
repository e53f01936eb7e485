"""`Store`: one project, in a SQLite file or a PostgreSQL database, opened, read and written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import QueuePool

from annotator.model.canonical import sorted_json
from annotator.model.errors import AnnotatorError, NotSaved, ProjectRefused, ProjectTooNew
from annotator.store.backups import copy_checked
from annotator.store.check import Checked, check, quick_check
from annotator.store.failures import decoding, told
from annotator.store.indexes import OWN, rebuild_indexes
from annotator.store.lock import ProjectLock
from annotator.store.records import Records, add_project
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


class Store:
    """An open project. `transaction()` may be called from any thread; each has its own connection.

    path: the file, or None on PostgreSQL. read_only: nothing can be saved here. held_by: "" or the
    words for who has the project open for writing.
    """

    def __init__(
        self,
        engine: Engine,
        name: str,
        path: Path | None = None,
        read_only: bool = False,
        held_by: str = "",
        lock: ProjectLock | None = None,
    ) -> None:
        self.name = name
        self.path = path
        self.read_only = read_only
        self.held_by = held_by
        self._engine = engine
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
    def create(cls, location: str | Path, name: str) -> Store:
        """Make a new project: a file where nothing stands yet, or in an empty database (a URL)."""
        if _is_url(location):
            return _create_on_server(str(location), name)
        path = Path(location)
        _refuse_nameless(path)
        for taken in (path, _journal(path)):
            if os.path.lexists(taken):
                raise ProjectRefused(f"{taken} exists already. Choose another name.")
        temporary = path.with_name(f".{path.name}.{uuid4().hex[:8]}.tmp")
        try:
            temporary.touch(exist_ok=False)
            with told(path.name):
                _build(temporary, name)
            _put_in_place(temporary, path)
        except (OSError, ValueError) as error:
            raise NotSaved(
                f"{path} cannot be made: {getattr(error, 'strerror', None) or error}."
                " Choose another folder or name."
            ) from error
        finally:
            for leftover in (temporary, _journal(temporary)):
                _remove(leftover)
        return cls.open(path)

    @classmethod
    def open(cls, location: str | Path, read_only: bool = False, hold: bool = False) -> Store:
        """Open a project; ProjectRefused or ProjectTooNew says why it is none, and it is unchanged.

        hold: be the one who writes, as a window is; if another window is, this one reads only and
        `held_by` says who it is.
        """
        if _is_url(location):
            return _open_on_server(str(location), read_only)
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

    def _renew_indexes(self) -> None:
        """Make the indexes anew if they are not those of the rows."""
        try:
            with self.transaction() as records:
                records.renew_indexes()
        except AnnotatorError:
            self.close()
            raise

    @contextmanager
    def transaction(self) -> Iterator[Records]:
        """Everything within the block is saved at its end, or nothing if it raises.

        NotSaved says in words why a save did not reach the disk.
        """
        with told(self.name):
            connection = self._engine.connect()
            try:
                yield Records(connection, self.name, self._refusal())
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
            for checked in check(connection):
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
            raise ProjectRefused(f"{self.name} is on a server: back it up there, with pg_dump.")
        _refuse_nameless(target)
        if os.path.lexists(_journal(target)):
            raise ProjectRefused(f"{_journal(target)} stands in the way. Choose another name.")
        copy_checked(self.path, target, _findings)

    def close(self) -> None:
        """Let go of the project; closing twice does nothing."""
        self._engine.dispose()
        if self.path is not None and self._lock is not None:
            self._lock.release()
            self._lock = None
            if self.path.exists():
                in_use(self.path, -1)


def _is_url(location: str | Path) -> bool:
    return isinstance(location, str) and "://" in location


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


def _build(temporary: Path, name: str) -> None:
    """Make a project in an empty file and put it on the disk."""
    with closing(sqlite3.connect(temporary, isolation_level=None)) as raw:
        raw.execute(f"PRAGMA page_size={PAGE_BYTES}")
        raw.execute(f"PRAGMA application_id={APPLICATION_ID}")
        raw.execute(f"PRAGMA user_version={SCHEMA_VERSION}")
    engine = _engine(temporary, read_only=False)
    try:
        with closing(engine.connect()) as connection:
            connection.exec_driver_sql("BEGIN")
            _fill(connection, name)
    finally:
        engine.dispose()


def _fill(connection: Connection, name: str) -> None:
    METADATA.create_all(connection)
    rebuild_indexes(connection)
    connection.exec_driver_sql(_ALEMBIC)
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
    connection.commit()  # the tables stand; the row begins a transaction of its own
    add_project(Records(connection, name, ""), name)
    connection.commit()


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


# PostgreSQL


def _server_engine(url: str) -> Engine:
    return create_engine(url, json_serializer=sorted_json, pool_pre_ping=True)


def _server_name(url: str) -> str:
    return url.rsplit("/", 1)[-1].split("?")[0]


def _create_on_server(url: str, name: str) -> Store:
    engine = _server_engine(url)
    with told(_server_name(url)), closing(engine.connect()) as connection:
        if engine.dialect.has_table(connection, "project"):
            raise ProjectRefused(f"{_server_name(url)} holds a project already. Open it.")
        _fill(connection, name)
    return Store(engine, _server_name(url))


def _open_on_server(url: str, read_only: bool) -> Store:
    engine = _server_engine(url)
    name = _server_name(url)
    with told(name), closing(engine.connect()) as connection:
        if not engine.dialect.has_table(connection, "alembic_version"):
            raise ProjectRefused(f"{name} holds no project. Make one with `annotator new`.")
        version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        if version is None or version > HEAD:
            raise ProjectTooNew(f"{name} was made by a newer version. Install the newer version.")
        if version < HEAD:
            migrate(connection)
            connection.commit()
    store = Store(engine, name, read_only=read_only)
    if not read_only:
        store._renew_indexes()
    return store

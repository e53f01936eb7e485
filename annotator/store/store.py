"""`Store`: one project, in a SQLite file or a PostgreSQL database, opened, read and written."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection, Engine

from annotator.model.errors import AnnotatorError, ProjectRefused
from annotator.model.study import Role
from annotator.store.backups import copy_checked
from annotator.store.check import Checked, Finding, check, quick_check
from annotator.store.copying import Copied
from annotator.store.failures import decoding, opening, told
from annotator.store.indexes import OWN, rebuild_indexes
from annotator.store.lock import ProjectLock
from annotator.store.making import creating, file_engine, refuse_nameless
from annotator.store.records import Records, add_project
from annotator.store.server import (
    Access,
    Address,
    address_of,
    at_leisure,
    is_url,
    owns_tables,
    refuse_unfit,
    server_engine,
    standing_of,
)
from annotator.store.sqlite_file import (
    SCHEMA_VERSION,
    in_use,
    inspect,
    journal_of,
)
from annotator.store.upgrade import HEAD, migrate, upgrade

Fill = Callable[[Records], None]
"""Puts the first rows into a new project, in the transaction in which it is made."""


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

        for _ in creating(location, rows):
            pass
        return cls.open(location)

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
                file_engine(path, read_only or bool(held_by)),
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
        refuse_nameless(target)
        if os.path.lexists(journal_of(target)):
            raise ProjectRefused(f"{journal_of(target)} stands in the way. Choose another name.")
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
            yield from creating(location, rows)

    def close(self) -> None:
        """Let go of the project; closing twice does nothing."""
        self._letting_go()
        if self.path is not None and self._lock is not None:
            self._lock.release()
            self._lock = None
            if self.path.exists():
                in_use(self.path, -1)


def _can_write(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)


def _findings(path: Path) -> list[str]:
    """What `check` finds in a file that nobody else has open, indexes aside."""
    engine = file_engine(path, read_only=True)
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

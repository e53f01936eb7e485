"""A project as one SQLite file: how it is looked at before it is trusted, and how it is opened.

`inspect` decides from the outside in (path, header, tables) and changes nothing, so that whatever
is refused stays as it was, byte for byte and without a journal beside it. The header is read with
ordinary file calls, but never while this process has the file open: closing such a file would drop
the locks that SQLite holds on it (POSIX locks belong to the process). That is what `in_use` counts.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from uuid import UUID

from annotator.model.errors import ProjectRefused, ProjectTooNew
from annotator.model.folding import folded
from annotator.store.failures import damaged
from annotator.store.tables import METADATA
from annotator.store.words import MAKE_WORDS, SHADOWS, WORDS

APPLICATION_ID = 0x44416E6E
"""Bytes 68-71 of the file: "DAnn" for Diplomatic Annotator."""

SCHEMA_VERSION = 3
"""SQLite's `user_version`: the number of the newest migration."""

PAGE_BYTES = 16_384
"""Of a new file: a usual article lies on one page, which makes an import faster by a tenth."""

BUSY_SECONDS = 5.0

_OWN_TABLES = {"alembic_version"}
_COLUMNS = {name: sorted(each.columns.keys()) for name, each in METADATA.tables.items()} | SHADOWS
_MAGIC = b"SQLite format 3\0"
_SETTINGS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA foreign_keys=ON",
)
_FOR_WRITING = (
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=EXTRA",
    "PRAGMA cache_size=-8000",  # kB: keys of many articles come in no order
)

_open_files: Counter[tuple[int, int]] = Counter()
_counting = Lock()


def in_use(path: Path, difference: int) -> None:
    """Note that this process opened (+1) or closed (-1) the file."""
    at = path.stat()
    with _counting:
        _open_files[at.st_dev, at.st_ino] += difference


@dataclass(frozen=True, slots=True)
class Inspected:
    """What a look at a project file found: its format and which project it is."""

    version: int
    project_id: UUID


def connect(path: Path, read_only: bool, check_same_thread: bool = False) -> sqlite3.Connection:
    """A connection with our settings; never makes a file, never begins by itself.

    journal_mode DELETE with synchronous EXTRA: the commit is on the disk when it returns, and one
    file is the whole truth.
    """
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=check_same_thread,
        cached_statements=256,
    )
    try:
        for setting in _SETTINGS if read_only else _SETTINGS + _FOR_WRITING:
            connection.execute(setting)
        connection.create_function("holds_folded", 2, _holds_folded, deterministic=True)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _holds_folded(words: str, wanted: str) -> bool:
    """Whether words hold others, in any letters; `wanted` is folded already."""
    return wanted in folded(words)


def inspect(path: Path) -> Inspected:
    """Look at a file without changing it; ProjectRefused or ProjectTooNew says why it is none."""
    _look_at_path(path)
    _look_at_header(path)
    try:
        return _look_inside(path, read_only=True)
    except sqlite3.Error as error:
        if not _half_saved(path):
            raise
        # The journal beside it completes the file: SQLite rolls it back on the first reading,
        # for whoever wants to read, if it may be written.
        try:
            return _look_inside(path, read_only=False)
        except sqlite3.OperationalError:
            raise ProjectRefused(
                f"{path.name} was left in the middle of a save, and completing it needs the right "
                "to write. Open it once as somebody who has that."
            ) from error


def journal_of(path: Path) -> Path:
    """What SQLite keeps beside a file in the middle of a save."""
    return path.with_name(f"{path.name}-journal")


def _half_saved(path: Path) -> bool:
    journal = journal_of(path)
    return journal.exists() and journal.stat().st_size > 0


def _look_at_path(path: Path) -> None:
    try:
        at = path.stat()
    except FileNotFoundError as error:
        raise ProjectRefused(
            f"There is no project {path}. Make one with `annotator new`, or look at the name."
        ) from error
    except (OSError, ValueError) as error:
        raise ProjectRefused(f"{path} cannot be opened: {error}.".replace("\n", " ")) from error
    if stat.S_ISDIR(at.st_mode):
        raise ProjectRefused(f"{path} is a folder, not a project. Name the file in it.")
    if not stat.S_ISREG(at.st_mode):
        raise ProjectRefused(
            f"{path} is no ordinary file, so it cannot be a project. Choose another."
        )
    if at.st_size == 0:
        raise ProjectRefused(f"{path.name} is empty, so it is no project. Choose another file.")


def _look_at_header(path: Path) -> None:
    at = path.stat()
    with _counting:
        if _open_files[at.st_dev, at.st_ino] > 0:
            return
        try:
            with path.open("rb") as file:
                header = file.read(100)
        except OSError as error:
            raise ProjectRefused(
                f"{path.name} cannot be read: {error.strerror}. Look at its rights."
            ) from error
    if not header.startswith(_MAGIC):
        raise ProjectRefused(f"{path.name} is no project of this program. Choose another file.")
    if len(header) < 100:
        raise damaged(path.name, "it ends too early")
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise ProjectRefused(
            f"{path.name} is a database of another program, not a project. Choose another file."
        )
    if header[18:20] != b"\1\1":
        raise damaged(path.name, "its journal mode is not ours")
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise ProjectTooNew(
            f"{path.name} was made by a newer version of the program (its format is {version},"
            f" this program knows up to {SCHEMA_VERSION}). Install the newer version."
        )


def _look_inside(path: Path, read_only: bool) -> Inspected:
    connection = connect(path, read_only)
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version < 1:
            raise damaged(path.name, "it was never finished")
        _look_at_tables(connection, path.name, complete=version == SCHEMA_VERSION)
        rows = connection.execute("SELECT id FROM project").fetchall()
    finally:
        connection.close()
    try:
        ((project_id,),) = rows
        return Inspected(version, UUID(project_id))
    except (ValueError, TypeError, AttributeError) as error:
        raise damaged(path.name, "it does not say which project it is") from error


def _look_at_tables(connection: sqlite3.Connection, name: str, complete: bool) -> None:
    """The tables and indexes have to be ours, exactly; triggers and views could do anything."""
    ours = set(METADATA.tables) | _OWN_TABLES | set(SHADOWS)
    indexes = {index.name for each in METADATA.tables.values() for index in each.indexes}
    found = set()
    rows = connection.execute("SELECT type, name, tbl_name, rootpage, sql FROM sqlite_master")
    for kind, thing, owner, page, made in rows.fetchall():
        automatic = str(thing).startswith("sqlite_") and owner in ours
        if kind == "table" and _is_ours(thing, page, made, ours):
            found.add(thing)
        elif kind != "index" or not (thing in indexes or automatic):
            raise ProjectRefused(
                f"{name} holds something that is not ours ({kind} {str(thing)[:60]!r}), so it is"
                " not opened. Go on with a backup of it."
            )
    if not complete:
        return
    if missing := (ours | {WORDS}) - found:
        raise damaged(name, f"the table {min(missing)} is missing")
    for each, columns in _COLUMNS.items():
        known = connection.execute("SELECT name, hidden FROM pragma_table_xinfo(?)", [each])
        if sorted(known.fetchall()) != [(column, 0) for column in columns]:
            raise damaged(name, f"the columns of {each} are not ours")


def _is_ours(thing: object, page: object, made: object, ours: set[str]) -> bool:
    """Whether a table is one of ours: with pages of its own, or the one index of words."""
    if thing == WORDS:
        return page == 0 and made == MAKE_WORDS
    return bool(page) and (thing in ours or thing == "sqlite_stat1")


def sync_folder(folder: Path) -> None:
    """Put a folder's list of files on the disk, where the system can (not on Windows)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""What is being typed, on the disk before the next key is handled.

One small SQLite file in the user's data folder for all projects, outside any project folder, so
that neither a sync client nor a deleted folder takes the drafts along. Standard library only: the
window has it before the store is loaded. The journal is truncated rather than deleted, which saves
a change of the folder at each save; a committed draft is on the disk all the same.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from uuid import UUID

from annotator.model.errors import NotSaved

_PRAGMAS = (
    "PRAGMA busy_timeout=2000",
    "PRAGMA journal_mode=TRUNCATE",
    "PRAGMA synchronous=FULL",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
)
_TABLE = """CREATE TABLE IF NOT EXISTS draft (
    project_id TEXT NOT NULL, coder_id TEXT NOT NULL, key TEXT NOT NULL, article_id TEXT NOT NULL,
    payload BLOB NOT NULL, made_at TEXT NOT NULL, PRIMARY KEY (project_id, coder_id, key))"""
_PUT = "INSERT OR REPLACE INTO draft VALUES (?, ?, ?, ?, ?, ?)"
_REMOVE = "DELETE FROM draft WHERE project_id = ? AND coder_id = ? AND key = ?"
_ALL = """SELECT key, article_id, payload, made_at FROM draft
    WHERE project_id = ? AND coder_id = ? ORDER BY made_at, key"""
_NOT_DAMAGE = (
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """One unsaved state. key: an event's id, or "article:<id>" for the answers about an article.

    payload: the caller's words (JSON); made_at: ISO 8601, UTC.
    """

    key: str
    article_id: UUID
    payload: str
    made_at: str


def drafts_path() -> Path:
    """Where the drafts of this user stand."""
    import platformdirs

    return Path(platformdirs.user_data_path("diplomatic-annotator", False)) / "drafts.sqlite"


class Drafts:
    """The drafts of all projects of this user; usable from several threads.

    set_aside: where a damaged file was put, or None. It is kept, and a new one was begun.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or drafts_path()
        self.set_aside: Path | None = None
        self._lock = Lock()
        self._connection: sqlite3.Connection | None = None
        with self._lock:
            self._run(None, ())

    def put(
        self, project_id: UUID, coder_id: UUID, key: str, article_id: UUID, payload: str
    ) -> None:
        """Keep the newest state under a key; on the disk when this returns, else NotSaved."""
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        body = payload.encode("utf-8", "surrogatepass")
        row = (project_id.hex, coder_id.hex, key, article_id.hex, body, now)
        with self._lock:
            self._run(_PUT, row)

    def remove(self, project_id: UUID, coder_id: UUID, key: str) -> None:
        """Forget a draft: its revision is saved. What is not there is no error."""
        with self._lock:
            self._run(_REMOVE, (project_id.hex, coder_id.hex, key))

    def all(self, project_id: UUID, coder_id: UUID) -> list[Draft]:
        """A coder's drafts in a project, oldest first."""
        with self._lock:
            rows = self._run(_ALL, (project_id.hex, coder_id.hex))
            try:
                return [_draft(row) for row in rows]
            except (ValueError, TypeError, AttributeError):
                self._put_aside()
                return []

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._let_go()

    def _run(self, statement: str | None, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        """Run a statement; a damaged file is set aside, and the statement runs on a new one."""
        try:
            return self._try(statement, values)
        except sqlite3.Error as error:
            code = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
            if code in _NOT_DAMAGE or isinstance(error, sqlite3.ProgrammingError):
                raise _not_saved(self.path, error) from error
            self._put_aside()
        except OSError as error:
            raise _not_saved(self.path, error) from error
        try:
            return self._try(statement, values)
        except (sqlite3.Error, OSError) as error:
            raise _not_saved(self.path, error) from error

    def _try(self, statement: str | None, values: tuple[object, ...]) -> list[tuple[object, ...]]:
        if self._connection is None:
            self._connection = self._open()
        return [] if statement is None else self._connection.execute(statement, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        try:
            for pragma in _PRAGMAS:
                connection.execute(pragma)
            connection.execute(_TABLE)
            (found,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if found != "ok":
                raise sqlite3.DatabaseError(str(found))
            connection.execute("SELECT payload, made_at, article_id FROM draft LIMIT 1")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _put_aside(self) -> None:
        self._let_go()
        now = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        aside = self.path.with_name(f"{self.path.stem}-damaged-{now}{self.path.suffix}")
        for end in ("-journal", ""):
            # The journal first: beside a new file it would be rolled back into that.
            old = self.path.with_name(self.path.name + end)
            if old.exists():
                old.replace(aside.with_name(aside.name + end))
        self.set_aside = aside


def _draft(row: tuple[object, ...]) -> Draft:
    key, article_id, payload, made_at = row
    if not (isinstance(key, str) and isinstance(payload, bytes) and isinstance(made_at, str)):
        raise TypeError("a draft of other types")
    return Draft(key, UUID(str(article_id)), payload.decode("utf-8", "surrogatepass"), made_at)


def _not_saved(path: Path, error: Exception) -> NotSaved:
    words = " ".join(str(error).split())
    return NotSaved(
        f"Drafts cannot be kept in {path} ({words}). Make room or look at its rights; what you"
        " code is saved when you leave the event."
    )

"""What a database says when it cannot, in the words of the person at the program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from annotator.model.errors import AnnotatorError, NotSaved, ProjectRefused
from annotator.store.server_failures import is_server_error, opening_words, server_words

_FULL, _IO, _READ_ONLY, _BUSY, _LOCKED = 13, 10, 8, 5, 6
_NO_ACCESS = {3, 14, 23}
_SHORT_READ = sqlite3.SQLITE_IOERR_SHORT_READ

MANGLED = (
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    RecursionError,
    OverflowError,
    MemoryError,
)
"""What Python raises when a row is not what the program writes."""


def damaged(name: str, what: str) -> ProjectRefused:
    """The project cannot be read on; what to do about it."""
    return ProjectRefused(
        f"{name} is damaged ({_one_line(what)}). Keep it as it is, and go on with the newest file"
        f" of its .backups folder."
    )


def words_damaged(name: str) -> ProjectRefused:
    """The index of words cannot be read; what to do about it."""
    return ProjectRefused(
        f"The index of words in {name} is damaged; articles and codings are not. Run"
        " `annotator check`, then open the project again: the index is made anew."
    )


def is_corrupt(error: DBAPIError) -> bool:
    """Whether the database says that what it reads is damaged."""
    code = getattr(error.orig, "sqlite_errorcode", 0) or 0
    return code & 0xFF == sqlite3.SQLITE_CORRUPT or "fts5" in str(error.orig)


def in_words(error: Exception, name: str, login: str = "") -> AnnotatorError:
    """What an error of the database means for the project `name`, for this login."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if is_server_error(cause):
        return server_words(cause, name, login)
    if not isinstance(cause, sqlite3.Error):
        return NotSaved(f"The database of {name} refused: {_one_line(str(cause))}. Try again.")
    code = getattr(cause, "sqlite_errorcode", 0) or 0
    kind = code & 0xFF
    if code == _SHORT_READ:
        return damaged(name, "it ends too early")
    if kind == _FULL:
        return NotSaved(f"Not saved: the disk of {name} is full. Make room and save again.")
    if kind == _IO:
        return NotSaved(
            f"Not saved: the disk of {name} failed or is full ({_one_line(str(cause))})."
            " Look at the disk and save again."
        )
    if kind == _READ_ONLY:
        return NotSaved(
            f"Not saved: {name} or its folder cannot be written to. Change the rights, or save a"
            " copy elsewhere."
        )
    if kind in (_BUSY, _LOCKED):
        return NotSaved(f"Not saved: another program is writing to {name}. Try again.")
    if kind in _NO_ACCESS:
        return ProjectRefused(f"{name} cannot be opened. Look at its rights and its folder.")
    if str(cause).startswith("no such module"):
        return ProjectRefused(
            f"{name} cannot be opened: the SQLite of this Python has no full-text search (FTS5)."
            " Use Python from python.org or from your system's packages."
        )
    if code == sqlite3.SQLITE_CORRUPT_VTAB or "fts5" in str(cause):
        return words_damaged(name)
    if isinstance(cause, sqlite3.IntegrityError):
        return NotSaved(
            f"Not saved: {name} does not hold what is referred to, or holds it already"
            f" ({_one_line(str(cause))})."
        )
    if str(cause).startswith("Could not decode"):
        return damaged(name, "some of its text is mangled")  # SQLite would quote it
    return damaged(name, str(cause))


@contextmanager
def told(name: str, login: str = "") -> Iterator[None]:
    """Turns what the database says within the block into an AnnotatorError with words."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        words = in_words(error, name, login)
        # What a server says may quote rows, which belong in no log.
        raise words from (None if is_server_error(getattr(error, "orig", None)) else error)


@contextmanager
def opening(name: str) -> Iterator[None]:
    """The same while a project on a server is opened or made."""
    try:
        yield
    except SQLAlchemyError as error:
        raise opening_words(getattr(error, "orig", None) or error, name) from None


@contextmanager
def decoding(name: str, what: str) -> Iterator[None]:
    """Turns what Python says about a mangled row of table `what` into a refusal with words."""
    try:
        yield
    except MANGLED as error:
        raise damaged(name, f"table {what}: {type(error).__name__}, {error}") from error


def _one_line(words: str) -> str:
    return " ".join(words.split())[:200]

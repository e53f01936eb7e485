"""Who has a project open for writing: a small hidden file beside it, held by a lock of the system.

The lock decides, not the file: the system frees it when its process dies, so a leftover file of a
dead program disturbs nobody and is taken over. It stands beside the project and not in a user's
data folder, because that is where two users of one machine, or two paths to one file, meet. It is
taken away on closing, and a copied leftover means nothing, since no one holds a lock on the copy.
Short writes from the command line do not take it: SQLite's own locks order them.
"""

from __future__ import annotations

import getpass
import json
import os
import socket
import sys
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

_BEYOND = 1 << 30
"""Where Windows locks a byte: beyond the words, so that they can be read meanwhile."""

_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who opened a project for writing, on which machine, since when (local time)."""

    user: str
    host: str
    process: int
    since: str

    @classmethod
    def here(cls) -> Holder:
        """This process."""
        try:
            user = getpass.getuser()
        except (OSError, KeyError, ImportError):
            user = ""
        since = datetime.now(UTC).astimezone().strftime("%Y-%m-%d %H:%M")
        return cls(user, socket.gethostname(), os.getpid(), since)

    def words(self) -> str:
        """The holder as a person reads it."""
        who = f"{self.user} on {self.host}" if self.user else self.host
        return f"{who} (process {self.process}, since {self.since})"


class ProjectLock:
    """The lock of one project file; `take` it, `release` it."""

    def __init__(self, project: Path) -> None:
        real = project.resolve()
        self.path = real.with_name(f".{real.name}.lock")
        self._handle: int | None = None

    def take(self) -> str:
        """Take the lock and give "", or give the words for who has it.

        Where no lock file can be made (a folder without rights), nobody can write either: "".
        """
        while True:
            try:
                handle = os.open(self.path, _FLAGS, 0o666)
            except OSError:
                return ""
            if not _lock(handle):
                words = _read(handle)
                os.close(handle)
                return words
            if _is_still(handle, self.path):
                break
            os.close(handle)  # its last holder took the file away in between
        os.ftruncate(handle, 0)
        os.write(handle, json.dumps(asdict(Holder.here())).encode())
        self._handle = handle
        return ""

    def release(self) -> None:
        """Let the next one have it."""
        if self._handle is None:
            return
        if os.name != "nt":
            self.path.unlink(missing_ok=True)
        os.close(self._handle)
        self._handle = None
        if os.name == "nt":
            try:
                self.path.unlink(missing_ok=True)
            except PermissionError:
                return  # the next holder has it open already


def _read(handle: int) -> str:
    try:
        os.lseek(handle, 0, os.SEEK_SET)
        return Holder(**json.loads(os.read(handle, 4096))).words()
    except (OSError, ValueError, TypeError):
        return "another program"


def _is_still(handle: int, path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(handle), path.stat())
    except FileNotFoundError:
        return False


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> bool:
        os.lseek(handle, _BEYOND, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(handle, 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without such locks: better no lock than no work
        return True

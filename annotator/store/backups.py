"""Checked copies of a project file: made beside their place, then put there in one step."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from annotator.model.errors import NotSaved, ProjectRefused
from annotator.store.failures import damaged, told
from annotator.store.sqlite_file import connect, inspect, journal_of, sync_folder
from annotator.store.tables import METADATA

MOST = 3
"""All backups together are at most so many times as large as their project."""

_PAGES = 8192
"""Pages copied at a time: 32 MB."""


def backup_folder(project: Path) -> Path:
    """Where the backups of a project stand."""
    return project.with_name(f"{project.name}.backups")


def backup_name(project: Path, why: str, now: datetime) -> Path:
    """The file of a backup made now; `why` is a word or two, or ""."""
    words = f"{project.stem} {now:%Y-%m-%d %H%M%S} {why}".rstrip()
    return backup_folder(project) / f"{words}{project.suffix}"


def copy_checked(project: Path, target: Path, verify: Callable[[Path], list[str]]) -> None:
    """Put a copy of `project` at `target`, if `verify` finds nothing in it; else NotSaved.

    A project that is being written to is copied whole (SQLite's backup interface). What stood at
    `target` before stays until the copy is on the disk.
    """
    _refuse_to_overwrite(project, target)
    temporary = target.with_name(f".{target.name}.{uuid4().hex[:8]}.tmp")
    try:
        with told(project.name):
            _copy(project, temporary)
            findings = verify(temporary)
        if findings:
            raise damaged(project.name, f"its copy does not hold together: {findings[0]}")
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(target)
        sync_folder(target.parent)
    except OSError as error:
        raise NotSaved(
            f"No backup was made at {target}: {error.strerror or error}. Choose another place."
        ) from error
    finally:
        for leftover in (temporary, journal_of(temporary)):
            leftover.unlink(missing_ok=True)


def _copy(project: Path, temporary: Path) -> None:
    try:
        temporary.touch(exist_ok=False)
    except OSError as error:
        raise NotSaved(
            f"No backup was made in {temporary.parent}: {error.strerror}. Choose another place."
        ) from error
    with (
        closing(connect(project, read_only=True)) as source,
        closing(sqlite3.connect(temporary, isolation_level=None)) as copy,
    ):
        copy.execute("PRAGMA synchronous=OFF")  # one fsync at the end does for all
        source.backup(copy, pages=_PAGES, sleep=0.01)


def _refuse_to_overwrite(project: Path, target: Path) -> None:
    """Only an earlier backup of the same project, whose rows it all has, may be replaced."""
    if not os.path.lexists(target):
        return
    if target.exists() and target.samefile(project):
        raise ProjectRefused(f"{target} is the project itself. Choose another name for the backup.")
    reason = f"{target} exists and is no earlier backup of {project.name}. Choose another name."
    try:
        theirs, ours = inspect(target), inspect(project)
    except (ProjectRefused, sqlite3.Error) as error:
        raise ProjectRefused(reason) from error
    if theirs.project_id != ours.project_id or target.is_symlink():
        raise ProjectRefused(reason)
    with closing(connect(project, read_only=True)) as source, told(target.name):
        source.execute("ATTACH ? AS other", [f"{target.absolute().as_uri()}?mode=ro"])
        tables = source.execute("SELECT name FROM other.sqlite_master WHERE type = 'table'")
        for (name,) in tables.fetchall():
            if name not in METADATA.tables or "id" not in METADATA.tables[name].columns:
                continue  # made from the other rows
            theirs_alone = (
                f"SELECT 1 FROM other.{name} WHERE id NOT IN (SELECT id FROM main.{name})"
            )
            if source.execute(f"{theirs_alone} LIMIT 1").fetchone():
                raise ProjectRefused(f"{target} holds work that {project.name} does not. {reason}")


def thin(project: Path) -> list[Path]:
    """Take away the oldest backups until all are at most `MOST` times the project.

    The newest stays. Gives what was taken away.
    """
    folder = backup_folder(project)
    files = [each for each in folder.glob(f"*{project.suffix}") if each.is_file()]
    files.sort(key=lambda each: (each.stat().st_mtime_ns, each.name), reverse=True)
    allowed = MOST * project.stat().st_size
    gone: list[Path] = []
    total = 0
    for n, each in enumerate(files):
        total += each.stat().st_size
        if n and total > allowed:
            each.unlink(missing_ok=True)
            gone.append(each)
    return gone

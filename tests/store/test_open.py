"""What is no project is refused in one line, and stays as it was."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest

from annotator.model.errors import AnnotatorError, NotSaved, ProjectRefused, ProjectTooNew
from annotator.model.event import Lane
from annotator.model.study import State
from annotator.store.store import Store
from tests.store.conftest import Small

pytestmark = pytest.mark.file_only

MUTATIONS = int(os.environ.get("ANNOTATOR_MUTATIONS", "60"))


def folder_of(path: Path) -> dict[str, bytes]:
    return {each.name: each.read_bytes() for each in path.parent.iterdir() if each.is_file()}


def sql(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def foreign_database(path: Path) -> None:
    path.unlink()
    sql(path, "PRAGMA application_id=7", "CREATE TABLE project (id TEXT)")


DAMAGES: dict[str, Callable[[Path], object]] = {
    "empty": lambda path: path.write_bytes(b""),
    "text": lambda path: path.write_text("Dear all,\n" * 100),
    "header only": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:6000]),
    "foreign": foreign_database,
    "trigger": lambda path: sql(
        path, "CREATE TRIGGER t AFTER INSERT ON coder BEGIN DELETE FROM article; END"
    ),
    "view": lambda path: sql(path, "CREATE VIEW v AS SELECT * FROM coder"),
    "other table": lambda path: sql(path, "CREATE TABLE extra (a)"),
    "lacking table": lambda path: sql(path, "DROP TABLE setting"),
    "other column": lambda path: sql(path, "ALTER TABLE coder ADD COLUMN secret TEXT"),
    "no project row": lambda path: sql(path, "DELETE FROM project"),
    "mangled id": lambda path: sql(path, "UPDATE project SET id = 'me'"),
    "id of bytes": lambda path: sql(path, "UPDATE project SET id = x'ff00'"),
    "no codebook id": lambda path: sql(path, "PRAGMA user_version=0"),
    "write-ahead log": lambda path: sql(path, "PRAGMA journal_mode=WAL"),
    "zeroes": lambda path: path.write_bytes(bytes(20_000)),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("read_only", [False, True])
def test_what_is_no_project_is_refused_and_unchanged(
    small: Small, damage: str, read_only: bool
) -> None:
    small.store.close()
    DAMAGES[damage](small.path)
    before = folder_of(small.path)
    with pytest.raises(ProjectRefused) as refused:
        Store.open(small.path, read_only=read_only, hold=True)
    assert "\n" not in str(refused.value)
    assert folder_of(small.path) == before


def test_a_newer_project_is_refused_and_unchanged(small: Small) -> None:
    small.store.close()
    sql(small.path, "PRAGMA user_version=99")
    before = folder_of(small.path)
    with pytest.raises(ProjectTooNew, match="Install the newer version"):
        Store.open(small.path)
    assert folder_of(small.path) == before


def test_paths_that_cannot_be_projects_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "none", tmp_path / "pipe", tmp_path / ("x" * 300)):
        with pytest.raises(ProjectRefused) as refused:
            Store.open(path)
        assert "\n" not in str(refused.value)
    with pytest.raises(ProjectRefused):
        Store.open("a\0b")


def test_creating_never_replaces_a_file(small: Small, tmp_path: Path) -> None:
    before = small.path.read_bytes()
    with pytest.raises(ProjectRefused, match="exists already"):
        Store.create(small.path, "Other")
    assert small.path.read_bytes() == before
    with pytest.raises(NotSaved):
        Store.create(tmp_path / "no folder" / "a.annotator", "A")
    with pytest.raises(NotSaved):
        Store.create("a\0b", "A")


def test_a_journal_of_an_earlier_file_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "a.annotator-journal").write_bytes(b"old")
    with pytest.raises(ProjectRefused, match="exists already"):
        Store.create(tmp_path / "a.annotator", "A")


def test_nothing_is_left_beside_a_closed_project(small: Small) -> None:
    small.store.close()
    store = Store.open(small.path, hold=True)
    assert (small.path.parent / ".talks.annotator.lock").exists()
    store.close()
    store.close()
    assert list(folder_of(small.path)) == ["talks.annotator"]


def test_a_second_window_reads_only_and_says_who_writes(small: Small) -> None:
    first = Store.open(small.path, hold=True)
    second = Store.open(small.path, hold=True)
    assert first.held_by == ""
    assert second.read_only
    assert f"process {os.getpid()}" in second.held_by
    with second.transaction() as records:
        assert records.article(small.article.id) == small.article
    with pytest.raises(NotSaved, match="open for writing by"), second.transaction() as records:
        records.add_revision(small.revision(small.event()))
    first.close()
    third = Store.open(small.path, hold=True)
    assert not third.read_only
    second.close()
    third.close()


def test_the_lock_of_a_dead_window_disturbs_nobody(small: Small) -> None:
    code = (
        "import os, sys, signal; from annotator.store.store import Store;"
        "s = Store.open(sys.argv[1], hold=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", code, str(small.path)], check=False)
    lock = small.path.parent / ".talks.annotator.lock"
    assert lock.exists()
    store = Store.open(small.path, hold=True)
    assert not store.read_only
    store.close()
    assert not lock.exists()


def test_a_command_writes_beside_an_open_window(small: Small) -> None:
    window = Store.open(small.path, hold=True)
    small.save(small.event())
    with window.transaction() as records:
        assert records.standings([small.article.id])[0].n_events == 1
    window.close()


def test_a_project_opened_for_reading_is_not_written(small: Small) -> None:
    small.store.close()
    before = folder_of(small.path)
    store = Store.open(small.path, read_only=True, hold=True)
    with pytest.raises(NotSaved, match="reading only"), store.transaction() as records:
        records.add_submission(small.submission(State.SUBMITTED))
    store.close()
    assert folder_of(small.path) == before


def test_the_settings_of_the_file_are_ours(small: Small) -> None:
    with small.store.transaction() as records:
        ask = records._connection.exec_driver_sql
        names: tuple[str, ...] = (
            "journal_mode",
            "synchronous",
            "foreign_keys",
            "busy_timeout",
            "trusted_schema",
        )
        names += ("cell_size_check", "mmap_size", "locking_mode")
        found = [ask(f"PRAGMA {name}").scalar() for name in names]
    assert found == ["delete", 3, 1, 5000, 0, 1, 0, "normal"]


def use(path: Path) -> list[str]:
    """Everything a program does with a project; the words of what was refused or found."""
    try:
        store = Store.open(path)
    except AnnotatorError as error:
        return [str(error)]
    told: list[str] = []
    try:
        told += [str(each) for piece in store.check() for each in piece.findings]
        with store.transaction() as records:
            for row in records.articles():
                records.article(row.id)
                records.article_heads(row.id, Lane.CODING)
            list(records.codings())
            records.codebook_in_force()
            records.coders()
            records.submissions(Lane.CODING)
            records.given(UUID(int=0))
    except AnnotatorError as error:
        told.append(str(error))
    finally:
        store.close()
    return told


def test_a_flipped_byte_never_ends_in_a_traceback(small: Small, tmp_path: Path) -> None:
    for n in range(6):
        small.save(small.event(f"value {n}"))
    with small.store.transaction() as records:
        records.add_submission(small.submission(State.SUBMITTED))
    small.store.close()
    whole = small.path.read_bytes()
    chance = random.Random(20260101)
    used = [n for n in range(len(whole)) if whole[n]]
    n_told = 0
    for n in range(MUTATIONS):
        mutated = bytearray(whole)
        for place in chance.sample(used, 1 + n % 3):
            mutated[place] ^= 1 << chance.randrange(8)
        path = tmp_path / f"{n}.annotator"
        path.write_bytes(mutated)
        n_told += bool(told := use(path))
        assert all("\n" not in words for words in told)
        path.unlink()
    assert n_told > MUTATIONS * 0.5


def test_a_changed_letter_is_found(small: Small, tmp_path: Path) -> None:
    small.save(small.event("meeting"))
    small.store.close()
    for old, new in ((b"Wang Yi", b"Wang Li"), (b'"meeting"', b'"meetinG"'), (b"talks.txt", b"x")):
        path = tmp_path / "changed.annotator"
        shutil.copy(small.path, path)
        path.write_bytes(path.read_bytes().replace(old, new.ljust(len(old), b"x")))
        assert any("changed" in words for words in use(path)), old


def test_an_article_whose_text_was_changed_is_not_handed_out(small: Small) -> None:
    small.store.close()
    sql(small.path, "UPDATE article SET text = replace(text, 'Wang Yi', 'Wang Li')")

    store = Store.open(small.path)
    with pytest.raises(ProjectRefused, match="was changed"), store.transaction() as records:
        records.article(small.article.id)
    store.close()


def test_what_cannot_be_decoded_is_not_printed(small: Small) -> None:
    small.store.close()
    sql(small.path, "UPDATE codebook SET content = CAST(X'22736563726574FF22' AS TEXT)")

    assert all("secret" not in words for words in use(small.path))


def test_check_finds_what_does_not_hang_together(small: Small) -> None:
    revision = small.save(small.event())
    small.store.close()
    name = revision.id.hex
    sql(
        small.path,
        "PRAGMA foreign_keys=OFF",
        f"UPDATE event_revision SET article_id = 'f{small.article.id.hex[1:]}'",
        f"INSERT INTO replacement VALUES ('{name}', '{name}')",
    )
    told = " ".join(use(small.path))
    for words in ("refers to a article", "does not agree", "quotes are not", "differs from its"):
        assert words in told


KILLED_IN_MID_SAVE = """
import os, signal, sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("PRAGMA cache_size=1")
db.execute("PRAGMA cache_spill=1")
db.execute("BEGIN IMMEDIATE")
for n in range(200):
    db.execute("UPDATE article SET text = text || ?", ("x" * 2000,))
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_save_that_was_killed_is_taken_back_also_for_who_only_reads(small: Small) -> None:
    small.store.close()
    before = small.path.read_bytes()
    subprocess.run([sys.executable, "-c", KILLED_IN_MID_SAVE, str(small.path)], check=False)
    assert (small.path.parent / f"{small.path.name}-journal").exists()
    assert small.path.read_bytes() != before
    with closing(Store.open(small.path, read_only=True)) as store:
        assert not [found for piece in store.check() for found in piece.findings]
    assert small.path.read_bytes() == before

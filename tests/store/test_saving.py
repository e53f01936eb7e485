"""What was acknowledged is on the disk, whatever happens to the program or the disk."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from annotator.model.errors import NotSaved
from annotator.store.drafts import Drafts
from annotator.store.store import Store
from tests.store.conftest import Small

SAVE_FOR_EVER = """
import sys
from uuid import uuid4
from annotator.model.event import Answer, Event, Lane, Revision
from annotator.store.drafts import Drafts
from annotator.store.store import Store
store, drafts = Store.open(sys.argv[1]), Drafts(__import__("pathlib").Path(sys.argv[2]))
with store.transaction() as records:
    article, coder = records.articles()[0].id, records.coders()[0].id
    book = records.codebook_in_force().id
while True:
    event = Event(uuid4(), article, {"note": Answer("x" * 3000)})
    drafts.put(store.project_id, coder, str(event.id), article, "draft")
    print("draft", event.id, flush=True)
    with store.transaction() as records:
        records.add_revision(Revision(uuid4(), event, coder, Lane.CODING, book))
    print("event", event.id, flush=True)
"""

FILL_THE_DISK = """
import resource, signal, sys
from pathlib import Path
from uuid import uuid4
from annotator.model.errors import AnnotatorError
from annotator.model.event import Answer, Event, Lane, Revision
from annotator.store.drafts import Drafts
from annotator.store.store import Store
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store, drafts = Store.open(sys.argv[1]), Drafts(Path(sys.argv[2]))
with store.transaction() as records:
    article, coder = records.articles()[0].id, records.coders()[0].id
    book = records.codebook_in_force().id
size = Path(sys.argv[1]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size + 100_000, resource.RLIM_INFINITY))
n_saved = 0
try:
    while n_saved < 1000:
        event = Event(uuid4(), article, {"note": Answer("x" * 3000)})
        with store.transaction() as records:
            records.add_revision(Revision(uuid4(), event, coder, Lane.CODING, book))
        n_saved += 1
except AnnotatorError as error:
    print(type(error).__name__, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (size - 50_000, resource.RLIM_INFINITY))
try:
    store.backup(Path(sys.argv[1]).with_name("copy.annotator"))
except AnnotatorError as error:
    print(type(error).__name__, error)
with store.transaction() as records:
    print(n_saved, records.standings([article])[0].n_events)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
try:
    drafts.put(store.project_id, coder, "key", article, "x" * 50_000)
except AnnotatorError as error:
    print(type(error).__name__, error)
"""


def test_nothing_acknowledged_is_lost_when_the_program_is_killed(
    small: Small, tmp_path: Path
) -> None:
    chance = random.Random(7)
    drafts_file = tmp_path / "drafts.sqlite"
    acknowledged: dict[str, set[UUID]] = {"event": set(), "draft": set()}
    for _ in range(4):
        command = [sys.executable, "-c", SAVE_FOR_EVER, small.store.location, str(drafts_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as program:
            assert program.stdout is not None
            lines = [program.stdout.readline()]
            time.sleep(chance.uniform(0.01, 0.2))
            os.kill(program.pid, signal.SIGKILL)
            lines += program.stdout.readlines()
        for kind, _, name in (line.strip().partition(" ") for line in lines if "\n" in line):
            acknowledged[kind].add(UUID(name))
        store = Store.open(small.store.location, hold=True)
        with store.transaction() as records:
            saved = {each.id for coding in records.codings() for each in coding.events}
        assert not [each for piece in store.check() for each in piece.findings]
        store.close()
        assert acknowledged["event"] <= saved
        drafts = Drafts(drafts_file)
        kept = {UUID(each.key) for each in drafts.all(store.project_id, small.coder.id)}
        assert drafts.set_aside is None
        drafts.close()
        assert acknowledged["draft"] <= kept
    assert acknowledged["event"]


@pytest.mark.file_only
def test_a_full_disk_is_told_in_words_and_loses_nothing(small: Small, tmp_path: Path) -> None:
    command = [sys.executable, "-c", FILL_THE_DISK, str(small.path), str(tmp_path / "drafts")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    not_saved, no_backup, counts, no_draft = done.stdout.strip().split("\n")
    assert not_saved.startswith("NotSaved Not saved: the disk")
    assert no_backup.startswith("NotSaved")
    n_saved, n_found = counts.split()
    assert int(n_saved) > 5
    assert n_saved == n_found
    assert no_draft.startswith("NotSaved Drafts cannot be kept")
    assert small.findings() == []
    assert sorted(each.name for each in small.path.parent.iterdir()) == ["talks.annotator"]


@pytest.mark.file_only
def test_a_busy_project_is_told_in_words(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annotator.store.sqlite_file.BUSY_SECONDS", 0.1)
    store = Store.open(small.path)
    with closing(sqlite3.connect(small.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(NotSaved, match="another program"), store.transaction() as records:
            records.add_revision(small.revision(small.event()))
    small.save(small.event())
    store.close()


@pytest.mark.file_only
def test_a_backup_is_whole_while_the_project_is_written(small: Small, tmp_path: Path) -> None:
    target = tmp_path / "copies"
    target.mkdir()
    small.save(small.event())
    small.store.backup(target / "a.annotator")
    small.save(small.event())
    small.store.backup(target / "a.annotator")
    copy = Store.open(target / "a.annotator")
    assert copy.project_id == small.store.project_id
    with copy.transaction() as records:
        assert len(next(records.codings()).events) == 2
    copy.close()
    assert [each.name for each in target.iterdir()] == ["a.annotator"]


@pytest.mark.file_only
def test_a_backup_replaces_nothing_but_an_earlier_one(small: Small, tmp_path: Path) -> None:
    from annotator.model.errors import ProjectRefused

    notes = tmp_path / "notes.txt"
    notes.write_text("mine")
    other = tmp_path / "other.annotator"
    Store.create(other, "Other").close()
    branch = tmp_path / "branch.annotator"
    small.store.backup(branch)
    worked_on = Store.open(branch)
    with worked_on.transaction() as records:
        records.add_revision(small.revision(small.event()))
    worked_on.close()
    for target in (notes, other, branch, small.path, tmp_path):
        before = target.read_bytes() if target.is_file() else b""
        with pytest.raises(ProjectRefused):
            small.store.backup(target)
        assert before == (target.read_bytes() if target.is_file() else b"")
    with pytest.raises(NotSaved):
        small.store.backup(tmp_path / "none" / "a.annotator")


@pytest.mark.file_only
def test_a_damaged_project_gives_no_backup(small: Small, tmp_path: Path) -> None:
    from annotator.model.errors import ProjectRefused

    small.store.close()
    data = small.path.read_bytes()
    small.path.write_bytes(data.replace(b"Wang Yi", b"Wang Li"))
    store = Store.open(small.path)
    with pytest.raises(ProjectRefused, match="does not hold together"):
        store.backup(tmp_path / "a.annotator")
    store.close()
    assert not (tmp_path / "a.annotator").exists()


def test_saving_does_not_slow_down(small: Small) -> None:
    def some(n: int) -> float:
        times = []
        for _ in range(n):
            start = time.perf_counter()
            small.save(small.event())
            times.append(time.perf_counter() - start)
        return sorted(times)[n // 2]

    some(20)
    before = some(40)
    with small.store.transaction() as records:
        for _ in range(3000):
            records.add_revision(small.revision(small.event()))
    assert some(40) < 2.5 * before


@pytest.mark.file_only
def test_drafts_are_kept_replaced_and_forgotten(tmp_path: Path) -> None:
    drafts = Drafts(tmp_path / "deep" / "drafts.sqlite")
    project, coder, article = uuid4(), uuid4(), uuid4()
    drafts.put(project, coder, "one", article, "first")
    drafts.put(project, coder, "one", article, "half \ud83d \0 letter")
    drafts.put(project, uuid4(), "two", article, "another coder's")
    drafts.close()
    drafts = Drafts(tmp_path / "deep" / "drafts.sqlite")
    (found,) = drafts.all(project, coder)
    assert (found.key, found.article_id, found.payload) == (
        "one",
        article,
        "half \ud83d \0 letter",
    )
    drafts.remove(project, coder, "one")
    drafts.remove(project, coder, "one")
    assert drafts.all(project, coder) == []
    drafts.close()


@pytest.mark.file_only
def test_a_damaged_drafts_file_is_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "drafts.sqlite"
    drafts = Drafts(path)
    project, coder, article = uuid4(), uuid4(), uuid4()
    for n in range(50):
        drafts.put(project, coder, f"key {n}", article, "x" * 500)
    drafts.close()
    data = bytearray(path.read_bytes())
    damaged = bytes(data[:4096] + bytes(3000) + data[7096:])
    for content in (damaged, b"no database", damaged[:5000]):
        path.write_bytes(content)
        drafts = Drafts(path)
        drafts.put(project, coder, "new", article, "kept")
        assert [each.payload for each in drafts.all(project, coder)] == ["kept"]
        assert drafts.set_aside is not None
        assert drafts.set_aside.read_bytes() == content
        drafts.close()


def test_drafts_stand_in_the_users_data_folder(home: Path) -> None:
    drafts = Drafts()
    assert drafts.path.is_relative_to(home)
    drafts.close()

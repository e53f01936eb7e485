"""A project is looked after while it is coded: its place, its file, a backup a day."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from annotator.stages.project import open_project, quick_check
from annotator.stages.results import finish
from annotator.ui.messages import Tell
from annotator.ui.settings import DAILY_BACKUP
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window tells, instead of dialogs."""
    heard: list[str] = []
    monkeypatch.setattr(Tell, "ask", lambda _parent, *words: heard.append("|".join(words)))
    return heard


def _damage(path: Path) -> None:
    """Break a page that opening a project does not read."""
    with sqlite3.connect(path) as project:
        (page,) = project.execute(
            "SELECT rootpage FROM sqlite_master WHERE type = 'table' AND name = 'release'"
        ).fetchone()
        (size,) = project.execute("PRAGMA page_size").fetchone()
    project.close()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)


def test_a_sound_project_passes_the_quick_check(tmp_path: Path) -> None:
    project = open_project(a_project_file(tmp_path))
    assert finish(quick_check(project)) == []
    project.close()


def test_a_damaged_project_is_told_and_no_longer_written_to(
    qtbot: QtBot, tmp_path: Path, told: list[str]
) -> None:
    path = a_project_file(tmp_path)
    _damage(path)
    before = path.read_bytes()
    window = a_window(qtbot, path)
    assert not window.desk.is_read_only
    window.care.quick_check()
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("The project is damaged|")
    assert f"{path.name}.backups" in told[0]
    assert window.desk.is_read_only
    assert "damaged" in window.coding.banner.words.text()
    window.coding.steps.new_event()
    window.care.back_up()
    assert path.read_bytes() == before
    assert not path.with_name(f"{path.name}.backups").exists()


def test_a_shared_folder_is_warned_of_once(qtbot: QtBot, tmp_path: Path, told: list[str]) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    window = a_window(qtbot, a_project_file(folder))
    qtbot.waitUntil(lambda: bool(told))
    assert told[0].startswith("This project is in a shared folder|")
    assert "Dropbox" in told[0]
    window.care.warn_of_place()
    assert len(told) == 1


def test_the_first_opening_of_a_day_makes_a_backup(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    folder = path.with_name(f"{path.name}.backups")
    window = a_window(qtbot, path)
    for _ in range(2):
        window.care.back_up()
        assert window.care.copier.wait(20)
    assert len(list(folder.iterdir())) == 1


def test_a_backup_that_is_not_wanted_is_not_made(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    window = a_window(qtbot, path)
    window.settings.set(DAILY_BACKUP, False)
    window.care.back_up()
    assert window.care.copier.wait(20)
    assert not path.with_name(f"{path.name}.backups").exists()


def test_a_backup_that_fails_is_said_beside_the_work(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    path.with_name(f"{path.name}.backups").write_text("in the way")
    window = a_window(qtbot, path)
    window.care.back_up()
    qtbot.waitUntil(lambda: window.coding.banner.isVisible())
    assert "No backup was made" in window.coding.banner.words.text()

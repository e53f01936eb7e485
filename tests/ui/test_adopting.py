"""A codebook is adopted in the window: what it changes first, all faults, the pages follow."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from annotator.resources import resource
from annotator.ui.adopt_dialog import AdoptDialog
from annotator.ui.main_window import MainWindow
from tests.ui.at_people import (
    PATIENCE,
    a_lab,
    a_lab_window,
    action,
    coded,
    heard,
    listen,
    project_of,
)


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_lab_window(qtbot, a_lab(tmp_path, 3, ()))


def a_codebook(folder: Path, old: str, new: str) -> Path:
    """The shipped codebook, version 2, with one thing in another way."""
    shutil.copytree(resource("codebooks/diplomatic"), folder)
    file = folder / "codebook.toml"
    text = file.read_text("utf-8")
    assert old in text
    text = text.replace('version = "1.0.0"', 'version = "2.0.0"', 1).replace(old, new, 1)
    file.write_text(text, "utf-8")
    return folder


def shown(
    qtbot: QtBot, window: MainWindow, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> AdoptDialog:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    action(window, "adopt").trigger()
    qtbot.waitUntil(lambda: window.codebooks.dialog is not None, timeout=PATIENCE)
    dialog = window.codebooks.dialog
    assert dialog is not None
    return dialog


def test_what_it_changes_is_shown_then_it_is_in_force_and_the_form_asks_it(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = project_of(window)
    assert window.desk.coder is not None
    coded(project, window.desk.coder, 1)
    label = project.codebook.variables[0].label
    folder = a_codebook(tmp_path / "two", f'label = "{label}"', 'label = "Kind of happening"')
    dialog = shown(qtbot, window, folder, monkeypatch)
    assert dialog.heading.text().endswith("2.0.0?")
    assert "Kind of happening" in dialog.words()
    assert project.codebook.version == "1.0.0"
    form = window.coding.form
    with qtbot.waitSignal(window.desk.stored, timeout=PATIENCE):
        dialog.verb.click()
    assert project.codebook.version == "2.0.0"
    assert window.coding.form is not form
    assert window.coding.steps.new_event() is not None
    asked = {each.accessibleName() for each in window.coding.form.findChildren(QWidget)}
    assert "Kind of happening" in asked
    assert window.articles.note.text().endswith("2.0.0")


def test_it_can_be_left_and_the_old_one_stays(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = a_codebook(tmp_path / "two", "required = true", "required = false")
    shown(qtbot, window, folder, monkeypatch).reject()
    assert project_of(window).codebook.version == "1.0.0"


def test_all_faults_are_told_and_nothing_is_changed(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = listen(monkeypatch)
    folder = a_codebook(tmp_path / "bad", 'kind = "choice"', 'kind = "riddle"')
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    action(window, "adopt").trigger()
    assert "riddle" in heard(qtbot, said, "Reading the codebook was not possible")
    assert project_of(window).codebook.version == "1.0.0"


def test_the_one_in_force_is_nothing_to_adopt(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = listen(monkeypatch)
    folder = resource("codebooks/diplomatic")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    action(window, "adopt").trigger()
    assert "in force already" in heard(qtbot, said, "Nothing to adopt")


def test_another_codebook_is_named_as_such_before_it_is_adopted(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = shown(qtbot, window, resource("codebooks/minimal"), monkeypatch)
    assert "is another codebook than diplomatic-events 1.0.0" in dialog.words()
    assert "`" not in dialog.words()
    assert dialog.no.isDefault()
    with qtbot.waitSignal(window.desk.stored, timeout=PATIENCE):
        dialog.verb.click()
    assert project_of(window).codebook.name == "encounters"


def test_another_one_of_the_same_name_and_version_is_refused(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = listen(monkeypatch)
    folder = a_codebook(tmp_path / "two", "required = true", "required = false")
    file = folder / "codebook.toml"
    text = file.read_text("utf-8").replace('version = "2.0.0"', 'version = "1.0.0"', 1)
    file.write_text(text, "utf-8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(folder))
    action(window, "adopt").trigger()
    assert "Raise the version" in heard(qtbot, said, "Reading the codebook was not possible")

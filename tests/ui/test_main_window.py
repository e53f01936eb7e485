"""The window: it is there before the project, and where everything was is remembered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from annotator.ui.widgets.lists import ListDialog
from tests.ui.at_work import a_project_file, a_window, put_away


def test_before_the_first_paint_only_qt_and_the_standard_library_are_loaded() -> None:
    program = (
        "import sys; import annotator.ui.app;"
        "print([n for n in ('sqlalchemy', 'pydantic', 'pandas', 'alembic', 'typer')"
        " if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_qt_leaves_pythons_own_import_in_place() -> None:
    program = (
        "import builtins, linecache; own = builtins.__import__;"
        "from annotator.ui.qt import load_qt; load_qt(); import annotator.ui.app;"
        "print(builtins.__import__ is own, sum('annotator' in name for name in linecache.cache))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["True", "0"]


def test_the_title_names_the_project_and_the_article_is_remembered(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = a_project_file(tmp_path)
    window = a_window(qtbot, path)
    assert window.windowTitle() == "Talks — Diplomatic Annotator"
    first = window.desk.current
    assert first is not None
    with qtbot.waitSignal(window.desk.article_opened):
        window.coding.steps.step_article(1)
    there = window.desk.current
    assert there is not None
    assert there.article.id != first.article.id
    put_away(qtbot, window.desk)
    again = a_window(qtbot, path)
    assert again.desk.current is not None
    assert again.desk.current.article.id == there.article.id


def test_every_input_and_button_has_a_name(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    window.coding.steps.new_event()
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in window.findChildren(kind):
            text = widget.text() if isinstance(widget, QAbstractButton) else ""
            if widget.isVisible():
                assert widget.accessibleName() or text, widget


def test_undo_names_what_it_takes_back(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    window.coding.steps.new_event()
    assert window.menus.undo.text() == "&Undo: new event"


def test_the_theme_is_taken_on_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    from annotator.ui import theme

    window = a_window(qtbot)
    window.choose_theme("dark")
    assert theme.current().is_dark
    window.choose_theme("light")
    assert not theme.current().is_dark


def test_the_finder_finds_actors_by_their_other_names_and_capitals(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    for typed, label in (("nairobi", "Kenya"), ("中国", "China"), ("chn", "China")):
        found = window.help._codes(typed)
        assert label in [hit.words for hit in found], typed
    assert "Nairobi" in next(hit.detail for hit in window.help._codes("nairobi"))


def test_the_history_of_an_event_is_read_and_shown(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[object] = []
    monkeypatch.setattr(ListDialog, "ask", lambda _parent, *words: shown.append(words))
    window = a_window(qtbot, a_project_file(tmp_path))
    window.coding.steps.new_event()
    window.help.history()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    assert "Event added" in str(shown)

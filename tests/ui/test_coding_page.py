"""The coding page: keys in the article become answers with their evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.main_window import MainWindow
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_window(qtbot, a_project_file(tmp_path))


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def mark_sentence(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.keyClick(window.coding.view.text, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    span = window.coding.view.selection()
    assert span is not None
    return span.quote


def test_a_key_of_the_codebook_codes_the_marked_words(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.coding.view.text, "e")
    quote = mark_sentence(qtbot, window)
    qtbot.keyClicks(window.coding.view.text, "y")
    qtbot.keyClicks(focus(), "consult")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    answer = window.desk.current.events[0].answers["event_type"]
    assert answer.value == "CONSULT"
    assert [span.quote for span in answer.evidence] == [quote]


def test_a_groups_key_adds_an_entry_and_goes_on_to_what_is_asked(
    qtbot: QtBot, window: MainWindow
) -> None:
    mark_sentence(qtbot, window)
    qtbot.keyClicks(window.coding.view.text, "p")  # begins the event, too
    qtbot.keyClicks(focus(), "china")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    entry = window.desk.current.events[0].entries("participants")[0]
    assert entry["actor"].value == "CHN"
    assert entry["actor"].evidence
    qtbot.waitUntil(lambda: window.coding.target is not None)
    assert window.coding.target is not None
    assert window.coding.target.variable == "role"


def test_submitting_what_is_incomplete_goes_to_the_first_gap(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.coding.steps.new_event()
    window.coding.steps.submit()
    assert window.desk.can_edit
    assert window.coding.target is not None
    assert window.coding.target.variable == "event_type"


def test_no_codable_event_is_submitted_with_its_reason_and_the_next_is_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.desk.current is not None
    first = window.desk.current.article.id
    window.coding.steps.no_event()
    qtbot.keyClick(focus(), Qt.Key.Key_1)
    qtbot.waitUntil(
        lambda: window.desk.current is not None and window.desk.current.article.id != first
    )
    row = window.coding.worklist.model.row_of(first)
    assert row is not None
    assert window.coding.worklist.state_words(row).startswith("✓")


def test_a_deleted_event_comes_back_with_undo(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    window.coding.steps.delete_event()
    assert window.desk.current is not None
    assert not window.desk.current.events
    window.menus.undo.trigger()
    assert len(window.desk.current.events) == 1


def test_escape_goes_to_the_article_and_f2_to_the_form(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    window.coding.steps.focus_form()
    assert window.coding.panel.isAncestorOf(focus())
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.coding.view.text.hasFocus())

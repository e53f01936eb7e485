"""Coding with the pointer: marked words offer what they may mean, + asks list after list."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.main_window import MainWindow
from annotator.ui.widgets.words_menu import WordsMenu
from tests.e2e.pointer import Pointer
from tests.ui.at_work import a_project_file, a_window

WORDS = "senior officials from China and Russia engaged in comprehensive talks"


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_window(qtbot, a_project_file(tmp_path))


def menu(window: MainWindow) -> WordsMenu:
    found = window.findChild(WordsMenu)
    assert isinstance(found, WordsMenu)
    return found


def test_words_that_are_dragged_over_offer_what_they_name(window: MainWindow) -> None:
    pointer = Pointer(window)
    pointer.drag_over(WORDS)
    pointer.choose("Participant: Russia")
    pointer.choose("Visitor")
    assert window.desk.current is not None
    (entry,) = window.desk.current.events[0].entries("participants")
    assert (entry["actor"].value, entry["role"].value) == ("RUS", "visitor")
    assert [span.quote for span in entry["actor"].evidence] == [WORDS]


def test_marked_words_may_mean_more_than_one_thing(window: MainWindow) -> None:
    pointer = Pointer(window)
    pointer.drag_over(WORDS)
    for words in ("Participant: China", "Host", "Participant: Russia", "Visitor"):
        pointer.choose(words)
    assert window.desk.current is not None
    actors = [e["actor"].value for e in window.desk.current.events[0].entries("participants")]
    assert actors == ["CHN", "RUS"]
    assert menu(window).isVisible()


def test_the_right_button_marks_the_sentence(window: MainWindow) -> None:
    Pointer(window).point_at("Observers will be closely watching")
    span = window.coding.view.selection()
    assert span is not None
    assert span.quote.startswith("Observers will be closely watching how")
    assert menu(window).isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_T, Qt.Key.Key_Escape, Qt.Key.Key_Down])
def test_keys_act_in_the_article_and_put_the_offer_away(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    Pointer(window).drag_over(WORDS)
    assert window.coding.view.text.hasFocus()
    qtbot.keyClick(window.coding.view.text, key)
    assert not menu(window).isVisible()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert (focused.objectName() == "picker_search") is (key == Qt.Key.Key_T)


def test_a_click_elsewhere_in_the_article_puts_the_offer_away(
    qtbot: QtBot, window: MainWindow
) -> None:
    Pointer(window).drag_over(WORDS)
    qtbot.mouseClick(window.coding.view.text.viewport(), Qt.MouseButton.LeftButton)
    assert not menu(window).isVisible()


def test_the_button_for_a_new_event_asks_until_it_is_left(qtbot: QtBot, window: MainWindow) -> None:
    pointer = Pointer(window)
    pointer.click(window.coding.panel.plus)
    pointer.choose("Consult")
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Status"
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    assert window.coding.view.text.hasFocus()
    qtbot.keyClicks(window.coding.view.text, "u")
    pointer.choose("Held")
    assert window.coding.view.text.hasFocus()  # asks no further


def test_a_submitted_article_offers_nothing(qtbot: QtBot, window: MainWindow) -> None:
    pointer, desk = Pointer(window), window.desk
    assert desk.current is not None
    first = desk.current.article.id
    window.coding.steps.no_event()
    pointer.choose("Duplicate")
    qtbot.waitUntil(lambda: desk.current is not None and desk.current.article.id != first)
    with qtbot.waitSignal(desk.article_opened):
        window.coding.steps.go(first)
    pointer.drag_over(WORDS)
    assert window.findChild(WordsMenu) is None

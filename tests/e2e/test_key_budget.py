"""Coding at the speed of reading: the main event of article 002 by keys or by pointer alone."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.model.event import Event, Missing, Place
from annotator.model.study import State
from annotator.ui.main_window import MainWindow
from tests.e2e.keyboard import Keyboard, Mod
from tests.e2e.pointer import Pointer
from tests.ui.at_work import a_project_file, a_window

BUDGET = 75
"""Key presses without suggestions (product.md, "Coding at the speed of reading")."""
CLICKS, DRAGS = 24, 3


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    found = a_window(qtbot, a_project_file(tmp_path))
    rows = list(found.coding.worklist.model.rows())
    wang = next(row for row in rows if row.title.startswith("Chinese Foreign Minister Wang Yi"))
    with qtbot.waitSignal(found.desk.article_opened):
        found.coding.steps.go(wang.article_id)
    return found


def pick(keyboard: Keyboard, words: str) -> None:
    """Choose in the list at the text: by its digit, else by letters and Enter."""
    line = QApplication.focusWidget()
    assert line is not None
    picker = line.parentWidget()
    rows = picker._model.rows  # type: ignore[union-attr]
    row = next(row for row in rows if row.label.startswith(words))
    if row.digit:
        keyboard.type(row.digit)
        return
    letters = ""
    while picker._model.rows[0].label != row.label:  # type: ignore[union-attr]
        letters = words[: len(letters) + 1]
        keyboard.type(letters[-1])
    keyboard.press(Qt.Key.Key_Return)


def to_sentence(keyboard: Keyboard, start: str) -> None:
    """Walk on to the sentence that begins so."""
    for _ in range(40):
        sentence = keyboard.page.view.sentence()
        if sentence is not None and sentence.quote.startswith(start):
            return
        keyboard.press(Qt.Key.Key_Down)
    raise AssertionError(f"no sentence begins {start!r}")


def code(keyboard: Keyboard, key: str, *choices: str) -> None:
    """Press a key of the codebook and choose in each list that opens."""
    keyboard.type(key)
    for words in choices:
        pick(keyboard, words)


def test_the_main_event_of_article_002_fits_the_key_budget(
    qtbot: QtBot, window: MainWindow
) -> None:
    keyboard, desk = Keyboard(window), window.desk
    assert desk.current is not None
    article_id = desk.current.article.id
    code(keyboard, "y", "Consult")
    code(keyboard, "u", "Held")
    keyboard.type("d")
    keyboard.press(Qt.Key.Key_S, Mod.AltModifier)
    keyboard.press(Qt.Key.Key_Escape)
    code(keyboard, "l", "Beijing")
    code(keyboard, "p", "China", "Host")
    code(keyboard, "p", "Russia", "Visitor")
    to_sentence(keyboard, "A shared commitment")
    code(keyboard, "t", "Bilateral relations")
    to_sentence(keyboard, "Wang pointed out")
    code(keyboard, "s", "China", "Bilateral relations", "Supports")
    to_sentence(keyboard, "Drawing on Lavrov")
    code(keyboard, "t", "Regional")
    to_sentence(keyboard, "One of the main topics")
    code(keyboard, "t", "Armed conflict")
    to_sentence(keyboard, "Instead, Beijing calls")
    code(keyboard, "s", "China", "Peace process", "Supports")
    to_sentence(keyboard, "The ministers emphasized")
    code(keyboard, "t", "Nuclear")
    code(keyboard, "s", "China", "Nuclear", "Supports")
    to_sentence(keyboard, "Although Washington")
    code(keyboard, "o", "Separate readouts")
    event = desk.current.events[0]
    assert window.coding.problems.all() == []
    keyboard.press(Qt.Key.Key_Return, Mod.ControlModifier)

    is_submitted(qtbot, window, article_id)
    is_the_main_event(event)
    assert keyboard.presses <= BUDGET


def test_the_main_event_of_article_002_fits_the_pointer_budget(
    qtbot: QtBot, window: MainWindow
) -> None:
    pointer, desk = Pointer(window), window.desk
    assert desk.current is not None
    article_id = desk.current.article.id
    pointer.click(window.coding.panel.plus)
    for words in ("Consult", "Held", "Not stated", "Beijing"):
        pointer.choose(words)
    for words in ("China", "Host", "Russia", "Visitor"):
        pointer.choose(words)
    for words in ("Bilateral relations", "None reported"):
        pointer.choose(words)
    pointer.drag_over("both ministers emphasized the strength and depth of their bilateral ties")
    for words in ("Position: China · Bilateral relations", "Supports"):
        pointer.choose(words)
    pointer.point_at("Drawing on Lavrov")
    pointer.choose("Topic: Regional situation")
    pointer.drag_over("Beijing calls for a political settlement and accuses Western nations")
    for words in ("Topic…", "Armed conflict"):
        pointer.choose(words)
    for words in ("Position: China…", "Peace process", "Supports"):
        pointer.choose(words)
    pointer.drag_over(
        "The ministers emphasized the value of diplomatic engagement while discussing current "
        "initiatives to handle the Iranian nuclear problem."
    )
    for words in ("Topic: Nuclear", "Position: China · Nuclear", "Supports"):
        pointer.choose(words)
    event = desk.current.events[0]
    assert window.coding.problems.all() == []
    pointer.click(window.coding.panel.submit)

    is_submitted(qtbot, window, article_id)
    is_the_main_event(event)
    assert pointer.clicks <= CLICKS
    assert pointer.drags <= DRAGS


def is_submitted(qtbot: QtBot, window: MainWindow, article_id: UUID) -> None:
    """The article is submitted, and the next one is shown."""
    desk = window.desk
    qtbot.waitUntil(lambda: desk.current is not None and desk.current.article.id != article_id)
    row = window.coding.worklist.model.row_of(article_id)
    assert row is not None
    assert row.state is State.SUBMITTED


def is_the_main_event(event: Event) -> None:
    """The event is coded as product.md has it, each position with its words."""
    assert event.answers["event_type"].value == "CONSULT"
    assert event.answers["date"].value is Missing.NOT_STATED
    place = event.answers["place"].value
    assert isinstance(place, Place)
    assert (place.name, place.country, place.precision) == ("Beijing", "CHN", "city")
    sides = [(e["actor"].value, e["role"].value) for e in event.entries("participants")]
    assert sides == [("CHN", "host"), ("RUS", "visitor")]
    topics = [entry["topic"].value for entry in event.entries("topics")]
    assert topics == ["REL.BIL", "REL.REG", "SEC.WAR", "SEC.NUC"]
    positions = event.entries("positions")
    assert [e["topic"].value for e in positions] == ["REL.BIL", "SEC.PEACE", "SEC.NUC"]
    assert all(e["stance"].value == "supports" for e in positions)
    assert all(e["holder"].value == "CHN" and e["holder"].evidence for e in positions)

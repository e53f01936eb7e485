"""An event that two machines saved differently waits in the window for its coder's choice."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from annotator.model.event import Event
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.project import coder, open_project
from annotator.ui.main_window import MainWindow
from annotator.ui.widgets.two_heads import _moments
from tests.ui.at_rounds import a_two_headed_file
from tests.ui.at_work import a_window, put_away, reopened


def opened_on(qtbot: QtBot, path: Path) -> MainWindow:
    window = a_window(qtbot, path)
    qtbot.waitUntil(lambda: window.coding.heads.widget is not None)
    return window


def event_of(window: MainWindow) -> Event:
    assert window.desk.current is not None
    (event,) = window.desk.current.events
    return event


def saved(window: MainWindow, event_id: UUID) -> coding.OpenArticle:
    project, me, current = window.desk.project, window.desk.coder, window.desk.current
    assert project is not None
    assert me is not None
    assert current is not None
    return coding.opened(project, me, current.article.id)


def test_the_event_is_marked_and_both_states_are_shown(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    page = window.coding
    chip = page.panel.findChild(QPushButton, "event_chip_1")
    assert chip is not None
    assert chip.text().startswith("≠")
    assert "differently" in chip.accessibleName()
    assert page.panel.pages.currentWidget() is page.heads.widget
    assert "choose one" in page.panel.problems.accessibleName()
    names = [
        cell.accessibleName()
        for cell in page.panel.findChildren(QPushButton)
        if cell.objectName().startswith("side_")
    ]
    assert any("Status" in name and "the earlier: Held" in name for name in names)
    assert any("Status" in name and "the later: Planned" in name for name in names)


@pytest.mark.parametrize(("key", "status"), [("1", "held"), ("2", "planned")])
def test_a_digit_takes_one_state_whole(qtbot: QtBot, tmp_path: Path, key: str, status: str) -> None:
    path, event_id = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    qtbot.keyClick(window, Qt.Key.Key_F7)
    focused = QApplication.focusWidget()
    assert focused is not None
    assert window.coding.heads.widget is not None
    assert window.coding.heads.widget.isAncestorOf(focused)
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        qtbot.keyClicks(focused, key)
    assert event_of(window).answers["status"].value == status
    assert window.coding.panel.pages.currentWidget() is window.coding.form
    now = saved(window, event_id)
    assert not now.two_heads
    assert now.events == (event_of(window),)


def test_answers_can_be_taken_from_both_and_undone_in_one_step(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path, event_id = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    before = event_of(window)
    qtbot.keyClick(window, Qt.Key.Key_F7)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Left)  # the type: of the first
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)  # the status: of the second
    event = event_of(window)
    assert (event.answers["event_type"].value, event.answers["status"].value) == (
        "CONSULT",
        "planned",
    )
    window.desk.undo()
    assert event_of(window) == before
    assert window.coding.panel.pages.currentWidget() is window.coding.heads.widget
    window.desk.redo()
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.desk.flush()
    assert saved(window, event_id).events == (event,)


def test_submitting_leads_to_the_choice_first(qtbot: QtBot, tmp_path: Path) -> None:
    path, event_id = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    window.coding.steps.submit()
    assert window.coding.heads.widget is not None
    assert window.coding.heads.widget.isAncestorOf(QApplication.focusWidget())
    assert saved(window, event_id).two_heads
    window.coding.heads.widget.take(0)
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.coding.steps.submit()
    (row, *_) = window.coding.worklist.model.rows()
    assert row.state is State.SUBMITTED


def test_what_is_deleted_on_one_machine_can_be_deleted_or_kept(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path, _ = a_two_headed_file(tmp_path, deleted=True)
    window = opened_on(qtbot, path)
    assert window.coding.heads.widget is not None
    window.coding.heads.widget.take(0)
    assert window.desk.current is not None
    assert not window.desk.current.events
    window.desk.undo()
    assert event_of(window)
    window.coding.heads.widget.take(0)
    put_away(qtbot, window.desk)
    again = reopened(path)
    me = coder(again, "me")
    (row, *_) = coding.worklist(again, me)
    left = coding.opened(again, me, row.article_id)
    assert not left.two_heads
    assert not left.events
    again.close()


def test_a_choice_that_was_not_saved_yet_is_a_draft(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    assert window.coding.heads.widget is not None
    assert window.desk.project is not None
    window.coding.heads.widget.take(1)
    window.desk.worker.wait()
    window.desk.project.close()  # as if the program had been killed: nothing was flushed
    other = a_window(qtbot, path)
    assert other.desk.current is not None
    assert not other.desk.current.two_heads
    with qtbot.waitSignal(other.desk.stored, timeout=10_000):
        other.desk.flush()
    assert not saved(other, event_of(other).id).two_heads


def test_the_form_cannot_change_what_is_still_to_be_chosen(qtbot: QtBot, tmp_path: Path) -> None:
    path, event_id = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    qtbot.keyClicks(window.coding.view.text, "u")
    qtbot.keyClicks(QApplication.focusWidget(), "1")
    assert "Choose one" in window.coding.banner.words.text()
    assert not window.coding.banner.act.isVisible()
    assert len(saved(window, event_id).two_heads) == 1


def test_articles_that_wait_for_a_choice_are_counted_and_shown_alone(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path, _ = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    worklist = window.coding.worklist
    qtbot.waitUntil(worklist.settle.isVisible, timeout=10_000)
    assert worklist.settle.text() == "≠ To choose 1"
    worklist.settle.click()
    assert [row.number for row in worklist.model.rows()] == [1]
    worklist.settle.click()
    assert len(list(worklist.model.rows())) == 4
    assert window.coding.heads.widget is not None
    window.coding.heads.widget.take(0)
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.desk.flush()
    assert "Submit it" in window.coding.banner.words.text()
    assert worklist.settle.isVisible()  # it is still to be submitted
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.coding.steps.submit()
    assert worklist.settle.isHidden()


def test_what_was_chosen_and_left_waits_no_more(qtbot: QtBot, tmp_path: Path) -> None:
    path, _ = a_two_headed_file(tmp_path)
    window = opened_on(qtbot, path)
    page = window.coding
    qtbot.waitUntil(page.worklist.settle.isVisible, timeout=10_000)
    assert page.heads.widget is not None
    page.heads.widget.take(0)
    assert "Submit it" in page.banner.words.text()
    window.desk.undo()
    assert page.banner.isHidden()
    page.heads.widget.take(1)
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.step_article(1)
    assert page.worklist.settle.isHidden()


def test_a_submitted_article_is_reopened_by_enter_and_its_choice_has_the_focus(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path, _ = a_two_headed_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    article_id = coding.worklist(project, me)[0].article_id
    coding.set_aside(project, me, article_id, "later")
    project.close()
    window = a_window(qtbot, path)
    page = window.coding
    page.steps.go(article_id)
    page.panel.submit.setFocus()
    qtbot.keyClick(page.panel.submit, Qt.Key.Key_Return)
    assert page.heads.widget is not None
    focused = QApplication.focusWidget()
    assert page.heads.widget.isAncestorOf(focused)
    assert ("1", "take the earlier") in page.hints.shown
    qtbot.keyClicks(focused, "1")
    assert event_of(window).answers["status"].value == "held"
    assert ("1", "take the earlier") not in page.hints.shown


def test_versions_of_one_minute_are_told_apart_by_the_second(qtbot: QtBot) -> None:
    first = datetime(2026, 11, 20, 9, 30, 5, tzinfo=UTC)
    near, far = _moments([first, first.replace(second=9)]), _moments([first, first.replace(hour=8)])
    assert [each[-3:] for each in near] == [":05", ":09"]
    assert all(len(each) == len("2026-11-20 09:30") for each in far)

"""What another process adds to a project appears in the window that has it open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.model.codebook import Codebook
from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.stages import coding
from annotator.stages.project import adopt_codebook, coder, open_project
from annotator.ui.main_window import MainWindow
from tests.build import a_whole_event, the_codebook
from tests.ui.at_work import a_project_file, a_window


def watched(qtbot: QtBot, path: Path) -> MainWindow:
    """The window, once it knows how far the project has grown."""
    window = a_window(qtbot, path)
    watching = window.desk.watching
    watching.look()
    qtbot.waitUntil(lambda: watching._known is not None, timeout=10_000)
    return window


def look(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.desk.added, timeout=10_000):
        window.desk.watching.look()


def article_of(window: MainWindow) -> coding.OpenArticle:
    assert window.desk.current is not None
    return window.desk.current


def another_codebook() -> Codebook:
    plain = codebook_to_plain(the_codebook())
    return codebook_from_plain({**plain, "version": "1.1.0"})


def test_nothing_is_told_while_nothing_is_added(qtbot: QtBot, tmp_path: Path) -> None:
    window = watched(qtbot, a_project_file(tmp_path))
    with qtbot.assertNotEmitted(window.desk.added):
        window.desk.watching.look()
        window.desk.reader.wait()
        QApplication.processEvents()


def test_a_coding_that_is_streamed_in_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    window = watched(qtbot, path)
    other = open_project(path)
    event = a_whole_event(article_of(window).article)
    coding.save_event(other, coder(other, "me"), event)
    other.close()
    look(qtbot, window)
    qtbot.waitUntil(lambda: article_of(window).events == (event,), timeout=10_000)


def test_what_is_being_coded_here_is_left_as_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    window = watched(qtbot, path)
    mine = window.coding.steps.new_event()
    other = open_project(path)
    coding.save_event(other, coder(other, "me"), a_whole_event(article_of(window).article))
    other.close()
    look(qtbot, window)
    window.desk.reader.wait()
    QApplication.processEvents()
    assert article_of(window).events == (mine,)


def test_a_codebook_that_another_puts_in_force_is_used_from_then_on(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = a_project_file(tmp_path)
    window = watched(qtbot, path)
    other = open_project(path)
    adopt_codebook(other, coder(other, "me"), another_codebook())
    other.close()
    form = window.coding.form
    look(qtbot, window)
    qtbot.waitUntil(lambda: window.desk.codebook.version == "1.1.0", timeout=10_000)
    assert window.coding.form is not form
    assert window.coding.view.text.hasFocus()


def test_who_codes_is_asked_before_the_codebook_changes(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    window = watched(qtbot, path)
    window.coding.steps.new_event()
    other = open_project(path)
    adopt_codebook(other, coder(other, "me"), another_codebook())
    other.close()
    look(qtbot, window)
    banner = window.coding.banner
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    assert "A new codebook is in force" in banner.words.text()
    assert window.desk.codebook.version == "1.0.0"
    banner.act.click()
    assert window.desk.codebook.version == "1.1.0"
    assert banner.isHidden()

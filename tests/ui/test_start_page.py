"""The start page: recent projects, and the three first steps."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.ui.pages.start import StartPage
from annotator.ui.settings import MAX_RECENT, Recent, Settings


def test_a_project_that_is_gone_says_so_and_can_be_taken_off(qtbot: QtBot, tmp_path: Path) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    there = tmp_path / "here.annotator"
    there.touch()
    gone = str(tmp_path / "gone")
    page.show_recent([Recent(str(there), "Here"), Recent(gone, "Gone")])
    page.show()
    assert "not found" in page.recent.item(1).text()
    page.recent.setCurrentRow(1)
    with qtbot.assertNotEmitted(page.open_asked), qtbot.waitSignal(page.forget_asked) as asked:
        qtbot.keyClick(page.recent, Qt.Key.Key_Return)
    assert asked.args == [gone]


def test_return_opens_the_marked_project(qtbot: QtBot, tmp_path: Path) -> None:
    page = StartPage()
    qtbot.addWidget(page)
    page.show_recent([Recent(str(tmp_path), "Here")])
    page.show()
    page.recent.setCurrentRow(0)
    with qtbot.waitSignal(page.open_asked) as asked:
        qtbot.keyClick(page.recent, Qt.Key.Key_Return)
    assert asked.args == [str(tmp_path)]


def test_recent_projects_are_few_and_newest_first(tmp_path: Path) -> None:
    settings = Settings(str(tmp_path / "settings.ini"))
    for number in range(MAX_RECENT + 3):
        settings.remember(f"/p{number}", f"Project {number}")
    settings.remember("/p5", "Project 5")
    paths = [row.path for row in settings.recent()]
    assert paths[0] == "/p5"
    assert len(paths) == MAX_RECENT == len(set(paths))


def test_a_damaged_setting_counts_as_not_chosen(tmp_path: Path) -> None:
    path = tmp_path / "settings.ini"
    path.write_text('[General]\nrecent=not json\ntext_points="[1]"\n')
    assert Settings(str(path)).recent() == []

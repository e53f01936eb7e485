"""A desk and a window on a project of the seed articles, as tests of the window need them."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from annotator.stages.coding import worklist
from annotator.stages.intake import import_articles
from annotator.stages.project import Project, coder, open_project
from annotator.stages.results import finish
from annotator.ui.desk import Desk
from annotator.ui.jobs import Worker
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from tests.build import a_project, seed


def a_project_file(folder: Path, codebook: str = "diplomatic") -> Path:
    """A closed project with the four seed articles."""
    project = a_project(folder, codebook)
    finish(import_articles(project, [seed(number) for number in range(4)]))
    path = project.path
    project.close()
    assert path is not None
    return path


def a_desk(qtbot: QtBot, path: Path) -> Desk:
    """A desk on the project, with its first article open."""
    project = open_project(path, hold=True)
    desk = Desk(Worker(), Settings())
    me = coder(project, "me")
    desk.open_project(project, me)
    with qtbot.waitSignal(desk.article_opened):
        desk.go(worklist(project, me)[0].article_id)
    return desk


def put_away(qtbot: QtBot, desk: Desk) -> None:
    """Close the project as the window does."""
    if desk.project is not None:
        with qtbot.waitSignal(desk.project_closed):
            desk.close_project(lambda: None)


def a_window(qtbot: QtBot, path: Path | None = None) -> MainWindow:
    """The window; with a project, once its first article is shown."""
    settings = Settings()
    window = MainWindow(settings)
    window.furnish(Desk(Worker(), settings))
    qtbot.addWidget(window, before_close_func=lambda w: put_away(qtbot, w.desk))
    window.resize(1280, 800)
    window.show()
    if path is not None:
        with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
            window.projects.open(str(path))
        window.activateWindow()
        qtbot.waitUntil(lambda: window.coding.view.text.hasFocus())
    return window


def reopened(path: Path) -> Project:
    """The project, opened for looking."""
    return open_project(path, read_only=True)

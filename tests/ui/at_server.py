"""A window on a project on a real server, at the end of a wire that can be cut."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from annotator.model.event import Event
from annotator.stages.intake import import_articles
from annotator.stages.project import create_project
from annotator.stages.results import finish
from annotator.ui.desk import Desk
from annotator.ui.jobs import Worker
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import Settings
from tests.build import seed, the_codebook
from tests.server import a_database
from tests.ui.at_work import put_away


def a_project_on_a_server() -> str:
    """The address of a project with the four seed articles, for the login that made it."""
    url = a_database()
    project = create_project(url, the_codebook(), "Talks", "me")
    finish(import_articles(project, [seed(number) for number in range(4)]))
    project.close()
    return url


def a_server_window(qtbot: QtBot, url: str) -> MainWindow:
    """The window on a project on a server, once its first article is shown."""
    window = an_empty_window(qtbot)
    with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
        window.projects.open(url)
    window.activateWindow()
    qtbot.waitUntil(lambda: window.coding.view.text.hasFocus())
    return window


def an_empty_window(qtbot: QtBot) -> MainWindow:
    """The window with its start page."""
    settings = Settings()
    window = MainWindow(settings)
    window.furnish(Desk(Worker(), settings))
    qtbot.addWidget(window, before_close_func=lambda w: put_away(qtbot, w.desk))
    window.resize(1280, 800)
    window.show()
    return window


def new_event(window: MainWindow) -> Event:
    """Begin an event as a coder does."""
    made = window.coding.steps.new_event()
    assert made is not None
    return made

"""A lab with coders and short articles, and the window on it, as tests of working together need."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDropEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from annotator.model.article import Article
from annotator.model.study import Coder, Role
from annotator.stages import coding
from annotator.stages.coding import worklist
from annotator.stages.project import Project, add_coder, coders
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Tell
from tests.build import a_project, a_whole_event
from tests.ui.at_work import a_window

PATIENCE = 20_000
"""Milliseconds until a test gives up; everything is done much sooner."""


def a_lab(folder: Path, n_articles: int = 12, handles: Iterable[str] = ("ana", "ben")) -> Path:
    """A closed project of one lead, with these coders and so many articles."""
    project = a_project(folder)
    lead = coders(project)[0]
    with project.store.transaction() as records:
        for number in range(n_articles):
            text = f"Wang Yi received guest {number} in Beijing.\n\nThey spoke of trade."
            title = f"Wang Yi receives guest {number}"
            records.add_article(Article.from_text(text, title=title), lead.id)
    for handle in handles:
        add_coder(project, handle)
    path = project.path
    project.close()
    return path


def a_lab_window(qtbot: QtBot, path: Path, handle: str = "me") -> MainWindow:
    """The window with this person at work, once the Articles page is shown."""
    window = a_window(qtbot)
    with qtbot.waitSignal(window.desk.project_opened, timeout=PATIENCE):
        window.projects.open(str(path), handle)
    desk = window.desk
    qtbot.waitUntil(
        lambda: desk.current is not None or window.articles is not None, timeout=PATIENCE
    )
    window.activateWindow()
    window.show_articles()
    assert window.articles is not None
    rows = window.articles.list
    qtbot.waitUntil(lambda: rows.chosen() is not None, timeout=PATIENCE)
    return window


def project_of(window: MainWindow) -> Project:
    """The project that the window has open."""
    assert window.desk.project is not None
    return window.desk.project


def coded(project: Project, who: Coder, n: int) -> None:
    """Code and submit so many articles that are still to do."""
    for row in [row for row in worklist(project, who) if row.state is None][:n]:
        article = coding.opened(project, who, row.article_id).article
        coding.save_event(project, who, a_whole_event(article))
        coding.submit(project, who, row.article_id)


def listen(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the window says from now on; each message is closed at once."""
    said: list[str] = []

    def ask(_parent: object, heading: str, text: str = "", details: str = "") -> None:
        said.append("\n".join((heading, text, details)))

    monkeypatch.setattr(Tell, "ask", ask)
    return said


def heard(qtbot: QtBot, said: list[str], beginning: str) -> str:
    """The first message that begins so, once it was said."""
    qtbot.waitUntil(lambda: any(each.startswith(beginning) for each in said), timeout=PATIENCE)
    return next(each for each in said if each.startswith(beginning))


def button(window: MainWindow, name: str) -> QPushButton:
    """A button of the window."""
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def action(window: MainWindow, name: str) -> QAction:
    """A command of the window."""
    found = window.findChild(QAction, name)
    assert isinstance(found, QAction)
    return found


def drop(window: MainWindow, paths: Iterable[Path]) -> None:
    """Let go of files over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    event = QDropEvent(
        QPointF(400, 300),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(window.windowHandle(), event)


def role_of(window: MainWindow, role: Role) -> None:
    """Whoever sits here has this role, for what is turned on and off."""
    from dataclasses import replace

    assert window.desk.coder is not None
    window.desk.coder = replace(window.desk.coder, role=role)
    window.menus.refresh()

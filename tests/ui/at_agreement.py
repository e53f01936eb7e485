"""The Agreement page on a project that three coders coded, as its tests need it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from annotator.stages.project import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.pages.agreement import AgreementPage
from tests.ui.at_work import a_window

SLOW = 60_000


def opened(qtbot: QtBot, path: Path, handle: str = "me") -> MainWindow:
    """The window with a project, as this person opens it."""
    window = a_window(qtbot)
    with qtbot.waitSignal(window.desk.project_opened, timeout=SLOW):
        window.projects.open(str(path), handle)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.coding, timeout=SLOW)
    return window


def shown(qtbot: QtBot, path: Path, handle: str = "me") -> AgreementPage:
    """The page, once the comparison and what stands behind the first variable are there."""
    window = opened(qtbot, path, handle)
    window.show_agreement()
    page = window.agreement
    assert page is not None
    qtbot.waitUntil(lambda: page.variables.panel.details is not None, timeout=SLOW)
    return page


def window_of(page: AgreementPage) -> MainWindow:
    window = page.window()
    assert isinstance(window, MainWindow)
    return window


def project_of(page: AgreementPage) -> Project:
    assert page.desk.project is not None
    return page.desk.project


def compared_anew(qtbot: QtBot, page: AgreementPage, act: Callable[[], object]) -> None:
    """Do something, and wait for the comparison that follows."""
    with qtbot.waitSignal(page.comparing.compared, timeout=SLOW):
        act()


def choose(qtbot: QtBot, page: AgreementPage, name: str) -> None:
    """Go to a variable and wait for what stands behind it."""
    page.variables.table.choose(name)
    panel = page.variables.panel
    qtbot.waitUntil(lambda: panel.details is not None and panel.details.name == name, timeout=SLOW)


def choose_disputed(qtbot: QtBot, page: AgreementPage) -> None:
    """Go to a variable with several disagreements."""
    assert page.comparison is not None
    lines = [line for line in page.comparison.report.variables if line.alpha is not None]
    for line in sorted(lines, key=lambda each: each.alpha or 0):
        choose(qtbot, page, line.name)
        if len(page.variables.panel.disagreements.facts.rows) > 2:
            return
    raise LookupError("coders agree too well")

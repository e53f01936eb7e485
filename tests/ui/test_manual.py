"""The manual: every page, every link and picture, and nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QAction, QKeySequence, QTextDocument
from pytestqt.qtbot import QtBot

from annotator.resources import resource
from annotator.ui.manual import ORDER, Manual, Pages
from tests.ui.at_work import a_window

PAGES = sorted(resource("help").glob("*.md"))
IMAGE = QTextDocument.ResourceType.ImageResource.value


@pytest.fixture
def manual(qtbot: QtBot) -> Manual:
    made = Manual(resource("help"))
    qtbot.addWidget(made)
    made.open_page()
    return made


def test_every_page_has_its_place(manual: Manual) -> None:
    assert {path.name for path in PAGES} == set(ORDER)
    assert manual.contents.count() == len(PAGES)


def test_a_page_opens_at_its_beginning(manual: Manual) -> None:
    bar = manual.pages.verticalScrollBar()
    assert bar.maximum() > 0
    assert bar.value() == 0
    manual.show_page("import.md")
    assert bar.value() == 0
    assert manual.pages.horizontalScrollBar().maximum() == 0


def test_every_page_leads_to_others() -> None:
    texts = {page.name: page.read_text("utf-8") for page in PAGES}
    reached = {"start.md"}
    while more := {
        target
        for name in reached
        for target in re.findall(r"\]\(([^)]+\.md)\)", texts[name])
        if target not in reached
    }:
        reached |= more
    assert reached == set(texts)


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_every_link_and_picture_leads_somewhere(page: Path, qtbot: QtBot) -> None:
    pages = Pages(page.parent)
    qtbot.addWidget(pages)
    for is_picture, target in re.findall(r"(!?)\[[^\]]*\]\(([^)]+)\)", page.read_text("utf-8")):
        if is_picture:
            assert pages.loadResource(IMAGE, QUrl(target)) is not None, target
        else:
            assert (page.parent / target).is_file(), target


@pytest.mark.parametrize(
    "name",
    ["/etc/hostname", "file:///etc/hostname", "http://example.org/x.png", "images/../start.md"],
)
def test_nothing_is_loaded_but_pictures_of_the_manual(qtbot: QtBot, name: str) -> None:
    pages = Pages(resource("help"))
    qtbot.addWidget(pages)
    assert pages.loadResource(IMAGE, QUrl(name)) is None


def test_links_are_followed_and_gone_back(qtbot: QtBot, manual: Manual) -> None:
    assert not manual.back.isEnabled()
    manual.pages.anchorClicked.emit(QUrl("coding.md"))
    assert "Coding an article" in manual.pages.toPlainText()
    assert manual.contents.currentRow() == 1
    manual.contents.setCurrentRow(2)
    manual.back.click()
    manual.back.click()
    assert manual.contents.currentRow() == 0
    assert not manual.back.isEnabled()
    manual.forward.click()
    assert manual.contents.currentRow() == 1
    manual.pages.anchorClicked.emit(QUrl("https://example.org/"))
    assert manual.contents.currentRow() == 1


def test_the_manual_opens_from_its_key(qtbot: QtBot) -> None:
    window = a_window(qtbot)
    action = window.findChild(QAction, "manual")
    assert isinstance(action, QAction)
    assert action.shortcut() == QKeySequence("Shift+F1")
    action.trigger()
    made = window.findChild(Manual)
    assert isinstance(made, Manual)
    assert made.isVisible()
    assert made.pages.hasFocus() or made.windowFlags() & Qt.WindowType.Window
    window.help.close()
    assert not made.isVisible()


def test_every_key_of_the_window_stands_in_the_manual(qtbot: QtBot) -> None:
    window = a_window(qtbot)
    window.need_articles()
    page = (resource("help") / "keys.md").read_text("utf-8")
    signs = {"Return": "Enter", "Right": "→", "Left": "←", "Down": "↓", "Up": "↑"}
    for _, actions in window.menus.sections():
        for action in actions:
            key = action.shortcut().toString()
            for word, sign in signs.items():
                key = re.sub(rf"\b{word}\b", sign, key)
            assert not key or f"`{key}`" in page, key

"""The Articles page: everything in the project, sorted, filtered, one key from being coded."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs import Details
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Question, Tell
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    window = a_window(qtbot, a_project_file(tmp_path))
    window.show_articles()
    return window


def test_the_model_keeps_qts_rules(window: MainWindow, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(window.articles.model)


def test_articles_are_sorted_and_filtered(window: MainWindow) -> None:
    page = window.articles
    assert len(page.model.rows) == 4
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    titles = [row.title.casefold() for row in page.model.rows]
    assert titles == sorted(titles, reverse=True)
    page.filter.setText("wang yi")
    assert len(page.model.rows) == 1
    assert page.count.text() == "1 article"
    page.filter.clear()
    page.status.setCurrentIndex(3)
    assert not page.model.rows


def test_return_opens_the_article(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    page.table.setCurrentIndex(page.model.index(2, 0))
    wanted = page.chosen()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: window.desk.current is not None and window.desk.current.article.id == wanted
    )
    assert window.is_coding


def test_details_are_put_right(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.articles
    page.table.setCurrentIndex(page.model.index(0, 0))
    monkeypatch.setattr(Details, "ask", lambda *_: {"publisher": "Reuters"})
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: page.model.rows[0].publisher == "Reuters")


def test_files_are_looked_at_before_they_are_imported(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "new.txt"
    file.write_text("A new article about a meeting.\n\nThey met in Paris.")
    asked: list[str] = []
    told: list[str] = []

    def yes(_parent: object, _heading: str, text: str, *_rest: object) -> bool:
        asked.append(text)
        return True

    monkeypatch.setattr(Question, "ask", yes)
    monkeypatch.setattr(Tell, "ask", lambda _parent, heading, *_rest: told.append(heading))
    window.projects.import_paths([file])
    qtbot.waitUntil(lambda: told == ["Imported"])
    assert asked == ["1 new, 0 already in the project, 0 cannot be read."]
    assert len(window.articles.model.rows) == 5

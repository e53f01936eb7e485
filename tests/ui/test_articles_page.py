"""The Articles page: everything in the project, sorted, filtered, one key from being coded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter
from uuid import uuid4

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.model.article import Article
from annotator.stages.coding import WorklistRow, worklist
from annotator.ui import window_steps
from annotator.ui.article_dialogs import Details
from annotator.ui.dialogs import JobProgress
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
    assert page.count.text() == "1 of 4 articles"
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
    window.intake.import_paths([file])
    qtbot.waitUntil(lambda: told == ["Imported"])
    assert asked == ["1 new, 0 already in the project, 0 cannot be taken in."]
    assert len(window.articles.model.rows) == 5


def test_dropped_files_and_folders_are_imported(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text("One article.\n\nThey met.")
    (folder / "empty.txt").write_text("")
    (folder / "line\nbreak.md").write_text("# Another\n\nThey met again.")
    told: list[str] = []
    monkeypatch.setattr(Question, "ask", lambda *_: True)
    monkeypatch.setattr(Tell, "ask", lambda _parent, *words: told.extend(words))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(300, 300), copy, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    drop = QDropEvent(QPointF(300, 300), copy, data, left, none)
    QApplication.sendEvent(window, drop)
    qtbot.waitUntil(lambda: bool(told))
    assert told[:2] == ["Imported", "2 added, 0 already in the project, 1 rejected."]
    details = told[2].split("\n")
    assert details[0] == "Rejected: 1"
    assert details[1].startswith("  empty.txt: it is empty.")
    assert any("line␊break.md" in line for line in details)


def test_a_cancelled_import_adds_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(f"Article {number}.\n\nThey met {number} times.")
    monkeypatch.setattr(window_steps, "BLINK_MS", 0)
    stopped: list[JobProgress] = []

    def stop(_parent: object, heading: str, *_rest: object) -> bool:
        def press() -> None:
            for dialog in window.findChildren(JobProgress):
                if dialog.isVisible() and not stopped:
                    stopped.append(dialog)
                    dialog.stop.click()

        QTimer.singleShot(0, window, press)
        timer.timeout.connect(press)
        timer.start(1)
        return True

    timer = QTimer(window)
    monkeypatch.setattr(Question, "ask", stop)
    monkeypatch.setattr(Tell, "ask", lambda *_: pytest.fail("nothing is to be told"))
    window.intake.import_paths(sorted(tmp_path.glob("*.txt")))
    qtbot.waitUntil(lambda: bool(stopped), timeout=20_000)
    qtbot.waitUntil(lambda: not window.findChildren(JobProgress), timeout=20_000)
    assert len(worklist_of(window)) == 4


def worklist_of(window: MainWindow) -> list[WorklistRow]:
    project, coder = window.desk.project, window.desk.coder
    assert project is not None
    assert coder is not None
    return list(worklist(project, coder))


def test_a_filter_that_nothing_fits_says_so_and_is_one_step_from_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    page.filter.setText("zzz")
    assert page.count.text() == "0 of 4 articles"
    assert page.show_all.isVisible()
    page.show_all.setFocus()
    qtbot.keyClick(page.show_all, Qt.Key.Key_Space)
    assert page.count.text() == "4 articles"
    assert page.table.hasFocus()
    assert page.chosen() is not None


def test_a_title_with_markup_is_shown_as_it_stands(window: MainWindow) -> None:
    page = window.articles
    first = page.model.rows[0]
    page.show_rows([replace(first, title='<img src="/etc/hosts"> <b>Talks</b>')])
    index = page.model.index(0, 0)
    assert index.data() == '<img src="/etc/hosts"> <b>Talks</b>'
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;b&gt;Talks" in tip


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("published", "2025-13", "2025-12"),
        ("published", "2 December", "2025-12-02"),
        ("url", "example.org/a", "https://example.org/a"),
        ("language", "English", "en"),
    ],
)
def test_details_are_checked_where_they_are_typed(
    qtbot: QtBot, window: MainWindow, name: str, wrong: str, right: str
) -> None:
    page = window.articles
    page.table.setCurrentIndex(page.model.index(0, 0))
    faults: list[str] = []

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Details)
        line = dialog.findChild(QLineEdit, f"details_{name}")
        fault = dialog.findChild(QLabel, f"details_{name}_fault")
        assert isinstance(line, QLineEdit)
        assert isinstance(fault, QLabel)
        line.setText(wrong)
        qtbot.keyClick(line, Qt.Key.Key_Return)
        assert dialog.isVisible()
        faults.append(fault.text())
        line.setText(right)
        qtbot.keyClick(line, Qt.Key.Key_Return)

    QTimer.singleShot(0, window, fill)
    page.edit.click()
    assert len(faults[0]) > 20
    qtbot.waitUntil(lambda: getattr(first_article(window), name) == right)


def first_article(window: MainWindow) -> Article:
    return window.desk.read_article(window.articles.model.rows[0].article_id).article


def test_a_list_of_many_articles_is_read_sorted_and_filtered_quickly(window: MainWindow) -> None:
    page = window.articles
    first = page.model.rows[0]
    rows = [
        replace(first, article_id=uuid4(), title=f"Talks, round {number}")
        for number in range(5_000)
    ]
    began = perf_counter()
    page.show_rows(rows)
    page.table.sortByColumn(0, Qt.SortOrder.DescendingOrder)
    page.filter.setText("round 49")
    assert perf_counter() - began < 2
    assert page.count.text().startswith("199 of 5")

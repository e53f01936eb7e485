"""Importing in the window: a preview first, then all or nothing, then a report that is kept."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from annotator.stages.coding import worklist
from annotator.ui import window_steps
from annotator.ui.article_dialogs import Details, Paste
from annotator.ui.dialogs import JobProgress
from annotator.ui.import_columns import ImportColumns
from annotator.ui.import_dialog import ImportPreview
from annotator.ui.import_reports import ImportReports
from annotator.ui.main_window import MainWindow
from annotator.ui.widgets.import_table import ImportTable
from tests.ui.at_work import a_project_file, a_window

WIRES = """Kopf;Text;Am;Ort
Talks in Paris;The ministers met in Paris and spoke for two hours about grain.;2025-03-02;Paris
Talks in Rome;The ministers met in Rome and spoke for three hours about gas.;2025-03-05;Rome
"""


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_window(qtbot, a_project_file(tmp_path))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two new articles, one of them once more, and an empty file."""
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "one.txt").write_text("One article about a meeting.\n\nThey met in Paris.")
    (folder / "again.txt").write_text("One article about a meeting.\n\nThey met in Paris.")
    (folder / "empty.txt").write_text("")
    (folder / "line\nbreak.md").write_text("# Another\n\nThey met again.")
    return folder


def previewed(qtbot: QtBot, window: MainWindow, paths: list[Path]) -> ImportPreview:
    """The preview of these files, once they were looked at."""
    window.intake.import_paths(paths)
    assert window.intake.session is not None
    preview = window.intake.session.preview
    looked(qtbot, preview)
    return preview


def looked(qtbot: QtBot, preview: ImportPreview) -> None:
    """Wait until the files were looked at; what reads dates is loaded at the first one."""
    qtbot.waitUntil(lambda: not preview.progress.isVisible(), timeout=30_000)


def reported(qtbot: QtBot, window: MainWindow) -> ImportReports:
    qtbot.waitUntil(lambda: window.intake.shown is not None, timeout=20_000)
    report = window.intake.shown
    assert report is not None
    qtbot.waitUntil(lambda: report.rows.row() is not None)
    return report


def cells(qtbot: QtBot, rows: ImportTable) -> list[list[str]]:
    """The words of the table, once they are there."""
    model = rows.model

    def row(at: int) -> list[str]:
        return [model.index(at, column).data() for column in range(model.columnCount())]

    qtbot.waitUntil(lambda: all(row(at)[0] for at in range(model.rowCount())))
    return [row(at) for at in range(model.rowCount())]


def n_articles(window: MainWindow) -> int:
    assert window.desk.project is not None
    assert window.desk.coder is not None
    return len(worklist(window.desk.project, window.desk.coder))


def test_files_are_looked_at_before_anything_is_written(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    preview = previewed(qtbot, window, [folder])
    told = {row[2]: row[:2] for row in cells(qtbot, preview.rows)}
    assert told["again.txt"] == ["+ New", "One article about a meeting."]
    assert told["one.txt"] == ["= Already here", "One article about a meeting."]
    assert told["line␊break.md"] == ["+ New", "Another"]
    assert told["empty.txt"][0] == "✕ Refused"
    assert told["empty.txt"][1].startswith("It is empty.")
    assert preview.verb.text() == "Import 2 articles"
    assert n_articles(window) == 4


def test_the_sums_filter_and_the_marked_text_begins_beside(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    preview = previewed(qtbot, window, [folder])
    chips = preview.rows._chips
    assert [chip.text() for chip in chips.values()] == [
        "All  4",
        "+ New  2",
        "= Already here  1",
        "✕ Refused  1",
    ]
    chips["rejected"].click()
    assert len(cells(qtbot, preview.rows)) == 1
    qtbot.waitUntil(lambda: preview.text.toPlainText().startswith("It is empty."))
    chips["known"].click()
    qtbot.waitUntil(lambda: "They met in Paris." in preview.text.toPlainText())


def test_what_is_imported_is_reported_and_the_report_is_kept(
    qtbot: QtBot, window: MainWindow, folder: Path, tmp_path: Path
) -> None:
    previewed(qtbot, window, [folder]).verb.click()
    report = reported(qtbot, window)
    assert [row[0] for row in cells(qtbot, report.rows)].count("+ Added") == 2
    assert window.intake.session is None
    qtbot.waitUntil(lambda: window.coding.worklist.model.n_articles == 6)
    assert window.coding.worklist.count.text() == "0 of 6"
    report.reject()
    action = next(each for each in window.actions() if each.objectName() == "import_reports_action")
    action.trigger()
    again = reported(qtbot, window)
    assert again.imports.count() == 2
    again.rows._chips["rejected"].click()
    assert [row[2] for row in cells(qtbot, again.rows)] == ["empty.txt"]
    again.save_to(tmp_path / "report.csv")
    qtbot.waitUntil(lambda: again.note.text().startswith("Saved:"))
    with (tmp_path / "report.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert sorted(row["outcome"] for row in rows) == ["added", "added", "known", "rejected"]


def test_a_file_that_is_read_otherwise_is_looked_at_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "page.html").write_text(
        "<html><title>Talks</title><body><p>They met in Geneva today.</p></body></html>"
    )
    preview = previewed(qtbot, window, [tmp_path / "page.html"])
    before = cells(qtbot, preview.rows)[0]
    preview.importer.setCurrentIndex(preview.importer.findData("plain_text"))
    preview.importer.activated.emit(preview.importer.currentIndex())
    assert preview.progress.isVisible()
    looked(qtbot, preview)
    after = cells(qtbot, preview.rows)[0]
    assert before[3] == "Web pages"
    assert after[3] == "Plain text"
    assert preview.importer.currentData() == "plain_text"


def test_columns_are_guessed_changed_and_remembered(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, later = tmp_path / "wires.csv", tmp_path / "later.csv"
    table.write_text(WIRES)
    later.write_text(WIRES.replace("two", "four").replace("three", "five"))
    preview = previewed(qtbot, window, [table])
    asked: list[dict[str, str]] = []

    def ask(_parent: object, _file: str, names: tuple[str, ...], *rest: object) -> dict[str, str]:
        assert names == ("Kopf", "Text", "Am", "Ort")
        asked.append(dict(rest[1]))  # type: ignore[call-overload]
        return {"Kopf": "title", "Text": "text", "Am": "published", "Ort": "section"}

    monkeypatch.setattr(ImportColumns, "ask", ask)
    qtbot.waitUntil(lambda: preview.columns.isVisible())
    preview.columns.click()
    qtbot.waitUntil(lambda: bool(asked))
    looked(qtbot, preview)
    assert asked[0]["Text"] == "text"
    assert [row[1] for row in cells(qtbot, preview.rows)] == ["Talks in Paris", "Talks in Rome"]
    assert [row[4] for row in cells(qtbot, preview.rows)] == ["2025-03-02", "2025-03-05"]
    preview.verb.click()
    reported(qtbot, window).reject()
    again = previewed(qtbot, window, [later])
    assert [row[1] for row in cells(qtbot, again.rows)] == ["Talks in Paris", "Talks in Rome"]


def test_a_column_is_said_once_and_the_text_always(qtbot: QtBot) -> None:
    dialog = ImportColumns(None, "a.csv", ("a", "b"), (("1", "2"),), {"a": "text", "b": "title"})
    qtbot.addWidget(dialog)
    assert dialog.verb.isEnabled()
    combo = dialog._combos["b"]
    combo.setCurrentIndex(combo.findData("text"))
    assert "Two columns" in dialog.fault.text()
    dialog._combos["a"].setCurrentIndex(0)
    assert dialog.verb.isEnabled()
    combo.setCurrentIndex(0)
    assert "which column is the text" in dialog.fault.text()
    assert not dialog.verb.isEnabled()


def dropped(window: MainWindow, path: Path) -> bool:
    """Drop a file over the form, as the system does; gives whether it was taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    handle = window.windowHandle()
    place = window.coding.worklist.filter.mapTo(window, QPoint(5, 5))
    enter = QDragEnterEvent(place, copy, data, left, none)
    QApplication.sendEvent(handle, enter)
    drop = QDropEvent(QPointF(place), copy, data, left, none)
    QApplication.sendEvent(handle, drop)
    return enter.isAccepted() and drop.isAccepted()


def copied(window: MainWindow, path: Path) -> bool:
    """Copy a file and paste it; gives whether that was understood."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    QGuiApplication.clipboard().setMimeData(data)
    window.intake.paste()
    return True


@pytest.mark.parametrize("bring", [dropped, copied])
def test_files_come_in_by_dropping_them_anywhere_and_by_pasting(
    qtbot: QtBot, window: MainWindow, folder: Path, bring: Callable[[MainWindow, Path], bool]
) -> None:
    assert bring(window, folder)
    qtbot.waitUntil(lambda: window.intake.session is not None)
    assert window.intake.session is not None
    preview = window.intake.session.preview
    looked(qtbot, preview)
    assert len(cells(qtbot, preview.rows)) == 4
    assert window.coding.worklist.filter.text() == ""


def test_more_files_join_those_that_are_looked_at(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    previewed(qtbot, window, [folder / "one.txt"])
    preview = previewed(qtbot, window, [folder / "line\nbreak.md"])
    assert [row[2] for row in cells(qtbot, preview.rows)] == ["one.txt", "line␊break.md"]


def test_a_preview_that_is_closed_stops_looking_and_writes_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    for number in range(400):
        (tmp_path / f"{number}.txt").write_text(f"Article {number}.\n\nThey met {number} times.")
    window.intake.import_paths(sorted(tmp_path.glob("*.txt")))
    assert window.intake.session is not None
    assert window.coding.isEnabled()
    window.intake.session.preview.stop.click()
    assert window.intake.session is None
    assert window.intake.looker.wait(20)
    assert n_articles(window) == 4


def test_an_import_that_is_called_off_adds_nothing_and_shows_the_preview_again(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        (tmp_path / f"{number}.txt").write_text(f"Article {number}.\n\nThey met {number} times.")
    preview = previewed(qtbot, window, sorted(tmp_path.glob("*.txt")))
    monkeypatch.setattr(window_steps, "BLINK_MS", 0)
    stopped: list[JobProgress] = []

    def press() -> None:
        for dialog in window.findChildren(JobProgress):
            if dialog.isVisible() and not stopped:
                stopped.append(dialog)
                dialog.stop.click()

    timer = QTimer(window)
    timer.timeout.connect(press)
    timer.start(1)
    preview.verb.click()
    qtbot.waitUntil(lambda: bool(stopped), timeout=20_000)
    qtbot.waitUntil(lambda: not window.findChildren(JobProgress), timeout=20_000)
    qtbot.waitUntil(preview.isVisible)
    assert n_articles(window) == 4
    assert window.intake.shown is None


def test_a_pasted_text_is_taken_in_as_an_article(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    QGuiApplication.clipboard().setText("They met in Oslo.")
    given: list[str] = []

    def ask(_parent: object, text: str, _known: object) -> dict[str, str]:
        given.append(text)
        return {"text": text, "title": "Oslo"}

    monkeypatch.setattr(Paste, "ask", ask)
    window.intake.paste()
    qtbot.waitUntil(lambda: window.coding.worklist.model.n_articles == 5)
    assert given == ["They met in Oslo."]


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("published", "2025-13", "2025-12"),
        ("published", "2 December", "2025-12-02"),
        ("url", "example.org/a", "https://example.org/a"),
        ("language", "English", "fr"),
        ("byline", "", "Ana Petrović"),
        ("section", "", "World"),
    ],
)
def test_details_are_checked_where_they_are_typed(
    qtbot: QtBot, window: MainWindow, name: str, wrong: str, right: str
) -> None:
    assert window.desk.current is not None
    article_id = window.desk.current.article.id
    rest: list[str] = []

    def fill() -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, Details):
            return
        timer.stop()
        shown = dialog.findChild(QPlainTextEdit, "details_rest")
        assert isinstance(shown, QPlainTextEdit)
        assert shown.isReadOnly()
        rest.append(shown.toPlainText())
        line = dialog.findChild(QLineEdit, f"details_{name}")
        assert isinstance(line, QLineEdit)
        if wrong:
            line.setText(wrong)
            qtbot.keyClick(line, Qt.Key.Key_Return)
            fault = dialog.findChild(QLabel, f"details_{name}_fault")
            assert isinstance(fault, QLabel)
            assert len(fault.text()) > 20
            assert dialog.isVisible()
        line.setText(right)
        qtbot.keyClick(line, Qt.Key.Key_Return)

    timer = QTimer(window)
    timer.timeout.connect(fill)
    timer.start(10)
    window.intake.edit_details(article_id)
    qtbot.waitUntil(
        lambda: getattr(window.desk.read_article(article_id).article, name) == right, timeout=10_000
    )
    assert "File: " in rest[0]


def test_where_only_refusals_are_listed_their_reasons_have_the_room(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    rows = previewed(qtbot, window, [folder]).rows
    names = [column.name for column in rows.model.columns]
    assert not rows.table.isColumnHidden(names.index("publisher"))
    wide = rows.table.columnWidth(names.index("title"))
    rows._chips["rejected"].click()
    assert rows.table.isColumnHidden(names.index("publisher"))
    assert rows.table.columnWidth(names.index("title")) > wide
    rows._chips[""].click()
    assert not rows.table.isColumnHidden(names.index("publisher"))


def test_the_list_stays_in_its_place_while_files_are_looked_at_again(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    preview = previewed(qtbot, window, [folder])
    top = preview.rows.mapTo(preview, QPoint(0, 0)).y()
    preview.show_looking()
    QApplication.processEvents()
    assert preview.progress.isVisible()
    assert preview.rows.mapTo(preview, QPoint(0, 0)).y() == top


def test_a_report_says_whole_why_the_marked_record_was_refused(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    previewed(qtbot, window, [folder]).verb.click()
    report = reported(qtbot, window)
    report.rows._chips["rejected"].click()
    whole = "It is empty. Remove it, or put the article's text into it."
    qtbot.waitUntil(lambda: report.reason.text() == whole)
    report.rows._chips["added"].click()
    qtbot.waitUntil(lambda: not report.reason.text().strip())


def test_the_first_column_that_is_not_named_has_the_focus(qtbot: QtBot) -> None:
    cells = (("Talks in Kyiv", "They met. " * 20, "Kyiv"),)
    known = {"head": "title", "body": "", "where": ""}
    dialog = ImportColumns(None, "a.csv", ("head", "body", "where"), cells, known)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: dialog._combos["body"].hasFocus())
    shown = [label.text() for label in dialog.findChildren(QLabel)]
    assert any(words.startswith("They met.") and words.endswith("…") for words in shown)

"""The Articles page: everything in the project, found, read, one key from being coded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.stages import duplicates
from annotator.stages.results import Changes
from annotator.ui.article_dialogs import Details
from annotator.ui.main_window import MainWindow
from annotator.ui.settings import ARTICLE_COLUMNS
from annotator.ui.widgets.article_line import ArticleLine
from annotator.ui.widgets.lists import ListDialog
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    window = a_window(qtbot, a_project_file(tmp_path))
    show_articles(qtbot, window)
    return window


def show_articles(qtbot: QtBot, window: MainWindow) -> None:
    """Show the page, once its list is there."""
    window.show_articles()
    page = window.articles
    qtbot.waitUntil(lambda: page.list.chosen() is not None)
    qtbot.waitUntil(lambda: page.table.hasFocus())


def lines(window: MainWindow) -> list[ArticleLine]:
    """The rows as they are listed, once they are read."""
    model = window.articles.table.articles
    return [line for n in model.numbers if (line := model.known(n)) is not None]


def search(qtbot: QtBot, window: MainWindow, words: str, n_found: int) -> None:
    """Type a search and wait for so many articles."""
    field = window.articles.list.field.line
    field.clear()
    field.setFocus()
    qtbot.keyClicks(field, words)
    qtbot.waitUntil(lambda: len(window.articles.table.articles.numbers) == n_found)


def test_the_model_keeps_qts_rules(window: MainWindow, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(window.articles.table.articles)


def test_what_is_typed_is_found_ranked_and_shown_with_its_place(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    search(qtbot, window, "wang yi tariffs", 0)
    assert page.count.text() == "0 of 4 articles"
    search(qtbot, window, '"Wang Yi"', 1)
    assert page.count.text() == "1 of 4 articles"
    qtbot.waitUntil(lambda: lines(window)[0].stretch is not None)
    line = lines(window)[0]
    assert line.stretch is not None
    assert [line.stretch[each.start : each.end] for each in line.hits][:1] == ["Wang Yi"]
    qtbot.waitUntil(lambda: bool(page.list.preview.text.layout_of_text.blocks))


def test_an_empty_search_lists_all_articles_in_the_order_they_came(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    search(qtbot, window, "wang", 1)
    qtbot.keyClick(page.list.field.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: list(page.table.articles.numbers) == [1, 2, 3, 4])


def test_a_faulty_search_says_where_and_the_list_stays(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    search(qtbot, window, "Wang", 1)
    page.list.field.ask("Wang status:nonsense Beijing")
    assert "character 13" in page.list.field.fault.text()
    assert page.list.field.fault.isVisible()
    assert len(page.table.articles.numbers) == 1
    page.list.field.ask("Wang status:to_do")
    assert not page.list.field.fault.isVisible()


def test_a_coder_whom_nobody_knows_is_told_beside_those_there_are(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    page.list.field.ask("coder:nobody")
    qtbot.waitUntil(lambda: "nobody" in page.list.field.fault.text())
    assert "me" in page.list.field.fault.text()
    assert len(page.table.articles.numbers) == 4


@pytest.mark.parametrize("way", ["header", "key"])
def test_the_list_is_sorted_by_header_and_by_key(
    qtbot: QtBot, window: MainWindow, way: str
) -> None:
    table = window.articles.table
    if way == "header":
        header = table.horizontalHeader()
        place = QPoint(header.sectionViewportPosition(0) + 20, header.height() // 2)
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        menu = table.order_menu()
        next(each for each in menu.actions() if each.text() == "Title").trigger()
    assert table.order == ("title", False)

    def is_sorted() -> bool:
        titles = [line.title.casefold() for line in lines(window)]
        return len(titles) == 4 and titles == sorted(titles)

    qtbot.waitUntil(is_sorted)
    table.sort_by("")
    qtbot.waitUntil(lambda: list(table.articles.numbers) == [1, 2, 3, 4])


def test_a_column_without_an_order_leaves_the_list_as_it_is(window: MainWindow) -> None:
    table = window.articles.table
    table.sort_by("title")
    table.horizontalHeader().setSortIndicator(2, Qt.SortOrder.AscendingOrder)
    assert table.order == ("title", False)


def test_columns_are_chosen_and_remembered(window: MainWindow) -> None:
    table = window.articles.table
    assert "length" not in table.shown_columns()
    menu = table.column_menu()
    next(each for each in menu.actions() if each.text() == "Characters").trigger()
    assert "length" in table.shown_columns()
    assert window.settings.get(ARTICLE_COLUMNS) == table.shown_columns()


def test_the_list_needs_no_bar_below_it_at_1280(window: MainWindow) -> None:
    bar = window.articles.table.horizontalScrollBar()
    assert bar.maximum() == 0


def test_a_filter_writes_into_the_search(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    search(qtbot, window, "Wang", 1)
    menu = page.list.filters["status"].menu()
    menu.aboutToShow.emit()
    next(each for each in menu.actions() if "submitted" in each.text()).trigger()
    assert page.list.field.text == "Wang status:submitted"
    qtbot.waitUntil(lambda: not page.table.articles.numbers)
    next(each for each in menu.actions() if each.text() == "Any").trigger()
    assert page.list.field.text == "Wang"
    qtbot.waitUntil(lambda: len(page.table.articles.numbers) == 1)


def test_return_opens_the_article_with_what_it_was_found_by(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    search(qtbot, window, "Wang", 1)
    wanted = lines(window)[0].row.id
    qtbot.keyClick(page.list.field.line, Qt.Key.Key_Return)
    assert page.table.hasFocus()
    with qtbot.waitSignal(page.article_chosen) as chosen:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert chosen.args[0] == wanted
    assert chosen.args[1] == page.query
    assert page.query is not None
    qtbot.waitUntil(
        lambda: window.desk.current is not None and window.desk.current.article.id == wanted
    )
    assert window.is_coding


def test_the_chosen_article_is_read_beside_the_list(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    preview = page.list.preview
    for row in (2, 1):
        page.table.setCurrentIndex(page.table.articles.index(row, 0))
        title = lines(window)[row].title
        qtbot.waitUntil(lambda title=title: preview.accessibleName() == title)
    labels = [each.text() for each in preview.details.findChildren(QLabel)]
    assert lines(window)[1].row.file in labels


def test_the_reading_pane_is_folded_by_key_and_stays_so(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    assert not page.list.preview.isVisible()
    assert window.coding.panel.isVisibleTo(window.coding)
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    assert page.list.preview.isVisible()


def test_find_goes_to_the_search_of_the_page(qtbot: QtBot, window: MainWindow) -> None:
    page = window.articles
    qtbot.keyClick(page.table, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert page.list.field.line.hasFocus()


def test_details_are_put_right(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.articles
    monkeypatch.setattr(Details, "ask", lambda *_: {"publisher": "Reuters"})
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    qtbot.waitUntil(lambda: [each.row.publisher for each in lines(window)][:1] == ["Reuters"])


def test_a_search_that_finds_nothing_says_so_and_is_one_step_from_undone(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    search(qtbot, window, "zzz", 0)
    assert page.list.show_all.isVisible()
    page.list.show_all.setFocus()
    qtbot.keyClick(page.list.show_all, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.count.text() == "4 articles")
    assert page.table.hasFocus()
    assert page.list.chosen() is not None


def test_a_title_with_markup_is_shown_as_it_stands(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = window.articles
    words = '<img src="/etc/hosts"> <b>Talks</b>'
    monkeypatch.setattr(Details, "ask", lambda *_: {"title": words})
    qtbot.keyClick(page.table, Qt.Key.Key_F2)
    index = page.table.articles.index(0, 0)
    qtbot.waitUntil(lambda: index.isValid() and index.data() == words)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "<img" not in tip
    assert "&lt;b&gt;Talks" in tip


def test_a_search_that_is_refused_leaves_list_and_count_as_they_were(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.articles
    search(qtbot, window, '"Wang Yi"', 1)
    page.list.field.ask("coder:nobody")
    qtbot.waitUntil(lambda: "nobody" in page.list.field.fault.text())
    qtbot.waitUntil(lambda: page.count.text() == "1 of 4 articles")
    assert len(page.table.articles.numbers) == 1


# --- coming here -------------------------------------------------------------------------


def by_menu(qtbot: QtBot, window: MainWindow) -> None:
    action = window.findChild(QAction, "view_articles")
    assert isinstance(action, QAction)
    action.trigger()


def by_key(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)


def by_bar(qtbot: QtBot, window: MainWindow) -> None:
    button = window.findChild(QToolButton, "nav_articles")
    assert isinstance(button, QToolButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("go", [by_menu, by_key, by_bar])
def test_the_page_is_made_when_it_is_asked_for(
    qtbot: QtBot, tmp_path: Path, go: Callable[[QtBot, MainWindow], None]
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    assert window.articles is None
    go(qtbot, window)
    page = window.articles
    assert window.stack.currentWidget() is page
    qtbot.waitUntil(lambda: len(lines(window)) == 4)
    assert page.table.hasFocus()


def test_the_menu_holds_its_commands_before_it_is_seen(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    title = window.titles["articles"]
    assert title.menuAction().isVisible()
    title.aboutToShow.emit()
    commands = [action for action in title.actions() if not action.isSeparator()]
    n_own = len(window.articles.acts)
    assert commands[:n_own] == list(window.articles.acts.values())
    assert not any(action.isEnabled() for action in commands[:n_own])
    assert [action.text().replace("&", "") for action in commands[n_own:]] == [
        "Assign…",
        "Add a coder…",
        "Progress",
        "Hand out…",
        "Merge packages…",
        "Adopt a codebook…",
    ]
    assert dict(window.menus.sections())["Articles"] == commands


def test_the_list_of_keys_holds_those_of_the_page_before_it_is_seen(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    listed: list[str] = []

    def ask(_: object, __: str, ___: str, sections: list[tuple[str, object]], ____: str) -> None:
        listed.extend(heading for heading, _ in sections)

    monkeypatch.setattr(ListDialog, "ask", ask)
    window.help.keys()
    assert listed[2:] == ["File", "Edit", "Articles", "Code", "View", "Help"]


def test_what_happens_before_the_page_is_there_needs_no_page(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    window.desk.stored.emit(Changes())
    assert window.corpus.soon.isActive()  # duplicates are looked for all the same
    project = window.desk.project
    assert project is not None
    qtbot.waitUntil(lambda: duplicates.is_up_to_date(project), timeout=20_000)
    qtbot.waitUntil(lambda: window.corpus._search is None)
    window.dress()
    window.toggle_form()
    assert window.articles is None


class ShownWindows(QObject):
    """Notes the classes of widgets that are shown as windows."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


def test_no_other_window_flashes_up_while_the_page_is_made(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    app, shown = QApplication.instance(), ShownWindows()
    assert app is not None
    app.installEventFilter(shown)
    window.need_articles()
    app.removeEventFilter(shown)
    assert not shown.names

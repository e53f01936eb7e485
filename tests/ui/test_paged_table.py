"""Lists of any length: numbers are held, rows are asked for when they are looked at."""

from __future__ import annotations

from array import array
from time import perf_counter

import pytest
from pytestqt.qtbot import QtBot

from annotator.model.article import ArticleRow
from annotator.ui.widgets.article_line import ArticleLine
from annotator.ui.widgets.article_table import ArticleTable
from annotator.ui.widgets.paged_table import KEPT, PAGE, PagedColumn, PagedModel
from tests.build import an_article

MANY = 100_000


def a_line(number: int) -> ArticleLine:
    id = an_article(str(number)).id
    row = ArticleRow(id, number, "", f"Talks {number}", "", "", "", "", "", "en", "", 100)
    return ArticleLine(row, "to_do", 0)


@pytest.fixture
def table(qtbot: QtBot) -> ArticleTable:
    made = ArticleTable()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def test_only_what_is_looked_at_is_asked_for(qtbot: QtBot, table: ArticleTable) -> None:
    asked: list[int] = []
    table.articles.wanted.connect(asked.extend)
    table.articles.show_numbers(array("l", range(1, MANY + 1)))
    qtbot.waitUntil(lambda: bool(asked))
    assert len(asked) <= 3 * PAGE
    assert asked[0] == 1
    asked.clear()
    table.scrollToBottom()
    qtbot.waitUntil(lambda: MANY in asked)
    assert len(asked) <= 3 * PAGE


def test_a_row_is_an_empty_line_until_it_comes(qtbot: QtBot, table: ArticleTable) -> None:
    model = table.articles
    model.wanted.connect(lambda numbers: model.take_rows((n, a_line(n)) for n in numbers))
    model.show_numbers(array("l", range(1, MANY + 1)))
    index = model.index(50_000, 0)
    assert index.data() == ""
    qtbot.waitUntil(lambda: index.data() == "Talks 50001")


def test_rows_looked_at_long_ago_are_let_go() -> None:
    model = PagedModel([PagedColumn("n", "N", str)])
    model.show_numbers(array("l", range(10_000)))
    model.take_rows((n, n) for n in range(10_000))
    assert model.known(0) is None
    assert model.known(9_999) == 9_999
    assert sum(model.known(n) is not None for n in range(10_000)) == KEPT


def test_a_hundred_thousand_rows_are_scrolled_without_gaps(
    qtbot: QtBot, table: ArticleTable
) -> None:
    model = table.articles
    model.wanted.connect(lambda numbers: model.take_rows((n, a_line(n)) for n in numbers))
    began = perf_counter()
    model.show_numbers(array("l", range(1, MANY + 1)))
    table.show_tall(True)
    table.choose(MANY)
    assert perf_counter() - began < 0.5
    bar = table.verticalScrollBar()
    gaps = []
    for step in range(60):
        began = perf_counter()
        bar.setValue(step * bar.maximum() // 60)
        table.viewport().repaint()
        gaps.append(perf_counter() - began)
    assert sorted(gaps)[-3] < 0.05


def test_all_of_a_long_list_is_selected_at_once(table: ArticleTable) -> None:
    table.articles.show_numbers(array("l", range(1, MANY + 1)))
    began = perf_counter()
    table.selectAll()
    table.repaint()
    table.horizontalHeader().viewport().repaint()
    assert table.n_selected() == MANY
    assert len(table.selected()) == MANY
    assert perf_counter() - began < 1


def test_letters_look_through_no_rows(qtbot: QtBot, table: ArticleTable) -> None:
    asked: list[int] = []
    table.articles.show_numbers(array("l", range(1, MANY + 1)))
    table.articles.wanted.connect(asked.extend)
    qtbot.keyClicks(table, "zebra")
    assert len(asked) <= 3 * PAGE

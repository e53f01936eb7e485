"""The worklist: as quick with very many articles as with few, counted right, searched, walked."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from uuid import UUID, uuid5

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from annotator.model.article import ARTICLES
from annotator.model.study import ABSENT, STATES, State
from annotator.model.study import Worklist as Listed
from annotator.ui.main_window import MainWindow
from annotator.ui.widgets.worklist import Worklist, WorkRow
from annotator.ui.widgets.worklist_model import PAGE
from tests.ui.at_work import a_project_file, a_window

SUBMITTED = STATES.index(State.SUBMITTED)


def id_of(number: int) -> UUID:
    return uuid5(ARTICLES, str(number))


class Source:
    """Rows of any number, counted as they are asked for."""

    def __init__(self, states: bytearray) -> None:
        self.states = states
        self.n_read = 0
        self.known = {id_of(number): number for number in range(200)}

    def rows(self, numbers: Sequence[int]) -> list[WorkRow]:
        self.n_read += len(numbers)
        self.known.update((id_of(number), number) for number in numbers)
        return [
            WorkRow(number, id_of(number), f"Talks {number}", STATES[self.states[number]], 0)
            for number in numbers
        ]

    def number_of(self, article_id: UUID) -> int | None:
        return self.known.get(article_id)


def a_worklist(qtbot: QtBot, n: int, absent: Sequence[int] = ()) -> tuple[Worklist, Source]:
    states = bytearray(n + 1)
    for number in (0, *absent):
        states[number] = ABSENT
    source = Source(states)
    shown = Worklist()
    qtbot.addWidget(shown)
    shown.resize(250, 600)
    numbers = [number for number, at in enumerate(states) if at != ABSENT]
    shown.show_list(Listed(array("l", numbers), states), source)
    shown.show()
    return shown, source


def test_the_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    shown, _ = a_worklist(qtbot, 3 * PAGE)
    qtmodeltester.check(shown.model)


def test_a_list_in_another_order_than_that_of_import_is_walked_as_it_stands(qtbot: QtBot) -> None:
    shown, source = a_worklist(qtbot, 6)
    order = [4, 1, 6, 2, 5, 3]
    source.states[1] = SUBMITTED
    shown.show_list(Listed(array("l", order), source.states), source)
    assert [row.number for row in shown.model.rows()] == order
    assert [shown.model.place_of(id_of(number)) for number in order] == list(range(6))
    assert shown.neighbour(id_of(4), 1) == id_of(1)
    assert shown.next_to_do(id_of(4)) == id_of(6)
    assert shown.next_to_do(id_of(3)) == id_of(4)
    shown.show_current(id_of(2))
    assert shown.list.currentIndex().row() == 3
    assert shown.count.text() == "1 of 6"


def test_only_rows_in_sight_are_read_of_a_hundred_thousand(qtbot: QtBot) -> None:
    began = perf_counter()
    shown, source = a_worklist(qtbot, 100_000)
    QApplication.processEvents()
    assert shown.next_to_do(id_of(50)) == id_of(51)
    assert perf_counter() - began < 1
    assert shown.count.text() == f"0 of {100_000:n}"
    assert source.n_read <= 3 * PAGE
    shown.list.scrollToBottom()
    QApplication.processEvents()
    assert shown.model.index(99_999).data() == "Talks 100000"
    assert source.n_read <= 6 * PAGE


def test_walking_passes_over_what_is_not_on_the_list_and_what_is_finished(qtbot: QtBot) -> None:
    shown, _ = a_worklist(qtbot, 6, absent=[2])
    assert shown.neighbour(id_of(1), 1) == id_of(3)
    assert shown.neighbour(id_of(3), -1) == id_of(1)
    assert shown.neighbour(id_of(6), 1) is None
    for number in (3, 4):
        shown.show_row(WorkRow(number, id_of(number), "Talks", State.SUBMITTED, 1))
    assert shown.next_to_do(id_of(1)) == id_of(5)
    assert shown.next_to_do(id_of(6)) == id_of(1)
    assert shown.count.text() == "2 of 5"
    assert shown.bar.value() == 2
    assert shown.model.row_of(id_of(2)) is None


def test_what_was_found_is_shown_in_its_order_and_walked(qtbot: QtBot) -> None:
    shown, _ = a_worklist(qtbot, 200, absent=[7])
    shown.show_found([9, 7, 3, 120])
    assert [row.number for row in shown.model.rows()] == [9, 3, 120]
    assert shown.count.text() == "3 found"
    assert shown.neighbour(id_of(9), 1) == id_of(3)
    shown.show_row(WorkRow(3, id_of(3), "Talks 3", State.SUBMITTED, 2))
    assert shown.next_to_do(id_of(9)) == id_of(120)
    shown.show_found(None)
    assert len(shown.model.shown) == 199
    row = shown.model.row_of(id_of(3))
    assert row is not None
    assert row.n_events == 0 or row.state is State.SUBMITTED


def test_return_waits_for_what_is_being_looked_for(qtbot: QtBot) -> None:
    shown, _ = a_worklist(qtbot, 10)
    chosen: list[object] = []
    shown.article_chosen.connect(chosen.append)
    qtbot.keyClicks(shown.filter, "talks")
    qtbot.keyClick(shown.filter, Qt.Key.Key_Return)
    assert chosen == []
    shown.show_found([4, 2])
    assert chosen == [id_of(4)]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_window(qtbot, a_project_file(tmp_path))


def test_the_worklist_is_searched_by_the_query_of_the_articles_page(
    qtbot: QtBot, window: MainWindow
) -> None:
    worklist = window.coding.worklist
    qtbot.keyClicks(worklist.filter, 'title:"wang yi" NOT zebra')
    qtbot.waitUntil(lambda: 0 < len(worklist.model.shown) < 4)
    worklist.filter.setText("status:submitted")
    qtbot.waitUntil(lambda: len(worklist.model.shown) == 0)
    worklist.filter.clear()
    assert len(worklist.model.shown) == 4
    assert worklist.count.text() == "0 of 4"


def test_what_an_article_was_found_by_is_marked_until_escape(
    qtbot: QtBot, window: MainWindow
) -> None:
    worklist, view = window.coding.worklist, window.coding.view
    qtbot.keyClicks(worklist.filter, "ceasefire")
    qtbot.waitUntil(lambda: 0 < len(worklist.model.shown) < 4)
    qtbot.keyClick(worklist.filter, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(view.text._hits))
    assert view.text.hasFocus()
    view.show_find()
    assert view.find_bar.field.text() == "ceasefire"
    n_hits = len(view.text._hits)
    assert len(view.text._matches) == n_hits
    view.hide_find()
    qtbot.keyClick(view.text, Qt.Key.Key_Escape)
    assert not view.text._hits
    worklist.filter.clear()
    window.coding.steps.step_article(1)
    qtbot.waitUntil(lambda: window.desk.current is not None)
    assert not view.text._hits


def test_the_finder_finds_articles_by_their_text(qtbot: QtBot, window: MainWindow) -> None:
    from annotator.ui.find_articles import ArticlesFound

    found = ArticlesFound(window)
    assert found.look_for("lavrov") == []
    with qtbot.waitSignal(found.changed):
        pass
    assert any("Wang Yi" in hit.words for hit in found.look_for("lavrov"))


def test_the_finder_finds_articles_that_were_set_aside_and_says_so(
    qtbot: QtBot, window: MainWindow
) -> None:
    from annotator.stages import corpus
    from annotator.ui.find_articles import ArticlesFound

    project, lead = window.desk.project, window.desk.coder
    assert project is not None
    assert lead is not None
    ids = [row.id for row in corpus.rows(project, corpus.find(project, lead, "lavrov").numbers)]
    corpus.set_aside(project, lead, ids, "not about diplomacy")
    found = ArticlesFound(window)
    found.look_for("lavrov")
    qtbot.waitSignal(found.changed).wait()
    assert {hit.detail for hit in found.look_for("lavrov")} == {"– set aside"}

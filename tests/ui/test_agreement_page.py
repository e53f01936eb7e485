"""The Agreement page as a reviewer works it: by keys, with real projects of three coders."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from annotator.model.agreement import UNDEFINED
from annotator.model.study import Role
from annotator.stages import agreement
from annotator.stages.project import add_coder, coder, open_project
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Question
from annotator.ui.pages.agreement import AgreementPage
from annotator.ui.pages.agreement_details import DISAGREEMENTS
from annotator.ui.widgets.agreement_overview import worst
from tests.raters import a_coded_project
from tests.ui.at_agreement import (
    SLOW,
    choose,
    choose_disputed,
    compared_anew,
    opened,
    project_of,
    shown,
    window_of,
)
from tests.ui.at_work import a_project_file


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of fourteen articles and three coders; each test works on a copy."""
    return a_coded_project(tmp_path_factory.mktemp("coded") / "talks.annotator", 14)


@pytest.fixture
def path(coded: Path, tmp_path: Path) -> Path:
    copied = tmp_path / coded.name
    copied.write_bytes(coded.read_bytes())
    return copied


@pytest.fixture
def page(qtbot: QtBot, path: Path) -> AgreementPage:
    return shown(qtbot, path)


# --- coming here -------------------------------------------------------------------------


def by_menu(qtbot: QtBot, window: MainWindow) -> None:
    action = window.findChild(QAction, "view_agreement")
    assert isinstance(action, QAction)
    assert action.shortcut().toString() == "Ctrl+3"
    action.trigger()


def by_key(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)


def by_bar(qtbot: QtBot, window: MainWindow) -> None:
    button = window.findChild(QToolButton, "nav_agreement")
    assert isinstance(button, QToolButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("go", [by_menu, by_key, by_bar])
def test_the_page_is_made_when_it_is_asked_for(
    qtbot: QtBot, path: Path, go: Callable[[QtBot, MainWindow], None]
) -> None:
    window = opened(qtbot, path)
    assert window.agreement is None
    go(qtbot, window)
    page = window.agreement
    assert page is not None
    assert window.stack.currentWidget() is page
    assert page.nothing.isVisible()  # it says what will be here while coders are compared
    qtbot.waitUntil(lambda: page.comparison is not None, timeout=SLOW)
    assert page.variables.table.isVisible()
    assert page.variables.table.hasFocus()


def test_a_project_without_two_codings_says_what_to_do_first(qtbot: QtBot, tmp_path: Path) -> None:
    window = opened(qtbot, a_project_file(tmp_path))
    window.show_agreement()
    page = window.agreement
    assert page is not None
    with qtbot.waitSignals([page.comparing.refused], timeout=SLOW, raising=False):
        pass
    qtbot.waitUntil(lambda: "submitted" in page.nothing.words.text(), timeout=SLOW)
    assert page.nothing.isVisible()
    assert "Nothing to compare yet" in page.nothing.accessibleName()
    assert page.hints.isHidden()


def test_the_page_opens_at_the_variable_with_the_least_agreement(page: AgreementPage) -> None:
    assert page.comparison is not None
    report, shown_first = page.comparison.report, page.variables.table.current()
    assert shown_first == worst(report.variables)
    assert shown_first is not None
    assert f"{shown_first.label}" in page.variables.overview.words
    assert f"of {len(report.variables)} variables" in page.variables.overview.words


def test_what_is_chosen_stays_so_in_a_new_comparison(qtbot: QtBot, page: AgreementPage) -> None:
    choose(qtbot, page, "event_type")
    compared_anew(qtbot, page, page.comparing.again)
    line = page.variables.table.current()
    assert line is not None
    assert line.name == "event_type"


# --- numbers -----------------------------------------------------------------------------


def test_every_variable_has_a_line_with_its_footing(page: AgreementPage) -> None:
    assert page.comparison is not None
    report = page.comparison.report
    table = page.variables.table
    names = [row.name for row in table.facts.rows if hasattr(row, "name")]
    assert sorted(names) == sorted(line.name for line in report.variables)
    assert str(report.n_articles) in page.foot.words.text()
    assert "ana, ben, chen" in page.foot.words.text()


def test_arrow_keys_go_from_variable_to_variable(qtbot: QtBot, page: AgreementPage) -> None:
    panel = page.variables.panel
    before = panel.title.text()
    qtbot.keyClick(page.variables.table, Qt.Key.Key_Down)
    assert panel.title.text() != before
    line = page.variables.table.current()
    assert line is not None
    qtbot.waitUntil(lambda: panel.details is not None and panel.details.name == line.name)


def test_f1_says_what_a_number_means_and_follows_the_keys(
    qtbot: QtBot, page: AgreementPage
) -> None:
    window = window_of(page)
    qtbot.keyClick(page.variables.table, Qt.Key.Key_Right)
    window.help.define_here()
    assert page.sheet.isVisible()
    assert "at least two coders" in page.sheet.text.text()
    qtbot.keyClick(page.variables.table, Qt.Key.Key_Right)
    assert "Coverage" in page.sheet.name.text()
    qtbot.keyClick(page.variables.table, Qt.Key.Key_Escape)
    assert not page.sheet.isVisible()
    assert page.variables.table.hasFocus()


def test_enter_on_an_undefined_number_says_why(qtbot: QtBot, page: AgreementPage) -> None:
    assert page.comparison is not None
    lines = page.comparison.report.variables
    undefined = next(line for line in lines if line.verdict == UNDEFINED)
    page.variables.table.choose(undefined.name, 4)
    qtbot.keyClick(page.variables.table, Qt.Key.Key_Return)
    words = page.sheet.text.text()
    assert "Undefined" in words or "Not computed" in words
    page.sheet.hide()


def test_digits_show_what_stands_behind_a_variable(qtbot: QtBot, page: AgreementPage) -> None:
    choose(qtbot, page, "event_type")
    panel = page.variables.panel
    window = window_of(page)
    window.activateWindow()
    for key, table in (
        (Qt.Key.Key_2, panel.categories),
        (Qt.Key.Key_3, panel.coders),
        (Qt.Key.Key_4, panel.weeks),
        (Qt.Key.Key_5, panel.disagreements),
        (Qt.Key.Key_1, panel.numbers),
    ):
        qtbot.keyClick(page.variables, key)
        assert table.isVisible()
        assert table.hasFocus()
        assert table.facts.rows
        assert table.explained() is not None
    for chart in panel.charts:
        assert chart.accessibleDescription()
    qtbot.keyClick(page.variables, Qt.Key.Key_Escape)
    assert page.variables.table.hasFocus()


# --- disagreements -----------------------------------------------------------------------


def test_a_disagreement_is_one_key_from_its_place(qtbot: QtBot, page: AgreementPage) -> None:
    choose_disputed(qtbot, page)
    table = page.variables.panel.disagreements
    page.variables.show_view(DISAGREEMENTS)
    table.step(1)
    found = table.current()
    assert found is not None
    qtbot.keyClick(table, Qt.Key.Key_Return)
    reading = page.reading
    assert reading.isVisible()
    qtbot.waitUntil(lambda: reading.view.text.toPlainText() != "", timeout=SLOW)
    assert reading.shown == found
    qtbot.keyClick(reading, Qt.Key.Key_N)
    assert reading.shown != found
    qtbot.keyClick(reading, Qt.Key.Key_N, Qt.KeyboardModifier.ShiftModifier)
    assert reading.shown == found
    qtbot.keyClick(reading, Qt.Key.Key_Escape)
    assert table.isVisible()
    assert table.hasFocus()
    assert table.current() == found


def test_marks_of_all_coders_are_shown_with_their_letters(
    qtbot: QtBot, page: AgreementPage
) -> None:
    choose(qtbot, page, "event_type")
    page.variables.show_view(DISAGREEMENTS)
    qtbot.keyClick(page.variables.panel.disagreements, Qt.Key.Key_Return)
    reading = page.reading
    qtbot.waitUntil(lambda: bool(reading.view.text._marks.placed), timeout=SLOW)
    marks = [placed.mark for placed in reading.view.text._marks.placed]
    assert reading.shown is not None
    coders = {name for name, _ in reading.shown.answers}
    assert {mark.letter for mark in marks} <= {name[0].upper() for name in coders}
    assert {mark.label.split(" · ")[0] for mark in marks} <= coders
    assert len({mark.family for mark in marks}) == len({mark.letter for mark in marks})


def test_the_views_are_a_key_away_from_an_article(qtbot: QtBot, page: AgreementPage) -> None:
    choose_disputed(qtbot, page)
    found = page.variables.panel.disagreements.current()
    assert found is not None
    for key, place in ((Qt.Key.Key_H, 1), (Qt.Key.Key_M, 2), (Qt.Key.Key_V, 0)):
        page.show_view(0)
        page.read(found)
        assert ("n", "next disagreement") in page.hints.shown
        qtbot.keyClick(page.reading, key)
        assert page.views.isVisible()
        assert page.views.currentIndex() == place
        assert ("n", "next disagreement") not in page.hints.shown


def test_a_disagreement_is_opened_on_the_code_page(qtbot: QtBot, page: AgreementPage) -> None:
    window = window_of(page)
    choose_disputed(qtbot, page)
    found = page.variables.panel.disagreements.current()
    assert found is not None
    page.read(found)
    qtbot.keyClick(page.reading, Qt.Key.Key_O)
    qtbot.waitUntil(lambda: window.is_coding, timeout=SLOW)
    assert window.desk.current is not None
    assert window.desk.current.article.id == found.article_id


# --- computing ---------------------------------------------------------------------------


def test_a_cancelled_comparison_says_so_and_can_be_made_again(qtbot: QtBot, path: Path) -> None:
    window = opened(qtbot, path)
    window.show_agreement()
    page = window.agreement
    assert page is not None
    with qtbot.waitSignal(page.comparing.stopped, timeout=SLOW):
        page.foot.stop.click()
    assert page.nothing.heading.text() == "Cancelled"
    assert page.foot.again.isVisible()
    page.comparing.look()
    assert not page.comparing.is_running
    compared_anew(qtbot, page, page.foot.again.click)
    assert page.variables.table.isVisible()
    assert not page.foot.again.isVisible()


def test_codings_of_other_programs_are_compared_without_being_asked_for(
    qtbot: QtBot, page: AgreementPage, path: Path
) -> None:
    before = page.comparison
    table = page.variables.table
    table.choose("status", 3)
    with_lead = open_project(path)
    try:
        agreement.set_threshold(with_lead, coder(with_lead, "me"), 0.667)
    finally:
        with_lead.close()
    compared_anew(qtbot, page, lambda: page.comparing.look(at_once=True))
    assert page.comparison is not before
    current = table.current()
    assert current is not None
    assert (current.name, table.currentIndex().column()) == ("status", 3)
    assert page.head.threshold.value() == pytest.approx(0.667)


def test_a_page_that_nobody_sees_computes_nothing(qtbot: QtBot, page: AgreementPage) -> None:
    window_of(page).show_articles()
    agreement.set_threshold(project_of(page), coder(project_of(page), "me"), 0.7)
    page.desk.stored.emit(agreement.Changes())
    assert not page.comparing.is_running
    compared_anew(qtbot, page, window_of(page).show_agreement)


def test_the_threshold_is_the_leads(qtbot: QtBot, page: AgreementPage) -> None:
    field = page.head.threshold
    field.setFocus()
    field.setValue(0.9)
    compared_anew(qtbot, page, lambda: qtbot.keyClick(field, Qt.Key.Key_Return))
    assert agreement.threshold(project_of(page)) == pytest.approx(0.9)
    assert page.variables.table.scale.threshold == pytest.approx(0.9)


def test_closing_the_project_ends_the_comparison(qtbot: QtBot, path: Path) -> None:
    window = opened(qtbot, path)
    window.show_agreement()
    page = window.agreement
    assert page is not None
    assert page.comparing.is_running
    with qtbot.waitSignal(window.desk.project_closed, timeout=SLOW):
        window.projects.close()
    assert page.comparison is None
    assert not page.variables.table.facts.rows


# --- blindness ---------------------------------------------------------------------------


def test_a_coder_sees_a_sentence_while_coding_is_blind(qtbot: QtBot, path: Path) -> None:
    window = opened(qtbot, path, "ana")
    window.show_agreement()
    page = window.agreement
    assert page is not None
    qtbot.waitUntil(lambda: "blind" in page.nothing.words.text(), timeout=SLOW)
    assert page.nothing.isVisible()
    assert page.comparison is None
    assert not page.variables.table.facts.rows
    assert not page.head.export.isEnabled()
    assert not page.head.release.isVisible()
    window.show_code()
    assert window.stack.currentWidget() is window.coding


def test_a_reviewer_sees_released_articles_only(qtbot: QtBot, path: Path) -> None:
    project = open_project(path)
    lead = coder(project, "me")
    add_coder(project, "rita", Role.ADJUDICATOR)
    articles = agreement.unreleased(project)
    agreement.release(project, lead, articles[:5])
    project.close()
    page = shown(qtbot, path, "rita")
    assert page.comparison is not None
    assert page.comparison.report.n_articles == 5
    assert not page.head.release.isVisible()
    assert not page.head.threshold.isEnabled()


def test_a_lead_releases_what_is_coded(
    qtbot: QtBot, page: AgreementPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    n = len(agreement.unreleased(project_of(page)))
    assert str(n) in page.head.release.text()
    asked: list[str] = []
    monkeypatch.setattr(Question, "ask", lambda *words, **_: asked.append(str(words[1])) or False)
    page.head.release.click()
    assert len(agreement.unreleased(project_of(page))) == n
    monkeypatch.setattr(Question, "ask", lambda *_, **__: True)
    compared_anew(qtbot, page, page.head.release.click)
    assert agreement.unreleased(project_of(page)) == []
    assert not page.head.release.isVisible()
    assert str(n) in asked[0]

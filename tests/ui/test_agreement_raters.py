"""Choosing who is compared, and going away while they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.model.study import Role
from annotator.stages import agreement
from annotator.stages.agreement_report import report_html
from annotator.stages.project import add_coder, coder, open_project
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Question
from annotator.ui.pages.agreement import AgreementPage
from annotator.ui.widgets.agreement_raters import RaterButton
from tests.raters import a_coded_project
from tests.ui.at_agreement import SLOW, compared_anew, opened, project_of, shown, window_of

EVERYBODY = ("ana", "ben", "chen")
KEYS = Qt.Key

pytestmark = pytest.mark.qt_log_ignore("does not support (raise|grabbing)", extend=True)
"""The offscreen platform says this of every menu."""


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of three coders with gold; each test works on a copy."""
    folder = tmp_path_factory.mktemp("settled")
    return a_coded_project(folder / "settled.annotator", 14, gold=True)


@pytest.fixture
def path(coded: Path, tmp_path: Path) -> Path:
    copied = tmp_path / coded.name
    copied.write_bytes(coded.read_bytes())
    return copied


@pytest.fixture
def page(qtbot: QtBot, path: Path) -> AgreementPage:
    return shown(qtbot, path)


@pytest.fixture
def button(qtbot: QtBot) -> RaterButton:
    made = RaterButton("gold")
    qtbot.addWidget(made)
    made.show()
    made.show_raters((*EVERYBODY, "gold"), ())
    return made


def press(qtbot: QtBot, button: RaterButton, *keys: Qt.Key) -> None:
    for key in keys:
        qtbot.keyClick(button.choices, key)


def ticked(button: RaterButton) -> list[str]:
    actions = button.choices.actions()
    return [action.text().split(",")[0] for action in actions if action.isChecked()]


def take(qtbot: QtBot, page: AgreementPage, *names: str) -> None:
    """Choose these by the menu, and wait for their comparison."""
    page.head.raters.open()
    found = {action.text().split(",")[0]: action for action in page.head.raters.choices.actions()}
    for name in (*names, *EVERYBODY, "gold"):
        if found[name].isChecked() != (name in names):
            found[name].trigger()
    compared_anew(qtbot, page, page.head.raters.choices.close)


def compared_raters(page: AgreementPage) -> tuple[str, ...]:
    assert page.comparison is not None
    return page.comparison.report.settings.coders


# --- the button --------------------------------------------------------------------------


def test_everybody_is_ticked_at_first_without_gold(button: RaterButton) -> None:
    assert button.accessibleName() == "Compare: everybody"
    assert ticked(button) == ["Everybody", *EVERYBODY]


def test_names_are_ticked_by_keys_and_told_when_the_menu_closes(
    qtbot: QtBot, button: RaterButton
) -> None:
    told: list[tuple[str, ...]] = []
    button.raters_chosen.connect(told.append)
    button.open()
    press(qtbot, button, KEYS.Key_Up, KEYS.Key_Space)  # gold is in
    press(qtbot, button, KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Space)  # ana is out
    press(qtbot, button, KEYS.Key_Down, KEYS.Key_Return)  # and ben is
    assert button.choices.isVisible()
    assert ticked(button) == ["chen", "gold"]
    assert told == []
    press(qtbot, button, KEYS.Key_Escape)
    assert told == [("chen", "gold")]
    assert button.accessibleName() == "Compare: chen, gold"


def test_the_last_two_cannot_be_unticked_and_the_menu_says_why(
    qtbot: QtBot, button: RaterButton
) -> None:
    button.show_raters((*EVERYBODY, "gold"), ("ana", "ben"))
    button.open()
    press(qtbot, button, KEYS.Key_Down, KEYS.Key_Space)
    assert ticked(button) == ["ana", "ben"]
    assert button.choices.actions()[-1].text().startswith("Two at least")
    with qtbot.assertNotEmitted(button.raters_chosen):
        press(qtbot, button, KEYS.Key_Escape)


def test_ticking_everybody_takes_the_choice_back(qtbot: QtBot, button: RaterButton) -> None:
    button.show_raters((*EVERYBODY, "gold"), ("ana", "gold"))
    assert ticked(button) == ["ana", "gold"]
    button.open()
    press(qtbot, button, KEYS.Key_Space)
    with qtbot.waitSignal(button.raters_chosen) as told:
        press(qtbot, button, KEYS.Key_Escape)
    assert told.args == [()]
    assert button.accessibleName() == "Compare: everybody"


def test_a_click_ticks_and_leaves_the_menu_open(qtbot: QtBot, button: RaterButton) -> None:
    button.open()
    gold = next(each for each in button.choices.actions() if each.text().startswith("gold"))
    place = button.choices.actionGeometry(gold).center()
    qtbot.mouseClick(button.choices, Qt.MouseButton.LeftButton, pos=place)
    assert button.choices.isVisible()
    assert button.chosen == (*EVERYBODY, "gold")
    assert button.accessibleName() == "Compare: 4 chosen"
    press(qtbot, button, KEYS.Key_Escape)


def test_what_comes_in_does_not_disturb_who_is_choosing(qtbot: QtBot, button: RaterButton) -> None:
    button.open()
    press(qtbot, button, KEYS.Key_Down, KEYS.Key_Space)
    button.show_raters((*EVERYBODY, "dana"), ())
    assert button.chosen == ("ben", "chen")
    press(qtbot, button, KEYS.Key_Escape)


def test_one_coder_can_be_compared_with_gold(qtbot: QtBot, button: RaterButton) -> None:
    button.show_raters(("ana", "gold"), ())
    assert button.isEnabled()
    button.open()
    press(qtbot, button, KEYS.Key_Up, KEYS.Key_Space, KEYS.Key_Escape)
    assert button.chosen == ("ana", "gold")


def test_without_two_there_is_nothing_to_choose(button: RaterButton) -> None:
    button.show_raters(("ana",), ())
    assert not button.isEnabled()
    assert "Two have to submit" in button.toolTip()
    button.open()
    assert not button.choices.isVisible()


# --- the page ----------------------------------------------------------------------------


def test_gold_is_compared_once_it_is_chosen(qtbot: QtBot, page: AgreementPage) -> None:
    assert compared_raters(page) == EVERYBODY
    raters = page.head.raters
    qtbot.keyClick(page.variables.table, Qt.Key.Key_C)
    press(qtbot, raters, KEYS.Key_Up, KEYS.Key_Space)
    press(qtbot, raters, KEYS.Key_Down)
    for _ in ("ana", "ben"):
        press(qtbot, raters, KEYS.Key_Down, KEYS.Key_Space)
    compared_anew(qtbot, page, lambda: press(qtbot, raters, KEYS.Key_Escape))
    assert compared_raters(page) == ("chen", "gold")
    assert page.foot.words.text().startswith("Chosen: chen, gold · ")
    assert page.window().focusWidget() is page.variables.table
    assert page.comparison is not None
    assert b"gold" in report_html(page.comparison.report, ()).encode()


def test_a_choice_holds_until_the_project_is_closed(qtbot: QtBot, page: AgreementPage) -> None:
    window, path = window_of(page), str(project_of(page).path)
    take(qtbot, page, "ana", "gold")
    window.show_code()
    compared_anew(qtbot, page, page.comparing.again)
    assert compared_raters(page) == ("ana", "gold")
    with qtbot.waitSignal(window.desk.project_closed, timeout=SLOW):
        window.projects.close()
    with qtbot.waitSignal(window.desk.project_opened, timeout=SLOW):
        window.projects.open(path, "me")
    compared_anew(qtbot, page, window.show_agreement)
    assert compared_raters(page) == EVERYBODY
    assert page.head.raters.text() == "Compare: everybody"


def test_who_cannot_be_compared_can_be_exchanged(qtbot: QtBot, page: AgreementPage) -> None:
    with qtbot.waitSignal(page.comparing.refused, timeout=SLOW):
        page.comparing.choose(("ana", "nobody"))
    assert "nobody" in page.nothing.words.text()
    qtbot.keyClick(page.nothing, Qt.Key.Key_C)
    assert page.head.raters.choices.isVisible()
    press(qtbot, page.head.raters, KEYS.Key_Space)
    compared_anew(qtbot, page, lambda: press(qtbot, page.head.raters, KEYS.Key_Escape))
    assert compared_raters(page) == EVERYBODY
    assert page.variables.table.isVisible()


def test_a_choice_overtakes_the_comparison_that_is_made(qtbot: QtBot, page: AgreementPage) -> None:
    seen: list[tuple[str, ...]] = []
    page.comparing.compared.connect(lambda _: seen.append(compared_raters(page)))
    page.comparing.choose(("ana", "ben"))
    page.comparing.choose(("ben", "chen"))
    compared_anew(qtbot, page, lambda: page.comparing.choose(("chen", "gold")))
    qtbot.waitUntil(lambda: not page.comparing.worker._running, timeout=SLOW)
    assert seen == [("chen", "gold")]


def test_a_reviewer_chooses_among_those_who_coded_released_articles(
    qtbot: QtBot, path: Path
) -> None:
    project = open_project(path)
    add_coder(project, "rita", Role.ADJUDICATOR)
    agreement.release(project, coder(project, "me"), agreement.unreleased(project)[:5])
    assert agreement.raters(project, coder(project, "rita")) == (*EVERYBODY, "gold")
    project.close()
    page = shown(qtbot, path, "rita")
    take(qtbot, page, "ben", "gold")
    assert page.comparison is not None
    assert page.comparison.report.n_articles <= 5


def test_a_reviewer_chooses_nobody_before_anything_is_released(path: Path) -> None:
    project = open_project(path)
    add_coder(project, "rita", Role.ADJUDICATOR)
    assert agreement.raters(project, coder(project, "rita")) == ()
    assert agreement.raters(project) == (*EVERYBODY, "gold")
    project.close()


def test_a_coder_chooses_nobody_while_coding_is_blind(qtbot: QtBot, path: Path) -> None:
    window = opened(qtbot, path, "ana")
    window.show_agreement()
    page = window.agreement
    assert page is not None
    qtbot.waitUntil(lambda: "blind" in page.nothing.words.text(), timeout=SLOW)
    assert not page.head.raters.isEnabled()
    assert not ticked(page.head.raters)[1:]


# --- releasing ---------------------------------------------------------------------------


def test_enter_keeps_articles_blind(qtbot: QtBot, page: AgreementPage) -> None:
    n = len(agreement.unreleased(project_of(page)))

    def press_enter() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, Question)
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(0, press_enter)
    page.head.release.click()
    assert len(agreement.unreleased(project_of(page))) == n > 0


# --- going away --------------------------------------------------------------------------


def by_another_project(window: MainWindow, path: Path) -> None:
    window.projects.open(str(path), "me")


def by_another_coder(window: MainWindow, path: Path) -> None:
    path = Path(str(window.desk.project.path)) if window.desk.project else path
    window.desk.close_project(lambda: window.projects.open(str(path), "ben"))


def by_closing(window: MainWindow, path: Path) -> None:
    window.projects.close()
    window.projects.open(str(path), "me")


@pytest.mark.parametrize("leave", [by_another_project, by_another_coder, by_closing])
def test_the_next_project_is_compared_when_the_last_one_was_left_meanwhile(
    qtbot: QtBot, path: Path, tmp_path: Path, leave: Callable[[MainWindow, Path], None]
) -> None:
    other = a_coded_project(tmp_path / "other.annotator", 5, ("dana", "emil"))
    window = opened(qtbot, path)
    window.show_agreement()
    page = window.agreement
    assert page is not None
    assert page.comparing.is_running
    seen: list[tuple[str, ...]] = []
    page.comparing.compared.connect(lambda _: seen.append(compared_raters(page)))
    with qtbot.waitSignal(window.desk.project_opened, timeout=SLOW):
        leave(window, other)
    qtbot.waitUntil(lambda: window.stack.currentWidget() is window.coding, timeout=SLOW)
    is_blind = leave is by_another_coder
    with qtbot.waitSignal(
        page.comparing.forbidden if is_blind else page.comparing.compared, timeout=SLOW
    ):
        window.show_agreement()
    assert seen == ([] if is_blind else [("dana", "emil")])


def test_the_window_closes_while_coders_are_compared(qtbot: QtBot, path: Path) -> None:
    window = opened(qtbot, path)
    window.show_agreement()
    page = window.agreement
    assert page is not None
    assert page.comparing.is_running
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=SLOW)
    assert page.comparing.worker.wait(1)
    qtbot.waitUntil(lambda: not page.comparing.worker._running, timeout=SLOW)
    assert page.comparison is None


# --- rounds ------------------------------------------------------------------------------


def test_training_and_repeats_are_offered_and_compared_only_if_chosen(
    qtbot: QtBot, button: RaterButton
) -> None:
    button.show_raters((*EVERYBODY, "gold", "ana:0", "ana:2"), ())
    words = [action.text() for action in button.choices.actions()]
    assert "ana in training" in words
    assert "ana once more (round 2)" in words
    assert ticked(button) == ["Everybody", *EVERYBODY]
    assert button.chosen == ()
    button.show_raters((*EVERYBODY, "gold", "ana:0", "ana:2"), ("ana", "ana:2"))
    assert button.chosen == ("ana", "ana:2")
    assert button.text() == "Compare: ana, ana:2"

"""Training with feedback, hidden repeats and articles to recode, as a coder meets them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from annotator.model.codebook_plain import codebook_from_plain, codebook_to_plain
from annotator.model.event import Answer, Lane, Missing
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.project import adopt_codebook, coder, open_project
from annotator.ui.main_window import MainWindow
from annotator.ui.saving import Drafting
from annotator.ui.widgets.feedback import FeedbackView
from tests.build import a_whole_event, an_event, the_codebook
from tests.stages.rounds import from_another_machine
from tests.ui.at_rounds import a_state, a_training_file, give
from tests.ui.at_work import a_project_file, a_window


def article_of(window: MainWindow) -> coding.OpenArticle:
    assert window.desk.current is not None
    return window.desk.current


def code_whole(window: MainWindow, place: Missing = Missing.NOT_STATED) -> None:
    """Code the open article as gold has it, but for the place."""
    event = a_whole_event(article_of(window).article).with_answer("place", Answer(place))
    assert window.desk.change(None, event, "New event")


def feedback_shown(qtbot: QtBot, window: MainWindow) -> FeedbackView:
    pages = window.coding.panel.pages
    qtbot.waitUntil(lambda: isinstance(pages.currentWidget(), FeedbackView), timeout=10_000)
    shown = pages.currentWidget()
    assert isinstance(shown, FeedbackView)
    return shown


def listed(window: MainWindow) -> list[str]:
    model = window.coding.worklist.model
    return [str(model.index(place).data(Qt.ItemDataRole.UserRole)) for place in range(4)]


def test_feedback_follows_an_article_of_training(qtbot: QtBot, tmp_path: Path) -> None:
    window = a_window(qtbot, a_training_file(tmp_path))
    page, first = window.coding, article_of(window).article.id
    assert listed(window)[:3] == ["○ to do · training", "○ to do · training", "○ to do"]
    assert "Training" in page._subtitle(article_of(window))
    code_whole(window, Missing.UNDECIDED)
    page.steps.submit()
    view = feedback_shown(qtbot, window)
    assert article_of(window).article.id == first
    assert article_of(window).state is State.SUBMITTED
    assert "agree with the gold" in view.heading.text()
    cells = [each for each in view.findChildren(QPushButton) if "side_" in each.objectName()]
    names = [cell.accessibleName() for cell in cells]
    assert any("yours: undecided" in name for name in names)
    assert any("gold: not stated" in name for name in names)
    assert any("agree" in label.text() for label in view.findChildren(QLabel))
    assert QApplication.focusWidget() in cells
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        qtbot.keyClick(
            QApplication.focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
        )
    assert article_of(window).article.id != first
    assert page.panel.pages.currentWidget() is not view


def test_that_an_event_is_missed_is_said_once(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_training_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    other = an_event(article.id, event_type="AGREE", status="held")
    with project.store.transaction() as records:  # gold as it may come from elsewhere
        records.add_revision(
            replace(a_state(project, me, other, datetime.now(UTC)), lane=Lane.GOLD)
        )
    coding.save_event(project, me, a_whole_event(article))
    coding.submit(project, me, article.id)
    project.close()
    window = a_window(qtbot, path)
    window.coding.steps.go(article.id)
    view = feedback_shown(qtbot, window)
    cells = [each for each in view.findChildren(QPushButton) if "side_" in each.objectName()]
    said = [cell for cell in cells if cell.accessibleName().endswith("no such event")]
    assert len(said) == 1
    assert len(cells) > 2
    assert window.coding.panel.submit.property("look") != "main"


def test_feedback_comes_back_with_its_article(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_training_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    coding.save_event(project, me, a_whole_event(article))
    coding.submit(project, me, article.id)
    project.close()
    window = a_window(qtbot, path)
    window.coding.steps.go(article.id)
    view = feedback_shown(qtbot, window)
    assert "Well done" in view.told.text()
    window.coding.choose(window.coding.event_id)
    assert window.coding.panel.pages.currentWidget() is window.coding.form


def test_a_repeat_is_an_article_like_any_other(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    give(project, me, [2, 1], 1)
    give(project, me, [2], 2)
    project.close()
    window = a_window(qtbot, path)
    page, first = window.coding, article_of(window)
    assert first.round == 1
    assert page.worklist.model.number_of(first.article.id) == 2
    assert page.worklist.count.text() == "0 of 5"
    code_whole(window)
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.submit()
    qtbot.waitUntil(lambda: page.worklist.count.text() == "1 of 5", timeout=10_000)
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.go(first.article.id)
    again = article_of(window)
    assert (again.round, again.state, again.events) == (2, None, ())
    assert page._subtitle(again) == page._subtitle(first)
    code_whole(window, Missing.UNDECIDED)
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.desk.flush()
    window.desk.undo()  # the new event of the repeat
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        window.desk.undo()  # submitting the first coding: it is shown first
    qtbot.waitUntil(lambda: article_of(window).state is not State.SUBMITTED, timeout=10_000)
    assert article_of(window).round == 1
    assert len(article_of(window).events) == 1


def test_a_conflict_of_the_first_round_is_settled_there_though_a_repeat_is_due(
    qtbot: QtBot, tmp_path: Path
) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    give(project, me, [1], 1)
    give(project, me, [1], 2)
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    event = a_whole_event(article)
    coding.save_event(project, me, event)
    coding.submit(project, me, article.id)
    other = event.with_answer("place", Answer(Missing.UNDECIDED))
    from_another_machine(project, me, other, ())
    project.close()
    window = a_window(qtbot, path)
    page, worklist = window.coding, window.coding.worklist
    qtbot.waitUntil(worklist.settle.isVisible, timeout=10_000)
    assert article_of(window).round == 2
    assert worklist.count.text() == "1 of 5"
    worklist.settle.click()
    assert [row.round for row in worklist.model.rows()] == [1]
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.go(article.id)
    assert (article_of(window).round, len(article_of(window).two_heads)) == (1, 1)
    page.steps.reopen()
    assert page.heads.widget is not None
    assert page.panel.pages.currentWidget() is page.heads.widget
    qtbot.waitUntil(lambda: worklist.count.text() == "1 found", timeout=10_000)
    page.heads.widget.take(1)
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.submit()
    qtbot.waitUntil(worklist.settle.isHidden, timeout=10_000)
    qtbot.waitUntil(lambda: worklist.count.text() == "1 of 5", timeout=10_000)
    assert window.desk.project is not None
    assert coding.opened(window.desk.project, me, article.id).round == 2
    first = coding.opened(window.desk.project, me, article.id, round=1)
    assert (first.state, first.events, first.two_heads) == (State.SUBMITTED, (other,), {})


def test_drafts_of_the_first_coding_never_reach_the_repeat(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    give(project, me, [1], 1)
    give(project, me, [1], 2)
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    event = a_whole_event(article)
    drafts = Drafting(project.id, me.id)  # as a kill leaves them, the project being a step ahead
    drafts.keep_event((article.id, 1), event.id, event)
    drafts.keep_state((article.id, 1), State.SUBMITTED, "")
    drafts.close()
    coding.save_event(project, me, event)
    coding.submit(project, me, article.id)
    project.close()
    window = a_window(qtbot, path)
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        window.coding.steps.go(article.id)
    assert (article_of(window).round, article_of(window).events) == (2, ())
    assert article_of(window).state is None
    drafting = window.desk.drafting
    assert drafting is not None
    qtbot.waitUntil(lambda: not drafting.places(), timeout=10_000)
    project = open_project(path, read_only=True)
    assert coding.opened(project, me, article.id, round=1).state is State.SUBMITTED
    assert coding.opened(project, me, article.id, round=2).state is None
    project.close()


def test_what_is_to_be_coded_again_has_a_chip_and_its_reasons(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, coding.worklist(project, me)[1].article_id).article
    coding.save_event(project, me, a_whole_event(article))
    coding.submit(project, me, article.id)
    project.close()
    window = a_window(qtbot, path)
    page = window.coding
    assert window.desk.project is not None
    assert window.desk.coder is not None
    assert page.worklist.recode.isHidden()
    plain = codebook_to_plain(the_codebook())
    status = next(each for each in plain["variables"] if each["name"] == "status")
    status["definition"] += " Only of what has taken place."
    stricter = codebook_from_plain({**plain, "version": "1.1.0"})
    project, me = window.desk.project, window.desk.coder
    window.desk.stored.emit(adopt_codebook(project, me, stricter))
    qtbot.waitUntil(page.worklist.recode.isVisible, timeout=10_000)
    assert page.worklist.recode.text() == "To recode 1"
    page.worklist.recode.click()
    assert [row.article_id for row in page.worklist.model.rows()] == [article.id]
    with qtbot.waitSignal(window.desk.article_opened, timeout=10_000):
        page.steps.go(article.id)
    assert "To be coded again" in page.banner.words.text()
    page.steps.reopen()
    with qtbot.waitSignal(window.desk.stored, timeout=10_000):
        page.steps.submit()
    qtbot.waitUntil(page.worklist.recode.isHidden, timeout=10_000)
    assert len(list(page.worklist.model.rows())) == 4


def test_renamed_codes_are_offered_for_what_is_coded_again(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    project = open_project(path)
    me = coder(project, "me")
    article = coding.opened(project, me, coding.worklist(project, me)[0].article_id).article
    coding.save_event(project, me, a_whole_event(article))
    coding.submit(project, me, article.id)
    plain = codebook_to_plain(the_codebook())
    status = next(each for each in plain["variables"] if each["name"] == "status")
    options = plain["lists"][status["options"]]
    held = next(each for each in options if each["code"] == "held")
    held |= {"code": "took_place", "was": ["held"]}
    adopt_codebook(project, me, codebook_from_plain({**plain, "version": "2.0.0"}))
    project.close()
    window = a_window(qtbot, path)
    page, banner = window.coding, window.coding.banner
    with qtbot.waitSignal(page.recoding.found, timeout=10_000):
        page.steps.go(article.id)
    qtbot.waitUntil(banner.isVisible, timeout=10_000)
    assert banner.act.text() == "Reopen"
    banner.act.click()
    qtbot.waitUntil(lambda: banner.isVisible() and banner.act.text() == "Use the new codes")
    banner.act.click()
    assert article_of(window).events[0].answers["status"].value == "took_place"
    window.desk.undo()
    assert article_of(window).events[0].answers["status"].value == "held"

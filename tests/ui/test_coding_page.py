"""The coding page: keys in the article become answers with their evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.model.event import Answer, Missing
from annotator.model.span import Span
from annotator.model.study import State
from annotator.ui.main_window import MainWindow
from annotator.ui.pages.event_aside import SetAside
from tests.ui.at_work import a_project_file, a_window


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return a_window(qtbot, a_project_file(tmp_path))


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def mark_sentence(qtbot: QtBot, window: MainWindow) -> str:
    qtbot.keyClick(window.coding.view.text, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    span = window.coding.view.selection()
    assert span is not None
    return span.quote


def test_a_key_of_the_codebook_codes_the_marked_words(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.coding.view.text, "e")
    quote = mark_sentence(qtbot, window)
    qtbot.keyClicks(window.coding.view.text, "y")
    qtbot.keyClicks(focus(), "consult")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    answer = window.desk.current.events[0].answers["event_type"]
    assert answer.value == "CONSULT"
    assert [span.quote for span in answer.evidence] == [quote]


def test_a_groups_key_adds_an_entry_and_goes_on_to_what_is_asked(
    qtbot: QtBot, window: MainWindow
) -> None:
    mark_sentence(qtbot, window)
    qtbot.keyClicks(window.coding.view.text, "p")  # begins the event, too
    qtbot.keyClicks(focus(), "china")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    entry = window.desk.current.events[0].entries("participants")[0]
    assert entry["actor"].value == "CHN"
    assert entry["actor"].evidence
    assert focus().accessibleName() == "Participant 1: Role"
    qtbot.keyClicks(focus(), "3")
    assert window.desk.current.events[0].entries("participants")[0]["role"].value == "host"
    assert window.coding.view.text.hasFocus()


def test_where_nothing_is_marked_the_sentence_bears_the_answer_out(
    qtbot: QtBot, window: MainWindow
) -> None:
    sentence = window.coding.view.sentence()
    qtbot.keyClicks(window.coding.view.text, "y")
    qtbot.keyClicks(focus(), "consult")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    assert window.desk.current.events[0].answers["event_type"].evidence == (sentence,)
    qtbot.keyClicks(window.coding.view.text, "u")
    qtbot.keyClicks(focus(), "1")
    assert window.desk.current.events[0].answers["status"].evidence == ()


def test_a_participant_is_borne_out_by_its_name_not_by_the_whole_sentence(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.keyClicks(window.coding.view.text, "p")
    qtbot.keyClicks(focus(), "russia")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    entry = window.desk.current.events[0].entries("participants")[0]
    assert [span.quote for span in entry["actor"].evidence] == ["Russian"]


def test_a_reason_for_no_answer_can_be_given_at_the_text(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.keyClicks(window.coding.view.text, "u")
    qtbot.keyClick(focus(), Qt.Key.Key_U, Qt.KeyboardModifier.AltModifier)
    assert window.desk.current is not None
    assert window.desk.current.events[0].answers["status"].value is Missing.UNDECIDED


def waiting_words(window: MainWindow) -> list[str]:
    event_id = window.coding.event_id
    return [s.quote for kept in window.coding.waiting.of(event_id).values() for s in kept.evidence]


def test_words_that_wait_for_an_answer_survive_a_kill_and_join_it(
    qtbot: QtBot, window: MainWindow
) -> None:
    desk, view = window.desk, window.coding.view
    qtbot.keyClicks(view.text, "e")
    quote = mark_sentence(qtbot, window)
    qtbot.keyClick(view.text, Qt.Key.Key_Return)  # no event type is chosen yet
    assert waiting_words(window) == [quote]
    desk.flush()
    desk.worker.wait()
    assert desk.project is not None
    assert desk.project.path is not None
    desk.project.close()  # as if the program had been killed
    again = a_window(qtbot, desk.project.path)
    assert waiting_words(again) == [quote]
    qtbot.keyClick(again.coding.view.text, Qt.Key.Key_F2)
    qtbot.keyClicks(focus(), "consult")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert again.desk.current is not None
    answer = again.desk.current.events[0].answers["event_type"]
    assert [span.quote for span in answer.evidence] == [quote]
    assert waiting_words(again) == []


def test_words_that_wait_are_still_there_after_a_look_at_another_event(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = window.coding.view
    qtbot.keyClicks(view.text, "e")
    quote = mark_sentence(qtbot, window)
    qtbot.keyClick(view.text, Qt.Key.Key_Return)
    qtbot.keyClicks(view.text, "e1")
    qtbot.keyClick(view.text, Qt.Key.Key_F2)
    qtbot.keyClicks(focus(), "consult")
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert window.desk.current is not None
    answer = window.desk.current.events[0].answers["event_type"]
    assert [span.quote for span in answer.evidence] == [quote]


def test_zero_goes_to_the_questions_about_the_article(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    qtbot.keyClicks(window.coding.view.text, "0")
    assert window.coding.event_id is None
    assert window.coding.article_form is not None
    assert window.coding.article_form.isAncestorOf(focus())


def test_the_form_is_locked_once_submitted_and_open_again_once_reopened(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.coding
    page.steps.no_event()
    qtbot.keyClicks(focus(), "1")
    qtbot.keyClicks(focus(), "1")
    assert window.desk.current is not None
    first = window.desk.current.article.id
    qtbot.waitUntil(lambda: window.desk.current.article.id != first)  # type: ignore[union-attr]
    with qtbot.waitSignal(window.desk.article_opened):
        page.steps.go(first)
    assert page.article_form is not None
    line = next(w for w in page.article_form.findChildren(QLineEdit))
    assert not line.isEnabled()
    assert page.panel.told.text() == "Submitted. Reopen to change it."
    page.steps.reopen()
    assert line.isEnabled()


def test_an_article_is_set_aside_with_its_reason(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SetAside, "ask", lambda parent: "cut off")
    assert window.desk.current is not None
    first = window.desk.current.article.id
    window.coding.steps.set_aside()
    qtbot.waitUntil(lambda: window.desk.current.article.id != first)  # type: ignore[union-attr]
    row = window.coding.worklist.model.row_of(first)
    assert row is not None
    assert row.state is State.SET_ASIDE


def test_the_last_answer_is_where_the_form_is_entered_again(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.coding.steps.new_event()
    window.coding.keys.take("d")
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert window.coding.view.text.hasFocus()
    window.coding.steps.focus_form()
    assert focus().accessibleName() == "Date"


def test_a_person_named_in_another_article_is_known(qtbot: QtBot, window: MainWindow) -> None:
    desk = window.desk
    event = window.coding.steps.new_event()
    assert event is not None
    after = event.with_entry("participants", 0, {"person": Answer("Wang Yi")})
    desk.change(event, after, "")
    with qtbot.waitSignal(desk.article_opened):
        window.coding.steps.step_article(1)
    assert window.coding.persons.known() == ["Wang Yi"]


def test_submitting_what_is_incomplete_goes_to_the_first_gap(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.coding.steps.new_event()
    window.coding.steps.submit()
    assert window.desk.can_edit
    assert window.coding.target is not None
    assert window.coding.target.variable == "event_type"


def test_no_codable_event_is_submitted_with_its_reason_and_the_next_is_shown(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert window.desk.current is not None
    first = window.desk.current.article.id
    window.coding.steps.no_event()
    qtbot.keyClicks(focus(), "1")
    assert focus().accessibleName() == "Why no event"
    qtbot.keyClicks(focus(), "1")
    qtbot.waitUntil(
        lambda: window.desk.current is not None and window.desk.current.article.id != first
    )
    row = window.coding.worklist.model.row_of(first)
    assert row is not None
    assert window.coding.worklist.state_words(row.state, row.n_events).startswith("✓")


def test_a_deleted_event_comes_back_with_undo(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    window.coding.steps.delete_event()
    assert window.desk.current is not None
    assert not window.desk.current.events
    window.menus.undo.trigger()
    assert len(window.desk.current.events) == 1


def test_escape_goes_to_the_article_and_f2_to_the_form(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    window.coding.steps.focus_form()
    assert window.coding.panel.isAncestorOf(focus())
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.coding.view.text.hasFocus())


def test_the_list_at_the_text_leaves_the_marked_words_in_sight(
    qtbot: QtBot, window: MainWindow
) -> None:
    view = window.coding.view
    for _ in range(6):
        qtbot.keyClick(view.text, Qt.Key.Key_Down)
        sentence = view.sentence()
        assert sentence is not None
        qtbot.keyClicks(view.text, "p")
        picker = focus().parentWidget()
        assert picker is not None
        frame = QRect(picker.mapToGlobal(QPoint(0, 0)), picker.size())
        words = view.area_of(sentence)
        port = QRect(view.mapToGlobal(QPoint(0, 0)), view.size())
        assert not frame.intersects(words.intersected(port))
        qtbot.keyClick(focus(), Qt.Key.Key_Escape)


def test_keys_act_after_a_chip_was_clicked(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.coding.panel.plus, Qt.MouseButton.LeftButton)
    window.coding.panel.plus.setFocus()
    qtbot.keyClicks(focus(), "u")
    assert focus().accessibleName() == "Status"


def test_a_refused_submit_says_in_words_what_is_missing(qtbot: QtBot, window: MainWindow) -> None:
    window.coding.steps.new_event()
    window.coding.steps.submit()
    assert window.coding.form is not None
    told = [w.text() for w in window.coding.form.findChildren(QLabel) if w.isVisible()]
    assert any(text.startswith("Event type: not answered") for text in told)


def test_no_codable_event_follows_the_codebook_whatever_its_question_is_called(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path, "minimal"))
    assert window.desk.current is not None
    first = window.desk.current.article.id
    window.coding.steps.no_event()
    qtbot.keyClicks(focus(), "2")
    qtbot.waitUntil(lambda: window.desk.current.article.id != first)  # type: ignore[union-attr]
    with qtbot.waitSignal(window.desk.article_opened):
        window.coding.steps.go(first)
    assert window.desk.current.answers["reading"].value == "off_topic"
    assert window.desk.current.state is State.SUBMITTED


def test_what_is_half_typed_about_one_article_is_not_the_next_ones(
    qtbot: QtBot, window: MainWindow
) -> None:
    page = window.coding
    page.steps.ask_about_article()
    sentence = page.view.sentence()
    assert sentence is not None
    page.view.select(sentence)
    page.keys.attach()
    with qtbot.waitSignal(window.desk.article_opened):
        page.steps.step_article(1)
    page.steps.ask_about_article()
    assert window.desk.current is not None
    assert window.desk.current.answers == {}


def test_a_digit_means_the_same_on_a_scale_at_the_text_and_in_the_form(
    qtbot: QtBot, window: MainWindow
) -> None:
    for digit, stance in (("1", "opposes"), ("5", "supports"), ("9", "silent")):
        qtbot.keyClicks(window.coding.view.text, "s")
        qtbot.keyClicks(focus(), "1")
        qtbot.keyClicks(focus(), "1")
        qtbot.keyClicks(focus(), digit)
        assert window.desk.current is not None
        entry = window.desk.current.events[0].entries("positions")[-1]
        assert entry["stance"].value == stance


def test_actors_of_the_event_are_offered_before_the_others(
    qtbot: QtBot, window: MainWindow
) -> None:
    event = window.coding.steps.new_event()
    assert event is not None
    after = event.with_entry("participants", 0, {"actor": Answer("VNM")})
    window.desk.change(event, after, "")
    window.coding.view.select(Span.of(window.desk.current.article.text, 0, 6))  # type: ignore[union-attr]
    qtbot.keyClicks(window.coding.view.text, "s")
    qtbot.keyClicks(focus(), "1")
    assert window.desk.current is not None
    assert window.desk.current.events[0].entries("positions")[0]["holder"].value == "VNM"


def test_the_facts_above_an_article_keep_their_order_beside_arabic_words(
    qtbot: QtBot, tmp_path: Path
) -> None:
    window = a_window(qtbot, a_project_file(tmp_path))
    opened = window.desk.current
    assert opened is not None
    article = replace(opened.article, publisher="الأهرام", published="2025-12-02")
    window.desk.show_article(replace(opened, article=article))
    shown = window.coding.view.text.accessibleDescription()
    assert "\u2068الأهرام\u2069 · \u20682025-12-02\u2069" in shown

"""The desk: nothing coded is lost, everything can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from annotator.model.errors import NotSaved
from annotator.model.event import Answer, Event
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.coding import OpenArticle, opened
from annotator.stages.project import coder
from annotator.ui.desk import Desk
from tests.ui.at_work import a_desk, a_project_file, put_away


def current(desk: Desk) -> OpenArticle:
    assert desk.current is not None
    return desk.current


def new_event(desk: Desk) -> Event:
    event = Event.new(current(desk).article.id)
    assert desk.change(None, event, "New event")
    return event


def test_a_change_is_a_draft_before_the_call_returns(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    desk = a_desk(qtbot, path)
    event = new_event(desk).with_answer("event_type", Answer("CONSULT"))
    assert desk.project is not None
    desk.change(current(desk).events[0], event, "Change event type")
    desk.worker.wait()
    desk.project.close()  # as if the program had been killed: nothing was flushed
    again = a_desk(qtbot, path)
    assert current(again).events == (event,)
    put_away(qtbot, again)


def test_leaving_the_article_saves_a_revision(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    desk = a_desk(qtbot, path)
    event = new_event(desk)
    assert desk.project is not None
    assert desk.coder is not None
    first = current(desk).article.id
    other = coding.worklist(desk.project, desk.coder)[1].article_id
    with qtbot.waitSignal(desk.article_opened):
        desk.go(other)
    assert opened(desk.project, desk.coder, first).events == (event,)
    put_away(qtbot, desk)


def test_a_save_that_fails_stops_the_leaving_and_says_why(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = a_desk(qtbot, a_project_file(tmp_path))
    event = new_event(desk)
    here = current(desk).article.id
    assert desk.project is not None
    assert desk.coder is not None
    other = coding.worklist(desk.project, desk.coder)[1].article_id

    def full(*_args: object, **_more: object) -> None:
        raise NotSaved("The disk is full. Make room and try again.")

    with monkeypatch.context() as broken:
        broken.setattr(coding, "save_coding", full)
        with qtbot.waitSignal(desk.failed) as told:
            desk.go(other)
    assert told.args == ["The disk is full. Make room and try again."]
    assert current(desk).article.id == here
    assert current(desk).events == (event,)
    with qtbot.waitSignal(desk.stored):
        desk.try_again()
    assert opened(desk.project, desk.coder, here).events == (event,)
    put_away(qtbot, desk)


def test_undo_shows_the_article_it_concerns(qtbot: QtBot, tmp_path: Path) -> None:
    desk = a_desk(qtbot, a_project_file(tmp_path))
    new_event(desk)
    assert desk.project is not None
    assert desk.coder is not None
    here = current(desk).article.id
    with qtbot.waitSignal(desk.article_opened):
        desk.go(coding.worklist(desk.project, desk.coder)[1].article_id)
    with qtbot.waitSignal(desk.article_opened):
        desk.undo()
    qtbot.waitUntil(lambda: current(desk).article.id == here and not current(desk).events)
    put_away(qtbot, desk)


def test_undo_is_not_lost_on_the_way_to_another_article(qtbot: QtBot, tmp_path: Path) -> None:
    desk = a_desk(qtbot, a_project_file(tmp_path))
    new_event(desk)
    new_event(desk)
    assert desk.project is not None
    assert desk.coder is not None
    here = current(desk).article.id
    desk.go(coding.worklist(desk.project, desk.coder)[1].article_id)
    assert desk.is_going
    desk.undo()
    desk.undo()
    desk.redo()
    qtbot.waitUntil(lambda: current(desk).article.id == here and len(current(desk).events) == 1)
    put_away(qtbot, desk)


def test_submitting_is_undone_by_reopening(qtbot: QtBot, tmp_path: Path) -> None:
    desk = a_desk(qtbot, a_project_file(tmp_path))
    assert desk.project is not None
    answers = {"article_status": Answer("no_codable_event"), "status_reason": Answer("no_actor")}
    reason = desk.codebook.variable("status_reason", "article")
    assert reason is not None
    answers["status_reason"] = Answer(reason.options[0].code)
    desk.change_answers(answers, "No codable event")
    with qtbot.waitSignal(desk.stored):
        desk.change_state(State.SUBMITTED, "", "Submit")
    here = current(desk).article.id
    me = coder(desk.project, "me")
    assert opened(desk.project, me, here).state is State.SUBMITTED
    assert not desk.can_edit
    assert not desk.change(None, Event.new(here), "New event")
    with qtbot.waitSignal(desk.stored):
        desk.undo()
    assert opened(desk.project, me, here).state is State.IN_PROGRESS
    put_away(qtbot, desk)


def test_a_second_window_reads_only(qtbot: QtBot, tmp_path: Path) -> None:
    path = a_project_file(tmp_path)
    first = a_desk(qtbot, path)
    second = a_desk(qtbot, path)
    assert second.is_read_only
    assert second.project is not None
    assert second.project.held_by
    assert not second.change(None, Event.new(current(second).article.id), "New event")
    put_away(qtbot, second)
    put_away(qtbot, first)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(st.sampled_from("necda"), st.integers(0, 5)), max_size=12))
def test_undoing_all_gives_the_start_and_redoing_all_the_end(
    qtbot: QtBot, tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, int]]
) -> None:
    desk = a_desk(qtbot, a_project_file(tmp_path_factory.mktemp("project")))
    start = current(desk)
    for act, number in acts:
        events = current(desk).events
        event = events[number % len(events)] if events else None
        if act == "n" or event is None:
            new_event(desk)
        elif act == "e":
            desk.change(event, event.with_answer("note", Answer(str(number))), "Change note")
        elif act == "c":
            desk.change(None, event.copy(), "Copy event")
        elif act == "d":
            desk.change(event, None, "Delete event")
        else:
            desk.change_answers({"note": Answer(str(number))}, "Change")
    end = current(desk)
    while desk.undo_stack.canUndo():
        desk.undo()
    assert current(desk) == start
    while desk.undo_stack.canRedo():
        desk.redo()
    assert current(desk) == end
    put_away(qtbot, desk)

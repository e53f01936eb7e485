"""The window on a server: nothing is lost or doubled when the connection is."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot
from sqlalchemy import make_url

from annotator.model.errors import PasswordRefused
from annotator.model.event import Answer, Event, Revision
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.logins import add_login
from annotator.stages.project import add_coder, coder, open_project
from annotator.store import server_connection
from annotator.ui import flushing, project_steps
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Tell
from annotator.ui.pages.worklist_rows import PATIENCE
from annotator.ui.server_dialog import AskPassword, OpenOnServer
from annotator.ui.server_steps import Opening
from tests.build import a_whole_event
from tests.server import as_login
from tests.ui.at_server import (
    a_project_on_a_server,
    a_server_window,
    an_empty_window,
    new_event,
)
from tests.ui.at_work import put_away
from tests.wire import Wire

SOON = 15_000


@pytest.fixture
def url() -> str:
    return a_project_on_a_server()


@pytest.fixture
def wire(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wire]:
    monkeypatch.setattr(flushing, "WAITS", (1,))
    made = Wire(url)
    yield made
    made.close()


def history(url: str, event_id: UUID) -> list[Revision]:
    project = open_project(url)
    try:
        with project.store.transaction() as records:
            return records.history(event_id)
    finally:
        project.close()


def open_article(window: MainWindow) -> coding.OpenArticle:
    assert window.desk.current is not None
    return window.desk.current


def change(window: MainWindow, event: Event, status: str) -> Event:
    """Answer something about an event of the open article."""
    before = window.desk.event_of(event.id)
    assert before is not None
    after = before.with_answer("status", Answer(status))
    assert window.desk.change(before, after, "Change status")
    return after


@pytest.mark.parametrize("how", ["cut", "mute"])
def test_what_is_coded_while_the_connection_is_lost_is_saved_once(
    qtbot: QtBot, url: str, wire: Wire, how: str
) -> None:
    window = a_server_window(qtbot, wire.url)
    banner = window.coding.banner
    wire.cut() if how == "cut" else wire.mute()
    event = new_event(window)
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        window.desk.flush()
    assert "trying again" in banner.words.text()
    assert "kept on this machine" in banner.words.text()
    assert banner.act.text() == "Try now"
    assert "not saved" in window.coding.panel.light.text()
    event = change(window, event, "held")
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        pass  # it tries by itself
    event = change(window, event, "planned")
    with qtbot.waitSignal(window.desk.stored, timeout=SOON):
        wire.mend()
    qtbot.waitUntil(lambda: not window.desk.is_dirty, timeout=SOON)
    qtbot.waitUntil(banner.isHidden, timeout=SOON)
    assert "● saved" in window.coding.panel.light.text()
    states = [revision.event.answers.get("status") for revision in history(url, event.id)]
    assert states[-1] == Answer("planned")
    assert len(states) == len(set(map(str, states)))
    if how == "mute":
        assert wire.n_muted


def test_a_save_of_which_only_the_answer_is_lost_is_not_saved_again(
    qtbot: QtBot, url: str, wire: Wire
) -> None:
    window = a_server_window(qtbot, wire.url)
    event = new_event(window)
    wire.mute_at_commit()
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        window.desk.flush()
    assert wire.n_muted
    assert len(history(url, event.id)) == 1
    assert window.desk.is_dirty
    with qtbot.waitSignal(window.desk.stored, timeout=SOON):
        wire.mend()
    qtbot.waitUntil(lambda: not window.desk.is_dirty, timeout=SOON)
    assert len(history(url, event.id)) == 1


def test_an_article_submitted_while_nobody_answers_is_submitted_once(
    qtbot: QtBot, url: str, wire: Wire
) -> None:
    window = a_server_window(qtbot, wire.url)
    opened = open_article(window)
    event = a_whole_event(opened.article)
    window.desk.change(None, event, "New event")
    wire.cut()
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        window.coding.steps.submit()
    assert open_article(window).state is State.SUBMITTED
    with qtbot.waitSignal(window.desk.article_opened, timeout=SOON):
        wire.mend()
        window.desk.try_again()
    assert open_article(window).article.id != opened.article.id
    project = open_project(url)
    me = coder(project, "me")
    assert coding.opened(project, me, opened.article.id).state is State.SUBMITTED
    with project.store.transaction() as records:
        assert len(records.history(event.id)) == 1
    project.close()


def test_another_article_can_be_opened_once_the_connection_is_back(
    qtbot: QtBot, wire: Wire
) -> None:
    window = a_server_window(qtbot, wire.url)
    here = open_article(window).article.id
    there = window.coding.worklist.neighbour(here, 1)
    assert there is not None
    new_event(window)
    wire.cut()
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        window.coding.steps.go(there)
    assert open_article(window).article.id == here
    assert not window.desk.is_going
    wire.mend()
    with qtbot.waitSignal(window.desk.saved, timeout=SOON):
        window.desk.try_again()
    qtbot.waitUntil(lambda: not window.desk.is_dirty, timeout=SOON)
    with qtbot.waitSignal(window.desk.article_opened, timeout=SOON):
        window.coding.steps.go(there)
    assert open_article(window).article.id == there


def test_the_window_stays_alive_while_the_server_is_silent(
    qtbot: QtBot, wire: Wire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_connection, "WRITING", 3.0)
    window = a_server_window(qtbot, wire.url)
    wire.silence()
    beats = [time.monotonic()]
    timer = QTimer(window, interval=50)
    timer.timeout.connect(lambda: beats.append(time.monotonic()))
    timer.start()
    new_event(window)
    with qtbot.waitSignal(window.desk.lost, timeout=SOON):
        window.desk.flush()
        window.coding.worklist.model.read_again()
    qtbot.keyClicks(window.coding.view.text, "e")
    assert len(open_article(window).events) == 2
    wire.mend()
    with qtbot.waitSignal(window.desk.saved, timeout=4 * SOON):
        window.desk.try_again()
    qtbot.waitUntil(lambda: not window.desk.is_dirty, timeout=SOON)
    qtbot.waitUntil(lambda: len(list(window.coding.worklist.model.rows())) == 4, timeout=SOON)
    assert max(later - now for now, later in pairwise(beats)) < PATIENCE + 0.5


def test_drafts_come_back_after_closing_while_the_connection_is_lost(
    qtbot: QtBot, url: str, wire: Wire
) -> None:
    window = a_server_window(qtbot, wire.url)
    event = new_event(window)
    wire.cut()
    asked: list[str] = []
    window.desk.close_project(lambda: asked.append("closed"), lambda: asked.append("not closed"))
    qtbot.waitUntil(lambda: bool(asked), timeout=SOON)
    assert asked == ["not closed"]
    project = window.desk.project
    assert project is not None
    window.desk.flushing.end()
    window.desk.undo_stack.forget()
    window.desk.project = None  # closed all the same
    project.close()
    wire.mend()
    again = a_server_window(qtbot, wire.url)
    assert open_article(again).events == (event,)
    put_away(qtbot, again.desk)
    assert len(history(url, event.id)) == 1


def test_what_others_add_appears_and_takes_no_focus(qtbot: QtBot, url: str) -> None:
    window = a_server_window(qtbot, url)
    desk = window.desk
    desk.watching.look()
    qtbot.waitUntil(lambda: desk.watching._known is not None, timeout=SOON)
    here = open_article(window).article
    other = open_project(url)
    me = coder(other, "me")
    event = a_whole_event(here)
    coding.save_event(other, me, event)
    second = coding.worklist(other, me)[1].article_id
    coding.save_event(other, me, a_whole_event(coding.opened(other, me, second).article))
    other.close()
    place = window.coding.view.text.verticalScrollBar().value()
    with qtbot.waitSignal(desk.added, timeout=SOON):
        desk.watching.look()
    qtbot.waitUntil(lambda: open_article(window).events == (event,), timeout=SOON)
    rows = window.coding.worklist.model
    qtbot.waitUntil(
        lambda: [row.state for row in rows.rows()][1] is State.IN_PROGRESS, timeout=SOON
    )
    assert window.coding.view.text.hasFocus()
    assert window.coding.view.text.verticalScrollBar().value() == place


def test_only_the_logins_coder_codes_there(
    qtbot: QtBot, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(OpenOnServer, "ask", lambda *_: url)
    window = an_empty_window(qtbot)
    with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
        window.start.server.click()
    assert window.desk.coder is not None
    assert window.desk.coder.handle == "me"
    assert not window.menus.change_coder.isEnabled()
    assert "me" in window.menus.change_coder.toolTip()
    (recent, *_) = window.settings.recent()
    assert recent.path.startswith("postgresql://")
    assert recent.name == "Talks"


def test_a_server_that_says_nothing_can_be_given_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(Tell, "ask", lambda _parent, *words: told.append("|".join(words)))
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        window = an_empty_window(qtbot)
        began = time.monotonic()
        window.projects.open(f"postgresql://ana@127.0.0.1:{port}/lab")
        assert time.monotonic() - began < 0.5
        (opening,) = window.projects.servers.findChildren(Opening)
        qtbot.waitUntil(opening.dialog.isVisible, timeout=SOON)
        opening.dialog.reject()
        assert window.stack.currentWidget() is window.start
        qtbot.waitUntil(lambda: not window.projects.servers.children(), timeout=SOON)
    assert told == []


def test_a_password_is_asked_for_where_one_is_wanted(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    """The test's server trusts everybody, so this refusal is what the store says of another."""
    asked: list[str] = []
    given = iter(["wrong", "secret"])
    really = project_steps.opened_project

    def opened(address: str) -> object:
        asked.append(address)
        if ":secret@" not in address:
            raise PasswordRefused("The server does not know this login with this password.")
        return really(url)

    whys: list[str] = []

    def ask(_parent: object, where: str, login: str, why: str = "") -> str:
        whys.append(why)
        assert (where, login) == ("db.example.org", "ana")
        return next(given)

    monkeypatch.setattr(project_steps, "opened_project", opened)
    monkeypatch.setattr(AskPassword, "ask", ask)
    window = an_empty_window(qtbot)
    with qtbot.waitSignal(window.desk.article_opened, timeout=20_000):
        window.projects.open("postgresql://ana@db.example.org/lab")
    assert asked == [
        "postgresql://ana@db.example.org/lab",
        "postgresql://ana:wrong@db.example.org/lab",
        "postgresql://ana:secret@db.example.org/lab",
    ]
    assert [bool(why) for why in whys] == [False, True]
    window.settings.write()
    kept = Path(window.settings._file.fileName()).read_text(encoding="utf-8")
    assert "postgresql:" in kept
    assert "secret" not in kept


def test_a_coder_with_a_login_of_their_own_codes_and_submits(qtbot: QtBot, url: str) -> None:
    project = open_project(url)
    lead = coder(project, "me")
    ana = add_coder(project, "ana")
    login = f"ana_{make_url(url).database}"
    password = add_login(project, lead, ana, login)
    article = coding.opened(project, lead, coding.worklist(project, lead)[0].article_id).article
    coding.save_event(project, lead, a_whole_event(article))
    project.close()
    window = a_server_window(qtbot, as_login(url, login, password))
    assert window.desk.coder is not None
    assert window.desk.coder.handle == "ana"
    assert not window.desk.is_read_only
    assert open_article(window).events == ()  # the lead's is not theirs
    event = a_whole_event(open_article(window).article)
    window.desk.change(None, event, "New event")
    with qtbot.waitSignal(window.desk.article_opened, timeout=SOON):
        window.coding.steps.submit()
    assert window.coding.banner.isHidden()
    with qtbot.waitSignal(window.desk.stored, timeout=SOON):
        window.desk.undo()
    assert [each.coder_id for each in history(url, event.id)] == [ana.id]

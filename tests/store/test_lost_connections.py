"""A connection to a server that is lost: the save is tried again and stored once."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from threading import Thread

import pytest

from annotator.model.errors import ConnectionLost, NotSaved
from annotator.model.event import Event
from annotator.model.study import Coder
from annotator.stages.coding import save_event
from annotator.stages.project import Project, create_project, open_project
from annotator.store import server, server_connection
from annotator.store.server_connection import ServerConnection
from tests.build import an_event, the_codebook, with_article
from tests.store.conftest import Small
from tests.store.proxy import Line, a_line
from tests.store.test_server import ask


def test_a_turn_that_does_not_come_is_told(
    shared: Small, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = server_connection._SETTINGS.replace("'8s'", "'100ms'")
    monkeypatch.setattr(server_connection, "_SETTINGS", settings)
    other = open_project(url)
    assert other.owner is not None
    with shared.store.transaction(shared.coder.id), pytest.raises(NotSaved, match="Try again"):
        save_event(other, other.owner, shared.event())
    assert save_event(other, other.owner, shared.event())
    other.close()


def test_a_save_whose_connection_is_lost_is_stored_once(url: str) -> None:
    chance = random.Random(5)
    project = create_project(url, the_codebook("minimal"))
    article_id = with_article(project, "They met.")
    me = project.owner
    assert me is not None
    events = [an_event(article_id, event_type="meeting") for _ in range(25)]
    with a_line() as line:
        far = open_project(line.url(url))
        for event in events:
            line.mode = chance.choice(("", "cut", "cut after"))
            Thread(target=_mend, args=(line, chance.uniform(0, 0.05)), daemon=True).start()
            _save_at_last(far, me, event)
        far.close()
    with project.store.transaction() as records:
        for event in events:
            assert len(records.history(event.id)) == 1
    project.close()


def _mend(line: Line, seconds: float) -> None:
    time.sleep(seconds)
    line.mode = ""


def _save_at_last(project: Project, coder: Coder, event: Event) -> None:
    """Save as a window does, which tries again until it is saved."""
    for _ in range(200):
        with suppress(ConnectionLost):
            save_event(project, coder, event)
            return
        time.sleep(0.01)
    raise AssertionError("it was never saved")


@pytest.mark.parametrize("mode", ["deaf", "mute"])
def test_a_silent_server_is_given_up_and_the_save_tried_again(
    url: str, mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_connection, "WRITING", 0.4)
    monkeypatch.setattr(ServerConnection, "patience", 0.4)
    project = create_project(url, the_codebook("minimal"))
    article_id = with_article(project, "They met.")
    me = project.owner
    assert me is not None
    event = an_event(article_id, event_type="meeting")
    with a_line() as line:
        far = open_project(line.url(url))
        line.mode = mode
        with pytest.raises(ConnectionLost, match="does not answer"):
            save_event(far, me, event)
        line.mode = ""
        line.cut()
        _save_at_last(far, me, event)
        far.close()
    with project.store.transaction() as records:
        assert len(records.history(event.id)) == 1
    project.close()


def test_a_first_try_that_is_still_under_way_is_waited_for(shared: Small) -> None:
    event = shared.event()
    project = open_project(shared.store.location)
    assert project.owner is not None
    first = shared.store.transaction(shared.coder.id)
    records = first.__enter__()
    records.add_revision(shared.revision(event))
    second = Thread(target=save_event, args=(project, project.owner, event))
    second.start()
    second.join(0.3)
    assert second.is_alive()
    first.__exit__(None, None, None)
    second.join()
    with shared.store.transaction() as records:
        assert len(records.history(event.id)) == 1
    project.close()


def test_connections_that_the_server_ended_are_made_anew(shared: Small, url: str) -> None:
    shared.save(shared.event())
    ask(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    with pytest.raises(ConnectionLost):
        shared.save(shared.event())
    shared.save(shared.event())
    assert shared.findings() == []


def test_a_connection_that_lay_idle_is_looked_at_before_it_is_used(
    shared: Small, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_IDLE_SECONDS", -1.0)
    ask(
        url,
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()",
    )
    shared.save(shared.event())
    with shared.store.transaction() as records:
        names = "application_name", "client_encoding", "TimeZone", "search_path", "lock_timeout"
        settings = [records._connection.exec_driver_sql(f"SHOW {name}").scalar() for name in names]
    assert settings == ["Diplomatic Annotator", "UTF8", "UTC", "public", "8s"]

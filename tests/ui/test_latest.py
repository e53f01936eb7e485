"""Questions answered off the window's thread: the last one wins."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from annotator.model.errors import NotFound
from annotator.ui.jobs import Latest, Worker


class Gate:
    """Answers that wait until the gate is opened, and what was answered."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked: list[str] = []

    def question(self, word: str) -> str:
        self.asked.append(word)
        self.open.wait(5)
        return word


@pytest.fixture
def worker(qtbot: QtBot) -> Iterator[Worker]:
    made = Worker()
    yield made
    made.wait()


@pytest.fixture
def gate() -> Gate:
    return Gate()


def ask(latest: Latest, gate: Gate, *words: str) -> None:
    """Ask one after the other, the later ones while the first is being answered."""
    for word in words:
        latest.ask(lambda word=word: gate.question(word))
    gate.open.set()


def test_only_the_last_question_is_answered(qtbot: QtBot, worker: Worker, gate: Gate) -> None:
    latest, told = Latest(worker), []
    latest.answered.connect(told.append)
    ask(latest, gate, "m", "mi", "min", "mini")
    assert latest.is_busy
    qtbot.waitUntil(lambda: told == ["mini"])
    assert gate.asked == ["m", "mini"]
    assert not latest.is_busy


def test_an_answer_that_was_overtaken_is_told_where_all_count(
    qtbot: QtBot, worker: Worker, gate: Gate
) -> None:
    latest, told = Latest(worker, tells_all=True), []
    latest.answered.connect(told.append)
    ask(latest, gate, "page 1", "page 2", "page 3")
    qtbot.waitUntil(lambda: told == ["page 1", "page 3"])


def test_what_nobody_wants_to_know_any_more_is_not_told(
    qtbot: QtBot, worker: Worker, gate: Gate
) -> None:
    latest, told = Latest(worker), []
    latest.answered.connect(told.append)
    latest.ask(lambda: gate.question("old"))
    latest.forget()
    ask(latest, gate, "new")
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["new"]


def test_a_refusal_is_told_and_the_next_question_is_answered(
    qtbot: QtBot, worker: Worker, gate: Gate
) -> None:
    def refuse() -> None:
        raise NotFound("There is no such coder.")

    latest = Latest(worker)
    with qtbot.waitSignal(latest.refused) as refused:
        latest.ask(refuse)
    assert str(refused.args[0]) == "There is no such coder."
    with qtbot.waitSignal(latest.answered) as answered:
        ask(latest, gate, "next")
    assert answered.args == ["next"]

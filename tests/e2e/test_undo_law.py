"""The law of undo: taking back everything gives the start, taking it all again gives the end."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.model.checks import article_problems, problems
from annotator.model.codebook import Codebook, Kind, Variable
from annotator.model.event import Answer, Date, Entry, Event, Missing, Place, Value, with_answer
from annotator.model.plain import entry_to_plain, event_to_plain
from annotator.model.span import Span
from annotator.model.study import State
from annotator.stages import coding
from annotator.stages.coding import OpenArticle
from annotator.stages.drafts import Drafts
from annotator.stages.project import coder, open_project
from annotator.ui.desk import Desk
from annotator.ui.jobs import Worker
from annotator.ui.settings import Settings
from annotator.ui.steps import ChangeAnswers, ChangeState
from tests.e2e.begun import a_begun_project

T = TypeVar("T")

WORKER: list[Worker] = []
Standing = dict[UUID, object]


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file in the middle of its work."""
    return a_begun_project(tmp_path_factory.mktemp("begun"))


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[str, int, int, int]]:
    number = st.integers(0, 9999)
    steps = st.tuples(st.sampled_from(OFTEN + sorted(STEPS)), number, number, number)
    return draw(st.lists(steps, min_size=10, max_size=30))


@pytest.mark.timeout(600)  # where it fails, the shortest walk is looked for
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(walk=walks())
def test_undoing_all_gives_the_start_and_redoing_all_the_end(
    qtbot: QtBot, begun: Path, tmp_path: Path, walk: list[tuple[str, int, int, int]]
) -> None:
    drafts = Drafts()
    drafts.path.unlink(missing_ok=True)  # of an example that failed: the project is the same
    drafts.close()
    path = tmp_path / "walk.annotator"
    shutil.copyfile(begun, path)
    hand = Hand(path)
    try:
        hand.check_the_law(walk)
    finally:
        hand.close()


class Hand:
    """Does to a real desk what a coder does, one numbered step after another."""

    def __init__(self, path: Path) -> None:
        if not WORKER:
            WORKER.append(Worker())
        project = open_project(path, hold=True)
        me = coder(project, "me")
        self.desk = Desk(WORKER[0], Settings())
        self.failures: list[str] = []
        self.desk.failed.connect(self.failures.append)
        self.desk.open_project(project, me)
        self.articles = [row.article_id for row in coding.worklist(project, me)]
        self.desk.go(self.articles[1])
        self.settle()

    @property
    def opened(self) -> OpenArticle:
        assert self.desk.current is not None
        return self.desk.current

    def settle(self) -> None:
        """Let everything that was asked for be done."""
        for _ in range(1000):
            self.desk.worker.wait()
            QApplication.processEvents()
            if not self.desk.worker._running and self.desk._going is None:
                break
        assert not self.failures

    def close(self) -> None:
        if self.desk.project is not None:
            self.desk.close_project(lambda: None)
            for _ in range(1000):
                self.desk.worker.wait()
                QApplication.processEvents()
                if self.desk.project is None:
                    return
            self.desk.project.close()

    # --- the law -------------------------------------------------------------------------

    def check_the_law(self, walk: list[tuple[str, int, int, int]]) -> None:
        start = self.standing()
        for name, a, b, c in walk:
            STEPS[name](self, a, b, c)
        self.settle()
        end = self.standing()
        stack = self.desk.undo_stack
        steps, seen = stack.index(), {self.place(): plain(self.opened)}
        while stack.canUndo():
            self.desk.undo()
            self.settle()
            seen[self.place()] = plain(self.opened)
        assert self.standing() == start
        for _ in range(steps):
            self.desk.redo()
            self.settle()
            assert seen.get(self.place()) in (None, plain(self.opened))
        assert self.standing() == end

    def place(self) -> tuple[int, UUID]:
        """How many steps are taken, and which article is shown."""
        return self.desk.undo_stack.index(), self.opened.article.id

    def standing(self) -> Standing:
        """How all articles are coded: on the desk, and once all is saved in the project."""
        desk = self.desk
        assert desk.project is not None
        assert desk.coder is not None
        shown = {each: self.as_shown(each) for each in self.articles}
        desk.flush()
        self.settle()
        stored = {
            each: plain(coding.opened(desk.project, desk.coder, each)) for each in self.articles
        }
        assert shown == stored
        return shown

    def as_shown(self, article_id: UUID) -> object:
        if self.opened.article.id == article_id:
            return plain(self.opened)
        return plain(self.desk.read_article(article_id))

    # --- steps ---------------------------------------------------------------------------

    def event(self, number: int) -> Event | None:
        events = self.opened.events
        return events[number % len(events)] if events else None

    def answer_event(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is None:
            return
        variable = chosen(self.desk.codebook.variables, b)
        old = event.answers.get(variable.name)
        after = event.with_answer(variable.name, an_answer(variable, c, old))
        typed = variable.name if variable.kind is Kind.TEXT and c % 2 else ""
        self.desk.change(event, after, "Change", typed)

    def type_words(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is None:
            return
        for length in range(1, 2 + b % 3):
            after = event.with_answer("note", Answer(f"{c}"[:length]))
            if self.desk.change(event, after, "Change note", "note"):
                event = after

    def mark_evidence(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is None or not event.answers:
            return
        name = chosen(sorted(event.answers), b)
        text = self.opened.article.text
        start = c % (len(text) - 10)
        span = Span.of(text, start, start + 1 + c % 9)
        old = event.answers[name]
        spans = old.evidence[1:] if c % 3 == 0 else (*old.evidence, span)
        after = event.with_answer(name, replace(old, evidence=tuple(dict.fromkeys(spans))))
        self.desk.change(event, after, "Evidence")

    def change_entries(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is None:
            return
        group = chosen(self.desk.codebook.groups, b)
        rows = list(event.entries(group.name))
        if not rows or c % 4 == 0:
            variable = chosen(group.variables, c)
            answer = an_answer(variable, c // 4, None) or Answer(Missing.UNDECIDED)
            rows.insert(c % (len(rows) + 1), {variable.name: answer})
        elif c % 4 == 1:
            del rows[c % len(rows)]
        elif c % 4 == 2:
            rows.append(rows.pop(c % len(rows)))
        else:
            variable = chosen(group.variables, c // 4)
            at = c % len(rows)
            answer_now = an_answer(variable, c // 4, rows[at].get(variable.name))
            rows[at] = with_answer(rows[at], variable.name, answer_now)
        self.desk.change(
            event, event.with_entries(group.name, [row for row in rows if row]), "Entry"
        )

    def new_event(self, a: int, b: int, c: int) -> None:
        self.desk.change(None, Event.new(self.opened.article.id), "New event")

    def copy_event(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is not None:
            self.desk.change(None, event.copy(), "Copy event")

    def delete_event(self, a: int, b: int, c: int) -> None:
        event = self.event(a)
        if event is not None:
            self.desk.change(event, None, "Delete event")

    def answer_article(self, a: int, b: int, c: int) -> None:
        variable = chosen(self.desk.codebook.article, a)
        answers = self.opened.answers
        new = an_answer(variable, b, answers.get(variable.name))
        self.desk.change_answers(with_answer(answers, variable.name, new), "Answers")

    def submit(self, a: int, b: int, c: int) -> None:
        opened = self.opened
        if self.desk.can_edit and is_complete(opened, self.desk.codebook):
            self.desk.change_state(State.SUBMITTED, "", "Submit")
        elif self.desk.can_edit and not opened.events:
            wanted = {
                "article_status": "no_codable_event",
                "status_reason": "no_diplomatic_content",
            }
            known = {v.name: {o.code for o in v.options} for v in self.desk.codebook.article}
            reason = wanted["status_reason"]
            if reason not in known["status_reason"]:
                wanted["status_reason"] = sorted(known["status_reason"])[0]
            answers = {name: Answer(code) for name, code in wanted.items()}
            before = (opened.state, opened.reason)
            self.desk.push(
                ChangeAnswers(self.desk, opened.article.id, opened.answers, answers, "None"),
                ChangeState(self.desk, opened.article.id, before, (State.SUBMITTED, ""), "None"),
            )

    def set_aside(self, a: int, b: int, c: int) -> None:
        if self.desk.can_edit:
            self.desk.change_state(State.SET_ASIDE, f"reason {a}", "Set aside")

    def reopen(self, a: int, b: int, c: int) -> None:
        if self.opened.state in (State.SUBMITTED, State.SET_ASIDE):
            self.desk.change_state(State.IN_PROGRESS, "", "Reopen")

    def go(self, a: int, b: int, c: int) -> None:
        self.desk.go(chosen(self.articles, a))
        self.settle()

    def undo(self, a: int, b: int, c: int) -> None:
        for _ in range(1 + a % 3):
            self.desk.undo()
            self.settle()

    def redo(self, a: int, b: int, c: int) -> None:
        for _ in range(1 + a % 3):
            self.desk.redo()
            self.settle()

    def pause(self, a: int, b: int, c: int) -> None:
        self.desk.flush()
        if a % 2:
            self.settle()


STEPS: dict[str, Callable[[Hand, int, int, int], None]] = {
    name: step
    for name, step in vars(Hand).items()
    if name
    in (
        "answer_event type_words mark_evidence change_entries new_event copy_event delete_event "
        "answer_article submit set_aside reopen go undo redo pause"
    ).split()
}

OFTEN = (
    ["answer_event"] * 2 + ["change_entries"] * 2 + ["mark_evidence", "type_words"] + ["reopen"] * 2
)


def chosen(things: Sequence[T], number: int) -> T:
    return things[number % len(things)]


def an_answer(variable: Variable, number: int, old: Answer | None) -> Answer | None:
    """Some answer, or None to take the old one back; its evidence and note stay with it."""
    if number % 7 == 0:
        return None
    value: Value | Missing = a_value(variable, number) if number % 5 else Missing.UNDECIDED
    return Answer(value, old.evidence if old else (), f"note {number}" if number % 11 == 0 else "")


def a_value(variable: Variable, number: int) -> Value:
    if variable.kind in (Kind.CHOICE, Kind.ACTOR):
        return chosen(variable.options, number).code
    if variable.kind is Kind.CHOICES:
        return (chosen(variable.options, number).code,)
    if variable.kind is Kind.NUMBER:
        return number
    if variable.kind is Kind.FLAG:
        return number % 2 == 0
    if variable.kind is Kind.DATE:
        return Date(start=f"2025-12-{1 + number % 28:02}", precision="day")
    if variable.kind is Kind.PLACE:
        return Place(name=f"Place {number}")
    return f"Words 🕊 {number}"


def is_complete(opened: OpenArticle, codebook: Codebook) -> bool:
    text = opened.article.text
    if not opened.events and not opened.answers:
        return False
    if any(problems(event, codebook, text) for event in opened.events):
        return False
    return not article_problems(opened.answers, opened.events, codebook, text)


def plain(opened: OpenArticle) -> object:
    """A coding as values that can be compared; its state is none while nothing is coded."""
    events = {event.id: event_to_plain(event, None) for event in opened.events}
    answers: Entry = opened.answers
    state = opened.state
    if state in (None, State.IN_PROGRESS):
        state = State.IN_PROGRESS if events or answers else None
    return (events, entry_to_plain(answers), state, opened.reason)

"""Events are values: changing one gives another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

from annotator.model.event import Answer, Event, Lane, Missing, Revision, heads, in_order
from annotator.model.span import Span

TEXT = "Wang Yi met Sergey Lavrov in Beijing"
ARTICLE = UUID(int=1)


def an_answer(value: str, start: int = 0, end: int = 0) -> Answer:
    return Answer(value, (Span.of(TEXT, start, end),) if end else ())


def test_an_answer_can_be_set_changed_and_taken_back() -> None:
    event = Event.new(ARTICLE).with_answer("event_type", an_answer("CONSULT"))
    changed = event.with_answer("event_type", Answer(Missing.UNDECIDED))
    assert event.answers["event_type"].value == "CONSULT"
    assert changed.answers["event_type"].is_missing
    assert "event_type" not in changed.with_answer("event_type", None).answers


def test_entries_are_appended_replaced_and_removed_in_place() -> None:
    china, russia = {"actor": an_answer("CHN")}, {"actor": an_answer("RUS")}
    event = Event.new(ARTICLE).with_entry("participants", 0, china)
    event = event.with_entry("participants", 1, russia)
    assert event.entries("participants") == (china, russia)
    assert event.with_entry("participants", 0, None).entries("participants") == (russia,)
    assert event.with_entries("participants", []).groups == {}


def test_a_copy_is_the_same_coding_with_an_id_of_its_own() -> None:
    event = Event.new(ARTICLE).with_answer("event_type", an_answer("CONSULT"))
    assert replace(event.copy(), id=event.id) == event


def test_events_stand_in_the_order_of_their_evidence() -> None:
    late = Event.new(ARTICLE).with_answer("event_type", an_answer("AGREE", 12, 18))
    early = Event.new(ARTICLE).with_answer("event_type", an_answer("CONSULT", 0, 7))
    nowhere = Event.new(ARTICLE)
    assert in_order([nowhere, late, early]) == [early, late, nowhere]


def a_revision(event: Event, *replaces: UUID, second: int = 0) -> Revision:
    made_at = datetime(2026, 1, 1, 0, 0, second, tzinfo=UTC)
    ids = {"coder_id": UUID(int=2), "codebook_id": UUID(int=3)}
    return Revision(uuid4(), event, lane=Lane.CODING, replaces=replaces, made_at=made_at, **ids)


def test_a_head_is_what_nothing_has_replaced() -> None:
    event = Event.new(ARTICLE)
    first = a_revision(event)
    second = a_revision(event, first.id, second=1)
    other_machine = a_revision(event, first.id, second=2)
    assert heads([other_machine, first, second]) == [second, other_machine]
    assert heads([first]) == [first]
    assert heads([a_revision(event, uuid4())]) != []

"""Filling in a run of events gives what filling in each one gives."""

from __future__ import annotations

import pytest

from annotator.extensions.datasets.filling import Filling
from annotator.model.event import Answer, Event, Missing
from annotator.model.filled import filled, filled_article
from annotator.model.plain import (
    entry_from_plain,
    entry_to_plain,
    event_from_plain,
    event_to_plain,
)
from tests.extensions.exporting import codebook, demo


@pytest.mark.parametrize("handle", ["gold", "ana", "ben", "chen"])
def test_a_run_is_filled_as_each_event_alone(handle: str) -> None:
    filling = Filling(codebook())
    for _ in range(2):
        for coding in demo(handle):
            plain = entry_to_plain(coding.answers)
            found = entry_from_plain({**plain, **filling.article(plain).answers})
            assert found == filled_article(coding.answers, codebook())
            for event in coding.events:
                for each in (event, *_variations(event)):
                    made = filling.event(event_to_plain(each))
                    groups = {name: made.entries(name) for name in made.groups}
                    body = {"answers": made.answers, "groups": groups}
                    whole = event_from_plain(body, each.id, each.article_id)
                    assert whole == filled(each, codebook())


def _variations(event: Event) -> list[Event]:
    """The same event with other answers, many of which decide what is filled in."""
    changes = {
        "status": Answer("planned"),
        "event_mode": Answer("phone"),
        "channel": Answer(Missing.UNDECIDED),
        "event_type": Answer("REJECT"),
        "level": Answer("HOS"),
    }
    changed = [event.with_answer(name, answer) for name, answer in changes.items()]
    without = [event.with_answer(name, None) for name in event.answers]
    people = event.entries("participants")
    return [*changed, *without, event.with_entries("participants", people[::-1])]

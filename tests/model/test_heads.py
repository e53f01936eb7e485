"""States of one event, side by side: where they differ is told, and what is taken is what comes."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from annotator.model.event import Answer, Entry, Event, Lane, Place, Revision
from annotator.model.heads import WHOLE, choices, combined
from annotator.model.span import Span
from tests.build import entries, the_codebook

TEXT = "Wang Yi received Sergey Lavrov in Beijing."
CODEBOOK = the_codebook()
_EVENT, _ARTICLE = uuid4(), uuid4()

_actors = st.sampled_from(("CHN", "RUS", "USA"))
_roles = st.sampled_from(("host", "visitor"))
_spans = st.sampled_from(((), (Span.of(TEXT, 0, 7),), (Span.of(TEXT, 17, 23),)))


@st.composite
def participants(draw: st.DrawFn) -> Entry:
    entry: dict[str, Answer] = {}
    if draw(st.booleans()):
        entry["actor"] = Answer(draw(_actors), draw(_spans))
    if draw(st.booleans()):
        entry["role"] = Answer(draw(_roles))
    return entry


@st.composite
def states(draw: st.DrawFn) -> Revision:
    answers = {
        name: Answer(draw(st.sampled_from(values)), draw(_spans))
        for name, values in (
            ("event_type", ("CONSULT", "CRITICIZE")),
            ("status", ("held", "planned")),
        )
        if draw(st.booleans())
    }
    rows = tuple(draw(st.lists(participants(), max_size=3)))
    groups = {"participants": rows} if rows else {}
    event = Event(_EVENT, _ARTICLE, answers, groups)
    return a_state(event, retracted=draw(st.integers(0, 4)) == 0)


def a_state(event: Event, *, retracted: bool = False) -> Revision:
    return Revision(uuid4(), event, uuid4(), Lane.CODING, UUID(int=0), retracted=retracted)


def a_state_of(*rows: Entry, **values: str) -> Revision:
    answers = {name: Answer(value) for name, value in values.items()}
    return a_state(Event(_EVENT, _ARTICLE, answers, {"participants": rows} if rows else {}))


@given(st.lists(states(), min_size=2, max_size=3), st.integers(0, 2))
def test_taking_one_state_everywhere_gives_that_state(found: list[Revision], number: int) -> None:
    number %= len(found)
    taken = [number] * len(choices(found, CODEBOOK))
    state = found[number]
    if taken:
        assert combined(found, CODEBOOK, taken) == (None if state.retracted else state.event)


@given(st.lists(states(), min_size=2, max_size=3), st.data())
def test_what_was_chosen_is_no_longer_different_from_what_it_was_taken_from(
    found: list[Revision], data: st.DataObject
) -> None:
    asked = choices(found, CODEBOOK)
    number = st.integers(0, len(found) - 1)
    taken = data.draw(st.lists(number, min_size=len(asked), max_size=len(asked)))
    made = combined(found, CODEBOOK, taken)
    wholly = [t for choice, t in zip(asked, taken, strict=True) if choice.where[0] == WHOLE]
    if wholly and found[wholly[0]].retracted:
        assert made is None
    if made is None:
        return
    for choice, chosen in zip(asked, taken, strict=True):
        group, _, name = choice.where
        if group == "" and not found[chosen].retracted:
            assert made.answers.get(name) == found[chosen].event.answers.get(name)


@given(states())
def test_equal_states_differ_nowhere(state: Revision) -> None:
    assert choices([state, replace(state, id=uuid4())], CODEBOOK) == []


def test_an_answer_can_be_taken_from_each_machine() -> None:
    first = a_state_of(event_type="CONSULT", status="held")
    second = a_state_of(event_type="CRITICIZE", status="planned")
    asked = choices([first, second], CODEBOOK)
    assert [each.where for each in asked] == [("", 0, "event_type"), ("", 0, "status")]
    assert [side.words for each in asked[1:] for side in each.sides if side] == ["Held", "Planned"]
    made = combined([first, second], CODEBOOK, [0, 1])
    assert made is not None
    assert {name: answer.value for name, answer in made.answers.items()} == {
        "event_type": "CONSULT",
        "status": "planned",
    }


def test_entries_are_told_apart_by_who_they_are_not_by_their_place() -> None:
    china, russia = entries(actor="CHN", role="host"), entries(actor="RUS", role="visitor")
    first, second = a_state_of(china, russia), a_state_of(russia)
    (only,) = choices([first, second], CODEBOOK)
    assert only.where == ("participants", 0, "")
    assert [side.words for side in only.sides if side][1] == "none"
    made = combined([second, first], CODEBOOK, [1])
    assert made == first.event


def test_an_event_that_one_machine_deleted_can_be_kept_or_deleted() -> None:
    kept = a_state_of(event_type="CONSULT")
    gone = replace(kept, id=uuid4(), retracted=True)
    (only,) = choices([kept, gone], CODEBOOK)
    assert [side.words for side in only.sides if side] == ["kept", "deleted"]
    assert combined([kept, gone], CODEBOOK, [0]) == kept.event
    assert combined([kept, gone], CODEBOOK, [1]) is None


def test_answers_that_read_alike_are_told_apart() -> None:
    places = (Place(name="Geneva", country="CHE"), Place(name="Geneva", country="USA"))
    found = [a_state(Event(_EVENT, _ARTICLE, {"place": Answer(place)})) for place in places]
    (only,) = choices(found, CODEBOOK)
    assert [side.words for side in only.sides if side] == [
        "Geneva (Geneva, CHE)",
        "Geneva (Geneva, USA)",
    ]
    notes = [f"{'a long note ' * 20}{end}" for end in ("first", "second")]
    found = [a_state_of(note=note) for note in notes]
    (only,) = choices(found, CODEBOOK)
    assert [side.words for side in only.sides if side] == notes

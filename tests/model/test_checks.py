"""What is missing, contradictory or impossible is told in words, at its place."""

from __future__ import annotations

import pytest

from annotator.model.article import Article
from annotator.model.checks import Problem, article_problems, problems, refusals
from annotator.model.codebook import Codebook
from annotator.model.event import Answer, Date, Event, Missing, Place, Value
from annotator.model.span import Span
from tests.build import the_codebook
from tests.model.shipped import shipped

TEXT = "On 2 December 2025 the ministers of China and Russia met in Beijing."
WORDS = (Span(42, 52, TEXT[42:52]),)


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return the_codebook()


@pytest.fixture
def minimal() -> Codebook:
    return the_codebook("minimal")


@pytest.fixture
def meeting() -> Event:
    """An event in which nothing is missing."""
    event = Event.new(Article.from_text(TEXT).id)
    event = event.with_answer("event_type", Answer("CONSULT", WORDS))
    event = event.with_answer("event_mode", Answer("visit"))
    event = event.with_answer("status", Answer("held"))
    event = event.with_answer("date", Answer(Date("2025-12-02", "", "day", "stated")))
    event = event.with_answer("place", Answer(Place("Beijing", "Beijing", "CHN", "city")))
    sides = [("RUS", "visitor"), ("CHN", "host")]
    people = [{"actor": Answer(a, WORDS), "role": Answer(r)} for a, r in sides]
    event = event.with_entries("participants", people)
    event = event.with_entries("topics", [{"topic": Answer("UNSPEC", WORDS)}])
    return event.with_entries("outcomes", [{"outcome_type": Answer("none_reported")}])


def texts(found: list[Problem]) -> list[str]:
    """The words of the problems."""
    return [problem.text for problem in found]


def places(found: list[Problem]) -> list[tuple[str, int, str, str]]:
    """Where the problems are, and their kinds."""
    return [(p.group, p.index, p.variable, p.kind) for p in found]


def test_a_whole_event_has_no_problems(codebook: Codebook, meeting: Event) -> None:
    assert problems(meeting, codebook, TEXT) == []


def test_an_empty_event_tells_what_is_asked(codebook: Codebook) -> None:
    event = Event.new(Article.from_text(TEXT).id)
    assert texts(problems(event, codebook, TEXT)) == [
        "Event type: not answered. Give it, or say why not (not stated, undecided).",
        "Status: not answered. Give it, or say why not (not stated, undecided).",
        "Date: not answered. Give it, or say why not (not stated, undecided).",
        "Place: not answered. Give it, or say why not (not stated, undecided).",
        "Participants: 0 of at least 2. Add a participant.",
        "Topics: 0 of at least 1. Add a topic.",
    ]
    assert refusals(event, codebook, TEXT) == []


def test_a_reason_is_an_answer(codebook: Codebook, meeting: Event) -> None:
    event = meeting.with_answer("date", Answer(Missing.NOT_STATED))
    assert problems(event, codebook, TEXT) == []


def test_missing_evidence_is_told_for_the_type_and_once_an_entry(
    codebook: Codebook, meeting: Event
) -> None:
    event = meeting.with_answer("event_type", Answer("CONSULT"))
    entry = {**event.entries("participants")[0], "actor": Answer("RUS")}
    event = event.with_entry("participants", 0, entry)
    found = problems(event, codebook, TEXT)
    assert places(found) == [
        ("", 0, "event_type", "evidence"),
        ("participants", 0, "actor", "evidence"),
    ]
    assert texts(found)[1].startswith("Participant 1, Actor: no words are marked.")


@pytest.mark.parametrize(
    ("name", "value", "kind", "words"),
    [
        ("event_type", "MEET", "value", "`MEET` is not in the list"),
        ("event_type", 3, "value", "is no code"),
        ("event_mode", "assist", "option", "does not go with the other answers"),
        ("date", "2025", "value", "is no date"),
        (
            "date",
            Date("2025-12-02", "2025-12-01", "days", "stated"),
            "contradiction",
            "end is befo",
        ),
        ("date", Date("", "2025", "year", "stated"), "contradiction", "an end without a start"),
        ("date", Date("", "", "day", "stated"), "contradiction", "needs a start with its day"),
        ("date", Date("2025-12", "", "day", "stated"), "contradiction", "needs a start with its d"),
        ("date", Date("2025-13", "", "month", "stated"), "value", "is no date"),
        ("date", Date("2025-02-30", "", "day", "stated"), "value", "is no date"),
        ("date", Date("2025-12-02"), "missing", "how exact it is"),
        ("date", Date("2025-12-02", "", "hour", "stated"), "value", "`hour` is not in the list"),
        ("place", Place("Atlantis", "", "ATL", "city"), "value", "`ATL` is not in the list"),
        ("place", Place("", "", "CHN", "city"), "contradiction", "needs a name"),
        ("place", Place("Beijing", "", "", "country"), "contradiction", "needs a country"),
        (
            "place",
            Place("Beijing", precision="city", latitude=95.0, longitude=0.0),
            "value",
            "betw",
        ),
        (
            "place",
            Place("Beijing", precision="city", latitude=39.9),
            "contradiction",
            "go together",
        ),
        ("conflicting", "yes", "value", "is neither yes nor no"),
        ("note", " ", "missing", "is empty"),
        ("host", "XXX", "value", "`XXX` is not in the list"),
        ("invented", "x", "value", "`invented` is not in the codebook"),
    ],
)
def test_an_answer_that_cannot_be_is_told(
    codebook: Codebook, meeting: Event, name: str, value: Value, kind: str, words: str
) -> None:
    evidence = WORDS if name == "event_type" else ()
    found = problems(meeting.with_answer(name, Answer(value, evidence)), codebook, TEXT)
    assert (kind, True) in [(p.kind, words in p.text) for p in found], texts(found)


def test_an_end_within_the_same_month_is_no_contradiction(
    codebook: Codebook, meeting: Event
) -> None:
    event = meeting.with_answer("date", Answer(Date("2025-12-02", "2025-12", "days", "stated")))
    assert problems(event, codebook, TEXT) == []


def test_marked_words_that_do_not_stand_there_are_told(codebook: Codebook, meeting: Event) -> None:
    event = meeting.with_answer("status", Answer("held", (Span(0, 3, "Abc"),)))
    assert places(problems(event, codebook, TEXT)) == [("", 0, "status", "span")]
    assert places(refusals(event, codebook, TEXT)) == [("", 0, "status", "span")]


def test_an_answer_that_is_not_asked_any_more_is_told(codebook: Codebook, meeting: Event) -> None:
    event = meeting.with_answer("event_type", Answer("AGREE", WORDS))
    assert ("", 0, "event_mode", "contradiction") in places(problems(event, codebook, TEXT))


def test_the_labs_own_checks_are_told(codebook: Codebook, meeting: Event) -> None:
    alone = meeting.with_entry("participants", 1, {"actor": Answer("CHN", WORDS),
                                                   "role": Answer("participant")})  # fmt: skip
    assert texts(problems(alone, codebook, TEXT)) == [
        "A visit needs a host. Give one participant the role host, or change the mode."
    ]
    future = meeting.with_answer("status", Answer("planned"))
    assert texts(problems(future, codebook, TEXT)) == [
        "A meeting that is still to come is AGREE, not CONSULT. Change the type or the status."
    ]
    silent = {
        "holder": Answer("CHN", WORDS),
        "topic": Answer("REL.BIL"),
        "stance": Answer("silent"),
    }
    found = problems(meeting.with_entries("positions", [silent]), codebook, TEXT)
    assert places(found) == [("positions", 0, "kind", "contradiction")]


def test_a_meeting_without_outcome_is_told_where_one_is_to_be_added(
    codebook: Codebook, meeting: Event
) -> None:
    found = problems(meeting.with_entries("outcomes", []), codebook, TEXT)
    assert places(found) == [("outcomes", 0, "outcome_type", "missing")]


def test_a_group_that_the_codebook_lacks_is_told(codebook: Codebook, meeting: Event) -> None:
    event = meeting.with_entries("guests", [{"state": Answer("fr")}])
    assert places(refusals(event, codebook, TEXT)) == [("guests", 0, "", "value")]


def test_an_article_with_events_and_one_without_are_held_to_what_they_say(
    codebook: Codebook, meeting: Event
) -> None:
    none = {
        "article_status": Answer("no_codable_event"),
        "status_reason": Answer("generic"),
    }
    assert article_problems({}, [meeting], codebook, TEXT) == []
    assert article_problems(none, [], codebook, TEXT) == []
    assert [p.kind for p in article_problems(none, [meeting], codebook, TEXT)] == ["contradiction"]
    assert [p.kind for p in article_problems({}, [], codebook, TEXT)] == ["contradiction"]
    del none["status_reason"]
    found = article_problems(none, [], codebook, TEXT)
    assert places(found) == [("article", 0, "status_reason", "missing")]
    assert found[0].text == "Why no event: not answered. Give it, or say why not (undecided)."


def test_the_checks_follow_another_codebook(minimal: Codebook) -> None:
    event = Event.new(Article.from_text(TEXT).id)
    event = event.with_answer("contact", Answer("letter", WORDS)).with_answer("press", Answer(True))
    event = event.with_answer("minutes", Answer(-3)).with_answer("subjects", Answer(("war",)))
    found = problems(event, minimal, TEXT)
    assert places(found) == [
        ("", 0, "day", "missing"),
        ("", 0, "tone", "missing"),
        ("", 0, "subjects", "value"),
        ("", 0, "minutes", "contradiction"),
        ("", 0, "minutes", "value"),
        ("guests", 0, "state", "missing"),
        ("", 0, "press", "contradiction"),
    ]
    assert [p.kind for p in article_problems({}, [], minimal, TEXT)] == ["contradiction"]
    assert article_problems({"reading": Answer("nothing")}, [], minimal, TEXT) == []


@pytest.mark.parametrize("name", ["gold", "ana", "ben", "chen"])
def test_the_shipped_codings_are_whole(codebook: Codebook, name: str) -> None:
    codings = shipped(name)
    assert len(codings) == 4
    for coding in codings:
        for event in coding.events:
            assert texts(problems(event, codebook, coding.text)) == []
        found = article_problems(coding.answers, coding.events, codebook, coding.text)
        assert texts(found) == []

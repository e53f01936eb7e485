"""Defaults and derived values: what stands where a coder left a variable untouched."""

from __future__ import annotations

import pytest

from annotator.model.article import Article
from annotator.model.codebook import Codebook, Condition
from annotator.model.event import Answer, Entry, Event, Missing
from annotator.model.filled import filled, filled_article, holds, offered
from annotator.model.span import Span
from tests.build import the_codebook
from tests.model.shipped import shipped

ARTICLE = Article.from_text("Talks were held.").id


@pytest.fixture(scope="module")
def codebook() -> Codebook:
    return the_codebook()


def event_of(participants: list[dict[str, str]], **answers: str) -> Event:
    """An event with these participants and answers."""
    entries = [entry_of(**participant) for participant in participants]
    event = Event.new(ARTICLE).with_entries("participants", entries)
    for name, value in answers.items():
        event = event.with_answer(name, Answer(value))
    return event


def entry_of(**answers: str) -> Entry:
    """An entry with these answers."""
    return {name: Answer(value) for name, value in answers.items()}


def value_of(entry: Entry, name: str) -> object:
    """The value of an answer, or None if it is unanswered."""
    answer = entry.get(name)
    return None if answer is None else answer.value


VISIT = [
    {"actor": "RUS", "role": "visitor", "rank": "FM"},
    {"actor": "CHN", "role": "host", "rank": "HOS"},
    {"actor": "CHN", "role": "host", "rank": "FM"},
]


def test_the_host_is_the_participant_in_that_role(codebook: Codebook) -> None:
    assert value_of(filled(event_of(VISIT), codebook).answers, "host") == "CHN"
    assert value_of(filled(event_of(VISIT[:1]), codebook).answers, "host") is None


@pytest.mark.parametrize(
    ("participants", "level"),
    [
        (VISIT, "FM"),
        ([*VISIT, {"actor": "USA", "role": "observer", "rank": "AMB"}], "FM"),
        ([{"actor": "CHN", "role": "source", "rank": "HOS"}, {"actor": "RUS", "role": "target"}],
         "HOS"),
        ([{"actor": "CHN", "role": "participant"}, VISIT[0]], "UNKNOWN"),
    ],
)  # fmt: skip
def test_the_level_is_the_lowest_of_the_sides_highest_ranks(
    codebook: Codebook, participants: list[dict[str, str]], level: str
) -> None:
    assert value_of(filled(event_of(participants), codebook).answers, "level") == level


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["participant"], None),
        (["visitor", "host"], "bilateral"),
        (["participant"] * 3, "trilateral"),
        (["participant"] * 5, "multilateral"),
        (["visitor", "host", "mediator"], "bilateral"),
        (["source", "target"], "one_sided"),
    ],
)
def test_the_format_counts_the_sides(
    codebook: Codebook, roles: list[str], expected: str | None
) -> None:
    actors = ["CHN", "RUS", "USA", "FRA", "DEU"]
    participants = [{"actor": a, "role": r} for a, r in zip(actors, roles, strict=False)]
    assert value_of(filled(event_of(participants), codebook).answers, "format") == expected


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"event_type": "CONSULT"}, "040"),
        ({"event_type": "CONSULT", "event_mode": "visit"}, "042"),
        ({"event_type": "CONSULT", "event_mode": "phone"}, "041"),
        ({"event_type": "AGREE", "status": "held"}, "030"),
        ({"event_type": "AGREE", "status": "planned"}, "036"),
        ({"event_type": "REJECT", "event_mode": "meet"}, "125"),
        ({}, None),
    ],
)
def test_the_usual_cameo_code_stands(
    codebook: Codebook, answers: dict[str, str], code: str | None
) -> None:
    assert value_of(filled(event_of([], **answers), codebook).answers, "cameo_code") == code


def test_every_type_and_mode_has_a_usual_cameo_code_that_is_offered(codebook: Codebook) -> None:
    types, modes = codebook.variable("event_type"), codebook.variable("event_mode")
    cameo = codebook.variable("cameo_code")
    assert types is not None
    assert modes is not None
    assert cameo is not None
    lacking = set()
    for event_type in types.options:
        for mode in ["", *(option.code for option in modes.options)]:
            answers = {"event_type": event_type.code} | ({"event_mode": mode} if mode else {})
            whole = filled(event_of([], **answers), codebook)
            codes = {option.code for option in offered(cameo, whole.answers)}
            if mode and not holds(modes.option(mode).when, whole.answers):  # type: ignore[union-attr]
                continue
            default = value_of(whole.answers, "cameo_code")
            if default is None:
                lacking.add(event_type.code)
            else:
                assert default in codes
    assert lacking == {"ASSAULT"}  # neither conventional nor unconventional force is usual


def test_a_coders_answer_and_a_reason_are_never_replaced(codebook: Codebook) -> None:
    event = event_of(VISIT, event_type="CONSULT", host="FRA")
    event = event.with_answer("confidence", Answer(Missing.UNDECIDED))
    answers = filled(event, codebook).answers
    assert value_of(answers, "host") == "FRA"
    assert value_of(answers, "confidence") is Missing.UNDECIDED
    assert filled(event, codebook).groups["participants"][0]["sector"] == Answer("GOV")


def test_what_is_not_asked_gets_no_default(codebook: Codebook) -> None:
    assert "channel" not in filled(event_of([], event_type="ASSAULT"), codebook).answers
    assert "setting" in filled(event_of([], event_type="CONSULT"), codebook).answers


def test_a_default_may_be_a_reason(codebook: Codebook) -> None:
    whole = filled(event_of(VISIT, event_type="AGREE", status="planned"), codebook)
    assert value_of(whole.answers, "setting") is Missing.NOT_STATED
    assert value_of(whole.entries("participants")[0], "present") is Missing.NOT_STATED


def test_defaults_of_an_entry_follow_the_event(codebook: Codebook) -> None:
    whole = filled(
        event_of(VISIT, event_type="CONSULT", event_mode="phone", status="held"), codebook
    )
    assert value_of(whole.entries("participants")[0], "present") == "remote"


def test_the_words_for_an_actor_are_its_first_evidence(codebook: Codebook) -> None:
    words = Span(0, 5, "Talks")
    event = Event.new(ARTICLE).with_entries("participants", [{"actor": Answer("CHN", (words,))}])
    assert value_of(filled(event, codebook).entries("participants")[0], "actor_text") == "Talks"


@pytest.mark.parametrize("names", [("actor", "role"), ("role", "actor")])
def test_the_first_evidence_is_that_of_the_codebooks_order(
    codebook: Codebook, names: tuple[str, str]
) -> None:
    answers = {
        "role": Answer("host", (Span(0, 5, "Talks"),)),
        "actor": Answer("CHN", (Span(6, 10, "were"),)),
    }
    participant = {name: answers[name] for name in names}
    event = Event.new(ARTICLE).with_entries("participants", [participant])
    (entry,) = filled(event, codebook).groups["participants"]
    assert value_of(entry, "actor_text") == "were"


def test_an_article_counts_as_coded_unless_said_otherwise(codebook: Codebook) -> None:
    assert value_of(filled_article({}, codebook), "article_status") == "coded"


def test_conditions_see_the_entry_first_then_the_event() -> None:
    asks = (Condition("status", ("held", "")),)
    assert holds(asks, {}, {})
    assert holds(asks, {"status": Answer("held")}, {"status": Answer("planned")})
    assert not holds(asks, {}, {"status": Answer("planned")})
    assert holds(asks, {}, {"status": Answer(Missing.UNDECIDED)})
    assert holds((Condition("press", ("true",)),), {"press": Answer(True)})
    assert not holds((Condition("press", ("true",)),), {"press": Answer(False)})
    assert holds((Condition("topics", ("b",)),), {"topics": Answer(("a", "b"))})


def gold_events() -> list[Event]:
    """The events of the shipped gold."""
    return [event for coding in shipped("gold") for event in coding.events]


def test_the_gold_follows_from_what_is_stored_of_it(codebook: Codebook) -> None:
    found = []
    for event in gold_events():
        answers = filled(event, codebook).answers
        names = ("event_type", "cameo_code", "format", "level", "host")
        found.append(tuple(value_of(answers, name) for name in names))
    assert found == [
        ("CONSULT", "040", "bilateral", "OFFIC", None),
        ("AGREE", "030", "bilateral", "OFFIC", None),
        ("CONSULT", "042", "bilateral", "OFFIC", "CHN"),
        ("CONSULT", "042", "bilateral", "FM", "CHN"),
        ("SUPPORT", "051", "one_sided", "FM", None),
        ("CONSULT", "042", "bilateral", "UNKNOWN", "PRK"),
        ("AGREE", "030", "one_sided", "UNKNOWN", None),
        ("AGREE", "036", "bilateral", "HOS", None),
    ]


def test_the_gold_stores_nothing_that_a_default_says(codebook: Codebook) -> None:
    for event in gold_events():
        for name, answer in event.answers.items():
            if not answer.evidence and not answer.note and name not in ("status", "event_mode"):
                bare = filled(event.with_answer(name, None), codebook).answers.get(name)
                assert bare is None or bare.value != answer.value, name

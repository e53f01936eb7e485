from __future__ import annotations

import json
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.article import Article
from annotator.model.codebook import Kind, Variable
from annotator.model.errors import CodingRefused
from annotator.model.event import Answer, ArticleCoding, Date, Event, Lane, Missing, Place
from annotator.model.plain import (
    answer_from_plain,
    answer_to_plain,
    canonical_json,
    codebook_from_plain,
    codebook_to_plain,
    event_from_plain,
    event_to_plain,
    fitted,
    read_line,
    write_line,
)
from annotator.model.span import Span
from annotator.model.study import State
from tests.build import the_codebook

WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
ANY_WORDS = st.text(st.characters(), max_size=20)
HARD = st.sampled_from(
    ["\u2028", "🤝👩‍👩‍👧", "é", "\u00a0", "\r\n", "\ufeff", "<", '"', "\x1f", ""]
)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, allow_infinity=False)
DEGREES = st.none() | st.floats(-90, 90)


def values(words: st.SearchStrategy[str]) -> st.SearchStrategy[object]:
    return st.one_of(
        words,
        HARD,
        st.booleans(),
        NUMBERS,
        st.lists(words, max_size=3).map(tuple),
        st.builds(Date, words, words, words, words, words),
        st.builds(Place, words, words, words, words, DEGREES, DEGREES),
        st.sampled_from(Missing),
    )


def spans(words: st.SearchStrategy[str]) -> st.SearchStrategy[Span]:
    quotes = words.filter(bool)
    return st.builds(lambda at, quote: Span(at, at + len(quote), quote), st.integers(0), quotes)


def answers(words: st.SearchStrategy[str]) -> st.SearchStrategy[Answer]:
    evidence = st.lists(spans(words), max_size=2).map(tuple)
    return st.builds(Answer, values(words), evidence, words)


def entries(words: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Answer]]:
    return st.dictionaries(st.text("abc_", min_size=1), answers(words), max_size=3)


def events(words: st.SearchStrategy[str]) -> st.SearchStrategy[Event]:
    rows = st.lists(entries(words), min_size=1, max_size=2).map(tuple)
    groups = st.dictionaries(st.text("xyz", min_size=1), rows, max_size=2)
    return st.builds(Event, st.uuids(), st.uuids(), entries(words), groups)


@given(events(WORDS))
def test_events_survive_json(event: Event) -> None:
    raw = canonical_json(event_to_plain(event))
    found = event_from_plain(json.loads(raw), event.id, event.article_id)
    assert found == event
    assert canonical_json(event_to_plain(found)) == raw
    raw.encode()


@given(answers(ANY_WORDS))
def test_any_answer_can_be_written_to_a_file(answer: Answer) -> None:
    canonical_json(answer_to_plain(answer)).encode()


@given(st.sampled_from([True, False]))
def test_truths_stay_truths(value: bool) -> None:
    assert answer_from_plain(answer_to_plain(Answer(value))).value is value


@settings(deadline=None)
@given(events(WORDS))
def test_a_line_of_codings_survives(event: Event) -> None:
    article = Article.from_text("Wang Yi received Sergey Lavrov.", "xinhua:1")
    book = the_codebook("minimal")
    coding = ArticleCoding(
        article.id, uuid4(), Lane.GOLD, 2, "submitted", "", {}, book.id, (event,)
    )
    raw = write_line(coding, article, "ana", book)
    line = read_line(raw)
    assert (line.coder, line.lane, line.round, line.state) == ("ana", Lane.GOLD, 2, State.SUBMITTED)
    assert (line.article.id, line.article.source_id) == (article.id, "xinhua:1")
    assert line.codebook == (book.name, book.version)
    (found,) = line.events
    assert (found.id, found.answers, found.groups) == (event.id, event.answers, event.groups)
    assert raw.count("\n") == 0


def test_the_variables_of_a_line_stand_in_codebook_order() -> None:
    book = the_codebook("diplomatic")
    names = [variable.name for variable in book.variables]
    event = Event(uuid4(), uuid4(), {name: Answer("x") for name in ["zzz", *reversed(names)]})
    assert list(event_to_plain(event, book)["answers"]) == [*names, "zzz"]
    assert next(iter(event_to_plain(event)["answers"])) == "zzz"


@pytest.mark.parametrize("name", ["diplomatic", "minimal"])
def test_a_codebook_survives_json(name: str) -> None:
    book = the_codebook(name)
    raw = canonical_json(codebook_to_plain(book))
    found = codebook_from_plain(json.loads(raw))
    assert found == book
    assert canonical_json(codebook_to_plain(found)) == raw


def line(answer: str = '{"value":"a"}', **members: str) -> str:
    """A line with one answer, and some of its members as JSON in place of ours."""
    parts = {
        "article": '{"id":"6a0f3f0e-9a53-5c0e-8d0b-0d6f6c2f5a11"}',
        "coder": '"ana"',
        "lane": '"coding"',
        "state": '"submitted"',
        "events": '[{"answers":{"v":ANSWER}}]'.replace("ANSWER", answer),
        **members,
    }
    return "{" + ",".join(f'"{name}":{part}' for name, part in parts.items()) + "}"


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ("", "not JSON at character 1"),
        ("[]", "line: "),
        ("[" * 100_000, "not a line of codings"),
        (line(events="[{]"), "not JSON at character"),
        (line(article="{}"), "article: needs"),
        (line(article='{"id":"x"}'), "article.id: "),
        (line(lane='"other"'), "lane: "),
        (line(state='"done"'), "state: "),
        (line(round="-1"), "round: there is no round -1"),
        (line(round="3"), "round: there is no round 3"),
        (line(round='"x"'), "round: has to be a whole number"),
        (line(round="true"), "round: "),
        (line(coder="1"), "coder: "),
        (line(color='"x"'), "color: "),
        (line("{}"), "events[0].answers.v: needs either"),
        (line('{"value":1,"missing":"undecided"}'), "events[0].answers.v: needs either"),
        (line('{"value":null}'), "events[0].answers.v: needs either"),
        (line('{"missing":"unknown"}'), "events[0].answers.v.missing: "),
        (line('{"value":[1]}'), "events[0].answers.v: a value is"),
        (line('{"value":[["a"]]}'), "events[0].answers.v: a value is"),
        (line('{"value":NaN}'), "NaN is no number"),
        (line('{"value":-Infinity}'), "-Infinity is no number"),
        (line('{"value":1e999}'), "events[0].answers.v: a number has to be finite"),
        (line('{"value":' + "9" * 40 + "}"), "at most 15 digits"),
        (line('{"value":{"start":1}}'), "events[0].answers.v.value.start: has to be a text"),
        (line('{"value":{"start":"2025","name":"x"}}'), "events[0].answers.v.value.name: no part"),
        (line('{"value":{"latitude":true}}'), "events[0].answers.v.value.latitude: has to be"),
        (line('{"value":{"latitude":91}}'), "events[0].answers.v.value.latitude: lies between"),
        (line('{"value":"a","value":"b"}'), "'value' stands twice"),
        (line('{"value":"a\\u0000"}'), "NUL"),
        (line('{"value":["a\\u0000"]}'), "NUL"),
        (line('{"value":"\\ud800"}'), "Invalid JSON"),
        (line('{"value":"\ud800"}'), ""),
        (line('{"value":"a","evidence":[{"start":1.5,"end":2,"quote":"a"}]}'), "evidence[0].start"),
        (
            line('{"value":"a","evidence":[{"start":0,"end":0,"quote":""}]}'),
            "v.evidence[0].quote: ",
        ),
        (line(events='[{"groups":{"g":[{"v":{}}]}}]'), "events[0].groups.g[0].v: needs either"),
    ],
)
def test_a_wrong_line_says_where(raw: str, place: str) -> None:
    with pytest.raises(CodingRefused) as refused:
        read_line(raw)
    assert place in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_words_of_a_span_count_where_its_end_is_wrong() -> None:
    read = read_line(line('{"value":"a","evidence":[{"start":3,"end":4,"quote":"abc"}]}'))
    assert read.events[0].answers["v"].evidence == (Span(3, 6, "abc"),)


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_no_line_ends_in_a_traceback(junk: bytes) -> None:
    whole = line('{"value":"a"}').encode()
    for raw in (junk, whole[:30] + junk, whole[:90] + junk + whole[90:]):
        try:
            read_line(raw.decode("utf-8", "replace"))
        except CodingRefused:
            continue


def test_short_forms_are_written_out_by_kind() -> None:
    book = the_codebook("diplomatic")
    date = book.variable("date")
    assert date is not None
    variables = (
        date,
        Variable("place", Kind.PLACE, "Place"),
        Variable("flag", Kind.FLAG, "Flag"),
        Variable("count", Kind.NUMBER, "Count"),
    )
    given_entry = {
        "date": Answer("2025-12-02"),
        "place": Answer("Beijing"),
        "flag": Answer(1),
        "count": Answer(1),
        "unknown": Answer("x"),
    }
    found = {name: answer.value for name, answer in fitted(given_entry, variables).items()}
    assert found == {
        "date": Date("2025-12-02", "2025-12-02", "day"),
        "place": Place("Beijing"),
        "flag": True,
        "count": 1,
        "unknown": "x",
    }
    assert found["flag"] is True
    assert found["count"] is not True


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('"2025"', Date("2025", "2025", "year")),
        ('"2025-12"', Date("2025-12", "2025-12", "month")),
        ('"2025-12-01/2025-12-03"', Date("2025-12-01", "2025-12-03")),
        ('{"text":"before the visit"}', Date(text="before the visit")),
        ('{"start":"2025","basis":"stated"}', Date(start="2025", basis="stated")),
    ],
)
def test_dates_of_a_line(raw: str, expected: Date) -> None:
    read = read_line(line('{"value":' + raw + "}").replace('"v":', '"date":'))
    event = read.events[0].event(uuid4(), uuid4(), the_codebook("diplomatic"))
    assert event.answers["date"].value == expected


def test_moments_and_ids_are_not_needed_in_a_line() -> None:
    read = read_line('{"article":{"text_sha256":"AB"},"events":[]}')
    assert (read.article.text_sha256, read.events, read.codebook) == ("ab", (), ("", ""))
    assert read.article.id is None

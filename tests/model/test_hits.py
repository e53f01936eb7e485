from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annotator.model.hits import hits, snippet, some_hits
from annotator.model.query import Query, Words, parse_query
from annotator.model.searchable import has_words, reading, searchable, searchable_utf8
from annotator.store.search import expression_of
from annotator.store.words import MAKE_WORDS

SCRIPTS = {
    "Latin": "abcdeEIiöÖéÉñçşİıǵ0123",
    "marks": "aeo\u0301\u0308\u0327\u0305",
    "Cyrillic": "абвеёЁйИиЯяї",
    "Greek": "αάΑσςΣωώ",
    "Chinese": "中国北京会见长\u3005",
    "Japanese": "がカｶﾞ会パハ\u309a東",
    "Korean": "한국회담\u1112\u1161\u11ab",
    "Thai": "กรุงเทพ์ำ",
    "Arabic": "محمدأاإآىيةه\u064e\u0651\u0640ﻻ",
    "Hebrew": "שלוםר",
    "Bengali": "হাসিনাড়ড়্রক\u200c\u200d",
    "Hindi": "प्रधानमंत्रीक़क़",
    "wide": "Ａｂ１ﬁ",
}
BETWEEN = [" ", " ", " ", "\n", ", ", "-", "’", "_", "。", "🤝", "🌡️", "\u00a0", "\u00ad", "।", '"']

words = st.sampled_from(sorted(SCRIPTS.values())).flatmap(
    lambda letters: st.text(st.sampled_from(letters), min_size=1, max_size=4)
)
texts = st.lists(st.tuples(words, st.sampled_from(BETWEEN)), max_size=8).map(
    lambda parts: "".join(word + between for word, between in parts)
)


class Index:
    """The full-text index of a project, for one text at a time."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.execute(MAKE_WORDS)

    def finds(self, text: str, query: Query) -> bool:
        """Whether a query finds a text."""
        self._database.execute("INSERT INTO article_words (article_words) VALUES ('delete-all')")
        row = ("", searchable(text))
        self._database.execute("INSERT INTO article_words (title, body) VALUES (?, ?)", row)
        asked = "SELECT count(*) FROM article_words WHERE article_words MATCH ?"
        ((number,),) = self._database.execute(asked, (expression_of(query),))
        return bool(number)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with closing(sqlite3.connect(":memory:")) as database:
        yield Index(database)


@settings(max_examples=200, deadline=None)
@given(data=st.data(), text=texts, is_prefix=st.booleans())
def test_what_the_index_finds_is_marked_and_nothing_else(
    index: Index, data: st.DataObject, text: str, is_prefix: bool
) -> None:
    start = data.draw(st.integers(0, len(text)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    wanted = data.draw(st.one_of(st.just(part), texts, words))
    if not has_words(wanted):
        return
    query = Words(wanted, is_prefix)

    assert bool(hits(text, query)) == index.finds(text, query)


@settings(max_examples=150, deadline=None)
@given(text=texts, wanted=words)
@example("e\u0301te\u0301 à Paris", "été")
def test_a_hit_lies_in_the_text_and_holds_the_words(text: str, wanted: str) -> None:
    query = parse_query(f'"{wanted}"')
    for span in hits(text, query):
        assert span.fits(text)
        assert hits(span.quote, query)


@given(texts)
def test_the_way_back_from_a_reading_stays_in_the_text_and_in_order(text: str) -> None:
    read = reading(text)
    places = [read.place(at, at + 1) for at in range(len(read.text))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@given(texts)
def test_what_is_searchable_stays_as_it_is_when_made_so_again(text: str) -> None:
    assert searchable(searchable(text)).split() == searchable(text).split()


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("The Minister’s trade, talks", '"trade talks"', ["trade, talks"]),
        ("École d’été à Paris", "ecole", ["École"]),
        ("ministers and a minister", "minister", ["minister"]),
        ("ministers and a minister", "minister*", ["ministers", "minister"]),
        ("外交部长王毅在北京会见来访的代表团", "北京", ["北京"]),
        ("東京でカンボジアの首相と会談", "カンボジア", ["カンボジア"]),
        ("베이징에서 회담을", "베이징", ["베이징"]),
        ("ในกรุงเทพมหานคร", "กรุงเทพ", ["กรุงเทพ"]),
        ("قال مُحَمَّد إنّ الزيارة", "محمد", ["مُحَمَّد"]),
        ("قال مُحَمَّد إنّ الزيارة", "الزياره", ["الزيارة"]),
        ("প্রধানমন্ত্রী শেখ হাসিনা", "শেখ", ["শেখ"]),
        ("प्रधानमंत्री ने कहा", "प्रधानमंत्री", ["प्रधानमंत्री"]),
        ("Ёлка и ёж", "елка", ["Ёлка"]),
        ("trade not sport", "trade -sport", ["trade"]),
        ("visit", "title:visit", []),
        ("none of it", None, []),
    ],
)
def test_words_are_found_as_a_reader_would(text: str, wanted: str | None, found: list[str]) -> None:
    query = parse_query(wanted) if wanted else None
    assert [span.quote for span in hits(text, query)] == found


def test_what_is_asked_of_titles_is_marked_in_titles() -> None:
    query = parse_query("title:visit")
    assert [span.start for span in hits("A visit", query, is_title=True)] == [2]


def test_a_snippet_shows_the_words_where_most_of_them_are_together() -> None:
    text = "talks. " + "other words " * 40 + "\nthe trade talks\nended " + "with nothing " * 40
    query = parse_query("trade talks")

    line, spans = snippet(text, hits(text, query), 80)

    assert [span.quote for span in spans] == ["trade", "talks"]
    assert "the trade talks ended" in line
    assert line.startswith("…")
    assert line.endswith("…")
    assert len(line) < 110


def test_a_snippet_without_words_is_how_the_text_begins() -> None:
    assert snippet("Short text.\nMore.", [], 80) == ("Short text. More.", [])


@settings(deadline=None)
@given(text=texts, wanted=words, width=st.integers(1, 60))
def test_some_hits_are_hits_and_there_are_some_if_there_are_any(
    text: str, wanted: str, width: int
) -> None:
    query = Words(wanted)
    every, some = hits(text, query), some_hits(text, query, width)
    assert set(some) <= set(every)
    assert bool(some) == bool(every)


@given(text=texts, wanted=words, width=st.integers(1, 60))
def test_spans_of_a_snippet_are_the_words_in_it(text: str, wanted: str, width: int) -> None:
    spans = hits(text, Words(wanted))
    line, inside = snippet(text, spans, width)
    assert all(span.fits(line) for span in inside)
    assert len(inside) >= bool(spans)
    assert "\n" not in line


@given(texts)
def test_what_is_searchable_is_the_same_in_bytes(text: str) -> None:
    assert searchable_utf8(text, text.encode()) == searchable(text).encode()

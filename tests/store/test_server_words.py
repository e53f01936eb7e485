"""The index of words on PostgreSQL finds what SQLite's finds, in texts of any length."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.model.article import Article
from annotator.model.errors import AnnotatorError
from annotator.model.query import Words, parse_query
from annotator.model.searchable import searchable
from annotator.store.server_words import asked, parts_of, words_of
from annotator.store.store import Store
from annotator.store.words import ADD_WORDS, MAKE_WORDS
from tests.store.conftest import Small
from tests.store.test_server import ask

_CHARACTERS = (
    "aàÅbBéеЁйЙß外交部ｱー한ا أّه'\\\"-_:*&|!<>() .,\n\u0301\u200c9٣Ⅷ²🤝İı"  # one of each kind
)
LETTERS = st.text(st.sampled_from(_CHARACTERS))
WORDS = st.lists(st.sampled_from(["trade", "Trade", "talks", "外交", "été", "ete", "and", "-"]))


def add(small: Small, *texts: str, title: str = "") -> list[int]:
    with small.store.transaction() as records:
        given = [(Article.from_text(text, title=title), {}) for text in texts]
        return records.add_articles(given, small.coder.id)


def numbers(small: Small, query: str) -> list[int]:
    with small.store.transaction() as records:
        return list(records.find(parse_query(query)))


def tokens(text: str) -> list[str]:
    """The words of a text as SQLite's index has them."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(MAKE_WORDS)
        connection.execute(ADD_WORDS, (1, "", text))
        connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab(article_words, row)")
        return [term for (term,) in connection.execute("SELECT term FROM terms ORDER BY term")]


@given(LETTERS)
def test_a_text_has_the_same_words_on_both_databases(text: str) -> None:
    form = searchable(text)
    assert sorted(set(words_of(form))) == sorted(tokens(form))


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (Words("Wang Yi"), "('wang' <-> 'yi')"),
        (Words("visit", True), "('visit':*)"),
        (Words("外交 talk", True), "('外' <-> '交' <-> 'talk':*)"),
        (Words("it's \\ a"), "('it' <-> 's' <-> 'a')"),
        (Words("..."), ""),
    ],
)
def test_what_is_looked_for_is_written_as_the_server_takes_it(words: Words, expected: str) -> None:
    assert asked(words) == expected


def test_a_text_is_kept_in_parts_of_which_none_is_too_much_for_the_server() -> None:
    for text in ("the " * 3_000, " ".join(map(str, range(40_000))), "x" * 2_000_000, "王" * 5_000):
        parts = [part for _, number, part in parts_of(1, "A title", searchable(text)) if number]
        assert all(len(part.encode()) < 1_000_000 for part in parts)
        for part in parts:
            lexemes = [each.rpartition(":")[2].split(",") for each in part.split(" ")]
            assert max(map(len, lexemes)) <= 255
            assert max(int(places[-1]) for places in lexemes) <= 16_383
    assert [number for _, number, _ in parts_of(1, "", "")] == [0]


def test_long_texts_are_found_from_beginning_to_end(shared: Small) -> None:
    many = " ".join(f"word{n}" for n in range(40_000))
    often = " ".join(f"the {n}" for n in range(2_000))
    add(shared, many, often, "x" * 1_999_990 + " end", "王毅" * 60_000 + "外长")
    assert numbers(shared, "word0 word39999") == [2]
    for at in (0, 3_333, 15_990, 15_999, 16_000, 16_001, 31_000, 39_990):
        assert numbers(shared, f'"{" ".join(f"word{n}" for n in range(at, at + 9))}"') == [2]
    assert numbers(shared, '"word1 word3"') == []
    assert numbers(shared, '"the 1999"') == [3]
    assert numbers(shared, '"1998 the 1999"') == [3]
    assert numbers(shared, "end") == [4]
    assert numbers(shared, f"{'x' * 400}*") == [4]
    assert numbers(shared, "毅外长") == [5]
    assert shared.findings() == []


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM article_words WHERE part = 1",
        "DELETE FROM article_words",
        "UPDATE article_words SET words = '''china'':1' WHERE part = 0",
        "INSERT INTO article_words VALUES (1, 2, '''more'':1')",
        "INSERT INTO article_words VALUES (9, 0, '''more'':1')",
    ],
)
def test_words_that_are_not_those_of_the_texts_are_found_and_made_anew(
    shared: Small, url: str, damage: str
) -> None:
    ask(url, damage)
    assert [each.split(":")[0].split(" ")[0] for each in shared.findings()] == ["article_words"]
    with closing(Store.open(url)) as again:
        assert [each for piece in again.check() for each in piece.findings] == []
        with again.transaction() as records:
            assert list(records.find(parse_query('Lavrov title:"talks in beijing"'))) == [1]


@pytest.fixture
def both(small: Small, shared: Small) -> Iterator[tuple[Small, Small]]:
    """The same project in a file and on a server."""
    texts = [
        "Trade talks, talks about trade.",
        "Été: la visite du ministre Å.",
        "外交部长在日内瓦会见 Wang Yi's visitors",
        "trade",
        "ЁЖ ёж еж ЙОД, وزير الخارجية أحمد",
        'one_two three-four 9٣ Ⅷ² a\'b\\c "d"',
    ]
    for each in (small, shared):
        for at, text in enumerate(texts):
            add(each, text, title=texts[at - 2])
    return small, shared


QUERIES = (
    "trade talks",
    '"trade talks"',
    '"talks about trade"',
    "title:trade",
    "title:trade -talks",
    "ete OR trade",
    "été",
    "visit*",
    "外交",
    "日内 wang",
    "ёж",
    "йод",
    "иод",
    "احمد",
    '"one_two"',
    "two",
    '"three-four"',
    "9*",
    "a'b",
    "b\\c",
    "(trade OR été) -title:外",
    "NOT trade",
    "trade publisher:xinhua",
    "publisher:xinhua OR talks",
    "title:tra*",
    "'",
    "&",
    "a & b",
    "<->",
    ":*",
)


def test_both_databases_find_the_same(both: tuple[Small, Small]) -> None:
    for query in QUERIES:
        assert _found(both[0], query) == _found(both[1], query), query
    _agree_on_anything(both)


def _agree_on_anything(both: tuple[Small, Small]) -> None:
    @settings(max_examples=150, deadline=None, database=None)
    @given(st.one_of(LETTERS, WORDS.map(" ".join), WORDS.map(lambda words: f'"{" ".join(words)}"')))
    def agree(query: str) -> None:
        assert _found(both[0], query) == _found(both[1], query)

    agree()


def _found(small: Small, query: str) -> list[int] | str:
    """The numbers that a query finds, or why it is none."""
    try:
        return sorted(numbers(small, query))
    except AnnotatorError as error:
        return type(error).__name__

from __future__ import annotations

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from annotator.model.article import DUPLICATE, SET_ASIDE, Article
from annotator.model.errors import NotSaved
from annotator.model.intake import ADDED, KNOWN, REJECTED, ImportRow
from annotator.model.query import And, Field, Not, Or, Query, Words, parse_query
from annotator.model.study import State
from annotator.store.article_records import Given
from annotator.store.search import expression_of
from tests.store.conftest import Small

CORPUS = (
    ("Talks in Geneva", "The ministers spoke about trade and sanctions.", "Reuters", "2025-01-05"),
    ("Visit to Hanoi", "A delegation signed a trade agreement.", "El País", "2025-02"),
    ("王毅访问日内瓦", "外交部长在日内瓦会见来访的代表团。", "新华社", "2025"),
    ("Переговоры", "Министр провёл переговоры.", "ТАСС", "2024-12-31"),
    ("زيارة", "التقى الوزيرُ الوفدَ في القاهرة", "", ""),
)


@pytest.fixture
def corpus(small: Small) -> Small:
    """The small project with five more articles, 2 to 6 in the order of import."""
    batch = [
        (
            Article.from_text(text, title=title, publisher=publisher, published=published),
            {"file": f"{number}.txt"},
        )
        for number, (title, text, publisher, published) in enumerate(CORPUS)
    ]
    with small.store.transaction() as records:
        assert records.add_articles(batch, small.coder.id) == [2, 3, 4, 5, 6]
    return small


def found(small: Small, asked: str, **more: object) -> list[int]:
    """The numbers of the articles that a query finds, as `count` and the listing have them."""
    query = parse_query(asked)
    people = {"ana": small.coder.id}
    with small.store.transaction() as records:
        numbers = list(records.find(query, people=people, **more))  # type: ignore[arg-type]
        coder_id = more.get("coder_id")
        assert coder_id is None or isinstance(coder_id, UUID)
        assert records.count(query, coder_id, people) == len(numbers)
        assert sorted(records.find(query, "title", coder_id=coder_id, people=people)) == sorted(
            numbers
        )
    return numbers


QUERIES = (
    ("trade", {2, 3}),
    ("TRADE sanctions", {2}),
    ("trade -sanctions", {3}),
    ("sanctions OR agreement", {2, 3}),
    ('"trade agreement"', {3}),
    ('"agreement trade"', set()),
    ("agree*", {3}),
    ("title:geneva", {2}),
    ("title:trade", set()),
    ("会见", {4}),
    ("日内瓦", {4}),
    ("见会", set()),
    ("провел", {5}),
    ("الوزير", {6}),
    ("-trade", {1, 4, 5, 6}),
    ("trade date:2025-01", {2}),
    ("date:2025", {2, 3, 4}),
    ("date:2025-01..", {2, 3, 4}),
    ("date:..2024", {5}),
    ("publisher:pais", {3}),
    ("publisher:тасс", {5}),
    ("publisher:新华", {4}),
    ("publisher:reuters OR 会见", {2, 4}),
    ("file:talks", {1}),
    ("NOT (trade OR publisher:xinhua)", {4, 5, 6}),
    ("trade NOT publisher:reuters", {3}),
    ("coder:nobody", set()),
)
"""What is asked, and the numbers of the articles that are meant; `set()` for none."""


def test_a_query_finds_what_it_says(corpus: Small) -> None:
    for asked, numbers in QUERIES:
        assert set(found(corpus, asked)) == numbers, asked


def test_an_article_is_found_by_its_id_and_by_the_beginning_of_it(corpus: Small) -> None:
    id = str(corpus.article.id)
    assert found(corpus, f"id:{id}") == [1]
    assert 1 in found(corpus, f"id:{id[:10]}")


def test_the_best_comes_first(corpus: Small) -> None:
    often = Article.from_text("Trade, trade and again trade.", title="Trade")
    with corpus.store.transaction() as records:
        records.add_article(often, corpus.coder.id)
    assert found(corpus, "trade")[0] == 7
    assert found(corpus, "trade", descending=True)[-1] == 7
    assert found(corpus, "trade -publisher:nobody")[0] == 7
    assert found(corpus, "trade OR publisher:xinhua")[0] == 7
    assert found(corpus, "trade OR publisher:xinhua")[-1] == 1


def test_sorted_articles_without_a_value_come_last(corpus: Small) -> None:
    with corpus.store.transaction() as records:
        assert list(records.find(None)) == [1, 2, 3, 4, 5, 6]
        assert list(records.find(None, descending=True)) == [6, 5, 4, 3, 2, 1]
        assert list(records.find(None, "published")) == [5, 4, 2, 3, 1, 6]
        assert list(records.find(None, "published", descending=True)) == [3, 2, 4, 5, 1, 6]
        assert next(iter(records.find(None, "length"))) == 4
        with pytest.raises(KeyError):
            records.find(None, "text")


def test_the_status_is_what_coder_and_lead_said_last(corpus: Small) -> None:
    ana = corpus.coder.id
    corpus.save(corpus.event())
    with corpus.store.transaction() as records:
        ids = [row.id for row in records.articles()]
        records.set_article_states([ids[1]], ana, SET_ASIDE, None, "no news")
        records.set_article_states([ids[2]], ana, DUPLICATE, ids[1], "")
        records.set_article_states([ids[3]], ana, SET_ASIDE, None, "by mistake")
        records.set_article_states([ids[3]], ana, "", None, "")
    for coder_id in (ana, None):
        assert found(corpus, "status:in_progress", coder_id=coder_id) == [1]
        assert found(corpus, "status:set_aside", coder_id=coder_id) == [2]
        assert found(corpus, "status:duplicate", coder_id=coder_id) == [3]
        assert found(corpus, "status:to_do", coder_id=coder_id) == [4, 5, 6]
    assert found(corpus, "status:to_do", coder_id=uuid4()) == [1, 4, 5, 6]
    assert found(corpus, "coder:ana") == [1]
    with corpus.store.transaction() as records:
        records.add_submission(corpus.submission(State.SUBMITTED))
        (second,) = records.article_rows([3])
        assert (second.state, second.other) == (DUPLICATE, 2)
        assert list(records.find(None, "status", coder_id=ana)) == [4, 5, 6, 1, 2, 3]
    assert found(corpus, "status:submitted", coder_id=ana) == [1]
    assert found(corpus, "status:in_progress", coder_id=ana) == []
    assert corpus.findings() == []


def test_a_retracted_event_leaves_the_article_to_do(corpus: Small) -> None:
    first = corpus.save(corpus.event())
    with corpus.store.transaction() as records:
        records.add_revision(corpus.revision(first.event, first, retracted=True))
    assert 1 in found(corpus, "status:to_do", coder_id=corpus.coder.id)


def test_an_article_is_found_by_its_new_title_and_no_more_by_the_old(corpus: Small) -> None:
    with corpus.store.transaction() as records:
        records.note_article(
            corpus.article.id, corpus.coder.id, {"title": "Zebra 斑马", "publisher": "TASS"}
        )
    assert found(corpus, "title:斑马") == [1]
    assert found(corpus, "title:talks") == [2]
    assert found(corpus, "Lavrov") == [1]
    assert found(corpus, "publisher:tass") == [1]
    assert corpus.findings() == []


def test_a_batch_knows_its_own_articles(small: Small) -> None:
    new = Article.from_text("a new text", title="New")
    batch: list[Given] = [(small.article, {}), (new, {}), (new, {"file": "again"})]
    with small.store.transaction() as records:
        assert records.add_articles(batch, small.coder.id) == [-1, 2, -2]
        assert records.add_articles([(new, {})], small.coder.id) == [-2]
        assert records.numbers([new.id, uuid4()]) == {new.id: 2}
        assert records.n_articles() == 2
        assert [row.number for row in records.article_rows([2, 9, 1])] == [2, 1]
        assert dict(records.texts([2, 1])) == {1: small.article.text, 2: new.text}
        assert records.text(2) == new.text
        with pytest.raises(KeyError):
            records.text(3)


@pytest.mark.parametrize("bad", ["\0", "\ud800"])
def test_a_batch_with_a_letter_that_cannot_be_stored_adds_nothing(small: Small, bad: str) -> None:
    batch = [
        (Article.from_text("fine"), {"file": "a"}),
        (Article.from_text("too", title=f"a{bad}"), {}),
    ]
    with pytest.raises(NotSaved, match="what is known"), small.store.transaction() as records:
        records.add_articles(batch, small.coder.id)
    with small.store.transaction() as records:
        assert records.n_articles() == 1
    assert small.findings() == []


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        (Words("a b", True, "title"), 'title : "a b" *'),
        (Words('say "x"'), '"say ""x"""'),
        (And((Words("a"), Not(Words("b")))), '("a") NOT "b"'),
        (Or((Words("a"), And((Words("b"), Words("c"))))), '("a" OR ("b" AND "c"))'),
        (Or((Words("a"), Not(Words("b")))), ""),
        (And((Words("a"), Field("file", "x"))), ""),
        (Not(Words("a")), ""),
    ],
)
def test_what_the_index_knows_is_one_expression(query: Query, expression: str) -> None:
    assert expression_of(query) == expression


def test_the_report_of_an_import_is_kept(small: Small) -> None:
    path = Path("lab/t\udcffalks.zip")
    rows = [
        ImportRow(path, "row 1", "zip", ADDED, number=1),
        ImportRow(path, "row 2", "zip", REJECTED, "it is empty."),
        ImportRow(Path("b.csv"), "", "csv", KNOWN, number=1),
    ]
    with small.store.transaction() as records:
        report = records.begin_report(small.coder.id, "two files")
        records.add_report_rows(report, rows[:1])
        records.add_report_rows(report, rows[1:])
        records.end_report(report, {ADDED: 1, KNOWN: 1, REJECTED: 1})
        later = records.begin_report(small.coder.id)
    with small.store.transaction() as records:
        newest, first = records.reports()
        told = records.report_rows(report)
        assert records.report_rows(report, REJECTED) == told[1:2]
        assert records.report_rows(report, offset=1, limit=1) == told[1:2]
        assert records.report_rows(later) == []
    assert (newest.number, newest.n_added) == (later, 0)
    assert (first.n_added, first.n_known, first.n_rejected, first.note) == (1, 1, 1, "two files")
    assert [row.record for row in told] == ["row 1", "row 2", ""]
    assert [row.importer for row in told] == ["zip", "zip", "csv"]
    assert told[0].path == Path("lab/t\\udcffalks.zip")
    assert (told[0].article_id, told[0].title) == (small.article.id, "Talks in Beijing")
    assert (told[1].reason, told[1].article_id, told[1].length) == ("it is empty.", None, 0)


def test_pairs_and_their_candidates_are_kept(corpus: Small) -> None:
    with corpus.store.transaction() as records:
        assert records.bands_upto() == 0
        records.add_bands([(2**62, 1), (-5, 1), (-5, 3)], upto=3)
        records.add_pairs([(3, 1, 0.9), (1, 2, 1.0)])
        records.add_pairs([(1, 3, 0.95)])
    with corpus.store.transaction() as records:
        assert records.bands_upto() == 3
        assert records.numbers_at([-5, 2**62, 7]) == [(-5, 1), (-5, 3), (2**62, 1)]
        assert records.pairs() == [(1, 2, 1.0), (1, 3, 0.95)]
        assert records.pairs(offset=1, limit=1) == [(1, 3, 0.95)]
        assert records.pairs([3]) == [(1, 3, 0.95)]
        assert records.n_pairs() == 2
    assert corpus.findings() == []


def test_keys_come_in_parts_and_those_that_are_known_stay(corpus: Small) -> None:
    with corpus.store.transaction() as records:
        records.add_bands([(5, 1), (7, 1), (7, 1)])
        assert records.bands_upto() == 0
        records.add_bands([(7, 1), (7, 2), (9, 1)], upto=2)
        records.add_bands([], upto=1)
        assert records.bands_upto() == 2
        assert records.numbers_at(range(10)) == [(5, 1), (7, 1), (7, 2), (9, 1)]

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.model.article import Article
from annotator.model.errors import ProjectRefused
from annotator.model.query import Words
from annotator.model.searchable import searchable, whole_way
from annotator.store.failures import in_words
from annotator.store.store import Store
from tests.store.conftest import Small
from tests.store.test_open import folder_of, sql

pytestmark = pytest.mark.file_only

REVERSED = (
    "INSERT INTO article_words (article_words, rowid, title, body) VALUES ('delete', 1, ?, ?)"
)


def opened_again(small: Small) -> Store:
    small.store.close()
    small.store = Store.open(small.path)
    return small.store


def numbers(small: Small, words: str) -> list[int]:
    with small.store.transaction() as records:
        return list(records.find(Words(words)))


@pytest.mark.parametrize(
    ("damage", "where"),
    [
        ("UPDATE article_listing SET publisher = 'TASS'", "article_listing"),
        ("UPDATE article_listing SET length = 3", "article_listing"),
        ("DELETE FROM article_listing", "article_listing"),
        ("INSERT INTO article_listing SELECT 9, article_id, source_id, length, title, byline,"
         " publisher, published, section, url, language, file, state, other, reason, given"
         " FROM article_listing", "article_listing"),
        ("INSERT INTO article_words (article_words) VALUES ('delete-all')", "article_words"),
        ("UPDATE article_words_docsize SET sz = x'0101'", "article_words"),
        ("INSERT INTO article_words (rowid, title, body) VALUES (7, 'a', 'b')", "article_words"),
        ("UPDATE article_words_data SET block = zeroblob(length(block))", "article_words"),
        ("UPDATE article_words_data SET block = x'00' WHERE id > 10", "article_words"),
        ("DELETE FROM article_words_config", "article_words"),
        ("INSERT INTO article_pair VALUES (1, 5, 0.9)", "article_pair"),
        ("INSERT INTO article_band VALUES (1, 5)", "article_pair"),
    ],
)  # fmt: skip
def test_a_damaged_index_is_found_and_made_anew(small: Small, damage: str, where: str) -> None:
    small.store.close()
    sql(small.path, damage)
    with closing(Store.open(small.path, read_only=True)) as reading:
        found = [each.table for piece in reading.check() for each in piece.findings]
    assert where in found
    opened_again(small)
    small.findings()
    opened_again(small)
    assert small.findings() == []
    assert numbers(small, "王毅") == [1]
    with small.store.transaction() as records:
        (row,) = records.articles()
        assert (row.title, row.file, row.publisher) == ("Talks in Beijing", "talks.txt", "Xinhua")
        assert records.n_pairs() == 0


def test_an_index_that_has_lost_its_way_to_the_words_is_found(small: Small) -> None:
    text = " ".join(f"word{n}" for n in range(5000))
    with small.store.transaction() as records:
        records.add_article(Article.from_text(text), small.coder.id)
    assert small.findings() == []
    small.store.close()
    sql(small.path, "DELETE FROM article_words_idx")
    opened_again(small)
    assert [each.split(":")[0] for each in small.findings()] == ["article_words"]
    opened_again(small)
    assert numbers(small, "word4999") == [2]


def test_words_that_stand_under_another_article_are_found(small: Small) -> None:
    with small.store.transaction() as records:
        records.add_article(Article.from_text("one two three"), small.coder.id)
        records.add_article(Article.from_text("two three four"), small.coder.id)
    small.store.close()
    with closing(sqlite3.connect(small.path)) as connection:
        connection.execute(REVERSED.replace("1", "2"), ("", "one two three"))
        connection.execute("INSERT INTO article_words (rowid, title, body) VALUES (2, '', 'a b c')")
        connection.commit()
    opened_again(small)
    assert [each.split(":")[0] for each in small.findings()] == ["article_words"]


def test_a_sound_project_is_not_written_to_when_it_is_opened(small: Small) -> None:
    small.store.close()
    before = folder_of(small.path)
    Store.open(small.path).close()
    assert folder_of(small.path) == before


def test_an_index_of_an_older_form_is_made_anew(small: Small) -> None:
    small.store.close()
    sql(small.path, "UPDATE index_state SET number = 0")
    sql(small.path, "INSERT INTO article_words (article_words) VALUES ('delete-all')")
    opened_again(small)
    assert numbers(small, "Lavrov") == [1]


def test_a_search_in_a_damaged_index_says_what_to_do(small: Small) -> None:
    small.store.close()
    sql(small.path, "UPDATE article_words_data SET block = x'00' WHERE id > 10")
    opened_again(small)
    with pytest.raises(ProjectRefused, match=r"index of words .* is damaged"):
        numbers(small, "Lavrov")


@pytest.mark.parametrize(
    "other",
    [
        "DROP TABLE article_words; CREATE TABLE article_words (title, body)",
        "DROP TABLE article_words; CREATE VIRTUAL TABLE article_words USING fts5(title, body)",
        "CREATE VIRTUAL TABLE more USING fts5(title)",
        "DROP TABLE article_words",
        "CREATE TABLE article_words_content (id, c0)",
        "ALTER TABLE article_pair ADD COLUMN why TEXT",
    ],
)
def test_only_our_own_index_is_accepted(small: Small, other: str) -> None:
    small.store.close()
    for statement in other.split(";"):
        sql(small.path, statement)
    before = folder_of(small.path)
    with pytest.raises(ProjectRefused):
        Store.open(small.path)
    assert folder_of(small.path) == before


def test_a_sqlite_without_full_text_search_is_told_in_words() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE words USING fts9(title)")
        except sqlite3.Error as error:
            told = in_words(error, "talks.annotator")
    assert "no full-text search (FTS5)" in str(told)


def test_a_backup_takes_the_indexes_along(small: Small, tmp_path: Path) -> None:
    target = tmp_path / "copy.annotator"
    small.store.backup(target)
    with small.store.transaction() as records:
        records.add_bands([(1, 1)], 1)
        records.end_report(records.begin_report(small.coder.id), {})
    small.store.backup(target)
    with closing(Store.open(target)) as copy, copy.transaction() as records:
        assert list(records.find(Words("Lavrov"))) == [1]
        assert records.bands_upto() == 1


@given(st.text(st.one_of(st.characters(), st.sampled_from("ё外交é\u0301ㄱ각ｱ\u200cأ🤝 ab"))))
def test_the_short_way_to_searchable_gives_what_the_long_one_gives(text: str) -> None:
    assert searchable(text) == whole_way(text)
    assert searchable(text, text.encode("utf-8", "surrogatepass")) == whole_way(text)
